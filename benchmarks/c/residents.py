"""The rule of our own residents in C: what the engine did in a recorded run, done again by `c/resident_rule.c`."""

from __future__ import annotations

import ctypes
from time import process_time
from typing import NamedTuple

import numpy as np

from benchmarks.c.compiled import address, library, struct, types_header
from benchmarks.recorded.run import BELONGING, Inputs, Recording, acts_of
from sim.agents.acts import KINDS
from sim.agents.resident.decision import NO_PLACE
from sim.schedule import PHASES
from sim.simulation import Simulation

OF_MODULES = ("listed", "memberships", "formal", "registrations", "backbone")  # written by others than the rule
ROUNDING = 1e-4


class Agreement(NamedTuple):
    """How far a second run agrees with the recorded one."""

    weeks: int
    acts: int
    different: int  # acts of one run that the other does not have, in all weeks
    columns: int  # values at the end that differ by more than rounding


class ResidentsInC:
    """The residents of a recording once more, moved by `c/resident_rule.c`.

    They live in a world of their own without any module; births, departures and birthdays are those of the
    engine. Levers are set to what was recorded, so that modules act on them as they did.
    """

    def __init__(self, recording: Recording) -> None:
        self.recording = recording
        self._simulation = Simulation(recording.scenario.without("*"), recording.seed)
        world = self.world = self._simulation.world
        for column, before in zip(world.residents, recording.start, strict=True):
            if column.flags.writeable:
                column[:] = before
        self._residents, self._push, self._offers, self._acts, self._occasions = (
            struct(part) for part in (world.residents, world.push, world.offers, world.acts, world.occasions)
        )
        self._rates = np.array(world.rates)
        self._asking = np.concatenate([np.atleast_1d(part) for part in world.asking]).astype(np.float32)
        self._host, self._held = (column.copy() for column in world.society.turn)
        self._success = np.empty((world.community.settings.grids, KINDS), np.float32)
        self._live = library("resident_rule", types_header(world)).live_a_week
        self._live.restype = ctypes.c_int64

    def run(self) -> tuple[float, Agreement]:
        """All recorded weeks, once; returns the seconds spent in C, and how far it agrees with the engine."""
        seconds, acts, different = 0.0, 0, 0
        lives = next(phase for phase in PHASES if phase.name == "lives")
        occasions = self.world.occasions
        for week, inputs in enumerate(self.recording.weeks, self.recording.first):
            self.world.week = week
            lives.happens(self._simulation.running)
            self._push_as(inputs)
            begun = process_time()
            reached = self._week(inputs)
            seconds += process_time() - begun
            inputs.ended.take_from(self.world.residents)
            acts += inputs.acts.size
            different += np.setxor1d(acts_of(occasions, reached), inputs.acts).size
        return seconds, Agreement(len(self.recording.weeks), acts, different, self._columns_apart())

    def _push_as(self, inputs: Inputs) -> None:
        for lever, pushed in zip(self.world.push, inputs.push, strict=True):
            lever[pushed.rows] = pushed.amounts
        for name, found in zip(BELONGING, inputs.belongs, strict=True):
            column = getattr(self.world.residents, name)
            column[:] = 0
            column[found.rows] = found.amounts
        self._host[:] = NO_PLACE
        self._host[inputs.places.rows], self._held[inputs.places.rows] = inputs.places.hosts, inputs.places.kinds
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
                address(self._asking),
                address(self._acts),
                address(community.estate_start),
                ctypes.c_int64(community.settings.estates),
                address(community.estate),
                address(community.grid),
                ctypes.c_int64(community.settings.grids),
                address(community.household),
                address(self._host),
                address(self._held),
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
        """Values in which the residents differ from the engine's at the end, by more than rounding."""
        ours, theirs = self.world.residents._asdict(), self.recording.world.residents._asdict()
        close = (np.isclose(ours[name], theirs[name], ROUNDING, ROUNDING) for name in ours if name not in OF_MODULES)
        return sum(int(np.count_nonzero(~same)) for same in close)
