"""The command `gongtong compare`."""

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
    from sim.lab.posterior import Settings

SEEDS, DRAWS = 5, 20  # replicates unless said: of the defaults, and of a posterior, whose spread takes more to see


def compare(
    scenario: ScenarioName = "liuhe",
    arms: Annotated[
        str, typer.Option("--arms", help="Arms such as none,points,all or points+leaders. 对比方案。")
    ] = "none,all",
    seeds: Annotated[
        str | None,
        typer.Option(
            "--seeds",
            help=f"How many seeds ({SEEDS}; {DRAWS} over the posterior), or a list such as 3,7,11. 种子个数或列表。",
        ),
    ] = None,
    posterior: Annotated[
        int | None,
        typer.Option(
            "--posterior",
            help="Parameter sets of the calibration, one a seed; 0 for the defaults. With --report as many as seeds. "
            "使用多少组校准后的参数（每个种子一组），0 为默认参数；有 --report 时与种子数相同。",
        ),
    ] = None,
    weeks: WeeksOption = None,
    settings: SetOption = None,
    workers: WorkersOption = None,
    report: Annotated[
        Path | None, typer.Option("--report", "--out", help="Folder for figures, tables and data. 图表与数据目录。")
    ] = None,
    lang: LangOption = None,
    quiet: QuietOption = False,
) -> None:
    """Compare arms on the same seeds, resident by resident the same luck. 用相同种子配对比较各方案。"""
    from sim.lab.compare import arms_from
    from sim.lab.compare import compare as run_study
    from sim.report.terminal import print_study

    spoken = language(lang)
    base = scenario_from(scenario, weeks, settings)
    named = arms_from(base, names_in(arms))
    first = next(iter(named))
    chosen, draws = _replicates(seeds, posterior, reported=report is not None)
    processes, folder = workers_in(workers), folder_at(report)
    with progress(Text("runs", "次运行").to(spoken), len(chosen) * len(named), quiet) as advance:
        study = run_study(named[first], named, chosen, processes, advance, draws)
    print_study(study, spoken)
    if folder is not None:
        from sim.report.folder import write_report

        written = write_report(study, folder, spoken)
        say(
            Text(f"Figures and data are in {folder}: ", f"图和数据在 {folder}：").to(spoken)
            + ", ".join(path.name for path in written)
        )


def _replicates(seeds: str | None, posterior: int | None, *, reported: bool) -> tuple[list[int], tuple[Settings, ...]]:
    """Seeds, and the parameter sets that go with them; none for the defaults."""
    from sim.lab.posterior import shipped_posterior

    if posterior is not None and posterior < 0:
        raise GongtongError(
            Text(
                f"--posterior: {posterior} is not possible; give 0 or more.",
                f"--posterior：不能取 {posterior}；须不小于 0。",
            )
        )
    over = posterior != 0 and (posterior is not None or reported)
    chosen = seeds_in(seeds or str(posterior or (DRAWS if over else SEEDS)))
    if not over:
        return chosen, ()
    sample = shipped_posterior()
    return chosen, sample.first(posterior or min(len(chosen), len(sample)))
