"""Validation on what was never fitted: held-out figures, rival rules, replications of published studies."""
