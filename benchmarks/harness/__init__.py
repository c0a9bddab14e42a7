"""How it is measured and shown: contenders in turns, ratios within a round, one table."""
