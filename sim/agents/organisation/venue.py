"""Kernels of an organisation's week: its doors open where members live, and members feel among friends."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.agents.organisation.roster import Belonging, Roster
from sim.agents.resident.occasions import Offers
from sim.kernel import kernel


@kernel
def open_doors(
    held: NDArray[np.float32],
    spread: NDArray[np.float32],
    belonging: Belonging,
    say: NDArray[np.float32],
    venue: float,
    offers: Offers,
) -> None:
    """Enter organisations' activities into the week's offers; seats go by where active members live."""
    for of in range(held.shape[0]):
        for kind in range(held.shape[1]):
            if held[of, kind] <= 0:
                continue
            for place in range(spread.shape[1]):
                if spread[of, place] <= 0:
                    continue
                share = belonging.in_estate[of, place] / max(belonging.present[of], 1)
                offers.notice[place, kind] += held[of, kind] * spread[of, place]
                offers.seats[place, kind] += np.float32(np.ceil(held[of, kind] * venue * share))
                offers.say[place, kind] = max(offers.say[place, kind], say[of])


@kernel
def uphold(
    roster: Roster,
    belonging: Belonging,
    close: NDArray[np.float32],
    skilled: NDArray[np.float32],
    relatedness: NDArray[np.float32],
    competence: NDArray[np.float32],
) -> None:
    """Active members feel related and competent, as in the best of their organisations.

    `close` and `skilled` are float32 (organisations,); the last two are levers of residents.
    """
    for n in range(roster.row.size):
        row = roster.row[n]
        if belonging.first[row] != n:
            continue
        closest = ablest = np.float32(0.0)
        at = n
        while at >= 0:
            if belonging.active[at]:
                closest = max(closest, close[roster.organisation[at]])
                ablest = max(ablest, skilled[roster.organisation[at]])
            at = belonging.further[at]
        relatedness[row] += closest
        competence[row] += ablest
