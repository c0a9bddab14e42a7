"""Equity of effects: gains by grid, estate, age, sex, employment and tenancy, and moves between stages.

The same residents live in every arm, under the same luck, so each of them can be compared with themselves. That is
done here only in sums: no table holds a person, and groups of fewer than ten people are left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.agents.resident.columns import (
    BYSTANDER,
    DECIDING_AGE,
    EIGHTIES,
    MIDDLE_AGE,
    OCCUPATIONS,
    SEVENTIES,
    SIXTIES,
    STAGES,
    STUDENT,
    TOGETHER,
    WORK_STARTS,
)
from sim.lab.comparison.study import Study, paired
from sim.text import Text

if TYPE_CHECKING:
    import pandas as pd

Table = Mapping[str, NDArray[Any]]  # `Results.residents`
Lives = Sequence[tuple[Table, Table]]  # a seed each: an arm, and the first arm
LEAST = 10  # people; of smaller groups nothing is said
COLUMNS = ("stage", "hours_total", "age", "female", "occupation", "renter", "grid", "estate")
AGES = (DECIDING_AGE, WORK_STARTS, MIDDLE_AGE, SIXTIES, SEVENTIES, EIGHTIES)


@dataclass(frozen=True)
class Dimension:
    """A way of telling residents apart.

    Attributes
    ----------
    label : Text
    groups : dict of Text
        Names by key, in their order; empty if groups are numbered from 1.
    code : callable
        The place of each resident's group among `groups`, or the number less one: int (people,).
    """

    label: Text
    groups: dict[str, Text]
    code: Callable[[Table], NDArray[np.int64]]


def _number(column: str, first: int = 0) -> Callable[[Table], NDArray[np.int64]]:
    """A column of whole numbers, counted from `first`."""
    return lambda table: table[column].astype(np.int64) - first


def _age_band(table: Table) -> NDArray[np.int64]:
    return np.searchsorted(AGES, table["age"], side="right").astype(np.int64) - 1


def _everybody(table: Table) -> NDArray[np.int64]:
    return np.zeros(table["age"].size, np.int64)


EVERYBODY = {"all": Text("all residents aged 12+", "全体12岁以上居民")}
AGE_GROUPS = {
    **{
        f"{low:g}-{high - 1:g}": Text(f"aged {low:g}–{high - 1:g}", f"{low:g}–{high - 1:g}岁")
        for low, high in pairwise(AGES)
    },
    f"{AGES[-1]:g}+": Text(f"aged {AGES[-1]:g}+", f"{AGES[-1]:g}岁以上"),
}
SEXES = {"men": Text("men", "男"), "women": Text("women", "女")}
WORK = dict(list(OCCUPATIONS.items())[STUDENT:])  # children under 12 are not counted
TENANCIES = {"owners": Text("owners", "业主"), "tenants": Text("tenants", "租户")}
DIMENSIONS: dict[str, Dimension] = {
    "all": Dimension(Text("everybody", "全体"), EVERYBODY, _everybody),
    "age": Dimension(Text("age", "年龄"), AGE_GROUPS, _age_band),
    "sex": Dimension(Text("sex", "性别"), SEXES, _number("female")),
    "employment": Dimension(Text("employment", "就业"), WORK, _number("occupation", STUDENT)),
    "tenancy": Dimension(Text("tenancy", "住房"), TENANCIES, _number("renter")),
    "grid": Dimension(Text("grid", "网格"), {}, _number("grid", 1)),
    "estate": Dimension(Text("estate", "小区"), {}, _number("estate", 1)),
}


@dataclass(frozen=True)
class ResidentOutcome:
    """Something that residents have at the end of a run.

    Attributes
    ----------
    label : Text
    percent : bool
        Whether it is a share of residents.
    of : callable
        Its value for each resident, from the table of an arm and that of the first arm: (people,).
    """

    label: Text
    percent: bool
    of: Callable[[Table, Table], NDArray[Any]]


OUTCOMES: dict[str, ResidentOutcome] = {
    "taking_part": ResidentOutcome(
        Text("take part (last half year)", "参与（最后半年）"), True, lambda own, _: own["stage"] != BYSTANDER
    ),
    "together": ResidentOutcome(
        Text("at the stage “together”", "处于“共同干”阶段"), True, lambda own, _: own["stage"] == TOGETHER
    ),
    "hours": ResidentOutcome(
        Text("hours given over the run", "全程人均投入小时"), False, lambda own, _: own["hours_total"]
    ),
    "moved_up": ResidentOutcome(Text("moved up", "阶段上升"), True, lambda own, base: own["stage"] > base["stage"]),
    "moved_down": ResidentOutcome(Text("moved down", "阶段下降"), True, lambda own, base: own["stage"] < base["stage"]),
}


def gains(
    study: Study, outcomes: Iterable[str] = tuple(OUTCOMES), dimensions: Iterable[str] = tuple(DIMENSIONS)
) -> pd.DataFrame:
    """Outcomes in every group of some dimensions, each arm beside the first one; all of them unless named.

    Columns: `arm`, `outcome`, `dimension`, `group`, `people` (aged 12+, mean over seeds), and those of `paired`. Groups
    of fewer than ten people are left out.
    """
    import pandas as pd

    return pd.DataFrame(
        row
        for arm in study.arms
        if arm != study.baseline
        for lives in [paired_residents(study, arm)]
        for dimension in dimensions
        for row in _gains(study, arm, lives, dimension, outcomes)
    )


def _gains(
    study: Study, arm: str, lives: Lives, dimension: str, outcomes: Iterable[str]
) -> Iterator[dict[str, object]]:
    keys = list(DIMENSIONS[dimension].groups) or [f"{number + 1}" for number in range(_count(study, dimension))]
    for name in outcomes:
        own, base, people = by_group(lives, dimension, OUTCOMES[name], len(keys))
        for at, group in enumerate(keys):
            if people[:, at].min() >= LEAST:
                row = {"arm": arm, "outcome": name, "dimension": dimension, "group": group}
                effect = paired(own[:, at], base[:, at], over_draws=bool(study.draws))
                yield {**row, "people": float(people[:, at].mean()), **effect}


def _count(study: Study, dimension: str) -> int:
    """How many grids or estates there are."""
    return int(getattr(study.arms[study.baseline].community, f"{dimension}s"))


def paired_residents(study: Study, arm: str) -> Lives:
    """The residents aged 12+ at the end of an arm beside themselves in the first arm, seed by seed."""
    both = zip(study.results[arm], study.results[study.baseline], strict=True)
    lives = []
    for own, base in ((run.residents, first.residents) for run, first in both):
        counted = own["counted"] & base["counted"]
        lives.append(({name: own[name][counted] for name in COLUMNS}, {name: base[name][counted] for name in COLUMNS}))
    return lives


def by_group(
    lives: Lives, dimension: str, outcome: ResidentOutcome, count: int
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.int64]]:
    """Means of an outcome in an arm and in the first one, and people, by group: each (seeds, groups)."""
    own_means, base_means = list[NDArray[np.float64]](), list[NDArray[np.float64]]()
    sizes = []
    for own, base in lives:
        code = DIMENSIONS[dimension].code(own)
        size = np.bincount(code, minlength=count)
        for values, means in ((outcome.of(own, base), own_means), (outcome.of(base, base), base_means)):
            means.append(np.bincount(code, values, minlength=count) / np.maximum(size, 1))
        sizes.append(size)
    return np.stack(own_means), np.stack(base_means), np.stack(sizes)


def worst_grid(study: Study, outcome: str = "taking_part") -> pd.DataFrame:
    """The grid that fares worst, in each arm beside the first arm's.

    The worst grid is looked for seed by seed, so it need not be the same one in two arms. Columns: `arm`, and those of
    `paired`.
    """
    import pandas as pd

    rows = []
    for arm in list(study.arms)[1:]:
        own, base, people = by_group(paired_residents(study, arm), "grid", OUTCOMES[outcome], _count(study, "grid"))
        worst, first = (np.where(people >= LEAST, means, np.inf).min(axis=1) for means in (own, base))
        rows.append({"arm": arm, **paired(worst, first, over_draws=bool(study.draws))})
    return pd.DataFrame(rows)


def moves(study: Study) -> pd.DataFrame:
    """From which stage in the first arm to which in another the same residents come.

    Columns: `arm`, `before` (in the first arm), `after`, `people` (mean over seeds), `share` of residents aged 12+ with
    `low` and `high`. The numbers of a cell of fewer than ten people, but more than none, are not given.
    """
    import pandas as pd

    return pd.DataFrame(row for arm in list(study.arms)[1:] for row in _moves(study, arm))


def _moves(study: Study, arm: str) -> Iterator[dict[str, object]]:
    tables = np.stack([_matrix(own["stage"], base["stage"]) for own, base in paired_residents(study, arm)])
    shares = tables / tables.sum(axis=(1, 2), keepdims=True)
    for before, came_from in enumerate(STAGES):
        for after, went_to in enumerate(STAGES):
            cell, people = shares[:, before, after], float(tables[:, before, after].mean())
            effect = paired(cell, np.zeros(cell.size), over_draws=bool(study.draws))
            row = {"people": people, "share": effect["mean"], "low": effect["low"], "high": effect["high"]}
            hidden = 0 < people < LEAST
            given: dict[str, object] = dict.fromkeys(row, float("nan")) if hidden else dict(row)
            yield {"arm": arm, "before": came_from, "after": went_to, **given}


def _matrix(own: NDArray[np.uint8], base: NDArray[np.uint8]) -> NDArray[np.float64]:
    """How many residents are at one stage in the first arm and at one in the other: (stages, stages)."""
    size = len(STAGES)
    return np.bincount(base.astype(np.int64) * size + own, minlength=size**2).reshape(size, size).astype(np.float64)
