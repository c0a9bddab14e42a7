"""The command `gongtong discover`."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.commands.shared import (
    LangOption,
    QuietOption,
    SeedsOption,
    SetOption,
    WeeksOption,
    WorkersOption,
    at_least,
    folder_at,
    folder_named,
    names_in,
    number_in,
    progress,
    say,
    say_files,
    scenario_from,
    seeds_in,
    workers_in,
)
from sim.text import Lang, Text, language

if TYPE_CHECKING:
    from sim.lab.analysis.discovery import Futures, Threshold
    from sim.scenario import Scenario

FUTURES, FEWEST = 120, 20
HALF = 0.5  # of the median gain: less than that fails, unless said otherwise


class Origin(StrEnum):
    """Source of the uncertain numbers of futures."""

    prior = "prior"
    posterior = "posterior"


def discover(
    plan: Annotated[
        str, typer.Argument(help="Scenario file of the plan, or a shipped scenario. 方案文件或自带方案名。")
    ],
    modules: Annotated[
        str, typer.Option("--modules", "--with", help="Modules to switch on besides; * for all. 另外开启的模块。")
    ] = "",
    baseline: Annotated[
        str, typer.Option("--baseline", help="none, modules of the plan joined by +, or a scenario file. 对照方案。")
    ] = "none",
    measure: Annotated[str, typer.Option("--measure", help="What the plan is for. 方案的目标指标。")] = "together",
    gain_below: Annotated[
        float | None,
        typer.Option(
            "--gain-below",
            help="Fails if it gains less, in units of the measure (0.01 is a percentage point); half of its median "
            "gain unless given. 改善低于此值即失效；默认取改善中位数的一半。",
        ),
    ] = None,
    cost_above: Annotated[
        float | None,
        typer.Option(
            "--cost-above",
            help="Fails if a resident more who is active costs more yuan. 每增加一名活跃居民的花费上限（元）。",
        ),
    ] = None,
    origin: Annotated[
        Origin, typer.Option("--from", help="Futures: declared ranges, or the calibrated sample. 情形来源。")
    ] = Origin.prior,
    futures: Annotated[int, typer.Option("--futures", help="How many futures. 情形个数。")] = FUTURES,
    seeds: SeedsOption = "1",
    weeks: WeeksOption = None,
    settings: SetOption = None,
    workers: WorkersOption = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", help="Folder of runs, figure and tables; out/discover-NAME unless given. 结果目录。"),
    ] = None,
    lang: LangOption = None,
    quiet: QuietOption = False,
) -> None:
    """Where does a plan fail: futures, and a shallow tree over what is uncertain. 方案在哪里失效：情景发现。"""
    from sim.lab.analysis.discovery import draw_futures, try_futures
    from sim.lab.analysis.objectives import objectives_named
    from sim.lab.design.posterior import shipped_posterior
    from sim.lab.run.store import Store

    spoken = language(lang)
    chosen = scenario_from(plan, weeks, settings, spoken)
    chosen = chosen.adding(*names_in(modules)) if modules else chosen
    limits = number_in("--gain-below", gain_below), number_in("--cost-above", cost_above)
    arms = chosen, _baseline(chosen, baseline, weeks, settings, spoken)
    (aim,) = objectives_named([measure], "--measure")
    numbers, store = seeds_in(seeds), Store(out or folder_named(f"discover-{chosen.name}"))
    drawn = draw_futures(chosen, at_least("--futures", futures, FEWEST), origin.value, shipped_posterior())
    processes = workers_in(workers)
    folder_at(store.folder)
    with progress(Text("runs", "次运行").to(spoken), 2 * futures * len(numbers), quiet) as advance:
        tried = try_futures(arms, aim, drawn, numbers, origin.value, store, processes, advance)
    _tell(tried, _threshold(tried, *limits), store.folder, spoken)


def _baseline(plan: Scenario, named: str, weeks: int | None, settings: list[str] | None, spoken: Lang) -> Scenario:
    """The scenario the plan is compared with: a file's, or the plan with only some of its modules."""
    from sim.lab.design.arms import is_file
    from sim.lab.design.factors import MODULES, with_levels

    if is_file(named):
        return scenario_from(named, weeks, settings, spoken)
    return with_levels(plan, {MODULES: named})


def _threshold(tried: Futures, gain: float | None, cost: float | None) -> Threshold:
    """When the plan fails, as given; with neither gain nor cost, below half of the median gain."""
    from statistics import median

    from sim.lab.analysis.discovery import Threshold

    if gain is None and cost is None:
        return Threshold(HALF * float(median(tried.gain)), None)
    return Threshold(gain, cost)


def _tell(tried: Futures, threshold: Threshold, folder: Path, spoken: Lang) -> None:
    """Table, sentences, and where the files are."""
    from sim.lab.analysis.discovery import discover as find
    from sim.report.analyses.discovery import discovery_findings, discovery_rows, write_discovery
    from sim.report.terminal import print_table

    found = find(tried.numbers, tried.failed(threshold))
    written = write_discovery(tried, threshold, found, folder, spoken)
    if found.boxes:
        print_table(discovery_rows(found, spoken))
    for sentence in discovery_findings(tried, threshold, found):
        say(f"• {sentence.to(spoken)}")
    say_files(Text(f"Figure and tables are in {folder}: ", f"图表在 {folder}："), written, spoken)
