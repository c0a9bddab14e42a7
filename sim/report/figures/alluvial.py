"""The alluvial figure of paths: who goes from which stage to which, half-year by half-year."""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path
from matplotlib.transforms import ScaledTranslation
from numpy.typing import NDArray

from sim.agents.resident.columns import BYSTANDER, STAGES, WINDOW
from sim.lab.analysis.paths import AWAY
from sim.lab.analysis.study_paths import (
    HEADLINE,
    LEAST_WEEKS,
    check_long_enough,
    definition_called,
    mean_flows,
    weeks_of,
)
from sim.lab.comparison.study import Study
from sim.report.figures import colours, panels, style
from sim.report.figures.declared import StudyFigure
from sim.report.text.labels import arm_labels
from sim.report.text.numbers import band_note, footer, percent
from sim.scenario import Scenario
from sim.text import Lang, Text

TITLE = Text("How residents come to do it together, half-year by half-year", "居民怎样走到“共同干”：逐半年的路径")
READ = Text(
    "Columns: residents aged 12+ by stage ({definition}). Ribbons: who goes where next, coloured by the higher stage.",
    "柱：每半年末12岁以上居民所处阶段（{definition}）；带：此后半年的去向，颜色取两个阶段中较高的一个。",
)
SHADES = Text(
    "Strong: goes on; paler: falls back; palest: stays. Of bystanders only those who come and go are drawn. "
    "Shares: at the end{mean}.",
    "深色前进，浅色退回，最浅为留在原阶段。观望者只画进出的人。百分比为期末占比{mean}。",
)
MEAN = Text(", mean of {seeds:seed}", "（{seeds:个}种子的均值）")
STAYS, FALLS, GOES_ON = 0.22, 0.42, 0.9  # how strong a ribbon is
NODE = 0.1  # width of a column, in half-years
GAP = 0.06  # between two stages, as a share of all that is drawn
LABELS_WIDE, LABEL_ROOM = 92, 0.75  # points at the right of a panel; inches that a date takes
BYSTANDER_EDGE = style.FAINT

Array = NDArray[np.float64]
Flows = Array  # (half-years − 1, stages + 1, stages + 1)


def alluvial(study: Study, lang: Lang, definition: str = HEADLINE) -> Figure:
    """Stages as columns and who goes between them as ribbons, one panel for each arm, all on one scale.

    Raises
    ------
    GongtongError
        If there is no such definition, or runs are shorter than a year.
    """
    check_long_enough(weeks_of(study))
    flowed = {arm: mean_flows(study, arm, definition) for arm in study.arms}
    lanes = np.max([heights(one).max(axis=0) for one in flowed.values()], axis=0)
    gap = GAP * lanes.sum()
    floors = np.concatenate([[0.0], np.cumsum(lanes + gap)[:-1]])
    seeds = len(study.seeds)
    with style.figure_style(lang):
        read = READ.filled(definition=definition_called(definition).label).to(lang)
        mean = MEAN.filled(seeds=seeds).to(lang) if seeds > 1 else ""
        lines = [read, SHADES.filled(mean=mean).to(lang), *([] if seeds > 1 else [band_note(1).to(lang)])]
        figure = style.new_figure(TITLE.to(lang), lines, footer(study, lang), lang)
        across, top = LABELS_WIDE + 18, 30 + 17 * (len(lines) - 2)
        places = panels.in_rows(figure, len(flowed), left=16, right=LABELS_WIDE, top=top, across=across, down=51)
        for (arm, own), axes in zip(flowed.items(), places, strict=True):
            axes.set(xlim=(-NODE, len(own) + NODE), ylim=(0, float(lanes.sum() + gap * (len(STAGES) - 1))))
            _dress(axes, study.arms[arm], len(own) + 1)
            _ribbons(axes, own, floors)
            _columns(axes, heights(own), floors)
            _labels(axes, own, floors + lanes / 2, lang)
            if len(flowed) > 1:
                panels.heading(axes, arm_labels(study)[arm].to(lang), right=LABELS_WIDE)
    return figure


def heights(flowed: Flows) -> Array:
    """How high each stage's column is: float64 (half-years, stages).

    That is the residents at the stage; of bystanders, those who came from acting or go to it.
    """
    there = np.concatenate([flowed.sum(axis=2), flowed[-1:].sum(axis=1)])[:, :AWAY]
    acting = slice(BYSTANDER + 1, AWAY)
    nobody = np.zeros(1)
    came = np.concatenate([nobody, flowed[:, acting, BYSTANDER].sum(axis=1)])
    goes = np.concatenate([flowed[:, BYSTANDER, acting].sum(axis=1), nobody])
    there[:, BYSTANDER] = np.maximum(came, goes)
    return np.asarray(there)


def _dress(axes: Axes, scenario: Scenario, half_years: int) -> None:
    """Dates below, as many as there is room for, the last among them; no other axis."""
    axes.grid(visible=False)
    axes.set_yticks([])
    axes.spines["bottom"].set_visible(False)
    step = max(1, ceil(half_years * LABEL_ROOM * axes.figure.dpi / float(axes.bbox.width)))
    shown = list(range(half_years))[::-1][::step][::-1]
    axes.set_xticks(shown, [f"{scenario.clock.date((at + 1) * WINDOW - 1):%Y-%m}" for at in shown])
    axes.tick_params(axis="x", length=0)


def _ribbons(axes: Axes, flowed: Flows, floors: Array) -> None:
    """Falls and stays first, so that those who go on lie over them."""
    drawn = [ribbon for half_year, table in enumerate(flowed) for ribbon in _between(half_year, table, floors)]
    for strength, path, colour in sorted(drawn, key=lambda ribbon: ribbon[0]):
        axes.add_patch(PathPatch(path, facecolor=colour, alpha=strength, linewidth=0))


def _between(half_year: int, table: Array, floors: Array) -> Iterator[tuple[float, Path, str]]:
    """Ribbons between two half-years: how strong, where, in which colour; stacked in the order of stages."""
    names = list(STAGES)
    leaves, enters = floors.tolist(), floors.tolist()
    for before in range(len(STAGES)):
        for after in range(len(STAGES)):
            wide = float(table[before, after])
            if before == after == BYSTANDER or not wide:
                continue
            strength = STAYS if before == after else GOES_ON if after > before else FALLS
            path = _ribbon(half_year, (leaves[before], enters[after]), wide)
            leaves[before] += wide
            enters[after] += wide
            yield strength, path, colours.STAGE_COLOURS[names[max(before, after)]]


def _ribbon(half_year: int, floors: tuple[float, float], wide: float) -> Path:
    """A band that swings from one column to the next."""
    left, right = half_year + NODE / 2, half_year + 1 - NODE / 2
    middle, (low, end) = (left + right) / 2, floors
    points = [(left, low), (middle, low), (middle, end), (right, end)]
    back = [(right, end + wide), (middle, end + wide), (middle, low + wide), (left, low + wide)]
    codes = [Path.MOVETO, *[Path.CURVE4] * 3, Path.LINETO, *[Path.CURVE4] * 3, Path.CLOSEPOLY]
    return Path([*points, *back, points[0]], codes)


def _columns(axes: Axes, high: Array, floors: Array) -> None:
    for (half_year, stage), people in np.ndenumerate(high):
        name = list(STAGES)[stage]
        edge = BYSTANDER_EDGE if stage == BYSTANDER else "none"
        corner = (half_year - NODE / 2, float(floors[stage]))
        axes.add_patch(
            Rectangle(corner, NODE, float(people), facecolor=colours.STAGE_COLOURS[name], edgecolor=edge, linewidth=0.6)
        )


def _labels(axes: Axes, flowed: Flows, middles: Array, lang: Lang) -> None:
    """The name of every stage at the right of its lane, and how many are there at the end."""
    at_the_end = flowed[-1, :, :AWAY].sum(axis=0)
    shares = at_the_end / max(at_the_end.sum(), 1)
    high = axes.get_ylim()[1]
    gap = 2.5 * style.SMALL / style.points_high(axes) * high
    places = style.spread_out([float(middle) for middle in middles], gap, gap / 2, high - gap / 2)
    for (name, label), share, place in zip(STAGES.items(), shares, places, strict=True):
        colour, right = colours.STAGE_COLOURS[name], axes.get_yaxis_transform()
        edge = BYSTANDER_EDGE if name == "bystander" else colour
        square = right + ScaledTranslation(10 / 72, 0, axes.figure.dpi_scale_trans)
        axes.plot([1], [place], "s", color=colour, markeredgecolor=edge, markeredgewidth=0.6, markersize=7,
                  clip_on=False, transform=square)  # fmt: skip
        words = f"{label.to(lang)}\n{percent(float(share))}"
        panels.beside(axes, words, (1, place), (20, 0), xycoords=right, va="center", annotation_clip=False)


FIGURES = (
    StudyFigure(
        alluvial,
        order=74,
        section="paths",
        weeks=LEAST_WEEKS,
        caption=Text(
            "The paths themselves: strong ribbons are residents who go on to a later stage, paler ones fall back. A "
            "passage inside half a year is not seen.",
            "路径本身：深色带是走向更后阶段的居民，浅色带是退回的；半年之内的变化看不出来。",
        ),
    ),
)
