"""The tables that a run is saved as, for any program that reads Parquet."""

from __future__ import annotations

from datetime import date

import numpy as np
import polars as pl
from numpy.typing import NDArray

from sim.agents.organisation.history import OrganisationHistory
from sim.clock import Clock
from sim.ledger import Event

Series = dict[str, NDArray[np.float64]]
WHOLE, NUMBER, WORDS, DAY = pl.Int64, pl.Float64, pl.String, pl.Date


def weekly_table(series: Series, clock: Clock) -> pl.DataFrame:
    """One row a week, one column a measure of the whole community."""
    return pl.DataFrame({"week": np.arange(clock.weeks), "date": clock.dates(), **series})


def grid_table(by_grid: Series, grids: int, clock: Clock) -> pl.DataFrame:
    """One row a grid and week; grids are counted from 1."""
    weeks, days = np.arange(clock.weeks), clock.dates()
    return pl.concat(
        pl.DataFrame(
            {
                "week": weeks,
                "date": days,
                "grid": np.full(clock.weeks, grid + 1),
                **{name: values[:, grid] for name, values in by_grid.items()},
            }
        )
        for grid in range(grids)
    )


def event_table(events: tuple[Event, ...], clock: Clock) -> pl.DataFrame:
    """One row an event; grids are counted from 1."""
    rows = [
        (one.week, clock.date(one.week), one.module, None if one.grid is None else one.grid + 1, *one.text)
        for one in events
    ]
    schema = {"week": WHOLE, "date": DAY, "module": WORDS, "grid": WHOLE, "en": WORDS, "zh": WORDS}
    return pl.DataFrame(rows, schema=schema, orient="row")


def organisation_table(records: tuple[OrganisationHistory, ...], clock: Clock) -> pl.DataFrame:
    """One row an organisation."""
    rows = [
        (
            one.number, one.kind, one.name.en, one.name.zh, one.home, one.grid, one.founded, clock.date(one.founded),
            one.founder, _date(one.registered, clock), one.ended, _date(one.ended, clock),
            one.reason and one.reason.en, one.reason and one.reason.zh, one.listed, one.active, one.leaders,
            one.funds, one.cohesion,
        )
        for one in records
    ]  # fmt: skip
    schema = {
        "number": WHOLE, "kind": WORDS, "en": WORDS, "zh": WORDS, "estate": WHOLE, "grid": WHOLE,
        "founded_week": WHOLE, "founded": DAY, "founder": WORDS, "registered": DAY, "ended_week": WHOLE, "ended": DAY,
        "reason_en": WORDS, "reason_zh": WORDS, "listed": WHOLE, "active": WHOLE, "leaders": WHOLE,
        "funds": NUMBER, "cohesion": NUMBER,
    }  # fmt: skip
    return pl.DataFrame(rows, schema=schema, orient="row")


def step_table(records: tuple[OrganisationHistory, ...], clock: Clock) -> pl.DataFrame:
    """One row a step done: the organisation's number, the step, when."""
    rows = [(one.number, step, week, clock.date(week)) for one in records for step, week in one.steps.items()]
    schema = {"number": WHOLE, "step": WORDS, "week": WHOLE, "date": DAY}
    return pl.DataFrame(rows, schema=schema, orient="row")


def _date(week: int | None, clock: Clock) -> date | None:
    return None if week is None else clock.date(week)
