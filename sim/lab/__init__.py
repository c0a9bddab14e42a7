"""Experiments: many runs, compared, swept over factors, and kept."""

from sim.lab.run.identity import Run
from sim.lab.run.store import Store, open_store

__all__ = ["Run", "Store", "open_store"]
