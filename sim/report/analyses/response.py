"""Figures of responses: main effects of factors, and means over two factors at once."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from math import ceil, isnan
from pathlib import Path

import numpy as np
import polars as pl
from matplotlib.axes import Axes
from matplotlib.colors import Normalize
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter

from sim.lab.analysis.response import Grouping, MainEffect, main_effects, over_two
from sim.lab.design.outcomes import Outcomes
from sim.lab.design.sweep import Sweep
from sim.report.analyses.factors import factor_name, group_name, measure_of, subtitle_of, titled
from sim.report.figures import panels, style
from sim.report.folder import write_folder
from sim.report.text.caveats import CAUTION
from sim.report.text.intervals import levelled
from sim.text import Lang, Text

ACROSS, MOST_PANELS, PAIRED = 4, 8, 4
MARGIN, LETTER = 48, 7.5  # points: left of a panel, and a letter of a level's name there
COLOUR, COLOURS = "#0072B2", "cividis"
MAIN = Text("{what}: main effects", "“{what}”：主效应")
PAIRS = Text("{what}: two factors at a time", "“{what}”：两个因素的组合")
HOW = Text("mean at each level, over all other factors", "各水平的平均值（对其余因素取平均）")
HOW_PAIRS = Text("mean at each combination, over all other factors", "各组合的平均值（对其余因素取平均）")
BARS_FULL = levelled(
    Text(
        "Bars: {sure} interval of the difference from the overall mean, seeds paired",
        "误差线：与总平均之差的{sure}区间（种子配对）",
    )
)
BARS_SAMPLE = levelled(Text("Bars: {sure} interval over points", "误差线：各设计点的{sure}区间"))
STRONGEST = Text("the {n} strongest of {all} factors", "{all} 个因素中最强的 {n} 个")


def write_response(study: Sweep, outcomes: Outcomes, folder: Path, lang: Lang) -> list[Path]:
    """Write `response.csv`, and for each measure a figure of main effects and one of pairs of factors."""
    tables, drawn = [], {}
    for measure in outcomes.measures:
        effects = main_effects(study, outcomes, measure)
        tables += [_table(measure, one, lang) for one in effects]
        drawn[f"effects-{measure}.png"] = main_figure(study, measure, effects, lang)
        if len(effects) > 1:
            drawn[f"pairs-{measure}.png"] = pairs_figure(study, outcomes, measure, effects, lang)
    return write_folder(folder, {"response.csv": pl.concat(tables), **drawn})


def main_figure(study: Sweep, measure: str, effects: Sequence[MainEffect], lang: Lang) -> Figure:
    """A panel for each factor, the strongest first, all on one scale."""
    shown = effects[:MOST_PANELS]
    bars = (BARS_FULL if study.design.kind == "grid" else BARS_SAMPLE).to(lang)
    with style.figure_style(lang):
        figure = _slide(study, measure, MAIN, HOW, _chosen(shown, effects, lang), bars, lang)
        across = _across(len(shown), ACROSS)
        places = panels.in_rows(figure, len(shown), across, left=60, right=14, top=54, bottom=35, across=62, down=76)
        for at, (axes, effect) in enumerate(zip(places, shown, strict=True)):
            if at:
                axes.sharey(places[0])
            _draw_main(axes, effect, at % across == 0, measure, lang)
    return figure


def pairs_figure(study: Sweep, outcomes: Outcomes, measure: str, effects: Sequence[MainEffect], lang: Lang) -> Figure:
    """A heat map for each pair of the strongest factors, all on one scale."""
    shown = effects[:PAIRED]
    pairs = [
        (one.grouping, other.grouping, over_two(one.grouping, other.grouping, outcomes.values[measure]))
        for one, other in combinations(shown, 2)
    ]
    low, high = (float(end([end(means) for *_, means in pairs])) for end in (np.nanmin, np.nanmax))
    with style.figure_style(lang):
        figure = _slide(study, measure, PAIRS, HOW_PAIRS, _chosen(shown, effects, lang), "", lang)
        longest = max(len(group_name(group, lang)) for _, other, _ in pairs for group in other.groups)
        levels = max(MARGIN, LETTER * longest)
        places = panels.in_rows(
            figure,
            len(pairs),
            _across(len(pairs), ACROSS - 1),
            left=levels + 12,
            right=72,
            top=54,
            bottom=35,
            across=levels + 14,
            down=76,
        )
        for axes, (one, other, means) in zip(places, pairs, strict=True):
            _draw_pair(axes, one, other, means, (low, high), measure, lang)
        panels.colour_bar(figure, places, Normalize(low, high), COLOURS, lambda value: _tick(value, measure))
    return figure


def _slide(study: Sweep, measure: str, title: Text, how: Text, chosen: str, bars: str, lang: Lang) -> Figure:
    words = [part for part in (chosen, how.to(lang)) if part]
    join = "; " if lang == "en" else "；"
    footer = "·".join([bars, CAUTION.to(lang)] if bars else [CAUTION.to(lang)])
    return style.new_figure(titled(title, measure, lang), [subtitle_of(study, lang), join.join(words)], footer, lang)


def _chosen(shown: Sequence[MainEffect], effects: Sequence[MainEffect], lang: Lang) -> str:
    if len(shown) == len(effects):
        return ""
    return STRONGEST.to(lang).format(n=len(shown), all=len(effects))


def _across(panels: int, most: int) -> int:
    """How many panels stand side by side, so that rows are filled alike."""
    return ceil(panels / ceil(panels / most))


def _draw_main(axes: Axes, effect: MainEffect, leftmost: bool, measure: str, lang: Lang) -> None:
    places = range(len(effect.value))
    half = np.nan_to_num(effect.half)
    axes.errorbar(
        places, effect.value, yerr=half if half.any() else None, fmt="o-", color=COLOUR, capsize=3, linewidth=1.6
    )
    _name_levels(axes, effect.grouping, lang)
    axes.set_xlim(-0.5, len(effect.value) - 0.5)
    title = axes.set_title(factor_name(effect.grouping.factor, lang), fontsize=style.WORDS, loc="left", pad=8)
    style.fitted(title, float(axes.get_position().width) + 0.03, 2)
    if measure_of(measure).percent:
        axes.yaxis.set_major_formatter(FuncFormatter(style.whole_percent))
    axes.tick_params(axis="y", labelleft=leftmost)


def _name_levels(axes: Axes, grouping: Grouping, lang: Lang) -> None:
    names = [group_name(group, lang) for group in grouping.groups]
    axes.set_xticks(range(len(names)), names)
    if sum(map(len, names)) > 24:  # noqa: PLR2004 - letters that fit below a panel
        axes.tick_params(axis="x", labelrotation=25)


def _draw_pair(
    axes: Axes,
    one: Grouping,
    other: Grouping,
    means: np.ndarray,
    ends: tuple[float, float],
    measure: str,
    lang: Lang,
) -> None:
    axes.grid(visible=False)
    axes.imshow(means.T, cmap=COLOURS, vmin=ends[0], vmax=ends[1], aspect="auto", origin="lower")
    _name_levels(axes, one, lang)
    axes.set_yticks(range(len(other.groups)), [group_name(group, lang) for group in other.groups])
    axes.set_xlabel(factor_name(one.factor, lang), fontsize=style.SMALL)
    style.fitted(
        axes.set_title(factor_name(other.factor, lang), fontsize=style.SMALL, loc="left", pad=6, color=style.SOFT),
        axes.get_position().width,
        1,
    )
    middle = (ends[0] + ends[1]) / 2
    for (x, y), mean in np.ndenumerate(means):
        if not isnan(mean):
            colour = style.PAPER if mean < middle else "#15212E"
            axes.text(x, y, _said(mean, measure), ha="center", va="center", fontsize=style.SMALL, color=colour)


def _said(value: float, measure: str) -> str:
    return f"{100 * value:.3g}%" if measure_of(measure).percent else f"{value:.3g}"


def _tick(value: float, measure: str) -> str:
    return style.whole_percent(value, 0) if measure_of(measure).percent else f"{value:.4g}"


def _table(measure: str, effect: MainEffect, lang: Lang) -> pl.DataFrame:
    grouping = effect.grouping
    return pl.DataFrame(
        {
            "measure": measure,
            "factor": grouping.factor,
            "level": [group_name(group, lang) for group in grouping.groups],
            "value": effect.value,
            "low": effect.value - effect.half,
            "high": effect.value + effect.half,
            "measure_label": measure_of(measure).label.to(lang),
            "factor_label": factor_name(grouping.factor, lang),
        }
    )
