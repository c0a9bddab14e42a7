"""The weeks before the first: kept, shared by arms, and never another community's."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import replace

import numpy as np
import pytest

from sim.community import build_community
from sim.contract import difference, state
from sim.matters import NOT_YET
from sim.scenario import Scenario
from sim.simulation import Simulation
from tests.support import read_only, small


def begun(**changes: object) -> Scenario:
    """A lively small community with half a year before its first week."""
    return small(**{"weeks": 4, "run_in": 26, "office__activities": 3.0, **changes})


def test_a_kept_run_in_is_the_one_that_was_lived(monkeypatch: pytest.MonkeyPatch) -> None:
    """To the last bit, and a run that starts from it leaves it as it was."""
    monkeypatch.setattr("sim.run_in._kept", OrderedDict())
    first = Simulation(begun(), 1)
    before = {name: column.copy() for name, column in state(first.world).items()}
    assert before["took"].any()
    first.run()
    kept = Simulation(begun(), 1)
    assert kept.world is not first.world
    assert not difference(before, state(kept.world))
    monkeypatch.setattr("sim.run_in._kept", OrderedDict())
    assert not difference(before, state(Simulation(begun(), 1).world))


def test_every_arm_begins_from_the_same_state() -> None:
    """Whatever modules and trials are to come; not where a rule of people is another, or the seed."""
    plain = state(Simulation(begun(), 1).world)
    for arm in (begun().adding("*"), begun(trial__share=1.0, trial__start=0, trial__asks=1.0)):
        assert not difference(plain, state(Simulation(arm, 1).world))
    for other, seed in ((begun(resident__base=0.0), 1), (begun(asking__weight_cadre=3.0), 1), (begun(), 2)):
        assert difference(plain, state(Simulation(other, seed).world))


def test_another_community_of_the_same_settings_lives_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    """One that was made by hand is not given what another lived through."""
    scenario = begun()
    community = build_community(scenario.community, scenario.weeks)
    Simulation(scenario, 1)
    alike = read_only(np.ones_like(community.traits.threshold))
    other = replace(community, traits=replace(community.traits, threshold=alike))
    monkeypatch.setattr("sim.simulation.build_community", lambda *_: other)
    made = Simulation(scenario, 1).world
    assert made.community is other
    assert (made.residents.threshold == 1).all()


def test_matters_of_the_run_in_are_known_by_their_negative_weeks() -> None:
    """Some still wait when the run begins, and are no younger for it; nothing is closed that is open."""
    world = Simulation(begun(), 1).world
    book, count = world.matters.book, world.matters.count
    assert count > 10
    assert (book.arrived[:count] >= -26).all()
    assert (book.arrived[:count] < 0).all()
    waiting = book.closed[:count] == NOT_YET
    assert np.array_equal(np.flatnonzero(waiting), np.sort(world.matters.open))
    assert waiting.any()
    assert not waiting.all()
    assert (book.closed[:count][~waiting] >= book.arrived[:count][~waiting]).all()


def test_nothing_of_it_is_recorded_booked_or_told() -> None:
    """The record has the run's own weeks; nobody was born, moved or gathered a group."""
    made = Simulation(begun(), 1)
    assert made.world.society.ever == []
    assert not made.world.ledger.cadre_hours.any()
    made.run()
    results = made.results()
    assert all(values.shape[0] == 4 for values in results.series.values())
    assert all(event.week >= 0 for event in results.events)
