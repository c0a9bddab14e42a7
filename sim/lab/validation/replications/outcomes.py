"""Outcomes of every resident or household in a run, over windows of weeks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.agents.acts import ACTS, EVERYDAY, HOSTED
from sim.agents.resident.columns import Residents
from sim.agents.resident.sources import HOUSEHOLD, STRANGER
from sim.scenario import Scenario
from sim.simulation import Simulation
from sim.text import Text

ANY = "any"
KINDS_OF_ACT = (ANY, *ACTS)
Gained = Mapping[str, NDArray[Any]]
FLOWS = ("hours", "asked", "reached")
BY_KIND = ("acts", "took_part", "doing", "habit", "habit_weeks")  # told of a single kind of act, too
BY_HOUSEHOLD = ("acts", "took_part", "doing")
STATES = {
    "motivation": "motivation",
    "trust": "trust",
    "belonging": "belonging",
    "efficacy": "efficacy",
    "active_contacts": "outside",
    "backbone": "backbone",
}
OUTCOMES: dict[str, Text] = {
    "acts": Text("how often they took part", "参与次数"),
    "hours": Text("hours given", "投入工时"),
    "asked": Text("how often they were asked in person", "被当面邀请的次数"),
    "reached": Text("how often they heard of something", "获知活动的次数"),
    "took_part": Text("whether they took part", "是否参与"),
    "taken": Text("share of the occasions heard of that they took", "获知的机会中参与的比例"),
    "doing": Text("share of weeks in which they did it", "做了的周数占比"),
    "active": Text("share of weeks in which they were active in four", "四周内活跃的周数占比"),
    "motivation": Text("autonomous motivation at the end", "期末自主动机"),
    "habit": Text("habit at the end", "期末习惯"),
    "trust": Text("trust at the end", "期末信任"),
    "belonging": Text("belonging at the end", "期末归属感"),
    "efficacy": Text("efficacy at the end", "期末效能感"),
    "active_contacts": Text("active contacts outside the family at the end", "期末家庭以外活跃联系人数"),
    "backbone": Text("whether they are backbone at the end", "期末是否骨干"),
    "registered": Text("whether they are registered anywhere at the end", "期末是否登记在册"),
    "habit_weeks": Text("weeks from the first act to 95% of the final habit", "从首次参与到习惯达到最终水平95%的周数"),
    "yuan": Text("yuan booked, per household", "每户已记账费用（元）"),
}
YES_OR_NO = ("took_part", "backbone", "registered")
FORMED, SETTLED = 0.95, 13  # share of the final level, and the weeks at the end whose mean that level is


class WantedOutcome(NamedTuple):
    """An outcome over some weeks, counted from 0: the first, and the one after the last.

    `kind` is a key of `ACTS`, or `any` for what is hosted, organised or called: everyday acts are counted by their kind
    only. `households` counts homes: what anybody at home did.
    """

    outcome: str
    first: int
    last: int
    kind: str = ANY
    households: bool = False


class ResidentOutcomes(NamedTuple):
    """The outcomes of one run for everyone who ever lives there.

    Attributes
    ----------
    counted : bool (people,)
        Lived there and was 12 or over in every week that was watched.
    groups : dict of uint8 (people,)
        Part in each treatment of the trial, index into `sim.trial.GROUPS`.
    age : float32 (people,)
        Years, when the watch began.
    party : bool (people,)
    household : int32 (people,)
    values : dict of float32 (people,)
        By what was wanted; NaN where it says nothing of a person. Of households every member has the household's.
    """

    counted: NDArray[np.bool_]
    groups: dict[str, NDArray[np.uint8]]
    age: NDArray[np.float32]
    party: NDArray[np.bool_]
    household: NDArray[np.int32]
    values: dict[WantedOutcome, NDArray[np.float32]]


@dataclass
class _Watch:
    """Running totals of a run, week by week."""

    simulation: Simulation
    totals: dict[str, NDArray[Any]] = field(init=False)

    def __post_init__(self) -> None:
        people = self.simulation.world.community.people
        self.totals = {name: np.zeros(people, np.int64) for name in ("asked", "reached")}
        for kind in KINDS_OF_ACT:
            self.totals |= {f"{what} {kind}": np.zeros(people, np.int64) for what in ("acts", "doing", "doing home")}
        self.totals["active"] = np.zeros(people, np.int64)
        self.totals["hours"] = np.zeros(people)

    def look(self) -> None:
        """Add the week that was just done."""
        world, t = self.simulation.world, self.totals
        occasions, household = world.occasions, world.community.household
        rows = occasions.row[: world.reached]
        t["reached"][rows] += 1
        in_person = (occasions.source[: world.reached] >= HOUSEHOLD) & (occasions.source[: world.reached] <= STRANGER)
        t["asked"][rows[in_person]] += 1
        t["active"] += world.residents.active
        came = occasions.came[: world.reached]
        t["hours"][rows[came]] += world.hours[: world.reached][came]
        did = np.zeros((len(ACTS), household.size), np.int64)
        did[occasions.kind[: world.reached][came], rows[came]] += 1
        did[list(EVERYDAY)] = world.residents.everyday.T
        for kind, acts in zip(KINDS_OF_ACT, (did[:HOSTED].sum(axis=0), *did), strict=True):
            t[f"acts {kind}"] += acts
            t[f"doing {kind}"] += acts > 0
            at_home = np.bincount(household[acts > 0], minlength=int(household.max()) + 1) > 0
            t[f"doing home {kind}"] += at_home[household]


def watch(scenario: Scenario, seed: int, wanted: Iterable[WantedOutcome]) -> ResidentOutcomes:
    """Run a scenario as long as needed and keep what is wanted of every resident."""
    wanted = tuple(wanted)
    simulation = Simulation(scenario, seed)
    world, seen = simulation.world, _Watch(simulation)
    residents, community = world.residents, world.community
    counted = np.ones(community.people, np.bool_)
    first, last = min(one.first for one in wanted), max(one.last for one in wanted)
    before: dict[WantedOutcome, dict[str, NDArray[Any]]] = {}
    age = residents.age.copy()
    habits: dict[str, list[NDArray[np.float32]]] = {one.kind: [] for one in wanted if one.outcome == "habit_weeks"}
    values: dict[WantedOutcome, NDArray[np.float32]] = {}
    while simulation.week < last:
        if simulation.week == first:
            age = residents.age.copy()
        for one in wanted:
            if one.first == simulation.week:
                before[one] = {name: total.copy() for name, total in seen.totals.items()}
        simulation.step()
        seen.look()
        if simulation.week > first:
            counted &= residents.able
        for kind, path in habits.items():
            path.append(_habit(residents, kind))
        for one in wanted:
            if one.last == simulation.week:
                gained = {name: total - before[one][name] for name, total in seen.totals.items()}
                if one.outcome == "habit_weeks":
                    found = habit_weeks(np.array(habits[one.kind][one.first : one.last]))
                else:
                    found = _outcome(one, gained, simulation)
                values[one] = found.astype(np.float32)
    party = community.traits.party_branch >= 0
    return ResidentOutcomes(counted, simulation.trial.groups, age, party, community.household, values)


def _habit(residents: Residents, kind: str) -> NDArray[np.float32]:
    """Habit of a kind of act, or the strongest of those that have a host: float32 (people,)."""
    return (residents.habit if kind == ANY else residents.habits[:, list(ACTS).index(kind)]).copy()


def _acts(one: WantedOutcome, gained: Gained, run: Simulation) -> NDArray[Any]:
    acts, household = gained[f"acts {one.kind}"], run.world.community.household
    return np.bincount(household, acts)[household] if one.households else acts


def _taken(one: WantedOutcome, gained: Gained, run: Simulation) -> NDArray[Any]:
    del one, run
    some, acts = gained["reached"] > 0, gained["acts any"]
    return np.divide(acts, gained["reached"], out=np.full(some.size, np.nan), where=some)


def _yuan(one: WantedOutcome, gained: Gained, run: Simulation) -> NDArray[Any]:
    del gained
    booked = run.world.ledger.yuan[one.first : one.last].sum() / run.world.community.settings.households
    return np.full(run.world.community.people, booked)


def _registered(one: WantedOutcome, gained: Gained, run: Simulation) -> NDArray[Any]:
    del one, gained
    return (run.world.residents.registrations > 0) | (run.world.residents.listed > 0)


def _share_of_weeks(one: WantedOutcome, gained: Gained, run: Simulation) -> NDArray[Any]:
    del run
    who = f"doing home {one.kind}" if one.households else f"doing {one.kind}"
    return gained["active" if one.outcome == "active" else who] / (one.last - one.first)


# What is neither read off the gains as it is nor a state at the end
COMPUTED: dict[str, Callable[[WantedOutcome, Gained, Simulation], NDArray[Any]]] = {
    "acts": _acts,
    "took_part": lambda one, gained, run: _acts(one, gained, run) > 0,
    "taken": _taken,
    "doing": _share_of_weeks,
    "active": _share_of_weeks,
    "habit": lambda one, _, run: _habit(run.world.residents, one.kind),
    "registered": _registered,
    "yuan": _yuan,
}


def _outcome(one: WantedOutcome, gained: Gained, run: Simulation) -> NDArray[Any]:
    if one.outcome in COMPUTED:
        return COMPUTED[one.outcome](one, gained, run)
    return gained[one.outcome] if one.outcome in FLOWS else np.array(getattr(run.world.residents, STATES[one.outcome]))


def habit_weeks(path: NDArray[np.float32]) -> NDArray[np.float64]:
    """Weeks from the first act until habit first stands at 95% of its final level, from its path (weeks, people).

    The first act is the first week that ends with some habit, and counts as the first of those weeks. NaN for those
    who end without habit.
    """
    level = path[-SETTLED:].mean(axis=0)
    began = np.argmax(path > 0, axis=0)
    formed = np.argmax(path >= FORMED * level, axis=0)
    return np.where(level > 0, formed - began + 1.0, np.nan)
