"""Sensitivity of measures to the factors of a sweep: Morris, Sobol' or PAWN indices, as its design allows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from sim.extras import needing
from sim.lab.design.designs import MORRIS_LEVELS, problem
from sim.lab.design.factors import Levels
from sim.lab.design.outcomes import Outcomes
from sim.lab.design.sweep import Sweep
from sim.rng import Streams
from sim.text import GongtongError, Text

if TYPE_CHECKING:
    import pandas as pd

Method = Literal["morris", "sobol", "pawn"]
Values = NDArray[np.float64]
CONFIDENCE = 0.95
RESAMPLES = 1000
PAWN_RESAMPLES, PAWN_SLICES, PAWN_POINTS = 100, 10, 100
INDICES: dict[Method, tuple[str, ...]] = {
    "morris": ("mu_star", "sigma", "mu"),
    "sobol": ("total", "first"),
    "pawn": ("pawn",),
}


@dataclass(frozen=True)
class Sensitivity:
    """Sensitivity indices of measures.

    Attributes
    ----------
    method : str
        `morris`: mean absolute and mean elementary effect over a step of the whole range, in the measure's unit, and
        how much effects differ (`sigma`). `sobol`: share of the variance that a factor explains alone (`first`) and
        with all its interactions (`total`). `pawn`: how far the distribution moves when the factor is known, 0 to 1.
    table : DataFrame
        Columns `measure`, `factor`, `index`, `value`, `low`, `high` (95% interval; none for `sigma` and `mu`).
    chance : dict of float
        By measure, the share of the variance between single runs that is luck; not a number on one seed.
    floor : dict of float
        By measure, the PAWN index below which 95% of factors without any effect would lie; empty for other methods.
    still : tuple of str
        Measures that did not vary, and so have no indices.
    """

    method: Method
    table: pd.DataFrame
    chance: dict[str, float]
    floor: dict[str, float]
    still: tuple[str, ...]

    def of(self, measure: str, index: str) -> pd.DataFrame:
        """One index of a measure by factor, the largest first."""
        chosen = self.table[(self.table["measure"] == measure) & (self.table["index"] == index)]
        return chosen.sort_values("value", ascending=False, ignore_index=True)


def find_sensitivity(study: Sweep, outcomes: Outcomes) -> Sensitivity:
    """The indices of every measure; the outcome of a point is its mean over seeds, which all points share.

    Raises
    ------
    GongtongError
        If the design allows none.
    """
    import pandas as pd

    method = method_of(study)
    unit = _unit(study)
    rows: list[dict[str, object]] = []
    floor: dict[str, float] = {}
    still: list[str] = []
    for measure in outcomes.measures:
        mean = outcomes.mean(measure)
        if np.ptp(mean) == 0:
            still.append(measure)
            continue
        found = _INDICES_OF[method](study, unit, mean)
        for index in INDICES[method]:
            value, half = found[index]
            for at, factor in enumerate(study.factors):
                ends = {"low": value[at] - half[at], "high": value[at] + half[at]}
                rows.append({"measure": measure, "factor": factor, "index": index, "value": value[at], **ends})
        if method == "pawn":
            floor[measure] = _pawn_floor(unit, mean)
    columns = ["measure", "factor", "index", "value", "low", "high"]
    chance = {measure: outcomes.chance(measure) for measure in outcomes.measures if measure not in still}
    return Sensitivity(method, pd.DataFrame(rows, columns=columns), chance, floor, tuple(still))


def method_of(study: Sweep) -> Method:
    """The kind of indices that a design allows.

    Raises
    ------
    GongtongError
        If it allows none.
    """
    kind = study.design.kind
    if kind == "morris":
        return "morris"
    if kind == "sobol-indices":
        return "sobol"
    if kind == "grid" or len(study.points) < PAWN_POINTS:
        raise GongtongError(
            Text(
                f"{study.name}: a {kind} design of {len(study.points)} points gives no indices; use morris, "
                f"sobol-indices, or a sample of {PAWN_POINTS} points or more; or gongtong response.",
                f"{study.name}：{kind} 设计（{len(study.points)} 个点）不能计算敏感性指数；请用 morris、sobol-indices，"
                f"或不少于 {PAWN_POINTS} 个点的抽样设计；也可用 gongtong response。",
            )
        )
    return "pawn"


def _unit(study: Sweep) -> Values:
    """The points in the unit cube, float64 (points, factors): by design, or by rank in a list."""
    if study.design.kind != "list":
        return study.design.unit(len(study.factors))
    columns = []
    for factor, column in zip(study.factors.values(), zip(*study.points, strict=True), strict=True):
        order = sorted(factor.values, key=_by_size) if isinstance(factor, Levels) else []
        columns.append(stats.rankdata([order.index(level) for level in column]) / len(column))
    return np.array(columns).T


def _by_size(level: Any) -> tuple[str, Any]:
    """Nothing first, numbers by size whatever their type, then each kind of word by itself."""
    if level is None or isinstance(level, (int, float)):
        return ("", float("-inf") if level is None else level)
    return (type(level).__name__, level)


def _morris(study: Sweep, unit: Values, mean: Values) -> dict[str, tuple[Values, Values]]:
    with needing("SALib", "lab"):
        from SALib.analyze import morris
    levels = study.design.levels or MORRIS_LEVELS
    found = morris.analyze(
        problem(unit.shape[1]), unit, mean, num_resamples=RESAMPLES, conf_level=CONFIDENCE, num_levels=levels, seed=1
    )
    unknown = np.full(unit.shape[1], np.nan)
    return {
        "mu_star": (_plain(found["mu_star"]), _plain(found["mu_star_conf"])),
        "sigma": (_plain(found["sigma"]), unknown),
        "mu": (_plain(found["mu"]), unknown),
    }


def _sobol(_study: Sweep, unit: Values, mean: Values) -> dict[str, tuple[Values, Values]]:
    with needing("SALib", "lab"):
        from SALib.analyze import sobol
    found = sobol.analyze(
        problem(unit.shape[1]), mean, calc_second_order=False, num_resamples=RESAMPLES, conf_level=CONFIDENCE, seed=1
    )
    return {
        "total": (_plain(found["ST"]), _plain(found["ST_conf"])),
        "first": (_plain(found["S1"]), _plain(found["S1_conf"])),
    }


def _pawn(_study: Sweep, unit: Values, mean: Values) -> dict[str, tuple[Values, Values]]:
    """With an interval by bootstrap over points, which SALib's PAWN does not have."""
    rng = Streams(0).generator("pawn")
    drawn = [rng.integers(len(mean), size=len(mean)) for _ in range(PAWN_RESAMPLES)]
    spread = np.std([_pawn_median(unit[rows], mean[rows]) for rows in drawn], axis=0, ddof=1)
    half = stats.norm.ppf((1 + CONFIDENCE) / 2) * spread
    return {"pawn": (_pawn_median(unit, mean), half)}


def _pawn_floor(unit: Values, mean: Values) -> float:
    """The index of factors that have nothing to do with the outcome: the same places, shuffled."""
    rng = Streams(0).generator("pawn floor")
    apart = [_pawn_median(rng.permutation(unit, axis=0), mean) for _ in range(PAWN_RESAMPLES // unit.shape[1] + 1)]
    return float(np.quantile(np.concatenate(apart), CONFIDENCE))


def _pawn_median(unit: Values, mean: Values) -> Values:
    with needing("SALib", "lab"):
        from SALib.analyze import pawn
    return _plain(pawn.analyze(problem(unit.shape[1]), unit, mean, S=PAWN_SLICES)["median"])


def _plain(found: Sequence[float]) -> Values:
    return np.asarray(found, np.float64)


_INDICES_OF = {"morris": _morris, "sobol": _sobol, "pawn": _pawn}
