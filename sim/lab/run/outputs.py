"""Outputs of a run: the numbers that a store keeps of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

from sim.measures import MEASURES, Measure
from sim.policies import policies
from sim.results import Results, find_measure
from sim.simulation import Simulation


class Watcher(Protocol):
    """Looks at one run every week, for what its results do not tell."""

    def look(self, weeks: int) -> None:
        """After every week: so many are done."""

    def numbers(self, results: Results) -> Mapping[str, float]:
        """The outputs of the run, when it is over."""


@dataclass(frozen=True)
class WatchedOutputs:
    """Keeps what only looking at a run every week shows.

    Attributes
    ----------
    watcher : callable
        Makes the watcher of a run before its first week; a class of a module, so that spawned processes find it.
    """

    watcher: Callable[[Simulation], Watcher]


Reading = Callable[[Results], Mapping[str, float]]
Measuring = Reading | WatchedOutputs


def watch_and_read(measuring: Measuring, simulation: Simulation) -> tuple[Callable[[int], None] | None, Reading]:
    """The function to call after every week of a run, if any, and the one that reads its results."""
    if isinstance(measuring, WatchedOutputs):
        watcher = measuring.watcher(simulation)
        return watcher.look, watcher.numbers
    return None, measuring


def all_measures() -> dict[str, Measure]:
    """Every measure by name: the community's own, then those of every module, whether it is on or not."""
    own = (measure for module in policies().values() for measure in module.measures)
    return {measure.name: measure for measure in (*MEASURES, *own)}


@dataclass(frozen=True)
class MeasureOutputs:
    """Keeps the value of some measures over the run, as each declares (`Results.value`).

    A measure of a module that is off, such as points issued, is zero.

    Attributes
    ----------
    names : tuple of str
        Every measure if none is named.
    """

    names: tuple[str, ...] = ()

    def __call__(self, results: Results) -> dict[str, float]:
        """The numbers of one run."""
        return {name: results.value(name) if name in results.measures else 0.0 for name in self.names or all_measures()}


def known_measures(names: Iterable[str]) -> tuple[str, ...]:
    """These measures, each known and once.

    Raises
    ------
    GongtongError
        If there is no such measure.
    """
    known = all_measures()
    return tuple(dict.fromkeys(find_measure(name, known).name for name in names))


def measurer(measuring: Measuring | Callable[[Simulation], Watcher]) -> object | None:
    """The function or class whose source decides what is kept; none where the model measures itself."""
    if isinstance(measuring, WatchedOutputs):
        return measuring.watcher
    return None if isinstance(measuring, MeasureOutputs) else measuring


def outputs_name(measuring: Measuring | Callable[[Simulation], Watcher]) -> str:
    """How a store remembers what was kept in it: the measures, or where the function is."""
    if isinstance(measuring, MeasureOutputs):
        return ", ".join(measuring.names) or "every measure"
    if isinstance(measuring, WatchedOutputs):
        measuring = measuring.watcher
    module, name = getattr(measuring, "__module__", ""), getattr(measuring, "__qualname__", None)
    return f"{module}.{name}" if name else repr(measuring)
