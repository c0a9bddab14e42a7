"""Calibration: numbers marked *calibrated* are fitted to the calibration targets and required patterns, and no more.

Nothing here may import `sim.lab.validation`, where the figures stand that are predicted and never fitted: an import
contract sees to it, and the runs of a calibration do not even record them.
"""
