"""What is left after all modules were withdrawn: in sentences, as a table and as a curve."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from math import isnan

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.lab.comparison.persistence import LAGS, WINDOW, Moment, retention, weekly_gain
from sim.lab.comparison.study import Study
from sim.measures import Measure
from sim.report.figures import colours, panels, style
from sim.report.figures.spread import spread
from sim.report.text.findings import change, interval
from sim.report.text.intervals import BAND, OF_RATIO
from sim.report.text.labels import arm_labels
from sim.report.text.numbers import capital, footer, tick_text, unit_of_change
from sim.report.text.table import Table
from sim.results import YEAR, find_measure
from sim.text import Lang, Text

WHEN = {
    0: Text("just before", "停止前"),
    13: Text("a quarter later", "一个季度后"),
    26: Text("half a year later", "半年后"),
    52: Text("a year later", "一年后"),
}
SHORT = {
    0: Text("end", "停止"),
    13: Text("¼", "¼"),
    26: Text("½", "½"),
    52: Text("1 year", "1年"),
    104: Text("2 years", "2年"),
}
PER_WEEK = Text("{unit} a week", "{unit}（每周）")
LEFT_AT = Text("{when}:\n{left} [{low}, {high}]", "{when}：\n{left} [{low}, {high}]")
NO_GAIN = Text("no clear\ndifference before", "停止前\n无明确差值")
IN_FOUR_WEEKS = Text("{measure}, in four weeks", "{measure}（四周合计）")
SHARE_LEFT = Text("{left} left [{low}, {high}]", "保留{left} [{low}, {high}]")
LEFT_SHORT = Text("{left} [{low}, {high}]", "{left} [{low}, {high}]")
NO_GAIN_SHORT = Text("unclear before", "停止前差值不明")
MOST_PANELS, MOST_BANDS, MOST_WITH_WORDS = 3, 3, 5
ENDS = 114  # points at the right of a panel
LINES = 5.9  # that a name of three lines takes, with what is said under it
BEFORE, AFTER = 39, 2 * YEAR  # weeks of the curve on either side of the day
CAPTION = Text(
    "The differences before and after the day on which all modules end: what a community keeps by itself.",
    "全部模块停止之日前后的差值：社区自己留住了多少。",
)
TITLE = Text("What is left after all modules end on {day}", "{day} 全部模块停止之后，还剩多少")
READ = Text(
    "Difference to {base} on the same seeds over the past {weeks} weeks, mean of {worlds}.",
    "与“{base}”在相同种子下之差，近{weeks}周，{worlds}的均值。",
)
BANDS = Text(f" Bands: the middle {BAND} of them.", f"色带为其中间{BAND}。")
SEEDS, DRAWS = Text("{count} seeds", "{count}个种子"), Text("{count} parameter sets and seeds", "{count}组参数与种子")
LEFT_OVER = Text(
    "In per cent: how much of the difference just before is left {when}, with the {interval}.",
    "百分数为停止前差值在{when}保留下来的部分，及{interval}。",
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


def retention_findings(study: Study, measure: str, day: date) -> list[Text]:
    """A sentence for each arm: what was left of its difference at the last moment that the run reaches."""
    found = find_measure(measure, study.measures)
    moments = retention(study, measure, day)
    said: list[Text] = []
    for arm in dict.fromkeys(moment.arm for moment in moments):
        own = [moment for moment in moments if moment.arm == arm]
        first, last = own[0], own[-1]
        words = {
            "arm": arm_labels(study)[arm],
            "measure": found.label,
            "before": Text(change(found, first.difference, "en"), change(found, first.difference, "zh")),
            "when": WHEN[last.after],
            "left": "" if isnan(last.left) else _share(last.left),
            "range": "" if isnan(last.left) else f" [{_share(last.left_low)}, {_share(last.left_high)}]",
        }
        said.append((NOTHING_TO_KEEP if isnan(last.left) else KEPT).filled(**words))
    return said


def retention_table(study: Study, measures: Sequence[str], day: date, lang: Lang) -> Table:
    """For each measure and arm the difference at each moment, and below it what is left of it.

    An arm that never differs from the first one in a measure has no row.
    """
    header, labels = [Text("measure, arm", "指标与方案").to(lang)], arm_labels(study)
    body: list[list[str]] = []
    for name in measures:
        measure, moments = find_measure(name, study.measures), retention(study, name, day)
        shown = list(dict.fromkeys(moment.after for moment in moments))
        header[1:] = [WHEN[after].to(lang) for after in shown]
        label = (IN_FOUR_WEEKS.filled(measure=measure.label) if measure.adds == "sum" else measure.label).to(lang)
        for arm in dict.fromkeys(moment.arm for moment in moments):
            own = [moment for moment in moments if moment.arm == arm]
            if any(moment.low or moment.high for moment in own):
                body.append([f"{label}\n  {labels[arm].to(lang)}", *(_cell(measure, moment, lang) for moment in own)])
    return Table(header, body)


def _cell(measure: Measure, moment: Moment, lang: Lang) -> str:
    difference = change(measure, moment.difference, lang)
    said = f"{difference} {interval(measure, moment.low, moment.high, lang)}"
    if moment.after == 0 or isnan(moment.left):
        return said
    shares = {"left": _share(moment.left), "low": _share(moment.left_low), "high": _share(moment.left_high)}
    return f"{said}\n{SHARE_LEFT.filled(**shares).to(lang)}"


def _share(value: float) -> str:
    return f"{100 * value:.0f}%".replace("-", "−")


def retention_figure(study: Study, measures: Sequence[str], day: date, lang: Lang) -> Figure:
    """Differences to the first arm before and after the day, one panel for each of up to three measures."""
    chosen = [find_measure(name, study.measures) for name in measures[:MOST_PANELS]]
    with style.figure_style(lang):
        count = len(study.seeds)
        worlds = (DRAWS if study.draws else SEEDS).filled(count=str(count))
        read = READ.filled(base=arm_labels(study)[study.baseline], weeks=WINDOW, worlds=worlds).to(lang)
        read += BANDS.to(lang) if _bands(study) else ""
        title = TITLE.filled(day=str(day)).to(lang)
        last = max(moment.after for moment in retention(study, chosen[0].name, day))
        left = LEFT_OVER.filled(when=WHEN[last], interval=OF_RATIO).to(lang)
        figure = style.new_figure(title, [read, left], footer(study, lang), lang)
        count = len(chosen)
        places = panels.in_rows(figure, count, count, left=23, right=ENDS + 13, top=51, across=ENDS + 34)
        for axes, measure in zip(places, chosen, strict=True):
            _panel(axes, study, measure, day, lang)
    return figure


def _panel(axes: Axes, study: Study, measure: Measure, day: date, lang: Lang) -> None:
    clock = study.arms[study.baseline].clock
    week = clock.week(day)
    first, last = max(week - BEFORE, 0), min(week + AFTER, clock.weeks)
    colour_of, others = colours.arm_colours(study), [arm for arm in study.arms if arm != study.baseline]
    moments = {(moment.arm, moment.after): moment for moment in retention(study, measure.name, day)}
    ends = {}
    for arm in others:
        gain = weekly_gain(study, measure.name, arm)[:, first:last]
        weeks, over = np.arange(first, last) + 1 - week, spread(gain)
        if _bands(study):
            axes.fill_between(weeks, over.low, over.high, color=colour_of[arm], alpha=0.18, linewidth=0)
        axes.plot(weeks, over.mean, color=colour_of[arm], linewidth=2.4)
        for lag in (0, *LAGS):
            if (arm, lag) in moments:
                axes.plot([lag], [over.mean[lag + week - 1 - first]], "o", markersize=7, color=colour_of[arm], zorder=4)
        ends[arm] = float(over.mean[-1])
    axes.axhline(0, color=style.SOFT, linewidth=1.0, zorder=1.5)
    axes.set_xlim(first + 1 - week, last - week)
    _moments(axes, last - week, lang)
    axes.yaxis.set_major_formatter(lambda value, _: tick_text(measure, value).removesuffix("%"))
    _head(axes, measure, lang)
    _names(axes, study, ends, moments, lang)


def _bands(study: Study) -> bool:
    """Whether there is a spread to draw, and few enough arms that bands do not cover one another."""
    return len(study.seeds) > 1 and len(study.arms) <= MOST_BANDS + 1


def _moments(axes: Axes, last: int, lang: Lang) -> None:
    """A strong line where modules end, light ones at the moments that the table has, and their names below."""
    axes.axvline(0, color=style.INK, linewidth=1.2, zorder=1.5)
    shown = [lag for lag in SHORT if lag <= last]
    for lag in shown[1:]:
        axes.axvline(lag, color=style.FAINT, linewidth=0.8, linestyle=(0, (4, 2)), zorder=1.4)
    axes.set_xticks(shown, [SHORT[lag].to(lang) for lag in shown])
    axes.get_xticklabels()[0].set_horizontalalignment("right")  # or it would touch the next
    axes.tick_params(axis="x", length=0)


def _head(axes: Axes, measure: Measure, lang: Lang) -> None:
    unit = unit_of_change(measure)
    panels.heading(axes, capital(measure.label).to(lang), 24, right=106)
    panels.note(axes, (PER_WEEK.filled(unit=unit) if measure.adds == "sum" else unit).to(lang), right=106)


def _names(
    axes: Axes, study: Study, ends: dict[str, float], moments: dict[tuple[str, int], Moment], lang: Lang
) -> None:
    """Each arm at the end of its line, with what is left of its difference at the last moment."""
    crowded = len(ends) > MOST_WITH_WORDS
    colour_of, labels = colours.arm_colours(study), arm_labels(study)
    said = []
    for arm, end in ends.items():
        lag = max(after for own, after in moments if own == arm)
        words = _left_words(moments[arm, lag], short=crowded).to(lang)
        said.append(panels.EndLabel(end, labels[arm].to(lang), words, colour_of[arm]))
    panels.end_labels(axes, said, ENDS, lines=1 if crowded else 3, tall=LINES)


def _left_words(moment: Moment, *, short: bool) -> Text:
    if isnan(moment.left):
        return NO_GAIN_SHORT if short else NO_GAIN
    left, low, high = (_share(value) for value in (moment.left, moment.left_low, moment.left_high))
    return (LEFT_SHORT if short else LEFT_AT).filled(when=WHEN[moment.after], left=left, low=low, high=high)
