"""The search: plans are tried on the same draws of the posterior and seeds, and every run is kept in a store."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import isfinite

import numpy as np
from numpy.typing import NDArray

from sim.brief import brief
from sim.lab.analysis.objectives import WORST_GRID, Objective, worst_grid
from sim.lab.analysis.search.evolution import Evolution, Genes, Judged, evolve
from sim.lab.analysis.search.plans import Space
from sim.lab.design.outcomes import rows_of
from sim.lab.design.posterior import ParameterSet, replicates
from sim.lab.run.batch import run_into
from sim.lab.run.outputs import MeasureOutputs
from sim.lab.run.store import Store
from sim.ledger import PAYER_AT, PAYERS
from sim.results import Results
from sim.scenario import Scenario
from sim.text import GongtongError, Text

WORST_YEAR = "worst_year_yuan"
Values = NDArray[np.float64]


@dataclass(frozen=True)
class Budget:
    """The most that a plan may cost in any calendar year.

    Attributes
    ----------
    yuan : float
    payers : tuple of str
        Whose money is counted.
    """

    yuan: float
    payers: tuple[str, ...]

    def __call__(self, results: Results) -> dict[str, float]:
        """The outputs of a run: every measure, the worst-off grid, and the cost of the dearest year."""
        spent = results.yuan[:, :, [PAYER_AT[payer] for payer in self.payers]].sum(axis=(1, 2))
        dearest = float(np.bincount(np.array(results.clock.years()) - results.clock.first.year, spent).max())
        return {**MeasureOutputs()(results), WORST_GRID.name: worst_grid(results), WORST_YEAR: dearest}


@dataclass(frozen=True)
class Effort:
    """The size of a search: plans, and the seeds and parameter sets on which each is run.

    Attributes
    ----------
    evolution : Evolution
    seeds : tuple of int
        Every plan runs on each.
    draws : tuple of dict
        Parameter sets of the posterior, one a seed; empty for the defaults.
    """

    evolution: Evolution
    seeds: tuple[int, ...]
    draws: tuple[ParameterSet, ...] = ()

    __repr__ = brief

    @property
    def runs(self) -> int:
        """The most runs that a search takes."""
        return self.evolution.population * self.evolution.generations * len(self.seeds)


@dataclass(frozen=True)
class Candidate:
    """A plan and its outcomes.

    Attributes
    ----------
    scenario : Scenario
    modules : tuple of str
        That it switches on, of those searched over.
    values : dict of float64 (seeds,)
        By the measure of each aim.
    yuan : float64 (seeds,)
        The cost of its dearest year.
    """

    scenario: Scenario
    modules: tuple[str, ...]
    values: dict[str, Values]
    yuan: Values

    @property
    def cost(self) -> float:
        """The dearest year on any seed."""
        return float(self.yuan.max())

    def mean(self, aim: Objective) -> float:
        """The mean of an objective over seeds."""
        return float(self.values[aim.measure.name].mean())


@dataclass(frozen=True)
class SearchResult:
    """The outcome of a search: every plan that was run.

    Attributes
    ----------
    space : Space
    aims : tuple of Objective
    budget : Budget
    effort : Effort
    candidates : tuple of Candidate
        Different plans in the order in which they were tried; the first is that without any module of the search.
    """

    space: Space
    aims: tuple[Objective, ...]
    budget: Budget
    effort: Effort
    candidates: tuple[Candidate, ...]

    __repr__ = brief

    @property
    def nothing(self) -> Candidate:
        """The plan without any module of the search."""
        return next(one for one in self.candidates if not one.modules)

    @cached_property
    def affordable(self) -> tuple[Candidate, ...]:
        """Plans with a module that keep to the budget on every seed."""
        return tuple(one for one in self.candidates if one.modules and one.cost <= self.budget.yuan)

    @cached_property
    def front(self) -> tuple[Candidate, ...]:
        """Affordable plans that no other surpasses in every aim, the cheapest first.

        Raises
        ------
        GongtongError
            If the budget allows of no plan that was tried.
        """
        plans = self.affordable
        if not plans:
            cheapest = min(one.cost for one in self.candidates if one.modules)
            raise GongtongError(
                Text(
                    f"--budget {self.budget.yuan:,.0f}: none of {len(self.candidates) - 1} plans tried keeps to it; "
                    f"the cheapest costs {cheapest:,.0f} yuan in its dearest year.",
                    f"--budget {self.budget.yuan:,.0f}：试过的 {len(self.candidates) - 1} 个方案都超出预算；"
                    f"最便宜的在开支最大的一年需 {cheapest:,.0f} 元。",
                )
            )
        from pymoo.util.nds.non_dominated_sorting import NonDominatedSorting

        best = NonDominatedSorting().do(self.small(plans), only_non_dominated_front=True)
        return tuple(sorted((plans[at] for at in best), key=lambda one: one.cost))

    def small(self, plans: Sequence[Candidate]) -> Values:
        """Aims turned so that less is better: float64 (plans, aims)."""
        return np.array([[aim.sign * one.mean(aim) for aim in self.aims] for one in plans])

    def regret(self, one: Candidate, aim: Objective) -> Values:
        """How far a plan is behind the best affordable one on each seed, in units of the measure: float64 (seeds,)."""
        name = aim.measure.name
        best = np.min([aim.sign * other.values[name] for other in self.affordable], axis=0)
        return aim.sign * one.values[name] - best


def budget_from(yuan: float, payers: Sequence[str]) -> Budget:
    """A yearly budget.

    Raises
    ------
    GongtongError
        If it is not a sum of money, or a payer is unknown.
    """
    if not (isfinite(yuan) and yuan > 0):
        raise GongtongError(
            Text(
                f"--budget: {yuan:g} is not possible; give yuan a year, more than 0.",
                f"--budget：不能取 {yuan:g}；请给出每年的金额（元），须大于 0。",
            )
        )
    wrong = next((payer for payer in payers if payer not in PAYERS), None)
    if wrong is not None or not payers:
        raise GongtongError(
            Text(
                f"--payers: {wrong or ''!r} is not possible; give some of {', '.join(PAYERS)}.",
                f"--payers：不能取 {wrong or ''!r}；可选 {'、'.join(PAYERS)}。",
            )
        )
    return Budget(yuan, tuple(dict.fromkeys(payers)))


def search(
    space: Space,
    aims: Sequence[Objective],
    budget: Budget,
    effort: Effort,
    store: Store,
    workers: int | None = None,
    done: Callable[[int], None] | None = None,
) -> SearchResult:
    """Search for the Pareto front; the same call goes on where it stopped, and ends the same.

    Parameters
    ----------
    store
        Keeps every run; those that are there are not done again.
    done
        Told how many runs are over, now and then; some plans are met again, so fewer may be needed than planned.

    Raises
    ------
    GongtongError
        If a run fails, or the store belongs to other work.
    """
    trying = _Trying(space, tuple(aims), budget, effort, store, workers, done or (lambda _: None))
    evolve(space.variables, trying.judge, effort.evolution, space.simple())
    return SearchResult(space, tuple(aims), budget, effort, tuple(trying.known.values()))


class _Trying:
    """Tries plans, each once."""

    def __init__(
        self,
        space: Space,
        aims: tuple[Objective, ...],
        budget: Budget,
        effort: Effort,
        store: Store,
        workers: int | None,
        done: Callable[[int], None],
    ) -> None:
        self.space, self.aims, self.budget, self.effort = space, aims, budget, effort
        self.store, self.workers, self.done = store, workers, done
        self.known: dict[str, Candidate] = {}

    def judge(self, generation: list[Genes]) -> Judged:
        """Objectives to make small, and constraints not to be above zero: the budget, and at least one module."""
        plans = {scenario.content_hash(): scenario for scenario in map(self.space.scenario, generation)}
        self._try([scenario for key, scenario in plans.items() if key not in self.known])
        tried = [self.known[self.space.scenario(genes).content_hash()] for genes in generation]
        objectives = [[aim.sign * one.mean(aim) for aim in self.aims] for one in tried]
        constraints = [[one.cost / self.budget.yuan - 1, 0.5 - len(one.modules)] for one in tried]
        return np.array(objectives), np.array(constraints)

    def _try(self, plans: list[Scenario]) -> None:
        """Run new plans and remember how they did."""
        seeds, before = self.effort.seeds, len(self.known) * len(self.effort.seeds)
        runs = [run for plan in plans for run in replicates(plan, seeds, self.effort.draws)]
        if not runs:
            return
        run_into(
            self.store,
            runs,
            self.workers,
            lambda over: self.done(before + over),
            self.budget,
            retry_failed=True,
            about={"search": self.space.base.name},
        )
        rows = rows_of(self.store, runs)
        for at, plan in enumerate(plans):
            own = rows.iloc[at * len(seeds) : (at + 1) * len(seeds)]
            self.known[plan.content_hash()] = Candidate(
                plan,
                tuple(name for name in self.space.modules if name in plan.policies),
                {aim.measure.name: own[aim.measure.name].to_numpy(np.float64) for aim in self.aims},
                own[WORST_YEAR].to_numpy(np.float64),
            )
