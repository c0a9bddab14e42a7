"""Patterns any credible version of the model must show, and how each is measured."""
