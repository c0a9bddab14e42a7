"""What the platform measures, and how it adds up at every dose."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from sim.agents.organisation import Organisation
from sim.policies.incubation import Incubation
from sim.policies.incubation.project import Project
from sim.simulation import Simulation
from tests.support import small
from tests.support.incubator import EASY, Platform


def test_groups_are_measured_by_step() -> None:
    """And those that went through or were given up."""
    place = Platform(slots=6)
    for slot, step in enumerate(("survey", "survey", "act", "evaluate")):
        place.group(step, 3, slot=slot)
    measured = place.policy.measured()
    assert [measured[f"incubation_step_{n}"] for n in range(1, 10)] == [2, 0, 0, 1, 0, 0, 0, 0, 1]
    assert set(measured) == {measure.name for measure in Incubation.measures}


def test_the_group_of_a_project_without_people_is_a_fault() -> None:
    """Nothing pretends that there is one."""
    with pytest.raises(AssertionError, match="found nobody yet"):
        Project(1, "governance", 0, np.ones(3, np.bool_), 0).group()


@pytest.mark.parametrize(
    ("dose", "company"),
    [
        (0.25, ()),
        (2.0, ()),
        (1.0, ("leaders", "points")),
        *(
            pytest.param(dose, company, marks=pytest.mark.slow)
            for dose, company in ((1.0, ()), (0.25, ("leaders",)), (2.0, ("leaders",)), (0.25, ("points",)))
        ),
    ],
    ids=lambda part: " and ".join(part) or "alone" if isinstance(part, tuple) else None,
)
def test_incubation_adds_up_at_every_dose_and_in_company(dose: float, company: tuple[str, ...]) -> None:
    """Checked every week, the end included; groups form in each."""
    scenario = small(**{**EASY, "weeks": 70}, incubation__dose=dose, incubation__stop=date(2016, 2, 1)).adding(*company)
    simulation = Simulation(scenario, 1, audit=True)
    results = simulation.run()
    ever: list[Organisation] = simulation.world.society.ever
    assert any("interest" in one.steps for one in ever)
    assert max(results.series[f"incubation_step_{n}"].max() for n in range(1, 10)) <= max(int(4 * dose + 0.5), 1)
    assert all(np.isfinite(values).all() for values in results.series.values())
