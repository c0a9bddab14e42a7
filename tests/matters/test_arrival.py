"""Matters arise at their rates and are noticed."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import stats

from sim.agents.acts import ACTION
from sim.clock import WEEKS_PER_YEAR
from sim.matters import MATTERS
from sim.matters.kinds import (
    AFTER_SCHOOL,
    CHILDCARE,
    DISPUTE,
    ELDER_CARE,
    ENVIRONMENT,
    FACILITIES,
    MEALS,
    PARKING,
    PROPERTY,
)
from sim.rng import Streams
from sim.simulation import Simulation, run
from tests.support import small
from tests.support.lines import ESTATES, PARTY, desk

# Arrival


@pytest.mark.parametrize("expected", [0.02, 0.3, 1.0, 3.0])
def test_matters_arrive_as_poisson_numbers(expected: float) -> None:
    """Mean and spread of a Poisson distribution; a perfect one fails once in ten thousand."""
    book, streams = desk().book, Streams(1)
    numbers = np.concatenate(
        [
            book.arise(
                np.where(np.arange(len(MATTERS)) == PARKING, expected, 0.0) * np.ones((ESTATES, 1)), streams, week
            )
            for week in range(400)
        ]
    )
    low, high = stats.poisson.ppf([0.00005, 0.99995], expected * numbers.size)
    assert low <= numbers.sum() <= high
    assert numbers.var() == pytest.approx(expected, rel=0.1)


def test_more_expected_never_means_fewer() -> None:
    """So that arms with different rates stay as close as can be."""
    few, many = desk(), desk()
    for week in range(100):
        rates = np.full((ESTATES, len(MATTERS)), 0.3)
        assert (few.book.arise(rates, few.streams, week) <= many.book.arise(1.5 * rates, many.streams, week)).all()
    assert set(few.column("address").tolist()) <= set(many.column("address").tolist())


def test_a_run_sees_as_many_matters_as_expected() -> None:
    """Over many seeds, those that arise are those the rates announce."""
    arrived = expected = 0.0
    for seed in range(12):
        simulation = Simulation(small(weeks=30), seed)
        while not simulation.done:
            world = simulation.world
            expected += world.matters.rates(
                world.residents, world.places.order, world.places.met, world.facilities
            ).sum()
            simulation.step()
        arrived += simulation.results().series["matters_arrived"].sum()
    assert abs(arrived - expected) < 4 * expected**0.5


def rates(**numbers: float) -> NDArray[np.float64]:
    """Expected arrivals in week 0 of the small community, in which nothing happened yet: (estates, kinds)."""
    world = Simulation(small(run_in=0, **{f"matters__{name}": value for name, value in numbers.items()})).world
    return world.matters.rates(world.residents, world.places.order, world.places.met, world.facilities)


def test_rates_are_per_thousand_people_and_year() -> None:
    """Of all residents for disputes; of those concerned for needs."""
    world = Simulation(small(run_in=0)).world
    s, expected = world.rules.matters, rates().sum(axis=0) * WEEKS_PER_YEAR
    residents = world.residents
    age, here = residents.age, residents.here
    assert expected[DISPUTE] == pytest.approx(s.disputes * 1.430)
    assert expected[MEALS] == pytest.approx(s.meals * (here & (age >= 60)).sum() / 1000)
    assert expected[ELDER_CARE] == pytest.approx(s.elder_care * (here & residents.frail).sum() / 1000)
    assert expected[CHILDCARE] == pytest.approx(s.childcare * (here & (age < 4)).sum() / 1000)
    assert expected[AFTER_SCHOOL] == pytest.approx(s.after_school * (here & (age >= 6) & (age < 13)).sum() / 1000)
    for kind, rate in (
        (ENVIRONMENT, s.environment),
        (PARKING, s.parking),
        (FACILITIES, s.facilities),
        (PROPERTY, s.property),
    ):
        assert expected[kind] == pytest.approx(rate * 1.430, rel=0.2)


def test_worn_facilities_make_more_problems_and_no_more_needs() -> None:
    """Estate by estate, in the order of their condition."""
    world = Simulation(small()).world
    good, bad = (
        world.matters.rates(
            world.residents, world.places.order, world.places.met, np.full(ESTATES, condition, np.float32)
        )
        for condition in (0.9, 0.1)
    )
    for kind in (ENVIRONMENT, PARKING, FACILITIES, PROPERTY):
        assert (bad[:, kind] > good[:, kind]).all()
    for kind in (DISPUTE, MEALS, ELDER_CARE, CHILDCARE, AFTER_SCHOOL):
        assert np.array_equal(bad[:, kind], good[:, kind])


def test_more_decay_makes_more_matters_in_a_run() -> None:
    """The mechanism reaches the results."""
    simulation = Simulation(small(matters__facilities_wear=1.0, weeks=104), 1)
    simulation.world.facilities[:] = 0.0
    assert simulation.run().value("matters_arrived") > run(small(matters__facilities_wear=1.0, weeks=104), 1).value(
        "matters_arrived"
    )


def test_a_covenant_keeps_order() -> None:
    """What it avoids does not arise: problems of order and disputes, not worn-out facilities, not needs."""
    world = Simulation(small()).world
    order = np.zeros(ESTATES, np.float32)
    order[3] = 0.4
    with_it, without = (
        world.matters.rates(world.residents, kept, world.places.met, world.facilities) for kept in (order, 0 * order)
    )
    for kind in (ENVIRONMENT, PARKING, PROPERTY, DISPUTE):
        assert with_it[3, kind] == pytest.approx(0.6 * without[3, kind])
    for kind in (FACILITIES, MEALS, ELDER_CARE, CHILDCARE, AFTER_SCHOOL):
        assert with_it[3, kind] == without[3, kind]
    assert np.array_equal(np.delete(with_it, 3, 0), np.delete(without, 3, 0))


def test_neighbours_who_can_rely_on_each_other_quarrel_less() -> None:
    """Collective efficacy calms disputes in its own grid, by the declared share at most."""
    world = Simulation(small(run_in=0)).world
    before = rates()[:, DISPUTE]
    world.matters.collective[4] = 1.0
    after = world.matters.rates(world.residents, world.places.order, world.places.met, world.facilities)[:, DISPUTE]
    there = world.community.places.estate_grid == 4
    assert after[there] == pytest.approx(before[there] * (1 - world.rules.matters.disputes_calmed))
    assert np.array_equal(after[~there], before[~there])


def test_a_book_has_room_for_any_number_of_matters() -> None:
    """It grows, and loses nothing."""
    busy = desk()
    for _ in range(60):
        busy.pass_week({(estate, kind): 1.0 for estate in range(ESTATES) for kind in range(len(MATTERS))})
    assert busy.book.count > 8 * 1024
    assert np.unique(busy.column("address")).size == busy.book.count
    assert sum(busy.fates().values()) == busy.book.count


def test_work_on_a_matter_is_between_its_bounds() -> None:
    """Problems between easy and hard, disputes and needs between half and one and a half of their mean."""
    busy = desk()
    for _ in range(20):
        busy.pass_week({(estate, kind): 2.0 for estate in range(ESTATES) for kind in range(len(MATTERS))})
    s, kind, hours = busy.settings, busy.column("kind"), busy.column("hours_left")
    for chosen, low, high in (
        (kind < DISPUTE, s.easy_hours, s.hard_hours),
        (kind == DISPUTE, s.dispute_hours / 2, 1.5 * s.dispute_hours),
        (kind > DISPUTE, s.need_hours / 2, 1.5 * s.need_hours),
    ):
        assert hours[chosen].min() >= low - 1e-4
        assert hours[chosen].max() <= high + 1e-4
        assert hours[chosen].mean() == pytest.approx((low + high) / 2, rel=0.05)


# Being noticed


def test_unnoticed_matters_are_not_worked_on_by_cadres() -> None:
    """However many hours they have."""
    blind = desk(noticed=0.0)
    blind.pass_week({(0, PARKING): 5.0})
    for _ in range(5):
        blind.pass_week(cadres=10_000.0)
        assert blind.spent == 0
    assert blind.fates()["open"] == blind.book.count > 0


def test_unnoticed_matters_are_not_worked_on_by_other_parties() -> None:
    """Party members, units and committees act on what is known."""
    blind = desk(noticed=0.0)
    blind.pass_week({(0, PARKING): 5.0}, hands={(PARTY, 0): 10_000.0})
    assert blind.fates()["open"] == blind.book.count > 0


def test_residents_see_what_lies_before_their_door() -> None:
    """Their hours help whether the office knows of a matter or not."""
    blind = desk(noticed=0.0)
    blind.pass_week({(0, ENVIRONMENT): 3.0}, given={(0, ACTION): 1000.0})
    assert blind.fates()["solved"] == blind.book.count > 0


def test_matters_come_to_be_known_at_the_declared_chance() -> None:
    """Each week anew, and detection adds to it."""
    for detection, chance in ((0.0, 0.3), (0.5, 0.8), (0.9, 1.0)):
        watched = desk(noticed=0.3, patience=1000)
        watched.pass_week({(estate, PARKING): 3.0 for estate in range(ESTATES)}, detection=detection)
        known = (watched.column("noticed") >= 0).mean()
        assert known == pytest.approx(chance, abs=0.16)
        for _ in range(30):
            watched.pass_week(detection=detection)
        assert (watched.column("noticed") >= 0).all()


def test_the_load_of_newly_noticed_matters_is_counted_once() -> None:
    """In the week in which they come to be known."""
    watched = desk(noticed=0.3, patience=1000)
    counted = watched.pass_week({(0, PARKING): 12.0}).newly_noticed_hours.sum()
    for _ in range(40):
        counted += watched.pass_week().newly_noticed_hours.sum()
    assert counted == pytest.approx(watched.column("hours_left").sum(), rel=1e-5)
