"""Patterns and what was found of each, as a table."""

from __future__ import annotations

from collections.abc import Iterable

from sim.lab.patterns.residents import Finding
from sim.report.text.table import Table, columns
from sim.text import Lang, Text

HEADER = (
    Text("pattern", "模式"), Text("statement", "内容"), Text("expected", "预期"), Text("found", "结果"),
    Text("99% interval", "99%区间"), Text("verdict", "判定"),
)  # fmt: skip


def patterns_table(findings: Iterable[Finding], lang: Lang) -> str:
    """A row a pattern, as Markdown."""
    rows = [
        [one.name, one.statement.to(lang), f"{one.low:.3g} to {one.high:.3g}", f"{one.mean:.4g}",
         f"{one.interval[0]:.4g} to {one.interval[1]:.4g}", one.verdict.to(lang)]
        for one in findings
    ]  # fmt: skip
    return Table(columns(HEADER, lang), rows).to_markdown()
