"""What pages with measured tables share: where a table stands, and what it says of the model that gave it."""

from __future__ import annotations

from pathlib import Path

from sim.files import write_whole
from sim.lab.run.identity import model_version

MADE = "Made by `python docs/tools/{tool}.py` with model version {version}.\n\n"


def made_by(tool: str, table: str, version: str | None = None) -> str:
    """A table that says which tool makes it and which model it speaks of; this one unless another is named."""
    return MADE.format(tool=tool, version=version or model_version()) + table


def put(page: Path, tables: dict[str, str]) -> None:
    """Put fresh tables where the page has its marks, all or none."""
    text = page.read_text(encoding="utf-8")
    for mark, table in tables.items():
        start, end = f"<!-- {mark} -->\n", f"<!-- end of {mark} -->"
        before, rest = text.split(start)
        text = before + start + table + end + rest.split(end)[1]
    write_whole(page, text)
