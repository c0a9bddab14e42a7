"""The big party committee 大党委: structure, work orders, joint meetings, lists, agreements, appraisal."""

from sim.policies.party.committee import Party
from sim.policies.party.settings import PartySettings

__all__ = ["Party", "PartySettings"]
