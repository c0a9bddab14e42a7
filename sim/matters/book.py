"""`MatterBook`: all matters of a run 事项, and the view people form of what gets solved."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.agents.resident.columns import Residents
from sim.community import Community
from sim.kernel import dtypes
from sim.matters.kinds import (
    AFTER_SCHOOL,
    CADRES,
    CHILDCARE,
    DISPUTE,
    ELDER_CARE,
    ENVIRONMENT,
    FACILITIES,
    HELPS,
    MATTERS,
    MEALS,
    MEANS_NEEDED,
    NOT_YET,
    OPEN,
    PARKING,
    PARTY,
    PROPERTY,
    RESIDENTS,
    SOLVERS,
)
from sim.matters.known import KnownMatters
from sim.matters.settings import MatterSettings
from sim.matters.work import (
    GROUPS,
    MOST_AT_ONCE,
    Book,
    MatterWeek,
    cadres_take,
    census,
    close_on_paper,
    expect,
    give_up,
    no_events,
    notice_and_help,
    poisson,
    work_given,
)
from sim.rng import Streams

FULL_ACTIVITY = 0.4
HALF_TO_MORE = 0.5
TOO_FEW = 1e-6


class MatterBook:
    """All matters of a run, and the view people have of what gets solved.

    Attributes
    ----------
    book : Book
    count : int
        Rows in use.
    open : int64 array
        Rows of open matters, oldest first.
    solved_share : float32 (estates,)
        Smoothed share of matters solved, as residents see it.
    collective : float32 (grids,)
        Collective efficacy (Sampson, Raudenbush & Earls 1997).
    """

    def __init__(self, settings: MatterSettings, community: Community) -> None:
        self.settings = settings
        self.community = community
        estates = community.settings.estates
        self.book = _room(1024)
        self.count = 0
        self.open = np.empty(0, np.int64)
        self.solved_share = np.full(estates, 0.5, np.float32)
        self.collective = np.full(community.settings.grids, settings.collective_start, np.float32)
        self._given: list[tuple[NDArray[np.int64], int, NDArray[np.float64]]] = []
        self._on_paper: list[tuple[NDArray[np.int64], int]] = []
        self._good = np.ones(estates)
        self._bad = np.ones(estates)

    def rates(
        self,
        residents: Residents,
        order: NDArray[np.float32],
        met: NDArray[np.float32],
        facilities: NDArray[np.float32],
    ) -> NDArray[np.float64]:
        """Expected arrivals this week: float64 (estates, kinds).

        They follow the number of people, the condition of facilities, what a covenant keeps in order (`order`,
        share avoided per estate) and, for needs, who lives there and what services meet (`met`, shares by estate
        and kind of `NEEDS`).
        """
        s, community = self.settings, self.community
        groups = np.zeros((community.settings.estates, GROUPS))
        census(residents.here, residents.age, residents.frail, community.estate_start, groups)
        wear = (1 - s.facilities_wear * facilities) / (1 - s.facilities_wear * community.settings.places.facilities)
        risen = (self.collective - s.collective_start) / (1 - s.collective_start)
        calm = 1 - s.disputes_calmed * np.clip(risen, 0, 1)[community.places.estate_grid]
        expected = np.empty((groups.shape[0], len(MATTERS)))
        expect(groups, self._rate, wear, 1.0 - order, calm, met, expected)
        return expected

    def arise(self, expected: NDArray[np.float64], streams: Streams, week: int) -> NDArray[np.int64]:
        """Enter new matters into the book; returns how many per estate."""
        estates = expected.shape[0]
        number = np.empty((estates, len(MATTERS)), np.int64)
        poisson(expected, streams.key("matters", week), number)
        new = int(number.sum())
        while self.count + new > self.book.kind.size:
            self.book = Book(
                *(np.concatenate([old, more]) for old, more in zip(self.book, _room(self.book.kind.size), strict=True))
            )
        rows = slice(self.count, self.count + new)
        cell = np.repeat(np.arange(number.size), number.ravel())
        nth = np.arange(new) - np.repeat(np.cumsum(number) - number.ravel(), number.ravel())
        address = (week * np.int64(number.size) + cell) * (MOST_AT_ONCE + 1) + nth
        order = np.argsort(streams.draw("matter order", 0, address))  # which of a week's is older, no place first
        cell, address = cell[order], address[order]
        self.book.kind[rows] = cell % len(MATTERS)
        self.book.estate[rows] = cell // len(MATTERS)
        self.book.arrived[rows] = week
        self.book.address[rows] = address
        self.book.hours_left[rows] = self.hours_of(cell % len(MATTERS), streams.draw("matter hours", 0, address))
        self.open = np.concatenate([self.open, np.arange(self.count, self.count + new)])
        self.count += new
        return number.sum(axis=1)

    def hours_of(self, kind: NDArray[np.int64], luck: NDArray[np.float32]) -> NDArray[np.float32]:
        """Work a matter takes: problems between easy and hard, disputes and needs around their mean."""
        s = self.settings
        problem = s.easy_hours + luck * (s.hard_hours - s.easy_hours)
        mean = np.where(kind == DISPUTE, np.float32(s.dispute_hours), np.float32(s.need_hours))
        return np.where(kind < DISPUTE, problem, mean * (HALF_TO_MORE + luck)).astype(np.float32)

    @property
    def settings(self) -> MatterSettings:
        """Declared numbers in force."""
        return self._settings

    @settings.setter
    def settings(self, settings: MatterSettings) -> None:
        self._settings = settings
        self._chance, self._rate = _chances(settings), _rates(settings)

    def work(
        self,
        arrived: NDArray[np.int64],
        hours: NDArray[np.float64],
        hands: NDArray[np.float32],
        detection: NDArray[np.float32],
        reserved: NDArray[np.float32],
        streams: Streams,
        week: int,
    ) -> MatterWeek:
        """Notice matters and let everybody but the cadres work on them.

        Parameters
        ----------
        hours : float64 (estates, kinds of act), residents' hours of this week
        hands : float32 (solvers, estates), hours of others
        detection : float32 (estates,), added to the chance that a matter is noticed
        reserved : float32 (estates, kinds), above zero where matters go on a list as soon as they are known
        """
        done = no_events(arrived)
        s = self.settings
        for rows, solver, given in self._given:
            work_given(self.book, rows, solver, given, self._chance, streams.key("solved", 0), week, done)
        for rows, solver in self._on_paper:
            close_on_paper(self.book, rows, solver, week, done)
        if self._given or self._on_paper:
            self.open = self.open[self.book.closed[self.open] == NOT_YET]
        self._given.clear()
        self._on_paper.clear()
        notice_and_help(
            self.book,
            self.open,
            s.usefulness * hours,
            hands.astype(np.float64),
            HELPS,
            np.minimum(s.noticed + detection, 1.0).astype(np.float32),
            reserved,
            self._chance,
            streams.key("noticed", week),
            streams.key("solved", 0),
            week,
            done,
        )
        return done

    def known(self, week: int) -> KnownMatters:
        """Open matters that somebody in charge knows of, oldest first."""
        book = self.book
        rows = self.open[book.noticed[self.open] != NOT_YET]
        age = week - book.arrived[rows]
        return KnownMatters(rows, book.kind[rows], book.estate[rows], age, book.hours_left[rows], book.address[rows])

    @property
    def open_by_estate(self) -> NDArray[np.int64]:
        """Open matters of each estate: int64 (estates,)."""
        return np.bincount(self.book.estate[self.open], minlength=self.community.settings.estates)

    def give(self, rows: NDArray[np.int64], solver: int, hours: NDArray[np.float64]) -> None:
        """Let a party work this week on these very matters, so many hours each."""
        self._given.append((rows, solver, hours))

    def report_done(self, rows: NDArray[np.int64], solver: int) -> None:
        """Let a party report matters as done this week that are not."""
        self._on_paper.append((rows, solver))

    def cadres_work(self, hours: float, done: MatterWeek, streams: Streams, week: int) -> float:
        """Cadres take the oldest known matters first; returns the hours they spent. Closes the week's accounts."""
        s = self.settings
        left = cadres_take(self.book, self.open, hours, self._chance, streams.key("solved", 0), week, done)
        give_up(self.book, self.open, s.deadline, s.patience, week, done)
        self.open = self.open[self.book.closed[self.open] == NOT_YET]
        return hours - left

    def form_views(self, done: MatterWeek, active: NDArray[np.float64], governed: NDArray[np.float32]) -> None:
        """People's view of what gets solved, and collective efficacy, follow the week's events.

        `active` is the share active in four weeks per grid, `governed` the quality of committees per grid.
        """
        s = self.settings
        self._good += s.memory * (done.solved - self._good)
        self._bad += s.memory * (done.failed - self._bad)
        weight = self._good + self._bad
        self.solved_share[:] = np.where(weight > TOO_FEW, self._good / np.maximum(weight, TOO_FEW), self.solved_share)
        grid, grids = self.community.places.estate_grid, self.collective.size
        good, bad = np.bincount(grid, self._good, grids), np.bincount(grid, self._bad, grids)
        target = (
            s.collective_base
            + s.collective_solved * good / np.maximum(good + bad, TOO_FEW)
            + s.collective_active * np.minimum(active / FULL_ACTIVITY, 1)
            + s.collective_governed * governed
        )
        gap = np.minimum(target, 1.0) - self.collective
        rate = np.minimum(s.collective_rate * np.where(gap < 0, s.collective_failure, 1.0), 1.0)
        self.collective += (rate * gap).astype(np.float32)


def _chances(settings: MatterSettings) -> NDArray[np.float64]:
    """Chance that a matter worked through is solved: float64 (solvers, kinds)."""
    chance = np.full((len(SOLVERS), len(MATTERS)), settings.success)
    chance[:, DISPUTE] = settings.mediated
    for solver in (CADRES, RESIDENTS, PARTY):
        chance[solver, list(MEANS_NEEDED)] = settings.success_alone
    return chance


def _rates(settings: MatterSettings) -> NDArray[np.float64]:
    """Arrivals a year for 1,000 residents, or people of the group that a need belongs to: float64 (kinds,)."""
    s = settings
    by_kind = {ENVIRONMENT: s.environment, PARKING: s.parking, PROPERTY: s.property, FACILITIES: s.facilities,
               DISPUTE: s.disputes, MEALS: s.meals, ELDER_CARE: s.elder_care, CHILDCARE: s.childcare,
               AFTER_SCHOOL: s.after_school}  # fmt: skip
    return np.array([by_kind[kind] for kind in range(len(MATTERS))])


def _room(rows: int) -> Book:
    """Rows for so many matters, to be filled."""
    blank = {"noticed": NOT_YET, "closed": NOT_YET, "fate": OPEN, "solver": -1}
    return Book(**{name: np.full(rows, blank.get(name, 0), dtype) for name, dtype in dtypes(Book).items()})
