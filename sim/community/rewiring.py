"""Ties rewired at random while everybody keeps as many: the network experiment that takes clustering away.

Everything else about the community stays as it is, so that two networks differ in who knows whom and in nothing else
(Watts & Strogatz 1998; Maslov & Sneppen 2002, whose swaps keep degrees).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.rng import Streams

Pairs = tuple[NDArray[np.int64], NDArray[np.int64]]
BEYOND_ROWS = np.int64(2**32)
ROUNDS, WITH_EACH = 20, 3  # rounds of exchange, and other ties with which each wrong one exchanges


def rewire(
    layers: dict[int, Pairs], share: float, household: NDArray[np.integer], streams: Streams
) -> dict[int, Pairs]:
    """Let a share of all ties outside the household exchange their second ends at random.

    Ties that fall on one person, one household or an existing tie exchange again, a few rounds; those that still do are
    left out, a few in ten thousand. A rewired tie keeps its layer, and with it its closeness.
    """
    rng = streams.generator("rewired")
    left, right, layer = joined(layers)
    turned = rng.random(left.size) < 0.5  # noqa: PLR2004  # either end is as likely to be the second
    left, right = np.where(turned, right, left), np.where(turned, left, right)
    movable = np.flatnonzero(rng.random(left.size) < share)
    exchanged = movable
    for _ in range(ROUNDS):
        right[exchanged] = right[rng.permutation(exchanged)]
        wrong = np.flatnonzero(_wrong(left, right, household))
        if not wrong.size:
            break
        exchanged = np.union1d(wrong, rng.choice(movable, min(WITH_EACH * wrong.size, movable.size), replace=False))
    good = ~_wrong(left, right, household)
    return {key: (left[good & (layer == key)], right[good & (layer == key)]) for key in layers}


def joined(layers: dict[int, Pairs]) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Pairs of all layers in one: first ends, second ends, and the layer of each, int64 (pairs,)."""
    left = np.concatenate([pair[0] for pair in layers.values()])
    right = np.concatenate([pair[1] for pair in layers.values()])
    return left, right, np.repeat(np.array(list(layers), np.int64), [pair[0].size for pair in layers.values()])


def pair_code(left: NDArray[np.int64], right: NDArray[np.int64]) -> NDArray[np.int64]:
    """One number for each pair of rows, whichever comes first: int64 (pairs,)."""
    return np.minimum(left, right) * BEYOND_ROWS + np.maximum(left, right)


def _wrong(left: NDArray[np.int64], right: NDArray[np.int64], household: NDArray[np.integer]) -> NDArray[np.bool_]:
    """Pairs within a household, or equal to an earlier pair."""
    code = pair_code(left, right)
    again = np.ones(code.size, np.bool_)
    again[np.unique(code, return_index=True)[1]] = False
    return again | (household[left] == household[right])
