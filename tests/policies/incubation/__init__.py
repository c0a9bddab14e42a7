"""Tests of policies/incubation."""
