"""Whoever moves in begins as themselves, whatever was promised, pressed or solved before they came."""

from __future__ import annotations

import numpy as np

from sim.simulation import Simulation
from tests.support import small

AT_OWN_LEVEL = ("motivation", "efficacy", "belonging", "trust")
NOTHING_YET = (
    *("habit", "habits", "pressure", "burnout", "knowledge", "rewarded_acts", "weary", "unheeding", "everyday"),
    *("active", "memberships", "formal", "registrations", "backbone"),
    *("took", "reached", "voiced", "by_peers", "own_sum", "autonomy_sum", "acts_total", "hours_total"),
)


def test_whoever_arrives_begins_at_their_own_level() -> None:
    """Even where every week a module presses everybody in every row and breaks its word to them."""
    simulation = Simulation(small())
    world, arrived = simulation.world, 0
    residents = world.residents

    def look(phase: str) -> None:
        nonlocal arrived
        if phase == "lives":
            comes = world.comes.get(world.week, np.empty(0, np.int64))
            arrived += comes.size
            for name in AT_OWN_LEVEL:
                own = getattr(residents, f"own_{name}")
                assert np.array_equal(getattr(residents, name)[comes], own[comes]), name
            for name in NOTHING_YET:
                assert not getattr(residents, name)[comes].any(), name
            world.push.pressure[:], world.push.promise[:] = 0.5, -1.0

    while not simulation.done:
        simulation.step(look)
    assert arrived > 50
