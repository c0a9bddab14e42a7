"""Paths between stages: who went from which stage to which, how long it took, and by what way the joint ones came.

Pure functions on one run's half-year stages (`Results.stages`): uint8 (half-years, people), `NOT_COUNTED` where
somebody does not live there or is too young. What happens inside a half-year is not seen.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.agents.resident.columns import BYSTANDER, NOT_COUNTED, STAGES, TOGETHER, TOLD_TO, WANT_TO
from sim.text import Text

Stages = NDArray[np.uint8]
Counts = NDArray[np.int64]

AWAY = len(STAGES)  # place in `flows` of those who are not counted
A_YEAR = 2  # half-years
PER = 1000  # residents
NEVER = np.iinfo(np.int64).max

Step = tuple[int, int]  # from a stage to another


class Passage(NamedTuple):
    """A way from one stage to another.

    Attributes
    ----------
    label : Text
    steps : tuple of (int, int)
        The flows that make it up: from which stage, to which.
    """

    label: Text
    steps: tuple[Step, ...]


PASSAGES: dict[str, Passage] = {
    "called": Passage(Text("bystander → told to", "观望 → 要我干"), ((BYSTANDER, TOLD_TO),)),
    "told_want": Passage(Text("told to → want to", "要我干 → 我要干"), ((TOLD_TO, WANT_TO),)),
    "told_together": Passage(Text("told to → together", "要我干 → 共同干"), ((TOLD_TO, TOGETHER),)),
    "want_together": Passage(Text("want to → together", "我要干 → 共同干"), ((WANT_TO, TOGETHER),)),
    "straight_want": Passage(Text("bystander → want to", "观望 → 我要干"), ((BYSTANDER, WANT_TO),)),
    "straight_together": Passage(Text("bystander → together", "观望 → 共同干"), ((BYSTANDER, TOGETHER),)),
    "together_back": Passage(
        Text("back from together", "从共同干退回"), tuple((TOGETHER, lower) for lower in range(TOGETHER))
    ),
    "want_back": Passage(Text("back from want to", "从我要干退回"), ((WANT_TO, BYSTANDER), (WANT_TO, TOLD_TO))),
    "told_back": Passage(Text("back from told to", "从要我干退回"), ((TOLD_TO, BYSTANDER),)),
}
BACK = tuple(name for name in PASSAGES if name.endswith("_back"))

WAYS: dict[str, Text] = {
    "told_want": Text("told to → want to → together", "要我干 → 我要干 → 共同干"),
    "told": Text("told to → together", "要我干 → 共同干"),
    "want": Text("want to → together", "我要干 → 共同干"),
    "want_told": Text("want to → told to → together", "我要干 → 要我干 → 共同干"),
    "straight": Text("straight to together", "直接共同干"),
}


class Wait(NamedTuple):
    """How long residents took from their first stage of acting to a stage.

    Attributes
    ----------
    acted : int
        Residents who were ever at a stage of acting.
    reached : int
        Those of them who were ever at the stage.
    quartiles : float64 (3,)
        Years of those, lower quartile, median and upper quartile; zero for whom the stage was the first. Not numbers
        if there are none.
    """

    acted: int
    reached: int
    quartiles: NDArray[np.float64]

    @property
    def share(self) -> float:
        """Who got there of all who acted; not a number if nobody did."""
        return self.reached / self.acted if self.acted else float("nan")


def flows(stages: Stages) -> Counts:
    """How many went from each stage to each in every half-year after the first.

    Returns
    -------
    int64 (half-years − 1, stages + 1, stages + 1)
        From, to; the last place, `AWAY`, is of those who are not counted: who come, grow old enough, or leave.
    """
    size = AWAY + 1
    at = np.where(stages == NOT_COUNTED, AWAY, stages).astype(np.int64)
    pairs = at[:-1] * size + at[1:]
    counted = [np.bincount(half_year, minlength=size**2) for half_year in pairs]
    return np.array(counted, np.int64).reshape(-1, size, size)


def stayed(flowed: Counts) -> Counts:
    """Residents who are counted before and after each half-year, of `flows`: int64 (half-years − 1,)."""
    return np.asarray(flowed[:, :AWAY, :AWAY].sum(axis=(1, 2)))


def passing(flowed: Counts, passage: Passage) -> Counts:
    """How many made a passage in each half-year, of `flows`: int64 (half-years − 1,)."""
    return np.sum([flowed[:, before, after] for before, after in passage.steps], axis=0, dtype=np.int64)


def yearly_rate(flowed: Counts, passage: Passage) -> float:
    """How often a year a passage is made for every 1,000 residents who stay; not a number if nobody stays."""
    people = int(stayed(flowed).sum())
    return A_YEAR * PER * int(passing(flowed, passage).sum()) / people if people else float("nan")


def fallen_back(flowed: Counts, stage: int) -> float:
    """The share of those at a stage who stay in the community and are at a lower one half a year later."""
    of_stage = flowed[:, stage, :AWAY].sum(axis=0)
    return float(of_stage[:stage].sum() / of_stage.sum()) if of_stage.any() else float("nan")


def first_at(stages: Stages, lowest: int, highest: int) -> Counts:
    """The first half-year in which each resident is at a stage of a range, `NEVER` for none: int64 (people,)."""
    there = (stages >= lowest) & (stages <= highest)
    if not there.size:
        return np.full(stages.shape[1], NEVER)
    return np.where(there.any(axis=0), there.argmax(axis=0), NEVER)


def wait(stages: Stages, stage: int) -> Wait:
    """How long residents took from their first stage of acting to a stage, and how many got there."""
    began, reached = first_at(stages, TOLD_TO, TOGETHER), first_at(stages, stage, stage)
    there = reached != NEVER
    years = (reached[there] - began[there]) / A_YEAR
    quartiles = np.quantile(years, [0.25, 0.5, 0.75]) if years.size else np.full(3, np.nan)
    return Wait(int((began != NEVER).sum()), years.size, quartiles)


def ways_to_together(stages: Stages) -> dict[str, int]:
    """By what stages of acting those who are together in the last half-year first came there: how many by each way."""
    at_the_end = stages[-1] == TOGETHER if len(stages) else np.zeros(stages.shape[1], bool)
    told, want, together = (first_at(stages, stage, stage)[at_the_end] for stage in (TOLD_TO, WANT_TO, TOGETHER))
    by_told, by_want = told < together, want < together
    took = {
        "told_want": by_told & by_want & (told < want),
        "told": by_told & ~by_want,
        "want": by_want & ~by_told,
        "want_told": by_told & by_want & (want < told),
        "straight": ~by_told & ~by_want,
    }
    return {way: int(took[way].sum()) for way in WAYS}


def not_reached(own: Stages, twin: Stages, stage: int) -> NDArray[np.bool_]:
    """Who reached a stage in a run, but in its twin had not got as far by the same half-year: bool (people,).

    As far is that stage or a later one: who wants to without a module needed it for nothing.
    """
    first = first_at(own, stage, stage)
    return (first != NEVER) & (first_at(twin, stage, TOGETHER) > first)
