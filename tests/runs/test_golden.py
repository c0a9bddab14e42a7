"""Golden runs: yearly values of frozen scenarios that change only when somebody says why.

`python docs/tools/golden.py --reason "…"` makes them anew and keeps the reasons.
"""

from __future__ import annotations

import importlib.util
import json
import math
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from tests.support import ROOT


def _tool() -> ModuleType:
    """`docs/tools/golden.py`, which is no package."""
    path = ROOT / "docs" / "tools" / "golden.py"
    spec = importlib.util.spec_from_file_location("golden_tool", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


golden = _tool()
AGAIN = 'If the change is meant: python docs/tools/golden.py --reason "why"'

Values = dict[str, dict[str, float]]


def stored(name: str) -> dict[str, Any]:
    """A golden file."""
    return json.loads((golden.FOLDER / f"{name}.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", golden.SCENARIOS)
def test_the_golden_run_has_not_changed(name: str) -> None:
    """Every measure in every year, to nine digits."""
    rows = golden.differences(name, stored(name)["values"], golden.measured(name))
    assert not rows, "\n".join(["", *golden.readable(rows), AGAIN])


def test_there_is_a_file_for_each_scenario_and_no_other() -> None:
    """None that is compared with nothing."""
    assert {path.stem for path in golden.FOLDER.glob("*.json")} == set(golden.SCENARIOS)


@pytest.mark.parametrize("name", golden.SCENARIOS)
def test_every_golden_file_says_why_it_is_as_it_is(name: str) -> None:
    """Dated reasons, oldest first, and the seed and changes it was made from."""
    kept = stored(name)
    days = [entry["date"] for entry in kept["history"]]
    assert days
    assert days == sorted(days)
    assert all(entry["reason"].strip() for entry in kept["history"])
    assert kept["seed"] == golden.SEED
    assert kept["changes"] == golden.changes(name)


def test_the_scenarios_are_lively() -> None:
    """What stands still would hide a change: most measures differ between years and between scenarios."""
    every = {name: stored(name)["values"] for name in golden.SCENARIOS}
    for name, values in every.items():
        moving = [measure for measure, years in values.items() if len(set(years.values())) > 1]
        assert len(moving) > 0.8 * len(values), name
    assert len({json.dumps(values["participation"]) for values in every.values()}) == len(every)


OLD: Values = {"trust": {"2015": 0.5, "2016": 0.25}, "cost_yuan": {"2015": 0.0}}


def test_the_diff_names_scenario_measure_year_and_change() -> None:
    """As a table that can be read."""
    new: Values = {"trust": {"2015": 0.5, "2016": 0.3}, "cost_yuan": {"2015": 7.0}}
    rows = golden.differences("cold", OLD, new)
    assert [(row.measure, row.year) for row in rows] == [("trust", "2016"), ("cost_yuan", "2015")]
    heading, first, second = golden.readable(rows)
    assert heading.split() == ["scenario", "measure", "year", "golden", "now", "change"]
    assert first.split() == ["cold", "trust", "2016", "0.25", "0.3", "+20%"]
    assert second.split() == ["cold", "cost_yuan", "2015", "0", "7", "new"]


@pytest.mark.parametrize(
    ("now", "found"),
    [
        (0.25, 0),
        (0.25 * (1 + 1e-12), 0),
        (0.25 * (1 + 1e-7), 1),
        (-0.25, 1),
        (math.nan, 1),
    ],
)
def test_nine_digits_count(now: float, found: int) -> None:
    """Less than the last is the machine's, more is a change."""
    new: Values = {**OLD, "trust": {"2015": 0.5, "2016": now}}
    assert len(golden.differences("cold", OLD, new)) == found


@pytest.mark.parametrize(
    "new",
    [
        {"trust": OLD["trust"]},
        {**OLD, "motivation": {"2015": 0.1}},
        {**OLD, "trust": {"2015": 0.5}},
        {**OLD, "trust": {**OLD["trust"], "2017": 0.2}},
    ],
)
def test_measures_and_years_that_come_or_go_are_changes(new: Values) -> None:
    """Key by key, from both sides."""
    assert len(golden.differences("cold", OLD, new)) == 1
    assert len(golden.differences("cold", new, OLD)) == 1
    golden.readable(golden.differences("cold", OLD, new))


def test_making_them_anew_keeps_the_reasons(tmp_path: Path) -> None:
    """A file that changed gets one more dated reason; one that did not is left alone; a reason must be given."""
    assert golden.renew(["cold"], "first", "2024-01-01", tmp_path) == ["cold"]
    path = tmp_path / "cold.json"
    assert golden.renew(["cold"], "again", "2024-02-01", tmp_path) == []
    kept = json.loads(path.read_text(encoding="utf-8"))
    assert kept["history"] == [{"date": "2024-01-01", "reason": "first"}]
    kept["values"]["trust"]["2015"] = 0.0
    path.write_text(json.dumps(kept), encoding="utf-8")
    assert golden.renew(["cold"], "mended", "2024-03-01", tmp_path) == ["cold"]
    kept = json.loads(path.read_text(encoding="utf-8"))
    assert [entry["reason"] for entry in kept["history"]] == ["first", "mended"]
    with pytest.raises(SystemExit):
        golden.main(["--reason", "  "])


@pytest.mark.parametrize(
    ("name", "number", "value"),
    [("cold", "resident.weight_habit", 1.51), ("points_of_the_estate", "points.facility_promise", 0.31)],
)
def test_a_number_changed_a_little_is_noticed(
    monkeypatch: pytest.MonkeyPatch, name: str, number: str, value: float
) -> None:
    """A comparison that cannot fail would be none."""
    monkeypatch.setitem(golden.SCENARIOS, name, {**golden.SCENARIOS[name], number: value})
    rows = golden.differences(name, stored(name)["values"], golden.measured(name))
    assert rows
