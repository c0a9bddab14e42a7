"""Plays the commands of tours without a server: worlds are scenarios with dated changes, lived when they are read."""

from __future__ import annotations

from numpy.typing import NDArray

from sim.app.content.presets import with_preset
from sim.app.content.tours import Begin, Change, Compare, Play, Scene
from sim.scenario import Scenario
from sim.simulation import Simulation


class Rehearsal:
    """Up to two worlds of the same community and luck.

    Attributes
    ----------
    week : int
        Weeks done.
    """

    def __init__(self, base: Scenario, seed: int) -> None:
        self.base, self.seed, self.week = base, seed, 0
        self._stories = [base]
        self._lived: dict[str, Simulation] = {}

    def do(self, command: Begin | Change | Compare | Play) -> None:
        """Carry out one command."""
        if isinstance(command, Begin):
            self._stories[command.world] = with_preset(self.base, command.name)
            self.week = 0
        elif isinstance(command, Compare):
            self._stories = self._stories[:1] * (2 if command.on else 1)
        elif isinstance(command, Play):
            self.week = command.until
        else:
            story = self._stories[command.world]
            week = self.week if command.week is None else command.week
            change = {"day": story.clock.date(week), "name": command.path, "value": command.value}
            earlier = [one.model_dump() for one in story.changes]
            self._stories[command.world] = story.but({"changes": (*earlier, change)})

    def play(self, scene: Scene) -> None:
        """Carry out all commands of a scene."""
        for command in (*scene.begin, *scene.act):
            self.do(command)

    @property
    def worlds(self) -> list[dict[str, NDArray]]:
        """The series of each world."""
        return [dict(self._live(story).results().series) for story in self._stories]

    def _live(self, story: Scenario) -> Simulation:
        simulation = self._lived.setdefault(story.content_hash(), Simulation(story, self.seed))
        while simulation.week < self.week:
            simulation.step()
        return simulation
