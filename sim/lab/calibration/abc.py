"""Approximate Bayesian computation on a table of runs, and how well it covers known truths.

The table holds parameter sets drawn from the prior and the figures their runs gave. For some observed figures the
sets whose figures come nearest are kept, or all, nearer ones with more weight (Epanechnikov), and each is moved along a
linear regression to where its figures would have been the observed ones (Beaumont, Zhang & Balding 2002).
Distances are taken between figures, or between what a ridge regression learned figures say about each parameter
(semi-automatic summaries; Fearnhead & Prangle 2012).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import special, stats

Floats = NDArray[np.float64]
EDGE = 1e-4  # of the unit interval, kept off the ends so that a logit exists
RIDGE = 1e-3
LEAST_LEFT = 0.2  # of a set's residual that its own pull may take
LEVELS = (0.5, 0.9)
FEWEST_KEPT = 100  # below that a local regression on several figures covers too little
USUAL, UNLIKELY = 0.95, 0.01
PENALTIES = np.logspace(-2, 4, 13)


@dataclass(frozen=True)
class Method:
    """A way to get from a table to a posterior.

    Attributes
    ----------
    name : str
    learned : bool
        Whether distances are between learned summaries rather than between figures.
    adjusted : bool
        Whether parameters are moved along a local regression.
    kept : float
        Share of the table that is kept.
    """

    name: str
    learned: bool
    adjusted: bool
    kept: float


METHODS = (
    Method("rejection", learned=False, adjusted=False, kept=0.05),
    Method("local regression", learned=False, adjusted=True, kept=0.5),
    Method("regression", learned=False, adjusted=True, kept=1.0),
    Method("learned summaries", learned=True, adjusted=False, kept=0.05),
    Method("learned summaries, regression", learned=True, adjusted=True, kept=1.0),
)


@dataclass(frozen=True)
class RunTable:
    """Parameter sets and what their runs gave.

    Attributes
    ----------
    unit : float64 (sets, numbers)
        In the unit cube of the prior.
    figures : float64 (sets, targets)
        With the uncertainty of the published figures added, so that observed and simulated are alike.
    """

    unit: Floats
    figures: Floats


@dataclass(frozen=True)
class PosteriorSample:
    """A weighted sample of a posterior: float64 (kept, numbers) in the unit cube, float64 (kept,) adding up to one."""

    unit: Floats
    weight: Floats

    def quantiles(self, levels: Floats) -> Floats:
        """Weighted quantiles of every number: float64 (levels, numbers)."""
        order = np.argsort(self.unit, axis=0)
        sorted_ = np.take_along_axis(self.unit, order, axis=0)
        reached = np.cumsum(self.weight[order], axis=0) - self.weight[order] / 2
        columns = range(self.unit.shape[1])
        return np.stack([np.interp(levels, reached[:, n], sorted_[:, n]) for n in columns], axis=1)

    def rank(self, truth: Floats) -> Floats:
        """Weight below a truth, number by number."""
        return np.asarray(((self.unit < truth) * self.weight[:, None]).sum(axis=0))

    def variance(self) -> Floats:
        """Weighted variance of every number."""
        mean = self.weight @ self.unit
        return np.asarray(self.weight @ (self.unit - mean) ** 2)


class Fitter:
    """A method made ready on a table: observed figures in, posterior sample out."""

    def __init__(self, table: RunTable, method: Method) -> None:
        self._table, self._method = table, method
        self._centre, self._scale = table.figures.mean(axis=0), np.maximum(table.figures.std(axis=0), 1e-12)
        self._logit = special.logit(np.clip(table.unit, EDGE, 1 - EDGE))
        self._learn(self._terms(table.figures))
        self._axes = np.eye(table.figures.shape[1])
        if method.learned:  # as many independent summaries as there are figures, at most
            learned = self._predicted(table.figures)
            self._axes = np.linalg.svd(learned - learned.mean(axis=0), full_matrices=False)[2][: self._axes.shape[0]].T
        self._summaries = self._summed(table.figures)
        self._spread = np.maximum(self._summaries.std(axis=0), 1e-12)

    def posterior(self, observed: Floats) -> PosteriorSample:
        """The posterior for observed figures, float64 (targets,)."""
        near, weight = self.nearest(observed)
        if not self._method.adjusted:
            return PosteriorSample(self._table.unit[near], weight)
        return PosteriorSample(special.expit(_moved(self._offset(observed)[near], self._logit[near], weight)), weight)

    def expected(self, values: Floats, observed: Floats) -> PosteriorSample:
        """The prediction of another figure of the sets, float64 (sets,), given observed figures: a sample of one."""
        near, weight = self.nearest(observed)
        own = values[near][:, None]
        if self._method.adjusted:
            own = np.clip(_moved(self._offset(observed)[near], own, weight), values.min(), values.max())
        return PosteriorSample(own, weight)

    def nearest(self, observed: Floats) -> tuple[NDArray[np.int64], Floats]:
        """The sets that are kept for observed figures, nearest first, and their weights, which add up to one."""
        distance = np.sqrt((self._offset(observed) ** 2).sum(axis=1))
        count = min(max(int(self._method.kept * distance.size), FEWEST_KEPT), distance.size)
        near = np.argsort(distance, kind="stable")[:count]
        weight = 1 - (distance[near] / max(float(distance[near[-1]]), 1e-12)) ** 2 + 1e-9
        return near, weight / weight.sum()

    def off_centre(self, observed: Floats) -> float:
        """How far observed figures lie from the middle of the sets kept for them, in spreads of these.

        Far, if the sets stand to one side: then no regression among them may be carried on to what was observed. It is
        looked for among the figures themselves, since learned summaries may leave out what contradicts itself.
        """
        near, weight = self.nearest(observed)
        offset = self._scaled(self._table.figures[near]) - self._scaled(observed)
        middle = weight @ offset
        spread = np.cov(offset, rowvar=False, aweights=weight) + RIDGE * np.eye(middle.size)
        return float(np.sqrt(middle @ np.linalg.solve(spread, middle)))

    def _offset(self, observed: Floats) -> Floats:
        return np.asarray((self._summaries - self._summed(observed[None, :])) / self._spread)

    def _scaled(self, figures: Floats) -> Floats:
        return (figures - self._centre) / self._scale

    def _terms(self, figures: Floats) -> Floats:
        """Figures, their squares and products, on a scale of their own."""
        one = self._scaled(figures)
        left, right = np.triu_indices(one.shape[1])
        return np.hstack([one, one[:, left] * one[:, right]])

    def _learn(self, terms: Floats) -> None:
        """Ridge regression of every number on the terms, its penalty chosen by generalised cross-validation."""
        centre, scale = terms.mean(axis=0), np.maximum(terms.std(axis=0), 1e-12)
        x = (terms - centre) / scale
        y = self._table.unit - self._table.unit.mean(axis=0)
        u, s, vt = np.linalg.svd(x, full_matrices=False)
        projected = u.T @ y
        best = np.full(y.shape[1], np.inf)
        coefficients = np.zeros((x.shape[1], y.shape[1]))
        for penalty in PENALTIES:
            shrunk = s**2 / (s**2 + penalty)
            residual = ((y - u @ (shrunk[:, None] * projected)) ** 2).mean(axis=0)
            score = residual / (1 - shrunk.sum() / x.shape[0]) ** 2
            better = score < best
            best[better] = score[better]
            coefficients[:, better] = (vt.T @ ((s / (s**2 + penalty))[:, None] * projected))[:, better]
        self._term_centre, self._term_scale, self._coefficients = centre, scale, coefficients

    def _summed(self, figures: Floats) -> Floats:
        return (self._predicted(figures) if self._method.learned else self._scaled(figures)) @ self._axes

    def _predicted(self, figures: Floats) -> Floats:
        """The ridge regression's estimate of every number from figures: float64 (rows, numbers)."""
        return np.asarray(((self._terms(figures) - self._term_centre) / self._term_scale) @ self._coefficients)


def _moved(local: Floats, target: Floats, weight: Floats) -> Floats:
    """Numbers along a weighted linear regression to where figures are the observed ones: float64 (kept, numbers).

    What the regression leaves unexplained of a set is what it would leave had the set not been among those regressed
    on; otherwise many figures and few sets would explain too much, and the sample would be too narrow.
    """
    x = np.hstack([np.ones((local.shape[0], 1)), local])
    weighted = x * weight[:, None]
    penalty = RIDGE * np.eye(x.shape[1])
    penalty[0, 0] = 0.0
    inverse = np.linalg.inv(weighted.T @ x + penalty)
    slopes = inverse @ (weighted.T @ target)
    own_pull = np.einsum("ij,jk,ik->i", x, inverse, weighted)
    unexplained = (target - x @ slopes) / np.maximum(1 - own_pull, LEAST_LEFT)[:, None]
    return np.asarray(slopes[0] + unexplained)


@dataclass(frozen=True)
class Coverage:
    """How well a method covers truths it had not seen.

    Attributes
    ----------
    method : Method
    cases : int
    covered : dict of float
        By level: how often the central interval held the truth, mean over numbers.
    error : float
        Root mean squared error of the posterior mean in units of the prior's range.
    contraction : float
        1 − posterior over prior variance, mean over numbers and cases.
    uneven : int
        Numbers whose ranks are not uniform (Kolmogorov–Smirnov, p below .01).
    off_centre : float
        That 95% of the cases stay within (`Fitter.off_centre`): what was tested holds no farther.
    """

    method: Method
    cases: int
    covered: dict[float, float]
    error: float
    contraction: float
    uneven: int
    off_centre: float

    @property
    def miss(self) -> float:
        """How far coverage is off, summed over levels."""
        return sum(abs(self.covered[level] - level) for level in LEVELS)


def coverage(table: RunTable, method: Method, cases: int) -> Coverage:
    """Take the last sets of a table as truths, and find them from the others (simulation-based calibration)."""
    fitter = Fitter(RunTable(table.unit[:-cases], table.figures[:-cases]), method)
    prior = table.unit.var(axis=0)
    ranks, errors, contraction, off_centre = [], [], [], []
    hits: dict[float, list[Floats]] = {level: [] for level in LEVELS}
    for truth, observed in zip(table.unit[-cases:], table.figures[-cases:], strict=True):
        found = fitter.posterior(observed)
        off_centre.append(fitter.off_centre(observed))
        ranks.append(found.rank(truth))
        errors.append((found.weight @ found.unit - truth) ** 2)
        contraction.append(1 - found.variance() / prior)
        for level in LEVELS:
            low, high = found.quantiles(np.array([(1 - level) / 2, (1 + level) / 2]))
            hits[level].append((low <= truth) & (truth <= high))
    uneven = sum(stats.kstest(own, "uniform").pvalue < UNLIKELY for own in np.array(ranks).T)
    return Coverage(
        method,
        cases,
        {level: float(np.mean(own)) for level, own in hits.items()},
        float(np.sqrt(np.mean(errors))),
        float(np.mean(contraction)),
        int(uneven),
        float(np.quantile(off_centre, USUAL)),
    )


def best_method(tested: Sequence[Coverage], tolerance: float = 0.06) -> Coverage:
    """The method to use: of those nearly as well calibrated as the best, the sharpest."""
    least = min(one.miss for one in tested)
    return max((one for one in tested if one.miss <= least + tolerance), key=lambda one: one.contraction)
