"""A comparison: its question, its arms, the seeds they run on, and the measures asked about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import count as naturals
from itertools import islice
from typing import NamedTuple

from sim.brief import brief
from sim.lab.comparison.study import Study, Work, half_width, run_arms
from sim.lab.design.posterior import ParameterSet
from sim.scenario import Scenario
from sim.text import Text

LEAST = 10  # seeds before intervals are looked at for the first time: a few may be narrow by luck
BATCH = 5  # seeds added between two looks


@dataclass(frozen=True)
class PrecisionGoal:
    """The width that intervals have to reach, and the most seeds to run for it.

    Attributes
    ----------
    measure : str
    half_width : float
        Of the 95% interval of the mean difference to the first arm, in units of the measure (0.01 is one percentage
        point of a share), for every other arm.
    most : int
        Seeds at which to stop in any case.
    """

    measure: str
    half_width: float
    most: int


@dataclass(frozen=True)
class Comparison:
    """The design of a comparison: all that decides its numbers.

    Attributes
    ----------
    name : str
    question : Text or None
        What it is to answer.
    arms : dict of Scenario
        By name; the first is what the others are compared with. Where modules are withdrawn, they end in all.
    titles : dict of Text
        What some arms are called for people; the others have names of modules.
    seeds : tuple of int
        To begin with, if more may come.
    draws : tuple of dict
        Parameter sets of the posterior; the k-th seed takes the k-th, from the start again where there are fewer.
    measures : tuple of str
        Those asked about; by the first one arms are chosen.
    withdraw : date or None
        Day on which all modules end.
    narrow : PrecisionGoal or None
        When to stop adding seeds; none for no more than `seeds`.
    """

    name: str
    question: Text | None
    arms: dict[str, Scenario]
    titles: Mapping[str, Text]
    seeds: tuple[int, ...]
    draws: tuple[ParameterSet, ...]
    measures: tuple[str, ...]
    withdraw: date | None = None
    narrow: PrecisionGoal | None = None

    __repr__ = brief


class ComparisonResult(NamedTuple):
    """The outcome of a comparison.

    Attributes
    ----------
    study : Study
    widest : float or None
        Half-width of the widest interval of the measure that had to be narrow; none if none had to be.
    """

    study: Study
    widest: float | None = None


def carry_out(comparison: Comparison, work: Work) -> ComparisonResult:
    """Run a comparison; with `narrow`, add seeds until intervals are narrow enough or the most are done.

    Looking again and again and stopping when an interval is narrow makes it a little too short by itself, so at least
    `LEAST` seeds come first; intervals then hold the truth nearly as often as they say (docs/planner.md).
    """
    study = _run(comparison, comparison.seeds, work, None)
    narrow = comparison.narrow
    if narrow is None:
        return ComparisonResult(study)
    widest = widest_half(study, narrow.measure)
    while widest > narrow.half_width and len(study.seeds) < narrow.most:
        more = min(BATCH, narrow.most - len(study.seeds))
        study = _run(comparison, (*study.seeds, *_further(study.seeds, more)), work, study)
        widest = widest_half(study, narrow.measure)
    return ComparisonResult(study, widest)


def widest_half(study: Study, measure: str) -> float:
    """Half-width of the widest 95% interval of a mean difference to the first arm; zero if there is no other arm.

    With draws of a posterior too it is that of the mean over them: the spread of differences among parameter sets does
    not get narrower by adding more.
    """
    values = study.values(measure)
    base = values.pop(study.baseline)
    return max((half_width(own - base) for own in values.values()), default=0.0)


def _run(comparison: Comparison, seeds: Sequence[int], work: Work, before: Study | None) -> Study:
    done, so_far = work.done, 0 if before is None else len(before.seeds) * len(comparison.arms)
    if done is not None:
        work = work._replace(done=lambda count: done(so_far + count))
    study = run_arms(comparison.arms, seeds, comparison.draws, work, before)
    return replace(study, titles=comparison.titles)


def _further(seeds: Sequence[int], count: int) -> list[int]:
    """The smallest seeds that were not used yet."""
    return list(islice((seed for seed in naturals() if seed not in seeds), count))
