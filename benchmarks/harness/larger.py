"""The case with a multiple of its people."""

from __future__ import annotations

from sim.scenario import Scenario


def larger(scenario: Scenario, factor: int) -> Scenario:
    """A scenario with its people, households, estates, cadres and tasks times a factor; grids stay as many."""
    office = scenario.office
    office = office.model_copy(update={"staff": office.staff * factor, "tasks": office.tasks * factor})
    return scenario.model_copy(update={"community": scenario.community.scaled(factor), "office": office})
