"""`Results`: the frozen outcome of one run, as arrays, tidy frames and files."""

from sim.results.results import YEAR, Results, add_up, find_measure, residents_at_end, versions

__all__ = ["YEAR", "Results", "add_up", "find_measure", "residents_at_end", "versions"]
