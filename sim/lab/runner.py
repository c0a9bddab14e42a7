"""Many runs: one runner against `concurrent.futures`, in spawned processes by default."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from multiprocessing import get_context, parent_process
from threading import Thread
from typing import TypeVar

from sim.results import Results
from sim.scenario import Scenario
from sim.simulation import Simulation, run
from sim.text import GongtongError, Text

Task = tuple[Scenario, int]
T = TypeVar("T")
AHEAD = 2  # tasks handed out per worker, so that none waits for work


def default_workers() -> int:
    """One process per core this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def run_many(
    tasks: Sequence[Task],
    workers: int | None = None,
    done: Callable[[int], None] | None = None,
) -> list[Results]:
    """Run all tasks (scenario, seed) and return their results in the order of the tasks.

    The result of a task is the same in any process, in any order, with any number of workers.

    Parameters
    ----------
    workers
        Processes; one runs everything here. By default one per core.
    done
        Told how many tasks are finished, after each.
    """
    return apply_many(run, tasks, workers, done)


def apply_many(
    do: Callable[[Scenario, int], T],
    tasks: Sequence[Task],
    workers: int | None = None,
    done: Callable[[int], None] | None = None,
) -> list[T]:
    """The same for anything else that is done with a scenario and a seed, such as watching a run from inside.

    Parameters
    ----------
    do
        A function of a module, so that spawned processes find it.
    """
    workers = min(workers or default_workers(), max(len(tasks), 1))
    if workers < 1:
        raise GongtongError(
            Text(f"--workers: {workers} is not possible; give 1 or more.", f"--workers：不能取 {workers}；须不小于 1。")
        )
    results: dict[int, T] = {}
    for index, result in _here(do, tasks) if workers == 1 else _in_processes(do, tasks, workers):
        results[index] = result
        if done is not None:
            done(len(results))
    return [results[index] for index in range(len(tasks))]


def warm_up(scenario: Scenario) -> None:
    """Run two weeks, so that kernels are compiled once and on disk before workers need them."""
    simulation = Simulation(scenario)
    for _ in range(min(2, scenario.weeks)):
        simulation.step()


def _here(do: Callable[[Scenario, int], T], tasks: Sequence[Task]) -> Iterator[tuple[int, T]]:
    for index, (scenario, seed) in enumerate(tasks):
        yield index, do(scenario, seed)


def _in_processes(do: Callable[[Scenario, int], T], tasks: Sequence[Task], workers: int) -> Iterator[tuple[int, T]]:
    """Hand out tasks as workers become free, so that few results wait in memory."""
    warm_up(tasks[0][0])
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn"), initializer=_die_with_parent) as pool:
        waiting = iter(enumerate(tasks))
        running: dict[Future[T], int] = {}
        while True:
            while len(running) < AHEAD * workers and (task := next(waiting, None)) is not None:
                index, (scenario, seed) = task
                running[pool.submit(do, scenario, seed)] = index
            if not running:
                return
            for future in wait(running, return_when=FIRST_COMPLETED).done:
                yield running.pop(future), future.result()


def _die_with_parent() -> None:
    """A worker whose driver was killed ends too, instead of living on for ever."""
    parent = parent_process()
    if parent is not None:

        def watch() -> None:
            parent.join()
            os._exit(1)

        Thread(target=watch, daemon=True).start()
