"""`Checkpoint`: the state of a run at the start of a week, kept so that the run can return to it bit for bit.

What no run changes (the community, its arrays, settings, events told) is kept by reference, once for all checkpoints;
the rest is copied. What was measured is not part of it: it stays with the recorder.
"""

from __future__ import annotations

import io
import pickle
from dataclasses import dataclass
from typing import Any

import numpy as np
from pydantic import BaseModel

from sim.clock import Clock
from sim.community import Community
from sim.community.places import Places
from sim.ledger import Event
from sim.recorder import Recorder
from sim.rng import Streams
from sim.schedule import Running
from sim.text import Text
from sim.world import Rules, World

SHARED = (Community, Places, Clock, Rules, Streams, BaseModel, Event, Text)
RECORDER = "recorder"


@dataclass(frozen=True)
class Checkpoint:
    """State of a run at the start of a week.

    Attributes
    ----------
    week : int
        Weeks done.
    state : bytes
    shared : tuple
        What the state refers to.
    """

    week: int
    state: bytes
    shared: tuple[Any, ...]

    @property
    def size(self) -> int:
        """Bytes of the state, without what is shared."""
        return len(self.state)

    @classmethod
    def of(cls, running: Running) -> Checkpoint:
        """Checkpoint of a run as it stands between two weeks."""
        return cls(running.world.week, *frozen(running))

    def restored(self, recorder: Recorder) -> Running:
        """The run as it stood then, with a recorder that forgets the weeks since."""
        running: Running = thawed(self.state, self.shared, recorder)
        recorder.forget(self.week)
        return running


def frozen(state: Running | World) -> tuple[bytes, tuple[Any, ...]]:
    """A state as bytes, and what it refers to and shares with others."""
    out = io.BytesIO()
    pickler = _Pickler(out)
    pickler.dump(state)
    return out.getvalue(), tuple(pickler.shared)


def thawed(state: bytes, shared: tuple[Any, ...], recorder: Recorder | None = None) -> Any:
    """A state from its bytes, exactly as it was and independent of any other."""
    return _Unpickler(io.BytesIO(state), shared, recorder).load()


class _Pickler(pickle.Pickler):
    def __init__(self, out: io.BytesIO) -> None:
        super().__init__(out, pickle.HIGHEST_PROTOCOL)
        self.shared: list[Any] = []
        self._at: dict[int, int] = {}

    def persistent_id(self, obj: Any) -> int | str | None:
        """Place of an object among the shared ones; none where it is copied."""
        if isinstance(obj, Recorder):
            return RECORDER
        if not (isinstance(obj, SHARED) or (type(obj) is np.ndarray and not _changes(obj))):
            return None
        at = self._at.setdefault(id(obj), len(self.shared))
        if at == len(self.shared):
            self.shared.append(obj)
        return at


class _Unpickler(pickle.Unpickler):
    def __init__(self, state: io.BytesIO, shared: tuple[Any, ...], recorder: Recorder | None) -> None:
        super().__init__(state)
        self._shared, self._recorder = shared, recorder

    def persistent_load(self, pid: int | str) -> Any:
        """The shared object at a place."""
        return self._recorder if pid == RECORDER else self._shared[int(pid)]


def _changes(array: np.ndarray[Any, Any]) -> bool:
    """Whether somebody can write into an array or into what it is a view of."""
    if array.flags.writeable:
        return True
    return isinstance(array.base, np.ndarray) and _changes(array.base)
