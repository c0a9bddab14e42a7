"""The columns of a run's residents, put in an order that other runs share."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.policies.points.scheme import Points
from sim.simulation import Simulation
from tests.support.reference import GRAPH


def by_number(simulation: Simulation, people: int) -> dict[str, NDArray[Any]]:
    """Every column of the residents and of the members of the points scheme, in order of permanent number."""
    columns: dict[str, NDArray[Any]] = simulation.world.residents._asdict()
    for policy in simulation.policies:
        assert isinstance(policy, Points)
        columns |= {f"points {name}": column for name, column in policy.members._asdict().items()}
    rows = np.argsort(simulation.world.community.number)[:people]
    return {
        name: column[:, rows] if name.endswith("_recent") else column[rows]
        for name, column in columns.items()
        if name not in GRAPH
    }
