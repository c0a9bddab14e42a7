"""Search for plans: bundles, doses, timing and places on the Pareto front under a yearly budget."""

from sim.lab.analysis.search.plans import Space, plan_space
from sim.lab.analysis.search.search import Effort, SearchResult, search

__all__ = ["Effort", "SearchResult", "Space", "plan_space", "search"]
