"""Residents as columns: one row a person, one array a feature; kernels move them, policies only look.

Three time scales of motive are kept apart (Ryan & Deci 2000; Lally et al. 2010): external drive comes and goes in
weeks, habit in months, autonomous motivation in years. Stages are read off from what people did; they are never
stored as a state that a policy could switch.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.agents.acts import fits
from sim.clock import WEEKS_PER_YEAR
from sim.community import Community
from sim.community.settings import TraitSettings
from sim.kernel import kernel
from sim.text import Text

DECIDING_AGE = 12.0
WINDOW = 26
SHORT_WINDOW = 12
ACTIVE_WEEKS = 4

STAGES: dict[str, Text] = {
    "bystander": Text("bystander", "观望"),
    "told_to": Text("told to", "要我干"),
    "want_to": Text("want to", "我要干"),
    "together": Text("together", "共同干"),
}
BYSTANDER, TOLD_TO, WANT_TO, TOGETHER = range(len(STAGES))
NOT_COUNTED = np.uint8(255)

HINDRANCES: dict[str, Text] = {
    "unasked": Text("nobody asked", "没人邀请"),
    "unable": Text("can't", "没条件"),
    "unwilling": Text("don't want to", "不想参加"),
}
UNASKED, UNABLE, UNWILLING = range(len(HINDRANCES))

OCCUPATIONS: dict[str, Text] = {
    "child": Text("child", "儿童"),
    "student": Text("student", "学生"),
    "employed": Text("employed", "在职"),
    "retired": Text("retired", "退休"),
    "unemployed": Text("without paid work", "无业"),
}
CHILD, STUDENT, EMPLOYED, RETIRED, UNEMPLOYED = range(len(OCCUPATIONS))
SCHOOL_AGE, STUDY_ENDS, WORK_STARTS = 6.0, 22.0, 18.0
RETIRES_FEMALE, RETIRES_MALE = 55.0, 60.0
INFANT_UNTIL = 6.0
MIDDLE_AGE, SIXTIES, SEVENTIES, EIGHTIES = 40.0, 60.0, 70.0, 80.0
STUDIES_ON = 0.5


class Residents(NamedTuple):
    """The columns, all of length `people` (everyone who ever lives there), rows as in `Community`.

    Scales are 0–1 and arrays float32 unless said.
    """

    # who they are (read-only, shared by all runs on one community)
    number: NDArray[np.int32]  # permanent number, the address of their draws
    tie_start: NDArray[np.int64]  # see `sim.community.ties.Ties`
    household_end: NDArray[np.int64]
    tie_to: NDArray[np.int32]
    closeness: NDArray[np.uint8]
    own_motivation: NDArray[np.float32]  # the levels they return to
    own_belonging: NDArray[np.float32]
    own_efficacy: NDArray[np.float32]
    own_trust: NDArray[np.float32]
    threshold: NDArray[np.float32]
    satiable: NDArray[np.bool_]
    attentive: NDArray[np.bool_]
    by_face: NDArray[np.bool_]
    concern: NDArray[np.float32]
    fit: NDArray[np.float32]  # (people, kinds)
    # life
    here: NDArray[np.bool_]  # lives there now
    able: NDArray[np.bool_]  # lives there and is at least 12: counted in all shares
    age: NDArray[np.float32]  # years, renewed every year
    occupation: NDArray[np.int8]
    frail: NDArray[np.bool_]
    spare: NDArray[np.float32]  # hours a week
    skill: NDArray[np.float32]
    # motives and attitudes
    motivation: NDArray[np.float32]  # autonomous
    habit: NDArray[np.float32]
    pressure: NDArray[np.float32]  # external drive: asked for by authority
    efficacy: NDArray[np.float32]
    belonging: NDArray[np.float32]
    trust: NDArray[np.float32]
    burnout: NDArray[np.float32]
    knowledge: NDArray[np.float32]  # of the community
    rewarded_acts: NDArray[np.uint16]
    # contacts
    near_total: NDArray[np.int32]  # closeness points of ties to people living there
    near: NDArray[np.int32]  # of those, the active ones
    outside: NDArray[np.int32]  # active contacts outside the household
    active: NDArray[np.bool_]  # took part in the last four weeks, as contacts see it
    # belonging to something; written by organisations, committees and schemes
    memberships: NDArray[np.uint8]  # organisations joined and not left
    formal: NDArray[np.uint8]  # of those, organisations of stage 3 or 4 and committees
    registrations: NDArray[np.uint8]  # organisations, schemes and lists joined and not struck off
    backbone: NDArray[np.bool_]
    # what they did: one bit a week, the lowest is this week
    took: NDArray[np.uint32]
    reached: NDArray[np.uint32]
    voiced: NDArray[np.uint32]  # organised, voted or deliberated
    hindered: NDArray[np.uint8]  # at the last occasion not taken: HINDRANCES
    own_recent: NDArray[np.uint8]  # (26, people) own share of each occasion's chance, in 1/250
    own_sum: NDArray[np.int32]
    autonomy_recent: NDArray[np.int8]  # (12, people) relative autonomy of each occasion, in 1/60
    autonomy_sum: NDArray[np.int32]
    stage: NDArray[np.uint8]
    stage_strict: NDArray[np.uint8]  # by relative autonomy over 12 weeks
    acts_total: NDArray[np.int32]
    hours_total: NDArray[np.float32]


def settle(community: Community) -> Residents:
    """Everyone at their own level, nobody active, nobody living there yet; see `arrive` and `renew_lives`."""
    people, traits, ties = community.people, community.traits, community.ties

    def zeros(dtype: Any) -> NDArray[Any]:
        return np.zeros(people, dtype)

    fit = fits(traits.interest)
    fit.flags.writeable = False
    return Residents(
        number=community.number,
        tie_start=ties.start,
        household_end=ties.household_end,
        tie_to=ties.to,
        closeness=ties.closeness,
        own_motivation=traits.motivation,
        own_belonging=traits.belonging,
        own_efficacy=traits.efficacy,
        own_trust=traits.trust,
        threshold=traits.threshold,
        satiable=traits.satiable,
        attentive=traits.attentive,
        by_face=traits.by_face,
        concern=traits.concern,
        fit=fit,
        here=zeros(np.bool_),
        able=zeros(np.bool_),
        age=zeros(np.float32),
        occupation=zeros(np.int8),
        frail=zeros(np.bool_),
        spare=zeros(np.float32),
        skill=traits.skill.copy(),
        motivation=traits.motivation.copy(),
        habit=zeros(np.float32),
        pressure=zeros(np.float32),
        efficacy=traits.efficacy.copy(),
        belonging=traits.belonging.copy(),
        trust=traits.trust.copy(),
        burnout=zeros(np.float32),
        knowledge=zeros(np.float32),
        rewarded_acts=zeros(np.uint16),
        near_total=zeros(np.int32),
        near=zeros(np.int32),
        outside=zeros(np.int32),
        active=zeros(np.bool_),
        memberships=zeros(np.uint8),
        formal=zeros(np.uint8),
        registrations=zeros(np.uint8),
        backbone=zeros(np.bool_),
        took=zeros(np.uint32),
        reached=zeros(np.uint32),
        voiced=zeros(np.uint32),
        hindered=zeros(np.uint8),
        own_recent=np.zeros((WINDOW, people), np.uint8),
        own_sum=zeros(np.int32),
        autonomy_recent=np.zeros((SHORT_WINDOW, people), np.int8),
        autonomy_sum=zeros(np.int32),
        stage=np.full(people, NOT_COUNTED),
        stage_strict=np.full(people, NOT_COUNTED),
        acts_total=zeros(np.int32),
        hours_total=zeros(np.float32),
    )


def read_only(residents: Residents) -> Residents:
    """The same columns as views that cannot be written: what policies see."""
    views: list[Any] = [column.view() for column in residents]
    for view in views:
        view.flags.writeable = False
    return Residents(*views)


def renew_lives(residents: Residents, community: Community, week: int, rows: NDArray[np.int64]) -> None:
    """Let a year show for some residents: age, school and work, frailty, spare hours, old enough to decide."""
    traits, settings = community.traits, community.settings.traits
    age = ((week - community.register.born[rows]) / WEEKS_PER_YEAR).astype(np.float32)
    residents.age[rows] = age
    residents.able[rows] = residents.here[rows] & (age >= DECIDING_AGE)
    residents.occupation[rows] = _occupation(settings, age, community.register.female[rows], traits.work_luck[rows])
    residents.frail[rows] = traits.frailty[rows] < np.select(
        [age >= EIGHTIES, age >= SEVENTIES, age >= SIXTIES],
        [settings.frail_eighties, settings.frail_seventies, settings.frail_sixties],
        0.0,
    )
    residents.spare[rows] = _spare_hours(residents, community, settings, rows)


def _occupation(
    settings: TraitSettings,
    age: NDArray[np.float32],
    female: NDArray[np.bool_],
    luck: NDArray[np.float32],
) -> NDArray[np.int8]:
    retires = np.where(female, RETIRES_FEMALE, RETIRES_MALE)
    studies = (age < WORK_STARTS) | ((age < STUDY_ENDS) & (luck > STUDIES_ON))
    return np.select(
        [age < SCHOOL_AGE, studies, age >= retires, luck < settings.unemployed],
        [CHILD, STUDENT, RETIRED, UNEMPLOYED],
        EMPLOYED,
    ).astype(np.int8)


def _spare_hours(
    residents: Residents,
    community: Community,
    settings: TraitSettings,
    rows: NDArray[np.int64],
) -> NDArray[np.float32]:
    """Median of the age group times a personal factor, less what children and frail elders at home take."""
    age = residents.age[rows]
    median = np.select(
        [age < DECIDING_AGE, age < WORK_STARTS, age < MIDDLE_AGE, age < SIXTIES, age < SEVENTIES, age < EIGHTIES],
        [
            0.0,
            settings.spare_teens,
            settings.spare_young,
            settings.spare_middle,
            settings.spare_sixties,
            settings.spare_seventies,
        ],
        settings.spare_eighties,
    )
    infant, frail = np.empty(rows.size, np.bool_), np.empty(rows.size, np.bool_)
    _at_home(residents, community.household, rows, infant, frail)
    adult = age >= WORK_STARTS
    duties = np.where(adult & infant, settings.care_child, 1.0)
    duties *= np.where(adult & frail & ~residents.frail[rows], settings.care_frail, 1.0)
    return (median * community.traits.spare_factor[rows] * duties).astype(np.float32)


@kernel
def _at_home(
    r: Residents,
    household: NDArray[np.int32],
    rows: NDArray[np.int64],
    infant: NDArray[np.bool_],
    frail: NDArray[np.bool_],
) -> None:
    """Whether an infant, whether a frail elder lives in each one's dwelling, whose people stand together."""
    for n, row in enumerate(rows):
        infant[n] = frail[n] = False
        first = row
        while first > 0 and household[first - 1] == household[row]:
            first -= 1
        at = first
        while at < household.size and household[at] == household[row]:
            if r.here[at]:
                infant[n] |= r.age[at] < INFANT_UNTIL
                frail[n] |= r.frail[at]
            at += 1


@kernel
def arrive(r: Residents, rows: NDArray[np.int64]) -> None:
    """People begin to live there, and see who of their contacts is active. Call `meet` for them before."""
    for row in rows:
        r.here[row] = True
    for row in rows:
        r.near_total[row] = r.near[row] = r.outside[row] = 0
        for at in range(r.tie_start[row], r.tie_start[row + 1]):
            other = r.tie_to[at]
            if r.here[other]:
                r.near_total[row] += r.closeness[at]
                if r.active[other]:
                    r.near[row] += r.closeness[at]
                    if at >= r.household_end[row]:
                        r.outside[row] += 1


@kernel
def meet(r: Residents, rows: NDArray[np.int64], sign: int) -> None:
    """Contacts of people who come (sign 1) or go (sign −1) count them in or out."""
    for row in rows:
        for at in range(r.tie_start[row], r.tie_start[row + 1]):
            r.near_total[r.tie_to[at]] += sign * r.closeness[at]


@kernel
def leave(r: Residents, rows: NDArray[np.int64]) -> None:
    """People stop living there and are counted nowhere any more."""
    for row in rows:
        if r.active[row]:
            r.active[row] = False
            _tell_contacts(r, row, -1)
        r.here[row] = False
        r.able[row] = False
        r.stage[row] = NOT_COUNTED
        r.stage_strict[row] = NOT_COUNTED
        r.memberships[row] = 0
        r.formal[row] = 0
        r.registrations[row] = 0
        r.backbone[row] = False


@kernel
def _tell_contacts(r: Residents, row: int, sign: int) -> None:
    """A resident became active (1) or stopped (−1): contacts keep their counts current."""
    for at in range(r.tie_start[row], r.tie_start[row + 1]):
        other = r.tie_to[at]
        r.near[other] += sign * r.closeness[at]
        if at >= r.household_end[row]:
            r.outside[other] += sign


@kernel
def count_active(
    r: Residents, grid_start: NDArray[np.int64], able: NDArray[np.float64], active: NDArray[np.float64]
) -> None:
    """Residents old enough to decide, and the active among them, per grid: float64 (grids,)."""
    for grid in range(grid_start.size - 1):
        counted = took = 0
        for row in range(grid_start[grid], grid_start[grid + 1]):
            counted += r.able[row]
            took += r.able[row] & r.active[row]
        able[grid], active[grid] = counted, took


@kernel
def tell_contacts(r: Residents) -> None:
    """Everyone whose activity of the last four weeks changed tells their contacts; the others cost nothing."""
    recent = np.uint32((1 << ACTIVE_WEEKS) - 1)
    for row in range(r.here.size):
        now = r.here[row] and (r.took[row] & recent) != 0
        if now != r.active[row]:
            r.active[row] = now
            _tell_contacts(r, row, 1 if now else -1)
