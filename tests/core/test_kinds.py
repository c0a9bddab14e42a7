"""Kinds of values: true is never 1, words are never numbers, 0 is never the year 1970; what is meant well is taken."""

from __future__ import annotations

import pkgutil
from collections.abc import Iterator
from datetime import date, datetime
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from pydantic import Field, ValidationError

import sim
from sim.lab.design.reader import RunsFile
from sim.lab.design.seeds import MOST_SEED, seeds_of
from sim.param import Day, Number, Real, Settings, Switch, Whole, param
from sim.report.text.numbers import seeds_named
from sim.scenario import Scenario, checked
from sim.scenario.file import parse
from sim.scenario.messages import first_complaint
from sim.text import GongtongError
from tests.commands.test_cli import SMALL
from tests.support.command import gongtong, one_sentence, refused

JANUARY = date(2016, 1, 4)


class Kinds(Settings):
    """One value of each kind."""

    on: Switch = True
    count: Whole = 1
    staff: int = param(3, 1, 5, "people", "staff", "人员", source="assumption", bounds=(1, 9))
    share: Real = 0.5
    fitted: dict[str, Number] = Field(default_factory=dict)
    day: Day | None = None
    grids: tuple[Whole, ...] = ()


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        ({"count": 5.0}, 5),
        ({"staff": 5.0}, 5),
        ({"share": 1}, 1.0),
        ({"fitted": {"a": 3, "b": 3.5}}, {"a": 3, "b": 3.5}),
        ({"day": "2016-01-04"}, JANUARY),
        ({"day": "2016-1-4"}, JANUARY),
        ({"day": datetime(2016, 1, 4)}, JANUARY),
        ({"grids": [1, 2.0]}, (1, 2)),
    ],
)
def test_what_is_meant_well_is_taken(given: dict[str, Any], meant: object) -> None:
    """And is then of its own kind."""
    [name] = given
    found = getattr(Kinds.model_validate(given), name)
    assert found == meant
    assert type(found) is type(meant)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"on": 1}, "on: 1 is not true or false."),
        ({"count": True}, "count: True is not a whole number."),
        ({"count": "5"}, "count: '5' is not a whole number."),
        ({"count": 5.5}, "count: 5.5 is not a whole number."),
        ({"count": 1e300}, "count: 1e+300 is not a whole number."),
        ({"staff": True}, "staff: True is not a whole number."),
        ({"staff": 99.0}, "staff: 99 is not allowed; staff (people) is between 1 and 9."),
        ({"share": "0.3"}, "share: '0.3' is not a number."),
        ({"share": True}, "share: True is not a number."),
        ({"share": float("nan")}, "share: nan is not a finite number."),
        ({"fitted": {"a.b": "0.3"}}, "fitted.a.b: '0.3' is not a number."),
        ({"fitted": {"a": True}}, "fitted.a: True is not a number."),
        ({"fitted": {"a": float("inf")}}, "fitted.a: inf is not a finite number."),
        ({"day": 0}, "day: 0 is not a date such as 2016-01-04."),
        ({"day": 1467590400}, "day: 1467590400 is not a date such as 2016-01-04."),
        ({"day": "1467590400"}, "day: '1467590400' is not a date such as 2016-01-04."),
        ({"day": "2016-02-30"}, "day: '2016-02-30' is not a date such as 2016-01-04."),
        ({"day": datetime(2016, 1, 4, 9)}, "day: 2016-01-04T09:00:00 is not a date such as 2016-01-04."),
        ({"day": date(1016, 1, 4)}, "day: 1016-01-04 is not a date in the years 1900 to 2199."),
        ({"grids": [True]}, "grids.0: True is not a whole number."),
    ],
)
def test_what_is_of_another_kind_is_refused_in_a_sentence(given: dict[str, Any], said: str) -> None:
    """With the field, the value and what is allowed."""
    with pytest.raises(ValidationError) as caught:
        Kinds.model_validate(given)
    assert first_complaint(caught.value.errors(), Kinds).text.en == said


def schemas(schema: Any) -> Iterator[dict[str, Any]]:
    """Every schema inside a core schema of pydantic, with the function that comes before it, if any."""
    if isinstance(schema, dict):
        if "type" in schema:
            yield schema
        for name, inner in schema.items():
            if name not in ("metadata", "serialization", "definitions"):
                yield from schemas(inner)
    elif isinstance(schema, list | tuple):
        for inner in schema:
            yield from schemas(inner)


def every(kind: type[Settings]) -> Iterator[type[Settings]]:
    """All settings of the program."""
    for inner in kind.__subclasses__():
        yield from (inner, *every(inner))


def test_no_settings_take_one_kind_for_another() -> None:
    """Every number, switch and date of every group of values is of one of the kinds above, so none can be forgotten."""
    for module in pkgutil.walk_packages(sim.__path__, "sim."):
        if "__main__" not in module.name and ".modeller" not in module.name:
            import_module(module.name)
    found = [kind for kind in every(Settings) if kind.__module__.startswith("sim.")]
    assert {Scenario, RunsFile} <= set(found)
    for kind in found:
        own = next(one["fields"] for one in schemas(kind.__pydantic_core_schema__) if one["type"] == "model-fields")
        for name, schema in own.items():
            inside = [one for one in schemas(schema) if one["type"] != "model"]
            kindly = any(one["type"] == "function-before" for one in inside)
            checked_before = kindly and any(one["type"] == "union" for one in inside)  # a number of either kind
            for one in inside:
                if one["type"] in ("bool", "int", "float", "date"):
                    assert one.get("strict") or checked_before, (kind, name)
                if one["type"] in ("int", "date"):
                    assert kindly, (kind, name)


# Scenarios


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("modules_start: 0", "case.yaml:1:1: modules_start: 0 is not a date such as 2016-01-04."),
        ("modules_start: 1467590400", "case.yaml:1:1: modules_start: 1467590400 is not a date such as 2016-01-04."),
        ("policies: {points: {grids: [true]}}", "case.yaml:1:21: policies.points.grids.0: True is not a whole number."),
        ("policies: {points: {start: 0}}", "case.yaml:1:21: policies.points.start: 0 is not a date such as 2016-01-04."),
        ("calibrated: {office.calls: '0.3'}", "case.yaml:1:14: calibrated.office.calls: '0.3' is not a number."),
        ("community: {first_monday: 0}", "case.yaml:1:13: community.first_monday: 0 is not a date such as 2016-01-04."),
        ("changes: [{day: 0, name: points, value: true}]", "case.yaml:1:12: changes.0.day: 0 is not a date such as 2016-01-04."),
    ],
)  # fmt: skip
def test_a_scenario_takes_nothing_for_something_else(text: str, said: str) -> None:
    """Each was a year, a grid or a number that nobody meant."""
    with pytest.raises(GongtongError) as caught:
        parse(text, "case.yaml")
    assert caught.value.text.en == said


def test_a_whole_number_with_a_point_is_the_same_scenario() -> None:
    """In a file, from `but`, and from a parameter set."""
    assert parse("office: {staff: 5.0}", "a.yaml").office.staff == 5
    assert Scenario().but({"office.staff": 5.0}).content_hash() == Scenario().but({"office.staff": 5}).content_hash()
    assert checked({"policies": {"points": {"grids": [1.0]}}}).policies["points"].grids == (1,)


# Seeds


@pytest.mark.parametrize(
    "seeds", ["0", "-1", "true", "1.5", "three", "", ",", "3,3", f"{MOST_SEED + 1},", "1000000000", "9" * 5000]
)
def test_seeds_that_cannot_be_meant_are_refused(seeds: str) -> None:
    """On the command line."""
    said = refused("run", f"--seeds={seeds}")
    assert said.startswith("--seeds: ")
    assert "3,7,11" in said
    assert len(said) < 300


@pytest.mark.parametrize(
    "given", ["[true, 0]", "0", "true", "[]", "[1, 1]", f"[{MOST_SEED + 1}]", "1000000000", "[1.5]"]
)
def test_seeds_of_a_file_are_as_strict(given: str, tmp_path: Path) -> None:
    """Nothing is built of a thousand million."""
    file = tmp_path / "asked.yaml"
    for rest in ("arms: [none, points]\n", "factors: {points.dose: [1.0]}\n"):
        file.write_text(f"{rest}seeds: {given}\n", encoding="utf-8")
        said = one_sentence(gongtong("compare" if "arms" in rest else "sweep", str(file)))
        assert said.startswith("asked.yaml:2:1: seeds")


def test_a_number_of_seeds_may_have_a_point() -> None:
    """As spreadsheets write it."""
    assert RunsFile.model_validate({"seeds": 3.0}).seeds == seeds_of(3) == (0, 1, 2)
    assert RunsFile.model_validate({"seeds": [7.0, MOST_SEED]}).seeds == (7, MOST_SEED)


def test_whoever_asks_for_one_seed_is_told_that_it_is_seed_0() -> None:
    """And which they are, of several."""
    assert "seed 0" in gongtong("run", "--weeks", "2", "--seeds", "1", *SMALL).stdout
    assert (
        "mean of 2 seeds (0 to 1)" in gongtong("run", "--weeks", "2", "--seeds", "2", "--workers", "1", *SMALL).stdout
    )
    assert seeds_named((0,)).en == "seed 0"
    assert seeds_named((3, 7, 11)).en == "3 seeds (3, 7, 11)"
    assert seeds_named((3, 7, 11)).zh == "3 个种子（3、7、11）"
    assert seeds_named(tuple(range(0, 40, 2))).en == "20 seeds (0, 2, …, 38)"
