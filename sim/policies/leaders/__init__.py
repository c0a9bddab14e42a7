"""Leader discovery 选"达人"."""

from sim.policies.leaders.discovery import Leaders
from sim.policies.leaders.settings import LeadersSettings

__all__ = ["Leaders", "LeadersSettings"]
