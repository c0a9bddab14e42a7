"""Tests of `sim/lab/analysis`."""
