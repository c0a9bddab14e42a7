"""Whole runs: golden, random, symmetric, one person more."""
