"""The laboratory: designs of many runs, the store that keeps them, comparisons, and analyses.

What researchers need is named here and imported when first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.lab.analysis.attribution import attribution, factorial
    from sim.lab.analysis.discovery import discover, draw_futures, try_futures
    from sim.lab.analysis.interfaces import Function, salib_problem, to_xarray
    from sim.lab.analysis.response import main_effects, over_two
    from sim.lab.analysis.search.search import search
    from sim.lab.analysis.sensitivity import find_sensitivity
    from sim.lab.analysis.study_paths import paths
    from sim.lab.analysis.twins import carried, run_twins
    from sim.lab.calibration.calibrate import calibrate
    from sim.lab.comparison.choice import choose
    from sim.lab.comparison.comparison import carry_out
    from sim.lab.comparison.costs import per_gain
    from sim.lab.comparison.equity import gains, moves
    from sim.lab.comparison.file import load_comparison
    from sim.lab.comparison.persistence import retention
    from sim.lab.comparison.study import Study, compare
    from sim.lab.design.estimate import estimate
    from sim.lab.design.outcomes import find_outcomes
    from sim.lab.design.posterior import read_posterior, shipped_posterior
    from sim.lab.design.sweep import Sweep, run_sweep
    from sim.lab.design.sweep_file import load_sweep
    from sim.lab.experiments import find_experiments
    from sim.lab.run.batch import run_into
    from sim.lab.run.identity import Run
    from sim.lab.run.store import Store, open_store
    from sim.lab.validation.replications import replicate
    from sim.lab.validation.validation import validate

_HOME = {
    "Function": "analysis.interfaces", "Run": "run.identity", "Store": "run.store", "Study": "comparison.study",
    "Sweep": "design.sweep", "attribution": "analysis.attribution", "calibrate": "calibration.calibrate",
    "carried": "analysis.twins", "carry_out": "comparison.comparison", "choose": "comparison.choice",
    "compare": "comparison.study", "discover": "analysis.discovery", "draw_futures": "analysis.discovery",
    "estimate": "design.estimate", "factorial": "analysis.attribution", "find_experiments": "experiments",
    "find_outcomes": "design.outcomes", "find_sensitivity": "analysis.sensitivity", "gains": "comparison.equity",
    "load_comparison": "comparison.file", "load_sweep": "design.sweep_file", "main_effects": "analysis.response",
    "moves": "comparison.equity", "open_store": "run.store", "over_two": "analysis.response",
    "paths": "analysis.study_paths", "per_gain": "comparison.costs", "read_posterior": "design.posterior",
    "replicate": "validation.replications", "retention": "comparison.persistence", "run_into": "run.batch",
    "run_sweep": "design.sweep", "run_twins": "analysis.twins", "salib_problem": "analysis.interfaces",
    "search": "analysis.search.search", "shipped_posterior": "design.posterior", "to_xarray": "analysis.interfaces",
    "try_futures": "analysis.discovery", "validate": "validation.validation",
}  # fmt: skip
__all__ = [
    "Function", "Run", "Store", "Study", "Sweep", "attribution", "calibrate", "carried", "carry_out", "choose",
    "compare", "discover", "draw_futures", "estimate", "factorial", "find_experiments", "find_outcomes",
    "find_sensitivity", "gains", "load_comparison", "load_sweep", "main_effects", "moves", "open_store", "over_two",
    "paths", "per_gain", "read_posterior", "replicate", "retention", "run_into", "run_sweep", "run_twins",
    "salib_problem", "search", "shipped_posterior", "to_xarray", "try_futures", "validate",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    """Public names are imported when first used, so that a worker pays only for what it runs."""
    if name not in _HOME:
        raise AttributeError(f"module 'sim.lab' has no attribute {name!r}")
    return getattr(import_module(f"sim.lab.{_HOME[name]}"), name)


def __dir__() -> list[str]:
    return __all__
