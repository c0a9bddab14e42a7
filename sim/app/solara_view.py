"""The simulation in Mesa's own SolaraViz: `python -m sim.app.solara_view`, for modellers who know Mesa.

An optional extra (`solara`), with Mesa's controls as they are: parameters take effect at Reset, and one session has one
world. The workshop proper is `gongtong app`.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import Any

import numpy as np
import solara
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from mesa.visualization import SolaraViz, make_plot_component
from mesa.visualization.utils import update_counter

from sim import CommunityModel
from sim.agents.residents import STAGES
from sim.policies import policies
from sim.report.caveats import CAUTION
from sim.report.places import lattice
from sim.report.style import FAINT, INK, PAPER, STAGE_COLOURS, figure_style
from sim.text import Lang

NAME = "Gongtong 共同"
PLAY_INTERVAL, RENDER_INTERVAL = 200, 4  # milliseconds, weeks; below 100 ms Mesa's drawing is overtaken and fails
LANGUAGE: Lang = "en"
NO_MODULE, EVERY_MODULE = "", "*"
OFFLINE = {"SOLARA_TELEMETRY_MIXPANEL_ENABLE": "false"}  # nothing leaves the machine
SHOWN = tuple(STAGES)[1:]  # bystanders are the rest

MODEL_PARAMS: dict[str, Any] = {
    "scenario": {"type": "Select", "label": "scenario 方案", "value": "liuhe", "values": ["liuhe", "liuhe-history"]},
    "modules": {
        "type": "Select",
        "label": "module besides 另加模块 (* = all 全部)",
        "value": NO_MODULE,
        "values": [NO_MODULE, *policies(), EVERY_MODULE],
    },
    "seed": {"type": "SliderInt", "label": "seed 随机种子", "value": 1, "min": 0, "max": 99, "step": 1},
}


@solara.component  # type: ignore[untyped-decorator]  # Solara ships no types here
def Map(model: CommunityModel) -> None:  # noqa: N802  # a component is named like a class
    """Every grid where it lies on the map, filled by the stages of its residents."""
    update_counter.get()
    with figure_style(LANGUAGE):
        figure = map_of(model)
    solara.FigureMatplotlib(figure, bbox_inches="tight")


def map_of(model: CommunityModel) -> Figure:
    """The same as a figure."""
    world = model.simulation.world
    residents, grids = world.residents, world.community.settings.grids
    counted = np.flatnonzero(residents.able)
    place = np.ravel_multi_index((world.community.grid[counted], residents.stage[counted]), (grids, len(STAGES)))
    shares = np.bincount(place, minlength=grids * len(STAGES)).reshape(grids, len(STAGES)).astype(float)
    shares /= np.maximum(shares.sum(axis=1, keepdims=True), 1)
    figure = Figure(figsize=(7, 5), dpi=100)
    axes = figure.add_axes((0, 0, 1, 0.92))
    spots = lattice(world.community.places.grid_graph)
    for grid, (x, y) in spots.items():
        low = 0.0
        for stage, share in zip(reversed(STAGES), reversed(shares[grid]), strict=True):
            axes.bar(x, share * 0.8, 0.9, low - y, color=STAGE_COLOURS[stage])
            low += share * 0.8
        axes.bar(x, 0.8, 0.9, -y, fill=False, edgecolor=FAINT)
        axes.text(x - 0.42, 0.77 - y, f"{grid + 1}", color=INK, va="top")
    for stage, label in STAGES.items():
        axes.bar(0, 0, color=STAGE_COLOURS[stage], edgecolor=FAINT, label=f"{label.en} {label.zh}")
    axes.legend(loc="lower left", bbox_to_anchor=(0, 1.0), ncols=4, frameon=False, fontsize=9)
    axes.set_axis_off()
    return figure


def in_words(title: str) -> Callable[[Axes], None]:
    """What Mesa does to a plot at the end: a title and the measures' own names, in a font that has both scripts."""

    def finish(axes: Axes) -> None:
        axes.set_title(title, loc="left", fontfamily=_family(), fontsize=11)
        axes.set_facecolor(PAPER)

    return finish


def _family() -> list[str]:
    from sim.report.style import register_font

    return [register_font(), "DejaVu Sans"]


CURVES = make_plot_component(
    {stage: STAGE_COLOURS[stage] for stage in SHOWN}, post_process=in_words("Stages 阶段 (share of residents aged 12+)")
)
ACTIVE = make_plot_component(
    {"active_4w": STAGE_COLOURS["together"], "registered": STAGE_COLOURS["told_to"]},
    post_process=in_words("Active and registered 活跃与在册"),
)
OFFICE = make_plot_component(
    {"cadre_overload": INK}, post_process=in_words("Cadres' workload 干部负荷 (demand over hours)")
)


@solara.component  # type: ignore[untyped-decorator]
def Page() -> None:  # noqa: N802
    """What Solara shows: a world of its own for each session."""
    first = {name: given["value"] for name, given in MODEL_PARAMS.items()}
    model = solara.use_memo(lambda: CommunityModel(**first), [])
    SolaraViz(
        model,
        components=[(Map, 0), CURVES, ACTIVE, OFFICE],
        model_params=MODEL_PARAMS,
        name=f"{NAME} · {CAUTION.en} · {CAUTION.zh}",
        play_interval=PLAY_INTERVAL,
        render_interval=RENDER_INTERVAL,
    )


def main() -> None:
    """Serve the page on this machine; further arguments are those of `solara run`."""
    os.environ.update(OFFLINE)
    from solara.__main__ import cli

    cli(["run", "sim.app.solara_view", "--host", "127.0.0.1", *sys.argv[1:]])


if __name__ == "__main__":
    main()
