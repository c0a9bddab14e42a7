"""Incubation of organisations by the 149 pathway: one platform, four stages, nine steps."""

from sim.policies.incubation.pathway import STEPS, PathwayStep
from sim.policies.incubation.platform import Incubation
from sim.policies.incubation.settings import IncubationSettings

__all__ = ["STEPS", "Incubation", "IncubationSettings", "PathwayStep"]
