"""The command `gongtong search`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.commands.shared import (
    LangOption,
    QuietOption,
    ScenarioName,
    SetOption,
    WeeksOption,
    WorkersOption,
    at_least,
    folder_at,
    folder_named,
    names_in,
    progress,
    say,
    say_files,
    scenario_from,
    seed_in,
    seeds_or_draws,
    workers_in,
)
from sim.text import Lang, Text, language

if TYPE_CHECKING:
    from sim.lab.analysis.search.search import Effort, SearchResult

DRAWS, POPULATION, GENERATIONS = 3, 24, 8
FEWEST = 4  # plans in a generation


def search(
    scenario: ScenarioName = "liuhe",
    budget: Annotated[
        float,
        typer.Option("--budget", help="Yuan a calendar year, which the dearest year must keep to. 每年预算（元）。"),
    ] = 400_000,
    objectives: Annotated[
        str, typer.Option("--objectives", help="Measures, or worst_grid, with commas. 目标指标，用逗号分隔。")
    ] = "together,cadre_hours,worst_grid",
    payers: Annotated[
        str, typer.Option("--payers", help="Whose money the budget is; several with commas. 预算由谁出资。")
    ] = "government",
    modules: Annotated[str, typer.Option("--modules", help="Modules of plans; * for all. 可选模块，* 为全部。")] = "*",
    posterior: Annotated[
        int,
        typer.Option(
            "--posterior",
            help="Parameter sets on which every plan is tried, each with a seed; 0 for seeds of the defaults. "
            "每个方案试用多少组校准后的参数；0 为默认参数。",
        ),
    ] = DRAWS,
    seeds: Annotated[
        str, typer.Option("--seeds", help="With --posterior 0: how many seeds, or a list. 种子个数或列表。")
    ] = str(DRAWS),
    population: Annotated[int, typer.Option("--population", help="Plans in a generation. 每代方案数。")] = POPULATION,
    generations: Annotated[int, typer.Option("--generations", help="Generations. 代数。")] = GENERATIONS,
    seed: Annotated[int, typer.Option("--seed", help="Luck of the search itself. 搜索本身的随机种子。")] = 0,
    weeks: WeeksOption = None,
    settings: SetOption = None,
    workers: WorkersOption = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", help="Folder of runs, figure and plans; out/search-NAME unless given. 结果目录。"),
    ] = None,
    lang: LangOption = None,
    quiet: QuietOption = False,
) -> None:
    """Search for plans under a yearly budget; goes on where it stopped. 在年度预算内搜索方案，可续跑。"""
    from sim.lab.analysis.objectives import objectives_named
    from sim.lab.analysis.search.evolution import Evolution
    from sim.lab.analysis.search.plans import plan_space
    from sim.lab.analysis.search.search import Effort, budget_from
    from sim.lab.analysis.search.search import search as find
    from sim.lab.run.store import Store

    spoken = language(lang)
    space = plan_space(scenario_from(scenario, weeks, settings, spoken), names_in(modules))
    aims = objectives_named(names_in(objectives), "--objectives")
    limit = budget_from(budget, names_in(payers))
    evolution = Evolution(
        at_least("--population", population, FEWEST),
        at_least("--generations", generations, 1),
        seed_in(seed),
    )
    chosen, draws = seeds_or_draws(seeds, posterior)
    effort = Effort(evolution, tuple(chosen), draws)
    processes, store = workers_in(workers), Store(out or folder_named(f"search-{space.base.name}"))
    folder_at(store.folder)
    say(_planned(effort).to(spoken))
    with progress(Text("runs", "次运行").to(spoken), effort.runs, quiet) as advance:
        found = find(space, aims, limit, effort, store, processes, advance)
    _tell(found, store.folder, spoken)


def _planned(effort: Effort) -> Text:
    return Text(
        "At most {runs:,} runs: {generations:,} generations of {population:,} plans, each on {pairs:,}; what was run "
        "before is not run again.",
        "最多 {runs:,} 次运行：{generations:,} 代，每代 {population:,} 个方案，各运行 {pairs:,} 次；已有的不再重跑。",
    ).filled(
        runs=effort.runs,
        generations=effort.evolution.generations,
        population=effort.evolution.population,
        pairs=len(effort.seeds),
    )


def _tell(found: SearchResult, folder: Path, spoken: Lang) -> None:
    """Table, sentences, and where the files are."""
    from sim.lab.analysis.search.selection import choose
    from sim.report.analyses.search import search_findings, search_rows, write_search
    from sim.report.terminal import print_table

    chosen = choose(found)
    written = write_search(found, chosen, folder, spoken)
    print_table(search_rows(found, chosen, spoken))
    for sentence in search_findings(found, chosen):
        say(f"• {sentence.to(spoken)}")
    say_files(Text(f"Figure, table and plans are in {folder}: ", f"图、表与方案在 {folder}："), written, spoken)
