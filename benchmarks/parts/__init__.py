"""The parts of the benchmark: each returns its rows of the table."""

from __future__ import annotations

from collections.abc import Callable

from benchmarks.harness.measure import Row
from benchmarks.parts.beside import nine_years, with_modules
from benchmarks.parts.growth import growth
from benchmarks.parts.many import many_runs
from benchmarks.parts.phases import phases
from benchmarks.parts.reference import reference
from benchmarks.parts.workshop import workshop_rows

PARTS: dict[str, tuple[str, Callable[..., list[Row]]]] = {
    "a": ("The reference rule: 14,300 people, 12 ties each", reference),
    "b": ("Nine years of the case with the points scheme", nine_years),
    "c": ("Where the time goes", phases),
    "d": ("Ten and a hundred times the residents", growth),
    "e": ("Nine years of the case with organisations, and with every module", with_modules),
    "f": ("Many runs on two cores", many_runs),
    "g": ("The workshop in a browser on the same two cores", workshop_rows),
}
