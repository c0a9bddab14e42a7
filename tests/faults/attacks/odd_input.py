"""Odd versions of every kind of input, read and used in this process."""

from __future__ import annotations

from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from tests.faults.counts import Counts
from tests.faults.inputs import inputs
from tests.faults.mutate import mutated

TIMES = 2400


def attack(seed: int, times: int, counts: Counts) -> None:
    """Each kind as often as the others."""
    kinds = list(inputs().values())
    luck = Random(seed)
    for number in range(times):
        kind = kinds[number % len(kinds)]
        data = mutated(luck.choice(kind.examples), luck)
        with TemporaryDirectory() as folder:
            path = Path(folder) / f"odd{kind.ending}"
            path.write_bytes(data)
            with counts.trying(f"{kind.name}, number {number} of seed {seed}:\n{data[:3000]!r}"):
                kind.use(path)
