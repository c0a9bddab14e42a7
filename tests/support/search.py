"""The search for leaders in a small community."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.agents.backbone import BackboneSettings
from sim.agents.resident.columns import EMPLOYED
from sim.policies.leaders import Leaders, LeadersSettings
from sim.simulation import Simulation
from sim.text import Text
from sim.week import Week
from tests.support import small

RULES, JUDGING = LeadersSettings(), BackboneSettings()
QUARTER = 13  # 6 April 2015, the first Monday of a quarter


class Search:
    """The small community and its leader discovery, in a week of one's choice; nothing has happened there yet.

    Settings of the module need no prefix; everybody is forty, employed and without skill, motive or record.
    """

    def __init__(self, week: int = QUARTER, **changes: Any) -> None:
        own = {"dose": 1.0, **{name: value for name, value in changes.items() if name in LeadersSettings.model_fields}}
        other = {name: value for name, value in changes.items() if name not in own}
        scenario = small(**{"run_in": 0, **{f"leaders__{name}": value for name, value in own.items()}, **other})
        self.world = Simulation(scenario, 1).world
        policy = Leaders(scenario.policies["leaders"], self.world.community, self.world.clock)  # type: ignore[arg-type]
        self.policy = policy
        self.r = self.world.residents
        self.r.age[:], self.r.occupation[:], self.r.skill[:], self.r.motivation[:] = 40.0, EMPLOYED, 0.0, 0.0
        self.adults = np.flatnonzero(self.r.able)
        self.at(week)

    def at(self, week: int) -> Week:
        """A week begins: levers are neutral."""
        self.world.week = week
        self.world.clear_levers()
        self.week = Week(self.world, "leaders")
        return self.week

    def of_grid(self, grid: int, number: int | None = None) -> NDArray[np.int64]:
        """The first so many grown residents of a grid, all of them by default."""
        return self.adults[self.world.community.grid[self.adults] == grid][:number]

    def record(self, rows: NDArray[np.integer], acts: int = 6, hours: float = 4.0) -> None:
        """Give people a record: so many acts, one a week until now, all they were reached for, of so many hours."""
        self.r.took[rows] = self.r.reached[rows] = (1 << acts) - 1
        self.r.acts_total[rows], self.r.hours_total[rows] = acts, hours * acts

    def let_pass(self, rows: NDArray[np.integer]) -> None:
        """Let people, and everybody at home, pass all gates."""
        self.r.motivation[:] = 1.0
        self.r.skill[rows] = 1.0
        self.r.acts_total[rows] = 10

    def serving(self, rows: NDArray[np.integer], weeks: int = 100) -> NDArray[np.int64]:
        """Let people be backbone for so many weeks; returns their places there."""
        first = self.backbone.row.size
        self.backbone.appoint(rows, self.world.week - weeks)
        self.r.backbone[rows] = True
        return np.arange(first, self.backbone.row.size)

    @property
    def backbone(self) -> Any:
        """The backbone residents of the run."""
        return self.world.society.backbone

    @property
    def yuan(self) -> float:
        """What the module spent this week."""
        return float(self.world.ledger.yuan[self.world.week, self.world.ledger.modules.index("leaders")].sum())

    @property
    def cadre_hours(self) -> float:
        """Cadre hours it took this week."""
        return float(self.world.ledger.cadre_hours[self.world.week, self.world.ledger.modules.index("leaders")])

    def told(self) -> list[Text]:
        """What it told."""
        return [event.text for event in self.world.chronicle.events]


def watched(acts: int = 6, hours: float = 4.0, **changes: Any) -> tuple[Search, int]:
    """One resident with a record, judged without error at a quarter's start."""
    search = Search(backbone__noise=0.0, **changes)
    row = int(search.of_grid(3, 1)[0])
    search.record(np.array([row]), acts, hours)
    search.policy.follow(search.week)
    return search, row
