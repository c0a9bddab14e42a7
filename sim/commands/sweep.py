"""The command `gongtong sweep`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.commands.shared import (
    OUT,
    LangOption,
    QuietOption,
    WorkersOption,
    folder_at,
    progress,
    remark_on,
    say,
    workers_in,
)
from sim.text import Lang, Text, language

if TYPE_CHECKING:
    from sim.lab.design.estimate import Estimate
    from sim.lab.run.batch import Tally
    from sim.lab.run.store import Store

SOME_FAILED = 1
UNITS = ((86400, "days", "天"), (3600, "hours", "小时"), (60, "minutes", "分钟"))
MEGABYTE = 1_000_000

ClusterOption = Annotated[
    str | None,
    typer.Option(
        "--cluster",
        metavar="ADDRESS",
        help="Dask scheduler such as tcp://host:8786, or local. Dask 调度器地址，或 local。",
    ),
]


def sweep(
    file: Annotated[Path, typer.Argument(metavar="SWEEP", help="Sweep file. 批量文件。")],
    out: Annotated[
        Path | None, typer.Option("--out", help="Folder of the store; out/NAME unless given. 结果库目录。")
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only say how many runs, how long, how much disk. 只估算，不运行。")
    ] = False,
    retry_failed: Annotated[
        bool, typer.Option("--retry-failed", help="Do those again that failed. 重新运行失败的。")
    ] = False,
    workers: WorkersOption = None,
    cluster: ClusterOption = None,
    lang: LangOption = None,
    quiet: QuietOption = False,
) -> None:
    """Run a sweep into a store; the same command goes on where it stopped. 按批量文件运行，可中断续跑。"""
    from sim.lab.design.estimate import estimate
    from sim.lab.design.sweep import run_sweep
    from sim.lab.design.sweep_file import load_sweep
    from sim.lab.run.store import Store
    from sim.lab.run.workers import Workers, count_workers

    spoken = language(lang)
    chosen = load_sweep(file)
    remark_on(map(chosen.scenario, (0, len(chosen.points) // 2, len(chosen.points) - 1)), spoken)
    processes = workers_in(workers)
    store = Store(out or OUT / chosen.name)
    if dry_run:
        many = count_workers(processes)
        say(expected(estimate(chosen, store, many, retry_failed=retry_failed), many).to(spoken))
        return
    folder_at(store.folder)
    with progress(Text("runs", "次运行").to(spoken), len(chosen), quiet) as advance:
        tally = run_sweep(chosen, store, Workers(processes, cluster), advance, retry_failed=retry_failed)
    _report(store, tally, spoken)
    if tally.failed:
        raise typer.Exit(SOME_FAILED)


def expected(found: Estimate, workers: int) -> Text:
    """Runs, time and disk that a sweep takes, as a dry run prints them."""
    if not found.todo:
        return Text(f"{found.stored:,} runs, all of them stored.", f"共 {found.stored:,} 次运行，均已保存。")
    said = Text(
        "{runs:,} different runs: {points:,} points on {seeds:,} seeds. Stored: {stored:,}; to do: {todo:,}.\n"
        "About {whole} with {workers} workers ({each} a run); at most {size} on disk.",
        "共 {runs:,} 次不同的运行：{points:,} 个设计点，{seeds:,} 个种子。已保存 {stored:,}，待运行 {todo:,}。\n"
        "{workers} 个进程约需 {whole}（每次 {each}）；最多占用磁盘 {size}。",
    )
    return said.filled(
        runs=found.stored + found.todo,
        points=found.points,
        seeds=found.seeds,
        stored=found.stored,
        todo=found.todo,
        whole=duration(found.seconds),
        each=duration(found.seconds_a_run),
        workers=workers,
        size=_size(found.bytes),
    )


def _report(store: Store, tally: Tally, spoken: Lang) -> None:
    for part in tally.damaged:
        said = Text(
            f"{part.name}: could not be read and was put aside; its runs were done again.",
            f"{part.name}：无法读取，已移开；其中的运行已重做。",
        )
        say(said.to(spoken))
    said = Text(
        f"{store.folder}: {tally.went_well:,} runs done now, {tally.stored:,} were there.",
        f"{store.folder}：本次完成 {tally.went_well:,} 次运行，此前已有 {tally.stored:,} 次。",
    )
    say(said.to(spoken))
    if tally.failed:
        failed = store.failures().row(0, named=True)
        said = Text(
            f"{tally.failed:,} failed and are rows with their error; the first, on seed {failed['seed']}, at stage "
            f"{failed['stage']}: {failed['error']}. --retry-failed tries them again.",
            f"{tally.failed:,} 次失败，错误已记入结果库；例如种子 {failed['seed']} 在 {failed['stage']} 阶段："
            f"{failed['error']}。可用 --retry-failed 重新运行。",
        )
        say(said.to(spoken))


def duration(seconds: float) -> Text:
    """A span of time, roughly."""
    for unit, en, zh in UNITS:
        if seconds >= 2 * unit:
            return Text(f"{seconds / unit:.0f} {en}", f"{seconds / unit:.0f} {zh}")
    return Text(f"{seconds:.2g} seconds", f"{seconds:.2g} 秒")


def _size(count: int) -> str:
    """Bytes, roughly."""
    for unit, name in ((1000 * MEGABYTE, "GB"), (MEGABYTE, "MB")):
        if count >= unit:
            return f"{count / unit:.3g} {name}"
    return f"{max(count / 1000, 1):.0f} kB"
