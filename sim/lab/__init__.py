"""Experiments: many runs, compared, swept over factors, and kept."""

from sim.lab.keys import Run
from sim.lab.store import Store, open_store

__all__ = ["Run", "Store", "open_store"]
