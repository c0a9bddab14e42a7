"""Which events matter most on a timeline: what begins and ends, who is elected, what is registered and opened."""

from __future__ import annotations

from sim.ledger import Event
from sim.policies.incubation import words as incubation
from sim.policies.leaders import words as leaders
from sim.policies.party import words as party
from sim.policies.selfmanage import words as selfmanage
from sim.policies.services import words as services

ALL_OF = ("points",)  # a module that tells little
MAJOR = frozenset(
    (
        incubation.OPENS,
        incubation.CLOSES,
        incubation.REGISTERS,
        incubation.GRADUATES,
        leaders.STARTS,
        leaders.ENDS,
        party.STARTS,
        party.ENDS,
        party.BUILDS,
        selfmanage.STARTS,
        selfmanage.ENDS,
        selfmanage.ELECTED,
        selfmanage.RECALLED,
        services.STARTS,
        services.ENDS,
        services.OPENS,
        services.CLOSES,
    )
)


def is_major(event: Event) -> bool:
    """Whether it is one of those."""
    return event.module in ALL_OF or getattr(event.text, "template", event.text) in MAJOR
