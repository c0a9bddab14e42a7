"""Paired comparison: every arm on the same seeds, so that arms share their luck resident by resident."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from sim.brief import brief
from sim.lab.design.arms import BASE
from sim.lab.design.posterior import ParameterSet, replicates
from sim.lab.run.in_memory import apply_many
from sim.lab.run.outputs import all_measures
from sim.measures import SOLVED_BY, Measure
from sim.param import FrozenDict
from sim.results import Results, find_measure
from sim.rng import as_seed
from sim.scenario import Scenario
from sim.scenario.file import ScenarioName, as_scenario
from sim.simulation import run
from sim.text import GongtongError, Text

if TYPE_CHECKING:
    import pandas as pd

CONFIDENCE = 0.95  # of an interval for luck between seeds
CREDIBLE = 0.90  # of an interval for parameters and luck


class Replicates(Protocol):
    """Arms on the same luck, replicate by replicate: a `Study`, or parameter sets that were tried."""

    @property
    def arms(self) -> dict[str, Scenario]:
        """The scenario of each arm, by name."""

    def weekly(self, measure: str, arm: str) -> NDArray[np.float64]:
        """A measure week by week for every replicate of an arm: float64 (replicates, weeks)."""


@dataclass(frozen=True)
class Study:
    """Runs of several arms on the same seeds.

    Attributes
    ----------
    arms : dict of Scenario
        By name; the first is what the others are compared with.
    seeds : tuple of int
    results : dict of tuple of Results
        For each arm, in the order of the seeds.
    draws : tuple of dict
        Parameter sets of the posterior, one a seed and the same in every arm; empty if all runs share theirs.
    titles : dict of Text
        What some arms are called for people; the others have names of modules.
    """

    arms: dict[str, Scenario]
    seeds: tuple[int, ...]
    results: dict[str, tuple[Results, ...]]
    draws: tuple[ParameterSet, ...] = ()
    titles: Mapping[str, Text] = field(default_factory=FrozenDict)

    __repr__ = brief

    @property
    def baseline(self) -> str:
        """The first arm."""
        return next(iter(self.arms))

    @property
    def measures(self) -> dict[str, Measure]:
        """Every measure that some arm has."""
        return {name: measure for runs in self.results.values() for name, measure in runs[0].measures.items()}

    def values(self, measure: str) -> dict[str, NDArray[np.float64]]:
        """One number per seed for every arm (`Results.value`): float64 (seeds,).

        A measure that only some arms have, such as points issued, is zero in the others.

        Raises
        ------
        GongtongError
            If no arm has such a measure.
        """
        find_measure(measure, self.measures)
        return {
            arm: np.array([run.value(measure) if measure in run.measures else 0.0 for run in runs])
            for arm, runs in self.results.items()
        }

    def measured(self, names: Iterable[str]) -> tuple[str, ...]:
        """The measures among these that some arm has, without solvers who solved nothing in any arm."""
        return tuple(
            name
            for name in names
            if name in self.measures and (name not in SOLVED_BY or any(own.any() for own in self.values(name).values()))
        )

    def effects(self, measure: str, against: str | None = None) -> pd.DataFrame:
        """Paired differences to an arm (the first unless named), one row for each other arm.

        Columns: `arm`, `mean`, `baseline`, `difference`, `low`, `high` (95% paired t interval of the mean; with
        draws of a posterior the middle 90% of differences, which holds parameters and luck), `better` (share of
        seeds with a difference above zero, those of zero for half), `seeds`, `narrowed` (variance of an unpaired
        difference over that of the paired one). With a single seed the interval is not a number.

        Raises
        ------
        GongtongError
            If there is no such measure or arm.
        """
        import pandas as pd

        values = self.values(measure)
        base = against or self.baseline
        if base not in values:
            raise GongtongError(
                Text(
                    f"There is no arm {base!r}; there are {', '.join(values)}.",
                    f"没有方案 {base!r}；现有 {'、'.join(values)}。",
                )
            )
        over = bool(self.draws)
        rows = [
            {"arm": arm, **paired(own, values[base], over_draws=over)} for arm, own in values.items() if arm != base
        ]
        return pd.DataFrame(rows, columns=["arm", *paired(np.zeros(2), np.zeros(2))])

    def weekly(self, measure: str, arm: str) -> NDArray[np.float64]:
        """A measure week by week for every seed of an arm, zero where its module is off: float64 (seeds, weeks)."""
        find_measure(measure, all_measures() | self.measures)
        runs = self.results[arm]
        return np.stack([run.series.get(measure, np.zeros(run.clock.weeks)) for run in runs])


def paired(own: NDArray[np.float64], base: NDArray[np.float64], *, over_draws: bool = False) -> dict[str, float]:
    """Mean difference of two arms on the same seeds with its interval.

    Parameters
    ----------
    over_draws
        Whether every seed has a parameter set of its own. Then the interval is the middle 90% of differences, not the
        95% t interval of their mean: more draws know a spread better, and do not make it narrower.
    """
    difference = own - base
    count = difference.size
    mean = float(difference.mean())
    half = half_width(difference)
    narrowed = float("nan")
    if count > 1:
        spread = float(difference.var(ddof=1))
        apart = float(own.var(ddof=1)) + float(base.var(ddof=1))
        narrowed = apart / spread if spread > 0 else float("inf") if apart > 0 else float("nan")
    low, high = mean - half, mean + half
    if over_draws and count > 1:
        low, high = (float(end) for end in np.quantile(difference, [(1 - CREDIBLE) / 2, (1 + CREDIBLE) / 2]))
    return {
        "mean": float(own.mean()),
        "baseline": float(base.mean()),
        "difference": mean,
        "low": low,
        "high": high,
        "better": float(np.mean(difference > 0) + np.mean(difference == 0) / 2),
        "seeds": count,
        "narrowed": narrowed,
    }


def half_width(differences: NDArray[np.float64]) -> float:
    """Half the 95% t interval of a mean; not a number for a single value."""
    count = differences.size
    if count == 1:
        return float("nan")
    return float(stats.t.ppf((1 + CONFIDENCE) / 2, count - 1)) * float(differences.std(ddof=1)) / count**0.5


def compare(
    base: Scenario | ScenarioName,
    arms: Mapping[str, Scenario | ScenarioName],
    seeds: int | Iterable[int],
    workers: int | None = None,
    done: Callable[[int], None] | None = None,
    draws: Sequence[ParameterSet] = (),
) -> Study:
    """Run a scenario and variants of it on the same seeds.

    Parameters
    ----------
    base
        Compared with; becomes the first arm, `base`, unless `arms` holds an equal scenario, which then comes first.
    arms
        Variants by name.
    seeds
        Seeds, or how many; replicate *k* uses the same seed in every arm.
    done
        Told how many runs are finished, after each.
    draws
        Parameter sets of a posterior; replicate *k* uses the *k*-th in every arm, so that intervals hold what is not
        known of the parameters as well as luck.

    Raises
    ------
    GongtongError
        If there is no such scenario, a seed is not possible, or there is none.
    """
    base, named = as_scenario(base), {name: as_scenario(arm) for name, arm in arms.items()}
    same = next((name for name, scenario in named.items() if scenario.content_hash() == base.content_hash()), None)
    ordered = {same: named.pop(same), **named} if same is not None else {BASE: base, **named}
    chosen = tuple(dict.fromkeys(map(as_seed, seeds if isinstance(seeds, Iterable) else range(as_seed(seeds)))))
    if not chosen:
        raise GongtongError(Text("A comparison needs at least one seed.", "比较至少需要一个种子。"))
    return run_arms(ordered, chosen, draws, Work(workers, done))


class Work(NamedTuple):
    """How runs are done.

    Attributes
    ----------
    workers : int or None
        Processes; None for one per core.
    done : callable or None
        Told how many runs are finished, after each.
    run : callable
        What does one run: `run`, or something that keeps what it did.
    """

    workers: int | None = None
    done: Callable[[int], None] | None = None
    run: Callable[[Scenario, int], Results] = run


def run_arms(
    arms: Mapping[str, Scenario],
    seeds: Sequence[int],
    draws: Sequence[ParameterSet],
    work: Work,
    before: Study | None = None,
) -> Study:
    """Run every arm on the same seeds.

    Parameters
    ----------
    before
        The same arms on the first of these seeds, which are not run again.
    """
    first = 0 if before is None else len(before.seeds)
    sets = tuple(draws[nth % len(draws)] for nth in range(len(seeds))) if draws else ()
    arms_runs = [replicates(scenario, seeds, sets)[first:] for scenario in arms.values()]
    tasks = [(run.scenario, run.seed) for run in chain.from_iterable(zip(*arms_runs, strict=True))]
    runs = apply_many(work.run, tasks, work.workers, work.done)
    results = {arm: tuple(runs[at :: len(arms)]) for at, arm in enumerate(arms)}
    if before is not None:
        results = {arm: before.results[arm] + own for arm, own in results.items()}
    return Study(dict(arms), tuple(seeds), results, sets)
