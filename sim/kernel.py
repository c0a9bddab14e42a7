"""How loops over residents are compiled: one decorator, one set of options, typed for mypy."""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba
from pydantic import BaseModel

F = TypeVar("F", bound=Callable[..., Any])


def kernel(function: F) -> F:
    """Compile with numba, cached on disk.

    No `fastmath`: the compiler may not reorder sums, so a result is the same to the last bit in every process.
    """
    return cast(F, numba.njit(cache=True, error_model="numpy", nogil=True)(function))


def inlined(function: F) -> F:
    """Compile a small helper that kernels call; LLVM inlines it."""
    return cast(F, numba.njit(error_model="numpy", nogil=True, inline="always")(function))


def record(name: str, settings: type[BaseModel], module: str) -> Any:
    """A named tuple type with the fields of a settings class, which kernels can read and numba can cache."""
    made: Any = namedtuple(name, tuple(settings.model_fields))  # type: ignore[misc]  # noqa: PYI024  # fields known at import only
    made.__module__ = module
    return made
