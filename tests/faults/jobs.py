"""Commands that run for a while and leave something: what an attack disturbs, and how to see what is left."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from sim.lab.run.store import Store
from sim.scenario import Scenario
from sim.scenario.file import dump, load
from tests.support import TENTH, small

TOWN = small(weeks=40, modules_start="2015-02-02", office__activities=3.0)
SWEEP = "scenario: town.yaml\nfactors:\n  points.dose: [0.5, 1.0, 1.5]\n  modules: [none, points]\nseeds: 12\n"
TIMING = ("seconds", "finished")  # columns that differ from run to run


class Job(NamedTuple):
    """A command that takes seconds.

    Attributes
    ----------
    words : tuple of str
        Called in a folder that has `town.yaml`, `sweep.yaml` and `history.yaml`.
    store : str
        Its folder of runs, if it has one.
    result : callable
        What it leaves in its folder, to be compared with what an undisturbed call leaves; none where that takes too
        long and only its store is looked at.
    """

    words: tuple[str, ...]
    store: str
    result: Callable[[Path], object] | None


def table(folder: Path) -> object:
    """The rows of a store, but for when they were made."""
    frame = Store(folder / "store").frame().sort_values("key").reset_index(drop=True)
    return frame.drop(columns=[name for name in TIMING if name in frame]).to_csv()


def files(name: str) -> Callable[[Path], object]:
    """The tables in a folder of a job."""
    return lambda folder: {
        path.name: path.read_bytes() for path in (folder / name).iterdir() if path.suffix in (".csv", ".npz")
    }


JOBS = {
    "sweep": Job(("sweep", "sweep.yaml", "--out", "store", "--workers", "1", "--quiet"), "store", table),
    "compare": Job(
        (
            *("compare", "town.yaml", "--arms", "none,points", "--seeds", "6", "--report", "out"),
            *("--workers", "1", "--quiet"),
        ),
        "",
        files("out"),
    ),
    "search": Job(
        (
            *("search", "town.yaml", "--budget", "30000", "--objectives", "active_4w,cadre_hours", "--quiet"),
            *("--modules", "points,leaders", "--population", "5", "--generations", "2", "--posterior", "2"),
            *("--workers", "1", "--out", "plans"),
        ),
        "plans",
        files("plans"),
    ),
    "run": Job(("run", "town.yaml", "--out", "saved", "--quiet"), "", files("saved")),
    "calibrate": Job(
        (
            *("calibrate", "history.yaml", "--runs", "200", "--draws", "8", "--workers", "1"),
            *("--out", "fit", "--quiet"),
        ),
        "fit/runs",
        None,
    ),
}


def room(folder: Path, town: Scenario = TOWN) -> Path:
    """A new folder with the files that jobs name."""
    folder.mkdir()
    history = load("liuhe-history").but({name: value for name, value in TENTH.items() if name != "weeks"})
    for name, text in (("town.yaml", dump(town)), ("sweep.yaml", SWEEP), ("history.yaml", dump(history))):
        (folder / name).write_text(text, "utf-8")
    return folder
