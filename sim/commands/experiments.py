"""The command `gongtong experiments`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.commands.shared import OUT, LangOption, QuietOption, WorkersOption, folder_at, progress, say, workers_in
from sim.text import GongtongError, Lang, Text, language

if TYPE_CHECKING:
    from sim.lab.experiments import Experiment

FOLDER, FIGURE = OUT / "experiments", "answer.png"


def experiments(
    names: Annotated[
        list[str] | None, typer.Argument(help="Experiments to run; without any, they are listed. 实验名；不给则列出。")
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="Run all of them. 运行全部。")] = False,
    seeds: Annotated[
        int | None, typer.Option("--seeds", min=1, help="So many seeds instead of each one's own. 种子个数。")
    ] = None,
    out: Annotated[Path, typer.Option("--out", help="Folder; each gets one of its own in it. 结果目录。")] = FOLDER,
    workers: WorkersOption = None,
    lang: LangOption = None,
    quiet: QuietOption = False,
) -> None:
    """Ready comparisons and sweeps, each with its question: list or run them. 现成实验：列出或运行。"""
    from sim.lab.experiments import find_experiments

    spoken = language(lang)
    processes = workers_in(workers)
    if names and every:
        raise GongtongError(
            Text("--all: runs every experiment; leave the names out.", "--all：运行全部实验；请勿再给名称。")
        )
    chosen = find_experiments(names or ())
    if seeds is not None:
        chosen = [one.on_seeds(seeds) for one in chosen]
    if not names and not every:
        _list(chosen, processes, spoken)
        return
    for one in chosen:
        _run(one, folder_at(out / one.name), processes, spoken, quiet)


def _list(chosen: list[Experiment], workers: int | None, spoken: Lang) -> None:
    from sim.lab.run.workers import count_workers
    from sim.report.terminal import print_table
    from sim.report.text.table import Table, columns

    header = (Text("name", "名称"), Text("question", "问题"), Text("runs", "运行"), Text("minutes", "分钟"))
    rows = [(one.name, _question(one).to(spoken), f"{one.runs:,}", _minutes(one.seconds / count_workers(workers)))
            for one in chosen]  # fmt: skip
    print_table(Table(columns(header, spoken), rows))


def _question(one: Experiment) -> Text:
    return one.question or Text("", "")


def _minutes(seconds: float) -> str:
    return "<1" if seconds < 30 else f"{seconds / 60:.0f}"  # noqa: PLR2004 - rounds to none


def _run(one: Experiment, folder: Path, workers: int | None, spoken: Lang, quiet: bool) -> None:
    """Run one and say what it found; what is stored in its folder is not run again."""
    from sim.lab.comparison.study import Work
    from sim.report.analyses.answers import answer, answerable
    from sim.report.figures.gallery import save_figure

    say(f"{one.name}: {_question(one).to(spoken)}")
    with progress(Text("runs", "次运行").to(spoken), one.runs, quiet) as advance:
        found = one.carry_out(folder, Work(workers, advance))
    if not answerable(one):
        said = Text(
            f"Runs are in {folder}; read them with: gongtong sensitivity {one.path} --store {folder / 'runs'}",
            f"运行结果在 {folder}；查看：gongtong sensitivity {one.path} --store {folder / 'runs'}",
        )
        say(said.to(spoken))
        return
    given = answer(one, found)
    drawn = save_figure(given.figure(spoken), folder / FIGURE)
    say(given.text.to(spoken))
    say(str(drawn))
