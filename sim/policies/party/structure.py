"""The four levels, down to the center households 党员中心户, and what each detects and passes on."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.agents.backbone import LEADING_AGE
from sim.policies.party.settings import PartySettings
from sim.week import Week


def party_members(week: Week, rows: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Party members of the community's branches who live in the places of the module: rows."""
    r = week.residents
    member = week.community.traits.party_branch >= 0
    return np.flatnonzero(member & r.able & rows & (r.age >= LEADING_AGE))


def center_households(week: Week, members: NDArray[np.int64], s: PartySettings) -> NDArray[np.int64]:
    """One member for so many households of each estate, by lot; estates without members have none: rows."""
    estates = week.community.settings.estates
    homes = np.bincount(week.community.places.household_estate, minlength=estates)
    wanted = np.ceil(homes / s.center_homes)
    estate = week.community.estate[members]
    lot = week.draw("center household", week.community.number[members])
    order = np.lexsort((lot, estate))
    place = np.arange(order.size) - np.searchsorted(estate[order], estate[order])
    return members[order[place < wanted[estate[order]]]]


def detection(
    week: Week, centers: NDArray[np.int64], estates: NDArray[np.bool_], s: PartySettings
) -> NDArray[np.float64]:
    """Extra chance that a matter comes to be known, per estate: what each level sees, times what each passes on."""
    count = estates.size
    homes = np.bincount(week.community.places.household_estate, minlength=count)
    near = np.bincount(week.community.estate[centers], minlength=count) * s.center_homes
    covered = np.minimum(near / np.maximum(homes, 1), 1.0)
    p = s.passes_on
    seen = covered * s.center_sees * p**3 + s.building_sees * p**2 + s.grid_sees * p
    return np.where(estates, np.minimum(seen * s.dose, 1.0), 0.0)
