"""The command `gongtong story`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sim.commands.shared import (
    LangOption,
    QuietOption,
    ScenarioName,
    SeedOption,
    SetOption,
    WeeksOption,
    file_at,
    names_in,
    progress,
    say,
    scenario_from,
    seed_in,
)
from sim.text import Text, language


def story(
    scenario: ScenarioName = "liuhe",
    modules: Annotated[
        str,
        typer.Option(
            "--modules",
            "--with",
            help="Modules to switch on; none for the scenario as it is. Default: every module, where the scenario "
            "has none on. 开启的模块；none 为方案原样；方案未开启模块时默认全部开启。",
        ),
    ] = "",
    seed: SeedOption = 0,
    weeks: WeeksOption = None,
    settings: SetOption = None,
    out: Annotated[Path | None, typer.Option("--out", help="Markdown file for the story. 存为 Markdown 文件。")] = None,
    lang: LangOption = None,
    quiet: QuietOption = False,
) -> None:
    """Tell one run as a chronicle, year by year. 按年讲述一次运行的经过。"""
    from sim.files import write_whole
    from sim.report.story.story import scenario_to_tell, story_of
    from sim.report.terminal import print_story
    from sim.simulation import Simulation

    spoken = language(lang)
    chosen, note = scenario_to_tell(scenario_from(scenario, weeks, settings, spoken), names_in(modules))
    seed_in(seed)
    file = file_at(out)
    with progress(Text("weeks", "周").to(spoken), chosen.weeks, quiet) as advance:
        told = story_of(Simulation(chosen, seed).run(advance), note).to(spoken)
    if file is not None:
        write_whole(file, told)
        say(Text(f"Saved in {file}.", f"已存入 {file}。").to(spoken))
    else:
        print_story(told)
