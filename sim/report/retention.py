"""What is left after all modules were withdrawn: in sentences, as a table and as a curve."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from math import isnan

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.lab.compare import Study
from sim.lab.retention import LAGS, WINDOW, Moment, retention, weekly_gain
from sim.measures import Measure
from sim.report.names import arm_labels
from sim.report.spread import spread
from sim.report.style import (
    BOTTOM,
    FAINT,
    HEADING,
    INK,
    LEFT,
    RIGHT,
    SMALL,
    SOFT,
    TOP,
    WORDS,
    figure_style,
    fitted,
    heavy,
    new_figure,
    plain_axes,
    points_high,
    spread_out,
)
from sim.report.summary import change, interval, number
from sim.report.words import arm_colours, capital, footer, interval_name, tick_text
from sim.results import YEAR, find_measure
from sim.text import Lang, Text

WHEN = {
    0: Text("just before", "停止前"),
    13: Text("a quarter later", "一个季度后"),
    26: Text("half a year later", "半年后"),
    52: Text("a year later", "一年后"),
}
SHORT = {0: Text("end", "停止"), 13: Text("¼", "¼"), 26: Text("½", "½"), 52: Text("1 year", "1年")}
PER_WEEK = Text("{unit} a week", "{unit}（每周）")
LEFT_AT = Text("{when}:\n{left} [{low}, {high}]", "{when}：\n{left} [{low}, {high}]")
NO_GAIN = Text("no clear difference\nbefore", "停止前无明确差值")
MOST_PANELS = 3
BEFORE, AFTER = 39, 2 * YEAR  # weeks of the curve on either side of the day
TITLE = Text("What is left after all modules end on {day}", "{day}全部模块停止后还剩多少")
READ = Text(
    "Difference to “{base}” on the same seeds over the past {weeks} weeks. Line: mean; band: middle 80% of {worlds}.",
    "与“{base}”在相同种子下之差，近{weeks}周均值。线为均值，色带为{worlds}的中间80%。",
)
SEEDS, DRAWS = Text("{count} seeds", "{count}个种子"), Text("{count} parameter sets and seeds", "{count}组参数与种子")
LEFT_OVER = Text(
    "In per cent: what is left of the difference that there was just before, with its 95% interval.",
    "百分数为停止前差值中保留下来的部分及其95%区间。",
)
KEPT = Text(
    "{arm}: of the difference in “{measure}” that there was just before the modules ended ({before}), {left} was left "
    "{when}{range}.",
    "{arm}：模块停止前“{measure}”的差值为{before}，{when}还剩{left}{range}。",
)
NOTHING_TO_KEEP = Text(
    "{arm}: just before the modules ended there was no clear difference in “{measure}” ({before}), so it cannot be "
    "said how much of it was left.",
    "{arm}：模块停止前“{measure}”并无明确差值（{before}），无从说还剩多少。",
)


def retained(study: Study, measure: str, day: date) -> list[Text]:
    """A sentence for each arm: what was left of its difference at the last moment that the run reaches."""
    found = find_measure(measure, study.measures)
    moments = retention(study, measure, day)
    said = []
    for arm in dict.fromkeys(moment.arm for moment in moments):
        own = [moment for moment in moments if moment.arm == arm]
        first, last = own[0], own[-1]
        words = {
            "arm": _label(study, arm),
            "measure": found.label,
            "before": Text(change(found, first.difference, "en"), change(found, first.difference, "zh")),
            "when": WHEN[last.after],
            "left": "" if isnan(last.left) else _share(last.left),
            "range": "" if isnan(last.left) else f" [{_share(last.left_low)}, {_share(last.left_high)}]",
        }
        said.append((NOTHING_TO_KEEP if isnan(last.left) else KEPT).filled(**words))
    return said


def retention_table(study: Study, measures: Sequence[str], day: date, lang: Lang) -> tuple[list[str], list[list[str]]]:
    """Header and rows: for each measure, arm and moment both levels, the difference and what is left of it."""
    header = [
        Text("measure, arm", "指标与方案").to(lang),
        Text("when", "时点").to(lang),
        Text("arm", "方案值").to(lang),
        arm_labels(study, lang)[study.baseline],
        Text("difference", "差值").to(lang),
        interval_name(study).to(lang),
        Text("left", "保留").to(lang),
        Text("95% interval", "95%区间").to(lang),
    ]
    body, labels = [], arm_labels(study, lang)
    for name in measures:
        measure = find_measure(name, study.measures)
        for moment in retention(study, name, day):
            head = f"{measure.label.to(lang)}: {labels[moment.arm]}" if moment.after == 0 else ""
            body.append([head, *_cells(measure, moment, lang)])
    return header, body


def _cells(measure: Measure, moment: Moment, lang: Lang) -> list[str]:
    unknown = isnan(moment.left) or moment.after == 0
    return [
        WHEN[moment.after].to(lang),
        number(measure, moment.mean),
        number(measure, moment.baseline),
        change(measure, moment.difference, lang),
        interval(measure, moment.low, moment.high, lang),
        "" if unknown else _share(moment.left),
        "" if unknown else f"[{_share(moment.left_low)}, {_share(moment.left_high)}]",
    ]


def _share(value: float) -> str:
    return f"{100 * value:.0f}%".replace("-", "−")


def retention_figure(study: Study, measures: Sequence[str], day: date, lang: Lang) -> Figure:
    """Differences to the first arm before and after the day, one panel for each of up to three measures."""
    chosen = [find_measure(name, study.measures) for name in measures[:MOST_PANELS]]
    with figure_style(lang):
        count = len(study.seeds)
        worlds = (DRAWS if study.draws else SEEDS).filled(count=str(count))
        read = READ.filled(base=_label(study, study.baseline), weeks=WINDOW, worlds=worlds).to(lang)
        title = TITLE.filled(day=str(day)).to(lang)
        figure = new_figure(title, [read, LEFT_OVER.to(lang)], footer(study, lang), lang)
        across, room = (RIGHT - LEFT + 0.01) / len(chosen), 0.115
        for at, measure in enumerate(chosen):
            box = (LEFT + 0.012 + at * across, BOTTOM + 0.03, across - room - 0.035, TOP - BOTTOM - 0.125)
            _panel(plain_axes(figure, box), study, measure, day, lang)
    return figure


def _panel(axes: Axes, study: Study, measure: Measure, day: date, lang: Lang) -> None:
    clock = study.arms[study.baseline].clock
    week = clock.week(day)
    first, last = max(week - BEFORE, 0), min(week + AFTER, clock.weeks)
    colours, others = arm_colours(study), [arm for arm in study.arms if arm != study.baseline]
    moments = {(moment.arm, moment.after): moment for moment in retention(study, measure.name, day)}
    ends = {}
    for arm in others:
        gain = weekly_gain(study, measure.name, arm)[:, first:last]
        weeks, over = np.arange(first, last) + 1 - week, spread(gain)
        if len(study.seeds) > 1:
            axes.fill_between(weeks, over.low, over.high, color=colours[arm], alpha=0.18, linewidth=0)
        axes.plot(weeks, over.mean, color=colours[arm], linewidth=2.4)
        for lag in (0, *LAGS):
            if (arm, lag) in moments:
                axes.plot([lag], [over.mean[lag + week - 1 - first]], "o", markersize=7, color=colours[arm], zorder=4)
        ends[arm] = float(over.mean[-1])
    axes.axhline(0, color=SOFT, linewidth=1.0, zorder=1.5)
    axes.set_xlim(first + 1 - week, last - week)
    _moments(axes, last - week, lang)
    axes.yaxis.set_major_formatter(lambda value, _: tick_text(measure, value).removesuffix("%"))
    _head(axes, measure, lang)
    _names(axes, study, ends, moments, lang)


def _moments(axes: Axes, last: int, lang: Lang) -> None:
    """A strong line where modules end, light ones at the moments that the table has, and their names below."""
    axes.axvline(0, color=INK, linewidth=1.2, zorder=1.5)
    shown = [lag for lag in (0, *LAGS) if lag <= last]
    for lag in shown[1:]:
        axes.axvline(lag, color=FAINT, linewidth=0.8, linestyle=(0, (4, 2)), zorder=1.4)
    axes.set_xticks(shown, [SHORT[lag].to(lang) for lag in shown])
    axes.tick_params(axis="x", length=0)


def _head(axes: Axes, measure: Measure, lang: Lang) -> None:
    width = axes.get_position().width + 0.11
    unit = Text("percentage points", "百分点") if measure.percent else measure.unit
    for words, height, size, colour in (
        (capital(measure.label).to(lang), 24, HEADING, INK),
        (PER_WEEK.filled(unit=unit).to(lang) if measure.adds == "sum" else unit.to(lang), 8, SMALL, SOFT),
    ):
        label = axes.annotate(
            words, (0, 1), (0, height), xycoords="axes fraction", textcoords="offset points", size=size, color=colour
        )
        heavy(fitted(label, width)) if size == HEADING else fitted(label, width)


def _names(
    axes: Axes, study: Study, ends: dict[str, float], moments: dict[tuple[str, int], Moment], lang: Lang
) -> None:
    """Each arm at the end of its line, with what is left of its difference at the last moment."""
    low, high = axes.get_ylim()
    gap = WORDS * 3.9 / points_high(axes) * (high - low)
    places = spread_out(list(ends.values()), gap, low + gap / 2, high - gap / 2)
    colours, labels, beside = arm_colours(study), arm_labels(study, lang), axes.get_yaxis_transform()
    for (arm, end), place in zip(ends.items(), places, strict=True):
        axes.plot([1, 1.04], [end, place], color=colours[arm], linewidth=1.1, transform=beside, clip_on=False)
        name = axes.annotate(
            labels[arm],
            (1.055, place),
            xycoords=beside,
            va="bottom",
            size=WORDS,
            color=colours[arm],
            annotation_clip=False,
        )
        heavy(fitted(name, 0.105, lines=2))
        lag = max(after for own, after in moments if own == arm)
        axes.annotate(
            _left_words(moments[arm, lag]).to(lang),
            (1.055, place),
            (0, -2),
            xycoords=beside,
            textcoords="offset points",
            va="top",
            size=SMALL,
            color=INK,
            annotation_clip=False,
            linespacing=1.25,
        )


def _left_words(moment: Moment) -> Text:
    if isnan(moment.left):
        return NO_GAIN
    left, low, high = (_share(value) for value in (moment.left, moment.left_low, moment.left_high))
    return LEFT_AT.filled(when=WHEN[moment.after], left=left, low=low, high=high)


def _label(study: Study, arm: str) -> Text:
    return Text(arm_labels(study, "en")[arm], arm_labels(study, "zh")[arm])
