"""Time by phases of a week, of starting up and of compiling; and memory."""

from __future__ import annotations

import tempfile
from statistics import median

from benchmarks.harness.measure import Row
from benchmarks.parts.growth import child
from sim import load
from sim.schedule import PHASES
from sim.simulation import Simulation


def phases(*, quick: bool) -> list[Row]:
    """Phases first, then what comes before the first week."""
    return [*_weeks(quick=quick), *_beginnings(quick=quick)]


def _weeks(*, quick: bool) -> list[Row]:
    """Time of each phase in an ordinary week: the median of some runs."""
    scenario = load("liuhe").adding("points")
    weeks = 104 if quick else scenario.weeks
    runs = []
    for _ in range(2 if quick else 3):
        simulation = Simulation(scenario)
        simulation.step()  # what a first week loads is counted below
        before = dict(simulation.seconds)
        for _ in range(weeks - 1):
            simulation.step()
        runs.append({name: (simulation.seconds[name] - before[name]) / (weeks - 1) * 1e6 for name in before})
    found = {phase: median(run[phase.name] for run in runs) for phase in PHASES}
    whole = sum(found.values())
    rows = [
        Row("c", f"{phase.name}: {phase.label.en}", value, "µs per week", note=f"{value / whole:.0%}")
        for phase, value in found.items()
    ]
    return [*rows, Row("c", "a week in all", whole, "µs per week", note=f"{scenario.community.residents:,} residents")]


def _beginnings(*, quick: bool) -> list[Row]:
    """From a cold process to the first week done; what compiling adds; memory of a whole run."""
    with tempfile.TemporaryDirectory(prefix="gongtong-benchmark-") as cache:
        cold = child(1, 469, 1, {"NUMBA_CACHE_DIR": cache})
        warm = [child(1, 469, 469 if n == 0 else 1, {"NUMBA_CACHE_DIR": cache}) for n in range(2 if quick else 4)]

    def steps(told: dict[str, float]) -> float:
        return told["load"] + told["build"] + told["set_up"] + told["first_week"]

    steady = {name: median(told[name] for told in warm) for name in warm[0]}
    split = (
        f"importing and loading {steady['load']:.2f}, community {steady['build']:.2f}, "
        f"setting up {steady['set_up']:.2f}, first week {steady['first_week']:.2f}"
    )
    return [
        Row("c", "start to first week done, kernels in cache", steps(steady), "s", note=split),
        Row("c", "the same without kernel cache", steps(cold), "s", note="kernels compile once after an update"),
        Row("c", "peak memory of a nine-year run", warm[0]["megabytes"], "MB"),
    ]
