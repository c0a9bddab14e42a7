"""What a calibration found, in tables, figures and a page."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from sim.lab.calibration.asking import Asked, Way
from sim.lab.calibration.calibrate import Calibration
from sim.lab.calibration.fit import Reach
from sim.lab.calibration.learnt import IDENTIFIED, Learnt
from sim.lab.calibration.prior import Prior, calibrated
from sim.lab.calibration.targets import Target
from sim.report.prose import markdown
from sim.report.style import (
    DPI,
    FAINT,
    INK,
    MODULE_COLOURS,
    SMALL,
    SOFT,
    WORDS,
    figure_style,
    fitted,
    new_figure,
    plain_axes,
)
from sim.text import Lang, Text

Table = tuple[Text, list[str], list[list[str]]]
KNOWN, UNKNOWN = MODULE_COLOURS["leaders"], FAINT
METHOD_NAMES = {
    "rejection": Text("rejection", "拒绝法"),
    "regression": Text("regression", "回归校正"),
    "learned summaries": Text("learned summaries", "学习型摘要"),
    "learned summaries, regression": Text("learned summaries, regression", "学习型摘要加回归校正"),
}
TOGETHER = Text("Everything fitted can be met together.", "所有参与拟合的目标和模式可以同时满足。")
COMPROMISE = Text(
    "Targets and patterns cannot all be met together: only with {widened} times their tolerances do they lie where the "
    "method was tested. The posterior is a compromise between them, and validation shows which it misses.",
    "目标与模式无法全部同时满足：须把容差放宽到{widened}倍，它们才落在方法检验过的范围内。后验是各项之间的折中，"
    "哪些未达到见验证。",
)
NOT_MET = Text(
    "Even with {widened} times their tolerances targets and patterns do not lie together where the method was tested.",
    "即使把容差放宽到{widened}倍，目标与模式也不能一起落在方法检验过的范围内。",
)
FIRST_PATTERNS = Text("Required patterns among the sets of the design", "设计参数组中的必备模式")
LATER_PATTERNS = Text("Required patterns among the draws of the posterior", "后验抽样中的必备模式")
STRONG = 0.4  # a posterior correlation worth naming
LONGEST = 0.295  # of a figure's width that a name may take

REACHED = Text("fitted", "参与拟合")
OUT = Text("out of reach, not fitted", "先验达不到，未拟合")
WAYS: dict[Way, Text] = {
    "rejected": Text("asked: sets that miss it are dropped", "作为约束：剔除未满足者"),
    "fitted": Text("asked: its limits are fitted", "作为约束：其范围参与拟合"),
    "shown": Text("shown by every draw tried", "试算的抽样全部满足"),
    "rare": Text("shown too rarely, not asked", "满足者太少，未作约束"),
}
YES, NO = Text("yes", "是"), Text("stays at its prior", "仍为先验")
TITLE = Text("What the case's figures say about each number", "案例数据对各参数说明了什么")
LEARNT_SUBTITLE = (
    Text("Posterior over the declared range: dot, median; thick, half of it; thin, 90%.", "声明范围内的后验：圆点为中位数，粗线为50%区间，细线为90%区间。"),
    Text("At the right, how much narrower it is than the prior (contraction); grey: stays at its prior.", "右侧为相对先验的收缩程度；灰色表示仍为先验。"),
)  # fmt: skip
REACH_TITLE = Text("Can the model reach the case at all?", "模型能否达到案例的数据？")
REACH_SUBTITLE = (
    Text("All parameter sets of the prior: line, 90% of runs; dot, median. Band: the published figure with its tolerance.",
         "先验全部参数组：横线为90%的运行，圆点为中位数；色带为公布数字及其容差。"),
    Text("Figures out of reach are not fitted; they are misses of the model.", "达不到的数字不参与拟合，属于模型未能复现之处。"),
)  # fmt: skip


def number(target: Target, value: float) -> str:
    """A figure of a target as people read it."""
    return f"{100 * value:.3g}%" if target.percent else f"{value:.3g}"


def tables(result: Calibration, lang: Lang) -> list[Table]:
    """Everything a calibration found: title, header and rows of each table."""
    return [
        _reach(result, lang),
        _asked(FIRST_PATTERNS, result.fit.patterns, lang),
        _methods(result, lang),
        _asked(LATER_PATTERNS, result.screening.patterns, lang),
        _learnt(result, lang),
        _without(result, lang),
    ]


def _reach(result: Calibration, lang: Lang) -> Table:
    header = [
        Text("target", "目标"),
        Text("published", "公布"),
        Text("prior: median", "先验中位数"),
        Text("90%", "90%区间"),
        Text("", ""),
    ]
    rows = [
        [one.target.label.to(lang), f"{number(one.target, one.target.low)} – {number(one.target, one.target.high)}",
         number(one.target, one.median), f"{number(one.target, one.low)} – {number(one.target, one.high)}",
         (REACHED if one.reached else OUT).to(lang)]
        for one in result.fit.reach
    ]  # fmt: skip
    return (
        Text("Before fitting: can the model reach the case?", "拟合之前：模型能否达到案例？"),
        _said(header, lang),
        rows,
    )


def _asked(title: Text, patterns: Sequence[Asked], lang: Lang) -> Table:
    header = [Text("pattern", "模式"), Text("statement", "内容"), Text("expected", "预期"), Text("median", "中位数"),
              Text("sets that show it", "满足比例"), Text("", "")]  # fmt: skip
    rows = [
        [one.finding.name, one.finding.statement.to(lang), f"{one.finding.low:.3g} – {one.finding.high:.3g}",
         f"{np.nanmedian(one.finding.values):.3g}", f"{100 * one.share:.0f}%", WAYS[one.way].to(lang)]
        for one in patterns
    ]  # fmt: skip
    return title, _said(header, lang), rows


def _methods(result: Calibration, lang: Lang) -> Table:
    header = [Text("method", "方法"), Text("50% interval holds the truth", "50%区间覆盖率"), Text("90% interval", "90%区间覆盖率"),
              Text("contraction", "收缩"), Text("error", "误差"), Text("uneven ranks", "秩不均匀"), Text("", "")]  # fmt: skip
    rows = [
        [METHOD_NAMES[one.method.name].to(lang), f"{one.covered[0.5]:.2f}", f"{one.covered[0.9]:.2f}", f"{one.contraction:.2f}", f"{one.error:.3f}",
         f"{one.uneven}/{len(result.learnt)}", Text("chosen", "采用").to(lang) if one is result.fit.best else ""]
        for one in result.fit.tried
    ]  # fmt: skip
    title = Text(
        f"Known truths found again ({result.fit.best.cases} cases)", f"对已知真值的检验（{result.fit.best.cases}例）"
    )
    return title, _said(header, lang), rows


def _learnt(result: Calibration, lang: Lang) -> Table:
    labels = {one.path: one.label for one in calibrated()}
    header = [
        Text("number", "参数"),
        Text("meaning", "含义"),
        Text("median", "中位数"),
        Text("90%", "90%区间"),
        Text("contraction", "收缩"),
        Text("constrained", "是否受约束"),
    ]
    rows = [
        [one.name, labels[one.name].to(lang), f"{one.median:.3g}", f"{one.low:.3g} – {one.high:.3g}", f"{one.contraction:.2f}",
         (YES if one.identified else NO).to(lang)]
        for one in _sorted(result)
    ]  # fmt: skip
    return Text("What was learnt", "学到了什么"), _said(header, lang), rows


def _without(result: Calibration, lang: Lang) -> Table:
    header = [
        Text("target left out", "留出的目标"),
        Text("published", "公布"),
        Text("from the others: median", "由其余目标预测：中位数"),
        Text("90%", "90%区间"),
    ]
    rows = []
    for one in result.fit.reach:
        if one.target.name in result.fit.without:
            median, low, high = (number(one.target, value) for value in result.fit.without[one.target.name])
            published = f"{number(one.target, one.target.low)} – {number(one.target, one.target.high)}"
            rows.append([one.target.label.to(lang), published, median, f"{low} – {high}"])
    return Text("Each target from the others", "用其余目标预测每个目标"), _said(header, lang), rows


def correlated(result: Calibration, lang: Lang) -> list[str]:
    """Pairs of numbers that the targets constrain only together, the strongest first."""
    names = [one.name for one in result.learnt]
    pairs = [
        (float(result.correlation[a, b]), names[a], names[b])
        for a in range(len(names))
        for b in range(a)
        if abs(result.correlation[a, b]) >= STRONG
    ]
    said = Text("{a} with {b}: {r}", "{a} 与 {b}：{r}")
    return [said.filled(a=a, b=b, r=f"{r:+.2f}").to(lang) for r, a, b in sorted(pairs, key=lambda one: -abs(one[0]))]


def page(result: Calibration, lang: Lang) -> str:
    """The calibration as Markdown."""
    parts = []
    for title, header, rows in tables(result, lang):
        parts.append(f"## {title.to(lang)}\n\n{markdown(header, rows)}")
    pairs = correlated(result, lang) or [Text("None is stronger than 0.4.", "没有强于0.4的相关。").to(lang)]
    parts.append(
        f"## {Text('Constrained only together', '只能共同约束').to(lang)}\n\n" + "\n".join(f"- {one}" for one in pairs)
    )
    found, screening = result.fit, result.screening
    head = Text(
        "# Calibration\n\nOf {sets} parameter sets {kept} were fitted with. Of {draws} draws of the posterior {left} show "
        "the patterns asked of them; {shipped} of these, {different} different ones, are the sample.\n\n",
        "# 校准\n\n{sets}组参数中有{kept}组用于拟合。后验的{draws}次抽样中有{left}次满足所要求的模式；"
        "样本取其中{shipped}组（互不相同者{different}组）。\n\n",
    ).filled(
        sets=found.sets, kept=found.candidates, draws=screening.draws, left=len(screening.left),
        shipped=len(result.draws), different=result.different,
    )  # fmt: skip
    together = TOGETHER
    if found.widened > 1:
        together = (COMPROMISE if found.met_together else NOT_MET).filled(widened=f"{found.widened:g}")
    return head.to(lang) + together.to(lang) + "\n\n" + "\n\n".join(parts) + "\n"


def write_calibration(result: Calibration, folder: Path, lang: Lang) -> list[Path]:
    """The page and its figures; returns their paths."""
    paths = [folder / "calibration.md", folder / "learnt.png", folder / "reach.png"]
    paths[0].write_text(page(result, lang), encoding="utf-8")
    for draw, path in ((learnt, paths[1]), (reach, paths[2])):
        draw(result, lang).savefig(path, dpi=DPI)
    return paths


def learnt(result: Calibration, lang: Lang) -> Figure:
    """Posterior of every number over its range, the best known first."""
    labels = {one.path: one.label for one in calibrated()}
    prior = Prior(calibrated())
    unit = prior.unit(result.draws)
    with figure_style(lang):
        figure = new_figure(TITLE.to(lang), [one.to(lang) for one in LEARNT_SUBTITLE], _footer(result, lang), lang)
        axes = plain_axes(figure, (0.33, 0.12, 0.57, 0.70))
        order = _sorted(result)
        for height, one in enumerate(reversed(order)):
            own = unit[:, prior.names.index(one.name)]
            _strip(axes, height, np.quantile(own, [0.05, 0.25, 0.5, 0.75, 0.95]), KNOWN if one.identified else UNKNOWN)
            _name(axes, height, labels[one.name].to(lang))
            axes.text(
                1.03,
                height,
                f"{max(one.contraction, 0):.2f}",
                size=SMALL,
                va="center",
                color=INK if one.identified else SOFT,
            )
        axes.set(xlim=(0, 1), ylim=(-0.7, len(order) - 0.3), yticks=[], xticks=[0, 0.5, 1])
        axes.set_xticklabels(
            [
                Text("lower end of the range", "范围下限").to(lang),
                Text("middle", "中间").to(lang),
                Text("upper end", "范围上限").to(lang),
            ]
        )
        axes.grid(visible=True, axis="x")
        return figure


def reach(result: Calibration, lang: Lang) -> Figure:
    """Where each target lies among the prior's runs, one scale each."""
    with figure_style(lang):
        figure = new_figure(REACH_TITLE.to(lang), [one.to(lang) for one in REACH_SUBTITLE], _footer(result, lang), lang)
        step = 0.70 / len(result.fit.reach)
        for nth, one in enumerate(result.fit.reach):
            axes = plain_axes(figure, (0.36, 0.80 - step * (nth + 0.62), 0.55, step * 0.42))
            _one_reach(axes, one, lang)
        return figure


def _one_reach(axes: Axes, one: Reach, lang: Lang) -> None:
    target = one.target
    axes.axvspan(target.low, target.high, color=MODULE_COLOURS["selfmanage"], alpha=0.45, linewidth=0)
    axes.plot([one.low, one.high], [0, 0], color=KNOWN if one.reached else INK, linewidth=2.5)
    axes.plot([one.median], [0], "o", color=KNOWN if one.reached else INK, markersize=8)
    low, high = min(one.low, target.low), max(one.high, target.high)
    room = 0.06 * (high - low)
    axes.set(ylim=(-1, 1), yticks=[], xlim=(low - room, high + room))
    axes.xaxis.set_major_formatter(lambda value, _: number(target, value))
    axes.grid(visible=False)
    words = target.label.to(lang) + ("" if one.reached else f"\n{OUT.to(lang)}")
    axes.text(-0.03, 0.5, words, transform=axes.transAxes, ha="right", va="center", size=WORDS)


def _strip(axes: Axes, height: int, at: NDArray[np.float64], colour: str) -> None:
    axes.plot([at[0], at[4]], [height, height], color=colour, linewidth=1.6)
    axes.plot([at[1], at[3]], [height, height], color=colour, linewidth=5)
    axes.plot([at[2]], [height], "o", color=INK, markersize=5)


def _name(axes: Axes, height: int, words: str) -> None:
    fitted(axes.text(-0.02, height, words, size=SMALL, ha="right", va="center"), LONGEST)


def _sorted(result: Calibration) -> list[Learnt]:
    return sorted(result.learnt, key=lambda one: -one.contraction)


def _footer(result: Calibration, lang: Lang) -> str:
    said = Text(
        "{sets} parameter sets, fitted with {kept} • {method} • {left} of {draws} draws show the patterns asked • "
        "identified from contraction {least} on",
        "{sets}组参数，以{kept}组拟合 • {method} • {draws}次抽样中{left}次满足所要求的模式 • 收缩不低于{least}视为受约束",
    )
    return said.filled(
        sets=result.fit.sets, kept=result.fit.candidates, method=METHOD_NAMES[result.fit.best.method.name].to(lang),
        left=len(result.screening.left), draws=result.screening.draws, least=IDENTIFIED,
    ).to(lang)  # fmt: skip


def _said(header: list[Text], lang: Lang) -> list[str]:
    return [text.to(lang) for text in header]
