"""The parts of the benchmark: each returns its rows of the table."""

from __future__ import annotations

from collections.abc import Callable
from statistics import median

from benchmarks import reference_c, reference_mesa, reference_others, reference_rule
from benchmarks.app import workshop_rows
from benchmarks.beside import NO_COMPILER, nine_years, with_modules
from benchmarks.compiled import has_compiler
from benchmarks.crowd import Contender, Crowd, crowd_of
from benchmarks.growth import growth
from benchmarks.many import many_runs
from benchmarks.measure import AT_MOST, PER_RESIDENT, Row, Seconds, Target, figure, take_turns, times
from benchmarks.phases import phases
from sim.community import CommunitySettings

OURS, BEST_C, PLAIN_C = "numba, as this project writes kernels", "C, best form", "C, plain loop"
NINE_YEARS = 469


def reference(*, quick: bool) -> list[Row]:
    """The reference rule in every form there is here."""
    crowd = crowd_of(CommunitySettings())
    long, short, few = (200, 50, 2) if quick else (NINE_YEARS, 100, 5)
    others, missing = reference_others.installed()
    contenders: dict[str, tuple[Contender, int]] = {OURS: (reference_rule.ours, long)}
    if has_compiler():
        contenders |= {BEST_C: (reference_c.best, long), PLAIN_C: (reference_c.plain, long)}
    contenders["Mesa with numpy, as usually written"] = (reference_mesa.arrays, short)
    contenders["plain Mesa objects"] = (reference_mesa.objects, few)
    contenders |= {name: (run, few if name == "AgentPy" else short) for name, run in others.items()}
    measured = take_turns(
        {name: _per_resident_week(run, crowd, weeks) for name, (run, weeks) in contenders.items()}, 2 if quick else 5
    )
    rows = [
        Row(
            "a",
            name,
            median(values),
            PER_RESIDENT,
            note="" if name == OURS else f"{figure(times(measured, name, OURS))} × ours",
        )
        for name, values in measured.items()
    ]
    if has_compiler():
        ratio, note = times(measured, OURS, BEST_C), _same_acts(crowd, long)
        rows.append(Row("a", "ours over the best form of C", ratio, "×", Target(AT_MOST, 1.5), note))
    else:
        rows.append(Row("a", BEST_C, note=NO_COMPILER))
    return rows + [Row("a", name, note="skipped: not installed") for name in missing]


def _per_resident_week(run: Contender, crowd: Crowd, weeks: int) -> Seconds:
    return lambda: run(crowd, weeks).seconds / weeks / crowd.people * 1e9


def _same_acts(crowd: Crowd, weeks: int) -> str:
    """Whether the C forms come to the same decisions."""
    acts = reference_rule.ours(crowd, weeks).acts
    apart = sum(int(abs(acts - run(crowd, weeks).acts).sum()) for run in (reference_c.best, reference_c.plain))
    return f"{int(acts.sum()):,} acts, {apart} of them different in C"


PARTS: dict[str, tuple[str, Callable[..., list[Row]]]] = {
    "a": ("The reference rule: 14,300 people, 12 ties each", reference),
    "b": ("Nine years of the case with the points scheme", nine_years),
    "c": ("Where the time goes", phases),
    "d": ("Ten and a hundred times the residents", growth),
    "e": ("Nine years of the case with organisations, and with every module", with_modules),
    "f": ("Many runs on two cores", many_runs),
    "g": ("The workshop in a browser on the same two cores", workshop_rows),
}
