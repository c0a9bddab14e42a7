"""What carried each passage: same-luck twins of an arm, each without one of its modules, compared person by person.

A twin differs from the arm by a module and by what chance then made of it. So it is also counted who reached a stage
only in the twin: as many of those as of the others would be chance alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.agents.resident.columns import TOLD_TO
from sim.lab.analysis.paths import NEVER, first_at, not_reached
from sim.lab.analysis.study_paths import ACTING, HEADLINE, stages_of
from sim.lab.comparison.study import Study, Work, paired, run_arms
from sim.results import Results

if TYPE_CHECKING:
    import pandas as pd

Twins = Mapping[str, Mapping[str, tuple[Results, ...]]]  # by arm and the module that is off, in the order of the seeds
NO_SINGLE = ""  # name of the row of passages that no twin lacks
COLUMNS = (
    *("arm", "stage", "module", "reached"),
    *("lost", "lost_low", "lost_high", "gained", "gained_low", "gained_high"),
)


def twins_to_run(study: Study) -> int:
    """How many runs `run_twins` does."""
    known = {scenario.content_hash() for scenario in study.arms.values()}
    return len(study.seeds) * len({twin for own in _hashes(study).values() for twin in own.values()} - known)


def run_twins(study: Study, work: Work) -> Twins:
    """Run every arm without each of its modules on the study's seeds; a twin that is an arm itself is not run again."""
    known = {scenario.content_hash(): study.results[arm] for arm, scenario in study.arms.items()}
    missing = {
        twin: study.arms[arm].without(module)
        for arm, own in _hashes(study).items()
        for module, twin in own.items()
        if twin not in known
    }
    if missing:
        known |= run_arms(missing, study.seeds, study.draws, work).results
    return {arm: {module: known[twin] for module, twin in own.items()} for arm, own in _hashes(study).items()}


def carried(study: Study, twins: Twins, definition: str = HEADLINE) -> pd.DataFrame:
    """For each module and stage, how many residents would not have got there without that module alone.

    A passage is that a resident reached a stage of acting by some half-year. Columns: `arm`, `stage`, `module`
    (`NO_SINGLE` for passages that no twin lacks), `reached` (passages in the arm), `lost` (of those, the ones that the
    twin without the module lacks), `gained` (passages in the twin that the arm lacks), all means over seeds, with
    `lost_low`, `lost_high`, `gained_low` and `gained_high` as in `Study.effects`. Modules do not add up: a passage may
    hang on several.
    """
    import pandas as pd

    rows: list[dict[str, object]] = []
    for arm, of_arm in twins.items():
        own = [stages_of(run, definition) for run in study.results[arm]]
        other = {module: [stages_of(run, definition) for run in runs] for module, runs in of_arm.items()}
        for stage, name in enumerate(ACTING, TOLD_TO):
            reached = [first_at(one, stage, stage) != NEVER for one in own]
            lacking = {
                module: [not_reached(one, twin, stage) for one, twin in zip(own, runs, strict=True)]
                for module, runs in other.items()
            }
            about = {"arm": arm, "stage": name, "reached": float(np.mean([one.sum() for one in reached]))}
            for module, lost in lacking.items():
                gained = [not_reached(twin, one, stage) for one, twin in zip(own, other[module], strict=True)]
                rows.append(about | {"module": module} | _means(study, lost=lost, gained=gained))
            if lacking:
                free = [one & ~np.any(lost, axis=0) for one, *lost in zip(reached, *lacking.values(), strict=True)]
                rows.append(about | {"module": NO_SINGLE} | _means(study, lost=free))
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _hashes(study: Study) -> dict[str, dict[str, str]]:
    """The content of every twin, by arm and module."""
    return {
        arm: {module: scenario.without(module).content_hash() for module in scenario.policies}
        for arm, scenario in study.arms.items()
        if scenario.policies
    }


def _means(study: Study, **people: list[NDArray[np.bool_]]) -> dict[str, float]:
    """Numbers of people, mean over seeds with its interval."""
    found: dict[str, float] = {}
    for name, of_seeds in people.items():
        counts = np.array([one.sum() for one in of_seeds], float)
        effect = paired(counts, np.zeros(counts.size), over_draws=bool(study.draws))
        found |= {name: effect["mean"], f"{name}_low": effect["low"], f"{name}_high": effect["high"]}
    return found
