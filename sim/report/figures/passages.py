"""The figure of rates: how often a year residents pass from one stage to another, a mark for each arm."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from sim.lab.analysis.paths import BACK, PASSAGES
from sim.lab.analysis.study_paths import HEADLINE, LEAST_WEEKS, definition_called, paths
from sim.lab.comparison.study import Study
from sim.report.figures import colours, panels, style
from sim.report.figures.declared import StudyFigure
from sim.report.text.labels import arm_labels
from sim.report.text.numbers import band_note, footer, interval_name, plain_number
from sim.text import Lang, Text

TITLE = Text("How often residents pass from one stage to another", "居民在各阶段之间流动得多频繁")
READ = Text(
    "Passages a year for every 1,000 residents aged 12+ who stay, over the whole run ({definition}).",
    "每1000名留下的12岁以上居民每年发生的次数，全程平均（{definition}）。",
)
LINES = Text("Dot: mean; line: {interval}.", "点为均值，线为{interval}。")
ON, FALLS = Text("Onwards", "前进"), Text("Back", "退回")
ONWARDS = tuple(name for name in PASSAGES if name not in BACK)
NAMES = 140  # points for the names of passages
MOST_WITH_NUMBERS = 4  # arms


def passages(study: Study, lang: Lang, definition: str = HEADLINE) -> Figure:
    """Passages onwards at the left and back at the right, a row for each, on one scale.

    Raises
    ------
    GongtongError
        If there is no such definition, or runs are shorter than a year.
    """
    table = paths(study, definition)
    rates = table[table["what"] == "rate"]
    with style.figure_style(lang):
        read = READ.filled(definition=definition_called(definition).label).to(lang)
        lines = LINES.filled(interval=interval_name(study)) if len(study.seeds) > 1 else band_note(1)
        figure = style.new_figure(TITLE.to(lang), [read, lines.to(lang)], footer(study, lang), lang)
        colour_of = colours.arm_colours(study)
        if len(study.arms) > 1:
            labels = arm_labels(study)
            style.row_of_names(figure, [(colour_of[arm], labels[arm].to(lang)) for arm in study.arms], foot=True)
        places = panels.in_rows(figure, 2, left=NAMES, right=12, top=34, bottom=22, across=NAMES + 40)
        most = max(float(np.nan_to_num(rates[["mean", "high"]].to_numpy(float)).max()), 1.0)
        for axes, names, words in zip(places, (ONWARDS, BACK), (ON, FALLS), strict=True):
            panels.heading(axes, words.to(lang), left=NAMES)
            axes.set(xlim=(0, 1.25 * most), ylim=(len(names) - 0.5, -0.5))
            _panel(axes, rates, names, colour_of, lang)
    return figure


def _panel(axes: Axes, rates: pd.DataFrame, names: Sequence[str], colour_of: dict[str, str], lang: Lang) -> None:
    """A row for each passage, the arms one below the other in it."""
    panels.read_across(axes)
    axes.xaxis.set_major_locator(MaxNLocator(5, steps=[1, 2, 5, 10], prune="upper"))
    arms = list(colour_of)
    for row, name in enumerate(names):
        panels.row_name(axes, PASSAGES[name].label.to(lang), row, NAMES - 8, lines=2)
        for at, arm in enumerate(arms):
            own = rates[(rates["name"] == name) & (rates["arm"] == arm)]
            mean, low, high = own[["mean", "low", "high"]].to_numpy(float)[0]
            place = row + 0.72 * ((at + 0.5) / len(arms) - 0.5)
            _mark(axes, (mean, low, high), place, colour_of[arm], numbered=len(arms) <= MOST_WITH_NUMBERS)


def _mark(axes: Axes, value: tuple[float, float, float], place: float, colour: str, *, numbered: bool) -> None:
    mean, low, high = value
    if np.isnan(mean):
        return
    axes.plot(mean, place, "o", color=colour, markersize=8 if numbered else 5, clip_on=False, zorder=3)
    if not np.isnan(low):
        axes.plot([max(low, 0.0), high], [place, place], color=colour, linewidth=2.4, zorder=2)
    if numbered:
        end = mean if np.isnan(high) else max(mean, high)
        panels.beside(axes, plain_number(mean), (end, place), (9, 0), va="center", size=style.SMALL)


FIGURES = (
    StudyFigure(
        passages,
        order=76,
        section="paths",
        weeks=LEAST_WEEKS,
        caption=Text(
            "How often each passage is made. As many back as onwards mean coming and going, not progress.",
            "各种流动的频率。前进多而退回也多，说明来来去去，并非进步。",
        ),
    ),
)
