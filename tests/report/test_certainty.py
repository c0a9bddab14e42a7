"""What outputs say of themselves: what they rest on, whether options can be told apart, what would change an answer."""

from __future__ import annotations

import re

import numpy as np
import pytest

from sim.report.text.caveats import MISUSES, PURPOSE, RIGHTS
from sim.report.text.certainty import (
    BETTER,
    CANNOT_TELL,
    RULE,
    WORSE,
    Basis,
    Contraction,
    Swing,
    prior_dominated,
    tell_apart,
    uncertainty,
    what_would_change,
)
from sim.text import GongtongError, Lang, Text
from tests.support import ROOT

SCORED = Text("weight of habit", "习惯的权重")
REACH = Text("reach of a notice", "通知触达率")


def points(value: float) -> Text:
    """A difference as the tests say it."""
    return Text(f"{value:+g} points", f"{value:+g}个百分点")


# What it must not be used for


@pytest.mark.parametrize(("readme", "lang"), [("README.md", "en"), ("README.zh.md", "zh")])
def test_the_readme_names_every_misuse_with_its_reason(readme: str, lang: Lang) -> None:
    """In the same words and order; the list is kept in the program."""
    page = re.sub(r"\n {2}(?=\S)", " " if lang == "en" else "", (ROOT / readme).read_text(encoding="utf-8"))
    listed = re.findall(r"^- \*\*(.+?)\*\* ?(.+)$", page, re.MULTILINE)
    assert listed == [(one.what.to(lang), one.why.to(lang)) for one in MISUSES]


def test_the_short_form_says_what_it_is_and_is_not() -> None:
    assert "not a forecast" in PURPOSE.en
    assert "real people" in PURPOSE.en
    assert "right" in RIGHTS.en


# What an output rests on


def test_an_output_says_on_how_many_runs_seeds_and_sets_of_parameters_it_rests() -> None:
    said = uncertainty(Basis(runs=240, seeds=4, draws=30, calibrated=True, version="0.1.0"))
    assert "240 runs with four seeds and 30 sets of parameters, model version 0.1.0" in said.en
    assert "240次运行，四个随机种子，30组参数，模型版本0.1.0" in said.zh
    assert "cover luck between seeds and the sets of parameters" in said.en
    assert "narrowed by targets" in said.en


@pytest.mark.parametrize(
    ("runs", "seeds", "draws", "covered"),
    [
        (20, 10, 1, "luck between seeds only"),
        (30, 1, 30, "cannot be told apart in the intervals"),
        (1, 1, 1, "no uncertainty at all"),
    ],
)
def test_intervals_say_what_they_leave_out(runs: int, seeds: int, draws: int, covered: str) -> None:
    said = uncertainty(Basis(runs, seeds, draws, calibrated=False, version="0.1.0")).en
    assert covered in said
    assert "not the calibrated sample" in said


@pytest.mark.parametrize(("runs", "seeds", "draws"), [(0, 0, 0), (3, 4, 1), (3, 1, 4), (3, 0, 1)])
def test_an_impossible_basis_is_refused(runs: int, seeds: int, draws: int) -> None:
    with pytest.raises(GongtongError, match="basis"):
        uncertainty(Basis(runs, seeds, draws, calibrated=False, version=""))


# Whether options can be told apart


@pytest.mark.parametrize(
    ("differences", "verdict"),
    [
        ([1.0, 1.2, 0.9, 1.1], BETTER),
        ([-1.0, -1.2, -0.9, -1.1], WORSE),
        ([1.0, -1.2, 0.9, -1.1], CANNOT_TELL),  # the interval holds zero
        ([5.0, 0.1, 0.1, 0.1], CANNOT_TELL),  # always better, by what only one seed shows
        ([0.0, 0.0, 0.0], CANNOT_TELL),
        ([2.0], CANNOT_TELL),  # one seed has no interval
    ],
)
def test_options_are_told_apart_by_the_interval(differences: list[float], verdict: Text) -> None:
    assert tell_apart(np.array(differences)) is verdict


def test_where_less_is_better_the_verdict_turns() -> None:
    fewer = np.array([-3.0, -3.1, -2.9])
    assert tell_apart(fewer) is WORSE
    assert tell_apart(fewer, more_is_better=False) is BETTER


def test_a_clear_mean_is_not_enough_if_one_in_five_comes_out_worse() -> None:
    """Forty seeds: the interval leaves out zero, but eight of them go the other way."""
    differences = np.where(np.arange(40) % 5 == 0, -1.0, 2.0)
    assert tell_apart(differences) is CANNOT_TELL
    assert tell_apart(differences, chance=0.95) is BETTER


@pytest.mark.parametrize(("chance", "verdict"), [(0.89, CANNOT_TELL), (0.9, BETTER), (1.0, BETTER)])
def test_nine_in_ten_is_enough(chance: float, verdict: Text) -> None:
    assert tell_apart(np.array([1.0, 1.1, 0.9]), chance) is verdict
    worse = WORSE if verdict is BETTER else CANNOT_TELL
    assert tell_apart(np.array([-1.0, -1.1, -0.9]), round(1 - chance, 2)) is worse


def test_an_interval_and_a_chance_that_disagree_tell_nothing() -> None:
    assert tell_apart(np.array([1.0, 1.1, 0.9]), chance=0.05) is CANNOT_TELL


@pytest.mark.parametrize("differences", [[], [float("nan"), 1.0], [float("inf")]])
def test_differences_must_be_numbers(differences: list[float]) -> None:
    with pytest.raises(GongtongError, match="differences"):
        tell_apart(np.array(differences))


def test_a_chance_is_a_probability() -> None:
    with pytest.raises(GongtongError, match="chance"):
        tell_apart(np.ones(3), 1.2)


def test_the_rule_is_one_sentence_and_names_its_numbers() -> None:
    assert RULE.en.count(". ") == 0
    assert "95%" in RULE.en
    assert "nine in ten" in RULE.en


# Data or assumption


def test_an_answer_that_rests_on_what_was_assumed_says_so() -> None:
    said = prior_dominated([Contraction(REACH, 0.6), Contraction(SCORED, 0.19)])
    assert said.en.startswith("Prior-dominated")
    assert "assumed: weight of habit." in said.en
    assert "did narrow reach of a notice (variance down by 60%)" in said.en
    assert "先验主导" in said.zh
    assert "勿据此决策" in said.zh


def test_a_fifth_of_the_variance_is_where_data_had_a_say() -> None:
    assert "Prior-dominated" not in prior_dominated([Contraction(REACH, 0.2)]).en
    assert "Prior-dominated" in prior_dominated([Contraction(REACH, -0.1)]).en


def test_nothing_to_depend_on_is_refused() -> None:
    with pytest.raises(GongtongError, match="most_important"):
        prior_dominated([])


# What would change it


def test_what_turns_the_answer_round_comes_first() -> None:
    swings = [
        Swing(REACH, "0.05", "0.4", at_low=1.0, at_high=9.0),
        Swing(SCORED, "0.5", "2.5", at_low=-0.5, at_high=2.5),
    ]
    said = what_would_change(2.0, swings, points)
    assert said.en == (
        "At 0.5 for “weight of habit” it would turn round: -0.5 points instead of +2 points. "
        "“reach of a notice” moves it much without turning it round: +1 points at 0.05, +9 points at 0.4."
    )
    assert said.zh.startswith("若“习惯的权重”取0.5，结论会反转")


def test_three_are_named_at_most_the_largest_first() -> None:
    swings = [Swing(Text(f"number {n}", f"参数{n}"), "0", "1", 1.0, 1.0 + n) for n in range(6)]
    said = what_would_change(1.0, swings, points).en
    assert re.findall(r"number (\d)", said) == ["5", "4", "3"]


def test_what_moves_nothing_is_not_named() -> None:
    said = what_would_change(1.0, [Swing(REACH, "0", "1", 1.0, 1.0)], points)
    assert "structure of the model" in said.en
    assert REACH.en not in said.en
