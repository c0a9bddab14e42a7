"""Pages whose tables are measured by a tool of their own."""

from __future__ import annotations

import runpy

from tests.support import ROOT

made_by = runpy.run_path(str(ROOT / "docs" / "tools" / "pages.py"))["made_by"]


def text_of(page: str) -> str:
    """A page of `docs`, by its name."""
    return (ROOT / "docs" / f"{page}.md").read_text(encoding="utf-8")


def table_of(page: str, mark: str = "table") -> str:
    """What stands between its marks."""
    return text_of(page).split(f"<!-- {mark} -->\n")[1].split(f"<!-- end of {mark} -->")[0]


def rows_of(page: str, mark: str = "table") -> list[dict[str, str]]:
    """The rows between its marks, cells by column."""
    lines = [line for line in table_of(page, mark).splitlines() if line.startswith("|")]
    header, _, *rows = ([cell.strip() for cell in line.strip("|").split("|")] for line in lines)
    return [dict(zip(header, row, strict=True)) for row in rows]
