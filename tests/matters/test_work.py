"""Matters are worked on in turn and end in exactly one way."""

from __future__ import annotations

import numpy as np
import pytest

from sim.agents.acts import ACTION, ACTS, CARE, INTEREST, LOOKING_IN, MEDIATION, MEETING, ORGANISING, TIDYING
from sim.matters import CADRES, MATTERS, RESIDENTS, SOLVERS, MatterWeek
from sim.matters.kinds import (
    AFTER_SCHOOL,
    CHILDCARE,
    DISPUTE,
    ELDER_CARE,
    ENVIRONMENT,
    FACILITIES,
    HELPS,
    MEALS,
    NOT_YET,
    OPEN,
    PARKING,
    PROPERTY,
    SOLVED,
)
from sim.simulation import Simulation, run
from tests.support import small
from tests.support.lines import ESTATES, FATES, PARTY, UNITS, desk

# Work


def test_the_oldest_matters_come_first() -> None:
    """Cadres finish what came earlier before they touch what came later, in every estate alike."""
    line = desk(patience=1000)
    for week in range(6):
        line.pass_week({(estate, PARKING): 1.0 for estate in range(ESTATES)}, cadres=40.0)
        closed, arrived = line.column("closed") >= 0, line.column("arrived")
        if closed.any() and not closed.all():
            assert arrived[closed].max() <= arrived[~closed].min(), week
    assert line.fates()["solved"] > 0
    begun = line.column("hours_left")[line.column("closed") < 0]
    untouched = line.book.hours_of(line.column("kind"), line.streams.draw("matter hours", 0, line.column("address")))
    assert (begun < untouched[line.column("closed") < 0] - 1e-4).sum() <= 1


@pytest.mark.parametrize(
    ("act", "helped"),
    [
        (INTEREST, set()),
        (ACTION, {ENVIRONMENT}),
        (CARE, {MEALS, ELDER_CARE, CHILDCARE, AFTER_SCHOOL}),
        (MEETING, {PARKING, PROPERTY, DISPUTE}),
        (MEDIATION, {DISPUTE}),
        (ORGANISING, {ENVIRONMENT, PARKING, PROPERTY}),
        (TIDYING, set()),
        (LOOKING_IN, set()),
    ],
    ids=list(ACTS),
)
def test_residents_help_with_matters_of_their_kind_only(act: int, helped: set[int]) -> None:
    """Clean-ups clear clutter, visits care, meetings settle parking, mediation disputes."""
    everywhere = desk()
    everywhere.pass_week({(5, kind): 3.0 for kind in range(len(MATTERS))}, given={(5, act): 100_000.0})
    solved = everywhere.column("fate") == SOLVED
    assert set(everywhere.column("kind")[solved].tolist()) == helped
    assert set(np.flatnonzero(HELPS[act]).tolist()) == helped
    assert (everywhere.column("solver")[solved] == RESIDENTS).all()


def test_residents_help_in_their_own_estate_only() -> None:
    """Hours given in one estate move nothing elsewhere."""
    two = desk()
    two.pass_week({(5, ENVIRONMENT): 3.0, (6, ENVIRONMENT): 3.0}, given={(5, ACTION): 100_000.0})
    assert set(two.column("estate")[two.column("fate") == SOLVED].tolist()) == {5}
    assert (two.column("fate")[two.column("estate") == 6] == OPEN).all()


def test_only_the_useful_part_of_residents_hours_counts() -> None:
    """Hours are used up, and none of them twice."""
    for usefulness in (0.0, 0.5):
        helped = desk(usefulness=usefulness, patience=1000)
        helped.pass_week({(5, ENVIRONMENT): 12.0})
        before = helped.column("hours_left").sum()
        helped.pass_week(given={(5, ACTION): 20.0})
        assert before - helped.column("hours_left").sum() == pytest.approx(20.0 * usefulness, rel=1e-4)


def test_cadres_spend_no_more_than_they_have() -> None:
    """What they spend is what matters lose."""
    short = desk(patience=1000)
    short.pass_week({(estate, PARKING): 2.0 for estate in range(ESTATES)})
    before = short.column("hours_left").sum()
    short.pass_week(cadres=33.0)
    assert short.spent == pytest.approx(33.0)
    assert before - short.column("hours_left").sum() == pytest.approx(33.0, rel=1e-4)
    assert (short.column("hours_left") >= 0).all()


def test_who_finishes_a_matter_is_its_solver() -> None:
    """Residents, another party or cadres."""
    for given, hands, cadres, solver in (
        ({(0, ACTION): 1e5}, {}, 0.0, RESIDENTS),
        ({}, {(RESIDENTS, 0): 1e5}, 0.0, RESIDENTS),
        ({}, {(PARTY, 0): 1e5}, 0.0, PARTY),
        ({}, {}, 1e5, CADRES),
    ):
        one = desk()
        done = one.pass_week({(0, ENVIRONMENT): 3.0}, given=given, hands=hands, cadres=cadres)
        assert done.solved_by[solver] == done.solved.sum() == one.book.count > 0
        assert (one.column("solver") == solver).all()


def test_success_is_as_likely_as_declared() -> None:
    """Over several hundred matters of each kind."""
    tried = desk(success=0.7, mediated=0.4, success_alone=0.2)
    for _ in range(12):
        tried.pass_week({(estate, kind): 1.5 for estate in range(ESTATES) for kind in range(len(MATTERS))}, cadres=1e9)
    kind, solved = tried.column("kind"), tried.column("fate") == SOLVED
    for chosen, chance in (
        ((kind == DISPUTE), 0.4),
        (np.isin(kind, [PARKING, FACILITIES]), 0.2),
        (~np.isin(kind, [DISPUTE, PARKING, FACILITIES]), 0.7),
    ):
        assert abs(solved[chosen].mean() - chance) < 4 * (chance * (1 - chance) / chosen.sum()) ** 0.5
    assert tried.fates()["failed"] == (~solved).sum()


def test_others_bring_the_means_that_hours_lack() -> None:
    """Parking and facilities take money, space or contracts: units have them, cadres, residents and party members not."""
    alone, helped = desk(success_alone=0.0), desk(success_alone=0.0)
    alone.pass_week({(0, PARKING): 8.0}, given={(0, MEETING): 1e6}, cadres=1e6)
    helped.pass_week({(0, PARKING): 8.0}, hands={(UNITS, 0): 1e6})
    assert alone.fates()["solved"] == 0 < alone.fates()["failed"]
    assert helped.fates()["failed"] == 0 < helped.fates()["solved"]


def test_luck_in_solving_a_matter_is_its_own() -> None:
    """Whether it succeeds does not hang on who works on it or when."""
    early, late = desk(success=0.5), desk(success=0.5, patience=1000)
    early.pass_week({(0, ENVIRONMENT): 12.0}, given={(0, ACTION): 1e5})
    late.pass_week({(0, ENVIRONMENT): 12.0})
    for _ in range(4):
        late.pass_week(cadres=40.0)
    late.pass_week(cadres=1e6)
    assert np.array_equal(early.column("fate"), late.column("fate"))
    assert 0 < early.fates()["solved"] < early.book.count


def test_waiting_is_counted_from_arrival() -> None:
    """Weeks between arrival and solution, summed over those solved."""
    slow = desk()
    slow.pass_week({(0, PARKING): 4.0})
    slow.pass_week()
    slow.pass_week()
    done = slow.pass_week(cadres=1e6)
    assert done.waited.sum() == 3 * slow.book.count > 0


# Ends


def test_every_matter_ends_once_and_none_is_lost() -> None:
    """Arrived = open + solved + failed + given up + closed on paper, every week of a run, with every module on.

    What arrived before the first week is on the book from the beginning.
    """
    formalism = {"party__grab_sees": 0.0, "party__on_paper": 0.7, "matters__patience": 9}
    simulation = Simulation(small(weeks=156, **formalism).adding("*"), 2)
    book = simulation.world.matters
    before, solved_before = book.count, int((book.book.fate[: book.count] == SOLVED).sum())
    assert 0 < book.open.size < before
    arrived, solved = before, solved_before
    while not simulation.done:
        simulation.step()
        matters, week = simulation.world.matters, simulation.week - 1
        fate, closed = matters.book.fate[: matters.count], matters.book.closed[: matters.count]
        results = simulation.results().series
        arrived += results["matters_arrived"][week]
        solved += results["matters_solved"][week]
        assert matters.count == arrived
        assert (fate == SOLVED).sum() == solved
        assert (fate == OPEN).sum() == matters.open.size == results["matters_open"][week]
        assert np.array_equal(fate == OPEN, closed == NOT_YET)
        assert sum((fate == which).sum() for which in FATES) == arrived
    counts = np.bincount(fate, minlength=len(FATES))
    assert counts.min() > 0, "a run in which some fate never happens tests little"


def test_what_is_closed_stays_as_it_is() -> None:
    """No matter is opened again, worked on again or counted again."""
    busy = desk(success=0.5)
    closed: dict[int, tuple[int, int]] = {}
    for _ in range(30):
        busy.pass_week({(0, PARKING): 1.0, (1, DISPUTE): 1.0}, given={(1, MEDIATION): 8.0}, cadres=9.0)
        now = {
            int(row): (int(busy.column("closed")[row]), int(busy.column("fate")[row]))
            for row in np.flatnonzero(busy.column("closed") >= 0)
        }
        assert closed.items() <= now.items()
        closed = now
    assert len(closed) > 10


def test_an_overdue_matter_counts_as_failure_once() -> None:
    """In the week of its deadline, though it stays open and may still be solved."""
    late = desk(deadline=4, patience=20)
    late.pass_week({(0, PARKING): 6.0})
    failed = [int(late.pass_week().failed.sum()) for _ in range(10)]
    assert failed == [0, 0, 0, late.book.count, 0, 0, 0, 0, 0, 0]
    assert late.book.count > 0
    done = late.pass_week(cadres=1e6)
    assert done.failed.sum() == 0
    assert done.solved.sum() == late.book.count


def test_matters_lapse_when_patience_ends() -> None:
    """Then people give them up, and nobody works on them any more."""
    late = desk(deadline=4, patience=9)
    late.pass_week({(0, PARKING): 6.0})
    for week in range(1, 12):
        late.pass_week()
        assert late.fates()["lapsed"] == (late.book.count if week >= 9 else 0), week
    late.pass_week(cadres=1e6)
    assert late.spent == 0
    assert (late.column("solver") == -1).all()


def test_giving_up_hurts_even_before_the_deadline() -> None:
    """Where patience is shorter than the deadline, a matter given up counts as a failure, once."""
    late = desk(deadline=9, patience=4)
    late.pass_week({(0, PARKING): 6.0})
    assert sum(int(late.pass_week().failed.sum()) for _ in range(12)) == late.book.count > 0


# What people make of it


def test_the_view_of_what_gets_solved_follows_events() -> None:
    """Successes raise it, failures lower it, in their own estate only."""
    book = desk().book
    nobody, none = np.zeros(12), np.zeros(12, np.float32)

    def week(solved: int, failed: int) -> None:
        done = MatterWeek(
            *(np.zeros(ESTATES, np.int64) for _ in range(5)),
            np.zeros(len(SOLVERS), np.int64),
            np.zeros(ESTATES, np.int64),
        )
        done.solved[3], done.failed[3] = solved, failed
        book.form_views(done, nobody, none)

    assert (book.solved_share == 0.5).all()
    for _ in range(30):
        week(2, 0)
    high = float(book.solved_share[3])
    assert high > 0.8
    for _ in range(30):
        week(0, 2)
    assert book.solved_share[3] < 0.3
    assert (np.delete(book.solved_share, 3) == 0.5).all()
    assert ((book.solved_share >= 0) & (book.solved_share <= 1)).all()


def test_collective_efficacy_falls_faster_than_it_rises() -> None:
    """From the middle between two targets the way down is steeper than the way up, by the declared ratio."""
    book = desk().book
    done = MatterWeek(
        *(np.zeros(ESTATES, np.int64) for _ in range(5)), np.zeros(len(SOLVERS), np.int64), np.zeros(ESTATES, np.int64)
    )
    everybody, none, governed = np.ones(12), np.zeros(12), np.zeros(12, np.float32)
    book.collective[:] = 0.0
    book.form_views(done, none, governed)
    low = float(book.collective[0]) / book.settings.collective_rate
    book.collective[:] = 0.0
    book.form_views(done, everybody, governed)
    high = float(book.collective[0]) / book.settings.collective_rate
    assert high > low
    middle = np.float32((low + high) / 2)
    book.collective[:] = middle
    book.form_views(done, everybody, governed)
    up = float(book.collective[0] - middle)
    book.collective[:] = middle
    book.form_views(done, none, governed)
    down = float(middle - book.collective[0])
    assert down == pytest.approx(book.settings.collective_failure * up, rel=0.02)


@pytest.mark.parametrize("extreme", [{"collective_base": 1.0}, {"collective_rate": 1.0, "collective_failure": 10.0}])
def test_collective_efficacy_stays_on_its_scale(extreme: dict[str, float]) -> None:
    """Whatever its parts add up to, and however fast it falls."""
    book = desk(**extreme).book
    done = MatterWeek(
        *(np.zeros(ESTATES, np.int64) for _ in range(5)), np.zeros(len(SOLVERS), np.int64), np.zeros(ESTATES, np.int64)
    )
    for active in (1.0, 0.0) * 100:
        book.form_views(done, np.full(12, active), np.full(12, active, np.float32))
        assert (book.collective >= 0).all()
        assert (book.collective <= 1).all()


@pytest.mark.parametrize("cause", ["solved", "active", "governed"])
def test_what_raises_collective_efficacy(cause: str) -> None:
    """Matters solved, people active and good self-management, each in its own grid."""
    book = desk().book
    done = MatterWeek(
        *(np.zeros(ESTATES, np.int64) for _ in range(5)), np.zeros(len(SOLVERS), np.int64), np.zeros(ESTATES, np.int64)
    )
    active, governed = np.zeros(12), np.zeros(12, np.float32)
    there = book.community.places.estate_grid == 2
    if cause == "solved":
        done.solved[there] = 5
    elif cause == "active":
        active[2] = 0.3
    else:
        governed[2] = 1.0
    for _ in range(20):
        book.form_views(done, active, governed)
    others = np.delete(book.collective, 2)
    assert book.collective[2] > others.max() + 0.005
    assert np.ptp(others) < 1e-6


# Cadres


def test_without_cadres_matters_pile_up() -> None:
    """What residents do not do is left lying, until people give it up."""
    without, with_them = (
        run(small(office__staff=staff, office__tasks=0.0), 1).series["matters_open"] for staff in (0, 20)
    )
    assert without[-1] > 3 * max(with_them[-1], 1)
    assert without[-1] > without[20] > without[5]


def test_with_cadres_without_end_nothing_known_is_left() -> None:
    """Only what nobody knows of yet stays open."""
    simulation = Simulation(small(office__staff=100_000), 1)
    while not simulation.done:
        simulation.step()
        matters = simulation.world.matters
        assert (matters.book.noticed[matters.open] < 0).all()


def test_with_everything_noticed_and_cadres_without_end_nothing_is_left() -> None:
    """Not even for a week."""
    results = run(small(office__staff=100_000, matters__noticed=1.0), 1)
    assert not results.series["matters_open"].any()
    assert not results.series["waiting_weeks"].any()


def test_tasks_from_above_take_cadres_from_matters() -> None:
    """More tasks, longer waiting, a higher load."""
    free, busy = (run(small(office__tasks=tasks, office__task_spread=0.0), 1) for tasks in (0.0, 12.0))
    assert busy.value("matters_open") > free.value("matters_open")
    assert busy.value("cadre_overload") > free.value("cadre_overload")


def test_cadres_work_no_longer_than_they_put_up_with() -> None:
    """Working hours and overtime, and the least that always goes to matters."""
    results = run(small(office__tasks=50.0), 1)
    office = results.scenario.office
    most = office.staff * office.week_hours * (1 + office.overtime + 0.05)
    assert results.series["cadre_hours"].max() <= most + 1e-6
