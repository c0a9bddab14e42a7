"""What a scenario says is said, whatever its value: no parameter set takes the place of a number that is given."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from sim.agents.office import OfficeSettings
from sim.app.world.story import unrolled
from sim.lab.comparison.file import comparison_of
from sim.lab.design.factors import with_levels
from sim.lab.design.posterior import with_parameters
from sim.policies.leaders import Leaders
from sim.results import Results
from sim.scenario import Scenario, fitted_numbers
from sim.scenario.file import dump, load, parse
from sim.simulation import run
from sim.text import GongtongError
from tests.support import small

DRAW = {path: number.high for path, number in fitted_numbers().items()}
CALLS = fitted_numbers()["office.calls"].default


def calls(scenario: Scenario, week: int = 0) -> float:
    """Calls a week that hold in a week of a run over the parameter set."""
    return with_parameters(scenario, DRAW).in_force(week).settled().office.calls


@pytest.mark.parametrize("path", list(fitted_numbers()))
def test_every_number_that_is_said_is_held(path: str) -> None:
    """At its declared default and just beside it; one that is not said is that of the set."""
    default = fitted_numbers()[path].default
    beside = default + 1 if isinstance(default, int) else default + 1e-4
    module = path.partition(".")[0]
    plain = small(weeks=1)
    plain = plain if plain.value(path) is not None else plain.adding(module)
    for value in (default, beside):
        assert with_parameters(plain.but({path: value}), DRAW).settled().value(path) == value
    assert with_parameters(plain, DRAW).settled().value(path) == DRAW[path] != default


def test_a_file_that_says_the_default_holds_it() -> None:
    """As it does a number right beside it."""
    assert calls(parse("office: {calls: 12.0}", "a.yaml")) == CALLS == 12.0
    assert calls(parse("office: {calls: 12}", "a.yaml")) == 12.0
    assert calls(parse("office: {calls: 12.0001}", "a.yaml")) == 12.0001
    assert calls(parse("office: {staff: 8}", "a.yaml")) == DRAW["office.calls"]
    assert (
        calls(parse("office: {calls: 12.0}", "a.yaml").but({"office.calls": 9.0}).but({"office.calls": 12.0})) == 12.0
    )


def test_settings_made_in_python_say_what_they_name() -> None:
    assert calls(Scenario(office=OfficeSettings(calls=12.0))) == 12.0
    assert calls(Scenario(office=OfficeSettings(staff=8))) == DRAW["office.calls"]
    leaders = Scenario(policies={"leaders": Leaders.settings_type(asked=8.0)})
    assert with_parameters(leaders, DRAW).settled().value("leaders.asked") == 8.0


def test_a_group_that_is_given_whole_says_what_is_in_it_and_nothing_else() -> None:
    said = small().but({"office.calls": 12.0, "office.activities": 1.0})
    assert said.held == ("office.activities", "office.calls")
    assert said.but({"office": {"calls": 12.0}}).held == ("office.calls",)
    assert said.but({"office": {}}).held == ()


def test_what_is_said_of_a_module_goes_with_it() -> None:
    on = small().but({"leaders.asked": 8.0})
    assert on.held == ("leaders.asked",)
    assert on.adding("points").without("leaders").held == ()
    assert on.without("leaders").adding("leaders").held == ()


def test_it_survives_files_and_stored_runs(tmp_path: Path) -> None:
    """A whole file holds every number, and still knows which were said."""
    said = small(weeks=1, office__calls=12.0)
    again = parse(dump(said), "again.yaml")
    assert again == said
    assert calls(again) == 12.0
    assert calls(parse(dump(small(weeks=1)), "plain.yaml")) == DRAW["office.calls"]
    kept = Results.load(run(with_parameters(said, DRAW), 0).save(tmp_path / "run.npz")).scenario
    assert kept.settled().office.calls == 12.0


def test_dated_changes_say_from_their_day_on() -> None:
    changes = [
        {"day": "2015-01-12", "name": "office.calls", "value": 12.0},
        {"day": "2015-01-19", "name": "leaders", "value": {"asked": 8.0}},
        {"day": "2015-01-26", "name": "leaders", "value": True},
    ]
    told = small(weeks=5).but({"changes": changes})
    assert [calls(told, week) for week in (0, 1, 4)] == [DRAW["office.calls"], 12.0, 12.0]
    asked = [with_parameters(told, DRAW).in_force(week).settled().value("leaders.asked") for week in (1, 2, 3)]
    assert asked == [None, 8.0, 8.0]


def test_a_story_of_the_workshop_keeps_what_was_said_of_a_module() -> None:
    """Also where modules become dated changes."""
    story = unrolled(small(weeks=5).but({"leaders.asked": 8.0, "leaders.start": date(2015, 1, 12)}))
    assert with_parameters(story, DRAW).in_force(1).settled().value("leaders.asked") == 8.0


def test_levels_of_a_sweep_are_said() -> None:
    assert [calls(with_levels(small(), {"office.calls": level})) for level in (10.0, 12.0)] == [10.0, 12.0]


def test_it_makes_another_run_only_over_a_parameter_set() -> None:
    """Alone the two run alike and are stored as one."""
    plain, said = small(), small(office__calls=12.0)
    assert plain.content_hash() == said.content_hash()
    over = [with_parameters(one, DRAW).content_hash() for one in (plain, said)]
    assert over[0] != over[1]
    assert over[1] == with_parameters(said, {**DRAW, "office.calls": 5.0}).but({"calibrated": DRAW}).content_hash()


def test_arms_that_differ_by_what_they_say_are_two_over_the_posterior() -> None:
    arms = {"none": {"modules": "none"}, "held": {"modules": "none", "set": {"office.calls": 12.0}}}
    assert len(comparison_of({"arms": arms, "posterior": 2}).arms) == 2
    with pytest.raises(GongtongError, match="none and held are the same arm"):
        comparison_of({"arms": arms, "posterior": 0})


def test_the_shipped_case_leaves_every_number_to_the_posterior() -> None:
    assert load("liuhe").held == load("liuhe-history").held == ()


def test_a_set_that_would_change_nothing_is_refused() -> None:
    """As where a whole file was written by hand: the posterior would have no effect, and nobody would know."""
    whole = small().but({path: small().value(path) for path in DRAW if small().value(path) is not None})
    with pytest.raises(GongtongError, match="says every number of the parameter set itself"):
        with_parameters(whole, DRAW)


def test_only_numbers_that_may_be_fitted_can_be_noted() -> None:
    with pytest.raises(GongtongError, match=r"community\.grids: is not among the numbers that may be fitted"):
        small().but({"held": ["community.grids"]})
