"""What is kept of a run: one number a measure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from sim.measures import MEASURES, Measure
from sim.policies import policies
from sim.results import Results, find_measure

Measuring = Callable[[Results], Mapping[str, float]]


def all_measures() -> dict[str, Measure]:
    """Every measure by name: the community's own, then those of every module, whether it is on or not."""
    own = (measure for module in policies().values() for measure in module.measures)
    return {measure.name: measure for measure in (*MEASURES, *own)}


@dataclass(frozen=True)
class Keep:
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


def name_of(measuring: Measuring) -> str:
    """How a store remembers what was kept in it: the measures, or where the function is."""
    if isinstance(measuring, Keep):
        return ", ".join(measuring.names) or "every measure"
    module, name = getattr(measuring, "__module__", ""), getattr(measuring, "__qualname__", None)
    return f"{module}.{name}" if name else repr(measuring)
