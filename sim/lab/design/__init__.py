"""Designs of runs: arms, factors, sampling designs, parameter sets of the posterior; sweeps and their files."""
