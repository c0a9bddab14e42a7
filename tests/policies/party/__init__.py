"""Tests of policies/party."""
