"""Odd versions of files given to commands, each in a process of its own, as a shell starts it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from tests.faults.counts import Counts
from tests.faults.inputs import inputs
from tests.faults.mutate import mutated
from tests.faults.processes import call, judge

TIMES = 60


def attack(seed: int, times: int, counts: Counts) -> None:
    """Two at a time."""
    kinds = [kind for kind in inputs().values() if kind.command]
    luck = Random(seed)
    with TemporaryDirectory() as folder, ThreadPoolExecutor(2) as pool:
        called = []
        for number in range(times):
            kind = kinds[number % len(kinds)]
            path = Path(folder) / f"{number}{kind.ending}"
            path.write_bytes(mutated(luck.choice(kind.examples), luck))
            assert kind.command
            called.append((path, pool.submit(call, kind.command(path))))
        for path, said in called:
            judge(counts, f"{path.name}: {path.read_bytes()[:3000]!r}", said.result())
