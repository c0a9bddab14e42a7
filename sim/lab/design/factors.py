"""Factors of a sweep: any declared number, start, switch or choice of a scenario, by levels or over a range."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import exp, inf, log
from typing import Literal

from sim.lab.design.arms import ALL, NONE
from sim.lab.run.identity import Level
from sim.nearest import nearest
from sim.param import Declared
from sim.policies import policies
from sim.scenario import EVERY, Scenario, declared_numbers
from sim.scenario.paths import by_name, short_name
from sim.text import GongtongError, Text, shown

MODULES, SIZE = "modules", "size"
WIDE = 4.0  # a declared range whose upper end is that many times its lower one is explored on a logarithmic scale
Scale = Literal["linear", "log"]
WORDS = {
    MODULES: Text("modules", "模块"),
    SIZE: Text("size of the community", "社区规模"),
    "start": Text("first day", "开始日期"),
    "stop": Text("end", "结束日期"),
    "modules_start": Text("first day of modules", "模块开始日期"),
}
# Who lives there, and who serves them: what grows with the community. Grids and estates stay as many.
COUNTS = (
    *("community.residents", "community.households", "community.party_members", "community.units.units"),
    *(f"community.ages.{age}" for age in ("infants", "children", "teens", "young", "elders")),
    *("office.staff", "office.tasks"),
)


@dataclass(frozen=True)
class Levels:
    """A factor with given levels, each equally likely where a design samples."""

    values: tuple[Level, ...]

    def at(self, place: float) -> Level:
        """The level at a place between 0 and 1."""
        return self.values[min(int(place * len(self.values)), len(self.values) - 1)]

    def spread(self, _count: int) -> tuple[Level, ...]:
        """All levels."""
        return self.values


@dataclass(frozen=True)
class Range:
    """A number between two ends; whole numbers if the model declares it so."""

    low: float
    high: float
    whole: bool = False
    scale: Scale = "linear"

    def at(self, place: float) -> float | int:
        """The value at a place between 0 and 1."""
        low, high = self.low, self.high
        if self.whole:
            return int(low + min(int(place * (high - low + 1)), high - low))
        if self.scale == "log":
            return exp(log(low) + place * (log(high) - log(low)))
        return low + place * (high - low)

    def place(self, value: float) -> float:
        """The place of a value between 0 and 1, the inverse of `at`; a whole number stands in the middle of its own."""
        low, high = self.low, self.high
        if self.whole:
            return (value - low + 0.5) / (high - low + 1)
        if self.scale == "log":
            return (log(value) - log(low)) / (log(high) - log(low))
        return (value - low) / (high - low)

    def spread(self, count: int) -> tuple[Level, ...]:
        """Values spread evenly from end to end; fewer than asked for if there are not so many whole numbers."""
        places = [at / (count - 1) for at in range(count)] if count > 1 else [0.5]
        return tuple(dict.fromkeys(self.at(place) for place in places))


Factor = Levels | Range


def declared_factor(name: str) -> Range:
    """The plausible range that the model declares for one of its numbers.

    Raises
    ------
    GongtongError
        If it declares none.
    """
    number = find_number(name)
    if number is None:
        levels = Text("give a list of levels.", "请给出取值列表。")
        hint = nearest(name, (known.path for known in declared_numbers()), levels)
        raise GongtongError(
            Text(
                f"{name}: the model declares no range of that name; {hint.en}",
                f"{name}：模型没有声明该名称的范围；{hint.zh}",
            )
        )
    return range_of(number)


def range_of(number: Declared) -> Range:
    """The plausible range of a declared number, and how it is explored."""
    wide = number.low > 0 and number.high >= WIDE * number.low
    return Range(number.low, number.high, isinstance(number.default, int), "log" if wide else "linear")


def find_number(name: str) -> Declared | None:
    """The declaration of a number, by the name that scenarios use."""
    path = short_name(name)
    return next((number for number in declared_numbers() if number.path == path), None)


def label_of(name: str) -> Text:
    """The label of a factor in figures."""
    module, _, key = short_name(name).partition(".")
    policy, number = policies().get(module), find_number(name)
    label = number.label if number is not None else WORDS.get(key or module, Text(key or module, key or module))
    if policy is None:
        return label
    return Text(f"{policy.label.en}: {label.en}", f"{policy.label.zh}：{label.zh}") if key else policy.label


def with_levels(base: Scenario, levels: Mapping[str, Level]) -> Scenario:
    """A scenario in which factors have these levels, whatever order they are named in.

    First the size of the community, then values by their names, then which modules are on; so a module that is
    switched off stays off whatever is said of its numbers.

    Raises
    ------
    GongtongError
        If a name does not exist or a level is not allowed.
    """
    levels = by_name(levels.items())
    switches = {name: level for name, level in levels.items() if name in policies()}
    changes = {name: level for name, level in levels.items() if name not in {*switches, MODULES, SIZE}}
    scenario = with_size(base, levels[SIZE]) if SIZE in levels else base
    scenario = scenario.but(changes) if changes else scenario
    if MODULES in levels:
        scenario = _with_modules(scenario, levels[MODULES])
    for name, on in switches.items():
        if not isinstance(on, bool):
            raise GongtongError(Text(f"{name}: {on!r} is not true or false.", f"{name}：{on!r} 不是 true 或 false。"))
        scenario = scenario.adding(name) if on else scenario.without(name)
    return scenario


def _with_modules(scenario: Scenario, named: Level) -> Scenario:
    """`none`, `all`, or the modules named, joined by `+`, and no others."""
    wanted = [name.strip() for name in str(named).split("+")]
    if wanted == [ALL]:
        return scenario.adding(EVERY)
    if wanted == [NONE]:
        return scenario.without(EVERY)
    chosen = scenario.adding(*wanted)
    return chosen.without(*(name for name in chosen.policies if name not in wanted))


def with_size(base: Scenario, share: Level) -> Scenario:
    """The same community with so many times the people, and as many more who serve them.

    Raises
    ------
    GongtongError
        If it is not a number above zero, or what comes out is not allowed.
    """
    if not isinstance(share, int | float) or isinstance(share, bool) or not 0 < share < inf:
        said = shown(share)
        raise GongtongError(Text(f"size: {said} is not a number above 0.", f"size：{said} 不是大于 0 的数字。"))
    counts = {name: base.value(name) for name in COUNTS}
    return base.but(
        {name: max(round(now * share), 1) if isinstance(now, int) else now * share for name, now in counts.items()}
    )
