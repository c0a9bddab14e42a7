"""What acts on residents, week by week, recorded from a run of the engine, so that others can do the same again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.agents.acts import KINDS
from sim.agents.decide import Occasions, Offers
from sim.agents.residents import Residents
from sim.scenario import Scenario
from sim.schedule import PHASES
from sim.simulation import Simulation
from sim.world import World

STREAMS = ("reach", "kind", "come")
BELONGING = ("memberships", "formal")


class Pushed(NamedTuple):
    """One lever, or another column, of one week: who was pushed, and how much."""

    rows: NDArray[np.int32]
    amounts: NDArray[Any]


class Inputs(NamedTuple):
    """What acts on residents in one week, and what the engine made of it."""

    push: tuple[Pushed, ...]
    belongs: tuple[Pushed, ...]  # how many organisations people take part in: the columns `BELONGING`
    offers: Offers
    collective: NDArray[np.float32]
    solved: NDArray[np.float32]
    keys: NDArray[np.uint64]
    reached: int
    acts: NDArray[np.int64]  # who took part and in what, see `acts_of`


@dataclass(frozen=True)
class Recording:
    """What acted on residents in some weeks of a run.

    Attributes
    ----------
    first : int
        The first week recorded.
    start : Residents
        Copies of the columns at its beginning.
    weeks : list of Inputs
    world : World
        As it was when the recording ended.
    """

    scenario: Scenario
    seed: int
    first: int
    start: Residents
    weeks: list[Inputs]
    world: World


def record_run(scenario: Scenario, seed: int = 0, first: int = 0, weeks: int | None = None) -> Recording:
    """Run a scenario and keep what acts on residents, week by week from the first on (to the end unless said)."""
    simulation = Simulation(scenario, seed)
    for _ in range(first):
        simulation.step()
    world, recorded = simulation.world, []
    start = Residents(*(column.copy() for column in world.residents))
    for _ in range(scenario.weeks - first if weeks is None else weeks):
        for phase in PHASES:
            if phase.name == "change":
                recorded.append(_inputs(world))
            phase.happens(simulation._running)  # noqa: SLF001
        world.week += 1
    return Recording(scenario, seed, first, start, recorded, world)


def acts_of(occasions: Occasions, reached: int) -> NDArray[np.int64]:
    """Who took part in what: the row times the number of kinds, plus the kind."""
    came = occasions.came[:reached]
    return occasions.row[:reached][came] * np.int64(KINDS) + occasions.kind[:reached][came]


def _where_any(column: NDArray[Any]) -> Pushed:
    """The rows in which a column is not zero, and what stands there."""
    rows = np.flatnonzero(column).astype(np.int32)
    return Pushed(rows, column[rows])


def _inputs(world: World) -> Inputs:
    return Inputs(
        push=tuple(_where_any(lever) for lever in world.push),
        belongs=tuple(_where_any(getattr(world.residents, name)) for name in BELONGING),
        offers=Offers(*(array.copy() for array in world.offers)),
        collective=world.collective.copy(),
        solved=world.matters.solved_share.copy(),
        keys=np.array([world.streams.key(name, world.week) for name in STREAMS], np.uint64),
        reached=world.reached,
        acts=acts_of(world.occasions, world.reached),
    )
