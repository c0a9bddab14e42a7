"""Make the figures of docs/search.md: `python docs/tools/search.py FOLDER`; the folder keeps the runs.

Attribution is that of the whole case; search and discovery take a tenth of it, so that they are done in minutes.
"""

from __future__ import annotations

import sys
from pathlib import Path

from sim.lab.aims import aims_from
from sim.lab.attribution import attribution, factorial
from sim.lab.discovery import Threshold, discover, draw_futures, try_futures
from sim.lab.factors import sized
from sim.lab.outcomes import find_outcomes
from sim.lab.posterior import shipped_posterior
from sim.lab.search.choosing import choose
from sim.lab.search.evolving import Evolution
from sim.lab.search.plans import plan_space
from sim.lab.search.search import Effort, budget_from, search
from sim.lab.store import Store
from sim.lab.sweep import run_into
from sim.report.attribution import attribution_figure, attribution_findings
from sim.report.discovery import discovery_figure, discovery_findings
from sim.report.figures import save_figure
from sim.report.search import front_figure, search_findings, write_search
from sim.scenario_file import load

FIGURES = Path(__file__).parents[1] / "figures"
BUDGET = 40_000.0  # a tenth of 400,000
SEEDS, DRAWS, FUTURES = range(4), 3, 100


def main(folder: Path) -> None:
    """Run what is not there yet, draw, and print the sentences."""
    case = load("liuhe")
    study = factorial(case, ["*"], SEEDS)
    run_into(store := Store(folder / "attribution"), study, about=study.about())
    shares = attribution(study, "together", find_outcomes(study, store, ["together"]).values["together"])
    save_figure(attribution_figure(shares, "en"), FIGURES / "attribution.png")
    said = attribution_findings(shares)

    tenth = sized(case, 0.1)
    found = search(
        plan_space(tenth, ["*"]),
        aims_from(["together", "cadre_hours", "worst_grid"], "objectives"),
        budget_from(BUDGET, ["government"]),
        Effort(Evolution(24, 8, 0), tuple(range(DRAWS)), shipped_posterior().first(DRAWS)),
        Store(folder / "search"),
    )
    plans = choose(found)
    write_search(found, plans, folder / "search", "en")
    save_figure(front_figure(found, plans, "en"), FIGURES / "front.png")
    said += search_findings(found, plans)

    best = max(plans, key=lambda one: one.plan.mean(found.aims[0]))
    plan = load(folder / "search" / f"plan-{best.letter}.yaml")
    futures = draw_futures(plan, FUTURES, "prior", shipped_posterior())
    tried = try_futures(
        (plan, plan.without("*")), found.aims[0], futures, (0, 1), "prior", Store(folder / "discovery")
    )
    threshold = Threshold(0.01, None)
    where = discover(tried.numbers, tried.failed(threshold))
    save_figure(discovery_figure(tried, threshold, where, "en"), FIGURES / "discovery.png")
    said += discovery_findings(tried, threshold, where)
    print("\n".join(one.en for one in said))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
