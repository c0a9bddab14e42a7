"""The command `gongtong replicate`."""

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
    seeds_or_draws,
    workers_in,
)
from sim.text import Text, language


def replicate(
    names: Annotated[
        list[str] | None, typer.Argument(help="Shipped replications or YAML files; all if none. 重复研究名或文件。")
    ] = None,
    seeds: Annotated[
        str | None, typer.Option("--seeds", help="How many seeds (20), or a list such as 3,7,11. 种子个数或列表。")
    ] = None,
    posterior: Annotated[
        int,
        typer.Option(
            "--posterior",
            help="Parameter sets of the calibration, one a seed, instead of seeds of the defaults. "
            "用多少组校准后的参数（每个种子一组）。",
        ),
    ] = 0,
    workers: WorkersOption = None,
    out: OutOption = None,
    lang: LangOption = None,
    quiet: QuietOption = False,
) -> None:
    """Repeat published studies in the simulation: published effect against simulated. 虚拟重复已发表研究。"""
    from sim.lab.validation.replications import DEFAULT_SEEDS, chosen_replications, runs_needed
    from sim.lab.validation.replications import replicate as run
    from sim.report.analyses.replications import print_replications, write_replications

    spoken = language(lang)
    chosen, processes = chosen_replications(names or []), workers_in(workers)
    numbers, draws = seeds_or_draws(str(len(DEFAULT_SEEDS)) if seeds is None else seeds, posterior)
    folder = folder_at(out)
    with progress(Text("runs", "次运行").to(spoken), runs_needed(chosen, numbers), quiet) as advance:
        found = run(chosen, numbers, processes, advance, draws=draws)
    written = [] if folder is None else write_replications(found, folder, spoken)
    print_replications(found, spoken)
    if written:
        say_files(Text(f"Figures, table and text are in {folder}: ", f"图、表和文字在 {folder}："), written, spoken)
