"""First elections of estates' committees, and how long estates wait for one (P17)."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.policies.selfmanage.words import ELECTED, NO_MAJORITY, NO_QUORUM
from sim.results import YEAR, Results

MONTH = YEAR / 12
WATCHED = 5 * YEAR  # weeks from the start of the method in which elections count


class Elections(NamedTuple):
    """The elections of a run.

    Attributes
    ----------
    failed : float
        Share of first elections that failed; zero if there were none.
    waited : float64 (estates,)
        Weeks until each estate had a committee.
    """

    failed: float
    waited: NDArray[np.float64]

    @property
    def months(self) -> float:
        """Until the median estate has a committee."""
        return float(np.median(self.waited)) / MONTH


def elections_of(run: Results) -> Elections:
    """The first elections in the five years after self-management started, or until the run ends.

    A first election is the first in which ballots were cast; it fails without a quorum or with too few elected. Waiting
    counts over all estates, whether or not it is their turn; estates without a committee have waited until the end.
    """
    scenario, clock = run.scenario, run.clock
    began = clock.week(scenario.policies["selfmanage"].start or scenario.modules_start or clock.first)
    end = min(began + WATCHED, clock.weeks)
    waited = np.full(scenario.community.estates, float(end - began))
    first: dict[int, bool] = {}
    for event in run.events:
        told = getattr(event.text, "template", None)
        if event.week >= end or told not in (ELECTED, NO_QUORUM, NO_MAJORITY):
            continue
        estate = int(event.text.values["estate"]) - 1  # type: ignore[attr-defined]  # a filled text
        first.setdefault(estate, told != ELECTED)
        if told == ELECTED:
            waited[estate] = min(waited[estate], event.week - began)
    return Elections(float(np.mean(list(first.values()))) if first else 0.0, waited)
