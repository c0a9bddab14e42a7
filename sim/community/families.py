"""The first families: exact numbers of people, households and ages, put together as people live."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.community.settings import LARGEST_HOUSEHOLD, CommunitySettings
from sim.rng import Streams

CHILD, YOUNG, MIDDLE, ELDER = 0, 1, 2, 3
OLDEST = 96
HALF = 0.5
COUPLE = 2  # members 0 and 1 are the head and the partner
THIRD, FAMILY, LARGE = 2, 3, 4  # third member; sizes of a family and of one with room for grandparents


@dataclass(frozen=True)
class Families:
    """The residents of week 0, household by household.

    Attributes
    ----------
    household : int32 (people,)
        Dwelling of each person; ascending.
    member : int16 (people,)
        Place in the household: 0 head, 1 partner or second adult, then the others.
    age : float32 (people,)
        Years, with fractions.
    female : bool (people,)
    """

    household: NDArray[np.int32]
    member: NDArray[np.int16]
    age: NDArray[np.float32]
    female: NDArray[np.bool_]


def build_families(settings: CommunitySettings, streams: Streams) -> Families:
    """Draw household sizes and ages so that every total of the settings is met exactly."""
    rng = streams.generator("families")
    sizes = _sizes(settings, rng)
    household = np.repeat(np.arange(sizes.size, dtype=np.int32), sizes)
    start = np.cumsum(sizes) - sizes
    member = (np.arange(household.size) - start[household]).astype(np.int16)
    group = _groups(settings, sizes, household, member, rng)
    age = _ages(settings, household, member, group, rng)
    couple = rng.random(sizes.size) < HALF
    female = np.where(member < COUPLE, couple[household] ^ (member == 1), rng.random(household.size) < HALF)
    return Families(household, member, age, female.astype(np.bool_))


def _sizes(settings: CommunitySettings, rng: np.random.Generator) -> NDArray[np.int64]:
    """Household sizes 1 … 5 with the wanted shares, moved up or down one by one until the people fit exactly."""
    homes = settings.homes
    shares = np.array([homes.size_1, homes.size_2, homes.size_3, homes.size_4, 0.0])
    shares[-1] = 1 - shares.sum()
    sizes = rng.choice(np.arange(1, LARGEST_HOUSEHOLD + 1), settings.households, p=shares)
    while (missing := settings.residents - int(sizes.sum())) != 0:
        step = 1 if missing > 0 else -1
        movable = np.flatnonzero(sizes < LARGEST_HOUSEHOLD) if step > 0 else np.flatnonzero(sizes > 1)
        sizes[rng.permutation(movable)[: abs(missing)]] += step
    return sizes.astype(np.int64)


def _lowest(score: NDArray[np.float64], count: int) -> NDArray[np.int64]:
    """Positions of the `count` lowest scores."""
    return np.argsort(score, kind="stable")[:count]


def _groups(
    settings: CommunitySettings,
    sizes: NDArray[np.int64],
    household: NDArray[np.int32],
    member: NDArray[np.int16],
    rng: np.random.Generator,
) -> NDArray[np.int8]:
    """Who is a child, a younger adult, an older adult, an elder: exact counts, plausible households.

    Children are third or later members; elders live alone, as couples, or with a family as its last members;
    partners are of one generation because they share their household's draw.
    """
    ages = settings.ages
    noise = rng.random(household.size)
    own = rng.random(sizes.size)[household]
    size = sizes[household]
    group = np.full(household.size, MIDDLE, np.int8)

    child_score = np.where(member >= THIRD, 0.0, 10.0) + np.where(member > THIRD, 0.25, 0.0) + 0.6 * noise + 0.5 * own
    group[_lowest(child_score, ages.infants + ages.children + ages.teens)] = CHILD

    with_child = np.zeros(sizes.size, np.bool_)
    with_child[household[group == CHILD]] = True
    elder_score = (
        own
        + 0.2 * noise
        + np.select(
            [
                group == CHILD,
                size == 1,
                size == COUPLE,
                (size >= LARGE) & (member >= THIRD),
                with_child[household] & (member < COUPLE),
            ],
            [50.0, 0.15, 0.25, 0.2, 5.0],
            default=0.9,
        )
    )
    group[_lowest(elder_score, ages.elders)] = ELDER

    head_of_children = with_child[household] & (member < COUPLE)
    young_score = np.where(group == MIDDLE, 0.0, 50.0) + own + 0.25 * noise
    young_score += np.where(head_of_children, -0.15, 0.0) + np.where((size >= FAMILY) & (member >= THIRD), -0.35, 0.0)
    group[_lowest(young_score, ages.young)] = YOUNG
    return group


def _ages(
    settings: CommunitySettings,
    household: NDArray[np.int32],
    member: NDArray[np.int16],
    group: NDArray[np.int8],
    rng: np.random.Generator,
) -> NDArray[np.float32]:
    """Ages in years within each group; partners close to each other, exact counts for every age class."""
    ages = settings.ages
    age = np.empty(household.size, np.float64)
    order = 0.8 * rng.random(int(household.max()) + 1)[household] + 0.2 * rng.random(household.size)
    sixties = round(ages.elders * ages.elders_in_sixties)
    seventies = min(round(ages.elders * ages.elders_in_seventies), ages.elders - sixties)
    bands: dict[int, list[tuple[int, float, float]]] = {
        CHILD: [(ages.infants, 0, 4), (ages.children, 4, 12), (ages.teens, 12, 18)],
        YOUNG: [(ages.young, 18, 40)],
        MIDDLE: [(int((group == MIDDLE).sum()), 40, 60)],
        ELDER: [(sixties, 60, 70), (seventies, 70, 80), (ages.elders - sixties - seventies, 80, OLDEST)],
    }
    for which, parts in bands.items():
        people = np.flatnonzero(group == which)
        people = rng.permutation(people) if which == CHILD else people[np.argsort(order[people], kind="stable")]
        placed = 0
        for count, low, high in parts:
            age[people[placed : placed + count]] = np.sort(_within(rng, count, low, high))
            placed += count
    return age.astype(np.float32)


def _within(rng: np.random.Generator, count: int, low: float, high: float) -> NDArray[Any]:
    """Ages in a band; the oldest band thins out with age."""
    share = rng.random(count)
    if high == OLDEST:
        share = share**2
    return np.minimum(low + share * (high - low), np.nextafter(np.float32(high), np.float32(low)))
