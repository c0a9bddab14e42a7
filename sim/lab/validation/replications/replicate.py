"""Run replications: every arm on the same seeds, every effect measured seed by seed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.lab.patterns.residents import Finding
from sim.lab.run.in_memory import Task, apply_many
from sim.lab.validation.replications.contrasts import MEASURES
from sim.lab.validation.replications.declared import PublishedEffect, Replication, Sample
from sim.lab.validation.replications.outcomes import ResidentOutcomes, WantedOutcome, watch
from sim.scenario import Scenario
from sim.text import Text
from sim.trial import GROUPS

DEFAULT_SEEDS = tuple(range(20))
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
    """

    replication: Replication
    effect: PublishedEffect
    finding: Finding
    seeds: int

    @property
    def measured(self) -> bool:
        """Whether any seed gave a number."""
        return self.finding.values.size > 0

    @property
    def verdict(self) -> Text:
        """As of a pattern: pass if the whole interval lies in the tolerance, miss if all lies outside, weak between."""
        return self.finding.verdict if self.measured else NOT_MEASURABLE


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
) -> list[ReplicatedEffect]:
    """Run replications and hold every effect against what was published.

    Arms that ask the same question run once, also those of different replications.

    Parameters
    ----------
    done
        Told how many runs are finished, after each.
    besides
        Changes of every scenario, such as to a smaller community.
    """
    arms = {one.name: one.scenarios(besides or {}) for one in replications}
    tasks, watcher = _tasks(replications, arms, seeds)
    runs = apply_many(watcher, tasks, workers, done)
    seen = {(scenario.content_hash(), seed): run for (scenario, seed), run in zip(tasks, runs, strict=True)}
    return [
        _found(
            one, effect, [{arm: seen[s.content_hash(), seed] for arm, s in arms[one.name].items()} for seed in seeds]
        )
        for one in replications
        for effect in one.effects
    ]


def runs_needed(replications: Sequence[Replication], seeds: Sequence[int]) -> int:
    """How many runs that takes."""
    return len(_tasks(replications, {one.name: one.scenarios({}) for one in replications}, seeds)[0])


def _tasks(
    replications: Sequence[Replication], arms: Mapping[str, Mapping[str, Scenario]], seeds: Sequence[int]
) -> tuple[list[Task], OutcomeWatcher]:
    """Every different scenario on every seed, and what is wanted of each."""
    scenarios: dict[str, Scenario] = {}
    wanted: dict[str, set[WantedOutcome]] = {}
    for one in replications:
        for sample in (sample for effect in one.effects for sample in effect.samples):
            scenario = arms[one.name][sample.arm]
            scenarios.setdefault(scenario.content_hash(), scenario)
            wanted.setdefault(scenario.content_hash(), set()).update(sample.all_wanted)
    tasks = [(scenario, seed) for scenario in scenarios.values() for seed in seeds]
    return tasks, OutcomeWatcher({name: frozenset(some) for name, some in wanted.items()})


def _found(
    replication: Replication, effect: PublishedEffect, runs: Sequence[Mapping[str, ResidentOutcomes]]
) -> ReplicatedEffect:
    compute = MEASURES[effect.measure].compute
    values = np.array([compute([_values(s, run[s.arm]) for s in effect.samples], effect.at or 0.0) for run in runs])
    title = Text(effect.title.en, effect.title.zh)
    finding = Finding(replication.name, title, *effect.tolerance, values[np.isfinite(values)])
    return ReplicatedEffect(replication, effect, finding, len(runs))


def _values(sample: Sample, run: ResidentOutcomes) -> NDArray[np.float64]:
    """The outcome of those who belong to a sample."""
    outcome, *conditions = sample.all_wanted
    among = run.counted & ~np.isnan(run.values[outcome])
    if sample.group != "everyone":
        among &= run.group == list(GROUPS).index(sample.group)
    for condition, wanted in zip(sample.only, conditions, strict=True):
        among &= (run.values[wanted] >= condition.least) & (run.values[wanted] <= condition.most)
    return run.values[outcome][among].astype(np.float64)
