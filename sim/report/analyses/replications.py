"""Published effects against simulated ones: the table, the words, the forest plot, and the folder they go to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import polars as pl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.text import Annotation

from sim.lab.patterns.residents import FAIL, PASS
from sim.lab.validation.replications import ReplicatedEffect
from sim.lab.validation.replications.contrasts import MEASURES
from sim.report.figures import panels, style
from sim.report.folder import write_folder
from sim.report.terminal import console, print_table
from sim.report.text.caveats import CAUTION
from sim.report.text.table import Table, columns
from sim.text import Lang, Text

TITLE = Text("Published effects and simulated ones", "已发表的效应与模拟的效应")
PAGE = Text(" ({page} of {pages})", "（{page}/{pages}）")
READ = (
    Text(
        "Dot: mean of {seeds:seed}; line: 99% interval over seeds. Each row has its own scale, so that its tolerance "
        "fills the band.",
        "圆点：{seeds:个}种子的均值；横线：99%区间（种子之间）。各行自有刻度，使其容许范围正好占满色带。",
    ),
    Text(
        "Tolerances were written down before the first run; nothing was fitted to them. An arrow: beyond the edge.",
        "容许范围在首次运行前写定，未据此拟合任何参数。箭头表示超出图边。",
    ),
)
HEADER = (
    Text("effect", "效应"),
    Text("measure", "度量"),
    Text("published", "已发表"),
    Text("tolerance", "容许范围"),
    Text("simulated", "模拟"),
    Text("99% interval", "99%区间"),
    Text("verdict", "判定"),
)
COLUMNS = (
    Text("published (tolerance)", "已发表（容许范围）"),
    Text("simulated (99% interval)", "模拟（99%区间）"),
    Text("verdict", "判定"),
)
ENDS = (Text("low", "下限"), Text("published", "已发表"), Text("high", "上限"))
SOURCE = Text("Source: {source}.", "来源：{source}。")
HOW = Text("In the simulation: {words}", "模拟中：{words}")
CHANGED = Text("Changed: {words}", "变动：{words}")
LINE = Text(
    "- {effect} ({measure}): published {published}, tolerance {tolerance}; simulated {simulated} "
    "({interval}): {verdict}.",
    "- {effect}（{measure}）：已发表 {published}，容许范围 {tolerance}；模拟 {simulated}（{interval}）：{verdict}。",
)
MEMORY = Text("* published number quoted from memory", "* 已发表数字凭记忆引用")
COUNTED = Text(
    "{passed} of {all} effects lie within their tolerance with the whole 99% interval, {missed} outside, the others "
    "between.",
    "{all}项效应中，{passed}项的99%区间完全在容许范围内，{missed}项完全在外，其余介于两者之间。",
)
LATER = Text("※ changed or extended after a first run, as the text says", "※ 首次试跑后有改动或补充，详见文字说明")
NEXT = Text("to", "至")
COLOURS = {PASS: "#0F6E52", FAIL: "#D55E00"}
UNSURE, BAND = "#B58900", "#E3EFE9"
REACH = 2.8  # half the axis, in widths of the tolerance
DECIMALS = 4  # beyond which digits say nothing of an effect
MOST_LINES = 21  # on a slide
AT_LEFT, AT_RIGHT = 260.0, 380.0  # points beside the plot
COLUMNS_AT = (13.0, 145.0, 296.0)  # points from its right edge


def replication_table(found: Sequence[ReplicatedEffect], lang: Lang) -> Table:
    """A row an effect; the study stands before its first effect."""
    rows, before = [], ""
    for one in found:
        study = "" if one.replication.name == before else _study(one, lang)
        rows.append([study, *_cells(one, lang).values()])
        before = one.replication.name
    return Table(columns((Text("study", "研究"), *HEADER), lang), rows)


def _study(one: ReplicatedEffect, lang: Lang) -> str:
    title = Text(one.replication.title.en, one.replication.title.zh).to(lang)
    return title if one.replication.changed is None else f"{title} ※"


def _notes(lang: Lang) -> str:
    """What the marks mean, and what the model is not."""
    return " · ".join(words.to(lang) for words in (MEMORY, LATER, CAUTION))


def _cells(one: ReplicatedEffect, lang: Lang) -> dict[str, str]:
    """What a row of the table says of an effect, column by column."""
    return {
        "effect": one.finding.statement.to(lang),
        "measure": MEASURES[one.effect.measure].label.to(lang),
        "published": _number(one.effect.published) + ("*" if one.effect.read == "memory" else ""),
        "tolerance": _range(*one.effect.tolerance, lang),
        "simulated": _number(one.finding.mean) if one.measured else "–",
        "interval": _range(*one.finding.interval, lang) if one.measured else "–",
        "verdict": one.verdict.to(lang),
    }


def _number(value: float) -> str:
    return f"{round(value, DECIMALS):.3g}".replace("-", "−")


def _range(low: float, high: float, lang: Lang) -> str:
    return f"{_number(low)} {NEXT.to(lang)} {_number(high)}"


def replication_count(found: Sequence[ReplicatedEffect]) -> Text:
    """How many effects were found again, in a sentence."""
    verdicts = [one.verdict for one in found]
    return COUNTED.filled(passed=str(verdicts.count(PASS)), missed=str(verdicts.count(FAIL)), all=str(len(found)))


def print_replications(found: Sequence[ReplicatedEffect], lang: Lang) -> None:
    """The table, and how many effects were found again."""
    print_table(replication_table(found, lang))
    console().print(replication_count(found).to(lang))
    console().print(_notes(lang), style="dim")


def replication_report(found: Sequence[ReplicatedEffect], lang: Lang) -> str:
    """Study by study in words: where it comes from, how it was repeated, what was found."""
    lines = [replication_count(found).to(lang)]
    before = ""
    for one in found:
        study = one.replication
        if study.name != before:
            before = study.name
            lines += ["", _study(one, lang)]
            lines.append(SOURCE.filled(source=study.source.replace(" ", ", ")).to(lang))
            words = Text(study.operationalisation.en.strip(), study.operationalisation.zh.strip())
            lines.append(HOW.filled(words=words).to(lang))
            if study.changed is not None:
                lines.append(CHANGED.filled(words=Text(study.changed.en, study.changed.zh)).to(lang))
        lines.append(LINE.to(lang).format(**_cells(one, lang)))
    return "\n".join([*lines, "", _notes(lang)]) + "\n"


def forest(found: Sequence[ReplicatedEffect], lang: Lang) -> list[Figure]:
    """Forest plots, as many slides as the effects need."""
    pages = list(_pages(found))
    return [_slide(page, lang, at + 1, len(pages)) for at, page in enumerate(pages)]


def _pages(found: Sequence[ReplicatedEffect]) -> Iterator[list[ReplicatedEffect]]:
    """Effects slide by slide; a study stays together where it fits on one."""
    page: list[ReplicatedEffect] = []
    studies = list(dict.fromkeys(one.replication.name for one in found))
    for name in studies:
        own = [one for one in found if one.replication.name == name]
        if page and _lines(page) + _lines(own) > MOST_LINES:
            yield page
            page = []
        while _lines(page) + _lines(own) > MOST_LINES:
            yield own[: MOST_LINES - 1]
            own = own[MOST_LINES - 1 :]
        page += own
    if page:
        yield page


def _lines(found: Sequence[ReplicatedEffect]) -> int:
    return len(found) + len({one.replication.name for one in found})


def _slide(found: Sequence[ReplicatedEffect], lang: Lang, page: int, pages: int) -> Figure:
    with style.figure_style(lang):
        title = TITLE.to(lang) + (PAGE.filled(page=str(page), pages=str(pages)).to(lang) if pages > 1 else "")
        read = [words.filled(seeds=found[0].seeds).to(lang) for words in READ]
        figure = style.new_figure(title, read, _notes(lang), lang)
        (axes,) = panels.in_rows(figure, 1, left=AT_LEFT, right=AT_RIGHT, top=30)
        _ground(axes, _lines(found), lang)
        for name, at in zip(COLUMNS, COLUMNS_AT, strict=True):
            panels.beside(axes, name.to(lang), (1, 1), (at, 7), xycoords="axes fraction", colour=style.SOFT)
        line, before = 0, ""
        for one in found:
            if one.replication.name != before:
                before = one.replication.name
                style.heavy(_beside(axes, (0, line), -AT_LEFT, AT_LEFT - 12, _study(one, lang), size=style.WORDS))
                line += 1
            _row(axes, one, line, lang)
            line += 1
    return figure


def _ground(axes: Axes, lines: int, lang: Lang) -> None:
    """The band of the tolerance, the published number in its middle."""
    axes.set_xlim(-REACH, REACH)
    axes.set_ylim(max(lines, 8) - 0.4, -0.6)
    axes.grid(visible=False)
    axes.spines["bottom"].set_color(style.GRID)
    axes.axvspan(-1, 1, color=BAND, linewidth=0)
    axes.axvline(0, color=style.FAINT, linewidth=1.2)
    axes.set_yticks([])
    axes.set_xticks([-1, 0, 1], [name.to(lang) for name in ENDS])
    axes.tick_params(axis="x", length=0)


def _beside(axes: Axes, at: tuple[int, int], off: float, room: float, words: str, **looks: Any) -> Annotation:
    """Words in a line at the left (0) or right (1) of the plot, some points from there, no wider than the room."""
    rows = axes.get_yaxis_transform()
    return style.fitted(
        panels.beside(axes, words, at, (off, 0), xycoords=rows, va="center", **looks), room / panels.ACROSS
    )


def _row(axes: Axes, one: ReplicatedEffect, line: int, lang: Lang) -> None:
    effect, _, published, tolerance, simulated, interval, verdict = _cells(one, lang).values()
    colour = COLOURS.get(one.verdict, UNSURE)
    _beside(axes, (0, line), 12 - AT_LEFT, AT_LEFT - 22, effect, colour=style.SOFT)
    first, second, third = COLUMNS_AT
    _beside(axes, (1, line), first, second - first - 3, f"{published} ({tolerance})", colour=style.SOFT)
    _beside(axes, (1, line), second, third - second - 3, f"{simulated} ({interval})" if one.measured else "–")
    style.heavy(_beside(axes, (1, line), third, AT_RIGHT - third, verdict, colour=colour))
    if not one.measured:
        return
    low, high = (_placed(one, end) for end in one.finding.interval)
    middle = _placed(one, one.finding.mean)
    inside = max(-REACH, min(REACH, middle))
    axes.plot([max(low, -REACH), min(high, REACH)], [line, line], color=colour, linewidth=3.0, zorder=3)
    marker = "o" if middle == inside else ("<" if middle < 0 else ">")
    axes.plot(inside, line, marker, color=colour, markersize=8, zorder=4, clip_on=False)


def _placed(one: ReplicatedEffect, value: float) -> float:
    """Where a value stands: 0 the published number, −1 and 1 the ends of the tolerance."""
    low, high = one.effect.tolerance
    gap = value - one.effect.published
    width = one.effect.published - low if gap < 0 else high - one.effect.published
    return 0.0 if gap == 0 else gap / width if width else REACH * 2 * (1 if gap > 0 else -1)


def replication_frame(found: Sequence[ReplicatedEffect], lang: Lang) -> pl.DataFrame:
    """One row an effect, with plain numbers."""
    return pl.DataFrame(
        [
            {
                "replication": one.replication.name,
                "effect": one.finding.statement.to(lang),
                "measure": one.effect.measure,
                "source": one.replication.source,
                "read": one.effect.read,
                "published": one.effect.published,
                "tolerance_low": one.effect.tolerance[0],
                "tolerance_high": one.effect.tolerance[1],
                "simulated": one.finding.mean if one.measured else None,
                "low": one.finding.interval[0] if one.measured else None,
                "high": one.finding.interval[1] if one.measured else None,
                "seeds": one.finding.values.size,
                "verdict": one.verdict.to(lang),
            }
            for one in found
        ]
    )


def write_replications(found: Sequence[ReplicatedEffect], folder: Path, lang: Lang) -> list[Path]:
    """Write the forest plots, `replications.csv` and `replications.txt` into a folder."""
    slides = {f"replications-{at}.png": slide for at, slide in enumerate(forest(found, lang), 1)}
    words = {"replications.txt": replication_report(found, lang)}
    return write_folder(folder, {**slides, "replications.csv": replication_frame(found, lang), **words})
