"""One vocabulary of intervals, hours and provenance: what is said of a number is made where the number is."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from sim.app.frames import calibration_of
from sim.lab.comparison.costs import COSTS
from sim.lab.comparison.study import CONFIDENCE, CREDIBLE, Study
from sim.lab.design.posterior import shipped_posterior, with_parameters
from sim.measures import MEASURES
from sim.report.analyses.choice import pairing
from sim.report.figures.spread import MIDDLE as BAND_ENDS
from sim.report.page.words import CADRES
from sim.report.story.story import story_of
from sim.report.tables import parameters
from sim.report.text import intervals
from sim.report.text.certainty import Basis, uncertainty
from sim.report.text.findings import basis
from sim.report.text.hours import BOOKED, WORKED
from sim.report.text.numbers import interval_name
from sim.report.text.ordering import Contrast
from sim.report.text.provenance import GIVEN, same_release, status_of
from sim.results import Results
from sim.scenario import declared_numbers
from sim.simulation import run
from tests.support import ROOT, small

DRAW = shipped_posterior().first(1)[0]


def strings(*folders: str) -> Iterator[tuple[Path, int, str]]:
    """Every string of the code in some folders that is no docstring: file, line, text."""
    for file in sorted(path for folder in folders for path in (ROOT / "sim" / folder).rglob("*.py")):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        said = {
            id(node.body[0].value)
            for node in ast.walk(tree)
            if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
            and node.body
            and isinstance(node.body[0], ast.Expr)
        }
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in said:
                yield file, node.lineno, node.value


@pytest.fixture(scope="module")
def lived() -> Results:
    """A short run."""
    return run(small(weeks=60), 1)


def study(lived: Results, draws: int = 0) -> Study:
    """Two arms of two seeds that are the same run, over parameter sets if some are asked for."""
    arms = {"none": lived.scenario, "other": lived.scenario}
    return Study(arms, (1, 2), dict.fromkeys(arms, (lived, lived)), shipped_posterior().first(draws) if draws else ())


# Intervals


def test_how_much_an_interval_holds_is_written_in_one_place() -> None:
    """Any label of an interval is made from the number it was computed with (`sim.report.text.intervals`)."""
    written = [
        f"{file.relative_to(ROOT)}:{line}"
        for file, line, text in strings("report", "app", "commands")
        if file.stem != "intervals" and re.search(r"(?<![\d.])(80|90|95)%|10–90", text)
    ]
    assert written == []


def test_labels_say_what_is_computed(lived: Results) -> None:
    assert (f"{CONFIDENCE:.0%}", f"{CREDIBLE:.0%}") == (intervals.SURE, intervals.MIDDLE)
    assert f"{(BAND_ENDS[1] - BAND_ENDS[0]) / 100:.0%}" == intervals.BAND
    assert interval_name(study(lived)) == intervals.OF_MEAN
    assert interval_name(study(lived, draws=2)) == intervals.OF_SETS


def test_sentences_name_the_interval_of_the_table() -> None:
    """Over the posterior both have the middle of the sets, else both the interval of the mean."""
    differences = np.linspace(0.01, 0.03, 20)
    trust = next(one for one in MEASURES if one.name == "trust")
    for over_draws in (False, True):
        said = Contrast(trust.label, trust, differences, over_draws).fully
        assert intervals.interval_of(over_draws=over_draws).en in said.en
        assert intervals.interval_of(over_draws=not over_draws).en not in said.en


# Hours


def test_hours_of_cadres_are_worked_or_booked() -> None:
    """Never just “cadre hours”: what they work is more than what activities and modules book of it."""
    labels = {one.name: one.label for one in MEASURES}
    assert labels["cadre_hours"] == WORKED
    assert COSTS["cadre_hours"].en == BOOKED.en
    assert BOOKED.en in CADRES.en
    for file, line, text in strings("report", "app", "lab/comparison"):
        bare = re.search(r"(?<!booked )\bcadre hours|(?<!占用的)干部工时(?!仅)", text)
        assert bare is None or file.stem in {"hours", "words_screen"}, f"{file.name}:{line}: {text}"


# Provenance


def test_a_number_that_somebody_typed_has_no_source(lived: Results) -> None:
    """Measured is the declared value only."""
    table = parameters(study(lived)).set_index("path")
    assert table.loc["community.residents", ["value", "status", "source"]].tolist() == [1430, GIVEN, ""]
    assert table.loc["community.grids", ["status", "source"]].tolist() == ["measured", "liuhe"]
    for number in declared_numbers():
        if number.path in table.index:
            row = table.loc[number.path]
            assert (row["status"] == GIVEN) == (row["value"] != number.default), number.path


def test_a_number_held_at_its_default_is_given_too() -> None:
    calls = next(number for number in declared_numbers() if number.path == "office.calls")
    assert status_of(calls, small()) == "calibrated"
    assert status_of(calls, small(office__calls=12.0)) == GIVEN


def test_what_the_numbers_are_is_said_alike_everywhere(lived: Results) -> None:
    """Defaults are no calibrated sample, and the sample is not called uncalibrated."""
    sample = with_parameters(small(weeks=60), DRAW)
    for scenario, wanted, other in ((lived.scenario, "declared defaults", "a parameter set of the"),
                                    (sample, "a parameter set of the calibrated sample", "declared defaults")):  # fmt: skip
        results = lived if scenario is lived.scenario else run(scenario, 1)
        for said in (calibration_of(scenario).en, story_of(results).en):
            assert wanted in said
            assert other not in said
    over = uncertainty(Basis(4, 2, 2, calibrated=True, version="x")).en
    assert "of the calibrated sample, narrowed by targets" in over
    assert "not the calibrated sample" in uncertainty(Basis(4, 2, 2, calibrated=False, version="x")).en
    of_sample = {"none": sample}
    assert basis(Study(of_sample, (1,), {"none": (lived,)})).calibrated


def test_no_text_calls_numbers_uncalibrated_by_itself() -> None:
    """It is said in `sim.report.text.provenance`, by what a run was made with."""
    for file, line, text in strings("report", "app", "commands"):
        assert not re.search(r"not (yet )?calibrated|尚未校准", text), f"{file.name}:{line}"


def test_validation_is_of_the_release() -> None:
    """A change of the code that moves no number is no other version of what was checked."""
    assert same_release("0.1.0+ac577c92", "0.1.0+8c593e99")
    assert not same_release("0.1.0+ac577c92", "0.2.0+ac577c92")


# What the shared seeds did


@pytest.mark.parametrize(
    ("narrowed", "said"),
    [(0.9, "1.11 times"), (4.0, "0.250 times"), (1.0, "1 times")],
)
def test_variance_is_told_as_what_it_became(
    lived: Results, narrowed: float, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is “0.9 times smaller”: shared seeds may make differences wider."""
    import pandas as pd

    monkeypatch.setattr(Study, "effects", lambda *_: pd.DataFrame({"narrowed": [narrowed]}))
    (sentence,) = pairing(study(lived), "trust")
    assert f"made the variance of differences in it {said} that with seeds of their own" in sentence.en
    assert "smaller" not in sentence.en
