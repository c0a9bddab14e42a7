"""Persistence: what is left of an arm's gain after all modules were withdrawn on one day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from sim.lab.comparison.study import CONFIDENCE, Study, paired
from sim.results import find_measure

WINDOW = 4  # weeks that are looked at, up to each moment
LAGS = (13, 26, 52)  # weeks after the day: a quarter, half a year, a year


@dataclass(frozen=True)
class Moment:
    """An arm against the first one, over the four weeks up to a moment.

    Attributes
    ----------
    arm : str
    after : int
        Weeks since the withdrawal; zero just before it.
    mean, baseline : float
        Of the arm, and of the first one.
    difference, low, high : float
        Paired, with its interval as in `Study.effects`.
    left, left_low, left_high : float
        Mean difference over the one just before, with its 95% interval by Fieller's theorem; not a number where the
        difference just before cannot be told from zero, since then there is nothing of which something could be left.
    """

    arm: str
    after: int
    mean: float
    baseline: float
    difference: float
    low: float
    high: float
    left: float
    left_low: float
    left_high: float


def retention(study: Study, measure: str, day: date) -> list[Moment]:
    """Every arm but the first, just before a day and at each lag that the run reaches."""
    find_measure(measure, study.measures)
    clock = next(iter(study.arms.values())).clock
    week = clock.week(day)
    lags = [0, *(lag for lag in LAGS if week + lag <= clock.weeks)]
    base = {lag: _around(study, measure, study.baseline, week + lag) for lag in lags}
    moments = []
    for arm in study.arms:
        if arm == study.baseline:
            continue
        own = {lag: _around(study, measure, arm, week + lag) for lag in lags}
        for lag in lags:
            effect = paired(own[lag], base[lag], over_draws=bool(study.draws))
            kept = ratio(own[lag] - base[lag], own[0] - base[0])
            numbers = {name: effect[name] for name in ("mean", "baseline", "difference", "low", "high")}
            moments.append(Moment(arm, lag, left=kept[0], left_low=kept[1], left_high=kept[2], **numbers))
    return moments


def ratio(above: NDArray[np.float64], below: NDArray[np.float64]) -> tuple[float, float, float]:
    """The ratio of two means over the same worlds, and the ends of its 95% interval by Fieller's theorem.

    Not a number where the interval of the mean below holds zero, which is when the interval of the ratio has no ends.
    """
    nothing = (float("nan"),) * 3
    count, bottom = below.size, float(below.mean())
    if count == 1 or bottom == 0:
        return nothing
    (v_above, v_both), (_, v_below) = np.cov(above, below) / count
    t = float(stats.t.ppf((1 + CONFIDENCE) / 2, count - 1))
    unsure = t**2 * v_below / bottom**2
    if unsure >= 1:
        return nothing
    found = float(above.mean()) / bottom
    spread = v_above - 2 * found * v_both + found**2 * v_below - unsure * v_above + (t * v_both / bottom) ** 2
    middle = (found - t**2 * v_both / bottom**2) / (1 - unsure)
    half = t / abs(bottom) * max(float(spread), 0.0) ** 0.5 / (1 - unsure)
    return found, middle - half, middle + half


def weekly_gain(study: Study, measure: str, arm: str) -> NDArray[np.float64]:
    """An arm less the first one, week by week, each the mean of the last four: float64 (seeds, weeks)."""
    difference = study.weekly(measure, arm) - study.weekly(measure, study.baseline)
    total = np.concatenate([np.zeros((len(difference), 1)), np.cumsum(difference, axis=1)], axis=1)
    end = np.arange(1, difference.shape[1] + 1)
    begin = np.maximum(end - WINDOW, 0)
    means: NDArray[np.float64] = (total[:, end] - total[:, begin]) / (end - begin)
    return means


def _around(study: Study, measure: str, arm: str, end: int) -> NDArray[np.float64]:
    """A measure over the weeks up to one, a number a seed; zero in arms that do not have it."""
    weeks = slice(max(end - WINDOW, 0), end)
    return np.array([run.over(measure, weeks) if measure in run.measures else 0.0 for run in study.results[arm]])
