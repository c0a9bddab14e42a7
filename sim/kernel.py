"""How loops over residents are compiled: one decorator, one set of options, typed for mypy.

Compiled kernels are kept on disk, those of a file in a folder named after the sources they are made of. numba by itself
looks only at the file of a kernel and would go on using one whose helpers or constants changed in another file.
"""

from __future__ import annotations

import atexit
import os
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import Any, TypeVar, cast, get_args, get_type_hints

import numba
import numpy as np
from numba.core.caching import FunctionCache
from numpy.typing import NDArray
from pydantic import BaseModel

F = TypeVar("F", bound=Callable[..., Any])

PACKAGE = Path(__file__).parent
WORDS = PACKAGE / "text.py"  # imported nearly everywhere, and never a part of what is compiled
IMPORTS = re.compile(rf"^[ \t]*from ({PACKAGE.name}[\w.]*) import (\([^)]*\)|.*)", re.MULTILINE)
ASKED_FOR = "NUMBA_CACHE_DIR"


def kernel(function: F) -> F:
    """Compile with numba, kept on disk.

    No `fastmath`: the compiler may not reorder sums, so a result is the same to the last bit in every process.
    """
    made: Any = numba.njit(error_model="numpy", nogil=True)(function)
    folder = cache_folder(Path(function.__code__.co_filename))
    if folder is not None:
        with _keeping_in(folder), suppress(RuntimeError):  # numba finds no place for functions typed at a prompt
            kept = _Kept(function)  # type: ignore[no-untyped-call]  # numba is not typed
            made._cache = kept  # noqa: SLF001 - as numba's `cache=True` does, with a class of ours
    return cast(F, made)


class _Kept(FunctionCache):
    """Compiled code on disk; what is damaged there is compiled again, and a full disk is no reason to stop."""

    def load_overload(self, sig: Any, target_context: Any) -> Any:
        kept: Any = super()
        try:
            return kept.load_overload(sig, target_context)
        except Exception:  # noqa: BLE001 - there is no end to what damaged bytes do to those who read them
            return None

    def save_overload(self, sig: Any, data: Any) -> None:
        kept: Any = super()
        try:
            kept.save_overload(sig, data)
        except Exception:  # noqa: BLE001 - as above: the index is read before it is written
            with suppress(OSError):
                kept.flush()
                kept.save_overload(sig, data)


@contextmanager
def _keeping_in(folder: Path) -> Iterator[None]:
    config: Any = numba.config
    before = config.CACHE_DIR
    config.CACHE_DIR = str(folder)
    try:
        yield
    finally:
        config.CACHE_DIR = before


def inlined(function: F) -> F:
    """Compile a small helper into the kernels that call it."""
    return cast(F, numba.njit(error_model="numpy", nogil=True, inline="always")(function))


@inlined
def rows_of(start: NDArray[np.int64], place: int) -> range:
    """The rows of one place, `start[place]` to `start[place + 1]`, to loop over.

    Unsigned: of a signed number that comes out of an array numba must fear that it is negative and counts from the
    end, and with that fear in it no loop over columns vectorises; it takes up to eight times as long.
    """
    return range(np.uint64(start[place]), np.uint64(start[place + 1]))


@cache
def cache_folder(source: Path) -> Path | None:
    """Where the compiled kernels of a file are kept; None where nothing can be written.

    Its name changes with the file and with those of this package that it imports, directly or not.
    """
    base = base_folder()
    if base is None:
        return None
    digest = blake2b(digest_size=8)
    for file in sorted(needed_files(source)):
        digest.update(file.read_bytes())
    return base / f"{source.stem}-{digest.hexdigest()}"


@cache
def base_folder() -> Path | None:
    """Beside the sources where that can be written, else with the user's caches, else for as long as this process runs.

    Code is loaded from there: a folder under a name that others can guess, where everybody may write, is never used.
    """
    asked_for = os.environ.get(ASKED_FOR)
    candidates = [Path(asked_for)] if asked_for else [PACKAGE / "__pycache__" / "kernels"]
    if not asked_for:
        with suppress(RuntimeError):  # neither HOME nor an entry for this user
            candidates.append(Path.home() / ".cache" / "gongtong" / "kernels")
    for base in candidates:
        with suppress(OSError):
            base.mkdir(parents=True, exist_ok=True)
            tempfile.TemporaryFile(dir=base).close()
            return base
    with suppress(OSError):
        private = tempfile.mkdtemp(prefix="gongtong-kernels-")
        atexit.register(shutil.rmtree, private, ignore_errors=True)
        os.environ[ASKED_FOR] = private  # processes started from here compile nothing again
        return Path(private)
    return None


def needed_files(source: Path) -> set[Path]:
    """A file and those of this package that it imports, directly or not, words aside."""
    needed: set[Path] = set()
    left = {source} if source.is_file() else set()
    while left:
        file = left.pop()
        needed.add(file)
        left |= imported_files(file) - needed
    return needed


@cache
def imported_files(source: Path) -> frozenset[Path]:
    """The files of this package that a file imports from."""
    found = set()
    for module, names in IMPORTS.findall(source.read_text(encoding="utf-8")):
        for name in (module, *(f"{module}.{own}" for own in re.findall(r"\w+", names))):
            place = PACKAGE.joinpath(*name.split(".")[1:])
            found |= {file for file in (place.with_suffix(".py"), place / "__init__.py") if file.is_file()}
    return frozenset(found - {WORDS})


@cache
def dtypes(columns: type[tuple[Any, ...]]) -> dict[str, type[np.generic]]:
    """Type of the values of each column of a `NamedTuple`, as declared: `NDArray[np.float32]`."""
    return {name: get_args(get_args(column)[1])[0] for name, column in get_type_hints(columns).items()}


def record(settings: BaseModel) -> Any:
    """A settings object as one record of scalars that kernels read by name: counts int32, the rest float32.

    A word is its place among the words allowed (`Literal`), int32.
    """
    values = [
        get_args(field.annotation).index(value) if isinstance(value := getattr(settings, name), str) else value
        for name, field in type(settings).model_fields.items()
    ]
    kinds = ["<i4" if isinstance(value, int) else "<f4" for value in values]
    dtype = np.dtype((np.record, list(zip(type(settings).model_fields, kinds, strict=True))))
    return np.array([tuple(values)], dtype)[0]
