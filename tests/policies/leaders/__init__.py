"""Tests of policies/leaders."""
