"""Calibration: what may be fitted, to what, how it is tested on known truths, and what becomes of the posterior."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from sim import load
from sim.lab.calibration import abc, fit, targets, worlds
from sim.lab.calibration.prior import Prior, Trials, calibrated, design
from sim.lab.held_out import HELD_OUT
from sim.lab.posterior import drawn, read_posterior, replicates, shipped_posterior, write_posterior
from sim.scenario import EVERY, declared_numbers
from sim.simulation import Simulation
from sim.text import GongtongError

PRIOR = Prior(calibrated())
HISTORY = load("liuhe-history")


# What may be fitted


def test_only_numbers_marked_so_may_be_fitted() -> None:
    """A number that stands in a source is never fitted, nor is one nobody declared as open."""
    marked = {number.path for number in declared_numbers() if number.status == "calibrated"}
    assert set(PRIOR.names) == marked
    with pytest.raises(GongtongError, match="may be fitted"):
        HISTORY.but({"calibrated": {"community.grids": 3}})


def test_the_prior_covers_the_declared_ranges_and_no_more() -> None:
    unit = design(256, len(PRIOR.names))
    for number in PRIOR.numbers:
        values = np.array([one[number.path] for one in PRIOR.values(unit)], float)
        assert number.low <= values.min()
        assert values.max() <= number.high
        assert values.max() - values.min() > 0.8 * (number.high - number.low)


def test_a_place_in_the_prior_is_found_again() -> None:
    unit = design(64, len(PRIOR.names))
    back = PRIOR.unit(PRIOR.values(unit))
    whole = np.array([isinstance(number.default, int) for number in PRIOR.numbers])
    assert np.allclose(back[:, ~whole], unit[:, ~whole], atol=1e-9)
    for again, first in zip(PRIOR.values(back), PRIOR.values(unit), strict=True):
        assert again == pytest.approx(first)


def test_more_sets_extend_a_design() -> None:
    assert np.array_equal(design(300, 5)[:100], design(100, 5))


# To what


def test_held_out_figures_are_not_even_recorded() -> None:
    """What the runs of a calibration keep has no held-out figure in it, under any name."""
    kept = set(worlds.figures(Simulation(HISTORY.without(EVERY).but({"weeks": 30})).run()))
    fitted = {one.name for one in targets.TARGETS} | {one.figure for one in targets.CONSTRAINTS}
    held_out = {one.name for one in HELD_OUT} | {
        "disputes_resolved",
        "party_space",
        "party_yuan",
        "services_meals_ever",
    }
    assert not kept & held_out
    assert not fitted & held_out


def test_a_parameter_set_is_tried_in_three_worlds() -> None:
    """The history, the same community left alone, and with points that end; all with that set and one seed."""
    trials = Trials(HISTORY, PRIOR.values(design(3, len(PRIOR.names))))
    assert len(trials) == 9
    three = [trials[at] for at in (3, 4, 5)]
    assert {run.factors["world"] for run in three} == {"history", "cold", "points"}
    assert len({run.seed for run in three}) == len({str(run.scenario.calibrated) for run in three}) == 1
    assert not three[1].scenario.policies
    assert set(three[2].scenario.policies) == {"points"}


# How


def linear(sets: int, noise: float, seed: int = 0) -> abc.Table:
    """Figures that are sums of numbers, with noise: a problem whose answer is known."""
    rng = np.random.default_rng(seed)
    unit = rng.random((sets, 3))
    figures = unit @ np.array([[1.0, 0.2], [0.3, 1.0], [0.0, 0.0]]) + noise * rng.normal(size=(sets, 2))
    return abc.Table(unit, figures)


@pytest.mark.parametrize("method", abc.METHODS, ids=lambda method: method.name)
def test_known_truths_are_covered_as_often_as_promised(method: abc.Method) -> None:
    """200 cases: the share covered has a standard error of about .02 over three numbers."""
    found = abc.coverage(linear(3000, 0.05), method, 200)
    assert found.covered[0.5] == pytest.approx(0.5, abs=0.12)
    assert found.covered[0.9] == pytest.approx(0.9, abs=0.08)


def test_a_number_that_moves_no_figure_stays_at_its_prior() -> None:
    table = linear(3000, 0.05)
    sample = abc.Fitter(table, abc.METHODS[-1]).posterior(np.array([0.7, 0.6]))
    contraction = 1 - sample.variance() / table.unit.var(axis=0)
    assert contraction[0] > 0.5
    assert abs(contraction[2]) < 0.2


def test_coverage_comes_before_contraction() -> None:
    """A sharp method that covers too little loses to one that covers; of two that cover, the sharper wins."""

    def tried(cover: float, contraction: float) -> abc.Coverage:
        return abc.Coverage(abc.METHODS[0], 100, {0.5: 0.5, 0.9: cover}, 0.2, contraction, 0, 1.0)

    blunt, sharp, overconfident = tried(0.90, 0.2), tried(0.89, 0.5), tried(0.70, 0.9)
    assert abc.chosen([blunt, sharp, overconfident]) is sharp


def test_what_lies_outside_all_runs_is_seen() -> None:
    """No method may be trusted where the sets it keeps lie farther off than in any case it was tested on."""
    table = linear(2000, 0.05)
    found = abc.coverage(table, abc.METHODS[1], 200)
    fitter = abc.Fitter(table, abc.METHODS[1])
    assert fitter.off_centre(np.array([0.7, 0.6])) <= found.off_centre < fitter.off_centre(np.array([1.5, -0.4]))


def runs(sets: int, change: Callable[[pd.DataFrame], None] = lambda _: None) -> tuple[np.ndarray, pd.DataFrame]:
    """A table of figures as a model might give them that meets every constraint."""
    unit = design(sets, len(PRIOR.names))
    rng = np.random.default_rng(1)
    rows = {one.name: one.middle + 4 * one.tolerance * (unit[:, n] - 0.5) for n, one in enumerate(targets.TARGETS)}
    for one in targets.CONSTRAINTS:
        low, high = max(one.low, -1.0), min(one.high, 100.0)
        rows[one.figure] = low + (high - low) * rng.uniform(0.2, 0.8, sets)
    found = pd.DataFrame(rows)
    change(found)
    return unit, found


def test_targets_that_can_be_met_together_are_fitted_as_published() -> None:
    unit, found = runs(1024)
    result = fit.fit(PRIOR, unit, found)
    assert result.widened == 1.0
    assert all(one.reached for one in result.reach)
    assert {one.name for one in result.learnt if one.identified} >= set(PRIOR.names[: len(targets.TARGETS)])
    assert len(result.draws) == fit.DRAWS


def test_targets_that_exclude_each_other_make_a_compromise_that_is_said() -> None:
    """If one figure is high only where the other is low, tolerances are widened until both lie among the runs."""

    def exclude(found: pd.DataFrame) -> None:
        first, second = targets.TARGETS[0], targets.TARGETS[1]
        high = (found[first.name] - first.middle) / first.tolerance
        found[second.name] = second.middle + second.tolerance * (3 * high + 6)

    result = fit.fit(PRIOR, *runs(1024, exclude))
    assert result.widened > 1.0


def test_a_target_no_run_reaches_is_left_out_and_named() -> None:
    def never(found: pd.DataFrame) -> None:
        found["membership"] = 0.1

    result = fit.fit(PRIOR, *runs(1024, never))
    assert [one.target.name for one in result.reach if not one.reached] == ["membership"]


def test_parameter_sets_that_miss_a_required_pattern_are_no_candidates() -> None:
    def warm(found: pd.DataFrame) -> None:
        found.loc[: len(found) // 2, "cold_slope"] = 0.02

    result = fit.fit(PRIOR, *runs(1024, warm))
    assert result.candidates == pytest.approx(511, abs=2)


def test_a_pattern_hardly_any_set_shows_is_reported_and_not_asked_for() -> None:
    def rare(found: pd.DataFrame) -> None:
        found["first_fails"] = 0.0

    met = {one.constraint.name: one for one in fit.fit(PRIOR, *runs(1024, rare)).met}
    assert not met["P17a"].applied
    assert met["P17a"].share == 0
    assert met["P1b"].applied


def test_too_few_runs_are_refused() -> None:
    with pytest.raises(GongtongError, match="--runs"):
        fit.fit(PRIOR, *runs(100))


# The posterior sample


def test_the_shipped_sample_runs_in_every_scenario() -> None:
    """Between 100 and 300 sets, all of them possible, with how they were obtained."""
    sample = shipped_posterior()
    assert 100 <= len(sample) <= 300
    for draw in sample.draws:
        assert set(draw) == set(PRIOR.names)
        drawn(HISTORY, draw).settled()
    assert {"version", "method", "covered", "contraction", "targets_fitted"} <= set(sample.origin)


def test_a_sample_is_read_as_it_was_written(tmp_path: Path) -> None:
    draws = PRIOR.values(design(4, len(PRIOR.names)))
    write_posterior(tmp_path, draws, {"version": "x"})
    back = read_posterior(tmp_path)
    assert back.draws[2] == pytest.approx(draws[2], rel=1e-5)
    with pytest.raises(GongtongError, match="posterior"):
        read_posterior(tmp_path / "nowhere")


def test_a_parameter_set_stands_in_for_defaults_only() -> None:
    """What a scenario sets itself stays; numbers of modules count once these are on."""
    draw = {"resident.base": -2.5, "resident.notice": 0.2, "leaders.asked": 6.0}
    own = load("liuhe").but({"resident.notice": 0.3})
    settled = drawn(own, draw).settled()
    assert (settled.resident.base, settled.resident.notice) == (-2.5, 0.3)
    assert not settled.policies
    assert drawn(own, draw).adding("leaders").settled().policies["leaders"].asked == 6.0  # type: ignore[attr-defined]


def test_arms_share_seed_and_parameter_set() -> None:
    draws = PRIOR.values(design(2, len(PRIOR.names)))
    left, right = (replicates(arm, [5, 6], draws) for arm in (load("liuhe"), load("liuhe").adding("points")))
    assert [run.seed for run in left] == [run.seed for run in right] == [5, 6]
    assert [run.scenario.calibrated for run in left] == [run.scenario.calibrated for run in right] == draws


def test_more_draws_than_there_are_is_refused() -> None:
    with pytest.raises(GongtongError, match="--posterior"):
        shipped_posterior().first(10_000)
