"""What each analysis found: its figure, its tables and its sentences, one file an analysis."""
