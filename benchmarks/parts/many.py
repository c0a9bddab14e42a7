"""Many runs on two cores: the runner with one worker and with two, and Mesa's batch runner over plain Mesa agents."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

from mesa.batchrunner import batch_run

from benchmarks.harness.measure import AT_LEAST, AT_MOST, Row, Target, take_turns, times
from benchmarks.plain_mesa.model import PlainModel
from benchmarks.recorded.run import Recording, record_run
from sim import load
from sim.lab.run.batch import run_into
from sim.lab.run.identity import Run
from sim.lab.run.outputs import MeasureOutputs
from sim.lab.run.store import Store
from sim.lab.run.workers import Workers, default_workers
from sim.scenario import Scenario

WEEKS = 40  # of the case with points from the first week: about 50 ms
STARTED = 0.2  # share of the runs after which every worker is at work
ONE, TWO, DASK = "one worker", "two workers", "two workers of a dask cluster on this machine"
MESA = "the residents' rule alone, plain Mesa agents with mesa.batch_run, two processes"
PER_SECOND = "runs per second"


@dataclass
class Sweep:
    """Runs into a fresh store, again whenever called; keeps what share of the workers' time was not spent in runs.

    Attributes
    ----------
    runs : int
    workers : Workers
    overhead : list of float
        Round by round.
    """

    runs: int
    workers: Workers
    overhead: list[float] = field(default_factory=list)

    def __call__(self) -> float:
        """Seconds of the clock for each run, once all workers are at work."""
        seen: list[tuple[float, int]] = []
        runs = [Run(_scenario(), seed) for seed in range(self.runs)]
        with TemporaryDirectory() as folder:
            store = Store(folder)
            run_into(store, runs, self.workers, lambda done: seen.append((perf_counter(), done)), MeasureOutputs())
            within = store.frame()["seconds"].sort_values()
        count = self.workers.processes or 1
        within = float(within[:-count].mean())  # a worker's first run builds the community
        begun, before = next(one for one in seen if one[1] >= STARTED * self.runs)
        ended, done = seen[-1]
        each = (ended - begun) / (done - before)
        self.overhead.append(each * count / within - 1)
        return each


class Batched(PlainModel):
    """The plain Mesa model as the batch runner makes it, from a recording that each process makes once."""

    def __init__(self, weeks: int, seed: int = 0) -> None:
        super().__init__(recorded(weeks), seed)


@cache
def _scenario() -> Scenario:
    return load("liuhe").but({"weeks": WEEKS, "modules_start": None}).adding("points")


@cache
def recorded(weeks: int) -> Recording:
    """The run that plain agents are fed with, once a process."""
    return record_run(_scenario(), weeks=weeks)


def many_runs(*, quick: bool) -> list[Row]:
    """Runs per second, what a second worker adds, and what the runner itself costs."""
    if default_workers() < 2:  # noqa: PLR2004 - this part is about two
        return [Row("f", PER_SECOND, note="skipped: this machine has one core")]
    runs, rounds = (120, 1) if quick else (400, 3)
    sweeps = {ONE: Sweep(runs, Workers(1)), TWO: Sweep(runs, Workers(2))}
    if _has_dask():
        sweeps[DASK] = Sweep(runs, Workers(2, "local"))
    measured = take_turns(sweeps, rounds)
    each = median(measured[ONE])
    note = f"{WEEKS} weeks of the case with points, {1000 * each:.0f} ms on one core"
    rows = [Row("f", name, 1 / median(values), PER_SECOND, note=note) for name, values in measured.items()]
    faster = times(measured, ONE, TWO)
    rows.append(Row("f", "two workers over one", faster, "×", Target(AT_LEAST, 1.8)))
    for name, sweep in sweeps.items():
        share = max(100 * median(sweep.overhead[1:]), 0.0)
        rows.append(Row("f", f"what the runner takes besides the runs: {name}", share, "%", Target(AT_MOST, 5)))
    weeks = 4 if quick else WEEKS
    in_mesa = _in_mesa(weeks) * WEEKS / weeks
    said = "the same weeks" if weeks == WEEKS else f"{weeks} weeks, scaled"
    rows.append(Row("f", MESA, 1 / in_mesa, PER_SECOND, note=f"{said}, {in_mesa:.2g} s a run on two cores"))
    rows.append(Row("f", "two workers over mesa.batch_run", in_mesa / median(measured[TWO]), "×"))
    return rows


def _in_mesa(weeks: int) -> float:
    """Seconds for each run with mesa.batch_run on two processes, once they are at work: of two runs more."""
    return (_batch(weeks, 4) - _batch(weeks, 2)) / 2


def _batch(weeks: int, runs: int) -> float:
    begun = perf_counter()
    # The batch runner takes one step more than it is told
    batch_run(Batched, {"weeks": weeks}, 2, runs, max_steps=weeks - 1, display_progress=False)
    return perf_counter() - begun


def _has_dask() -> bool:
    try:
        import distributed  # noqa: F401  # only whether it is there
    except ModuleNotFoundError:
        return False
    return True
