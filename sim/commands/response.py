"""The command `gongtong response`."""

from __future__ import annotations

from sim.commands.shared import LangOption, folder_at
from sim.commands.swept import (
    FiguresOption,
    MeasuresOption,
    StoreOption,
    SweepName,
    say_written,
    stored_outcomes,
    sweep_and_store,
)
from sim.text import language


def response(
    sweep: SweepName,
    store: StoreOption = None,
    measures: MeasuresOption = "",
    out: FiguresOption = None,
    lang: LangOption = None,
) -> None:
    """How outcomes go with factors: main effects, and two at a time. 结果随因素的变化：主效应与两因素热图。"""
    from sim.report.analyses.response import write_response

    spoken = language(lang)
    chosen, where = sweep_and_store(sweep, store)
    outcomes = stored_outcomes(chosen, where, measures)
    folder = folder_at(out or where)
    say_written(write_response(chosen, outcomes, folder, spoken), folder, spoken)
