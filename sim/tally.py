"""The count of residents, grid by grid, in one pass over their columns: what measures of residents are made of."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.agents.resident.columns import ACTIVE_BITS, BYSTANDER, HINDRANCES, STAGES, UNASKED, WINDOW_BITS, Residents
from sim.kernel import kernel, rows_of

(
    ABLE,
    TOOK,
    ACTIVE_4W,
    ACTIVE_26W,
    MEMBER,
    MEMBER_ACTIVE,
    REGISTERED,
    BACKBONE,
    MOTIVATION,
    TRUST,
    BELONGING,
    HERE,
    STAGE,
    UNLESS,
    HINDERED,
) = (*range(13), 13 - 1 + len(STAGES), 13 - 1 + 2 * len(STAGES))
COLUMNS = HINDERED + len(HINDRANCES)
STAGE_COUNT, HINDRANCE_COUNT = len(STAGES), len(HINDRANCES)


@kernel
def tally(r: Residents, grid_start: NDArray[np.int64], out: NDArray[np.float64]) -> None:
    """Count residents grid by grid: float64 (grids, COLUMNS) in `out`; `grid_start` is the first row of each grid."""
    for grid in range(grid_start.size - 1):
        here = able = took = active_4w = active_26w = member = member_active = registered = backbone = 0
        for row in rows_of(grid_start, grid):
            counted = r.able[row]
            here += r.here[row]
            able += counted
            took += counted & ((r.took[row] & np.uint32(1)) != 0)
            active_4w += counted & ((r.took[row] & ACTIVE_BITS) != 0)
            active_26w += counted & ((r.took[row] & WINDOW_BITS) != 0)
            member += counted & (r.listed[row] > 0)
            member_active += counted & (r.memberships[row] > 0)
            registered += counted & ((r.registrations[row] > 0) | (r.listed[row] > 0))
            backbone += counted & r.backbone[row]
        motivation = trust = belonging = 0.0
        for row in rows_of(grid_start, grid):
            weight = np.float64(r.able[row])
            motivation += weight * r.motivation[row]
            trust += weight * r.trust[row]
            belonging += weight * r.belonging[row]
        out[grid, ABLE], out[grid, HERE], out[grid, TOOK] = able, here, took
        out[grid, ACTIVE_4W], out[grid, ACTIVE_26W] = active_4w, active_26w
        out[grid, MEMBER], out[grid, MEMBER_ACTIVE] = member, member_active
        out[grid, REGISTERED], out[grid, BACKBONE] = registered, backbone
        out[grid, MOTIVATION], out[grid, TRUST], out[grid, BELONGING] = motivation, trust, belonging
        for stage in range(STAGE_COUNT):
            by_share = by_index = 0
            for row in rows_of(grid_start, grid):
                by_share += r.stage[row] == stage
                by_index += r.stage_unless[row] == stage
            out[grid, STAGE + stage], out[grid, UNLESS + stage] = by_share, by_index
        for reason in range(HINDRANCE_COUNT):
            number = 0
            for row in rows_of(grid_start, grid):
                hindered = r.hindered[row] if (r.reached[row] & WINDOW_BITS) != 0 else UNASKED
                number += (r.stage[row] == BYSTANDER) & (hindered == reason)
            out[grid, HINDERED + reason] = number


@kernel
def count_active(
    able: NDArray[np.bool_],
    active: NDArray[np.bool_],
    grid_start: NDArray[np.int64],
    out: tuple[NDArray[np.float64], NDArray[np.float64]],
) -> None:
    """Count residents old enough to decide, and the active among them: two float64 (grids,) in `out`."""
    for grid in range(grid_start.size - 1):
        counted = took = 0
        for row in rows_of(grid_start, grid):
            counted += able[row]
            took += able[row] & active[row]
        out[0][grid], out[1][grid] = counted, took
