"""A big party committee in a community where nothing arises but what a test puts in."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.agents.unit import Unit
from sim.policies.party.meeting import Pledge
from tests.support.scene import NOTHING_ARISES, Scene, scene

SURE = {"matters__success": 1.0, "matters__success_alone": 1.0}
NO_ORDERS = {"orders": 0.0, "in_service": 0, "doors": 0}


def party(**changes: object) -> Scene:
    """A committee in a community where nothing arises but what the test puts in."""
    return scene("party", **{**NOTHING_ARISES, **changes})


def with_units(*units: Unit, **changes: object) -> Scene:
    """A committee with these units and no others."""
    made = party(**changes)
    made.world.units[:] = units
    return made


def fate(made: Scene, rows: NDArray[np.int64]) -> list[int]:
    """What became of matters."""
    return made.world.matters.book.fate[rows].tolist()


def is_due(made: Scene, row: int, by: Unit, *, yuan: float = 1000.0, estate: int = 0) -> Pledge:
    """A unit's pledge that falls due this week."""
    address = int(made.world.matters.book.address[row])
    pledge = Pledge(int(row), address, estate, by, yuan, made.world.week)
    made.policy.pledges.append(pledge)
    return pledge


def hands_on(made: Scene, estate: int = 0, count: int = 4) -> NDArray[np.int64]:
    """Some residents of an estate, unlike in nothing, with time to spare."""
    rows = np.flatnonzero((made.world.community.estate == estate) & made.world.residents.able)[:count]
    residents = made.world.residents
    residents.skill[rows], residents.motivation[rows], residents.spare[rows] = 0.5, 0.5, 10.0
    return rows
