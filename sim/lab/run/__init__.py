"""Doing runs and keeping them: what identifies a run, what is kept of it, where, and who does the work."""
