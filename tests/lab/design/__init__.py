"""Tests of `sim/lab/design`."""
