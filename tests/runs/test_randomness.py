"""Runs can be repeated to the last bit, and worlds that differ in a policy share their luck person by person."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import date
from hashlib import blake2b
from typing import Any

import numpy as np
import pytest

from sim.lab.comparison.study import compare, paired
from sim.lab.run.in_memory import run_many
from sim.policies import policies
from sim.results import Results
from sim.rng import MOST_SEED
from sim.scenario import Scenario
from sim.simulation import Simulation, run
from sim.text import GongtongError
from tests.support import ROOT, small

EVERY_MODULE = list(policies())
START = date(2015, 6, 1)  # week 21

every_module = pytest.mark.parametrize("module", EVERY_MODULE)


def same(one: Results, other: Results, until: int | None = None) -> None:
    """Equal to the last bit: every series, every grid, every cost, every event, and without `until` every resident."""
    shared = one.series.keys() & other.series.keys()
    assert "participation" in shared
    for name in shared:
        assert np.array_equal(one.series[name][:until], other.series[name][:until]), name
    for name in one.by_grid.keys() & other.by_grid.keys():
        assert np.array_equal(one.by_grid[name][:until], other.by_grid[name][:until]), name
    assert one.yuan[:until].sum() == other.yuan[:until].sum()
    assert one.booked_hours[:until].sum() == other.booked_hours[:until].sum()
    assert [e for e in one.events if until is None or e.week < until] == [
        e for e in other.events if until is None or e.week < until
    ]
    if until is None:
        assert one.residents.keys() == other.residents.keys()
        for name, column in one.residents.items():
            assert np.array_equal(column, other.residents[name]), name


def fingerprint(results: Results) -> str:
    """A hash of every bit that was measured."""
    digest = blake2b(digest_size=16)
    parts: dict[str, Any] = results.series | {f"grid {k}": v for k, v in results.by_grid.items()} | results.residents
    for name in sorted(parts):
        digest.update(name.encode() + np.ascontiguousarray(parts[name]).tobytes())
    digest.update(results.yuan.tobytes() + results.booked_hours.tobytes() + repr(results.events).encode())
    return digest.hexdigest()


def until(scenario: Scenario, weeks: int, seed: int = 3) -> Simulation:
    """A simulation of which so many weeks are done."""
    simulation = Simulation(scenario, seed)
    for _ in range(weeks):
        simulation.step()
    return simulation


def states(simulation: Simulation) -> dict[str, np.ndarray[Any, Any]]:
    """Every column of the residents, and what is known of matters."""
    return {**simulation.world.residents._asdict(), **simulation.world.matters.book._asdict()}


def test_the_same_seed_twice_gives_the_same_bits() -> None:
    """In series, costs, events and residents, with every module on."""
    scenario = small().adding("*")
    same(run(scenario, 3), run(scenario, 3))


def test_another_seed_gives_another_history_of_the_same_people() -> None:
    """Replicates share the community and nothing else."""
    one, other = run(small(), 3), run(small(), 4)
    assert not np.array_equal(one.series["participation"], other.series["participation"])
    assert np.array_equal(one.residents["number"], other.residents["number"])
    assert np.array_equal(one.residents["age"], other.residents["age"])
    assert np.array_equal(one.series["residents"], other.series["residents"])


@pytest.mark.parametrize("seed", [0, 2**32, MOST_SEED - 1])
def test_large_numbers_are_seeds_too(seed: int) -> None:
    """They are not taken for others; those beyond are refused."""
    scenario = small(weeks=8, run_in=0)
    same(run(scenario, seed), run(scenario, seed))
    assert fingerprint(run(scenario, seed)) != fingerprint(run(scenario, seed + 1))
    for beyond in (-1, MOST_SEED + 1):
        with pytest.raises(GongtongError, match="give a whole number from 0 to"):
            run(scenario, beyond)


def test_a_longer_run_begins_as_a_shorter_one() -> None:
    """Nothing looks ahead."""
    scenario = small().adding("*")
    same(run(scenario, 3), run(scenario.but({"weeks": 90}), 3), until=scenario.weeks)


@every_module
def test_a_module_without_dose_changes_nothing(module: str) -> None:
    """Off leaves every life as it was, to the last bit."""
    same(run(small(), 3), run(small(**{f"{module}__dose": 0.0}), 3))


@every_module
def test_a_module_that_starts_later_changes_nothing_before(module: str) -> None:
    """Not a bit of any resident's state, until the week in which it starts."""
    later = small(**{f"{module}__start": START})
    week = later.clock.week(START)
    off, on = run(small(), 3), run(later, 3)
    same(off, on, until=week)
    assert any(not np.array_equal(off.series[name], on.series[name]) for name in off.series), "it does nothing at all"
    before, with_it = states(until(small(), week)), states(until(later, week))
    for name, column in before.items():
        assert np.array_equal(column, with_it[name]), name


@every_module
def test_a_module_in_one_grid_leaves_the_first_week_of_the_others_unchanged(module: str) -> None:
    """Whatever reaches people elsewhere takes a week: through contacts, or through cadres who have less time.

    What people will see of their contacts next week is known already: it is not compared.
    """
    targeted = small(**{f"{module}__grids": (3,), f"{module}__start": START})
    off, on = run(small(), 3), run(targeted, 3)
    week = targeted.clock.week(START)
    elsewhere = np.arange(12) != 2
    for name, values in off.by_grid.items():
        assert np.array_equal(values[: week + 1, elsewhere], on.by_grid[name][: week + 1, elsewhere]), name
    one, other = (until(scenario, week + 1).world for scenario in (small(), targeted))
    rows = ~np.isin(one.community.grid, [2])
    for name, column in one.residents._asdict().items():
        if column.shape[0] == rows.size and name not in ("near", "outside"):
            assert np.array_equal(column[rows], getattr(other.residents, name)[rows]), name
    assert on.booked_hours[:, on.modules.index(module)].sum() > 0, "it was not at work"


def test_the_order_in_which_modules_are_declared_is_irrelevant() -> None:
    """They act in alphabetical order."""
    names = EVERY_MODULE[::-1]
    backwards = small().but({f"{name}.dose": 1.0 for name in names})
    same(run(small().adding("*"), 3), run(backwards, 3))


def test_another_process_gets_the_same_bits() -> None:
    """Whatever Python's hash seed and the number of numba's threads."""
    code = (
        "from tests.support import small\nfrom tests.runs.test_randomness import fingerprint\nfrom sim.simulation import run\n"
        "print(fingerprint(run(small().adding('*'), 3)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONHASHSEED": "3", "NUMBA_NUM_THREADS": "1"},
        text=True,
        capture_output=True,
        check=True,
        cwd=ROOT,
    )
    assert done.stdout.strip() == fingerprint(run(small().adding("*"), 3))


def test_the_number_of_workers_does_not_matter() -> None:
    """One process here, or two of their own, in the order in which tasks were given."""
    base = small(weeks=20, run_in=0)
    tasks = [(scenario, seed) for seed in (5, 6) for scenario in (base, base.adding("*"))]
    alone, together = run_many(tasks, workers=1), run_many(tasks, workers=2)
    for one, other, (scenario, seed) in zip(alone, together, tasks, strict=True):
        assert (one.seed, one.scenario) == (other.seed, other.scenario) == (seed, scenario)
        same(one, other)


def test_replicates_do_not_hang_on_how_many_there_are() -> None:
    """Replicate k is seed k, asked for alone or with others."""
    base = small(weeks=20, run_in=0)
    alone, among = (compare(base, {"on": base.adding("*")}, seeds, workers=1) for seeds in ([7], [5, 6, 7]))
    same(alone.results["on"][0], among.results["on"][2])


def test_arms_share_their_luck() -> None:
    """Before a module starts arms are equal; after that far more alike than runs with different luck."""
    base = small(run_in=0)
    arms = {"on": base.but({"points.start": START})}
    study = compare(base, arms, range(12), workers=1)
    week = arms["on"].clock.week(START)
    for on, off in zip(study.results["on"], study.results["base"], strict=True):
        same(on, off, until=week)
    for measure in ("matters_arrived", "trust"):
        values = study.values(measure)
        shared = paired(values["on"], values["base"])
        assert not shared["narrowed"] < 1.5, measure


def test_matters_arise_alike_in_all_arms() -> None:
    """A module that does not touch the causes of matters does not reshuffle them."""
    books = [
        until(scenario, 40).world.matters for scenario in (small(), small(points__staff_hours=0.0, points__dose=1.0))
    ]
    addresses = [set(book.book.address[: book.count].tolist()) for book in books]
    assert len(addresses[0] & addresses[1]) > 0.9 * len(addresses[0])


def test_untouched_residents_live_the_same_life_in_both_arms() -> None:
    """Most people in grids far from a module end as they would have without it."""
    off, on = run(small(), 3), run(small(points__grids=(3,), points__start=START, points__staff_hours=0.0), 3)
    elsewhere = off.residents["grid"] != 3
    unchanged = (off.residents["acts_total"] == on.residents["acts_total"])[elsewhere]
    assert unchanged.mean() > 0.9


def test_a_run_leaves_its_community_as_it_was() -> None:
    """Replicates one after the other on one community are as good as alone."""
    first = run(small(), 3)
    run(small().adding("*"), 8)
    same(first, run(small(), 3))


def test_looking_does_not_disturb() -> None:
    """Reading every column and every result between weeks changes nothing."""
    simulation = Simulation(small().adding("*"), 3)
    while not simulation.done:
        simulation.step()
        for column in simulation.world.seen:
            column.sum()
    same(simulation.results(), run(small().adding("*"), 3))


def test_draws_of_modules_never_meet() -> None:
    """Streams carry the name of their module: a module more leaves another's luck alone."""
    from sim.week import Week

    world = Simulation(small(weeks=2)).world
    numbers = np.arange(100)
    assert not np.array_equal(Week(world, "one").draw("x", numbers), Week(world, "other").draw("x", numbers))
    assert np.array_equal(Week(world, "one").draw("x", numbers), Week(world, "one").draw("x", numbers))
