"""Tests of `sim/app`."""
