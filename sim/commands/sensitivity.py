"""The commands `gongtong sensitivity` and `gongtong response`: what the runs of a study say."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.commands.shared import LangOption, folder_at, names_in, say
from sim.text import Lang, Text, language

if TYPE_CHECKING:
    from sim.lab.design.outcomes import Outcomes
    from sim.lab.design.sweep import Sweep

STORES = Path("out")
StudyName = Annotated[Path, typer.Argument(help="Study file whose runs are done. 已运行的研究文件。")]
StoreOption = Annotated[
    Path | None, typer.Option("--store", help="Folder of the store; out/NAME unless given. 结果库目录。")
]
MeasuresOption = Annotated[
    str, typer.Option("--measures", help="Such as participation,trust; the study's unless given. 指标。")
]
FiguresOption = Annotated[
    Path | None, typer.Option("--out", help="Folder for figures and tables; the store's unless given. 图表目录。")
]


def sensitivity(
    study: StudyName,
    store: StoreOption = None,
    measures: MeasuresOption = "",
    out: FiguresOption = None,
    lang: LangOption = None,
) -> None:
    """Which factors matter: Morris, Sobol' or PAWN, as the design allows. 哪些因素重要：敏感性分析。"""
    from sim.lab.analysis.sensitivity import find_sensitivity, method_of
    from sim.report.analyses.sensitivity import sensitivity_rows, write_sensitivity
    from sim.report.terminal import print_table

    spoken = language(lang)
    chosen, where = _study(study, store)
    method_of(chosen)
    outcomes = _outcomes(chosen, where, measures)
    found = find_sensitivity(chosen, outcomes)
    folder = folder_at(out or where)
    print_table(sensitivity_rows(found, outcomes.measures, spoken))
    if folder is not None:
        _written(write_sensitivity(chosen, found, outcomes.measures, folder, spoken), folder, spoken)


def response(
    study: StudyName,
    store: StoreOption = None,
    measures: MeasuresOption = "",
    out: FiguresOption = None,
    lang: LangOption = None,
) -> None:
    """How outcomes go with factors: main effects, and two at a time. 结果随因素的变化：主效应与两因素热图。"""
    from sim.report.analyses.response import write_response

    spoken = language(lang)
    chosen, where = _study(study, store)
    outcomes = _outcomes(chosen, where, measures)
    folder = folder_at(out or where)
    if folder is not None:
        _written(write_response(chosen, outcomes, folder, spoken), folder, spoken)


def _study(file: Path, store: Path | None) -> tuple[Sweep, Path]:
    from sim.lab.design.sweep_file import load_sweep

    study = load_sweep(file)
    return study, store or STORES / study.name


def _outcomes(study: Sweep, store: Path, measures: str) -> Outcomes:
    from sim.lab.design.outcomes import find_outcomes
    from sim.lab.run.store import open_store
    from sim.report.analyses.factors import measures_shown

    return find_outcomes(study, open_store(store), measures_shown(study, names_in(measures)))


def _written(files: list[Path], folder: Path, spoken: Lang) -> None:
    said = Text(f"Figures and tables are in {folder}: ", f"图表在 {folder}：").to(spoken)
    say(said + ", ".join(path.name for path in files))
