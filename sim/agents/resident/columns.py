"""Residents as columns: one row a person, one array a feature; kernels change them, policies only look.

Three time scales of motive are kept apart (Ryan & Deci 2000; Lally et al. 2010): external drive comes and goes in
weeks, habit is formed in months and, in a setting that lives on, fades in years, as autonomous motivation does. Stages
are read off from what people did; they are never stored as a state that a policy could switch.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.agents.acts import EVERYDAY, KINDS, fits
from sim.community import Community
from sim.kernel import dtypes
from sim.text import Text

DECIDING_AGE, WORK_STARTS, MIDDLE_AGE, SIXTIES, SEVENTIES, EIGHTIES = 12.0, 18.0, 40.0, 60.0, 70.0, 80.0
WINDOW = 26
WINDOW_BITS = np.uint32((1 << WINDOW) - 1)
ACTIVE_WEEKS = 4
ACTIVE_BITS = np.uint32((1 << ACTIVE_WEEKS) - 1)

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
ATTITUDES = ("motivation", "belonging", "efficacy", "trust")  # each returns to a level of one's own


class Residents(NamedTuple):
    """Residents as columns, all of length `people` (everyone who ever lives there), rows as in `Community`.

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
    ease: NDArray[np.float32]  # lasting propensities: the person's own, and (people, kinds)
    eases: NDArray[np.float32]
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
    habit: NDArray[np.float32]  # the strongest of taking part
    habits: NDArray[np.float32]  # (people, kinds)
    pressure: NDArray[np.float32]  # external drive: asked for by authority
    efficacy: NDArray[np.float32]
    belonging: NDArray[np.float32]
    trust: NDArray[np.float32]
    burnout: NDArray[np.float32]
    knowledge: NDArray[np.float32]  # of the community
    weary: NDArray[np.float32]  # of being asked in person, from refusals
    unheeding: NDArray[np.float32]  # of notices, from those read in vain
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
    voiced: NDArray[np.uint32]  # organised, voted or deliberated, or worked jointly in an organisation
    by_peers: NDArray[np.uint32]  # came of their own accord, or asked by one of their own
    everyday: NDArray[np.uint8]  # (people, everyday kinds) everyday acts done this week
    hindered: NDArray[np.uint8]  # at the last occasion not taken: HINDRANCES
    own_recent: NDArray[np.uint8]  # (26, people) own share of each occasion's chance, in 1/250
    own_sum: NDArray[np.int32]
    autonomy_recent: NDArray[np.int8]  # (26, people) relative autonomy of each occasion, in 1/60
    autonomy_sum: NDArray[np.int32]
    stage: NDArray[np.uint8]  # by relative autonomy
    stage_unless: NDArray[np.uint8]  # by what they would have done without external drive
    acts_total: NDArray[np.int32]
    hours_total: NDArray[np.float32]


def columns_of(community: Community) -> Residents:
    """Columns of everyone who ever lives in a community, at their own levels, before anybody lives there."""
    people, traits, ties = community.people, community.traits, community.ties
    fit = fits(traits.interest)
    fit.flags.writeable = False
    filled: dict[str, NDArray[Any]] = {
        "number": community.number,
        "tie_start": ties.start,
        "household_end": ties.household_end,
        "tie_to": ties.to,
        "closeness": ties.closeness,
        "fit": fit,
        "ease": traits.ease,
        "eases": traits.eases,
        "habits": np.zeros((people, KINDS), np.float32),
        "everyday": np.zeros((people, len(EVERYDAY)), np.uint8),
        "own_recent": np.zeros((WINDOW, people), np.uint8),
        "autonomy_recent": np.zeros((WINDOW, people), np.int8),
        "stage": np.full(people, NOT_COUNTED),
        "stage_unless": np.full(people, NOT_COUNTED),
    }
    filled |= {name: getattr(traits, name) for name in ("threshold", "satiable", "attentive", "by_face", "concern")}
    filled |= {f"own_{name}": getattr(traits, name) for name in ATTITUDES}
    filled |= {name: getattr(traits, name).copy() for name in (*ATTITUDES, "skill")}
    return Residents(**{name: np.zeros(people, dtype) for name, dtype in dtypes(Residents).items()} | filled)


def in_order_of_number(community: Community) -> NDArray[np.int64]:
    """The rows in order of permanent number, in which results keep people: int64 (people,)."""
    return np.argsort(community.number, kind="stable")


def read_only(residents: Residents) -> Residents:
    """Residents' columns as views that cannot be written, as policies see them."""
    views: list[Any] = [column.view() for column in residents]
    for view in views:
        view.flags.writeable = False
    return Residents(*views)
