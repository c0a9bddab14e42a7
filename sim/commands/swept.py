"""Arguments of the commands that analyse the runs of a sweep, and what is read from them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.commands.shared import OUT, names_in, say_files
from sim.text import Lang, Text

if TYPE_CHECKING:
    from sim.lab.design.outcomes import Outcomes
    from sim.lab.design.sweep import Sweep

SweepName = Annotated[Path, typer.Argument(help="Sweep file whose runs are done. 已运行的批量文件。")]
StoreOption = Annotated[
    Path | None, typer.Option("--store", help="Folder of the store; out/NAME unless given. 结果库目录。")
]
MeasuresOption = Annotated[
    str, typer.Option("--measures", help="Such as participation,trust; the sweep's unless given. 指标。")
]
FiguresOption = Annotated[
    Path | None, typer.Option("--out", help="Folder for figures and tables; the store's unless given. 图表目录。")
]


def sweep_and_store(file: Path, store: Path | None) -> tuple[Sweep, Path]:
    """A sweep from its file, and the folder of its store."""
    from sim.lab.design.sweep_file import load_sweep

    sweep = load_sweep(file)
    return sweep, store or OUT / sweep.name


def stored_outcomes(sweep: Sweep, store: Path, measures: str) -> Outcomes:
    """The outcomes of a sweep, of the measures asked for."""
    from sim.lab.design.outcomes import find_outcomes
    from sim.lab.run.store import open_store
    from sim.report.analyses.factors import measures_shown

    return find_outcomes(sweep, open_store(store), measures_shown(sweep, names_in(measures)))


def say_written(files: list[Path], folder: Path, spoken: Lang) -> None:
    """A line on standard output: the folder and the names of figures and tables."""
    say_files(Text(f"Figures and tables are in {folder}: ", f"图表在 {folder}："), files, spoken)
