"""The command `gongtong attribute`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.commands.shared import (
    LangOption,
    QuietOption,
    ScenarioName,
    SeedsOption,
    SetOption,
    WeeksOption,
    WorkersOption,
    folder_at,
    folder_named,
    names_in,
    progress,
    say,
    say_files,
    scenario_from,
    seeds_or_draws,
    workers_in,
)
from sim.text import Lang, Text, language

if TYPE_CHECKING:
    from sim.lab.analysis.attribution import Attribution, Factorial
    from sim.lab.run.store import Store

MODULES, MEASURE, SEEDS = "*", "together", "10"


def attribute(
    scenario: ScenarioName = "liuhe",
    measure: Annotated[
        str, typer.Option("--measure", help="Such as together, or several with commas. 指标，可用逗号分隔。")
    ] = MEASURE,
    modules: Annotated[
        str, typer.Option("--modules", help="Share out between these; * for all. 参与归因的模块，* 为全部。")
    ] = MODULES,
    seeds: SeedsOption = SEEDS,
    posterior: Annotated[
        int,
        typer.Option(
            "--posterior",
            help="Parameter sets of the calibration, one a seed, instead of seeds of the defaults. "
            "用多少组校准后的参数（每个种子一组）。",
        ),
    ] = 0,
    weeks: WeeksOption = None,
    settings: SetOption = None,
    workers: WorkersOption = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", help="Folder of runs, figures and tables; out/attribute-NAME unless given. 结果目录。"),
    ] = None,
    lang: LangOption = None,
    quiet: QuietOption = False,
) -> None:
    """Which module brings what: every bundle of modules, Shapley values. 各模块贡献多少：全部组合与沙普利值。"""
    from sim.lab.analysis.attribution import attribution, factorial
    from sim.lab.design.outcomes import find_outcomes
    from sim.lab.run.outputs import known_measures
    from sim.lab.run.store import Store

    spoken = language(lang)
    base = scenario_from(scenario, weeks, settings, spoken)
    measures = known_measures(names_in(measure) or [MEASURE])
    chosen, draws = seeds_or_draws(seeds, posterior)
    sweep = factorial(base, names_in(modules), chosen, draws)
    store = Store(out or folder_named(sweep.name))
    folder_at(store.folder)
    _run(sweep, store, workers_in(workers), spoken, quiet)
    outcomes = find_outcomes(sweep, store, measures)
    for name in measures:
        _tell(attribution(sweep, name, outcomes.values[name]), store.folder, spoken)


def _run(sweep: Factorial, store: Store, processes: int | None, spoken: Lang, quiet: bool) -> None:
    """Do the runs that are not there yet, and say how long that may take."""
    from sim.commands.sweep import expected
    from sim.lab.design.estimate import estimate
    from sim.lab.design.sweep import run_sweep
    from sim.lab.run.workers import count_workers

    many = count_workers(processes)
    say(expected(estimate(sweep, store, many, retry_failed=True), many).to(spoken))
    with progress(Text("runs", "次运行").to(spoken), len(sweep), quiet) as advance:
        run_sweep(sweep, store, processes, advance, retry_failed=True)


def _tell(found: Attribution, folder: Path, spoken: Lang) -> None:
    """Tables, sentences, and where the files are."""
    from sim.report.analyses.attribution import (
        attribution_findings,
        attribution_rows,
        interaction_rows,
        write_attribution,
    )
    from sim.report.terminal import print_table

    written = write_attribution(found, folder, spoken)
    for table in (attribution_rows(found, spoken), interaction_rows(found, spoken)):
        print_table(table)
    for sentence in attribution_findings(found):
        say(f"• {sentence.to(spoken)}")
    say_files(Text(f"Figure and tables are in {folder}: ", f"图表在 {folder}："), written, spoken)
