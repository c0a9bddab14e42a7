"""What a calibration found, as figures."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from sim.lab.calibration.calibrate import Calibration
from sim.lab.calibration.fit import TargetReach
from sim.lab.calibration.marginals import IDENTIFIED, Marginal
from sim.lab.calibration.prior import Prior, calibrated_numbers
from sim.lab.calibration.targets import PublishedFigure
from sim.report.figures import colours, panels, style
from sim.report.text.intervals import levelled
from sim.text import Lang, Text

KNOWN, UNKNOWN = colours.BLUE, style.FAINT
NAMES = 322.0  # points at the left of a panel
METHOD_NAMES = {
    "rejection": Text("rejection", "拒绝法"),
    "local regression": Text("regression on the nearer half", "回归校正（较近的一半）"),
    "regression": Text("regression on all sets", "回归校正（全部）"),
    "learned summaries": Text("learned summaries", "学习型摘要"),
    "learned summaries, regression": Text("learned summaries, regression", "学习型摘要加回归校正"),
}
OUT = Text("out of reach, not fitted", "先验达不到，未拟合")
TITLE = Text("What the case and the patterns say about each number", "案例数据与必备模式对各参数说明了什么")
LEARNT_SUBTITLE = (
    levelled(Text("Posterior over the declared range: dot, median; thick, half of it; thin, {middle}.",
         "声明范围内的后验：圆点为中位数，粗线为50%区间，细线为{middle}区间。")),
    Text("At the right, how much narrower it is than the prior (contraction); grey: stays at its prior.",
         "右侧为相对先验的收缩程度；灰色表示仍为先验。"),
)  # fmt: skip
ENDS = Text("lower end of the range", "范围下限"), Text("middle", "中间"), Text("upper end", "范围上限")
REACH_TITLE = Text("Can the model reach the case at all?", "模型能否达到案例的数据？")
REACH_SUBTITLE = (
    levelled(Text("All parameter sets of the prior: line, {middle} of runs; dot, median. Band: the published "
         "figure and tolerance.",
         "先验全部参数组：横线为{middle}的运行，圆点为中位数；色带为公布数字及其容差。")),
    Text("Figures out of reach are not fitted; they are misses of the model.",
         "达不到的数字不参与拟合，属于模型未能复现之处。"),
)  # fmt: skip


def number(target: PublishedFigure, value: float) -> str:
    """A value of a calibration target in words: per cent or three digits."""
    return f"{100 * value:.3g}%" if target.percent else f"{value:.3g}"


def by_contraction(result: Calibration) -> list[Marginal]:
    """Marginal posteriors of the parameters, the most narrowed first."""
    return sorted(result.marginals, key=lambda one: -one.contraction)


def posterior_figure(result: Calibration, lang: Lang) -> Figure:
    """Posterior of every number over its range, the best known first."""
    labels = {one.path: one.label for one in calibrated_numbers()}
    prior = Prior(calibrated_numbers())
    unit = prior.unit(result.draws)
    with style.figure_style(lang):
        figure = style.new_figure(
            TITLE.to(lang), [one.to(lang) for one in LEARNT_SUBTITLE], _footer(result, lang), lang
        )
        (axes,) = panels.in_rows(figure, 1, left=NAMES, right=52, top=12)
        order, rows = by_contraction(result), axes.get_yaxis_transform()
        for height, one in enumerate(reversed(order)):
            own = unit[:, prior.names.index(one.name)]
            _strip(axes, height, np.quantile(own, [0.05, 0.25, 0.5, 0.75, 0.95]), KNOWN if one.identified else UNKNOWN)
            panels.row_name(axes, labels[one.name].to(lang), height, NAMES - 8)
            said, ink = f"{max(one.contraction, 0):.2f}", style.INK if one.identified else style.SOFT
            panels.beside(axes, said, (1, height), (16, 0), xycoords=rows, va="center", colour=ink)
        axes.set(xlim=(0, 1), ylim=(-0.7, len(order) - 0.3), yticks=[])
        axes.set_xticks([0, 0.5, 1], [words.to(lang) for words in ENDS])
        axes.grid(visible=True, axis="x")
        return figure


def reach_figure(result: Calibration, lang: Lang) -> Figure:
    """Where each target lies among the prior's runs, one scale each."""
    with style.figure_style(lang):
        figure = style.new_figure(
            REACH_TITLE.to(lang), [one.to(lang) for one in REACH_SUBTITLE], _footer(result, lang), lang
        )
        reach = result.fit.reach
        places = panels.in_rows(figure, len(reach), 1, left=NAMES, right=52, top=28, bottom=10, down=42)
        for axes, one in zip(places, reach, strict=True):
            _one_reach(axes, one, lang)
        return figure


def _one_reach(axes: Axes, one: TargetReach, lang: Lang) -> None:
    target = one.target
    axes.axvspan(target.low, target.high, color=colours.YELLOW, alpha=0.45, linewidth=0)
    axes.plot([one.low, one.high], [0, 0], color=KNOWN if one.reached else style.INK, linewidth=2.5)
    axes.plot([one.median], [0], "o", color=KNOWN if one.reached else style.INK, markersize=8)
    low, high = min(one.low, target.low), max(one.high, target.high)
    room = 0.06 * (high - low)
    axes.set(ylim=(-1, 1), yticks=[], xlim=(low - room, high + room))
    axes.xaxis.set_major_formatter(lambda value, _: number(target, value))
    axes.grid(visible=False)
    words = target.label.to(lang) + ("" if one.reached else f"\n{OUT.to(lang)}")
    panels.row_name(axes, words, 0, NAMES - 8)


def _strip(axes: Axes, height: int, at: NDArray[np.float64], colour: str) -> None:
    axes.plot([at[0], at[4]], [height, height], color=colour, linewidth=1.6)
    axes.plot([at[1], at[3]], [height, height], color=colour, linewidth=5)
    axes.plot([at[2]], [height], "o", color=style.INK, markersize=5)


def _footer(result: Calibration, lang: Lang) -> str:
    said = Text(
        "{sets} parameter sets, fitted with {kept} • {method} • {left} draws of {draws} show the patterns asked • "
        "identified from contraction {least} on",
        "{sets}组参数，以{kept}组拟合 • {method} • {draws}次抽样中{left}次满足所要求的模式 • "
        "收缩不低于{least}视为受约束",
    )
    return said.filled(
        sets=result.fit.sets, kept=result.fit.candidates, method=METHOD_NAMES[result.fit.best.method.name].to(lang),
        left=len(result.screening.left), draws=result.screening.draws, least=IDENTIFIED,
    ).to(lang)  # fmt: skip
