"""A small community whose estates are on their way to govern themselves."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.agents.acts import ACTS
from sim.policies.selfmanage.election import adults
from sim.policies.selfmanage.estate import Process
from tests.support.scene import NOTHING_ARISES, Scene, scene

MEETING = list(ACTS).index("meeting")
ESTATES = 25
# Everybody would stand, passes, votes and backs everybody: only the order of things and their time are left
SMOOTH: dict[str, object] = {
    "stands": 1.0, "clean": 1.0, "asked_will": 0.0, "asked_time": 0.0, "asked_energy": 1.0, "asked_ideas": 0.0,
    "vote_base": 20.0, "back_base": 20.0, "recall": 0.0, "pause": 3, "fund_chance": 0.0, "trips": 0.0,
}  # fmt: skip


def quiet(**changes: object) -> Scene:
    """Self-management in a community where nothing arises but what the test puts in."""
    return scene("selfmanage", **{**NOTHING_ARISES, **changes})


def process(made: Scene, estate: int) -> Process:
    """How far an estate has come."""
    return next(p for p in made.policy.processes if p.estate == estate)


def largest(made: Scene, count: int = 1) -> list[int]:
    """The estates with most adults."""
    sizes = [adults(made.week, estate).size for estate in range(made.world.community.settings.estates)]
    return np.argsort(sizes)[::-1][:count].tolist()


def with_leaders(made: Scene, estates: list[int]) -> NDArray[np.int32]:
    """A backbone resident in each of some estates."""
    rows = np.array([adults(made.week, estate)[0] for estate in estates], np.int32)
    made.world.society.backbone.appoint(rows, 0)
    return rows


def take_part(made: Scene, rows: NDArray[np.integer], kind: int = MEETING) -> None:
    """Some residents took part this week."""
    world = made.world
    world.reached = rows.size
    world.occasions.row[: rows.size], world.occasions.kind[: rows.size] = rows, kind
    world.occasions.came[: rows.size] = True
