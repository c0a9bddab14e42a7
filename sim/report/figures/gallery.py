"""Figures as files: one figure, or all those of a study.

A figure is a matplotlib `Figure` of slide size; `figure.savefig` writes it as PNG, SVG or PDF, and a notebook shows it.
"""

from __future__ import annotations

from pathlib import Path

from matplotlib.figure import Figure

from sim.files import make_folder, whole_file
from sim.lab.analysis.study_paths import weeks_of
from sim.lab.comparison.study import Study
from sim.lab.design.arms import BASE
from sim.report.figures import style
from sim.report.figures.declared import study_figures
from sim.results import Results
from sim.text import Lang


def alone(results: Results) -> Study:
    """One run as a study of one arm and one seed, for the figures that take a study."""
    return Study({BASE: results.scenario}, (results.seed,), {BASE: (results,)})


def save_all(study: Study, folder: Path, lang: Lang) -> list[Path]:
    """Write every figure of a study as PNG into a folder; effects need at least two arms, paths a year.

    Returns
    -------
    list of Path
        The files written, in the order in which they tell the story.
    """
    make_folder(folder)
    drawn = study_figures(compared=len(study.arms) > 1, weeks=weeks_of(study))
    return [save_figure(one.draw(study, lang), folder / f"{one.name}.png") for one in drawn]


def save_figure(figure: Figure, path: Path) -> Path:
    """Write a figure in the format of the file's ending, whole or not at all."""
    with whole_file(path) as file, style.as_shipped():
        figure.savefig(file, dpi=style.DPI, format=path.suffix[1:])
    return path
