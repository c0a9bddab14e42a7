"""Repeat published studies and make the tables and figures of their page.

    python docs/tools/replications.py --workers 2    # every study over seeds, the field studies over the posterior too

The first takes 20 seeds at the declared numbers, the second as many parameter sets as `--posterior` says.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from pages import made_by, put

from sim.lab.design.posterior import shipped_posterior
from sim.lab.validation.replications import DEFAULT_SEEDS, chosen_replications, replicate
from sim.report.analyses.replications import forest, replication_table
from sim.report.figures.gallery import save_figure

DOCS = Path(__file__).parents[1]
PAGE = DOCS / "replications.md"


def main() -> None:
    """Run, then write between the marks of the page."""
    parser = argparse.ArgumentParser(description="Replications.")
    parser.add_argument("--posterior", type=int, default=20, help="parameter sets for the field studies")
    parser.add_argument("--workers", type=int, help="processes; by default one per core")
    given = parser.parse_args()
    studies = chosen_replications([])
    over_seeds = replicate(studies, DEFAULT_SEEDS, given.workers)
    seen = [one for one in studies if one.seen]
    draws = shipped_posterior().first(given.posterior)
    over_draws = replicate(seen, range(given.posterior), given.workers, draws=draws)
    tables = {"table": over_seeds, "field studies": over_draws}
    put(
        PAGE,
        {mark: made_by("replications", replication_table(found, "en").to_markdown()) for mark, found in tables.items()},
    )
    for at, slide in enumerate(forest(over_seeds, "en"), 1):
        save_figure(slide, DOCS / "figures" / f"replications-{at}.png")


if __name__ == "__main__":
    main()
