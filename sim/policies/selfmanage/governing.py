"""An estate that manages itself: supports, intake, open space, disclosures, reviews. Source: liuhe-R28 to R33."""

from __future__ import annotations

import numpy as np
from scipy import special

from sim.matters import MEANS_NEEDED, KnownMatters
from sim.policies.selfmanage.estate import Process
from sim.policies.selfmanage.settings import SelfManagementSettings
from sim.policies.selfmanage.words import FUNDED
from sim.week import Week

SPREAD = 0.5  # of the logarithm of project money
HALF_YEAR_BITS = (1 << 26) - 1
WEEKS_ACTIVE_FULLY = 10
WEEKS_A_YEAR = 52.18


def govern(p: Process, hard: KnownMatters, week: Week, s: SelfManagementSettings) -> None:
    """A week of a governed estate, before residents decide."""
    committee = p.committee
    if committee is None:
        return
    here = np.array([p.estate])
    people = residents_of(p, week)
    keep_covenant(p, week, s)
    week.push_place("detection", here, s.intake)
    week.push("competence", people, s.recognised)
    if week.starts_month:
        week.push("promise", people, s.disclosed * p.quality)
    week.lend_hands("committees", here, s.member_hours * len(committee.board) * p.quality)
    _support(p, week, s)
    _call_open_space(p, hard, week, s)


def keep_covenant(p: Process, week: Week, s: SelfManagementSettings) -> None:
    """What a committee and its covenant do whether or not the office accompanies them."""
    if p.committee is None:
        return
    here, kept = np.array([p.estate]), p.committee.covenant * p.quality
    week.push_place("governed", here, p.quality)
    week.push_place("order", here, s.order * kept)
    week.push_place("norm", here, s.norm * kept)


def hard_matters(week: Week, s: SelfManagementSettings) -> KnownMatters:
    """Known matters that take much work, or means: for an open-space meeting."""
    known = week.known_matters
    return known.only((known.hours_left >= s.hard) | np.isin(known.kind, MEANS_NEEDED))


def residents_of(p: Process, week: Week) -> slice:
    """Rows of the estate."""
    start = week.community.estate_start
    return slice(int(start[p.estate]), int(start[p.estate + 1]))


def _support(p: Process, week: Week, s: SelfManagementSettings) -> None:
    """一助力三支持: study trips; residents' affairs and points are theirs; money for projects of the estate."""
    committee = p.committee
    if committee is None:
        return
    address = np.array([committee.address])
    if week.draw("study trip", address)[0] < s.trips * s.dose / WEEKS_A_YEAR:
        committee.capability += s.trip_gain * (1 - committee.capability)
        p.quality += s.trip_gain * (1 - p.quality)
        week.book(yuan=s.trip_yuan)
    if week.starts_year and week.draw("project money", address)[0] < s.fund_chance:
        yuan = float(s.fund_yuan * np.exp(SPREAD * week.normal("how much money", address)[0]))
        week.book(yuan=yuan)
        week.improve_facilities(np.array([p.estate]), s.fund_gain)
        grid = int(week.community.places.estate_grid[p.estate])
        week.tell(FUNDED.filled(estate=p.estate + 1, yuan=f"{yuan:,.0f}"), grid)


def _call_open_space(p: Process, hard: KnownMatters, week: Week, s: SelfManagementSettings) -> None:
    """The oldest hard matter of the estate that was not passed on yet is discussed in an open-space meeting."""
    left = [n for n in np.flatnonzero(hard.estate == p.estate).tolist() if int(hard.row[n]) not in p.tried]
    p.question, p.address = (int(hard.row[left[0]]), int(hard.address[left[0]])) if left else (-1, -1)
    if left:
        week.host("meeting", np.array([p.estate]), notice=s.meeting_notice / 2, say=s.meeting_say)


def hear(p: Process, week: Week, s: SelfManagementSettings, people: int) -> str:
    """Whether the meeting finds a way: `solved`, `escalated`, or nothing without a question or anybody who came.

    What is decided is carried out by the committee the week after; what is not goes to the office or the units.
    """
    if p.question < 0 or people == 0 or week.fate_of(np.array([p.question]))[0].any():
        return ""
    logit = (
        s.open_base
        + s.open_quality * p.quality
        + s.open_people * people
        + s.open_collective * float(week.collective[p.estate])
    )
    solved = week.draw("open space", np.array([p.address]))[0] < special.expit(logit)
    if solved:
        week.work_on(np.array([p.question]), "committees", np.array([np.inf]))
    p.tried.add(p.question)
    p.question = -1
    return "solved" if solved else "escalated"


def review(p: Process, week: Week) -> float:
    """三评议 in one score 0–1: residents' trust, how regularly it was active, how well it governs."""
    committee = p.committee
    if committee is None:
        return 0.0
    people = residents_of(p, week)
    able = week.residents.able[people]
    trust = float(week.residents.trust[people][able].mean()) if able.any() else 0.0
    regular = min((committee.held & HALF_YEAR_BITS).bit_count() / WEEKS_ACTIVE_FULLY, 1.0)
    return float(np.mean([trust, regular, p.quality]))
