"""Residents' lives: who lives there, their age, school and work, frailty and spare hours."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.agents.resident.columns import (
    ATTITUDES,
    CHILD,
    DECIDING_AGE,
    EIGHTIES,
    EMPLOYED,
    MIDDLE_AGE,
    NOT_COUNTED,
    RETIRED,
    SEVENTIES,
    SIXTIES,
    STUDENT,
    UNEMPLOYED,
    WORK_STARTS,
    Residents,
    columns_of,
)
from sim.agents.resident.contacts import count_in, count_own, tell
from sim.clock import WEEKS_PER_YEAR
from sim.community import Community
from sim.kernel import inlined, kernel

SCHOOL_AGE, STUDY_ENDS = 6.0, 22.0
RETIRES_FEMALE, RETIRES_MALE = 55.0, 60.0
INFANT_UNTIL = 6.0
STUDIES_ON = 0.5
SPARE_GROUPS = ("teens", "young", "middle", "sixties", "seventies", "eighties")


def settle(community: Community) -> Residents:
    """Residents of a community at the start of a run."""
    residents = columns_of(community)
    first = np.flatnonzero(community.here(0))
    arrive(residents, first)
    renew_lives(residents, community, 0, first)
    return residents


def arrive(r: Residents, rows: NDArray[np.int64]) -> None:
    """Let people begin to live there, at their own levels; they and their contacts count each other."""
    r.here[rows] = True
    # what fades and what is pushed does so for all rows, whoever lives there: here what that left behind is undone
    for name in ATTITUDES:
        getattr(r, name)[rows] = getattr(r, f"own_{name}")[rows]
    for state in (r.habit, r.habits, r.pressure, r.burnout, r.knowledge, r.weary, r.unheeding, r.everyday):
        state[rows] = 0
    count_in(r, rows, 1)
    count_own(r, rows)


def leave(r: Residents, rows: NDArray[np.int64]) -> None:
    """Let people stop living there; they are counted nowhere any more."""
    count_in(r, rows, -1)
    for column in (r.here, r.able, r.listed, r.memberships, r.formal, r.registrations, r.backbone):
        column[rows] = 0
    r.stage[rows] = r.stage_unless[rows] = NOT_COUNTED
    were_active = rows[r.active[rows]]
    r.active[rows] = False
    tell(r, were_active)


def renew_lives(residents: Residents, community: Community, week: int, rows: NDArray[np.int64]) -> None:
    """Renew what a year changes in some residents: age, school and work, frailty, spare hours, old enough to decide."""
    traits, settings = community.traits, community.settings.traits
    frail_share = np.array([0, 0, 0, 0, settings.frail_sixties, settings.frail_seventies, settings.frail_eighties])
    median_spare = np.array([0.0, *(getattr(settings, f"spare_{group}") for group in SPARE_GROUPS)])
    r = residents
    _grow_older((r.here, r.age, r.able, r.frail), rows, np.float32(week), community.register.born, traits.frailty,
                frail_share)  # fmt: skip
    unemployed = np.float32(settings.unemployed)
    _take_up(rows, r.age, community.register.female, traits.work_luck, unemployed, r.occupation)
    care = settings.care_child, settings.care_frail
    _have_time((r.here, r.age, r.frail, r.spare), rows, community.household, median_spare, traits.spare_factor, care)


@inlined
def _age_group(age: np.float32) -> int:
    """Group of age: children, teens, the young, the middle-aged, those in their sixties, seventies, eighties."""
    younger = (age >= DECIDING_AGE) + (age >= WORK_STARTS) + (age >= MIDDLE_AGE)
    return int(younger + (age >= SIXTIES) + (age >= SEVENTIES) + (age >= EIGHTIES))


@kernel
def _grow_older(
    columns: tuple[NDArray[np.bool_], NDArray[np.float32], NDArray[np.bool_], NDArray[np.bool_]],
    rows: NDArray[np.int64],
    week: np.float32,
    born: NDArray[np.float32],
    frailty: NDArray[np.float32],
    frail_share: NDArray[np.float64],
) -> None:
    """Age, old enough to decide, frail; `frail_share` is by age group."""
    here, age_of, able, frail = columns
    for row in rows:
        age = (week - born[row]) / np.float32(WEEKS_PER_YEAR)
        age_of[row] = age
        able[row] = here[row] and age >= DECIDING_AGE
        frail[row] = frailty[row] < frail_share[_age_group(age)]


@kernel
def _take_up(
    rows: NDArray[np.int64],
    age_of: NDArray[np.float32],
    female: NDArray[np.bool_],
    work_luck: NDArray[np.float32],
    unemployed: np.float32,
    occupation_of: NDArray[np.int8],
) -> None:
    """School, work, retirement."""
    for row in rows:
        age, luck = age_of[row], work_luck[row]
        occupation = UNEMPLOYED if luck < unemployed else EMPLOYED
        if age >= (RETIRES_FEMALE if female[row] else RETIRES_MALE):
            occupation = RETIRED
        if age < WORK_STARTS or (age < STUDY_ENDS and luck > STUDIES_ON):
            occupation = STUDENT
        occupation_of[row] = CHILD if age < SCHOOL_AGE else occupation


@kernel
def _have_time(
    columns: tuple[NDArray[np.bool_], NDArray[np.float32], NDArray[np.bool_], NDArray[np.float32]],
    rows: NDArray[np.int64],
    household: NDArray[np.int32],
    median: NDArray[np.float64],
    factor: NDArray[np.float32],
    care: tuple[float, float],
) -> None:
    """Spare hours: median of the age group times a personal factor, less what infants and frail elders at home take."""
    here, age, frail_of, spare = columns
    for row in rows:
        infant = frail = False
        at = row  # people of a dwelling stand together
        while at > 0 and household[at - 1] == household[row]:
            at -= 1
        while at < household.size and household[at] == household[row]:
            infant |= here[at] and age[at] < INFANT_UNTIL
            frail |= here[at] and frail_of[at]
            at += 1
        duties = 1.0
        if age[row] >= WORK_STARTS:
            duties *= care[0] if infant else 1.0
            duties *= care[1] if frail and not frail_of[row] else 1.0
        spare[row] = np.float32(median[_age_group(age[row])] * factor[row] * duties)
