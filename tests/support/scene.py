"""A small community in which one module is at work: whole weeks, or one hook or function at a time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.agents.unit import Unit
from sim.community.units import UNIT_KINDS
from sim.ledger import PAYERS
from sim.matters import MATTERS, NOT_YET
from sim.policies import policies
from sim.simulation import Simulation
from sim.week import Week
from tests.support import small

HAND_MADE = 1 << 40  # addresses of matters put in by hand, beyond those that arise
NOTHING_ARISES = dict.fromkeys(
    (f"matters__{kind}" for kind in ("environment", "parking", "facilities", "property", "disputes", "meals",
                                     "elder_care", "childcare", "after_school")), 0.0,
)  # fmt: skip


@dataclass
class Scene:
    """A run with one module in view."""

    simulation: Simulation
    name: str

    @property
    def world(self) -> Any:
        """The state, to be looked at and, in a test, arranged."""
        return self.simulation.world

    @property
    def policy(self) -> Any:
        """The module in view."""
        return next(policy for policy in self.simulation.policies if policy.name == self.name)

    @property
    def week(self) -> Week:
        """The present week as the module sees it."""
        return Week(self.world, self.name)

    @property
    def series(self) -> dict[str, NDArray[np.float64]]:
        """What was measured."""
        return self.simulation.results().series

    def at(self, week: int) -> Week:
        """Go to a week without living those between; every lever is neutral."""
        self.world.week = week
        self.world.clear_levers()
        return self.week

    def weeks(self) -> Iterator[int]:
        """Live the next week, then give its number."""
        while not self.simulation.done:
            self.simulation.step()
            yield self.simulation.week - 1

    def live(self, weeks: int) -> Scene:
        """Live some weeks."""
        for _ in range(weeks):
            self.simulation.step()
        return self

    def to_end(self) -> Scene:
        """Live all weeks."""
        return self.live(self.simulation.scenario.weeks - self.simulation.week)

    def told(self) -> list[str]:
        """What the module told."""
        return [event.text.en for event in self.world.chronicle.events if event.module == self.name]

    def paid(self, payer: str) -> float:
        """Yuan that a payer gave for the module so far."""
        at = self.world.ledger.modules.index(self.name)
        return float(self.world.ledger.yuan[:, at, list(PAYERS).index(payer)].sum())

    def cadre_hours(self) -> float:
        """Cadre hours that the module took so far."""
        return float(self.world.ledger.cadre_hours[:, self.world.ledger.modules.index(self.name)].sum())

    def arises(
        self, kind: str, estate: int = 0, count: int = 1, *, hours: float = 10.0, known: bool = True, arrived: int = 0
    ) -> NDArray[np.int64]:
        """Matters enter the book by hand; returns their rows."""
        matters = self.world.matters
        rows = np.arange(matters.count, matters.count + count)
        book = matters.book
        book.kind[rows] = list(MATTERS).index(kind)
        book.estate[rows] = estate
        book.arrived[rows] = arrived
        book.noticed[rows] = arrived if known else NOT_YET
        book.hours_left[rows] = hours
        book.address[rows] = HAND_MADE + rows
        matters.open = np.concatenate([matters.open, rows])
        matters.count += count
        return rows

    def work(self) -> None:
        """Matters are worked on this week, without residents' hours and without cadres."""
        world = self.world
        world.done = world.matters.work(
            np.zeros(world.community.settings.estates, np.int64),
            np.zeros_like(world.hours_by_place),
            world.places.hands,
            world.places.detection,
            world.places.reserved,
            world.streams,
            world.week,
        )

    def estate_of(self, grid: int) -> int:
        """The first estate of a grid."""
        return int(np.flatnonzero(self.world.community.places.estate_grid == grid)[0])


def scene(module: str, seed: int = 1, /, **changes: object) -> Scene:
    """A small community with a module from the first week (its own numbers need no prefix), in which nothing happened yet."""
    own = policies()[module].settings_type.model_fields
    named = {(f"{module}__{name}" if name.split("__")[0] in own else name): value for name, value in changes.items()}
    return Scene(Simulation(small(**{"run_in": 0, f"{module}__dose": 1.0, **named}), seed), module)


def numbers(module: str, **changes: Any) -> Any:
    """The declared numbers of a module, some of them changed."""
    settings = policies()[module].settings_type()
    assert set(changes) <= set(type(settings).model_fields)
    return settings.model_copy(update=changes)


def unit(number: int = 0, kind: str = "bank", grid: int = 0, **own: float) -> Unit:
    """A unit with a thousand m² and a million yuan, half willing."""
    assert kind in UNIT_KINDS
    made = Unit(number, kind, grid, own.pop("space", 1000.0), own.pop("funds", 1e6), 6.0, own.pop("goodwill", 0.5))
    made.space_left, made.funds_left = made.space, made.funds
    for name, value in own.items():
        setattr(made, name, value)
    return made
