"""`LiveWorld`: a run that can be stepped, changed and rewound to any week, and go on differently. It knows no web."""

from __future__ import annotations

import zlib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from math import ceil
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.agents.resident.columns import NOT_COUNTED, Residents
from sim.app.turns import alone, give_way
from sim.app.world.story import parting
from sim.checkpoint import Checkpoint
from sim.ledger import Event
from sim.scenario import Scenario
from sim.simulation import Simulation

MOST_CHECKPOINTS = 12
LEAST_GAP = 13  # weeks
STAGE_STEP = 4  # weeks between two looks at everybody's stage
packers = ThreadPoolExecutor(1, "checkpoint")
QUICKLY = 1  # level of compression: state is mostly columns with much that repeats
# what people learn changes these, after they have decided; a decision can only be told from what they were before
LEARNT = (
    "motivation", "habits", "pressure", "efficacy", "belonging", "trust", "burnout", "knowledge", "weary", "unheeding",
    "near", "near_total", "outside",
)  # fmt: skip


class PackedCheckpoint:
    """A checkpoint, compressed by another thread while the run goes on."""

    def __init__(self, checkpoint: Checkpoint) -> None:
        self.week = checkpoint.week
        self._packed = packers.submit(_packed, checkpoint)

    @property
    def size(self) -> int:
        """Bytes of the state, without what is shared."""
        return self._packed.result().size

    def unpacked(self) -> Checkpoint:
        """The checkpoint itself."""
        packed = self._packed.result()
        return replace(packed, state=zlib.decompress(packed.state))


def _packed(checkpoint: Checkpoint) -> Checkpoint:
    return replace(checkpoint, state=zlib.compress(checkpoint.state, QUICKLY))


class LiveWorld:
    """One world of a session.

    Attributes
    ----------
    scenario : Scenario
        With the changes of its story, made and to come.
    seed : int
    simulation : Simulation
        Look, do not touch.
    before : dict of arrays
        Columns of the residents as they were when they decided in the last week done.
    collective : float32 (estates,)
        Collective efficacy as it was then.
    """

    def __init__(self, scenario: Scenario, seed: int) -> None:
        self.seed = seed
        with alone():
            self.simulation = Simulation(scenario, seed)
        self.before: dict[str, NDArray[Any]] = {}
        self.collective: NDArray[np.float32] = self.simulation.world.collective
        self._checkpoints: list[PackedCheckpoint] = []
        people = self.simulation.world.community.people
        self._stages = np.full((scenario.weeks // STAGE_STEP + 1, people), NOT_COUNTED)
        self._gap = max(ceil(scenario.weeks / MOST_CHECKPOINTS), LEAST_GAP)

    @property
    def scenario(self) -> Scenario:
        """With the changes of its story, made and to come."""
        return self.simulation.scenario

    @property
    def week(self) -> int:
        """Weeks done."""
        return self.simulation.week

    @property
    def done(self) -> bool:
        """Whether the last week is over."""
        return self.simulation.done

    @property
    def events(self) -> list[Event]:
        """What happened so far."""
        return self.simulation.world.chronicle.events

    @property
    def checkpoints(self) -> list[int]:
        """The weeks to which it goes back without living any again."""
        return [one.week for one in self._checkpoints]

    @property
    def size(self) -> int:
        """Bytes held in order to rewind."""
        return sum(one.size for one in self._checkpoints)

    def decided(self) -> Residents:
        """The columns as they were when residents decided in the last week done."""
        return self.simulation.world.perceived._replace(**self.before)

    def stages_of(self, rows: slice) -> tuple[NDArray[np.int64], NDArray[np.uint8]]:
        """Stages of some residents every few weeks so far: the weeks, and uint8 (weeks, rows)."""
        weeks = np.arange(0, self.week, STAGE_STEP)
        return weeks, self._stages[: weeks.size, rows]

    def step(self) -> None:
        """One week."""
        due = self.week > 0 and self.week % self._gap == 0
        if due and (not self._checkpoints or self._checkpoints[-1].week < self.week):
            self._checkpoints.append(PackedCheckpoint(self.simulation.checkpoint()))
        self.simulation.step(self._look)
        if (self.week - 1) % STAGE_STEP == 0:
            self._stages[(self.week - 1) // STAGE_STEP] = self.simulation.world.residents.stage

    def seek(self, week: int) -> None:
        """Stand at the end of a week's predecessor: so many weeks are done, the last of them just now.

        Raises
        ------
        UnwantedError
            On the way, if nobody waits for it any more; the world then stands where it got to.
        """
        week = min(max(week, 0), self.scenario.weeks)
        if week < self.week:
            self._return_before(week)
        while self.week < week:
            self.step()
            give_way()

    def amend(self, scenario: Scenario) -> None:
        """Go by another story; where it parts from the old one before now, what came after is lived anew."""
        week, parts_at = self.week, parting(self.scenario, scenario)
        self._checkpoints = [one for one in self._checkpoints if one.week <= parts_at]
        self.simulation.scenario = scenario
        if parts_at < week or parts_at == 0:  # changes of the first week are there from the start
            self._return_before(parts_at)
            self.seek(week)

    def copy(self) -> LiveWorld:
        """An exact copy, which goes its own way from here on."""
        other = LiveWorld(self.scenario, self.seed)
        other.simulation.take_over(self.simulation)
        other._checkpoints = list(self._checkpoints)
        other._stages = self._stages.copy()
        other.collective = self.collective.copy()
        other.before = {name: column.copy() for name, column in self.before.items()}
        return other

    def _return_before(self, week: int) -> None:
        """Go back to some week before, so that the last week before it is lived once more when it is reached."""
        before = [one for one in self._checkpoints if one.week < week]
        self._checkpoints = [one for one in self._checkpoints if one.week <= week]
        if before:
            self.simulation.return_to(before[-1].unpacked())
        else:
            self.simulation = Simulation(self.scenario, self.seed)
        self.before = {}

    def _look(self, phase: str) -> None:
        if phase != "decide":
            return
        residents = self.simulation.world.perceived
        self.collective = self.simulation.world.collective
        for name in LEARNT:
            column = getattr(residents, name)
            if name in self.before:
                np.copyto(self.before[name], column)
            else:
                self.before[name] = column.copy()
