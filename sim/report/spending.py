"""The figure of what it costs: yuan and cadre hours, by year and by the module that books them."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator
from numpy.typing import NDArray

from sim.lab.compare import Study
from sim.ledger import OFFICE, PAYERS
from sim.report.spread import bounds
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
    row_of_names,
)
from sim.report.words import (
    WAN,
    arm_labels,
    band_note,
    footer,
    module_colours,
    module_label,
    percent,
    range_note,
    yuan_text,
)
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
HOURS_AXIS = Text("cadre hours a year", "干部工时（小时/年）")
HOURS = Text("{hours} hours", "{hours}小时")
IN_ALL = Text("{total} in all", "共{total}")
NOTHING = Text("nothing spent", "没有支出")
NARROW = 5  # panels side by side from which years have two digits and the words above are short
MOST_YEARS = 20
ROOMY = 0.15  # width of a panel from which its heading is large

Yearly = dict[str, NDArray[np.float64]]  # by module: (seeds, years)


def costs(study: Study, lang: Lang) -> Figure:
    """Yuan above and cadre hours below, a column for each arm: bars by year, stacked by module."""
    with figure_style(lang):
        count = len(study.seeds)
        note = WHISKERS.filled(note=range_note(count)) if count > 1 else band_note(count)
        figure = new_figure(TITLE.to(lang), [READ.to(lang), note.to(lang)], footer(study, lang), lang)
        years, yuan, hours = _years(study), _yearly(study, "yuan"), _yearly(study, "hours")
        modules = list(dict.fromkeys(name for arm in study.arms for name in study.results[arm][0].modules))
        colours = module_colours(modules)
        row_of_names(figure, [(colours[name], module_label(name, lang)) for name in modules], LEFT - 0.012, TOP - 0.03)
        unit = _unit(_highest(yuan), lang)
        axis_names = (YUAN_AXIS[unit].to(lang), HOURS_AXIS.to(lang))
        for (row, table, scale), name in zip(((0, yuan, unit), (1, hours, 1.0)), axis_names, strict=True):
            top = max(_highest(table) / scale * 1.1, 1e-9)
            for column, arm in enumerate(study.arms):
                axes = plain_axes(figure, _box(row, column, len(study.arms)))
                _bars(axes, table[arm], years, colours, scale, several=len(study.seeds) > 1)
                axes.set_ylim(0, top)
                _dress(axes, years, len(study.arms), first=column == 0, name=name)
                brief = len(study.arms) >= NARROW
                said = (
                    _yuan_said(study, arm, lang, brief=brief)
                    if row == 0
                    else _hours_said(table[arm], lang, brief=brief)
                )
                _head(axes, arm_labels(study, lang)[arm] if row == 0 else "", said)
                if not any(values.any() for values in table[arm].values()):
                    axes.text(
                        0.5, 0.45, NOTHING.to(lang), transform=axes.transAxes, ha="center", size=WORDS, color=FAINT
                    )
    return figure


def _box(row: int, column: int, columns: int) -> tuple[float, float, float, float]:
    """Place of a panel; the first column leaves room for the axis."""
    left, gap = LEFT + 0.048, 0.02
    width = (RIGHT - left + gap) / columns
    height = 0.228
    return left + column * width, BOTTOM + (1 - row) * (height + 0.105), width - gap, height


def _years(study: Study) -> NDArray[np.int64]:
    return np.unique(np.array(study.results[study.baseline][0].clock.years()))


def _yearly(study: Study, what: str) -> dict[str, Yearly]:
    """Costs by arm, module, seed and year."""

    def booked(run: Results) -> NDArray[np.float64]:
        weekly = run.yuan.sum(axis=2) if what == "yuan" else run.cadre_hours
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
    colours: dict[str, str],
    scale: float,
    *,
    several: bool,
) -> None:
    base = np.zeros(years.size)
    for module in sorted(yearly, key=lambda name: name != OFFICE):
        mean = yearly[module].mean(axis=0) / scale
        axes.bar(years, mean, 0.74, base, color=colours[module], edgecolor="white", linewidth=0.5)
        base = base + mean
    total = np.sum(list(yearly.values()), axis=0) / scale
    if several and total.any():
        low, high = bounds(total)
        axes.vlines(years, low, high, color=INK, linewidth=1.1)


def _dress(axes: Axes, years: NDArray[np.int64], columns: int, *, first: bool, name: str) -> None:
    step = int(np.ceil(years.size * columns / MOST_YEARS))
    shown = years[::step]
    axes.set_xticks(shown, [f"{year}" if columns < NARROW else f"'{year % 100:02d}" for year in shown])
    axes.set_xlim(years[0] - 0.6, years[-1] + 0.6)
    axes.tick_params(axis="x", length=0)
    axes.yaxis.set_major_locator(MaxNLocator(4, steps=[1, 2, 2.5, 5, 10]))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.6g}"))
    if first:
        axes.set_ylabel(name, size=SMALL)
        axes.yaxis.set_label_coords(-0.051 / axes.get_position().width, 0.5)
    else:
        axes.tick_params(axis="y", labelleft=False)


def _head(axes: Axes, arm: str, said: str) -> None:
    """The arm's name and the total over the run, above its panel."""
    width = axes.get_position().width
    if arm:
        heavy(
            fitted(
                axes.annotate(
                    arm,
                    (0, 1),
                    (0, 25),
                    xycoords="axes fraction",
                    textcoords="offset points",
                    size=HEADING if width > ROOMY else WORDS,
                    linespacing=1.0,
                ),
                width + 0.012,
                lines=2,
            )
        )
    fitted(
        axes.annotate(
            said, (0, 1), (0, 8), xycoords="axes fraction", textcoords="offset points", size=SMALL, color=SOFT
        ),
        width + 0.012,
    )


def _yuan_said(study: Study, arm: str, lang: Lang, *, brief: bool) -> str:
    """The mean total of the run, and who pays which share."""
    by_payer = np.mean([run.yuan.sum(axis=(0, 1)) for run in study.results[arm]], axis=0)
    total = float(by_payer.sum())
    if total == 0:
        return ""
    if brief:
        return yuan_text(total, lang)
    words = IN_ALL.filled(total=yuan_text(total, lang)).to(lang)
    shares = [
        f"{text.to(lang)} {percent(float(paid) / total, 0)}"
        for text, paid in zip(PAYERS.values(), by_payer, strict=True)
        if paid > 0
    ]
    comma = "，" if lang == "zh" else ", "
    return comma.join([words, *shares])


def _hours_said(yearly: Yearly, lang: Lang, *, brief: bool) -> str:
    total = float(np.sum(list(yearly.values()), axis=0).sum(axis=1).mean())
    hours = HOURS.filled(hours=f"{total:,.0f}")
    return (hours if brief else IN_ALL.filled(total=hours)).to(lang)
