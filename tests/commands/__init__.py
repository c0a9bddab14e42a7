"""Tests of `sim/commands`."""
