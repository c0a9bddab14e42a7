"""Backbone residents 骨干: whom they reach, what it costs them, when they stop; how they are known and who may lead.

Where luck decides, a true rule would be called broken once in a thousand times; draws are fixed.
"""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import stats

from sim.agents.backbone import BUILDING, NO_POST, POSTS, Backbone, BackboneSettings, Gates, gates, observe
from sim.agents.resident.columns import Residents
from sim.agents.resident.learning import WINDOW_BITS
from sim.rng import Streams
from tests.support import ONE_IN_A_THOUSAND, read_only, residents, scales
from tests.support.town import Town, steady, still

RULES = BackboneSettings()
HUB = [(0, n) for n in range(1, 21)]  # one resident with twenty contacts


def served(
    people: int = 40, who: Any = (0,), *, ties: Any = (), backbone: dict[str, Any] | None = None, **columns: Any
) -> Town:
    """A town in which some are backbone and nothing else happens by chance."""
    town = Town(people, ties=list(ties), organisations=still(rate=0.0), backbone=steady(**(backbone or {})), **columns)
    town.society.backbone.appoint(np.asarray(who), 0)
    return town


def asked(town: Town) -> NDArray[np.float32]:
    """Hazard of being asked by them this week, in multiples of that by an untrained, unstrained one."""
    town.gather()
    return town.push.leader / np.float32(RULES.ask)


# Who is backbone


def test_nobody_becomes_backbone_twice_at_once() -> None:
    """Those already serving are passed over; who gave up may begin again."""
    backbone = Backbone(RULES)
    assert backbone.appoint(np.array([3, 5]), 0).tolist() == [3, 5]
    assert backbone.appoint(np.array([5, 7]), 4).tolist() == [7]
    backbone.serving[1] = False
    assert backbone.rows.tolist() == [3, 7]
    assert backbone.appoint(np.array([5]), 9).tolist() == [5]
    assert (backbone.rows.tolist(), backbone.since.tolist()) == ([3, 7, 5], [0, 0, 4, 9])


def test_a_beginner_is_untrained_rested_and_without_post() -> None:
    """Whatever they were when they served before."""
    backbone = Backbone(RULES)
    backbone.appoint(np.array([3]), 0)
    backbone.trained[:], backbone.strain[:], backbone.serving[:] = 1.0, 0.9, False
    backbone.appoint(np.array([3]), 9)
    assert (backbone.trained[-1], backbone.strain[-1], backbone.post[-1]) == (0, 0, NO_POST)


# Whom they reach


@pytest.mark.parametrize("span", [0, 6, 20, 30])
def test_the_span_limits_whom_they_ask(span: int) -> None:
    """So many contacts a week, each once, never more than one has."""
    reached = asked(served(ties=HUB, backbone={"span": span}))
    assert int((reached > 0).sum()) == min(span, 20)
    assert reached.max(initial=0.0) == pytest.approx(1.0 if span else 0.0)


def test_they_ask_in_turn() -> None:
    """All contacts in as many weeks as the span needs, none left out."""
    town = served(ties=HUB, backbone={"span": 6})
    weeks = []
    for town.week in range(10):
        weeks.append(set(np.flatnonzero(asked(town)).tolist()))
    assert set.union(*weeks[:4]) == set(range(1, 21))
    times = np.array([sum(n in week for week in weeks) for n in range(1, 21)])
    assert (times == 3).all()  # ten weeks of six among twenty


def test_only_contacts_who_can_decide_are_asked() -> None:
    """A child or somebody who moved away is passed over, strangers are not asked at all."""
    town = served(ties=HUB)
    town.r.able[[1, 2]] = False
    reached = asked(town)
    assert not reached[[0, 1, 2, *range(21, 40)]].any()


def test_training_makes_them_reach_more_and_strain_less() -> None:
    """By the declared multiple, and by the strain's share."""
    town = served(who=[0, 1, 2, 3], ties=[(0, 10), (1, 11), (2, 12), (3, 13), (3, 10)])
    backbone = town.society.backbone
    backbone.trained[[1, 3]] = 1.0
    backbone.strain[:] = [0.0, 0.0, 0.4, 1.0]
    assert asked(town)[10:14] == pytest.approx([1.0, 1.0 + RULES.trained, 0.6, 0.0], abs=1e-6)


def test_two_who_ask_ask_twice() -> None:
    """And those who gave up ask nobody."""
    town = served(who=[0, 1, 2], ties=[(0, 10), (1, 10), (2, 10)])
    assert asked(town)[10] == pytest.approx(3.0)
    town.society.backbone.serving[2] = False
    assert asked(town)[10] == pytest.approx(2.0)


# What it costs them


def after_a_week(
    leads: int = 0, *, spare: float = 8.0, support: float = 0.0, post: int = NO_POST, strain: float = 0.0
) -> float:
    """Strain after a week in which one leads so many organisations."""
    town = served(spare=np.full(40, spare))
    for _ in range(leads):
        town.founded(range(10), leaders=[0])
    backbone = town.society.backbone
    backbone.strain[:], backbone.support[:], backbone.post[:] = strain, support, post
    town.gather()
    town.live_on()
    return float(backbone.strain[0])


def test_tasks_are_the_role_each_lead_and_a_post() -> None:
    """One, two each, and one."""
    town = served(who=[0, 1, 2, 3])
    town.founded(range(10), leaders=[1, 2])
    town.founded(range(10), leaders=[2])
    town.society.backbone.post[3] = BUILDING
    town.society.backbone.serving[0] = False
    town.gather()
    assert town.society.backbone.tasks.tolist() == [0, 3, 5, 2]


@pytest.mark.parametrize(
    ("leads", "spare", "too_many"),
    [(1, 8.0, 0.0), (2, 8.0, 2.0), (1, 4.0, 1.5), (1, 0.0, 3.0), (3, 16.0, 1.0), (3, 100.0, 1.0)],
)
def test_strain_grows_only_from_tasks_above_what_spare_hours_bear(leads: int, spare: float, too_many: float) -> None:
    """Three tasks at eight spare hours a week; fewer with less, at most twice as many with more."""
    assert after_a_week(leads, spare=spare) == pytest.approx(RULES.strain * too_many, abs=1e-6)


def test_support_carries_part_of_the_load() -> None:
    """So that strain grows less, or not at all; and it is for one week only."""
    assert after_a_week(2, support=0.2) == pytest.approx(RULES.strain * 1.0, abs=1e-6)
    assert after_a_week(2, support=0.5) == 0
    town = served()
    town.society.backbone.support[:] = 0.5
    town.live_on()
    assert town.society.backbone.support[0] == 0


def test_strain_fades_with_rest() -> None:
    """A little every week, and never beyond its scale."""
    assert after_a_week(strain=0.5) == pytest.approx(0.5 * (1 - RULES.strain_fade))
    assert after_a_week(30, strain=1.0) == 1.0


@pytest.mark.parametrize("strain", [0.0, 0.5, 1.0])
def test_the_strained_give_up_sooner(strain: float) -> None:
    """Six times as soon at full strain."""
    people = 20_000
    backbone = Backbone(BackboneSettings(strain_fade=0.0))
    backbone.appoint(np.arange(people), 0)
    backbone.strain[:] = strain
    r = residents(people, able=np.ones(people), spare=np.full(people, 8.0))
    community = SimpleNamespace(number=read_only(np.arange(people, dtype=np.int32)))
    stopped = backbone.live_on(r, community, Streams(0), 5)  # type: ignore[arg-type]
    chance = RULES.stop * (1 + RULES.stop_strained * strain)
    assert stats.binomtest(stopped.size, people, chance).pvalue > ONE_IN_A_THOUSAND
    assert backbone.rows.size == people - stopped.size
    assert backbone.burnt_out == (stopped.size if strain >= RULES.worn else 0)


def test_who_cannot_go_on_stops_and_is_not_burnt_out() -> None:
    """Those who moved away or died, however worn they were."""
    town = served(who=[0, 1])
    town.society.backbone.strain[:] = 1.0
    town.r.able[0] = False
    town.live_on()
    assert town.society.backbone.rows.tolist() == [1]
    assert town.society.backbone.burnt_out == 0


def test_who_gives_up_leads_no_more_and_has_no_post() -> None:
    """They stay a member, and are no longer counted as backbone."""
    town = served(backbone={"stop": 1.0})
    one = town.founded(range(5), leaders=[0])
    town.society.backbone.post[:] = BUILDING
    town.live_on()
    assert (one.leaders, town.society.backbone.post.tolist()) == ([], [NO_POST])
    assert 0 in town.society.members(one)
    assert not town.r.backbone.any()


def test_posts_are_those_of_the_case() -> None:
    """Building heads, micro-grid workers, services for the old and the young, property managers; in both languages."""
    assert list(POSTS) == ["none", "building", "micro_grid", "service", "property"]
    assert [POSTS[name].zh for name in ("building", "micro_grid")] == ["楼栋长", "微网格员"]


# The four observations 四看


RECORD: dict[str, Any] = {
    "took": 0b1011,  # three acts in half a year
    "reached": 0b111011,  # five occasions
    "hours_total": 6.0,
    "acts_total": 3,
    "near": 1,
    "near_total": 10,
}


def person(**changes: Any) -> Residents:
    """One resident with a record."""
    return residents(1, **{name: np.array([value]) for name, value in {**RECORD, **changes}.items()})


def seen(r: Residents, luck: float = 0.0, sharpness: float = 1.0) -> float:
    """The score the four observations give."""
    return float(observe(r, np.arange(1), RULES, np.array([luck]), sharpness)[0])


def test_the_score_is_the_mean_of_the_four_observations() -> None:
    """Acts of six in half a year, comings of occasions, hours of four an act, active contacts of a quarter."""
    four = (3 / 6, 3 / 5, 2 / 4, (1 / 10) / (1 / 4))
    assert seen(person()) == pytest.approx(sum(four) / 4)


@pytest.mark.parametrize(
    "name", sorted({*scales(), "age", "spare", "threshold", "registrations", "listed", "backbone"})
)
def test_nobodys_motives_are_looked_at(name: str) -> None:
    """What people feel, can, are or belong to does not change the score: only what they did."""
    before = person(**{name: 0.1 if name in scales() else 0})
    after = person(**{name: 0.9 if name in scales() else 1})
    assert getattr(before, name)[0] != getattr(after, name)[0]
    assert seen(before) == seen(after)


@pytest.mark.parametrize(
    ("observation", "less", "more"),
    [
        ("participation in daily affairs", {"took": 0b1, "reached": 0}, {"took": 0b11, "reached": 0}),
        ("cooperation with activities", {"reached": 0b1111_1011}, {"reached": 0b1011}),
        ("execution of tasks", {"hours_total": 3.0}, {"hours_total": 9.0}),
        ("recognition by contacts", {"near": 0}, {"near": 2}),
    ],
)
def test_each_of_the_four_counts(observation: str, less: dict[str, Any], more: dict[str, Any]) -> None:
    """More of it is a better score."""
    assert seen(person(**less)) < seen(person(**more)), observation


@pytest.mark.parametrize(
    "changes",
    [{"took": (1 << 26) - 1, "reached": 0}, {"hours_total": 300.0}, {"near": 10}],
    ids=lambda c: next(iter(c)),
)
def test_each_of_the_four_counts_for_a_quarter_at_most(changes: dict[str, Any]) -> None:
    """Somebody outstanding in one is not a leader by that alone."""
    nothing = {"took": 0, "reached": 0b1, "hours_total": 0.0, "near": 0}
    assert seen(person(**nothing)) == 0
    others = 0.25 if "took" in changes else 0.0  # who came to all is cooperative as well
    assert seen(person(**{**nothing, **changes})) == pytest.approx(0.25 + others)


def test_only_the_last_half_year_is_looked_at() -> None:
    """Acts and occasions before it are forgotten."""
    assert WINDOW_BITS == (1 << 26) - 1
    long_ago = (1 << 31) | (1 << 26)
    assert seen(person(took=0b1011 | long_ago, reached=0b111011 | long_ago)) == seen(person())


@pytest.mark.parametrize(
    ("acts", "sharpness", "error"), [(1, 1.0, 1.0), (4, 1.0, 0.5), (1, 4.0, 0.5), (4, 4.0, 0.25), (0, 1.0, 1.0)]
)
def test_judgement_is_the_better_the_more_one_has_seen(acts: int, sharpness: float, error: float) -> None:
    """The error shrinks with the root of the occasions, and with how sharply each is watched."""
    r = person(took=(1 << acts) - 1)
    assert seen(r, 1.0, sharpness) - seen(r) == pytest.approx(RULES.noise * error)
    assert seen(r, -2.0, sharpness) - seen(r) == pytest.approx(-2 * RULES.noise * error)


def test_nobody_is_judged_by_nothing() -> None:
    """A resident who never did anything and knows nobody gets a score, and it is zero."""
    assert seen(residents(1)) == 0


# The four gates


def household(**changes: Any) -> Gates:
    """The gates for the first of two who live together, just good enough, with a partner who is cool about it."""
    luck = changes.pop("luck", RULES.family_anyway + 1e-3)
    columns: dict[str, Any] = {
        "here": [1, 1],
        "age": [18.0, 40.0],
        "motivation": [RULES.willing + 1e-6, RULES.family + 1e-6],
        "skill": [RULES.capable + 1e-6, 0.0],
        "acts_total": [5, 0],
        "rewarded_acts": [2, 0],
        **changes,
    }
    r = residents(2, **{name: np.array(column) for name, column in columns.items()})
    community = SimpleNamespace(household=np.array([0, 0]))
    return gates(r, community, np.arange(1), RULES, np.array([luck]))  # type: ignore[arg-type]


def test_who_is_just_good_enough_passes() -> None:
    """All four."""
    assert household().all.tolist() == [True]


@pytest.mark.parametrize(
    ("gate", "changes"),
    [
        ("willing", {"motivation": [RULES.willing - 1e-3, 0.5]}),
        ("devoted", {"acts_total": [4, 0]}),
        ("devoted", {"rewarded_acts": [3, 0]}),
        ("able", {"skill": [RULES.capable - 1e-3, 0.9]}),
        ("able", {"age": [17.9, 40.0]}),
        ("family", {"motivation": [0.9, RULES.family - 1e-3]}),
    ],
    ids=["有意愿", "讲奉献: too few acts", "讲奉献: too many rewarded", "能力强", "能力强: not of age", "家人赞同"],
)
def test_each_gate_alone_keeps_people_out(gate: str, changes: dict[str, Any]) -> None:
    """Though they pass the three others."""
    found = household(**changes)
    assert not getattr(found, gate)[0]
    assert [name for name in found._fields if not getattr(found, name)[0]] == [gate]
    assert not found.all[0]


def test_acts_for_a_reward_show_no_devotion() -> None:
    """However many there are."""
    assert not household(acts_total=[500, 0], rewarded_acts=[498, 0]).devoted[0]
    assert household(acts_total=[3, 0], rewarded_acts=[0, 0]).devoted[0]


def test_a_cool_family_may_agree_all_the_same() -> None:
    """For reasons of its own, as often as declared."""
    cool = {"motivation": [0.9, 0.0]}
    assert household(**cool, luck=RULES.family_anyway - 1e-3).family[0]
    assert not household(**cool, luck=RULES.family_anyway + 1e-3).family[0]


@pytest.mark.parametrize(
    "changes", [{"here": [1, 0]}, {"age": [40.0, 17.0]}], ids=["the other moved away", "the other is a child"]
)
def test_who_lives_alone_need_ask_nobody(changes: dict[str, Any]) -> None:
    """Children and those who no longer live there are not asked."""
    assert household(**{"motivation": [0.9, 0.0], **changes}).family[0]


def test_a_family_is_asked_as_a_whole() -> None:
    """The mean of the other adults counts, not the coolest of them, and not the one who would lead."""
    r = residents(
        4,
        here=np.ones(4),
        age=np.full(4, 40.0),
        motivation=np.array([0.9, 0.0, 0.31, 0.9]),
    )
    community = SimpleNamespace(household=np.array([0, 0, 0, 1]))
    refuses = np.array([0.99])
    assert gates(r, community, np.arange(1), RULES, refuses).family[0]  # type: ignore[arg-type]
    r.motivation[2] = 0.29
    assert not gates(r, community, np.arange(1), RULES, refuses).family[0]  # type: ignore[arg-type]
