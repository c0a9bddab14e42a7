"""The four levels, down to the center households 党员中心户, and what each detects and passes on."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.policies.party.settings import PartySettings
from sim.week import Week


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
