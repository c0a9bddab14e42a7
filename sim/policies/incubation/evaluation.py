"""The evaluation of an organisation, from what it did."""

from __future__ import annotations

import numpy as np

from sim.agents.organisation import Organisation
from sim.week import Week

HALF_YEAR = 26
WEEKS_ACTIVE_FULLY = 13


def evaluate(organisation: Organisation, week: Week) -> float:
    """A score 0–1: regular activity, active members, leaders, money and cohesion count alike."""
    rules, society = week.society.settings, week.society
    regular = min(organisation.weeks_active(HALF_YEAR) / WEEKS_ACTIVE_FULLY, 1.0)
    lively = min(society.present(organisation) / (2 * rules.small), 1.0)
    led = min(len(organisation.leaders), 1)
    funded = min(organisation.funds / (13 * rules.activity_cost * rules.rate + 1e-9), 1.0)
    return float(np.mean([regular, lively, led, funded, organisation.cohesion]))
