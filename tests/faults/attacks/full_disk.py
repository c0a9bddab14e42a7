"""A disk that is full after so many bytes: one sentence, and all is well once there is room."""

from __future__ import annotations

import resource
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.faults.counts import Counts
from tests.faults.jobs import JOBS, room
from tests.faults.processes import call, judge, timed

SIZES = (0, 100, 3_000, 30_000, 200_000)  # bytes that a file may grow to
WRITERS = ("sweep", "compare", "run")
TIMES = len(WRITERS) * len(SIZES)


def attack(seed: int, times: int, counts: Counts) -> None:
    """Jobs that write, each with every size; two jobs at a time."""
    sizes = SIZES[: max(1, times // len(WRITERS))]
    with TemporaryDirectory() as folder, ThreadPoolExecutor(2) as pool:
        tasks = [pool.submit(_one, name, sizes, Path(folder) / name, counts) for name in WRITERS]
        for task in tasks:
            task.result()


def _one(name: str, sizes: tuple[int, ...], folder: Path, counts: Counts) -> None:
    job = JOBS[name]
    assert job.result is not None
    folder.mkdir()
    if not judge(counts, f"{name}, with room", timed(job.words, room(folder / "whole"))[0]):
        return
    for size in sizes:
        place, what = room(folder / f"full-{size}"), f"{name}, no file larger than {size} bytes"
        judge(counts, what, call(job.words, cwd=place, preexec_fn=_limit(size)))
        again = judge(counts, f"{what}, then with room", timed(job.words, place)[0])
        if again and job.result(place) != job.result(folder / "whole"):
            counts.blame("lost", what)


def _limit(size: int) -> Callable[[], None]:
    return lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))
