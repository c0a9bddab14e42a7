"""Validation: how verdicts are reached, what a report says, and that misses stay misses."""

from __future__ import annotations

import numpy as np
import pytest

from sim.lab.calibration.targets import TARGETS
from sim.lab.design.posterior import Posterior
from sim.lab.patterns.residents import Finding
from sim.lab.validation.held_out import HELD_OUT
from sim.lab.validation.validation import FigureVerdict, PatternVerdict, Validation, validate
from sim.report.analyses.validation import page
from sim.text import LANGUAGES, Text
from tests.support import small

TARGET = TARGETS[0]


def compared(centre: float, spread: float) -> FigureVerdict:
    return FigureVerdict(TARGET, fitted=True, values=centre + spread * np.linspace(-1, 1, 41))


@pytest.mark.parametrize(
    ("centre", "spread", "verdict"),
    [(TARGET.middle, 1.0, "pass"), (TARGET.high + 2, 5.0, "weak"), (TARGET.high + 9, 2.0, "fail")],
)
def test_a_figure_passes_by_its_median_and_is_weak_where_its_interval_reaches(
    centre: float, spread: float, verdict: str
) -> None:
    assert compared(centre, spread).verdict == verdict


@pytest.mark.parametrize(("inside", "verdict"), [(9, "pass"), (8, "pass"), (5, "weak"), (2, "fail"), (0, "fail")])
def test_a_pattern_is_judged_by_how_many_parameter_sets_show_it(inside: int, verdict: str) -> None:
    values = np.array([1.0] * inside + [9.0] * (10 - inside))
    assert PatternVerdict(Finding("P0", Text("a", "甲"), 0.0, 2.0, values)).verdict == verdict


def test_figures_fitted_and_predicted_are_different_ones() -> None:
    assert not {one.name for one in TARGETS} & {one.name for one in HELD_OUT}
    assert all(one.low < one.high for one in (*TARGETS, *HELD_OUT))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_names_every_miss(lang: str) -> None:
    """In both languages: fitted and held out apart, and held-out figures that are far off."""
    far = FigureVerdict(HELD_OUT[0], fitted=False, values=np.full(20, 5 * HELD_OUT[0].high))
    found = Validation(20, (compared(TARGET.middle, 1.0), far), ())
    said = page(found, Posterior(({},) * 20, {"version": "x"}), lang)  # type: ignore[arg-type]
    assert HELD_OUT[0].label.to(lang) in said  # type: ignore[arg-type]
    assert {"en": "fail", "zh": "未达到"}[lang] in said
    assert {"en": "more than twice", "zh": "超过两倍"}[lang] in said


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_says_which_patterns_were_asked_of_the_sample(lang: str) -> None:
    """Those that sets were dropped for or that were fitted; not those that too few showed."""
    held = PatternVerdict(Finding("P2", Text("a", "甲"), 0.0, 2.0, np.ones(20)))
    ways = {"P2": {"asked": "fitted"}, "P3a": {"asked": "rejected"}, "P8b": {"asked": "rare"}}
    sample = Posterior(({},) * 20, {"version": "x", "patterns_of_the_design": ways})
    said = page(Validation(20, (compared(TARGET.middle, 1.0),), (held,)), sample, lang)  # type: ignore[arg-type]
    assert "P2, P3a" in said
    assert "P8b" not in said


def test_a_history_without_a_module_has_figures_all_the_same() -> None:
    """Of the tenth of the case with no module: nobody was found, nothing was incubated; the cold share is measured."""
    found = {one.figure.name: one for one in validate(small(), [{}], workers=1, with_patterns=False).compared}
    assert found["backbone_found"].values == [0.0]
    assert found["backbone_found"].verdict == "fail"
    assert 0 < found["cold"].values[0] < 0.2
    assert set(found) == {one.name for one in (*TARGETS, *HELD_OUT)}
