"""Required patterns as constraints on parameter sets: which can be asked for, and how."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from sim.lab.patterns.residents import Finding

# rejected: sets that miss it are dropped; fitted: its limits are fitted like a target's; shown: by every set tried, so
# nothing is left to ask; rare: by too few
Way = Literal["rejected", "fitted", "shown", "rare"]


@dataclass(frozen=True)
class PatternConstraint:
    """A required pattern, and how parameter sets are constrained by it."""

    finding: Finding
    way: Way

    @property
    def share(self) -> float:
        """The share of the sets run that show it."""
        return float(self.finding.holds.mean())


def reject(found: Sequence[Finding], least: int) -> tuple[set[str], NDArray[np.bool_]]:
    """The patterns for which sets that miss them are dropped, as long as enough are left; the most often shown first.

    Returns
    -------
    names, left : set of str, bool (sets,)
        Of the patterns asked for, and the sets that show all of these.
    """
    left = np.ones(found[0].values.size, np.bool_)
    asked: set[str] = set()
    for one in sorted(found, key=lambda each: -int(each.holds.sum())):
        together = left & one.holds
        if together.sum() >= least:
            asked.add(one.name)
            left = together
    return asked, left
