"""Being on the list and taking part: who comes to what, and who is let in."""

from __future__ import annotations

from math import ceil, exp
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import stats

from sim.agents.acts import ACTION, INTEREST, MEETING
from sim.agents.organisation import ACTING, FORMING, ORGANISED
from sim.agents.organisation.roster import ACTIVE_FOR, NEW_FOR
from sim.simulation import Simulation
from tests.support import ONE_IN_A_THOUSAND, measured_of, small
from tests.support.societies import HOLDS_NOTHING, RULES, as_declared
from tests.support.town import Town, still

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
    """Thirteen weeks from joining; who has not come by then is a member in name only. Founders were there once."""
    town = Town(organisations=still())
    town.society.enlist(town.founded([1]), np.array([0]), 0)
    town.week = weeks
    town.count()
    assert (town.r.listed[0], town.r.memberships[0]) == (1, active)


def test_the_spans_are_half_a_year_and_a_quarter() -> None:
    """In weeks."""
    assert (ACTIVE_FOR, NEW_FOR) == (26, 13)


def recounted(society: Any, people: int, week: int) -> dict[str, NDArray[np.int64]]:
    """The three columns once more, membership by membership."""
    columns = {name: np.zeros(people, np.int64) for name in ("listed", "memberships", "formal")}
    for organisation, row, joined, last, _, _, missed in zip(*society.roster, strict=True):
        one = society.ever[organisation]
        if one.ended is not None or one.stage == FORMING:
            continue
        active = (week - last < 26 or week - joined < 13) and missed < society.settings.patience
        columns["listed"][row] += 1
        columns["memberships"][row] += active
        columns["formal"][row] += active and one.registered >= 0
    return columns


def test_the_columns_of_residents_agree_with_a_recount_of_the_lists() -> None:
    """Of groups, circles that form, registered organisations; new members, old ones, those who stay away or miss much."""
    town, luck = Town(people=60, organisations=still()), np.random.default_rng(1)
    for n in range(12):
        rows = luck.choice(60, 20, replace=False)
        town.founded(rows, stage=FORMING if n % 3 == 0 else ORGANISED, registered=5 if n % 3 == 1 else -1)
    roster = town.society.roster
    roster.joined[:] = luck.integers(0, 60, roster.row.size)
    roster.last[:] = np.where(luck.random(roster.row.size) < 0.5, luck.integers(0, 60, roster.row.size), -10_000)
    roster.missed[:] = luck.integers(0, 2 * RULES.patience, roster.row.size)
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
    town.in_name_only(0)
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
    town.society.roster.came[:] = 0
    town.week = 7
    town.come([0])
    there = town.society.gathering
    assert (there.row.tolist(), there.host.tolist(), there.member.tolist()) == ([0], [own.index], [True])
    on_list = town.society.of(own)
    assert (on_list.times.tolist(), on_list.last[0], on_list.came.tolist()) == ([2, 1], 7, [1, 0])


def test_an_activity_of_another_kind_is_not_theirs() -> None:
    """Members of a group that holds a meeting are at somebody else's clean-up as anybody is."""
    town = Town(organisations=still(**HOLDS_NOTHING))
    town.founded([0, 1], planned=[MEETING])
    town.gather()
    town.come([0, 1], ACTION)
    assert not town.society.gathering.row.size
    assert town.society.roster.times.tolist() == [1, 1]  # as founders


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
    town.society.roster.times[:] = 0
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
    town.in_name_only(town.society.of(one).row == 10)
    town.gather()
    town.offers.notice[:, INTEREST] += 1.0
    assert (town.society.spread[one.index] > 0).tolist() == [True, False, False, False]
    town.come([0, 10])
    assert town.society.gathering.row.tolist() == [0]
    assert town.society.of(one).times.tolist() == [2, 1, 1]


def test_guests_sign_up_as_often_as_declared() -> None:
    """And their visit is their first time; wrong once in a thousand times."""
    town = Town(4000, 1, organisations=still(**HOLDS_NOTHING))
    one = town.founded(range(10), planned=[INTEREST])
    town.gather()
    town.come(range(10, 4000))
    guests = town.society.gathering.row.size
    assert guests == 3990  # nobody else holds anything
    new = town.society.of(one).only(slice(10, None))
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
    town.in_name_only(town.society.of(one).row == 20)
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
    town.in_name_only(town.society.roster.row == 2)
    town.gather()
    assert town.push.relatedness[:3] == pytest.approx([0.8 * RULES.warmth, 0.8 * RULES.warmth, 0.0])
    assert town.push.competence[:3] == pytest.approx([0.9 * RULES.training, 0.1 * RULES.training, 0.0])
