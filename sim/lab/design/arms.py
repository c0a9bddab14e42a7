"""Arms: what is compared, by name, by combination or by scenario file; and the day on which all modules end."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import Field, field_validator

from sim.param import FrozenDict, Settings
from sim.policies import policies
from sim.scenario import EVERY, Scenario, Title
from sim.scenario.file import SUFFIXES, is_there, load
from sim.scenario.paths import POLICIES, full_path, named_once
from sim.text import GongtongError, Text

NONE, ALL, BASE = "none", "all", "base"
NOT_IN_NAMES = '/\\:*?"<>|'  # arms have files of their own
QUARTER = 13  # weeks that must be left after a withdrawal, or nothing of it could be seen


class Arm(Settings):
    """One arm, as a file gives it.

    Attributes
    ----------
    modules : str
        What is on besides what the scenario has on: `none`, `all`, a module, or several joined by `+`; `base` leaves
        the scenario as it is.
    without : str
        Modules that are off, joined by `+`.
    set : dict
        Values that are changed, by dotted names.
    file : str or None
        A scenario file that is the arm's scenario instead.
    title : Title or None
        What the arm is called in tables and figures; modules by their labels, a file by its own title, unless given.
    """

    modules: str = BASE
    without: str = ""
    set: dict[str, Any] = Field(default_factory=dict)
    file: str | None = None
    title: Title | None = None

    @field_validator("set", mode="after")
    @classmethod
    def _once(cls, value: dict[str, Any]) -> dict[str, Any]:
        return named_once(value)

    def scenario(self, base: Scenario, folder: Path = Path(), changes: Mapping[str, object] = FrozenDict()) -> Scenario:
        """The arm on top of a scenario.

        Parameters
        ----------
        folder
            Where its file is, unless it is found from where the program runs.
        changes
            What was changed in the base, which holds for a file's scenario as well, its modules aside.

        Raises
        ------
        GongtongError
            If there is no such module, value or file, or its residents are not those of the base.
        """
        start = base if self.file is None else _from_file(self.file, folder, changes)
        chosen = with_modules(start, self.modules)
        if self.without:
            chosen = chosen.without(*_parts(self.without))
        chosen = chosen.but(self.set) if self.set else chosen
        _refuse_other_people(base, chosen, self.file)
        return chosen


def arm_called(name: str) -> Arm:
    """An arm as the command line names it: by what `modules` takes, or by a scenario file."""
    return Arm(file=name) if is_file(name) else Arm(modules=name)


def arm_name(given: str) -> str:
    """The name of an arm given on the command line: a file's without folder and ending."""
    return Path(given).stem if is_file(given) else given.strip()


def is_file(name: str) -> bool:
    """Whether an arm's name is that of a scenario file."""
    return Path(name).suffix in SUFFIXES


def arms_called(names: Iterable[str]) -> dict[str, Arm]:
    """Arms by their names, each once.

    Raises
    ------
    GongtongError
        If a name is given twice, or there is none.
    """
    arms: dict[str, Arm] = {}
    for given in names:
        name = arm_name(given)
        if name in arms:
            raise GongtongError(Text(f"arms: {name} is named twice.", f"arms：{name} 出现了两次。"))
        arms[name] = arm_called(given)
    if not arms:
        raise GongtongError(
            Text("arms: name at least one arm, such as none,points.", "arms：至少给出一个方案，如 none,points。")
        )
    return arms


def arms_as_named(given: Mapping[str, object]) -> dict[str, object]:
    """Arms of a file: where one says nothing of modules and names no file, its name may say which are on.

    Raises
    ------
    GongtongError
        If a name cannot be that of a file, or there is no arm.
    """
    if not given:
        raise GongtongError(Text("arms: name at least one, such as none.", "arms：至少给出一个方案，如 none。"))
    arms: dict[str, object] = {}
    for name, arm in given.items():
        if not name.strip() or set(name) & set(NOT_IN_NAMES):
            raise GongtongError(
                Text(
                    f"arms: {name!r} cannot be an arm's name; it must not hold any of {' '.join(NOT_IN_NAMES)}.",
                    f"arms：{name!r} 不能作方案名；不得含有 {' '.join(NOT_IN_NAMES)}。",
                )
            )
        if arm is None:
            arms[name] = arm_called(name)
        elif isinstance(arm, Mapping) and not {"modules", "file"} & set(arm) and _modules_named(name) is not None:
            arms[name] = {**arm, "modules": name}
        else:
            arms[name] = arm
    return arms


def refuse_false_name(name: str, how: Arm, arm: Scenario, base: Scenario) -> None:
    """Refuse an arm whose name says that other modules are on than are.

    Raises
    ------
    GongtongError
        That says which are.
    """
    named = _modules_named(name)
    if named is None:
        return
    expected = named if how.file is not None or name == NONE else named | set(base.policies)
    if expected != set(arm.policies):
        on = "+".join(arm.policies) or NONE
        raise GongtongError(
            Text(
                f"arms: by its name {name} has other modules on than it has, {on}; choose another name.",
                f"arms：名称 {name} 与其实际开启的模块 {on} 不符；请另取名称。",
            )
        )


def with_modules(scenario: Scenario, named: str) -> Scenario:
    """A scenario with modules on besides its own: `none`, `all`, `base`, or some joined by `+`.

    Raises
    ------
    GongtongError
        If there is no such module, or one is named twice.
    """
    if named == NONE:
        return scenario.without(EVERY)
    if named == ALL:
        return scenario.adding(EVERY)
    return scenario if named == BASE else scenario.adding(*_parts(named))


def refuse_alike(arms: Mapping[str, Scenario]) -> None:
    """Refuse two arms that are the same under different names.

    Raises
    ------
    GongtongError
        That names the two.
    """
    seen: dict[str, str] = {}
    for name, scenario in arms.items():
        known = seen.setdefault(scenario.content_hash(), name)
        if known != name:
            raise GongtongError(
                Text(f"arms: {known} and {name} are the same arm.", f"arms：{known} 与 {name} 是同一个方案。")
            )


def withdrawn(scenario: Scenario, day: date) -> Scenario:
    """A scenario in which every module ends on a day, those aside that end before it.

    Raises
    ------
    GongtongError
        If the day is not inside the run, leaves less than a quarter to look at, or is before a module begins.
    """
    clock = scenario.clock
    week = clock.week(day)
    if not 0 < week <= clock.weeks - QUARTER:
        first, last = clock.date(1), clock.date(clock.weeks - QUARTER)
        raise GongtongError(
            Text(
                f"withdraw: {day} is not possible; the run is from {clock.first} to {clock.date(clock.weeks)}, and a "
                f"quarter has to be left to look at, so give {first} to {last}.",
                f"withdraw：不能取 {day}；运行期为 {clock.first} 至 {clock.date(clock.weeks)}，之后至少要留一个季度"
                f"供观察，可取 {first} 至 {last}。",
            )
        )
    ends: dict[str, object] = {}
    for name, settings in scenario.policies.items():
        start = settings.start or scenario.modules_start or clock.first
        if clock.week(start) >= week:
            raise GongtongError(
                Text(
                    f"withdraw: {day} is before {name} begins, {start}.",
                    f"withdraw：{day} 早于 {name} 的开始日期 {start}。",
                )
            )
        if settings.stop is None or clock.week(settings.stop) > week:
            ends[f"policies.{name}.stop"] = day
    return scenario.but(ends) if ends else scenario


def _modules_named(name: str) -> set[str] | None:
    """The modules that an arm's name says are on; none if it says nothing of modules."""
    if name in (NONE, ALL):
        return set(policies()) if name == ALL else set()
    parts = {part.strip() for part in name.split("+")}
    return parts if parts <= set(policies()) else None


def _parts(named: str) -> list[str]:
    """The modules of a combination, each once."""
    parts = [part.strip() for part in named.split("+")]
    twice = next((part for part in parts if parts.count(part) > 1), None)
    if twice is not None:
        raise GongtongError(Text(f"arms: {named} has {twice} twice.", f"arms：{named} 中 {twice} 出现了两次。"))
    return parts


def _from_file(file: str, folder: Path, changes: Mapping[str, object]) -> Scenario:
    """A file's scenario with those changed values that are not of modules: it brings its own modules."""
    of_the_world = {name: value for name, value in changes.items() if full_path(name)[0] != POLICIES}
    beside = folder / file
    found = load(beside if is_there(beside) else Path(file))
    return found.but(of_the_world) if of_the_world else found


def _refuse_other_people(base: Scenario, arm: Scenario, file: str | None) -> None:
    """Residents are compared with themselves, so both need the same community over the same weeks."""
    where = "" if file is None else f"{file}: "
    if arm.weeks != base.weeks:
        raise GongtongError(
            Text(
                f"{where}weeks is {arm.weeks}, in the other arms {base.weeks}; arms run equally long, so give weeks "
                "once for all.",
                f"{where}weeks 为 {arm.weeks}，其他方案为 {base.weeks}；各方案须同样长，请统一给出 weeks。",
            )
        )
    differs = _first_difference(base.community.model_dump(), arm.community.model_dump(), "community")
    if differs is not None:
        name, here, there = differs
        raise GongtongError(
            Text(
                f"{where}{name} is {there}, in the other arms {here}; arms are compared resident by resident, so they "
                "need the same community.",
                f"{where}{name} 为 {there}，其他方案为 {here}；方案之间逐个居民配对比较，须是同一个社区。",
            )
        )


def _first_difference(here: object, there: object, name: str) -> tuple[str, object, object] | None:
    """The first value that differs between two groups of settings, by its dotted name."""
    if isinstance(here, dict) and isinstance(there, dict):
        inner = (_first_difference(here[key], there[key], f"{name}.{key}") for key in here)
        return next((found for found in inner if found is not None), None)
    return None if here == there else (name, here, there)
