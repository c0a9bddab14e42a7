"""Short runs: modules that would begin after the end are told of by what decides it, and one more value mends it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from sim.lab.design.reader import FileReader, RunsFile
from sim.mesa_api import CommunityModel
from sim.scenario import Scenario
from sim.scenario.file import load, parse
from sim.text import GongtongError
from tests.commands.test_cli import SMALL
from tests.support.command import gongtong, refused

LATE = (
    "modules_start: 2016-01-04, when points begins, is after the run ends, 2015-03-16; give an earlier day, or weeks of "
    "at least 53."
)


def test_the_key_that_decides_is_named() -> None:
    """Not a start that nobody set; and how many weeks would do."""
    with pytest.raises(GongtongError) as caught:
        load("liuhe").but({"weeks": 10}).adding("points")
    assert caught.value.text.en == LATE
    assert caught.value.text.zh.startswith("modules_start：points 的开始日期 2016-01-04")
    assert "53" in caught.value.text.zh
    assert load("liuhe").but({"weeks": 53}).adding("points").policies


def test_a_start_of_ones_own_is_named_where_it_was_set() -> None:
    """With its line."""
    with pytest.raises(GongtongError) as caught:
        parse("weeks: 10\npolicies:\n  points:\n    start: 2016-01-04\n", "case.yaml")
    assert caught.value.text.en.startswith("case.yaml:4:5: policies.points.start: 2016-01-04, when points begins, is ")


def test_the_command_says_so_and_takes_what_it_says() -> None:
    """Either way out works as it stands."""
    assert refused("run", "--weeks", "10", "--with", "points") == LATE
    short = ("run", "--weeks", "3", "--with", "points", *SMALL)
    assert gongtong(*short, "--set", "modules_start=2015-01-05").returncode == 0


def test_a_short_run_in_mesa_can_be_mended() -> None:
    """By the day on which modules begin, given beside the weeks."""
    with pytest.raises(GongtongError, match="modules_start: 2016-01-04, when points begins"):
        CommunityModel("liuhe", "points", weeks=10)
    small = dict(pair.split("=") for pair in SMALL[1::2] if "{" not in pair)
    model = CommunityModel(
        "liuhe",
        "points",
        weeks=3,
        changes={"modules_start": "2015-01-05", **{name: int(value) for name, value in small.items()},
                 "community.ages": {"infants": 17, "children": 90, "teens": 90, "young": 470, "elders": 235}},
        seed=1,
    )  # fmt: skip
    model.step()
    assert model.simulation.scenario.modules_start == date(2015, 1, 5)


def test_weeks_and_other_values_of_a_study_are_set_at_once(tmp_path: Path) -> None:
    """A scenario with modules of its own may be run for a short time, if they begin in it."""
    (tmp_path / "own.yaml").write_text("modules_start: 2016-01-04\npolicies: {points: {}}\n", encoding="utf-8")
    file = tmp_path / "study.yaml"
    file.write_text("scenario: own.yaml\nweeks: 10\nset: {modules_start: 2015-02-02}\n", encoding="utf-8")
    assert FileReader(RunsFile, file).base().weeks == 10
    file.write_text("scenario: own.yaml\nweeks: 10\n", encoding="utf-8")
    with pytest.raises(GongtongError, match=r"study\.yaml:2:1: modules_start: 2016-01-04, when points begins"):
        FileReader(RunsFile, file).base()


def test_where_nothing_is_said_modules_begin_with_the_run() -> None:
    """The default of a scenario fits a run of any length."""
    assert Scenario(weeks=1).adding("*").policies
