"""The store: whatever is killed, what is done is kept, and nothing is done twice."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import polars as pl
import pytest

from sim.lab import Run, Store, open_store
from sim.lab.run.batch import Tally, remaining_runs, run_into
from sim.lab.run.chunk import Chunk, OutputPlan, work_off
from sim.lab.run.identity import Level, model_version, run_key
from sim.lab.run.outputs import MeasureOutputs, all_measures
from sim.simulation import run
from sim.text import GongtongError
from tests.support import ROOT, small
from tests.support.labour import BAD, POISON, badly, deadly, residents, slowly, tiny


def rows(folder: Path, kind: str = "runs") -> pl.DataFrame:
    """What lies in the parts, twice if it lies there twice."""
    parts = sorted(folder.glob(f"{kind}-*.parquet"))
    return pl.concat([pl.read_parquet(part) for part in parts], how="diagonal_relaxed") if parts else pl.DataFrame()


# One row a run


def test_a_row_holds_factors_seed_and_the_value_of_every_measure(tmp_path: Path) -> None:
    """The numbers are those of the run itself, to the last bit."""
    scenario = small(weeks=3, points__dose=0.5)
    assert run_into(Store(tmp_path), [Run(scenario, 4, {"points.dose": 0.5})], 1) == Tally(0, 1, 0)
    row = open_store(tmp_path).frame().iloc[0]
    alone = run(scenario, 4)
    assert row["points.dose"] == 0.5
    assert row["seed"] == 4
    assert row["key"] == run_key(scenario.content_hash(), 4)
    assert row["version"] == model_version()
    for name in all_measures():
        assert row[name] == (alone.value(name) if name in alone.measures else 0.0), name


def test_only_chosen_measures_are_kept(tmp_path: Path) -> None:
    """A measure of a module that is off is zero."""
    run_into(Store(tmp_path), tiny(1), 1, measuring=MeasureOutputs(("participation", "points_issued")))
    row = open_store(tmp_path).frame().iloc[0]
    assert "trust" not in row
    assert row["points_issued"] == 0.0


def test_weekly_series_are_kept_on_request(tmp_path: Path) -> None:
    """One row a run, one column a week; shorter runs end in missing values."""
    runs = [Run(small(weeks=weeks), 0) for weeks in (2, 4)]
    run_into(Store(tmp_path), runs, 1, weekly=["trust"])
    series = open_store(tmp_path).weekly("trust")
    for one in runs:
        alone = run(one.scenario).series["trust"]
        own = series.loc[run_key(one.scenario.content_hash(), 0)].to_numpy()
        np.testing.assert_array_equal(own[: len(alone)], alone.astype(np.float32))
        assert np.isnan(own[len(alone) :]).all()
    with pytest.raises(GongtongError, match="'belonging' is not kept week by week; kept are trust"):
        open_store(tmp_path).weekly("belonging")


def test_rows_come_in_the_order_of_the_design(tmp_path: Path) -> None:
    """As sensitivity analysis needs them; a run that is not there is missing."""
    runs = tiny(6)
    run_into(Store(tmp_path), runs[:5], 1, measuring=residents)
    found = open_store(tmp_path).rows(runs[::-1])
    assert found["seed"].tolist()[1:] == [4, 3, 2, 1, 0]
    assert np.isnan(found["seed"].iloc[0])


@pytest.mark.parametrize(
    ("levels", "kind", "kept"),
    [
        ((0, 0.5), "number", [0.0, 0.5]),
        ((True, False), "switch", [True, False]),
        ((date(2016, 1, 4), None), "date", [date(2016, 1, 4), None]),
        ((None, None), "text", [None, None]),
        ((1, "all"), "text", ["1", "all"]),
    ],
)
def test_a_factor_has_one_type_in_every_part(
    tmp_path: Path, levels: tuple[Level], kind: str, kept: list[Level]
) -> None:
    """Also where a part holds whole numbers only, or none."""
    runs = [Run(small(weeks=1), seed, {"factor": level}) for seed, level in enumerate(levels)]
    todo = remaining_runs(Store(tmp_path), runs)
    assert todo.factors == {"factor": kind}
    keeping = OutputPlan(str(tmp_path), residents, (), todo.factors)
    for name, run_ in enumerate(runs):
        work_off(keeping, Chunk(f"{name}", (f"{name}",), (run_,)))
    parts = [pl.read_parquet(part) for part in sorted(tmp_path.glob("runs-*.parquet"))]
    assert parts[0].schema == parts[1].schema
    assert pl.concat(parts)["factor"].to_list() == kept


# Skipping what is stored


def test_what_is_stored_is_not_run_again(tmp_path: Path) -> None:
    """A larger design on the same folder does what it adds."""
    run_into(Store(tmp_path), tiny(3), 1, measuring=residents)
    told: list[int] = []
    assert run_into(Store(tmp_path), tiny(5), 1, told.append, measuring=residents) == Tally(3, 2, 0)
    assert told == [4, 5]
    assert rows(tmp_path)["seed"].sort().to_list() == [0, 1, 2, 3, 4]


def test_the_same_run_named_twice_is_run_once(tmp_path: Path) -> None:
    """Its key says what it is; asked for by the design, it is there twice."""
    base = small(weeks=1)
    runs = [Run(base, 0, {"points": False, "points.dose": dose}) for dose in (0.5, 1.0)]
    assert run_into(Store(tmp_path), runs, 1, measuring=residents) == Tally(0, 1, 0)
    assert run_into(Store(tmp_path), runs, 1, measuring=residents) == Tally(1, 0, 0)
    assert open_store(tmp_path).rows(runs)["points.dose"].tolist() == [0.5, 1.0]


def test_a_name_does_not_make_another_run() -> None:
    """Content does: the scenario, the seed, and the code of the model."""
    scenario = small()
    assert scenario.content_hash() == scenario.but({"name": "another"}).content_hash()
    keys = {run_key(one.content_hash(), seed) for one in (scenario, small(weeks=61)) for seed in (0, 1)}
    assert len(keys) == 4


def test_a_store_with_other_contents_is_refused(tmp_path: Path) -> None:
    """Rows with gaps would be the price of mixing."""
    run_into(Store(tmp_path), tiny(1), 1, measuring=residents)
    with pytest.raises(
        GongtongError, match=r"measures of this store: tests\.support\.labour\.residents; now: every measure; use"
    ):
        run_into(Store(tmp_path), tiny(2), 1)
    with pytest.raises(GongtongError, match="factors: seconds is the name of a column"):
        run_into(Store(tmp_path / "other"), [Run(small(weeks=1), 0, {"seconds": 1.0})], 1)


def test_a_folder_that_is_no_store_is_refused(tmp_path: Path) -> None:
    """In one sentence that says how to make one."""
    with pytest.raises(GongtongError, match="is no store; `gongtong sweep` makes one"):
        open_store(tmp_path)


def test_a_store_of_another_version_of_the_model_is_refused(tmp_path: Path) -> None:
    """Two versions in one table would be averaged by somebody."""
    run_into(Store(tmp_path), tiny(1), 1, measuring=residents)
    Store(tmp_path).write_plan(Store(tmp_path).plan | {"version": "0.0.9+abc"})
    with pytest.raises(GongtongError, match=r"version of this store: 0\.0\.9"):
        run_into(Store(tmp_path), tiny(2), 1, measuring=residents)


# Failures are rows


def test_a_run_that_fails_is_a_row_and_can_be_tried_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It says at which stage and why; it is skipped until it is asked for."""
    store, runs = Store(tmp_path / "store"), tiny(5)
    assert run_into(store, runs, 1, measuring=badly) == Tally(0, 4, 1)
    failed = store.frame().query("error.notna()").iloc[0]
    assert (failed["seed"], failed["stage"], failed["error"]) == (BAD, "measure", "ValueError: no such luck")
    assert "badly" in failed["traceback"]
    assert run_into(store, runs, 1, measuring=badly) == Tally(5, 0, 0)
    mended = tmp_path / "mended"
    mended.touch()
    monkeypatch.setenv("GONGTONG_TEST_MENDED", str(mended))
    assert run_into(store, runs, 1, measuring=badly, retry_failed=True) == Tally(4, 1, 0)
    assert store.frame()["error"].isna().all()
    assert rows(store.folder, "failed").is_empty()


def test_a_store_of_failures_only_is_a_table_too(tmp_path: Path) -> None:
    """And goes together with runs that follow."""
    store = Store(tmp_path)
    run_into(store, tiny(5)[BAD : BAD + 1], 1, measuring=badly)
    assert store.frame()["stage"].tolist() == ["measure"]
    run_into(store, tiny(5), 1, measuring=badly)
    assert len(store.frame()) == 5
    assert store.frame()["residents"].notna().sum() == 4


@pytest.mark.slow
def test_a_run_that_kills_its_worker_is_found_and_named(tmp_path: Path) -> None:
    """Everybody else's work is kept and done."""
    assert run_into(Store(tmp_path), tiny(8), 2, measuring=deadly) == Tally(0, 7, 1)
    frame = open_store(tmp_path).frame().set_index("seed")
    assert frame["stage"].dropna().to_dict() == {POISON: "worker"}
    assert rows(tmp_path)["seed"].sort().to_list() == [0, 1, 2, 3, 4, 6, 7]


# Killed at any moment


def drive(folder: Path, count: int = 60, workers: int = 2) -> subprocess.Popen[bytes]:
    """A driver in a process of its own."""
    code = f"from tests.support.labour import main; main({str(folder)!r}, {count}, {workers})"
    return subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE)


def wait_for_rows(folder: Path, count: int) -> None:
    """Until so many runs are stored."""
    for _ in range(600):
        if len(Store(folder).keys("runs")) >= count:
            return
        time.sleep(0.05)
    pytest.fail(f"fewer than {count} runs in 30 seconds")


def living_children(process: int) -> list[int]:
    """Processes whose parent is this one."""
    return [int(name) for name in Path(f"/proc/{process}/task/{process}/children").read_text().split()]


@pytest.mark.parametrize("stored", [1, *(pytest.param(stored, marks=pytest.mark.slow) for stored in (0, 25))])
def test_a_killed_driver_loses_nothing_and_its_workers_end(
    tmp_path: Path, stored: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Kill -9 before, at and after the first part; the same call then does what is left, nothing twice."""
    driver = drive(tmp_path)
    wait_for_rows(tmp_path, stored)
    if not stored:
        time.sleep(0.5)
    workers = living_children(driver.pid)
    os.kill(driver.pid, signal.SIGKILL)
    driver.wait()
    for _ in range(100):
        if not any(Path(f"/proc/{worker}").exists() for worker in workers):
            break
        time.sleep(0.05)
    else:
        pytest.fail("a worker lives on")
    before = Store(tmp_path).keys("runs")
    assert len(before) >= stored
    monkeypatch.setattr("tests.support.labour.PAUSE", 0.0)
    assert run_into(Store(tmp_path), tiny(60), 1, measuring=slowly) == Tally(len(before), 60 - len(before), 0)
    assert rows(tmp_path)["seed"].sort().to_list() == list(range(60))


@pytest.mark.slow
def test_two_runners_on_one_store_share_the_work(tmp_path: Path) -> None:
    """Each skips what the other has done; nothing is lost, and the table has every run once."""
    drivers = [drive(tmp_path, 75, 1) for _ in range(2)]
    done = [int(driver.communicate()[0]) for driver in drivers]
    assert 75 <= sum(done) < 105  # what both had begun when they met is done twice
    assert sorted(open_store(tmp_path).frame()["seed"]) == list(range(75))
    Store(tmp_path).compact()
    assert rows(tmp_path)["seed"].sort().to_list() == list(range(75))


def test_a_part_that_was_never_finished_is_not_seen(tmp_path: Path) -> None:
    """It has no name under which anybody reads."""
    run_into(Store(tmp_path), tiny(2), 1, measuring=residents)
    (tmp_path / ".runs-torn.parquet.1").write_bytes(b"PAR1")
    assert len(pl.read_parquet(tmp_path / "runs-*.parquet")) == 2
    assert len(open_store(tmp_path).frame()) == 2


def test_parts_brought_together_twice_are_read_once(tmp_path: Path) -> None:
    """As when somebody is killed between writing the new part and removing the old ones."""
    store = Store(tmp_path)
    run_into(store, tiny(4), 1, measuring=residents)
    store.write("runs", "again", rows(tmp_path))
    assert len(rows(tmp_path)) == 8
    assert len(store.frame()) == 4
    store.compact()
    assert len(rows(tmp_path)) == 4


# Large, and in other hands


@pytest.mark.slow
def test_a_hundred_thousand_runs_are_read_at_once(tmp_path: Path) -> None:
    """A hundred parts of 1,000 runs: known keys, one row a run, fewer files after."""
    store, measures = Store(tmp_path), list(all_measures())[:40]
    numbers = np.random.Generator(np.random.PCG64(1)).random((1000, 40))
    for part in range(100):
        seeds = np.arange(part * 1000, part * 1000 + 1000)
        table = {"key": [f"{seed:016x}" for seed in seeds], "scenario": "s", "seed": seeds, "dose": seeds % 5 / 4.0}
        store.write("runs", f"{part:06d}", pl.DataFrame({**table, **dict(zip(measures, numbers.T, strict=True))}))
    store.write_plan({"version": "v", "measures": "", "weekly": [], "factors": {"dose": "number"}})
    assert len(store.keys("runs")) == 100_000
    assert len(store.frame()) == 100_000
    store.compact()
    assert len(store.parts("runs")) < 10
    assert store.frame().groupby("dose")["seed"].count().tolist() == [20_000] * 5


def test_duckdb_reads_the_folder_in_one_line(tmp_path: Path) -> None:
    """As SQL."""
    duckdb = pytest.importorskip("duckdb")
    run_into(Store(tmp_path), tiny(3), 1, measuring=residents)
    assert len(duckdb.read_parquet(f"{tmp_path}/runs-*.parquet").fetchall()) == 3


def test_other_libraries_read_the_folder_in_one_line(tmp_path: Path) -> None:
    """polars, pandas (by pyarrow): the parts are ordinary Parquet."""
    run_into(Store(tmp_path), tiny(3), 1, measuring=residents)
    assert len(pl.read_parquet(tmp_path / "runs-*.parquet")) == 3
    assert len(pd.concat(map(pd.read_parquet, tmp_path.glob("runs-*.parquet")))) == 3
