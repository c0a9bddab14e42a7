"""Tests of `sim/lab/calibration`."""
