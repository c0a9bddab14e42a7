"""The command `gongtong calibrate`."""

from __future__ import annotations

import sys
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
from sim.commands.sweep import duration
from sim.text import GongtongError, Lang, Text, language

FEWEST_DRAWS = 8
LONG = 600.0  # seconds; what takes longer is begun when it is said that it shall
TAKES = Text(
    "calibrate: up to {runs:,} runs, about {time} with {workers} workers",
    "calibrate：最多 {runs:,} 次运行，{workers} 个进程约需 {time}",
)
SAY_SO = Text(
    "{takes}; add --yes to begin, or take fewer with --runs and --draws.",
    "{takes}；如要开始请加 --yes，也可用 --runs 和 --draws 减少运行。",
)
BEGIN = Text("{takes}. Begin?", "{takes}。现在开始吗？")


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
    yes: Annotated[bool, typer.Option("--yes", help="Begin though it takes long. 耗时较长也直接开始。")] = False,
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
    from sim.lab.experiments import seconds_of
    from sim.lab.run.workers import count_workers
    from sim.report.analyses.calibration import tables, write_calibration
    from sim.report.terminal import print_table
    from sim.scenario.file import load

    spoken = language(lang)
    at_least("--runs", runs, LEAST_SETS)
    at_least("--draws", draws, FEWEST_DRAWS)
    history, processes = load(scenario), workers_in(workers)
    most = runs_of(history, runs, draws)
    if not yes:
        _ask(most, seconds_of(history), count_workers(processes), spoken)
    folder = folder_at(out)
    with progress(Text("runs", "次运行").to(spoken), most, quiet) as advance:
        result = run(history, folder, runs, draws, processes, advance)
    written = [folder / SETS, folder / ORIGIN, *write_calibration(result, folder, spoken)]
    for table in tables(result, spoken):
        print_table(table)
    say_files(Text(f"Posterior sample and report are in {folder}: ", f"后验样本与报告在 {folder}："), written, spoken)


def _ask(runs: int, seconds_a_run: float, workers: int, spoken: Lang) -> None:
    """Say how long it takes where that is long, and go on when somebody says so.

    Raises
    ------
    GongtongError
        Where nobody is there to be asked.
    """
    seconds = runs * seconds_a_run / workers
    if seconds <= LONG:
        return
    takes = TAKES.filled(runs=runs, time=duration(seconds), workers=workers)
    if not sys.stdin.isatty():
        raise GongtongError(SAY_SO.filled(takes=takes))
    typer.confirm(BEGIN.filled(takes=takes).to(spoken), abort=True, err=True)
