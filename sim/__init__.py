"""Gongtong 共同: how community participation grows, simulated resident by resident."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.lab.comparison.study import Study, compare
    from sim.mesa_api import CommunityModel
    from sim.policies import Policy, PolicySettings, register
    from sim.results import Results
    from sim.scenario import Scenario
    from sim.scenario.file import load
    from sim.simulation import Simulation, run

_HOME = {
    "CommunityModel": "sim.mesa_api",
    "Policy": "sim.policies",
    "PolicySettings": "sim.policies",
    "Results": "sim.results",
    "Scenario": "sim.scenario.scenario",
    "Simulation": "sim.simulation",
    "Study": "sim.lab.comparison.study",
    "compare": "sim.lab.comparison.study",
    "load": "sim.scenario.file",
    "register": "sim.policies",
    "run": "sim.simulation",
}
__all__ = [
    "CommunityModel",
    "Policy",
    "PolicySettings",
    "Results",
    "Scenario",
    "Simulation",
    "Study",
    "compare",
    "load",
    "register",
    "run",
]


def __getattr__(name: str) -> Any:
    """Public names are imported when first used, so that `gongtong --help` answers at once."""
    if name not in _HOME:
        raise AttributeError(f"module 'sim' has no attribute {name!r}")
    return getattr(import_module(_HOME[name]), name)


def __dir__() -> list[str]:
    return __all__
