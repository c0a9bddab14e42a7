"""What the command line prints: tables that fit a terminal, in either language."""

from __future__ import annotations

import sys
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table as RichTable
from rich.text import Text as Styled

from sim.agents.resident.columns import RETIRED
from sim.agents.resident.lives import settle
from sim.community import Community
from sim.community.circles import clustering
from sim.community.settings import AGES
from sim.community.ties import LAYERS
from sim.lab.comparison.study import Study
from sim.policies import policies
from sim.report.story.organisations import organisation_lines
from sim.report.text.findings import MeasureRow, caveat, findings, number, rows
from sim.report.text.labels import arm_labels
from sim.report.text.numbers import interval_name, seeds_named
from sim.report.text.prose import COMMA, joined
from sim.report.text.table import Table, columns
from sim.results import Results
from sim.scenario import Scenario
from sim.schedule import PHASES
from sim.simulation import Simulation
from sim.text import Lang, Text

WIDTH_WHEN_PIPED = 160
MOST_EVENTS = 30
MOST_ACROSS = 3  # arms side by side; more stand one below the other
DIFFERENCE = Text("{arm}: difference", "{arm}：差值")
DOWN = (
    Text("measure, arm", "指标与方案"),
    Text("value", "数值"),
    Text("difference", "差值"),
)
OF_YEAR = {
    "mean": Text("mean", "均值"),
    "sum": Text("sum", "合计"),
    "last": Text("end", "年末"),
    "ratio": Text("ratio", "比值"),
}
YEARLY = (
    "participation",
    "active_4w",
    "told_to",
    "want_to",
    "together",
    "registered",
    "volunteer_hours",
    "motivation",
    "trust",
    "matters_solved",
    "matters_open",
    "cadre_overload",
    "cost_yuan",
)


def console() -> Console:
    """Standard output; wide where it is not a terminal, so that nothing is cut off in files.

    Words are printed as they are: people's titles may hold what Rich would take for markup or the name of an emoji.
    """
    wide = None if sys.stdout.isatty() else WIDTH_WHEN_PIPED
    return Console(width=wide, markup=False, emoji=False, highlight=False)


def print_table(table: Table, form: str = "table") -> None:
    """A table for people, a Markdown table, or CSV."""
    if form == "csv":
        sys.stdout.write(table.to_csv())
    elif form == "markdown":
        sys.stdout.write(table.to_markdown())
    else:
        drawn = RichTable(title=table.title or None, title_justify="left", header_style="bold")
        for at, name in enumerate(table.header):
            drawn.add_column(name, justify="right" if at >= table.words else "left", overflow="fold")
        for row in table.rows:
            drawn.add_row(*row)
        console().print(drawn)


def print_study(study: Study, lang: Lang, names: tuple[str, ...] | None = None) -> None:
    """The table of a comparison, its findings in sentences, and what they rest on."""
    scenario = next(iter(study.arms.values()))
    seeds = seeds_named(study.seeds)
    title = Text(
        f"{scenario.title.en}: {seeds.en}, {scenario.weeks} weeks",
        f"{scenario.title.zh}：{seeds.zh}，{scenario.weeks} 周",
    ).to(lang)
    table = rows(study, lang, names)
    (_print_across if len(study.arms) <= MOST_ACROSS else _print_down)(study, table, title, lang)
    out = console()
    for sentence in findings(study, lang):
        out.print(f"• {sentence}")
    out.print(caveat(study).to(lang), style="dim")


def _print_across(study: Study, table: Sequence[MeasureRow], title: str, lang: Lang) -> None:
    """A row for each measure, the arms side by side."""
    others = [arm for arm in study.arms if arm != study.baseline]
    named = arm_labels(study)
    header = [Text("measure", "指标").to(lang), Text("over", "时段").to(lang), named[study.baseline].to(lang)]
    for arm in others:
        header += [DIFFERENCE.filled(arm=named[arm]).to(lang), interval_name(study).to(lang)]
    body = [(row.label, row.over, row.base, *(cell for effect in row.effects for cell in effect)) for row in table]
    print_table(Table(header, body, title, words=2))


def _print_down(study: Study, rows: Sequence[MeasureRow], title: str, lang: Lang) -> None:
    """A block for each measure, the arms one below the other: any number of them fits."""
    base, *others = (label.to(lang) for label in arm_labels(study).values())
    table = RichTable(title=title, title_justify="left", header_style="bold")
    first, *numbers = (name.to(lang) for name in (*DOWN, interval_name(study)))
    table.add_column(first, overflow="fold")
    for name in numbers:
        table.add_column(name, justify="right", no_wrap=True)
    for row in rows:
        table.add_section()
        table.add_row(Styled(row.label, "bold"), Styled(row.over, "dim"), "", "")
        table.add_row(f"  {base}", row.base, "", "")
        for arm, value, effect in zip(others, row.values, row.effects, strict=True):
            table.add_row(f"  {arm}", value, *effect)
    console().print(table)


def print_years(results: Sequence[Results], lang: Lang) -> None:
    """The main measures by calendar year; means where there are several seeds."""
    first = results[0]
    years = list(first.yearly("participation"))
    body = []
    for name in YEARLY:
        measure = first.measure(name)
        runs = [result.yearly(name) for result in results]
        means = (float(np.mean([run[year] for run in runs])) for year in years)
        body.append(
            (measure.label.to(lang), OF_YEAR[measure.adds].to(lang), *(number(measure, mean) for mean in means))
        )
    seeds = seeds_named([result.seed for result in results])
    if len(results) > 1:
        seeds = Text(f"mean of {seeds.en}", f"{seeds.zh}的均值")
    title = Text("{title}: {seeds}, modules: {modules}", "{title}：{seeds}，模块：{modules}").filled(
        title=Text(first.scenario.title.en, first.scenario.title.zh), seeds=seeds, modules=_modules(first)
    )
    print_table(Table([Text("measure", "指标").to(lang), "", *map(str, years)], body, title.to(lang), words=2))


def print_profile(simulation: Simulation, lang: Lang) -> None:
    """Where the time of a run went, phase by phase."""
    total = sum(simulation.seconds.values())
    resident_weeks = max(float(simulation.results().series["residents"].sum()), 1.0)

    def row(label: Text, seconds: float) -> tuple[str, ...]:
        return (
            label.to(lang),
            f"{1e6 * seconds / simulation.week:,.0f}",
            f"{1e9 * seconds / resident_weeks:.1f}",
            f"{seconds / total:.0%}",
        )

    body = [row(phase.label, simulation.seconds[phase.name]) for phase in PHASES]
    body.append(row(Text("all", "合计"), total))
    header = (
        Text("phase", "阶段"),
        Text("µs a week", "微秒/周"),
        Text("ns per resident-week", "纳秒/居民周"),
        Text("share", "占比"),
    )
    print_table(Table(columns(header, lang), body, words=1))


def print_events(results: Results, lang: Lang) -> None:
    """The first events of a run's chronicle, a line each."""
    out = console()
    for event in results.events[:MOST_EVENTS]:
        out.print(f"{results.clock.date(event.week):%Y-%m-%d}  {event.text.to(lang)}")
    more = len(results.events) - MOST_EVENTS
    if more > 0:
        rest = Text(f"… and {more} more events (all with --out)", f"……另有 {more} 件（--out 可得全部）")
        out.print(rest.to(lang))


def print_organisations(results: Results, lang: Lang) -> None:
    """Every organisation that took shape, one life after the other."""
    for line in organisation_lines(results, lang):
        console().print(line, soft_wrap=True)


def print_story(markdown_text: str) -> None:
    """Markdown: laid out in a terminal, as it is elsewhere."""
    if sys.stdout.isatty():
        from rich.markdown import Markdown

        console().print(Markdown(markdown_text))
    else:
        sys.stdout.write(markdown_text)


def print_community(community: Community, scenario: Scenario, lang: Lang) -> None:
    """Who lives there at the start, beside what the scenario asks for."""
    title = Text(
        f"{scenario.title.en}: the synthetic community, week 0", f"{scenario.title.zh}：合成社区（第 0 周）"
    ).to(lang)
    header = columns((Text("what", "项目"), Text("value", "数值")), lang)
    print_table(Table(header, [(text.to(lang), value) for text, value in marginals(community)], title, words=1))
    here = community.here(0)
    body = []
    for grid in range(community.settings.grids):
        inside = here & (community.grid == grid)
        neighbours = sorted(community.places.grid_graph[grid])
        body.append(
            (
                str(grid + 1),
                str(int((community.places.estate_grid == grid).sum())),
                f"{len(np.unique(community.household[inside])):,}",
                f"{inside.sum():,}",
                ", ".join(str(other + 1) for other in neighbours),
            )
        )
    of_grids = (
        Text("grid", "网格"),
        Text("estates", "小区"),
        Text("households", "户"),
        Text("residents", "居民"),
        Text("next to grids", "相邻网格"),
    )
    print_table(Table(columns(of_grids, lang), body, words=0))


def _ages(age: NDArray[np.floating]) -> list[tuple[Text, str]]:
    """How many are in each age group that a scenario gives, and their share."""
    group = np.searchsorted([first for first, _ in AGES.values()], age, side="right") - 1
    return [
        (
            Text("aged {years}", "{years}").filled(years=years),
            f"{(group == nth).sum():,} ({(group == nth).mean():.0%})",
        )
        for nth, (_, years) in enumerate(AGES.values())
    ]


def marginals(community: Community) -> list[tuple[Text, str]]:
    """The numbers that describe a community at its start."""
    here = community.here(0)
    residents = settle(community)
    age = residents.age[here]
    adjacency = community.ties.matrix(here)
    degree = np.diff(adjacency.indptr)
    source = np.repeat(np.arange(community.people), np.diff(community.ties.start))
    inside = here[source] & here[community.ties.to]
    same = {
        name: float((column[source] == column[community.ties.to])[inside].mean())
        for name, column in (("estate", community.estate), ("grid", community.grid))
    }
    households = np.unique(community.household[here]).size
    adults = residents.able[here]
    listed = [
        (Text("residents", "居民"), f"{here.sum():,}"),
        (Text("households", "户"), f"{households:,}"),
        (Text("people per household", "户均人口"), f"{here.sum() / households:.2f}"),
        (
            Text("grids · estates · buildings", "网格 · 小区 · 楼栋"),
            f"{community.settings.grids} · {community.settings.estates} · {community.places.building_estate.size}",
        ),
        *_ages(age),
        (Text("retired", "退休"), f"{(residents.occupation[here] == RETIRED).sum():,}"),
        (Text("party members", "党员"), f"{(community.traits.party_branch[here] >= 0).sum():,}"),
        (Text("units in the area", "辖区单位"), f"{community.units.kind.size}"),
        (Text("households that rent", "租户占比"), f"{community.places.renter.mean():.1%}"),
        (
            Text("spare hours a week, median of those aged 12+", "12岁以上每周闲暇中位数（小时）"),
            f"{np.median(residents.spare[here][adults]):.1f}",
        ),
        (Text("autonomous motivation, mean", "自主动机均值"), f"{community.traits.motivation[here].mean():.3f}"),
        (Text("ties per resident, mean", "人均联系数"), f"{degree.mean():.2f}"),
        (Text("clustering", "聚类系数"), f"{clustering(adjacency):.3f}"),
        (
            Text("ties inside the estate · grid", "小区内 · 网格内联系占比"),
            f"{same['estate']:.1%} · {same['grid']:.1%}",
        ),
    ]
    layers = " · ".join(f"{(community.ties.layer[inside] == n).sum() / here.sum():.1f}" for n in range(len(LAYERS)))
    by_layer = Text(
        "of these: household · building · estate · grid · across", "其中：家庭 · 同楼 · 同小区 · 同网格 · 跨网格"
    )
    return [*listed, (by_layer, layers)]


def _modules(results: Results) -> Text:
    labels = [policies()[name].label for name in results.scenario.policies]
    if not labels:
        return Text("none", "无")
    return joined(labels, COMMA)
