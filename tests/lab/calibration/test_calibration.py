"""Calibration: what may be fitted, to what, how it is tested on known truths, and what becomes of the posterior."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from sim import load
from sim.lab.calibration import abc, calibrate, fit, screening, targets
from sim.lab.calibration import required_patterns as required
from sim.lab.calibration.constraints import reject
from sim.lab.calibration.parameter_runs import ParameterRuns, run_parameter_sets
from sim.lab.calibration.prior import Prior, calibrated_numbers, design
from sim.lab.calibration.worlds import WEEKLY, ActivityWatcher, ParameterTrials, first_worlds, later_worlds
from sim.lab.comparison.study import Study
from sim.lab.design.posterior import (
    read_posterior,
    replicates,
    shipped_posterior,
    with_parameters,
    write_posterior,
)
from sim.lab.patterns.observation import watch_governance
from sim.lab.patterns.residents import Finding, cold
from sim.lab.run.store import Store
from sim.lab.validation.held_out import HELD_OUT
from sim.scenario import EVERY, declared_numbers
from sim.simulation import Simulation, run
from sim.text import GongtongError, Text
from tests.support import small

SETS = 480  # of made-up tables
PRIOR = Prior(calibrated_numbers())
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
    assert np.allclose(back[:, ~whole], unit[:, ~whole], atol=1e-4)
    for again, first in zip(PRIOR.values(back), PRIOR.values(unit), strict=True):
        assert again == pytest.approx(first, rel=1e-4)


def test_more_sets_extend_a_design() -> None:
    assert np.array_equal(design(300, 5)[:100], design(100, 5))


# To what


def test_held_out_figures_are_not_even_recorded() -> None:
    """What the runs of a calibration keep has no held-out figure in it, under any name."""
    simulation = Simulation(small(leaders__dose=1.0, incubation__slots=2, points__budget=5000.0, weeks=70))
    look = ActivityWatcher(simulation)
    kept = {*WEEKLY, *look.numbers(simulation.run(look.look))}
    held_out = {one.name for one in HELD_OUT} | {"disputes_resolved", "matters_solved", "party_space", "party_yuan"}
    held_out |= {f"services_{name}_ever" for name in ("meals", "care", "childcare", "after_school")}
    assert not kept & held_out
    assert not {one.name for one in targets.TARGETS} & held_out


def test_a_set_is_tried_on_one_seed_in_all_worlds() -> None:
    """The history, the same community left alone, and with points that end."""
    trials = ParameterTrials(first_worlds(HISTORY), PRIOR.values(design(3, len(PRIOR.names))), seed=70)
    assert len(trials) == 9
    three = [trials[at] for at in (3, 4, 5)]
    assert [run.factors["world"] for run in three] == ["history", "none", "points stopped"]
    assert {run.seed for run in three} == {71}
    assert len({str(run.scenario.calibrated) for run in three}) == 1
    assert not three[1].scenario.policies
    assert set(three[2].scenario.policies) == {"points"}


def test_every_required_pattern_has_its_worlds() -> None:
    """P1 to P17 of the acceptance rule: each has a part that is asked, or is a target."""
    asked = {name for part in required.PARTS for name in part.names}
    asked |= {"P1a", "P2", "P3a", "P6b", "P7b", "P11a"}  # in the first worlds
    assert {int(name[1:].rstrip("abcd")) for name in asked} == {1, 2, 3, 6, 7, 8, 11, 13, 14, 15, 16, 17}
    assert {world for part in required.PARTS for world in part.worlds} == set(later_worlds(HISTORY))


def test_patterns_read_sets_as_they_read_replicates(tmp_path: Path) -> None:
    """The same run gives the same figures, whether a study holds it or a store; done once, it is not done again."""
    base = small()
    trials = ParameterTrials({"none": base}, [{}, {}])
    tried = run_parameter_sets(Store(tmp_path), trials, 1)
    study = Study({"none": base}, (0, 1), {"none": (run(base, 0), run(base, 1))})
    for one, other in zip(cold(tried), cold(study), strict=True):
        assert one.values == pytest.approx(other.values, abs=1e-5), one.name
    before = Store(tmp_path).parts("runs")
    assert ParameterRuns(Store(tmp_path), trials).points.tolist() == [0, 1]
    run_parameter_sets(Store(tmp_path), trials, 1)
    assert Store(tmp_path).parts("runs") == before


def test_what_is_looked_at_every_week_is_what_patterns_look_at() -> None:
    scenario = small(weeks=70).adding("selfmanage")
    simulation = Simulation(scenario, 2)
    look = ActivityWatcher(simulation)
    kept = look.numbers(simulation.run(look.look))
    by_age = watch_governance(scenario, 2).active
    assert [kept[f"active_{age}_last"] for age in (18, 60, 80)] == pytest.approx(by_age[-52:].mean(axis=0))
    assert kept["committee_months"] >= 0


# How


def linear(sets: int, noise: float, seed: int = 0) -> abc.RunTable:
    """Figures that are sums of numbers, with noise: a problem whose answer is known."""
    rng = np.random.default_rng(seed)
    unit = rng.random((sets, 3))
    figures = unit @ np.array([[1.0, 0.2], [0.3, 1.0], [0.0, 0.0]]) + noise * rng.normal(size=(sets, 2))
    return abc.RunTable(unit, figures)


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


@pytest.mark.parametrize("method", abc.METHODS, ids=lambda method: method.name)
def test_a_figure_left_out_is_expected_from_the_others(method: abc.Method) -> None:
    table = linear(3000, 0.05)
    third = 2 * table.figures[:, 0] - table.figures[:, 1]
    found = abc.Fitter(table, method).expected(third, np.array([0.8, 0.5]))
    assert found.weight @ found.unit[:, 0] == pytest.approx(1.1, abs=0.1)


def test_coverage_comes_before_contraction() -> None:
    """A sharp method that covers too little loses to one that covers; of two that cover, the sharper wins."""

    def tried(cover: float, contraction: float) -> abc.Coverage:
        return abc.Coverage(abc.METHODS[0], 100, {0.5: 0.5, 0.9: cover}, 0.2, contraction, 0, 1.0)

    blunt, sharp, overconfident = tried(0.90, 0.2), tried(0.89, 0.5), tried(0.70, 0.9)
    assert abc.best_method([blunt, sharp, overconfident]) is sharp


def test_what_lies_outside_all_runs_is_seen() -> None:
    """No method may be trusted where the sets it keeps lie farther off than in any case it was tested on."""
    table = linear(2000, 0.05)
    found = abc.coverage(table, abc.METHODS[1], 200)
    fitter = abc.Fitter(table, abc.METHODS[1])
    assert fitter.off_centre(np.array([0.7, 0.6])) <= found.off_centre < fitter.off_centre(np.array([1.5, -0.4]))


def finding(name: str, values: np.ndarray, low: float = 0.0, high: float = 1.0) -> Finding:
    return Finding(name, Text("a", "甲"), low, high, values)


Made = tuple[np.ndarray, dict[str, np.ndarray], list[Finding]]


def made(sets: int, change: Callable[[dict[str, np.ndarray], list[Finding]], None] = lambda *_: None) -> Made:
    """Sets as a model might give them: each target is moved by a number of its own, and all show every pattern."""
    unit = design(sets, len(PRIOR.names))
    figures = {one.name: one.middle + 4 * one.tolerance * (unit[:, n] - 0.5) for n, one in enumerate(targets.TARGETS)}
    shown = [finding(name, np.random.default_rng(n).uniform(0.2, 0.8, sets)) for n, name in enumerate("AB")]
    change(figures, shown)
    return unit, figures, shown


def of_sample(result: fit.Fit) -> np.ndarray:
    """Contraction of every number."""
    return np.asarray(1 - 12 * result.sample.variance())


def test_targets_that_can_be_met_together_are_fitted_as_published() -> None:
    result = fit.fit(*made(SETS))
    assert set(result.widened.values()) == {1.0}
    assert result.met_together
    assert all(one.reached for one in result.reach)
    assert (of_sample(result)[: len(targets.TARGETS)] > 0.2).all()


@pytest.mark.slow
def test_targets_that_exclude_each_other_make_a_compromise_that_is_said() -> None:
    """If one figure is high only where the other is low, their tolerances are widened until both lie among the runs.

    Those of targets that contradict nothing stay as published.
    """

    def exclude(figures: dict[str, np.ndarray], _: list[Finding]) -> None:
        first, second = targets.TARGETS[0], targets.TARGETS[1]
        high = 3 * (figures[first.name] - first.middle) / first.tolerance
        figures[first.name] = first.middle + first.tolerance * high
        figures[second.name] = second.middle + second.tolerance * (3 * high + 14)

    result = fit.fit(*made(SETS, exclude))
    assert all(one.reached for one in result.reach)
    assert max(result.widened.values()) > 1.0
    others = [one.name for one in targets.TARGETS[2:]]
    assert [result.widened[name] for name in others] == [1.0] * len(others)


def test_a_target_no_run_reaches_is_left_out_and_named() -> None:
    def never(figures: dict[str, np.ndarray], _: list[Finding]) -> None:
        figures["membership"] = np.full(SETS, 0.1)

    result = fit.fit(*made(SETS, never))
    assert [one.target.name for one in result.reach if not one.reached] == ["membership"]
    assert "membership" not in result.without


def test_sets_that_miss_a_pattern_most_show_are_dropped() -> None:
    def some_miss(_: dict[str, np.ndarray], shown: list[Finding]) -> None:
        shown[0].values[:150] = 2.0
        shown[1].values[:100] = np.nan

    result = fit.fit(*made(SETS, some_miss))
    assert result.candidates == SETS - 150
    assert {one.way for one in result.patterns} == {"rejected"}
    assert [one.share for one in result.patterns] == pytest.approx([1 - 150 / SETS, 1 - 100 / SETS])


@pytest.mark.parametrize("open_end", [False, True])
def test_limits_of_a_pattern_few_show_are_fitted_like_a_target(open_end: bool) -> None:
    """It moves the number that decides it to where the pattern is shown, and costs no set."""
    last = len(PRIOR.names) - 1

    def few_show(_: dict[str, np.ndarray], shown: list[Finding]) -> None:
        values = design(SETS, len(PRIOR.names))[:, last]
        shown.append(finding("few", values, 0.8, np.inf if open_end else 1.0))

    result = fit.fit(*made(SETS, few_show))
    assert result.candidates == SETS
    assert result.patterns[-1].way == "fitted"
    assert result.sample.weight @ result.sample.unit[:, last] > 0.75
    assert of_sample(result)[last] > 0.6


def test_a_pattern_hardly_any_set_shows_is_reported_and_not_asked_for() -> None:
    def none_show(_: dict[str, np.ndarray], shown: list[Finding]) -> None:
        shown.append(finding("far", np.full(SETS, 50.0)))

    met = fit.fit(*made(SETS, none_show)).patterns[-1]
    assert (met.way, met.share) == ("rare", 0)


def test_figures_that_do_not_exist_stop_no_fit() -> None:
    """A ratio to nothing, or no figure at all, is far off, not an error."""

    def missing(_: dict[str, np.ndarray], shown: list[Finding]) -> None:
        values = 3 * design(SETS, len(PRIOR.names))[:, 9]
        values[:5] = (np.nan, np.inf, -np.inf, np.nan, np.inf)
        shown.append(finding("few", values))

    result = fit.fit(*made(SETS, missing))
    assert result.patterns[-1].way == "fitted"
    assert np.isfinite(result.sample.unit).all()


def test_too_few_runs_are_refused() -> None:
    with pytest.raises(GongtongError, match="--runs"):
        fit.fit(*made(100))


# Screening


def test_patterns_are_asked_from_the_most_often_shown_to_the_least_while_enough_are_left() -> None:
    draws = np.arange(100)
    most, half, rare = (
        finding(name, (draws >= at).astype(float), 0.5) for name, at in (("m", 10), ("h", 50), ("r", 90))
    )
    names, left = reject([rare, most, half], 40)
    assert names == {"m", "h"}
    assert left.sum() == 50
    assert reject([half, rare], 80)[0] == set()


def test_only_worlds_of_patterns_that_can_be_asked_and_are_not_always_shown_are_run_on() -> None:
    """Of the pilot: P17a half show, P15a nearly none, P8a all; the other patterns are shown by all."""
    pilot = [finding(name, np.full(24, 0.5)) for part in required.PARTS for name in part.names]
    shares = {"P17a": 12, "P15a": 1}
    pilot = [replace(one, values=np.where(np.arange(24) < shares.get(one.name, 24), 0.5, 9.0)) for one in pilot]
    assert screening.needed_worlds(pilot, 0.4) == {"selfmanage"}
    assert screening.needed_worlds(pilot, 0.01) == {"selfmanage", "none", "leaders", "incubation", "both"}
    assert screening.needed_worlds(pilot, 0.9) == set()


def test_the_same_posterior_gives_the_same_draws() -> None:
    sample = fit.fit(*made(SETS)).sample
    once, again = calibrate.sample_draws(sample, 400), calibrate.sample_draws(sample, 400)
    assert np.array_equal(once, again)
    assert once.mean(axis=0) == pytest.approx(sample.weight @ sample.unit, abs=0.06)


@pytest.mark.slow
def test_a_calibration_goes_on_where_it_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a tenth of the case: called again it runs nothing and gives the same sample; every draw kept shows what was asked."""
    monkeypatch.setattr(fit, "LEAST_SETS", 6)
    history = small(weeks=60, modules_start="2015-01-05").adding(EVERY)
    told: list[int] = []
    first = calibrate.calibrate(history, tmp_path, sets=12, draws=8, workers=2, done=told.append)
    assert told[-1] == calibrate.runs_of(history, 12, 8)
    assert told == sorted(told)
    before = Store(tmp_path / calibrate.STORE).keys("runs")
    again = calibrate.calibrate(history, tmp_path, sets=12, draws=8, workers=2)
    assert Store(tmp_path / calibrate.STORE).keys("runs") == before
    assert again.draws == first.draws
    assert len(first.draws) >= 2  # of the four that are screened at most
    sample = read_posterior(tmp_path)
    assert sample.draws == tuple(first.draws)
    asked = {one.finding.name for one in first.screening.later if one.way == "rejected"}
    assert asked <= set(sample.patterns_asked)


# The posterior sample


def test_the_shipped_sample_runs_in_every_scenario() -> None:
    """Between 100 and 300 sets, all of them possible, with how they were obtained."""
    sample = shipped_posterior()
    assert 100 <= len(sample) <= 300
    for draw in sample.draws:
        assert set(draw) == set(PRIOR.names)
        with_parameters(HISTORY, draw).settled()
    assert {"version", "method", "covered", "contraction", "targets_fitted", "patterns_of_the_draws"} <= set(
        sample.origin
    )


def test_a_sample_is_read_as_it_was_written(tmp_path: Path) -> None:
    draws = PRIOR.values(design(4, len(PRIOR.names)))
    write_posterior(tmp_path, draws, {"version": "x"})
    back = read_posterior(tmp_path)
    assert back.draws[2] == pytest.approx(draws[2], rel=1e-5)
    with pytest.raises(GongtongError, match="posterior"):
        read_posterior(tmp_path / "nowhere")
    for damaged in ("", "resident.base\n-1.5.0\n", "resident.base,resident.notice\n-1.5\n"):
        (tmp_path / "posterior.csv").write_text(damaged, "utf-8")
        with pytest.raises(GongtongError, match="cannot be read"):
            read_posterior(tmp_path)


def test_a_parameter_set_stands_in_for_defaults_only() -> None:
    """What a scenario sets itself stays; numbers of modules count once these are on."""
    draw = {"resident.base": -2.5, "resident.notice": 0.2, "leaders.asked": 6.0}
    own = load("liuhe").but({"resident.notice": 0.3})
    settled = with_parameters(own, draw).settled()
    assert (settled.resident.base, settled.resident.notice) == (-2.5, 0.3)
    assert not settled.policies
    assert with_parameters(own, draw).adding("leaders").settled().policies["leaders"].asked == 6.0  # type: ignore[attr-defined]


def test_arms_share_seed_and_parameter_set() -> None:
    draws = PRIOR.values(design(2, len(PRIOR.names)))
    left, right = (replicates(arm, [5, 6], draws) for arm in (load("liuhe"), load("liuhe").adding("points")))
    assert [run.seed for run in left] == [run.seed for run in right] == [5, 6]
    assert [run.scenario.calibrated for run in left] == [run.scenario.calibrated for run in right] == draws


def test_more_draws_than_there_are_is_refused() -> None:
    with pytest.raises(GongtongError, match="--posterior"):
        shipped_posterior().first(10_000)
