"""What a calibration found, in tables, figures and a page."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from sim.lab.calibration.calibrate import Calibration
from sim.lab.calibration.constraints import PatternConstraint, Way
from sim.lab.calibration.prior import calibrated_numbers
from sim.report.figures.calibration import METHOD_NAMES, OUT, by_contraction, number, posterior_figure, reach_figure
from sim.report.folder import write_folder
from sim.report.text.intervals import levelled
from sim.report.text.table import Table, columns
from sim.text import Lang, Text

COUNTS = Text(
    "Of {sets} parameter sets {kept} were fitted with. {draws} draws of the posterior were run once more in the worlds "
    "of the design and {again} of them in the others; {left} of these show the patterns asked of them; {shipped}, "
    "{different} different ones, are the sample.",
    "{sets}组参数中有{kept}组用于拟合。后验的{draws}次抽样在设计所用的情景中重新模拟，其中{again}次再在其余情景中模拟，"
    "{left}次满足所要求的模式；样本取其中{shipped}组（互不相同者{different}组）。",
)
TOGETHER = Text("Everything fitted can be met together.", "所有参与拟合的目标和模式可以同时满足。")
COMPROMISE = Text(
    "Targets and patterns cannot all be met together. Only with these tolerances, in multiples of what was published, "
    "do they lie where the method was tested: {widened}. The posterior is a compromise between them, and validation "
    "shows which it misses.",
    "目标与模式无法全部同时满足。只有把容差放宽到公布值的下列倍数，它们才落在方法检验过的范围内：{widened}。"
    "后验是各项之间的折中，哪些未达到见验证。",
)
NOT_MET = Text(
    "Even with these tolerances, in multiples of what was published, targets and patterns do not lie together where "
    "the method was tested: {widened}.",
    "即使把容差放宽到公布值的下列倍数，目标与模式也不能一起落在方法检验过的范围内：{widened}。",
)
AS_PUBLISHED = Text("the others as published", "其余按公布值")
FIRST_PATTERNS = Text("Required patterns among the sets of the design", "设计参数组中的必备模式")
AGAIN_PATTERNS = Text("Required patterns among the draws of the posterior", "后验抽样中的必备模式")
LATER_PATTERNS = Text("Required patterns among the draws kept", "保留的抽样中的必备模式")
LIST = {"en": ", ", "zh": "、"}
STRONG = 0.4  # a posterior correlation worth naming

REACHED = Text("fitted", "参与拟合")
WAYS: dict[Way, Text] = {
    "rejected": Text("asked: sets that miss it are dropped", "作为约束：剔除未满足者"),
    "fitted": Text("asked: its limits are fitted", "作为约束：其范围参与拟合"),
    "shown": Text("shown by every draw tried", "试算的抽样全部满足"),
    "rare": Text("not asked: too few would be left", "未作约束：否则所剩太少"),
}
YES, NO = Text("yes", "是"), Text("stays at its prior", "仍为先验")


def tables(result: Calibration, lang: Lang) -> list[Table]:
    """Tables of a calibration: targets in reach, required patterns, methods, parameters, targets left out."""
    return [
        _reach(result, lang),
        _asked(FIRST_PATTERNS, result.fit.patterns, lang),
        _methods(result, lang),
        _asked(AGAIN_PATTERNS, result.screening.first, lang),
        _asked(LATER_PATTERNS, result.screening.later, lang),
        _learnt(result, lang),
        _without(result, lang),
    ]


def _reach(result: Calibration, lang: Lang) -> Table:
    header = [
        Text("target", "目标"),
        Text("published", "公布"),
        Text("prior: median", "先验中位数"),
        levelled(Text("{middle}", "{middle}区间")),
        Text("", ""),
    ]
    rows = [
        [one.target.label.to(lang), f"{number(one.target, one.target.low)} – {number(one.target, one.target.high)}",
         number(one.target, one.median), f"{number(one.target, one.low)} – {number(one.target, one.high)}",
         (REACHED if one.reached else OUT).to(lang)]
        for one in result.fit.reach
    ]  # fmt: skip
    return _table(
        Text("Before fitting: can the model reach the case?", "拟合之前：模型能否达到案例？"), header, rows, lang
    )


def _asked(title: Text, patterns: Sequence[PatternConstraint], lang: Lang) -> Table:
    header = [Text("pattern", "模式"), Text("statement", "内容"), Text("expected", "预期"), Text("median", "中位数"),
              Text("sets that show it", "满足比例"), Text("", "")]  # fmt: skip
    rows = [
        [one.finding.name, one.finding.statement.to(lang), f"{one.finding.low:.3g} – {one.finding.high:.3g}",
         f"{np.nanmedian(one.finding.values):.3g}", f"{100 * one.share:.0f}%", WAYS[one.way].to(lang)]
        for one in patterns
    ]  # fmt: skip
    return _table(title, header, rows, lang)


def _methods(result: Calibration, lang: Lang) -> Table:
    header = [Text("method", "方法"), Text("50% interval holds the truth", "50%区间覆盖率"),
              levelled(Text("{middle} interval", "{middle}区间覆盖率")), Text("contraction", "收缩"),
              Text("error", "误差"),
              Text("uneven ranks", "秩不均匀"), Text("", "")]  # fmt: skip
    rows = [
        [METHOD_NAMES[one.method.name].to(lang), f"{one.covered[0.5]:.2f}", f"{one.covered[0.9]:.2f}",
         f"{one.contraction:.2f}", f"{one.error:.3f}",
         f"{one.uneven}/{len(result.marginals)}", Text("chosen", "采用").to(lang) if one is result.fit.best else ""]
        for one in result.fit.tested
    ]  # fmt: skip
    title = Text(
        f"Known truths found again ({result.fit.best.cases} cases)", f"对已知真值的检验（{result.fit.best.cases}例）"
    )
    return _table(title, header, rows, lang)


def _learnt(result: Calibration, lang: Lang) -> Table:
    labels = {one.path: one.label for one in calibrated_numbers()}
    header = [
        Text("number", "参数"),
        Text("meaning", "含义"),
        Text("median", "中位数"),
        levelled(Text("{middle}", "{middle}区间")),
        Text("contraction", "收缩"),
        Text("constrained", "是否受约束"),
    ]
    rows = [
        [one.name, labels[one.name].to(lang), f"{one.median:.3g}", f"{one.low:.3g} – {one.high:.3g}",
         f"{one.contraction:.2f}", (YES if one.identified else NO).to(lang)]
        for one in by_contraction(result)
    ]  # fmt: skip
    return _table(Text("What was learnt", "学到了什么"), header, rows, lang)


def _without(result: Calibration, lang: Lang) -> Table:
    header = [
        Text("target left out", "留出的目标"),
        Text("published", "公布"),
        Text("from the others: median", "由其余目标预测：中位数"),
        levelled(Text("{middle}", "{middle}区间")),
    ]
    rows = []
    for one in result.fit.reach:
        if one.target.name in result.fit.without:
            median, low, high = (number(one.target, value) for value in result.fit.without[one.target.name])
            published = f"{number(one.target, one.target.low)} – {number(one.target, one.target.high)}"
            rows.append([one.target.label.to(lang), published, median, f"{low} – {high}"])
    return _table(Text("Each target from the others", "用其余目标预测每个目标"), header, rows, lang)


def correlated(result: Calibration, lang: Lang) -> list[str]:
    """Pairs of numbers that the targets constrain only together, the strongest first."""
    names = [one.name for one in result.marginals]
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
    return f"# {Text('Calibration', '校准').to(lang)}\n\n{summary(result, lang)}\n\n{sections(result, lang)}"


def summary(result: Calibration, lang: Lang) -> str:
    """How many parameter sets were run and fitted with, and whether everything fitted can be met together."""
    found, screening = result.fit, result.screening
    counts = COUNTS.filled(
        sets=found.sets, kept=found.candidates, draws=screening.draws, again=screening.again,
        left=len(screening.left), shipped=len(result.draws), different=result.different,
    )  # fmt: skip
    labels = {one.target.name: one.target.label.to(lang) for one in found.reach}
    wider = [f"{labels[name]} ×{times:g}" for name, times in found.widened.items() if times > 1]
    if len(wider) < len(found.widened):
        wider.append(AS_PUBLISHED.to(lang))
    together = TOGETHER
    if max(found.widened.values()) > 1 or not found.met_together:
        together = (COMPROMISE if found.met_together else NOT_MET).filled(widened=LIST[lang].join(wider))
    return f"{counts.to(lang)}\n\n{together.to(lang)}"


def sections(result: Calibration, lang: Lang) -> str:
    """Every table under its title, and what is constrained only together."""
    parts = [f"## {one.title}\n\n{one.to_markdown()}" for one in tables(result, lang)]
    pairs = correlated(result, lang) or [Text("None is stronger than 0.4.", "没有强于0.4的相关。").to(lang)]
    together = Text("Constrained only together", "只能共同约束").to(lang)
    return "\n\n".join([*parts, f"## {together}\n\n" + "\n".join(f"- {one}" for one in pairs)]) + "\n"


def write_calibration(result: Calibration, folder: Path, lang: Lang) -> list[Path]:
    """The page and its figures; returns their paths."""
    drawn = {"learnt.png": posterior_figure(result, lang), "reach.png": reach_figure(result, lang)}
    return write_folder(folder, {"calibration.md": page(result, lang), **drawn})


def _table(title: Text, header: Sequence[Text], rows: list[list[str]], lang: Lang) -> Table:
    return Table(columns(header, lang), rows, title.to(lang), words=2)
