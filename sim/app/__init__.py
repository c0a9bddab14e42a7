"""The workshop: the living community in a browser."""
