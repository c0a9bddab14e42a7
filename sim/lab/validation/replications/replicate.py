"""Run replications: every arm on the same seeds, every effect measured seed by seed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.lab.design.posterior import ParameterSet, with_parameters
from sim.lab.patterns.residents import FAIL, PASS, WEAK, Finding
from sim.lab.run.in_memory import apply_many
from sim.lab.validation.replications.contrasts import MEASURES
from sim.lab.validation.replications.declared import PublishedEffect, Replication
from sim.lab.validation.replications.outcomes import ResidentOutcomes, WantedOutcome, watch
from sim.lab.validation.replications.samples import Sample
from sim.scenario import Scenario
from sim.text import Text
from sim.trial import GROUPS

DEFAULT_SEEDS = tuple(range(20))
FEW_DRAWS, MOST_DRAWS = 0.2, 0.8
NOT_MEASURABLE = Text("not measurable", "无法计算")


@dataclass(frozen=True)
class ReplicatedEffect:
    """A published effect and what the simulation gives for it.

    Attributes
    ----------
    replication, effect
    finding : Finding
        The simulated number, seed by seed where it could be computed, held against the tolerance.
    seeds : int
        How many seeds were run.
    over_draws : bool
        Whether every seed ran with a parameter set of its own.
    """

    replication: Replication
    effect: PublishedEffect
    finding: Finding
    seeds: int
    over_draws: bool = False

    @property
    def inside(self) -> float:
        """Share of runs whose number lies within the tolerance; those without a number do not."""
        return float(self.finding.holds.sum() / self.seeds)

    @property
    def interval(self) -> tuple[float, float]:
        """Of the mean over seeds, the 99% interval; over parameter sets, where the middle four in five of them lie."""
        if not self.over_draws:
            return self.finding.interval
        cut = FEW_DRAWS / 2
        low, high = np.quantile(self.finding.values, [cut, 1 - cut])
        return float(low), float(high)

    @property
    def measured(self) -> bool:
        """Whether any seed gave a number."""
        return self.finding.values.size > 0

    @property
    def verdict(self) -> Text:
        """As of a pattern: pass if the whole interval lies in the tolerance, miss if all lies outside, weak between.

        Over parameter sets: pass if four in five lie inside, miss if one in five or fewer.
        """
        if not self.measured:
            return NOT_MEASURABLE
        if not self.over_draws:
            return self.finding.verdict
        return PASS if self.inside >= MOST_DRAWS else FAIL if self.inside <= FEW_DRAWS else WEAK


@dataclass(frozen=True)
class OutcomeWatcher:
    """Watches a run for what its scenario is wanted for.

    Attributes
    ----------
    wanted : mapping
        By the scenario's content hash.
    """

    wanted: Mapping[str, frozenset[WantedOutcome]]

    def __call__(self, scenario: Scenario, seed: int) -> ResidentOutcomes:
        """The outcomes of the run."""
        return watch(scenario, seed, sorted(self.wanted[scenario.content_hash()]))


def replicate(
    replications: Sequence[Replication],
    seeds: Sequence[int] = DEFAULT_SEEDS,
    workers: int | None = None,
    done: Callable[[int], None] | None = None,
    besides: Mapping[str, object] | None = None,
    draws: Sequence[ParameterSet] = (),
) -> list[ReplicatedEffect]:
    """Run replications and hold every effect against what was published.

    Arms that ask the same question run once, also those of different replications.

    Parameters
    ----------
    done
        Told how many runs are finished, after each.
    besides
        Changes of every scenario, such as to a smaller community.
    draws
        Parameter sets of a posterior: the k-th seed takes the k-th.
    """
    arms = {one.name: one.scenarios(besides or {}) for one in replications}
    scenarios, wanted = _questions(replications, arms)
    nth = {seed: n for n, seed in enumerate(seeds)}
    tasks = [
        (with_parameters(scenario, draws[nth[seed] % len(draws)]) if draws else scenario, seed)
        for scenario in scenarios.values()
        for seed in seeds
    ]
    asked = [name for name in scenarios for _ in seeds]
    watcher = OutcomeWatcher(
        {task.content_hash(): frozenset(wanted[name]) for (task, _), name in zip(tasks, asked, strict=True)}
    )
    runs = apply_many(watcher, tasks, workers, done)
    seen = {(name, seed): run for name, (_, seed), run in zip(asked, tasks, runs, strict=True)}
    return [
        _found(
            one,
            effect,
            [{arm: seen[arms[one.name][arm].content_hash(), seed] for arm in effect.arms} for seed in seeds],
            over_draws=bool(draws),
        )
        for one in replications
        for effect in one.effects
    ]


def runs_needed(replications: Sequence[Replication], seeds: Sequence[int]) -> int:
    """How many runs that takes."""
    return len(_questions(replications, {one.name: one.scenarios({}) for one in replications})[0]) * len(seeds)


def _questions(
    replications: Sequence[Replication], arms: Mapping[str, Mapping[str, Scenario]]
) -> tuple[dict[str, Scenario], dict[str, set[WantedOutcome]]]:
    """Every different scenario by its content hash, and what is wanted of each."""
    scenarios: dict[str, Scenario] = {}
    wanted: dict[str, set[WantedOutcome]] = {}
    for one in replications:
        for sample in (sample for effect in one.effects for sample in effect.samples):
            scenario = arms[one.name][sample.arm]
            scenarios.setdefault(scenario.content_hash(), scenario)
            wanted.setdefault(scenario.content_hash(), set()).update(sample.all_wanted)
    return scenarios, wanted


def _found(
    replication: Replication,
    effect: PublishedEffect,
    runs: Sequence[Mapping[str, ResidentOutcomes]],
    *,
    over_draws: bool,
) -> ReplicatedEffect:
    compute = MEASURES[effect.measure].compute
    values = np.array([compute([values_of(s, run[s.arm]) for s in effect.samples], effect.at or 0.0) for run in runs])
    title = Text(effect.title.en, effect.title.zh)
    finding = Finding(replication.name, title, *effect.tolerance, values[np.isfinite(values)])
    return ReplicatedEffect(replication, effect, finding, len(runs), over_draws)


def values_of(sample: Sample, run: ResidentOutcomes) -> NDArray[np.float64]:
    """The outcome of those who belong to a sample; of households one value each."""
    outcome, *conditions = sample.all_wanted
    among = run.counted & ~np.isnan(run.values[outcome])
    if sample.group != "everyone":
        among &= run.groups[sample.treatment] == list(GROUPS).index(sample.group)
    among &= (run.age >= sample.age[0]) & (run.age <= sample.age[1])
    if sample.party is not None:
        among &= run.party == sample.party
    for condition, wanted in zip(sample.only, conditions, strict=True):
        among &= (run.values[wanted] >= condition.least) & (run.values[wanted] <= condition.most)
    rows = np.flatnonzero(among)
    if sample.per == "household":
        rows = rows[np.unique(run.household[rows], return_index=True)[1]]
    return run.values[outcome][rows].astype(np.float64)
