"""The inputs of residents' decisions, recorded week by week from a run of the engine, for contenders to run on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from benchmarks.recorded.society import Changes, Standing, changes, standing
from sim.agents.acts import ACTS, EVERYDAY, HOSTED, KINDS
from sim.agents.resident.columns import Residents
from sim.agents.resident.decision import NO_PLACE
from sim.agents.resident.occasions import Occasions, Offers
from sim.scenario import Scenario
from sim.schedule import PHASES
from sim.simulation import Simulation
from sim.world import World

STREAMS = ("reach", "kind", "come", "along", "prompted", *(f"everyday {list(ACTS)[kind]}" for kind in EVERYDAY))
BELONGING = ("memberships", "formal")
BY_ORGANISATIONS = ("tie", "leader", "competence", "relatedness")  # levers that organisations push, too


class Pushed(NamedTuple):
    """One lever, or another column, of one week: who was pushed, and how much."""

    rows: NDArray[np.int32]
    amounts: NDArray[Any]


class Places(NamedTuple):
    """Whose place in a team meets this week: who, in which organisation, and the kind of act it does."""

    rows: NDArray[np.int64]
    hosts: NDArray[np.int32]
    kinds: NDArray[np.int8]


class EndedHabits(NamedTuple):
    """Whose habit of which kind of act ended with its setting at the end of a week."""

    rows: NDArray[np.int64]
    kinds: NDArray[np.int64]

    def take_from(self, residents: Residents) -> None:
        """End them."""
        residents.habits[self.rows, self.kinds] = 0
        residents.habit[self.rows] = residents.habits[self.rows, :HOSTED].max(axis=1)


NONE_ENDED = EndedHabits(np.empty(0, np.int64), np.empty(0, np.int64))


class OutsideInputs(NamedTuple):
    """The inputs of a week without those of organisations and the backbone, and what modules do to these.

    Attributes
    ----------
    push, offers
        As policies and the office left them. What modules push when they follow up (promises) is among it; the levers
        `BY_ORGANISATIONS` are those before organisations gathered people.
    acted, followed : Changes
        Made to organisations by modules before residents decide, and after.
    """

    push: tuple[Pushed, ...]
    offers: Offers
    acted: Changes
    followed: Changes


class Inputs(NamedTuple):
    """The inputs of residents' decisions in one week, and the acts that the engine made of them."""

    given: OutsideInputs
    push: tuple[Pushed, ...]
    belongs: tuple[Pushed, ...]  # how many organisations people take part in: the columns `BELONGING`
    offers: Offers
    collective: NDArray[np.float32]
    solved: NDArray[np.float32]
    keys: NDArray[np.uint64]
    reached: int
    acts: NDArray[np.int64]  # who took part and in what, see `acts_of`
    places: Places
    ended: EndedHabits


@dataclass(frozen=True)
class Recording:
    """The recorded inputs of some weeks of a run.

    Attributes
    ----------
    first : int
        The first week recorded.
    start : Residents
        Copies of the columns at its beginning.
    society : Standing
        Organisations, their lists and the backbone at its beginning.
    weeks : list of Inputs
    world : World
        As it was when the recording ended.
    """

    scenario: Scenario
    seed: int
    first: int
    start: Residents
    society: Standing
    weeks: list[Inputs]
    world: World


def record_run(scenario: Scenario, seed: int = 0, first: int = 0, weeks: int | None = None) -> Recording:
    """Run a scenario and keep what acts on residents, week by week from the first on (to the end unless said)."""
    simulation = Simulation(scenario, seed)
    for _ in range(first):
        simulation.step()
    world, recorded = simulation.world, []
    start, society = Residents(*(column.copy() for column in world.residents)), standing(world.society)
    for _ in range(scenario.weeks - first if weeks is None else weeks):
        week = _WeekOfModules(world)
        for phase in PHASES:
            week.look_before(phase.name)
            if phase.name == "change":
                recorded.append(_inputs(world, week.given()))
            before = world.residents.habits.copy() if phase.name == "society" else None
            phase.happens(simulation.running)
            if before is not None:
                ended = EndedHabits(*np.nonzero(before != world.residents.habits))
                recorded[-1] = recorded[-1]._replace(ended=ended)
        world.week += 1
    return Recording(scenario, seed, first, start, society, recorded, world)


class _WeekOfModules:
    """Looks in between the phases of a week for what modules did, and organisations did not."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.before = standing(world.society)

    def look_before(self, phase: str) -> None:
        """Before organisations gather people, see what modules and the office did; before `follow`, how it stands."""
        world = self.world
        if phase == "gather":
            self.acted = changes(self.before, standing(world.society))
            self.offers = Offers(*(array.copy() for array in world.offers))
            self.pushed = {name: _where_any(getattr(world.push, name)) for name in BY_ORGANISATIONS}
        elif phase == "follow":
            self.before = standing(world.society)

    def given(self) -> OutsideInputs:
        """All of it, once modules have followed up."""
        push = tuple(self.pushed.get(name) or _where_any(lever) for name, lever in self.world.push._asdict().items())
        return OutsideInputs(push, self.offers, self.acted, changes(self.before, standing(self.world.society)))


def acts_of(occasions: Occasions, reached: int) -> NDArray[np.int64]:
    """The acts of a week as whole numbers: the resident's row times the number of kinds, plus the kind."""
    came = occasions.came[:reached]
    return occasions.row[:reached][came] * np.int64(KINDS) + occasions.kind[:reached][came]


def _where_any(column: NDArray[Any]) -> Pushed:
    """The rows in which a column is not zero, and what stands there."""
    rows = np.flatnonzero(column).astype(np.int32)
    return Pushed(rows, column[rows])


def _inputs(world: World, given: OutsideInputs) -> Inputs:
    host, kind = world.society.turn
    placed = np.flatnonzero(host != NO_PLACE)
    return Inputs(
        given=given,
        push=tuple(_where_any(lever) for lever in world.push),
        belongs=tuple(_where_any(getattr(world.residents, name)) for name in BELONGING),
        offers=Offers(*(array.copy() for array in world.offers)),
        collective=world.collective.copy(),
        solved=world.matters.solved_share.copy(),
        keys=np.array([world.streams.key(name, world.week) for name in STREAMS], np.uint64),
        reached=world.reached,
        acts=acts_of(world.occasions, world.reached),
        places=Places(placed, host[placed], kind[placed]),
        ended=NONE_ENDED,
    )
