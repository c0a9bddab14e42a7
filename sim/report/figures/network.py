"""The figure of the grids as a network: who is next to whom, how many live there, in how many estates."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from matplotlib.patches import Circle, Wedge
from numpy.typing import NDArray

from sim.community import Community
from sim.report.figures import panels, style
from sim.report.figures.grids import GRID_NAME
from sim.report.text.numbers import capital, community_footer
from sim.text import Lang, Text

TITLE = Text("{grids}, {estates}, {residents} residents", "{grids}、{estates}、{residents}名居民")
GRIDS, ESTATES = Text("{count} grids", "{count}个网格"), Text("{count} estates", "{count}个小区")
ONE_GRID, ONE_ESTATE = Text("one grid", "1个网格"), Text("one estate", "1个小区")
READ = Text(
    "The area of a circle shows its residents; its rim is cut by estate. Lines join neighbouring grids.",
    "圆的面积表示居民人数；圆环按小区人数分段；连线表示网格相邻。",
)
NOTE = Text(
    "The map is drawn at random to fit these numbers; it is not the real one.", "地图按上述数字随机生成，并非真实地图。"
)
PEOPLE_ESTATE = Text("{people} people\n{estates} estate", "{people}人\n{estates}个小区")
PEOPLE_ESTATES = Text("{people} people\n{estates} estates", "{people}人\n{estates}个小区")
MOST_SIZE, LEAST_SIZE = 15.0, 8.0  # points
MOST_ROOM = 0.42  # radius of the largest circle, in distances between grids
STRETCH = 1.35  # the map is drawn wider than high, as slides are
RIM = ("#2F6690", "#7FA8C9", "#4A86B3")


def grid_network(community: Community, lang: Lang) -> Figure:
    """The grids where they lie, sized by residents at the start, their rims cut by estate, joined to neighbours."""
    graph, here = community.places.grid_graph, community.here(0)
    people = np.bincount(community.grid[here], minlength=community.settings.grids)
    position = {node: np.array(graph.nodes[node]["pos"]) * (STRETCH, 1) for node in graph}
    with style.figure_style(lang):
        grids, estates = community.settings.grids, community.settings.estates
        title = TITLE.filled(
            grids=ONE_GRID if grids == 1 else GRIDS.filled(count=grids),
            estates=ONE_ESTATE if estates == 1 else ESTATES.filled(count=estates),
            residents=f"{here.sum():,}",
        )
        figure = style.new_figure(
            capital(title).to(lang), [READ.to(lang), NOTE.to(lang)], community_footer(community, lang), lang
        )
        (axes,) = panels.in_rows(figure, 1, left=12, top=5, bottom=-27)
        axes.set_axis_off()
        axes.set_aspect("equal")
        lines = [(position[one], position[other]) for one, other in graph.edges]
        axes.add_collection(LineCollection(lines, colors=style.FAINT, linewidths=2.5, zorder=1))
        scale = room(position) / float(np.sqrt(max(people.max(), 1)))
        corners = np.array(list(position.values()))
        margin = 1.05 * scale * float(np.sqrt(people.max()))
        axes.set(
            xlim=(corners[:, 0].min() - margin, corners[:, 0].max() + margin),
            ylim=(corners[:, 1].min() - margin, corners[:, 1].max() + margin),
        )
        axes.apply_aspect()
        for node in graph:
            _grid_circle(axes, community, node, position[node], scale, lang)
    return figure


def room(position: dict[int, NDArray[np.float64]]) -> float:
    """The radius at which the nearest two circles just do not touch."""
    if len(position) == 1:
        return MOST_ROOM
    places = np.array(list(position.values()))
    apart = np.hypot(*(places[:, None, :] - places[None, :, :]).transpose(2, 0, 1))
    return min(MOST_ROOM, 0.47 * float(apart[apart > 0].min()))


def _grid_circle(
    axes: Axes, community: Community, grid: int, centre: NDArray[np.float64], scale: float, lang: Lang
) -> None:
    """One grid: a rim cut by estate, and inside it the name and the numbers, as far as there is room."""
    estates = np.flatnonzero(community.places.estate_grid == grid)
    residents = np.bincount(community.estate[community.here(0)], minlength=community.settings.estates)[estates]
    middle, radius = (float(centre[0]), float(centre[1])), scale * float(np.sqrt(residents.sum()))
    axes.add_patch(Circle(middle, radius, facecolor=style.PAPER, edgecolor="none", zorder=2))
    ends = 90 - 360 * np.concatenate([[0.0], np.cumsum(residents)]) / max(residents.sum(), 1)
    for at, (begin, end) in enumerate(pairwise(ends)):
        part = Wedge(middle, radius, end, begin, width=0.14 * radius, facecolor=RIM[at % len(RIM)])
        part.set(edgecolor=style.PAPER, linewidth=1.0, zorder=3)
        axes.add_patch(part)
    edges = axes.transData.transform([(0, 0), (radius, 0)])[:, 0]
    size = min(float(edges[1] - edges[0]) * 72 / axes.figure.dpi * 0.28, MOST_SIZE)
    name, numbers = GRID_NAME.filled(number=grid + 1).to(lang), size >= LEAST_SIZE
    label = panels.beside(
        axes,
        name if numbers else str(grid + 1),
        middle,
        (0, 1.25 * size if numbers else 0),
        size=max(size, LEAST_SIZE),
        ha="center",
        va="center",
        zorder=4,
    )
    style.heavy(label)
    if numbers:
        words = (PEOPLE_ESTATE if estates.size == 1 else PEOPLE_ESTATES).filled(
            people=f"{residents.sum():,}", estates=estates.size
        )
        panels.beside(
            axes,
            words.to(lang),
            middle,
            (0, -0.75 * size),
            size=size * 0.82,
            colour=style.SOFT,
            ha="center",
            va="center",
            zorder=4,
        )
