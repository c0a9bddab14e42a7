"""What tests of organisations share: numbers, a town with one organisation in it, and what they look at."""

from __future__ import annotations

from scipy import stats

from sim.agents.organisation import OrganisationSettings
from tests.support import ONE_IN_A_THOUSAND

RULES = OrganisationSettings()
HOLDS_NOTHING = {"rate": 0.0}


def as_declared(times: int, of: int, chance: float) -> bool:
    """Whether so many cases fit a chance; a true chance is called wrong once in a thousand times."""
    return bool(stats.binomtest(times, of, chance).pvalue > ONE_IN_A_THOUSAND)
