"""The case, only larger."""

from __future__ import annotations

from sim.scenario import Scenario


def larger(scenario: Scenario, factor: int) -> Scenario:
    """So many times the people, households, estates and cadres, with as many more tasks; grids stay."""
    office = scenario.office
    office = office.model_copy(update={"staff": office.staff * factor, "tasks": office.tasks * factor})
    return scenario.model_copy(update={"community": scenario.community.scaled(factor), "office": office})
