"""Chunks of runs: a worker does them one after another and writes their outcome into the store itself.

The driver gets a receipt, never results, so that nothing large travels and nothing is lost with the driver.
"""

from __future__ import annotations

import traceback
from collections.abc import Mapping
from dataclasses import dataclass
from time import perf_counter
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import numpy as np

from sim.lab.run.identity import Level, Run, model_version
from sim.lab.run.outputs import Measuring, watch_and_read
from sim.lab.run.store import Store
from sim.results import Results
from sim.simulation import Simulation

if TYPE_CHECKING:
    import polars as pl

Stage = Literal["build", "run", "measure", "worker"]
LevelKind = Literal["number", "switch", "date", "text"]
Row = dict[str, Any]


@dataclass(frozen=True)
class OutputPlan:
    """The outputs that are kept of every run, and the store that keeps them.

    Attributes
    ----------
    folder : str
        Of the store.
    measuring : callable or Watching
        From `Results` to numbers by name; a function of a module or another thing that spawned processes can find.
    weekly : tuple of str
        Measures whose weekly series are kept.
    factors : mapping
        What the levels of each factor are, so that every part has the same columns.
    """

    folder: str
    measuring: Measuring
    weekly: tuple[str, ...]
    factors: Mapping[str, LevelKind]


class Chunk(NamedTuple):
    """Runs that one worker does in one go, under the name of the part they will be in."""

    name: str
    keys: tuple[str, ...]
    runs: tuple[Run, ...]


class Receipt(NamedTuple):
    """The counts that a worker returns for a chunk: runs that went well, runs that failed, seconds of computing."""

    went_well: int
    failed: int
    seconds: float


def work_off(keeping: OutputPlan, chunk: Chunk) -> Receipt:
    """Do the runs and write the parts."""
    began = perf_counter()
    well: list[Row] = []
    failed: list[Row] = []
    series: list[Row] = []
    for key, run in zip(chunk.keys, chunk.runs, strict=True):
        started = perf_counter()
        row = beginning(key, run)
        results = _outcome(run, keeping.measuring, row)
        if results is None:
            failed.append(row)
            continue
        row["seconds"] = perf_counter() - started
        well.append(row)
        series.append({"key": key, **{name: _weeks(results, name) for name in keeping.weekly}})
    store = Store(keeping.folder)
    # Series come first: a run counts as stored when its row is there
    if keeping.weekly and series:
        store.write("weekly", chunk.name, table_of_series(series, keeping))
    if well:
        store.write("runs", chunk.name, table_of(well, keeping))
    if failed:
        store.write("failed", chunk.name, table_of(failed, keeping))
    return Receipt(len(well), len(failed), perf_counter() - began)


def beginning(key: str, run: Run) -> Row:
    """The columns of a run that are known before it is done."""
    return {
        "key": key,
        "scenario": run.scenario.content_hash(),
        "seed": run.seed,
        "version": model_version(),
        **run.factors,
    }


def _outcome(run: Run, measuring: Measuring, row: Row) -> Results | None:
    """Add the numbers of a run to its row, or the stage at which it failed and why."""
    stage: Stage = "build"
    try:
        simulation = Simulation(run.scenario, run.seed)
        look, numbers = watch_and_read(measuring, simulation)
        stage = "run"
        results = simulation.run(look)
        stage = "measure"
        row |= {name: float(value) for name, value in numbers(results).items()}
    except Exception as error:  # noqa: BLE001 - a failed run is a row, whatever went wrong
        row |= failure(stage, f"{type(error).__name__}: {error}", traceback.format_exc())
        return None
    return results


def failure(stage: Stage, error: str, trace: str = "") -> Row:
    """The columns that only a failed run has."""
    return {"stage": stage, "error": error, "traceback": trace}


def _weeks(results: Results, name: str) -> list[float]:
    """A weekly series; a measure of a module that is off is zero."""
    values = results.series.get(name)
    return [0.0] * results.clock.weeks if values is None else values.tolist()


def table_of(rows: list[Row], keeping: OutputPlan) -> pl.DataFrame:
    """Rows with the same types in every part."""
    import polars as pl

    kinds = {"number": pl.Float64, "switch": pl.Boolean, "date": pl.Date, "text": pl.String}
    text = dict.fromkeys(("key", "scenario", "version", "stage", "error", "traceback"), pl.String)
    known = {**text, "seed": pl.Int64, **{name: kinds[kind] for name, kind in keeping.factors.items()}}
    named = {name: known.get(name, pl.Float64) for row in rows for name in row}
    return pl.DataFrame(
        [{**row, **{name: as_kind(row[name], kind) for name, kind in keeping.factors.items()}} for row in rows],
        schema=named,
    )


def table_of_series(rows: list[Row], keeping: OutputPlan) -> pl.DataFrame:
    """Weekly series, a list a run and measure; float32 is what a figure needs."""
    import polars as pl

    return pl.DataFrame(rows, schema={"key": pl.String, **dict.fromkeys(keeping.weekly, pl.List(pl.Float32))})


def kind_of(level: Level) -> LevelKind | None:
    """The kind of a level; none for a level that is none."""
    if level is None:
        return None
    if isinstance(level, bool | np.bool_):
        return "switch"
    if isinstance(level, str):
        return "text"
    return "number" if isinstance(level, float | int | np.number) else "date"


def as_kind(level: Level, kind: LevelKind) -> Level:
    """A level as its column holds it."""
    if level is None:
        return None
    return str(level) if kind == "text" else float(level) if kind == "number" else level  # type: ignore[arg-type]
