"""Party members of the community's branches: who they are, whose homes they look after, whether they take an order."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import special

from sim.agents.backbone import LEADING_AGE
from sim.agents.resident.columns import Residents


def members_among(r: Residents, branch: NDArray[np.int16], where: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Party members of age who live in some places: rows.

    `branch` (residents,) is each one's branch, −1 for none; `where` (residents,) says who lives in those places.
    """
    return np.flatnonzero((branch >= 0) & r.able & where & (r.age >= LEADING_AGE))


def centers_among(
    members: NDArray[np.int64],
    estate: NDArray[np.int32],
    homes: NDArray[np.int64],
    lot: NDArray[np.float32],
    each: float,
) -> NDArray[np.int64]:
    """Members whose home is a center household 党员中心户: one for so many homes of each estate, by lot: rows.

    Parameters
    ----------
    members, lot
        Rows of members, and the lot of each (members,); the lowest of an estate are chosen.
    estate
        Where each of them lives (members,).
    homes
        Households of each estate (estates,).
    each
        Households to a center; estates without members have none.
    """
    wanted = np.ceil(homes / each)
    order = np.lexsort((lot, estate))
    place = np.arange(order.size) - np.searchsorted(estate[order], estate[order])
    return members[order[place < wanted[estate[order]]]]


class Readiness(NamedTuple):
    """Weights of what makes a member ready to take an order, in logits, and what limits it.

    Attributes
    ----------
    base, skill, near, duty, load : float
        Without anything; of skill, of an order in one's own estate, of motivation; lost with each order on hand.
    sees : float, 0–1
        Share of members who see an order in time.
    hours : float
        Most hours a week a member gives to an order.
    """

    base: float
    skill: float
    near: float
    duty: float
    load: float
    sees: float
    hours: float

    def chance(
        self, r: Residents, rows: NDArray[np.int64], at_home: NDArray[np.bool_], load: NDArray[np.int64]
    ) -> NDArray[np.float64]:
        """Chance (members,) that each takes an order of their own accord: time, skill, nearness, duty, orders on hand.

        `at_home` (members,) says whether it is in the member's own estate, `load` how many orders each has already.
        """
        has_time = 1 - np.exp(-r.spare[rows].astype(np.float64) / self.hours)  # as for any act
        logit = (
            self.base
            + self.skill * r.skill[rows]
            + self.near * at_home
            + self.duty * r.motivation[rows]
            - self.load * load
        )
        return self.sees * has_time * special.expit(logit)
