"""The tests: a specification of the simulator that can be run."""
