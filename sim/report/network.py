"""The figure of the grids as a network: who is next to whom, how many live there, in how many estates."""

from __future__ import annotations

from itertools import pairwise

import networkx as nx
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Circle, Wedge
from numpy.typing import NDArray

from sim.community import Community
from sim.report.places import GRID_NAME
from sim.report.style import BOTTOM, FAINT, LEFT, PAPER, RIGHT, SOFT, TOP, figure_style, heavy, new_figure
from sim.report.words import community_footer
from sim.text import Lang, Text

TITLE = Text(
    "{grids} grids, {estates} estates, {residents} residents", "{grids}个网格、{estates}个小区、{residents}名居民"
)
READ = Text(
    "The area of a circle shows its residents; its rim is cut by estate. Lines join neighbouring grids.",
    "圆的面积表示居民人数；圆环按小区人数分段；连线表示网格相邻。",
)
NOTE = Text(
    "The map is drawn at random to fit these numbers; it is not the real one.", "地图按上述数字随机生成，并非真实地图。"
)
PEOPLE_ESTATE = Text("{people} people\n{estates} estate", "{people}人\n{estates}个小区")
PEOPLE_ESTATES = Text("{people} people\n{estates} estates", "{people}人\n{estates}个小区")
MOST_ROOM = 0.42  # radius of the largest circle, in distances between grids
STRETCH = 1.35  # the map is drawn wider than high, as slides are
RIM = ("#2F6690", "#7FA8C9", "#4A86B3")


def grid_network(community: Community, lang: Lang) -> Figure:
    """The grids where they lie, sized by residents at the start, their rims cut by estate, joined to neighbours."""
    graph, here = community.places.grid_graph, community.here(0)
    people = np.bincount(community.grid[here], minlength=community.settings.grids)
    position = {node: np.array(graph.nodes[node]["pos"]) * (STRETCH, 1) for node in graph}
    with figure_style(lang):
        title = TITLE.filled(
            grids=community.settings.grids, estates=community.settings.estates, residents=f"{here.sum():,}"
        )
        figure = new_figure(title.to(lang), [READ.to(lang), NOTE.to(lang)], community_footer(community, lang), lang)
        axes = figure.add_axes((LEFT, BOTTOM - 0.05, RIGHT - LEFT, TOP - BOTTOM + 0.04))
        axes.set_axis_off()
        axes.set_aspect("equal")
        nx.draw_networkx_edges(graph, position, ax=axes, edge_color=FAINT, width=2.5)
        scale = _room(position) / float(np.sqrt(max(people.max(), 1)))
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


def _room(position: dict[int, NDArray[np.float64]]) -> float:
    """The radius at which the nearest two circles just do not touch."""
    if len(position) == 1:
        return MOST_ROOM
    places = np.array(list(position.values()))
    apart = np.hypot(*(places[:, None, :] - places[None, :, :]).transpose(2, 0, 1))
    return min(MOST_ROOM, 0.47 * float(apart[apart > 0].min()))


def _grid_circle(
    axes: Axes,
    community: Community,
    grid: int,
    centre: NDArray[np.float64],
    scale: float,
    lang: Lang,
) -> None:
    estates = np.flatnonzero(community.places.estate_grid == grid)
    residents = np.bincount(community.estate[community.here(0)], minlength=community.settings.estates)[estates]
    radius = scale * float(np.sqrt(residents.sum()))
    ends = 90 - 360 * np.concatenate([[0.0], np.cumsum(residents)]) / max(residents.sum(), 1)
    axes.add_patch(Circle((centre[0], centre[1]), radius, facecolor=PAPER, edgecolor="none", zorder=2))
    for at, (begin, end) in enumerate(pairwise(ends)):
        axes.add_patch(
            Wedge(
                (centre[0], centre[1]),
                radius,
                end,
                begin,
                width=0.14 * radius,
                edgecolor=PAPER,
                facecolor=RIM[at % len(RIM)],
                linewidth=1.5,
                zorder=3,
            )
        )
    points = axes.transData.transform([(0, 0), (radius, 0)])[:, 0] * 72 / axes.figure.dpi
    size = float(np.clip((points[1] - points[0]) * 0.28, 4.0, 15.0))
    name = axes.text(
        centre[0],
        centre[1] + 0.36 * radius,
        GRID_NAME.filled(number=grid + 1).to(lang),
        size=size,
        ha="center",
        va="center",
        zorder=4,
    )
    heavy(name)
    words = (PEOPLE_ESTATE if estates.size == 1 else PEOPLE_ESTATES).filled(
        people=f"{residents.sum():,}", estates=estates.size
    )
    axes.text(
        centre[0],
        centre[1] - 0.22 * radius,
        words.to(lang),
        size=size * 0.82,
        color=SOFT,
        ha="center",
        va="center",
        zorder=4,
    )
