"""Ties among the first residents: closed circles and single acquaintances, for a wanted clustering.

Local ties come in closed circles, of families in a building and of people of like age and interest in an estate,
which makes the clustering that complex contagion needs, and in single acquaintances, which make the rest. The share of
circles is solved for so that mean degree and clustering are met.
"""

from __future__ import annotations

from math import ceil
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from sim.clock import WEEKS_PER_YEAR
from sim.community.places import Places
from sim.community.register import Register
from sim.community.rewiring import Pairs, joined, pair_code
from sim.community.settings import TieSettings
from sim.rng import Streams

HOUSEHOLD, BUILDING, ESTATE, GRID, CROSS = range(5)
SAMPLE = 3000
BISECTIONS = 6
TOP_UPS = 2


def clustering(adjacency: sparse.csr_array, people: NDArray[np.int64] | None = None) -> float:
    """Mean local clustering of some people (row numbers; all unless said).

    People with fewer than two ties count as zero, as in networkx.
    """
    own = adjacency if people is None else sparse.csr_array(adjacency[people])
    degree = np.diff(own.indptr).astype(np.float64)
    paths = (own @ adjacency).multiply(own).sum(axis=1)
    possible = degree * (degree - 1)
    return float(np.mean(np.divide(paths, possible, out=np.zeros_like(degree), where=possible > 0)))


class _Circles(NamedTuple):
    """How the circles of a layer form: people in `order`, cut within each `group`; others are met in the `pool`.

    Circles of the building hold whole families, of whom `family` each person's own take places.
    """

    order: NDArray[np.int64]
    group: NDArray[np.int64]
    pool: NDArray[np.int64]
    family: float


class Draft:
    """Draft of the ties among the first residents, for any share of circles, always of the same luck."""

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
        self.home = pairs_within(np.argsort(self.household, kind="stable"), self.household, first, None, rng)
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
        closed = pairs_within(circles.order, circles.group, size, chance, rng)
        others = _chance_pairs(circles.pool, degree * (1 - closure) * self.liking, None, rng)
        return np.append(closed[0], others[0]), np.append(closed[1], others[1])

    def _distinct(self, layers: dict[int, Pairs]) -> dict[int, Pairs]:
        """Drop pairs of one household and all but the first of equal pairs."""
        left, right, layer = joined(layers)
        apart = np.flatnonzero(self.household[left] != self.household[right])
        kept = apart[np.sort(np.unique(pair_code(left, right)[apart], return_index=True)[1])]
        return {key: (left[kept[layer[kept] == key]], right[kept[layer[kept] == key]]) for key in layers}


def pairs_within(
    order: NDArray[np.int64],
    group: NDArray[np.integer],
    size: int,
    chance: NDArray[np.floating] | None,
    rng: np.random.Generator,
) -> Pairs:
    """Pairs within runs of up to `size` people of one group, in the given order; kept with the first one's chance.

    `order` holds rows, `group` and `chance` are by row; the two ends of each pair are rows.
    """
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


def solve_closure(settings: TieSettings, draft: Draft) -> float:
    """The share of circles that gives the wanted clustering, by bisection."""
    people = draft.household.size
    sample = np.arange(0, people, max(1, people // SAMPLE))
    low, high = 0.0, 1.0
    for _ in range(BISECTIONS):
        closure = (low + high) / 2
        left, right, _ = joined({HOUSEHOLD: draft.home, **draft.pairs(closure)})
        if clustering(_adjacency(left, right, people), sample) < settings.clustering:
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
