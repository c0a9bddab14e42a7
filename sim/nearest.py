"""What is said of a name that does not exist: the nearest one that does."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from sim.text import Text


def nearest(name: str, known: Iterable[str], otherwise: Text | None = None) -> Text:
    """`did you mean …?` with the nearest known name; where none is near, `otherwise`, or all that are known."""
    names = list(known)
    near = get_close_matches(name, names, n=1)
    if near:
        return Text(f"did you mean {near[0]}?", f"是否指 {near[0]}？")
    return otherwise or Text(f"known are {', '.join(names)}.", f"现有 {'、'.join(names)}。")
