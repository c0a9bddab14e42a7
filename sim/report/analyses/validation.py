"""What validation found: figures of the case and patterns, as tables, pictures and a page."""

from __future__ import annotations

import json
from importlib import resources
from pathlib import Path
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.lab.design.posterior import Posterior
from sim.lab.validation.validation import FEW, MOST, TWICE, VERDICTS, FigureVerdict, Validation, Verdict
from sim.report.figures import colours, panels, style
from sim.report.folder import write_folder
from sim.report.text.intervals import levelled
from sim.report.text.table import Table, columns
from sim.text import Lang, Text

SHIPPED = "data/validation.json"
COLOURS: dict[Verdict, str] = {
    "pass": colours.GREEN,
    "weak": colours.YELLOW,
    "fail": colours.ORANGE,
}
NAMES, HALF = 176.0, 460.0  # points: left of a panel, and from one column to the next
FITTED, PREDICTED = Text("fitted", "参与拟合"), Text("held out", "未参与拟合（预测）")
TITLE = Text("The case's figures and the model over its posterior", "案例数据与后验模拟")
SUBTITLE = (
    levelled(Text("Band: the published figure with its tolerance. Line: {middle} of runs; thick: half of "
         "them; dot: median.",
         "色带：公布数字及容差。细线：{middle}的运行；粗线：50%；圆点：中位数。")),
    Text("Left, what was fitted; right, what was never fitted. Green passes, yellow is weak, orange misses.",
         "左：参与拟合；右：从未参与拟合。绿为符合，黄为弱符合，橙为未达到。"),
)  # fmt: skip
READING = levelled(Text(
    "A figure of the case passes if the median over parameter sets lies within its limits, is weak if the {middle} "
    "interval reaches them, and fails otherwise. A pattern passes if at least {most}% of parameter sets show it, "
    "fails if at most {few}% do, and is weak between. Held-out figures were never fitted. "
    "Misses are reported as misses.",
    "案例数字：各组参数的中位数落在范围内为符合，{middle}区间触及为弱符合，否则为未达到。模式：至少{most}%的参数组出现为符合，"
    "至多{few}%为未达到，其间为弱符合。预测类数字从未参与拟合；未达到的如实报告。",
))  # fmt: skip
FAR = Text("Held-out figures more than twice their tolerance off: {names}.", "偏离超过两倍容差的预测类数字：{names}。")
ASKED = Text("Calibration asked for {names}; that these hold is no test.", "校准时已要求 {names}，它们成立不构成检验。")
NONE_FAR = Text("No held-out figure is off by more than twice its tolerance.", "没有预测类数字偏离超过两倍容差。")


def number(one: FigureVerdict, value: float) -> str:
    """A figure of the case in words: per cent, thousands, or three digits."""
    if getattr(one.figure, "percent", False):
        return f"{100 * value:.3g}%"
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"  # noqa: PLR2004


def tables(found: Validation, lang: Lang) -> list[Table]:
    """The figures of the case, and the patterns."""
    both = [_figures(found, lang, fitted=True), _figures(found, lang, fitted=False)]
    return [*both, _patterns(found, lang)] if found.held else both


def _figures(found: Validation, lang: Lang, *, fitted: bool) -> Table:
    header = [Text("figure", "数字"), Text("published", "公布"), Text("median", "中位数"), Text("50%", "50%区间"),
              levelled(Text("{middle}", "{middle}区间")), Text("verdict", "判定")]  # fmt: skip
    rows = []
    for one in found.compared:
        if one.fitted == fitted:
            least, low, median, high, most = (number(one, value) for value in one.quantiles)
            published = f"{number(one, one.figure.low)} – {number(one, one.figure.high)}"
            verdict = VERDICTS[one.verdict].to(lang)
            rows.append([one.figure.label.to(lang), published, median, f"{low} – {high}", f"{least} – {most}", verdict])
    return Table(columns(header, lang), rows, (FITTED if fitted else PREDICTED).to(lang), words=2)


def _patterns(found: Validation, lang: Lang) -> Table:
    header = [Text("pattern", "模式"), Text("statement", "内容"), Text("expected", "预期"), Text("median", "中位数"),
              Text("sets that show it", "出现的参数组"), Text("verdict", "判定")]  # fmt: skip
    rows = []
    for one in found.held:
        finding = one.finding
        median = sorted(finding.values.tolist())[finding.values.size // 2]
        rows.append([finding.name, finding.statement.to(lang), f"{finding.low:.3g} – {finding.high:.3g}",
                     f"{median:.3g}",
                     f"{100 * one.inside:.0f}%", VERDICTS[one.verdict].to(lang)])  # fmt: skip
    return Table(columns(header, lang), rows, Text("patterns", "模式").to(lang), words=2)


def page(found: Validation, sample: Posterior, lang: Lang) -> str:
    """The validation as Markdown, with readings of every figure."""
    parts = [READING.filled(most=round(100 * MOST), few=round(100 * FEW)).to(lang), _far(found, lang)]
    if found.held and sample.patterns_asked:
        parts.append(ASKED.filled(names=", ".join(sample.patterns_asked)).to(lang))
    parts += [f"### {one.title}\n\n{one.to_markdown()}".rstrip() for one in tables(found, lang)]
    readings = [f"- {one.figure.label.to(lang)}: {one.figure.reading.to(lang)}" for one in found.compared]
    parts.append(f"### {Text('What is counted', '计数口径').to(lang)}\n\n" + "\n".join(readings))
    made = Text("{draws} of {sets} parameter sets of the posterior (model {version}), one seed each.",
                "后验{sets}组参数中的{draws}组（模型版本 {version}），各用一个种子。")  # fmt: skip
    parts.append(made.filled(draws=found.draws, sets=len(sample), version=sample.origin.get("version", "")).to(lang))
    return "\n\n".join(parts) + "\n"


def _far(found: Validation, lang: Lang) -> str:
    far = [one.figure.label.to(lang) for one in found.compared if not one.fitted and one.tolerances_off > TWICE]
    return (FAR.filled(names=", ".join(far)) if far else NONE_FAR).to(lang)


def record(found: Validation, sample: Posterior) -> dict[str, object]:
    """Every figure and pattern with its verdict, as shipped in `data/validation.json` for reports to quote."""
    figures = [
        {
            "name": one.figure.name,
            "kind": "fitted" if one.fitted else "held out",
            "label": one.figure.label._asdict(),
            "expected": f"{number(one, one.figure.low)} – {number(one, one.figure.high)}",
            "median": number(one, float(one.quantiles[2])),
            "verdict": one.verdict,
        }
        for one in found.compared
    ]
    patterns = [
        {
            "name": one.finding.name,
            "kind": "pattern",
            "label": one.finding.statement._asdict(),
            "expected": f"{one.finding.low:.3g} – {one.finding.high:.3g}",
            "median": f"{sorted(one.finding.values.tolist())[one.finding.values.size // 2]:.3g}",
            "verdict": one.verdict,
        }
        for one in found.held
    ]
    # figures in the order of the page: first what was fitted
    ordered = sorted(figures, key=lambda row: row["kind"] != "fitted")
    return {"version": sample.origin.get("version", ""), "draws": found.draws, "checked": [*ordered, *patterns]}


def shipped_validation() -> dict[str, Any]:
    """The record of the validation that the shipped posterior went through."""
    found: dict[str, Any] = json.loads((resources.files("sim") / SHIPPED).read_text("utf-8"))
    return found


def write_validation(found: Validation, sample: Posterior, folder: Path, lang: Lang) -> list[Path]:
    """The page, the picture and the numbers; returns their paths."""
    lines = ["name,kind,low,high,verdict,values"]
    lines += [
        f"{one.figure.name},{'fitted' if one.fitted else 'held out'},"
        f"{one.figure.low:g},{one.figure.high:g},{one.verdict}," + " ".join(f"{value:g}" for value in one.values)
        for one in found.compared
    ]
    lines += [
        f"{one.finding.name},pattern,{one.finding.low:g},{one.finding.high:g},{one.verdict},"
        + " ".join(f"{value:g}" for value in one.finding.values)
        for one in found.held
    ]
    return write_folder(
        folder,
        {
            "validation.md": f"# {TITLE.to(lang)}\n\n{page(found, sample, lang)}",
            "figures.png": validation_figure(found, lang),
            "validation.csv": "\n".join(lines) + "\n",
        },
    )


def validation_figure(found: Validation, lang: Lang) -> Figure:
    """Every figure of the case on a scale of its own."""
    with style.figure_style(lang):
        footer = Text("{draws} parameter sets of the posterior, one seed each", "后验{draws}组参数，各一个种子")
        words = [one.to(lang) for one in SUBTITLE]
        figure = style.new_figure(TITLE.to(lang), words, footer.filled(draws=found.draws).to(lang), lang)
        for kind, fitted, left, right in ((FITTED, True, NAMES, HALF), (PREDICTED, False, HALF + NAMES, 0.0)):
            own = [one for one in found.compared if one.fitted == fitted]
            places = panels.in_rows(figure, len(own), 1, left=left, right=right, top=54, bottom=10, down=44)
            panels.heading(places[0], kind.to(lang), 16)
            for axes, one in zip(places, own, strict=True):
                _one(axes, one, lang)
        return figure


def _one(axes: Axes, one: FigureVerdict, lang: Lang) -> None:
    least, low, median, high, most = one.quantiles
    figure, colour = one.figure, COLOURS[one.verdict]
    axes.axvspan(figure.low, figure.high, color=style.SOFT, alpha=0.25, linewidth=0)
    axes.plot([least, most], [0, 0], color=colour, linewidth=2)
    axes.plot([low, high], [0, 0], color=colour, linewidth=7)
    axes.plot([median], [0], "o", color=style.INK, markersize=7)
    ends = min(least, figure.low), max(most, figure.high)
    room = 0.06 * (ends[1] - ends[0])
    axes.set(ylim=(-1, 1), yticks=[], xlim=(ends[0] - room, ends[1] + room))
    axes.locator_params(axis="x", nbins=4)
    axes.xaxis.set_major_formatter(lambda value, _: number(one, value))
    axes.grid(visible=False)
    panels.row_name(axes, figure.label.to(lang), 0, NAMES - 8, lines=2)
