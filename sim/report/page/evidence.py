"""The tables of what a report rests on: numbers it depends on, what the model misses, settings and parameters."""

from __future__ import annotations

from collections.abc import Sequence
from math import isnan

from sim.report.page import words as say
from sim.report.page.files import ComparisonFiles
from sim.report.page.tables import TableCell, blanked
from sim.report.text.certainty import LEARNT_FROM
from sim.report.text.findings import change
from sim.report.text.numbers import percent
from sim.report.text.provenance import STATUS
from sim.report.text.table import Table, columns
from sim.text import Lang, Text


def depends(kept: ComparisonFiles, lang: Lang) -> Table:
    """The numbers each answer goes with most."""
    measure = kept.measures[kept.study["measure"]]
    rows = []
    for row in kept.rows("depends"):
        ends = (change(measure, float(end), lang) for end in (row.at_low, row.at_high))
        swing = say.SWING.filled(low=f"{row.low:.3g}", high=f"{row.high:.3g}", at_low=next(ends), at_high=next(ends))
        learnt = say.NARROWED.filled(by=percent(row.narrowed, 0)) if row.narrowed >= LEARNT_FROM else say.STANDS
        sure = "" if str(row.sure) == "True" else say.MAY_BE_LUCK.to(lang)
        rows.append(
            [
                kept.label(row.arm).to(lang),
                TableCell(Text(row.en, row.zh).to(lang), row.path),
                TableCell(swing.to(lang), sure),
                learnt.to(lang),
            ]
        )
    return Table(
        columns(say.DEPENDS_ON, lang), blanked(rows), say.DEPENDS.filled(measure=measure.label).to(lang), words=4
    )


def missed(kept: ComparisonFiles, lang: Lang, kinds: Sequence[str], caption: Text) -> Table:
    """Patterns or figures that the model fails to reproduce."""
    rows = [
        [TableCell(Text(**one["label"]).to(lang), one["name"]), _limits(one["expected"], lang), _minus(one["median"])]
        for one in kept.validation["checked"]
        if one["kind"] in kinds and one["verdict"] == "fail"
    ]
    total = sum(one["kind"] in kinds for one in kept.validation["checked"])
    said = caption.filled(missed=str(len(rows)), checked=str(total))
    return Table(columns((say.WHAT, say.EXPECTED, say.MODEL), lang), rows, said.to(lang), words=1)


def _limits(expected: str, lang: Lang) -> str:
    """Limits as people read them: `-inf – 0.3` is `at most 0.3`."""
    low, _, high = expected.partition(" – ")
    if low == "-inf":
        return say.AT_MOST.filled(limit=_minus(high)).to(lang)
    return say.AT_LEAST.filled(limit=_minus(low)).to(lang) if high == "inf" else _minus(expected)


def _minus(number: str) -> str:
    return number.replace("-", "−")


def settings(kept: ComparisonFiles, lang: Lang) -> Table:
    """What each arm sets."""
    rows = [
        [kept.label(arm).to(lang), path, value]
        for arm, one in kept.study["arms"].items()
        for path, value in one["settings"] or [("–", "–")]
    ]
    return Table(columns((say.ARM, say.SETTING, say.VALUE), lang), blanked(rows), say.SETTINGS.to(lang), words=3)


def parameters(kept: ComparisonFiles, lang: Lang, status: str) -> Table:
    """The numbers of one status, with their value, range and sources."""
    rows = []
    for row in kept.rows("parameters", status=status):
        if isnan(float(row.sample_median)):
            value = f"{float(row.value):g}"
        else:
            value = TableCell(f"{row.sample_median:.3g}", f"{row.sample_low:.3g} – {row.sample_high:.3g}")
        label = TableCell(Text(row.en, row.zh).to(lang), row.path)
        rows.append([label, value, f"{float(row.low):g} – {float(row.high):g}", row.unit, row.source])
    caption = say.PARAMETERS.filled(status=STATUS[status], count=str(len(rows)))
    return Table(columns(say.OF_PARAMETERS, lang), rows, caption.to(lang), words=1)
