"""Trials and the run-in in a scenario: kept to the letter in files, and held for a whole run."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim.scenario import Scenario
from sim.scenario.changes import Change
from sim.scenario.file import dump, parse
from sim.simulation import run
from sim.text import GongtongError
from sim.trial import Club, Treatment
from tests.support import small

SECOND = {"share": 0.5, "source": "stranger", "about": "everyday", "hours": 2.0, "estates": [3, 4], "only": "active"}
CHOIR = {"kind": "interest", "members": "by_order", "week": 3, "estate": 7, "people": 12, "coordinator_hours": 6.0}
TRIAL = {"trial.also.second": SECOND, "trial.clubs.choir": CHOIR, "trial.share": 0.25, "trial.asks": 1.0}


def told(**changes: Any) -> str:
    """What is said of a scenario that is refused."""
    with pytest.raises(GongtongError) as found:
        small(**changes)
    assert found.value.text.zh.endswith(("。", "？"))
    return found.value.text.en


def test_treatments_and_clubs_survive_their_file() -> None:
    """Each with its name, in their order, of which the lot depends."""
    scenario = small().but(TRIAL)
    again = parse(dump(scenario), "case.yaml")
    assert again == scenario
    assert again.content_hash() == scenario.content_hash() != small().content_hash()
    assert again.trial.also == {"second": Treatment(**SECOND)}
    assert again.trial.clubs == {"choir": Club(**CHOIR)}
    both = small().but({"trial.also": {"b": SECOND, "a": SECOND}})
    assert list(parse(dump(both), "case.yaml").trial.treatments) == ["", "b", "a"]


def test_a_single_number_of_a_treatment_or_a_club_is_set_by_its_path() -> None:
    """The rest stays as it was, or at its default where there was none."""
    changed = small().but(TRIAL).but({"trial.also.second.share": 0.1, "trial.clubs.choir.people": 30})
    assert changed.trial.also["second"] == Treatment(**{**SECOND, "share": 0.1})
    assert changed.trial.clubs["choir"] == Club(**{**CHOIR, "people": 30})
    assert small().but({"trial.also.new.share": 0.1}).trial.also == {"new": Treatment(share=0.1)}
    assert changed.value("trial.clubs.choir.people") == 30


def test_nothing_of_a_trial_can_be_written_to() -> None:
    """Two scenarios that are equal stay so."""
    trial = small().but(TRIAL).trial
    for group in (trial.also, trial.clubs):
        with pytest.raises(TypeError):
            group["more"] = None  # type: ignore[index]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"trial__estates": (26,)}, ("trial.estates", "26", "25")),
        ({"trial__also__second__estates": (0,)}, ("trial.also.second.estates", "0", "25")),
        ({"trial__clubs__choir__estate": 26}, ("trial.clubs.choir.estate", "26", "25")),
        ({"trial__clubs__choir__members": "all"}, ("trial.clubs.choir.members", "willing", "by_order")),
        ({"trial__only": "cadres"}, ("trial.only", "bystanders", "active")),
        ({"trial__source": "household"}, ("trial.source", "tie", "stranger")),
        ({"run_in": 1.5}, ("run_in", "1.5")),
    ],
)
def test_what_is_not_possible_is_named(changes: dict[str, Any], words: tuple[str, ...]) -> None:
    """The setting, what was given, and what is allowed."""
    said = told(**changes)
    assert said.startswith(words[0])
    assert all(word in said for word in words), said


@pytest.mark.parametrize("name", ["run_in", "trial.share", "trial.also.second.share", "trial.clubs.choir.people"])
def test_run_in_and_trial_hold_for_the_whole_run(name: str) -> None:
    """A dated change of them is refused: one comes before the first week, the other is drawn once."""
    change = {"day": small().clock.date(3), "name": name, "value": 1}
    with pytest.raises(GongtongError) as found:
        small().but({**TRIAL, "changes": [change]})
    assert name in found.value.text.en
    assert "whole run" in found.value.text.en
    assert "请在整个方案中设定" in found.value.text.zh


def from_week(week: int, base: Scenario, name: str, value: object) -> Scenario:
    """A scenario in which a number is another from some week on."""
    return base.but({"changes": [Change(day=base.clock.date(week), name=name, value=value).model_dump()]})


def test_how_people_are_asked_can_change_half_way() -> None:
    """What an hour reaches and what it costs, and what a cadre's word weighs: from that week on, and not before."""
    base = small(weeks=8, run_in=0, trial__share=1.0, trial__start=0, trial__asks=1.0, trial__source="stranger")
    plain = run(base, 3)
    cost = plain.yuan[:, plain.modules.index("trial")].sum(axis=1)
    for name, times in (("asking.contacts", 0.5), ("asking.wage", 2.0)):
        changed = run(from_week(4, base, name, times * base.value(name)), 3)
        now = changed.yuan[:, changed.modules.index("trial")].sum(axis=1)
        assert now == pytest.approx(cost * np.array([1] * 4 + [2] * 4)), name
    weightier = run(from_week(4, base, "asking.weight_stranger", 5.0), 3)
    came = [results.series["active_4w"] for results in (plain, weightier)]
    assert np.array_equal(came[0][:4], came[1][:4])
    assert (came[1][4:] > came[0][4:]).all()


def test_a_change_in_the_first_week_is_a_declaration() -> None:
    """It holds in the run-in as well."""
    base = small(weeks=3, run_in=4)
    first, declared = (
        run(from_week(0, base, "asking.weight_cadre", 5.0), 1),
        run(base.but({"asking.weight_cadre": 5.0}), 1),
    )
    assert all(np.array_equal(values, declared.series[measure]) for measure, values in first.series.items())
    assert not np.array_equal(first.series["participation"], run(base, 1).series["participation"])
