"""Residents' contacts: how many live there and how many are active, kept current as people come, go and change.

Kernels that need few columns take them one by one: handing over all of `Residents` costs 10 µs a call, and half a
second when the kernel is compiled.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.agents.resident.columns import ACTIVE_BITS, Residents
from sim.kernel import kernel, rows_of


def count_in(r: Residents, rows: NDArray[np.int64], sign: int) -> None:
    """Let the contacts of people who come (sign 1) or go (sign −1) count them in or out."""
    _count_in(rows, sign, r.tie_start, r.tie_to, r.closeness, r.near_total)


@kernel
def _count_in(
    rows: NDArray[np.int64],
    sign: int,
    tie_start: NDArray[np.int64],
    tie_to: NDArray[np.int32],
    closeness: NDArray[np.uint8],
    near_total: NDArray[np.int32],
) -> None:
    for row in rows:
        for at in range(tie_start[row], tie_start[row + 1]):
            near_total[tie_to[at]] += sign * closeness[at]


def count_own(r: Residents, rows: NDArray[np.int64]) -> None:
    """Count anew, for some residents, the contacts who live there and the active ones among them."""
    _count_own(
        rows, r.tie_start, r.household_end, r.tie_to, r.closeness, r.here, r.active, (r.near_total, r.near, r.outside)
    )


@kernel
def _count_own(
    rows: NDArray[np.int64],
    tie_start: NDArray[np.int64],
    household_end: NDArray[np.int64],
    tie_to: NDArray[np.int32],
    closeness: NDArray[np.uint8],
    here: NDArray[np.bool_],
    active: NDArray[np.bool_],
    counts: tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int32]],
) -> None:
    near_total, near, outside = counts
    for row in rows:
        near_total[row] = near[row] = outside[row] = 0
        home = household_end[row]
        for at in range(tie_start[row], tie_start[row + 1]):
            other = tie_to[at]
            if here[other]:
                near_total[row] += closeness[at]
                if active[other]:
                    near[row] += closeness[at]
                    outside[row] += at >= home


def tell_contacts(r: Residents) -> None:
    """Let contacts count everyone whose activity of the last four weeks changed; the others cost nothing."""
    changed = np.empty(r.here.size, np.bool_)
    _look_who_changed(r.here, r.took, r.active, changed)
    tell(r, np.flatnonzero(changed))


def tell(r: Residents, rows: NDArray[np.int64]) -> None:
    """Let residents who have just become active, or stopped, be counted so by their contacts."""
    _tell(rows, r.active, r.tie_start, r.household_end, r.tie_to, r.closeness, r.near, r.outside)


@kernel
def _look_who_changed(
    here: NDArray[np.bool_], took: NDArray[np.uint32], active: NDArray[np.bool_], changed: NDArray[np.bool_]
) -> None:
    for row in range(here.size):
        now = here[row] & ((took[row] & ACTIVE_BITS) != 0)
        changed[row] = now != active[row]
        active[row] = now


@kernel
def _tell(
    rows: NDArray[np.int64],
    active: NDArray[np.bool_],
    tie_start: NDArray[np.int64],
    household_end: NDArray[np.int64],
    tie_to: NDArray[np.int32],
    closeness: NDArray[np.uint8],
    near: NDArray[np.int32],
    outside: NDArray[np.int32],
) -> None:
    for row in rows:
        sign = np.int32(1) if active[row] else np.int32(-1)
        home = np.uint64(household_end[row])
        for at in rows_of(tie_start, row):
            near[tie_to[at]] += sign * closeness[at]
            if at >= home:
                outside[tie_to[at]] += sign
