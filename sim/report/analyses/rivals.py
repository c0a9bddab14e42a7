"""Rivals against patterns, as a figure and as a table."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from sim.agents.resident.rules import RULES
from sim.lab.patterns.residents import FAIL, PASS, WEAK
from sim.lab.validation.rivals import AGAINST, FOR, GROUPS, MISSED_BY_ALL, NOTHING, UNDECIDED, UNMEASURED, RivalResult
from sim.report.figures import style
from sim.report.text.caveats import CAUTION
from sim.report.text.table import Table, columns
from sim.text import Lang, Text

# A colour and a sign for each verdict, so that neither is needed to tell them apart
LOOKS = {PASS: ("#0F6E52", "●"), WEAK: ("#E9C46A", "○"), FAIL: ("#B3421F", "×"), UNMEASURED: ("#FFFFFF", "–")}
ON_DARK = {PASS: "#FFFFFF", FAIL: "#FFFFFF"}
TITLE = Text("Which patterns tell the full model from its rivals", "哪些模式能区分完整模型与竞争模型")
READ = Text(
    "One column a rule by which residents decide. In bold: patterns that some rules miss and others do not; the rest "
    "says nothing for any of them.",
    "每列一种居民决策规则。粗体：有的规则未达到、有的并非如此的模式；其余模式不能支持任何一种规则。",
)
FOOTER = Text(
    "verdict by the 99% interval over {seeds} seeds: inside the threshold, across it, or outside; " + CAUTION.en,
    "按{seeds}个随机种子的99%区间判定：全在阈值内、跨越阈值、全在阈值外；" + CAUTION.zh,
)
CODES = {"full": "M2", "no_social": "M0", "thresholds": "M1", "indirect_crowding": "M3"}  # as the evidence names them
HEADER = (Text("pattern", "模式"), Text("statement", "内容"), Text("expected", "预期"))
SAYS = Text("says", "说明")
CLASSES = (FOR, AGAINST, UNDECIDED, MISSED_BY_ALL, NOTHING)
PATTERNS, WHICH = Text("patterns", "模式数"), Text("which", "哪些")
RULE, MISSED = Text("rule", "规则"), Text("missed", "未达到")
SHARED = ("P15a", "P15b", "P15c")  # measured twice, in two groups
PANELS, GAP = 3, 0.022
CELL, ROW_TYPE, NAME = 0.0225, 8.6, 0.031
TOP_ROW, LEGEND = 0.815, 0.095


def rivals(outcomes: Sequence[RivalResult], lang: Lang) -> Figure:
    """Every pattern, group by group, with its verdict under every rule."""
    seeds = max(one.findings["full"].values.size for one in outcomes)
    with style.figure_style(lang):
        figure = style.new_figure(TITLE.to(lang), [READ.to(lang)], FOOTER.to(lang).format(seeds=seeds), lang)
        longest = max(sum(one.group == group for one in outcomes) for group in GROUPS)
        height = (TOP_ROW - 0.05 - style.BOTTOM) / longest
        width = (style.RIGHT - style.LEFT + 0.012 - GAP * (PANELS - 1)) / PANELS
        for nth, (group, label) in enumerate(GROUPS.items()):
            left = style.EDGE + nth * (width + GAP)
            style.heavy(figure.text(left, TOP_ROW + 0.027, label.to(lang), size=11.5))
            _panel(figure, [one for one in outcomes if one.group == group], (left, width, height), lang)
        _legend(figure, lang)
        return figure


def _panel(figure: Figure, outcomes: Sequence[RivalResult], place: tuple[float, float, float], lang: Lang) -> None:
    left, width, height = place
    cells = left + width - CELL * len(RULES)
    for at, rule in enumerate(RULES):
        figure.text(cells + (at + 0.47) * CELL, TOP_ROW + 0.005, CODES[rule], size=ROW_TYPE, color=style.SOFT,
                    ha="center", va="center")  # fmt: skip
    for n, one in enumerate(outcomes):
        middle = TOP_ROW - 0.012 - (n + 0.5) * height
        ink = style.INK if one.informative else style.SOFT
        name = figure.text(left, middle, one.name, size=ROW_TYPE, color=ink, va="center")
        statement = one.findings["full"].statement.to(lang)
        words = figure.text(left + NAME, middle, statement, size=ROW_TYPE, color=ink, va="center")
        style.fitted(words, cells - left - NAME - 0.006)
        if one.informative:
            style.heavy(name), style.heavy(words)
        for at, rule in enumerate(RULES):
            colour, sign = LOOKS[one.verdict(rule)]
            corner = (cells + at * CELL, middle - 0.45 * height)
            figure.add_artist(
                Rectangle(corner, CELL * 0.94, height * 0.9, facecolor=colour, edgecolor=style.GRID, lw=0.6)
            )
            figure.text(corner[0] + 0.47 * CELL, middle, sign, size=ROW_TYPE, va="center", ha="center",
                        color=ON_DARK.get(one.verdict(rule), style.INK))  # fmt: skip


def _legend(figure: Figure, lang: Lang) -> None:
    left = style.EDGE
    for verdict, (colour, sign) in LOOKS.items():
        figure.add_artist(
            Rectangle((left, LEGEND - 0.013), CELL * 0.94, 0.026, facecolor=colour, edgecolor=style.GRID, lw=0.6)
        )
        figure.text(
            left + 0.47 * CELL, LEGEND, sign, size=10, va="center", ha="center", color=ON_DARK.get(verdict, style.INK)
        )
        label = figure.text(left + CELL + 0.005, LEGEND, verdict.to(lang), size=10.5, va="center")
        left += CELL + 0.025 + float(label.get_window_extent().width) / figure.bbox.width
    names = "   ".join(f"{CODES[rule]} {label.to(lang)}" for rule, label in RULES.items())
    figure.text(style.RIGHT, LEGEND, names, size=10.5, va="center", ha="right")


def rivals_table(outcomes: Sequence[RivalResult], group: str, lang: Lang) -> str:
    """The patterns of a group as Markdown: what is expected, figure and verdict under every rule, what that says."""
    header = [*HEADER, *RULES.values(), SAYS]
    rows = []
    for one in outcomes:
        if one.group == group:
            full = one.findings["full"]
            figures = [_figure(one, rule, lang) for rule in RULES]
            rows.append([one.name, full.statement.to(lang), f"{full.low:.3g} to {full.high:.3g}", *figures,
                         one.says.to(lang)])  # fmt: skip
    return Table(columns(header, lang), rows).to_markdown()


def rivals_summary(outcomes: Sequence[RivalResult], lang: Lang) -> str:
    """Which patterns say what, and which each rule misses, as two Markdown tables."""
    said = {what: [one for one in outcomes if one.says == what] for what in CLASSES}
    missed = {label: [one for one in outcomes if one.verdict(rule) == FAIL] for rule, label in RULES.items()}
    unmeasured = {label: [one for one in outcomes if one.verdict(rule) == UNMEASURED] for rule, label in RULES.items()}
    rows = [[what.to(lang), str(len(those)), _names(those)] for what, those in said.items()]
    by_rule = [
        [label.to(lang), str(len(those)), _names(those), _names(unmeasured[label])] for label, those in missed.items()
    ]
    return (
        Table(columns((SAYS, PATTERNS, WHICH), lang), rows).to_markdown()
        + "\n"
        + Table(columns((RULE, MISSED, WHICH, UNMEASURED), lang), by_rule).to_markdown()
    )


def _names(outcomes: Sequence[RivalResult]) -> str:
    """Names of patterns; where two groups have one of the same name, those of governance are marked."""
    return ", ".join(f"{one.name}{'*' if one.group == 'governance' and one.name in SHARED else ''}" for one in outcomes)


def _figure(outcome: RivalResult, rule: str, lang: Lang) -> str:
    verdict = outcome.verdict(rule)  # type: ignore[arg-type]  # a key of RULES
    if verdict == UNMEASURED:
        return verdict.to(lang)
    return f"{outcome.findings[rule].mean:.3g}, {verdict.to(lang)}"  # type: ignore[index]  # a key of RULES
