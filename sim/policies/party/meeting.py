"""The joint meeting 联席会议: matters are matched with units, units take them on, and keep their word or not."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import special
from scipy.optimize import linear_sum_assignment

from sim.agents.unit import Unit
from sim.matters import MATTERS, MEANS_NEEDED, KnownMatters
from sim.policies.party.settings import PartySettings
from sim.week import Week

# Which matters are in each kind of unit's line: structure, not a parameter.
IN_LINE: dict[str, tuple[str, ...]] = {
    "agency": ("parking", "facilities", "property", "dispute"),
    "school": ("childcare", "after_school", "environment"),
    "bank": ("facilities", "parking", "meals"),
    "hospital": ("elder_care", "meals", "childcare"),
    "firm": ("facilities", "property", "environment"),
    "shop": ("meals", "environment"),
    "property": ("property", "parking", "facilities", "environment"),
}
NAMES = tuple(MATTERS)


@dataclass(eq=False)
class Pledge:
    """Pledge of a unit that has taken a matter on.

    Attributes
    ----------
    matter, address : int
        Row in the book of matters; address of draws about it.
    estate : int
    unit : Unit
    yuan : float
    due : int
        Week.
    """

    matter: int
    address: int
    estate: int
    unit: Unit
    yuan: float
    due: int


def agenda(known: KnownMatters, taken: set[int], s: PartySettings) -> KnownMatters:
    """Agenda of a meeting: matters that take means, and old ones, the oldest first."""
    fits = np.isin(known.kind, MEANS_NEEDED) | (known.age >= s.old)
    fits &= ~np.isin(known.row, np.array(sorted(taken), np.int64))
    chosen = np.flatnonzero(fits)[: s.agenda]
    return known.only(chosen)


def costs(items: KnownMatters, s: PartySettings, week: Week) -> NDArray[np.float64]:
    """Yuan each matter takes, float64 (matters,): lognormal; little for those that hours can solve."""
    luck = special.ndtri(week.trait("what it costs", items.address).astype(np.float64))
    means = np.where(np.isin(items.kind, MEANS_NEEDED), 1.0, s.project_other)
    return s.project_yuan * np.exp(s.project_spread * luck) * means


def match(
    items: KnownMatters, yuan: NDArray[np.float64], units: list[Unit], chair: Unit, s: PartySettings, week: Week
) -> list[tuple[int, Unit]]:
    """Assign matters to units so that the sum of scores is largest, no unit having more than it may pledge.

    The score of a pair adds up whether the matter is in the unit's line, whether it has the means, nearness and
    earlier give and take; the chair's own area counts as near for all. Source: liuhe-R16 (精准匹配).
    """
    seats = [unit for unit in units for _ in range(s.pledges)]
    if not seats or not items.row.size:
        return []
    grid = week.community.places.estate_grid[items.estate]
    score = np.empty((items.row.size, len(seats)))
    for at, unit in enumerate(seats):
        in_line = np.isin(items.kind, [NAMES.index(name) for name in IN_LINE[unit.kind]])
        means = np.minimum(unit.funds_left / np.maximum(yuan, 1.0), 1.0)
        near = (grid == unit.grid) | (grid == chair.grid)
        score[:, at] = (
            s.weight_type * in_line + s.weight_means * means + s.weight_near * near + s.weight_credit * unit.credit
        )
    rows, columns = linear_sum_assignment(-score)
    return [(int(row), seats[column]) for row, column in zip(rows, columns, strict=True)]


def accepts(unit: Unit, yuan: float, luck: float, s: PartySettings) -> bool:
    """Whether a unit takes a matter on: goodwill, appraisals, give and take, being published, against the cost."""
    logit = (
        s.accept_base
        + s.accept_goodwill * unit.goodwill
        + s.accept_pressure * unit.pressure
        + s.accept_credit * unit.credit
        + s.accept_public
        - yuan / max(unit.funds_left, 1.0)
    )
    return luck < float(special.expit(logit))


def hold(
    known: KnownMatters, taken: set[int], units: list[Unit], chair: Unit, s: PartySettings, week: Week
) -> tuple[KnownMatters, list[Pledge]]:
    """Hold a joint meeting; returns the agenda and the new pledges."""
    items = agenda(known, taken, s)
    yuan = costs(items, s, week)
    pledges = []
    for row, unit in match(items, yuan, units, chair, s, week):
        luck = float(week.draw("takes it on", items.address[row : row + 1])[0])
        if accepts(unit, float(yuan[row]), luck, s):
            matter, address, estate = int(items.row[row]), int(items.address[row]), int(items.estate[row])
            pledges.append(Pledge(matter, address, estate, unit, float(yuan[row]), week.index + s.deadline))
    return items, pledges
