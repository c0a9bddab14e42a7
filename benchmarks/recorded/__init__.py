"""What a run of the engine did to its residents week by week, so that contenders do the same work."""
