"""Recordings of runs of the engine, week by week, so that contenders do the same work."""
