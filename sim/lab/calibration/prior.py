"""The prior: every number marked *calibrated*, uniform over its declared range."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.stats import qmc

from sim.lab.design.factors import Range, range_of
from sim.param import Declared
from sim.scenario import fitted_numbers

DIGITS = 6  # that a parameter set is given to, so that what was run is what is written down


def calibrated_numbers() -> tuple[Declared, ...]:
    """Every number of the model that may be fitted."""
    return tuple(fitted_numbers().values())


@dataclass(frozen=True)
class Prior:
    """Uniform on the declared ranges, on a logarithmic scale where a range is wide.

    Attributes
    ----------
    numbers : tuple of Declared
    """

    numbers: tuple[Declared, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The dotted paths of the numbers."""
        return tuple(number.path for number in self.numbers)

    @cached_property
    def ranges(self) -> dict[str, Range]:
        """The range of each number, by dotted path."""
        return {number.path: range_of(number) for number in self.numbers}

    def values(self, unit: NDArray[np.float64]) -> list[dict[str, float | int]]:
        """Settings by dotted path from points of the unit cube, float64 (points, numbers)."""
        ranges = self.ranges.items()
        return [
            {name: _rounded(own.at(float(at))) for (name, own), at in zip(ranges, point, strict=True)} for point in unit
        ]

    def unit(self, settings: Sequence[Mapping[str, float | int]]) -> NDArray[np.float64]:
        """The places of settings in the unit cube: float64 (sets, numbers)."""
        return np.array([[own.place(one[name]) for name, own in self.ranges.items()] for one in settings])


def design(points: int, dimensions: int) -> NDArray[np.float64]:
    """A scrambled Sobol' sequence, always the same: float64 (points, dimensions). More points extend it."""
    whole = 1 << max(points - 1, 1).bit_length()
    return qmc.Sobol(dimensions, scramble=True, seed=2015).random(whole)[:points]


def _rounded(value: float) -> float | int:
    return value if isinstance(value, int) else float(f"{value:.{DIGITS}g}")
