"""Dated changes: from their week on, and not a bit before."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest

from sim.param import declared
from sim.policies import policies
from sim.results import Results
from sim.scenario import Scenario
from sim.scenario.changes import CHANGEABLE
from sim.scenario.file import dump, parse
from sim.simulation import run
from sim.text import GongtongError
from tests.support import small

WEEK, WEEKS = 20, 40


def changing(base: Scenario, *changes: tuple[int, str, object]) -> Scenario:
    """A scenario with changes, each a week, a name and a value."""
    dated = [{"day": base.clock.date(week), "name": name, "value": value} for week, name, value in changes]
    return base.but({"changes": dated})


def same(a: Results, b: Results, weeks: slice, *, but: tuple[str, ...] = ()) -> bool:
    """Whether two runs measured the same to the last bit in some weeks, in all that both measure."""
    names = [name for name in a.series if name in b.series and name not in but]
    assert len(names) > 30
    grids = all(np.array_equal(a.by_grid[name][weeks], b.by_grid[name][weeks]) for name in a.by_grid if name not in but)
    return grids and all(np.array_equal(a.series[name][weeks], b.series[name][weeks]) for name in names)


@pytest.fixture(scope="module")
def cold() -> Scenario:
    """Nothing switched on."""
    return small(weeks=WEEKS, office__activities=3.0)


@pytest.mark.parametrize("name", sorted(policies()))
def test_a_module_switched_on_is_a_module_that_starts_then(cold: Scenario, name: str) -> None:
    """A change and a start date are two ways to say one thing; what happened before is untouched."""
    changed = run(changing(cold, (WEEK, name, True)), seed=3)
    dated = run(cold.but({f"{name}.start": cold.clock.date(WEEK)}), seed=3)
    assert same(changed, run(cold, seed=3), slice(WEEK))
    assert same(changed, dated, slice(WEEKS), but=tuple(m.name for m in policies()[name].measures))
    assert changed.events == dated.events


@pytest.mark.parametrize("name", sorted(policies()))
def test_a_module_switched_off_is_a_module_that_stops_then(cold: Scenario, name: str) -> None:
    """The same for its end."""
    base = cold.adding(name)
    changed = run(changing(base, (WEEK, name, False)), seed=3)
    dated = run(base.but({f"{name}.stop": cold.clock.date(WEEK)}), seed=3)
    assert same(changed, dated, slice(WEEKS))
    assert changed.events == dated.events


def others(settings: Any, path: str = "") -> dict[str, object]:
    """Another possible value for every number that may change."""
    numbers = [n for n in declared(settings) if n.path.split(".")[0] not in settings.whole_run]
    found: dict[str, object] = {}
    for number in numbers:
        value = (
            (number.low + number.default) / 2 if number.low != number.default else (number.high + number.default) / 2
        )
        found[path + number.path] = round(value) if isinstance(number.default, int) else value
    return found


@pytest.mark.parametrize("name", sorted(policies()))
def test_no_module_holds_on_to_numbers_that_changed(cold: Scenario, name: str) -> None:
    """Numbers changed in the week in which a module begins are the numbers it begins with: nothing old is kept."""
    numbers = {**others(policies()[name].settings_type, f"{name}."), f"{name}.grids": (1, 2, 3)}
    start = cold.but({f"{name}.start": cold.clock.date(WEEK)})
    changed = run(changing(start, *((WEEK, path, value) for path, value in numbers.items())), seed=3)
    declared_so = run(start.but(numbers), seed=3)
    assert same(changed, declared_so, slice(WEEK, WEEKS))
    assert not same(changed, run(start, seed=3), slice(WEEK, WEEKS))


def test_the_rules_of_people_change_with_their_numbers(cold: Scenario) -> None:
    """In week 0 a change is a declaration; later it touches no week before."""
    numbers: Mapping[str, object] = {}
    for part in CHANGEABLE:
        if part != "policies":
            numbers = {**numbers, **others(type(getattr(cold, part)), f"{part}.")}
    possible = {path: value for path, value in numbers.items() if path != "matters.hard_hours"}
    at_once = run(changing(cold, *((0, path, value) for path, value in possible.items())), seed=3)
    assert same(at_once, run(cold.but(possible), seed=3), slice(WEEKS))
    later = run(changing(cold, *((WEEK, path, value) for path, value in possible.items())), seed=3)
    assert same(later, run(cold, seed=3), slice(WEEK))
    assert not same(later, run(cold, seed=3), slice(WEEK, WEEKS))


def test_a_module_can_be_switched_on_again(cold: Scenario) -> None:
    """It begins once more, with what it remembers."""
    again = run(changing(cold.adding("*"), *((12, n, False) for n in policies()), *((25, n, True) for n in policies())))
    told = {event.week for event in again.events if event.module == "points"}
    assert {0, 12, 25} <= told
    assert again.series["points_enrolled"][-1] > 0


def test_a_scenario_with_changes_survives_its_file(cold: Scenario) -> None:
    """YAML out and in gives an equal one, and the same run."""
    scenario = changing(
        cold,
        (3, "points", {"budget": 2000.0, "reward": "lottery"}),
        (9, "points.grids", [1, 2]),
        (9, "resident.weight_habit", 1.0),
        (30, "points", False),
    )
    again = parse(dump(scenario), "case.yaml")
    assert again == scenario
    assert again.content_hash() == scenario.content_hash()
    assert same(run(scenario, 1), run(again, 1), slice(WEEKS))


def test_changes_count_in_the_hash_and_their_absence_does_not(cold: Scenario) -> None:
    """Stores made before there were changes stay good."""
    assert "changes" not in cold.model_dump(exclude={"changes"})
    assert changing(cold, (3, "points", True)).content_hash() != cold.content_hash()
    assert changing(cold).content_hash() == cold.content_hash()


REFUSED = {
    "never in the run": ((WEEKS, "points", True), ["changes.0", "not in the run"]),
    "no such module": ((3, "pionts", True), ["pionts", "nothing of that name"]),
    "no such number": ((3, "resident.weight_habbit", 1.0), ["weight_habbit", "weight_habit"]),
    "not possible": ((3, "resident.weight_habit", 99.0), ["resident.weight_habit", "99"]),
    "not a switch": ((3, "points", 3), ["points", "true, false"]),
    "off": ((3, "points.dose", 2.0), ["points.dose", "not switched on"]),
    "the community": ((3, "community.residents", 99), ["community.residents", "whole run"]),
    "the rule": ((3, "resident.rule", "thresholds"), ["resident.rule", "whole run"]),
    "the length": ((3, "weeks", 99), ["weeks", "whole run"]),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_change_is_refused_in_a_sentence(cold: Scenario, case: str) -> None:
    """Naming the change, the day and what is allowed."""
    change, words = REFUSED[case]
    with pytest.raises(GongtongError) as found:
        changing(cold, change)
    assert all(word in found.value.text.en for word in words), found.value.text.en
    assert found.value.text.zh.endswith(("。", "？"))


def test_fixed_settings_of_a_module_and_its_dates_are_refused(cold: Scenario) -> None:
    """Accounts cannot be pooled otherwise half-way; a start is a switch."""
    for name, value in (("points.pooled", "estate"), ("points.start", "2016-01-04")):
        with pytest.raises(GongtongError, match="whole run"):
            changing(cold.adding("points"), (3, name, value))
    with pytest.raises(GongtongError, match="twice"):
        changing(cold, (3, "points", True), (3, "points", False))
    with pytest.raises(GongtongError, match="order of weeks"):
        changing(cold, (5, "points", True), (3, "leaders", True))


def test_a_module_that_is_off_has_no_changes(cold: Scenario) -> None:
    """An arm without a module is without it, whatever changes its scenario had."""
    base = changing(
        cold, (3, "points", True), (5, "leaders", True), (6, "points.dose", 2.0), (7, "office.overtime", 0.2)
    )
    assert [change.name for change in base.without("points").changes] == ["leaders", "office.overtime"]
    assert [change.name for change in base.without("*").changes] == ["office.overtime"]
    assert [change.name for change in base.adding("services").changes] == [change.name for change in base.changes]
