"""Organisations in whole runs, and over years of the case."""

from __future__ import annotations

from math import exp, inf
from typing import Any, NamedTuple

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import stats

from sim import load
from sim.agents.organisation import Organisation
from sim.agents.organisation.life import DISSOLVED, SPONTANEOUS
from sim.audit import organisations as audit
from sim.lab.patterns.residents import FAIL, Finding
from sim.simulation import Simulation
from sim.text import Text
from tests.support import small

# In runs


def test_organisations_add_up_in_runs_with_and_without_modules() -> None:
    """A small community in which groups begin often, meet, merge and end, checked every week."""
    changes = {"organisations__spontaneous": 0.02, "organisations__mortality_new": 0.02, "office__activities": 3.0}
    for scenario in (small(weeks=90, **changes), small(weeks=60, **changes).adding("incubation", "leaders")):
        simulation = Simulation(scenario, seed=2, audit=True)
        simulation.run()
        society = simulation.world.society
        assert len(society.ever) > len(society.alive) > 0
        assert society.granted == pytest.approx(society.spent + sum(one.funds for one in society.ever))


def test_the_audit_finds_a_leader_who_is_on_no_list() -> None:
    """And money out of nothing, a name twice, a count that is wrong."""

    def faulty(fault: Any) -> str:
        simulation = Simulation(small(weeks=4), seed=1)
        society = simulation.world.society
        one = society.found("interest", 0, np.flatnonzero(simulation.world.residents.able)[:20], "a test", 0)
        simulation.step()
        assert one.alive
        assert next(audit(simulation.world), None) is None
        fault(simulation.world, one)
        return next(audit(simulation.world)).en

    def lead(_: Any, one: Organisation) -> None:
        one.leaders.append(int(1e6))

    def rich(_: Any, one: Organisation) -> None:
        one.funds += 5.0

    def twice(world: Any, one: Organisation) -> None:
        rows = world.society.members(one)[:1]
        world.society.roster = world.society.roster.with_more(np.array([one.index], np.int32), rows, 0)

    def counted(world: Any, _: Organisation) -> None:
        world.residents.listed[world.society.roster.row[0]] += 1

    assert "leaders off its list" in faulty(lead)
    assert "held" in faulty(rich)
    assert "twice" in faulty(twice)
    assert "memberships are not those of the lists" in faulty(counted)


# Over years of the case, in many replicates


SEEDS = 12
NINE_YEARS = load("liuhe")


@pytest.mark.slow
def test_groups_exist_without_any_module_and_are_rare() -> None:
    """Zero to four in nine years of the case are expected of a cold community.

    The mean over eight seeds is held to that, and two seeds of three: found were none to three groups, 1.4 in the mean.
    """
    begun = []
    for seed in range(8):
        simulation = Simulation(NINE_YEARS, seed)
        simulation.run()
        begun.append(len(simulation.world.society.ever))
        assert all(one.founder == SPONTANEOUS for one in simulation.world.society.ever)
    expected = Finding("groups", Text("groups begun unaided", "自发群体"), 0.5, 4.0, np.array(begun, np.float64))
    assert expected.verdict != FAIL, (begun, expected.interval)
    assert np.mean(begun) <= 4
    assert sum(groups <= 4 for groups in begun) >= 2 / 3 * len(begun)


class Demography(NamedTuple):
    """What became of the organisations of one run with incubation: newcomers, their first year, leads, sizes."""

    begun: int
    ended_in_a_year: int
    weeks: tuple[int, int]  # lived with a leader, and without
    ended: tuple[int, int]  # the same, of those that dissolved
    sizes: NDArray[np.int64]  # active members at the end


def demography(seed: int) -> Demography:
    """Nine years of the case with incubation; an organisation begins when it is more than a circle that forms."""
    simulation = Simulation(NINE_YEARS.adding("incubation"), seed)
    society = simulation.world.society
    weeks, ended, led = [0, 0], [0, 0], {}
    while not simulation.done:
        simulation.step()
        for one in society.ever:
            if one.alive and not one.forming:
                led[one.index] = bool(one.leaders)
                weeks[not one.leaders] += 1
            elif one.ended is not None and one.ended[:2] == (simulation.week - 1, DISSOLVED) and one.index in led:
                ended[not led[one.index]] += 1  # but for a circle that ended in the very week it became more
    births = [(one, one.founded if one.founder == SPONTANEOUS else one.steps.get("interest")) for one in society.ever]
    old = [(one, begun) for one, begun in births if begun is not None and begun <= simulation.week - 52]
    return Demography(
        len(old),
        sum(one.ended is not None and one.ended.week - begun < 52 for one, begun in old),
        (weeks[0], weeks[1]),
        (ended[0], ended[1]),
        np.array([society.present(one) for one in society.alive if not one.forming]),
    )


@pytest.fixture(scope="module")
def demographies() -> list[Demography]:
    """Of a dozen seeds."""
    return [demography(seed) for seed in range(SEEDS)]


@pytest.mark.slow
def test_as_many_end_in_their_first_year_as_elsewhere(demographies: list[Demography]) -> None:
    """Eight to twenty-five in a hundred are expected (P19), and the 99% interval of the pooled share must reach that.

    Found: 27 of 219, or 12%, with an interval of 7% to 19%.
    """
    ended, begun = (sum(getattr(one, name) for one in demographies) for name in ("ended_in_a_year", "begun"))
    low, high = stats.binomtest(ended, begun).proportion_ci(0.99)
    assert (low <= 0.25, high >= 0.08) == (True, True), (ended, begun, low, high)


@pytest.mark.slow
def test_the_leaderless_end_at_least_twice_as_often(demographies: list[Demography]) -> None:
    """In a week of their lives, over all ages (P19); the 99% interval of the ratio must reach two and exclude one.

    Found: 3.2 times, interval 1.6 to 6.7.
    """
    (led, alone), (ended_led, ended_alone) = np.sum([[one.weeks, one.ended] for one in demographies], axis=0)
    ratio = (ended_alone / alone) / (ended_led / led)
    width = 2.576 * (1 / ended_alone + 1 / ended_led) ** 0.5
    assert ratio * exp(width) >= 2, ratio
    assert ratio * exp(-width) > 1, ratio


@pytest.mark.slow
def test_sizes_are_skewed_to_the_right(demographies: list[Demography]) -> None:
    """A few are large, most are small (P19): mean skewness above zero, and not by luck of the seeds at 95%.

    Found: 0.30 on average, one-sided p below 0.01.
    """
    skewness = np.array([stats.skew(one.sizes) for one in demographies])
    assert stats.ttest_1samp(skewness, 0.0, alternative="greater").pvalue < 0.05, skewness


@pytest.mark.slow
@pytest.mark.xfail(strict=True, reason="missed: 1.9 times on average over twelve seeds, 99% interval 1.7 to 2.2")
def test_the_largest_is_five_times_the_median(demographies: list[Demography]) -> None:
    """As P19 expects; capacities keep the largest below 300 active members while the median is about 35."""
    ratios = np.array([one.sizes.max() / max(np.median(one.sizes), 1) for one in demographies])
    assert Finding("sizes", Text("largest over median", "最大与中位数之比"), 5.0, inf, ratios).verdict != FAIL
