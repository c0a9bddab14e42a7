"""Many runs into a store: what is stored is skipped, the rest is done, and whatever happens, what is done is kept."""

from __future__ import annotations

import os
import platform
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from math import ceil
from pathlib import Path
from secrets import SystemRandom, token_hex
from typing import NamedTuple

from sim.lab.run.chunk import Chunk, LevelKind, OutputPlan, Receipt, beginning, failure, kind_of, table_of, work_off
from sim.lab.run.identity import Run, identity_of, model_version, run_key
from sim.lab.run.outputs import MeasureOutputs, Measuring, known_measures, measurer, outputs_name
from sim.lab.run.pool import Pool, hand_out
from sim.lab.run.sources import policies_from_outside, sources_of
from sim.lab.run.store import Store
from sim.lab.run.workers import Workers
from sim.results import versions
from sim.text import GongtongError, Text

CHUNK_SECONDS = 2.0  # of work in a chunk: enough to make its overhead small, little to lose
COMPACT_AT = 1000  # parts
RESERVED = ("key", "scenario", "seed", "version", "seconds", "stage", "error", "traceback")
DIED = "the process that did this run died, twice, the second time alone"


class Tally(NamedTuple):
    """The numbers of runs that were stored before and done now.

    Attributes
    ----------
    stored : int
        Runs that were there before.
    went_well, failed : int
        Runs done now.
    damaged : tuple of Path
        Where parts are that could not be read; their runs were done again.
    """

    stored: int
    went_well: int
    failed: int
    damaged: tuple[Path, ...] = ()


def run_into(
    store: Store,
    runs: Sequence[Run],
    workers: Workers | int | None = None,
    done: Callable[[int], None] | None = None,
    measuring: Measuring | None = None,
    weekly: Iterable[str] = (),
    *,
    retry_failed: bool = False,
    about: dict[str, object] | None = None,
) -> Tally:
    """Do the runs that the store does not have yet.

    A run that fails is a row with its error; one that kills its worker is found, named, and a row too. Stopped at any
    moment, the same call goes on where it stopped.

    Parameters
    ----------
    runs
        May make each run when asked for it: only those being done are in memory.
    workers
        Processes, or a cluster; one runs everything here, and then a run that kills its process kills this one. By
        default one per core.
    done
        Told how many of the runs are over, now and then.
    measuring
        What is kept of a run: a function of a module from `Results` to numbers by name, or what looks at it every week
        (`Watching`). By default the value of every measure.
    weekly
        Measures whose weekly series are kept as well.
    retry_failed
        Do those again that failed before.
    about
        What `plan.json` says besides, such as the sweep.

    Raises
    ------
    GongtongError
        If the store keeps other measures or factors, was made by another version of the model or of something that is
        not of the model, or the cluster is gone.
    """
    measuring = MeasureOutputs() if measuring is None else measuring
    damaged = tuple(store.put_damaged_aside())
    todo = remaining_runs(store, runs, retry_failed=retry_failed)
    keeping = OutputPlan(str(store.folder), measuring, known_measures(weekly), todo.factors)
    measures = measurer(measuring)
    sources = sources_of((*todo.outside, *(() if measures is None else (measures,))))
    _agree(store, keeping, sources, about or {}, len(runs))
    crew = workers if isinstance(workers, Workers) else Workers(workers)
    driver = _Driver(store, runs, keeping, todo.keys, crew, done or (lambda _: None))
    driver.stored, driver.same = todo.stored, len(runs) - len(todo.keys) - todo.stored
    try:
        driver.run()
    finally:
        store.compact()
    return Tally(driver.stored, driver.went_well, driver.failed, damaged)


class RemainingRuns(NamedTuple):
    """The runs that a store does not have yet.

    Attributes
    ----------
    keys : dict of int
        The place of each run in the sequence, by its key; runs in one community stand together.
    factors : dict of str
        What the levels of each factor are.
    stored : int
        Runs that are there. Some of a sequence may be the same run, such as any dose of a module that is off.
    outside : tuple
        The policies of any of the runs that are not of the model.
    """

    keys: dict[str, int]
    factors: dict[str, LevelKind]
    stored: int
    outside: tuple[object, ...] = ()


def remaining_runs(store: Store, runs: Sequence[Run], *, retry_failed: bool = False) -> RemainingRuns:
    """Look at every run once: is it stored, where does it live, what are its factors."""
    over = store.keys("runs")
    if store.plan.get("weekly"):
        over &= store.keys("weekly")  # those of a part that was damaged are missing
    over |= set() if retry_failed else store.keys("failed")
    groups: dict[object, dict[str, int]] = {}
    kinds: dict[str, set[LevelKind]] = {}
    stored: set[str] = set()
    outside: dict[str, object] = {}
    scenario, identity, group = None, "", {}
    for at in range(len(runs)):
        run = runs[at]
        if run.scenario is not scenario:  # seeds share it
            scenario, identity = run.scenario, identity_of(run.scenario)
            outside |= {repr(policy): policy for policy in policies_from_outside(scenario)}
            group = groups.setdefault((scenario.community, scenario.weeks), {})
        key = run_key(identity, run.seed)
        if key in over:
            stored.add(key)
        else:
            group.setdefault(key, at)
        for name, level in run.factors.items():
            found = kinds.setdefault(name, set())
            if (kind := kind_of(level)) is not None:
                found.add(kind)
    factors = {name: found.pop() if len(found) == 1 else "text" for name, found in kinds.items()}
    keys = {key: group[key] for group in groups.values() for key in _shuffled(group)}
    return RemainingRuns(keys, factors, len(stored), tuple(outside.values()))


def _shuffled(keys: Iterable[str]) -> list[str]:
    """In an order of this runner's own: two that begin together meet only at the end, and a sample is done first."""
    mixed = list(keys)
    SystemRandom().shuffle(mixed)
    return mixed


def _agree(store: Store, keeping: OutputPlan, sources: dict[str, str], about: dict[str, object], count: int) -> None:
    """Write `plan.json`, or refuse a store that holds something else."""
    wrong = next((name for name in keeping.factors if name in RESERVED), None)
    if wrong is not None:
        raise GongtongError(
            Text(f"factors: {wrong} is the name of a column of every store.", f"factors：{wrong} 是结果库固有的列名。")
        )
    here = {
        "version": model_version(),
        "measures": outputs_name(keeping.measuring),
        "weekly": list(keeping.weekly),
        "factors": dict(keeping.factors),
    }
    before = store.plan
    for name, own in here.items():
        if before and before[name] != own:
            raise GongtongError(
                Text(
                    f"{store.folder}: {name} of this store: {_said(before[name])}; now: {_said(own)}; "
                    "use another folder.",
                    f"{store.folder}：结果库的 {name} 为 {_said(before[name])}，现为 {_said(own)}；请换一个目录。",
                )
            )
    known = before.get("sources", {})
    sources_before: dict[str, str] = dict(known) if isinstance(known, dict) else {}
    edited = next((name for name, own in sources.items() if sources_before.get(name, own) != own), None)
    if edited is not None:
        raise GongtongError(
            Text(
                f"{store.folder}: {edited} was edited since this store was begun, and its runs would be of two "
                "versions; use another folder.",
                f"{store.folder}：{edited} 在结果库建立之后改过，其中的运行会混有两个版本；请换一个目录。",
            )
        )
    store.write_plan({
        **here,
        "sources": {**sources_before, **sources},
        "runs": count,
        "versions": versions(),
        "python": platform.python_version(),
        "machine": platform.machine(),
        "cores": os.cpu_count(),
        "begun": before.get("begun", datetime.now(UTC).isoformat(timespec="seconds")),
        **about,
    })  # fmt: skip


def _said(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{name} ({kind})" for name, kind in value.items()) or "none"
    return (", ".join(value) or "none") if isinstance(value, list) else str(value)


@dataclass
class _Driver:
    """The driver: hands chunks out, counts, and finds the runs that kill their workers."""

    store: Store
    runs: Sequence[Run]
    keeping: OutputPlan
    todo: dict[str, int]
    crew: Workers
    done: Callable[[int], None]
    stored: int = 0
    same: int = 0
    went_well: int = 0
    failed: int = 0
    pace: float = 0.0
    name: str = field(default_factory=lambda: token_hex(6))
    chunks: int = 0
    seen: set[Path] = field(default_factory=set)
    elsewhere: set[str] = field(default_factory=set)

    def run(self) -> None:
        """First everything in chunks; what was out when a worker died once more, run by run; then one at a time."""
        self.seen.update(self._parts())
        suspects = self._pass(list(self.todo), lambda pool: pool.ahead)
        suspects = self._pass(suspects, lambda pool: pool.count, most=1)
        for key in suspects:
            if self._pass([key], lambda _: 1, most=1):
                self._blame(key)

    def _pass(self, keys: list[str], out: Callable[[Pool], int], most: int | None = None) -> list[str]:
        """Do these runs, so many chunks out at a time; those that were out when a worker died are returned."""
        suspects: list[str] = []
        left = deque(keys)
        while left:
            with self.crew.open(len(left)) as pool:
                ahead = out(pool)
                chunks = self._chunks(left, ahead, most)
                for chunk, future in hand_out(pool, partial(work_off, self.keeping), chunks, ahead):
                    if pool.died(future):
                        suspects += self._unwritten(chunk)
                    else:
                        self._count(chunk, future.result())
                    self._tell()
        return suspects

    def _chunks(self, left: deque[str], ahead: int, most: int | None) -> Iterator[Chunk]:
        """Take what is left, some seconds of work at a time and less towards the end, as others have not done it."""
        while left:
            self._look_around()
            fitting = int(CHUNK_SECONDS / self.pace) if self.pace else 1
            size = max(min(fitting, ceil(len(left) / ahead), most or fitting), 1)
            keys: list[str] = []
            while left and len(keys) < size:
                key = left.popleft()
                if key in self.elsewhere:
                    self.stored += 1
                else:
                    keys.append(key)
            if keys:
                self.chunks += 1
                runs = tuple(self.runs[self.todo[key]] for key in keys)
                yield Chunk(f"{self.name}-{self.chunks:06d}", tuple(keys), runs)

    def _count(self, chunk: Chunk, receipt: Receipt) -> None:
        pace = receipt.seconds / len(chunk.keys)
        self.pace = (self.pace + pace) / 2 if self.pace else pace
        self.went_well += receipt.went_well
        self.failed += receipt.failed
        if self.chunks % COMPACT_AT == 0:
            self.store.compact()

    def _tell(self) -> None:
        self.done(self.stored + self.same + self.went_well + self.failed)

    def _look_around(self) -> None:
        """See what other runners have stored since."""
        for part in set(self._parts()) - self.seen:
            self.seen.add(part)
            if self.name not in part.name:
                with suppress(FileNotFoundError):  # brought together with others meanwhile; then that part is new
                    self.elsewhere |= self.store.keys("runs", [part])

    def _parts(self) -> list[Path]:
        return self.store.parts("runs")

    def _unwritten(self, chunk: Chunk) -> list[str]:
        """The runs of a chunk without receipt that are not in its part: a worker may die after writing."""
        written = [part for part in self._parts() if chunk.name in part.name]
        stored = self.store.keys("runs", written)
        self.went_well += len(stored)
        return [key for key in chunk.keys if key not in stored]

    def _blame(self, key: str) -> None:
        """The row of a run that kills its worker."""
        row = beginning(key, self.runs[self.todo[key]]) | failure("worker", DIED)
        self.store.write("failed", f"{self.name}-{key}", table_of([row], self.keeping))
        self.failed += 1
        self._tell()
