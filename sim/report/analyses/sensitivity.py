"""Figures and tables of sensitivity: which factors matter for a measure, with intervals."""

from __future__ import annotations

from collections.abc import Sequence
from math import isnan
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter

from sim.lab.analysis.sensitivity import INDICES, Method, Sensitivity
from sim.lab.design.sweep import Sweep
from sim.report.analyses.factors import factor_name, measure_of, subtitle_of, titled
from sim.report.figures import panels, style
from sim.report.folder import write_folder
from sim.report.text.caveats import CAUTION
from sim.report.text.intervals import levelled
from sim.report.text.table import Table, columns
from sim.text import Lang, Text

if TYPE_CHECKING:
    import pandas as pd

MOST_FACTORS = 16
LITTLE = 0.01
ROOM = 295  # points for the names of factors
BESIDE = 0.28  # between two indices of a factor, in rows
SHOWN: dict[Method, tuple[str, ...]] = {"morris": ("mu_star", "sigma"), "sobol": ("total", "first"), "pawn": ("pawn",)}
COLOURS = ("#0072B2", "#D55E00")
NAMES = {
    "mu_star": Text("mean absolute effect over the whole range (μ*)", "在整个范围内的平均绝对效应（μ*）"),
    "sigma": Text("how much effects differ: interaction or curvature (σ)", "效应的离散：交互或非线性（σ）"),
    "mu": Text("mean effect (μ)", "平均效应（μ）"),
    "total": Text("with all its interactions (total)", "含全部交互作用（总效应）"),
    "first": Text("alone (first order)", "单独作用（一阶）"),
    "pawn": Text("median distance between distributions (PAWN)", "分布间距离的中位数（PAWN）"),
}
TITLES: dict[Method, Text] = {
    "morris": Text('What moves "{what}" (Morris screening)', "什么影响“{what}”（Morris 筛选）"),
    "sobol": Text('What explains the variance of "{what}" (Sobol\' indices)', "“{what}”的方差来自什么（Sobol' 指数）"),
    "pawn": Text('What shifts the distribution of "{what}" (PAWN)', "什么改变“{what}”的分布（PAWN）"),
}
FLOOR = levelled(Text("{sure} of factors without effect lie below", "无影响的因素有{sure}低于此线"))
BARS = levelled(
    Text("Means over common seeds; bars: {sure} bootstrap intervals", "各种子的平均；误差线为{sure}自助区间")
)
LUCK = Text("{share} of the variance between single runs is luck", "单次运行之间的方差有 {share} 来自随机性")
HEADER = (Text("measure", "指标"), Text("factor", "因素"))
STILL = Text("does not vary", "没有变化")


def write_sensitivity(
    study: Sweep, found: Sensitivity, measures: Sequence[str], folder: Path, lang: Lang
) -> list[Path]:
    """Write `sensitivity.csv` with every index and a figure for each measure."""
    moving = [name for name in measures if name not in found.still]
    drawn = {f"sensitivity-{name}.png": sensitivity_figure(study, found, name, lang) for name in moving}
    return write_folder(folder, {"sensitivity.csv": _table(found, lang), **drawn})


def sensitivity_rows(found: Sensitivity, measures: Sequence[str], lang: Lang) -> Table:
    """The printed table: a row for each factor, the strongest first, with the indices of figures."""
    shown = SHOWN[found.method]
    rows = []
    for measure in measures:
        label = measure_of(measure).label.to(lang)
        if measure in found.still:
            rows.append([label, STILL.to(lang), *[""] * len(shown)])
            continue
        cells = [found.of(measure, index).set_index("factor") for index in shown]
        rows += [
            [label, factor_name(factor, lang), *(_cell(own, factor) for own in cells)] for factor in cells[0].index
        ]
    return Table(columns((*HEADER, *(NAMES[index] for index in shown)), lang), rows)


def _cell(rows: pd.DataFrame, factor: str) -> str:
    value, low, high = (float(rows[column][factor]) for column in ("value", "low", "high"))
    return f"{value:.3g}" if isnan(low) else f"{value:.3g} ({low:.3g} – {high:.3g})"


def sensitivity_figure(study: Sweep, found: Sensitivity, measure: str, lang: Lang) -> Figure:
    """One measure: a row for each factor, the strongest on top."""
    declared = measure_of(measure)
    with style.figure_style(lang):
        title = titled(TITLES[found.method], measure, lang)
        figure = style.new_figure(title, [subtitle_of(study, lang)], _footer(found, measure, lang), lang)
        (axes,) = panels.in_rows(figure, 1, left=ROOM + 19, top=13, bottom=19)
        panels.read_across(axes)
        first = found.of(measure, INDICES[found.method][0])
        factors = list(first["factor"][:MOST_FACTORS])
        shown = SHOWN[found.method]
        for at, index in enumerate(shown):
            rows = found.of(measure, index).set_index("factor").loc[factors]
            beside = (at - (len(shown) - 1) / 2) * BESIDE
            _draw(axes, rows, NAMES[index].to(lang), COLOURS[at], beside, filled=not at)
        if measure in found.floor:
            axes.axvline(
                found.floor[measure], color=style.SOFT, linestyle=(0, (4, 3)), linewidth=1.2, label=FLOOR.to(lang)
            )
        axes.set_ylim(len(factors) - 0.4, -0.6)
        for row, factor in enumerate(factors):
            panels.row_name(axes, factor_name(factor, lang), row, ROOM, lines=2)
        axes.axvline(0, color=style.SOFT, linewidth=0.8)
        if found.method == "morris" and declared.percent:
            axes.xaxis.set_major_formatter(FuncFormatter(style.whole_percent))
        axes.set_xlabel(_axis(found, measure, lang))
        axes.legend(loc="lower right", frameon=False, fontsize=style.WORDS)
    return figure


def _draw(axes: Axes, rows: pd.DataFrame, name: str, colour: str, beside: float, *, filled: bool) -> None:
    """Points with their intervals, one below the other."""
    places = [at + beside for at in range(len(rows))]
    half = (rows["high"] - rows["value"]).fillna(0.0)
    axes.errorbar(
        rows["value"],
        places,
        xerr=half if half.any() else None,
        fmt="o",
        markersize=7,
        color=colour,
        markerfacecolor=colour if filled else "white",
        elinewidth=1.6,
        capsize=3,
        label=name,
    )


def _axis(found: Sensitivity, measure: str, lang: Lang) -> str:
    if found.method == "morris":
        unit = measure_of(measure).unit
        return Text(f"effect on the measure ({unit.en})", f"对指标的效应（{unit.zh}）").to(lang)
    return (
        Text("share of the variance", "占方差的比例")
        if found.method == "sobol"
        else Text("distance between distributions (0–1)", "分布间的距离（0–1）")
    ).to(lang)


def _footer(found: Sensitivity, measure: str, lang: Lang) -> str:
    words, luck = [BARS], found.chance[measure]
    if not isnan(luck):  # as it is on a single seed
        words.append(LUCK.filled(share=f"{luck:.0%}" if luck >= LITTLE else f"<{LITTLE:.0%}"))
    return "·".join(said.to(lang) for said in (*words, CAUTION))


def _table(found: Sensitivity, lang: Lang) -> pl.DataFrame:
    labels = [measure_of(name).label.to(lang) for name in found.table["measure"]]
    factors = [factor_name(name, lang) for name in found.table["factor"]]
    own = pl.from_pandas(found.table)
    return own.with_columns(
        pl.Series("measure_label", labels, pl.String), pl.Series("factor_label", factors, pl.String)
    )
