"""Addressed randomness: a draw depends on its address and on nothing else, and draws are as good as random.

Statistical tests have a stated chance of failing for a perfect generator. Addresses are fixed, so a test that passes
passes always; it can only fail after a change of the generator.
"""

from __future__ import annotations

import os
import subprocess
import sys
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy import stats

from sim.kernel import kernel
from sim.rng import Streams, uniform
from tests.support import reference

MANY = np.arange(200_000)
ERROR_RATE = 1e-4  # of each statistical test below, for a perfect generator
SEEDS = (0, 1, -1, 7, 2015, 2**31, 2**63, 2**64 + 1, -(10**30), 10**40)

GRAIN = 2.0**-22  # draws are float32: as fine as that, and no finer
# Draws of the generator as first released; a change of any of them changes every result ever published
GOLDEN = {
    (0, "reach", 0, 0): 0.096462393,
    (0, "reach", 0, 1): 0.394344414,
    (0, "reach", 1, 0): 0.583850129,
    (1, "reach", 0, 0): 0.536446031,
    (2015, "积分", 468, 14299): 0.128998188,
    (-1, "", -1, 2**62): 0.751709753,
}
# Addresses whose hash is as near to 1 as 24 bits can tell
HIGHEST = (7019805, 18133972, 24843436, 36116067, 49848829)


@kernel
def drawn_in_a_kernel(key: np.uint64, entities: NDArray[np.int64], out: NDArray[np.float32]) -> None:
    """Draw as kernels do, one by one, in reverse order."""
    for n in range(entities.size - 1, -1, -1):
        out[n] = uniform(key, np.uint64(entities[n]))


addresses = st.tuples(st.integers(-(2**70), 2**70), st.text(max_size=8), st.integers(-2, 10_000), st.integers(0, 2**62))


@settings(max_examples=300)
@given(addresses)
def test_a_draw_is_the_splitmix_hash_of_its_address(address: tuple[int, str, int, int]) -> None:
    """Plain integers of any size give the same draw as the compiled code."""
    seed, stream, week, entity = address
    assert Streams(seed).one(stream, week, entity) == pytest.approx(
        reference.luck(seed, stream, week, entity), abs=GRAIN
    )


@pytest.mark.parametrize("address", GOLDEN)
def test_published_draws_stay(address: tuple[int, str, int, int]) -> None:
    """The same address gives the same draw in every process, on every machine, in every release."""
    seed, stream, week, entity = address
    assert Streams(seed).one(stream, week, entity) == pytest.approx(GOLDEN[address], abs=GRAIN)


def test_another_process_draws_the_same() -> None:
    """Nothing of the process enters, not even Python's hash seed."""
    code = f"from sim.rng import Streams\nprint([Streams(s).one('reach', 3, 5) for s in {SEEDS}])"
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONHASHSEED": "11"},
        text=True,
        capture_output=True,
        check=True,
    )
    assert done.stdout.strip() == str([Streams(seed).one("reach", 3, 5) for seed in SEEDS])


def test_kernels_and_numpy_draw_the_same() -> None:
    """Both paths lead to one function, whatever the order of drawing."""
    key, out = Streams(5).key("come", 12), np.empty(1000, np.float32)
    drawn_in_a_kernel(key, MANY[:1000], out)
    assert np.array_equal(out, Streams(5).draw("come", 12, MANY[:1000]))


@pytest.mark.parametrize("dtype", [np.int8, np.int16, np.int32, np.int64, np.uint16, np.uint32, np.uint64])
def test_the_width_of_a_number_does_not_matter(dtype: type) -> None:
    """A resident's number may be held in any integer type."""
    entities = np.arange(100)
    assert np.array_equal(Streams(5).draw("come", 1, entities.astype(dtype)), Streams(5).draw("come", 1, entities))


def test_order_and_company_do_not_matter() -> None:
    """A draw is the same alone, in a crowd, and in any order."""
    streams, shuffled = Streams(9), np.random.default_rng(0).permutation(2000)
    together = streams.draw("kind", 4, np.arange(2000))
    assert np.array_equal(streams.draw("kind", 4, shuffled), together[shuffled])
    streams.draw("another", 4, MANY)
    assert streams.one("kind", 4, 77) == together[77]
    assert np.array_equal(streams.draw("kind", 4, np.array([77, 77])), together[[77, 77]])


@pytest.mark.parametrize("seed", SEEDS)
def test_draws_are_strictly_between_zero_and_one(seed: int) -> None:
    """So that a logarithm or a quantile of a draw is always finite, in float32 too."""
    draws = Streams(seed).draw("reach", 0, MANY)
    assert draws.dtype == np.float32
    assert draws.min() > 0
    assert draws.max() < 1


def test_the_highest_hash_is_below_one() -> None:
    """Rounding to float32 does not carry a draw to 1, where quantiles are infinite."""
    highest = Streams(0).draw("reach", 0, np.array(HIGHEST))
    assert (highest > 1 - 2.0**-20).all()
    assert (highest < 1).all()


@pytest.mark.parametrize("seed", SEEDS)
def test_draws_are_uniform(seed: int) -> None:
    """Kolmogorov–Smirnov, for any kind of seed."""
    assert stats.kstest(Streams(seed).draw("reach", 0, MANY), "uniform").pvalue > ERROR_RATE


def independent(one: NDArray[np.float32], other: NDArray[np.float32]) -> bool:
    """No correlation, and all cells of a 16 by 16 table equally full."""
    cells = (one * 16).astype(int) * 16 + (other * 16).astype(int)
    full = stats.chisquare(np.bincount(cells, minlength=256)).pvalue > ERROR_RATE
    return bool(full and stats.pearsonr(one, other).pvalue > ERROR_RATE)


def test_streams_are_independent() -> None:
    """Being reached says nothing about coming."""
    streams = Streams(3)
    names = ("reach", "kind", "come", "seats", "matters", "points/redeem", "points/queue")
    for one, other in pairwise((*names, names[0])):
        assert independent(streams.draw(one, 5, MANY), streams.draw(other, 5, MANY)), (one, other)


def test_weeks_are_independent() -> None:
    """Luck this week says nothing about next week's, nor about next year's."""
    streams = Streams(3)
    for week in (0, 1, 51, 52, 467):
        for later in (1, 2, 52):
            assert independent(streams.draw("come", week, MANY), streams.draw("come", week + later, MANY)), (
                week,
                later,
            )


def test_seeds_are_independent() -> None:
    """Replicates share nothing."""
    for one, other in pairwise(range(8)):
        assert independent(Streams(one).draw("come", 5, MANY), Streams(other).draw("come", 5, MANY)), one


def test_people_are_independent() -> None:
    """A resident's luck says nothing about that of the next number, or of one far away."""
    draws = Streams(3).draw("come", 5, np.arange(2**18))
    for distance in (1, 2, 3, 16, 1024, 2**16):
        assert independent(draws[:-distance], draws[distance:]), distance


def test_one_person_through_the_weeks_is_uniform_and_independent() -> None:
    """The other way round: many weeks of one resident."""
    life = np.array([Streams(3).one("come", week, 42) for week in range(20_000)], np.float32)
    assert stats.kstest(life, "uniform").pvalue > ERROR_RATE
    assert independent(life[:-1], life[1:])


def test_rare_events_are_as_frequent_as_their_chance() -> None:
    """Chances of one in a thousand and less are met: the low end is not coarse."""
    draws = np.concatenate([Streams(seed).draw("rare", 0, MANY) for seed in range(20)])
    for chance in (1e-3, 1e-4, 1e-5):
        assert stats.binomtest(int((draws < chance).sum()), draws.size, chance).pvalue > ERROR_RATE


def test_generators_for_building_are_addressed_too() -> None:
    """Set-up work draws from a generator that depends on seed, stream and week only."""

    def first(seed: int, stream: str, week: int) -> float:
        return float(Streams(seed).generator(stream, week).random())

    assert first(1, "places", 0) == first(1, "places", 0)
    assert len({first(1, "places", 0), first(2, "places", 0), first(1, "ties", 0), first(1, "places", 1)}) == 4
