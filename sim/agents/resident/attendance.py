"""Who comes in the end: places given out by lot, and the hours each one gives."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.agents.acts import Acts
from sim.agents.resident.occasions import Occasions, Offers
from sim.agents.resident.terms import ZERO
from sim.kernel import kernel
from sim.rng import uniform


@kernel
def give_hours(
    spare: NDArray[np.float32],
    relief: NDArray[np.float32],
    habit: NDArray[np.float32],
    motivation: NDArray[np.float32],
    extra: np.float32,
    acts: Acts,
    occasions: Occasions,
    count: int,
    estate: NDArray[np.int32],
    hours: NDArray[np.float32],
    by_place: NDArray[np.float64],
) -> None:
    """Give each participant's hours: the act's, and of further spare hours what habit and motivation turn into service.

    `extra` is how much of them these do; `by_place` receives their sums by estate and kind of act.
    """
    by_place[:] = 0.0
    for n in range(count):
        hours[n] = ZERO
        if occasions.came[n]:
            row, own = occasions.row[n], acts.hours[occasions.kind[n]]
            further = max(spare[row] + relief[row] - own, ZERO)
            hours[n] = own + extra * habit[row] * motivation[row] * further
            by_place[estate[row], occasions.kind[n]] += hours[n]


@kernel
def give_seats(
    offers: Offers,
    occasions: Occasions,
    count: int,
    estate: NDArray[np.int32],
    number: NDArray[np.int32],
    lot_key: np.uint64,
) -> int:
    """Give out seats by lot where more come than there are; returns how many were turned away.

    Who has a place in the team that holds the activity has a seat.
    """
    wanted: NDArray[np.int64] = np.zeros(offers.seats.shape, np.int64)
    kept: NDArray[np.int64] = np.zeros(offers.seats.shape, np.int64)
    begin = np.zeros(wanted.shape[0] + 1, np.int64)  # occasions stand estate by estate, as rows do
    for n in range(count):
        place = estate[occasions.row[n]]
        begin[place + 1] = n + 1
        if occasions.came[n]:
            kept[place, occasions.kind[n]] += occasions.host[n] != -1
            wanted[place, occasions.kind[n]] += occasions.host[n] == -1
    for place in range(wanted.shape[0]):
        begin[place + 1] = max(begin[place + 1], begin[place])
    turned_away = 0
    for place in range(wanted.shape[0]):
        for kind in range(wanted.shape[1]):
            seats = max(offers.seats[place, kind] - np.float32(kept[place, kind]), ZERO)
            if wanted[place, kind] <= seats:
                continue
            lots = np.empty(wanted[place, kind], np.float32)
            who = np.empty(wanted[place, kind], np.int64)
            found = 0
            for n in range(begin[place], begin[place + 1]):
                if occasions.came[n] and occasions.kind[n] == kind and occasions.host[n] == -1:
                    lots[found] = uniform(lot_key, np.uint64(number[occasions.row[n]]))
                    who[found] = n
                    found += 1
            order = np.argsort(lots)
            for rank in range(int(seats), found):
                occasions.came[who[order[rank]]] = False
                occasions.unable[who[order[rank]]] = occasions.no_seat[who[order[rank]]] = True
                turned_away += 1
    return turned_away
