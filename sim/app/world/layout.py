"""Where everybody stands on the map: grids as the community's own network lies, estates in them, residents in those.

The same for every run on one community. A place that somebody leaves is taken by whoever arrives next in the estate.
"""

from __future__ import annotations

from functools import lru_cache
from heapq import heappop, heappush
from math import ceil, sqrt
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.community import Community, CommunitySettings, build_community

FULL = 65535
SIDE = 0.9  # of a grid's box in its cell of the lattice, for the largest
JITTER = 0.18  # of the lattice's own drawing, in cells
HEAD = 0.16  # of a grid's box, for its name and stage bar
GAP = 0.025  # between estates, in parts of a grid's box


class MapBox(NamedTuple):
    """A rectangle on the map, in parts of its width and height from the upper left."""

    x: float
    y: float
    w: float
    h: float

    def inside(self, x: float, y: float) -> tuple[float, float]:
        """A point given in parts of the box."""
        return self.x + x * self.w, self.y + y * self.h


class Layout(NamedTuple):
    """The map.

    Attributes
    ----------
    aspect : float
        Width over height, for which it is drawn.
    grids, estates : tuple of MapBox
    x, y : uint16 (people,)
        Of each row, in 1/65535 of width and height.
    links : tuple of pairs
        Neighbouring grids.
    """

    aspect: float
    grids: tuple[MapBox, ...]
    estates: tuple[MapBox, ...]
    x: NDArray[np.uint16]
    y: NDArray[np.uint16]
    links: tuple[tuple[int, int], ...]


def layout_of(community: Community) -> Layout:
    """The map of a community."""
    return _layout(community.settings, community.weeks)


@lru_cache(maxsize=4)
def _layout(settings: CommunitySettings, weeks: int) -> Layout:
    community = build_community(settings, weeks)
    peak = [_places_of(community, estate) for estate in range(community.settings.estates)]
    slots = np.array([most for most, _ in peak])
    estate_grid = community.places.estate_grid
    aspect, grids = _grid_boxes(community, np.bincount(estate_grid, slots, community.settings.grids).astype(np.float64))
    estates: list[MapBox] = [MapBox(0, 0, 0, 0)] * len(peak)
    for grid, box in enumerate(grids):
        inner = MapBox(box.x, box.y + HEAD * box.h, box.w, (1 - HEAD) * box.h)
        own = np.flatnonzero(estate_grid == grid)
        for estate, cut in zip(own.tolist(), _cut(inner, slots[own].tolist(), aspect, GAP * box.w), strict=True):
            estates[estate] = cut
    x, y = np.zeros(community.people, np.uint16), np.zeros(community.people, np.uint16)
    for estate, box in enumerate(estates):
        rows = slice(*community.estate_start[estate : estate + 2])
        across, down = _lattice(box, slots[estate], aspect)
        place = peak[estate][1]
        x[rows] = np.rint(FULL * (box.x + (place % across + 0.5) / across * box.w))
        y[rows] = np.rint(FULL * (box.y + (place // across + 0.5) / down * box.h))
    links = tuple(sorted((min(a, b), max(a, b)) for a, b in community.places.grid_graph.edges))
    return Layout(aspect, grids, tuple(estates), x, y, links)


def _places_of(community: Community, estate: int) -> tuple[int, NDArray[np.int64]]:
    """How many places an estate needs, and the place of each of its rows: at first in the order of dwellings."""
    first, last = community.estate_start[estate : estate + 2].tolist()
    arrives, leaves = community.register.arrives[first:last], community.register.leaves[first:last]
    place = np.zeros(last - first, np.int64)
    free: list[int] = []
    going: list[tuple[int, int]] = []
    used = 0
    for row in np.lexsort((np.arange(place.size), np.maximum(arrives, 0))).tolist():
        while going and going[0][0] <= arrives[row]:
            heappush(free, heappop(going)[1])
        if free:
            place[row] = heappop(free)
        else:
            place[row], used = used, used + 1
        heappush(going, (int(leaves[row]), int(place[row])))
    return max(used, 1), place


def _grid_boxes(community: Community, people: NDArray[np.float64]) -> tuple[float, tuple[MapBox, ...]]:
    """A box for each grid, its area as its people are many, where the community's network has it."""
    graph = community.places.grid_graph
    position = np.array([graph.nodes[grid]["pos"] for grid in range(len(people))])
    across, down = np.rint(position[:, 0]).astype(int), np.rint(-position[:, 1]).astype(int)
    columns, rows = int(across.max()) + 1, int(down.max()) + 1
    boxes = []
    for grid, many in enumerate(people):
        side = SIDE * sqrt(many / people.max())
        room = (1 - side) / 2
        shift = (position[grid] - (across[grid], -down[grid])) / JITTER * room * (1, -1)
        x, y = across[grid] + room + shift[0], down[grid] + room + shift[1]
        boxes.append(MapBox(float(x / columns), float(y / rows), side / columns, side / rows))
    return columns / rows, tuple(boxes)


def _cut(box: MapBox, sizes: list[int], aspect: float, gap: float) -> list[MapBox]:
    """Rectangles in a box, their areas as the sizes; each cut crosses the longer side."""
    if len(sizes) == 1:
        return [box]
    half = _halves(sizes)
    share = sum(sizes[:half]) / sum(sizes)
    if box.w * aspect >= box.h:
        w = (box.w - gap) * share
        parts = MapBox(box.x, box.y, w, box.h), MapBox(box.x + w + gap, box.y, box.w - gap - w, box.h)
    else:
        gap_down = gap * aspect
        h = (box.h - gap_down) * share
        parts = MapBox(box.x, box.y, box.w, h), MapBox(box.x, box.y + h + gap_down, box.w, box.h - gap_down - h)
    return _cut(parts[0], sizes[:half], aspect, gap) + _cut(parts[1], sizes[half:], aspect, gap)


def _halves(sizes: list[int]) -> int:
    """How many to put on the first side so that both are about as large."""
    sums = np.cumsum(sizes[:-1])
    return int(np.argmin(np.abs(sums - sum(sizes) / 2))) + 1


def _lattice(box: MapBox, places: int, aspect: float) -> tuple[int, int]:
    """Columns and rows of a lattice with room for so many, its cells about square on the map."""
    across = max(round(sqrt(places * box.w * aspect / max(box.h, 1e-9))), 1)
    return across, ceil(places / across)
