"""Tests of policies/services."""
