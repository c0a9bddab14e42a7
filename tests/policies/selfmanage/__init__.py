"""Tests of policies/selfmanage."""
