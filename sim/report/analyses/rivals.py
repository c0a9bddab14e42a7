"""Rivals against patterns, as a figure and as a table."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.text import Annotation

from sim.agents.resident.rules import RULES
from sim.lab.patterns.residents import FAIL, PASS, WEAK
from sim.lab.validation.rivals import AGAINST, FOR, GROUPS, MISSED_BY_ALL, NOTHING, UNDECIDED, UNMEASURED, RivalResult
from sim.report.figures import panels, style
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
# As the evidence names them; the last has no number there
CODES = {"full": "M2", "no_social": "M0", "thresholds": "M1", "indirect_crowding": "M3", "no_own_occasions": "M4"}
HEADER = (Text("pattern", "模式"), Text("statement", "内容"), Text("expected", "预期"))
SAYS = Text("says", "说明")
CLASSES = (FOR, AGAINST, UNDECIDED, MISSED_BY_ALL, NOTHING)
PATTERNS, WHICH = Text("patterns", "模式数"), Text("which", "哪些")
RULE, MISSED = Text("rule", "规则"), Text("missed", "未达到")
SHARED = ("P15a", "P15b", "P15c")  # measured twice, in two groups
CELL, ROW_TYPE, NAME = 21.6, 8.6, 30.0  # points: a cell's width, and where a statement begins
LEGEND = 0.095


def rivals(outcomes: Sequence[RivalResult], lang: Lang) -> Figure:
    """Every pattern, group by group, with its verdict under every rule."""
    seeds = max(one.findings["full"].values.size for one in outcomes)
    with style.figure_style(lang):
        figure = style.new_figure(TITLE.to(lang), [READ.to(lang)], FOOTER.to(lang).format(seeds=seeds), lang)
        longest = max(sum(one.group == group for one in outcomes) for group in GROUPS)
        places = panels.in_rows(figure, len(GROUPS), top=16, bottom=8, across=21)
        for axes, (group, label) in zip(places, GROUPS.items(), strict=True):
            axes.set(xlim=(-panels.points_wide(axes), 0), ylim=(longest, 0))
            axes.set_axis_off()
            panels.heading(axes, label.to(lang), 15, size=style.WORDS)
            for at, rule in enumerate(RULES):
                _words(axes, CODES[rule], (CELL * (at + 0.47 - len(RULES)), -0.5), colour=style.SOFT, ha="center")
            for row, one in enumerate(one for one in outcomes if one.group == group):
                _row(axes, row, one, lang)
        _legend(figure, lang)
        return figure


def _row(axes: Axes, row: int, one: RivalResult, lang: Lang) -> None:
    """A pattern and its verdicts; places from left to right are points from the right edge of the panel."""
    ink, left = style.INK if one.informative else style.SOFT, axes.get_xlim()[0]
    words = _words(axes, one.findings["full"].statement.to(lang), (left + NAME, row + 0.5), colour=ink)
    style.fitted(words, (-CELL * len(RULES) - left - NAME - 6) / panels.ACROSS)
    name = _words(axes, one.name, (left, row + 0.5), colour=ink)
    if one.informative:
        style.heavy(name), style.heavy(words)
    for at, rule in enumerate(RULES, -len(RULES)):
        colour, sign = LOOKS[verdict := one.verdict(rule)]
        axes.add_patch(Rectangle((at * CELL, row + 0.05), CELL * 0.94, 0.9, fc=colour, ec=style.GRID, lw=0.6))
        _words(axes, sign, ((at + 0.47) * CELL, row + 0.5), colour=ON_DARK.get(verdict, style.INK), ha="center")


def _words(axes: Axes, words: str, at: tuple[float, float], **looks: str) -> Annotation:
    return panels.beside(axes, words, at, (0, 0), size=ROW_TYPE, va="center", annotation_clip=False, **looks)


def _legend(figure: Figure, lang: Lang) -> None:
    left = style.EDGE
    for verdict, (colour, sign) in LOOKS.items():
        figure.add_artist(
            Rectangle((left, LEGEND - 0.013), 0.021, 0.026, facecolor=colour, edgecolor=style.GRID, lw=0.6)
        )
        figure.text(
            left + 0.0105, LEGEND, sign, size=10, va="center", ha="center", color=ON_DARK.get(verdict, style.INK)
        )
        label = figure.text(left + 0.0275, LEGEND, verdict.to(lang), size=10.5, va="center")
        left += 0.0475 + float(label.get_window_extent().width) / figure.bbox.width
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
