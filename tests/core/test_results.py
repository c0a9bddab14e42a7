"""Results: what a run leaves behind, as arrays, tidy frames and files."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import polars as pl
import pytest

from sim import Results, run
from sim.agents.organisation import Organisation
from sim.agents.resident.columns import HINDRANCES, NOT_COUNTED, STAGES, WINDOW
from sim.measures import SOLVED_BY
from sim.policies.incubation import STEPS
from sim.scenario import checked
from sim.simulation import Simulation
from sim.text import GongtongError, Text
from tests.support import small

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
def lively() -> Simulation:
    """Nearly three years of a small community in which organisations come and go."""
    simulation = Simulation(small(weeks=150, office__activities=3.0).adding("incubation"), seed=3)
    simulation.run()
    return simulation


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
        assert measure.adds in ("mean", "sum", "last", "ratio")
        assert (measure.of is not None) == (measure.adds == "ratio")


def test_stage_shares_add_up_to_one_every_week(points: Results) -> None:
    """Everybody aged 12 and over stands at exactly one stage, by either definition."""
    for ending in ("", "_unless"):
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


def test_a_ratio_is_one_of_sums(points: Results) -> None:
    """The weeks a matter waited, over any span: never a mean of weekly ratios; zero where nothing was solved."""
    weeks, solved = points.series["waiting_weeks"], points.series["matters_solved"]
    assert points.value("waiting_per_matter") == pytest.approx(weeks.sum() / solved.sum())
    assert points.value("waiting_per_matter", 10, 30) == pytest.approx(weeks[10:30].sum() / solved[10:30].sum())
    assert points.value("waiting_per_matter") != pytest.approx(points.series["waiting_per_matter"].mean())
    assert list(points.yearly("waiting_per_matter")) == list(points.yearly("matters_solved"))
    idle = int(np.flatnonzero(solved == 0)[0])
    assert points.value("waiting_per_matter", idle, idle + 1) == points.series["waiting_per_matter"][idle] == 0


def test_every_matter_solved_was_solved_by_somebody(points: Results) -> None:
    """The measures by solver add up to all of them, week by week."""
    parts = sum(points.series[name] for name in SOLVED_BY)
    assert np.array_equal(parts, points.series["matters_solved"])
    assert points.value("matters_solved_by_cadres") > 0
    assert points.value("matters_solved_by_residents") > 0
    assert points.value("matters_solved_by_units") == 0


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


def test_every_organisation_that_took_shape_has_a_record(lively: Simulation) -> None:
    """One each, numbered from 1, with what the world holds of it; circles that were only forming have none."""
    results, society = lively.results(), lively.world.society
    shaped = [one for one in society.ever if not one.forming]
    assert 0 < len(shaped) < len(society.ever)
    assert [record.number for record in results.organisations] == list(range(1, len(shaped) + 1))
    for record, one in zip(results.organisations, shaped, strict=True):
        assert (record.name, record.kind, record.founded) == (one.name, one.kind, one.founded)
        assert (record.home, record.steps) == (one.home + 1, one.steps)
        assert record.grid == lively.world.community.places.estate_grid[one.home] + 1
        assert record.alive == one.alive
        if one.alive:
            assert (record.listed, record.active) == (society.members(one).size, society.present(one))
            assert (record.leaders, record.funds) == (len(one.leaders), one.funds)


def test_steps_are_passed_in_their_order(lively: Simulation) -> None:
    """The first so many of the nine, each not before the one before; registration is one of them."""
    records = lively.results().organisations
    assert any(record.registered for record in records)
    for record in records:
        assert list(record.steps) == [step.name for step in STEPS][: len(record.steps)]
        weeks = list(record.steps.values())
        assert weeks == sorted(weeks)
        assert record.registered == record.steps.get("register")


def test_what_there_was_at_the_end_of_an_organisation_is_kept() -> None:
    """Its list, leads and money are gone with it; the record still has them."""
    simulation = Simulation(small(weeks=150, office__activities=3.0).adding("incubation"), seed=3)
    society = simulation.world.society
    while not (grown := [one for one in society.alive if one.leaders and one.registered >= 0]):
        simulation.step()
    one: Organisation = grown[0]
    society.grant(one, 700.0)
    before = (society.members(one).size, society.present(one), len(one.leaders), one.funds)
    society.end(one, simulation.week, Text("dissolved", "解散"))
    (record,) = [record for record in simulation.results().organisations if record.name == one.name]
    assert (record.listed, record.active, record.leaders, record.funds) == before
    assert (record.ended, record.reason) == (simulation.week, Text("dissolved", "解散"))
    assert not record.alive


def test_a_run_saved_whole_is_loaded_equal_to_the_bit(tmp_path: Path) -> None:
    """One file holds the scenario with its dated changes, every array and every text."""
    change = {"day": date(2015, 2, 2), "name": "points", "value": {"dose": 0.5}}
    scenario = checked({**small(weeks=30).but({"party.start": date(2015, 1, 19)}).model_dump(), "changes": [change]})
    done = run(scenario, seed=2)
    again = Results.load(done.save(tmp_path / "made" / "run.npz"))
    assert again.scenario == scenario
    assert again.scenario.content_hash() == scenario.content_hash()
    for name in ("seed", "measures", "events", "organisations", "modules"):
        assert getattr(again, name) == getattr(done, name), name
    for group in ("series", "by_grid", "stages", "residents"):
        assert {name: (one.dtype, one.tobytes()) for name, one in getattr(again, group).items()} == {
            name: (one.dtype, one.tobytes()) for name, one in getattr(done, group).items()
        }
    assert again.yuan.tobytes() == done.yuan.tobytes()
    assert again.booked_hours.tobytes() == done.booked_hours.tobytes()


def test_stages_are_those_at_the_end_of_every_whole_half_year() -> None:
    """Of everybody who ever lives there, by number; marked where somebody is not there or too young."""
    simulation = Simulation(small(weeks=2 * WINDOW + 8), seed=1)
    by_number = np.argsort(simulation.world.community.number)
    ends: list[tuple[bytes, bytes]] = []
    while not simulation.done:
        simulation.step()
        if simulation.week % WINDOW == 0:
            r = simulation.world.residents
            assert np.array_equal(r.stage == NOT_COUNTED, ~r.able)
            ends.append((r.stage[by_number].tobytes(), r.stage_unless[by_number].tobytes()))
    kept = simulation.results().stages
    assert [(one.tobytes(), other.tobytes()) for one, other in zip(*kept.values(), strict=True)] == ends
    assert kept["stage"].shape == (2, simulation.world.community.people)
    assert (kept["stage"] != kept["stage_unless"]).any()


def test_a_run_that_returns_forgets_the_stages_since_and_has_them_again() -> None:
    """A half-year that is no longer over is marked; lived again by the same luck it is the same to the bit."""
    simulation = Simulation(small(weeks=2 * WINDOW), seed=1)
    while simulation.week < WINDOW + 1:
        simulation.step()
    before = simulation.checkpoint()
    lived = simulation.run().stages["stage"]
    simulation.return_to(before)
    kept = simulation.results().stages["stage"]
    assert np.array_equal(kept[0], lived[0])
    assert (kept[1] == NOT_COUNTED).all()
    assert simulation.run().stages["stage"].tobytes() == lived.tobytes()


@pytest.mark.parametrize("content", [None, b"", b"words", "half"])
def test_a_file_that_holds_no_whole_run_is_refused_in_a_sentence(content: bytes | str | None, tmp_path: Path) -> None:
    """No file, an empty one, some other file, a run that broke off."""
    file = tmp_path / "run.npz"
    if content == "half":
        whole = run(small(weeks=2)).save(file).read_bytes()
        content = whole[: len(whole) // 2]
    if isinstance(content, bytes):
        file.write_bytes(content)
    with pytest.raises(GongtongError, match=r"run\.npz: cannot be read \(.*\); do the run again"):
        Results.load(file)


def test_organisations_are_saved_as_tables(lively: Simulation, tmp_path: Path) -> None:
    """One row an organisation, one row a step, dates as dates; the manifest says how many rows there are."""
    results = lively.results()
    results.save(tmp_path)
    table = pl.read_parquet(tmp_path / "organisations.parquet")
    records = results.organisations
    assert table["en"].to_list() == [record.name.en for record in records]
    assert table["founded"].to_list() == [results.clock.date(record.founded) for record in records]
    assert table["ended"].null_count() == sum(record.alive for record in records)
    steps = pl.read_parquet(tmp_path / "steps.parquet")
    assert steps.filter(pl.col("number") == 1)["step"].to_list() == list(records[0].steps)
    assert pd.read_parquet(tmp_path / "organisations.parquet")["active"].sum() == sum(one.active for one in records)
    manifest = json.loads((tmp_path / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["tables"]["organisations"] == len(records)
    assert manifest["tables"]["weekly"] == 150


def test_a_run_without_organisations_saves_empty_tables(tmp_path: Path) -> None:
    """With the same columns, so that folders of many runs can be read together."""
    run(small(weeks=5)).save(tmp_path)
    table = pl.read_parquet(tmp_path / "organisations.parquet")
    assert table.height == 0
    assert {"number", "kind", "founded", "registered", "ended", "listed", "active"} <= set(table.columns)
    assert pl.read_parquet(tmp_path / "steps.parquet").columns == ["number", "step", "week", "date"]
