"""Tests of agents/organisation."""
