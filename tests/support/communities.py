"""What tests of the community share."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.clock import WEEKS_PER_YEAR
from sim.community import Community


def ages_at(community: Community, week: int) -> NDArray[Any]:
    """Everyone's age in a week, as residents carry it."""
    return ((week - community.register.born) / WEEKS_PER_YEAR).astype(np.float32)


def arrays_of(thing: object, path: str = "") -> Iterator[tuple[str, NDArray[Any]]]:
    """Every array of a community, with its name."""
    for field in fields(thing):  # type: ignore[arg-type]
        value = getattr(thing, field.name)
        if isinstance(value, np.ndarray):
            yield f"{path}{field.name}", value
        elif is_dataclass(value):
            yield from arrays_of(value, f"{path}{field.name}.")


def ends(community: Community) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """Both ends of every tie, each direction once."""
    return np.repeat(np.arange(community.people), np.diff(community.ties.start)), community.ties.to
