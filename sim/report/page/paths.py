"""How residents came to do it together, for the page of a comparison: sentences and tables of its paths."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import isnan

from sim.agents.resident.columns import STAGES
from sim.lab.analysis.paths import PASSAGES, WAYS
from sim.lab.analysis.study_paths import ACTING, DEFINITIONS, HEADLINE, SHOWN
from sim.report.analyses.paths import UNKNOWN, by_definition, figure_of, other_definitions, path_findings
from sim.report.page import words as say
from sim.report.page.files import ComparisonFiles
from sim.report.page.tables import TableCell, blanked, intervals
from sim.report.text.numbers import capital, percent, percent_range, plain_number
from sim.report.text.table import Table
from sim.text import Lang, Text

PATHS = "paths"  # name of the table's file


def sentences(kept: ComparisonFiles) -> list[Text]:
    """For each arm by which way most of those together came, and what the other definition of stages says of it."""
    labels, found = {arm: kept.label(arm) for arm in kept.study["arms"]}, kept.tables[PATHS]
    return [*path_findings(labels, by_definition(found, HEADLINE)), other_definitions(labels, found, HEADLINE)]


def tables(kept: ComparisonFiles, lang: Lang) -> list[Table]:
    """Ways by each definition, who got to each stage and when, rates."""
    return [_ways(kept, lang), _waits(kept, lang), _rates(kept, lang)]


def _ways(kept: ComparisonFiles, lang: Lang) -> Table:
    rows = [
        [capital(definition.label).to(lang), label.to(lang), *_cells(kept, by, "way", way)]
        for by, definition in DEFINITIONS.items()
        for way, label in WAYS.items()
    ]
    header = [say.DEFINITION.to(lang), say.WAY.to(lang), *_arms(kept, lang)]
    return Table(header, blanked(rows), intervals(say.WAYS_TOGETHER, kept, lang), words=2)


def _rates(kept: ComparisonFiles, lang: Lang) -> Table:
    rows = [
        [passage.label.to(lang), *_cells(kept, HEADLINE, "rate", name, plain_number, _between)]
        for name, passage in PASSAGES.items()
    ]
    return Table([say.PASSAGE.to(lang), *_arms(kept, lang)], rows, intervals(say.RATES, kept, lang), words=1)


def _waits(kept: ComparisonFiles, lang: Lang) -> Table:
    table = by_definition(kept.tables[PATHS], HEADLINE)
    rows = []
    for stage in ACTING:
        row = [STAGES[stage].to(lang)]
        for arm in kept.study["arms"]:
            reached, *quartiles = (figure_of(table, arm, what, stage)[0] for what in ("reached", *SHOWN))
            row.append(UNKNOWN if isnan(reached) else TableCell(percent(reached), _years(quartiles, lang)))
        rows.append(row)
    return Table([say.STAGE.to(lang), *_arms(kept, lang)], rows, say.WAITS.to(lang), words=1)


def _years(quartiles: Sequence[float], lang: Lang) -> str:
    lower, median, upper = quartiles
    if isnan(median):
        return ""
    said = say.YEARS.filled(median=f"{median:.1f}", lower=f"{lower:.1f}", upper=f"{upper:.1f}")
    return (said if upper else say.AT_ONCE).to(lang)


def _between(low: float, high: float) -> str:
    return f"{plain_number(low)}–{plain_number(high)}"


def _cells(
    kept: ComparisonFiles,
    definition: str,
    what: str,
    name: str,
    said: Callable[[float], str] = percent,
    between: Callable[[float, float], str] = percent_range,
) -> list[str]:
    """A figure in every arm, its interval in small type; a dash where too few people would be told of."""
    table = by_definition(kept.tables[PATHS], definition)
    cells = []
    for arm in kept.study["arms"]:
        mean, low, high = figure_of(table, arm, what, name)
        under = "" if isnan(low) or low == mean == high else f"[{between(low, high)}]"
        cells.append(UNKNOWN if isnan(mean) else TableCell(said(mean), under))
    return cells


def _arms(kept: ComparisonFiles, lang: Lang) -> list[str]:
    return [kept.label(arm).to(lang) for arm in kept.study["arms"]]
