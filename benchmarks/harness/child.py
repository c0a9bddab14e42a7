"""One run in a process of its own, told as JSON: how long each step took, and how much memory it needed.

`python -m benchmarks.harness.child FACTOR WEEKS RUN MODULES`: the case so many times larger, a span of so many weeks,
how many of them to run, and the modules that are on (`points`, or `*` for all).
"""

from __future__ import annotations

import json
import resource
import sys
from pathlib import Path
from time import perf_counter, process_time

KILOBYTES_IN_MEGABYTE = 1024.0


def peak() -> float:
    """Most memory this process ever held, in megabytes.

    What `getrusage` tells a child begins with what its parent held; the system's own record of the process does not.
    """
    status = Path("/proc/self/status")
    if status.exists():
        line = next(line for line in status.read_text(encoding="utf-8").splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) / KILOBYTES_IN_MEGABYTE
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / KILOBYTES_IN_MEGABYTE


def main(factor: int, weeks: int, run: int, modules: str) -> dict[str, float]:
    """Load, build, run; returns seconds, people and megabytes."""
    begun = perf_counter()
    from benchmarks.harness.larger import larger
    from sim import load
    from sim.community import build_community
    from sim.simulation import Simulation

    scenario = larger(load("liuhe").adding(modules).but({"weeks": weeks, "modules_start": None}), factor)
    loaded = perf_counter()
    community = build_community(scenario.community, scenario.weeks)
    built = perf_counter()
    simulation = Simulation(scenario)
    set_up = perf_counter()
    simulation.step()
    first = perf_counter()
    processor = process_time()
    for _ in range(run - 1):
        simulation.step()
    processor = process_time() - processor
    return {
        "load": loaded - begun,
        "build": built - loaded,
        "set_up": set_up - built,
        "first_week": first - set_up,
        "per_week": processor / max(run - 1, 1),
        "residents": scenario.community.residents,
        "rows": community.people,
        "ties": community.ties.to.size,
        "megabytes": peak(),
    }


if __name__ == "__main__":
    print(json.dumps(main(*(int(argument) for argument in sys.argv[1:4]), sys.argv[4])))
