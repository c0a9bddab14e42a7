"""The contract of a policy module: what every module, present and future, must keep, whatever it does.

Each clause is a function that takes a policy class and raises `AssertionError` with one sentence if the module breaks
it. A module of one's own is checked in one line: `check_policy(MyPolicy)`; two that shall run together with
`get_along(MyPolicy, YourPolicy)`. Nothing has to be written in the module.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from functools import cache
from importlib import resources
from typing import Any
from unittest import mock

import numpy as np
from numpy.typing import NDArray
from pydantic import ValidationError
from ruamel.yaml import YAML

from sim.agents.resident.sources import ASKERS
from sim.measures import MEASURES
from sim.param import declared
from sim.policies import AnyPolicy, PolicySettings, policies, registered
from sim.results import Results
from sim.scenario import Scenario
from sim.scenario.file import dump, parse
from sim.simulation import Simulation
from sim.text import GongtongError
from sim.week import Week
from sim.world import World

TENTH = {
    "community.residents": 1430,
    "community.households": 511,
    "community.party_members": 24,
    "community.ages.infants": 17,
    "community.ages.children": 90,
    "community.ages.teens": 90,
    "community.ages.young": 470,
    "community.ages.elders": 235,
    "community.units.units": 3,
    "office.staff": 2,
    "office.tasks": 4.0,
    "weeks": 60,
}

PolicyType = type[AnyPolicy]
Arrays = dict[str, NDArray[Any]]

SEED = 3
WEEKS = 16
LONG, YEAR = 24, 52
START, STOP = date(2015, 3, 2), date(2015, 4, 13)  # weeks 8 and 14
LATE_STOP = date(2015, 6, 1)  # week 21
GRIDS, ESTATES = (3, 7), (2, 25)
LIVELY = {"office__activities": 3.0}
HOOKS = ("begin", "act", "follow", "finish", "wind_down", "depart", "measured")
MODULES_WRITE = ("registrations",)  # columns of residents that `Week` lets a module change
AFTER_THE_END = ("promise",)  # levers that a module may still push when it winds down
ROUNDING = 1e-3  # of sums of levers
COSTS = ("cost_yuan", "cadre_hours", "cadre_overload")


# The community of all clauses


def small(**changes: object) -> Scenario:
    """A tenth of the case: 1,430 residents in 12 grids and 25 estates for 60 weeks, every module off.

    Changes are named as in `Scenario.but`, with two underscores for each dot: `small(points__dose=0.5)`.
    """
    return Scenario().but({**TENTH, **{name.replace("__", "."): value for name, value in changes.items()}})


@cache
def bibliography() -> dict[str, dict[str, Any]]:
    """The entries of the bibliography by key."""
    return YAML(typ="safe").load((resources.files("sim") / "data" / "sources.yaml").read_text("utf-8"))


# Running


def with_module(policy: PolicyType, weeks: int = WEEKS, /, **own: Any) -> Scenario:
    """The small community, lively, with one module; `own` are its settings, by paths with dots for parts."""
    settings = {f"{policy.name}.{path}": value for path, value in {"dose": 1.0, **own}.items()}
    return small(weeks=weeks, **LIVELY).but(settings)


def without(weeks: int = WEEKS) -> Scenario:
    """The same without any module."""
    return small(weeks=weeks, **LIVELY)


class Hooks:
    """The hooks of a simulation's modules, each with something done before and after it."""

    def __init__(
        self, simulation: Simulation, around: Callable[[AnyPolicy, str, Callable[[], object]], object]
    ) -> None:
        for policy in simulation.policies:
            for name in HOOKS:
                setattr(policy, name, self._wrapped(policy, name, getattr(policy, name), around))

    @staticmethod
    def _wrapped(policy: AnyPolicy, name: str, hook: Any, around: Any) -> Callable[..., object]:
        return lambda *given: around(policy, name, lambda: hook(*given))


def live(scenario: Scenario, seed: int = SEED, *, weeks: int | None = None, luck: int = 0, audit: bool = False,
         around: Callable[[World], Any] | None = None) -> Simulation:  # fmt: skip
    """Run so many weeks (all if None); `luck` sets the global generators that no module may use."""
    np.random.seed(luck)  # noqa: NPY002  on purpose: a module that draws from it is found out
    random.seed(luck)
    simulation = Simulation(scenario, seed, audit=audit)
    if around is not None:
        Hooks(simulation, around(simulation.world))
    for _ in range(scenario.weeks if weeks is None else weeks):
        try:
            simulation.step()
        except AssertionError:
            raise
        except Exception as error:
            raise AssertionError(
                f"{', '.join(scenario.policies)}: the run stopped in week {simulation.week}: {error}"
            ) from error
    return simulation


@cache
def plain() -> tuple[Simulation, Simulation]:
    """The same without any module: all its weeks, and those before `START`."""
    return live(without()), live(without(), weeks=without().clock.week(START))


def outcome(results: Results) -> Arrays:
    """All that was measured, as arrays by name."""
    grids = {f"{name} by grid": values for name, values in results.by_grid.items()}
    costs = {
        f"{part} of {module}": values[:, at]
        for part, values in (("yuan", results.yuan), ("booked hours", results.booked_hours))
        for at, module in enumerate(results.modules)
    }
    people = {f"{name} of residents": column for name, column in results.residents.items()}
    return {**results.series, **grids, **costs, **people, "events": np.array([repr(event) for event in results.events])}


def state(world: World) -> Arrays:
    """Every column of the residents, and what is known of matters."""
    return {**world.residents._asdict(), **{f"{k} of matters": v for k, v in world.matters.book._asdict().items()}}


def difference(one: Arrays, other: Arrays, until: int | None = None) -> str:
    """Name of the first thing both have that differs in the first weeks; empty if nothing does."""
    shared = [name for name in one if name in other]
    return next((n for n in shared if not np.array_equal(one[n][:until], other[n][:until])), "")


def of_the_world(results: Results) -> Arrays:
    """Weekly outcomes but those a module measures or pays for itself, and but events."""
    common = {measure.name for measure in MEASURES}
    return {
        name: values
        for name, values in outcome(results).items()
        if name.removesuffix(" by grid") in common or name.endswith("of office")
    }


def pushed(world: World) -> Arrays:
    """What modules can move, by lever: residents' levers, activities, levers on places, facilities."""
    return {
        **{name: array.copy() for name, array in world.push._asdict().items()},
        **{f"{name} of activities": array.copy() for name, array in world.offers._asdict().items()},
        **{f"{name} of places": array.copy() for name, array in world.places._asdict().items()},
        "facilities": world.facilities.copy(),
    }


def moved(before: Arrays, after: Arrays) -> Iterator[tuple[str, NDArray[np.bool_]]]:
    """Levers that differ, and where."""
    for name, array in before.items():
        where = array != after[name]
        if where.any():
            yield name, where


# Clauses


def is_named(policy: PolicyType) -> None:
    """A name that scenario files can hold, and numbers that are declared."""
    assert policy.name.isidentifier(), f"{policy.name!r} cannot be written before a dot in a scenario"
    assert issubclass(policy.settings_type, PolicySettings), f"{policy.name}: settings are no PolicySettings"
    assert policy.__doc__, f"{policy.name}: no docstring says what it does"


def speaks_both_languages(policy: PolicyType) -> None:
    """Label, account, measures and every declared number, in English and in Chinese."""
    texts = {"label": policy.label, "about": policy.about}
    texts |= {f"label of {measure.name}": measure.label for measure in policy.measures}
    texts |= {f"label of {number.path}": number.label for number in declared(policy.settings_type)}
    for what, text in texts.items():
        assert any("a" <= sign <= "z" for sign in text.en.lower()), f"{policy.name}: {what} has no English"
        assert any("\u4e00" <= sign <= "\u9fff" for sign in text.zh), f"{policy.name}: {what} has no Chinese"
    for measure in policy.measures:
        assert all(measure.unit), f"{policy.name}: {measure.name} has no unit in one language"


def names_its_sources(policy: PolicyType) -> None:
    """Every key it names is in the bibliography."""
    named = {"the module": tuple(policy.source.split())}
    named |= {number.path: number.source for number in declared(policy.settings_type)}
    for what, sources in named.items():
        assert sources, f"{policy.name}: {what} names no source"
        for key in sources:
            assert key in bibliography(), f"{policy.name}: {what} names {key!r}, which is not in the bibliography"


def survives_yaml(policy: PolicyType) -> None:
    """Its settings written to a file and read back are equal, in time and place, each number away from its default."""
    own = {
        number.path: number.low if number.default == number.high else number.high
        for number in declared(policy.settings_type)
    }
    scenario = with_module(policy, start=START, stop=STOP, grids=GRIDS, estates=ESTATES, **own)
    again = parse(dump(scenario), "contract.yaml")
    assert again == scenario, f"{policy.name}: settings written to YAML and read back are not the same"


def off_changes_nothing(policy: PolicyType) -> None:
    """Without dose, or before it starts, every life is as without the module, to the last bit."""
    off = live(with_module(policy, dose=0.0))
    never, until_start = plain()
    found = difference(of_the_world(never.results()), of_the_world(off.results()))
    found = found or difference(state(never.world), state(off.world))
    assert not found, f"{policy.name}: at dose 0 it changes {found}"
    assert off.results().events == never.results().events, f"{policy.name}: at dose 0 it tells events"
    later = with_module(policy, start=START)
    week = later.clock.week(START)
    before = live(later, weeks=week)
    found = difference(of_the_world(until_start.results()), of_the_world(before.results()), week)
    found = found or difference(state(until_start.world), state(before.world))
    assert not found, f"{policy.name}: before its start it changes {found}"


def repeats_itself(policy: PolicyType) -> None:
    """The same seed twice gives the same bits, whatever the state of the global generators."""
    one, other = (live(with_module(policy), luck=luck).results() for luck in (1, 2))
    found = difference(outcome(one), outcome(other))
    assert not found, f"{policy.name}: two runs with the same seed differ in {found}"


def ignores_order(policy: PolicyType) -> None:
    """The order in which modules, grids and estates are declared does not matter."""
    names = [name for name in policies() if name != policy.name]
    own: dict[str, object] = {f"{policy.name}.grids": GRIDS, f"{policy.name}.estates": ESTATES}
    backwards = {f"{policy.name}.{name}": own[f"{policy.name}.{name}"][::-1] for name in ("estates", "grids")}  # type: ignore[index]
    doses = {f"{name}.dose": 1.0 for name in names}
    one = live(without().but({**own, **doses}))
    other = live(without().but({**dict(reversed(doses.items())), **backwards}))
    found = difference(outcome(one.results()), outcome(other.results()))
    assert not found, f"{policy.name}: the order of declaration changes {found}"


def only_reads_residents(policy: PolicyType) -> None:
    """Columns of residents are the same before and after each of its hooks, but for lists they are put on."""

    def around(world: World) -> Callable[..., object]:
        def unchanged(acting: AnyPolicy, name: str, hook: Callable[[], object]) -> object:
            columns = world.residents._asdict()
            before = {n: column.copy() for n, column in columns.items() if n not in MODULES_WRITE}
            done = hook()
            found = difference(before, columns)
            assert not found, f"{acting.name}: {name} writes the residents' column {found}"
            return done

        return unchanged

    live(with_module(policy, stop=STOP), around=around)


def keeps_to_its_time(policy: PolicyType) -> None:
    """It pushes no lever before its start, and from its stop on none but promises and those it says outlive it."""
    scenario = with_module(policy, start=START, stop=STOP)
    first, last = scenario.clock.week(START), scenario.clock.week(STOP)

    def around(world: World) -> Callable[..., object]:
        def in_time(acting: AnyPolicy, name: str, hook: Callable[[], object]) -> object:
            before = pushed(world)
            done = hook()
            for lever, _ in moved(before, pushed(world)):
                what = f"{acting.name}: {name} moves {lever} in week {world.week}"
                assert world.week >= first, f"{what}, before its start in week {first}"
                after = lever.split()[0] in (*AFTER_THE_END, *acting.outlives)
                assert world.week < last or after, f"{what}, after its stop in week {last}"
            return done

        return in_time

    booked = live(scenario, around=around).results()
    at = booked.modules.index(policy.name)
    assert not booked.yuan[:first, at].any(), f"{policy.name}: it books yuan before its start"
    assert not booked.booked_hours[:first, at].any(), f"{policy.name}: it takes cadre hours before its start"


def keeps_to_its_places(policy: PolicyType) -> None:
    """In its first week nobody and nothing outside its grids and estates is pushed."""
    scenario = with_module(policy, start=START, grids=GRIDS, estates=ESTATES)

    def around(world: World) -> Callable[..., object]:
        places = world.community.places
        estates = np.isin(places.estate_grid + 1, GRIDS) | np.isin(np.arange(places.estate_grid.size) + 1, ESTATES)
        targets = {estates.size: estates, world.community.people: estates[world.community.estate]}

        def in_place(acting: AnyPolicy, name: str, hook: Callable[[], object]) -> object:
            before = pushed(world)
            done = hook()
            for lever, where in moved(before, pushed(world)):
                axis = next((n for n, size in enumerate(where.shape) if size in targets), None)
                if axis is not None:
                    hit = where.any(axis=tuple(n for n in range(where.ndim) if n != axis))
                    outside = np.flatnonzero(hit & ~targets[hit.size])
                    assert not outside.size, f"{acting.name}: {name} moves {lever} outside its places (at {outside[0]})"
            return done

        return in_place

    live(scenario, weeks=scenario.clock.week(START) + 1, around=around)


def asks_at_a_cost(policy: PolicyType) -> None:
    """Whoever it sends to ask in person spends hours on it: it moves no such lever but by `Week.ask` and its like."""

    def around(world: World) -> Callable[..., object]:
        def asked() -> dict[str, float]:
            return {source: float(getattr(world.push, source).sum(dtype=np.float64)) for source in ASKERS}

        def at_a_cost(acting: AnyPolicy, name: str, hook: Callable[[], object]) -> object:
            before, hours = asked(), dict(world.asking_hours)
            done = hook()
            for source, people in asked().items():
                told = (world.asking_hours[source] - hours[source]) * world.rules.asking.contacts
                counted = people - before[source] <= told * (1 + ROUNDING) + ROUNDING
                assert counted, f"{acting.name}: {name} sends {source} to ask in week {world.week} without any hours"
            return done

        return at_a_cost

    live(with_module(policy, stop=STOP), around=around)


def measures_what_it_declares(policy: PolicyType) -> None:
    """It gives a value for each of its own measures and for nothing else, under names of its own."""
    names = [measure.name for measure in policy.measures]
    taken = {measure.name for measure in MEASURES} & set(names)
    assert not taken, f"{policy.name}: everybody's measure {min(taken, default='')} is measured already"
    assert len(set(names)) == len(names), f"{policy.name}: two measures have one name"
    with_grids = [measure.name for measure in policy.measures if measure.grids]
    assert not with_grids, f"{policy.name}: {with_grids[0]} must be declared with grids=False" if with_grids else ""
    simulation = live(with_module(policy), weeks=2)
    given = next(acting for acting in simulation.policies if acting.name == policy.name).measured()
    odd = set(given) ^ set(names)
    assert not odd, f"{policy.name}: {min(odd, default='')} is declared but not measured, or measured but not declared"


def books_no_negative_costs(policy: PolicyType) -> None:
    """In no week, in no money, in no hours, its end included."""
    results = live(with_module(policy, LONG, stop=LATE_STOP)).results()
    for what, values in (("yuan", results.yuan), ("cadre hours", results.booked_hours)):
        assert np.all(values >= 0), f"{policy.name}: it books negative {what}"


def does_something(policy: PolicyType) -> None:
    """At full strength it moves a measure other than costs and its own, if not at once then within a year."""
    most = next(number.high for number in declared(policy.settings_type) if number.path == "dose")
    names = [measure.name for measure in MEASURES if measure.name not in COSTS]
    for weeks in (WEEKS, YEAR):
        on, off = live(with_module(policy, weeks, dose=most)).results(), live(without(weeks)).results()
        if any(not np.array_equal(on.series[name], off.series[name]) for name in names):
            return
    raise AssertionError(f"{policy.name}: at full strength it moves no measure")


def adds_up(policy: PolicyType) -> None:
    """People, hours, points and yuan add up every week, its end included."""
    live(with_module(policy, stop=STOP), audit=True)


def ends(policy: PolicyType) -> list[tuple[str, float]]:
    """Each declared number at its low and at its high end."""
    return [(number.path, value) for number in declared(policy.settings_type) for value in (number.low, number.high)]


def is_finite_at(policy: PolicyType, path: str, value: float) -> None:
    """With one number at an end of its range, everything measured is finite."""
    try:
        scenario = with_module(policy, stop=STOP, **{path: value})
    except (GongtongError, ValidationError) as error:
        raise AssertionError(f"{policy.name}: {path} may not be {value}, an end of its range: {error}") from error
    for name, values in outcome(live(scenario).results()).items():
        if values.dtype.kind == "f":
            assert np.isfinite(values).all(), f"{policy.name}: with {path} at {value}, {name} is not finite"


def is_finite_at_the_ends(policy: PolicyType) -> None:
    """`is_finite_at` for every number."""
    for path, value in ends(policy):
        is_finite_at(policy, path, value)


CLAUSES: tuple[Callable[[PolicyType], None], ...] = (
    is_named,
    speaks_both_languages,
    names_its_sources,
    survives_yaml,
    off_changes_nothing,
    repeats_itself,
    ignores_order,
    only_reads_residents,
    keeps_to_its_time,
    keeps_to_its_places,
    asks_at_a_cost,
    measures_what_it_declares,
    books_no_negative_costs,
    does_something,
    adds_up,
    is_finite_at_the_ends,
)


def check_policy(policy: PolicyType) -> None:
    """Every clause, in order.

    Raises
    ------
    AssertionError
        At the first that is broken, in one sentence.
    """
    with registered(policy):
        for clause in CLAUSES:
            clause(policy)


# Pairs


def get_along(one: PolicyType, other: PolicyType) -> None:
    """Two modules together: finite, adding up, the same in either order, nobody put on a list twice at once.

    Raises
    ------
    AssertionError
        In one sentence.
    """
    pair = f"{one.name} and {other.name}"
    shared = {m.name for m in one.measures} & {m.name for m in other.measures}
    assert not shared, f"{pair}: both measure {min(shared, default='')}"
    with registered(one, other), mock.patch.object(Week, "register", _once(Week.register)):
        runs = [
            live(without().but({f"{policy.name}.dose": 1.0 for policy in order}), audit=True)
            for order in ((one, other), (other, one))
        ]
    first, second = (outcome(run.results()) for run in runs)
    found = difference(first, second)
    assert not found, f"{pair}: the order of declaration changes {found}"
    for name, values in first.items():
        assert values.dtype.kind != "f" or np.isfinite(values).all(), f"{pair}: {name} is not finite"
    residents = runs[0].world.residents
    gone = np.flatnonzero(~residents.here & (residents.registrations > 0))
    assert not gone.size, f"{pair}: resident {gone[:1]} is on a list without living there"


def _once(register: Callable[[Week, NDArray[Any]], None]) -> Callable[[Week, NDArray[Any]], None]:
    """`Week.register` that refuses rows given twice, this week by this module."""
    done: dict[tuple[int, str, int], set[int]] = {}

    def checked(week: Week, rows: NDArray[Any]) -> None:
        put = done.setdefault((id(week.society), week.module, week.index), set())
        given = np.arange(week.community.people)[rows].tolist()
        twice = len(put | set(given)) < len(put) + len(given)
        assert not twice, f"{week.module}: it puts a resident on a list twice in week {week.index}"
        put.update(given)
        register(week, rows)

    return checked


def pairs(chosen: Iterable[PolicyType]) -> list[tuple[PolicyType, PolicyType]]:
    """Every two of some policies."""
    listed = list(chosen)
    return [(one, other) for n, one in enumerate(listed) for other in listed[n + 1 :]]
