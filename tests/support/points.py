"""A points scheme in full swing, its designs, and what tests look at."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import numpy as np
import pytest
from numpy.typing import NDArray

from sim.policies.points import Points, PointsSettings
from sim.scenario import Scenario
from sim.simulation import Simulation
from tests.support import small

STOP = date(2015, 11, 2)
# Everyone signs up at once, hears of everything, and redeems as soon as possible: a scheme in full swing. Half a year
# of run-in is enough for what tests look at
FULL_SWING: dict[str, object] = {
    "points__enrollable": 1.0,
    "points__signing_up": 1.0,
    "points__reminder": 1.0,
    "points__redeeming": 1.0,
    "points__salience_a": 50.0,
    "points__salience_b": 0.5,
    "points__budget": 1e6,
    "office__activities": 3.0,
    "run_in": 26,
}
DESIGNS: dict[str, dict[str, object]] = {
    "goods": {},
    "household": {"pooled": "household"},
    "estate": {"pooled": "estate", "facility_price": 200},
    "recognition": {"reward": "recognition"},
    "lottery": {"reward": "lottery"},
    "lottery by household": {"reward": "lottery", "pooled": "household"},
    "time bank": {"reward": "time_bank"},
    "time bank by household": {"reward": "time_bank", "pooled": "household"},
}
every_design = pytest.mark.parametrize("design", DESIGNS.values(), ids=DESIGNS)


def swing(**changes: object) -> Scenario:
    """A scheme in full swing in the small community, with some rules of its own (names within `points` need no prefix)."""
    own = PointsSettings.model_fields
    return small(
        **{
            **FULL_SWING,
            **{f"points__{name}" if name.split("__")[0] in own else name: value for name, value in changes.items()},
        }
    )


class Watched:
    """A run with points, week by week."""

    def __init__(self, scenario: Scenario, seed: int = 1) -> None:
        self.simulation = Simulation(scenario, seed)
        self.world = self.simulation.world
        self.scheme: Points = next(policy for policy in self.simulation.policies if isinstance(policy, Points))

    def weeks(self) -> Iterator[int]:
        """Live the next week, then give its number."""
        while not self.simulation.done:
            self.simulation.step()
            yield self.simulation.week - 1

    def to_end(self) -> Watched:
        """Live all weeks."""
        for _ in self.weeks():
            pass
        return self

    def taken(self) -> tuple[NDArray[np.int32], NDArray[np.int8]]:
        """Rows and kinds of those who took part this week."""
        came = np.flatnonzero(self.world.occasions.came[: self.world.reached])
        return self.world.occasions.row[came], self.world.occasions.kind[came]

    @property
    def balance(self) -> NDArray[np.int64]:
        """Points in each account."""
        return self.scheme.accounts.balance

    @property
    def series(self) -> dict[str, NDArray[np.float64]]:
        """What was measured."""
        return self.simulation.results().series

    @property
    def yuan(self) -> NDArray[np.float64]:
        """Yuan that the scheme spent, by week and payer."""
        return self.world.ledger.yuan[:, self.world.ledger.modules.index("points")]

    @property
    def cadre_hours(self) -> NDArray[np.float64]:
        """Cadre hours that the scheme took, by week."""
        return self.world.ledger.cadre_hours[:, self.world.ledger.modules.index("points")]

    def told(self) -> list[str]:
        """What the scheme told."""
        return [event.text.en for event in self.world.chronicle.events if event.module == "points"]
