"""Comparison files."""

from __future__ import annotations

from pathlib import Path

from sim.lab.comparison.file import load_comparison
from sim.lab.design.reader import is_comparison
from tests.support import ROOT

ENDING = ".yaml"
EXAMPLES = tuple(
    path.read_text("utf-8") for path in sorted((ROOT / "experiments").glob("*.yaml")) if is_comparison(path)
)


def use(path: Path) -> None:
    """Arms and seeds are there."""
    comparison = load_comparison(path)
    assert comparison.arms
    assert comparison.seeds
