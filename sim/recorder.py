"""The recorder: looks at a world at the end of every week and changes nothing."""

from __future__ import annotations

from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from sim.agents.resident.columns import NOT_COUNTED, WINDOW, in_order_of_number
from sim.community import Community
from sim.measures import (
    MEASURES,
    SOURCES,
    Measure,
    NumberOfResidents,
    OfCommunity,
    OfEstates,
    OfGrids,
    ShareOfResidents,
)
from sim.tally import ABLE, COLUMNS, HERE, tally
from sim.world import World

STAGE_COLUMNS = ("stage", "stage_unless")  # both definitions, as residents' columns have them


class Recorder:
    """Recorder of a run: looks every week, and adds up when asked.

    Attributes
    ----------
    measures : tuple of Measure
    """

    def __init__(self, weeks: int, community: Community, own: tuple[Measure, ...]) -> None:
        places = community.places
        self.measures: tuple[Measure, ...] = MEASURES
        self._estate_grid = places.estate_grid
        grids = places.grid_graph.number_of_nodes()
        self._people = np.zeros((weeks, grids, COLUMNS))
        self._by_grid = {
            name: np.zeros((weeks, grids)) for name, one in SOURCES.items() if isinstance(one, OfEstates | OfGrids)
        }
        self._single: dict[str, NDArray[np.float64]] = {}
        self._order = in_order_of_number(community)
        half_years = (weeks // WINDOW, community.people)
        self._stages = {name: np.full(half_years, NOT_COUNTED) for name in STAGE_COLUMNS}
        self.admit(own)

    def admit(self, own: tuple[Measure, ...]) -> None:
        """Record these measures of modules besides; weeks so far are zero where they are new."""
        self.measures = (*MEASURES, *own)
        for measure in self.measures:
            if not measure.grids and measure.of is None:
                self._single.setdefault(measure.name, np.zeros(len(self._people)))

    def forget(self, week: int) -> None:
        """Forget a week and those after it, since the run returned to its start."""
        for kept in (self._people, *self._by_grid.values(), *self._single.values()):
            kept[week:] = 0.0
        for stages in self._stages.values():
            stages[week // WINDOW :] = NOT_COUNTED

    def look(self, world: World, own: dict[str, float]) -> None:
        """Record the week that is ending; `own` holds the values of the modules' own measures."""
        week = world.week
        tally(world.residents, world.community.grid_start, self._people[week])
        for name, source in SOURCES.items():
            if isinstance(source, OfCommunity):
                self._single[name][week] = source.value(world)
            elif isinstance(source, OfEstates):
                self._by_grid[name][week] = source.value(world) @ self._in_grid
            elif isinstance(source, OfGrids):
                self._by_grid[name][week] = source.value(world)
        for name, value in own.items():
            self._single[name][week] = value
        if (week + 1) % WINDOW == 0:
            for name, stages in self._stages.items():
                stages[week // WINDOW] = getattr(world.residents, name)[self._order]

    def by_grid(self) -> dict[str, NDArray[np.float64]]:
        """Every measure that is kept grid by grid: float64 (weeks, grids)."""
        return self._of_residents(self._people) | {name: values.copy() for name, values in self._by_grid.items()}

    def stages(self) -> dict[str, NDArray[np.uint8]]:
        """Everybody's stage at the end of every half-year from the run's start, by either definition.

        uint8 (half-years, people) in order of permanent number; `NOT_COUNTED` for those who do not live there then or
        are too young, and for half-years that are not over. A half-year is the window that stages look back on.
        """
        return {name: stages.copy() for name, stages in self._stages.items()}

    def series(self) -> dict[str, NDArray[np.float64]]:
        """Every measure for the whole community: float64 (weeks,)."""
        return self._series(slice(None))

    def between(self, first: int, last: int) -> dict[str, NDArray[np.float64]]:
        """Every measure in some weeks, the one after the last named: float64 (weeks,)."""
        return self._series(slice(first, last))

    def latest(self, measure: str, week: int) -> float:
        """One measure for the whole community in one week."""
        return float(self._series(slice(week, week + 1))[measure][0])

    def _series(self, weeks: slice) -> dict[str, NDArray[np.float64]]:
        people = self._people[weeks]
        here = np.maximum(people[:, :, HERE], 1)
        found = self._of_residents(people.sum(axis=1))
        for name, values in self._by_grid.items():
            some = values[weeks]
            mean = isinstance(SOURCES[name], OfGrids)
            found[name] = (some * here).sum(axis=1) / here.sum(axis=1) if mean else some.sum(axis=1)
        found |= {name: values[weeks].copy() for name, values in self._single.items()}
        for measure in self.measures:
            if measure.of is not None:
                above, below = (found[name] for name in measure.of)
                found[measure.name] = np.divide(above, below, out=np.zeros_like(above), where=below != 0)
        return {measure.name: found[measure.name] for measure in self.measures}

    @staticmethod
    def _of_residents(people: NDArray[np.float64]) -> dict[str, NDArray[np.float64]]:
        """Measures of residents from what `tally` counted, float64 (…, COLUMNS): float64 (…)."""
        able = np.maximum(people[..., ABLE], 1)
        found = {}
        for name, source in SOURCES.items():
            if isinstance(source, ShareOfResidents):
                found[name] = people[..., source.column] / able
            elif isinstance(source, NumberOfResidents):
                found[name] = people[..., source.column].copy()
        return found

    @cached_property
    def _in_grid(self) -> NDArray[np.float64]:
        """Which estate is in which grid: float64 (estates, grids) of zeros and ones."""
        return np.eye(self._people.shape[1])[self._estate_grid]
