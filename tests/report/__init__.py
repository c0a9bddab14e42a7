"""Tests of `sim/report`."""
