"""Runs watched from inside, week by week, for what weekly series do not tell: who did what first, who outlived whom."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.agents.acts import DEEP
from sim.agents.organisation import COMMITTEE, Organisation
from sim.agents.resident.columns import ACTIVE_BITS, Residents
from sim.lab.patterns.residents import QUARTER
from sim.results import YEAR
from sim.scenario import Scenario
from sim.simulation import Simulation

AGES = (18, 60, 80)  # from which the groups begin whose activity is told apart
ASKED_SHARE, ASKED_HAZARD = 0.05, 0.5


@dataclass(frozen=True)
class Observation:
    """One run, watched week by week for the patterns of residents, estates and organisations.

    Attributes
    ----------
    first_deep : int64 (2,)
        Residents whose first deep act came without any shallow act before it, and those with one.
    deepened : int64 (2, 2)
        Residents without a deep act two years before the end: rows without and with a shallow act by then, columns
        without and with a deep act in the two years that followed.
    hours : float64 (participants,)
        Hours of each resident who gave any in the last year.
    lived, ended : int64 (2, 2)
        Weeks that organisations lived and how many ended: rows first year and later, columns without and with a leader
        (in the week before).
    sizes : int64 (organisations,)
        Members on the list of each organisation alive at the end.
    listed, listed_active : int
        Members on lists, summed over the last year's weeks, and those of them who took part in four weeks.
    estates : float64 (quarters, estates)
        Share of residents aged 12 and over who took part in four weeks, by estate, a mean over each quarter.
    """

    first_deep: NDArray[np.int64]
    deepened: NDArray[np.int64]
    hours: NDArray[np.float64]
    lived: NDArray[np.int64]
    ended: NDArray[np.int64]
    sizes: NDArray[np.int64]
    listed: int
    listed_active: int
    estates: NDArray[np.float64]


def watch(scenario: Scenario, seed: int) -> Observation:
    """Run a scenario and keep what the patterns of residents, estates and organisations are measured on."""
    simulation = Simulation(scenario, seed)
    world = simulation.world
    residents, community, society = world.residents, world.community, world.society
    weeks, count = scenario.weeks, scenario.community.estates
    shallow, deep = np.zeros(community.people, np.bool_), np.zeros(community.people, np.bool_)
    first_deep, deepened = np.zeros(2, np.int64), np.zeros((2, 2), np.int64)
    lived, ended = np.zeros((2, 2), np.int64), np.zeros((2, 2), np.int64)
    estates = np.zeros((weeks // QUARTER, count))
    had: dict[Organisation, bool] = {}
    listed = listed_active = 0
    before = at_risk = shallow
    given_before = residents.hours_total
    while not simulation.done:
        week = simulation.week
        if week == weeks - 2 * YEAR:
            before, at_risk = shallow.copy(), residents.able & ~deep
        if week == weeks - YEAR:
            given_before = residents.hours_total.copy()
        simulation.step()
        came = np.flatnonzero(world.occasions.came[: world.reached])
        row, is_deep = world.occasions.row[came], DEEP[world.occasions.kind[came]]
        fresh = row[is_deep]
        fresh = fresh[~deep[fresh]]
        first_deep += np.bincount(shallow[fresh].astype(np.int64), minlength=2)
        deep[fresh] = True
        shallow[row[~is_deep]] = True
        for one, led in had.items():
            at = (int(week - one.founded >= YEAR), int(led))
            lived[at] += 1
            ended[at] += not one.alive
        had = {one: bool(one.leaders) for one in society.alive if one.kind != COMMITTEE and not one.forming}
        active = residents.able & _in_four_weeks(residents)
        if week // QUARTER < len(estates):
            able = np.bincount(community.estate[residents.able], minlength=count)
            estates[week // QUARTER] += np.bincount(community.estate[active], minlength=count) / able / QUARTER
        if week >= weeks - YEAR:
            on_lists, of_them_active = listed_and_active(residents)
            listed, listed_active = listed + on_lists, listed_active + of_them_active
    stayed = at_risk & residents.able
    np.add.at(deepened, (before[stayed].astype(np.int64), deep[stayed].astype(np.int64)), 1)
    given = (residents.hours_total - given_before)[residents.able].astype(np.float64)
    sizes = np.array([society.members(one).size for one in had if one.alive], np.int64)
    return Observation(
        first_deep, deepened, given[given > 0], lived, ended, sizes, listed, listed_active, estates
    )  # fmt: skip


class GovernanceObservation(NamedTuple):
    """One run, watched week by week for the patterns of governance.

    Attributes
    ----------
    active : float64 (weeks, 3)
        Active in four weeks, of those aged 18–59, 60–79 and 80 or more.
    member_acts : float64 (weeks,)
        Party members who took part in the week, of all who live there.
    member_motivation : float64 (weeks,)
        Their mean motivation.
    known : int64 (weeks,)
        Matters that became known to somebody in charge.
    efficacy : float64 (weeks,)
        Collective efficacy, mean over residents.
    """

    active: NDArray[np.float64]
    member_acts: NDArray[np.float64]
    member_motivation: NDArray[np.float64]
    known: NDArray[np.int64]
    efficacy: NDArray[np.float64]


def watch_governance(scenario: Scenario, seed: int) -> GovernanceObservation:
    """Run a scenario and keep what the patterns of governance are measured on."""
    simulation = Simulation(scenario, seed)
    world = simulation.world
    people, weeks = world.residents, scenario.weeks
    branch = world.community.traits.party_branch >= 0
    active, acts, motivation = np.zeros((weeks, 3)), np.zeros(weeks), np.zeros(weeks)
    while not simulation.done:
        week = simulation.week
        simulation.step()
        active[week] = active_by_age(people)
        members = people.able & branch
        acts[week] = ((people.took[members] & np.uint32(1)) != 0).mean()
        motivation[week] = people.motivation[members].mean()
    book = world.matters.book
    noticed = book.noticed[: world.matters.count]
    known = np.bincount(noticed[noticed >= 0], minlength=weeks)
    return GovernanceObservation(active, acts, motivation, known, simulation.results().series["collective_efficacy"])


def active_by_age(residents: Residents) -> NDArray[np.float64]:
    """Share of those aged 18–59, 60–79 and 80 or more who took part in four weeks: float64 (3,)."""
    adult = residents.able & (residents.age >= AGES[0])
    group = np.searchsorted(AGES, residents.age[adult], side="right") - 1
    active = _in_four_weeks(residents)[adult]
    return np.bincount(group[active], minlength=len(AGES)) / np.maximum(np.bincount(group, minlength=len(AGES)), 1)


def listed_and_active(residents: Residents) -> tuple[int, int]:
    """Members on lists, and those of them who took part in four weeks."""
    member = residents.able & (residents.listed > 0)
    return int(member.sum()), int((member & _in_four_weeks(residents)).sum())


def _in_four_weeks(residents: Residents) -> NDArray[np.bool_]:
    return np.asarray((residents.took & ACTIVE_BITS) != 0)


class Asking(Simulation):
    """A run in which some residents are asked in person for a year, besides everything else.

    Parameters
    ----------
    rows
        Whom.
    """

    def __init__(self, scenario: Scenario, seed: int, rows: NDArray[np.int64]) -> None:
        super().__init__(scenario, seed)
        self.rows = rows

    def step(self, after_phase: Callable[[str], None] | None = None) -> None:
        """One week; after the modules have acted, the chosen are asked."""

        def ask(phase: str) -> None:
            if phase == "policies" and self.week < YEAR:
                self.world.push.tie[self.rows] += np.float32(ASKED_HAZARD)
            if after_phase is not None:
                after_phase(phase)

        super().step(ask)


def asked_and_others(scenario: Scenario, seed: int) -> tuple[float, float]:
    """Acts that asking adds: by a random twentieth who are asked, and by everybody who knows one of them but is not.

    Two runs on the same luck, with and without; who is asked depends on the seed.
    """
    plain = Simulation(scenario, seed)
    world = plain.world
    luck = world.streams.draw("asked in a study", 0, world.community.number)
    treated = world.residents.able & (luck < ASKED_SHARE)
    chosen = np.flatnonzero(treated)
    ties = world.community.ties
    known = np.zeros(treated.size, np.bool_)
    for row in chosen:
        known[ties.to[ties.start[row] : ties.start[row + 1]]] = True
    acts = []
    for simulation in (Asking(scenario, seed, chosen), plain):
        while not simulation.done:
            simulation.step()
        acts.append(simulation.world.residents.acts_total.astype(np.float64))
    added = acts[0] - acts[1]
    return float(added[treated].sum()), float(added[known & ~treated].sum())
