"""What figures draw of a study: means over seeds, how far seeds differ, last years, and when modules start."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.lab.comparison.study import Study
from sim.report.text.numbers import MANY_SEEDS
from sim.results import YEAR
from sim.scenario import Scenario

SMOOTH_WEEKS = 13
MIDDLE = (10.0, 90.0)


@dataclass(frozen=True)
class Spread:
    """The mean of a measure over seeds, and how far seeds differ.

    Attributes
    ----------
    mean, low, high : float64 (weeks,) or scalar
        The mean over seeds and the ends of the middle 80% of them, in the unit of the measure.
    least, most : float64 (weeks,) or scalar
        The lowest and the highest seed.
    """

    mean: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    least: NDArray[np.float64]
    most: NDArray[np.float64]


def spread(values: NDArray[np.float64]) -> Spread:
    """Mean and spread over seeds, the first axis of float64 (seeds, ...)."""
    low, high = np.percentile(values, MIDDLE, axis=0)
    return Spread(values.mean(axis=0), np.asarray(low), np.asarray(high), values.min(axis=0), values.max(axis=0))


def bounds(values: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The range that `range_note` describes: the middle 80% of many seeds, all of a few."""
    over = spread(values)
    return (over.low, over.high) if len(values) >= MANY_SEEDS else (over.least, over.most)


def smoothed(values: NDArray[np.float64], weeks: int = SMOOTH_WEEKS) -> NDArray[np.float64]:
    """The running mean of the weeks so far (at most `weeks` of them) along the last axis.

    Only the past counts, so that no effect shows before its cause.
    """
    total = np.concatenate([np.zeros((*values.shape[:-1], 1)), np.cumsum(values, axis=-1)], axis=-1)
    end = np.arange(1, values.shape[-1] + 1)
    begin = np.maximum(end - weeks, 0)
    means: NDArray[np.float64] = (total[..., end] - total[..., begin]) / (end - begin)
    return means


def grid_weekly(study: Study, measure: str, arm: str) -> NDArray[np.float64]:
    """A measure by grid and week: float64 (seeds, weeks, grids)."""
    return np.stack([run.by_grid[measure] for run in study.results[arm]])


def module_starts(scenario: Scenario) -> dict[int, list[str]]:
    """The modules of a scenario by the week they start in, in order of time."""
    clock = scenario.clock
    weeks: dict[int, list[str]] = {}
    for name, settings in scenario.policies.items():
        start = settings.start or scenario.modules_start or clock.first
        weeks.setdefault(max(clock.week(start), 0), []).append(name)
    return dict(sorted(weeks.items()))


def last_weeks(scenario: Scenario) -> slice:
    """The last year of a run, or all of a shorter one."""
    return slice(max(scenario.weeks - YEAR, 0), scenario.weeks)
