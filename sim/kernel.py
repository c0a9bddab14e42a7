"""How loops over residents are compiled: one decorator, one set of options, typed for mypy.

Compiled kernels are kept on disk, in a folder named after the sources they are made of. numba by itself looks only
at the file of a kernel and would go on using one whose helpers or constants changed in another file.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import Any, TypeVar, cast, get_args, get_type_hints

import numba
import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel

F = TypeVar("F", bound=Callable[..., Any])

PACKAGE = Path(__file__).parent
SOURCES = ("kernel.py", "rng.py", "tally.py", "agents", "community", "matters", "policies")


def kernel(function: F) -> F:
    """Compile with numba, kept on disk.

    No `fastmath`: the compiler may not reorder sums, so a result is the same to the last bit in every process.
    """
    config: Any = numba.config
    before = config.CACHE_DIR
    config.CACHE_DIR = str(cache_folder())
    try:
        return cast(F, numba.njit(cache=True, error_model="numpy", nogil=True)(function))
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
def cache_folder() -> Path:
    """Where compiled kernels are kept: beside the sources where that can be written, else with the user's caches."""
    digest = blake2b(digest_size=8)
    for name in SOURCES:
        place = PACKAGE / name
        for source in [place] if place.is_file() else sorted(place.rglob("*.py")):
            digest.update(source.read_bytes())
    own = f"kernels-{digest.hexdigest()}"
    asked_for = os.environ.get("NUMBA_CACHE_DIR")
    candidates = [
        PACKAGE / "__pycache__",
        Path.home() / ".cache" / "gongtong",
        Path(tempfile.gettempdir()) / "gongtong",
    ]
    for base in [Path(asked_for)] if asked_for else candidates:
        try:
            (base / own).mkdir(parents=True, exist_ok=True)
        except OSError:
            continue
        if os.access(base / own, os.W_OK):
            return base / own
    return Path(tempfile.mkdtemp(prefix="gongtong-kernels-"))


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
