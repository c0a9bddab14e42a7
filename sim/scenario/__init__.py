"""The question of a run: `Scenario`, its dated changes, its files, and what is said of a wrong one."""

from sim.scenario.scenario import EVERY, Scenario, Title, checked, declared_numbers, fitted_numbers

__all__ = ["EVERY", "Scenario", "Title", "checked", "declared_numbers", "fitted_numbers"]
