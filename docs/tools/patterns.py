"""Measure every pattern on eight seeds of the case and make the tables of their page.

    python docs/tools/patterns.py --workers 2    # most of an hour on two quiet cores

What was measured is kept, seed by seed, in `docs/patterns.json`. It is written group by group, and a group that the model
as it is has measured already is not run again: stopped, it goes on with the next.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from pages import made_by, put

from sim import load
from sim.lab.patterns.kept import measure_patterns
from sim.report.analyses.patterns import patterns_table

DOCS = Path(__file__).parents[1]
DATA, PAGE = DOCS / "patterns.json", DOCS / "patterns.md"
SEEDS = range(8)


def main() -> None:
    """Measure what is not there yet, then write between the marks of the page."""
    parser = argparse.ArgumentParser(description="Patterns of the case.")
    parser.add_argument("--workers", type=int, help="processes; by default one per core")
    given = parser.parse_args()

    def told(group: str, runs: int) -> None:
        print(f"{group}: run {runs} done", flush=True)

    kept = measure_patterns(load("liuhe"), SEEDS, DATA, given.workers, told)
    tables = {
        name: made_by("patterns", patterns_table(group.findings, "en"), group.model) for name, group in kept.items()
    }
    put(PAGE, tables)


if __name__ == "__main__":
    main()
