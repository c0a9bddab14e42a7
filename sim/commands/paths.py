"""The command `gongtong paths`."""

from __future__ import annotations

from typing import Annotated

import typer

from sim.commands.shared import (
    LangOption,
    OutOption,
    QuietOption,
    ScenarioName,
    SetOption,
    WeeksOption,
    WorkersOption,
    folder_at,
    names_in,
    progress,
    remark_on,
    say_files,
    seeds_in,
    settings_in,
    workers_in,
)
from sim.text import Text, language

ARMS, DEFINITION = "base", "autonomy"


def paths(
    scenario: ScenarioName = "liuhe-history",
    arms: Annotated[
        str, typer.Option("--arms", help="Arms such as none,points,points+leaders,plan.yaml; base as it is. 对比方案。")
    ] = ARMS,
    seeds: Annotated[
        str | None,
        typer.Option(
            "--seeds", help="How many seeds (5, or one a parameter set), or a list such as 3,7,11. 种子个数或列表。"
        ),
    ] = None,
    posterior: Annotated[
        int | None,
        typer.Option(
            "--posterior",
            help="Parameter sets of the calibration, one a seed; 0, unless said, for the defaults. "
            "使用多少组校准后的参数（每个种子一组），不写即 0，为默认参数。",
        ),
    ] = None,
    definition: Annotated[
        str,
        typer.Option(
            "--definition",
            help="Of stages: autonomy (relative), or counterfactual. 阶段定义：相对自主或反事实。",
        ),
    ] = DEFINITION,
    twins: Annotated[
        bool,
        typer.Option(
            "--twins", help="Run every arm without each of its modules too: what carried whom. 逐个去掉模块再运行。"
        ),
    ] = False,
    weeks: WeeksOption = None,
    settings: SetOption = None,
    workers: WorkersOption = None,
    out: OutOption = None,
    lang: LangOption = None,
    quiet: QuietOption = False,
) -> None:
    """How residents pass from told to, to want to, to together. 居民怎样从“要我干”走到“共同干”。"""
    from sim.lab.analysis.study_paths import check_long_enough, definition_called
    from sim.lab.analysis.twins import run_twins, twins_to_run
    from sim.lab.comparison.comparison import carry_out
    from sim.lab.comparison.file import comparison_of
    from sim.lab.comparison.study import Work
    from sim.lab.run.cache import RUNS, RunCache
    from sim.report.analyses.paths import print_paths, write_paths
    from sim.simulation import run

    spoken = language(lang)
    definition_called(definition)
    asked = {
        "scenario": scenario,
        "arms": names_in(arms),
        "seeds": None if seeds is None else seeds_in(seeds),
        "posterior": posterior,
        "weeks": weeks,
        "set": settings_in(settings),
    }
    chosen = comparison_of({name: value for name, value in asked.items() if value is not None})
    check_long_enough(next(iter(chosen.arms.values())).weeks)
    remark_on(chosen.arms.values(), spoken)
    processes, folder = workers_in(workers), folder_at(out)
    keep = run if folder is None else RunCache(folder / RUNS)
    with progress(Text("runs", "次运行").to(spoken), len(chosen.seeds) * len(chosen.arms), quiet) as advance:
        study = carry_out(chosen, Work(processes, advance, keep)).study
    found = {}
    if twins:
        with progress(Text("twins", "孪生运行").to(spoken), twins_to_run(study), quiet) as advance:
            found = dict(run_twins(study, Work(processes, advance, keep)))
    written = [] if folder is None else write_paths(study, definition, found, folder, spoken)
    print_paths(study, definition, found, spoken)
    if folder is not None:
        say_files(Text(f"Figures and data are in {folder}: ", f"图和数据在 {folder}："), written, spoken)
