"""The tables of what a comparison came to, for its page: effects, costs, groups, and what is left."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import isinf, isnan
from typing import Any, Self

from sim.lab.comparison.costs import CARRIERS, COSTS, GAINS, VERDICTS, Verdict
from sim.lab.comparison.equity import DIMENSIONS, OUTCOMES
from sim.ledger import PAYERS
from sim.measures import Measure
from sim.report.analyses.persistence import WHEN
from sim.report.figures.grids import GRID_NAME
from sim.report.page import words as say
from sim.report.page.files import ComparisonFiles, MeasuredEffect
from sim.report.text.findings import SPAN, change, headlines, interval, number
from sim.report.text.hours import BOOKED
from sim.report.text.labels import module_label
from sim.report.text.numbers import percent, plain_number, yuan_text
from sim.report.text.table import Table, columns
from sim.text import Lang, Text

SHOWN_DIMENSIONS = ("all", "age", "sex", "employment", "tenancy")
OF_GROUPS = ("taking_part", "hours")
MANY = 100  # yuan from which on cents say nothing


class TableCell(str):
    """What stands in a place of a table; `under` in small type below."""

    under: str

    def __new__(cls, words: str, under: str = "") -> Self:
        """The words, with what is said below them."""
        cell = super().__new__(cls, words)
        cell.under = under
        return cell


def at_a_glance(kept: ComparisonFiles, lang: Lang) -> Table:
    """Each arm in one line: the measure asked for, how sure, at what price."""
    measure = kept.measures[kept.study["measure"]]
    effects = {one.arm: one for one in kept.effects_of(measure.name)} if kept.others else {}
    each = {str(row.arm): row for row in kept.rows("per_gain", gain="participant", cost="yuan")}
    choice = {str(row.arm): row for row in kept.rows("choice", measure=measure.name)}
    header = [say.ARM, Text(*measure.label), say.BESIDE.filled(arm=kept.label(kept.baseline))]
    header += [say.BEST, say.REGRET] if choice else []
    header += [say.MONEY, say.CADRES, say.EACH_PARTICIPANT]
    rows = []
    for arm in kept.study["arms"]:
        effect = effects.get(arm)
        row = [kept.label(arm).to(lang), number(measure, float(kept.values(measure.name, arm).mean()))]
        row.append(_effect(measure, effect, lang) if effect else "–")
        if choice:
            regret = change(measure, float(choice[arm].regret), lang).lstrip("+")
            row += [percent(float(choice[arm].best), 0), regret]
        spent = {str(one.carrier): one for one in kept.rows("carried", arm=arm)}
        total = sum(float(spent[payer].mean) for payer in PAYERS)
        row += [yuan_text(total, lang), f"{float(spent['cadre_hours'].mean):,.0f}"]
        row.append(_ratio(each[arm], lang) if arm in each else "–")
        rows.append(row)
    return Table(columns(header, lang), rows, intervals(say.GLANCE, kept, lang), words=1)


def effects(kept: ComparisonFiles, lang: Lang) -> Table:
    """Every measure that says something: the first arm's value, and the others' differences."""
    header = [say.MEASURE.to(lang), kept.label(kept.baseline).to(lang), *_arms(kept, lang)]
    rows = []
    for name in dict.fromkeys([kept.study["measure"], *headlines()]):
        if name not in kept.measures:
            continue
        measure, found = kept.measures[name], kept.effects_of(name)
        if not any(one.mean or one.baseline for one in found):
            continue
        row = [TableCell(measure.label.to(lang), SPAN[measure.adds].to(lang)), number(measure, found[0].baseline)]
        rows.append([*row, *(_effect(measure, one, lang) for one in found)])
    return Table(header, rows, intervals(say.EFFECTS, kept, lang), words=1)


def blanked(rows: list[list[str]]) -> list[list[str]]:
    """Rows with a name in the first column only where it changes."""
    before = ["", *(row[0] for row in rows)]
    return [["" if row[0] == above else row[0], *row[1:]] for row, above in zip(rows, before, strict=False)]


def _effect(measure: Measure, one: MeasuredEffect, lang: Lang) -> str:
    if one.difference == one.low == one.high == 0:
        return "0"
    return TableCell(change(measure, one.difference, lang), interval(measure, one.low, one.high, lang))


def per_gain(kept: ComparisonFiles, lang: Lang) -> Table:
    """What one more of each gain costs, in yuan and in cadre hours."""
    header = [say.ARM, say.GAIN, say.ADDED, *(say.EACH_IN.filled(unit=unit) for unit in COSTS.values())]
    rows = []
    for arm in kept.others:
        for gain in GAINS:
            costs = {str(row.cost): row for row in kept.rows("per_gain", arm=arm, gain=gain)}
            first = costs["yuan"]
            added = TableCell(plain_number(first.added), _range(first.added_low, first.added_high, plain_number))
            row = [kept.label(arm).to(lang), GAINS[gain].label.to(lang), added]
            rows.append([*row, *(_ratio(costs[cost], lang, cost) for cost in COSTS)])
    return Table(columns(header, lang), blanked(rows), intervals(say.PER_GAIN, kept, lang), words=2)


def _ratio(row: Any, lang: Lang, cost: str = "yuan") -> TableCell:
    """What one more costs, or why that is not defined."""
    verdict: Verdict = row.verdict
    if verdict != "known":
        return TableCell("–", VERDICTS[verdict].to(lang))

    def said(value: float) -> str:
        if isinf(value):
            return "∞"
        if cost != "yuan":
            return plain_number(value)
        return yuan_text(value, lang) if abs(value) >= MANY else f"¥{value:,.2f}" if lang == "en" else f"{value:,.2f}元"

    return TableCell(said(row.each), _range(row.low, row.high, said))


def _range(low: float, high: float, said: Callable[[float], str]) -> str:
    return "" if isnan(low) else f"[{said(low)}, {said(high)}]"


def carried(kept: ComparisonFiles, lang: Lang) -> Table:
    """Who carries each arm: yuan by payer, hours of cadres and residents."""
    header = [say.WHO.to(lang), *(kept.label(arm).to(lang) for arm in kept.study["arms"])]
    rows = []
    for carrier, label in CARRIERS.items():
        row = [label.to(lang)]
        for arm in kept.study["arms"]:
            one = next(kept.rows("carried", arm=arm, carrier=carrier))
            row.append(
                TableCell(f"{one.mean:,.0f}", "" if arm == kept.baseline else _range(one.low, one.high, _signed_whole))
            )
        rows.append(row)
    return Table(header, rows, intervals(say.CARRIED, kept, lang), words=1)


def _signed_whole(value: float) -> str:
    return f"{value:+,.0f}".replace("-", "−") if round(value) else "0"


def costs(kept: ComparisonFiles, lang: Lang) -> list[Table]:
    """For each arm, yuan and cadre hours by module and year."""
    found = []
    for arm in kept.study["arms"]:
        rows = list(kept.rows("costs", arm=arm))
        years = sorted({int(row.year) for row in rows})
        body = []
        for module in dict.fromkeys(str(row.module) for row in rows):
            own = {int(row.year): row for row in rows if row.module == module}
            cells = [
                TableCell(
                    f"{sum(float(getattr(own[year], payer)) for payer in PAYERS):,.0f}",
                    f"{float(own[year].cadre_hours):,.0f}",
                )
                for year in years
            ]
            body.append([module_label(module).to(lang), *cells])
        caption = say.COSTS.filled(arm=kept.label(arm), hours=BOOKED).to(lang)
        found.append(Table([say.MODULE.to(lang), *map(str, years)], body, caption, words=1))
    return found


def groups(kept: ComparisonFiles, lang: Lang, outcome: str) -> Table:
    """One outcome by age, sex, employment and tenancy, and in the worst grid."""
    rows = [row for dimension in SHOWN_DIMENSIONS for row in _group_rows(kept, lang, outcome, dimension)]
    if outcome == "taking_part":
        worst = [next(kept.rows("worst_grid", arm=arm)) for arm in kept.others]
        cells = [_gain(one, share=True) for one in worst]
        rows.append([say.WORST_GRID.to(lang), "–", percent(float(worst[0].baseline)), *cells])
    header = [say.GROUP.to(lang), say.PEOPLE.to(lang), kept.label(kept.baseline).to(lang), *_arms(kept, lang)]
    return Table(header, rows, intervals(say.GROUPS.filled(outcome=OUTCOMES[outcome].label), kept, lang), words=1)


def places(kept: ComparisonFiles, lang: Lang, dimension: str) -> Table:
    """Who takes part, by grid or estate, in the order of their numbers."""
    header = [DIMENSIONS[dimension].label.to(lang), say.PEOPLE.to(lang), kept.label(kept.baseline).to(lang)]
    caption = say.PLACES.filled(outcome=OUTCOMES["taking_part"].label, dimension=DIMENSIONS[dimension].label)
    rows = _group_rows(kept, lang, "taking_part", dimension)
    return Table([*header, *_arms(kept, lang)], rows, intervals(caption, kept, lang), words=1)


def _group_rows(kept: ComparisonFiles, lang: Lang, outcome: str, dimension: str) -> list[list[str]]:
    share = OUTCOMES[outcome].percent
    found: dict[str, list[Any]] = {}
    for arm in kept.others:
        for row in kept.rows("equity", arm=arm, outcome=outcome, dimension=dimension):
            found.setdefault(str(row.group), []).append(row)
    rows = []
    for group, arms in found.items():
        base, people = float(arms[0].baseline), f"{float(arms[0].people):,.0f}"
        label = _group(dimension, group).to(lang)
        shown = percent(base) if share else plain_number(base)
        rows.append([label, people, shown, *(_gain(one, share=share) for one in arms)])
    return rows


def _group(dimension: str, group: str) -> Text:
    names: Mapping[str, Text] = DIMENSIONS[dimension].groups
    if group in names:
        return names[group]
    return GRID_NAME.filled(number=group) if dimension == "grid" else say.ESTATE.filled(number=group)


def _gain(row: Any, *, share: bool) -> TableCell:
    scale = 100.0 if share else 1.0
    return TableCell(_signed(scale * row.difference), _range(scale * row.low, scale * row.high, _signed))


def _signed(value: float) -> str:
    return f"{value:+.1f}".replace("-", "−")


def moved(kept: ComparisonFiles, lang: Lang) -> Table:
    """Who was moved up or down a stage, by group."""
    header = [say.GROUP.to(lang)]
    header += [f"{kept.label(arm).to(lang)}: {OUTCOMES[way].label.to(lang)}" for arm in kept.others for way in say.WAYS]
    rows = []
    for dimension in SHOWN_DIMENSIONS:
        for group, label in DIMENSIONS[dimension].groups.items():
            row = [label.to(lang)]
            for arm in kept.others:
                for way in say.WAYS:
                    own = kept.rows("equity", arm=arm, outcome=way, dimension=dimension, group=group)
                    row += [TableCell(percent(one.mean), _range(one.low, one.high, percent)) for one in own] or ["–"]
            rows.append(row)
    return Table(header, rows, intervals(say.MOVED, kept, lang), words=1)


def retention(kept: ComparisonFiles, lang: Lang) -> Table:
    """What is left of each difference after the modules ended."""
    rows = []
    for row in kept.rows("retention"):
        measure = kept.measures[row.measure]
        left = say.LEFT_UNKNOWN.to(lang) if isnan(row.left) else _whole_percent(row.left) if row.after else "–"
        bounds = "" if isnan(row.left) or not row.after else _range(row.left_low, row.left_high, _whole_percent)
        effect = MeasuredEffect(row.arm, row.mean, row.baseline, row.difference, row.low, row.high)
        name = f"{measure.label.to(lang)}: {kept.label(row.arm).to(lang)}"
        value = number(measure, row.mean)
        rows.append([name, WHEN[row.after].to(lang), value, _effect(measure, effect, lang), TableCell(left, bounds)])
    left_is = say.OF_LEFT.to(lang) if kept.several else ""
    return Table(
        columns(say.OF_RETENTION, lang), blanked(rows), intervals(say.RETENTION, kept, lang) + left_is, words=2
    )


def _whole_percent(value: float) -> str:
    return f"{round(100 * value)}%".replace("-", "−")


def _arms(kept: ComparisonFiles, lang: Lang) -> list[str]:
    return [kept.label(arm).to(lang) for arm in kept.others]


def intervals(caption: Text, kept: ComparisonFiles, lang: Lang) -> str:
    """A caption with what the brackets hold."""
    note = say.ONE_SEED if not kept.several else say.OVER_DRAWS if kept.study["parameter_sets"] else say.OVER_SEEDS
    return caption.to(lang) + note.to(lang)
