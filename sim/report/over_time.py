"""Figures of the whole run, week by week: stages of taking part, and one measure as a line per arm."""

from __future__ import annotations

from math import ceil

import matplotlib.dates as mdates
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator
from matplotlib.transforms import ScaledTranslation

from sim.agents.residents import BYSTANDER, STAGES, WINDOW
from sim.lab.compare import Study
from sim.report.spread import SMOOTH_WEEKS, bounds, last_weeks, module_starts, smoothed, spread
from sim.report.style import (
    BOTTOM,
    FAINT,
    HEADING,
    INK,
    LEFT,
    RIGHT,
    SMALL,
    SOFT,
    STAGE_COLOURS,
    TOP,
    WORDS,
    figure_style,
    fitted,
    haloed,
    heavy,
    new_figure,
    plain_axes,
    spread_out,
)
from sim.report.words import (
    arm_colours, arm_labels, capital, footer, module_label, percent, percent_range, range_note, value_range, value_text,
)
from sim.results import find_measure
from sim.scenario import Scenario
from sim.text import Lang, Text

STAGES_TITLE = Text("From being told to, to wanting to, to doing it together", "从“要我干”到“我要干”再到“共同干”：各阶段居民占比")
STAGES_READ = Text(
    "Residents aged 12+ who took part in the past {weeks} weeks, by stage (at the start, in the weeks so far). "
    "The axis stops short of 100%.",
    "近{weeks}周内参与过的12岁以上居民占比，按阶段叠加（开头{weeks}周按已过周数计）。纵轴未画到100%。")
STAGES_LINE = Text("Labels: mean of the last year ({note}). Dotted: the range of all who take part.",
                   "标注为末年均值（{note}）。点线：参与者合计的区间。")
STAGES_ONE = Text("Labels: mean of the last year ({note}).", "标注为末年均值（{note}）。")
UNCUT_READ = Text(
    "Residents aged 12+ by whether they took part in the past {weeks} weeks, and why (at the start, in the weeks so far).",
    "12岁以上居民按近{weeks}周内是否参与及参与阶段划分（开头{weeks}周按已过周数计）。")
MODULES_START = Text("{count} modules start", "{count}个模块启动")
STARTS = Text("{module} starts", "{module}启动")
START = Text("start", "启动")
LINES_READ = Text("Thick: mean of the past {weeks} weeks, over all seeds. Thin: every week. Label: mean of the last year.",
                  "粗线：近{weeks}周均值（各种子平均）；细线：逐周数值；标注：末年均值。")
LINES_BAND = Text("Band: the middle 80% of {seeds} seeds.", "色带：{seeds}个种子的中间80%。")
LINES_PALE = Text("Dark band: the middle 80% of {seeds} seeds; pale: all of them.", "深色带：{seeds}个种子的中间80%；浅色带：全部种子。")
WIDE, WIDER = 3, 4  # panels side by side before a second row begins; for more than six
TO_THE_TOP = 0.6  # from this share on, an axis to 100% wastes nothing
LONG_RUN = 78  # weeks; from here on the axis counts years
FEW = 10


def stages(study: Study, lang: Lang) -> Figure:
    """Stages of taking part as stacked areas, one panel for each arm, with bystanders as a number."""
    with figure_style(lang):
        note = range_note(len(study.seeds))
        line = (STAGES_LINE if len(study.seeds) > 1 else STAGES_ONE).filled(note=note)
        top = _nice_top(max(float((1 - study.weekly("bystander", arm)).max()) for arm in study.arms))
        read = (STAGES_READ if top < 1 else UNCUT_READ).filled(weeks=WINDOW)
        figure = new_figure(STAGES_TITLE.to(lang), [read.to(lang), line.to(lang)], footer(study, lang), lang)
        first: Axes | None = None
        for arm, box in zip(study.arms, _panels(len(study.arms)), strict=True):
            axes = plain_axes(figure, box, first)
            axes.set_ylim(0, top)
            axes.set_axisbelow(False)
            axes.grid(visible=True, axis="y", color="white", alpha=0.6)
            _stage_areas(axes, study, arm)
            _time_axis(axes, study.arms[arm])
            axes.yaxis.set_major_formatter(FuncFormatter(_whole_percent))
            axes.yaxis.set_major_locator(MaxNLocator(5, steps=[1, 2, 2.5, 5, 10]))
            _stage_labels(axes, study, arm, lang)
            starts = module_starts(study.arms[arm])
            alone = len(study.arms[arm].policies) == 1
            _mark_starts(axes, {week: START.to(lang) if alone else _started(modules, lang)
                                for week, modules in starts.items()}, study.arms[arm])
            axes.tick_params(axis="y", labelleft=box[0] < 2 * LEFT)
            first = first or axes
    return figure


def participation(study: Study, lang: Lang, measure: str = "active_4w") -> Figure:
    """One measure over time: a line for each arm, with every week behind it and a band over seeds."""
    found, seeds = find_measure(measure, study.measures), len(study.seeds)
    with figure_style(lang):
        band = range_note(1) if seeds == 1 else (LINES_PALE if seeds < FEW else LINES_BAND).filled(seeds=seeds)
        title = Text(f"{capital(found.label.en)}, {found.unit.en}", f"{found.label.zh}（{found.unit.zh}）")
        figure = new_figure(title.to(lang), [LINES_READ.filled(weeks=SMOOTH_WEEKS).to(lang), band.to(lang)],
                            footer(study, lang), lang)
        axes = plain_axes(figure, (LEFT + 0.015, BOTTOM, 0.735, TOP - BOTTOM - 0.045))
        colours = arm_colours(study)
        for arm in study.arms:
            _line(axes, study, measure, arm, colours[arm])
        scenario = next(iter(study.arms.values()))
        _time_axis(axes, scenario)
        axes.set_ylim(min(0.0, *(float(study.weekly(measure, arm).min()) for arm in study.arms)), axes.get_ylim()[1])
        axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: value_text(found, value).replace(".0%", "%")))
        _end_labels(axes, study, measure, colours, lang)
        starts: dict[int, list[str]] = {}
        for own in study.arms.values():
            for week, modules in module_starts(own).items():
                starts[week] = list(dict.fromkeys([*starts.get(week, []), *modules]))
        _mark_starts(axes, {week: _started(modules, lang) for week, modules in sorted(starts.items())}, scenario)
    return figure


def _panels(count: int) -> list[tuple[float, float, float, float]]:
    """Boxes for so many panels, in rows of up to three, each with room for labels at its right and a heading."""
    most = WIDE if count <= 2 * WIDE else WIDER
    columns = count if count <= WIDE else ceil(count / ceil(count / most))
    rows = ceil(count / columns)
    first, heading, labels = TOP - 0.055, 0.095, 0.112
    across, down = (RIGHT - LEFT - 0.01) / columns, (first - BOTTOM + heading) / rows
    return [(LEFT + 0.01 + at % columns * across, first + heading - (at // columns + 1) * down,
             across - labels, down - heading) for at in range(count)]


def _stage_areas(axes: Axes, study: Study, arm: str) -> None:
    days = mdates.date2num(study.results[arm][0].dates())
    names = list(STAGES)[BYSTANDER + 1:]
    axes.fill_between(days, 0, axes.get_ylim()[1], color=STAGE_COLOURS["bystander"], linewidth=0)
    base = np.zeros(days.size)
    for name in names:
        top = base + study.weekly(name, arm).mean(axis=0)
        axes.fill_between(days, base, top, color=STAGE_COLOURS[name], linewidth=0)
        axes.plot(days, top, color="white", linewidth=0.7)
        base = top
    if len(study.seeds) > 1:
        for edge in bounds(1 - study.weekly("bystander", arm)):
            axes.plot(days, edge, color=INK, linewidth=0.8, linestyle=(0, (1, 1.6)))


def _stage_labels(axes: Axes, study: Study, arm: str, lang: Lang) -> None:
    """The arm's name above, bystanders in their corner, the other stages at the right, where their areas end."""
    name = axes.annotate(arm_labels(study, lang)[arm], (0, 1), (0, 8), xycoords="axes fraction",
                         textcoords="offset points", size=HEADING)
    heavy(fitted(name, axes.get_position().width + 0.09))
    names = [*list(STAGES)[BYSTANDER + 1:], "bystander"]
    weeks = last_weeks(study.arms[arm])
    tops = np.cumsum([study.weekly(stage, arm).mean(axis=0)[weeks][-1] for stage in names])
    tops[-1] = axes.get_ylim()[1]
    middles = (tops + np.concatenate([[0.0], tops[:-1]])) / 2
    low, high = axes.get_ylim()
    tall = axes.get_position().height * axes.figure.get_figheight() * 72
    gap = (SMALL * 2.9 if len(study.seeds) > 1 else SMALL * 1.6) / tall * (high - low)
    places = spread_out([float(middle) for middle in middles], gap, low + gap / 2, high - gap / 2)
    beside = axes.get_yaxis_transform() + ScaledTranslation(8 / 72, 0, axes.figure.dpi_scale_trans)
    for stage, place in zip(names, places, strict=True):
        mean, least, most = _last(study, stage, arm)
        words = f"{STAGES[stage].to(lang)} {percent(mean)}"
        if len(study.seeds) > 1 and most > 0:
            words += f"\n({percent_range(least, most)})"
        axes.annotate(words, (1, place), (14, 0), xycoords=axes.get_yaxis_transform(), textcoords="offset points",
                      va="center", size=SMALL, color=INK, linespacing=1.15, annotation_clip=False)
        axes.plot([1], [place], marker="s", markersize=7, color=STAGE_COLOURS[stage], clip_on=False, markeredgewidth=0.6,
                  markeredgecolor=FAINT if stage == "bystander" else STAGE_COLOURS[stage], transform=beside)


def _last(study: Study, measure: str, arm: str) -> tuple[float, float, float]:
    """Mean and range over seeds of a measure's last year."""
    values = study.values(measure)[arm]
    low, high = bounds(values)
    return float(values.mean()), float(low), float(high)


def _line(axes: Axes, study: Study, measure: str, arm: str, colour: str) -> None:
    days, weekly = mdates.date2num(study.results[arm][0].dates()), study.weekly(measure, arm)
    smooth = spread(smoothed(weekly))
    if len(study.seeds) > 1:
        if len(study.seeds) < FEW:
            axes.fill_between(days, smooth.least, smooth.most, color=colour, alpha=0.13, linewidth=0)
        axes.fill_between(days, smooth.low, smooth.high, color=colour, alpha=0.22, linewidth=0)
    axes.plot(days, weekly.mean(axis=0), color=colour, linewidth=0.6, alpha=0.55)
    axes.plot(days, smooth.mean, color=colour, linewidth=2.6)


def _end_labels(axes: Axes, study: Study, measure: str, colours: dict[str, str], lang: Lang) -> None:
    """Each arm's name and last year at the end of its line, pushed apart where lines meet."""
    found = study.measures[measure]
    low, high = axes.get_ylim()
    tall = axes.get_position().height * axes.figure.get_figheight() * 72
    gap = WORDS * (2.9 if len(study.arms) <= FEW else 1.4) / tall * (high - low)
    ends = [float(smoothed(study.weekly(measure, arm)).mean(axis=0)[-1]) for arm in study.arms]
    places = spread_out(ends, gap, low + gap / 2, high - gap / 2)
    for arm, end, place in zip(study.arms, ends, places, strict=True):
        mean, least, most = _last(study, measure, arm)
        words = value_text(found, mean)
        if len(study.seeds) > 1:
            words += f" ({value_range(found, least, most)})"
        axes.annotate("", (1.0, end), (1.022, place), xycoords=axes.get_yaxis_transform(), annotation_clip=False,
                      arrowprops={"arrowstyle": "-", "color": colours[arm], "linewidth": 1.2})
        name = axes.annotate(arm_labels(study, lang)[arm], (1.03, place), (0, 0), xycoords=axes.get_yaxis_transform(),
                             textcoords="offset points", va="bottom", size=WORDS, color=colours[arm], annotation_clip=False)
        heavy(fitted(name, RIGHT - axes.get_position().x1 - 0.02))
        axes.annotate(words, (1.03, place), (0, -2), xycoords=axes.get_yaxis_transform(), textcoords="offset points",
                      va="top", size=SMALL, color=INK, annotation_clip=False)


def _started(modules: list[str], lang: Lang) -> str:
    """What starts: one module by its name, several by their number."""
    if len(modules) == 1:
        return STARTS.filled(module=module_label(modules[0], lang)).to(lang)
    return MODULES_START.filled(count=len(modules)).to(lang)


def _mark_starts(axes: Axes, starts: dict[int, str], scenario: Scenario) -> None:
    """A line and words where modules start, in steps downwards so that words do not meet."""
    high = axes.get_ylim()[1]
    tall = axes.get_position().height * axes.figure.get_figheight() * 72
    for step, (week, words) in enumerate(starts.items()):
        day = float(mdates.date2num(scenario.clock.date(week)))
        place = high * (1 - (step + 0.2) * SMALL * 1.5 / tall)
        axes.plot([day, day], [0, place], color=SOFT, linewidth=0.9, linestyle=(0, (4, 2)))
        right = week > scenario.weeks * 0.6  # words on the left of the line, or they would leave the panel
        haloed(axes.annotate(words, (day, place), (-5 if right else 5, 0), textcoords="offset points", va="top",
                             ha="right" if right else "left", size=SMALL, color=SOFT))


def _time_axis(axes: Axes, scenario: Scenario) -> None:
    """Years for long runs, months for short ones, as many as the panel has room for."""
    first, last = (float(mdates.date2num(scenario.clock.date(week))) for week in (0, max(scenario.weeks - 1, 1)))
    axes.set_xlim(first, last)
    inches = axes.get_position().width * axes.figure.get_figwidth()
    if scenario.weeks >= LONG_RUN:
        axes.xaxis.set_major_locator(mdates.YearLocator(ceil(scenario.weeks / 52 * 0.62 / inches)))
        axes.xaxis.set_major_formatter(mdates.DateFormatter("%Y"))
    else:
        axes.xaxis.set_major_locator(mdates.MonthLocator(interval=ceil(scenario.weeks / 4.35 * 0.85 / inches)))
        axes.xaxis.set_major_formatter(mdates.DateFormatter("%Y-%m"))
    axes.tick_params(axis="x", color=FAINT)


def _nice_top(most: float) -> float:
    """Where to end an axis of shares: just above the most, or at 100% where most take part."""
    if most > TO_THE_TOP:
        return 1.0
    steps = (0.01, 0.02, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.6, 0.7)
    return next(step for step in steps if step >= most * 1.06)


def _whole_percent(value: float, _: int) -> str:
    return f"{100 * value:.4g}%"

