"""A run as one file of arrays and one JSON text, equal to the bit when it is read again.

Nothing in the file is ever executed.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.agents.organisation.history import OrganisationHistory
from sim.files import make_folder, reading, whole_file
from sim.ledger import Event
from sim.measures import Measure
from sim.scenario import checked
from sim.text import Filled, Text

ABOUT = "about"  # the JSON text among the arrays
GROUPS = ("series", "by_grid", "stages", "residents")
SAID, FILLED, DAY = "said", "filled", "iso_date"  # keys of a text, of what its fields were filled with, and of a date
NOT_A_RUN = Text("do the run again and save it", "请重新运行并保存")
Arrays = dict[str, NDArray[Any]]


def save_run(path: Path, run: Mapping[str, Any]) -> Path:
    """Write the fields of a run's `Results` so that the file is there whole or not at all."""
    about = {
        "scenario": run["scenario"].model_dump(),
        "seed": run["seed"],
        "measures": [_fields(one) for one in run["measures"].values()],
        "events": [_fields(one) for one in run["events"]],
        "organisations": [_fields(one) for one in run["organisations"]],
        "modules": run["modules"],
    }
    arrays: Arrays = {ABOUT: np.array(json.dumps(_plain(about), ensure_ascii=False))}
    for group in GROUPS:
        arrays |= {f"{group}.{name}": values for name, values in run[group].items()}
    make_folder(path.parent)
    with whole_file(path) as file:
        np.savez_compressed(file, allow_pickle=False, **arrays, yuan=run["yuan"], booked_hours=run["booked_hours"])
    return path


def load_run(path: Path) -> dict[str, Any]:
    """The fields of a run's `Results`, as they were saved.

    Raises
    ------
    GongtongError
        If there is no such file, or it is no run or a damaged one.
    """
    with reading(path, NOT_A_RUN), np.load(path, allow_pickle=False) as held:
        return _run(dict(held))


def _run(held: Arrays) -> dict[str, Any]:
    about = _back(json.loads(str(held[ABOUT])))
    groups: dict[str, Arrays] = {group: {} for group in GROUPS}
    for name, values in held.items():
        group, _, own = name.partition(".")
        if own:
            groups[group][own] = values
    return {
        **groups,
        "scenario": checked(about["scenario"]),
        "seed": about["seed"],
        "measures": {one["name"]: Measure(**one) for one in about["measures"]},
        "events": tuple(Event(**one) for one in about["events"]),
        "organisations": tuple(OrganisationHistory(**one) for one in about["organisations"]),
        "modules": about["modules"],
        "yuan": held["yuan"],
        "booked_hours": held["booked_hours"],
    }


def _fields(record: Any) -> dict[str, Any]:
    return {field.name: getattr(record, field.name) for field in fields(record)}


def _plain(value: object) -> object:
    """A value as JSON has it; a text whose fields were filled keeps what it was made of."""
    if isinstance(value, Filled):
        return {SAID: list(value.template), FILLED: _plain(value.values)}
    if isinstance(value, Text):
        return {SAID: list(value)}
    if isinstance(value, Mapping):
        return {name: _plain(own) for name, own in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(own) for own in value]
    if isinstance(value, date):
        return {DAY: value.isoformat()}
    return value.item() if isinstance(value, np.generic) else value


def _back(value: Any) -> Any:
    """A value as it was before it was written as JSON; lists are tuples."""
    if isinstance(value, list):
        return tuple(map(_back, value))
    if not isinstance(value, dict):
        return value
    if DAY in value:
        return date.fromisoformat(value[DAY])
    if SAID not in value:
        return {name: _back(own) for name, own in value.items()}
    said = Text(*value[SAID])
    return said.filled(**_back(value[FILLED])) if FILLED in value else said
