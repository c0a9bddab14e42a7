"""Tests of `sim/matters`."""
