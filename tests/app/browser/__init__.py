"""The workshop's page in a browser."""
