"""The time and disk that a sweep will take, estimated before it is run."""

from __future__ import annotations

from statistics import fmean
from time import perf_counter
from typing import NamedTuple

from sim.lab.design.sweep import Sweep
from sim.lab.run.batch import remaining_runs
from sim.lab.run.outputs import all_measures
from sim.lab.run.store import Store
from sim.lab.run.workers import warm_up
from sim.simulation import run

TRIALS = 3
BYTES_A_ROW, BYTES_A_NUMBER, BYTES_A_WEEK = 60, 8, 4  # before compression, so at most
BYTES_A_COLUMN = 600  # of a file


class Estimate(NamedTuple):
    """The runs that are left of a sweep, with their time and disk.

    Attributes
    ----------
    points, seeds : int
    stored : int
        Runs of it that the store has.
    todo : int
        Runs that are left.
    seconds_a_run : float
        On one core.
    seconds : float
        For what is left, on all workers.
    bytes : int
        On disk for all of it, at most.
    """

    points: int
    seeds: int
    stored: int
    todo: int
    seconds_a_run: float
    seconds: float
    bytes: int


def estimate(sweep: Sweep, store: Store, workers: int, *, retry_failed: bool = False) -> Estimate:
    """Look every run up in the store; how long one takes is what stored ones took, or is tried on a few."""
    todo = remaining_runs(store, sweep, retry_failed=retry_failed)
    left = list(todo.keys.values())
    a_run = _seconds(sweep, store, left) if left else 0.0
    numbers = len(sweep.factors) + len(sweep.measures or all_measures())
    weekly = len(sweep.weekly) * sweep.base.weeks
    runs = todo.stored + len(left)
    a_row = BYTES_A_ROW + BYTES_A_NUMBER * numbers + BYTES_A_WEEK * weekly
    return Estimate(
        points=len(sweep.points),
        seeds=len(sweep.seeds),
        stored=todo.stored,
        todo=len(left),
        seconds_a_run=a_run,
        seconds=a_run * len(left) / min(workers, max(len(left), 1)),
        bytes=BYTES_A_COLUMN * numbers + runs * a_row,
    )


def _seconds(sweep: Sweep, store: Store, left: list[int]) -> float:
    if store.parts("runs"):
        return float(store.frame()["seconds"].median())
    took = []
    for at in sorted({left[nth * (len(left) - 1) // (TRIALS - 1)] for nth in range(TRIALS)}):
        tried = sweep[at]
        warm_up(tried.scenario)
        began = perf_counter()
        run(tried.scenario, tried.seed)
        took.append(perf_counter() - began)
    return fmean(took)
