"""The page that Solara serves: a map of the grids and curves beside Mesa's own controls.

Mesa's controls are as they are: parameters take effect at Reset, and there is one world a session. The workshop proper
is `gongtong app`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import solara
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch
from matplotlib.ticker import PercentFormatter
from mesa.visualization import SolaraViz, make_plot_component
from mesa.visualization.utils import update_counter

from sim.agents.resident.columns import STAGES
from sim.lab.run.outputs import all_measures
from sim.mesa_api.model import CommunityModel
from sim.policies import policies
from sim.report.figures import colours, style
from sim.report.figures.grids import lattice
from sim.report.text.caveats import CAUTION
from sim.scenario.file import shipped
from sim.text import Text

NAME = Text("Gongtong", "共同")
PLAY_INTERVAL, RENDER_INTERVAL = 200, 4  # milliseconds, weeks; below 100 ms steps overtake Mesa's drawing, which fails
NO_MODULE, EVERY_MODULE = "", "*"
HIGH, WIDE = 0.8, 0.9  # of a grid's box, in boxes of one by one
LAST_SEED = 99
SIZE = (6.4, 4.2)  # inches: two rows of plots in Mesa's layout, labels and all
MODEL_PARAMS: dict[str, Any] = {
    "scenario": {"type": "Select", "label": "scenario 方案", "value": "liuhe", "values": list(shipped())},
    "modules": {
        "type": "Select",
        "label": "module besides 另加模块 (* all 全部)",
        "value": NO_MODULE,
        "values": [NO_MODULE, *policies(), EVERY_MODULE],
    },
    "seed": {"type": "SliderInt", "label": "seed 随机种子", "value": 1, "min": 0, "max": LAST_SEED, "step": 1},
}


def both(text: Text) -> str:
    """Both languages in one line: Mesa's page knows one only."""
    return f"{text.en} {text.zh}"


@solara.component  # type: ignore[untyped-decorator]  # Solara's types are not there where all else is checked
def Map(model: CommunityModel) -> None:  # noqa: N802  # a component is named like a class
    """Every grid where it lies on the map, filled by the stages of its residents."""
    update_counter.get()
    solara.FigureMatplotlib(map_of(model), bbox_inches="tight")


def map_of(model: CommunityModel) -> Figure:
    """The map of the grids as a figure; before the first week nobody has a stage."""
    world = model.simulation.world
    residents, of_grid, grids = world.residents, world.community.grid, world.community.settings.grids
    people = np.maximum(np.bincount(of_grid[residents.able], minlength=grids), 1)
    in_stage = (of_grid[residents.able & (residents.stage == stage)] for stage in range(len(STAGES)))
    shares = {name: np.bincount(rows, minlength=grids) / people for name, rows in zip(STAGES, in_stage, strict=True)}
    figure = Figure(figsize=(7, 5), dpi=100)
    axes = figure.add_axes((0, 0, 1, 0.92))
    for grid, (x, y) in lattice(world.community.places.grid_graph).items():
        bottom = -float(y)
        for name in reversed(STAGES):
            height = HIGH * float(shares[name][grid])
            axes.bar(x, height, WIDE, bottom, color=colours.STAGE_COLOURS[name])
            bottom += height
        axes.bar(x, HIGH, WIDE, -y, fill=False, edgecolor=style.FAINT)
        axes.text(x - 0.42, 0.77 - y, f"{grid + 1}", color=style.INK, va="top", fontfamily=family())
    key = [
        Patch(facecolor=colours.STAGE_COLOURS[name], edgecolor=style.FAINT, label=both(label))
        for name, label in STAGES.items()
    ]
    axes.legend(
        handles=key, loc="lower left", bbox_to_anchor=(0, 1), ncols=len(key), frameon=False,
        prop={"family": family(), "size": 9},
    )  # fmt: skip
    axes.set_axis_off()
    return figure


def family() -> list[str]:
    """The shipped font, which has Chinese, set text by text: Mesa's figures share matplotlib's settings."""
    return [style.register_font(), "DejaVu Sans"]


def labelled(*measures: str) -> Callable[[Axes], None]:
    """A function that labels a plot of Mesa's: measures by their labels, shares in per cent."""
    known = [all_measures()[name] for name in measures]

    def finish(axes: Axes) -> None:
        axes.legend(axes.get_lines(), [both(one.label) for one in known], prop={"family": family(), "size": 9})
        axes.set_ylabel(both(known[0].unit), fontfamily=family())
        axes.set_ylim(bottom=0)
        figure = axes.get_figure(root=True)
        if figure is not None:
            figure.set_size_inches(SIZE)
        if known[0].percent:
            axes.yaxis.set_major_formatter(PercentFormatter(1, decimals=1))

    return finish


def curves(**colour_of: str) -> tuple[Callable[[CommunityModel], Any], int]:
    """A plot of Mesa's of some measures."""
    return make_plot_component(colour_of, post_process=labelled(*colour_of))


TAKING_PART = ("told_to", "want_to", "together")
COMPONENTS = [
    (Map, 0),
    curves(**{name: colours.STAGE_COLOURS[name] for name in TAKING_PART}),
    curves(active_4w=colours.GREEN, registered=colours.ORANGE),
    curves(cadre_overload=style.INK),
]


@solara.component  # type: ignore[untyped-decorator]
def Page() -> None:  # noqa: N802
    """What Solara shows: a world of its own for each session."""
    first = {name: given["value"] for name, given in MODEL_PARAMS.items()}
    model = solara.use_memo(lambda: CommunityModel(**first), [])
    SolaraViz(
        model,
        components=COMPONENTS,
        model_params=MODEL_PARAMS,
        name=f"{both(NAME)} · {both(CAUTION)}",
        play_interval=PLAY_INTERVAL,
        render_interval=RENDER_INTERVAL,
    )
