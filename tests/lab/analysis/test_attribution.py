"""Shapley values on games whose answer is known, and the command on a tiny community."""

from __future__ import annotations

from itertools import combinations, permutations
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray

from sim.lab.analysis.attribution import attribution, factorial, interactions, shapley
from sim.lab.comparison.study import CREDIBLE
from sim.scenario.file import dump
from tests.support import small
from tests.support.command import gongtong, refused

GLOVES = np.array([[[0, 0], [0, 1]], [[0, 1], [0, 1]]], float)[..., None]
"""A pair of gloves is worth one: the first two players own left gloves, the third the only right one."""


def worlds(most: int = 4) -> st.SearchStrategy[NDArray[np.float64]]:
    """Any worlds of two to so many modules on three seeds."""
    values = st.floats(-1e3, 1e3, allow_nan=False, width=32)
    return st.integers(2, most).flatmap(lambda modules: arrays(np.float64, (2,) * modules + (3,), elements=values))


def test_shapley_values_of_the_glove_game() -> None:
    """Known: one sixth for each left glove, two thirds for the scarce right one."""
    assert shapley(GLOVES)[:, 0] == pytest.approx([1 / 6, 1 / 6, 2 / 3])


def test_interactions_of_the_glove_game() -> None:
    """Left gloves stand in for one another; each needs the right one."""
    assert interactions(GLOVES)[:, 0] == pytest.approx([-0.5, 0.5, 0.5])


@given(worlds())
def test_values_add_up_to_the_joint_effect_on_every_seed(some: NDArray[np.float64]) -> None:
    """To rounding of the last digits."""
    every, none = some[(1,) * (some.ndim - 1)], some[(0,) * (some.ndim - 1)]
    assert shapley(some).sum(axis=0) == pytest.approx(every - none, abs=1e-9)


@given(worlds(3))
def test_a_value_is_the_mean_over_all_orders_of_joining(some: NDArray[np.float64]) -> None:
    """The definition, by going through every order."""
    modules = some.ndim - 1
    orders = list(permutations(range(modules)))
    brought = np.zeros((modules, some.shape[-1]))
    for order in orders:
        on = [0] * modules
        for module in order:
            before = some[tuple(on)]
            on[module] = 1
            brought[module] += some[tuple(on)] - before
    assert shapley(some) == pytest.approx(brought / len(orders), abs=1e-9)


def test_modules_that_only_add_do_not_interact() -> None:
    """Each then has what it brings alone."""
    own = np.array([2.0, -1.0, 0.5])
    added = np.einsum("i,ijkl->jkl", own, np.indices((2, 2, 2)))[..., None]
    assert shapley(added)[:, 0] == pytest.approx(own)
    assert interactions(added) == pytest.approx(np.zeros((3, 1)))


def test_every_bundle_runs_on_the_same_seeds_and_draws() -> None:
    """Modules that are not shared out stay as the scenario has them; each seed has its parameter set."""
    draws = ({"resident.base": -2.0}, {"resident.base": -3.0})
    study = factorial(small().adding("services"), ["points", "leaders"], (4, 7), draws)
    runs = list(study)
    assert [sorted(run.scenario.policies) for run in runs[::2]] == [
        ["services"],
        ["leaders", "services"],
        ["points", "services"],
        ["leaders", "points", "services"],
    ]
    assert {(run.seed, run.scenario.calibrated["resident.base"]) for run in runs} == {(4, -2.0), (7, -3.0)}


def test_tables_name_modules_and_intervals_hold_seeds() -> None:
    """Values by module as their axes say; with draws the interval is the middle 90% of them."""
    seeds = range(40)
    luck = np.random.Generator(np.random.PCG64(1)).normal(0, 1, 40)
    study = factorial(small(), ["points", "leaders"], seeds, [{}] * 40)
    values = np.array([3.0 * on + 5 * other + luck * on for on, other in study.points])
    table = attribution(study, "trust", values).values().set_index("module")
    assert table.loc["leaders", "value"] == pytest.approx(5)
    assert table.loc["points", "value"] == pytest.approx(3 + luck.mean())
    spread = table.loc["points", "high"] - table.loc["points", "low"]
    assert spread == pytest.approx(np.subtract(*np.quantile(luck, [(1 + CREDIBLE) / 2, (1 - CREDIBLE) / 2])))


# The command


def test_attribute_on_a_tiny_community_and_again(tmp_path: Path) -> None:
    """Tables add up; called again, in Chinese, nothing is run."""
    case, out = tmp_path / "tiny.yaml", tmp_path / "out"
    case.write_text(dump(small(weeks=30, office__activities=3.0)), encoding="utf-8")
    asked = ("attribute", str(case), "--measure", "active_4w", "--modules", "points,incubation", "--seeds", "2")
    done = gongtong(*asked, "--out", str(out), "--workers", "1")
    assert done.returncode == 0, done.stderr
    assert "4 points on 2 seeds" in done.stdout
    shares = pd.read_csv(out / "attribution-active_4w.csv")
    bundles = pd.read_csv(out / "bundles-active_4w.csv")
    assert shares["value"].sum() == pytest.approx(bundles["difference"].iloc[-1], abs=1e-12)
    assert list(pd.read_csv(out / "interactions-active_4w.csv")["other"]) == ["incubation"]
    assert (out / "attribution-active_4w.png").stat().st_size > 20_000
    again = gongtong(*asked, "--out", str(out), "--workers", "1", "--lang", "zh")
    assert "均已保存" in again.stdout
    assert "沙普利值" in again.stdout


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--modules", ","), "--modules: 0 named; give 2 to 8 of"),
        (("--modules", "points"), "--modules: 1 named"),
        (("--modules", "points,points"), "points is named twice"),
        (("--modules", "points,leader"), "did you mean leaders?"),
        (("--measure", "togethr"), "did you mean together?"),
        (("--posterior", "-1"), "--posterior: -1 is not possible"),
    ],
)
def test_attribute_refuses_in_one_sentence(options: tuple[str, ...], said: str, tmp_path: Path) -> None:
    """What it names is what is wrong."""
    assert said in refused("attribute", "liuhe", *options, "--out", str(tmp_path / "out"))


def test_pairs_come_in_the_order_of_modules() -> None:
    """As the table names them."""
    study = factorial(small(), ["points", "leaders", "party"], (0,))
    both = np.array([float(on and last) for on, _, last in study.points])[:, None]
    table = attribution(study, "trust", both).interactions()
    assert list(zip(table["module"], table["other"], strict=True)) == list(combinations(study.factors, 2))
    assert table["value"].tolist() == pytest.approx([0, 1, 0])
