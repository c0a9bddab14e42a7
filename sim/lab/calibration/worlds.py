"""The worlds in which parameter sets are run, and the outputs of each run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from sim.lab.design.posterior import ParameterSet, with_parameters
from sim.lab.patterns import governance, organisations
from sim.lab.patterns.elections import elections_of
from sim.lab.patterns.observation import AGES, active_by_age, listed_and_active
from sim.lab.patterns.residents import HALF_YEAR, base_of
from sim.lab.run.identity import Run
from sim.policies import policies
from sim.results import YEAR, Results
from sim.scenario import Scenario
from sim.simulation import Simulation

HISTORY, NONE, POINTS = "history", "none", "points stopped"
# Series that are kept week by week; nothing that is held out is among them
WEEKLY = (
    "active_4w", "membership", "registered", "cadre_overload", "organisations", "organisations_registered", "backbone",
    "leaders_accepted", "matters_solved_by_units", "matters_solved_by_party", "points_redeemers",
    "selfmanage_committees",
)  # fmt: skip


def first_worlds(history: Scenario) -> dict[str, Scenario]:
    """The case's own history; the same community left alone; the same with points alone, which end after four years."""
    base = base_of(history)
    stopped = governance.arms(base)[POINTS].but({"weeks": base.weeks})
    return {HISTORY: history, NONE: base, POINTS: stopped}


def later_worlds(history: Scenario) -> dict[str, Scenario]:
    """The worlds of the other required patterns: modules alone and together, doses, the package kept and withdrawn."""
    base = base_of(history)
    arms = organisations.arms(base)
    chosen = (NONE, *policies(), "both", "dose 2", "dose 3", "all", "withdrawn")
    return {
        **{name: arms[name] for name in chosen},
        governance.SCAFFOLDED: governance.arms(base)[governance.SCAFFOLDED],
    }


class ParameterTrials(Sequence[Run]):
    """Parameter sets in worlds, all worlds of a set on one seed of its own.

    Runs are made when asked for; only those being done are in memory.

    Parameters
    ----------
    worlds
        By name.
    settings
        Parameter sets.
    seed
        Of the first set; the others follow.
    """

    def __init__(self, worlds: Mapping[str, Scenario], settings: Sequence[ParameterSet], seed: int = 0) -> None:
        self.worlds, self.settings, self._seed = dict(worlds), settings, seed

    def __len__(self) -> int:
        return len(self.settings) * len(self.worlds)

    def __getitem__(self, at: int) -> Run:  # type: ignore[override]  # slices are not needed
        if not 0 <= at < len(self):
            raise IndexError(at)
        point, nth = divmod(at, len(self.worlds))
        name = tuple(self.worlds)[nth]
        return Run(
            with_parameters(self.worlds[name], self.settings[point]),
            self._seed + point,
            {"point": point, "world": name},
        )

    def __iter__(self) -> Iterator[Run]:
        return (self[at] for at in range(len(self)))


class ActivityWatcher:
    """Looks at a run for activity by age, members who are active, and elections."""

    def __init__(self, simulation: Simulation) -> None:
        self._residents = simulation.world.residents
        self._by_age = np.zeros((simulation.scenario.weeks, len(AGES)))
        self._listed = np.zeros((simulation.scenario.weeks, 2))

    def look(self, weeks: int) -> None:
        """After a week."""
        self._by_age[weeks - 1] = active_by_age(self._residents)
        self._listed[weeks - 1] = listed_and_active(self._residents)

    def numbers(self, results: Results) -> Mapping[str, float]:
        """The outputs of the run: activity by age from half a year on and in the last year, members, elections."""
        settled, last = self._by_age[HALF_YEAR:].mean(axis=0), self._by_age[-YEAR:].mean(axis=0)
        listed, active = self._listed[-YEAR:].sum(axis=0)
        failed = months = float("nan")
        if "selfmanage" in results.scenario.policies:
            held = elections_of(results)
            failed, months = held.failed, held.months
        return {
            **{f"active_{age}": value for age, value in zip(AGES, settled, strict=True)},
            **{f"active_{age}_last": value for age, value in zip(AGES, last, strict=True)},
            "listed": listed,
            "listed_active": active,
            "first_fails": failed,
            "committee_months": months,
        }
