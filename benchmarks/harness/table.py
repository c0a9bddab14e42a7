"""The table: printed, saved as JSON, and written into docs/performance.md between two marks."""

from __future__ import annotations

import json
import platform
from collections.abc import Sequence
from importlib import metadata
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks.c import compiled
from benchmarks.harness.measure import Row, figure, processor

BENCHMARKS = Path(__file__).parents[1]
RESULTS = BENCHMARKS / "results.json"
PAGE = BENCHMARKS.parent / "docs" / "performance.md"
BEGIN, END = "<!-- benchmark: begin -->", "<!-- benchmark: end -->"
PACKAGES = ("numpy", "numba", "mesa")
WIDTH = 150


def show(titles: dict[str, str], rows: Sequence[Row]) -> None:
    """Print the table."""
    console = Console()
    if not console.is_terminal:
        console = Console(width=WIDTH)
    for part, title in titles.items():
        table = Table(title=f"{part}. {title}", title_justify="left", expand=False)
        table.add_column("what")
        table.add_column("value", justify="right")
        for column in ("unit", "target", "", "note"):
            table.add_column(column)
        for row in rows:
            if row.part == part:
                colour = {"pass": "green", "MISS": "red"}.get(row.verdict, "")
                table.add_row(*_cells(row), style=colour)
        console.print(table)


def save(titles: dict[str, str], rows: Sequence[Row], path: Path = RESULTS) -> None:
    """Write the rows, and what they were measured on; parts that were not measured now stay as they were."""
    kept = json.loads(path.read_text(encoding="utf-8"))["rows"] if path.exists() else []
    measured = {row.part for row in rows}
    every = [row for row in kept if row["part"] not in measured] + [row.plain() for row in rows]
    every.sort(key=lambda row: list(titles).index(row["part"]))
    text = json.dumps({"machine": machine(), "rows": every}, ensure_ascii=False, indent=1)
    path.write_text(text + "\n", encoding="utf-8")


def machine() -> dict[str, str]:
    """The machine: the processor's model and versions, nothing else."""
    versions = {name: metadata.version(name) for name in PACKAGES}
    return {"processor": processor(), "python": platform.python_version(), **versions, "compiler": compiled.version()}


def write_page(titles: dict[str, str], results: Path = RESULTS, page: Path = PAGE) -> None:
    """Put the saved table into the page."""
    found = json.loads(results.read_text(encoding="utf-8"))
    on = ", ".join(
        f"{name} {value}" if name in (*PACKAGES, "python") else value for name, value in found["machine"].items()
    )
    lines = [BEGIN, f"Measured on: {on}.", ""]
    for part, title in titles.items():
        rows = [row for row in found["rows"] if row["part"] == part]
        lines += [
            f"**{part}. {title}**",
            "",
            "| what | value | unit | target | | note |",
            "| --- | ---: | --- | --- | --- | --- |",
        ]
        for row in rows:
            cells = (row["what"], figure(row["value"]), row["unit"], row["target"] or "", row["verdict"], row["note"])
            lines.append("| " + " | ".join(cells) + " |")
        lines.append("")
    text = page.read_text(encoding="utf-8")
    before, after = text.split(BEGIN)[0], text.split(END)[1]
    page.write_text(before + "\n".join([*lines, END]) + after, encoding="utf-8")


def _cells(row: Row) -> tuple[str, str, str, str, str, str]:
    target = "" if row.target is None else str(row.target)
    return row.what, figure(row.value), row.unit, target, row.verdict, row.note
