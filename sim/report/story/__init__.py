"""One run told as a chronicle, year by year."""
