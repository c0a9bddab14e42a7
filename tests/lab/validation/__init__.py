"""Tests of `sim/lab/validation`."""
