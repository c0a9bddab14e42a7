"""One service from survey to operation: who wants it at what price, whether it pays, who is served, who waits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from sim.agents.resident.columns import Residents
from sim.matters.kinds import ELDER, INFANT_UNTIL, PUPIL_FROM, PUPIL_UNTIL

PRICES = 15


class ServiceTerms(Protocol):
    """The declared numbers that every service has; see `settings`."""

    wanted: float
    accepted: float
    capacity: int
    per_head: float
    fixed: float
    subsidy: float
    space: float
    relief: float


class CostAccount(NamedTuple):
    """What the cost account comes to: places, yuan a month, and the surplus a month it leaves."""

    places: int
    price: float
    surplus: float


class ServiceReach(NamedTuple):
    """Whom a service reaches: rows of the families, rows of those served, share of needs met by estate."""

    families: NDArray[np.int64]
    served: NDArray[np.int64]
    met: NDArray[np.float64]


@dataclass(eq=False)
class Service:
    """A service.

    Attributes
    ----------
    name : str
        Key of `SERVICES`; `terms` are its declared numbers.
    wants : bool (people,)
        Would use it in case of need; `accepts` float32 is the price in yuan a month up to which.
    phase : str
        `survey`, `declined`, `building`, `running`; `since` is the week in which it began.
    places, price, space, idle
        As decided: people, yuan a month, m² in all and of these idle space of units; `fitted` is what is fitted out.
    served, ever : bool (people,)
    losses : int
        Months of loss on end.
    volunteer_hours : float
        Of this month.
    reach : ServiceReach or None
        None when it has to be looked up again.
    """

    name: str
    terms: ServiceTerms
    wants: NDArray[np.bool_]
    accepts: NDArray[np.float32]
    served: NDArray[np.bool_]
    ever: NDArray[np.bool_]
    phase: str = "survey"
    since: int = 0
    places: int = 0
    price: float = 0.0
    space: float = 0.0
    idle: float = 0.0
    fitted: float = 0.0
    losses: int = 0
    volunteer_hours: float = 0.0
    reach: ServiceReach | None = None

    @property
    def running(self) -> bool:
        """Whether people are served."""
        return self.phase == "running"

    def enter(self, phase: str, week: int) -> None:
        """Begin a phase."""
        self.phase, self.since = phase, week

    def in_need(self, r: Residents) -> NDArray[np.bool_]:
        """Who is of the kind the service is for and lives there: bool (people,)."""
        of = {
            "meals": r.age >= ELDER,
            "care": r.frail & (r.age >= ELDER),
            "childcare": r.age < INFANT_UNTIL,
            "after_school": (r.age >= PUPIL_FROM) & (r.age < PUPIL_UNTIL),
        }[self.name]
        return r.here & of

    def demand(self, r: Residents, where: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Residents who want the service at its price: bool (people,)."""
        return self.in_need(r) & where & self.wants & (self.accepts >= self.price)

    def account(self, people: float, rent: float, price: float, helped: float) -> float:
        """Surplus a month with so many people; `helped` is what subsidies and volunteers' hours are worth."""
        return people * (price - self.terms.per_head) - self.terms.fixed - rent + helped

    def plan(
        self, asked: NDArray[np.float32], weight: float, most: int, rent: float, prices: tuple[float, float, float]
    ) -> CostAccount:
        """The price that serves most people with a small profit, or with the least loss where none leaves one.

        Parameters
        ----------
        asked
            Prices accepted by those in the survey who want the service; each stands for `weight` people.
        most
            Places at most.
        rent
            Yuan a month and place, less the subsidy.
        prices
            Lowest and highest price as multiples of the median accepted; the margin needed.
        """
        low, high, margin = prices
        found: list[tuple[bool, float, float, CostAccount]] = []
        for price in np.linspace(low, high, PRICES) * self.terms.accepted:
            people = min(round(weight * float(np.count_nonzero(asked >= price))), most)
            surplus = self.account(people, rent * people, float(price), 0.0)
            pays = people > 0 and surplus >= margin * people * float(price)
            account = CostAccount(people, float(price), surplus)
            found.append((pays, float(people) if pays else surplus, -float(price), account))
        return max(found)[-1]

    def admit(self, r: Residents, where: NDArray[np.bool_], order: NDArray[np.float32], share: float) -> int:
        """Fill places: who no longer wants or needs it leaves, some who wait come by lot; returns how many wait."""
        wanting = self.demand(r, where)
        self.served &= wanting
        waiting = np.flatnonzero(wanting & ~self.served)
        free = max(self.places - int(self.served.sum()), 0)
        coming = waiting[np.argsort(order[waiting], kind="stable")][: min(free, int(np.ceil(share * waiting.size)))]
        self.served[coming] = True
        self.ever[coming] = True
        return waiting.size - coming.size
