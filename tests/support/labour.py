"""What tests of the laboratory run in processes of their own: tiny runs, some of which go wrong."""

from __future__ import annotations

import os
import time
from pathlib import Path

from sim.lab import Run, Store
from sim.lab.run import batch as sweep
from sim.results import Results
from tests.support import small

POISON, BAD = 5, 3  # seeds
PAUSE = 0.05  # seconds, so that there is time to be killed


def tiny(count: int) -> list[Run]:
    """Runs of two weeks without any before them, one for each seed, in a small community."""
    scenario = small(weeks=2, run_in=0)
    return [Run(scenario, seed, {"share": seed / count}) for seed in range(count)]


def residents(results: Results) -> dict[str, float]:
    """One number, quickly."""
    return {"residents": results.value("residents")}


def slowly(results: Results) -> dict[str, float]:
    """The same, with a pause."""
    time.sleep(PAUSE)
    return residents(results)


def badly(results: Results) -> dict[str, float]:
    """Fails for one seed, unless a file says that the reason is gone."""
    if results.seed == BAD and not Path(os.environ.get("GONGTONG_TEST_MENDED", "nowhere")).exists():
        raise ValueError("no such luck")
    return residents(results)


def deadly(results: Results) -> dict[str, float]:
    """Kills its process for one seed."""
    if results.seed == POISON:
        os._exit(9)
    return residents(results)


def main(folder: str, count: int, workers: int) -> None:
    """A driver to be killed; says how many runs it did. Chunks are short, so that there are many."""
    sweep.CHUNK_SECONDS = 0.2
    print(sweep.run_into(Store(folder), tiny(count), workers, measuring=slowly).went_well)  # noqa: T201
