"""Community organisations: born, joined, led, asleep, merged, dissolved."""

from sim.agents.organisation.life import attend, gather, live_on
from sim.agents.organisation.organisation import (
    ACTING,
    COMMITTEE,
    FORMING,
    GROUP,
    MAIN_ACT,
    ORGANISATIONS,
    ORGANISED,
    STAGES_149,
    SUSTAINED,
    Ending,
    Organisation,
)
from sim.agents.organisation.settings import OrganisationSettings
from sim.agents.organisation.society import Gathering, Society

__all__ = [
    "ACTING",
    "COMMITTEE",
    "FORMING",
    "GROUP",
    "MAIN_ACT",
    "ORGANISATIONS",
    "ORGANISED",
    "STAGES_149",
    "SUSTAINED",
    "Ending",
    "Gathering",
    "Organisation",
    "OrganisationSettings",
    "Society",
    "attend",
    "gather",
    "live_on",
]
