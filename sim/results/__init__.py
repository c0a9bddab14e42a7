"""`Results`: the frozen outcome of one run, as arrays, tidy frames and files."""

from sim.results.results import YEAR, Results, find_measure, residents_at_end, value_over, versions

__all__ = ["YEAR", "Results", "find_measure", "residents_at_end", "value_over", "versions"]
