"""Measure every pattern under every rule by which residents may decide, and make the page and the figure of it.

    python docs/tools/rivals.py --seeds 4 --workers 2    # measure, which takes a quarter of an hour or more, and make
    python docs/tools/rivals.py                          # make the page and the figures from what is stored

What was measured is kept, seed by seed, in `docs/rivals.json`.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from pages import put
from rich.progress import Progress, TimeElapsedColumn

from sim import load
from sim.agents.resident.rules import RULES
from sim.lab.validation.rivals import GROUPS, PARTS, find_rivals, load_rivals, save_rivals
from sim.report.analyses.rivals import rivals, rivals_summary, rivals_table
from sim.report.figures.gallery import save_figure
from sim.text import LANGUAGES

DOCS = Path(__file__).parents[1]
DATA, PAGE = DOCS / "rivals.json", DOCS / "rivals.md"


def measure(seeds: int, workers: int | None) -> None:
    """Measure, showing how far it is, and store."""
    with Progress(*Progress.get_default_columns(), TimeElapsedColumn()) as progress:
        task = progress.add_task("rules × patterns", total=len(RULES) * len(PARTS))
        found = find_rivals(load("liuhe"), range(seeds), workers, lambda done: progress.update(task, completed=done))
    save_rivals(found, range(seeds), DATA)


def make() -> None:
    """Tables into the page, figures in both languages."""
    outcomes = load_rivals(DATA)
    tables = {group: rivals_table(outcomes, group, "en") for group in GROUPS}
    put(PAGE, {"summary": rivals_summary(outcomes, "en")} | tables)
    for lang in LANGUAGES:
        ending = "" if lang == "en" else f".{lang}"
        save_figure(rivals(outcomes, lang), DOCS / "figures" / f"rivals{ending}.png")


def main() -> None:
    """Measure if told how many seeds, then make."""
    parser = argparse.ArgumentParser(description="Rivals against patterns.")
    parser.add_argument("--seeds", type=int, help="replicates; without it nothing is measured anew")
    parser.add_argument("--workers", type=int, help="processes; by default one per core")
    given = parser.parse_args()
    if given.seeds is not None:
        if given.seeds < 2:  # noqa: PLR2004  # one value has no interval
            parser.error(f"--seeds: {given.seeds} is not possible; give 2 or more")
        measure(given.seeds, given.workers)
    make()


if __name__ == "__main__":
    main()
