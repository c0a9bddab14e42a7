"""Residents, organisations and backbone residents as one writes them with Mesa: an object each."""
