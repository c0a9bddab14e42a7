"""Tests of policies/points."""
