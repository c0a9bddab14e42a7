"""Tests of `sim/lab/patterns`."""
