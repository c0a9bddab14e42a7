"""The command `gongtong describe`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sim.commands.shared import LangOption, ScenarioName, SetOption, folder_at, say, say_files, scenario_from
from sim.text import Text, language


def describe(
    scenario: ScenarioName = "liuhe",
    out: Annotated[Path | None, typer.Option("--out", help="Folder for the figures. 图的目录。")] = None,
    settings: SetOption = None,
    lang: LangOption = None,
) -> None:
    """Who lives in a scenario's community: numbers, and figures with --out. 描述合成社区。"""
    from sim.community import build_community
    from sim.report.terminal import print_community

    spoken = language(lang)
    chosen = scenario_from(scenario, None, settings, spoken)
    folder = folder_at(out)
    community = build_community(chosen.community, chosen.weeks)
    written: list[Path] = []
    if folder is not None:
        from sim.report.archive import write_description

        written = write_description(community, folder, spoken)
    print_community(community, chosen, spoken)
    if folder is None:
        say(
            Text(
                "With --out FOLDER: figures of the grid network, the age pyramid and the number of ties.",
                "加 --out 目录：画出网格网络、年龄金字塔和联系数分布。",
            ).to(spoken)
        )
        return
    say_files(Text(f"Figures are in {folder}: ", f"图在 {folder}："), written, spoken)
