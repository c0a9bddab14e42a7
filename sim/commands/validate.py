"""The command `gongtong validate`."""

from __future__ import annotations

from typing import Annotated

import typer

from sim.commands.shared import (
    LangOption,
    OutOption,
    QuietOption,
    WorkersOption,
    folder_at,
    progress,
    say_files,
    workers_in,
)
from sim.text import Text, language


def validate(
    posterior: Annotated[
        int, typer.Option("--posterior", help="Parameter sets of the calibration to run. 使用多少组校准后的参数。")
    ] = 20,
    patterns: Annotated[
        bool, typer.Option("--patterns/--no-patterns", help="Measure P1 to P30 too: minutes more. 是否检验各模式。")
    ] = True,
    workers: WorkersOption = None,
    out: OutOption = None,
    lang: LangOption = None,
    quiet: QuietOption = False,
) -> None:
    """The history over the posterior against the case's figures and every pattern. 用后验检验案例数据与各模式。"""
    from sim.lab.design.posterior import shipped_posterior
    from sim.lab.validation.validation import tasks_of
    from sim.lab.validation.validation import validate as run
    from sim.report.analyses.validation import tables, write_validation
    from sim.report.terminal import print_table
    from sim.scenario.file import load

    spoken = language(lang)
    sample = shipped_posterior()
    draws, processes, folder = sample.first(posterior), workers_in(workers), folder_at(out)
    total = tasks_of(draws, with_patterns=patterns)
    with progress(Text("parameter sets", "组参数").to(spoken), total, quiet) as advance:
        found = run(load("liuhe-history"), draws, processes, advance, with_patterns=patterns)
    written = [] if folder is None else write_validation(found, sample, folder, spoken)
    for table in tables(found, spoken):
        print_table(table)
    if written:
        say_files(Text(f"Report and figures are in {folder}: ", f"报告与图在 {folder}："), written, spoken)
