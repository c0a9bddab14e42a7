"""Many runs whose results are held in memory."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TypeVar

from sim.lab.run.pool import hand_out
from sim.lab.run.workers import Workers, warm_up
from sim.results import Results
from sim.scenario import Scenario
from sim.simulation import run
from sim.text import GongtongError, Text

Task = tuple[Scenario, int]
T = TypeVar("T")
DIED = Text(
    "A process that did runs has died, perhaps for want of memory; try again with fewer at a time (--workers 1).",
    "执行运行的一个进程已终止，可能是内存不足；请减少同时运行的进程（--workers 1）后重试。",
)


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
    """Apply a function to every task (scenario, seed), such as one that watches a run; results in their order.

    Parameters
    ----------
    do
        A function of a module, so that spawned processes find it.

    Raises
    ------
    GongtongError
        If a process died that did a task.
    """
    results: dict[int, T] = {}
    with Workers(1 if len(tasks) == 1 else workers).open(len(tasks)) as pool:
        if pool.count > 1:
            warm_up(tasks[0][0])
        for (index, _), future in hand_out(pool, partial(_do, do), enumerate(tasks), pool.ahead):
            if pool.died(future):
                raise GongtongError(DIED)
            results[index] = future.result()
            if done is not None:
                done(len(results))
    return [results[index] for index in range(len(tasks))]


def _do(do: Callable[[Scenario, int], T], numbered: tuple[int, Task]) -> T:
    _, (scenario, seed) = numbered
    return do(scenario, seed)
