"""Outcomes of every resident in a run, over windows of weeks."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.scenario import Scenario
from sim.simulation import Simulation
from sim.text import Text

FLOWS = ("acts", "hours", "asked", "reached")
STATES = {
    "motivation": "motivation",
    "habit": "habit",
    "trust": "trust",
    "belonging": "belonging",
    "efficacy": "efficacy",
    "active_contacts": "outside",
}
OUTCOMES: dict[str, Text] = {
    "acts": Text("how often they took part", "参与次数"),
    "hours": Text("hours given", "投入工时"),
    "asked": Text("how often they were asked in person", "被当面邀请的次数"),
    "reached": Text("how often they heard of something", "获知活动的次数"),
    "took_part": Text("whether they took part", "是否参与"),
    "taken": Text("share of the occasions heard of that they took", "获知的机会中参与的比例"),
    "motivation": Text("autonomous motivation at the end", "期末自主动机"),
    "habit": Text("habit at the end", "期末习惯"),
    "trust": Text("trust at the end", "期末信任"),
    "belonging": Text("belonging at the end", "期末归属感"),
    "efficacy": Text("efficacy at the end", "期末效能感"),
    "active_contacts": Text("active contacts outside the family at the end", "期末家庭以外活跃联系人数"),
    "habit_weeks": Text("weeks from the first act to 95% of the final habit", "从首次参与到习惯达到最终水平95%的周数"),
}
YES_OR_NO = ("took_part",)
FORMED, SETTLED = 0.95, 13  # share of the final level, and the weeks at the end whose mean that level is


class WantedOutcome(NamedTuple):
    """An outcome over some weeks, counted from 0: the first, and the one after the last."""

    outcome: str
    first: int
    last: int


class ResidentOutcomes(NamedTuple):
    """The outcomes of one run for everyone who ever lives there.

    Attributes
    ----------
    counted : bool (people,)
        Lived there and was 12 or over in every week that was watched.
    group : uint8 (people,)
        Part in the trial, index into `sim.trial.GROUPS`.
    values : dict of float32 (people,)
        By what was wanted; NaN where it says nothing of a person.
    """

    counted: NDArray[np.bool_]
    group: NDArray[np.uint8]
    values: dict[WantedOutcome, NDArray[np.float32]]


def watch(scenario: Scenario, seed: int, wanted: Iterable[WantedOutcome]) -> ResidentOutcomes:
    """Run a scenario as long as needed and keep what is wanted of every resident."""
    wanted = tuple(wanted)
    simulation = Simulation(scenario, seed)
    world = simulation.world
    residents = world.residents
    people = world.community.people
    counted = np.ones(people, np.bool_)
    asked, reached = np.zeros(people, np.int32), np.zeros(people, np.int32)
    totals = {"acts": residents.acts_total, "hours": residents.hours_total, "asked": asked, "reached": reached}
    first, last = min(one.first for one in wanted), max(one.last for one in wanted)
    before: dict[WantedOutcome, dict[str, NDArray[Any]]] = {}
    habits: list[NDArray[np.float32]] = []
    values: dict[WantedOutcome, NDArray[np.float32]] = {}
    while simulation.week < last:
        for one in wanted:
            if one.first == simulation.week:
                before[one] = {name: total.copy() for name, total in totals.items()}
        simulation.step()
        rows = world.occasions.row[: world.reached]
        reached[rows] += 1
        asked[rows[world.occasions.asked[: world.reached]]] += 1
        if simulation.week > first:
            counted &= residents.able
        if any(one.outcome == "habit_weeks" for one in wanted):
            habits.append(residents.habit.copy())
        for one in wanted:
            if one.last == simulation.week:
                gained = {name: totals[name] - before[one][name] for name in FLOWS}
                path = habits[one.first : one.last]
                values[one] = _outcome(one.outcome, gained, residents, path).astype(np.float32)
    return ResidentOutcomes(counted, simulation.trial.group, values)


def _outcome(
    outcome: str, gained: dict[str, NDArray[Any]], residents: Any, habits: list[NDArray[np.float32]]
) -> NDArray[Any]:
    if outcome in FLOWS:
        return gained[outcome]
    if outcome in STATES:
        return np.array(getattr(residents, STATES[outcome]))
    if outcome == "took_part":
        return gained["acts"] > 0
    if outcome == "taken":
        some = gained["reached"] > 0
        return np.divide(gained["acts"], gained["reached"], out=np.full(some.size, np.nan), where=some)
    return habit_weeks(np.array(habits))


def habit_weeks(path: NDArray[np.float32]) -> NDArray[np.float64]:
    """Weeks from the first act until habit first stands at 95% of its final level, from its path (weeks, people).

    The first act is the first week that ends with some habit, and counts as the first of those weeks. NaN for those
    who end without habit.
    """
    level = path[-SETTLED:].mean(axis=0)
    began = np.argmax(path > 0, axis=0)
    formed = np.argmax(path >= FORMED * level, axis=0)
    return np.where(level > 0, formed - began + 1.0, np.nan)
