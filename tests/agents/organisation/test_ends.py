"""How organisations end, merge, and lose members and leaders."""

from __future__ import annotations

from math import exp
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from sim.agents.acts import INTEREST
from sim.agents.backbone import BackboneSettings
from sim.agents.organisation import ACTING, COMMITTEE, FORMING, ORGANISED, Organisation, OrganisationSettings
from sim.agents.organisation.fate import chances_to_end, heirs
from sim.agents.organisation.life import DISSOLVED, DISSOLVES, JOINS, _end_some
from sim.agents.organisation.names import NAMES
from tests.support.societies import HOLDS_NOTHING, RULES, as_declared
from tests.support.town import Town, steady, still

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
