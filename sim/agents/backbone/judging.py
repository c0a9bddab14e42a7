"""How leaders are known: the four observations 四看 and the four gates of the case."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.agents.backbone.settings import BackboneSettings
from sim.agents.resident.columns import WINDOW_BITS, Residents
from sim.community import Community

LEADING_AGE = 18.0


class Gates(NamedTuple):
    """Which of the four gates people pass: bool arrays. 有意愿、讲奉献、能力强、家人赞同."""

    willing: NDArray[np.bool_]
    devoted: NDArray[np.bool_]
    able: NDArray[np.bool_]
    family: NDArray[np.bool_]

    @property
    def all(self) -> NDArray[np.bool_]:
        """Who passes all four."""
        return self.willing & self.devoted & self.able & self.family


def observe(
    residents: Residents,
    rows: NDArray[np.integer],
    settings: BackboneSettings,
    luck: NDArray[np.floating],
    sharpness: float,
) -> NDArray[np.float64]:
    """四看: a score from behaviour on record, float64 (rows,), with an error that more occasions reduce.

    The four are participation in daily affairs, cooperation with activities (coming when reached), execution of
    tasks (hours given an act), and recognition (contacts who take part too). Nobody's motives are looked at.

    Parameters
    ----------
    luck
        Standard normal draws (rows,).
    sharpness
        Multiple of the occasions on which each is watched.

    Source: liuhe-R22.
    """
    acts = np.bitwise_count(residents.took[rows] & WINDOW_BITS).astype(np.float64)
    reached = np.bitwise_count((residents.reached[rows] | residents.took[rows]) & WINDOW_BITS).astype(np.float64)
    given = residents.hours_total[rows] / np.maximum(residents.acts_total[rows], 1)
    seen = residents.near[rows] / np.maximum(residents.near_total[rows], 1)
    score = 0.25 * (
        np.minimum(acts / settings.observed_acts, 1)
        + acts / np.maximum(reached, 1)
        + np.minimum(given / settings.observed_hours, 1)
        + np.minimum(seen / settings.observed_contacts, 1)
    )
    return score + settings.noise / np.sqrt(np.maximum(acts, 1) * max(sharpness, 1e-6)) * luck


def gates(
    residents: Residents,
    community: Community,
    rows: NDArray[np.integer],
    settings: BackboneSettings,
    luck: NDArray[np.floating],
) -> Gates:
    """Which of the four gates each of some residents passes; `luck` is a uniform draw each, for the family.

    A family agrees if its other adults are motivated enough on average, or for reasons of its own; people who live
    alone have nobody to ask. Source: liuhe-R20.
    """
    agrees = np.ones(rows.size, np.bool_)
    for n, row in enumerate(rows):
        home = np.flatnonzero(community.household == community.household[row])
        adults = home[residents.here[home] & (residents.age[home] >= LEADING_AGE) & (home != row)]
        if adults.size:
            agrees[n] = residents.motivation[adults].mean() >= settings.family or luck[n] < settings.family_anyway
    unpaid = residents.acts_total[rows] - residents.rewarded_acts[rows].astype(np.int64)
    grown = residents.age[rows] >= LEADING_AGE
    return Gates(
        residents.motivation[rows] >= settings.willing,
        unpaid >= settings.devoted,
        grown & (residents.skill[rows] >= settings.capable),
        agrees,
    )
