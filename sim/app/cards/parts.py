"""What the cards of residents, places and organisations are made of."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.agents.organisation import COMMITTEE, Organisation
from sim.app.wire import both, rounded
from sim.text import Text

GRID_NAME = Text("Grid {grid}", "网格{grid}")
ESTATE_NAME = Text("Estate {estate}", "{estate}号小区")


def grid_name(grid: int) -> Text:
    """A grid's name; it is counted from 0."""
    return GRID_NAME.filled(grid=str(grid + 1))


def estate_name(estate: int) -> Text:
    """An estate's name; it is counted from 0."""
    return ESTATE_NAME.filled(estate=str(estate + 1))


def fact(label: Text, value: Text | str | int) -> list[Any]:
    """One line: what it is, and how much or which."""
    shown = f"{value:,}" if isinstance(value, int) else value
    return [both(label), both(shown if isinstance(shown, Text) else Text(shown, shown))]


def link(kind: str, key: int, label: Text) -> dict[str, Any]:
    """A way to another card."""
    return {"kind": kind, "key": key, "label": both(label)}


def links_to(organisations: Iterable[Organisation]) -> list[dict[str, Any]]:
    """Ways to the cards of organisations."""
    return [
        link("committee" if one.kind == COMMITTEE else "organisation", one.index, one.name) for one in organisations
    ]


def curve(
    label: Text, weeks: NDArray[np.integer], values: NDArray[np.floating], kind: str = "percent"
) -> dict[str, Any]:
    """A small history: values by week."""
    return {"label": both(label), "weeks": weeks.tolist(), "values": rounded(values), "kind": kind}
