"""Make the figures of docs/search.md: `python docs/tools/search.py FOLDER`; the folder keeps the runs.

All of them take a tenth of the case over three or four years and few seeds, so that they are done in minutes.
"""

from __future__ import annotations

import sys
from pathlib import Path

from sim.lab.analysis.attribution import attribution, factorial
from sim.lab.analysis.discovery import Threshold, discover, draw_futures, try_futures
from sim.lab.analysis.objectives import objectives_named
from sim.lab.analysis.search.evolution import Evolution
from sim.lab.analysis.search.plans import plan_space
from sim.lab.analysis.search.search import Effort, budget_from, search
from sim.lab.analysis.search.selection import choose
from sim.lab.design.outcomes import find_outcomes
from sim.lab.design.posterior import shipped_posterior
from sim.lab.design.sweep import run_sweep
from sim.lab.run.store import Store
from sim.report.analyses.attribution import attribution_figure, attribution_findings
from sim.report.analyses.discovery import discovery_figure, discovery_findings
from sim.report.analyses.search import front_figure, search_findings
from sim.report.figures.gallery import save_figure
from sim.scenario import Scenario, Title
from sim.scenario.file import load
from sim.text import Lang, Text

FIGURES = Path(__file__).parents[1] / "figures"
TENTH = {
    "community.residents": 1430,
    "community.households": 511,
    "community.party_members": 24,
    "community.ages.infants": 17,
    "community.ages.children": 90,
    "community.ages.teens": 90,
    "community.ages.young": 470,
    "community.ages.elders": 235,
    "community.units.units": 3,
    "office.staff": 2,
    "office.tasks": 4.0,
}
TITLE = Title(en="A tenth of Liuhe community, Jingmen", zh="荆门市浏河社区的十分之一")
SEEDS, DRAWS, FUTURES, BUDGET = range(3), 3, 40, 60_000.0
SUFFIX: dict[Lang, str] = {"en": "", "zh": ".zh"}


def main(folder: Path) -> None:
    """Run what is not there yet, draw, and print the sentences."""
    for make in (shares, front, failures):
        print("\n".join(sentence.en for sentence in make(folder)))


def tenth(weeks: int) -> Scenario:
    """A tenth of the case."""
    smaller = load("liuhe").but({**TENTH, "weeks": weeks})
    return smaller.model_copy(update={"title": TITLE})


def shares(folder: Path) -> list[Text]:
    """Attribution."""
    study, store = factorial(tenth(200), ["*"], SEEDS), Store(folder / "attribution")
    run_sweep(study, store)
    found = attribution(study, "together", find_outcomes(study, store, ["together"]).values["together"])
    for lang, suffix in SUFFIX.items():
        save_figure(attribution_figure(found, lang), FIGURES / f"attribution{suffix}.png")
    return attribution_findings(found)


def front(folder: Path) -> list[Text]:
    """Search."""
    found = search(
        plan_space(tenth(208), ["*"]),
        objectives_named(["together", "cadre_hours", "worst_grid"], "objectives"),
        budget_from(BUDGET, ["government"]),
        Effort(Evolution(12, 4, 0), tuple(range(DRAWS)), shipped_posterior().first(DRAWS)),
        Store(folder / "search"),
    )
    chosen = choose(found)
    for lang, suffix in SUFFIX.items():
        save_figure(front_figure(found, chosen, lang), FIGURES / f"front{suffix}.png")
    return search_findings(found, chosen)


def failures(folder: Path) -> list[Text]:
    """Discovery."""
    plan = tenth(156).adding("points", "selfmanage", "incubation")
    sample, (aim,) = shipped_posterior(), objectives_named(["active_4w"], "measure")
    futures = draw_futures(plan, FUTURES, "prior", sample)
    tried = try_futures((plan, plan.without("*")), aim, futures, (0,), "prior", Store(folder / "discovery"))
    threshold = Threshold(0.04, None)
    found = discover(tried.numbers, tried.failed(threshold))
    for lang, suffix in SUFFIX.items():
        save_figure(discovery_figure(tried, threshold, found, lang), FIGURES / f"discovery{suffix}.png")
    return discovery_findings(tried, threshold, found)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
