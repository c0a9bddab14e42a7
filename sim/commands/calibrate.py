"""The command `gongtong calibrate`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sim.commands.shared import (
    LangOption,
    QuietOption,
    ScenarioName,
    WorkersOption,
    at_least,
    folder_at,
    progress,
    say_files,
    workers_in,
)
from sim.text import Text, language

FEWEST_DRAWS = 8


def calibrate(
    scenario: ScenarioName = "liuhe-history",
    runs: Annotated[
        int, typer.Option("--runs", help="Parameter sets of the design, each run in three worlds. 参数组数。")
    ] = 768,
    draws: Annotated[
        int,
        typer.Option(
            "--draws",
            help="Draws of the posterior that are run; half are screened further. 后验抽样数，其中一半进一步筛选。",
        ),
    ] = 320,
    workers: WorkersOption = None,
    out: Annotated[
        Path, typer.Option("--out", help="Folder for runs, posterior and report; goes on there. 目录，可续跑。")
    ] = Path("calibration"),
    lang: LangOption = None,
    quiet: QuietOption = False,
) -> None:
    """Fit the numbers marked calibrated to the case's targets. 按校准目标与必备模式拟合标为“校准”的参数。"""
    from sim.lab.calibration.calibrate import calibrate as run
    from sim.lab.calibration.calibrate import runs_of
    from sim.lab.calibration.fit import LEAST_SETS
    from sim.lab.design.posterior import ORIGIN, SETS
    from sim.report.analyses.calibration import tables, write_calibration
    from sim.report.terminal import print_table
    from sim.scenario.file import load

    spoken = language(lang)
    at_least("--runs", runs, LEAST_SETS)
    at_least("--draws", draws, FEWEST_DRAWS)
    history, processes, folder = load(scenario), workers_in(workers), folder_at(out)
    with progress(Text("runs", "次运行").to(spoken), runs_of(history, runs, draws), quiet) as advance:
        result = run(history, folder, runs, draws, processes, advance)
    written = [folder / SETS, folder / ORIGIN, *write_calibration(result, folder, spoken)]
    for table in tables(result, spoken):
        print_table(table)
    say_files(Text(f"Posterior sample and report are in {folder}: ", f"后验样本与报告在 {folder}："), written, spoken)
