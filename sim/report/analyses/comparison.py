"""What a comparison leaves besides a study's tables and figures: which arm to choose, and what a withdrawal leaves."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import polars as pl
from matplotlib.figure import Figure

from sim.lab.comparison.choice import choose
from sim.lab.comparison.comparison import Comparison, ComparisonResult
from sim.lab.comparison.file import MAIN, dump_comparison
from sim.lab.comparison.persistence import retention
from sim.report.analyses.choice import answer, choice_figure, choice_table
from sim.report.analyses.persistence import retention_figure, retention_findings, retention_table
from sim.report.folder import FileContent, write_folder
from sim.report.terminal import console, print_study, print_table
from sim.report.text.certainty import RULE
from sim.text import Lang

CHOICE, RETENTION, AGAIN = "choice", "retention", "comparison.yaml"  # names of files


def print_comparison(comparison: Comparison, found: ComparisonResult, lang: Lang) -> None:
    """A comparison: its question, the table, what is left after a withdrawal, and which arm to choose."""
    study, out = found.study, console()
    if comparison.question is not None:
        out.print(comparison.question.to(lang), style="bold")
    asked = comparison.measures
    print_study(study, lang, None if asked == (MAIN,) else asked)
    said = list(answer(comparison, found))
    others = len(study.arms) > 1
    if others and study.measures[asked[0]].good is not None:
        print_table(choice_table(study, choose(study, asked[0]), lang))
        said.append(RULE)
    if others and comparison.withdraw is not None:
        print_table(retention_table(study, asked, comparison.withdraw, lang))
        said += retention_findings(study, asked[0], comparison.withdraw)
    for sentence in said:
        out.print(f"• {sentence.to(lang)}")


def comparison_figures(comparison: Comparison, found: ComparisonResult, lang: Lang) -> dict[str, Figure]:
    """Its figures by the names of their files: which arm to choose, what is left; those that this comparison has."""
    study, asked = found.study, comparison.measures
    figures: dict[str, Figure] = {}
    if len(study.arms) > 1 and study.measures[asked[0]].good is not None:
        figures[CHOICE] = choice_figure(study, asked[0], lang)
    if len(study.arms) > 1 and comparison.withdraw is not None:
        figures[RETENTION] = retention_figure(study, asked, comparison.withdraw, lang)
    return figures


def write_comparison(comparison: Comparison, found: ComparisonResult, folder: Path, lang: Lang) -> list[Path]:
    """Write its figures, `choice.csv`, `retention.csv`, and `comparison.yaml`, which runs the same comparison again.

    That file names the arms' own files, which `write_report` writes into the same folder.
    """
    study, asked = found.study, comparison.measures
    drawn = comparison_figures(comparison, found, lang)
    content: dict[str, FileContent] = {f"{name}.png": figure for name, figure in drawn.items()}
    if CHOICE in drawn:
        options = [
            {"measure": name, **asdict(option)}
            for name in asked
            if study.measures[name].good is not None
            for option in choose(study, name).options
        ]
        content[f"{CHOICE}.csv"] = pl.DataFrame(options)
    if RETENTION in drawn and comparison.withdraw is not None:
        moments = [
            {"measure": name, **asdict(moment)}
            for name in asked
            for moment in retention(study, name, comparison.withdraw)
        ]
        content[f"{RETENTION}.csv"] = pl.DataFrame(moments)
    return write_folder(folder, content | {AGAIN: dump_comparison(comparison, study.seeds)})
