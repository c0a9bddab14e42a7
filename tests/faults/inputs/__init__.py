"""Kinds of input, a file each: what good ones look like, and what a user does with one.

A file declares `ENDING`, the ending of such a file; `EXAMPLES`, texts of good ones; `use(path)`, which reads one as the
program does and uses what it read; and, where a command takes such a file, `command(path)`, its words.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import NamedTuple


class Input(NamedTuple):
    """A kind of input."""

    name: str
    ending: str
    examples: Sequence[str]
    use: Callable[[Path], object]
    command: Callable[[Path], tuple[str, ...]] | None


def inputs() -> dict[str, Input]:
    """Those of the files in this folder, by name."""
    found = {}
    for one in iter_modules(__path__):
        module = import_module(f"{__name__}.{one.name}")
        found[one.name] = Input(one.name, module.ENDING, module.EXAMPLES, module.use, getattr(module, "command", None))
    return found
