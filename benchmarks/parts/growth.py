"""Ten and a hundred times the residents: time and memory for each, in processes of their own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from statistics import median

from benchmarks.harness.measure import AT_MOST, Row, Target

ROOT = Path(__file__).parents[2]
SPAN = 52
SIZES = {1: (SPAN, 3), 10: (26, 2), 100: (8, 1)}  # factor: weeks to run, how often
WHOLE_SPAN, WHOLE_RUN = 104, 78  # with every module: a span in which organisations and committees come about
POINTS, EVERY = "points", "*"
SLOWER, MORE_MEMORY = Target(AT_MOST, 2.5), Target(AT_MOST, 1.25)


def child(
    factor: int, weeks: int, run: int, environment: dict[str, str] | None = None, modules: str = POINTS
) -> dict[str, float]:
    """Times and memory of a run in a process of its own (`benchmarks.harness.child`), by name."""
    command = [sys.executable, "-m", "benchmarks.harness.child", str(factor), str(weeks), str(run), modules]
    told = subprocess.run(
        command, check=True, capture_output=True, text=True, cwd=ROOT, env={**os.environ, **(environment or {})}
    )
    return {name: float(value) for name, value in json.loads(told.stdout).items()}


def growth(*, quick: bool) -> list[Row]:
    """Time per resident-week, time to build and memory, by number of residents."""
    sizes = [1, 10] if quick else list(SIZES)
    found = {factor: _measured(factor, quick=quick) for factor in sizes}
    rows = []
    for factor, seen in found.items():
        people = f"{int(seen['residents']):,} residents"
        nanoseconds = seen["per_week"] / seen["residents"] * 1e9
        rows += [
            Row("d", f"{people}: a week", nanoseconds, "ns per resident-week", note=f"{SIZES[factor][0]} weeks"),
            Row("d", f"{people}: building the community", seen["build"], "s", note=f"{int(seen['rows']):,} rows"),
            Row("d", f"{people}: peak memory", seen["megabytes"], "MB"),
        ]
    least, most = found[sizes[0]], found[sizes[-1]]
    slower = most["per_week"] / most["residents"] / (least["per_week"] / least["residents"])
    rows.append(Row("d", "time per resident-week, largest over smallest", slower, "×", SLOWER))
    if len(sizes) > 2:  # noqa: PLR2004  # a step to compare with
        low, middle, high = (found[factor] for factor in sizes)
        ratio = _bytes_each(middle, high) / _bytes_each(low, middle)
        said = f"{_bytes_each(middle, high):,.0f} bytes for each further resident"
        rows.append(Row("d", "memory of a further resident, last step over first", ratio, "×", MORE_MEMORY, said))
    return [*rows, *_with_every_module(quick=quick)]


def _with_every_module(*, quick: bool) -> list[Row]:
    """Growth of time with all six modules at work: the case, and ten times as many residents."""
    run = WHOLE_RUN // 3 if quick else WHOLE_RUN
    each = {}
    for factor in (1, 10):
        told = [child(factor, WHOLE_SPAN, run, modules=EVERY) for _ in range(1 if quick else 2)]
        each[factor] = median(one["per_week"] / one["residents"] for one in told)
    note = f"{each[1] * 1e9:.0f} and {each[10] * 1e9:.0f} ns, {run} weeks"
    what = "every module, time per resident-week: ten times the residents over the case"
    return [Row("d", what, each[10] / each[1], "×", SLOWER, note)]


def _measured(factor: int, *, quick: bool) -> dict[str, float]:
    """Medians over repetitions."""
    weeks, often = SIZES[factor]
    told = [child(factor, SPAN, weeks) for _ in range(1 if quick else often)]
    return {name: median(each[name] for each in told) for name in told[0]}


def _bytes_each(smaller: dict[str, float], larger: dict[str, float]) -> float:
    """Memory for each further resident."""
    return (larger["megabytes"] - smaller["megabytes"]) * 2**20 / (larger["residents"] - smaller["residents"])
