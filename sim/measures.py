"""What is measured: every measure declares its unit, labels, how weeks add up and how it is got; nothing is guessed.

A measure of the community is one declaration in `_DECLARED`; what residents' columns are counted for besides is one
more column of `tally`. A module declares its own measures, and gives their values in `Policy.measured`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.agents.acts import ACTS, EVERYDAY
from sim.agents.organisation import COMMITTEE, FORMING, ORGANISATIONS, Organisation
from sim.agents.resident.columns import HINDRANCES, STAGES
from sim.matters import SOLVERS
from sim.tally import (
    ACTIVE_4W,
    ACTIVE_26W,
    BACKBONE,
    BELONGING,
    HERE,
    HINDERED,
    MEMBER,
    MEMBER_ACTIVE,
    MOTIVATION,
    REGISTERED,
    STAGE,
    TOOK,
    TRUST,
    UNLESS,
)
from sim.text import Text
from sim.world import World

Adds = Literal["mean", "sum", "last", "ratio"]
Good = Literal["more", "less"]
Group = Literal["stages", "participation", "reasons", "organisations", "steps", "matters", "office", "views", "modules"]

SHARE = Text("share of residents aged 12+", "12岁以上居民占比")
SCALE = Text("0–1 scale", "0–1分")
HOUSEHOLDS = Text("share of households", "住户占比")
PEOPLE, HOURS, MATTERS, YUAN = Text("people", "人"), Text("hours", "小时"), Text("matters", "件"), Text("yuan", "元")
WEEKS, ALIVE = Text("weeks", "周"), Text("organisations", "个")


@dataclass(frozen=True)
class Measure:
    """Measure of a run: one weekly series, with its unit and how weeks add up.

    Attributes
    ----------
    name : str
    label, unit : Text
    adds : str
        How weeks make a longer span: their mean, their sum, the last one, or the ratio of two sums.
    grids : bool
        Whether it is also recorded grid by grid.
    percent : bool
        Whether people read it in per cent.
    of : tuple of str
        The two measures whose sums make a ratio; zero where the second is.
    good : str or None
        Whether more of it or less is what arms are chosen for; none where neither is, such as for a middle stage, from
        which people move on upward as well as down.
    group : str or None
        Of the page's curves, among which it is shown; none where it is not.
    headline : bool
        Whether the table of a comparison has it without being asked.
    """

    name: str
    label: Text
    unit: Text
    adds: Adds
    grids: bool = True
    percent: bool = False
    of: tuple[str, str] | None = None
    good: Good | None = None
    group: Group | None = None
    headline: bool = False


def own_measure(
    module: str,
    name: str,
    en: str,
    zh: str,
    unit: Text,
    adds: Adds,
    *,
    percent: bool = False,
    group: Group | None = None,
    headline: bool = False,
) -> Measure:
    """A measure that a policy module declares: of the whole community, named after the module."""
    text = Text(en, zh)
    return Measure(f"{module}_{name}", text, unit, adds, grids=False, percent=percent, group=group, headline=headline)


# How a measure of the community is got at the end of a week


class ShareOfResidents(NamedTuple):
    """A column of `tally` over the number of residents aged 12 and over."""

    column: int


class NumberOfResidents(NamedTuple):
    """A column of `tally`."""

    column: int


class OfEstates(NamedTuple):
    """A value of each estate, (estates,); they add up."""

    value: Callable[[World], NDArray[np.floating] | NDArray[np.integer]]


class OfGrids(NamedTuple):
    """A value of each grid, (grids,); the community's is their mean, weighted by residents."""

    value: Callable[[World], NDArray[np.floating]]


class OfCommunity(NamedTuple):
    """One value for the whole community."""

    value: Callable[[World], float]


Source = ShareOfResidents | NumberOfResidents | OfEstates | OfGrids | OfCommunity | None  # none for a ratio


def _share(
    name: str,
    column: int,
    en: str,
    zh: str,
    *,
    good: Good | None = None,
    group: Group | None = None,
    headline: bool = True,
    unit: Text = SHARE,
) -> tuple[Measure, Source]:
    percent = unit == SHARE
    measure = Measure(name, Text(en, zh), unit, "mean", percent=percent, good=good, group=group, headline=headline)
    return measure, ShareOfResidents(column)


def _alive(
    name: str, en: str, zh: str, counts: Callable[[Organisation], bool], good: Good | None = None
) -> tuple[Measure, Source]:
    """A number of organisations that are alive and do more than form."""
    head = good is not None
    measure = Measure(name, Text(en, zh), ALIVE, "last", False, good=good, group="organisations", headline=head)
    return measure, OfCommunity(lambda world: sum(counts(one) for one in world.society.alive if not one.forming))


def _of_kind(kind: str) -> Callable[[Organisation], bool]:
    return lambda one: one.kind == kind


def _ever(name: str, en: str, zh: str, counts: Callable[[Organisation], bool]) -> tuple[Measure, Source]:
    """A number of organisations among all that ever did more than form."""

    def count(world: World) -> float:
        ever = (one for one in world.society.ever if one.kind != COMMITTEE and one.stage != FORMING)
        return sum(counts(one) for one in ever)

    return Measure(name, Text(en, zh), ALIVE, "last", grids=False, group="organisations"), OfCommunity(count)


def _matters(
    name: str,
    en: str,
    zh: str,
    value: Callable[[World], NDArray[np.integer]],
    *,
    unit: Text = MATTERS,
    adds: Adds = "sum",
    good: Good | None = None,
    group: Group | None = "matters",
) -> tuple[Measure, Source]:
    measure = Measure(name, Text(en, zh), unit, adds, good=good, group=group, headline=good is not None)
    return measure, OfEstates(value)


def _one(
    name: str,
    label: Text,
    unit: Text,
    adds: Adds,
    value: Callable[[World], float],
    *,
    percent: bool = False,
    good: Good | None = None,
    group: Group | None = None,
    headline: bool = False,
) -> tuple[Measure, Source]:
    return Measure(name, label, unit, adds, False, percent, None, good, group, headline), OfCommunity(value)


def _solved_by(party: int) -> Callable[[World], float]:
    return lambda world: float(world.done.solved_by[party])


def _uptake(world: World) -> float:
    return int(np.count_nonzero(world.occasions.came[: world.reached])) / max(world.reached, 1)


def _households_doing(at: int) -> Callable[[World], float]:
    """Share of households of which somebody did an everyday act this week."""
    return lambda world: float(world.everyday_homes[at] / max(world.everyday_homes[-1], 1))


STAGES_GOOD: dict[str, Good] = {"bystander": "less", "together": "more"}
SOLVED_BY = tuple(f"matters_solved_by_{name}" for name in SOLVERS)

_DECLARED: tuple[tuple[Measure, Source], ...] = (
    _share("participation", TOOK, "took part in the week", "本周参与", good="more", group="participation"),
    _share("active_4w", ACTIVE_4W, "active in four weeks", "四周内活跃", good="more", group="participation"),
    _share("active_26w", ACTIVE_26W, "active in half a year", "半年内活跃", good="more", group="participation"),
    *(_share(name, STAGE + n, f"stage: {label.en}", f"阶段：{label.zh}", good=STAGES_GOOD.get(name), group="stages") for n, (name, label) in enumerate(STAGES.items())),
    *(_share(f"{name}_unless", UNLESS + n, f"stage by the counterfactual definition: {label.en}", f"阶段（反事实定义）：{label.zh}", good=STAGES_GOOD.get(name), headline=False) for n, (name, label) in enumerate(STAGES.items())),
    *(_share(name, HINDERED + n, f"not taking part: {label.en}", f"未参与的原因：{label.zh}", group="reasons", headline=False) for n, (name, label) in enumerate(HINDRANCES.items())),
    _share("membership", MEMBER, "member of an organisation (nominal)", "加入社区社会组织（名义）", group="participation"),
    _share("membership_active", MEMBER_ACTIVE, "active member of an organisation", "组织的活跃成员", good="more", group="participation"),
    _share("registered", REGISTERED, "registered in an organisation, scheme or list", "登记在册", group="participation"),
    _one("uptake", Text("came when reached", "获知后参与率"), Text("share of occasions", "占机会数"), "mean", _uptake, percent=True, good="more"),
    *(_one(f"everyday_{list(ACTS)[kind]}", Text(f"households: {ACTS[list(ACTS)[kind]].label.en}", f"住户：{ACTS[list(ACTS)[kind]].label.zh}"), HOUSEHOLDS, "mean", _households_doing(at), percent=True, good="more", group="participation") for at, kind in enumerate(EVERYDAY)),
    (Measure("residents", Text("residents", "居民"), PEOPLE, "last"), NumberOfResidents(HERE)),
    (Measure("volunteer_hours", Text("hours given by residents", "居民投入工时"), HOURS, "sum", good="more", group="office", headline=True), OfEstates(lambda world: world.hours_by_place.sum(axis=1))),
    _alive("organisations", "organisations alive", "存续的社会组织", lambda one: one.kind != COMMITTEE, "more"),
    *(_alive(f"organisations_{kind}", f"organisations alive: {label.en}", f"存续组织：{label.zh}", _of_kind(kind)) for kind, label in ORGANISATIONS.items()),
    _ever("organisations_registered", "organisations ever registered", "累计登记备案的组织", lambda one: one.registered >= 0),
    _ever("organisations_ended", "organisations that ended", "累计消亡的组织", lambda one: not one.alive),
    _one("backbone_ever", Text("backbone residents ever developed", "累计培育的骨干"), PEOPLE, "last", lambda world: float(len(set(world.society.backbone.row.tolist()))), good="more"),
    _one("backbone_burnt_out", Text("backbone residents who gave up worn out", "累计因倦怠退出的骨干"), PEOPLE, "last", lambda world: float(world.society.backbone.burnt_out), good="less"),
    (Measure("backbone", Text("backbone residents", "骨干"), PEOPLE, "last", good="more", group="organisations", headline=True), NumberOfResidents(BACKBONE)),
    _share("motivation", MOTIVATION, "autonomous motivation", "自主动机", good="more", group="views", unit=SCALE),
    _share("trust", TRUST, "trust", "信任", good="more", group="views", unit=SCALE),
    _share("belonging", BELONGING, "belonging", "归属感", good="more", group="views", unit=SCALE),
    (Measure("collective_efficacy", Text("collective efficacy", "集体效能"), SCALE, "mean", good="more", group="views"), OfGrids(lambda world: world.matters.collective)),
    _matters("matters_arrived", "matters that arose", "新增事项", lambda world: world.done.arrived),
    _matters("matters_solved", "matters solved", "办结事项", lambda world: world.done.solved, good="more"),
    *(_one(f"matters_solved_by_{name}", Text(f"matters solved by {label.en}", f"{label.zh}办结事项"), MATTERS, "sum", _solved_by(party), headline=True) for party, (name, label) in enumerate(SOLVERS.items())),
    _matters("disputes_resolved", "disputes resolved", "化解矛盾纠纷", lambda world: world.done.disputes_resolved, good="more"),
    _matters("matters_open", "open matters", "未决事项", lambda world: world.matters.open_by_estate, adds="last", good="less"),
    _matters("waiting_weeks", "weeks waited, summed over matters solved", "办结事项等待周数合计", lambda world: world.done.waited, unit=WEEKS, group=None),
    (Measure("waiting_per_matter", Text("weeks waited per matter solved", "每件办结事项的等待周数"), WEEKS, "ratio", grids=False, of=("waiting_weeks", "matters_solved"), good="less", group="matters", headline=True), None),
    _one("cadre_hours", Text("hours cadres worked", "干部实际工时"), HOURS, "sum", lambda world: world.cadre_hours, good="less", group="office", headline=True),
    _one("cadre_overload", Text("workload: demand over working hours", "负荷：需求与工时之比"), Text("ratio", "倍"), "mean", lambda world: world.workload, good="less", group="office", headline=True),
    _one("asking_hours", Text("hours spent asking in person", "当面邀请工时"), HOURS, "sum", lambda world: sum(world.asking_hours.values()), group="office"),
    _one("cost_yuan", Text("cost", "成本"), YUAN, "sum", lambda world: float(world.ledger.yuan[world.week].sum()), good="less", group="office", headline=True),
)
MEASURES: tuple[Measure, ...] = tuple(measure for measure, _ in _DECLARED)
SOURCES: dict[str, Source] = {measure.name: source for measure, source in _DECLARED}
