"""C beside Python: sources compiled where a compiler is present, structs written from the columns they mirror."""

from __future__ import annotations

import ctypes
import shutil
import subprocess
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.agents.acts import EVERYDAY, KINDS, Acts
from sim.agents.resident.columns import Residents
from sim.agents.resident.occasions import Occasions, Offers, Push
from sim.agents.resident.sources import SOURCES as ASK

SOURCES = Path(__file__).parent
# Strict arithmetic, as in the kernels: no reordering and no fused multiply-add, so that decisions can be compared.
# Without traps on floating-point exceptions to keep, the compiler may vectorise comparisons.
FLAGS = ("-O3", "-march=native", "-ffp-contract=off", "-fno-trapping-math", "-fno-math-errno")
C_NAMES = {
    "bool": "uint8_t", "int8": "int8_t", "uint8": "uint8_t", "uint16": "uint16_t", "int32": "int32_t",
    "uint32": "uint32_t", "int64": "int64_t", "float32": "float",
}  # fmt: skip


class NoCompilerError(RuntimeError):
    """There is no gcc here."""


def compiler() -> str:
    """The path of gcc.

    Raises
    ------
    NoCompilerError
        If there is none.
    """
    path = shutil.which("gcc")
    if path is None:
        raise NoCompilerError("gcc is not installed")
    return path


def has_compiler() -> bool:
    """Whether gcc is here."""
    try:
        compiler()
    except NoCompilerError:
        return False
    return True


@cache
def library(name: str, types: str = "") -> ctypes.CDLL:
    """A source of `benchmarks/c`, compiled for this processor; `types` becomes its `types.h`."""
    with tempfile.TemporaryDirectory(prefix="gongtong-benchmark-") as folder:
        Path(folder, "types.h").write_text(types, encoding="utf-8")
        target = Path(folder, f"{name}.so")
        output = ("-shared", "-fPIC", "-I", folder, "-o", str(target))
        subprocess.run([compiler(), *FLAGS, *output, str(SOURCES / f"{name}.c"), "-lm"], check=True)
        return ctypes.CDLL(str(target))


def version() -> str:
    """The compiler's version, or that there is none."""
    try:
        run = subprocess.run([compiler(), "-dumpfullversion"], check=True, capture_output=True, text=True)
    except NoCompilerError:
        return "none"
    return f"gcc {run.stdout.strip()}"


def address(array: NDArray[Any]) -> ctypes.c_void_p:
    """The address of an array, which must be contiguous."""
    if not array.flags.c_contiguous:
        raise ValueError("an array handed to C must be contiguous")
    return ctypes.c_void_p(array.ctypes.data)


def struct(columns: Any) -> NDArray[np.uint64]:
    """A named tuple of arrays as the C struct of `types_header`: one pointer after the other."""
    return np.array([address(column).value or 0 for column in columns], np.uint64)


def types_header(world: Any) -> str:
    """C structs of the columns, levers and rates of a world, members in the order of the Python side."""
    tuples = {
        "Residents": (Residents, world.residents),
        "Push": (Push, world.push),
        "Offers": (Offers, world.offers),
        "Occasions": (Occasions, world.occasions),
        "Acts": (Acts, world.acts),
    }
    parts = ["#include <stdint.h>", f"#define KINDS {KINDS}", f"#define EVERYDAY {len(EVERYDAY)}"]
    for name, (kind, columns) in tuples.items():
        members = [
            f"    {C_NAMES[column.dtype.name]} *{field};" for field, column in zip(kind._fields, columns, strict=True)
        ]
        parts += ["typedef struct {", *members, f"}} {name};"]
    parts += [
        "typedef struct {",
        *(
            f"    float {name}{f'[{len(ASK)}]' if isinstance(value, np.ndarray) else ''};"
            for name, value in world.asking._asdict().items()
        ),
        "} Asking;",
    ]
    rates = world.rates.dtype
    parts += [
        "typedef struct {",
        *(f"    {C_NAMES[rates[field].name]} {field};" for field in rates.names),
        "} Rates;",
    ]
    return "\n".join(parts) + "\n"
