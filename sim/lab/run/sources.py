"""What takes part in a run and is not of the model: policies and measuring functions of users, known by their source.

The version of the model says nothing of them, so whoever edits one would find the runs of both versions under one key.
"""

from __future__ import annotations

import ast
import inspect
import sys
import sysconfig
from collections.abc import Iterable, Iterator
from functools import cache, partial
from hashlib import blake2b
from importlib import resources
from importlib.util import resolve_name
from pathlib import Path
from types import CodeType, ModuleType

from sim.policies import policies
from sim.scenario import Scenario
from sim.scenario.paths import POLICIES

MODEL = "sim"
LIBRARIES = tuple(Path(sysconfig.get_path(kind)).resolve() for kind in ("stdlib", "platstdlib", "purelib", "platlib"))


def policies_from_outside(scenario: Scenario) -> list[object]:
    """The policies of a scenario, on from the start or switched on later, that are not of the model."""
    later = {change.parts[1] for change in scenario.changes if change.parts[0] == POLICIES and len(change.parts) > 1}
    taking_part = (policies()[name] for name in sorted({*scenario.policies, *later}) if name in policies())
    return [policy for policy in taking_part if _top(policy.__module__) != MODEL]


def sources_of(things: Iterable[object]) -> dict[str, str]:
    """Modules by name, each with eight hexadecimal digits of its source: those of some things, and what these import.

    Libraries do not count, nor does what the version of the model covers.

    Parameters
    ----------
    things
        Functions, classes, or what calls them.
    """
    found: dict[str, str] = {}
    for own in (one for thing in things for one in _named(thing)):
        module = sys.modules.get(getattr(own, "__module__", ""))
        file = _file(module)
        if module is None or file is None:  # typed into an interpreter or a notebook
            name = f"{getattr(own, '__module__', '')}.{getattr(own, '__qualname__', own)}"
            found[name] = _digest(found.get(name, "").encode() + _text(own))
            continue
        found |= {one.__name__: _digest(place.read_bytes()) for one, place in _reached(module, _stamp(file))}
    return dict(sorted(found.items()))


def _named(thing: object) -> Iterator[object]:
    """The functions and classes behind a thing that is called."""
    if isinstance(thing, partial):
        given = (one for one in (*thing.args, *thing.keywords.values()) if callable(one))
        for one in (thing.func, *given):
            yield from _named(one)
    else:
        yield thing if inspect.isroutine(thing) or isinstance(thing, type) else type(thing)


@cache
def _reached(start: ModuleType, _stamp: tuple[int, int]) -> tuple[tuple[ModuleType, Path], ...]:
    """A module and those of users that it imports, directly or not, with their files."""
    reached: dict[str, tuple[ModuleType, Path]] = {}
    left = [start]
    while left:
        module = left.pop()
        file = _file(module)
        if file is not None and module.__name__ not in reached:
            reached[module.__name__] = (module, file)
            left += [one for one in _imported(module, file) if _counts(one, _top(start.__name__))]
    return tuple(reached.values())


def _imported(module: ModuleType, file: Path) -> Iterator[ModuleType]:
    """What a module's source imports, wherever in it; a number that was taken from another module does not tell."""
    for node in ast.walk(ast.parse(file.read_bytes())):
        if isinstance(node, ast.Import):
            names = [one.name for one in node.names]
        elif isinstance(node, ast.ImportFrom):
            package = module.__package__ if node.level else None
            base = resolve_name("." * node.level + (node.module or ""), package)
            names = [base, *(f"{base}.{one.name}" for one in node.names)]
        else:
            continue
        yield from (sys.modules[name] for name in names if name in sys.modules)


def _counts(module: ModuleType, package: str) -> bool:
    """Whether a module is of a user: of the package that was begun with, or of no library."""
    file, top = _file(module), _top(module.__name__)
    if file is None or top == MODEL:
        return False
    return top == package or not any(file.is_relative_to(folder) for folder in (*LIBRARIES, _model_folder()))


@cache
def _model_folder() -> Path:
    return Path(str(resources.files(MODEL))).resolve()


def _file(module: ModuleType | None) -> Path | None:
    """The file of a module's source; none if it has none."""
    name = getattr(module, "__file__", None)
    file = Path(name).resolve() if name else None
    return file if file is not None and file.suffix == ".py" and file.is_file() else None


def _stamp(file: Path) -> tuple[int, int]:
    """What tells that a file was written again."""
    about = file.stat()
    return about.st_mtime_ns, about.st_size


def _text(thing: object) -> bytes:
    """The source of a thing without a file, or else its compiled code."""
    try:
        return inspect.getsource(thing).encode()  # type: ignore[arg-type]  # refused below if it has none
    except (OSError, TypeError):
        return repr(sorted(_codes(thing))).encode()


def _codes(thing: object) -> Iterator[str]:
    code = getattr(thing, "__code__", thing)
    if isinstance(code, CodeType):
        plain = [one for one in code.co_consts if not isinstance(one, CodeType)]
        yield repr((code.co_qualname, code.co_code.hex(), plain, code.co_names))
        for inner in code.co_consts:
            yield from _codes(inner) if isinstance(inner, CodeType) else ()
    elif isinstance(thing, type):
        for name, value in vars(thing).items():
            if name not in ("__dict__", "__weakref__", "__doc__"):
                yield from _codes(value) if hasattr(value, "__code__") else (f"{name}={value!r}",)


def _digest(source: bytes) -> str:
    return blake2b(source, digest_size=4).hexdigest()


def _top(name: str) -> str:
    return name.partition(".")[0]
