"""The figure of who gains: every group of residents beside itself in the first arm."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from sim.lab.comparison.equity import DIMENSIONS, gains
from sim.lab.comparison.study import Study
from sim.report.figures import colours, panels, style
from sim.report.figures.declared import StudyFigure, check_compared
from sim.report.text.labels import arm_labels
from sim.report.text.numbers import band_note, footer, interval_name
from sim.text import Lang, Text

TITLE = Text("Who gains: more who take part, by group", "谁在受益：各群体参与者占比的增加")
READ = Text(
    "Percentage points of each group that take part in the last half year, beside the same residents with: {arm}.",
    "各群体最后半年参与者占比的变化（百分点），与同一批居民在“{arm}”中相比。",
)
LINE = Text("Dot: mean; line: {interval}; dashed: everybody.", "圆点为均值，横线为{interval}，虚线为全体居民。")
SHOWN = ("all", "age", "sex", "employment", "tenancy")
MOST_NUMBERED = 3  # arms side by side that leave room for numbers
MOST_LABELLED = 4
NAMES = 158  # points for the names of groups
SPACE = 0.55  # of a row, between dimensions


def equity(study: Study, lang: Lang) -> Figure:
    """How much more each group of residents takes part, one panel an arm.

    Raises
    ------
    GongtongError
        If the study has one arm only.
    """
    check_compared(study)
    found = gains(study, ["taking_part"], SHOWN)
    heights = _heights(found[found["arm"] == found["arm"].iloc[0]])
    labels, colour_of = arm_labels(study), colours.arm_colours(study)
    several = len(study.seeds) > 1
    with style.figure_style(lang):
        read = [
            READ.filled(arm=labels[study.baseline]),
            LINE.filled(interval=interval_name(study)) if several else band_note(1),
        ]
        figure = style.new_figure(TITLE.to(lang), [words.to(lang) for words in read], footer(study, lang), lang)
        arms = list(study.arms)[1:]
        low, high = _limits(found, several=several)
        places = panels.in_rows(figure, len(arms), len(arms), left=NAMES + 12, top=40, across=19)
        for arm, axes in zip(arms, places, strict=True):
            _dress(axes, len(arms))
            axes.set(xlim=(low, high), ylim=(min(heights.values()) - 0.6, 0.75))
            _dots(axes, found[found["arm"] == arm], heights, colour_of[arm], several=several)
            if len(arms) <= MOST_NUMBERED:
                _numbers(axes, found[found["arm"] == arm], heights, several=several)
            size = style.HEADING if len(arms) <= MOST_LABELLED else style.SMALL
            panels.heading(axes, labels[arm].to(lang), colour=colour_of[arm], size=size, right=12, lines=2)
        _names(places[0], heights, lang)
    return figure


def _heights(rows: pd.DataFrame) -> dict[tuple[str, str], float]:
    """Where each group stands, from the top down, with room between dimensions."""
    heights, height, last = {}, 0.0, "all"
    for dimension, group in zip(rows["dimension"], rows["group"], strict=True):
        height -= SPACE if dimension != last else 0.0
        heights[dimension, group] = height
        height, last = height - 1.0, dimension
    return heights


def _limits(found: pd.DataFrame, *, several: bool) -> tuple[float, float]:
    ends = found[["low", "high"]] if several else found[["difference"]]
    low, high = min(0.0, 100 * float(ends.min().min())), max(0.0, 100 * float(ends.max().max()))
    reach = (high - low) or 2.0
    return low - 0.04 * reach, high + 0.16 * reach


def _dress(axes: Axes, arms: int) -> None:
    panels.read_across(axes)
    axes.axvline(0, color=style.SOFT, linewidth=1.2, zorder=2)
    axes.xaxis.set_major_locator(
        MaxNLocator(5 if arms <= MOST_NUMBERED else 3, steps=[1, 2, 2.5, 5, 10], prune="upper")
    )
    axes.xaxis.set_major_formatter(lambda value, _: f"{value:+.4g}".replace("-", "−") if value else "0")


def _rows(found: pd.DataFrame) -> Iterator[tuple[str, str, float, float, float]]:
    """Each group with its gain and interval in percentage points."""
    numbers = (100 * found[["difference", "low", "high"]].to_numpy(float)).tolist()
    for dimension, group, (mean, low, high) in zip(found["dimension"], found["group"], numbers, strict=True):
        yield str(dimension), str(group), mean, low, high


def _dots(
    axes: Axes, found: pd.DataFrame, heights: dict[tuple[str, str], float], colour: str, *, several: bool
) -> None:
    for dimension, group, mean, low, high in _rows(found):
        height = heights[dimension, group]
        if dimension == "all":
            axes.axvline(mean, color=colour, linewidth=1.0, linestyle=(0, (4, 3)), alpha=0.7, zorder=1.5)
        if several:
            axes.plot([low, high], [height, height], color=colour, linewidth=2.4, alpha=0.55, zorder=3)
        size = 9 if dimension == "all" else 7
        face = colour if several else style.PAPER
        axes.plot([mean], [height], "o", color=colour, markersize=size, markerfacecolor=face, zorder=4)


def _numbers(axes: Axes, found: pd.DataFrame, heights: dict[tuple[str, str], float], *, several: bool) -> None:
    for dimension, group, mean, _, high in _rows(found):
        panels.beside(
            axes,
            f"{mean:+.1f}".replace("-", "−"),
            (high if several else mean, heights[dimension, group]),
            (7, 0),
            va="center",
            size=style.SMALL - 1,
            zorder=3,
            bbox={"facecolor": style.PAPER, "edgecolor": "none", "pad": 0.5},
        )


def _names(axes: Axes, heights: dict[tuple[str, str], float], lang: Lang) -> None:
    """The groups' names at the left of the first panel, and a thin line above each dimension."""
    last = "all"
    for (dimension, group), height in heights.items():
        words = DIMENSIONS[dimension].groups[group].to(lang)
        label = panels.row_name(axes, words, height, NAMES)
        if dimension == "all":
            style.heavy(label)
        if dimension != last:
            rule = height + (1 + SPACE) / 2
            axes.annotate(
                "",
                (0, rule),
                (-NAMES, 0),
                xycoords=axes.get_yaxis_transform(),
                textcoords="offset points",
                arrowprops={"arrowstyle": "-", "color": style.GRID, "linewidth": 0.8},
                annotation_clip=False,
            )
        last = dimension


FIGURES = (
    StudyFigure(
        equity,
        order=100,
        section="equity",
        compares=True,
        caption=Text(
            "Whom an arm reaches. A mean can hide that tenants, the young or those in work gain less.",
            "方案惠及了谁。均值可能掩盖租户、年轻人和在职者受益较少。",
        ),
    ),
)
