"""Tests of `sim/mesa_api`."""
