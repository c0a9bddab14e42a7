"""Every figure of the project, and all those of a study as files.

A figure is a matplotlib `Figure` of slide size; `figure.savefig` writes it as PNG, SVG or PDF, and a notebook shows it.
"""

from __future__ import annotations

from pathlib import Path

from matplotlib.figure import Figure

from sim.files import whole_file
from sim.lab.comparison.study import Study
from sim.lab.design.arms import BASE
from sim.report.figures.carriers import carriers
from sim.report.figures.costs import costs
from sim.report.figures.curves import participation
from sim.report.figures.differences import effects, effects_matters, effects_means, effects_organised
from sim.report.figures.equity import equity
from sim.report.figures.gain_map import gain_map
from sim.report.figures.grids import grids
from sim.report.figures.network import grid_network
from sim.report.figures.people import age_pyramid, degree_distribution
from sim.report.figures.reasons import why
from sim.report.figures.stage_moves import moved
from sim.report.figures.stages import stages
from sim.report.figures.style import DPI
from sim.results import Results
from sim.text import Lang

__all__ = [
    "age_pyramid",
    "alone",
    "carriers",
    "costs",
    "degree_distribution",
    "effects",
    "effects_matters",
    "effects_means",
    "effects_organised",
    "equity",
    "gain_map",
    "grid_network",
    "grids",
    "moved",
    "participation",
    "save_all",
    "save_figure",
    "stages",
    "why",
]


def alone(results: Results) -> Study:
    """One run as a study of one arm and one seed, for the figures that take a study."""
    return Study({BASE: results.scenario}, (results.seed,), {BASE: (results,)})


def save_all(study: Study, folder: Path, lang: Lang) -> list[Path]:
    """Write every figure of a study as PNG into a folder; those of effects need at least two arms.

    Returns
    -------
    list of Path
        The files written, in the order in which they tell the story.
    """
    folder.mkdir(parents=True, exist_ok=True)
    compared = [effects, effects_organised, effects_matters, effects_means, equity, gain_map, moved]
    drawn = [stages, participation, why, grids, costs, carriers, *(compared if len(study.arms) > 1 else [])]
    return [save_figure(draw(study, lang), folder / f"{draw.__name__}.png") for draw in drawn]


def save_figure(figure: Figure, path: Path) -> Path:
    """Write a figure in the format of the file's ending, whole or not at all."""
    with whole_file(path) as file:
        figure.savefig(file, dpi=DPI, format=path.suffix[1:])
    return path
