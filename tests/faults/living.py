"""A run that has to add up."""

from __future__ import annotations

from sim.results import Results
from sim.scenario import Scenario
from sim.simulation import Simulation
from sim.text import GongtongError


def live(scenario: Scenario, seed: int = 1) -> Results:
    """Run a scenario, checked every week.

    Raises
    ------
    GongtongError
        If the community cannot be built.
    AssertionError
        If a week does not add up.
    """
    simulation = Simulation(scenario, seed, audit=True)
    try:
        return simulation.run()
    except GongtongError as error:
        raise AssertionError(error.text.en) from error
