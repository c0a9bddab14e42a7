"""Tests of `sim/docs`."""
