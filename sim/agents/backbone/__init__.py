"""Backbone residents: the few who lead, and how they are known."""

from sim.agents.backbone.backbone import (
    BUILDING,
    MICRO_GRID,
    NO_POST,
    POSTS,
    PROPERTY,
    SERVICE,
    Backbone,
    ask_in_person,
)
from sim.agents.backbone.judging import LEADING_AGE, Gates, gates, observe
from sim.agents.backbone.settings import BackboneSettings

__all__ = [
    "BUILDING",
    "LEADING_AGE",
    "MICRO_GRID",
    "NO_POST",
    "POSTS",
    "PROPERTY",
    "SERVICE",
    "Backbone",
    "BackboneSettings",
    "Gates",
    "ask_in_person",
    "gates",
    "observe",
]
