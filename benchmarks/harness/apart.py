"""Contenders in processes of their own: nobody runs in memory that another filled, just as a user's run does not."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack, contextmanager
from multiprocessing import get_context
from typing import Any, Self

Make = Callable[[], Callable[[], Any]]
_own: list[Any] = []  # the contender of this process, once it was made


class Apart:
    """A contender that lives in another process: called, it runs there, and what it returns comes back."""

    def __init__(self, make: Make) -> None:
        self._process = ProcessPoolExecutor(1, get_context("spawn"), _become, (make,))

    def __call__(self) -> Any:
        """One call of the contender in its process."""
        return self.ask("__call__")

    def ask(self, method: str) -> Any:
        """The value that a method of the contender returns, called in its process."""
        return self._process.submit(_answer, method).result()

    def __enter__(self) -> Self:
        """The process lives until the end of the block."""
        return self

    def __exit__(self, *_: object) -> None:
        """End it."""
        self._process.shutdown()


@contextmanager
def apart(contenders: Mapping[str, Make]) -> Iterator[dict[str, Apart]]:
    """Have each contender made in a new process; what makes it, and what it returns, must be picklable."""
    with ExitStack() as processes:
        yield {name: processes.enter_context(Apart(make)) for name, make in contenders.items()}


def _become(make: Make) -> None:
    _own.append(make())


def _answer(method: str) -> Any:
    gc.collect()  # what the last round left
    return getattr(_own[0], method)()
