"""Sensitivity and response, on functions whose answers are known, and the two commands on a tiny study."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from numpy.typing import NDArray

from sim.lab.analysis.response import group_points, main_effects, over_two
from sim.lab.analysis.sensitivity import find_sensitivity
from sim.lab.design.designs import Design
from sim.lab.design.factors import Factor, Levels, Range
from sim.lab.design.outcomes import Outcomes
from sim.lab.design.sweep import Sweep
from sim.scenario.file import dump
from sim.text import GongtongError
from tests.support import small
from tests.support.command import gongtong, refused

NAMES = ("resident.weight_habit", "resident.weight_norm", "resident.weight_trust")


def sampled(design: Design, factors: dict[str, Factor] | None = None, seeds: int = 1) -> Sweep:
    """A study of three factors, none of whose runs is ever done."""
    chosen = factors or dict.fromkeys(NAMES, Range(0.0, 1.0))
    return Sweep("study", small(), chosen, design, design.points(chosen), tuple(range(seeds)), ("trust",), ())


def outcomes(values: NDArray[np.float64]) -> Outcomes:
    """Values by point, or by point and seed, as those of one measure."""
    return Outcomes({"trust": values.reshape(len(values), -1)})


def ishigami(unit: NDArray[np.float64]) -> NDArray[np.float64]:
    """The field's test function: a strong factor, a stronger curved one, and one that acts only through the first."""
    x = np.pi * (2 * unit - 1)
    return np.sin(x[:, 0]) + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])


def test_sobol_indices_of_ishigamis_function() -> None:
    """Exact: first order .314, .442, 0; total .558, .442, .244. The intervals hold them."""
    study = sampled(Design(kind="sobol-indices", size=1024, seed=1))
    found = find_sensitivity(study, outcomes(ishigami(study.design.unit(3))))
    exact = {"first": np.array([0.3139, 0.4424, 0.0]), "total": np.array([0.5576, 0.4424, 0.2437])}
    for index, truth in exact.items():
        rows = found.of("trust", index).set_index("factor").loc[list(NAMES)]
        assert rows["value"].to_numpy() == pytest.approx(truth, abs=0.05)
        assert (rows["low"] <= truth).all()
        assert (rows["high"] >= truth).all()


def test_morris_effects_of_a_plane() -> None:
    """In the measure's own unit, over the whole range; no spread where there is neither interaction nor curve."""
    study = sampled(Design(kind="morris", size=10, seed=1))
    found = find_sensitivity(study, outcomes(study.design.unit(3) @ np.array([3.0, -1.0, 0.0])))
    star, sigma, mean = (found.of("trust", index).set_index("factor")["value"] for index in ("mu_star", "sigma", "mu"))
    assert star.loc[list(NAMES)].to_numpy() == pytest.approx([3, 1, 0], abs=1e-9)
    assert mean.loc[list(NAMES)].to_numpy() == pytest.approx([3, -1, 0], abs=1e-9)
    assert sigma.max() == pytest.approx(0, abs=1e-9)
    assert star.index[0] == NAMES[0]


@pytest.mark.parametrize("kind", ["lhs", *(pytest.param(one, marks=pytest.mark.slow) for one in ("sobol", "random"))])
def test_pawn_on_given_runs_tells_a_factor_without_effect(kind: str) -> None:
    """It lies at or below the floor of chance, up to its interval; those with effect lie above."""
    study = sampled(Design(kind=kind, size=512, seed=1))  # type: ignore[arg-type]
    unit = study.design.unit(3)
    found = find_sensitivity(study, outcomes(unit[:, 0] + 0.5 * unit[:, 1] ** 2))
    rows = found.of("trust", "pawn").set_index("factor")
    floor = found.floor["trust"]
    assert rows.loc[NAMES[0], "low"] > floor
    assert rows.loc[NAMES[1], "value"] > floor
    assert rows.loc[NAMES[2], "low"] < floor


def test_a_list_of_runs_made_elsewhere_has_pawn_indices() -> None:
    """By the rank of its levels."""
    numbers = np.random.Generator(np.random.PCG64(1)).random((120, 2))
    factors: dict[str, Factor] = {name: Levels(tuple(column)) for name, column in zip(NAMES, numbers.T, strict=False)}
    study = Sweep(
        "study", small(), factors, Design(kind="list", file="x.csv"), [tuple(row) for row in numbers], (0,), (), ()
    )
    found = find_sensitivity(study, outcomes(numbers[:, 0] ** 3))
    assert found.of("trust", "pawn")["factor"].tolist() == list(NAMES[:2])
    assert found.of("trust", "pawn")["value"][1] < 0.3 < found.of("trust", "pawn")["value"][0]


def test_numbers_of_a_list_have_their_order_whatever_their_type() -> None:
    """A list from a file holds 1 as a whole number and 0.5 as a fraction."""
    rows = np.random.Generator(np.random.PCG64(2)).integers(1, 30, (100, 2)) / 2
    said = rows[:, 0]
    mixed = [[int(one) if one == int(one) else one for one in row] for row in rows.tolist()]
    found = []
    for points in (rows.tolist(), mixed):
        factors: dict[str, Factor] = {
            name: Levels(tuple(column)) for name, column in zip(NAMES, zip(*points, strict=True), strict=False)
        }
        design = Design(kind="list", file="x.csv")
        listed = Sweep("study", small(), factors, design, [tuple(row) for row in points], (0,), (), ())
        found.append(find_sensitivity(listed, outcomes(said)).of("trust", "pawn"))
    assert found[0]["value"].tolist() == found[1]["value"].tolist()


def test_luck_is_the_share_of_variance_between_seeds() -> None:
    """A quarter where seeds spread half as much as points."""
    rng = np.random.Generator(np.random.PCG64(1))
    points, seeds = rng.normal(0, 3**0.5, (4000, 1)), rng.normal(0, 1, (4000, 5))
    assert outcomes(points + seeds).chance("trust") == pytest.approx(0.25, abs=0.02)
    assert np.isnan(outcomes(points).chance("trust"))


def test_what_does_not_vary_has_no_indices() -> None:
    """And is named."""
    study = sampled(Design(kind="morris", size=3))
    assert find_sensitivity(study, outcomes(np.ones(12))).still == ("trust",)


@pytest.mark.parametrize("design", [Design(levels=3), Design(kind="lhs", size=20)])
def test_designs_that_give_no_indices_are_refused(design: Design) -> None:
    """With those that would."""
    study = sampled(design)
    with pytest.raises(GongtongError, match=r"gives no indices; use morris, sobol-indices, or a sample of 100"):
        find_sensitivity(study, outcomes(np.arange(float(len(study.points)))))


# Responses

GRID: dict[str, Factor] = {"points.dose": Levels((0.5, 1.0)), "points": Levels((False, True)), "size": Levels((1,))}


def test_main_effects_of_a_grid_are_paired_by_seed() -> None:
    """Means are exact; what all levels share of luck does not widen the interval."""
    study = sampled(Design(), GRID, seeds=4)
    luck = np.array([0.0, 5.0, -3.0, 9.0])
    values = np.array([dose + 10 * on + luck for dose, on, _ in study.points])
    strongest, weaker = main_effects(study, outcomes(values), "trust")
    assert (strongest.grouping.factor, weaker.grouping.factor) == ("points", "points.dose")
    assert strongest.value == pytest.approx([0.75 + luck.mean(), 10.75 + luck.mean()])
    assert strongest.half == pytest.approx([0, 0], abs=1e-9)


def test_a_sampled_range_is_cut_into_equal_parts() -> None:
    """Five groups of a fifth of the points, each named by its ends."""
    study = sampled(Design(kind="lhs", size=100, seed=1))
    effect = next(
        one
        for one in main_effects(study, outcomes(study.design.unit(3)[:, 1]), "trust")
        if one.grouping.factor == NAMES[1]
    )
    assert np.bincount(effect.grouping.of).tolist() == [20] * 5
    assert effect.value == pytest.approx([0.1, 0.3, 0.5, 0.7, 0.9], abs=0.01)
    assert (effect.half > 0).all()


def test_two_factors_at_a_time() -> None:
    """The mean at each combination over everything else; a combination that was never run is a gap."""
    study = sampled(Design(), GRID)
    values = np.array([dose * (1 + on) for dose, on, _ in study.points])
    means = over_two(group_points(study, 0), group_points(study, 1), values[:, None])
    assert means.tolist() == [[0.5, 1.0], [1.0, 2.0]]
    partly = Sweep("study", small(), GRID, Design(kind="list", file="x.csv"), study.points[:3], (0,), (), ())
    assert np.isnan(over_two(group_points(partly, 0), group_points(partly, 1), values[:3, None])[1, 1])


# The commands

STUDY = """
scenario: small.yaml
factors: {resident.weight_habit: declared, resident.weight_norm: declared, office.staff: {low: 1, high: 3}}
design: {kind: morris, size: 4}
seeds: 2
measures: [participation, trust, organisations_committee]
"""


@pytest.mark.slow
def test_sensitivity_and_response_of_a_study(tmp_path: Path) -> None:
    """Refused before the runs are done; then tables with intervals and figures in both languages."""
    (tmp_path / "small.yaml").write_text(dump(small(weeks=8)), encoding="utf-8")
    study, store = tmp_path / "study.yaml", tmp_path / "store"
    study.write_text(STUDY, encoding="utf-8")
    where = (str(study), "--store", str(store))
    assert "is no store" in refused("sensitivity", *where)
    gongtong("sweep", str(study), "--out", str(store), "--workers", "1")
    done = gongtong("sensitivity", *where)
    assert done.returncode == 0, done.stderr
    assert "does not vary" in done.stdout
    table = pd.read_csv(store / "sensitivity.csv")
    assert set(table["index"]) == {"mu_star", "sigma", "mu"}
    assert len(table) == 2 * 3 * 3
    assert (store / "sensitivity-trust.png").stat().st_size > 20_000
    assert not (store / "sensitivity-organisations_committee.png").exists()
    said = gongtong("response", *where, "--measures", "trust", "--out", str(tmp_path / "zh"), "--lang", "zh").stdout
    assert "图表在" in said
    assert {path.name for path in (tmp_path / "zh").iterdir()} == {
        "response.csv",
        "effects-trust.png",
        "pairs-trust.png",
    }
    assert "does not keep belonging" in refused("response", *where, "--measures", "belonging")
    study.write_text(STUDY.replace("seeds: 2", "seeds: 3"), encoding="utf-8")
    assert "of 48 runs 16 are not there yet and 0 failed" in refused("sensitivity", *where)
