"""Tests of `sim/lab/run`."""
