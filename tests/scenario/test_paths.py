"""Names of values: one thing has one form of its name, and whoever gives it twice is told, whatever the two names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from sim.app.world.story import changing
from sim.lab.comparison.file import ComparisonFile, load_comparison
from sim.lab.design.arms import Arm
from sim.lab.design.factors import with_levels
from sim.lab.design.reader import RunsFile
from sim.lab.design.sweep_file import SweepFile, load_sweep
from sim.mesa_api import CommunityModel
from sim.param import Settings
from sim.scenario.file import dump
from sim.scenario.paths import by_name, full_path, short_name
from sim.text import GongtongError
from tests.support import small
from tests.support.command import refused

SHORT, LONG = "points.dose", "policies.points.dose"
BOTH = {SHORT: 0.5, LONG: 2.0}
SAME = r"policies\.points\.dose: is the same as points\.dose, which is given too; give one of them"


def test_a_name_has_one_form() -> None:
    assert {short_name(name) for name in (SHORT, LONG, " points . dose", "policies.points.dose ")} == {SHORT}
    assert full_path(SHORT) == full_path(LONG) == ("policies", "points", "dose")
    assert short_name("policies") == "policies"
    assert by_name([(LONG, 1), ("weeks", 2)]) == {SHORT: 1, "weeks": 2}


def test_a_group_and_what_is_in_it_are_one_thing_too() -> None:
    """Which of them holds would depend on the order in which they are named."""
    for group in ("points", "policies.points"):
        with pytest.raises(GongtongError, match=rf"points\.dose: is given besides {group}, the group that holds it"):
            small().but({SHORT: 0.5, group: {"budget": 10.0}})
    with pytest.raises(GongtongError, match="besides policies, the group"):
        small().but({"policies": {"points": {}}, LONG: 0.5})
    assert by_name([("points", True), (SHORT, 0.5)]) == {"points": True, SHORT: 0.5}, "a switch is no group"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "small.yaml").write_text(dump(small(weeks=3)), encoding="utf-8")
    return tmp_path


def given(folder: Path, text: str) -> Path:
    """A study file."""
    path = folder / "study.yaml"
    path.write_text(f"scenario: small.yaml\n{text}", encoding="utf-8")
    return path


def test_factors_of_a_study(folder: Path) -> None:
    """Two factors that are one number would be fewer runs, stored under the wrong level."""
    with pytest.raises(GongtongError, match=rf"study\.yaml:4:3: factors\.{SAME}"):
        load_sweep(given(folder, f"factors:\n  {SHORT}: [0.5, 1]\n  {LONG}: [1, 2]\n"))
    found = load_sweep(given(folder, f"factors: {{{LONG}: [0.5, 1]}}"))
    assert list(found.factors) == [SHORT]
    assert [run.factors for run in found] == [{SHORT: 0.5}, {SHORT: 1}]


def test_columns_of_a_list(folder: Path) -> None:
    (folder / "points.csv").write_text(f"{SHORT},{LONG}\n1,2\n", encoding="utf-8")
    with pytest.raises(GongtongError, match=SAME):
        load_sweep(given(folder, "design: {kind: list, file: points.csv}"))
    (folder / "points.csv").write_text(f"{SHORT},{SHORT}\n1,2\n", encoding="utf-8")
    with pytest.raises(GongtongError, match=r"points\.dose: is given twice; give it once"):
        load_sweep(given(folder, "design: {kind: list, file: points.csv}"))


def fields_by_name() -> Iterator[tuple[type[Settings], str, dict[str, Any]]]:
    """Every field of a file in which a person names values of a scenario, and what else its file needs."""
    for kind in (RunsFile, SweepFile, ComparisonFile, Arm):
        needed = {"arms": {"none": {}}} if kind is ComparisonFile else {}
        for name, field in kind.model_fields.items():
            if field.annotation == dict[str, Any]:
                yield kind, name, needed


@pytest.mark.parametrize(("kind", "name", "needed"), list(fields_by_name()))
def test_every_field_that_takes_names(kind: type[Settings], name: str, needed: Mapping[str, Any]) -> None:
    """A new one is refused here until it is read by the same mechanism."""
    with pytest.raises(ValidationError, match=SAME):
        kind.model_validate({**needed, name: BOTH})
    assert getattr(kind.model_validate({**needed, name: {LONG: 1}}), name) == {SHORT: 1}


def test_the_command_line(folder: Path) -> None:
    scenario = str(folder / "small.yaml")
    assert "policies.points.dose: is the same as points.dose" in refused(
        "run", scenario, "--set", f"{SHORT}=1", "--set", f"{LONG}=2"
    )
    assert "points.dose: is given twice" in refused("run", scenario, "--set", f"{SHORT}=1", "--set", f"{SHORT}=1")
    assert "weeks: is given twice" in refused("run", scenario, "--weeks", "5", "--set", "weeks=6")


def test_length_is_given_once(folder: Path) -> None:
    with pytest.raises(GongtongError, match=r"weeks: is given besides set\.weeks"):
        load_sweep(given(folder, "weeks: 2\nset: {weeks: 3}"))
    with pytest.raises(GongtongError, match="weeks: is given twice"):
        CommunityModel(small(), weeks=2, changes={"weeks": 3})


def test_a_value_on_the_command_line_stands_in_for_that_of_the_file_by_any_name(folder: Path) -> None:
    file = given(folder, f"arms: [base]\nset: {{{LONG}: 0.5}}\n")
    arm = load_comparison(file, {"set": {SHORT: 2.0}}).arms["base"]
    assert arm.value(SHORT) == 2.0


def test_changes_of_a_day() -> None:
    first = {"day": "2015-02-02", "name": SHORT, "value": 0.5}
    on = small(points__dose=1.0)
    for name, value in ((LONG, 2.0), ("points", {"dose": 2.0}), ("policies.points", {"dose": 2.0})):
        with pytest.raises(GongtongError, match=r"changes\.1: points\.dose is changed twice in the week"):
            on.but({"changes": [first, {"day": "2015-02-03", "name": name, "value": value}]})
    assert on.but({"changes": [{**first, "name": LONG}]}) == on.but({"changes": [first]})


def test_parameter_sets() -> None:
    with pytest.raises(GongtongError, match=r"is the same as leaders\.asked"):
        small().but({"calibrated": {"leaders.asked": 6.0, "policies.leaders.asked": 7.0}})
    assert small().but({"calibrated": {"policies.leaders.asked": 6.0}}).calibrated == {"leaders.asked": 6.0}


def test_levels_and_the_workshop() -> None:
    with pytest.raises(GongtongError, match=SAME):
        with_levels(small(), {SHORT: 0.5, LONG: 2.0})
    story = changing(changing(small(points__dose=1.0), 3, SHORT, 0.5), 3, LONG, 2.0)
    assert [change.value for change in story.changes] == [2.0], "the later one is in the place of the first"
