"""Search for plans: bundles, doses, timing and places on the Pareto front under a yearly budget."""

from sim.lab.analysis.search.plans import Space, plan_space
from sim.lab.analysis.search.search import Effort, Found, search

__all__ = ["Effort", "Found", "Space", "plan_space", "search"]
