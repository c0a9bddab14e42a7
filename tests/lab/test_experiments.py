"""Ready studies: what they ask, how they are listed and run, and that sentences follow from their numbers."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from typer.testing import CliRunner

from sim.cli import app
from sim.lab.comparison.study import Study
from sim.lab.design.designs import Design
from sim.lab.design.factors import Levels
from sim.lab.design.outcomes import Outcomes
from sim.lab.design.sweep import Sweep
from sim.lab.design.sweep_file import load_sweep
from sim.lab.experiments import find_experiments
from sim.lab.run.outputs import all_measures
from sim.report.analyses.answers import answerable
from sim.report.analyses.answers_of_arms import arm_sentences
from sim.report.analyses.answers_of_levels import level_sentences
from sim.scenario.file import dump
from sim.text import GongtongError
from tests.support import ROOT, small

CHINESE = r"[\u4e00-\u9fff]"
SEEDS = 6
NOISE = np.array([0.001, -0.001, 0.0005, -0.0005, 0.0002, -0.0002])


def said(*words: str) -> str:
    """What the command prints."""
    done = CliRunner().invoke(app, ["experiments", *words])
    assert done.exception is None, done.output
    return done.output


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A place with two small experiments of its own."""
    monkeypatch.chdir(tmp_path)
    own = tmp_path / "experiments"
    own.mkdir()
    (own / "tiny.yaml").write_text(dump(small(weeks=30)), encoding="utf-8")
    question = "question: {en: Do points matter?, zh: 积分有用吗？}\nscenario: tiny.yaml\nseeds: 2\n"
    (own / "arms.yaml").write_text(
        question + "posterior: 0\narms: [none, points]\nmeasures: [active_4w, trust]\n", encoding="utf-8"
    )
    (own / "levels.yaml").write_text(
        question + "factors: {points.dose: [0.5, 2]}\nmeasures: [active_4w, trust]\n", encoding="utf-8"
    )
    (own / "tiny.yaml").rename(tmp_path / "tiny.yaml")
    for file in own.iterdir():
        file.write_text(file.read_text(encoding="utf-8").replace("tiny.yaml", "../tiny.yaml"), encoding="utf-8")
    return own


# Those that are shipped


def test_every_experiment_asks_something_in_both_languages() -> None:
    """As a question, in a short file; at least eight can be answered in sentences."""
    ready = find_experiments(folder=ROOT / "sim" / "data" / "experiments")
    for one in ready:
        assert one.question is not None, one.name
        assert one.question.en.endswith("?"), one.name
        assert one.question.zh.endswith("？"), one.name
        assert re.search(CHINESE, one.question.zh), one.name
        assert len(one.path.read_text(encoding="utf-8").splitlines()) <= 40, one.name
    assert sum(map(answerable, ready)) >= 8


def test_the_pages_of_findings_have_every_answer_and_its_figure() -> None:
    """In both languages: question, sentences, what they rest on, figure."""
    answered = [one for one in find_experiments(folder=ROOT / "sim" / "data" / "experiments") if answerable(one)]
    for ending, lang in (("", "en"), (".zh", "zh")):
        page = (ROOT / "docs" / f"findings{ending}.md").read_text(encoding="utf-8")
        for one in answered:
            assert one.question is not None
            part = page.split(f"## {one.question.to(lang)}\n")[1].split("\n## ")[0]  # type: ignore[arg-type]
            text = part.strip().split("\n\n")[0]
            assert len(re.findall(r"\.(?: |$)" if lang == "en" else "。", text)) == 3, one.name
            assert f"figures/findings-{one.name}{ending}.png" in part
            assert (ROOT / "docs" / "figures" / f"findings-{one.name}{ending}.png").is_file()


# Listing and running


def test_without_a_name_experiments_are_listed(folder: Path) -> None:
    """Name, question in the language asked for, runs, minutes."""
    english, chinese = said("--lang", "en"), said("--lang", "zh", "--seeds", "5")
    assert re.search(r"arms\W+Do points matter\?\W+4\W+<1", english)
    assert re.search(r"levels\W+积分有用吗？\W+10\W+<1", chinese)
    assert not (folder.parent / "out").exists()


@pytest.mark.slow
def test_an_experiment_is_answered_in_three_sentences_with_a_figure_and_never_run_twice(folder: Path) -> None:
    """Both kinds; the second time from what was kept."""
    words = ("arms", "levels", "--workers", "1", "--lang", "en", "--quiet")
    first = said(*words)
    for name in ("arms", "levels"):
        part = first.split(f"{name}: Do points matter?\n")[1].split(".png")[0]
        assert len(re.findall(r"\.(?:\s|$)", part)) == 3
        assert (folder.parent / "out" / "experiments" / name / "answer.png").is_file()
    before = {path: path.stat().st_mtime_ns for path in (folder.parent / "out").glob("*/*/runs/*.npz")}
    assert len(before) == 4
    assert said(*words) == first
    assert {path: path.stat().st_mtime_ns for path in before} == before


def test_names_that_do_not_exist_are_answered_with_those_that_do(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Those that come with the package are there wherever somebody works; a folder without any says so."""
    with pytest.raises(GongtongError, match=r"There is no experiment .*; did you mean levels"):
        find_experiments(["level"])
    monkeypatch.chdir(folder)
    assert {"ageing", "which_module_first"} <= {one.name for one in find_experiments()}
    assert load_sweep("points_start_and_dose").question is not None
    with pytest.raises(GongtongError, match="there are no experiments"):
        find_experiments(folder=folder / "none")


def test_expected_time_grows_with_runs_weeks_and_modules(folder: Path) -> None:
    """In proportion."""
    arms, levels = find_experiments(folder=folder)
    assert arms.on_seeds(6).seconds == pytest.approx(3 * arms.seconds)
    assert arms.on_seeds(6).runs == 12
    assert levels.seconds > arms.seconds  # every run has the module, not every second one


# Sentences


class Made(Study):
    """A study whose values are given."""

    def __init__(self, values: dict[str, dict[str, float]]) -> None:
        arms = {arm: small() for arm in next(iter(values.values()))}
        super().__init__(arms, tuple(range(SEEDS)), {})
        object.__setattr__(self, "given", values)

    @property
    def measures(self) -> Any:
        """All there are."""
        return all_measures()

    def values(self, measure: str) -> dict[str, NDArray[np.float64]]:
        """The mean given, and noise that differs between arms."""
        found: dict[str, dict[str, float]] = self.given  # type: ignore[attr-defined]
        return {arm: mean + np.roll(NOISE, at) for at, (arm, mean) in enumerate(found[measure].items())}


def test_arms_are_called_higher_lower_or_not_to_be_told_apart() -> None:
    """By the rule for telling apart, on the numbers of the runs."""
    study = Made({
        "active_4w": {"none": 0.10, "up": 0.16, "down": 0.05, "same": 0.10, "near up": 0.16},
        "trust": {"none": 0.5, "up": 0.6, "down": 0.5, "same": 0.5, "near up": 0.5},
        "motivation": {"none": 0.5, "up": 0.5, "down": 0.5, "same": 0.5, "near up": 0.5},
    })  # fmt: skip
    first, second, third = (text.en for text in arm_sentences(study, ("active_4w", "trust", "motivation")))
    assert first.startswith("In the model, active in four weeks (mean of the last year) is 10.0% with “no module”; it")
    assert re.search(r"higher with “up” \(\+6.00 points, .*\) and “near up” \(\+6.00 points", first)
    assert re.search(r"lower with “down” \(−5.00 points", first)
    assert "“same” cannot be told apart from that" in first
    assert second == (
        "From highest to lowest, with ≈ between neighbours that cannot be told apart: “up” ≈ “near up” > “no module” ≈ "
        "“same” > “down”."
    )
    assert third == (
        "Of the other measures, “up” compared with “no module”: higher in trust (+0.1); not to be told apart in "
        "autonomous motivation."
    )


def test_of_two_arms_is_said_how_many_seeds_agree() -> None:
    """Where one is higher there is nothing to rank."""
    study = Made({"active_4w": {"none": 0.10, "up": 0.1005}})
    _, second, third = (text.en for text in arm_sentences(study, ("active_4w",)))
    own, base = study.values("active_4w")["up"], study.values("active_4w")["none"]
    assert second == f"The difference points the same way in {int((own > base).sum())} of 6 pairs of runs."
    assert third == "No other measure was asked about."


def swept(**factors: tuple[Any, ...]) -> Sweep:
    """A grid of given levels."""
    chosen = {name.replace("__", "."): Levels(levels) for name, levels in factors.items()}
    return Sweep("x", small(), chosen, Design(), Design().points(chosen), tuple(range(SEEDS)), (), ())


def test_levels_are_told_step_by_step() -> None:
    """Where the outcome stops rising it says so."""
    study = swept(leaders__asked=(1, 4, 16))
    values = np.array([[3.0], [9.0], [9.0]]) + np.stack([np.roll(NOISE, at) for at in range(3)])
    outcomes = Outcomes({"organisations": values, "trust": np.full((3, SEEDS), 0.5)})
    first, second, third = (text.en for text in level_sentences(study, outcomes))
    assert first.endswith("asked to become backbone”: 3 at 1, 9 at 4 and 9 at 16.")
    assert re.search(r"rises from 1 to 4 \(\+6, .*\); 4 to 16 cannot be told apart", second)
    assert third == "Other measures, from 1 to 16: not to be told apart in trust."


def test_of_two_factors_the_effect_of_the_second_is_told_where_the_first_differs() -> None:
    """And whether it differs."""
    study = swept(community__ages__elders=(2347, 4400), modules=("none", "all"))
    means = np.array([[0.05], [0.15], [0.05], [0.10]])
    values = means + np.stack([np.roll(NOISE, at) for at in range(4)])
    first, second, third = (
        text.en for text in level_sentences(study, Outcomes({"active_4w": values, "trust": values}))
    )
    assert "with “all modules” instead of “no module” for “modules”" in first
    assert "+10.00 points where “residents aged 60 and over” is 2,347 and +5.00 points where" in first
    assert re.match(
        r"From 2,347 to 4,400, this effect moves down \(−5\.00 points, 95% interval of the mean \[.*\]\)\.", second
    )
    assert third.startswith("The effect on other measures, from 2,347 to 4,400: lower in trust (−0.05)")
