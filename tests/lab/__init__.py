"""Tests of `sim/lab`."""
