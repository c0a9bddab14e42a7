"""What the workshop says and plays: words, presets, tours and the budget game, as validated data."""
