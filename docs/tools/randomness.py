"""Measure how much shared luck narrows comparisons, on sixty seeds, and make the table of its page.

python docs/tools/randomness.py --workers 2    # a quarter of an hour on two quiet cores
"""

from __future__ import annotations

import argparse
from pathlib import Path

from pages import made_by, put

from sim import load
from sim.lab.comparison.common_luck import VarianceReduction, figures, find_variance_reduction
from sim.report.text.table import Table

PAGE = Path(__file__).parents[1] / "randomness.md"
SEEDS = range(60)
SURELY = 10


def narrowings(found: dict[str, dict[str, VarianceReduction]]) -> str:
    """One column for each comparison, the first in detail."""
    first, *others = found
    header = ["figure", first, "95% interval", "if added acts bring luck of their own", "at most", "aim met", *others]
    rows = []
    for name, label in figures().items():
        one, *more = (comparison[name] for comparison in found.values())
        interval = f"{times(one.low)} to {times(one.high)}"
        row = [label.en, times(one.ratio), interval, times(one.nested), times(one.most), one.verdict.en]
        rows.append(row + [f"{times(other.ratio)}, {other.verdict.en}" for other in more])
    return Table(header, rows).to_markdown()


def times(ratio: float) -> str:
    """A ratio with as many digits as matter."""
    return f"{ratio:,.2f}" if ratio < SURELY else f"{ratio:,.0f}"


def main() -> None:
    """Run, then write between the marks of the page."""
    parser = argparse.ArgumentParser(description="Luck that arms share.")
    parser.add_argument("--workers", type=int, help="processes; by default one per core")
    given = parser.parse_args()
    found = find_variance_reduction(
        load("liuhe"), SEEDS, given.workers, lambda runs: print(f"run {runs} done", flush=True)
    )
    put(PAGE, {"table": made_by("randomness", narrowings(found))})


if __name__ == "__main__":
    main()
