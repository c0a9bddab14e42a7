"""`Community`: everyone and everything that is there before anything happens, built once and shared by replicates."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from functools import lru_cache
from typing import NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from sim.community.families import build_families
from sim.community.people import Traits, draw_interests, draw_traits
from sim.community.places import Places, build_places
from sim.community.register import Register, build_register
from sim.community.settings import CommunitySettings, TraitSettings
from sim.community.ties import Ties, build_ties
from sim.community.units import Units, build_units
from sim.rng import Streams

KEPT = 4

Table = TypeVar("Table", Register, Traits)


@dataclass(frozen=True)
class Community:
    """The synthetic community over a span of weeks; read-only.

    Rows are everyone who ever lives there in the span, sorted by grid, estate, building and dwelling, so that a
    grid or an estate is a slice of every column. `number` is a person's permanent identity and the address of
    all draws; it does not depend on the order of rows.

    Attributes
    ----------
    settings : CommunitySettings
    weeks : int
        Span covered by the register.
    number : int32 (people,)
        Permanent number, in order of arrival.
    household, building, estate, grid : int32 (people,)
    estate_start : int64 (estates + 1,)
        Estate *e* is the rows `estate_start[e]` to `estate_start[e + 1]`.
    grid_start : int64 (grids + 1,)
    register : Register
        Births, arrivals and departures, in row order.
    traits : Traits
    ties : Ties
    places : Places
    units : Units
    """

    settings: CommunitySettings
    weeks: int
    number: NDArray[np.int32]
    household: NDArray[np.int32]
    building: NDArray[np.int32]
    estate: NDArray[np.int32]
    grid: NDArray[np.int32]
    estate_start: NDArray[np.int64]
    grid_start: NDArray[np.int64]
    register: Register
    traits: Traits
    ties: Ties
    places: Places
    units: Units

    @property
    def people(self) -> int:
        """How many people ever live there in the span."""
        return self.number.size

    def here(self, week: int) -> NDArray[np.bool_]:
        """Who lives there in a week."""
        return (self.register.arrives <= week) & (self.register.leaves > week)


@lru_cache(maxsize=KEPT)
def build_community(settings: CommunitySettings, weeks: int) -> Community:
    """Build the community for a span of weeks; the same settings give the same people to the last bit.

    A longer span adds later arrivals and changes nothing before. The last few results are kept, so that
    replicates and arms in one process share them.
    """
    streams = Streams(settings.seed)
    focus = settings.traits.interest_focus
    ground = _ground(settings.model_copy(update={"traits": TraitSettings(interest_focus=focus)}), weeks)
    places, register = ground.places, ground.register
    traits = draw_traits(settings, places, register, settings.residents, ground.interest, streams)

    number = np.arange(register.household.size, dtype=np.int32)
    order = np.lexsort((number, register.household))
    household = register.household[order]
    estate = places.household_estate[household]
    grid = places.estate_grid[estate]
    community = Community(
        settings=settings,
        weeks=weeks,
        number=number[order],
        household=household,
        building=places.household_building[household],
        estate=estate,
        grid=grid,
        estate_start=np.searchsorted(estate, np.arange(settings.estates + 1)),
        grid_start=np.searchsorted(grid, np.arange(settings.grids + 1)),
        register=_sorted(register, order),
        traits=_sorted(traits, order),
        ties=_renumbered(ground.ties, order),
        places=places,
        units=build_units(settings, streams),
    )
    _freeze(community)
    return community


class Ground(NamedTuple):
    """Places, register, interests and ties: what does not hang on people's traits; rows in order of arrival."""

    places: Places
    register: Register
    interest: NDArray[np.float32]
    ties: Ties


@lru_cache(maxsize=KEPT)
def _ground(settings: CommunitySettings, weeks: int) -> Ground:
    """Ground of a community, kept apart because it takes most of the time and calibration changes only traits."""
    streams = Streams(settings.seed)
    places = build_places(settings, streams)
    register = build_register(build_families(settings, streams), places, settings.change, streams, weeks)
    interest = draw_interests(streams, register.household.size, settings.traits.interest_focus)
    first = settings.residents
    main = np.argmax(interest[:first], axis=1).astype(np.int8)
    return Ground(places, register, interest, build_ties(settings.ties, places, register, first, main, streams))


def _sorted(table: Table, order: NDArray[np.int64]) -> Table:
    return replace(table, **{f.name: getattr(table, f.name)[order] for f in fields(table)})


def _renumbered(ties: Ties, order: NDArray[np.int64]) -> Ties:
    """Ties with rows put in an order; contacts of a row ascend within each layer."""
    place = np.empty(order.size, np.int64)
    place[order] = np.arange(order.size)
    degree = np.diff(ties.start)
    source = np.repeat(place, degree)
    to = place[ties.to]
    by = np.lexsort((to, ties.layer, source))
    start = np.concatenate([[0], np.cumsum(degree[order])])
    home = (ties.household_end - ties.start[:-1])[order]
    return Ties(start, start[:-1] + home, to[by].astype(np.int32), ties.layer[by], ties.closeness[by])


def _freeze(community: Community) -> None:
    """Make every array read-only: nothing in a run may change what replicates share."""
    parts = (community, community.register, community.traits, community.ties, community.places, community.units)
    for part in parts:
        for field in fields(part):
            value = getattr(part, field.name)
            if isinstance(value, np.ndarray):
                value.flags.writeable = False
