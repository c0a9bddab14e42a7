"""Who knows whom among the people on a list: contacts, or often enough at the same activities."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.kernel import inlined, kernel, rows_of


@inlined
def met_often(one: np.uint32, other: np.uint32) -> int:
    """In how many of the last weeks both came."""
    together = one & other
    met = 0
    while together:
        together &= together - np.uint32(1)
        met += 1
    return met


@kernel
def known_by(
    candidates: NDArray[np.int32],
    voters: NDArray[np.int32],
    rows: NDArray[np.int32],
    came: NDArray[np.uint32],
    tie_start: NDArray[np.int64],
    tie_to: NDArray[np.int32],
    needed: int,
    votes: NDArray[np.int64],
) -> None:
    """Count the voters who know each candidate, in `votes`; `rows` and `came` are those of a list."""
    times_of = np.zeros(voters.size, np.uint32)
    for m in range(voters.size):
        for n in range(rows.size):
            if rows[n] == voters[m]:
                times_of[m] = came[n]
    for c in range(candidates.size):
        own = np.uint32(0)
        for n in range(rows.size):
            if rows[n] == candidates[c]:
                own = came[n]
        votes[c] = 0
        for m in range(voters.size):
            tied = (voters[m] == candidates[c]) | (met_often(own, times_of[m]) >= needed)
            for at in rows_of(tie_start, candidates[c]):
                tied |= tie_to[at] == voters[m]
            votes[c] += tied


@kernel
def acquaintance(
    rows: NDArray[np.int32],
    came: NDArray[np.uint32],
    tie_start: NDArray[np.int64],
    tie_to: NDArray[np.int32],
    needed: int,
) -> float:
    """Share of pairs who know each other: contacts, or often enough at the same activities."""
    pairs = known = 0
    for one in range(rows.size):
        for other in range(one + 1, rows.size):
            pairs += 1
            tied = met_often(came[one], came[other]) >= needed
            if not tied:
                for at in rows_of(tie_start, rows[one]):
                    tied |= tie_to[at] == rows[other]
            known += tied
    return known / max(pairs, 1)
