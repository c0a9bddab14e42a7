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

Task = tuple[Scenario, int]
T = TypeVar("T")


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
    """
    results: dict[int, T] = {}
    with Workers(1 if len(tasks) == 1 else workers).open(len(tasks)) as pool:
        if pool.count > 1:
            warm_up(tasks[0][0])
        for (index, _), future in hand_out(pool, partial(_do, do), enumerate(tasks), pool.ahead):
            results[index] = future.result()
            if done is not None:
                done(len(results))
    return [results[index] for index in range(len(tasks))]


def _do(do: Callable[[Scenario, int], T], numbered: tuple[int, Task]) -> T:
    _, (scenario, seed) = numbered
    return do(scenario, seed)
