"""How outcomes go with factors: main effects, and means over two factors at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.lab.comparison.study import half_width
from sim.lab.design.outcomes import Outcomes
from sim.lab.design.sweep import Sweep
from sim.lab.run.identity import Level

MOST_LEVELS, BINS = 8, 5
Values = NDArray[np.float64]


@dataclass(frozen=True)
class Grouping:
    """The points of a sweep by one factor: level by level, or in equal parts where there are many levels.

    Attributes
    ----------
    factor : str
    groups : tuple of tuple
        The levels of each group, in order; a group of many is its lowest and its highest.
    of : int64 (points,)
        The group of each point.
    """

    factor: str
    groups: tuple[tuple[Level, ...], ...]
    of: NDArray[np.int64]


@dataclass(frozen=True)
class MainEffect:
    """The mean outcome at each level of a factor, over everything else.

    Attributes
    ----------
    grouping : Grouping
    value, half : float64 (groups,)
        Mean, and half the 95% interval of its difference from the mean over all levels: over seeds, which all levels
        share, in a full grid; over points in a sample. Not a number where there is a single one.
    """

    grouping: Grouping
    value: Values
    half: Values

    @property
    def size(self) -> float:
        """From the lowest to the highest mean."""
        return float(np.ptp(self.value))


def main_effects(study: Sweep, outcomes: Outcomes, measure: str) -> tuple[MainEffect, ...]:
    """One for each factor that has more than one level, the largest first."""
    found = [
        _main_effect(group_points(study, at), outcomes.values[measure], full=study.design.kind == "grid")
        for at in range(len(study.factors))
    ]
    return tuple(sorted((one for one in found if one.value.size > 1), key=lambda one: -one.size))


def over_two(one: Grouping, other: Grouping, values: Values) -> Values:
    """Mean outcome at every pair of levels: float64 (groups of one, groups of the other), nan where no point is."""
    shape = (len(one.groups), len(other.groups))
    cell = one.of * shape[1] + other.of
    count = np.bincount(cell, minlength=shape[0] * shape[1])
    total = np.bincount(cell, weights=values.mean(axis=1), minlength=shape[0] * shape[1])
    with np.errstate(invalid="ignore"):
        return (total / count).reshape(shape)


def group_points(study: Sweep, factor: int) -> Grouping:
    """The points by the factor of this number."""
    column = [point[factor] for point in study.points]
    levels = sorted(set(column), key=_by_size)
    place = np.array([levels.index(level) for level in column]) if len(levels) <= MOST_LEVELS else _places(column)
    if len(levels) <= MOST_LEVELS:
        return Grouping(tuple(study.factors)[factor], tuple((level,) for level in levels), place)
    part = place * BINS // len(column)
    ordered: list[list[Any]] = [
        sorted((column[at] for at in np.flatnonzero(part == own)), key=_by_size) for own in range(BINS)
    ]
    return Grouping(tuple(study.factors)[factor], tuple((own[0], own[-1]) for own in ordered if own), part)


def _places(column: list[Level]) -> NDArray[np.int64]:
    """The rank of each level, from 0."""
    place = np.empty(len(column), np.int64)
    place[sorted(range(len(column)), key=lambda at: _by_size(column[at]))] = np.arange(len(column))
    return place


def _by_size(level: Level) -> tuple[int, Any]:
    """An order of levels of any kind: none, numbers and switches, dates, words."""
    if level is None:
        return (0, 0)
    return (1, level) if isinstance(level, int | float) else (2, level) if isinstance(level, date) else (3, level)


def _main_effect(grouping: Grouping, values: Values, *, full: bool) -> MainEffect:
    mean, half = [], []
    for own in range(len(grouping.groups)):
        chosen = values[grouping.of == own]
        apart = chosen.mean(axis=0) - values.mean(axis=0) if full else chosen.mean(axis=1)
        mean.append(chosen.mean())
        half.append(half_width(apart))
    return MainEffect(grouping, np.array(mean), np.array(half))
