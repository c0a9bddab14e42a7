"""The recorder: looks at a world at the end of every week and changes nothing."""

from __future__ import annotations

from collections import Counter
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from sim.agents.organisation import COMMITTEE, FORMING, ORGANISATIONS, Society
from sim.agents.resident.columns import ACTIVE_WEEKS, BYSTANDER, HINDRANCES, STAGES, UNASKED, WINDOW_BITS, Residents
from sim.community.places import Places
from sim.kernel import kernel, rows_of
from sim.measures import MEASURES, SOLVED_BY, Measure
from sim.world import World

(
    ABLE,
    TOOK,
    ACTIVE_4W,
    ACTIVE_26W,
    MEMBER,
    MEMBER_ACTIVE,
    REGISTERED,
    BACKBONE,
    MOTIVATION,
    TRUST,
    BELONGING,
    HERE,
    STAGE,
    STRICT,
    HINDERED,
) = (*range(13), 13 - 1 + len(STAGES), 13 - 1 + 2 * len(STAGES))
COLUMNS = HINDERED + len(HINDRANCES)
STAGE_COUNT, HINDRANCE_COUNT = len(STAGES), len(HINDRANCES)
ACTIVE_BITS = np.uint32((1 << ACTIVE_WEEKS) - 1)


@kernel
def tally(r: Residents, grid_start: NDArray[np.int64], active_bits: np.uint32, out: NDArray[np.float64]) -> None:
    """Count residents grid by grid: float64 (grids, COLUMNS)."""
    for grid in range(grid_start.size - 1):
        here = able = took = active_4w = active_26w = member = member_active = registered = backbone = 0
        for row in rows_of(grid_start, grid):
            counted = r.able[row]
            here += r.here[row]
            able += counted
            took += counted & ((r.took[row] & np.uint32(1)) != 0)
            active_4w += counted & ((r.took[row] & active_bits) != 0)
            active_26w += counted & ((r.took[row] & WINDOW_BITS) != 0)
            member += counted & (r.listed[row] > 0)
            member_active += counted & (r.memberships[row] > 0)
            registered += counted & ((r.registrations[row] > 0) | (r.listed[row] > 0))
            backbone += counted & r.backbone[row]
        motivation = trust = belonging = 0.0
        for row in rows_of(grid_start, grid):
            weight = np.float64(r.able[row])
            motivation += weight * r.motivation[row]
            trust += weight * r.trust[row]
            belonging += weight * r.belonging[row]
        out[grid, ABLE], out[grid, HERE], out[grid, TOOK] = able, here, took
        out[grid, ACTIVE_4W], out[grid, ACTIVE_26W] = active_4w, active_26w
        out[grid, MEMBER], out[grid, MEMBER_ACTIVE] = member, member_active
        out[grid, REGISTERED], out[grid, BACKBONE] = registered, backbone
        out[grid, MOTIVATION], out[grid, TRUST], out[grid, BELONGING] = motivation, trust, belonging
        for stage in range(STAGE_COUNT):
            by_share = by_index = 0
            for row in rows_of(grid_start, grid):
                by_share += r.stage[row] == stage
                by_index += r.stage_strict[row] == stage
            out[grid, STAGE + stage], out[grid, STRICT + stage] = by_share, by_index
        for reason in range(HINDRANCE_COUNT):
            number = 0
            for row in rows_of(grid_start, grid):
                hindered = r.hindered[row] if (r.reached[row] & WINDOW_BITS) != 0 else UNASKED
                number += (r.stage[row] == BYSTANDER) & (hindered == reason)
            out[grid, HINDERED + reason] = number


SHARES = {
    "participation": TOOK,
    "active_4w": ACTIVE_4W,
    "active_26w": ACTIVE_26W,
    "membership": MEMBER,
    "membership_active": MEMBER_ACTIVE,
    "registered": REGISTERED,
    "motivation": MOTIVATION,
    "trust": TRUST,
    "belonging": BELONGING,
    **{name: STAGE + n for n, name in enumerate(STAGES)},
    **{f"{name}_strict": STRICT + n for n, name in enumerate(STAGES)},
    **{name: HINDERED + n for n, name in enumerate(HINDRANCES)},
}
COUNTS = {"residents": HERE, "backbone": BACKBONE}
OF_MATTERS = {
    "matters_arrived": "arrived",
    "matters_solved": "solved",
    "disputes_resolved": "disputes_resolved",
    "waiting_weeks": "waited",
}


def of_society(society: Society) -> dict[str, float]:
    """What is measured of organisations and backbone residents."""
    ever = [one for one in society.ever if one.kind != COMMITTEE and one.stage != FORMING]
    alive = Counter(one.kind for one in society.alive if not one.forming)
    return {
        "organisations": float(alive.total() - alive[COMMITTEE]),
        **{f"organisations_{kind}": float(alive[kind]) for kind in ORGANISATIONS},
        "organisations_registered": float(sum(one.registered >= 0 for one in ever)),
        "organisations_ended": float(sum(not one.alive for one in ever)),
        "backbone_ever": float(len(set(society.backbone.row.tolist()))),
        "backbone_burnt_out": float(society.backbone.burnt_out),
    }


class Recorder:
    """Looks every week, and adds up when asked.

    Attributes
    ----------
    measures : tuple of Measure
    """

    def __init__(self, weeks: int, places: Places, own: tuple[Measure, ...]) -> None:
        self.measures: tuple[Measure, ...] = MEASURES
        self._estate_grid = places.estate_grid
        grids, estates = places.grid_graph.number_of_nodes(), places.estate_grid.size
        self._people = np.zeros((weeks, grids, COLUMNS))
        self._by_estate = {name: np.zeros((weeks, estates)) for name in (*OF_MATTERS, "matters_open")}
        self._hours = np.zeros((weeks, grids))
        self._collective = np.zeros((weeks, grids))
        self._single: dict[str, NDArray[np.float64]] = {}
        self.admit(own)

    def admit(self, own: tuple[Measure, ...]) -> None:
        """Record these measures of modules besides; weeks so far are zero where they are new."""
        self.measures = (*MEASURES, *own)
        weeks = len(self._hours)
        for measure in self.measures:
            if not measure.grids and measure.of is None:
                self._single.setdefault(measure.name, np.zeros(weeks))

    def forget(self, week: int) -> None:
        """A run returned to the start of a week: nothing is recorded of it and of those after it."""
        for kept in (self._people, *self._by_estate.values(), self._hours, self._collective, *self._single.values()):
            kept[week:] = 0.0

    def look(self, world: World, own: dict[str, float]) -> None:
        """Record the week that is ending; `own` holds the values of the modules' own measures."""
        week, done = world.week, world.done
        tally(world.residents, world.community.grid_start, ACTIVE_BITS, self._people[week])
        for name, field in OF_MATTERS.items():
            self._by_estate[name][week] = getattr(done, field)
        open_estates = world.matters.book.estate[world.matters.open]
        self._by_estate["matters_open"][week] = np.bincount(open_estates, minlength=self._estate_grid.size)
        self._hours[week] = world.hours_by_place.sum(axis=1) @ self._in_grid
        self._collective[week] = world.matters.collective
        came = int(np.count_nonzero(world.occasions.came[: world.reached]))
        single = {
            "uptake": came / max(world.reached, 1),
            **{name: float(number) for name, number in zip(SOLVED_BY, done.solved_by, strict=True)},
            **of_society(world.society),
            "cadre_hours": world.cadre_hours,
            "cadre_overload": world.workload,
            "cost_yuan": float(world.ledger.yuan[week].sum()),
        }
        for name, value in (single | own).items():
            self._single[name][week] = value

    def by_grid(self) -> dict[str, NDArray[np.float64]]:
        """Every measure that is kept grid by grid: float64 (weeks, grids)."""
        people = self._people
        able = np.maximum(people[:, :, ABLE], 1)
        return {
            **{name: people[:, :, column] / able for name, column in SHARES.items()},
            **{name: people[:, :, column].copy() for name, column in COUNTS.items()},
            **{name: counted @ self._in_grid for name, counted in self._by_estate.items()},
            "volunteer_hours": self._hours.copy(),
            "collective_efficacy": self._collective.copy(),
        }

    def series(self) -> dict[str, NDArray[np.float64]]:
        """Every measure for the whole community: float64 (weeks,)."""
        return self._series(slice(None))

    def between(self, first: int, last: int) -> dict[str, NDArray[np.float64]]:
        """The same for some weeks, the one after the last named: float64 (weeks,)."""
        return self._series(slice(first, last))

    def latest(self, measure: str, week: int) -> float:
        """One measure for the whole community in one week."""
        return float(self._series(slice(week, week + 1))[measure][0])

    def _series(self, weeks: slice) -> dict[str, NDArray[np.float64]]:
        people = self._people[weeks].sum(axis=1)
        able = np.maximum(people[:, ABLE], 1)
        here = np.maximum(self._people[weeks, :, HERE], 1)
        found = {
            **{name: people[:, column] / able for name, column in SHARES.items()},
            **{name: people[:, column].copy() for name, column in COUNTS.items()},
            **{name: counted[weeks].sum(axis=1) for name, counted in self._by_estate.items()},
            "volunteer_hours": self._hours[weeks].sum(axis=1),
            "collective_efficacy": (self._collective[weeks] * here).sum(axis=1) / here.sum(axis=1),
            **{name: values[weeks].copy() for name, values in self._single.items()},
        }
        for measure in self.measures:
            if measure.of is not None:
                above, below = (found[name] for name in measure.of)
                found[measure.name] = np.divide(above, below, out=np.zeros_like(above), where=below != 0)
        return {measure.name: found[measure.name] for measure in self.measures}

    @cached_property
    def _in_grid(self) -> NDArray[np.float64]:
        """Which estate is in which grid: float64 (estates, grids) of zeros and ones."""
        return np.eye(self._people.shape[1])[self._estate_grid]
