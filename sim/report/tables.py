"""What a report says of a study, as tables and one manifest: everything a page shows is read from these.

Numbers are written as they are; words stand beside them in both languages, so that a page can be made in either.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from operator import attrgetter
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.lab.analysis.study_paths import LEAST_WEEKS, paths_by_each, weeks_of
from sim.lab.comparison import costs, equity
from sim.lab.comparison.study import Study
from sim.lab.design.posterior import shipped_posterior
from sim.lab.run.identity import model_version
from sim.param import Declared
from sim.policies import policies
from sim.report.figures import colours
from sim.report.text.doubts import hinges
from sim.report.text.findings import basis
from sim.report.text.labels import arm_labels
from sim.report.text.provenance import GIVEN, status_of
from sim.results import find_measure, versions
from sim.scenario import Scenario, declared_numbers
from sim.scenario.remarks import remarks
from sim.text import Text

if TYPE_CHECKING:
    import pandas as pd

MIDDLE = (5.0, 50.0, 95.0)
MOST_HINGES = 3
NOT_OF_THE_WORLD = {"policies", "name", "title", "calibrated", "held"}


@dataclass(frozen=True)
class StudyQuestion:
    """What was asked of a study.

    Attributes
    ----------
    measure : str
        By which arms are chosen.
    question : Text or None
        In the words of whoever asks.
    command : tuple of str
        What was typed, word by word; empty if the study was made in a program.
    withdraw : date or None
        Day on which all modules end.
    """

    measure: str = "active_4w"
    question: Text | None = None
    command: tuple[str, ...] = ()
    withdraw: date | None = None


def tables(study: Study, asked: StudyQuestion) -> dict[str, pd.DataFrame]:
    """The tables of a study by the name of their file."""
    found = {"costs": costs.by_year(study), "carried": costs.costs_by_carrier(study), "parameters": parameters(study)}
    if weeks_of(study) >= LEAST_WEEKS:
        found["paths"] = paths_by_each(study)
    if len(study.arms) > 1:
        found |= {
            "per_gain": costs.per_gain(study),
            "equity": equity.gains(study),
            "worst_grid": equity.worst_grid(study),
            "moves": equity.moves(study),
            "depends": depends(study, asked.measure),
        }
    return found


def manifest(study: Study, asked: StudyQuestion) -> dict[str, Any]:
    """What the study is, and what it takes to run it again."""
    find_measure(asked.measure, study.measures)
    first = study.arms[study.baseline]
    labels, colour_of = arm_labels(study), colours.arm_colours(study)
    days = first.clock.dates()
    sample = shipped_posterior() if study.draws else None
    return {
        "title": first.title.model_dump(),
        "question": None if asked.question is None else asked.question._asdict(),
        "measure": asked.measure,
        "good": study.measures[asked.measure].good,
        "withdraw": None if asked.withdraw is None else str(asked.withdraw),
        "weeks": first.weeks,
        "first_day": str(days[0]),
        "last_week": str(days[-1]),
        "residents": study.arms[study.baseline].community.residents,
        "counted": int(np.mean([run.residents["counted"].sum() for run in study.results[study.baseline]])),
        "arms": {
            arm: {
                "hash": scenario.content_hash(),
                "file": f"arm-{arm}.yaml",
                "label": labels[arm]._asdict(),
                "colour": colour_of[arm],
                "settings": [list(one) for one in settings(scenario, first)],
            }
            for arm, scenario in study.arms.items()
        },
        "modules": {
            name: {"label": policy.label._asdict(), "about": policy.about._asdict()}
            for name, policy in policies().items()
            if any(name in scenario.policies for scenario in study.arms.values())
        },
        "compared_with": study.baseline,
        "seeds": list(study.seeds),
        "parameter_sets": [dict(one) for one in study.draws],
        "posterior": None if sample is None else {"sets": len(sample), **_origin(sample.origin)},
        "basis": basis(study)._asdict(),
        "measures": {
            name: {
                "label": measure.label._asdict(),
                "unit": measure.unit._asdict(),
                "adds": measure.adds,
                "percent": measure.percent,
            }
            for name, measure in study.measures.items()
        },
        "remarks": [
            said._asdict() for said in dict.fromkeys(one for arm in study.arms.values() for one in remarks(arm))
        ],
        "command": list(asked.command),
        "model": model_version(),
        "versions": {**versions(), "python": sys.version.split()[0]},
    }


def _origin(origin: Mapping[str, object]) -> dict[str, object]:
    return {name: origin[name] for name in ("scenario", "version", "method") if name in origin}


def settings(scenario: Scenario, first: Scenario) -> Iterator[tuple[str, str]]:
    """What an arm sets: its modules with start, end and strength, and whatever else differs from the first arm.

    Pairs of a dotted path and a value, both as in a scenario file.
    """
    for name, module in scenario.policies.items():
        default = type(module)()
        start = module.start or scenario.modules_start or scenario.clock.first
        yield f"{name}.start", str(start)
        for path, value in _flat(module.model_dump(mode="json")):
            if path != "start" and value != dict(_flat(default.model_dump(mode="json")))[path]:
                yield f"{name}.{path}", _said(value)
    base = dict(_flat(first.model_dump(mode="json", exclude=NOT_OF_THE_WORLD)))
    for path, value in _flat(scenario.model_dump(mode="json", exclude=NOT_OF_THE_WORLD)):
        if value != base.get(path):
            yield path, _said(value)
    for path in scenario.held:  # at its default, and held against parameter sets
        if path not in first.held:
            yield path, _said(scenario.value(path))


def _said(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else "–" if value is None else str(value)


def _flat(data: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in data.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", value


def parameters(study: Study) -> pd.DataFrame:
    """Every declared number that some arm uses, with its status and source.

    Columns: `path`, `en`, `zh`, `unit`, `value` (of the last arm that has it), `default`, `low`, `high`, `status`
    (`given` where that arm sets another value), `source` (of the declared value only), and `sample_low`,
    `sample_median`, `sample_high` of those that differ between runs.
    """
    import pandas as pd

    return pd.DataFrame(row for number in declared_numbers() for row in _parameter(study, number))


def _parameter(study: Study, number: Declared) -> Iterator[dict[str, object]]:
    own = [(scenario, value) for scenario in study.arms.values() if (value := scenario.value(number.path)) is not None]
    if not own:
        return
    scenario, last = own[-1]
    status = status_of(number, scenario)
    drawn = [float(draw[number.path]) for draw in study.draws if number.path in draw and status != GIVEN]
    low, median, high = np.percentile(drawn, MIDDLE) if drawn else (np.nan,) * 3
    yield {
        "path": number.path, "en": number.label.en, "zh": number.label.zh, "unit": number.unit, "value": last,
        "default": number.default, "low": number.low, "high": number.high, "status": status,
        "source": "" if status == GIVEN else " ".join(number.source), "sample_low": low,
        "sample_median": median, "sample_high": high,
    }  # fmt: skip


def depends(study: Study, measure: str) -> pd.DataFrame:
    """For each arm the three numbers that its difference in a measure goes with most, over the posterior.

    Columns: `arm`, `path`, `en`, `zh`, `rank` (correlation), `sure`, `narrowed` (by data: share of the variance), `low`
    and `high` (5 and 95% of the sample), `at_low` and `at_high` (the difference there). Empty without a posterior.
    """
    import pandas as pd

    columns = ["arm", "path", "en", "zh", "rank", "sure", "narrowed", "low", "high", "at_low", "at_high"]
    ends = attrgetter("low", "high", "at_low", "at_high")
    rows = [
        (arm, one.path, *one.learnt.label, one.rank, one.sure, one.learnt.contraction, *ends(one))
        for arm in list(study.arms)[1:]
        for one in hinges(study, arm, measure)[:MOST_HINGES]
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=columns)
