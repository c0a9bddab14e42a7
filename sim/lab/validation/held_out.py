"""Figures of the case that are predicted and never fitted, with what of a run they are compared with.

`sim.lab.calibration` may not import this module (a layer rule of the project), and the runs of a calibration do not
record these figures: there is no way from here into a fit. The limits were set before any of them was simulated over
the posterior.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from sim.agents.acts import CARE
from sim.lab.calibration.targets import PublishedFigure
from sim.results import YEAR
from sim.simulation import Simulation
from sim.text import Text

VISITED_MONTHLY = YEAR / 12  # who is looked in on once a month counts as cared for
RAISING_YEARS = (2020, 2021, 2022)


HELD_OUT: tuple[PublishedFigure, ...] = (
    PublishedFigure(
        "disputes",
        Text("disputes resolved", "化解的矛盾纠纷"),
        Text("disputes solved from 2015 to 2023 (published: 1,027)", "2015至2023年化解的纠纷（公布1027起）"),
        850,
        1200,
        "liuhe",
    ),
    PublishedFigure(
        "cared_for",
        Text("elders and children cared for", "受关爱的老人与儿童"),
        Text(
            "people whom residents' care visits of 2023 reach once a month (published: 289 elders and 150 children)",
            "2023年居民关爱走访按每月一次可覆盖的人数（公布老人289名、儿童150名）",
        ),
        329,
        549,
        "liuhe assumption",
    ),
    PublishedFigure(
        "canteen",
        Text("elders reached by the canteen", "食堂服务的老人"),
        Text("people who ever ate there (published: more than 1,600)", "曾在食堂就餐的人数（公布1600余名）"),
        1600,
        2400,
        "liuhe assumption",
    ),
    PublishedFigure(
        "space",
        Text("idle space obtained, m²", "争取的闲置面积（平方米）"),
        Text("opened in 2020 to 2022 (published: 6,200)", "2020至2022年争取到的面积（公布6200）"),
        4960,
        7440,
        "liuhe assumption",
    ),
    PublishedFigure(
        "raised",
        Text("construction money raised, million yuan", "筹集的建设资金（百万元）"),
        Text("given by units in 2020 to 2022 (published: more than 3)", "2020至2022年辖区单位出资（公布300余万元）"),
        2.4,
        3.9,
        "liuhe assumption",
    ),
)


def predictions(simulation: Simulation) -> Mapping[str, float]:
    """Run a history to its end, looking every week, and read off what is predicted."""
    years = np.array(simulation.scenario.clock.years())
    visits = np.zeros(years.size)
    while not simulation.done:
        week, world = simulation.week, simulation.world
        simulation.step()
        occasions, reached = world.occasions, world.reached
        visits[week] = np.count_nonzero(occasions.came[:reached] & (occasions.kind[:reached] == CARE))
    series = simulation.results().series

    def gained(name: str) -> float:
        within = np.flatnonzero(np.isin(years, RAISING_YEARS))
        if name not in series or not within.size:
            return 0.0
        before = series[name][within[0] - 1] if within[0] else 0.0
        return float(series[name][within[-1]] - before)

    return {
        "disputes": float(series["disputes_resolved"].sum()),
        "cared_for": float(visits[-YEAR:].mean()) * VISITED_MONTHLY,
        "canteen": float(series["services_meals_ever"][-1]) if "services_meals_ever" in series else 0.0,
        "space": gained("party_space"),
        "raised": gained("party_yuan") / 1e6,
    }
