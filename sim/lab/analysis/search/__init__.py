"""Search for plans: bundles, doses, timing and places on the Pareto front under a yearly budget."""
