"""The command `gongtong sensitivity`."""

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


def sensitivity(
    sweep: SweepName,
    store: StoreOption = None,
    measures: MeasuresOption = "",
    out: FiguresOption = None,
    lang: LangOption = None,
) -> None:
    """Which factors matter: Morris, Sobol' or PAWN, as the design allows. 哪些因素重要：敏感性分析。"""
    from sim.lab.analysis.sensitivity import find_sensitivity, method_of
    from sim.report.analyses.sensitivity import sensitivity_rows, write_sensitivity
    from sim.report.terminal import print_table

    spoken = language(lang)
    chosen, where = sweep_and_store(sweep, store)
    method_of(chosen)
    outcomes = stored_outcomes(chosen, where, measures)
    found = find_sensitivity(chosen, outcomes)
    folder = folder_at(out or where)
    written = write_sensitivity(chosen, found, outcomes.measures, folder, spoken)
    print_table(sensitivity_rows(found, outcomes.measures, spoken))
    say_written(written, folder, spoken)
