"""Tests of `sim/policies`."""
