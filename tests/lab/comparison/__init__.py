"""Tests of `sim/lab/comparison`."""
