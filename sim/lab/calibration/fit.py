"""From runs to a posterior: which targets and constraints can be met at all, which method, what was learnt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.lab.calibration.abc import METHODS, Coverage, Fitter, Sample, Table, chosen, coverage
from sim.lab.calibration.prior import Prior
from sim.lab.calibration.targets import CONSTRAINTS, TARGETS, Constraint, Target, combined
from sim.text import GongtongError, Text

if TYPE_CHECKING:
    import pandas as pd

OUTSIDE = 0.005  # a target that so small a part of the runs exceed, or fall short of, is out of the prior's reach
FEW_MEET = 0.05  # a constraint that fewer meet than that would leave too little to fit with
LEAST_SETS = 200
CASES = 300  # known truths, at most a quarter of the table
DRAWS = 200
IDENTIFIED = 0.2  # contraction below which a number is said to stay at its prior
NOISE_SEED = 7
WIDENED = (1.0, 1.5, 2.0, 3.0, 4.0, 6.0, 8.0, 12.0, 16.0)


@dataclass(frozen=True)
class Reach:
    """Where a target lies among the prior's runs.

    Attributes
    ----------
    target : Target
    below : float
        Share of runs under the target's middle, tolerance included.
    median, low, high : float
        Of the runs: median and 90% interval.
    """

    target: Target
    below: float
    median: float
    low: float
    high: float

    @property
    def reached(self) -> bool:
        """Whether the prior's runs get there at all."""
        return OUTSIDE <= self.below <= 1 - OUTSIDE


@dataclass(frozen=True)
class Met:
    """How many of the prior's parameter sets meet a constraint, and whether the fit asks for it."""

    constraint: Constraint
    share: float
    applied: bool


@dataclass(frozen=True)
class Learnt:
    """What the data say about one number.

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


@dataclass(frozen=True)
class Fit:
    """A calibration.

    Attributes
    ----------
    sets, candidates : int
        Parameter sets run, and those that meet the constraints applied.
    reach : tuple of Reach
        Every target; those that are not reached were not fitted.
    widened : float
        How many times as wide as published the tolerances had to be for the targets to be met together; above one, the
        model cannot meet them all, and the posterior is a compromise.
    met : tuple of Met
    tried : tuple of Coverage
    best : Coverage
    learnt : tuple of Learnt
    correlation : float64 (numbers, numbers)
        Of the posterior.
    without : dict of (float, float, float)
        By target: median and 90% interval of its figure if the other targets alone are fitted.
    draws : list of dict
        Parameter sets drawn from the posterior, by dotted path.
    """

    sets: int
    candidates: int
    reach: tuple[Reach, ...]
    widened: float
    met: tuple[Met, ...]
    tried: tuple[Coverage, ...]
    best: Coverage
    learnt: tuple[Learnt, ...]
    correlation: NDArray[np.float64]
    without: dict[str, tuple[float, float, float]]
    draws: list[dict[str, float | int]]


def figures_of(frame: pd.DataFrame) -> pd.DataFrame:
    """One row a parameter set (`point`) whose runs all went well, one column a figure."""
    known = frame[frame["error"].isna()]
    rows = {
        point: combined({str(row["world"]): {str(k): v for k, v in row.items()} for row in own.to_dict("records")})
        for point, own in known.groupby("point")
        if len(own) == known["world"].nunique()
    }
    import pandas as pd

    return pd.DataFrame.from_dict(rows, orient="index").sort_index()


def fit(prior: Prior, unit: NDArray[np.float64], found: pd.DataFrame) -> Fit:
    """Fit the prior's numbers to the calibration targets.

    Parameters
    ----------
    unit : float64 (sets, numbers)
        The design, in the unit cube.
    found
        Figures of the sets that were run (`figures_of`), indexed by their place in the design.

    Raises
    ------
    GongtongError
        If too few sets were run, or meet the constraints.
    """
    reach = tuple(_reach(target, found[target.name].to_numpy()) for target in TARGETS)
    fitted = [one.target for one in reach if one.reached]
    met, candidate = _constrain(found)
    kept = found[candidate]
    if len(kept) < LEAST_SETS or not fitted:
        raise GongtongError(
            Text(
                f"--runs: of {len(found)} parameter sets {len(kept)} meet the constraints; {LEAST_SETS} are needed, "
                "so ask for more.",
                f"--runs：{len(found)} 组参数中有 {len(kept)} 组满足约束，至少需要 {LEAST_SETS} 组，请增加。",
            )
        )
    places = unit[kept.index.to_numpy(np.int64)]
    observed = np.array([target.middle for target in fitted])
    cases = min(CASES, len(kept) // 4)
    for widened in WIDENED:
        table = Table(places, _with_tolerance(kept, fitted, widened))
        tried = tuple(coverage(table, method, cases) for method in METHODS)
        best = chosen(list(tried))
        fitter = Fitter(table, best.method)
        if fitter.off_centre(observed) <= best.off_centre:
            break
    sample = fitter.posterior(observed)
    return Fit(
        sets=len(found),
        candidates=len(kept),
        reach=reach,
        widened=widened,
        met=met,
        tried=tried,
        best=best,
        learnt=_learnt(prior, sample),
        correlation=_correlation(sample),
        without={one.name: _without(one, kept, places, fitted, best) for one in fitted},
        draws=prior.values(_drawn(sample)),
    )


def _reach(target: Target, values: NDArray[np.float64]) -> Reach:
    with_tolerance = values + target.tolerance * np.linspace(-1, 1, values.size)
    low, median, high = np.quantile(values, [0.05, 0.5, 0.95])
    return Reach(target, float((with_tolerance < target.middle).mean()), float(median), float(low), float(high))


def _constrain(found: pd.DataFrame) -> tuple[tuple[Met, ...], NDArray[np.bool_]]:
    """Constraints that enough sets meet, taken one after another from the most often met to the least."""
    meets = {one: found[one.figure].between(one.low, one.high).to_numpy() for one in CONSTRAINTS}
    candidate = np.ones(len(found), np.bool_)
    applied: dict[str, bool] = {}
    for one in sorted(CONSTRAINTS, key=lambda each: -float(meets[each].mean())):
        together = candidate & meets[one]
        applied[one.name] = bool(together.mean() >= FEW_MEET and together.sum() >= LEAST_SETS)
        candidate = together if applied[one.name] else candidate
    return tuple(Met(one, float(meets[one].mean()), applied[one.name]) for one in CONSTRAINTS), candidate


def _with_tolerance(found: pd.DataFrame, targets: Sequence[Target], widened: float = 1.0) -> NDArray[np.float64]:
    """Figures with the uncertainty of the published ones, uniform within each tolerance; a set keeps its luck."""
    points = found.index.to_numpy(np.int64)
    rng = np.random.Generator(np.random.PCG64(NOISE_SEED))
    luck = rng.random((int(points.max()) + 1, len(TARGETS)))[points]
    at = [TARGETS.index(one) for one in targets]
    tolerance = widened * np.array([one.tolerance for one in targets])
    return np.asarray(found[[one.name for one in targets]].to_numpy() + tolerance * (2 * luck[:, at] - 1))


def _learnt(prior: Prior, sample: Sample) -> tuple[Learnt, ...]:
    contraction = 1 - sample.variance() / (1 / 12)  # of a uniform prior
    ends = [prior.values(row[None, :])[0] for row in sample.quantiles(np.array([0.05, 0.5, 0.95]))]
    return tuple(
        Learnt(name, float(own), *(float(end[name]) for end in ends))
        for name, own in zip(prior.names, contraction, strict=True)
    )


def _correlation(sample: Sample) -> NDArray[np.float64]:
    covariance = np.cov(sample.unit, rowvar=False, aweights=sample.weight)
    spread = np.sqrt(np.diag(covariance))
    return np.asarray(covariance / np.outer(spread, spread))


def _without(
    target: Target, found: pd.DataFrame, places: NDArray[np.float64], fitted: Sequence[Target], best: Coverage
) -> tuple[float, float, float]:
    """A target's figure among the sets that fit the other targets best."""
    others = [one for one in fitted if one is not target]
    if not others:
        low, median, high = np.quantile(found[target.name], [0.05, 0.5, 0.95])
        return float(median), float(low), float(high)
    table = Table(places, _with_tolerance(found, others))
    near, weight = Fitter(table, best.method).nearest(np.array([one.middle for one in others]))
    values = Sample(found[target.name].to_numpy()[near][:, None], weight)
    low, median, high = values.quantiles(np.array([0.05, 0.5, 0.95]))[:, 0]
    return float(median), float(low), float(high)


def _drawn(sample: Sample) -> NDArray[np.float64]:
    """Parameter sets by weight, at even steps through the sample, so that the same sample gives the same draws."""
    steps = (np.arange(DRAWS) + 0.5) / DRAWS
    at = np.searchsorted(np.cumsum(sample.weight), steps).clip(max=sample.weight.size - 1)
    rng = np.random.Generator(np.random.PCG64(NOISE_SEED))
    return np.asarray(sample.unit[at][rng.permutation(DRAWS)])
