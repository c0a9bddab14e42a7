"""How patterns of residents and points are measured; `docs/patterns.md` has the figures of eight seeds.

A tenth of the case shows some of them too. Each is judged by its 99% interval over seeds: it counts as missed only if
all of the interval lies outside the threshold, so a true pattern is called missed at most once in 200 times.
"""

from __future__ import annotations

import numpy as np
import pytest

from sim.lab.comparison.study import compare
from sim.lab.patterns.residents import (
    FAIL,
    PASS,
    WEAK,
    Finding,
    arms,
    from_displacement,
    from_study,
    from_trust,
)
from sim.scenario import Scenario
from sim.text import Text
from tests.support import small

FEW = range(6)


def tenth() -> Scenario:
    """A tenth of the case in all that counts: people, cadres, their tasks, and the calls they make."""
    return small(office__calls=1.2, office__tasks=3.6)


def missed(findings: list[Finding]) -> dict[str, tuple[float, float]]:
    """Patterns whose whole interval lies outside the threshold."""
    return {finding.name: finding.interval for finding in findings if finding.verdict == FAIL}


@pytest.mark.slow
def test_a_tenth_of_the_case_is_cold_warms_with_points_and_cools_when_they_end() -> None:
    """P1 to P3: cold and flat without a module; twice to four times as active with points; soon back once they end.

    Telling people more (P24) gains something, and far less than it spends: publicity is doubled, activity is not.
    Not asked are P1c, since a tenth of the tasks does not make a tenth of all that loads the office, and P2b, since it
    hangs on how much those enrolled come to earn in six years, and here points bring less activity than in the case.
    Six intervals of 99%: a model that lies just on every threshold would fail once in 33 times.
    """
    scenarios = {name: arm for name, arm in arms(tenth()).items() if name != "recognition"}
    found = {finding.name: finding for finding in from_study(compare(scenarios["none"], scenarios, FEW, workers=1))}
    assert not missed([found[name] for name in ("P1a", "P1b", "P2", "P3a", "P3c")])
    low, high = found["P24"].interval
    assert 0 < low < high < 1


@pytest.mark.slow
def test_in_a_tenth_of_the_case_acts_without_points_are_displaced() -> None:
    """P21, in one interval of 99%: it fails once in 200 times if the true figure lies on the threshold."""
    (found,) = from_displacement(tenth(), FEW)
    assert found.verdict != FAIL
    assert found.interval[1] < 0


def test_trust_answers_bad_news_more_than_good() -> None:
    """P22 and P30, without any luck: bad news weighs more, and a broken promise is felt longer than a kept one."""
    found = from_trust(tenth())
    assert {finding.name for finding in found} == {"P22", "P30"}
    assert all(finding.verdict == PASS for finding in found)


def test_verdicts_follow_the_interval() -> None:
    """Pass inside, miss outside, weak between."""
    words = Text("a figure", "一个数")
    wide = np.array([0.4, 0.6, 0.5, 0.45])
    assert Finding("A", words, 0.0, 1.0, wide).verdict == PASS
    assert Finding("A", words, 0.9, 1.0, wide).verdict == FAIL
    assert Finding("A", words, 0.45, 1.0, wide).verdict == WEAK
    assert Finding("A", words, 0.45, 1.0, np.array([0.5])).verdict == PASS
