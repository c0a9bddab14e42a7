"""Loops over matters: how many arise, who works on them, which are given up."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.clock import WEEKS_PER_YEAR
from sim.kernel import inlined, kernel, rows_of
from sim.matters.kinds import (
    CADRES,
    DISPUTE,
    ELDER,
    ENVIRONMENT,
    FACILITIES,
    FAILED,
    INFANT_UNTIL,
    LAPSED,
    MEALS,
    NOT_YET,
    ON_PAPER,
    PARKING,
    PROPERTY,
    PUPIL_FROM,
    PUPIL_UNTIL,
    RESIDENTS,
    SOLVED,
    SOLVERS,
)
from sim.rng import uniform

MOST_AT_ONCE = 15
PER = 1000.0
GROUPS = 5


class Book(NamedTuple):
    """One row per matter; columns have room to spare, the first `MatterBook.count` rows hold."""

    kind: NDArray[np.int8]
    estate: NDArray[np.int32]
    arrived: NDArray[np.int32]
    noticed: NDArray[np.int32]  # week, `NOT_YET` while nobody in charge knows
    closed: NDArray[np.int32]  # week, `NOT_YET` while open
    hours_left: NDArray[np.float32]
    fate: NDArray[np.int8]  # OPEN, SOLVED, FAILED (worked through in vain), LAPSED (given up), ON_PAPER (only said so)
    solver: NDArray[np.int8]  # index into SOLVERS
    address: NDArray[np.int64]  # of its draws, the same in every arm
    aside: NDArray[np.bool_]  # on a list for somebody else: lent hands and cadres leave it alone


class MatterWeek(NamedTuple):
    """What happened to matters in one week, by estate: int64 (estates,) unless said."""

    arrived: NDArray[np.int64]
    newly_noticed_hours: NDArray[np.float64]
    solved: NDArray[np.int64]
    failed: NDArray[np.int64]  # worked through in vain, or overdue or given up since this week
    disputes_resolved: NDArray[np.int64]
    solved_by: NDArray[np.int64]  # (solvers,)
    waited: NDArray[np.int64]  # weeks from arrival, summed over those solved


def no_events(arrived: NDArray[np.int64]) -> MatterWeek:
    """A week in which only arrivals (per estate) are known yet."""

    def none() -> NDArray[np.int64]:
        return np.zeros(arrived.size, np.int64)

    return MatterWeek(arrived, np.zeros(arrived.size), none(), none(), none(), np.zeros(len(SOLVERS), np.int64), none())


@kernel
def census(
    here: NDArray[np.bool_],
    age_of: NDArray[np.float32],
    frail_of: NDArray[np.bool_],
    estate_start: NDArray[np.int64],
    out: NDArray[np.float64],
) -> None:
    """Residents, elders, frail elders, infants and pupils of each estate: float64 (estates, GROUPS)."""
    for estate in range(estate_start.size - 1):
        people = elders = frail = infants = pupils = 0
        for row in rows_of(estate_start, estate):
            there, age = here[row], age_of[row]
            people += there
            elders += there & (age >= ELDER)
            frail += there & frail_of[row]
            infants += there & (age < INFANT_UNTIL)
            pupils += there & (age >= PUPIL_FROM) & (age < PUPIL_UNTIL)
        out[estate, 0], out[estate, 1], out[estate, 2] = people, elders, frail
        out[estate, 3], out[estate, 4] = infants, pupils


@kernel
def expect(
    groups: NDArray[np.float64],
    rate: NDArray[np.float64],
    wear: NDArray[np.float32],
    orderly: NDArray[np.float32],
    calm: NDArray[np.float32],
    met: NDArray[np.float32],
    expected: NDArray[np.float64],
) -> None:
    """Expected arrivals of a week: float64 (estates, kinds), from yearly rates per 1,000 people of a group.

    `wear`, `orderly`, `calm` are multiples by estate, `met` shares of needs met, float32 (estates, needs).
    """
    for place in range(groups.shape[0]):
        people = groups[place, 0]
        for kind in (ENVIRONMENT, PARKING, PROPERTY):
            expected[place, kind] = rate[kind] * people * wear[place] * orderly[place]
        expected[place, FACILITIES] = rate[FACILITIES] * people * wear[place]
        expected[place, DISPUTE] = rate[DISPUTE] * people * calm[place] * orderly[place]
        for need in range(met.shape[1]):
            unmet = np.float32(1.0) - met[place, need]
            expected[place, MEALS + need] = rate[MEALS + need] * groups[place, need + 1] * unmet
        for kind in range(expected.shape[1]):
            expected[place, kind] /= PER * WEEKS_PER_YEAR


@kernel
def poisson(expected: NDArray[np.float64], key: np.uint64, out: NDArray[np.int64]) -> None:
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
    book: Book, row: int, solver: int, chance: NDArray[np.float64], key: np.uint64, week: int, done: MatterWeek
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
def work_given(
    book: Book,
    rows: NDArray[np.int64],
    solver: int,
    hours: NDArray[np.float64],
    chance: NDArray[np.float64],
    key: np.uint64,
    week: int,
    done: MatterWeek,
) -> None:
    """Hours of one party go into these very matters."""
    for n in range(rows.size):
        row = rows[n]
        if book.closed[row] != NOT_YET:
            continue
        book.hours_left[row] = max(book.hours_left[row] - np.float32(hours[n]), np.float32(0.0))
        if book.hours_left[row] <= 0:
            _close(book, row, solver, chance, key, week, done)


@kernel
def close_on_paper(book: Book, rows: NDArray[np.int64], solver: int, week: int, done: MatterWeek) -> None:
    """Matters are reported as done and are not: those concerned know it, and it counts as a failure with them."""
    for row in rows:
        if book.closed[row] == NOT_YET:
            book.closed[row] = week
            book.solver[row] = solver
            book.fate[row] = ON_PAPER
            done.failed[book.estate[row]] += 1


@kernel
def notice_and_help(
    book: Book,
    open_rows: NDArray[np.int64],
    pools: NDArray[np.float64],
    hands: NDArray[np.float64],
    helps: NDArray[np.bool_],
    noticed: NDArray[np.float32],
    reserved: NDArray[np.float32],
    chance: NDArray[np.float64],
    notice_key: np.uint64,
    solve_key: np.uint64,
    week: int,
    done: MatterWeek,
) -> None:
    """Matters come to be noticed, some for a list; hours of acts, then hours lent, go in, oldest first."""
    for row in open_rows:
        estate, kind = book.estate[row], book.kind[row]
        if book.noticed[row] == NOT_YET and uniform(notice_key, np.uint64(book.address[row])) < noticed[estate]:
            book.noticed[row] = week
            book.aside[row] = reserved[estate, kind] > 0
        for act in range(pools.shape[1]):
            if helps[act, kind] and pools[estate, act] > 0 and book.hours_left[row] > 0:
                given = min(pools[estate, act], book.hours_left[row])
                pools[estate, act] -= given
                book.hours_left[row] -= given
        solver = RESIDENTS
        if book.noticed[row] != NOT_YET and not book.aside[row]:
            for other in range(RESIDENTS, hands.shape[0]):
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
def cadres_take(
    book: Book,
    open_rows: NDArray[np.int64],
    hours: float,
    chance: NDArray[np.float64],
    key: np.uint64,
    week: int,
    done: MatterWeek,
) -> float:
    """Cadres take the oldest known matters; returns the hours they have left."""
    for row in open_rows:
        if hours <= 0:
            break
        if book.closed[row] != NOT_YET or book.noticed[row] == NOT_YET or book.aside[row]:
            continue
        given = min(hours, book.hours_left[row])
        hours -= given
        book.hours_left[row] -= given
        if book.hours_left[row] <= 0:
            _close(book, row, CADRES, chance, key, week, done)
    return max(hours, 0.0)


@kernel
def give_up(
    book: Book, open_rows: NDArray[np.int64], deadline: int, patience: int, week: int, done: MatterWeek
) -> None:
    """A matter overdue since this week costs reputation once; after long waiting people give it up."""
    for row in open_rows:
        if book.closed[row] != NOT_YET:
            continue
        age = week - book.arrived[row]
        if age == min(deadline, patience):
            done.failed[book.estate[row]] += 1
        if age >= patience:
            book.closed[row] = week
            book.fate[row] = LAPSED
