"""Who knows whom: household, building, estate, grid and cross-grid ties in one sparse graph.

Local ties come in closed circles, of families in a building and of people of like age and interest in an estate,
which makes the clustering that complex contagion needs, and in single acquaintances, which make the rest. The share of
circles is solved for so that mean degree and clustering are met. Ties belong to seats: who moves in takes up
part of the contacts of those who lived there before.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from sim.clock import WEEKS_PER_YEAR
from sim.community.places import Places
from sim.community.register import Register
from sim.community.rewiring import BEYOND_ROWS, Pairs, rewire
from sim.community.settings import TieSettings
from sim.rng import Streams

HOUSEHOLD, BUILDING, ESTATE, GRID, CROSS = range(5)
LAYERS = ("household", "building", "estate", "grid", "cross")
SAMPLE = 3000
BISECTIONS = 6
TOP_UPS = 2


@dataclass(frozen=True)
class Ties:
    """Undirected ties of everyone who ever lives there, both directions stored, rows sorted by layer.

    Attributes
    ----------
    start : int64 (people + 1,)
        Row *i* has the ties `start[i]` to `start[i + 1]`.
    household_end : int64 (people,)
        Where the household ties of a row end.
    to : int32 (ties,)
        The other person's row. A tie counts only while both live there.
    layer : uint8 (ties,)
        Index into `LAYERS`.
    closeness : uint8 (ties,)
        Weight of the tie.
    """

    start: NDArray[np.int64]
    household_end: NDArray[np.int64]
    to: NDArray[np.int32]
    layer: NDArray[np.uint8]
    closeness: NDArray[np.uint8]

    def matrix(self, people: NDArray[np.bool_]) -> sparse.csr_array:
        """Adjacency (0/1) among some people (mask), renumbered in their order."""
        whole = sparse.csr_array(
            (np.ones(self.to.size, np.int32), self.to, self.start), shape=(self.start.size - 1, self.start.size - 1)
        )
        kept = np.flatnonzero(people)
        return sparse.csr_array(whole[kept][:, kept])


def clustering(adjacency: sparse.csr_array, people: NDArray[np.int64] | None = None) -> float:
    """Mean local clustering of some people (row numbers; all unless said).

    People with fewer than two ties count as zero, as in networkx.
    """
    own = adjacency if people is None else sparse.csr_array(adjacency[people])
    degree = np.diff(own.indptr).astype(np.float64)
    paths = (own @ adjacency).multiply(own).sum(axis=1)
    possible = degree * (degree - 1)
    return float(np.mean(np.divide(paths, possible, out=np.zeros_like(degree), where=possible > 0)))


def build_ties(
    settings: TieSettings,
    places: Places,
    register: Register,
    first: int,
    interest: NDArray[np.int8],
    streams: Streams,
) -> Ties:
    """Draw the ties of the first residents (`first` of them), then hand them on to those who follow.

    `interest` is the main interest of each first resident, shared by those who meet across the estate.
    Rows of the result are in the order of the register.
    """
    draft = _Draft(settings, places, register, first, interest, streams)
    seats = draft.pairs(_solve_closure(settings, draft))
    if settings.rewired:
        seats = rewire(seats, settings.rewired, draft.household, streams)
    return _hand_on(settings, register, first, seats, streams)


class _Circles(NamedTuple):
    """How the circles of a layer form: people in `order`, cut within each `group`; others are met in the `pool`.

    Circles of the building hold whole families, of whom `family` each person's own take places.
    """

    order: NDArray[np.int64]
    group: NDArray[np.int64]
    pool: NDArray[np.int64]
    family: float


class _Draft:
    """Ties among the first residents, for any share of circles; the luck is the same whatever the share."""

    def __init__(
        self,
        settings: TieSettings,
        places: Places,
        register: Register,
        first: int,
        interest: NDArray[np.int8],
        streams: Streams,
    ) -> None:
        rng = streams.generator("peers")
        self.settings = settings
        self.streams = streams
        self.household = register.household[:first]
        self.building = places.household_building[self.household].astype(np.int64)
        self.estate = places.household_estate[self.household].astype(np.int64)
        self.grid = places.estate_grid[self.estate].astype(np.int64)
        self.liking = places.neighbouring[self.estate]
        age = -register.born[:first] / WEEKS_PER_YEAR
        peers = age + rng.normal(0.0, settings.age_mixing, first)
        families = np.bincount(self.household, age) / np.maximum(np.bincount(self.household), 1)
        families += rng.normal(0.0, settings.age_mixing, families.size)
        hobby = self.estate * 16 + interest[:first]
        self.home = _within_groups(np.argsort(self.household, kind="stable"), self.household, first, None, rng)
        self.circles = {
            BUILDING: _Circles(
                np.lexsort((self.household, families[self.household], self.building)),
                self.building,
                self.building,
                2 * self.home[0].size / first,
            ),
            ESTATE: _Circles(np.lexsort((peers, hobby)), hobby, self.estate, 0.0),
        }

    def pairs(self, closure: float) -> dict[int, Pairs]:
        """Ties by layer, without repetition, household ties apart; the estate makes up for what fell together."""
        settings, people = self.settings, self.household.size
        cross, grid = settings.cross_grid * settings.mean_degree, settings.grid * settings.mean_degree
        local = max(settings.mean_degree - 2 * self.home[0].size / people - cross - grid, 0.0)
        rng = self.streams.generator("ties")
        layers = {
            CROSS: _chance_pairs(np.zeros(people, np.int64), cross, self.grid, rng),
            GRID: _chance_pairs(self.grid, grid, self.estate, rng),
            BUILDING: self._local(BUILDING, local * settings.building, closure, rng),
            ESTATE: self._local(ESTATE, local * (1 - settings.building), closure, rng),
        }
        for _ in range(TOP_UPS):
            layers = self._distinct(layers)
            missing = settings.mean_degree * people - 2 * (
                self.home[0].size + sum(left.size for left, _ in layers.values())
            )
            more = _chance_pairs(self.estate, max(missing, 0.0) / people, None, rng)
            layers[ESTATE] = (np.append(layers[ESTATE][0], more[0]), np.append(layers[ESTATE][1], more[1]))
        return self._distinct(layers)

    def _local(self, layer: int, degree: float, closure: float, rng: np.random.Generator) -> Pairs:
        """Ties of one local layer: a share `closure` in circles, the rest as chance acquaintances."""
        circles = self.circles[layer]
        others_in_circle = max(1, ceil(degree * closure))
        chance = np.minimum(degree * closure / others_in_circle * self.liking, 1.0)
        size = 1 + others_in_circle + round(circles.family)
        closed = _within_groups(circles.order, circles.group, size, chance, rng)
        others = _chance_pairs(circles.pool, degree * (1 - closure) * self.liking, None, rng)
        return np.append(closed[0], others[0]), np.append(closed[1], others[1])

    def _distinct(self, layers: dict[int, Pairs]) -> dict[int, Pairs]:
        """Drop pairs of one household and all but the first of equal pairs."""
        left = np.concatenate([pair[0] for pair in layers.values()])
        right = np.concatenate([pair[1] for pair in layers.values()])
        layer = np.repeat(np.array(list(layers), np.int64), [pair[0].size for pair in layers.values()])
        code = np.minimum(left, right) * BEYOND_ROWS + np.maximum(left, right)
        apart = np.flatnonzero(self.household[left] != self.household[right])
        kept = apart[np.sort(np.unique(code[apart], return_index=True)[1])]
        return {key: (left[kept[layer[kept] == key]], right[kept[layer[kept] == key]]) for key in layers}


def _within_groups(
    order: NDArray[np.int64],
    group: NDArray[np.integer],
    size: int,
    chance: NDArray[np.floating] | None,
    rng: np.random.Generator,
) -> Pairs:
    """Pairs within runs of up to `size` people of one group, in the given order; kept with the first one's chance."""
    grouped = group[order]
    new = np.concatenate([[True], grouped[1:] != grouped[:-1]])
    began = np.maximum.accumulate(np.where(new, np.arange(order.size), 0))
    circle = (np.arange(order.size) - began) // size
    lefts, rights = [], []
    longest = min(size, int(np.max(np.diff(np.append(np.flatnonzero(new), order.size)), initial=1)))
    for step in range(1, longest):
        same = (grouped[step:] == grouped[:-step]) & (circle[step:] == circle[:-step])
        at = np.flatnonzero(same)
        if chance is not None:
            at = at[rng.random(at.size) < chance[order[at]]]
        lefts.append(order[at])
        rights.append(order[at + step])
    empty = np.empty(0, np.int64)
    return np.concatenate([empty, *lefts]), np.concatenate([empty, *rights])


def _chance_pairs(
    pool: NDArray[np.int64],
    degree: float | NDArray[np.floating],
    apart: NDArray[np.int64] | None,
    rng: np.random.Generator,
) -> Pairs:
    """Chance acquaintances within each pool, on average `degree` per person, never inside one group of `apart`.

    Pairs that fall inside a group are drawn a few times again; what is left after that is dropped.
    """
    people = pool.size
    half = np.broadcast_to(np.asarray(degree, np.float64) / 2, (people,))
    count = np.floor(half + rng.random(people)).astype(np.int64)
    left = np.repeat(np.arange(people), count)
    order = np.argsort(pool, kind="stable")
    ordered = pool[order]
    began, end = np.searchsorted(ordered, pool), np.searchsorted(ordered, pool, side="right")
    right = _partners(left, order, began, end, rng)
    for _ in range(4):
        wrong = np.flatnonzero(left == right if apart is None else apart[left] == apart[right])
        if wrong.size == 0:
            break
        right[wrong] = _partners(left[wrong], order, began, end, rng)
    good = left != right if apart is None else apart[left] != apart[right]
    return left[good], right[good]


def _partners(
    left: NDArray[np.int64],
    order: NDArray[np.int64],
    began: NDArray[np.int64],
    end: NDArray[np.int64],
    rng: np.random.Generator,
) -> NDArray[np.int64]:
    span = end[left] - began[left]
    return order[began[left] + np.minimum((rng.random(left.size) * span).astype(np.int64), span - 1)]


def _solve_closure(settings: TieSettings, draft: _Draft) -> float:
    """The share of circles that gives the wanted clustering, by bisection."""
    people = draft.household.size
    sample = np.arange(0, people, max(1, people // SAMPLE))
    low, high = 0.0, 1.0
    for _ in range(BISECTIONS):
        closure = (low + high) / 2
        pairs = [draft.home, *draft.pairs(closure).values()]
        adjacency = _adjacency(np.concatenate([p[0] for p in pairs]), np.concatenate([p[1] for p in pairs]), people)
        if clustering(adjacency, sample) < settings.clustering:
            low = closure
        else:
            high = closure
    return (low + high) / 2


def _adjacency(left: NDArray[np.int64], right: NDArray[np.int64], people: int) -> sparse.csr_array:
    ones = np.ones(2 * left.size, np.int32)
    both = (np.concatenate([left, right]), np.concatenate([right, left]))
    matrix = sparse.csr_array((ones, both), shape=(people, people))
    matrix.data[:] = 1
    return matrix


def _hand_on(
    settings: TieSettings,
    register: Register,
    first: int,
    seats: dict[int, Pairs],
    streams: Streams,
) -> Ties:
    """From ties between seats to ties between the people who sat there at the same time."""
    people = register.household.size
    order = np.argsort(register.seat, kind="stable")
    occupied = register.seat[order]
    begin = np.searchsorted(occupied, np.arange(first))
    count = np.searchsorted(occupied, np.arange(first), side="right") - begin
    lefts, rights, layers = [], [], []
    for layer, (left, right) in seats.items():
        times = count[left] * count[right]
        pair = np.repeat(np.arange(left.size), times)
        nth = np.arange(pair.size) - np.repeat(np.cumsum(times) - times, times)
        lefts.append(order[begin[left[pair]] + nth // count[right[pair]]])
        rights.append(order[begin[right[pair]] + nth % count[right[pair]]])
        layers.append(np.full(pair.size, layer, np.uint8))
    left, right, layer_of = np.concatenate(lefts), np.concatenate(rights), np.concatenate(layers)
    left, right = np.minimum(left, right), np.maximum(left, right)
    pair_code = left * BEYOND_ROWS + right
    later = right >= first
    taken = streams.draw("newcomer tie", 0, pair_code) < settings.newcomer
    kept = (register.household[left] != register.household[right]) & (~later | taken) & _overlap(register, left, right)
    left, right, layer_of, pair_code = left[kept], right[kept], layer_of[kept], pair_code[kept]
    _, unique = np.unique(pair_code, return_index=True)

    by_family = np.argsort(register.family, kind="stable")
    home_left, home_right = _within_groups(
        by_family, register.family, np.iinfo(np.int32).max, None, streams.generator("unused")
    )
    together = _overlap(register, home_left, home_right)
    home_left, home_right = home_left[together], home_right[together]
    return _both_ways(
        np.concatenate([home_left, left[unique]]),
        np.concatenate([home_right, right[unique]]),
        np.concatenate([np.full(home_left.size, HOUSEHOLD, np.uint8), layer_of[unique]]),
        people,
        settings,
    )


def _overlap(register: Register, left: NDArray[np.int64], right: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Whether two people live there at the same time."""
    return np.maximum(register.arrives[left], register.arrives[right]) < np.minimum(
        register.leaves[left], register.leaves[right]
    )


def _both_ways(
    left: NDArray[np.int64],
    right: NDArray[np.int64],
    layer: NDArray[np.uint8],
    people: int,
    settings: TieSettings,
) -> Ties:
    source, to = np.concatenate([left, right]), np.concatenate([right, left])
    layers = np.concatenate([layer, layer])
    order = np.lexsort((to, layers, source))
    weight = np.array([settings.close_household, settings.close_local, *[settings.close_other] * 3], np.uint8)
    source, layers = source[order], layers[order]
    start = np.searchsorted(source, np.arange(people + 1))
    home = np.bincount(source[layers == HOUSEHOLD], minlength=people)
    return Ties(
        start.astype(np.int64), (start[:-1] + home).astype(np.int64), to[order].astype(np.int32), layers, weight[layers]
    )
