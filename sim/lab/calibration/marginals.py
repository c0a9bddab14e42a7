"""Marginals and correlations of a posterior: how far each number is narrower than its prior."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.lab.calibration.abc import PosteriorSample
from sim.lab.calibration.prior import Prior

IDENTIFIED = 0.2  # contraction below which a number is said to stay at its prior
UNIFORM = 1 / 12  # variance of a prior that is uniform on the unit interval


@dataclass(frozen=True)
class Marginal:
    """The marginal posterior of one number.

    Attributes
    ----------
    name : str
        Dotted path.
    contraction : float
        1 − posterior over prior variance; below `IDENTIFIED` it stays at its prior.
    low, median, high : float
        Posterior median and 90% interval, in the number's own unit.
    """

    name: str
    contraction: float
    low: float
    median: float
    high: float

    @property
    def identified(self) -> bool:
        """Whether the targets say something about it."""
        return self.contraction >= IDENTIFIED


def marginals(prior: Prior, sample: PosteriorSample) -> tuple[Marginal, ...]:
    """For every number of the prior, in its order."""
    contraction = 1 - sample.variance() / UNIFORM
    ends = [prior.values(row[None, :])[0] for row in sample.quantiles(np.array([0.05, 0.5, 0.95]))]
    return tuple(
        Marginal(name, float(own), *(float(end[name]) for end in ends))
        for name, own in zip(prior.names, contraction, strict=True)
    )


def correlation(sample: PosteriorSample) -> NDArray[np.float64]:
    """Between numbers: float64 (numbers, numbers)."""
    covariance = np.cov(sample.unit, rowvar=False, aweights=sample.weight)
    spread = np.sqrt(np.diag(covariance))
    return np.asarray(covariance / np.outer(spread, spread))
