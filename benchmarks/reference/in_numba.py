"""The reference rule as this project writes kernels: columns, one pass without a branch, only changes told on."""

from __future__ import annotations

from time import process_time

import numpy as np
from numpy.typing import NDArray

from benchmarks.reference.crowd import LATELY, Crowd, Outcome
from sim.kernel import inlined, kernel
from sim.rng import uniform

ONE = np.float32(1.0)
RECENT = np.uint8((1 << LATELY) - 1)
LOG2_E = np.float32(1.44269504)
# 2^x for 0 ≤ x < 1, relative error below 3e-7; the C forms have the same numbers
P5, P4, P3, P2, P1, P0 = (
    np.float32(p) for p in (1.8775767e-3, 8.9893397e-3, 5.5826318e-2, 2.4015361e-1, 6.9315308e-1, 9.9999994e-1)
)


@inlined
def exponential(x: np.float32) -> np.float32:
    """The exponential for −80 < x < 80, as a polynomial, which vectorises where the library's does not."""
    t = x * LOG2_E
    whole = np.floor(t)
    part = t - whole
    p = ((((P5 * part + P4) * part + P3) * part + P2) * part + P1) * part + P0
    return p * np.int32((np.int32(whole) + np.int32(127)) << np.int32(23)).view(np.float32)


@kernel
def live_a_week(
    own: NDArray[np.float32],
    per_point: NDArray[np.float32],
    took: NDArray[np.uint8],
    near: NDArray[np.int32],
    changed: NDArray[np.bool_],
    start: NDArray[np.int32],
    to: NDArray[np.int32],
    closeness: NDArray[np.uint8],
    key: np.uint64,
) -> int:
    """Everybody decides; whoever became active or stopped tells their contacts. Returns how many took part.

    `took` holds one bit a week, the lowest is this week; `near` the closeness of active contacts.
    """
    acts = 0
    for row in range(own.size):
        x = own[row] + per_point[row] * np.float32(near[row])
        came = uniform(key, np.uint64(row)) * (ONE + exponential(-x)) < ONE  # u < σ(x) without a division
        before = took[row]
        after = np.uint8(np.uint8(before << np.uint8(1)) | np.uint8(came))
        took[row] = after
        changed[row] = ((after & RECENT) != 0) != ((before & RECENT) != 0)
        acts += came
    for row in range(changed.size):
        if changed[row]:
            sign = np.int32(1) if took[row] & RECENT else np.int32(-1)
            for at in range(np.uint32(start[row]), np.uint32(start[row + 1])):
                near[np.uint32(to[at])] += sign * np.int32(closeness[at])
    return acts


def ours(crowd: Crowd, weeks: int) -> Outcome:
    """The project's own style: numba, the week loop in Python."""
    took, near = np.zeros(crowd.people, np.uint8), np.zeros(crowd.people, np.int32)
    changed, acts = np.zeros(crowd.people, np.bool_), np.zeros(weeks, np.int64)
    keys, per_point = crowd.keys(weeks), crowd.per_point
    begun = process_time()
    for week in range(weeks):
        acts[week] = live_a_week(
            crowd.own, per_point, took, near, changed, crowd.start, crowd.to, crowd.closeness, keys[week]
        )
    return Outcome(process_time() - begun, acts)
