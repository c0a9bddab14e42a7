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
from sim.kernel import inlined, kernel, rows_of
from sim.text import Text

DECIDING_AGE = 12.0
WINDOW = 26
WINDOW_BITS = np.uint32((1 << WINDOW) - 1)
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
SPARE_GROUPS = ("teens", "young", "middle", "sixties", "seventies", "eighties")


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
    listed: NDArray[np.uint8]  # organisations on whose list they are: members in name
    memberships: NDArray[np.uint8]  # of those, the ones they take part in
    formal: NDArray[np.uint8]  # of these, organisations of stage 3 or 4 and committees
    registrations: NDArray[np.uint8]  # schemes and other lists joined and not struck off
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
        listed=zeros(np.uint8),
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


# Kernels that need few columns take them one by one: handing over all of `Residents` costs 10 µs a call, and half a
# second when the kernel is compiled.


def arrive(r: Residents, rows: NDArray[np.int64]) -> None:
    """People begin to live there at their own level, and see who of their contacts is active. Call `meet` before."""
    r.here[rows] = True
    # what fades and what is pushed does so for all rows, whoever lives there: here what that left behind is undone
    for state, own in (
        (r.motivation, r.own_motivation),
        (r.efficacy, r.own_efficacy),
        (r.belonging, r.own_belonging),
        (r.trust, r.own_trust),
    ):
        state[rows] = own[rows]
    for state in (r.habit, r.pressure, r.burnout, r.knowledge):
        state[rows] = 0
    _look_around(
        rows, r.tie_start, r.household_end, r.tie_to, r.closeness, r.here, r.active, (r.near_total, r.near, r.outside)
    )


@kernel
def _look_around(
    rows: NDArray[np.int64],
    tie_start: NDArray[np.int64],
    household_end: NDArray[np.int64],
    tie_to: NDArray[np.int32],
    closeness: NDArray[np.uint8],
    here: NDArray[np.bool_],
    active: NDArray[np.bool_],
    counts: tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int32]],
) -> None:
    near_total, near, outside = counts
    for row in rows:
        near_total[row] = near[row] = outside[row] = 0
        home = household_end[row]
        for at in range(tie_start[row], tie_start[row + 1]):
            other = tie_to[at]
            if here[other]:
                near_total[row] += closeness[at]
                if active[other]:
                    near[row] += closeness[at]
                    outside[row] += at >= home


def meet(r: Residents, rows: NDArray[np.int64], sign: int) -> None:
    """Contacts of people who come (sign 1) or go (sign −1) count them in or out."""
    _count_in(rows, sign, r.tie_start, r.tie_to, r.closeness, r.near_total)


@kernel
def _count_in(
    rows: NDArray[np.int64],
    sign: int,
    tie_start: NDArray[np.int64],
    tie_to: NDArray[np.int32],
    closeness: NDArray[np.uint8],
    near_total: NDArray[np.int32],
) -> None:
    for row in rows:
        for at in range(tie_start[row], tie_start[row + 1]):
            near_total[tie_to[at]] += sign * closeness[at]


def leave(r: Residents, rows: NDArray[np.int64]) -> None:
    """People stop living there and are counted nowhere any more."""
    for column in (r.here, r.able, r.listed, r.memberships, r.formal, r.registrations, r.backbone):
        column[rows] = 0
    r.stage[rows] = r.stage_strict[rows] = NOT_COUNTED
    were_active = rows[r.active[rows]]
    r.active[rows] = False
    _tell(were_active, r.active, r.tie_start, r.household_end, r.tie_to, r.closeness, r.near, r.outside)


def tell_contacts(r: Residents) -> None:
    """Everyone whose activity of the last four weeks changed tells their contacts; the others cost nothing."""
    changed = np.empty(r.here.size, np.bool_)
    _look_who_changed(r.here, r.took, r.active, changed)
    rows = np.flatnonzero(changed)
    _tell(rows, r.active, r.tie_start, r.household_end, r.tie_to, r.closeness, r.near, r.outside)


@kernel
def _look_who_changed(
    here: NDArray[np.bool_], took: NDArray[np.uint32], active: NDArray[np.bool_], changed: NDArray[np.bool_]
) -> None:
    recent = np.uint32((1 << ACTIVE_WEEKS) - 1)
    for row in range(here.size):
        now = here[row] & ((took[row] & recent) != 0)
        changed[row] = now != active[row]
        active[row] = now


@kernel
def _tell(
    rows: NDArray[np.int64],
    active: NDArray[np.bool_],
    tie_start: NDArray[np.int64],
    household_end: NDArray[np.int64],
    tie_to: NDArray[np.int32],
    closeness: NDArray[np.uint8],
    near: NDArray[np.int32],
    outside: NDArray[np.int32],
) -> None:
    """Residents have become active, or stopped: their contacts keep their counts current."""
    for row in rows:
        sign = np.int32(1) if active[row] else np.int32(-1)
        home = np.uint64(household_end[row])
        for at in rows_of(tie_start, row):
            near[tie_to[at]] += sign * closeness[at]
            if at >= home:
                outside[tie_to[at]] += sign


@kernel
def count_active(
    able: NDArray[np.bool_],
    active: NDArray[np.bool_],
    grid_start: NDArray[np.int64],
    out: tuple[NDArray[np.float64], NDArray[np.float64]],
) -> None:
    """Residents old enough to decide, and the active among them, per grid: float64 (grids,)."""
    for grid in range(grid_start.size - 1):
        counted = took = 0
        for row in rows_of(grid_start, grid):
            counted += able[row]
            took += able[row] & active[row]
        out[0][grid], out[1][grid] = counted, took
