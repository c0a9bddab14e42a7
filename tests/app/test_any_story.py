"""Whatever is done to a live world, and in whatever order, it stands where its story run from the start stands."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from sim.app.world import story
from sim.app.world.live_world import LiveWorld
from sim.policies import policies
from sim.scenario import Scenario
from sim.simulation import Simulation
from sim.text import GongtongError
from tests.support import small
from tests.support.workshop import measured_and_columns

WEEKS = 40  # over three checkpoints
MODULES = sorted(policies())
NUMBERS = {
    "resident.weight_habit": (0.5, 1.5),
    "office.overtime": (0.0, 0.3),
    "office.activities": (0.5, 5.0),
    "matters.parking": (0.0, 3.0),
    "points.dose": (0.5, 2.0),
    "leaders.dose": (0.5, 2.0),
}
weeks = st.integers(0, WEEKS - 1)


class AnyStory(RuleBasedStateMachine):
    """A facilitator who changes, moves, takes back, rewinds and goes on as they like."""

    @initialize(names=st.sets(st.sampled_from(MODULES), max_size=3), seed=st.integers(0, 3))
    def begin(self, names: set[str], seed: int) -> None:
        """A small community with some modules from the start."""
        scenario = small(weeks=WEEKS, office__activities=3.0).adding(*names)
        self.live = LiveWorld(story.unrolled(scenario), seed)

    @rule(count=st.integers(1, 15))
    def go_on(self, count: int) -> None:
        """Some weeks."""
        self.live.seek(self.live.week + count)

    @rule(week=weeks)
    def rewind(self, week: int) -> None:
        """To a week before."""
        self.live.seek(min(week, self.live.week))

    @rule(week=weeks, name=st.sampled_from(MODULES), value=st.booleans())
    def switch(self, week: int, name: str, value: bool) -> None:
        """A module on or off."""
        self._tell(lambda told: story.changing(told, week, name, value))

    @rule(week=weeks, name=st.sampled_from(sorted(NUMBERS)), high=st.booleans())
    def set_number(self, week: int, name: str, high: bool) -> None:
        """A number of people, of the office, of matters or of a module."""
        self._tell(lambda told: story.changing(told, week, name, NUMBERS[name][high]))

    @precondition(lambda self: self.live.scenario.changes)
    @rule(which=st.integers(0, 99), week=weeks)
    def move(self, which: int, week: int) -> None:
        """A change to another week."""
        self._tell(lambda told: story.moved(told, self._key(which), week))

    @precondition(lambda self: self.live.scenario.changes)
    @rule(which=st.integers(0, 99))
    def take_back(self, which: int) -> None:
        """A change."""
        self._tell(lambda told: story.without(told, self._key(which)))

    @invariant()
    def it_is_the_run_of_its_story(self) -> None:
        """To the last bit, in all that was measured, in everybody's columns and in the chronicle; and it adds up."""
        live = self.live
        afresh = Simulation(live.scenario, live.seed, audit=True)
        while afresh.week < live.week:
            afresh.step()
        found = measured_and_columns(live.simulation)
        for name, expected in measured_and_columns(afresh).items():
            assert np.array_equal(found[name], expected), name
        assert live.events == afresh.world.chronicle.events

    def _key(self, which: int) -> str:
        told = self.live.scenario
        return story.key_of(told, told.changes[which % len(told.changes)])

    def _tell(self, change: Callable[[Scenario], Scenario]) -> None:
        """Go by a changed story; one that is not possible is refused, and nothing has changed."""
        try:
            told = change(self.live.scenario)
        except GongtongError:
            return
        week = self.live.week
        self.live.amend(told)
        assert self.live.week == week


UNHURRIED = list(HealthCheck)


class TestSomeStories(AnyStory.TestCase):
    """The same few every time."""

    settings = settings(max_examples=12, stateful_step_count=10, suppress_health_check=UNHURRIED)


@pytest.mark.slow
class TestManyStories(AnyStory.TestCase):
    """Others every time."""

    settings = settings(max_examples=40, stateful_step_count=25, derandomize=False, suppress_health_check=UNHURRIED)
