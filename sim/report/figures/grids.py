"""The figure of one measure grid by grid, laid out as the grids lie on the map."""

from __future__ import annotations

from dataclasses import dataclass

import networkx as nx
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import FancyBboxPatch
from matplotlib.text import Text as Label
from numpy.typing import NDArray

from sim.clock import Clock
from sim.community import build_community
from sim.lab.comparison.study import Study
from sim.measures import Measure
from sim.report.figures import colours, panels, style
from sim.report.figures.declared import StudyFigure
from sim.report.figures.spread import bounds, grid_weekly, last_weeks, smoothed
from sim.report.figures.timeline import LONG_RUN
from sim.report.text.labels import arm_labels
from sim.report.text.numbers import band_note, capital, footer, tick_text, value_text
from sim.results import find_measure
from sim.text import GongtongError, Lang, Text

GRID_NAME = Text("Grid {number}", "网格{number}")
GRIDS_TITLE = Text("{measure} in each grid", "各网格：{measure}")
GRIDS_READ = Text(
    "{unit}; mean of the past {weeks} weeks, laid out as on the map, same scale everywhere.",
    "{unit}；近{weeks}周均值；按地图位置排列，各格同一比例。",
)
GRIDS_NUMBERS = Text(" Numbers: mean of the last year.", "数字为末年均值。")
WEEKS = 26  # a grid is small, so its weeks are noisier than the community's
TICKS = (0.0, 0.5, 1.0)
LEAST_SIZE = 7.5  # points; below, only the first cell says what the lines mean
GAP = 0.04  # cells between numbers
MOST_NUMBERS = 4  # arms whose last years fit beside a grid's name


@dataclass(frozen=True)
class PanelPlace:
    """Where a grid's small picture lies, in units of cells, and the size of its type in points."""

    left: float
    bottom: float
    width: float
    height: float
    size: float

    @property
    def readable(self) -> bool:
        """Whether there is room for a scale and numbers."""
        return self.size >= LEAST_SIZE

    def write(self, axes: Axes, place: tuple[float, float], words: str, ha: str, va: str) -> None:
        """Put soft words at a place given as shares of the cell."""
        at = (self.left + place[0] * self.width, self.bottom + place[1] * self.height)
        axes.text(*at, words, size=self.size * 0.9, color=style.SOFT, ha=ha, va=va, zorder=5)


def grids(study: Study, lang: Lang, measure: str = "active_4w") -> Figure:
    """One measure in every grid as small multiples on one scale, where they lie on the map; a line for each arm.

    Raises
    ------
    GongtongError
        If the measure is not recorded grid by grid.
    """
    found = find_measure(measure, study.measures)
    if not found.grids:
        raise GongtongError(Text(f"{measure} is not recorded grid by grid.", f"{measure} 没有分网格记录。"))
    scenario = study.arms[study.baseline]
    graph = build_community(scenario.community, scenario.weeks).places.grid_graph
    spots = lattice(graph)
    with style.figure_style(lang):
        title = GRIDS_TITLE.filled(measure=capital(found.label))
        read = GRIDS_READ.filled(unit=capital(found.unit), weeks=WEEKS)
        numbers = GRIDS_NUMBERS.to(lang) if len(study.arms) <= MOST_NUMBERS else ""
        figure = style.new_figure(
            title.to(lang), [read.to(lang) + numbers, band_note(len(study.seeds)).to(lang)], footer(study, lang), lang
        )
        labels, colour_of = arm_labels(study), colours.arm_colours(study)
        style.row_of_names(figure, [(colour_of[arm], labels[arm].to(lang)) for arm in study.arms])
        (axes,) = panels.in_rows(figure, 1, left=-10, right=-6, top=32, bottom=-30)
        axes.set_axis_off()
        columns, rows = max(x for x, _ in spots.values()) + 1, max(y for _, y in spots.values()) + 1
        axes.set(xlim=(0, columns), ylim=(-rows, 0))
        _neighbours(axes, graph, spots)
        _cells(axes, study, found, spots, lang)
    return figure


def lattice(graph: nx.Graph[int]) -> dict[int, tuple[int, int]]:
    """Column and row of every grid: its place on the map, rounded; where two meet, the later takes the nearest free."""
    position = {node: graph.nodes[node]["pos"] for node in graph}
    left, top = min(x for x, _ in position.values()), max(y for _, y in position.values())
    across = int(np.ceil(len(graph) ** 0.5)) + 1
    taken: dict[int, tuple[int, int]] = {}
    for node, (x, y) in position.items():
        wish = (round(x - left), round(top - y))
        near = ((wish[0] + dx, wish[1] + dy) for dx in range(-across, across + 1) for dy in range(-across, across + 1))
        free = (spot for spot in near if min(spot) >= 0 and spot not in taken.values())
        taken[node] = (
            wish
            if wish not in taken.values()
            else min(free, key=lambda spot: (spot[0] - x + left) ** 2 + (spot[1] - top + y) ** 2)
        )
    return taken


def _neighbours(axes: Axes, graph: nx.Graph[int], spots: dict[int, tuple[int, int]]) -> None:
    """Lines between neighbouring grids, seen in the gaps between cells."""
    for one, other in graph.edges:
        (x, y), (u, v) = spots[one], spots[other]
        axes.plot([x + 0.5, u + 0.5], [-y - 0.5, -v - 0.5], color=style.FAINT, linewidth=2.0, zorder=1)


def _cells(axes: Axes, study: Study, measure: Measure, spots: dict[int, tuple[int, int]], lang: Lang) -> None:
    weekly = {arm: grid_weekly(study, measure.name, arm) for arm in study.arms}
    smooth = {arm: np.moveaxis(smoothed(np.moveaxis(values, 1, -1), WEEKS), -1, 1) for arm, values in weekly.items()}
    top = _round_up(max(float(values.max()) for values in smooth.values()))
    columns, rows = (1 + max(spot[way] for spot in spots.values()) for way in (0, 1))
    wide, high = axes.bbox.width / axes.figure.dpi * 72 / columns, style.points_high(axes) / rows
    size = float(np.clip(min(0.16 * high, 0.055 * wide), 4.0, style.WORDS))
    colour_of = colours.arm_colours(study)
    for grid, (x, y) in spots.items():
        cell = PanelPlace(x + 0.17, -y - 0.81, 0.77, 0.53, size)
        rounded = FancyBboxPatch((x + 0.035, -y - 0.94), 0.93, 0.88, boxstyle="round,pad=0,rounding_size=0.03")
        rounded.set(facecolor=style.PAPER, edgecolor=style.FAINT, linewidth=0.9, zorder=2)
        axes.add_patch(rounded)
        for arm in study.arms:
            _grid_line(axes, cell, smooth[arm][:, :, grid] / top, colour_of[arm], several=len(study.seeds) > 1)
        _frame(axes, cell)
        name = GRID_NAME.filled(number=grid + 1).to(lang) if cell.readable else str(grid + 1)
        named = style.heavy(axes.text(x + 0.06, -y - 0.105, name, size=size, va="top", zorder=5))
        if cell.readable or grid == 0:
            _scale(axes, cell, measure, top, study.arms[study.baseline].clock)
        if cell.readable and len(study.arms) <= MOST_NUMBERS:
            texts = [
                (value_text(measure, float(weekly[arm][:, last_weeks(study.arms[arm]), grid].mean())), colour_of[arm])
                for arm in study.arms
            ]
            _numbers(axes, texts, 0.88 - _width(axes, named), (x + 0.94, -y - 0.105, size))


def _grid_line(axes: Axes, cell: PanelPlace, shares: NDArray[np.float64], colour: str, *, several: bool) -> None:
    """One arm in one cell: mean over seeds (rows of `shares`) and their range."""
    weeks = cell.left + np.linspace(0, 1, shares.shape[1]) * cell.width
    if several:
        low, high = (cell.bottom + edge * cell.height for edge in bounds(shares))
        axes.fill_between(weeks, low, high, color=colour, alpha=0.2, linewidth=0, zorder=3)
    axes.plot(weeks, cell.bottom + shares.mean(axis=0) * cell.height, color=colour, linewidth=1.8, zorder=4)


def _frame(axes: Axes, cell: PanelPlace) -> None:
    """Lines at nothing, half and all of the scale."""
    for share in TICKS:
        height = cell.bottom + share * cell.height
        colour = style.GRID if share else style.FAINT
        axes.plot([cell.left, cell.left + cell.width], [height, height], color=colour, linewidth=0.7, zorder=2.5)


def _scale(axes: Axes, cell: PanelPlace, measure: Measure, top: float, clock: Clock) -> None:
    """The values of the lines, and when the run begins and ends."""
    for share in TICKS:
        cell.write(axes, (-0.016, share), tick_text(measure, share * top), "right", "center")
    form = "%Y" if clock.weeks >= LONG_RUN else "%Y-%m"
    cell.write(axes, (0.0, -0.05), f"{clock.date(0):{form}}", "left", "top")
    cell.write(axes, (1.0, -0.05), f"{clock.date(clock.weeks - 1):{form}}", "right", "top")


def _numbers(axes: Axes, texts: list[tuple[str, str]], room: float, place: tuple[float, float, float]) -> None:
    """Each arm's last year in its colour, right-aligned; in smaller type where a name leaves too little room."""
    right, height, size = place
    labels = [
        style.heavy(axes.text(right, height, words, size=size, color=colour, ha="right", va="top", zorder=5))
        for words, colour in texts
    ]
    smaller = min(1.0, (room - GAP * len(labels)) / sum(_width(axes, label) for label in labels))
    for label in reversed(labels):
        label.set(x=right, size=smaller * size)
        right -= _width(axes, label) + GAP


def _width(axes: Axes, label: Label) -> float:
    """How wide a label is, in cells."""
    return float(label.get_window_extent().transformed(axes.transData.inverted()).width)


def _round_up(most: float) -> float:
    """The end of a scale: one, one and a half, two, three, four, five, six or eight times a power of ten."""
    if most <= 0:
        return 1.0
    power = 10.0 ** np.floor(np.log10(most))
    return float(next(step * power for step in (1, 1.5, 2, 3, 4, 5, 6, 8, 10) if step * power >= most))


FIGURES = (
    StudyFigure(
        grids, order=130, caption=Text("The share active in four weeks, grid by grid.", "各网格四周内活跃者占比。")
    ),
)
