"""The rule of our own residents over nine years: what the engine did, recorded, and the same done again in C."""

from __future__ import annotations

import ctypes
from dataclasses import dataclass
from time import perf_counter
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from benchmarks.compiled import address, library, struct, types_header
from sim.agents.acts import KINDS
from sim.agents.decide import Offers
from sim.agents.residents import Residents
from sim.scenario import Scenario
from sim.schedule import PHASES
from sim.simulation import Simulation
from sim.world import World

STREAMS = ("reach", "kind", "come")


class Pushed(NamedTuple):
    """One lever of one week: who was pushed, and how much."""

    rows: NDArray[np.int32]
    amounts: NDArray[np.float32]


class Inputs(NamedTuple):
    """What acts on residents in one week, and what the engine made of it."""

    push: tuple[Pushed, ...]
    offers: Offers
    collective: NDArray[np.float32]
    solved: NDArray[np.float32]
    keys: NDArray[np.uint64]
    reached: int
    came: NDArray[np.int32]  # rows of those who took part


@dataclass(frozen=True)
class Recording:
    """What acted on residents in some weeks of a run, and the residents at its end."""

    scenario: Scenario
    seed: int
    weeks: list[Inputs]
    residents: Residents


def record_run(scenario: Scenario, seed: int = 0, weeks: int | None = None) -> Recording:
    """Run a scenario and keep what acts on residents, week by week."""
    simulation = Simulation(scenario, seed)
    world, recorded = simulation.world, []
    for _ in range(scenario.weeks if weeks is None else weeks):
        for phase in PHASES:
            if phase.name == "change":
                recorded.append(_inputs(world))
            phase.happens(simulation._running)  # noqa: SLF001
        world.week += 1
    return Recording(scenario, seed, recorded, world.residents)


def _inputs(world: World) -> Inputs:
    rows = [np.flatnonzero(lever).astype(np.int32) for lever in world.push]
    occasions = world.occasions
    return Inputs(
        push=tuple(Pushed(at, lever[at]) for at, lever in zip(rows, world.push, strict=True)),
        offers=Offers(*(array.copy() for array in world.offers)),
        collective=world.collective.copy(),
        solved=world.matters.solved_share.copy(),
        keys=np.array([world.streams.key(name, world.week) for name in STREAMS], np.uint64),
        reached=world.reached,
        came=occasions.row[: world.reached][occasions.came[: world.reached]].copy(),
    )


class Agreement(NamedTuple):
    """How far a second run agrees with the recorded one."""

    weeks: int
    acts: int
    different: int  # acts of one run that the other does not have, in all weeks
    columns: int  # values of columns at the end that differ at all


class ResidentsInC:
    """The residents of a recording once more, moved by `c/resident_rule.c`.

    They live in a world of their own without any module; births, departures and birthdays are those of the
    engine. Levers are set to what was recorded, so that modules act on them as they did.
    """

    def __init__(self, recording: Recording) -> None:
        self.recording = recording
        self._simulation = Simulation(recording.scenario.without("*"), recording.seed)
        world = self.world = self._simulation.world
        self._residents, self._push, self._offers, self._acts, self._occasions = (
            struct(part) for part in (world.residents, world.push, world.offers, world.acts, world.occasions)
        )
        self._rates = np.array(world.rates)
        self._success = np.empty((world.community.settings.grids, KINDS), np.float32)
        self._live = library("resident_rule", types_header(world)).live_a_week
        self._live.restype = ctypes.c_int64

    def run(self) -> tuple[float, Agreement]:
        """All recorded weeks, once; returns the seconds spent in C, and how far it agrees with the engine."""
        seconds, acts, different = 0.0, 0, 0
        lives = next(phase for phase in PHASES if phase.name == "lives")
        occasions = self.world.occasions
        for week, inputs in enumerate(self.recording.weeks):
            self.world.week = week
            lives.happens(self._simulation._running)  # noqa: SLF001
            self._push_as(inputs)
            begun = perf_counter()
            reached = self._week(inputs)
            seconds += perf_counter() - begun
            came = occasions.row[:reached][occasions.came[:reached]]
            acts += inputs.came.size
            different += np.setxor1d(came, inputs.came).size
        return seconds, Agreement(len(self.recording.weeks), acts, different, self._columns_apart())

    def _push_as(self, inputs: Inputs) -> None:
        for lever, pushed in zip(self.world.push, inputs.push, strict=True):
            lever[pushed.rows] = pushed.amounts
        for own, given in zip(self.world.offers, inputs.offers, strict=True):
            own[:] = given

    def _week(self, inputs: Inputs) -> int:
        world, community = self.world, self.world.community
        return int(
            self._live(
                address(self._residents),
                address(self._push),
                address(self._offers),
                address(self._rates),
                address(self._acts),
                address(community.estate_start),
                ctypes.c_int64(community.settings.estates),
                address(community.estate),
                address(community.grid),
                ctypes.c_int64(community.settings.grids),
                address(inputs.collective),
                address(inputs.solved),
                address(inputs.keys),
                ctypes.c_int64(world.week),
                address(self._occasions),
                address(world.hours),
                address(self._success),
            )
        )

    def _columns_apart(self) -> int:
        """Values in which the residents differ from the engine's at the end of the recording."""
        pairs = zip(self.world.residents, self.recording.residents, strict=True)
        return sum(int(np.count_nonzero(own != theirs)) for own, theirs in pairs)
