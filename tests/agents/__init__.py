"""Tests of `sim/agents`."""
