"""Where people live: grids on a map, estates of unequal size, buildings, dwellings."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, sqrt
from typing import Any

import networkx as nx
import numpy as np
from numpy.typing import NDArray

from sim.community.settings import CommunitySettings
from sim.rng import Streams

CORNER_CHANCE = 0.5  # how the drawn map looks, nothing else


@dataclass(frozen=True)
class Places:
    """Grids, estates, buildings and dwellings, each numbered so that a part of a larger one is contiguous.

    Attributes
    ----------
    grid_graph : networkx.Graph
        Nodes 0 … grids−1 with `pos` (x, y); edges between adjacent grids.
    estate_grid : int32 (estates,)
        Grid of each estate; ascending.
    facilities : float32 (estates,)
        Condition of facilities, 0–1.
    property_company : bool (estates,)
        False for a 三无小区, which has none.
    neighbouring : float32 (estates,)
        Multiple of local ties, mean 1 over households.
    building_estate : int32 (buildings,)
    household_building, household_estate : int32 (households,)
        A household number is a dwelling: families move, dwellings stay.
    renter : bool (households,)
    """

    grid_graph: nx.Graph[int]
    estate_grid: NDArray[np.int32]
    facilities: NDArray[np.float32]
    property_company: NDArray[np.bool_]
    neighbouring: NDArray[np.float32]
    building_estate: NDArray[np.int32]
    household_building: NDArray[np.int32]
    household_estate: NDArray[np.int32]
    renter: NDArray[np.bool_]


def build_places(settings: CommunitySettings, streams: Streams) -> Places:
    """Lay out grids, estates, buildings and dwellings."""
    rng = streams.generator("places")
    estate_households, estate_grid = _estates(settings, rng)
    estates = settings.estates
    household_estate = np.repeat(np.arange(estates, dtype=np.int32), estate_households)
    household_building, building_estate = _buildings(estate_households, settings.places.building_households)
    places = settings.places
    neighbouring = rng.uniform(places.neighbouring_low, places.neighbouring_high, estates)
    neighbouring /= np.average(neighbouring, weights=estate_households)
    homes = settings.homes
    tilt = rng.normal(0.0, homes.renters_spread, estates)
    share = np.clip(homes.renters, 1e-6, 1 - 1e-6)
    chance = 1 / (1 + np.exp(-(np.log(share / (1 - share)) + tilt)))
    chance *= homes.renters / max(np.average(chance, weights=estate_households), 1e-9)
    return Places(
        grid_graph=_grid_graph(settings.grids, rng),
        estate_grid=estate_grid,
        facilities=_beta_like(rng, places.facilities, estates),
        property_company=rng.random(estates) < places.with_property_company,
        neighbouring=neighbouring.astype(np.float32),
        building_estate=building_estate,
        household_building=household_building,
        household_estate=household_estate,
        renter=rng.random(household_estate.size) < chance[household_estate],
    )


def _beta_like(rng: np.random.Generator, mean: float, size: int) -> NDArray[np.float32]:
    """Values in 0–1 around a mean, spread as Beta with parameters summing to 5."""
    mean = min(max(mean, 0.02), 0.98)
    return rng.beta(5 * mean, 5 * (1 - mean), size).astype(np.float32)


def _estates(settings: CommunitySettings, rng: np.random.Generator) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """Sizes of estates (lognormal, exact total) and their grids, the largest placed first, evenly over grids."""
    raw = rng.lognormal(0.0, settings.places.estate_spread, settings.estates)
    sizes = np.maximum(1, np.floor(raw / raw.sum() * settings.households)).astype(np.int64)
    largest_first = np.argsort(-raw, kind="stable")
    missing = settings.households - int(sizes.sum())
    step = 1 if missing > 0 else -1
    while missing != 0:
        for estate in largest_first:
            if missing != 0 and sizes[estate] + step >= 1:
                sizes[estate] += step
                missing -= step
    most = ceil(settings.estates / settings.grids)
    load, count = np.zeros(settings.grids), np.zeros(settings.grids, np.int64)
    grid = np.zeros(settings.estates, np.int32)
    for rank, estate in enumerate(largest_first):
        left = settings.estates - rank
        empty = np.flatnonzero(count == 0)
        candidates = empty if empty.size and left <= empty.size else np.flatnonzero(count < most)
        chosen = candidates[np.argmin(load[candidates])]
        grid[estate] = chosen
        load[chosen] += sizes[estate]
        count[chosen] += 1
    order = np.argsort(grid, kind="stable")
    return sizes[order], grid[order]


def _buildings(estate_households: NDArray[np.int64], wanted: int) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Cut every estate into buildings of about the wanted number of households."""
    counts = np.maximum(1, np.rint(estate_households / wanted)).astype(np.int64)
    first = np.concatenate([[0], np.cumsum(counts)])
    household_building = np.concatenate(
        [
            first[estate] + (np.arange(households) * counts[estate]) // households
            for estate, households in enumerate(estate_households)
        ]
    ).astype(np.int32)
    return household_building, np.repeat(np.arange(counts.size, dtype=np.int32), counts)


def _grid_graph(grids: int, rng: np.random.Generator) -> nx.Graph[int]:
    """Grids as neighbouring areas of a town: a jittered lattice with some corners touching."""
    columns = ceil(sqrt(grids * 4 / 3))
    graph: nx.Graph[int] = nx.Graph()
    jitter = rng.uniform(-0.18, 0.18, (grids, 2))
    for grid in range(grids):
        x, y = grid % columns, grid // columns
        graph.add_node(grid, pos=(float(x + jitter[grid, 0]), float(-y + jitter[grid, 1])))
    corners: NDArray[Any] = rng.random((grids, 2))
    for grid in range(grids):
        x = grid % columns
        if x + 1 < columns and grid + 1 < grids:
            graph.add_edge(grid, grid + 1)
        if grid + columns < grids:
            graph.add_edge(grid, grid + columns)
        falling = x + 1 < columns and grid + columns + 1 < grids and corners[grid, 0] < CORNER_CHANCE
        rising = x > 0 and grid + columns - 1 < grids and corners[grid, 1] < CORNER_CHANCE
        if falling:
            graph.add_edge(grid, grid + columns + 1)
        elif rising and not graph.has_edge(grid - 1, grid + columns):
            graph.add_edge(grid, grid + columns - 1)
    return nx.freeze(graph)
