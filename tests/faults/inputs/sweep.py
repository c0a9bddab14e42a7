"""Sweep files, the table of a list among them."""

from __future__ import annotations

from itertools import islice
from pathlib import Path

from sim.lab.design.reader import experiment_files, is_sweep
from sim.lab.design.sweep import Sweep
from sim.lab.design.sweep_file import load_sweep

ENDING = ".yaml"
EXAMPLES = tuple(path.read_text("utf-8") for path in experiment_files().values() if is_sweep(path))


def use(path: Path) -> Sweep:
    """The runs of a design are counted, and the first are made."""
    sweep = load_sweep(path)
    assert len(sweep) > 0
    list(islice(sweep, 3))
    return sweep


def command(path: Path) -> tuple[str, ...]:
    """Only what it would take."""
    return ("sweep", str(path), "--dry-run", "--out", str(path.parent / "store"))
