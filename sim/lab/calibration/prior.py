"""The prior: every number marked *calibrated*, uniform over its declared range."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import exp, log

import numpy as np
from numpy.typing import NDArray
from scipy.stats import qmc

from sim.lab.calibration.worlds import worlds
from sim.lab.keys import Run
from sim.lab.posterior import drawn
from sim.param import Declared
from sim.scenario import Scenario, declared_numbers

WIDE = 4.0  # a range whose upper end is that many times its lower one is explored on a logarithmic scale
SEEDS = 40  # replicates' seeds that the design takes in turn


def calibrated() -> tuple[Declared, ...]:
    """Every number of the model that may be fitted."""
    return tuple(number for number in declared_numbers() if number.status == "calibrated")


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
        """Dotted paths."""
        return tuple(number.path for number in self.numbers)

    def values(self, unit: NDArray[np.float64]) -> list[dict[str, float | int]]:
        """Settings by dotted path from points of the unit cube, float64 (points, numbers)."""
        return [
            {number.path: _value(number, at) for number, at in zip(self.numbers, point, strict=True)} for point in unit
        ]

    def unit(self, settings: Sequence[Mapping[str, float | int]]) -> NDArray[np.float64]:
        """Where settings lie in the unit cube, float64 (sets, numbers)."""
        return np.array([[_place(number, float(one[number.path])) for number in self.numbers] for one in settings])


def design(points: int, dimensions: int) -> NDArray[np.float64]:
    """A scrambled Sobol' sequence, always the same: float64 (points, dimensions). More points extend it."""
    whole = 1 << max(points - 1, 1).bit_length()
    return qmc.Sobol(dimensions, scramble=True, seed=2015).random(whole)[:points]


class Trials(Sequence[Run]):
    """The runs of a design: every parameter set in every world, on a seed of its own in turn.

    Runs are made when asked for; only those being done are in memory.
    """

    def __init__(self, history: Scenario, settings: Sequence[Mapping[str, float | int]]) -> None:
        self._settings = settings
        self._worlds = worlds(history)

    def __len__(self) -> int:
        return len(self._settings) * len(self._worlds)

    def __getitem__(self, at: int) -> Run:  # type: ignore[override]  # slices are not needed
        if not 0 <= at < len(self):
            raise IndexError(at)
        point, nth = divmod(at, len(self._worlds))
        name = tuple(self._worlds)[nth]
        scenario = drawn(self._worlds[name], self._settings[point])
        return Run(scenario, point % SEEDS, {"point": point, "world": name})

    def __iter__(self) -> Iterator[Run]:
        return (self[at] for at in range(len(self)))


def _value(number: Declared, at: float) -> float | int:
    low, high = number.low, number.high
    if isinstance(number.default, int):
        return int(low + min(int(at * (high - low + 1)), high - low))
    if _wide(number):
        return exp(log(low) + float(at) * (log(high) - log(low)))
    return low + float(at) * (high - low)


def _place(number: Declared, value: float) -> float:
    low, high = number.low, number.high
    if isinstance(number.default, int):
        return (value - low + 0.5) / (high - low + 1)
    if _wide(number):
        return (log(value) - log(low)) / (log(high) - log(low))
    return (value - low) / (high - low)


def _wide(number: Declared) -> bool:
    return number.low > 0 and number.high >= WIDE * number.low
