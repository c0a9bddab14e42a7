"""Community organisations: born, joined, led, asleep, merged, dissolved."""

from sim.agents.organisations.life import attend, gather, live_on
from sim.agents.organisations.organisation import (
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
from sim.agents.organisations.settings import OrganisationSettings
from sim.agents.organisations.society import Gathering, Society

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
