"""The reference rule in every form there is here, side by side."""

from __future__ import annotations

from statistics import median

from benchmarks.c.compiled import has_compiler
from benchmarks.harness.measure import AT_MOST, PER_RESIDENT, Row, Seconds, Target, figure, take_turns, times
from benchmarks.parts.beside import NO_COMPILER
from benchmarks.reference import in_c, in_mesa, in_numba, others
from benchmarks.reference.crowd import Contender, Crowd, crowd_of
from sim.community import CommunitySettings

OURS, BEST_C, PLAIN_C = "numba, as this project writes kernels", "C, best form", "C, plain loop"
NINE_YEARS = 469


def reference(*, quick: bool) -> list[Row]:
    """The reference rule in every form there is here."""
    crowd = crowd_of(CommunitySettings())
    long, short, few = (200, 50, 2) if quick else (NINE_YEARS, 100, 5)
    libraries, missing = others.installed()
    contenders: dict[str, tuple[Contender, int]] = {OURS: (in_numba.ours, long)}
    if has_compiler():
        contenders |= {BEST_C: (in_c.best, long), PLAIN_C: (in_c.plain, long)}
    contenders["Mesa with numpy, as usually written"] = (in_mesa.arrays, short)
    contenders["plain Mesa objects"] = (in_mesa.objects, few)
    contenders |= {name: (run, few if name == "AgentPy" else short) for name, run in libraries.items()}
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
    acts = in_numba.ours(crowd, weeks).acts
    apart = sum(int(abs(acts - run(crowd, weeks).acts).sum()) for run in (in_c.best, in_c.plain))
    return f"{int(acts.sum()):,} acts, {apart} of them different in C"
