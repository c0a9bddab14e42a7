"""Patterns about residents and points, over replicates. Slow; `docs/patterns.md` has the figures of eight seeds.

Each finding is judged by its 99% interval over seeds: a pattern counts as missed only if all of the interval lies
outside the threshold, so a true pattern is called missed at most once in 200 times.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from sim import load
from sim.lab.patterns import FAIL, PASS, WEAK, Finding, find_patterns
from sim.text import Text

PAGE = Path(__file__).parents[1] / "docs" / "patterns.md"
HOLD = ("P1a", "P1b", "P1c", "P2", "P2b", "P3a", "P3c", "P5", "P21", "P22", "P30")


@pytest.fixture(scope="module")
def findings() -> dict[str, Finding]:
    """Every pattern on four seeds of the case."""
    return {finding.name: finding for finding in find_patterns(load("liuhe"), range(4), workers=1)}


@pytest.mark.slow
def test_patterns_that_hold_keep_holding(findings: dict[str, Finding]) -> None:
    """The cold baseline, the lift by points, their withdrawal, their use, displacement, asymmetric trust."""
    missed = {name: findings[name].interval for name in HOLD if findings[name].verdict == FAIL}
    assert not missed


@pytest.mark.slow
def test_every_miss_is_reported(findings: dict[str, Finding]) -> None:
    """What the model does not show stands in the page of patterns, with the reason."""
    page = PAGE.read_text(encoding="utf-8")
    reasons = page.split("## What is missed, and why")[1]
    for name, finding in findings.items():
        assert f"| {name} |" in page
        if finding.verdict == FAIL:
            assert f"**{name}**" in reasons, name


def test_verdicts_follow_the_interval() -> None:
    """Pass inside, miss outside, weak between."""
    words = Text("a figure", "一个数")
    wide = np.array([0.4, 0.6, 0.5, 0.45])
    assert Finding("A", words, 0.0, 1.0, wide).verdict == PASS
    assert Finding("A", words, 0.9, 1.0, wide).verdict == FAIL
    assert Finding("A", words, 0.45, 1.0, wide).verdict == WEAK
    assert Finding("A", words, 0.45, 1.0, np.array([0.5])).verdict == PASS
