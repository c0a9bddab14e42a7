"""The parts of the benchmark: each returns its rows of the table."""

from __future__ import annotations

from collections.abc import Callable
from statistics import median
from time import process_time

from benchmarks import reference_c, reference_mesa, reference_others, reference_rule
from benchmarks.app import workshop_rows
from benchmarks.compiled import NoCompilerError, compiler
from benchmarks.crowd import Contender, Crowd, crowd_of
from benchmarks.growth import growth
from benchmarks.many import many_runs
from benchmarks.measure import AT_LEAST, AT_MOST, Row, Seconds, Target, figure, take_turns, times
from benchmarks.phases import phases
from benchmarks.plain_model import PlainModel
from benchmarks.plain_society import PlainSociety
from benchmarks.recording import Recording, record_run
from benchmarks.resident_rule import ResidentsInC
from sim import load
from sim.community import CommunitySettings
from sim.scenario import Scenario
from sim.simulation import Simulation

OURS, BEST_C, PLAIN_C = "numba, as this project writes kernels", "C, best form", "C, plain loop"
NINE_YEARS = 469
PER_RESIDENT = "ns per resident-week"
ENGINE = "nine years of liuhe"
IN_C = "the residents' rule alone, a hand-written C loop"
NO_COMPILER = "skipped: gcc is not installed"
IN_MESA = "the residents' rule alone, plain Mesa agents"
SOCIETY_IN_MESA = "residents and organisations, plain Mesa agents"


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


def nine_years(*, quick: bool) -> list[Row]:
    """A run of the case with the points scheme, beside the rule of its residents in C and as Mesa agents."""
    return _beside("b", "points", ("points",), (3, 60), (IN_MESA, PlainModel), quick=quick)


def with_modules(*, quick: bool) -> list[Row]:
    """The same with organisations at work, and with every module."""
    modules = ("points", "leaders", "incubation")
    few = _beside("e", ", ".join(modules), modules, (3, 60), (SOCIETY_IN_MESA, PlainSociety), quick=quick)
    return few + _beside("e", "every module", ("*",), (5, None), None, quick=quick)


def _beside(
    part: str,
    what: str,
    modules: tuple[str, ...],
    targets: tuple[float, float | None],
    agents: tuple[str, type[PlainModel]] | None,
    *,
    quick: bool,
) -> list[Row]:
    """A run with some modules, beside the rule of its residents in C and as Mesa agents, under the same levers.

    Parameters
    ----------
    targets
        How often the C loop at most, how many times faster than Mesa agents at least.
    agents
        What the Mesa agents are and their model; None: not compared.
    """
    scenario = load("liuhe").adding(*modules)
    if quick:
        scenario = scenario.but({"weeks": 156})
    most, least = targets
    engine, in_c, in_mesa = (f"{name}: {what}" for name in (ENGINE, IN_C, agents[0] if agents else ""))
    contenders: dict[str, Seconds] = {engine: lambda: _engine(scenario)}
    said = {}
    if agents is not None:
        some, model = (1 if quick else 2), agents[1]
        parts = [record_run(scenario, first=quarter * scenario.weeks // 4, weeks=some) for quarter in (1, 2, 3)]
        contenders[in_mesa] = lambda: _objects(model, parts)
        weeks = "1 week" if quick else f"{some} weeks"
        said[in_mesa] = f"{weeks} at each of a quarter, half and three quarters of the run, scaled by resident-weeks"
    if has_compiler():
        recording = record_run(scenario)
        contenders[in_c] = lambda: _in_c(recording)[0]
        said[in_c] = "all weeks, with the levers that the engine recorded"
    measured = take_turns(contenders, 2 if quick else 5)
    whole = median(measured[engine]) * scenario.weeks * scenario.community.residents / 1e9
    said[engine] = f"residents, office, modules, matters, records; {whole:.2f} s for {scenario.weeks} weeks"
    rows = [Row(part, name, median(values), PER_RESIDENT, note=said[name]) for name, values in measured.items()]
    if has_compiler():
        ratio, note = times(measured, engine, in_c), _in_c(recording)[1]
        rows.append(Row(part, f"the whole engine over the C loop: {what}", ratio, "×", Target(AT_MOST, most), note))
    else:
        rows.append(Row(part, in_c, note=NO_COMPILER))
    if agents is not None:
        faster = times(measured, in_mesa, engine)
        rows.append(Row(part, f"plain Mesa agents over the whole engine: {what}", faster, "×", Target(AT_LEAST, least)))
    return rows


def _engine(scenario: Scenario) -> float:
    """All phases of all weeks, and the results."""
    simulation = Simulation(scenario)
    begun = process_time()
    simulation.run()
    return (process_time() - begun) / scenario.weeks / scenario.community.residents * 1e9


def _objects(model: type[PlainModel], recordings: list[Recording]) -> float:
    """The same residents as plain Mesa agents, in some weeks of a run."""
    seconds, resident_weeks = 0.0, 0
    for recording in recordings:
        community = model(recording)
        begun = process_time()
        for _ in recording.weeks:
            community.step()
        seconds += process_time() - begun
        resident_weeks += len(recording.weeks) * len(community.residents)
    return seconds / resident_weeks * 1e9


def _in_c(recording: Recording) -> tuple[float, str]:
    """The same residents in C, and how far they agree."""
    seconds, agreement = ResidentsInC(recording).run()
    residents = recording.scenario.community.residents
    note = f"{agreement.acts:,} acts, {agreement.different} different; {agreement.columns} values apart at the end"
    return seconds / agreement.weeks / residents * 1e9, note


def has_compiler() -> bool:
    """Whether gcc is here."""
    try:
        compiler()
    except NoCompilerError:
        return False
    return True


PARTS: dict[str, tuple[str, Callable[..., list[Row]]]] = {
    "a": ("The reference rule: 14,300 people, 12 ties each", reference),
    "b": ("Nine years of the case with the points scheme", nine_years),
    "c": ("Where the time goes", phases),
    "d": ("Ten and a hundred times the residents", growth),
    "e": ("Nine years of the case with organisations, and with every module", with_modules),
    "f": ("Many runs on two cores", many_runs),
    "g": ("The workshop in a browser on the same two cores", workshop_rows),
}
