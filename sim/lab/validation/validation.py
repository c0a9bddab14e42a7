"""Validation: the history over the posterior against every figure of the case, and every pattern over the posterior."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import inf
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from sim.brief import brief
from sim.lab.calibration.targets import TARGETS, PublishedFigure, case_figures
from sim.lab.calibration.worlds import HISTORY, NONE
from sim.lab.comparison.study import Study
from sim.lab.design.posterior import ParameterSet, with_parameters
from sim.lab.patterns import governance, organisations, residents
from sim.lab.patterns.residents import Finding, base_of
from sim.lab.run.in_memory import apply_many
from sim.lab.validation.held_out import HELD_OUT, predictions
from sim.scenario import Scenario
from sim.simulation import Simulation, run
from sim.text import Text

Verdict = Literal["pass", "weak", "fail"]
VERDICTS: dict[Verdict, Text] = {
    "pass": Text("pass", "符合"),
    "weak": Text("weak", "弱符合"),
    "fail": Text("fail", "未达到"),
}
MOST, FEW = 0.8, 0.2  # of parameter sets inside the limits: from there a pattern passes, up to there it fails
TWICE = 2.0  # tolerances by which no held-out figure may be off


@dataclass(frozen=True)
class FigureVerdict:
    """A published figure and what the model gives over the posterior.

    Attributes
    ----------
    figure : PublishedFigure
    fitted : bool
    values : float64 (draws,)
    """

    figure: PublishedFigure
    fitted: bool
    values: NDArray[np.float64]

    @property
    def quantiles(self) -> NDArray[np.float64]:
        """5, 25, 50, 75 and 95%: float64 (5,)."""
        return np.quantile(self.values, [0.05, 0.25, 0.5, 0.75, 0.95])

    @property
    def verdict(self) -> Verdict:
        """Pass if the median lies inside the limits, weak if the 90% interval reaches them, else fail."""
        low, _, median, _, high = self.quantiles
        if self.figure.low <= median <= self.figure.high:
            return "pass"
        return "weak" if low <= self.figure.high and high >= self.figure.low else "fail"

    @property
    def tolerances_off(self) -> float:
        """How many tolerances the median lies from the middle of the limits."""
        return abs(float(self.quantiles[2]) - self.figure.middle) / self.figure.tolerance


@dataclass(frozen=True)
class PatternVerdict:
    """A pattern over the posterior.

    Attributes
    ----------
    finding : Finding
        Its values are those of the parameter sets.
    """

    finding: Finding

    @property
    def inside(self) -> float:
        """Share of parameter sets whose figure lies where it should."""
        return float(self.finding.holds.mean())

    @property
    def verdict(self) -> Verdict:
        """Pass with four in five parameter sets inside, fail with one in five or fewer, weak between."""
        return "pass" if self.inside >= MOST else "fail" if self.inside <= FEW else "weak"


@dataclass(frozen=True)
class Validation:
    """The outcome of a validation.

    Attributes
    ----------
    draws : int
        Parameter sets.
    compared : tuple of FigureVerdict
        Of the figures of the case, fitted ones first.
    held : tuple of PatternVerdict
    """

    draws: int
    compared: tuple[FigureVerdict, ...]
    held: tuple[PatternVerdict, ...]

    __repr__ = brief


def validate(
    history: Scenario,
    draws: Sequence[ParameterSet],
    workers: int | None = None,
    done: Callable[[int], None] | None = None,
    *,
    with_patterns: bool = True,
) -> Validation:
    """Run everything once for each parameter set, the k-th with seed k.

    Parameters
    ----------
    history
        The scenario that is compared with the case; patterns are measured in the same community (`patterns.base_of`).
    done
        Told how many tasks are finished of `tasks_of(draws, with_patterns)`.
    """
    scenarios = [with_parameters(history, draw) for draw in draws]
    tasks = [(scenario, seed) for seed, scenario in enumerate(scenarios)]
    report = done or (lambda _: None)
    rows = apply_many(_figures, tasks, workers, report)
    found: list[list[Finding]] = []
    if with_patterns:
        found = apply_many(_patterns, tasks, workers, lambda count: report(len(tasks) + count))
    return Validation(len(draws), _compared(rows), tuple(PatternVerdict(one) for one in _together(found)))


def tasks_of(draws: Sequence[ParameterSet], *, with_patterns: bool) -> int:
    """How many steps `validate` reports."""
    return len(draws) * (2 if with_patterns else 1)


def _figures(history: Scenario, seed: int) -> dict[str, float]:
    """Fitted and held-out figures of one parameter set."""
    simulation, none = Simulation(history, seed), base_of(history)
    predicted = predictions(simulation)
    arms, runs = {HISTORY: history, NONE: none}, {HISTORY: simulation.results(), NONE: run(none, seed)}
    fitted = case_figures(Study(arms, (seed,), {arm: (own,) for arm, own in runs.items()}))
    return {**{name: float(values[0]) for name, values in fitted.items()}, **predicted}


def _compared(rows: Sequence[Mapping[str, float]]) -> tuple[FigureVerdict, ...]:
    return tuple(
        FigureVerdict(one, fitted=fitted, values=np.array([row[one.name] for row in rows]))
        for figures, fitted in ((TARGETS, True), (HELD_OUT, False))
        for one in figures
    )


def _patterns(history: Scenario, seed: int) -> list[Finding]:
    """Every pattern, measured with one parameter set and one seed."""
    base = base_of(history)
    return [
        *residents.find_patterns(base, [seed], 1),
        *organisations.find_patterns(base, [seed], 1),
        *governance.find_governance(base, [seed], 1),
    ]


def _together(found: Sequence[Sequence[Finding]]) -> list[Finding]:
    """The findings of all parameter sets, pattern by pattern; figures that do not exist for a set count as misses."""
    return [
        Finding(
            same[0].name,
            same[0].statement,
            same[0].low,
            same[0].high,
            np.array([np.nan_to_num(one.mean, nan=inf if one.high < inf else -inf) for one in same]),
        )
        for same in zip(*found, strict=True)
    ]
