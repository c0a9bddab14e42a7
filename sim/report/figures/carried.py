"""The figure of what carried each passage: who would not have reached a stage without a module, and who only so."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from sim.agents.resident.columns import STAGES
from sim.lab.analysis.study_paths import ACTING, HEADLINE, definition_called
from sim.lab.analysis.twins import NO_SINGLE, Twins
from sim.lab.analysis.twins import carried as carried_by
from sim.lab.comparison.study import Study
from sim.report.figures import colours, panels, style
from sim.report.text.labels import arm_labels, module_label
from sim.report.text.numbers import band_note, footer, interval_name
from sim.text import Lang, Text

TITLE = Text("What carried each passage: {arm}", "各阶段靠什么走到：{arm}")
READ = Text(
    "Right: who reached a stage but, on the same luck without that one module, had not by then ({definition}).",
    "右：到达该阶段、但在同样运气下仅缺该模块就走不到的居民（{definition}）。",
)
CHANCE = Text(
    "Left, pale: only without it. What is alike on both sides is chance. A passage may hang on several modules.{line}",
    "左（浅色）：只有缺了它才走到的居民；左右相当的部分属于偶然。一条路径可能依赖多个模块。{line}",
)
LINE = Text(" Line: {interval}.", "横线为{interval}。")
REACHED = Text("{stage}: {people} residents", "{stage}：{people}人")
NO_SINGLE_LABEL = Text("any one may be missing", "缺任何一个都能走到")
NAMES, ROOM = 150, 0.34  # points for the names of modules; room for numbers, as a share of all bars
PALE = 0.35


def carried(study: Study, twins: Twins, arm: str, lang: Lang, definition: str = HEADLINE) -> Figure:
    """A panel for each stage of acting, a row for each module of an arm."""
    table = carried_by(study, {arm: twins[arm]}, definition)
    several = len(study.seeds) > 1
    with style.figure_style(lang):
        read = READ.filled(definition=definition_called(definition).label).to(lang)
        title = TITLE.filled(arm=arm_labels(study)[arm]).to(lang)
        line = LINE.filled(interval=interval_name(study)).to(lang) if several else ""
        lines = [read, CHANCE.filled(line=line).to(lang), *([] if several else [band_note(1).to(lang)])]
        figure = style.new_figure(title, lines, footer(study, lang), lang)
        order = _largest_first(table)
        places = panels.in_rows(figure, len(ACTING), left=NAMES, right=4, top=34 + 17 * (len(lines) - 2), across=20)
        for axes, stage in zip(places, ACTING, strict=True):
            own = table[table["stage"] == stage].set_index("module")
            words = REACHED.filled(stage=STAGES[stage], people=f"{float(own['reached'].iloc[0]):,.0f}")
            panels.heading(axes, words.to(lang))
            _panel(axes, own, order)
        for row, module in enumerate(order):
            label = module_label(module) if module != NO_SINGLE else NO_SINGLE_LABEL
            panels.row_name(places[0], label.to(lang), row, NAMES - 8, lines=2)
    return figure


def _largest_first(table: pd.DataFrame) -> list[str]:
    """Modules by how many they carried to the last stage, and below them the passages that need no single one."""
    last = table[(table["stage"] == ACTING[-1]) & (table["module"] != NO_SINGLE)]
    return [*last.sort_values("lost", ascending=False, kind="stable")["module"], NO_SINGLE]


def _panel(axes: Axes, own: pd.DataFrame, order: list[str]) -> None:
    """Bars to the right and pale ones to the left, with their numbers."""
    panels.read_across(axes)
    right, left = (_most(own[[name, f"{name}_high"]]) for name in ("lost", "gained"))
    reach = max(right + left, 1.0)
    axes.set(xlim=(-left - ROOM * reach, right + ROOM * reach), ylim=(len(order) - 0.4, -0.6))
    axes.axvline(0, color=style.SOFT, linewidth=1.0)
    axes.xaxis.set_major_locator(MaxNLocator(4, steps=[1, 2, 5, 10]))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{abs(value):,.0f}"))
    colour_of = colours.module_colours([module for module in order if module != NO_SINGLE]) | {NO_SINGLE: style.FAINT}
    for row, module in enumerate(order):
        for name, sign, strength in (("lost", 1, 1.0), ("gained", -1, PALE)):
            mean, low, high = (float(own.loc[module, end]) for end in (name, f"{name}_low", f"{name}_high"))  # type: ignore[arg-type]
            if np.isnan(mean):
                continue
            axes.barh(row, sign * mean, 0.56, color=colour_of[module], alpha=strength, zorder=2)
            if not np.isnan(low):
                axes.plot([sign * max(low, 0.0), sign * high], [row, row], color=style.INK, linewidth=1.4, zorder=3)
            end = mean if np.isnan(high) else max(mean, high)
            ha = "left" if sign > 0 else "right"
            panels.beside(axes, f"{mean:,.0f}", (sign * end, row), (5 * sign, 0), va="center", ha=ha)


def _most(numbers: pd.DataFrame) -> float:
    """The largest of some numbers, where there are some."""
    return float(np.nan_to_num(numbers.to_numpy(float)).max())
