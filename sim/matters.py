"""Matters 事项: problems, disputes and needs arise per estate, are noticed or not, worked on, solved or given up."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.agents.acts import ACTION, CARE, KINDS, MEDIATION, MEETING, ORGANISING
from sim.agents.residents import Residents
from sim.community import Community
from sim.kernel import inlined, kernel
from sim.param import UNIT_INTERVAL, Settings, param
from sim.rng import Streams, uniform
from sim.text import Text

MATTERS: dict[str, Text] = {
    "environment": Text("clutter and sanitation", "乱堆乱放与环境卫生"),
    "parking": Text("parking", "停车"),
    "facilities": Text("lifts, gas pipes, safety", "电梯、燃气管道与安全设施"),
    "property": Text("property services and noise", "物业服务与噪音"),
    "dispute": Text("neighbour dispute", "邻里纠纷"),
    "meals": Text("elders' meals", "老年人吃饭"),
    "elder_care": Text("care of frail elders", "失能老人照料"),
    "childcare": Text("infant care", "幼儿托育"),
    "after_school": Text("after-school care", "学生课后托管"),
}
ENVIRONMENT, PARKING, FACILITIES, PROPERTY, DISPUTE, MEALS, ELDER_CARE, CHILDCARE, AFTER_SCHOOL = range(len(MATTERS))
SOLVERS: dict[str, Text] = {
    "cadres": Text("cadres", "社区干部"),
    "residents": Text("residents", "居民"),
    "party": Text("party members", "党员"),
    "units": Text("units", "辖区单位"),
    "committees": Text("self-management committees", "自管委员会"),
}
CADRES, RESIDENTS = 0, 1
OPEN, SOLVED, FAILED, LAPSED = range(4)
YEAR_WEEKS = 52.18
PER = 1000.0
MOST_AT_ONCE = 15
FULL_ACTIVITY = 0.4
HALF_TO_MORE = 0.5
TOO_FEW = 1e-6

# Problems that hours alone rarely solve: they take money, space or contracts.
MEANS_NEEDED = (PARKING, FACILITIES)
# Which kind of act helps with which kind of matter: structure, not a parameter.
HELPS = np.zeros((KINDS, len(MATTERS)), np.bool_)
HELPS[ACTION, ENVIRONMENT] = HELPS[MEDIATION, DISPUTE] = True
HELPS[MEETING, PARKING] = HELPS[MEETING, PROPERTY] = HELPS[MEETING, DISPUTE] = True
HELPS[CARE, [MEALS, ELDER_CARE, CHILDCARE, AFTER_SCHOOL]] = True
HELPS[ORGANISING, [ENVIRONMENT, PARKING, PROPERTY]] = True


class MatterSettings(Settings):
    """How often matters arise, what they take, and what happens to those left lying."""

    environment: float = param(10.0, 3.0, 40.0, "per 1,000 residents and year", "clutter and sanitation problems", "环境卫生类问题", source="S53 S54 S55 S56 liuhe-Q34")
    parking: float = param(7.0, 2.0, 30.0, "per 1,000 residents and year", "parking problems", "停车类问题", source="S53 S54 S55 S56 liuhe-Q33")
    facilities: float = param(5.5, 2.0, 25.0, "per 1,000 residents and year", "problems of lifts, gas pipes, safety", "设施安全类问题", source="S53 S54 S55 S56 liuhe-Q33")
    property: float = param(6.0, 2.0, 25.0, "per 1,000 residents and year", "problems of property services and noise", "物业与噪音类问题", source="S53 S54 S55 S56")
    disputes: float = param(9.65, 5.8, 10.6, "per 1,000 residents and year", "neighbour disputes", "邻里纠纷", status="calibrated", source="S12")
    disputes_calmed: float = param(0.25, 0.0, 0.4, "share", "disputes avoided at full collective efficacy", "集体效能充分时减少的纠纷", source="assumption", bounds=UNIT_INTERVAL)
    meals: float = param(10.0, 3.0, 40.0, "per 1,000 aged 60+ and year", "elders who cannot manage meals", "老年人吃饭难", source="liuhe-Q32 assumption")
    elder_care: float = param(150.0, 50.0, 400.0, "per 1,000 frail elders and year", "frail elders without care", "失能老人照料难", source="liuhe-Q32 assumption")
    childcare: float = param(120.0, 40.0, 400.0, "per 1,000 aged 0–3 and year", "infants without care", "幼儿托育难", source="liuhe-Q32 assumption")
    after_school: float = param(25.0, 10.0, 100.0, "per 1,000 aged 6–12 and year", "pupils without after-school care", "学生课后托管难", source="liuhe-Q32 assumption")
    facilities_wear: float = param(0.5, 0.0, 1.0, "share", "problems avoided by facilities in perfect condition", "设施完好时减少的问题", source="assumption", bounds=UNIT_INTERVAL)
    easy_hours: float = param(4.0, 2.0, 8.0, "hours", "work on the easiest problem", "最易问题所需工时", source="assumption")
    hard_hours: float = param(20.0, 10.0, 40.0, "hours", "work on the hardest problem", "最难问题所需工时", source="assumption")
    dispute_hours: float = param(24.0, 8.0, 40.0, "hours", "work on a dispute, on average", "一起纠纷平均所需工时", source="assumption")
    need_hours: float = param(8.0, 3.0, 16.0, "hours", "work on a need, on average", "一项需求平均所需工时", source="assumption")
    noticed: float = param(0.30, 0.1, 0.6, "per week", "chance that a matter comes to be known without further effort", "问题自然被知晓的概率", source="S53 assumption", bounds=UNIT_INTERVAL)
    success: float = param(0.90, 0.7, 0.97, "share", "problems and needs solved once worked through", "办理后解决率", source="S57 assumption", bounds=UNIT_INTERVAL)
    success_alone: float = param(0.35, 0.1, 0.6, "share", "parking and facility problems that cadres or residents solve without the means of others", "停车与设施问题在无外部资源时的解决率", source="liuhe-Q33 assumption", bounds=UNIT_INTERVAL)
    mediated: float = param(0.85, 0.6, 0.97, "share", "disputes resolved once worked through", "调解成功率", source="S57 S58", bounds=UNIT_INTERVAL)
    usefulness: float = param(0.4, 0.2, 0.7, "share of hours", "residents' hours that move a matter forward", "居民工时中推动问题解决的比例", source="assumption", bounds=UNIT_INTERVAL)
    deadline: int = param(8, 4, 16, "weeks", "weeks after which a matter is overdue", "逾期周数", source="assumption", bounds=(1, 500))
    patience: int = param(52, 26, 104, "weeks", "weeks after which people give up on a matter", "居民放弃等待的周数", source="assumption", bounds=(1, 1000))
    memory: float = param(0.04, 0.02, 0.08, "per week", "how fast people's view of what gets solved follows events", "居民对办结情况印象的更新速度", source="assumption", bounds=UNIT_INTERVAL)
    collective_start: float = param(0.30, 0.2, 0.4, "0–1 scale", "collective efficacy of grids at the start", "网格初始集体效能", source="assumption", bounds=UNIT_INTERVAL)
    collective_rate: float = param(0.012, 0.005, 0.03, "per week", "how fast collective efficacy follows events", "集体效能变化速度", source="S64 assumption", bounds=UNIT_INTERVAL)
    collective_base: float = param(0.15, 0.05, 0.25, "0–1 scale", "collective efficacy where nothing happens", "无事发生时的集体效能", source="assumption", bounds=UNIT_INTERVAL)
    collective_solved: float = param(0.25, 0.1, 0.4, "0–1 scale", "collective efficacy from matters solved", "办结带来的集体效能", source="S64 assumption", bounds=UNIT_INTERVAL)
    collective_active: float = param(0.30, 0.1, 0.5, "0–1 scale", "collective efficacy where four in ten take part", "四成参与时的集体效能", source="S64 S65 assumption", bounds=UNIT_INTERVAL)
    collective_governed: float = param(0.25, 0.1, 0.4, "0–1 scale", "collective efficacy from a good committee", "良好自管委员会带来的集体效能", source="S68 assumption", bounds=UNIT_INTERVAL)
    collective_failure: float = param(1.5, 1.3, 3.0, "ratio", "how much faster collective efficacy falls than it rises", "集体效能下降相对上升的速度", source="S64 assumption", bounds=(1, 10))


class Book(NamedTuple):
    """One row per matter; columns have room to spare, the first `MatterBook.count` rows hold."""

    kind: NDArray[np.int8]
    estate: NDArray[np.int32]
    arrived: NDArray[np.int32]
    noticed: NDArray[np.int32]  # week, −1 while nobody in charge knows
    closed: NDArray[np.int32]  # week, −1 while open
    hours_left: NDArray[np.float32]
    fate: NDArray[np.int8]  # OPEN, SOLVED, FAILED (worked through in vain) or LAPSED (given up)
    solver: NDArray[np.int8]  # index into SOLVERS
    address: NDArray[np.int64]  # of its draws, the same in every arm


class MatterWeek(NamedTuple):
    """What happened to matters in one week, by estate: int64 (estates,) unless said."""

    arrived: NDArray[np.int64]
    newly_noticed_hours: NDArray[np.float64]
    solved: NDArray[np.int64]
    failed: NDArray[np.int64]  # worked through in vain, given up, or overdue since this week
    disputes_resolved: NDArray[np.int64]
    solved_by: NDArray[np.int64]  # (solvers,)
    waited: NDArray[np.int64]  # weeks from arrival, summed over those solved


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
        self._chance = _chances(settings)
        self._good = np.ones(estates)
        self._bad = np.ones(estates)

    def rates(self, residents: Residents, order: NDArray[np.float32], facilities: NDArray[np.float32],
              ) -> NDArray[np.float64]:
        """Expected arrivals this week: float64 (estates, kinds).

        They follow the number of people, the condition of facilities, what a covenant keeps in order (`order`,
        share avoided per estate) and, for needs, who lives there.
        """
        s, community = self.settings, self.community
        start = community.estate_start
        people = _per_estate(residents.here, start)
        wear = (1 - s.facilities_wear * facilities) / (1 - s.facilities_wear * community.settings.places.facilities)
        orderly = 1.0 - order
        calm = 1 - s.disputes_calmed * np.clip(
            (self.collective - s.collective_start) / (1 - s.collective_start), 0, 1)[community.places.estate_grid]
        age, here = residents.age, residents.here
        groups = {
            MEALS: (s.meals, here & (age >= 60)), ELDER_CARE: (s.elder_care, here & residents.frail),
            CHILDCARE: (s.childcare, here & (age < 4)), AFTER_SCHOOL: (s.after_school, here & (age >= 6) & (age < 13)),
        }
        expected = np.empty((people.size, len(MATTERS)))
        for kind, rate in ((ENVIRONMENT, s.environment), (PARKING, s.parking), (PROPERTY, s.property)):
            expected[:, kind] = rate * people * wear * orderly
        expected[:, FACILITIES] = s.facilities * people * wear
        expected[:, DISPUTE] = s.disputes * people * calm * orderly
        for kind, (rate, group) in groups.items():
            expected[:, kind] = rate * _per_estate(group, start)
        return expected / (PER * YEAR_WEEKS)

    def arise(self, expected: NDArray[np.float64], streams: Streams, week: int) -> NDArray[np.int64]:
        """New matters enter the book; returns how many per estate."""
        estates = expected.shape[0]
        number = np.empty((estates, len(MATTERS)), np.int64)
        _poisson(expected, streams.key("matters", week), number)
        new = int(number.sum())
        while self.count + new > self.book.kind.size:
            self.book = Book(*(np.concatenate([old, more]) for old, more in zip(
                self.book, _room(self.book.kind.size), strict=True)))
        rows = slice(self.count, self.count + new)
        cell = np.repeat(np.arange(number.size), number.ravel())
        nth = np.arange(new) - np.repeat(np.cumsum(number) - number.ravel(), number.ravel())
        address = (week * np.int64(number.size) + cell) * (MOST_AT_ONCE + 1) + nth
        self.book.kind[rows] = cell % len(MATTERS)
        self.book.estate[rows] = cell // len(MATTERS)
        self.book.arrived[rows] = week
        self.book.address[rows] = address
        self.book.hours_left[rows] = self._hours(cell % len(MATTERS), streams.draw("matter hours", 0, address))
        self.open = np.concatenate([self.open, np.arange(self.count, self.count + new)])
        self.count += new
        return number.sum(axis=1)

    def _hours(self, kind: NDArray[np.int64], luck: NDArray[np.float32]) -> NDArray[np.float32]:
        """Work a matter takes: problems between easy and hard, disputes and needs around their mean."""
        s = self.settings
        problem = s.easy_hours + luck * (s.hard_hours - s.easy_hours)
        return np.select([kind < DISPUTE, kind == DISPUTE], [problem, s.dispute_hours * (HALF_TO_MORE + luck)],
                         s.need_hours * (HALF_TO_MORE + luck)).astype(np.float32)

    def work(
        self, arrived: NDArray[np.int64], hours: NDArray[np.float64], hands: NDArray[np.float32],
        detection: NDArray[np.float32], streams: Streams, week: int,
    ) -> MatterWeek:
        """Notice matters and let everybody but the cadres work on them.

        Parameters
        ----------
        hours : float64 (estates, kinds of act), residents' hours of this week
        hands : float32 (solvers, estates), hours of others
        detection : float32 (estates,), added to the chance that a matter is noticed
        """
        estates = hours.shape[0]
        done = MatterWeek(arrived, np.zeros(estates), *(np.zeros(estates, np.int64) for _ in range(3)),
                          np.zeros(len(SOLVERS), np.int64), np.zeros(estates, np.int64))
        s = self.settings
        _notice_and_help(self.book, self.open, s.usefulness * hours, hands.astype(np.float64), HELPS,
                         np.minimum(s.noticed + detection, 1.0).astype(np.float32), self._chance,
                         streams.key("noticed", week), streams.key("solved", 0), week, done)
        return done

    def cadres_work(self, hours: float, done: MatterWeek, streams: Streams, week: int) -> float:
        """Cadres take the oldest known matters first; returns the hours they spent. Closes the week's accounts."""
        s = self.settings
        left = _cadres(self.book, self.open, hours, self._chance, streams.key("solved", 0), week, done)
        _give_up(self.book, self.open, s.deadline, s.patience, week, done)
        self.open = self.open[self.book.closed[self.open] < 0]
        return hours - left

    def form_views(
        self, done: MatterWeek, active: NDArray[np.float64], governed: NDArray[np.float32],
    ) -> None:
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
        target = (s.collective_base + s.collective_solved * good / np.maximum(good + bad, TOO_FEW)
                  + s.collective_active * np.minimum(active / FULL_ACTIVITY, 1) + s.collective_governed * governed)
        gap = target - self.collective
        self.collective += (s.collective_rate * gap * np.where(gap < 0, s.collective_failure, 1.0)).astype(np.float32)


def _chances(settings: MatterSettings) -> NDArray[np.float64]:
    """Chance that a matter worked through is solved: float64 (solvers, kinds)."""
    chance = np.full((len(SOLVERS), len(MATTERS)), settings.success)
    chance[:, DISPUTE] = settings.mediated
    for solver in (CADRES, RESIDENTS):
        chance[solver, list(MEANS_NEEDED)] = settings.success_alone
    return chance


def _room(rows: int) -> Book:
    def full(value: int, dtype: Any) -> NDArray[Any]:
        return np.full(rows, value, dtype)

    return Book(full(0, np.int8), full(0, np.int32), full(0, np.int32), full(-1, np.int32), full(-1, np.int32),
                full(0, np.float32), full(OPEN, np.int8), full(-1, np.int8), full(0, np.int64))


def _per_estate(people: NDArray[np.bool_], start: NDArray[np.int64]) -> NDArray[np.int64]:
    """How many of the marked people live in each estate."""
    running = np.concatenate([[0], np.cumsum(people)])
    return running[start[1:]] - running[start[:-1]]


@kernel
def _poisson(expected: NDArray[np.float64], key: np.uint64, out: NDArray[np.int64]) -> None:
    """Poisson numbers by inversion: more expected never means fewer, so arms stay close."""
    for estate in range(expected.shape[0]):
        for kind in range(expected.shape[1]):
            luck = uniform(key, np.uint64(estate * expected.shape[1] + kind))
            term = np.exp(-expected[estate, kind])
            below = term
            number = 0
            while luck > below and number < MOST_AT_ONCE:
                number += 1
                term *= expected[estate, kind] / number
                below += term
            out[estate, kind] = number


@inlined
def _close(
    book: Book, row: int, solver: int, chance: NDArray[np.float64], key: np.uint64, week: int, done: MatterWeek,
) -> None:
    """A matter has been worked through: solved, or in vain."""
    estate = book.estate[row]
    book.closed[row] = week
    book.solver[row] = solver
    if uniform(key, np.uint64(book.address[row])) < chance[solver, book.kind[row]]:
        book.fate[row] = SOLVED
        done.solved[estate] += 1
        done.solved_by[solver] += 1
        done.waited[estate] += week - book.arrived[row]
        if book.kind[row] == DISPUTE:
            done.disputes_resolved[estate] += 1
    else:
        book.fate[row] = FAILED
        done.failed[estate] += 1


@kernel
def _notice_and_help(
    book: Book, open_rows: NDArray[np.int64], pools: NDArray[np.float64], hands: NDArray[np.float64],
    helps: NDArray[np.bool_], noticed: NDArray[np.float32], chance: NDArray[np.float64], notice_key: np.uint64,
    solve_key: np.uint64, week: int, done: MatterWeek,
) -> None:
    for row in open_rows:
        estate, kind = book.estate[row], book.kind[row]
        if book.noticed[row] < 0 and uniform(notice_key, np.uint64(book.address[row])) < noticed[estate]:
            book.noticed[row] = week
        for act in range(pools.shape[1]):
            if helps[act, kind] and pools[estate, act] > 0 and book.hours_left[row] > 0:
                given = min(pools[estate, act], book.hours_left[row])
                pools[estate, act] -= given
                book.hours_left[row] -= given
        solver = RESIDENTS
        if book.noticed[row] >= 0:
            for other in range(RESIDENTS + 1, hands.shape[0]):
                if hands[other, estate] > 0 and book.hours_left[row] > 0:
                    given = min(hands[other, estate], book.hours_left[row])
                    hands[other, estate] -= given
                    book.hours_left[row] -= given
                    solver = other
        if book.hours_left[row] <= 0:
            _close(book, row, solver, chance, solve_key, week, done)
        elif book.noticed[row] == week:
            done.newly_noticed_hours[estate] += book.hours_left[row]


@kernel
def _cadres(
    book: Book, open_rows: NDArray[np.int64], hours: float, chance: NDArray[np.float64], key: np.uint64,
    week: int, done: MatterWeek,
) -> float:
    for row in open_rows:
        if hours <= 0:
            break
        if book.closed[row] >= 0 or book.noticed[row] < 0:
            continue
        given = min(hours, book.hours_left[row])
        hours -= given
        book.hours_left[row] -= given
        if book.hours_left[row] <= 0:
            _close(book, row, CADRES, chance, key, week, done)
    return max(hours, 0.0)


@kernel
def _give_up(
    book: Book, open_rows: NDArray[np.int64], deadline: int, patience: int, week: int, done: MatterWeek,
) -> None:
    """A matter overdue since this week costs reputation once; after long waiting people give it up."""
    for row in open_rows:
        if book.closed[row] >= 0:
            continue
        age = week - book.arrived[row]
        if age == deadline:
            done.failed[book.estate[row]] += 1
        elif age >= patience:
            book.closed[row] = week
            book.fate[row] = LAPSED
