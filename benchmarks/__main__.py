"""`python -m benchmarks`: measure, print the table, save it."""

from __future__ import annotations

from typing import Annotated

import typer

from benchmarks.harness import table
from benchmarks.parts import PARTS

TITLES = {part: title for part, (title, _) in PARTS.items()}


def main(
    *,
    quick: Annotated[bool, typer.Option("--quick", help="Fewer repetitions and weeks; nothing is saved.")] = False,
    only: Annotated[str, typer.Option(help="Parts to measure, such as a,b.")] = ",".join(PARTS),
) -> None:
    """Measure speed: the reference rule (a), nine years (b), phases (c), growth (d), modules (e), runs (f), app (g)."""
    wanted = [part.strip() for part in only.split(",")]
    unknown = [part for part in wanted if part not in PARTS]
    if unknown:
        raise typer.BadParameter(f"there is no part {unknown[0]}; choose from {', '.join(PARTS)}")
    rows = []
    for part in wanted:
        rows += PARTS[part][1](quick=quick)
    table.show({part: TITLES[part] for part in wanted}, rows)
    if not quick:
        table.save(TITLES, rows)
        table.write_page(TITLES)


if __name__ == "__main__":
    typer.run(main)
