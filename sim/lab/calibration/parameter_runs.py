"""The runs of parameter sets, read like the replicates of a study: a row of every series is a set."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.lab.calibration.worlds import WEEKLY, ActivityWatcher, ParameterTrials
from sim.lab.run.batch import run_into
from sim.lab.run.outputs import WatchedOutputs
from sim.lab.run.store import Store
from sim.lab.run.workers import Workers

if TYPE_CHECKING:
    import pandas as pd


class ParameterRuns:
    """The runs of parameter sets in their worlds.

    Sets of which a run failed are left out.

    Attributes
    ----------
    arms : dict of Scenario
        The worlds, with the declared numbers as they are.
    points : int64 (sets,)
        Which of the sets asked for.
    """

    def __init__(self, store: Store, trials: ParameterTrials) -> None:
        self.arms = trials.worlds
        rows = store.rows(trials)
        shape = (len(trials.settings), len(trials.worlds))
        well = (rows["error"].isna() & rows["seed"].notna()).to_numpy().reshape(shape).all(axis=1)
        self.points = np.flatnonzero(well)
        self._rows = rows[np.repeat(well, shape[1])]
        self._series = cache(store.weekly)

    def weekly(self, measure: str, arm: str) -> NDArray[np.float64]:
        """A series week by week for every set in a world: float64 (sets, weeks)."""
        kept = self._series(measure).reindex(self._in(arm).index)
        return kept.to_numpy(np.float64)[:, : self.arms[arm].weeks]

    def number(self, name: str, arm: str) -> NDArray[np.float64]:
        """A number of every set in a world (`worlds.ActivityWatcher`): float64 (sets,)."""
        return self._in(arm)[name].to_numpy(np.float64)

    def _in(self, arm: str) -> pd.DataFrame:
        return self._rows[self._rows["world"] == arm]


def run_parameter_sets(
    store: Store,
    trials: ParameterTrials,
    workers: Workers | int | None = None,
    done: Callable[[int], None] | None = None,
) -> ParameterRuns:
    """Do those runs that are not stored yet, and read all."""
    run_into(store, trials, workers, done, WatchedOutputs(ActivityWatcher), WEEKLY)
    return ParameterRuns(store, trials)
