"""Addressed randomness: the draw for (seed, stream, week, entity) is the same whatever else happens in a run.

A draw is a hash of its address, not the next number of a sequence. So two runs with one seed and different
policies share their luck resident by resident (common random numbers), and order of evaluation, threads and
processes cannot change a result. The hash is the finaliser of splitmix64 (Steele, Lea & Flood 2014).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.kernel import inlined, kernel
from sim.text import GongtongError, Text

_MASK = (1 << 64) - 1
_GOLDEN = 0x9E3779B97F4A7C15
_MIX_A, _MIX_B = 0xBF58476D1CE4E5B9, 0x94D049BB133111EB
GOLDEN, MIX_A, MIX_B = np.uint64(_GOLDEN), np.uint64(_MIX_A), np.uint64(_MIX_B)
MOST_SEED = 2**63 - 1  # what files of results can hold
DROPPED, STEP = 41, 2.0**-23  # bits of a hash that a draw leaves out, and what its last bit is worth
S27, S30, S31, S41 = (np.uint64(s) for s in (27, 30, 31, DROPPED))
TO_UNIT, HALF_STEP = np.float32(STEP), np.float32(STEP / 2)


def as_seed(given: object) -> int:
    """A seed as the whole number that it is.

    Raises
    ------
    GongtongError
        If it is something else, or outside 0 to `MOST_SEED`.
    """
    if isinstance(given, int | np.integer) and not isinstance(given, bool) and 0 <= given <= MOST_SEED:
        return int(given)
    raise GongtongError(
        Text(
            f"seed: {given!r} is not possible; give a whole number from 0 to {MOST_SEED}.",
            f"seed：不能取 {given!r}；须为 0 至 {MOST_SEED} 的整数。",
        )
    )


@inlined
def mixed(z: np.uint64) -> np.uint64:
    """Hash of a number: every bit of the result depends on every bit of the number."""
    z = (z ^ (z >> S30)) * MIX_A
    z = (z ^ (z >> S27)) * MIX_B
    return z ^ (z >> S31)


@inlined
def uniform(key: np.uint64, entity: np.uint64) -> np.float32:
    """One draw strictly inside (0, 1): 23 bits and half a step, which float32 holds exactly, so never 0 or 1."""
    z = mixed(key + np.uint64(entity) * GOLDEN)
    return np.float32(z >> S41) * TO_UNIT + HALF_STEP


@kernel
def fill_uniform(start: np.uint64, week: int, entities: NDArray[Any], out: NDArray[np.float32]) -> None:
    """Write one draw per entity, of a stream of a run in a week."""
    key = mixed(start + np.uint64(week + 1) * MIX_A)
    for n in range(entities.size):
        out[n] = uniform(key, np.uint64(entities[n]))


def _mix(z: int) -> int:
    z = ((z ^ (z >> 30)) * _MIX_A) & _MASK
    z = ((z ^ (z >> 27)) * _MIX_B) & _MASK
    return z ^ (z >> 31)


@cache
def stream_code(name: str) -> int:
    """The 64-bit code of a stream's name."""
    return int.from_bytes(blake2b(name.encode(), digest_size=8).digest(), "little")


@cache
def _stream_start(seed: int, name: str) -> int:
    """Where a stream of a run begins, before weeks are counted."""
    return _mix((seed * _GOLDEN + stream_code(name)) & _MASK)


@dataclass(frozen=True)
class Streams:
    """Streams of random draws of one run.

    Attributes
    ----------
    seed : int
        Replicate *k* uses seed *k* in every scenario: that is what makes arms comparable.
    """

    seed: int

    def key(self, stream: str, week: int) -> np.uint64:
        """The key from which kernels draw for one stream in one week."""
        z = _stream_start(self.seed, stream)
        return np.uint64(_mix((z + (week + 1) * _MIX_A) & _MASK))

    def draw(self, stream: str, week: int, entities: NDArray[Any]) -> NDArray[np.float32]:
        """Uniform draws in (0, 1), float32, one per entity (integer array, any shape of one dimension)."""
        out = np.empty(entities.size, np.float32)
        fill_uniform(np.uint64(_stream_start(self.seed, stream)), week, entities, out)
        return out

    def one(self, stream: str, week: int, entity: int = 0) -> float:
        """A single uniform draw in (0, 1)."""
        z = _mix((_stream_start(self.seed, stream) + (week + 1) * _MIX_A) & _MASK)
        return (_mix((z + entity * _GOLDEN) & _MASK) >> DROPPED) * STEP + STEP / 2

    def generator(self, stream: str, week: int = 0) -> np.random.Generator:
        """A numpy generator for set-up work whose number of draws is fixed, such as building a community."""
        return np.random.Generator(np.random.PCG64(int(self.key(stream, week))))
