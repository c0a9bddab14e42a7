"""The outcomes of a sweep, point by point and seed by seed, as its store has them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.brief import brief
from sim.lab.design.sweep import Sweep
from sim.lab.run.identity import Run
from sim.lab.run.outputs import all_measures, known_measures
from sim.lab.run.store import Store
from sim.text import GongtongError, Text

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Outcomes:
    """Measures of a sweep at every point and seed.

    Attributes
    ----------
    values : dict of float64 (points, seeds)
        By measure.
    """

    values: dict[str, NDArray[np.float64]]

    __repr__ = brief

    @property
    def measures(self) -> tuple[str, ...]:
        """The names of the measures."""
        return tuple(self.values)

    def mean(self, measure: str) -> NDArray[np.float64]:
        """The mean of a measure over seeds: float64 (points,)."""
        return self.values[measure].mean(axis=1)

    def chance(self, measure: str) -> float:
        """The share of the variance between single runs that is between seeds at the same point; nan on one seed."""
        own = self.values[measure]
        if own.shape[1] == 1:
            return float("nan")
        return float(own.var(axis=1, ddof=1).mean() / own.var(ddof=1)) if np.ptp(own) else float("nan")


def find_outcomes(sweep: Sweep, store: Store, measures: Iterable[str] = ()) -> Outcomes:
    """The outcomes of all points on all seeds, of some measures or all that are kept.

    Raises
    ------
    GongtongError
        If a measure is not kept, or runs are missing or failed.
    """
    kept = sweep.measures or tuple(all_measures())
    wanted = known_measures(measures) or kept
    unkept = next((name for name in wanted if name not in kept), None)
    if unkept is not None:
        raise GongtongError(
            Text(
                f"--measures: {sweep.name} does not keep {unkept}; it keeps {', '.join(kept)}.",
                f"--measures：{sweep.name} 没有保存 {unkept}；已保存 {'、'.join(kept)}。",
            )
        )
    rows = store.rows(sweep)
    failed = int(rows["error"].notna().sum())
    missing = int(rows["seed"].isna().sum())
    if failed or missing:
        raise GongtongError(
            Text(
                f"{store.folder}: of {len(sweep)} runs {missing} are not there yet and {failed} failed; run gongtong "
                "sweep first (--retry-failed for those that failed).",
                f"{store.folder}：{len(sweep)} 次运行中尚缺 {missing} 次，失败 {failed} 次；请先运行 gongtong sweep"
                "（失败的用 --retry-failed）。",
            )
        )
    shape = (len(sweep.points), len(sweep.seeds))
    return Outcomes({name: rows[name].to_numpy(np.float64).reshape(shape) for name in wanted})


def rows_of(store: Store, runs: Sequence[Run]) -> pd.DataFrame:
    """The stored rows of runs that were all done, in their order.

    Raises
    ------
    GongtongError
        If some failed: how many, and the first with its error.
    """
    rows = store.rows(runs)
    failed = rows[rows["error"].notna()]
    if len(failed):
        first = failed.iloc[0]
        raise GongtongError(
            Text(
                f"{store.folder}: {len(failed)} of {len(runs)} runs failed; the first, on seed {first['seed']:.0f}, at "
                f"stage {first['stage']}: {first['error']}.",
                f"{store.folder}：{len(runs)} 次运行中有 {len(failed)} 次失败；例如种子 {first['seed']:.0f} 在 "
                f"{first['stage']} 阶段：{first['error']}。",
            )
        )
    return rows
