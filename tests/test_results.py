"""Results: what a run leaves behind, as arrays, tidy frames and files."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from sim import Results, run
from sim.agents.residents import HINDRANCES, STAGES
from sim.text import GongtongError
from tests.conftest import small

PROMISED = (
    "participation",
    "active_4w",
    "active_26w",
    "bystander",
    "told_to",
    "want_to",
    "together",
    "membership",
    "registered",
    "volunteer_hours",
    "organisations",
    "backbone",
    "matters_open",
    "matters_solved",
    "disputes_resolved",
    "cadre_hours",
    "cadre_overload",
    "trust",
    "belonging",
    "motivation",
    "cost_yuan",
)


@pytest.fixture(scope="module")
def points() -> Results:
    """Sixty weeks of a small community with the points scheme from the thirtieth on."""
    return run(small().but({"points.start": "2015-08-03"}), seed=1)


def test_every_promised_measure_is_there(points: Results) -> None:
    """The names that users rely on."""
    assert set(PROMISED) <= set(points.series)
    for name in PROMISED:
        measure = points.measure(name)
        assert measure.label.en
        assert measure.label.zh
        assert measure.unit.zh
        assert measure.adds in ("mean", "sum", "last")


def test_stage_shares_add_up_to_one_every_week(points: Results) -> None:
    """Everybody aged 12 and over stands at exactly one stage, by either definition."""
    for ending in ("", "_strict"):
        total = sum(points.series[f"{stage}{ending}"] for stage in STAGES)
        assert np.allclose(total, 1.0)


def test_reasons_not_to_take_part_add_up_to_the_bystanders(points: Results) -> None:
    """Nobody asked, can't, or don't want to: each bystander for one reason."""
    total = sum(points.series[name] for name in HINDRANCES)
    assert np.allclose(total, points.series["bystander"])


def test_active_windows_nest(points: Results) -> None:
    """Who took part this week is active in four weeks, and who is active in four weeks is in twenty-six."""
    assert np.all(points.series["participation"] <= points.series["active_4w"])
    assert np.all(points.series["active_4w"] <= points.series["active_26w"])
    assert np.allclose(points.series["active_26w"], 1 - points.series["bystander"])


def test_grids_add_up_to_the_community(points: Results) -> None:
    """Counts of the grids sum to the community's, week by week."""
    for name in ("volunteer_hours", "matters_solved", "matters_open", "disputes_resolved", "residents"):
        assert np.allclose(points.by_grid[name].sum(axis=1), points.series[name])


def test_costs_by_module_add_up_to_the_cost(points: Results) -> None:
    """The cost series is the ledger's total."""
    assert np.allclose(points.yuan.sum(axis=(1, 2)), points.series["cost_yuan"])
    assert points.modules == ("office", "points")


def test_frame_is_tidy(points: Results) -> None:
    """One row per week, place and measure."""
    frame = points.frame()
    assert list(frame.columns) == ["week", "date", "place", "measure", "value"]
    assert not frame.duplicated(["week", "place", "measure"]).any()
    one = frame.query("place == 'grid 3' and measure == 'trust' and week == 7")
    assert one["value"].item() == points.by_grid["trust"][7, 2]


def test_weeks_add_up_as_the_measure_declares(points: Results) -> None:
    """Means average, sums sum, last values are the last."""
    assert points.value("trust", 0, 10) == pytest.approx(points.series["trust"][:10].mean())
    assert points.value("volunteer_hours", 0, 10) == pytest.approx(points.series["volunteer_hours"][:10].sum())
    assert points.value("matters_open", 0, 10) == points.series["matters_open"][9]
    assert sum(points.yearly("matters_solved").values()) == points.series["matters_solved"].sum()


def test_an_unknown_measure_names_the_nearest(points: Results) -> None:
    """A typing error is not answered with zeros."""
    with pytest.raises(GongtongError, match="did you mean participation"):
        points.value("participaton")


def test_saved_files_hold_the_run(points: Results, tmp_path: Path) -> None:
    """Parquet tables, and a manifest that says how to get the same bits again."""
    points.save(tmp_path)
    weekly = pl.read_parquet(tmp_path / "weekly.parquet")
    assert np.array_equal(weekly["participation"].to_numpy(), points.series["participation"])
    assert pl.read_parquet(tmp_path / "residents.parquet").height == points.residents["number"].size
    manifest = json.loads((tmp_path / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["hash"] == points.scenario.content_hash()
    assert {"gongtong", "numpy", "numba"} <= set(manifest["versions"])
    assert not list(tmp_path.glob(".*part"))


def test_residents_keep_their_number_in_every_arm(points: Results) -> None:
    """The same person in another arm: same number, sex and age, so that their own difference can be taken."""
    none = run(small(), seed=1)
    for column in ("number", "female", "age", "grid", "estate", "here"):
        assert np.array_equal(points.residents[column], none.residents[column])
    assert not np.array_equal(points.residents["acts_total"], none.residents["acts_total"])
