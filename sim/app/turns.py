"""Turns at the machine: who lives many weeks gives way between two of them, and stops once nobody waits for it.

Rooms work in threads of their own; only so many work at a time, in the order in which they came. So a long stretch of
one room is cut into weeks, between which the others have their turn.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from threading import Event, Lock
from typing import TypeVar

Answer = TypeVar("Answer")


class UnwantedError(Exception):
    """Nobody waits any more for what is being worked on."""


class Line:
    """Those who wait for one of a few places, first come, first served.

    Attributes
    ----------
    waiting : deque of Event
        One for each who waits, the first one first.
    """

    def __init__(self, places: int) -> None:
        self._free = places
        self.waiting: deque[Event] = deque()
        self._lock = Lock()

    def enter(self) -> None:
        """Wait for a place, and take it."""
        with self._lock:
            if self._free:
                self._free -= 1
                return
            mine = Event()
            self.waiting.append(mine)
        mine.wait()

    def leave(self) -> None:
        """Hand the place over to whoever has waited longest: nobody comes in between."""
        with self._lock:
            if self.waiting:
                self.waiting.popleft().set()
            else:
                self._free += 1

    def give_way(self) -> None:
        """Let all who wait go first."""
        if self.waiting:
            self.leave()
            self.enter()


machine = Line(max(os.cpu_count() or 1, 2))
builders = Line(1)
_wanted: ContextVar[Callable[[], bool] | None] = ContextVar("wanted", default=None)


def in_turn(work: Callable[[], Answer], wanted: Callable[[], bool]) -> Answer:
    """Work when it is one's turn, as long as somebody wants it; in a thread, since one waits.

    Raises
    ------
    UnwantedError
        If nobody wants it any more.
    """
    machine.enter()
    before = _wanted.set(wanted)
    try:
        _refuse_unwanted(wanted)
        return work()
    finally:
        _wanted.reset(before)
        machine.leave()


def give_way() -> None:
    """Between two weeks: whoever waits goes first. Means nothing outside a turn.

    Raises
    ------
    UnwantedError
        If nobody wants any more what is being worked on.
    """
    wanted = _wanted.get()
    if wanted is not None:
        machine.give_way()
        _refuse_unwanted(wanted)


def _refuse_unwanted(wanted: Callable[[], bool]) -> None:
    if not wanted():
        raise UnwantedError


@contextmanager
def alone() -> Iterator[None]:
    """For what takes long and cannot be cut: one at a time, so that others have places left. Nothing outside a turn."""
    if _wanted.get() is None:
        yield
        return
    machine.leave()  # who waits for the builders holds no place, or all would wait for one another
    builders.enter()
    machine.enter()
    try:
        yield
    finally:
        builders.leave()
