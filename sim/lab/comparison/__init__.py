"""Paired comparison of arms on the same seeds: the study, its file, the choice, costs, equity, persistence."""
