"""The engine beside the rule of its residents in C and as plain Mesa agents, under the same levers."""

from __future__ import annotations

from functools import partial
from statistics import median
from time import process_time

from benchmarks.c.compiled import has_compiler
from benchmarks.c.residents import Agreement, ResidentsInC
from benchmarks.harness.apart import Make, apart
from benchmarks.harness.measure import AT_LEAST, AT_MOST, PER_RESIDENT, Row, Target, take_turns, times
from benchmarks.plain_mesa.model import PlainModel
from benchmarks.plain_mesa.society import PlainSociety
from benchmarks.recorded.run import record_run
from sim import load
from sim.scenario import Scenario
from sim.simulation import Simulation

ENGINE = "nine years of liuhe"
IN_C = "the residents' rule alone, a hand-written C loop"
NO_COMPILER = "skipped: gcc is not installed"
IN_MESA = "the residents' rule alone, plain Mesa agents"
SOCIETY_IN_MESA = "residents and organisations, plain Mesa agents"


def nine_years(*, quick: bool) -> list[Row]:
    """A run of the case with the points scheme, beside the rule of its residents in C and as Mesa agents."""
    return _beside("b", "points", ("points",), (3, 60), (IN_MESA, PlainModel), quick=quick)


def with_modules(*, quick: bool) -> list[Row]:
    """A run of the case with organisations at work, beside Mesa agents; and one with every module."""
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
    contenders: dict[str, Make] = {engine: partial(Engine, scenario)}
    some = 1 if quick else 2
    if agents is not None:
        contenders[in_mesa] = partial(InMesa, scenario, agents[1], some)
    if has_compiler():
        contenders[in_c] = partial(InC, scenario)
    with apart(contenders) as runs:
        measured = take_turns(runs, 2 if quick else 5)
        agreement = runs[in_c].ask("agreement") if has_compiler() else ""
    whole = median(measured[engine]) * scenario.weeks * scenario.community.residents / 1e9
    said = {
        engine: f"residents, office, modules, matters, records; {whole:.2f} s for {scenario.weeks} weeks",
        in_mesa: f"{some} week{'s' if some > 1 else ''} at each of a quarter, half and three quarters of the run, "
        "scaled by resident-weeks",
        in_c: "all weeks, with the levers that the engine recorded",
    }
    rows = [Row(part, name, median(values), PER_RESIDENT, note=said[name]) for name, values in measured.items()]
    if has_compiler():
        ratio = times(measured, engine, in_c)
        rows.append(
            Row(part, f"the whole engine over the C loop: {what}", ratio, "×", Target(AT_MOST, most), agreement)
        )
    else:
        rows.append(Row(part, in_c, note=NO_COMPILER))
    if agents is not None:
        faster = times(measured, in_mesa, engine)
        rows.append(Row(part, f"plain Mesa agents over the whole engine: {what}", faster, "×", Target(AT_LEAST, least)))
    return rows


class Engine:
    """All phases of all weeks, and the results; called, it returns ns per resident-week."""

    def __init__(self, scenario: Scenario) -> None:
        self._scenario = scenario

    def __call__(self) -> float:
        """Run."""
        scenario, simulation = self._scenario, Simulation(self._scenario)
        begun = process_time()
        simulation.run()
        return (process_time() - begun) / scenario.weeks / scenario.community.residents * 1e9


class InMesa:
    """The residents as plain Mesa agents, some weeks at each of a quarter, half and three quarters of the run."""

    def __init__(self, scenario: Scenario, model: type[PlainModel], weeks: int) -> None:
        self._model = model
        begin = (quarter * scenario.weeks // 4 for quarter in (1, 2, 3))
        self._recordings = [record_run(scenario, first=first, weeks=weeks) for first in begin]

    def __call__(self) -> float:
        """Run."""
        seconds, resident_weeks = 0.0, 0
        for recording in self._recordings:
            community = self._model(recording)
            begun = process_time()
            for _ in recording.weeks:
                community.step()
            seconds += process_time() - begun
            resident_weeks += len(recording.weeks) * len(community.residents)
        return seconds / resident_weeks * 1e9


class InC:
    """The residents in C, all weeks."""

    def __init__(self, scenario: Scenario) -> None:
        self._recording = record_run(scenario)

    def __call__(self) -> float:
        """Run."""
        return self._run()[0]

    def agreement(self) -> str:
        """How far it agrees with the engine."""
        found = self._run()[1]
        return f"{found.acts:,} acts, {found.different} different; {found.columns} values apart at the end"

    def _run(self) -> tuple[float, Agreement]:
        seconds, agreement = ResidentsInC(self._recording).run()
        return seconds / agreement.weeks / self._recording.scenario.community.residents * 1e9, agreement
