"""The map of gains: every grid where it lies, coloured by how much more its residents take part."""

from __future__ import annotations

from collections.abc import Callable

import networkx as nx
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.colors import LinearSegmentedColormap, Normalize
from matplotlib.figure import Figure
from matplotlib.patches import Circle
from numpy.typing import NDArray

from sim.community import build_community
from sim.lab.comparison.equity import gains
from sim.lab.comparison.study import Study
from sim.report.figures import colours, panels, style
from sim.report.figures.declared import StudyFigure, check_compared
from sim.report.figures.network import room
from sim.report.text.labels import arm_labels
from sim.report.text.numbers import POINTS, band_note, footer, percent
from sim.text import Lang, Text

TITLE = Text("Where it gains: more who take part, grid by grid", "增在哪里：各网格参与者占比的增加")
READ = Text(
    "Percentage points beside: {arm}; last half year. Area: residents aged 12+. Lines join neighbouring grids.",
    "与“{arm}”相比，最后半年参与者占比的变化（百分点）。面积为12岁以上居民；连线表示网格相邻。",
)
NOTE = Text(
    "Ringed: the grid where fewest take part in this arm. Synthetic map and grids; not for appraising anyone.",
    "粗圈：该方案下参与最少的网格。地图与网格均为合成，不得用于考核。",
)
LOWEST = Text("lowest, grid {grid}: {own} take part, from {base}", "最低为网格{grid}：{own}参与，原为{base}")
Colour = tuple[float, float, float, float]
LESS, MIDDLE, MORE = "#B35C1E", "#F4F4F0", "#0F6E52"
STRETCH = (0.66, 1.5)  # at least and at most
DARK = 0.62  # of the way to the ends of the scale from which on words are white


def gain_map(study: Study, lang: Lang) -> Figure:
    """Gains in who takes part by grid, one panel an arm, all on one scale of colours.

    Raises
    ------
    GongtongError
        If the study has one arm only.
    """
    check_compared(study)
    found = gains(study, ["taking_part"], ["grid"])
    scenario = study.arms[study.baseline]
    graph = build_community(scenario.community, scenario.weeks).places.grid_graph
    labels, colour_of = arm_labels(study), colours.arm_colours(study)
    most = max(float(found["difference"].abs().max()) if len(found) else 0.0, 0.001)
    least = -most if (found["difference"] < 0).any() else 0.0
    norm = Normalize(least, most)
    ramp = LinearSegmentedColormap.from_list("gains", [LESS, MIDDLE, MORE] if least else [MIDDLE, MORE])
    with style.figure_style(lang):
        read = READ.filled(arm=labels[study.baseline]).to(lang)
        note = NOTE if len(study.seeds) > 1 else band_note(1)
        figure = style.new_figure(TITLE.to(lang), [read, note.to(lang)], footer(study, lang), lang)
        arms = list(study.arms)[1:]
        places = panels.in_rows(figure, len(arms), left=12, right=72, top=35, bottom=12, across=19, down=69)
        for arm, axes in zip(arms, places, strict=True):
            panels.heading(axes, labels[arm].to(lang), 4, colour=colour_of[arm])
            own = found[found["arm"] == arm]
            _map(axes, graph, own, lambda gain: ramp(norm(gain)), most)
            _lowest(axes, own, lang)
        panels.colour_bar(figure, places, norm, ramp, _points, POINTS.to(lang))
    return figure


def _map(axes: Axes, graph: nx.Graph[int], found: pd.DataFrame, colour: Callable[[float], Colour], most: float) -> None:
    axes.set_axis_off()
    axes.set_aspect("equal", anchor="NW")
    stretch = _stretch(axes, np.array([graph.nodes[node]["pos"] for node in graph]))
    position = {node: np.array(graph.nodes[node]["pos"]) * (stretch, 1) for node in graph}
    lines = [(position[one], position[other]) for one, other in graph.edges]
    axes.add_collection(LineCollection(lines, colors=style.FAINT, linewidths=1.6, zorder=1))
    corners = np.array(list(position.values()))
    margin = 1.15 * room(position)
    axes.set(
        xlim=(corners[:, 0].min() - margin, corners[:, 0].max() + margin),
        ylim=(corners[:, 1].min() - margin, corners[:, 1].max() + margin),
    )
    axes.apply_aspect()
    if not len(found):
        return
    scale = room(position) / float(np.sqrt(found["people"].max()))
    lowest = found["mean"].idxmin()
    for at, row in found.iterrows():
        grid = int(row["group"]) - 1
        radius = scale * float(np.sqrt(row["people"]))
        gain = float(row["difference"])
        dark = abs(gain) > DARK * most
        _grid(axes, position[grid], radius, (grid + 1, gain), colour(gain), marked=at == lowest, dark=dark)


def _lowest(axes: Axes, found: pd.DataFrame, lang: Lang) -> None:
    """Under a map, what became of the grid where fewest take part."""
    if not len(found):
        return
    row = found.sort_values("mean").iloc[0]
    words = LOWEST.filled(grid=row["group"], own=percent(float(row["mean"])), base=percent(float(row["baseline"])))
    label = panels.beside(axes, words.to(lang), (0, 0), (0, -6), xycoords="axes fraction", colour=style.SOFT, va="top")
    style.fitted(label, axes.get_position().width, lines=2)


def _stretch(axes: Axes, places: NDArray[np.float64]) -> float:
    """How much wider than high to draw the map so that it fills its panel, within reason."""
    across, down = (float(np.ptp(places[:, way])) + 1 for way in (0, 1))
    return float(np.clip(axes.bbox.width / axes.bbox.height * down / across, *STRETCH))


def _grid(
    axes: Axes,
    centre: NDArray[np.float64],
    radius: float,
    said: tuple[int, float],
    colour: Colour,
    *,
    marked: bool,
    dark: bool,
) -> None:
    """A circle with the grid's number and its gain."""
    middle = (float(centre[0]), float(centre[1]))
    circle = Circle(middle, radius, facecolor=colour, zorder=2)
    circle.set(edgecolor=style.INK if marked else style.FAINT, linewidth=3.0 if marked else 0.8)
    axes.add_patch(circle)
    edges = axes.transData.transform([(0, 0), (radius, 0)])[:, 0]
    size = float(np.clip(float(edges[1] - edges[0]) * 72 / axes.figure.dpi * 0.5, 5.0, 15.0))
    ink = style.PAPER if dark else style.INK
    gain = f"{100 * said[1]:+.0f}".replace("-", "−")
    for words, up, high in ((gain, -0.3 * size, size), (str(said[0]), 0.8 * size, max(size * 0.7, 5.0))):
        panels.beside(axes, words, middle, (0, up), size=high, colour=ink, ha="center", va="center", zorder=4)


def _points(gain: float) -> str:
    return f"{100 * gain:+.3g}".replace("-", "−") if gain else "0"


FIGURES = (
    StudyFigure(
        gain_map,
        order=110,
        section="equity",
        compares=True,
        caption=Text(
            "Where it gains, and the grid where fewest take part. The map is synthetic; no grid stands for a real one.",
            "增在哪里，哪个网格参与最少。地图是合成的，不对应任何真实网格。",
        ),
    ),
)
