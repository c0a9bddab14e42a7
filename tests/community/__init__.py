"""Tests of `sim/community`."""
