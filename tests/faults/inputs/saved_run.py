"""Runs that were saved; here their bytes are damaged, which are read as letters of latin-1."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from sim.results.saved import load_run
from sim.simulation import run
from tests.support import small

ENDING = ".npz"


def _example() -> str:
    with TemporaryDirectory() as folder:
        return run(small(weeks=2), 1).save(Path(folder) / "run.npz").read_bytes().decode("latin-1")


EXAMPLES = (_example(),)


def use(path: Path) -> None:
    """It is whole, or said not to be."""
    damaged = path.read_bytes().decode("utf-8", "replace")
    path.write_bytes(damaged.encode("latin-1", "replace"))
    load_run(path)
