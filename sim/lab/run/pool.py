"""Workers that do tasks, of whatever kind they are: handing tasks out, and knowing when a worker died."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, wait
from dataclasses import dataclass
from typing import Any, TypeVar

from sim.text import GongtongError, Text

T = TypeVar("T")
R = TypeVar("R")
AHEAD = 2  # tasks out per worker


class Here(Executor):
    """Does everything in this process, at once when it is handed out."""

    def submit(self, fn: Callable[..., R], /, *args: Any, **kwargs: Any) -> Future[R]:
        """Do it and give a future that is over."""
        future: Future[R] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:  # noqa: BLE001 - as every executor: whatever went wrong waits in the future
            future.set_exception(error)
        return future


@dataclass(frozen=True)
class Pool:
    """Workers at work.

    Attributes
    ----------
    executor : Executor
    count : int
        How many.
    ahead : int
        Tasks to have out, so that none waits for work.
    deaths : tuple of exception types
        What the future of a task holds whose worker died.
    """

    executor: Executor
    count: int
    ahead: int
    deaths: tuple[type[BaseException], ...] = (BrokenExecutor,)

    def died(self, future: Future[Any]) -> bool:
        """Whether the worker died that had this task.

        Raises
        ------
        GongtongError
            If the whole cluster is gone.
        """
        if future.cancelled():
            raise GongtongError(
                Text(
                    "The cluster is gone; what was done is stored, and the same command goes on from there.",
                    "集群已断开；已完成的结果已保存，重新执行同一命令即可继续。",
                )
            )
        return isinstance(future.exception(), self.deaths)


def hand_out(pool: Pool, do: Callable[[T], R], tasks: Iterator[T], ahead: int) -> Iterator[tuple[T, Future[R]]]:
    """Hand out tasks as workers become free; each comes back with its future when that is over.

    At most `ahead` are out at a time, so that few results wait in memory. Once a worker has died and broken the pool,
    nothing more is handed out: `tasks` still holds the rest.
    """
    out: dict[Future[R], T] = {}
    whole = True
    while True:
        while whole and len(out) < ahead and (task := next(tasks, None)) is not None:
            out[_submitted(pool.executor, do, task)] = task
        if not out:
            return
        for future in wait(out, return_when=FIRST_COMPLETED).done:
            whole = whole and (future.cancelled() or not isinstance(future.exception(), BrokenExecutor))
            yield out.pop(future), future


def _submitted(executor: Executor, do: Callable[[T], R], task: T) -> Future[R]:
    """A future in any case: a pool that has just been broken refuses tasks."""
    try:
        return executor.submit(do, task)
    except BrokenExecutor as broken:
        future: Future[R] = Future()
        future.set_exception(broken)
        return future
