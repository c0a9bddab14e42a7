"""The command `gongtong run`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.commands.shared import (
    LangOption,
    OutOption,
    QuietOption,
    ScenarioName,
    SeedsOption,
    SetOption,
    WeeksOption,
    WorkersOption,
    folder_at,
    names_in,
    progress,
    say,
    scenario_from,
    seeds_in,
    workers_in,
)
from sim.text import GongtongError, Text, language

if TYPE_CHECKING:
    from sim.results import Results


def run(
    scenario: ScenarioName = "liuhe",
    modules: Annotated[
        str, typer.Option("--modules", "--with", help="Modules to switch on; * for all. 开启的模块。")
    ] = "",
    seeds: SeedsOption = "1",
    weeks: WeeksOption = None,
    workers: WorkersOption = None,
    settings: SetOption = None,
    out: OutOption = None,
    audit: Annotated[
        bool, typer.Option("--audit", help="Check every week that everything adds up. 逐周审计。")
    ] = False,
    profile: Annotated[bool, typer.Option("--profile", help="Time per phase of the week. 各阶段耗时。")] = False,
    organisations: Annotated[
        bool, typer.Option("--organisations", help="The life of every organisation. 列出每个社会组织的经历。")
    ] = False,
    lang: LangOption = None,
    quiet: QuietOption = False,
) -> None:
    """Run a scenario once and print its years. 运行一次并按年列出结果。"""
    from sim.lab.run.in_memory import run_many
    from sim.lab.run.workers import warm_up
    from sim.report.terminal import print_events, print_organisations, print_profile, print_years
    from sim.simulation import Simulation

    spoken = language(lang)
    chosen = scenario_from(scenario, weeks, settings, spoken)
    if modules:
        chosen = chosen.adding(*names_in(modules))
    numbers = seeds_in(seeds)
    many = len(numbers) > 1
    if many and (audit or profile):
        said = Text(
            "--audit and --profile look at one run; give one seed.", "--audit 和 --profile 只看一次；请给一个种子。"
        )
        raise GongtongError(said)
    folder = folder_at(out)
    label = Text("runs", "次运行") if many else Text("weeks", "周")
    with progress(label.to(spoken), len(numbers) if many else chosen.weeks, quiet) as advance:
        if many:
            results = run_many([(chosen, seed) for seed in numbers], workers_in(workers), advance)
        else:
            if profile:
                warm_up(chosen)
            simulation = Simulation(chosen, numbers[0], audit=audit)
            results = [simulation.run(advance)]
    _save(results, folder)
    print_years(results, spoken)
    print_events(results[0], spoken)
    if organisations:
        print_organisations(results[0], spoken)
    if audit:
        say(Text("Audit: everything adds up in every week.", "审计：每周各项均相符。").to(spoken))
    if profile:
        print_profile(simulation, spoken)
    if folder is not None:
        say(Text(f"Saved in {folder}.", f"结果已存入 {folder}。").to(spoken))


def _save(results: list[Results], folder: Path | None) -> None:
    """Into the folder, if one was named; several each into one of their own."""
    if folder is not None:
        for result in results:
            result.save(folder if len(results) == 1 else folder / f"seed-{result.seed}")
