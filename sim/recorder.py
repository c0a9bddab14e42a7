"""The recorder: looks at a world at the end of every week and changes nothing."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.agents.learn import WINDOW_BITS
from sim.agents.residents import ACTIVE_WEEKS, BYSTANDER, HINDRANCES, STAGES, UNASKED, Residents
from sim.kernel import kernel
from sim.matters import RESIDENTS
from sim.measures import MEASURES, Measure
from sim.world import World

(
    ABLE,
    TOOK,
    ACTIVE_4W,
    ACTIVE_26W,
    MEMBER,
    REGISTERED,
    BACKBONE,
    MOTIVATION,
    TRUST,
    BELONGING,
    HERE,
    STAGE,
    STRICT,
    HINDERED,
) = (*range(12), 12 - 1 + len(STAGES), 12 - 1 + 2 * len(STAGES))
COLUMNS = HINDERED + len(HINDRANCES)


@kernel
def tally(r: Residents, grid_start: NDArray[np.int64], active_bits: np.uint32, out: NDArray[np.float64]) -> None:
    """Count residents grid by grid: float64 (grids, COLUMNS)."""
    out[:] = 0.0
    for grid in range(grid_start.size - 1):
        motivation = trust = belonging = 0.0
        for row in range(grid_start[grid], grid_start[grid + 1]):
            if r.here[row]:
                out[grid, HERE] += 1
            if not r.able[row]:
                continue
            out[grid, ABLE] += 1
            took = r.took[row]
            out[grid, TOOK] += took & np.uint32(1)
            out[grid, ACTIVE_4W] += (took & active_bits) != 0
            out[grid, ACTIVE_26W] += (took & WINDOW_BITS) != 0
            out[grid, MEMBER] += r.memberships[row] > 0
            out[grid, REGISTERED] += r.registrations[row] > 0
            out[grid, BACKBONE] += r.backbone[row]
            motivation += r.motivation[row]
            trust += r.trust[row]
            belonging += r.belonging[row]
            out[grid, STAGE + r.stage[row]] += 1
            out[grid, STRICT + r.stage_strict[row]] += 1
            if r.stage[row] == BYSTANDER:
                asked = (r.reached[row] & WINDOW_BITS) != 0
                out[grid, HINDERED + (r.hindered[row] if asked else UNASKED)] += 1
        out[grid, MOTIVATION], out[grid, TRUST], out[grid, BELONGING] = motivation, trust, belonging


class Recorder:
    """Weekly series.

    Attributes
    ----------
    measures : tuple of Measure
    series : dict of float64 (weeks,)
        For the whole community.
    by_grid : dict of float64 (weeks, grids)
    """

    def __init__(self, weeks: int, grids: int, own: tuple[Measure, ...]) -> None:
        self.measures = (*MEASURES, *own)
        self.series = {measure.name: np.zeros(weeks) for measure in self.measures}
        self.by_grid = {measure.name: np.zeros((weeks, grids)) for measure in self.measures if measure.grids}
        self._counts = np.zeros((grids, COLUMNS))

    def look(self, world: World, own: dict[str, float]) -> None:
        """Record the week that is ending; `own` holds the values of the modules' own measures."""
        counts = self._counts
        tally(world.residents, world.community.grid_start, np.uint32((1 << ACTIVE_WEEKS) - 1), counts)
        self._people(world.week, counts)
        self._matters(world)
        for name, value in self._single(world).items() | own.items():
            self.series[name][world.week] = value

    def _people(self, week: int, counts: NDArray[np.float64]) -> None:
        shares = {
            "participation": TOOK,
            "active_4w": ACTIVE_4W,
            "active_26w": ACTIVE_26W,
            "membership": MEMBER,
            "registered": REGISTERED,
            "motivation": MOTIVATION,
            "trust": TRUST,
            "belonging": BELONGING,
            **{name: STAGE + n for n, name in enumerate(STAGES)},
            **{f"{name}_strict": STRICT + n for n, name in enumerate(STAGES)},
            **{name: HINDERED + n for n, name in enumerate(HINDRANCES)},
        }
        total = counts.sum(axis=0)
        for name, column in shares.items():
            self.by_grid[name][week] = counts[:, column] / np.maximum(counts[:, ABLE], 1)
            self.series[name][week] = total[column] / max(total[ABLE], 1)
        for name, column in (("residents", HERE), ("backbone", BACKBONE)):
            self._put(name, week, counts[:, column])

    def _matters(self, world: World) -> None:
        grid, grids, done, week = world.community.places.estate_grid, len(self._counts), world.done, world.week
        open_estates = world.matters.book.estate[world.matters.open]
        at_work = np.bincount(
            world.community.grid[world.occasions.row[: world.reached]], world.hours[: world.reached], grids
        )
        self._put("volunteer_hours", week, at_work)
        self._put("matters_open", week, np.bincount(grid[open_estates], minlength=grids))
        for name, counted in (
            ("matters_arrived", done.arrived),
            ("matters_solved", done.solved),
            ("disputes_resolved", done.disputes_resolved),
            ("waiting_weeks", done.waited),
        ):
            self._put(name, week, np.bincount(grid, counted, grids))
        self.by_grid["collective_efficacy"][week] = world.matters.collective
        self.series["collective_efficacy"][week] = np.average(
            world.matters.collective, weights=np.maximum(self._counts[:, HERE], 1)
        )

    def _put(self, name: str, week: int, by_grid: NDArray[np.floating | np.integer]) -> None:
        self.by_grid[name][week] = by_grid
        self.series[name][week] = by_grid.sum()

    def _single(self, world: World) -> dict[str, float]:
        came = int(world.occasions.came[: world.reached].sum())
        return {
            "uptake": came / max(world.reached, 1),
            "matters_solved_by_residents": float(world.done.solved_by[RESIDENTS]),
            "cadre_hours": world.cadre_hours,
            "cadre_overload": world.workload,
            "cost_yuan": float(world.ledger.yuan[world.week].sum()),
        }
