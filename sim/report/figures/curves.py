"""The figure of one measure over the run, a line for each arm."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter

from sim.lab.comparison.study import Study
from sim.report.figures import colours, panels, style
from sim.report.figures.declared import StudyFigure
from sim.report.figures.spread import SMOOTH_WEEKS, module_starts, smoothed, spread
from sim.report.figures.timeline import last_year, mark_starts, started, time_axis
from sim.report.text.intervals import levelled
from sim.report.text.labels import arm_labels
from sim.report.text.numbers import MANY_SEEDS, band_note, capital, footer, tick_text, value_range, value_text
from sim.results import find_measure
from sim.text import Lang, Text

TITLE = Text("{measure}, {unit}", "{measure}（{unit}）")
READ = Text(
    "Thick: mean of the past {weeks} weeks. Thin: every week. Labels: mean of the last year.",
    "粗线：近{weeks}周均值；细线：逐周数值；标注：末年均值。",
)
READ_SUM = Text(
    "Thick: mean of the past {weeks} weeks. Thin: every week. Labels: sum of the run.",
    "粗线：近{weeks}周均值；细线：逐周数值；标注：全程合计。",
)
READ_LAST = Text(
    "Thick: mean of the past {weeks} weeks. Thin: every week. Labels: at the end.",
    "粗线：近{weeks}周均值；细线：逐周数值；标注：期末数值。",
)
READ_RATIO = Text(
    "Thick: mean of the past {weeks} weeks. Thin: every week. Labels: over the whole run.",
    "粗线：近{weeks}周均值；细线：逐周数值；标注：全程数值。",
)
NAMES = 184  # points at the right for the names of arms
READS = {"mean": READ, "sum": READ_SUM, "last": READ_LAST, "ratio": READ_RATIO}
BAND = levelled(
    Text(
        "Lines: mean over seeds. Band: the middle {band} of {seeds} seeds.",
        "线为各种子均值；色带：{seeds}个种子的中间{band}。",
    )
)
TWO_BANDS = levelled(
    Text(
        "Lines: mean over seeds. Dark band: the middle {band} of {seeds} seeds; pale: all of them.",
        "线为各种子均值；深色带：{seeds}个种子的中间{band}；浅色带：全部种子。",
    )
)


def participation(study: Study, lang: Lang, measure: str = "active_4w") -> Figure:
    """One measure over time: a line for each arm, with every week behind it and a band over seeds."""
    found, seeds = find_measure(measure, study.measures), len(study.seeds)
    with style.figure_style(lang):
        band = band_note(1) if seeds == 1 else (TWO_BANDS if seeds < MANY_SEEDS else BAND).filled(seeds=seeds)
        title = TITLE.filled(measure=capital(found.label), unit=found.unit)
        read = READS[found.adds].filled(weeks=SMOOTH_WEEKS)
        figure = style.new_figure(title.to(lang), [read.to(lang), band.to(lang)], footer(study, lang), lang)
        (axes,) = panels.in_rows(figure, 1, left=31, right=NAMES, top=24)
        colour_of = colours.arm_colours(study)
        for arm in study.arms:
            _line(axes, study, measure, arm, colour_of[arm])
        longest = max(study.arms.values(), key=lambda scenario: scenario.weeks)
        time_axis(axes, longest)
        axes.set_ylim(min(0.0, *(float(study.weekly(measure, arm).min()) for arm in study.arms)), axes.get_ylim()[1])
        axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: tick_text(found, value)))
        _end_labels(axes, study, measure, lang)
        starts: dict[int, list[str]] = {}
        for scenario in study.arms.values():
            for week, modules in module_starts(scenario).items():
                starts[week] = list(dict.fromkeys([*starts.get(week, []), *modules]))
        words = {week: started(modules, lang) for week, modules in sorted(starts.items())}
        mark_starts(axes, words, longest, style.PAPER)
    return figure


def _line(axes: Axes, study: Study, measure: str, arm: str, colour: str) -> None:
    weekly = study.weekly(measure, arm)
    weeks, smooth = np.arange(weekly.shape[1]), spread(smoothed(weekly))
    if len(study.seeds) > 1:
        if len(study.seeds) < MANY_SEEDS:
            axes.fill_between(weeks, smooth.least, smooth.most, color=colour, alpha=0.13, linewidth=0)
        axes.fill_between(weeks, smooth.low, smooth.high, color=colour, alpha=0.22, linewidth=0)
    axes.plot(weeks, weekly.mean(axis=0), color=colour, linewidth=0.6, alpha=0.55)
    axes.plot(weeks, smooth.mean, color=colour, linewidth=2.6)


def _end_labels(axes: Axes, study: Study, measure: str, lang: Lang) -> None:
    """Each arm's name and last year at the end of its line, pushed apart where lines meet."""
    found, colour_of, labels = study.measures[measure], colours.arm_colours(study), arm_labels(study)
    ends = []
    for arm in study.arms:
        mean, least, most = last_year(study, measure, arm)
        words = value_text(found, mean)
        if len(study.seeds) > 1:
            words += f" ({value_range(found, least, most)})"
        end = float(smoothed(study.weekly(measure, arm)).mean(axis=0)[-1])
        ends.append(panels.EndLabel(end, labels[arm].to(lang), words, colour_of[arm]))
    panels.end_labels(axes, ends, NAMES)


FIGURES = (
    StudyFigure(
        participation,
        order=20,
        section="effects",
        caption=Text(
            "The share of residents active in four weeks, week by week. Bands show how far runs differ: where "
            "bands overlap, a single year of a single community could not tell the arms apart.",
            "四周内活跃的居民占比，逐周。色带表示各次运行的差异：色带重叠之处，单看一个社区的一年无法区分方案。",
        ),
    ),
)
