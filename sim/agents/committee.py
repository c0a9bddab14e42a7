"""An estate's self-management committee 小区自管委员会: how households elect it, and how its quality moves."""

from __future__ import annotations

from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray


class Vote(NamedTuple):
    """An election.

    Attributes
    ----------
    households, voted : int
        Households of the estate; representatives who cast a ballot.
    votes : int64 (candidates,)
        Votes for each candidate.
    """

    households: int
    voted: int
    votes: NDArray[np.int64]

    @property
    def turnout(self) -> float:
        """Share of household representatives who voted."""
        return self.voted / max(self.households, 1)

    def reaches(self, quorum: float) -> bool:
        """Whether enough household representatives voted; `quorum` is a share of households."""
        return self.voted >= quorum * self.households

    def elected(
        self,
        candidates: NDArray[np.int32],
        number: NDArray[np.int32],
        seats: int,
        majority_of: Literal["ballots", "households"],
    ) -> NDArray[np.int32]:
        """Candidates with more than half of the votes, the most first, as many as there are seats: rows.

        Parameters
        ----------
        candidates
            Rows of residents, in the order of `votes`.
        number
            Residents' permanent numbers (residents,), the lower of which goes first among equals.
        """
        of = self.voted if majority_of == "ballots" else self.households
        order = np.lexsort((number[candidates], -self.votes))
        return candidates[order[self.votes[order] > of / 2]][:seats]


def next_quality(quality: float, gain: float, loss: float, *, led: bool) -> float:
    """Quality 0–1 of a committee a week later: it grows under a leader and decays without one."""
    return min(max(quality + (gain if led else -loss), 0.0), 1.0)
