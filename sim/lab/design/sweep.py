"""A sweep: a scenario, what is varied in it, by which design, on which seeds, and what is kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sim.brief import brief
from sim.lab.design.designs import Design, Points
from sim.lab.design.factors import Factor, with_levels
from sim.lab.run.batch import Tally, run_into
from sim.lab.run.identity import Level, Run
from sim.lab.run.outputs import MeasureOutputs
from sim.lab.run.store import Store
from sim.lab.run.workers import Workers
from sim.param import FrozenDict
from sim.scenario import Scenario
from sim.text import Text


@dataclass(frozen=True)
class Sweep(Sequence[Run]):
    """The runs of a sweep in their order, each made when asked for.

    Attributes
    ----------
    name : str
    base : Scenario
        What factors change.
    factors : dict of Factor
        In the order of the file.
    design : Design
    points : list of tuple
        The level of each factor, point by point.
    seeds : tuple of int
        Point *p* on the *s*-th seed is run `p * len(seeds) + s`.
    measures, weekly : tuple of str
    question : Text or None
        What it is to answer.
    """

    name: str
    base: Scenario
    factors: dict[str, Factor]
    design: Design
    points: Points
    seeds: tuple[int, ...]
    measures: tuple[str, ...]
    weekly: tuple[str, ...]
    question: Text | None = None

    __repr__ = brief

    @property
    def measuring(self) -> MeasureOutputs:
        """The values of its measures, which are kept of every run."""
        return MeasureOutputs(self.measures)

    def levels(self, point: int) -> Mapping[str, Level]:
        """The level of every factor at a point."""
        return FrozenDict(zip(self.factors, self.points[point], strict=True))

    def scenario(self, point: int) -> Scenario:
        """The scenario of a point; the last one is kept, so that its seeds share it."""
        known, scenario = self._latest
        if known != point:
            scenario = with_levels(self.base, self.levels(point))
            self._latest[:] = [point, scenario]
        return scenario

    @cached_property
    def _latest(self) -> list[Any]:
        return [None, None]

    def __len__(self) -> int:
        return len(self.points) * len(self.seeds)

    def __getitem__(self, at: int) -> Run:  # type: ignore[override]  # slices are not needed
        if not 0 <= at < len(self):
            raise IndexError(at)
        point, nth = divmod(at, len(self.seeds))
        return Run(self.scenario(point), self.seeds[nth], self.levels(point))

    def __iter__(self) -> Iterator[Run]:
        return (self[at] for at in range(len(self)))

    def about(self) -> dict[str, object]:
        """The sweep as `plan.json` has it: all it takes to run any of its rows again."""
        return {
            "study": self.name,
            "base": self.base.model_dump(mode="json"),
            "design": self.design.model_dump(mode="json", exclude_none=True),
            "points": len(self.points),
            "seeds": list(self.seeds),
        }


def run_sweep(
    sweep: Sweep,
    store: Store,
    workers: Workers | int | None = None,
    done: Callable[[int], None] | None = None,
    *,
    retry_failed: bool = False,
) -> Tally:
    """Do the runs of a sweep that its store does not have yet, as `run_into` does.

    Raises
    ------
    GongtongError
        If the store holds something else, or the cluster is gone.
    """
    return run_into(
        store, sweep, workers, done, sweep.measuring, sweep.weekly, retry_failed=retry_failed, about=sweep.about()
    )
