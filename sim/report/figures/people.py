"""Figures of who lives there at the start: ages by sex, and how many people residents know."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator
from numpy.typing import NDArray

from sim.clock import WEEKS_PER_YEAR
from sim.community import Community
from sim.community.ties import LAYERS
from sim.report.figures import panels, style
from sim.report.text.intervals import levelled
from sim.report.text.numbers import community_footer, percent
from sim.text import Lang, Text

AGES_TITLE = Text("{people} residents by age and sex", "{people}名居民的年龄与性别")
AGES_READ = Text(
    "Residents at the start, in bands of five years. Dark: aged 0–3, and 60 and over.",
    "起始时的居民，每五岁一组。深色：0–3岁与60岁以上。",
)
AGES_STATED = Text(
    "The scenario sets how many are aged 0–3 and 60+; the shape in between is assumed.",
    "0–3岁与60岁以上人数由情景给定，其余年龄结构为假设。",
)
MALE, FEMALE = Text("men and boys {count}", "男 {count}"), Text("women and girls {count}", "女 {count}")
INFANTS, ELDERS = (
    Text("aged 0–3: {count} ({share})", "0–3岁：{count}人（{share}）"),
    Text("aged 60+: {count} ({share})", "60岁以上：{count}人（{share}）"),
)
AND_OVER = Text("{age}+", "{age}+")
SEX_COLOURS = (("#9DBAD5", "#2F6690"), ("#E8B9A0", "#B4532A"))
BAND, LAST_BAND, INFANTS_END, ELDERS_START = 5, 85, 4.0, 60.0

TIES_TITLE = Text("Whom residents know: {mean} contacts on average", "居民认识多少人：平均{mean}人")
TIES_READ = levelled(
    Text(
        "Ties among the {people} residents at the start. Middle {band} of residents: {low} to {high} "
        "contacts; most: {most}.",
        "起始时{people}名居民之间的联系。中间{band}的居民有{low}至{high}个联系人，最多{most}个。",
    )
)
TIES_ASSUMED = Text(
    "Number and layers of ties are assumptions; everyday contacts, not close friends only.",
    "联系的数量与层次为假设；指日常往来，不限于密友。",
)
CONTACTS, RESIDENTS = Text("contacts", "联系人数"), Text("residents", "居民人数")
MEAN = Text("mean {mean}", "平均{mean}")
BY_LAYER = Text("Contacts by where they live, mean", "按联系人住处划分（人均）")
LAYER_LABELS = {
    "household": Text("same household", "同一家庭"),
    "building": Text("same building", "同一楼栋"),
    "estate": Text("same estate", "同一小区"),
    "grid": Text("same grid", "同一网格"),
    "cross": Text("other grids", "其他网格"),
}
MOST_BARS = 60  # from here on, contacts are put together in bars of several
BAR, LAYER_BAR = "#7FA8C9", "#2F6690"


def age_pyramid(community: Community, lang: Lang) -> Figure:
    """Residents at the start by sex and five-year band, infants and elders marked."""
    here = community.here(0)
    age, female = -community.register.born[here] / WEEKS_PER_YEAR, community.register.female[here]
    with style.figure_style(lang):
        figure = style.new_figure(
            AGES_TITLE.filled(people=f"{age.size:,}").to(lang),
            [AGES_READ.to(lang), AGES_STATED.to(lang)],
            community_footer(community, lang),
            lang,
        )
        edges = np.append(np.arange(0, LAST_BAND + BAND, BAND), 200)
        most = max(int(np.histogram(age[female == sex], edges)[0].max()) for sex in (False, True))
        halves = panels.in_rows(figure, 2, left=96, right=91, top=30, across=42)
        for sex, axes in zip((False, True), halves, strict=True):
            _half_pyramid(axes, age[female == sex], edges, SEX_COLOURS[int(sex)])
            axes.set_xlim((0, most * 1.06) if sex else (most * 1.06, 0))
            axes.set_ylim(-0.5, edges.size - 1.5)
            name = (FEMALE if sex else MALE).filled(count=f"{(female == sex).sum():,}").to(lang)
            style.heavy(
                axes.text(
                    float(sex) * 0.012 + 0.988 * (not sex),
                    1.015,
                    name,
                    transform=axes.transAxes,
                    size=style.HEADING,
                    ha="left" if sex else "right",
                    color=SEX_COLOURS[int(sex)][1],
                )
            )
            if sex:
                _marked_groups(axes, age, edges, lang)
        for at, start in enumerate(edges[:-1]):
            words = f"{start}–{start + BAND - 1}" if start < LAST_BAND else AND_OVER.filled(age=start).to(lang)
            panels.beside(
                halves[1],
                words,
                (0, at),
                (-21, 0),
                xycoords=halves[1].get_yaxis_transform(),
                colour=style.SOFT,
                ha="center",
                va="center",
            )
    return figure


def _half_pyramid(axes: Axes, age: NDArray[np.floating], edges: NDArray[np.int64], colours: tuple[str, str]) -> None:
    """Bars of one sex, from the middle outwards; infants and elders dark."""
    marked = (age < INFANTS_END) | (age >= ELDERS_START)
    dark, light = (np.histogram(age[chosen], edges)[0] for chosen in (marked, ~marked))
    rows = np.arange(edges.size - 1)
    axes.barh(rows, dark, 0.86, color=colours[1], linewidth=0)
    axes.barh(rows, light, 0.86, dark, color=colours[0], linewidth=0)
    panels.read_across(axes)
    axes.spines["bottom"].set_visible(False)
    axes.xaxis.set_major_locator(MaxNLocator(4, steps=[1, 2, 2.5, 5, 10], integer=True))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.0f}"))


def _marked_groups(axes: Axes, age: NDArray[np.floating], edges: NDArray[np.int64], lang: Lang) -> None:
    """How many infants and elders there are, at the right edge beside their bars."""
    first = int(np.searchsorted(edges, ELDERS_START))
    for text, chosen, low, high in (
        (INFANTS, age < INFANTS_END, -0.43, 0.43),
        (ELDERS, age >= ELDERS_START, first - 0.43, edges.size - 1.57),
    ):
        words = text.filled(count=f"{chosen.sum():,}", share=percent(float(chosen.mean()))).to(lang)
        axes.plot(
            [1.0, 1.0], [low, high], transform=axes.get_yaxis_transform(), color=style.INK, linewidth=1.6, clip_on=False
        )
        style.haloed(
            panels.beside(
                axes,
                words,
                (1.0, (low + high) / 2),
                (-9, 0),
                xycoords=axes.get_yaxis_transform(),
                ha="right",
                va="center",
                size=style.WORDS,
            )
        )


def degree_distribution(community: Community, lang: Lang) -> Figure:
    """How many contacts residents have at the start, and where those live."""
    here = community.here(0)
    contacts = np.diff(community.ties.matrix(here).indptr)
    low, high = np.percentile(contacts, (10, 90))
    with style.figure_style(lang):
        mean = f"{contacts.mean():.1f}"
        read = TIES_READ.filled(
            people=f"{contacts.size:,}", low=f"{low:.0f}", high=f"{high:.0f}", most=int(contacts.max())
        )
        figure = style.new_figure(
            TIES_TITLE.filled(mean=mean).to(lang),
            [read.to(lang), TIES_ASSUMED.to(lang)],
            community_footer(community, lang),
            lang,
        )
        (axes,) = panels.in_rows(figure, 1, left=45, right=304, top=27, bottom=19)
        (beside,) = panels.in_rows(figure, 1, left=727, right=43, top=27, bottom=19)
        _histogram(axes, contacts, lang)
        axes.axvline(float(contacts.mean()), color=style.INK, linewidth=1.6)
        style.heavy(
            panels.beside(
                axes,
                MEAN.filled(mean=mean).to(lang),
                (float(contacts.mean()), 1),
                (6, -4),
                xycoords=axes.get_xaxis_transform(),
                va="top",
                size=style.HEADING,
            )
        )
        _layers(beside, community, lang)
    return figure


def _histogram(axes: Axes, contacts: NDArray[np.integer], lang: Lang) -> None:
    wide = int(np.ceil((contacts.max() + 1) / MOST_BARS))
    axes.hist(contacts, (np.arange(0, contacts.max() + wide + 1, wide) - 0.5).tolist(), rwidth=0.86, color=BAR)
    axes.set_xlim(-0.6, contacts.max() + wide)
    axes.set_ylim(0, axes.get_ylim()[1] * 1.05)
    axes.xaxis.set_major_locator(MaxNLocator(14, integer=True, steps=[1, 2, 5, 10]))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.0f}"))
    axes.set_xlabel(CONTACTS.to(lang), size=style.WORDS)
    axes.set_ylabel(RESIDENTS.to(lang), size=style.WORDS)


def _layers(axes: Axes, community: Community, lang: Lang) -> None:
    """Mean contacts in each layer of ties, among those living there."""
    here, ties = community.here(0), community.ties
    source = np.repeat(np.arange(community.people), np.diff(ties.start))
    inside = here[source] & here[ties.to]
    means = np.bincount(ties.layer[inside], minlength=len(LAYERS)) / max(here.sum(), 1)
    rows = -np.arange(len(LAYERS))
    axes.barh(rows, means, 0.62, color=LAYER_BAR, linewidth=0)
    axes.set_axis_off()
    axes.set_xlim(0, float(means.max()) or 1.0)
    style.heavy(panels.beside(axes, BY_LAYER.to(lang), (0, 1), (-92, 2), xycoords="axes fraction", size=style.WORDS))
    for row, layer, mean in zip(rows.tolist(), LAYERS, means.tolist(), strict=True):
        panels.beside(
            axes,
            LAYER_LABELS[layer].to(lang),
            (0, row),
            (-8, 0),
            ha="right",
            va="center",
            size=style.WORDS,
            colour=style.SOFT,
        )
        panels.beside(axes, f"{mean:.1f}", (mean, row), (6, 0), va="center", size=style.WORDS, annotation_clip=False)
