"""Damaged stores and cached runs: one sentence with the file and what to do, and the next call recovers."""

from __future__ import annotations

import random
from functools import partial
from pathlib import Path

import polars as pl
import pytest

from sim.lab import Store, open_store
from sim.lab.run.batch import Tally, run_into
from sim.lab.run.cache import RunCache
from sim.results import Results
from sim.text import GongtongError
from tests.support import small
from tests.support.labour import residents, tiny

DAMAGES = 60


def done(folder: Path, weekly: tuple[str, ...] = ()) -> Tally:
    """Three small runs into a store."""
    return run_into(Store(folder), tiny(3), 1, measuring=residents, weekly=weekly)


def damage(part: Path, how: str) -> None:
    """Cut a part in half, empty it, or put something else in its place."""
    if how == "foreign":
        pl.DataFrame({"x": [1]}).write_parquet(part)
    else:
        part.write_bytes(part.read_bytes()[: part.stat().st_size // 2 if how == "truncated" else 0])


@pytest.mark.parametrize("how", ["truncated", "empty", "foreign"])
@pytest.mark.parametrize("kind", ["runs", "weekly"])
def test_a_damaged_part_is_named_and_its_runs_are_done_again(how: str, kind: str, tmp_path: Path) -> None:
    """Reading says which file and what to do; the same sweep puts it aside, and everything is there."""
    done(tmp_path, ("trust",))
    whole, series = open_store(tmp_path).frame(), open_store(tmp_path).weekly("trust")
    part = next(tmp_path.glob(f"{kind}-*.parquet"))
    damage(part, how)
    store = open_store(tmp_path)
    with pytest.raises(GongtongError, match=rf"{part.name}: cannot be read \(.+\); do the same sweep again"):
        _ = store.frame() if kind == "runs" else store.weekly("trust")
    again = done(tmp_path, ("trust",))
    assert again.went_well == 3
    assert [aside.name for aside in again.damaged] == [f"{part.name}.damaged"]
    assert open_store(tmp_path).frame().drop(columns="seconds").equals(whole.drop(columns="seconds"))
    assert open_store(tmp_path).weekly("trust").equals(series)
    assert done(tmp_path, ("trust",)) == Tally(3, 0, 0)


@pytest.mark.parametrize("kind", ["runs", "weekly"])
def test_a_bit_flipped_in_a_stored_part_never_reads_as_other_numbers(kind: str, tmp_path: Path) -> None:
    """Wherever it is: the part is named, by all that read it, and its runs are done again."""
    done(tmp_path, ("trust",))
    whole, luck = open_store(tmp_path).frame(), random.Random(2)  # noqa: S311 - which bit is flipped
    part = next(tmp_path.glob(f"{kind}-*.parquet"))
    content = part.read_bytes()
    for _ in range(DAMAGES):
        at, flipped = luck.randrange(len(content)), bytearray(content)
        flipped[at] ^= 1 << luck.randrange(8)
        part.write_bytes(flipped)
        store = open_store(tmp_path)
        keys, weekly = partial(store.keys, "runs"), partial(store.weekly, "trust")
        for ask in (store.frame, store.failures, keys) if kind == "runs" else (weekly,):
            with pytest.raises(GongtongError, match=rf"{part.name}: cannot be read .+; do the same sweep again"):
                ask()
    assert [aside.name for aside in done(tmp_path, ("trust",)).damaged] == [f"{part.name}.damaged"]
    assert open_store(tmp_path).frame().drop(columns="seconds").equals(whole.drop(columns="seconds"))


def test_bringing_parts_together_leaves_out_what_is_damaged(tmp_path: Path) -> None:
    """Else the damage would get a checksum of its own, and the whole part with it."""
    for count in (1, 2):
        run_into(Store(tmp_path / f"{count}"), tiny(3)[count - 1 : count], 1, measuring=residents)
    parts = [next((tmp_path / f"{count}").glob("runs-*.parquet")) for count in (1, 2)]
    store = Store(tmp_path / "1")
    second = parts[1].rename(tmp_path / "1" / parts[1].name)
    content = bytearray(second.read_bytes())
    content[len(content) // 2] ^= 1
    second.write_bytes(content)
    store.compact()
    assert sorted(store.parts("runs")) == sorted([parts[0], second])


def test_a_store_of_before_is_read(tmp_path: Path) -> None:
    """Parts were not always named by their checksum."""
    done(tmp_path)
    part = next(tmp_path.glob("runs-*.parquet"))
    part.rename(tmp_path / "runs-old.parquet")
    assert len(open_store(tmp_path).frame()) == 3
    assert done(tmp_path) == Tally(3, 0, 0)


@pytest.mark.parametrize("content", ["", "{", "{}", "[]", "null", '{"version": "x"}', "\x00\x00"])
def test_a_damaged_plan_is_a_sentence_and_without_it_the_sweep_goes_on(content: str, tmp_path: Path) -> None:
    done(tmp_path)
    plan = tmp_path / "plan.json"
    plan.write_text(content)
    for ask in (lambda: open_store(tmp_path), lambda: done(tmp_path)):
        with pytest.raises(
            GongtongError, match=r"plan\.json: cannot be read .+; delete it and do the same sweep again"
        ):
            ask()
    plan.unlink()
    assert done(tmp_path) == Tally(3, 0, 0)
    assert len(open_store(tmp_path).frame()) == 3


def test_any_damage_to_a_cached_run_is_noticed_and_the_run_is_done_again(tmp_path: Path) -> None:
    """Cut anywhere, a bit flipped anywhere, filled with zeros: the run is read as it was, or not at all."""
    keep, scenario = RunCache(tmp_path), small(weeks=2)
    first = keep(scenario, 1)
    file = keep.place(scenario, 1)
    whole, luck = file.read_bytes(), random.Random(1)  # noqa: S311 - which byte is damaged
    for number in range(DAMAGES):
        at, damaged = luck.randrange(len(whole)), bytearray(whole)
        if number % 4 == 0:
            damaged = damaged[:at]
        elif number % 4 == 1:
            damaged[at : at + 64] = bytes(64)
        else:
            damaged[at] ^= 1 << luck.randrange(8)
        file.write_bytes(damaged)
        found = keep.find(scenario, 1)
        assert found is None or _same(found, first), f"damage {number} at {at}"
    assert _same(keep(scenario, 1), first)
    file.write_bytes(whole[: len(whole) // 2])
    assert _same(keep(scenario, 1), first)
    assert keep.find(scenario, 1) is not None


def _same(one: Results, other: Results) -> bool:
    return one.yuan.tobytes() == other.yuan.tobytes() and all(
        (values == getattr(other, group)[name]).all()
        for group in ("series", "by_grid", "residents")
        for name, values in getattr(one, group).items()
    )
