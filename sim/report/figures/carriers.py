"""The figure of who carries it: yuan by payer, and hours of cadres and residents."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from sim.lab.comparison.costs import costs_by_carrier
from sim.lab.comparison.study import Study
from sim.ledger import PAYERS
from sim.report.figures import colours, panels, style
from sim.report.figures.declared import StudyFigure
from sim.report.text.labels import arm_labels
from sim.report.text.numbers import WAN, band_note, footer, yuan_text
from sim.text import Lang, Text

TITLE = Text("Who carries it", "由谁承担")
READ = Text(
    "Left: yuan over the run, by who pays. Right: hours over the run, of cadres (booked) and of residents (given).",
    "左：全程支出，按出资方叠加。右：全程工时，干部（占用）与居民（投入）。",
)
NOTE = Text("Means over {seeds:seed}; intervals are in the table.", "{seeds:个}种子的均值；区间见表格。")
MONEY, HOURS = Text("Money", "资金"), Text("Time", "时间")
CADRES, RESIDENTS = Text("hours booked by cadres", "干部占用工时"), Text("hours given by residents", "居民投入工时")
NOTHING = Text("nothing", "无")
PAYER_COLOURS = dict(
    zip(PAYERS, (colours.OTHER_COLOURS[7], colours.OTHER_COLOURS[1], "#D9A441", colours.OTHER_COLOURS[6]), strict=True)
)
HOUR_COLOURS = {"cadre_hours": colours.STAGE_COLOURS["told_to"], "volunteer_hours": colours.STAGE_COLOURS["together"]}
NAMES = 144  # points for the names of arms


def carriers(study: Study, lang: Lang) -> Figure:
    """Stacked bars: money by payer on the left, hours of cadres and residents on the right, a row for each arm."""
    table = costs_by_carrier(study).pivot_table(index="arm", columns="carrier", values="mean", sort=False)
    with style.figure_style(lang):
        seeds = len(study.seeds)
        note = (NOTE.filled(seeds=seeds) if seeds > 1 else band_note(1)).to(lang)
        figure = style.new_figure(TITLE.to(lang), [READ.to(lang), note], footer(study, lang), lang)
        names = [(PAYER_COLOURS[payer], label.to(lang)) for payer, label in PAYERS.items()]
        names += [(HOUR_COLOURS["cadre_hours"], CADRES.to(lang)), (HOUR_COLOURS["volunteer_hours"], RESIDENTS.to(lang))]
        style.row_of_names(figure, names)
        money, time = panels.in_rows(figure, 2, left=NAMES + 12, top=70, across=58)
        _bars(money, table, PAYER_COLOURS, lambda value: yuan_text(value, lang), lang)
        _bars(time, table, HOUR_COLOURS, lambda value: f"{value:,.0f}", lang)
        money.xaxis.set_major_formatter(FuncFormatter(lambda value, _: _yuan_tick(value, lang)))
        time.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.0f}"))
        for axes, words in ((money, MONEY), (time, HOURS)):
            panels.heading(axes, words.to(lang))
        labels = arm_labels(study)
        for row, arm in enumerate(table.index):
            panels.row_name(money, labels[str(arm)].to(lang), -row, NAMES, lines=2)
    return figure


def _bars(axes: Axes, table: pd.DataFrame, colour_of: dict[str, str], say: Callable[[float], str], lang: Lang) -> None:
    most = float(table[list(colour_of)].sum(axis=1).max())
    axes.set(xlim=(0, 1.22 * max(most, 1.0)), ylim=(0.5 - len(table), 0.5))
    panels.read_across(axes)
    axes.xaxis.set_major_locator(MaxNLocator(4, steps=[1, 2, 2.5, 5, 10], prune="upper"))
    for row, (_, values) in enumerate(table.iterrows()):
        done = 0.0
        for name, colour in colour_of.items():
            axes.barh(-row, float(values[name]), 0.56, done, color=colour, edgecolor="white", linewidth=0.6)
            done += float(values[name])
        words = say(done) if done else NOTHING.to(lang)
        panels.beside(axes, words, (done, -row), (6, 0), va="center", colour=style.SOFT)


def _yuan_tick(value: float, lang: Lang) -> str:
    if lang == "zh":
        return f"{value / WAN:,.6g}万" if value >= WAN else f"{value:,.6g}"
    return f"{value / 1e6:g}M" if value >= 1e6 else f"{value:,.6g}"  # noqa: PLR2004


FIGURES = (
    StudyFigure(
        carriers,
        order=90,
        section="costs",
        caption=Text(
            "Who carries it. Residents' unpaid hours are the largest cost that no budget shows; ask who gives them.",
            "由谁承担。居民无偿投入的工时是任何预算里都看不到的最大成本，请留意是谁在付出。",
        ),
    ),
)
