"""The fit of a posterior to runs: which targets and patterns can be met, and the best method on known truths.

What is fitted is an interval: a published figure with its tolerance, or the limits of a required pattern too rarely
shown for sets that miss it to be dropped. The truth lies in it, every value equally likely.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.lab.calibration.abc import METHODS, Coverage, Fitter, Method, PosteriorSample, RunTable, best_method, coverage
from sim.lab.calibration.constraints import PatternConstraint, Way, reject
from sim.lab.calibration.targets import TARGETS, PublishedFigure
from sim.lab.patterns.residents import Finding
from sim.text import GongtongError, Text

Values = NDArray[np.float64]
OUTSIDE = 0.005  # an interval that so small a part of the runs exceed, or fall short of, is out of the prior's reach
KEPT = 0.5  # of the sets, at least, when those that miss patterns are dropped: the regression needs them
LEAST_SETS = 200
RARE = 0.1  # a pattern that fewer of the prior's sets show cannot be asked for
CASES = 300  # known truths, at most a quarter of the table
NOISE_SEED = 7
OPEN_END = 0.05  # an open end is put where so many of the sets that show the pattern lie beyond it
FARTHEST = 0.01  # of the figures at either end, which are drawn in to where that share begins
WIDENED = (1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0, 12.0, 16.0)


@dataclass(frozen=True)
class TargetReach:
    """The place of a target among the prior's runs.

    Attributes
    ----------
    target : PublishedFigure
    reached : bool
        Whether the prior's runs get there at all.
    median, low, high : float
        Of the runs: median and 90% interval.
    """

    target: PublishedFigure
    reached: bool
    median: float
    low: float
    high: float


@dataclass(frozen=True)
class Interval:
    """A figure that is fitted: the interval in which the truth lies, and its value in every set.

    Attributes
    ----------
    name : str
    low, high : float
    values : float64 (sets,)
    """

    name: str
    low: float
    high: float
    values: Values

    @property
    def offset(self) -> Values:
        """From the middle of the interval, in tolerances, the few farthest drawn in: float64 (sets,).

        No figure at all is as far off as any.
        """
        middle, tolerance = (self.low + self.high) / 2, (self.high - self.low) / 2
        off = (self.values - middle) / tolerance
        known = off[np.isfinite(off)]
        low, high = np.quantile(known, [FARTHEST, 1 - FARTHEST]) if known.size else (-1.0, 1.0)
        return np.nan_to_num(off, nan=np.inf).clip(min(low, -1.0), max(high, 1.0))

    @property
    def reached(self) -> bool:
        """Whether sets lie on either side of its middle."""
        with_tolerance = self.offset + np.linspace(-1, 1, self.values.size)
        return OUTSIDE <= float((with_tolerance < 0).mean()) <= 1 - OUTSIDE


@dataclass(frozen=True)
class Fit:
    """The fit to the runs of a design.

    Attributes
    ----------
    sets, candidates : int
        Parameter sets run, and those left when the sets that miss patterns are dropped.
    reach : tuple of TargetReach
        Every target; those that are not reached were not fitted.
    patterns : tuple of PatternConstraint
    widened : dict of float
        By target that was fitted, how many times as wide as published its tolerance had to be for everything to be met
        together; above one, the model cannot meet all of it, and the posterior is a compromise.
    met_together : bool
        Whether the widening was enough.
    tested : tuple of Coverage
        Of every method, on known truths.
    best : Coverage
    without : dict of (float, float, float)
        By target: median and 90% interval of its figure if all the rest is fitted.
    sample : PosteriorSample
        The posterior.
    """

    sets: int
    candidates: int
    reach: tuple[TargetReach, ...]
    patterns: tuple[PatternConstraint, ...]
    widened: dict[str, float]
    met_together: bool
    tested: tuple[Coverage, ...]
    best: Coverage
    without: dict[str, tuple[float, float, float]]
    sample: PosteriorSample


def fit(unit: Values, figures: Mapping[str, Values], shown: Sequence[Finding]) -> Fit:
    """Fit the prior's numbers to the calibration targets and to the required patterns.

    Parameters
    ----------
    unit : float64 (sets, numbers)
        The sets that were run, in the unit cube.
    figures
        By target, the figure of every set.
    shown
        The required patterns, with the figure of every set.

    Raises
    ------
    GongtongError
        If too few sets were run, or no target can be reached.
    """
    sets = len(unit)
    aims = [Interval(one.name, one.low, one.high, figures[one.name]) for one in TARGETS]
    names, candidate = reject(shown, max(int(KEPT * sets), min(LEAST_SETS, sets)))
    others = [one for one in shown if one.name not in names]
    limits = [_closed(one) for one in others if one.holds.mean() >= RARE]
    fitted = [one for one in aims if one.reached]
    if candidate.sum() < LEAST_SETS or not fitted:
        raise GongtongError(
            Text(
                f"--runs: of {sets} parameter sets {candidate.sum()} can be fitted with; {LEAST_SETS} are needed, so "
                "ask for more.",
                f"--runs：{sets} 组参数中有 {candidate.sum()} 组可用，至少需要 {LEAST_SETS} 组，请增加。",
            )
        )
    together = [*fitted, *limits]
    rng = np.random.Generator(np.random.PCG64(NOISE_SEED))
    luck = rng.uniform(-1, 1, (sets, len(together)))
    offset = np.stack([one.offset for one in together], axis=1)
    found = _compromise(unit[candidate], offset[candidate], luck[candidate], len(fitted))
    table, best = found.table, found.best
    return Fit(
        sets=sets,
        candidates=int(candidate.sum()),
        reach=tuple(_target_reach(target, aim) for target, aim in zip(TARGETS, aims, strict=True)),
        patterns=tuple(PatternConstraint(one, _way(one, names, limits)) for one in shown),
        widened={one.name: WIDENED[step] for one, step in zip(fitted, found.steps, strict=True)},
        met_together=found.met,
        tested=found.tested,
        best=best,
        without={one.name: _without(nth, one.values[candidate], table, best) for nth, one in enumerate(fitted)},
        sample=Fitter(table, best.method).posterior(np.zeros(len(together))),
    )


@dataclass(frozen=True)
class _Compromise:
    """The steps of `WIDENED` by which each target was widened, with the table and the methods tested on it."""

    steps: NDArray[np.int64]
    met: bool
    table: RunTable
    tested: tuple[Coverage, ...]
    best: Coverage


def _compromise(places: Values, offset: Values, luck: Values, aims: int) -> _Compromise:
    """Widen targets' tolerances, a step at a time, until all is met together where the method was tested.

    Each step widens the target with which the figures observed come nearest to those simulated; so a target that can be
    met stays as published, and those widened are those that contradict the rest. Limits of patterns stay as they are.
    """
    cases = min(CASES, len(places) // 4)
    steps = np.zeros(aims, np.int64)

    def table(steps: NDArray[np.int64]) -> RunTable:
        wide = np.ones(offset.shape[1])
        wide[:aims] = np.array(WIDENED)[steps]
        return RunTable(places, offset + wide * luck)

    def off_centre(steps: NDArray[np.int64], method: Method) -> float:
        return Fitter(table(steps), method).off_centre(np.zeros(offset.shape[1]))

    while True:
        now = table(steps)
        tested = tuple(coverage(now, method, cases) for method in METHODS)
        best = best_method(tested)
        met = off_centre(steps, best.method) <= best.off_centre
        wider = [steps + one for one in np.eye(aims, dtype=np.int64) if (steps + one).max() < len(WIDENED)]
        if met or not wider:
            return _Compromise(steps, met, now, tested, best)
        steps = min(wider, key=lambda one: off_centre(one, best.method))


def _closed(finding: Finding) -> Interval:
    """The limits of a pattern; where one is open, nearly all sets that show the pattern lie within."""
    inside = finding.values[finding.holds]
    low, high = np.quantile(inside, [OPEN_END, 1 - OPEN_END])
    low = finding.low if np.isfinite(finding.low) else low
    high = finding.high if np.isfinite(finding.high) else high
    return Interval(finding.name, float(low), float(high), finding.values)


def _way(finding: Finding, rejected: set[str], limits: Sequence[Interval]) -> Way:
    if finding.name in rejected:
        return "rejected"
    return "fitted" if any(one.name == finding.name for one in limits) else "rare"


def _target_reach(target: PublishedFigure, aim: Interval) -> TargetReach:
    low, median, high = np.quantile(aim.values, [0.05, 0.5, 0.95])
    return TargetReach(target, aim.reached, float(median), float(low), float(high))


def _without(left_out: int, values: Values, table: RunTable, best: Coverage) -> tuple[float, float, float]:
    """Median and 90% interval of a target's figure if all the rest is fitted."""
    rest = np.delete(table.figures, left_out, axis=1)
    found = Fitter(RunTable(table.unit, rest), best.method).expected(values, np.zeros(rest.shape[1]))
    low, median, high = found.quantiles(np.array([0.05, 0.5, 0.95]))[:, 0]
    return float(median), float(low), float(high)
