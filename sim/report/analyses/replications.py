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
from sim.report.figures import panels, style
from sim.report.folder import write_folder
from sim.report.terminal import console, print_table
from sim.report.text.effects import NONE, cells_of, columns_of, notes, study_of, way_of
from sim.report.text.table import Table, columns
from sim.text import Lang, Text

TITLE = Text("Published effects and simulated ones", "已发表的效应与模拟的效应")
PAGE = Text(" ({page} of {pages})", "（{page}/{pages}）")
SCALE = Text(
    " Each row has its own scale, so that its tolerance fills the band.", "各行自有刻度，使其容许范围正好占满色带。"
)
BEFOREHAND = Text(
    "Tolerances were written down before the first run; nothing was fitted to them. An arrow: beyond the edge.",
    "容许范围在首次运行前写定，未据此拟合任何参数。箭头表示超出图边。",
)
COLUMNS = (
    Text("published (tolerance)", "已发表（容许范围）"),
    Text("simulated ({interval})", "模拟（{interval}）"),
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
BEFORE = Text(" Version 0.1: {before}.", "0.1版：{before}。")
INSIDE = Text(" Inside in {inside} of the parameter sets.", "{inside}的参数组落入范围。")
COLOURS = {PASS: "#0F6E52", FAIL: "#D55E00"}
UNSURE, BAND = "#B58900", "#E3EFE9"
REACH = 2.8  # half the axis, in widths of the tolerance
MOST_LINES = 21  # on a slide
AT_LEFT, AT_RIGHT = 260.0, 380.0  # points beside the plot
COLUMNS_AT = (13.0, 145.0, 296.0)  # points from its right edge


def replication_table(found: Sequence[ReplicatedEffect], lang: Lang) -> Table:
    """A row an effect; the study stands before its first effect.

    There is a column for version 0.1 where it was asked, and one for parameter sets where runs differ in them.
    """
    rows, before, shown = [], "", columns_of(found)
    for one in found:
        study = "" if one.replication.name == before else study_of(one, lang)
        cells = cells_of(one, lang)
        rows.append([study, *(cells[name] for name in shown)])
        before = one.replication.name
    return Table(columns((Text("study", "研究"), *shown.values()), lang), rows)


def replication_count(found: Sequence[ReplicatedEffect]) -> Text:
    """How many effects were found again, in a sentence."""
    verdicts = [one.verdict for one in found]
    return way_of(found).counted.filled(
        passed=str(verdicts.count(PASS)), missed=str(verdicts.count(FAIL)), all=str(len(found))
    )


def print_replications(found: Sequence[ReplicatedEffect], lang: Lang) -> None:
    """The table, and how many effects were found again."""
    print_table(replication_table(found, lang))
    console().print(replication_count(found).to(lang))
    console().print(notes(found, lang), style="dim")


def replication_report(found: Sequence[ReplicatedEffect], lang: Lang) -> str:
    """Study by study in words: where it comes from, how it was repeated, what was found."""
    lines = [replication_count(found).to(lang)]
    before = ""
    for one in found:
        study = one.replication
        if study.name != before:
            before = study.name
            lines += ["", study_of(one, lang)]
            lines.append(SOURCE.filled(source=study.source.replace(" ", ", ")).to(lang))
            words = Text(study.operationalisation.en.strip(), study.operationalisation.zh.strip())
            lines.append(HOW.filled(words=words).to(lang))
            if study.changed is not None:
                lines.append(CHANGED.filled(words=Text(study.changed.en, study.changed.zh)).to(lang))
        lines.append(LINE.to(lang).format(**cells_of(one, lang)) + _further(one, lang))
    return "\n".join([*lines, "", notes(found, lang)]) + "\n"


def _further(one: ReplicatedEffect, lang: Lang) -> str:
    """What version 0.1 gave, and in how many parameter sets the number lies inside, where that is known."""
    cells = cells_of(one, lang)
    said = [BEFORE] if one.effect.before is not None else []
    said += [INSIDE] if one.over_draws else []
    return "".join(words.to(lang).format(**cells) for words in said)


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
        way = way_of(found)
        drawn = way.drawn.filled(runs=found[0].seeds).to(lang) + SCALE.to(lang)
        read = [drawn, *([] if all(one.replication.seen for one in found) else [BEFOREHAND.to(lang)])]
        figure = style.new_figure(title, read, notes(found, lang), lang)
        (axes,) = panels.in_rows(figure, 1, left=AT_LEFT, right=AT_RIGHT, top=30)
        _ground(axes, _lines(found), lang)
        for name, at in zip(COLUMNS, COLUMNS_AT, strict=True):
            panels.beside(
                axes,
                name.filled(interval=way.interval).to(lang),
                (1, 1),
                (at, 7),
                xycoords="axes fraction",
                colour=style.SOFT,
            )
        line, before = 0, ""
        for one in found:
            if one.replication.name != before:
                before = one.replication.name
                style.heavy(_beside(axes, (0, line), -AT_LEFT, AT_LEFT - 12, study_of(one, lang), size=style.WORDS))
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
    cells = cells_of(one, lang)
    simulated = f"{cells['simulated']} ({cells['interval']})" if one.measured else NONE
    verdict = cells["verdict"] + (f" {cells['inside']}" if one.over_draws else "")
    colour = COLOURS.get(one.verdict, UNSURE)
    _beside(axes, (0, line), 12 - AT_LEFT, AT_LEFT - 22, cells["effect"], colour=style.SOFT)
    first, second, third = COLUMNS_AT
    _beside(
        axes, (1, line), first, second - first - 3, f"{cells['published']} ({cells['tolerance']})", colour=style.SOFT
    )
    _beside(axes, (1, line), second, third - second - 3, simulated)
    style.heavy(_beside(axes, (1, line), third, AT_RIGHT - third, verdict, colour=colour))
    if not one.measured:
        return
    low, high = (_placed(one, end) for end in one.interval)
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
                "version_0.1": one.effect.before,
                "simulated": one.finding.mean if one.measured else None,
                "low": one.interval[0] if one.measured else None,
                "high": one.interval[1] if one.measured else None,
                "runs": one.finding.values.size,
                "share_inside": one.inside,
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
