"""The command `gongtong compare`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.commands.report import PdfOption, browser_for, print_page
from sim.commands.shared import (
    LangOption,
    QuietOption,
    SetOption,
    WeeksOption,
    WorkersOption,
    folder_at,
    names_in,
    progress,
    remark_on,
    say,
    say_files,
    seeds_in,
    settings_in,
    workers_in,
)
from sim.text import GongtongError, Text, language

if TYPE_CHECKING:
    from sim.lab.comparison.comparison import Comparison

ARMS = "none,all"
KEPT = Text(
    "Stopped; finished runs are kept in {folder}, and the same command goes on from there.",
    "已中断；完成的运行保存在 {folder}，重新执行同一命令即可继续。",
)


def compare(
    scenario: Annotated[
        str,
        typer.Argument(help="Shipped scenario, YAML file, or a ready comparison's name. 自带方案名、YAML 或对比文件。"),
    ] = "liuhe",
    arms: Annotated[
        str | None,
        typer.Option(
            "--arms", help=f"Arms such as none,points,points+leaders,plan.yaml ({ARMS}). 对比方案或方案文件。"
        ),
    ] = None,
    seeds: Annotated[
        str | None,
        typer.Option(
            "--seeds", help="How many seeds (5; 20 over the posterior), or a list such as 3,7,11. 种子个数或列表。"
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
    measure: Annotated[
        str | None,
        typer.Option("--measure", help="Measures asked about; arms are chosen by the first. 关注的指标，以首个为准。"),
    ] = None,
    until_half_width: Annotated[
        float | None,
        typer.Option(
            "--until-half-width",
            help="Add seeds until the measure's differences are known that well (0.01: one point). 达到该精度为止。",
        ),
    ] = None,
    most: Annotated[
        int | None, typer.Option("--most", help="Seeds at which to stop adding (100). 种子数上限。")
    ] = None,
    withdraw: Annotated[
        str | None,
        typer.Option("--withdraw", metavar="DATE", help="Day on which all modules of all arms end. 全部模块停止日期。"),
    ] = None,
    weeks: WeeksOption = None,
    settings: SetOption = None,
    workers: WorkersOption = None,
    report: Annotated[
        Path | None, typer.Option("--report", "--out", help="Folder for figures, tables and data. 图表与数据目录。")
    ] = None,
    pdf: PdfOption = False,
    lang: LangOption = None,
    quiet: QuietOption = False,
) -> None:
    """Compare arms on the same seeds, resident by resident the same luck. 用相同种子配对比较各方案。"""
    from sim.lab.comparison.comparison import carry_out
    from sim.lab.comparison.study import Work
    from sim.lab.run.cache import RUNS, RunCache
    from sim.report.analyses.comparison import print_comparison
    from sim.simulation import run

    spoken = language(lang)
    asked = {
        "arms": None if arms is None else names_in(arms),
        "seeds": None if seeds is None else seeds_in(seeds),
        "posterior": posterior,
        "measures": None if measure is None else names_in(measure),
        "until_half_width": until_half_width,
        "most": most,
        "withdraw": withdraw,
        "weeks": weeks,
        "set": settings_in(settings) or None,
    }
    chosen = _comparison(scenario, {name: value for name, value in asked.items() if value is not None}, report)
    remark_on(chosen.arms.values(), spoken)
    processes, folder = workers_in(workers), folder_at(report)
    if pdf:
        browser_for(folder)
    keep = run if folder is None else RunCache(folder / RUNS)
    at_most = len(chosen.seeds) if chosen.narrow is None else chosen.narrow.most
    try:
        with progress(Text("runs", "次运行").to(spoken), at_most * len(chosen.arms), quiet) as advance:
            found = carry_out(chosen, Work(processes, advance, keep))
    except KeyboardInterrupt:
        if folder is not None:
            say(KEPT.filled(folder=folder / RUNS).to(spoken))
        raise
    written = []
    if folder is not None:
        from sim.report.analyses.comparison import write_comparison
        from sim.report.archive import write_report
        from sim.report.tables import StudyQuestion

        told = StudyQuestion(chosen.measures[0], chosen.question, ("gongtong", *sys.argv[1:]), chosen.withdraw)
        written = [*write_comparison(chosen, found, folder, spoken), *write_report(found.study, folder, spoken, told)]
    print_comparison(chosen, found, spoken)
    if folder is not None:
        say_files(Text(f"Figures and data are in {folder}: ", f"图和数据在 {folder}："), written, spoken)
    if pdf:
        print_page(folder, spoken)


def _comparison(name: str, asked: dict[str, object], report: Path | None) -> Comparison:
    """The comparison of a file, or of arms given as options, with the values of the other options."""
    from sim.lab.comparison.file import comparison_of, find_comparison, load_comparison

    over_posterior = report is not None
    file = find_comparison(name)
    if file is None:
        return comparison_of({"arms": names_in(ARMS), **asked, "scenario": name}, over_posterior=over_posterior)
    if "arms" in asked:
        raise GongtongError(
            Text(
                f"--arms: {file} names its own arms; leave the option out, or name a scenario instead.",
                f"--arms：{file} 已给出方案；请去掉该选项，或改为给出基准方案。",
            )
        )
    return load_comparison(file, asked, over_posterior=over_posterior)
