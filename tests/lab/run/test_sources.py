"""What users bring along is part of a run's identity: once it is edited, its runs are other runs."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from sim.lab import Run, Store
from sim.lab.calibration.worlds import ActivityWatcher
from sim.lab.run.batch import Tally, run_into
from sim.lab.run.cache import RunCache
from sim.lab.run.identity import identity_of
from sim.lab.run.outputs import MeasureOutputs, WatchedOutputs, measurer
from sim.lab.run.sources import sources_of
from sim.policies import policies, registered
from sim.scenario import Scenario
from sim.text import GongtongError
from tests.support import small

PLAN = """
from sim.policies.base import Policy, PolicySettings
from sim.text import Text
from my_helper import SHARE

class Plan(Policy[PolicySettings]):
    name, label, about = "plan", Text("plan", "计划"), Text("A plan.", "计划。")
    source, settings_type = "assumption", PolicySettings

    def begin(self, week):
        pass

    def act(self, week):
        week.push("notice", self.rows, SHARE)
"""
MEASURE = "def half(results):\n    return {'half': results.value('residents') / 2}\n"

Write = Callable[[str, str], ModuleType]


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Write]:
    """Write a module of a user's and import it, again if it was there before."""
    monkeypatch.syspath_prepend(str(tmp_path / "mine"))
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    (tmp_path / "mine").mkdir()
    written: set[str] = set()

    def writing(name: str, text: str) -> ModuleType:
        (tmp_path / "mine" / f"{name}.py").write_text(text, encoding="utf-8")
        importlib.invalidate_caches()
        written.add(name)
        known = sys.modules.get(name)
        return importlib.reload(known) if known else importlib.import_module(name)

    yield writing
    for name in written:
        sys.modules.pop(name, None)


def with_plan() -> Scenario:
    return small(weeks=1).adding("plan")


def test_a_policy_that_is_edited_makes_other_runs(write: Write, tmp_path: Path) -> None:
    """Its store is not gone on with, and no report takes what the former version did."""
    write("my_helper", "SHARE = 0.1\n")
    with registered(write("my_plan", PLAN).Plan):
        before, plain = identity_of(with_plan()), identity_of(small(weeks=1))
        run_into(Store(tmp_path / "store"), [Run(with_plan(), 0)], 1)
        assert run_into(Store(tmp_path / "store"), [Run(with_plan(), 0)], 1) == Tally(1, 0, 0)
        kept = RunCache(tmp_path / "runs").place(with_plan(), 0)
    for edited, text in (("my_plan", PLAN + "\n\n# edited"), ("my_helper", "SHARE = 0.25\n")):
        write(edited, text)
        with registered(importlib.reload(sys.modules["my_plan"]).Plan):
            assert identity_of(with_plan()) != before
            assert identity_of(small(weeks=1)) == plain, "where it takes no part nothing has changed"
            assert RunCache(tmp_path / "runs").place(with_plan(), 0) != kept
            with pytest.raises(GongtongError, match=rf"{edited} was edited since this store was begun") as said:
                run_into(Store(tmp_path / "store"), [Run(with_plan(), 0), Run(with_plan(), 1)], 1)
            assert "use another folder" in said.value.text.en
            assert run_into(Store(tmp_path / edited), [Run(with_plan(), 0)], 1) == Tally(0, 1, 0)
        write("my_plan", PLAN)


def test_a_policy_that_is_switched_on_later_takes_part_too(write: Write) -> None:
    later = [{"day": "2015-02-02", "name": "plan", "value": True}]
    write("my_helper", "SHARE = 0.1\n")
    with registered(write("my_plan", PLAN).Plan):
        before = identity_of(small().but({"changes": later}))
    write("my_helper", "SHARE = 0.25\n")
    with registered(sys.modules["my_plan"].Plan):
        assert identity_of(small().but({"changes": later})) != before


def test_a_measuring_function_that_is_edited_is_another(write: Write, tmp_path: Path) -> None:
    mine = write("my_measure", MEASURE)
    run_into(Store(tmp_path), [Run(small(weeks=1), 0)], 1, measuring=mine.half)
    assert Store(tmp_path).plan["sources"] == sources_of([mine.half]) != {}
    again = write("my_measure", MEASURE.replace("/ 2", "/ 3"))
    with pytest.raises(GongtongError, match="my_measure was edited since this store was begun"):
        run_into(Store(tmp_path), [Run(small(weeks=1), 1)], 1, measuring=again.half)


def test_a_store_may_take_in_further_policies(write: Write, tmp_path: Path) -> None:
    """What was not there before was not edited."""
    write("my_helper", "SHARE = 0.1\n")
    kept = MeasureOutputs(("trust",))
    run_into(Store(tmp_path), [Run(small(weeks=1), 0)], 1, measuring=kept)
    with registered(write("my_plan", PLAN).Plan):
        assert run_into(Store(tmp_path), [Run(with_plan(), 0)], 1, measuring=kept) == Tally(0, 1, 0)
    assert set(Store(tmp_path).plan["sources"]) == {"my_plan", "my_helper"}  # type: ignore[call-overload]


def test_what_the_model_brings_is_known_by_its_version() -> None:
    assert identity_of(small().adding("*")) == small().adding("*").content_hash()
    assert sources_of(policies().values()).keys() <= {policy.__module__ for policy in policies().values()}


def test_what_watches_a_run_counts_as_what_measures_it() -> None:
    """Also what is in the laboratory, which the version of the model leaves out."""
    watched = measurer(WatchedOutputs(ActivityWatcher))
    assert list(sources_of([watched])) == [ActivityWatcher.__module__]
    assert measurer(MeasureOutputs()) is None


def test_functions_without_a_file_are_known_by_their_code() -> None:
    """As in a notebook: what is defined again and does the same is the same."""

    def made(body: str) -> Any:
        names: dict[str, Any] = {"__name__": "__nowhere__"}
        exec(f"def own(results):\n    return {{'x': {body}}}", names)  # noqa: S102 - as an interpreter does
        return names["own"]

    first, again, other = (sources_of([made(body)]) for body in ("1.0", "1.0", "2.0"))
    assert first == again != other
    assert sources_of([partial(made("1.0"), made("2.0"))]) not in (first, other)
