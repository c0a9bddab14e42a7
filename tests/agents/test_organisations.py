"""Organisations as living things: lists and taking part, activities, asking, money, cohesion, sleep, end, merger, birth.

Where luck decides, the test says how often a true rule would be called broken; draws are fixed, so a test that passes
keeps passing.
"""

from __future__ import annotations

from math import ceil, exp, inf
from typing import Any, NamedTuple

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import stats

from sim import load
from sim.agents.acts import ACTION, CARE, INTEREST, KINDS, MEETING
from sim.agents.backbone import BackboneSettings
from sim.agents.organisation import (
    ACTING,
    COMMITTEE,
    FORMING,
    MAIN_ACT,
    ORGANISATIONS,
    ORGANISED,
    Organisation,
    OrganisationSettings,
)
from sim.agents.organisation.fate import chances_to_end, heirs
from sim.agents.organisation.founding import initiators, nucleus_of
from sim.agents.organisation.life import BEGUN, DISSOLVED, DISSOLVES, JOINS, SPONTANEOUS, _end_some
from sim.agents.organisation.names import NAMES, name_for
from sim.agents.organisation.organisation import PROGRAMME
from sim.agents.organisation.roster import ACTIVE_FOR, NEW_FOR
from sim.audit import organisations as audit
from sim.lab.patterns.residents import FAIL, Finding
from sim.rng import Streams
from sim.schedule import PHASES
from sim.simulation import Simulation
from sim.text import Text
from tests.support import measured_of, small
from tests.support.town import Town, steady, still

RULES = OrganisationSettings()
ONE_IN_A_THOUSAND = 1e-3
HOLDS_NOTHING = {"rate": 0.0}


def as_declared(times: int, of: int, chance: float) -> bool:
    """Whether so many cases fit a chance; a true chance is called wrong once in a thousand times."""
    return bool(stats.binomtest(times, of, chance).pvalue > ONE_IN_A_THOUSAND)


# Being on the list and taking part


@pytest.mark.parametrize(("weeks", "active"), [(0, True), (ACTIVE_FOR - 1, True), (ACTIVE_FOR, False)])
def test_a_member_who_came_is_active_for_half_a_year(weeks: int, active: bool) -> None:
    """Twenty-six weeks since they last came, and a member in name from then on."""
    town = Town(organisations=still())
    town.founded([0])
    town.society.roster.joined[:] = -100
    town.society.roster.last[:] = 0
    town.week = weeks
    town.count()
    assert (town.r.listed[0], town.r.memberships[0]) == (1, active)


@pytest.mark.parametrize(("weeks", "active"), [(0, True), (NEW_FOR - 1, True), (NEW_FOR, False)])
def test_a_new_member_is_active_for_a_quarter_even_without_coming(weeks: int, active: bool) -> None:
    """Thirteen weeks from joining; who has not come by then is a member in name only."""
    town = Town(organisations=still())
    town.founded([0])
    town.week = weeks
    town.count()
    assert (town.r.listed[0], town.r.memberships[0]) == (1, active)


def test_the_spans_are_half_a_year_and_a_quarter() -> None:
    """In weeks."""
    assert (ACTIVE_FOR, NEW_FOR) == (26, 13)


def recounted(society: Any, people: int, week: int) -> dict[str, NDArray[np.int64]]:
    """The three columns once more, membership by membership."""
    columns = {name: np.zeros(people, np.int64) for name in ("listed", "memberships", "formal")}
    for organisation, row, joined, last, _, _ in zip(*society.roster, strict=True):
        one = society.ever[organisation]
        if one.ended is not None or one.stage == FORMING:
            continue
        active = week - last < 26 or week - joined < 13
        columns["listed"][row] += 1
        columns["memberships"][row] += active
        columns["formal"][row] += active and one.registered >= 0
    return columns


def test_the_columns_of_residents_agree_with_a_recount_of_the_lists() -> None:
    """Of groups, circles that form, registered organisations; new members, old ones, those who stay away."""
    town, luck = Town(people=60, organisations=still()), np.random.default_rng(1)
    for n in range(12):
        rows = luck.choice(60, 20, replace=False)
        town.founded(rows, stage=FORMING if n % 3 == 0 else ORGANISED, registered=5 if n % 3 == 1 else -1)
    roster = town.society.roster
    roster.joined[:] = luck.integers(0, 60, roster.row.size)
    roster.last[:] = np.where(luck.random(roster.row.size) < 0.5, luck.integers(0, 60, roster.row.size), -10_000)
    town.week = 60
    town.count()
    for name, column in recounted(town.society, 60, 60).items():
        assert np.array_equal(getattr(town.r, name), column), name
        assert column.max() > 1


def test_in_a_lively_run_they_agree_too(lived: Simulation) -> None:
    """After five years with every module."""
    world = lived.world
    columns = recounted(world.society, world.community.people, lived.week - 1)
    for name, column in columns.items():
        assert np.array_equal(getattr(world.residents, name), column), name
    assert 0 < columns["memberships"].sum() < columns["listed"].sum()
    assert columns["formal"].any()


def test_a_circle_that_is_only_forming_counts_for_nothing() -> None:
    """Its people are members of nothing, and it is no organisation; one step on they are, and it is."""
    town = Town()
    circle = town.founded(range(10), "mutual_aid", stage=FORMING)
    assert not any(getattr(town.r, name).any() for name in ("listed", "memberships", "formal"))
    assert measured_of(town.society, "organisations") == 0
    circle.stage = ACTING
    town.count()
    assert town.r.listed.sum() == town.r.memberships.sum() == 10
    assert measured_of(town.society, "organisations") == measured_of(town.society, "organisations_mutual_aid") == 1


def test_only_registration_makes_membership_formal() -> None:
    """And only for members who take part."""
    town = Town(organisations=still())
    one = town.founded(range(4), stage=ORGANISED)
    assert not town.r.formal.any()
    one.registered = 3
    town.society.roster.joined[0] = -100
    town.count()
    assert town.r.formal[:5].tolist() == [0, 1, 1, 1, 0]


def test_who_belongs_to_two_organisations_is_one_person() -> None:
    """Shares count people, not memberships."""
    simulation = Simulation(small(weeks=2, organisations__leave=0.0, organisations__mortality_new=0.0), seed=1)
    world = simulation.world
    rows = np.flatnonzero(world.residents.able)[:50]
    for kind in ("interest", "volunteer"):
        world.society.found(kind, 0, rows, "a test", 0)
    simulation.step()
    assert (world.residents.listed[rows] == 2).all()
    able = world.residents.able.sum()
    for name in ("membership", "membership_active", "registered"):
        assert simulation.latest(name) == pytest.approx(50 / able), name


# Who comes to what


def test_members_come_to_their_own_organisations_activity() -> None:
    """Whatever else is on: it is noted on the list that they came."""
    town = Town(organisations=still(**HOLDS_NOTHING))
    own = town.founded([0, 1], planned=[INTEREST])
    town.founded(range(2, 40), planned=[INTEREST])
    town.gather()
    town.offers.notice[:] += 50.0
    town.week = 7
    town.come([0])
    there = town.society.gathering
    assert (there.row.tolist(), there.host.tolist(), there.member.tolist()) == ([0], [own.index], [True])
    on_list = town.society.of(own)
    assert (on_list.times.tolist(), on_list.last[0], on_list.came.tolist()) == ([1, 0], 7, [1, 0])


def test_an_activity_of_another_kind_is_not_theirs() -> None:
    """Members of a group that holds a meeting are at somebody else's clean-up as anybody is."""
    town = Town(organisations=still(**HOLDS_NOTHING))
    town.founded([0, 1], planned=[MEETING])
    town.gather()
    town.come([0, 1], ACTION)
    assert not town.society.gathering.row.size
    assert not town.society.roster.times.any()


def test_guests_fall_to_hosts_in_proportion_to_the_notice_each_gave() -> None:
    """The office's part belongs to no organisation; wrong once in a thousand times."""
    people = 6000
    town = Town(people, 1, organisations=still(**HOLDS_NOTHING, sign_up=0.0))
    hosts = [town.founded(range(first, first + size), planned=[INTEREST]) for first, size in ((0, 2), (10, 12))]
    town.gather()
    given = [float(town.society.held[one.index, INTEREST] * town.society.spread[one.index, 0]) for one in hosts]
    town.offers.notice[0, INTEREST] += 0.3
    total = sum(given) + 0.3
    assert town.offers.notice[0, INTEREST] == pytest.approx(total)
    town.come(range(100, people))
    counts = [int((town.society.gathering.host == one.index).sum()) for one in hosts]
    guests = people - 100
    expected = [guests * share / total for share in (*given, 0.3)]
    assert stats.chisquare([*counts, guests - sum(counts)], expected).pvalue > ONE_IN_A_THOUSAND
    assert not town.society.gathering.member.any()
    assert counts[1] > 2 * counts[0] > 0


def test_nobody_is_counted_at_two() -> None:
    """Not even those on both lists when both hold the same."""
    town = Town(organisations=still(**HOLDS_NOTHING, sign_up=0.0))
    for _ in range(3):
        town.founded(range(10), planned=[INTEREST])
    town.gather()
    town.come(range(40))
    there = town.society.gathering
    assert np.unique(there.row).size == there.row.size
    assert there.row[there.member].tolist() == list(range(10))
    assert town.society.roster.times.sum() == 10


def test_guests_come_only_where_the_organisation_is_known() -> None:
    """An estate without an active member does not hear of it."""
    town = Town(organisations=still(**HOLDS_NOTHING))
    town.founded(range(10), planned=[INTEREST])
    town.gather()
    town.come(range(10, 40))
    assert not town.society.gathering.row.size


def test_members_are_at_their_own_organisations_activity_only_where_it_is_known() -> None:
    """A member in name, the only one in the estate, has heard of what the office holds and of nothing else."""
    town = Town(organisations=still(**HOLDS_NOTHING))
    one = town.founded([0, 1, 10], planned=[INTEREST])
    town.society.roster.joined[town.society.of(one).row == 10] = -100
    town.gather()
    town.offers.notice[:, INTEREST] += 1.0
    assert (town.society.spread[one.index] > 0).tolist() == [True, False, False, False]
    town.come([0, 10])
    assert town.society.gathering.row.tolist() == [0]
    assert town.society.of(one).times.tolist() == [1, 0, 0]


def test_guests_sign_up_as_often_as_declared() -> None:
    """And their visit is their first time; wrong once in a thousand times."""
    town = Town(4000, 1, organisations=still(**HOLDS_NOTHING))
    one = town.founded(range(10), planned=[INTEREST])
    town.gather()
    town.come(range(10, 4000))
    guests = town.society.gathering.row.size
    assert guests == 3990  # nobody else holds anything
    new = town.society.of(one).kept(slice(10, None))
    assert as_declared(new.row.size, guests, RULES.sign_up)
    assert (new.times == 1).all()
    assert (new.came == 1).all()
    assert (new.last == 0).all()
    town.count()
    assert town.r.memberships.sum() == 10 + new.row.size


def test_nobody_signs_up_at_what_the_office_holds() -> None:
    """An organisation gains members by its own activities only."""
    town = Town(organisations=still(**HOLDS_NOTHING, sign_up=1.0))
    town.founded(range(10))
    town.gather()
    town.offers.notice[:, INTEREST] += 1.0
    town.come(range(10, 40))
    assert town.society.roster.row.size == 10


# Doors


def test_doors_open_only_where_active_members_live() -> None:
    """Not where there are only names on the list."""
    town = Town(organisations=still(**HOLDS_NOTHING))
    one = town.founded([0, 1, 10, 11, 20], planned=[ACTION])
    town.society.roster.joined[town.society.of(one).row == 20] = -100
    town.gather()
    assert np.flatnonzero(town.offers.notice[:, ACTION]).tolist() == [0, 1]
    assert np.flatnonzero(town.offers.seats[:, ACTION]).tolist() == [0, 1]
    assert not np.delete(town.offers.notice, ACTION, axis=1).any()


def test_an_activity_is_the_better_known_the_more_active_members_live_there() -> None:
    """By word of mouth, up to its full publicity."""
    town = Town(organisations=still(**HOLDS_NOTHING))
    town.founded([*range(8), 10, 11], planned=[INTEREST])
    town.gather()
    expected = [RULES.publicity * (1 - exp(-members / RULES.known_by)) for members in (8, 2, 0, 0)]
    assert town.offers.notice[:, INTEREST] == pytest.approx(expected)


def test_seats_follow_the_members() -> None:
    """The usual venue's seats are shared out by where active members live, a started seat is a seat."""
    town = Town(organisations=still(**HOLDS_NOTHING, venue=40))
    town.founded([0, 1, 2, 3, 10, 11, 20], planned=[INTEREST])
    town.gather()
    assert town.offers.seats[:, INTEREST].tolist() == [ceil(40 * 4 / 7), ceil(40 * 2 / 7), ceil(40 / 7), 0]


@pytest.mark.parametrize("covenant", [0.0, 0.5, 1.0])
def test_the_say_of_members_follows_the_covenant(covenant: float) -> None:
    """From that in any group to that under rules of one's own."""
    town = Town(organisations=still(**HOLDS_NOTHING))
    town.founded(range(5), planned=[MEETING], covenant=covenant)
    town.gather()
    expected = RULES.say + covenant * (RULES.say_governed - RULES.say)
    assert town.offers.say[0, MEETING] == pytest.approx(expected)


def test_active_members_feel_related_and_able_as_in_their_best_organisation() -> None:
    """Once, not once for every membership; members in name feel nothing."""
    town = Town(organisations=still(**HOLDS_NOTHING))
    town.founded([0, 1], cohesion=0.8, capability=0.1)
    town.founded([0, 2], cohesion=0.2, capability=0.9)
    town.society.roster.joined[town.society.roster.row == 2] = -100
    town.gather()
    assert town.push.relatedness[:3] == pytest.approx([0.8 * RULES.warmth, 0.8 * RULES.warmth, 0.0])
    assert town.push.competence[:3] == pytest.approx([0.9 * RULES.training, 0.1 * RULES.training, 0.0])


# Asking along

STAR = [(0, n) for n in range(1, 5)]


def asks(town: Town) -> NDArray[np.float32]:
    """Hazard of being asked, in multiples of that of one tie to an active member of a group without leader."""
    town.gather()
    return town.push.asked / np.float32(RULES.recruit)


def crowd(town: Town, one: Organisation, active: int) -> None:
    """Let an organisation have so many active members more who know nobody."""
    town.society.enlist(one, np.arange(20, 20 + active), town.week)


def test_active_members_ask_the_contacts_who_are_not_on_the_list() -> None:
    """Members in name are not asked again, and do not ask; who cannot decide is not asked."""
    town = Town(ties=[*STAR, (5, 6)], organisations=still(**HOLDS_NOTHING, capacity_interest=100_000))
    town.founded([0, 1, 5])
    town.society.roster.joined[town.society.roster.row == 5] = -100
    town.society.roster.joined[town.society.roster.row == 1] = -100
    town.r.able[2] = False
    assert asks(town)[:7] == pytest.approx([0, 0, 0, 1, 1, 0, 0], abs=1e-4)


def test_two_members_ask_twice() -> None:
    """Once for each tie, and for each organisation one is not yet in."""
    town = Town(ties=[(0, 2), (1, 2)], organisations=still(**HOLDS_NOTHING, capacity_interest=100_000))
    town.founded([0, 1])
    town.founded([0])
    assert asks(town)[2] == pytest.approx(3.0, abs=1e-3)
    assert asks(town)[1] == 0


@pytest.mark.parametrize(("present", "left"), [(1, 0.9), (5, 0.5), (10, 0.0), (15, 0.0)])
def test_they_ask_the_less_the_more_there_are(present: int, left: float) -> None:
    """None once the organisation holds as many as it can hold together."""
    town = Town(ties=STAR, organisations=still(**HOLDS_NOTHING, capacity_interest=10))
    crowd(town, town.founded([0]), present - 1)
    assert asks(town)[1] == pytest.approx(left, abs=1e-6)


@pytest.mark.parametrize(
    ("kind", "capacity"),
    [("governance", 150), ("mutual_aid", 150), ("volunteer", 400), ("interest", 600), ("committee", 200)],
)
def test_kinds_hold_together_different_numbers(kind: str, capacity: int) -> None:
    """Few where people must know each other, many where they come to have a good time."""
    assert RULES.capacity(kind) == capacity


@pytest.mark.parametrize(("leaders", "times"), [(0, 1.0), (1, 1.4), (2, 1.8), (3, 2.2), (5, 2.2)])
def test_they_ask_the_more_the_more_lead(leaders: int, times: float) -> None:
    """Up to three leaders."""
    town = Town(ties=STAR, organisations=still(**HOLDS_NOTHING, capacity_interest=100_000), backbone=steady(ask=0.0))
    town.founded([0, *range(20, 20 + leaders)], leaders=list(range(20, 20 + leaders)))
    assert asks(town)[1] == pytest.approx(times, abs=1e-3)


@pytest.mark.parametrize("known", [{"stage": FORMING}, {"dormant": True}], ids=["forming", "dormant"])
def test_circles_that_form_and_those_that_sleep_ask_nobody(known: dict[str, Any]) -> None:
    """Social workers ask for the first; nobody for the second."""
    town = Town(ties=STAR, organisations=still(**HOLDS_NOTHING))
    town.founded([0], **known)
    assert not asks(town).any()


# Activities


@pytest.mark.parametrize("led", [True, False], ids=["led", "leaderless"])
@pytest.mark.parametrize("funded", [True, False], ids=["funded", "unfunded"])
def test_leaders_and_money_make_activities(led: bool, funded: bool) -> None:
    """Without a leader or without money there are fewer, by the declared multiples; wrong once in a thousand times."""
    town = Town(organisations=still(), backbone=steady())
    one = town.founded(range(5), leaders=[0] if led else [], funds=1e9 if funded else 0.0)
    weeks = 3000
    held = 0
    for town.week in range(weeks):
        town.gather()
        held += int(town.society.held.sum())
    chance = RULES.rate * (1 if led else RULES.leaderless) * (1 if funded else RULES.unfunded)
    assert as_declared(held, weeks, chance)
    assert one.held.bit_count() <= 32


@pytest.mark.parametrize("kind", ORGANISATIONS)
def test_every_kind_holds_what_it_is_for(kind: str) -> None:
    """Activities of each kind come in the shares of its programme, the kind it is for most of all."""
    one = Organisation(0, 1, kind, ORGANISATIONS[kind], 0, 0, "a test")
    luck = (np.arange(10_000) + 0.5) / 10_000
    held = np.sum([one.activities(float(draw), 0.6, 1.0) for draw in luck], axis=0)
    assert held.sum() == pytest.approx(6000, abs=1)
    assert held / held.sum() == pytest.approx(PROGRAMME[kind], abs=1e-3)
    assert int(np.argmax(held)) == MAIN_ACT[kind]


def test_a_rate_above_one_a_week_is_several_at_once() -> None:
    """None is lost because a week has only one draw."""
    one = Organisation(0, 1, "interest", NAMES["interest"][0], 0, 0, "a test")
    assert {float(one.activities(luck, 2.5, 1.0).sum()) for luck in (0.01, 0.5, 0.99)} == {2.5}


def test_a_circle_that_forms_holds_only_what_is_planned_for_it() -> None:
    """And a plan is for one week."""
    town = Town(organisations=still(rate=1.0))
    town.founded(range(5), stage=FORMING, planned=[CARE, CARE])
    town.gather()
    assert town.society.held[0].tolist() == [0, 0, 2, 0, 0, 0]
    town.gather()
    assert not town.society.held.any()


# Money


def test_activities_use_money_while_there_is_some() -> None:
    """The last of it too, and never more than that."""
    town = Town(organisations=still(**HOLDS_NOTHING, activity_cost=80.0))
    one = town.founded(range(5))
    town.society.grant(one, 100.0)
    left = []
    for _ in range(3):
        one.planned = [INTEREST]
        town.gather()
        left.append(one.funds)
    assert left == [20.0, 0.0, 0.0]
    assert town.society.spent == 100.0


def test_money_adds_up_through_grants_spending_end_and_merger() -> None:
    """What was given is held or spent, at every point."""
    town = Town(organisations=still(**HOLDS_NOTHING, merging=1.0, small=12))
    weak, strong, third = town.founded(range(5)), town.founded(range(20)), town.founded(range(3), "volunteer")
    society = town.society

    def adds_up() -> bool:
        return society.granted - society.spent == pytest.approx(sum(one.funds for one in society.ever))

    for one, yuan in ((weak, 700.0), (strong, 300.0), (third, 50.0)):
        society.grant(one, yuan)
    assert adds_up()
    strong.planned = [INTEREST]
    town.gather()
    assert adds_up()
    society.end(third, 1, DISSOLVED)
    assert (third.funds, adds_up()) == (0.0, True)
    town.live_on(quarter=True)
    assert not weak.alive
    assert (weak.funds, strong.funds) == (0.0, 700.0 + 300.0 - RULES.activity_cost)
    assert adds_up()


# Cohesion, sleep and waking


def test_people_grow_close_by_coming_together() -> None:
    """Cohesion moves a little towards what the turnout makes of it: the more come, the closer."""
    after = {}
    for people in (1, 8, 30):
        town = Town(organisations=still(**HOLDS_NOTHING))
        one = town.founded(range(40), planned=[INTEREST])
        before = one.cohesion
        town.gather()
        town.come(range(people))
        after[people] = one.cohesion
        aim = 1 - exp(-people / RULES.nucleus_least)
        assert one.cohesion == pytest.approx(before + RULES.cohesion_rate * (aim - before))
    assert after[1] < RULES.cohesion_start < after[8] < after[30]


def test_they_grow_apart_when_nothing_happens() -> None:
    """A little every week."""
    town = Town(organisations=still(**HOLDS_NOTHING))
    one = town.founded(range(40))
    for _ in range(10):
        town.pass_week()
    assert one.cohesion == pytest.approx(RULES.cohesion_start * (1 - RULES.cohesion_fade) ** 10)


def test_an_organisation_sleeps_after_so_many_quiet_weeks() -> None:
    """Not a week sooner; people who come in between start the count again."""
    town = Town(organisations=still(**HOLDS_NOTHING, dormant_after=5))
    one = town.founded(range(10))
    town.pass_week()
    one.planned = [INTEREST]
    town.pass_week([0])
    asleep = []
    for _ in range(6):
        town.pass_week()
        asleep.append(one.dormant)
    assert asleep == [False] * 4 + [True] * 2


def test_a_sleeping_organisation_holds_nothing() -> None:
    """Though led and funded."""
    town = Town(organisations=still(rate=1.0), backbone=steady())
    one = town.founded(range(10), leaders=[0], funds=1e6, dormant=True)
    town.gather()
    assert not town.society.held.any()
    one.dormant = False
    town.gather()
    assert town.society.held.sum() == 1


def test_it_wakes_when_somebody_comes() -> None:
    """To something that others planned for it."""
    town = Town(organisations=still(**HOLDS_NOTHING))
    one = town.founded(range(10), dormant=True, quiet=30, planned=[INTEREST])
    town.pass_week([3])
    assert (one.dormant, one.quiet) == (False, 0)


def test_it_wakes_when_somebody_takes_the_lead() -> None:
    """If a member who came lately is willing and able."""
    town = Town(organisations=still(**HOLDS_NOTHING, succession=1.0))
    one = town.founded(range(10), dormant=True, quiet=30)
    town.society.roster.came[4] = 0b1000
    town.pass_week()
    assert (one.leaders, one.dormant, one.quiet) == ([4], False, 0)


def test_a_circle_that_forms_does_not_sleep() -> None:
    """It has not begun yet."""
    town = Town(organisations=still(dormant_after=1))
    one = town.founded(range(10), stage=FORMING)
    for _ in range(4):
        town.pass_week()
    assert not one.dormant


# The end


def hazard(age: float, *, led: bool = True, present: int = 12, dormant: bool = False, supported: bool = False) -> float:
    """The chance to end once more: old-age part and newcomers' part, then everything that makes it likelier or not."""
    newness = 0.0040 * exp(-age / 104) * (0.6 if led else 2.5)
    size = 2.0 if present < 12 else (12 / present) ** 0.5
    return (0.0006 + newness) * size * (3.0 if dormant else 1.0) * (0.6 if supported else 1.0)


def body(age: int = 0, *, led: bool = True, dormant: bool = False, supported: bool = False) -> Organisation:
    """An organisation founded so many weeks before week 1000."""
    one = Organisation(0, 1, "interest", NAMES["interest"][0], 0, 1000 - age, "a test")
    one.leaders, one.dormant, one.supported = [0] if led else [], dormant, supported
    return one


@pytest.mark.parametrize("supported", [True, False])
@pytest.mark.parametrize("dormant", [True, False])
@pytest.mark.parametrize("present", [0, 11, 12, 13, 48, 300])
@pytest.mark.parametrize("led", [True, False])
def test_the_chance_to_end_is_as_declared(led: bool, present: int, dormant: bool, supported: bool) -> None:
    """In all combinations and at all ages; small is below a dozen active members, four dozen end half as often."""
    ages = (0, 26, 104, 1000)
    bodies = [body(age, led=led, dormant=dormant, supported=supported) for age in ages]
    found = chances_to_end(RULES, bodies, [present] * len(ages), 1000)
    expected = [hazard(age, led=led, present=present, dormant=dormant, supported=supported) for age in ages]
    assert found == pytest.approx(expected)


@pytest.mark.parametrize("exponent", [0.0, 0.5, 1.0])
def test_the_larger_end_the_later(exponent: float) -> None:
    """By the declared power of their size over that of the small; not at all if it is zero."""
    s = OrganisationSettings(mortality_size=exponent, small=10)
    ten, forty = chances_to_end(s, [body(), body()], [10, 40], 1000)
    assert ten == pytest.approx(4**exponent * forty)


@pytest.mark.parametrize("age", [0, 52, 104, 208])
def test_without_a_leader_the_young_end_at_least_twice_as_often(age: int) -> None:
    """For four years; later it no longer matters who leads."""
    led, leaderless = chances_to_end(RULES, [body(age), body(age, led=False)], [30, 30], 1000)
    assert leaderless >= 2 * led
    old = chances_to_end(RULES, [body(1000), body(1000, led=False)], [30, 30], 1000)
    assert old[1] < 1.1 * old[0]


def test_the_young_end_sooner_than_the_old() -> None:
    """Less with every year."""
    chances = chances_to_end(RULES, [body(52 * year) for year in range(9)], [30] * 9, 1000)
    assert (np.diff(chances) < 0).all()


FATES: dict[str, dict[str, Any]] = {
    "led": {},
    "leaderless": {"led": False},
    "small": {"present": 5},
    "large": {"present": 35},
    "dormant": {"dormant": True},
    "supported": {"supported": True},
    "old": {"age": 400},
}


def test_so_many_end_as_the_chances_say() -> None:
    """Each kind over many weeks; the leaderless, small and dormant more than the led, the large, supported and old fewer.

    A true rule is called wrong once in 140 times (seven counts, each once in a thousand times).
    """
    town, weeks = Town(organisations={"mortality_new": 0.04, "mortality": 0.006}), 8000
    for fate in FATES.values():
        town.founded(range(fate.get("present", 12)))
    ended = dict.fromkeys(FATES, 0)
    for week in range(1000, 1000 + weeks):
        for one, fate in zip(town.society.ever, FATES.values(), strict=True):
            one.ended, one.founded = None, week - fate.get("age", 0)
            one.leaders = [0] if fate.get("led", True) else []
            one.dormant, one.supported = fate.get("dormant", False), fate.get("supported", False)
        _end_some(town.society, town.streams, week)
        for one, name in zip(town.society.ever, FATES, strict=True):
            ended[name] += not one.alive
    for name, fate in FATES.items():
        assert as_declared(ended[name], weeks, 10 * hazard(**{"age": 0, **fate})), name
    assert min(ended[name] for name in ("leaderless", "small", "dormant")) > 1.5 * ended["led"]
    assert max(ended[name] for name in ("large", "supported", "old")) < ended["led"]


def test_an_organisation_that_slept_for_a_year_is_no_more() -> None:
    """For sure, in that very week; told and gone like any other that dissolves."""
    assert RULES.dormant_end == 52
    town = Town(organisations=still(**HOLDS_NOTHING))
    one = town.founded(range(10))
    for _ in range(RULES.dormant_end - 1):
        town.pass_week()
    assert (one.alive, one.dormant, town.society.read_news()) == (True, True, [])
    town.pass_week()
    assert one.ended is not None
    assert (one.ended.week, one.ended.reason, one.ended.listed) == (51, DISSOLVED, 10)
    assert town.society.read_news()[0].text == DISSOLVES.filled(name=one.name, weeks=51, people=10)


def test_weeks_of_sleep_begin_anew_when_somebody_came() -> None:
    """And circles that form are not counted out."""
    town = Town(organisations=still(**HOLDS_NOTHING, dormant_after=2, dormant_end=5))
    one, circle = town.founded(range(10)), town.founded(range(20, 30), stage=FORMING)
    for _ in range(4):
        town.pass_week()
    one.planned = [INTEREST]
    town.pass_week([0])
    lives = []
    for _ in range(6):
        town.pass_week()
        lives.append(one.alive)
    assert lives == [True] * 4 + [False] * 2
    assert circle.alive


def test_committees_neither_dissolve_nor_merge() -> None:
    """However small, leaderless and long asleep, and whatever the chances: residents vote them out."""
    town = Town(organisations=still(**HOLDS_NOTHING, mortality=1.0, merging=1.0, dormant_end=1))
    weak, strong = town.founded(range(3), COMMITTEE), town.founded(range(10, 30), COMMITTEE)
    group = town.founded(range(3))
    town.pass_week(quarter=True)
    town.pass_week(quarter=True)
    assert (weak.alive, strong.alive, group.alive) == (True, True, False)


def test_circles_that_form_do_not_die_of_age() -> None:
    """They scatter when whoever accompanies them gives them up."""
    town = Town(organisations=still(mortality=1.0))
    circle, group = town.founded(range(10), stage=FORMING), town.founded(range(10))
    town.live_on()
    assert (circle.alive, group.alive) == (True, False)


def test_the_end_is_told_and_leaves_nothing_behind() -> None:
    """No names, no leads, no money; the week and the reason stay."""
    town = Town(organisations=still(mortality=1.0), backbone=steady())
    one = town.founded(range(10), leaders=[0], board=[1, 2], funds=0.0)
    town.society.grant(one, 500.0)
    town.week = 9
    town.live_on()
    assert (one.leaders, one.board, one.funds, town.society.members(one).size) == ([], [], 0.0, 0)
    assert one.ended is not None
    assert (one.ended.week, one.ended.reason) == (9, DISSOLVED)
    assert not town.r.listed.any()
    (news,) = town.society.read_news()
    assert news.text == DISSOLVES.filled(name=one.name, weeks=9, people=10)
    assert town.society.read_news() == []


# Mergers


def pair(
    kind: str = "interest", home: int = 0, *, weak: int = 5, **known: Any
) -> tuple[Town, Organisation, Organisation]:
    """A weak organisation of some kind and home, and a strong interest group in the first grid; mergers are sure."""
    town = Town(organisations=still(merging=1.0), backbone=steady())
    return town, town.founded(range(weak), kind, home, **known), town.founded(range(10, 30))


@pytest.mark.parametrize(
    ("kind", "home", "joins"),
    [("interest", 0, True), ("interest", 1, True), ("interest", 2, False), ("volunteer", 0, False)],
    ids=["same grid", "next grid", "two grids away", "another kind"],
)
def test_the_weak_join_their_like_nearby(kind: str, home: int, joins: bool) -> None:
    """In the same grid or the next one, and only the same kind."""
    town, weak, strong = pair(kind, home)
    town.live_on(quarter=True)
    assert (not weak.alive, strong.alive) == (joins, True)


def test_members_and_money_move_and_nobody_is_on_a_list_twice() -> None:
    """Members of both stay once; the leader of the weak one leads no more; the news say who joined whom."""
    town, weak, strong = pair(leaders=[0])
    town.society.enlist(strong, np.array([3, 4]), 0)
    town.society.grant(weak, 250.0)
    town.live_on(quarter=True)
    assert town.society.members(strong).tolist() == [*range(10, 30), 3, 4, 0, 1, 2]
    assert (strong.funds, strong.leaders, weak.leaders) == (250.0, [], [])
    assert weak.ended is not None
    assert weak.ended.reason.en == f"joined {strong.name.en}"
    assert town.society.read_news()[0].text == JOINS.filled(name=weak.name, other=strong.name, people=5)


@pytest.mark.parametrize(
    ("weak", "known"),
    [(12, {"leaders": [0]}), (5, {"supported": True}), (5, {"stage": FORMING})],
    ids=["large enough and led", "supported", "forming"],
)
def test_who_is_not_weak_or_not_alone_does_not_join(weak: int, known: dict[str, Any]) -> None:
    """Weak is small or leaderless, with nobody outside who stands by it."""
    town, one, _ = pair(weak=weak, **known)
    town.live_on(quarter=True)
    assert one.alive


def test_mergers_are_at_the_start_of_a_quarter() -> None:
    """In no other week."""
    town, weak, _ = pair()
    town.live_on()
    assert weak.alive


def test_they_join_the_largest() -> None:
    """Of several; and never one that is as small as they are."""
    town, weak, strong = pair()
    larger = town.founded(range(5, 40), home=1)
    town.live_on(quarter=True)
    assert weak.ended is not None
    assert larger.name.en in weak.ended.reason.en
    assert not strong.alive  # leaderless, so it joined as well
    both = Town(organisations=still(merging=1.0))
    small_ones = [both.founded(range(5)), both.founded(range(8))]
    both.live_on(quarter=True)
    assert all(one.alive for one in small_ones)


# Leaving


def test_those_who_left_and_the_dead_are_off_every_list() -> None:
    """And lead, govern and serve no more, from the same week."""
    town = Town(organisations=still(), backbone=steady())
    one = town.founded(range(10), leaders=[0, 1], board=[0, 2])
    two = town.founded(range(5))
    town.r.here[[0, 2]] = town.r.able[[0, 2]] = False
    town.live_on()
    assert not np.isin(town.society.roster.row, [0, 2]).any()
    assert (one.leaders, one.board) == ([1], [])
    assert (town.society.members(one).size, town.society.members(two).size) == (8, 3)
    assert town.society.backbone.rows.tolist() == [1]
    assert not town.r.listed[[0, 2]].any()


@pytest.mark.parametrize(("motivation", "habit"), [(0.0, 0.0), (0.5, 0.0), (0.5, 1.0)])
def test_the_motivated_and_the_habitual_stay_longer(motivation: float, habit: float) -> None:
    """By the declared chance; wrong once in a thousand times."""
    people = 3000
    columns = {"motivation": np.full(people, motivation), "habit": np.full(people, habit)}
    town = Town(people, 1, organisations=still(leave=0.1), **columns)
    town.founded(range(people))
    town.live_on()
    gone = people - town.society.roster.row.size
    assert as_declared(gone, people, 0.1 * (1.6 - motivation - 0.5 * habit))


def test_leaving_one_organisation_is_not_leaving_another() -> None:
    """The luck is the membership's, not the person's."""
    town = Town(2000, 1, organisations=still(leave=0.3))
    one, two = town.founded(range(2000)), town.founded(range(1999, -1, -1))
    town.live_on()
    stay = [np.isin(np.arange(2000), town.society.members(which)) for which in (one, two)]
    assert abs(np.corrcoef(stay[0], stay[1])[0, 1]) < 0.1


def test_who_leaves_the_list_leads_no_more() -> None:
    """Nor sits on the board; they stay backbone."""
    town = Town(organisations=still(), backbone=steady())
    one = town.founded(range(10), leaders=[0, 1], board=[0, 2])
    town.society.strike(one, np.array([0]))
    town.live_on()
    assert (one.leaders, one.board) == ([1], [2])
    assert 0 in town.society.backbone.rows


# Succession


def orphaned(**columns: NDArray[Any]) -> tuple[Town, Organisation]:
    """An organisation without a leader, all of whose members came last week; an heir steps in at once."""
    town = Town(organisations=still(**HOLDS_NOTHING, succession=1.0), backbone=steady(), **columns)
    one = town.founded(range(6))
    town.society.roster.came[:] = 1
    return town, one


def test_the_backbone_steps_in_first() -> None:
    """Though others came more often; then those who came most often."""
    town, one = orphaned()
    town.society.backbone.appoint(np.array([4]), 0)
    town.society.roster.times[:] = [1, 9, 3, 3, 0, 2]
    assert heirs(town.r, town.society.of(one), town.society.backbone).tolist() == [4, 1, 2, 3, 5, 0]
    town.live_on()
    assert one.leaders == [4]


def test_a_new_leader_becomes_backbone() -> None:
    """Whoever leads is one of the few who carry the community."""
    town, one = orphaned()
    town.live_on()
    assert one.leaders == [0]
    assert town.society.backbone.rows.tolist() == [0]
    assert town.r.backbone[0]


@pytest.mark.parametrize("lack", ["motivation", "skill", "came", "able"])
def test_only_willing_and_able_members_who_come_step_in(lack: str) -> None:
    """Nobody lacking any of these does."""
    town, one = orphaned()
    at_edge = {"motivation": BackboneSettings().willing, "skill": BackboneSettings().capable}
    for name, value in at_edge.items():
        getattr(town.r, name)[:] = np.float32(value) + np.float32(1e-6)
    assert heirs(town.r, town.society.of(one), town.society.backbone).size == 6
    if lack == "came":
        town.society.roster.came[:] = 1 << 27
    elif lack == "able":
        town.r.able[:] = False
    else:
        getattr(town.r, lack)[:] = np.float32(at_edge[lack]) - np.float32(1e-3)
    assert not heirs(town.r, town.society.of(one), town.society.backbone).size
    town.live_on()
    assert one.leaders == []


@pytest.mark.parametrize(("weeks", "steps_in"), [(0, True), (12, True), (25, True), (26, False)])
def test_who_came_within_half_a_year_may_step_in(weeks: int, steps_in: bool) -> None:
    """So many weeks after they last came: as long as they count as active for it."""
    town, one = orphaned()
    town.society.roster.came[:] = 1 << weeks
    town.live_on()
    assert bool(one.leaders) == steps_in


def test_an_empty_lead_is_filled_as_soon_as_declared() -> None:
    """By the week's chance; wrong once in a thousand times."""
    town = Town(organisations=still(**HOLDS_NOTHING, succession=RULES.succession), backbone=steady())
    one = town.founded(range(6))
    weeks, filled = 3000, 0
    for town.week in range(weeks):
        town.society.roster.came[:] = 1
        town.live_on()
        filled += bool(one.leaders)
        one.leaders = []
    assert as_declared(filled, weeks, RULES.succession)


@pytest.mark.parametrize(
    ("stage", "supported", "steps_in"),
    [(FORMING, True, False), (ACTING, True, False), (ACTING, False, True), (ORGANISED, True, True)],
    ids=["forming", "on the way to its fifth step", "on its own", "organised"],
)
def test_nobody_steps_in_where_members_will_choose(stage: int, supported: bool, steps_in: bool) -> None:
    """First leaders come with the fifth step of the pathway, not by themselves; later ones may."""
    town, one = orphaned()
    one.stage, one.supported = stage, supported
    town.live_on()
    assert bool(one.leaders) == steps_in


# Groups that begin by themselves


SURE = OrganisationSettings(spontaneous=1.0)
LATELY, LONG_AGO = 1 << 25, 1 << 26


def could(**columns: NDArray[Any]) -> NDArray[np.int64]:
    """Of five residents who all took part, those who would set out if it were sure to happen."""
    both = {"took": np.full(5, LATELY), "motivation": np.full(5, 0.41), "skill": np.full(5, 0.46), **columns}
    town = Town(5, 1, **both)
    return initiators(town.r, SURE, BackboneSettings(), 1.0, Streams(0).key("initiates", 0))


@pytest.mark.parametrize(
    ("name", "value"),
    [("motivation", 0.39), ("skill", 0.44), ("spare", 1.9), ("age", 17.5), ("able", 0), ("took", LONG_AGO)],
)
def test_only_the_willing_and_able_with_time_who_take_part_set_out(name: str, value: float) -> None:
    """Nobody who lacks one of these, grown-ups only."""
    assert could().tolist() == [0, 1, 2, 3, 4]
    column = {"motivation": 0.41, "skill": 0.46, "spare": 8.0, "age": 40.0, "able": 1.0, "took": LATELY}[name]
    given = np.array([column, value, column, value, column])
    assert could(**{name: given}).tolist() == [0, 2, 4]


def test_the_very_motivated_set_out_far_more_often() -> None:
    """By the declared multiple; wrong once in five hundred times."""
    people = 20_000
    columns = {"took": np.ones(people), "motivation": np.where(np.arange(people) % 2, 0.61, 0.59)}
    town = Town(people, 1, **columns)
    s = OrganisationSettings(spontaneous=0.005)
    rows = initiators(town.r, s, BackboneSettings(), 1.0, Streams(3).key("initiates", 0))
    keen = int((rows % 2).sum())
    assert as_declared(rows.size - keen, people // 2, 0.005)
    assert as_declared(keen, people // 2, 0.005 * (1 + RULES.spontaneous_keen))


def test_contacts_come_along_first_then_people_of_like_interest() -> None:
    """All of the grid, all taking part, no more than luck lets them win."""
    fit = np.zeros((40, KINDS))
    fit[:, INTEREST] = np.arange(40) / 40
    took = np.full(40, LATELY)
    took[[9, 3]] = 0
    town = Town(ties=[(0, 2), (0, 9), (0, 15)], fit=fit, took=took)
    assert nucleus_of(0, town.r, town.community, RULES, 0.99).tolist() == [0, 2, 8, 7, 6, 5, 4, 1]
    few = OrganisationSettings(nucleus_least=3)
    assert nucleus_of(0, town.r, town.community, few, 0.0).tolist() == [0, 2, 8]


def test_luck_decides_how_many_are_won_and_most_groups_begin_small() -> None:
    """Any number from the least to the most; a quarter of the luck is half of it squared."""
    town = Town(60, 1, took=np.full(60, LATELY))
    won = [nucleus_of(0, town.r, town.community, RULES, luck).size for luck in (np.arange(3300) + 0.5) / 3300]
    assert (RULES.nucleus_least, RULES.nucleus) == (8, 40)
    assert set(won) == set(range(8, 41))
    assert won == sorted(won)
    assert won[len(won) // 2] == 8 + 33 // 4
    assert max(range(8, 41), key=won.count) == 8


@pytest.mark.parametrize(("most", "luck", "won"), [(20, 0.999, 20), (8, 0.999, 8), (5, 0.999, 8), (40, 0.0, 8)])
def test_no_more_are_won_than_declared(most: int, luck: float, won: int) -> None:
    """And no fewer, where so many take part, than make a group."""
    town = Town(60, 1, took=np.full(60, LATELY))
    assert nucleus_of(0, town.r, town.community, OrganisationSettings(nucleus=most), luck).size == won


def test_groups_that_begin_are_of_many_sizes() -> None:
    """Each initiator has luck of their own."""
    sizes = []
    for seed in range(30):
        town = Town(60, 1, seed=seed, took=np.ones(60), skill=np.eye(60)[0], organisations=still(spontaneous=1.0))
        town.live_on(month=True)
        sizes.append(town.society.members(town.society.ever[0]).size)
    assert 8 <= min(sizes) < np.median(sizes) < 24 < max(sizes) <= 40
    assert len(set(sizes)) > 10


def beginning(lively: int, **changes: Any) -> Town:
    """A town where so many of the first estate take part and the first of them is sure to set out."""
    took = np.zeros(40)
    took[:lively] = 1
    skill = np.zeros(40)
    skill[0] = 1.0
    town = Town(took=took, skill=skill, organisations=still(spontaneous=1.0, **changes), backbone=steady())
    town.week = 3
    return town


def test_a_group_begins_unaided_with_a_leader_and_a_list() -> None:
    """Its initiator leads, is backbone, and the chronicle hears of it; nobody in the office did anything."""
    town = beginning(10, nucleus=8)
    town.live_on(month=True)
    (one,) = town.society.ever
    assert (one.kind, one.founder, one.leaders, one.home, one.founded) == ("interest", SPONTANEOUS, [0], 0, 3)
    assert town.society.members(one).tolist() == list(range(8))
    assert town.society.backbone.rows.tolist() == [0]
    (news,) = town.society.read_news()
    assert news.text == BEGUN.filled(name=one.name, estate=1, people=8)


def test_too_few_are_no_group() -> None:
    """Eight at least."""
    for lively, groups in ((RULES.nucleus_least - 1, 0), (RULES.nucleus_least, 1)):
        town = beginning(lively)
        town.live_on(month=True)
        assert len(town.society.ever) == groups


def test_groups_begin_once_a_month_and_nobody_gathers_a_second() -> None:
    """A leader has enough to do."""
    town = beginning(10)
    town.live_on(month=False)
    assert not town.society.ever
    town.live_on(month=True)
    town.live_on(month=True)
    assert len(town.society.ever) == 1


# Names


def test_no_two_organisations_bear_one_name() -> None:
    """In neither language, however many there are and whoever founds them."""
    town = Town(people=5, estates=1)
    for n in range(150):
        town.week = n // 3
        town.founded([n % 5], tuple(ORGANISATIONS)[n % 4])
    for lang in ("en", "zh"):
        names = [one.name.to(lang) for one in town.society.ever]
        assert len(set(names)) == 150


def test_a_founder_gives_the_same_name_in_every_arm() -> None:
    """Unless somebody took it before; then the next free one, numbered when the pool is used up."""
    pool = NAMES["governance"]
    assert name_for("governance", 25, []) == pool[1]
    assert name_for("governance", 25, pool[1:2]) == pool[2]
    assert name_for("governance", 25, pool).en == f"{pool[1].en} 2"


def test_no_two_organisations_share_their_luck() -> None:
    """Not even those that the same person begins in one week, or the week after; the first is as if it were alone."""
    town = Town()
    for _ in range(4):
        for _ in range(3):
            town.founded([7, 3])
        town.week += 1
    addresses = [one.address for one in town.society.ever]
    assert len(set(addresses)) == 12
    alone = Town()
    assert addresses[0] == alone.founded([7]).address


def test_names_of_different_kinds_do_not_meet() -> None:
    """So that a chronicle can be read."""
    everything = [name for pool in NAMES.values() for name in pool]
    for lang in ("en", "zh"):
        assert len({name.to(lang) for name in everything}) == len(everything)


# In runs


def test_organisations_add_up_in_runs_with_and_without_modules() -> None:
    """A small community in which groups begin often, meet, merge and end, checked every week."""
    changes = {"organisations__spontaneous": 0.02, "organisations__mortality_new": 0.02, "office__activities": 3.0}
    for scenario in (small(weeks=90, **changes), small(weeks=60, **changes).adding("incubation", "leaders")):
        simulation = Simulation(scenario, seed=2, audit=True)
        simulation.run()
        society = simulation.world.society
        assert len(society.ever) > len(society.alive) > 0
        assert society.granted == pytest.approx(society.spent + sum(one.funds for one in society.ever))


def test_the_audit_finds_a_leader_who_is_on_no_list() -> None:
    """And money out of nothing, a name twice, a count that is wrong."""

    def faulty(fault: Any) -> str:
        simulation = Simulation(small(weeks=4), seed=1)
        society = simulation.world.society
        one = society.found("interest", 0, np.flatnonzero(simulation.world.residents.able)[:20], "a test", 0)
        for phase in PHASES:
            phase.happens(simulation._running)
        assert one.alive
        assert next(audit(simulation.world), None) is None
        fault(simulation.world, one)
        return next(audit(simulation.world)).en

    def lead(_: Any, one: Organisation) -> None:
        one.leaders.append(int(1e6))

    def rich(_: Any, one: Organisation) -> None:
        one.funds += 5.0

    def twice(world: Any, one: Organisation) -> None:
        rows = world.society.members(one)[:1]
        world.society.roster = world.society.roster.with_more(np.array([one.index], np.int32), rows, 0)

    def counted(world: Any, _: Organisation) -> None:
        world.residents.listed[world.society.roster.row[0]] += 1

    assert "leaders off its list" in faulty(lead)
    assert "held" in faulty(rich)
    assert "twice" in faulty(twice)
    assert "memberships are not those of the lists" in faulty(counted)


# Over years of the case, in many replicates


SEEDS = 12
NINE_YEARS = load("liuhe")


@pytest.mark.slow
def test_groups_exist_without_any_module_and_are_rare() -> None:
    """Zero to four in nine years of the case are expected of a cold community.

    The mean over seeds is held to that by its 99% interval, and two seeds of three: one of these twelve had five
    groups, none more, and the mean was 2.8.
    """
    begun = []
    for seed in range(SEEDS):
        simulation = Simulation(NINE_YEARS, seed)
        simulation.run()
        begun.append(len(simulation.world.society.ever))
        assert all(one.founder == SPONTANEOUS for one in simulation.world.society.ever)
    expected = Finding("groups", Text("groups begun unaided", "自发群体"), 0.5, 4.0, np.array(begun, np.float64))
    assert expected.verdict != FAIL, (begun, expected.interval)
    assert np.mean(begun) <= 4
    assert sum(groups <= 4 for groups in begun) >= 2 / 3 * SEEDS


class Demography(NamedTuple):
    """What became of the organisations of one run with incubation: newcomers, their first year, leads, sizes."""

    begun: int
    ended_in_a_year: int
    weeks: tuple[int, int]  # lived with a leader, and without
    ended: tuple[int, int]  # the same, of those that dissolved
    sizes: NDArray[np.int64]  # active members at the end


def demography(seed: int) -> Demography:
    """Nine years of the case with incubation; an organisation begins when it is more than a circle that forms."""
    simulation = Simulation(NINE_YEARS.adding("incubation"), seed)
    society = simulation.world.society
    weeks, ended, led = [0, 0], [0, 0], {}
    while not simulation.done:
        simulation.step()
        for one in society.ever:
            if one.alive and not one.forming:
                led[one.index] = bool(one.leaders)
                weeks[not one.leaders] += 1
            elif one.ended is not None and one.ended[:2] == (simulation.week - 1, DISSOLVED):
                ended[not led[one.index]] += 1
    births = [(one, one.founded if one.founder == SPONTANEOUS else one.steps.get("interest")) for one in society.ever]
    old = [(one, begun) for one, begun in births if begun is not None and begun <= simulation.week - 52]
    return Demography(
        len(old),
        sum(one.ended is not None and one.ended.week - begun < 52 for one, begun in old),
        (weeks[0], weeks[1]),
        (ended[0], ended[1]),
        np.array([society.present(one) for one in society.alive if not one.forming]),
    )


@pytest.fixture(scope="module")
def demographies() -> list[Demography]:
    """Of a dozen seeds."""
    return [demography(seed) for seed in range(SEEDS)]


@pytest.mark.slow
def test_as_many_end_in_their_first_year_as_elsewhere(demographies: list[Demography]) -> None:
    """Eight to twenty-five in a hundred are expected (P19), and the 99% interval of the pooled share must reach that.

    Found: 39 of 233, or 17%, with an interval of 11% to 24%.
    """
    ended, begun = (sum(getattr(one, name) for one in demographies) for name in ("ended_in_a_year", "begun"))
    low, high = stats.binomtest(ended, begun).proportion_ci(0.99)
    assert (low <= 0.25, high >= 0.08) == (True, True), (ended, begun, low, high)


@pytest.mark.slow
def test_the_leaderless_end_at_least_twice_as_often(demographies: list[Demography]) -> None:
    """In a week of their lives, over all ages (P19); the 99% interval of the ratio must reach two and exclude one.

    Found: 3.2 times, interval 1.7 to 5.8.
    """
    (led, alone), (ended_led, ended_alone) = np.sum([[one.weeks, one.ended] for one in demographies], axis=0)
    ratio = (ended_alone / alone) / (ended_led / led)
    width = 2.576 * (1 / ended_alone + 1 / ended_led) ** 0.5
    assert ratio * exp(width) >= 2, ratio
    assert ratio * exp(-width) > 1, ratio


@pytest.mark.slow
def test_sizes_are_skewed_to_the_right(demographies: list[Demography]) -> None:
    """A few are large, most are small (P19): mean skewness above zero, and not by luck of the seeds at 95%.

    Found: 0.65 on average, one-sided p below 0.01.
    """
    skewness = np.array([stats.skew(one.sizes) for one in demographies])
    assert stats.ttest_1samp(skewness, 0.0, alternative="greater").pvalue < 0.05, skewness


@pytest.mark.slow
@pytest.mark.xfail(strict=True, reason="missed: 3.4 times on average over twelve seeds, 99% interval 2.4 to 4.4")
def test_the_largest_is_five_times_the_median(demographies: list[Demography]) -> None:
    """As P19 expects; capacities keep the largest below 300 active members while the median is about 50."""
    ratios = np.array([one.sizes.max() / max(np.median(one.sizes), 1) for one in demographies])
    assert Finding("sizes", Text("largest over median", "最大与中位数之比"), 5.0, inf, ratios).verdict != FAIL
