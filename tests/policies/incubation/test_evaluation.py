"""Step nine, the evaluation, and what there is after it; the end of the platform."""

from __future__ import annotations

import re
from datetime import date
from itertools import pairwise
from typing import Any

import pytest

from sim.agents.organisation.life import DISSOLVED
from sim.ledger import Event
from sim.policies.incubation import Incubation
from sim.policies.incubation.evaluation import evaluate
from sim.policies.incubation.words import (
    CLOSES,
    CORRECTS,
    COVENANT,
    GRADUATES,
    LED,
    OPENS,
    REGISTERS,
    TAKEN_UP,
    TAKES_SHAPE,
)
from sim.simulation import Simulation
from sim.text import Filled, Text
from tests.support import small
from tests.support.incubator import EASY, GOVERNMENT, LIFE, NAMES, RULES, Platform

STOP = date(2016, 11, 7)


# Step nine: evaluation

BEST: dict[str, Any] = {"leaders": [0], "cohesion": 1.0, "held": (1 << 26) - 1, "funds": 1e6}


@pytest.mark.parametrize(
    ("changes", "score"),
    [
        ({}, 1.0),
        ({"leaders": []}, 0.8),
        ({"cohesion": 0.5}, 0.9),
        ({"held": 0}, 0.8),
        ({"held": 1 << 26}, 0.8),
        ({"held": (1 << 13) - 1}, 1.0),
        ({"funds": 0.0}, 0.8),
        ({"funds": 6.5 * LIFE.activity_cost * LIFE.rate}, 0.9),
        ({"leaders": [0, 1]}, 1.0),
    ],
)
def test_an_evaluation_looks_at_five_things_alike(changes: dict[str, Any], score: float) -> None:
    """Activity in half a year, active members, a leader, money for a quarter, cohesion: a fifth each."""
    place = Platform()
    p = place.group("evaluate", 2 * LIFE.small, **{**BEST, **changes})
    assert evaluate(p.group(), place.week) == pytest.approx(score)


def test_few_members_make_a_poor_score() -> None:
    """Twice a dozen are enough."""
    place = Platform()
    p = place.group("evaluate", LIFE.small, **BEST)
    assert evaluate(p.group(), place.week) == pytest.approx(0.9)


def test_evaluations_come_every_so_many_weeks_and_are_paid() -> None:
    """The first after as many weeks of the step; who passes graduates."""
    place = Platform(weeks_evaluate=6)
    place.group("evaluate", 3)
    costs = []
    for on in range(14):
        assert place.follow(min(on, 1)) == "evaluate"
        costs.append(place.booked().sum())
    assert [n for n, yuan in enumerate(costs) if yuan] == [6, 12]
    assert max(costs) == RULES.evaluation_yuan


@pytest.mark.parametrize(("passing", "corrected"), [(0.79, False), (0.81, True)])
def test_who_does_not_pass_gets_corrective_action(passing: float, corrected: bool) -> None:
    """A share of the cohesion and ability that are missing, and an entry in the chronicle."""
    place = Platform(weeks_evaluate=4, passing=passing)
    p = place.group("evaluate", 2 * LIFE.small, **{**BEST, "cohesion": 0.0})
    for on in range(5):
        place.follow(min(on, 1))
    assert p.score == pytest.approx(0.8)
    assert p.group().cohesion == p.group().capability == pytest.approx(RULES.corrected if corrected else 0.0)
    assert place.told_of(CORRECTS) == [CORRECTS.filled(name=p.group().name, score=80)] * corrected
    assert (0 in place.policy.projects) == corrected


def test_graduation_frees_the_slot_and_support_goes_on() -> None:
    """The chronicle says how long it took; the platform keeps an eye on graduates."""
    place = Platform(weeks_evaluate=0)
    p = place.group("evaluate", 20)
    p.evaluated, p.score = 10_000, 1.0
    assert place.follow(9) == "graduated"
    assert place.policy.projects == {}
    assert (p.group().alive, p.group().supported) == (True, True)
    assert place.told()[-1] == GRADUATES.filled(name=p.group().name, weeks=9, people=20)
    assert place.policy.measured()["incubation_graduated"] == 1


@pytest.mark.parametrize(("week", "times"), [(51, 0), (52, 1), (53, 0)])
def test_graduates_are_evaluated_once_a_year(week: int, times: int) -> None:
    """They may win money, are corrected if need be; those that ended cost nothing."""
    place = Platform(week, gift_chance=1.0)
    assert place.world.clock.starts_year(52)
    p, gone = place.group("evaluate", 3), place.group("evaluate", 3, slot=1)
    place.policy.projects.clear()
    place.policy.graduates = [p, gone]
    place.society.end(gone.group(), week, DISSOLVED)
    place.policy.follow(place.week)
    assert place.booked()[GOVERNMENT] == times * RULES.evaluation_yuan
    assert p.group().funds == times * RULES.gift
    assert (p.group().cohesion > LIFE.cohesion_start) == bool(times)
    assert gone.group().funds == 0


# The end


def test_support_ends_with_the_platform() -> None:
    """Circles scatter; groups and graduates go on alone with what they have; the chronicle says how many."""
    place = Platform()
    circle, acting, old = place.group("interest"), place.group("act", slot=1), place.group("evaluate", slot=2)
    del place.policy.projects[2]
    place.policy.graduates = [old]
    old.group().capability, old.group().awards, old.group().funds = 0.5, 5, 300.0
    place.policy.finish(place.week)
    assert [p.group().alive for p in (circle, acting, old)] == [False, True, True]
    assert not any(p.group().supported for p in (circle, acting, old))
    assert (old.group().capability, old.group().awards, old.group().funds) == (0.5, 5, 300.0)
    assert place.policy.projects == {}
    assert place.told()[-1] == CLOSES.filled(n=2)


@pytest.fixture(scope="module")
def easy() -> tuple[Simulation, Incubation]:
    """Two years in which groups get on easily, until the platform closes."""
    simulation = Simulation(small(**EASY, incubation__stop=STOP), 1, audit=True)
    (policy,) = simulation.policies
    assert isinstance(policy, Incubation)
    simulation.run()
    return simulation, policy


def test_after_the_end_nothing_is_booked(easy: tuple[Simulation, Incubation]) -> None:
    """No yuan, no cadre hours, nobody stood by."""
    simulation, policy = easy
    ledger, at = simulation.world.ledger, simulation.world.ledger.modules.index("incubation")
    assert ledger.yuan[policy.last_week - 1, at].any()
    assert not ledger.yuan[policy.last_week :, at].any()
    assert not ledger.cadre_hours[policy.last_week :, at].any()
    assert not any(one.supported for one in simulation.world.society.alive)


def test_in_a_run_groups_go_through_the_steps_in_order(easy: tuple[Simulation, Incubation]) -> None:
    """Some all the way; each step takes at least its weeks."""
    simulation, policy = easy
    least = {name: getattr(RULES, f"weeks_{name}") for name in NAMES}
    whole = 0
    for one in simulation.world.society.ever:
        done = list(one.steps)
        assert done == NAMES[: len(done)]
        for earlier, later in pairwise(done):
            assert one.steps[later] - one.steps[earlier] >= least[later]
        assert one.registered == one.steps.get("register", -1)
        whole += len(done) == len(NAMES)
    assert whole == len(policy.graduates) >= 2


TURNS = {
    "interest": (TAKES_SHAPE, TAKEN_UP),
    "lead": (LED,),
    "register": (REGISTERS,),
    "covenant": (COVENANT,),
    "evaluate": (GRADUATES,),
}


def test_the_chronicle_tells_of_every_turn_in_both_languages(easy: tuple[Simulation, Incubation]) -> None:
    """With the week and the grid, in order; none more often than there were groups at that point."""
    simulation, policy = easy
    events = [event for event in simulation.world.chronicle.events if event.module == "incubation"]
    assert [event.week for event in events] == sorted(event.week for event in events)
    society = simulation.world.society
    for event in events:
        assert re.search(r"[\u4e00-\u9fff]", event.text.zh)
        assert not re.search(r"[\u4e00-\u9fff{}]", event.text.en)
        assert "{" not in event.text.zh
        assert (event.grid is None) == (template_of(event) in (OPENS, CLOSES))
    for step, templates in TURNS.items():
        weeks = sorted(one.steps[step] for one in society.ever if step in one.steps)
        assert weeks
        assert sorted(event.week for event in events if template_of(event) in templates) == weeks
    whole = [(event.week, template_of(event)) for event in events if event.grid is None]
    assert whole == [(0, OPENS), (policy.last_week, CLOSES)]


def template_of(event: Event) -> Text | None:
    """The words an event was told in."""
    return event.text.template if isinstance(event.text, Filled) else None
