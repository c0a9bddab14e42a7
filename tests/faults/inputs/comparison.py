"""Comparison files."""

from __future__ import annotations

from pathlib import Path

from sim.lab.comparison.file import load_comparison
from sim.lab.design.reader import experiment_files, is_comparison

ENDING = ".yaml"
EXAMPLES = tuple(path.read_text("utf-8") for path in experiment_files().values() if is_comparison(path))


def use(path: Path) -> None:
    """Arms and seeds are there."""
    comparison = load_comparison(path)
    assert comparison.arms
    assert comparison.seeds
