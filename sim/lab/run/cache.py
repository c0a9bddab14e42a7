"""Finished runs kept whole on disk, so that what was interrupted goes on where it was.

A run is one file, `KEY.npz`, of arrays and one JSON text; nothing in it is ever executed when it is read. `KEY` holds
the scenario's content, the seed and the version of the model (`identity`), so a file is only found by whoever asks for
the very same run. It appears under its name when it is complete and on disk.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any
from uuid import uuid4
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from sim.agents.organisation.history import OrganisationHistory
from sim.lab.run.identity import run_key
from sim.ledger import Event
from sim.measures import Measure
from sim.results import Results
from sim.scenario import Scenario
from sim.simulation import run
from sim.text import Filled, Text

RUNS = "runs"  # folder of finished runs inside a report's
ABOUT = "about"  # the JSON text among the arrays
GROUPS = ("series", "by_grid", "residents")
SAID, FILLED = "said", "filled"  # keys of a text, and of what its fields were filled with


@dataclass(frozen=True)
class RunCache:
    """A folder of finished runs; called with a scenario and a seed it gives that run, done now or before.

    Attributes
    ----------
    folder : Path
        Made when the first run is kept.
    """

    folder: Path

    def __call__(self, scenario: Scenario, seed: int) -> Results:
        """The run as it was kept, or done and kept."""
        found = self.find(scenario, seed)
        if found is None:
            found = run(scenario, seed)
            self.keep(found)
        return found

    def place(self, scenario: Scenario, seed: int) -> Path:
        """Where a run is kept."""
        return self.folder / f"{run_key(scenario.content_hash(), seed)}.npz"

    def find(self, scenario: Scenario, seed: int) -> Results | None:
        """A kept run; none if there is none, or its file was damaged."""
        try:
            with np.load(self.place(scenario, seed), allow_pickle=False) as held:
                return _results(scenario, seed, dict(held))
        except (OSError, ValueError, KeyError, TypeError, EOFError, BadZipFile):
            return None

    def keep(self, results: Results) -> Path:
        """Write a run so that it is there whole or not at all."""
        self.folder.mkdir(parents=True, exist_ok=True)
        path = self.place(results.scenario, results.seed)
        part = path.with_name(f".{path.name}.{uuid4().hex[:8]}.part")
        with part.open("wb") as file:
            np.savez_compressed(file, allow_pickle=False, **_arrays(results))
            file.flush()
            os.fsync(file.fileno())
        return part.replace(path)


def _arrays(results: Results) -> dict[str, NDArray[Any]]:
    about = {
        "measures": [_fields(measure) for measure in results.measures.values()],
        "events": [_fields(event) for event in results.events],
        "organisations": [_fields(one) for one in results.organisations],
        "modules": results.modules,
    }
    arrays: dict[str, NDArray[Any]] = {ABOUT: np.array(json.dumps(about, ensure_ascii=False))}
    for group in GROUPS:
        arrays |= {f"{group}.{name}": values for name, values in getattr(results, group).items()}
    return arrays | {"yuan": results.yuan, "booked_hours": results.booked_hours}


def _results(scenario: Scenario, seed: int, held: Mapping[str, NDArray[Any]]) -> Results:
    about = _back(json.loads(str(held[ABOUT])))
    groups: dict[str, dict[str, NDArray[Any]]] = {group: {} for group in GROUPS}
    for name, values in held.items():
        group, _, own = name.partition(".")
        if own:
            groups[group][own] = values
    return Results(
        scenario=scenario,
        seed=seed,
        measures={one["name"]: Measure(**one) for one in about["measures"]},
        events=tuple(Event(**one) for one in about["events"]),
        organisations=tuple(OrganisationHistory(**one) for one in about["organisations"]),
        modules=about["modules"],
        yuan=held["yuan"],
        booked_hours=held["booked_hours"],
        **groups,
    )


def _fields(record: Any) -> dict[str, Any]:
    return {field.name: _plain(getattr(record, field.name)) for field in fields(record)}


def _plain(value: object) -> object:
    """A value as JSON has it; a text whose fields were filled keeps what it was made of."""
    if isinstance(value, Filled):
        return {SAID: list(value.template), FILLED: {name: _plain(own) for name, own in value.values.items()}}
    if isinstance(value, Text):
        return {SAID: list(value)}
    if isinstance(value, Mapping):
        return {name: _plain(own) for name, own in value.items()}
    return value.item() if isinstance(value, np.generic) else value


def _back(value: Any) -> Any:
    """The same value again."""
    if isinstance(value, list):
        return tuple(map(_back, value))
    if not isinstance(value, dict):
        return value
    if SAID not in value:
        return {name: _back(own) for name, own in value.items()}
    said = Text(*value[SAID])
    return said.filled(**_back(value[FILLED])) if FILLED in value else said
