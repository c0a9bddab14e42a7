"""What figures over time share: the axis of weeks, the marks where modules start, and last years."""

from __future__ import annotations

from math import ceil

from matplotlib.axes import Axes

from sim.clock import Clock
from sim.lab.comparison.study import Study
from sim.report.figures import panels, style
from sim.report.figures.spread import bounds
from sim.report.text.labels import module_label
from sim.scenario import Scenario
from sim.text import Lang, Text

MODULES_START = Text("{count} modules start", "{count}个模块启动")
STARTS = Text("{module} starts", "{module}启动")
LONG_RUN = 78  # weeks; from here on the axis counts years
YEAR_ROOM, MONTH_ROOM = 0.62, 0.85  # inches that a label takes
LATE = 0.6  # share of the run from which words stand on the left of their line, or they would leave the panel


def time_axis(axes: Axes, scenario: Scenario) -> None:
    """Weeks as years for long runs, as months for short ones, with as many labels as the panel has room for."""
    clock, weeks = scenario.clock, scenario.weeks
    axes.set_xlim(0, max(weeks - 1, 1))
    inches = axes.bbox.width / axes.figure.dpi
    if weeks >= LONG_RUN:
        starts = [week for week in range(weeks) if clock.starts_year(week) and _begins(clock, week)]
        shown = _some(starts, int(inches / YEAR_ROOM))
        axes.set_xticks(shown, [f"{clock.date(week):%Y}" for week in shown])
    else:
        starts = [week for week in range(weeks) if clock.starts_month(week)]
        shown = _some(starts, int(inches / MONTH_ROOM))
        axes.set_xticks(shown, [f"{clock.date(week):%Y-%m}" for week in shown])
    axes.tick_params(axis="x", color=style.FAINT)


def _begins(clock: Clock, week: int) -> bool:
    """Whether a year begins in a week; week 0 counts as a start of a year even where it is in the middle of one."""
    return clock.date(week).timetuple().tm_yday <= 7  # noqa: PLR2004  # days of a week


def _some(weeks: list[int], most: int) -> list[int]:
    """Weeks that get a label: all, or every second, third … of them, at most `most`."""
    return weeks[:: max(1, ceil(len(weeks) / max(most, 1)))]


def started(modules: list[str], lang: Lang) -> str:
    """Words at the mark of a start: one module by its name, several by their number."""
    if len(modules) == 1:
        return STARTS.filled(module=module_label(modules[0])).to(lang)
    return MODULES_START.filled(count=len(modules)).to(lang)


def mark_starts(axes: Axes, starts: dict[int, str], scenario: Scenario, ground: str) -> None:
    """A line and words at some weeks, in steps downwards so that words do not meet, on a ground of some colour."""
    high = axes.get_ylim()[1]
    for step, (week, words) in enumerate(starts.items()):
        place = high * (1 - (step + 0.2) * style.SMALL * 1.5 / style.points_high(axes))
        axes.plot([week, week], [0, place], color=style.SOFT, linewidth=0.9, linestyle=(0, (4, 2)))
        late = week > scenario.weeks * LATE
        label = panels.beside(
            axes,
            words,
            (week, place),
            (-5 if late else 5, 0),
            va="top",
            ha="right" if late else "left",
            colour=style.SOFT,
        )
        style.haloed(label, ground)


def last_year(study: Study, measure: str, arm: str) -> tuple[float, float, float]:
    """Mean and range over seeds of a measure's one number, for most measures that of the last year."""
    values = study.values(measure)[arm]
    low, high = bounds(values)
    return float(values.mean()), float(low), float(high)
