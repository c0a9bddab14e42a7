"""Who knows whom: household, building, estate, grid and cross-grid ties in one sparse graph.

Ties are drawn for the first residents (`sim.community.circles`) and belong to seats: who moves in takes up part of the
contacts of those who lived there before.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from sim.community.circles import HOUSEHOLD, Draft, pairs_within, solve_closure
from sim.community.places import Places
from sim.community.register import Register
from sim.community.rewiring import Pairs, pair_code, rewire
from sim.community.settings import TieSettings
from sim.rng import Streams

LAYERS = ("household", "building", "estate", "grid", "cross")


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


def build_ties(
    settings: TieSettings, places: Places, register: Register, first: int, interest: NDArray[np.int8], streams: Streams
) -> Ties:
    """Draw the ties of the first residents (`first` of them), then hand them on to those who follow.

    `interest` is the main interest of each first resident, shared by those who meet across the estate.
    Rows of the result are in the order of the register.
    """
    draft = Draft(settings, places, register, first, interest, streams)
    seats = draft.pairs(solve_closure(settings, draft))
    if settings.rewired:
        seats = rewire(seats, settings.rewired, draft.household, streams)
    return _hand_on(settings, register, first, seats, streams)


def _hand_on(settings: TieSettings, register: Register, first: int, seats: dict[int, Pairs], streams: Streams) -> Ties:
    """Ties between the people who sat at the same time on seats that are tied."""
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
    code = pair_code(left, right)
    later = right >= first
    taken = streams.draw("newcomer tie", 0, code) < settings.newcomer
    kept = (register.household[left] != register.household[right]) & (~later | taken) & _overlap(register, left, right)
    left, right, layer_of = left[kept], right[kept], layer_of[kept]
    _, unique = np.unique(code[kept], return_index=True)

    by_family = np.argsort(register.family, kind="stable")
    home_left, home_right = pairs_within(
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
    left: NDArray[np.int64], right: NDArray[np.int64], layer: NDArray[np.uint8], people: int, settings: TieSettings
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
