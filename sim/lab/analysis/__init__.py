"""Analyses of many runs: sensitivity, response, attribution, discovery, search for plans."""
