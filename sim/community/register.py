"""The population register: who lives where, from which week to which, for the whole span of a run.

Births, deaths and moving do not depend on policy, so the register is drawn once with the community and shared by
all replicates and arms. Rows of later years never change earlier ones: a longer run has the same first years.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.clock import WEEKS_PER_YEAR
from sim.community.families import Families
from sim.community.places import Places
from sim.community.settings import ChangeSettings
from sim.rng import Streams

NEVER = np.int32(2**30)
BLOCK = 52
FERTILE = (20.0, 40.0)
GOMPERTZ_FROM = 60.0
HALF = 0.5


@dataclass
class Register:
    """One row per person who ever lives in the community, in order of arrival.

    Attributes
    ----------
    household : int32, dwelling · member : int16, place in the household
    born, arrives, leaves : week numbers (float32, int32, int32); `leaves` is the first week of absence
    female : bool · seat : int32, the first resident whose ties this person takes up (a newborn: the mother's), or −1
    died : bool, whether `leaves` is a death
    family : int32, number of the moving household; members of one family share household ties
    """

    household: NDArray[np.int32]
    member: NDArray[np.int16]
    born: NDArray[np.float32]
    arrives: NDArray[np.int32]
    leaves: NDArray[np.int32]
    female: NDArray[np.bool_]
    seat: NDArray[np.int32]
    died: NDArray[np.bool_]
    family: NDArray[np.int32]

    def add(self, other: Register) -> None:
        """Append newcomers."""
        for name, column in vars(other).items():
            setattr(self, name, np.concatenate([getattr(self, name), column]))


def build_register(
    families: Families, places: Places, change: ChangeSettings, streams: Streams, weeks: int
) -> Register:
    """Let years pass, in blocks of 52 weeks, until the span is covered."""
    people = families.household.size
    register = Register(
        household=families.household,
        member=families.member,
        born=(-families.age * WEEKS_PER_YEAR).astype(np.float32),
        arrives=np.zeros(people, np.int32),
        leaves=np.full(people, NEVER, np.int32),
        female=families.female,
        seat=np.arange(people, dtype=np.int32),
        died=np.zeros(people, np.bool_),
        family=families.household.copy(),
    )
    seats_of = _first_rows(families.household, places.renter.size)
    for start in range(0, weeks, BLOCK):
        moving = _moves(register, places, change, streams, start)
        _deaths(register, change, streams, start)
        _births(register, change, streams, start)
        _newcomers(register, families, change, seats_of, streams, start, moving)
    return register


def _first_rows(household: NDArray[np.int32], households: int) -> NDArray[np.int64]:
    """First row of each household, and the end; `household` ascends."""
    return np.searchsorted(household, np.arange(households + 1))


def _moves(
    register: Register, places: Places, change: ChangeSettings, streams: Streams, start: int
) -> NDArray[np.int32]:
    """Households that leave within the block; returns the week in which each dwelling falls free, or NEVER."""
    dwellings = np.arange(places.renter.size)
    chance = np.where(places.renter, change.renters_move, change.owners_move)
    week = (start + np.floor(BLOCK * streams.draw("move week", start, dwellings))).astype(np.int32)
    moves = streams.draw("move", start, dwellings) < chance
    present = (register.arrives < start + 1) & (register.leaves > start)
    occupied = np.zeros(dwellings.size, np.bool_)
    occupied[register.household[register.leaves > start]] = True
    settled = np.zeros(dwellings.size, np.bool_)
    settled[register.household[present]] = True
    free = np.where((moves & settled) | ~occupied, week, NEVER).astype(np.int32)
    leaving = present & (free[register.household] != NEVER)
    register.leaves[leaving] = np.maximum(free[register.household[leaving]], start + 1)
    return free


def _deaths(register: Register, change: ChangeSettings, streams: Streams, start: int) -> None:
    """Mortality that doubles every few years of age (Gompertz)."""
    here = np.flatnonzero((register.arrives <= start) & (register.leaves > start))
    age = (start - register.born[here]) / WEEKS_PER_YEAR
    hazard = change.deaths_at_60 * 2.0 ** ((age - GOMPERTZ_FROM) / change.deaths_doubling)
    dies = here[streams.draw("death", start, here) < np.minimum(hazard, 1.0)]
    week = (start + 1 + np.floor((BLOCK - 1) * streams.draw("death week", start, dies))).astype(np.int32)
    earlier = week < register.leaves[dies]
    register.leaves[dies[earlier]] = week[earlier]
    register.died[dies[earlier]] = True


def _births(register: Register, change: ChangeSettings, streams: Streams, start: int) -> None:
    age = (start - register.born) / WEEKS_PER_YEAR
    here = (register.arrives <= start) & (register.leaves > start)
    mothers = np.flatnonzero(here & register.female & (age >= FERTILE[0]) & (age <= FERTILE[1]))
    mothers = mothers[streams.draw("birth", start, mothers) < change.births]
    week = (start + 1 + np.floor((BLOCK - 1) * streams.draw("birth week", start, mothers))).astype(np.int32)
    still = week < register.leaves[mothers]
    mothers, week = mothers[still], week[still]
    count = mothers.size
    leaves = register.leaves[mothers].copy()
    leaves[register.died[mothers]] = NEVER
    register.add(
        Register(
            household=register.household[mothers],
            member=np.full(count, 9, np.int16),
            born=week.astype(np.float32),
            arrives=week,
            leaves=leaves,
            female=streams.draw("birth sex", start, mothers) < HALF,
            seat=register.seat[mothers],
            died=np.zeros(count, np.bool_),
            family=register.family[mothers],
        )
    )


def _newcomers(
    register: Register,
    families: Families,
    change: ChangeSettings,
    seats_of: NDArray[np.int64],
    streams: Streams,
    start: int,
    free: NDArray[np.int32],
) -> None:
    """A household modelled on one of the first families moves into every dwelling that fell free."""
    dwellings = np.flatnonzero(free != NEVER)
    gap = 1 + np.floor(change.vacancy * streams.draw("vacancy", start, dwellings)).astype(np.int32)
    arrives = np.maximum(free[dwellings], start + 1) + gap
    households = seats_of.size - 1
    model = np.minimum((streams.draw("model family", start, dwellings) * households).astype(np.int64), households - 1)
    size = seats_of[model + 1] - seats_of[model]
    total = int(size.sum())
    family = np.repeat(np.arange(dwellings.size), size)
    nth = np.arange(total) - np.repeat(np.cumsum(size) - size, size)
    source = seats_of[model][family] + nth
    seats = seats_of[dwellings + 1] - seats_of[dwellings]
    seat = seats_of[dwellings][family] + nth % seats[family]  # a larger family shares the contacts of a smaller one
    arrival = arrives[family].astype(np.int32)
    first_family = int(register.family.max()) + 1 if register.family.size else 0
    register.add(
        Register(
            household=dwellings[family].astype(np.int32),
            member=families.member[source],
            born=(arrival - families.age[source] * WEEKS_PER_YEAR).astype(np.float32),
            arrives=arrival,
            leaves=np.full(total, NEVER, np.int32),
            female=families.female[source],
            seat=seat.astype(np.int32),
            died=np.zeros(total, np.bool_),
            family=(first_family + family).astype(np.int32),
        )
    )
