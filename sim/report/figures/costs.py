"""The figure of what it costs: yuan and cadre hours, by year and by the module that books them."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator
from numpy.typing import NDArray

from sim.lab.comparison.study import Study
from sim.ledger import OFFICE, PAYERS
from sim.report.figures import colours, panels, style
from sim.report.figures.declared import StudyFigure
from sim.report.figures.spread import bounds
from sim.report.text.hours import BOOKED
from sim.report.text.labels import arm_labels, module_label
from sim.report.text.numbers import WAN, band_note, footer, percent, range_note, yuan_text
from sim.results import Results
from sim.text import Lang, Text

TITLE = Text("What it costs, year by year", "逐年成本")
READ = Text(
    "By the module that spends. Hours are those booked for activities and modules, "
    "without tasks from above and matters.",
    "按支出模块叠加。工时仅含活动与模块占用，不含上级任务和办理事项。",
)
WHISKERS = Text("Bars: mean over seeds. Whiskers: the total ({note}).", "柱为各种子均值；误差线：合计（{note}）。")
YUAN_AXIS = {
    1.0: Text("yuan a year", "元/年"),
    1e3: Text("thousand yuan a year", "千元/年"),
    WAN: Text("yuan a year", "万元/年"),
    1e6: Text("million yuan a year", "百万元/年"),
}
HOURS_AXIS = Text("{hours} a year", "{hours}（小时/年）").filled(hours=BOOKED)
HOURS = Text("{hours} hours", "{hours}小时")
TOTAL = Text("{total}", "共{total}")
NOTHING = Text("nothing spent", "没有支出")
HEAD = 67.0  # points from a panel of the upper row up to the top of what stands above it
NARROW = 5  # panels side by side from which years have two digits and payers are left out
MOST_YEARS = 20
ROOMY = 0.15  # width of a panel from which its heading is large

Yearly = dict[str, NDArray[np.float64]]  # by module: (seeds, years)


def costs(study: Study, lang: Lang) -> Figure:
    """Yuan above and cadre hours below, a column for each arm: bars by year, stacked by module."""
    with style.figure_style(lang):
        count = len(study.seeds)
        note = WHISKERS.filled(note=range_note(count)) if count > 1 else band_note(count)
        figure = style.new_figure(TITLE.to(lang), [READ.to(lang), note.to(lang)], footer(study, lang), lang)
        years, yuan, hours = _years(study), _yearly(study, "yuan"), _yearly(study, "hours")
        modules = list(dict.fromkeys(name for arm in study.arms for name in study.results[arm][0].modules))
        colour_of = colours.module_colours(modules)
        style.row_of_names(figure, [(colour_of[name], module_label(name).to(lang)) for name in modules])
        unit = _unit(_highest(yuan), lang)
        axis_names = (YUAN_AXIS[unit].to(lang), HOURS_AXIS.to(lang))
        arms = len(study.arms)
        places = panels.in_rows(figure, 2 * arms, arms, left=58, top=99, across=19, down=58)
        for (table, scale), name, row in zip(
            ((yuan, unit), (hours, 1.0)), axis_names, (places[:arms], places[arms:]), strict=True
        ):
            top = max(_highest(table) / scale * 1.1, 1e-9)
            for arm, axes in zip(study.arms, row, strict=True):
                _bars(axes, table[arm], years, colour_of, scale, several=len(study.seeds) > 1)
                axes.set_ylim(0, top)
                _dress(axes, years, arms, first=axes is row[0], name=name)
                if table is yuan:
                    _head(axes, arm_labels(study)[arm].to(lang), _yuan_said(study, arm, lang))
                else:
                    panels.note(axes, _hours_said(table[arm], lang), right=12)
                if not any(values.any() for values in table[arm].values()):
                    axes.text(
                        0.5,
                        0.45,
                        NOTHING.to(lang),
                        transform=axes.transAxes,
                        ha="center",
                        size=style.WORDS,
                        color=style.FAINT,
                    )
    return figure


def _years(study: Study) -> NDArray[np.int64]:
    return np.unique(np.array(study.results[study.baseline][0].clock.years()))


def _yearly(study: Study, what: str) -> dict[str, Yearly]:
    """Costs by arm, module, seed and year."""

    def booked(run: Results) -> NDArray[np.float64]:
        weekly = run.yuan.sum(axis=2) if what == "yuan" else run.booked_hours
        of_year = np.array(run.clock.years())
        return np.stack([weekly[of_year == year].sum(axis=0) for year in np.unique(of_year)])

    table: dict[str, Yearly] = {}
    for arm, runs in study.results.items():
        values = np.stack([booked(run) for run in runs])
        table[arm] = {module: values[:, :, at] for at, module in enumerate(runs[0].modules)}
    return table


def _highest(table: dict[str, Yearly]) -> float:
    return max(float(np.sum(list(yearly.values()), axis=0).max()) for yearly in table.values())


def _unit(highest: float, lang: Lang) -> float:
    """What one on the axis of yuan stands for, so that its numbers stay short."""
    if lang == "zh":
        return WAN if highest >= WAN else 1.0
    return next((unit for unit in (1e6, 1e3) if highest >= 2 * unit), 1.0)


def _bars(
    axes: Axes,
    yearly: Yearly,
    years: NDArray[np.int64],
    colour_of: dict[str, str],
    scale: float,
    *,
    several: bool,
) -> None:
    base = np.zeros(years.size)
    for module in sorted(yearly, key=lambda name: name != OFFICE):
        mean = yearly[module].mean(axis=0) / scale
        axes.bar(years, mean, 0.74, base, color=colour_of[module], edgecolor="white", linewidth=0.5)
        base = base + mean
    total = np.sum(list(yearly.values()), axis=0) / scale
    if several and total.any():
        low, high = bounds(total)
        axes.vlines(years, low, high, color=style.INK, linewidth=1.1)


def _dress(axes: Axes, years: NDArray[np.int64], columns: int, *, first: bool, name: str) -> None:
    step = int(np.ceil(years.size * columns / MOST_YEARS))
    shown = years[::step]
    axes.set_xticks(shown, [f"{year}" if columns < NARROW else f"'{year % 100:02d}" for year in shown])
    axes.set_xlim(years[0] - 0.6, years[-1] + 0.6)
    axes.tick_params(axis="x", length=0)
    axes.yaxis.set_major_locator(MaxNLocator(4, steps=[1, 2, 2.5, 5, 10]))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.6g}"))
    if first:
        axes.set_ylabel(name, size=style.SMALL)
        axes.yaxis.set_label_coords(-0.051 / axes.get_position().width, 0.5)
    else:
        axes.tick_params(axis="y", labelleft=False)


def _head(axes: Axes, arm: str, said: list[str]) -> None:
    """From the top down above a panel: the arm's name, and what there is to say of its whole run."""
    width, below = axes.get_position().width + 0.012, HEAD
    for words, size in (
        (arm, style.HEADING if width > ROOMY else style.WORDS),
        *((line, style.SMALL) for line in said),
    ):
        label = panels.beside(
            axes,
            words,
            (0, 1),
            (0, 0),
            xycoords="axes fraction",
            size=size,
            colour=style.INK if words == arm else style.SOFT,
            linespacing=1.1,
        )
        lines = style.fitted(label, width, lines=2).get_text().count("\n") + 1
        # the place of words is the baseline of their last line
        label.set_position((0, below - 0.85 * size - 1.2 * size * (lines - 1)))
        below -= 1.2 * size * lines + 3
        if words == arm:
            style.heavy(label)


def _yuan_said(study: Study, arm: str, lang: Lang) -> list[str]:
    """The mean total of the run, and, where there is room, who pays which share."""
    by_payer = np.mean([run.yuan.sum(axis=(0, 1)) for run in study.results[arm]], axis=0)
    total = float(by_payer.sum())
    if total == 0:
        return []
    shares = [
        f"{text.to(lang)} {percent(float(paid) / total, 0)}"
        for text, paid in zip(PAYERS.values(), by_payer, strict=True)
        if paid > 0
    ]
    payers = [] if len(study.arms) >= NARROW else [("，" if lang == "zh" else ", ").join(shares)]
    return [TOTAL.filled(total=yuan_text(total, lang)).to(lang), *payers]


def _hours_said(yearly: Yearly, lang: Lang) -> str:
    total = float(np.sum(list(yearly.values()), axis=0).sum(axis=1).mean())
    return TOTAL.filled(total=HOURS.filled(hours=f"{total:,.0f}")).to(lang)


FIGURES = (
    StudyFigure(
        costs,
        order=80,
        section="costs",
        caption=Text(
            "Yuan and booked cadre hours, year by year and module by module.", "逐年、逐模块的花费与占用的干部工时。"
        ),
    ),
)
