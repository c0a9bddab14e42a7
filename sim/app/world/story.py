"""A story: a scenario whose modules all come and go by dated changes, so that each can be moved in time."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import zip_longest

from sim.scenario import Scenario
from sim.scenario.changes import Change
from sim.scenario.paths import short_name
from sim.text import GongtongError, Text

NEVER = 1 << 30


def unrolled(scenario: Scenario) -> Scenario:
    """A scenario as a story: its modules are switched on and off by dated changes."""
    clock, told = scenario.clock, list(scenario.changes)
    said = {(clock.week(change.day), change.name) for change in told}
    for name, settings in scenario.policies.items():
        start = max(settings.start or scenario.modules_start or clock.first, clock.first)
        given = settings.model_dump(exclude={"start", "stop"}, exclude_defaults=True)
        given |= {path.removeprefix(f"{name}."): scenario.value(path) for path in _said_of(scenario, name)}
        switches = [Change(day=start, name=name, value=given or True)]
        if settings.stop is not None and clock.week(settings.stop) < scenario.weeks:
            switches.append(Change(day=settings.stop, name=name, value=False))
        told += [change for change in switches if (clock.week(change.day), name) not in said]
    bare = not scenario.policies and scenario.modules_start is None
    return with_changes(scenario if bare else scenario.without("*").but({"modules_start": None}), told)


def _said_of(scenario: Scenario, module: str) -> Iterable[str]:
    """The numbers of a module that stand at their default because the scenario says so."""
    return (path for path in scenario.held if path.startswith(f"{module}."))


def with_changes(scenario: Scenario, changes: Iterable[Change]) -> Scenario:
    """The scenario with these changes instead of its own, in the order of weeks; switches before what they allow.

    Raises
    ------
    GongtongError
        If one of them is not possible.
    """
    clock = scenario.clock
    ordered = sorted(changes, key=lambda one: (clock.week(one.day), one.module is None, one.name))
    if tuple(ordered) == scenario.changes:  # it takes long to find again that all of them are possible
        return scenario
    return scenario.but({"changes": tuple(change.model_dump() for change in ordered)})


def changing(scenario: Scenario, week: int, name: str, value: object) -> Scenario:
    """The story with one more change; one of the same thing in the same week is replaced."""
    day = date_of(scenario, week)
    kept = [
        one for one in scenario.changes if not (scenario.clock.week(one.day) == week and one.name == short_name(name))
    ]
    return with_changes(scenario, [*kept, Change(day=day, name=name, value=value)])


def moved(scenario: Scenario, key: str, week: int) -> Scenario:
    """The story with a change at another week."""
    change = find(scenario, key)
    kept = [one for one in scenario.changes if one is not change]
    kept = [one for one in kept if key_of(scenario, one) != f"{week}:{change.name}"]
    return with_changes(scenario, [*kept, change.model_copy(update={"day": date_of(scenario, week)})])


def without(scenario: Scenario, key: str) -> Scenario:
    """The story without a change."""
    change = find(scenario, key)
    return with_changes(scenario, [one for one in scenario.changes if one is not change])


def key_of(scenario: Scenario, change: Change) -> str:
    """What a change is called on the wire: its week and its name, which no other has."""
    return f"{scenario.clock.week(change.day)}:{change.name}"


def find(scenario: Scenario, key: str) -> Change:
    """A change by its key."""
    for change in scenario.changes:
        if key_of(scenario, change) == key:
            return change
    raise GongtongError(Text(f"change: there is no {key!r} in this story.", f"change：本经过中没有 {key!r}。"))


def date_of(scenario: Scenario, week: int) -> object:
    """The Monday of a week of the run."""
    if not 0 <= week < scenario.weeks:
        raise GongtongError(
            Text(
                f"week: {week} is not possible; give 0 to {scenario.weeks - 1}.",
                f"week：不能取 {week}；可取 0 到 {scenario.weeks - 1}。",
            )
        )
    return scenario.clock.date(week)


def parting(one: Scenario, other: Scenario) -> int:
    """The first week that two stories do not share; `NEVER` if they are the same."""
    plain = [story.model_copy(update={"changes": ()}) for story in (one, other)]
    if plain[0] != plain[1]:
        return 0
    clock = one.clock
    for a, b in zip_longest(one.changes, other.changes):
        if a is None or b is None or (clock.week(a.day), a.name, a.value) != (clock.week(b.day), b.name, b.value):
            return min(clock.week(change.day) for change in (a, b) if change is not None)
    return NEVER
