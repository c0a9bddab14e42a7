"""The commands of `gongtong`: one file each, found by themselves.

The function `NAME` in the file `NAME.py` is the command `gongtong NAME`: its docstring is the help, its arguments are
the options. Heavy imports wait inside it, so that `gongtong --help` answers at once.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Callable
from importlib import import_module

# As a newcomer meets them; a command that is not named here comes after these, by its name
ORDER = (
    *("run", "story", "compare", "paths", "attribute", "search", "discover", "experiments", "report"),
    *("sweep", "sensitivity", "response", "calibrate", "validate", "replicate"),
    *("app", "describe", "policies", "phases", "params", "schema"),
)


def commands() -> dict[str, Callable[..., None]]:
    """Every command by name, in the order of `gongtong --help`."""
    files = [module.name for module in pkgutil.iter_modules(__path__)]
    found = {name: getattr(import_module(f"{__name__}.{name}"), name, None) for name in files}
    named = sorted(files, key=lambda name: (ORDER.index(name) if name in ORDER else len(ORDER), name))
    return {name: command for name in named if (command := found[name]) is not None}
