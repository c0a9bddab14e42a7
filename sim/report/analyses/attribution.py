"""Which module brings what: a figure of bars and interactions, tables, and sentences."""

from __future__ import annotations

from collections.abc import Sequence
from math import isnan
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from sim.lab.analysis.attribution import Attribution
from sim.measures import YUAN, Measure
from sim.report.analyses.factors import measure_of, titled
from sim.report.figures import colours, panels, style
from sim.report.folder import write_folder
from sim.report.text.caveats import CAUTION
from sim.report.text.intervals import interval_of
from sim.report.text.labels import module_label
from sim.report.text.numbers import OVER, band_note, change_words, signed, unit_of_change
from sim.report.text.prose import listing
from sim.report.text.table import Table, columns
from sim.text import LANGUAGES, Lang, Text

if TYPE_CHECKING:
    import pandas as pd

Row = dict[str, Any]  # of a table: names and numbers
TITLE = Text('What each module brings to "{what}"', "各模块为“{what}”带来多少")
JOINT = Text(
    "All {n} together change it by {joint} ({unit}, {over}); the bars add up to that.",
    "{n}个模块合计改变 {joint}（{unit}，{over}），各条之和即为此数。",
)
READ = Text(
    "Bar: Shapley value, the mean over all orders of adding modules; line: {interval}.",
    "条形为沙普利值，即模块按各种次序加入时贡献的平均；横线为{interval}。",
)
INTERVAL = Text("{interval} over {n} seeds", "{n}个种子，{interval}")
OVER_DRAWS = Text("{interval}, {n} of them", "{interval}（{n}组）")
HALF = Text("Two at a time: above zero, they bring more together", "两两交互：正值表示同开时带来更多")
ALONE, LAST = Text("alone", "单独开启"), Text("on top of all others", "其余全开后加入")
UNSURE = Text("grey: the interval holds zero", "灰字：区间包含零")
HEADER = (Text("module", "模块"), Text("Shapley value", "沙普利值"), ALONE, LAST)
UNIT = Text("{what} ({unit})", "{what}（{unit}）")
PAIR = (Text("two modules", "两个模块"), Text("interaction", "交互作用"))
NONE_ACT = Text(
    "No two modules can be told to act on one another: every interval holds zero.",
    "看不出任何两个模块相互影响：所有区间都包含零。",
)
SMALL_SHARE = 0.01  # below one percentage point a second digit says something
MOST_WORDS = 3  # interactions named in a sentence
DIVERGING = "PuOr_r"


def attribution_rows(found: Attribution, lang: Lang) -> Table:
    """The printed table: modules with their shares, the largest first, and their sum."""
    measure, digits = measure_of(found.measure), _digits(found)
    rows = [
        [
            module_label(row["module"]).to(lang),
            _with_ends(measure, row, "value", digits, lang),
            _with_ends(measure, row, "alone", digits, lang),
            _with_ends(measure, row, "last", digits, lang),
        ]
        for row in _largest_first(found.values())
    ]
    joint = {"value": found.joint["difference"], "low": found.joint["low"], "high": found.joint["high"]}
    together = Text("together", "合计").to(lang)
    header = [HEADER[0], UNIT.filled(what=HEADER[1], unit=unit_of_change(measure)), *HEADER[2:]]
    rows.append([together, _with_ends(measure, joint, "value", digits, lang)])
    return Table(columns(header, lang), rows)


def interaction_rows(found: Attribution, lang: Lang) -> Table:
    """The printed table of interactions: pairs of modules, the strongest first."""
    measure, digits = measure_of(found.measure), _digits(found)
    rows = [
        [_pair(row, lang), _with_ends(measure, row, "value", digits, lang)]
        for row in _largest_first(found.interactions())
    ]
    return Table(columns((PAIR[0], UNIT.filled(what=PAIR[1], unit=unit_of_change(measure))), lang), rows)


def attribution_findings(found: Attribution) -> list[Text]:
    """Sentences on each module's share of an effect, and on pairs of modules that act on one another."""
    measure = measure_of(found.measure)
    joint, digits = found.joint, _digits(found)

    def amount(value: float) -> Text:
        size = Text(*(signed(measure, value, digits, lang) for lang in LANGUAGES))
        return size if measure.unit == YUAN else change_words(measure, size)

    first, *_ = _largest_first(found.values())
    said: list[Text] = [
        Text(
            'In the model all {n} modules together change "{what}" by {joint}; the largest share, {first}, is that '
            "of {module}.",
            "在模型中，{n}个模块合计使“{what}”变化{joint}，其中最大的一份（{first}）来自{module}。",
        ).filled(
            n=len(found.modules),
            what=measure.label,
            joint=amount(joint["difference"]),
            first=amount(first["value"]),
            module=module_label(first["module"]),
        )
    ]
    sure = [row for row in _largest_first(found.interactions()) if row["low"] > 0 or row["high"] < 0]
    if len(found.study.seeds) == 1:
        return [*said, band_note(1)]
    if not sure:
        said.append(NONE_ACT)
    for sign, template in (
        (1, Text("More together than one by one: {pairs}.", "同开时带来更多的：{pairs}。")),
        (-1, Text("Less together than one by one: {pairs}.", "同开时带来更少的：{pairs}。")),
    ):
        pairs = [row for row in sure if sign * row["value"] > 0][:MOST_WORDS]
        if pairs:
            named = [
                Text("{one} with {other} ({value})", "{one}与{other}（{value}）").filled(
                    one=module_label(row["module"]), other=module_label(row["other"]), value=amount(row["value"])
                )
                for row in pairs
            ]
            said.append(template.filled(pairs=listing(named)))
    return said


def write_attribution(found: Attribution, folder: Path, lang: Lang) -> list[Path]:
    """Write the figure and three tables of a measure: shares, interactions, and every bundle."""
    tables = {"attribution": found.values(), "interactions": found.interactions(), "bundles": found.bundles()}
    return write_folder(
        folder,
        {
            f"attribution-{found.measure}.png": attribution_figure(found, lang),
            **{f"{name}-{found.measure}.csv": pl.from_pandas(table) for name, table in tables.items()},
        },
    )


def attribution_figure(found: Attribution, lang: Lang) -> Figure:
    """Shares as bars with intervals at the left, interactions of pairs as a heat map at the right."""
    measure, digits, rows = measure_of(found.measure), _digits(found), _largest_first(found.values())
    named = interval_of(over_draws=found.over_draws)
    interval = (OVER_DRAWS if found.over_draws else INTERVAL).filled(n=len(found.study.seeds), interval=named)
    joint = Text(*(signed(measure, found.joint["difference"], digits, spoken) for spoken in LANGUAGES))
    first = JOINT.filled(n=len(found.modules), joint=joint, unit=unit_of_change(measure), over=OVER[measure.adds])
    with style.figure_style(lang):
        figure = style.new_figure(
            titled(TITLE, found.measure, lang),
            [first.to(lang), READ.filled(interval=interval).to(lang)],
            _footer(found, lang),
            lang,
        )
        (bars,) = panels.in_rows(figure, 1, left=127, right=420, top=43, bottom=22)
        (heat,) = panels.in_rows(figure, 1, left=655, right=12, top=43, bottom=65)
        _bars(bars, rows, measure, digits, lang)
        order = [row["module"] for row in rows]
        _heat(heat, _square(found.interactions(), order), order, (measure, digits), lang)
    return figure


def _bars(axes: Axes, rows: Sequence[Row], measure: Measure, digits: int, lang: Lang) -> None:
    colour_of = colours.module_colours([str(row["module"]) for row in rows])
    axes.grid(visible=False, axis="y")
    axes.grid(visible=True, axis="x")
    axes.axvline(0, color=style.SOFT, linewidth=1.0)
    for place, row in enumerate(rows):
        value, low, high = (float(row[name]) for name in ("value", "low", "high"))
        axes.barh(place, value, height=0.5, color=colour_of[str(row["module"])], zorder=2)
        if not isnan(low):
            axes.plot([low, high], [place, place], color=style.INK, linewidth=1.6, zorder=3)
        for name, marker in (("alone", "o"), ("last", "D")):
            axes.plot(
                float(row[name]),
                place + 0.37,
                marker,
                color=style.SOFT,
                markerfacecolor=style.PAPER,
                markersize=6.5,
                zorder=4,
            )
    ends = [float(row[name]) for row in rows for name in ("value", "low", "high", "alone", "last")]
    known = [end for end in ends if not isnan(end)]
    reach = max(max(known) - min(0.0, *known), 1e-12)
    axes.set_xlim(min(0.0, *known) - 0.04 * reach, max(0.0, *known) + 0.22 * reach)
    axes.set_ylim(len(rows) - 0.35, -0.6)
    for place, row in enumerate(rows):
        high = max(float(row["value"]), 0.0 if isnan(float(row["high"])) else float(row["high"]))
        panels.beside(
            axes,
            signed(measure, float(row["value"]), digits, lang),
            (max(high, 0.0), place),
            (7, 0),
            va="center",
            size=style.WORDS,
        )
    _names(axes, [str(row["module"]) for row in rows], lang, 120)
    axes.xaxis.set_major_locator(MaxNLocator(5))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: signed(measure, value, digits, lang)))
    for words, sign in ((ALONE, "o"), (LAST, "D")):
        axes.plot([], [], sign, color=style.SOFT, markerfacecolor=style.PAPER, markersize=6.5, label=words.to(lang))
    axes.legend(loc="lower right", frameon=False, fontsize=style.SMALL, bbox_to_anchor=(1.0, 1.0), ncols=2, borderpad=0)


def _names(axes: Axes, modules: Sequence[str], lang: Lang, room: float) -> None:
    """Names of modules at the left of their rows."""
    axes.set_yticks(range(len(modules)), [""] * len(modules))
    for place, module in enumerate(modules):
        panels.row_name(axes, module_label(module).to(lang), place, room, lines=2)


def _square(pairs: pd.DataFrame, order: Sequence[str]) -> dict[tuple[int, int], tuple[float, bool]]:
    """Each pair below the diagonal: its interaction, and whether its interval leaves out zero."""
    found = {}
    for row in pairs.to_dict("records"):
        at = sorted((order.index(row["module"]), order.index(row["other"])))
        found[at[1], at[0]] = float(row["value"]), bool(row["low"] > 0 or row["high"] < 0)
    return found


def _heat(
    axes: Axes,
    pairs: dict[tuple[int, int], tuple[float, bool]],
    order: Sequence[str],
    said: tuple[Measure, int],
    lang: Lang,
) -> None:
    """A triangle of coloured squares with their numbers; grey where the interval holds zero."""
    most = max((abs(value) for value, _ in pairs.values()), default=0.0) or 1.0
    shown = np.full((len(order), len(order)), np.nan)
    for (down, across), (value, _) in pairs.items():
        shown[down, across] = value
    axes.grid(visible=False)
    axes.imshow(shown[1:, :-1], cmap=DIVERGING, vmin=-1.4 * most, vmax=1.4 * most, aspect="auto")
    for (down, across), (value, sure) in pairs.items():
        words = axes.text(
            across,
            down - 1,
            signed(said[0], value, said[1], lang),
            ha="center",
            va="center",
            size=style.SMALL,
            color=style.INK if sure else style.SOFT,
        )
        if sure:
            style.heavy(words)
    _names(axes, order[1:], lang, 110)
    axes.set_xticks(range(len(order) - 1), [""] * (len(order) - 1))
    axes.tick_params(axis="x", length=0)
    for place, module in enumerate(order[:-1]):
        panels.beside(
            axes,
            module_label(module).to(lang),
            (place + 0.12, 0),
            (0, -7),
            xycoords=axes.get_xaxis_transform(),
            ha="right",
            va="top",
            rotation=28,
            rotation_mode="anchor",
        )
    axes.spines[["left", "bottom"]].set_visible(False)
    title = axes.set_title(HALF.to(lang), fontsize=style.WORDS, loc="left", pad=10, x=-0.45)
    style.fitted(title, axes.get_position().width + 0.11)
    axes.text(1.0, 0.93, UNSURE.to(lang), transform=axes.transAxes, ha="right", size=style.SMALL, color=style.SOFT)


def _digits(found: Attribution) -> int:
    """Digits that say something for all numbers of a figure."""
    measure = measure_of(found.measure)
    largest = max(abs(found.joint["difference"]), float(found.values()["value"].abs().max()))
    if measure.percent:
        return 2 if largest < SMALL_SHARE * len(found.modules) else 1
    return 0 if largest >= 100 else 1 if largest >= 1 else 3  # noqa: PLR2004 - three digits that say something


def _with_ends(measure: Measure, row: Row, name: str, digits: int, lang: Lang) -> str:
    before = "" if name == "value" else f"{name}_"
    value, low, high = (float(row[key]) for key in (name, f"{before}low", f"{before}high"))
    said = signed(measure, value, digits, lang)
    if isnan(low):
        return said
    return f"{said} [{signed(measure, low, digits, lang)}, {signed(measure, high, digits, lang)}]"


def _largest_first(table: pd.DataFrame) -> list[Row]:
    ordered = table.sort_values("value", key=abs, ascending=False, kind="stable")
    return [{str(name): cell for name, cell in row.items()} for row in ordered.to_dict("records")]


def _pair(row: Row, lang: Lang) -> str:
    return " × ".join(module_label(str(row[name])).to(lang) for name in ("module", "other"))


def _footer(found: Attribution, lang: Lang) -> str:
    counted = Text(
        "{bundles:bundle} on {seeds:seed}, {weeks:d} weeks", "{bundles:d}种组合，{seeds:d}个种子，{weeks:d}周"
    ).filled(bundles=len(found.study.points), seeds=len(found.study.seeds), weeks=found.study.base.weeks)
    return "·".join(part.to(lang) for part in (Text(**found.study.base.title.model_dump()), counted, CAUTION))
