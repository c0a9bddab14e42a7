"""The processes that do the work: one place that starts them, feeds them and sees that they end."""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context, parent_process
from signal import SIG_IGN, SIGINT, signal
from threading import Thread

from sim.lab.run.cluster import open_cluster
from sim.lab.run.pool import AHEAD, Here, Pool
from sim.scenario import Scenario
from sim.simulation import Simulation
from sim.text import GongtongError, Text


def count_workers(asked: int | None) -> int:
    """How many processes to use: as asked, or one per core this process may use.

    Raises
    ------
    GongtongError
        If fewer than one is asked for.
    """
    if asked is not None and asked < 1:
        raise GongtongError(
            Text(f"--workers: {asked} is not possible; give 1 or more.", f"--workers：不能取 {asked}；须不小于 1。")
        )
    return asked or default_workers()


def default_workers() -> int:
    """One process per core this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@dataclass(frozen=True)
class Workers:
    """The processes that do runs: on this machine, or on a cluster.

    Attributes
    ----------
    processes : int or None
        Spawned on this machine; one means this process, None one per core.
    cluster : str or None
        Address of a dask scheduler instead, or `local` to start one here.
    """

    processes: int | None = None
    cluster: str | None = None

    @contextmanager
    def open(self, tasks: int) -> Iterator[Pool]:
        """A pool of workers for a number of tasks, which ends with the `with` block."""
        if self.cluster is not None:
            with open_cluster(self.cluster, count_workers(self.processes)) as pool:
                yield pool
            return
        count = count_workers(self.processes)
        if count == 1:
            yield Pool(Here(), 1, ahead=1)
            return
        count = min(count, tasks)
        executor = ProcessPoolExecutor(count, mp_context=get_context("spawn"), initializer=_begin_worker)
        try:
            yield Pool(executor, count, AHEAD * count)
        finally:
            executor.shutdown(cancel_futures=True)


def warm_up(scenario: Scenario) -> None:
    """Run two weeks, so that kernels are compiled once and on disk before workers need them."""
    simulation = Simulation(scenario)
    for _ in range(min(2, scenario.weeks)):
        simulation.step()


def _begin_worker() -> None:
    """A worker whose driver was killed ends too, instead of living on for ever; it leaves Ctrl-C to the driver."""
    signal(SIGINT, SIG_IGN)
    os.environ.setdefault("POLARS_MAX_THREADS", "1")
    parent = parent_process()
    if parent is not None:

        def watch() -> None:
            parent.join()
            os._exit(1)

        Thread(target=watch, daemon=True).start()
