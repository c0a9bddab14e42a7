"""The parameter table, made from the declarations; documents and the command line show this one."""

from __future__ import annotations

from sim.report.text.provenance import STATUS
from sim.report.text.table import Table, columns
from sim.scenario import declared_numbers
from sim.text import Lang, Text

HEADER = (
    Text("name", "名称"),
    Text("default", "默认"),
    Text("range", "范围"),
    Text("unit", "单位"),
    Text("meaning", "含义"),
    Text("status", "状态"),
    Text("source", "来源"),
)


def parameter_table(lang: Lang, contains: str = "") -> Table:
    """The table of numbers whose name contains a text."""
    body = [
        [
            number.path,
            f"{number.default:g}",
            f"{number.low:g} – {number.high:g}",
            number.unit,
            number.label.to(lang),
            STATUS[number.status].to(lang),
            " ".join(number.source),
        ]
        for number in declared_numbers()
        if contains in number.path
    ]
    return Table(columns(HEADER, lang), body)
