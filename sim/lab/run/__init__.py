"""Execution and storage of runs: identity, outputs, store, workers."""
