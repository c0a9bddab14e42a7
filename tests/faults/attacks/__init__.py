"""Kinds of attack, a file each: `TIMES`, how often it is tried in a whole run, and `attack(seed, times, counts)`."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules
from typing import NamedTuple

from tests.faults.counts import Attack


class Kind(NamedTuple):
    """A kind of attack."""

    name: str
    what: str
    times: int
    attack: Attack


def attacks() -> dict[str, Kind]:
    """Those of the files in this folder, by name."""
    found = {}
    for one in iter_modules(__path__):
        module = import_module(f"{__name__}.{one.name}")
        what = (module.__doc__ or "").splitlines()[0]
        found[one.name] = Kind(one.name, what, module.TIMES, module.attack)
    return found
