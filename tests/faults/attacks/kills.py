"""Kill -9 at random moments of sweep, compare, search and calibrate, which then go on."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import polars as pl

from sim.lab.run.store import Store
from tests.faults.counts import Counts
from tests.faults.jobs import JOBS, Job, room
from tests.faults.processes import judge, kill_after, timed

TIMES = 40
SHARES = {"sweep": 16, "compare": 12, "search": 8, "calibrate": 4}  # of forty kills
LONG = 25.0  # seconds until when that is killed for which no undisturbed call is waited
IN_ONE_FOLDER = 4


def attack(seed: int, times: int, counts: Counts) -> None:
    """Each command is killed again and again in one folder, then called once more; every fourth folder is new; two at a time."""
    with TemporaryDirectory() as folder, ThreadPoolExecutor(2) as pool:
        tasks = []
        for name, share in SHARES.items():
            place = Path(folder) / name
            place.mkdir()
            kills = max(1, round(times * share / TIMES))
            tasks.append(pool.submit(_one, name, JOBS[name], kills, place, Random(f"{seed} {name}"), counts))
        for task in tasks:
            task.result()


def _one(name: str, job: Job, times: int, folder: Path, luck: Random, counts: Counts) -> None:
    seconds, expected = LONG, None
    if job.result is not None:
        said, seconds = timed(job.words, room(folder / "whole"))
        if not judge(counts, f"{name}, undisturbed", said):
            return
        expected = job.result(folder / "whole")
    for first in range(0, times, IN_ONE_FOLDER):
        place = room(folder / f"killed-{first}")
        moments = [luck.uniform(0.1, 1.0) * seconds for _ in range(min(IN_ONE_FOLDER, times - first))]
        what = f"{name}, killed after {', '.join(f'{one:.2f}' for one in moments)} s"
        for moment in moments:
            counts.tried += 1
            kill_after(job.words, moment, place)
            if job.store and (often := _doubled(Store(place / job.store))):
                counts.blame("doubled", f"{what}: {often}")
        if job.result is not None and judge(counts, f"{what}, and called again", timed(job.words, place)[0]):
            if job.result(place) != expected:
                counts.blame("lost", what)
            left = [path.name for path in place.rglob(".*") if path.is_file()]
            if left:
                counts.blame("lost", f"{what}: left behind {left}")


def _doubled(store: Store) -> list[str]:
    """Runs that more than one part holds; every part can be read."""
    keys = [key for part in store.parts("runs") for key in pl.read_parquet(part, columns=["key"], glob=False)["key"]]
    return [key for key, count in Counter(keys).items() if count > 1]
