"""Figures: the style all share, and one file a figure."""
