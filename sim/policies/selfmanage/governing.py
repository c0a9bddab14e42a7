"""An estate that manages itself: supports, intake, open space, disclosures, reviews. Source: liuhe-R28 to R33."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import special

from sim.matters import MEANS_NEEDED, KnownMatters
from sim.policies.selfmanage.estate import Process
from sim.policies.selfmanage.settings import SelfManagementSettings
from sim.policies.selfmanage.words import FUNDED
from sim.week import Week

YOUNG_OLD = (60.0, 75.0)
SPREAD = 0.5  # of the logarithm of project money
HALF_YEAR = 26
WEEKS_ACTIVE_FULLY = 10
WEEKS_A_YEAR = 52.18


def govern(governed: Sequence[Process], hard: KnownMatters, week: Week, s: SelfManagementSettings) -> None:
    """Govern estates for a week, before residents decide."""
    governed = [p for p in governed if p.committee is not None]
    if not governed:
        return
    keep_covenants(governed, week, s)
    here, quality = _at(governed)
    boards = np.array([len(p.committee.board) for p in governed if p.committee is not None])
    of_estate = np.zeros(week.community.settings.estates, np.float32)
    of_estate[here] = quality
    quality_here = of_estate[week.community.estate]
    governed_here = quality_here > 0
    week.push_place("detection", here, s.intake)
    week.push("competence", slice(None), s.recognised * governed_here)
    if week.starts_month:
        week.push("promise", slice(None), s.disclosed * quality_here)
    week.lend_hands("committees", here, s.member_hours * boards * quality)
    _help_each_other(here, governed_here, week, s)
    _support(governed, week, s)
    _call_open_space(governed, hard, week, s)


def _help_each_other(
    here: NDArray[np.int64], governed_here: NDArray[np.bool_], week: Week, s: SelfManagementSettings
) -> None:
    """Mutual aid: the young-old are asked to look in on the old-old and on children left behind. Source: liuhe-R30."""
    week.host("care", here, notice=s.mutual_aid, say=s.meeting_say)
    age = week.residents.age
    young_old = governed_here & (age >= YOUNG_OLD[0]) & (age < YOUNG_OLD[1])
    week.ask("leader", slice(None), s.young_old * young_old)


def keep_covenants(governed: Sequence[Process], week: Week, s: SelfManagementSettings) -> None:
    """Push what committees and covenants do whether or not the office accompanies them."""
    here, quality = _at(governed)
    kept = quality * np.array([p.committee.covenant if p.committee is not None else 0.0 for p in governed])
    week.push_place("governed", here, quality)
    week.push_place("order", here, s.order * kept)
    week.push_place("norm", here, s.norm * kept)


def _at(governed: Sequence[Process]) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Estates, and the quality of each committee."""
    return np.array([p.estate for p in governed], np.int64), np.array([p.quality for p in governed], np.float64)


def hard_matters(week: Week, s: SelfManagementSettings) -> KnownMatters:
    """Known matters that take much work, or means: for an open-space meeting."""
    known = week.known_matters
    return known.only((known.hours_left >= s.hard) | np.isin(known.kind, MEANS_NEEDED))


def residents_of(p: Process, week: Week) -> slice:
    """Rows of an estate's residents."""
    start = week.community.estate_start
    return slice(int(start[p.estate]), int(start[p.estate + 1]))


def _support(governed: Sequence[Process], week: Week, s: SelfManagementSettings) -> None:
    """一助力三支持: study trips; residents' affairs and points are theirs; money for projects of the estate."""
    address = np.array([p.committee.address for p in governed if p.committee is not None], np.int64)
    travels = week.draw("study trip", address) < s.trips * s.dose / WEEKS_A_YEAR
    for n in np.flatnonzero(travels).tolist():
        p, committee = governed[n], governed[n].committee
        if committee is not None:
            committee.capability += s.trip_gain * (1 - committee.capability)
        p.quality += s.trip_gain * (1 - p.quality)
        week.book(yuan=s.trip_yuan)
    if not week.starts_year:
        return
    wins = week.draw("project money", address) < s.fund_chance
    sums = s.fund_yuan * np.exp(SPREAD * week.normal("how much money", address))
    for n in np.flatnonzero(wins).tolist():
        estate, yuan = governed[n].estate, float(sums[n])
        week.book(yuan=yuan)
        week.improve_facilities(np.array([estate]), s.fund_gain)
        grid = int(week.community.places.estate_grid[estate])
        week.tell(FUNDED.filled(estate=estate + 1, yuan=f"{yuan:,.0f}"), grid)


def _call_open_space(governed: Sequence[Process], hard: KnownMatters, week: Week, s: SelfManagementSettings) -> None:
    """In each estate the oldest hard matter that was not passed on yet is discussed in an open-space meeting."""
    waiting: dict[int, list[tuple[int, int]]] = {}
    for estate, row, address in zip(hard.estate.tolist(), hard.row.tolist(), hard.address.tolist(), strict=True):
        waiting.setdefault(estate, []).append((row, address))
    for p in governed:
        left = [one for one in waiting.get(p.estate, ()) if one[0] not in p.tried]
        p.question, p.address = left[0] if left else (-1, -1)
    meeting = np.array([p.estate for p in governed if p.question >= 0], np.int64)
    week.host("meeting", meeting, notice=s.meeting_notice / 2, say=s.meeting_say)


def hear(p: Process, week: Week, s: SelfManagementSettings, people: int) -> str:
    """Outcome of an open-space meeting: `solved`, `escalated`, or nothing without a question or anybody who came.

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
    regular = min(committee.weeks_active(HALF_YEAR) / WEEKS_ACTIVE_FULLY, 1.0)
    return float(np.mean([trust, regular, p.quality]))
