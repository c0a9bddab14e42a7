"""How patterns of leaders, organisations and the whole package are measured; `docs/patterns.md` has their figures."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from sim.lab.patterns.individuals import gini, pooled
from sim.lab.patterns.observation import Observation, asked_and_others, watch
from sim.lab.patterns.organisations import _logistic
from tests.support import small


def test_a_watched_run_adds_up() -> None:
    """Counts of a small run with all modules hang together."""
    scenario = small(weeks=208).adding("*")
    watched = watch(scenario, 1)
    assert watched.first_deep.sum() > 0
    assert (watched.hours > 0).all()
    assert 0 < watched.listed_active <= watched.listed
    assert watched.ended.sum() <= watched.lived.sum()
    assert watched.estates.shape == (16, scenario.community.estates)
    assert ((watched.estates >= 0) & (watched.estates <= 1)).all()


def test_asking_moves_those_asked_more_than_their_contacts() -> None:
    """On one seed, with the same luck in both runs."""
    asked, others = asked_and_others(small(weeks=60), 1)
    assert asked > abs(others)


def test_the_gini_coefficient() -> None:
    """Equal gifts give 0; all by one of four gives 3/4."""
    assert gini(np.ones(5)) == pytest.approx(0.0)
    assert gini(np.array([0.0, 0.0, 0.0, 8.0])) == pytest.approx(0.75)


def test_a_logistic_curve_is_recognised_and_a_line_is_not() -> None:
    """R² and gain in AIC of a curve with a little noise, and of a line."""
    years = (np.arange(32) + 0.5) / 4
    noise = np.random.default_rng(1).normal(0, 0.002, 32)
    fit, better, lag = _logistic(0.3 / (1 + np.exp(-1.5 * (years - 4))) + noise)
    assert (fit > 0.99, better > 10) == (True, True)
    assert lag == pytest.approx(4 - np.log(9) / 1.5, abs=0.1)
    assert _logistic(0.02 * years + noise)[1] < 0


def test_pooled_figures_of_equal_runs_have_no_spread() -> None:
    """Jackknife pseudo-values of equal runs are the figure itself."""
    run = watch(small(weeks=208), 1)

    def participants(runs: Sequence[Observation]) -> float:
        return float(np.mean([one.hours.size for one in runs]))

    assert pooled(participants, [run] * 3) == pytest.approx(run.hours.size)
