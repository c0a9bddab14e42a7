"""Paths between stages: tables in words, sentences, figures and files."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl
from numpy import isnan

from sim.agents.resident.columns import STAGES
from sim.lab.analysis.paths import PASSAGES, WAYS
from sim.lab.analysis.study_paths import ACTING, DEFINITIONS, definition_called, paths_by_each
from sim.lab.analysis.twins import NO_SINGLE, Twins, carried
from sim.lab.comparison.study import Study
from sim.report.figures.alluvial import alluvial
from sim.report.figures.carried import NO_SINGLE_LABEL
from sim.report.figures.carried import carried as carried_figure
from sim.report.figures.passages import passages
from sim.report.folder import FileContent, write_folder
from sim.report.terminal import console, print_table
from sim.report.text.caveats import CAUTION, ONE_SEED
from sim.report.text.labels import arm_labels, module_label
from sim.report.text.numbers import capital, interval_name, percent, percent_range, plain_number
from sim.report.text.prose import SEMICOLON, joined
from sim.report.text.table import Table
from sim.text import Lang, Text

if TYPE_CHECKING:
    import pandas as pd

RATES = Text("a year for every 1,000 residents who stay", "每1000名留下的居民每年发生的次数")
WAYS_OF = Text("by what way those together at the end first came there", "期末共同干的居民当初经过哪些阶段走到")
GOT_THERE = Text("of all who ever took part, at that stage some half-year", "凡参与过的居民中，曾处于该阶段的占比")
YEARS = Text(
    "years until then from the first stage of acting: median (quartiles)",
    "从最初参与到该阶段的年数：中位数（四分位）",
)
BACK = Text("at a lower stage half a year later, of those who stay", "留下的人中半年后退到更低阶段的占比")
CARRIED = Text(
    "{arm}: who would not have got there without a module (who only so)",
    "{arm}：缺该模块就走不到的人数（仅缺它才走到的）",
)
REACHED = Text("who got there", "走到的人数")
TITLE = Text(
    "{title}: paths between stages, {seeds:seed} ({definition})",
    "{title}：阶段之间的路径，{seeds:个}种子（{definition}）",
)
BRACKETS, RESTS = (
    Text("in brackets: {interval}", "方括号为{interval}"),
    Text("{rests}; {caution}", "{rests}；{caution}"),
)
MOST = Text(
    "{arm}: of those who are together at the end, the most came by {way} ({share}); {told} had been told to before.",
    "{arm}：期末共同干的居民中，最多的走法是“{way}”（{share}）；{told}曾经“要我干”。",
)
OTHERWISE = Text(
    "By the other definition of stages ({definition}): {arms}.", "按另一种阶段定义（{definition}）：{arms}。"
)
SHORT = Text("{arm}, {way} ({share}), told to before {told}", "{arm}以“{way}”最多（{share}），曾“要我干”{told}")
SHORT_NOBODY = Text("{arm}, nobody or nearly nobody", "{arm}（几乎）没有人")
NOBODY = Text("{arm}: at the end nobody, or nearly nobody, is together.", "{arm}：期末（几乎）没有人处于“共同干”。")
BALANCE = Text(
    "{arm}: on balance {module} carried the most to together: {lost} residents would not have got there without it, "
    "against {gained} who got there only without it; what is alike in both is chance.",
    "{arm}：对走到“共同干”作用最大的是{module}：缺了它，{lost}人走不到，{gained}人反而走到；两者相当的部分属于偶然。",
)
UNKNOWN = "–"


def print_paths(study: Study, definition: str, twins: Twins, lang: Lang) -> None:
    """The tables of all arms, what carried each passage where twins were run, and sentences."""
    found, out = paths_by_each(study), console()
    table, labels = by_definition(found, definition), arm_labels(study)
    scenario = study.arms[study.baseline]
    title = TITLE.filled(
        title=Text(**scenario.title.model_dump()),
        seeds=len(study.seeds),
        definition=definition_called(definition).label,
    )
    out.print(title.to(lang), style="bold", highlight=False)
    for one in (*path_tables(study, table, lang), *carried_tables(study, twins, definition, lang)):
        print_table(one)
    said = [*path_findings(labels, table), other_definitions(labels, found, definition)]
    for sentence in (*said, *carried_findings(study, twins, definition)):
        out.print(f"• {sentence.to(lang)}", highlight=False)
    rests = BRACKETS.filled(interval=interval_name(study)) if len(study.seeds) > 1 else ONE_SEED
    out.print(RESTS.filled(rests=rests, caution=CAUTION).to(lang), style="dim", highlight=False, markup=False)


def path_tables(study: Study, table: pd.DataFrame, lang: Lang) -> list[Table]:
    """Rates, ways, how many got to each stage and when, and who falls back: a column for each arm."""
    labels = arm_labels(study)
    arms = [labels[arm].to(lang) for arm in study.arms]
    passing = {name: passage.label for name, passage in PASSAGES.items()}
    acting = {name: STAGES[name] for name in ACTING}

    def of(what: str, names: dict[str, Text], heading: Text, *, percents: bool = True) -> Table:
        rows = [
            [label.to(lang), *(_cell(table, arm, what, name, percents=percents) for arm in study.arms)]
            for name, label in names.items()
        ]
        return Table([heading.to(lang), *arms], rows, words=1)

    waits = [[label.to(lang), *(_wait(table, arm, name) for arm in study.arms)] for name, label in acting.items()]
    return [
        of("rate", passing, RATES, percents=False),
        of("way", WAYS, WAYS_OF),
        of("reached", acting, GOT_THERE),
        Table([YEARS.to(lang), *arms], waits, words=1),
        of("back", acting, BACK),
    ]


def carried_tables(study: Study, twins: Twins, definition: str, lang: Lang) -> list[Table]:
    """For each arm the modules and, stage by stage, whom they carried and in brackets whom their absence did."""
    found, labels = carried(study, twins, definition), arm_labels(study)
    header = [STAGES[stage].to(lang) for stage in ACTING]
    tables = []
    for arm in twins:
        own = found[found["arm"] == arm]
        reached = own.groupby("stage", sort=False)["reached"].first().to_dict()
        rows = [[REACHED.to(lang), *(plain_number(round(reached[stage])) for stage in ACTING)]]
        for module in dict.fromkeys(own["module"]):
            of_stage = {str(row["stage"]): row for row in own[own["module"] == module].to_dict("records")}
            label = module_label(module) if module != NO_SINGLE else NO_SINGLE_LABEL
            rows.append([label.to(lang), *(_counts(of_stage[stage]) for stage in ACTING)])
        tables.append(Table([CARRIED.filled(arm=labels[arm]).to(lang), *header], rows, words=1))
    return tables


def by_definition(found: pd.DataFrame, definition: str) -> pd.DataFrame:
    """Of paths by several definitions those by one."""
    return found[found["definition"] == definition]


def path_findings(labels: Mapping[str, Text], table: pd.DataFrame) -> list[Text]:
    """A sentence for each arm: by which way most of those together came, and how many had been told to before."""
    return [capital(_way(table, arm, label, MOST, NOBODY)) for arm, label in labels.items()]


def other_definitions(labels: Mapping[str, Text], found: pd.DataFrame, definition: str) -> Text:
    """The same by the other definition, in one sentence: a finding holds if both say it."""
    (other,) = set(DEFINITIONS) - {definition}
    table = by_definition(found, other)
    arms = joined([_way(table, arm, label, SHORT, SHORT_NOBODY) for arm, label in labels.items()], SEMICOLON)
    return OTHERWISE.filled(definition=definition_called(other).label, arms=arms)


def _way(table: pd.DataFrame, arm: str, label: Text, most: Text, nobody: Text) -> Text:
    shares = {way: figure_of(table, arm, "way", way)[0] for way in WAYS}
    if isnan(list(shares.values())).any():
        return nobody.filled(arm=label)
    first = max(shares, key=lambda way: shares[way])
    told = sum(share for way, share in shares.items() if "told" in way)
    return most.filled(arm=label, way=WAYS[first], share=percent(shares[first]), told=percent(told))


def carried_findings(study: Study, twins: Twins, definition: str) -> list[Text]:
    """A sentence for each arm: which module carried the most to together, beside what chance made of it."""
    found, labels = carried(study, twins, definition), arm_labels(study)
    said: list[Text] = []
    for arm in twins:
        last = found[(found["arm"] == arm) & (found["stage"] == ACTING[-1]) & (found["module"] != NO_SINGLE)]
        rows = sorted(last.to_dict("records"), key=lambda row: float(row["gained"] - row["lost"]))
        if rows and rows[0]["lost"] > rows[0]["gained"]:
            lost, gained = (plain_number(round(float(rows[0][name]))) for name in ("lost", "gained"))
            module = module_label(str(rows[0]["module"]))
            said.append(BALANCE.filled(arm=labels[arm], module=module, lost=lost, gained=gained))
    return [capital(sentence) for sentence in said]


def write_paths(study: Study, definition: str, twins: Twins, folder: Path, lang: Lang) -> list[Path]:
    """Write `paths.csv`, the alluvial figure and that of rates; with twins, `carried.csv` and a figure for each arm.

    Figures are by one definition of stages, `paths.csv` is by each.
    """
    content: dict[str, FileContent] = {
        "alluvial.png": alluvial(study, lang, definition),
        "passages.png": passages(study, lang, definition),
        "paths.csv": pl.from_pandas(paths_by_each(study)),
    }
    if twins:
        content |= {f"carried-{arm}.png": carried_figure(study, twins, arm, lang, definition) for arm in twins}
        content["carried.csv"] = pl.from_pandas(carried(study, twins, definition))
    return write_folder(folder, content)


def figure_of(table: pd.DataFrame, arm: str, what: str, name: str) -> tuple[float, float, float]:
    """A figure of the whole run: its mean and interval, which does not go below zero where nothing can."""
    own = table[(table["arm"] == arm) & (table["what"] == what) & (table["name"] == name)]
    mean, low, high = own[["mean", "low", "high"]].to_numpy(float)[0].tolist()
    return mean, low if isnan(low) else max(low, 0.0), high


def _cell(table: pd.DataFrame, arm: str, what: str, name: str, *, percents: bool) -> str:
    mean, low, high = figure_of(table, arm, what, name)
    if isnan(mean):
        return UNKNOWN
    if isnan(low) or low == mean == high:
        return percent(mean) if percents else plain_number(mean)
    if percents:
        return f"{percent(mean)} [{percent_range(low, high)}]"
    return f"{plain_number(mean)} [{plain_number(low)}–{plain_number(high)}]"


def _wait(table: pd.DataFrame, arm: str, stage: str) -> str:
    lower, median, upper = (figure_of(table, arm, shown, stage)[0] for shown in ("lower", "median", "upper"))
    return UNKNOWN if isnan(median) else f"{median:.1f} ({lower:.1f}–{upper:.1f})"


def _counts(row: dict[str, float]) -> str:
    lost = plain_number(round(float(row["lost"])))
    return lost if isnan(row["gained"]) else f"{lost} ({plain_number(round(float(row['gained'])))})"
