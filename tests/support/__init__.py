"""What tests share: a small community that runs in a blink, and residents made by hand."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from sim.agents.acts import EVERYDAY, KINDS
from sim.agents.organisation import Society
from sim.agents.resident.columns import WINDOW, Residents, columns_of
from sim.community import build_community
from sim.contract import TENTH as TENTH
from sim.contract import bibliography as bibliography
from sim.contract import small as small
from sim.measures import SOURCES, OfCommunity
from sim.world import World

ROOT = Path(__file__).parents[2]
ONE_IN_A_THOUSAND = 1e-3  # how often a test that rests on luck would call a true rule broken; draws are fixed


@cache
def _settled() -> Residents:
    """The residents of a small community before anybody lives there."""
    return columns_of(build_community(small().community, 1))


@cache
def _dtypes() -> dict[str, np.dtype[Any]]:
    """The type of every column of the residents."""
    return {name: column.dtype for name, column in _settled()._asdict().items()}


def read_only(array: NDArray[Any]) -> NDArray[Any]:
    """A view that cannot be written to.

    Kernels are compiled for each type of argument, and whether it is read-only is part of the type: tests that call
    them as a run does use what is compiled for runs.
    """
    view = array.view()
    view.flags.writeable = False
    return view


def in_a_run(own: Residents) -> Residents:
    """Views of the columns, read-only where they are in every run."""
    return Residents(
        *(
            column if in_runs.flags.writeable else read_only(column)
            for column, in_runs in zip(own, _settled(), strict=True)
        )
    )


def residents(people: int, **columns: NDArray[Any]) -> Residents:
    """So many residents who live nowhere and know nobody, all columns zero but those given, each of its own type."""
    shapes = {
        "tie_start": (people + 1,),
        "tie_to": (0,),
        "closeness": (0,),
        "fit": (people, KINDS),
        "eases": (people, KINDS),
        "habits": (people, KINDS),
        "everyday": (people, len(EVERYDAY)),
        "own_recent": (WINDOW, people),
        "autonomy_recent": (WINDOW, people),
    }
    blank = {name: np.zeros(shapes.get(name, (people,)), dtype) for name, dtype in _dtypes().items()}
    return Residents(**blank | {name: np.asarray(column).astype(_dtypes()[name]) for name, column in columns.items()})


def scales() -> list[str]:
    """The columns that hold one value between 0 and 1 for each person."""
    others = {"age", "spare", "threshold", "hours_total", "fit", "ease", "eases", "habits"}
    return [name for name, dtype in _dtypes().items() if dtype == np.float32 and name not in others]


def measured_of(society: Society, name: str) -> float:
    """A measure of organisations or backbone residents, as the recorder gets it."""
    source = SOURCES[name]
    assert isinstance(source, OfCommunity)
    return source.value(cast("World", SimpleNamespace(society=society)))
