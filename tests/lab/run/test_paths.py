"""Paths are names and never patterns: a folder with brackets is itself, not what its name would match."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import sim
from sim.commands.shared import OUT, folder_named
from sim.lab import Store, open_store
from sim.lab.run.batch import Tally, run_into
from sim.lab.run.identity import Run
from tests.support import small
from tests.support.command import gongtong
from tests.support.labour import tiny

NAMES = ("st[1]", "a*b", "what?", "{a,b}", "空 格", "100%41#", "~", "-x", "[!a]")


@pytest.mark.parametrize("name", NAMES)
def test_a_store_in_a_folder_of_any_name_is_that_store(tmp_path: Path, name: str) -> None:
    """Written, resumed, read and compacted, beside folders that the name would match as a pattern."""
    run_into(Store(tmp_path / "st1"), [Run(small(weeks=2), 7)], 1)
    store, runs = Store(tmp_path / name), list(tiny(2))
    assert run_into(store, runs, 1, weekly=["trust"]) == Tally(0, 2, 0)
    assert run_into(store, runs, 1, weekly=["trust"]) == Tally(2, 0, 0)
    store.compact()
    found = open_store(store.folder)
    assert sorted(found.frame()["seed"]) == sorted(one.seed for one in runs)
    assert len(found.keys("runs")) == len(found.weekly("trust")) == 2


def test_a_sweep_file_with_brackets_has_a_store_of_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where it is not said where, and analyses find it again."""
    monkeypatch.chdir(tmp_path)
    text = "weeks: 2\nset: {office.activities: 1.0}\nfactors: {office.calls: [1.0, 2.0]}\nmeasures: [participation]\n"
    Path("b[1].yaml").write_text(text, encoding="utf-8")
    assert gongtong("sweep", "b[1].yaml", "--quiet", "--workers", "1").returncode == 0
    assert len(open_store(Path("out/b[1]")).frame()) == 2
    assert "2 were there" in gongtong("sweep", "b[1].yaml", "--quiet", "--workers", "1").stdout


@pytest.mark.parametrize(
    "name", ["search-../../x", "attribute-/etc", "discover-a\nb", "discover-" + "长" * 300, "search-C:\\x"]
)
def test_results_of_a_scenario_of_any_name_are_below_one_folder(name: str) -> None:
    """A name may come from a file of somebody else; it never leads out of the folder of results."""
    folder = folder_named(name)
    assert folder.parent == OUT
    assert len(folder.name.encode()) < 255
    assert folder.resolve().parent == OUT.resolve()
    assert folder_named("search-liuhe[1]").name == "search-liuhe[1]"


def test_no_reader_of_parquet_takes_a_path_for_a_pattern() -> None:
    """Wherever polars reads a file by its path, that is switched off."""
    for path in Path(sim.__path__[0]).rglob("*.py"):
        for call in re.findall(r"pl\.(?:scan|read)_\w+\([^()]*\)", path.read_text(encoding="utf-8")):
            assert "glob=False" in call, (path, call)
