"""What a search found: the front drawn, tables, sentences, and plans as scenario files."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from pathlib import Path

import polars as pl
from matplotlib.axes import Axes
from matplotlib.colors import Normalize
from matplotlib.figure import Figure
from matplotlib.text import Annotation
from matplotlib.ticker import FuncFormatter, MaxNLocator

from sim.lab.analysis.objectives import Objective
from sim.lab.analysis.search.search import Candidate, SearchResult
from sim.lab.analysis.search.selection import SelectedPlan
from sim.ledger import PAYERS
from sim.measures import YUAN, Measure
from sim.report.figures import panels, style
from sim.report.folder import write_folder
from sim.report.text.caveats import CAUTION
from sim.report.text.labels import module_label
from sim.report.text.numbers import capital, tick_text, value_text, yuan_text, yuan_words
from sim.report.text.prose import SEMICOLON, joined, listing
from sim.report.text.table import Table, columns
from sim.scenario import Scenario, Title
from sim.scenario.file import dump
from sim.text import Lang, Text

COLOURS = "cividis"
MOST_PANELS = 3
TITLE = Text("Plans on the front, at most {yuan} a year", "每年不超过{yuan}的前沿方案")
READ = Text(
    "{front} of {tried} plans tried: within the budget, none of the others is better in every aim. The pale dots are "
    "the other plans that keep to it.",
    "共试{tried}个方案，其中{front}个在预算内且没有其他方案样样更好；浅色点为预算内的其余方案。",
)
MEANS = Text(
    "Each plan: mean of {n} parameter sets, every one with its own seed, the same for all plans",
    "每个方案：{n}组参数（各配一个种子，所有方案相同）的均值",
)
MEANS_SEEDS = Text("Each plan: mean of {n} seeds, the same for all plans", "每个方案：{n}个相同种子的均值")
MORE, LESS = Text("more is better", "越多越好"), Text("less is better", "越少越好")
COST = Text("dearest year, paid by: {payers}", "开支最大的一年，{payers}出资")
NOTHING = Text("no module", "不加模块")
HEADER = (Text("plan", "方案"), Text("why", "入选理由"), Text("dearest year", "最贵一年"))
REGRET = Text("{value} (behind: {regret})", "{value}（落后 {regret}）")
MODULE = Text("{module} ×{dose:g}, {when}{where}", "{module}×{dose:g}，{when}{where}")
FROM, SPAN = Text("from {start}", "{start}起"), Text("{start} to {stop}", "{start}至{stop}")
GRIDS = Text(", grids {grids}", "，网格{grids}")
PLAN = Text("Plan {letter}: {modules}", "方案{letter}：{modules}")


def search_rows(found: SearchResult, chosen: Sequence[SelectedPlan], lang: Lang) -> Table:
    """The printed table: the chosen plans with each aim and how far they are behind the best."""
    nothing = found.nothing
    cells = [value_text(aim.measure, nothing.mean(aim)) for aim in found.aims]
    rows = [[NOTHING.to(lang), "", yuan_text(nothing.cost, lang), *cells]]
    for one in chosen:
        cells = [
            REGRET.filled(
                value=value_text(aim.measure, one.plan.mean(aim)),
                regret=value_text(aim.measure, float(found.regret(one.plan, aim).mean())),
            ).to(lang)
            for aim in found.aims
        ]
        rows.append([one.letter, joined(one.reasons, SEMICOLON).to(lang), yuan_text(one.plan.cost, lang), *cells])
    return Table(columns((*HEADER, *map(_aim_name, found.aims)), lang), rows)


def search_findings(found: SearchResult, chosen: Sequence[SelectedPlan]) -> list[Text]:
    """Sentences on a search: how many plans were tried, and what each chosen plan does."""
    counted = Text(
        "In the model {tried} plans were tried; {within} keep to {yuan} a year (paid by: {payers}), and {front} of "
        "these are on the front.",
        "在模型中共试{tried}个方案：每年{payers}出资不超过{yuan}的有{within}个，其中{front}个在前沿上。",
    ).filled(
        tried=f"{len(found.candidates) - 1:,}",
        within=f"{len(found.affordable):,}",
        front=f"{len(found.front):,}",
        yuan=yuan_words(found.budget.yuan),
        payers=_payers(found),
    )
    plans = [
        Text("Plan {letter}: {words}.", "方案{letter}：{words}。").filled(
            letter=one.letter, words=plan_words(one.plan, found.space.base)
        )
        for one in chosen
    ]
    return [counted, *plans]


def plan_words(plan: Candidate, base: Scenario) -> Text:
    """Every module of a plan: how strong, from when to when, where."""
    clauses = []
    for name in plan.modules:
        own = plan.scenario.policies[name]
        start = own.start or base.modules_start or base.clock.first
        when = FROM.filled(start=f"{start:%Y-%m}")
        if own.stop is not None:
            when = SPAN.filled(start=f"{start:%Y-%m}", stop=f"{own.stop:%Y-%m}")
        where = Text("", "")
        if own.grids is not None:
            where = GRIDS.filled(grids=Text(*(by.join(map(str, own.grids)) for by in " 、")))
        clauses.append(MODULE.filled(module=module_label(name), dose=own.dose, when=when, where=where))
    return joined(clauses, SEMICOLON)


def write_search(found: SearchResult, chosen: Sequence[SelectedPlan], folder: Path, lang: Lang) -> list[Path]:
    """Write the figure, `front.csv` with every plan of the front, and each chosen plan as a scenario file."""
    for stale in folder.glob("plan-*.yaml"):  # of a search that found fewer
        stale.unlink()
    return write_folder(
        folder,
        {
            "front.png": front_figure(found, chosen, lang),
            "front.csv": _table(found, chosen),
            **{f"plan-{one.letter}.yaml": dump(_named(one)) for one in chosen},
        },
    )


def _named(one: SelectedPlan) -> Scenario:
    """A plan's scenario under its letter."""
    modules = listing([module_label(name) for name in one.plan.modules])
    title = PLAN.filled(letter=one.letter, modules=modules)
    return one.plan.scenario.model_copy(update={"name": f"plan-{one.letter}", "title": Title(en=title.en, zh=title.zh)})


def front_figure(found: SearchResult, chosen: Sequence[SelectedPlan], lang: Lang) -> Figure:
    """The front, two aims a panel, coloured by cost, with the chosen plans under it in words."""
    title = TITLE.filled(yuan=yuan_words(found.budget.yuan))
    read = READ.filled(front=len(found.front), tried=len(found.candidates) - 1)
    means = (MEANS if found.effort.draws else MEANS_SEEDS).filled(n=len(found.effort.seeds))
    base = found.space.base.title
    footer = "·".join(part.to(lang) for part in (Text(base.en, base.zh), means, CAUTION))
    with style.figure_style(lang):
        figure = style.new_figure(title.to(lang), [], footer, lang)
        style.paragraph(figure, read.to(lang), 2)
        pairs = _pairs(found)
        scale = Normalize(0, found.budget.yuan)
        places = panels.in_rows(figure, len(pairs), len(pairs), left=55, right=72, top=30, bottom=170, across=77)
        for axes, pair in zip(places, pairs, strict=True):
            _panel(axes, found, chosen, pair, scale, lang)
        panels.colour_bar(
            figure, places, scale, COLOURS, lambda yuan: yuan_text(yuan, lang).replace("元", ""),
            COST.filled(payers=_payers(found)).to(lang),
        )  # fmt: skip
        _words(figure, found, chosen, lang)
    return figure


def _pairs(found: SearchResult) -> list[tuple[Objective | None, Objective]]:
    """The two aims of each panel; a single aim is drawn against the cost."""
    if len(found.aims) == 1:
        return [(None, found.aims[0])]
    pairs: list[tuple[Objective | None, Objective]] = [(other, one) for one, other in combinations(found.aims, 2)]
    return pairs[:MOST_PANELS]


def _panel(
    axes: Axes,
    found: SearchResult,
    chosen: Sequence[SelectedPlan],
    pair: tuple[Objective | None, Objective],
    scale: Normalize,
    lang: Lang,
) -> None:
    def place(plan: Candidate) -> tuple[float, float]:
        across, up = pair
        return plan.cost if across is None else plan.mean(across), plan.mean(up)

    axes.grid(visible=True, axis="both")
    pale = [place(one) for one in found.affordable if one not in found.front]
    if pale:
        x, y = zip(*pale, strict=True)
        axes.scatter(x, y, s=18, color=style.FAINT, alpha=0.5, linewidths=0, zorder=2)
    x, y = zip(*map(place, found.front), strict=True)
    colours = [one.cost for one in found.front]
    axes.scatter(x, y, s=62, c=colours, cmap=COLOURS, norm=scale, edgecolors=style.INK, linewidths=0.6, zorder=3)
    axes.scatter(*place(found.nothing), marker="x", s=50, color=style.SOFT, zorder=3)
    axes.margins(0.12, 0.16)
    for one in chosen:
        style.heavy(
            panels.beside(
                axes,
                one.letter,
                place(one.plan),
                (0, 7),
                ha="center",
                va="bottom",
                size=style.WORDS,
                zorder=5,
                bbox={"facecolor": style.PAPER, "edgecolor": "none", "pad": 0.6, "alpha": 0.8},
            )
        )
    across, up = pair
    _axis(axes, "x", across, lang)
    _axis(axes, "y", up, lang)


def _axis(axes: Axes, which: str, aim: Objective | None, lang: Lang) -> None:
    """Ticks and the name of an aim with the way that is good; of the cost if there is none."""
    axis = axes.xaxis if which == "x" else axes.yaxis
    axis.set_major_locator(MaxNLocator(4 if which == "x" else 5))
    measure = aim.measure if aim is not None else None
    axis.set_major_formatter(FuncFormatter(lambda value, _: _tick(measure, value, lang)))
    if aim is None:
        axes.set_xlabel(HEADER[2].to(lang))
        return
    words = f"{capital(aim.measure.label).to(lang)}\n{(MORE if aim.direction == 'more' else LESS).to(lang)}"
    if which == "x":
        axes.set_xlabel(words, fontsize=style.SMALL)
    else:
        label = axes.set_title(words, fontsize=style.SMALL, loc="left", pad=7, color=style.SOFT)
        label.set_linespacing(1.25)


def _tick(measure: Measure | None, value: float, lang: Lang) -> str:
    return yuan_text(value, lang) if measure is None or measure.unit == YUAN else tick_text(measure, value)


def _words(figure: Figure, found: SearchResult, chosen: Sequence[SelectedPlan], lang: Lang) -> None:
    """The chosen plans, one below the other."""
    (axes,) = panels.in_rows(figure, 1, top=279, bottom=-30)  # it has no ticks
    axes.set_axis_off()
    axes.set_ylim(max(len(chosen), 4), -0.1)
    for row, one in enumerate(chosen):
        reasons, plan = joined(one.reasons, SEMICOLON).to(lang), plan_words(one.plan, found.space.base).to(lang)
        style.heavy(_cell(axes, row, 0, 20, one.letter, size=style.WORDS))
        _cell(axes, row, 23, 68, yuan_text(one.plan.cost, lang), size=style.SMALL)
        _cell(axes, row, 93, 182, reasons, colour=style.SOFT, lines=2)
        _cell(axes, row, 290, panels.points_wide(axes) - 290, plan, lines=2)
    nothing = f"× {NOTHING.to(lang)}"  # below the panels, where no dot is
    panels.beside(axes, nothing, (1, 1), (0, 10), xycoords="axes fraction", colour=style.SOFT, ha="right")


def _cell(
    axes: Axes, row: int, left: float, wide: float, words: str, *, lines: int = 1, size: float = style.SMALL - 1,
    colour: str = style.INK,
) -> Annotation:  # fmt: skip
    """Words in a row of the table, some points from its left."""
    at = axes.get_yaxis_transform()
    label = panels.beside(axes, words, (0, row), (left, 0), xycoords=at, size=size, colour=colour, va="top")
    return style.fitted(label, wide / panels.ACROSS, lines)


def _table(found: SearchResult, chosen: Sequence[SelectedPlan]) -> pl.DataFrame:
    """Every plan of the front: cost, aims with their spread and regret, and what each module does."""
    letters = {id(one.plan): one.letter for one in chosen}
    rows = []
    for plan in found.front:
        row: dict[str, object] = {"plan": letters.get(id(plan), ""), "dearest_year_yuan": plan.cost}
        for aim in found.aims:
            name, own, behind = aim.measure.name, plan.values[aim.measure.name], found.regret(plan, aim)
            row |= {
                name: float(own.mean()),
                f"{name}_least": float(own.min()),
                f"{name}_most": float(own.max()),
                f"{name}_regret": float(behind.mean()),
                f"{name}_regret_most": float(behind.max()),
            }
        for module in found.space.modules:
            does = plan.scenario.policies.get(module)
            start = None if does is None else does.start
            row |= {
                f"{module}_dose": 0.0 if does is None else does.dose,
                f"{module}_start": "" if start is None else start.isoformat(),
                f"{module}_stop": "" if does is None or does.stop is None else does.stop.isoformat(),
                f"{module}_grids": "" if does is None or does.grids is None else " ".join(map(str, does.grids)),
            }
        rows.append(row)
    return pl.DataFrame(rows)


def _aim_name(aim: Objective) -> Text:
    way = MORE if aim.direction == "more" else LESS
    return Text(f"{aim.measure.label.en}, {way.en}", f"{aim.measure.label.zh}，{way.zh}")


def _payers(found: SearchResult) -> Text:
    return listing([PAYERS[payer] for payer in found.budget.payers])
