"""Paths of a study: flows, rates, waits and ways in every arm, as means over seeds with their intervals."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.agents.resident.columns import STAGES, TOLD_TO, WINDOW
from sim.lab.analysis.paths import (
    AWAY,
    PASSAGES,
    Stages,
    fallen_back,
    flows,
    stayed,
    wait,
    ways_to_together,
    yearly_rate,
)
from sim.lab.comparison.equity import LEAST
from sim.lab.comparison.study import Study, paired
from sim.nearest import nearest
from sim.results import Results
from sim.text import GongtongError, Text

if TYPE_CHECKING:
    import pandas as pd


class Definition(NamedTuple):
    """A definition of the stages.

    Attributes
    ----------
    label : Text
    column : str
        Its place in `Results.stages`.
    """

    label: Text
    column: str


DEFINITIONS = {
    "autonomy": Definition(Text("relative autonomy", "相对自主"), "stage"),
    "counterfactual": Definition(Text("counterfactual definition", "反事实定义"), "stage_unless"),
}
HEADLINE = "autonomy"  # the definition by which all other figures tell of stages
ACTING = tuple(STAGES)[TOLD_TO:]
LEAST_WEEKS = 2 * WINDOW  # in which somebody can be seen to go from one stage to another
SHOWN = ("lower", "median", "upper")  # quartiles


class Figure(NamedTuple):
    """A figure of one run.

    Attributes
    ----------
    what : str
        The kind of figure: `rate`, `way`, `reached`, a quartile of the wait, `back`, `flow`.
    name : str
        Of which passage, way, stage or flow.
    half_year : int
        After how many half-years a flow was made; 0 for figures of the whole run.
    value : float
    people : int
        How many residents it is about.
    """

    what: str
    name: str
    half_year: int
    value: float
    people: int


def definition_called(name: str) -> Definition:
    """A definition of the stages by its name.

    Raises
    ------
    GongtongError
        If there is none of that name.
    """
    if name not in DEFINITIONS:
        hint = nearest(name, DEFINITIONS)
        raise GongtongError(Text(f"There is no definition {name!r}; {hint.en}", f"没有阶段定义 {name!r}；{hint.zh}"))
    return DEFINITIONS[name]


def check_long_enough(weeks: int) -> None:
    """Refuse a run in which nobody can be seen to go from one stage to another.

    Raises
    ------
    GongtongError
        If it is shorter than two half-years.
    """
    if weeks < LEAST_WEEKS:
        raise GongtongError(
            Text(
                f"weeks: {weeks} is too short for paths between stages; give two half-years, {LEAST_WEEKS}, or more.",
                f"weeks：{weeks} 周太短，看不出阶段之间的路径；至少两个半年，即 {LEAST_WEEKS} 周。",
            )
        )


def weeks_of(study: Study) -> int:
    """How long the shortest run of a study is."""
    return min(scenario.weeks for scenario in study.arms.values())


def stages_of(results: Results, definition: str) -> Stages:
    """Everybody's half-year stages in a run by one definition: uint8 (half-years, people)."""
    return results.stages[definition_called(definition).column]


def mean_flows(study: Study, arm: str, definition: str = HEADLINE) -> NDArray[np.float64]:
    """Flows of an arm between stages, mean over seeds: float64 (half-years − 1, stages + 1, stages + 1)."""
    return np.mean([flows(stages_of(run, definition)) for run in study.results[arm]], axis=0, dtype=np.float64)


def paths(study: Study, definition: str = HEADLINE) -> pd.DataFrame:
    """Paths between stages in every arm, means over seeds.

    Columns: `definition`, `arm`, `what`, `name`, `half_year`, `mean`, `low`, `high` (as in `Study.effects`), `people`
    (mean number of residents it is about), `seeds` (that have such a figure). Figures of fewer than ten people are not
    given.

    - `rate`: times a year for every 1,000 residents who stay, of each of `PASSAGES`
    - `way`: share among those together in the last half-year, of each of `WAYS`
    - `reached`: share among all who ever acted who were ever at a stage
    - `lower`, `median`, `upper`: quartiles of the years until then from the first stage of acting
    - `back`: share of those at a stage who stay and are at a lower one half a year later
    - `flow`: residents who went from a stage to another in a half-year

    Raises
    ------
    GongtongError
        If there is no such definition, or runs are shorter than a year.
    """
    import pandas as pd

    check_long_enough(weeks_of(study))
    return pd.DataFrame(row for arm in study.arms for row in _of_arm(study, arm, definition))


def paths_by_each(study: Study) -> pd.DataFrame:
    """Paths by every definition, one below the other, that of the headline first: what hangs on it is no finding."""
    import pandas as pd

    return pd.concat([paths(study, definition) for definition in DEFINITIONS], ignore_index=True)


def _of_arm(study: Study, arm: str, definition: str) -> Iterator[dict[str, object]]:
    by_seed = [list(figures_of(stages_of(run, definition))) for run in study.results[arm]]
    for of_seeds in zip(*by_seed, strict=True):
        what, name, half_year, *_ = of_seeds[0]
        values = np.array([one.value for one in of_seeds])
        people = float(np.mean([one.people for one in of_seeds]))
        known = values[~np.isnan(values)]
        effect = paired(known, np.zeros(known.size), over_draws=bool(study.draws)) if known.size else {}
        hidden = not effect or 0 < people < LEAST
        given = {name: float("nan") if hidden else effect[name] for name in ("mean", "low", "high")}
        about = {"definition": definition, "arm": arm, "what": what, "name": name, "half_year": half_year}
        yield {**about, **given, "people": people, "seeds": known.size}


def figures_of(stages: Stages) -> Iterator[Figure]:
    """Every figure of one run's stages, always in the same order."""
    flowed = flows(stages)
    staying = stayed(flowed)
    for name, passage in PASSAGES.items():
        yield Figure("rate", name, 0, yearly_rate(flowed, passage), int(staying.sum()))
    ways = ways_to_together(stages)
    together = sum(ways.values())
    for name, count in ways.items():
        yield Figure("way", name, 0, count / together if together else float("nan"), together)
    for stage, name in enumerate(ACTING, TOLD_TO):
        waited = wait(stages, stage)
        yield Figure("reached", name, 0, waited.share, waited.acted)
        for shown, years in zip(SHOWN, waited.quartiles, strict=True):
            yield Figure(shown, name, 0, float(years), waited.reached)
        yield Figure("back", name, 0, fallen_back(flowed, stage), int(flowed[:, stage, :AWAY].sum()))
    names = [*STAGES, "away"]
    for half_year, table in enumerate(flowed, 1):
        for before, after in np.ndindex(table.shape):
            if (before, after) != (AWAY, AWAY):
                count = int(table[before, after])
                yield Figure("flow", f"{names[before]} > {names[after]}", half_year, count, count)
