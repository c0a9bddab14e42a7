"""The figure of who was moved: from which stage in the first arm to which in another the same residents come."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from sim.agents.resident.columns import STAGES
from sim.lab.comparison.equity import LEAST, gains, moves
from sim.lab.comparison.study import Study
from sim.report.figures import colours, panels, style
from sim.report.figures.declared import StudyFigure, check_compared
from sim.report.text.labels import arm_labels
from sim.report.text.numbers import band_note, footer, percent, percent_range
from sim.text import Lang, Text

TITLE = Text("Who was moved: the same residents in two worlds", "谁被带动了：同一批居民在两个世界里")
READ = Text(
    "Residents aged 12+ at the end: their stage with {arm} (rows) and in each other arm (columns); share of all.",
    "期末12岁以上居民：在“{arm}”中的阶段（行）与在各方案中的阶段（列），占全体比例。",
)
NOTE = Text(
    "Same people, same luck; what differs is the arm and what chance made of it. Under {least} people: no number.",
    "同样的人、同样的运气，差别只来自方案及其后续偶然；不足{least}人的格子不给数字。",
)
UP, SAME, DOWN = Text("moved up", "上升"), Text("same stage", "不变"), Text("moved down", "下降")
SUM = Text("up {up}\ndown {down}", "上升 {up}\n下降 {down}")
COLOURS = {"up": "#0F6E52", "same": "#8E9AAF", "down": "#B35C1E"}
FEW = "<{least}"
FEW_ARMS = 4
WIDE, NARROW = 60, 48  # points for the names of stages
STRONGEST = 0.5  # share from which a cell has its full colour
DARK = 0.62  # mean lightness below which words are white


def moved(study: Study, lang: Lang) -> Figure:
    """A matrix of stages for each arm, and how many were moved up or down.

    Raises
    ------
    GongtongError
        If the study has one arm only.
    """
    check_compared(study)
    cells = moves(study)
    total = gains(study, ["moved_up", "moved_down"], ["all"])
    labels, colour_of = arm_labels(study), colours.arm_colours(study)
    with style.figure_style(lang):
        note = NOTE.filled(least=str(LEAST)) if len(study.seeds) > 1 else band_note(1)
        read = [READ.filled(arm=labels[study.baseline]), note]
        figure = style.new_figure(TITLE.to(lang), [words.to(lang) for words in read], footer(study, lang), lang)
        names = [(COLOURS["up"], UP.to(lang)), (COLOURS["same"], SAME.to(lang)), (COLOURS["down"], DOWN.to(lang))]
        style.row_of_names(figure, names, foot=True)
        arms = list(study.arms)[1:]
        wide = WIDE if len(arms) <= FEW_ARMS else NARROW
        places = panels.in_rows(figure, len(arms), left=21 + wide, right=29, top=70, across=wide + 29, down=97)
        for arm, axes in zip(arms, places, strict=True):
            size = float(np.clip(0.055 * style.points_high(axes), 6.0, 14.0))
            _matrix(axes, cells[cells["arm"] == arm], size, lang)
            panels.heading(axes, labels[arm].to(lang), 40, colour=colour_of[arm], left=wide, right=19)
            said = SUM.filled(
                **{way: _with_range(total, arm, way, several=len(study.seeds) > 1) for way in ("up", "down")}
            )
            panels.note(axes, said.to(lang), left=wide, right=19)
    return figure


def _with_range(total: pd.DataFrame, arm: str, way: str, *, several: bool) -> str:
    """Who was moved one way in an arm, with the interval."""
    own = total[(total["arm"] == arm) & (total["outcome"] == f"moved_{way}")]
    mean, low, high = own[["difference", "low", "high"]].to_numpy(float)[0].tolist()
    return f"{percent(mean)} ({percent_range(low, high)})" if several else percent(mean)


def _matrix(axes: Axes, cells: pd.DataFrame, size: float, lang: Lang) -> None:
    order = list(STAGES)
    axes.set(xlim=(0, len(order)), ylim=(len(order), 0))
    for row in cells.itertuples():
        before, after = order.index(str(row.before)), order.index(str(row.after))
        way = "same" if before == after else "up" if after > before else "down"
        share = float(row.share)  # type: ignore[arg-type]
        strength = 0.0 if np.isnan(share) else min(share / STRONGEST, 1.0) ** 0.5
        face = tuple(1 - strength * (1 - part) for part in to_rgb(COLOURS[way]))
        cell = Rectangle((after, before), 1, 1, facecolor=face, edgecolor=style.FAINT, linewidth=0.8, clip_on=False)
        axes.add_patch(cell)
        words = FEW.format(least=LEAST) if np.isnan(share) else "0" if share == 0 else percent(share)
        ink = style.PAPER if float(np.mean(face)) < DARK else style.INK if share > 0 else style.FAINT
        axes.text(after + 0.5, before + 0.5, words, size=size, color=ink, ha="center", va="center")
    names = [label.to(lang) for label in STAGES.values()]
    axes.set_xticks(np.arange(len(order)) + 0.5, names)
    axes.set_yticks(np.arange(len(order)) + 0.5, names)
    axes.tick_params(length=0, pad=3, labelsize=min(size, style.SMALL), labelcolor=style.INK)
    axes.spines[:].set_visible(False)


FIGURES = (
    StudyFigure(
        moved,
        order=120,
        section="equity",
        compares=True,
        caption=Text(
            "The same residents in two worlds: above the diagonal they are moved up, below it down. What is left "
            "on the diagonal are those whom the arm does not touch.",
            "同一批居民在两个世界里：对角线右上为上升，左下为下降，对角线上是方案没有触动的人。",
        ),
    ),
)
