"""What organisations do: asking along, activities, money, cohesion, sleep."""

from __future__ import annotations

from math import exp
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from sim.agents.acts import CARE, HOSTED, INTEREST
from sim.agents.organisation import FORMING, MAIN_ACT, ORGANISATIONS, Organisation
from sim.agents.organisation.life import DISSOLVED
from sim.agents.organisation.names import NAMES
from sim.agents.organisation.organisation import PROGRAMME
from tests.support.societies import HOLDS_NOTHING, RULES, as_declared
from tests.support.town import Town, steady, still

# Asking along


STAR = [(0, n) for n in range(1, 5)]


def asks(town: Town) -> NDArray[np.float32]:
    """Hazard of being asked, in multiples of that of one tie to an active member of a group without leader."""
    town.gather()
    return town.push.tie / np.float32(RULES.recruit)


def crowd(town: Town, one: Organisation, active: int) -> None:
    """Let an organisation have so many active members more who know nobody."""
    town.society.enlist(one, np.arange(20, 20 + active), town.week)


def test_active_members_ask_the_contacts_who_are_not_on_the_list() -> None:
    """Members in name are not asked again, and do not ask; who cannot decide is not asked."""
    town = Town(ties=[*STAR, (5, 6)], organisations=still(**HOLDS_NOTHING, capacity_interest=100_000))
    town.founded([0, 1, 5])
    town.in_name_only(town.society.roster.row == 5)
    town.in_name_only(town.society.roster.row == 1)
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
    assert held[:HOSTED] / held.sum() == pytest.approx(PROGRAMME[kind], abs=1e-3)
    assert not held[HOSTED:].any()  # everyday acts need nobody who holds them
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
    assert {kind: held for kind, held in enumerate(town.society.held[0]) if held} == {CARE: 2}
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
    town.society.roster.came[:] = 0b1000 * (np.arange(10) == 4)
    town.pass_week()
    assert (one.leaders, one.dormant, one.quiet) == ([4], False, 0)


def test_a_circle_that_forms_does_not_sleep() -> None:
    """It has not begun yet."""
    town = Town(organisations=still(dormant_after=1))
    one = town.founded(range(10), stage=FORMING)
    for _ in range(4):
        town.pass_week()
    assert not one.dormant
