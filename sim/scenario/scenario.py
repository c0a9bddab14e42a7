"""`Scenario`: the whole question, frozen and validated; the only input of a run."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from hashlib import blake2b
from typing import Any, Self

from pydantic import Field, SerializeAsAny, ValidationError, field_validator, model_validator

from sim.agents.acts import ActSettings
from sim.agents.backbone import BackboneSettings
from sim.agents.office import OfficeSettings
from sim.agents.organisation import OrganisationSettings
from sim.agents.resident.settings import AskingSettings, ResidentSettings
from sim.clock import Clock
from sim.community import CommunitySettings
from sim.matters import MatterSettings
from sim.param import Day, Declared, FrozenDict, Number, Settings, declared, param, refusal
from sim.policies import AnyPolicy, PolicySettings, policies
from sim.scenario.changes import Change, refuse_fixed, unchangeable
from sim.scenario.fitted import names_said, parameter_set, said_in, still_said
from sim.scenario.messages import SaidInASentence, first_complaint
from sim.scenario.modules import module_settings, refuse_impossible, refuse_impossible_trial
from sim.scenario.paths import POLICIES, by_name, find, full_path, named_once, put
from sim.text import GongtongError, Text
from sim.trial import TrialSettings

EVERY = "*"
MOST_CHANGES = 1000


class Title(Settings):
    """A name in both languages."""

    en: str
    zh: str


class Scenario(Settings, metaclass=SaidInASentence):
    """A community, the rules of its people, and the policy modules at work.

    Attributes
    ----------
    name, title
        For people.
    weeks : int
        Length of the run.
    run_in : int
        Weeks before the first, of which nothing is recorded.
    modules_start : date or None
        First day of modules that name no start of their own; None for the first day of the run.
    community, resident, asking, acts, matters, office
        The declared numbers.
    trial
        A randomised trial inside the run; off unless somebody is drawn.
    policies : dict
        Settings of each module that is on.
    calibrated : dict
        A parameter set of the posterior by dotted path: numbers that stand in for declared defaults, of modules too
        once they are on. What a scenario says itself is not touched.
    held : tuple of str
        Numbers that may be fitted and stand at their declared default because the scenario says so: by dotted path, so
        that no parameter set takes their place. Noted by itself wherever values are given, kept in whole files.
    changes : tuple of Change
        What is otherwise from some week on, in order of weeks.
    """

    name: str = "unnamed"
    title: Title = Title(en="A community", zh="一个社区")
    weeks: int = param(469, 104, 1040, "weeks", "length of the run", "运行周数", source="liuhe", bounds=(1, 5200))
    run_in: int = param(
        104,
        0,
        208,
        "weeks",
        "weeks before the first, in which the cold community comes to its steady state",
        "开始前让冷社区达到稳态的周数",
        source="assumption",
        bounds=(0, 5200),
    )
    modules_start: Day | None = None
    community: CommunitySettings = CommunitySettings()
    resident: ResidentSettings = ResidentSettings()
    asking: AskingSettings = AskingSettings()
    acts: ActSettings = ActSettings()
    matters: MatterSettings = MatterSettings()
    office: OfficeSettings = OfficeSettings()
    organisations: OrganisationSettings = OrganisationSettings()
    backbone: BackboneSettings = BackboneSettings()
    trial: TrialSettings = TrialSettings()
    policies: dict[str, SerializeAsAny[PolicySettings]] = Field(default_factory=dict)
    calibrated: dict[str, Number] = Field(default_factory=dict)
    held: tuple[str, ...] = ()
    changes: tuple[Change, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _note_said(cls, data: object) -> object:
        """Note what is said of numbers that may be fitted, unless whoever gives the values has."""
        if not isinstance(data, Mapping) or "held" in data:
            return data
        return {**data, "held": tuple(said_in(data, fitted_numbers()))}

    @field_validator("calibrated", mode="before")
    @classmethod
    def _named_once(cls, value: object) -> object:
        """Numbers by the one form of their names."""
        return named_once({str(path): given for path, given in value.items()}) if isinstance(value, Mapping) else value

    @field_validator("changes", mode="before")
    @classmethod
    def _so_many(cls, value: object) -> object:
        """Refuse more changes than can be meant, before they are looked at one by one."""
        if isinstance(value, list | tuple) and len(value) > MOST_CHANGES:
            raise refusal(
                f"changes: {len(value):,} are too many; at most {MOST_CHANGES:,} are possible",
                f"changes：{len(value):,} 项过多；最多 {MOST_CHANGES:,} 项",
            )
        return value

    @field_validator("calibrated", mode="after")
    @classmethod
    def _may_be_fitted(cls, value: dict[str, int | float]) -> dict[str, int | float]:
        """Refuse numbers that may not be fitted, and values outside what is possible."""
        return parameter_set(value, fitted_numbers())

    @field_validator("held", mode="after")
    @classmethod
    def _in_order(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        return names_said(value, fitted_numbers())

    @field_validator("policies", mode="before")
    @classmethod
    def _known_modules(cls, value: object) -> object:
        """Turn each module's mapping into its own settings."""
        if not isinstance(value, Mapping):
            return value
        return {name: module_settings(str(name), given) for name, given in sorted(value.items())}

    @field_validator("policies", mode="after")
    @classmethod
    def _unchangeable(cls, value: dict[str, PolicySettings]) -> dict[str, PolicySettings]:
        return FrozenDict(value)

    @model_validator(mode="after")
    def _possible(self) -> Self:
        """Refuse modules and trials in places or at times that do not exist."""
        clock = self.clock
        places = {"grids": self.community.grids, "estates": self.community.estates}
        for name, settings in self.policies.items():
            refuse_impossible(name, settings, clock, self.modules_start, places)
        refuse_impossible_trial(self.trial, self.community.estates)
        return self

    @model_validator(mode="after")
    def _possible_changes(self) -> Self:
        """Refuse changes of what holds for a whole run, at times or to values that are not possible."""
        clock = self.clock
        seen: set[tuple[int, str]] = set()
        now: Scenario = self.model_copy(update={"changes": ()})
        for at, change in enumerate(self.changes):
            where, week = f"changes.{at}", clock.week(change.day)
            if not 0 <= week < self.weeks:
                raise refusal(
                    f"{where}: {change.day} is not in the run, {clock.first} to {clock.date(self.weeks)}",
                    f"{where}：{change.day} 不在运行期间内（{clock.first} 至 {clock.date(self.weeks)}）",
                )
            if at and week < clock.week(self.changes[at - 1].day):
                raise refusal(
                    f"{where}: {change.day} is before the change above it; changes stand in the order of weeks",
                    f"{where}：{change.day} 早于上一项变更；变更须按周次排列",
                )
            again = next((name for name in change.values if (week, name) in seen), None)
            if again is not None:
                raise refusal(
                    f"{where}: {again} is changed twice in the week of {clock.date(week)}",
                    f"{where}：{again} 在 {clock.date(week)} 当周变更了两次",
                )
            seen.update((week, name) for name in change.values)
            try:
                now = now.changed(change)
            except GongtongError as error:
                en, zh = (words.rstrip(".。") for words in error.text)
                raise refusal(f"{where}: from {change.day} on, {en}", f"{where}：自 {change.day} 起，{zh}") from None
        return self

    @property
    def clock(self) -> Clock:
        """The calendar of the run."""
        return Clock(self.community.first_monday, self.weeks)

    def adding(self, *names: str) -> Scenario:
        """A scenario with some more modules on, at their default settings; `*` for every module.

        A module that is on already keeps its settings.
        """
        known = policies()
        wanted = [name for given in names for name in (known if given == EVERY else [given])]
        return self._with_policies({**{name: {} for name in wanted}, **self.policies})

    def without(self, *names: str) -> Scenario:
        """A scenario with some modules off, and no change that names them; `*` for every module."""
        for name in names:
            if name != EVERY and name not in policies():
                self.adding(name)  # refuses what is not a module
        off = policies() if EVERY in names else names
        kept = tuple(change for change in self.changes if change.parts[0] != "policies" or change.parts[1] not in off)
        return self._with_policies({name: one for name, one in self.policies.items() if name not in off}, kept)

    def but(self, changes: Mapping[str, object]) -> Scenario:
        """A scenario with some values changed, named by dotted paths.

        `points.dose` is short for `policies.points.dose` and switches the module on.

        Raises
        ------
        GongtongError
            If a name does not exist or a value is not allowed.
        """
        data = self.model_dump()
        now: dict[str, object] = {}
        for path, value in by_name(changes.items()).items():
            parts = full_path(path)
            if len(parts) > 1 and parts[0] not in type(self).model_fields:
                parts = (POLICIES, *parts)
            for group in (data, now):
                put(group, parts, value.item() if hasattr(value, "item") else value, path)
        if "held" not in now:
            known = fitted_numbers()
            data["held"] = (*still_said(self.held, data, known), *said_in(now, known))
        return checked(data)

    def in_force(self, week: int) -> Scenario:
        """The scenario in force in a week: the changes due by then are made, and none is to come."""
        now = self.model_copy(update={"changes": ()})
        for change in self.changes:
            if self.clock.week(change.day) <= week:
                now = now.changed(change)
        return now

    def changed(self, change: Change) -> Scenario:
        """A scenario after a dated change, which is made and not kept; this one has no changes of its own.

        Raises
        ------
        GongtongError
            If it names what does not exist, is not on, or holds for a whole run, or a value that is not allowed.
        """
        if change.module is not None:
            return self._switched(change.module, change.value, self.clock.date(self.clock.week(change.day)))
        refuse_fixed(change, type(self))
        parts = change.parts
        if parts[0] == "policies" and parts[1] not in self.policies:
            raise GongtongError(
                Text(
                    f"{change.name}: {parts[1]} was not switched on yet; do that first.",
                    f"{change.name}：{parts[1]} 尚未开启；请先开启。",
                )
            )
        return self.but({".".join(parts): change.value})

    def _switched(self, name: str, value: object, monday: date) -> Scenario:
        """A module on from a Monday, with other settings if some are given, or off."""
        module_settings(name, {})  # refuses what is not a module
        known = self.policies.get(name)
        start = monday if known is None else known.start or self.modules_start or self.clock.first
        begun = known is not None and self.clock.week(start) <= self.clock.week(monday)
        over = begun and known is not None and known.stop is not None and known.stop <= monday
        if value is False:
            if known is None or over:
                return self
            begun = begun and self.clock.week(start) < self.clock.week(monday)
            return self.but({f"policies.{name}.stop": monday}) if begun else self.without(name)
        if value is not True and not isinstance(value, Mapping):
            raise GongtongError(
                Text(
                    f"{name}: {value!r} is not possible; give true, false, or a group of settings.",
                    f"{name}：不能取 {value!r}；可取 true、false 或一组参数。",
                )
            )
        given = dict(value) if isinstance(value, Mapping) else {}
        for inner in given:
            fixed = PolicySettings.whole_run if known is None else policies()[name].settings_type.whole_run
            if inner in fixed:
                raise unchangeable(f"{name}.{inner}")
        when = {} if begun and not over else {"start": monday, "stop": None}
        return self.but({f"policies.{name}.{inner}": own for inner, own in {**given, **when}.items()})

    @property
    def taken(self) -> dict[str, int | float]:
        """The numbers of its parameter set that stand in for defaults: those of what is on that it does not say."""
        known = fitted_numbers()
        return {
            path: value
            for path, value in self.calibrated.items()
            if path not in self.held and self.value(path) == known[path].default
        }

    def settled(self) -> Scenario:
        """A scenario with its parameter set put in the place of defaults."""
        if not self.calibrated:
            return self
        return self.model_copy(update={"calibrated": FrozenDict()}).but(self.taken)

    def value(self, path: str) -> Any:
        """The value at a dotted path; none if its module is off."""
        return find(self, full_path(path))

    def __hash__(self) -> int:
        return hash(self.content_hash())

    def __repr__(self) -> str:
        on = "+".join(self.policies) or "no modules"
        return f"<Scenario {self.name!r}: {self.weeks} weeks, {self.community.residents} residents, {on}>"

    __str__ = __repr__

    def content_hash(self) -> str:
        """Sixteen hexadecimal digits that tell scenarios apart by content; name and title do not count."""
        unused = {"name", "title", "held", *(part for part in ("calibrated", "changes") if not getattr(self, part))}
        content = self.model_dump(mode="json", exclude=unused)
        against_a_set = [path for path in self.held if path in self.calibrated]
        if against_a_set:
            content["held"] = against_a_set
        return blake2b(json.dumps(content, sort_keys=True).encode(), digest_size=8).hexdigest()

    def _with_policies(self, chosen: Mapping[str, object], changes: tuple[Change, ...] | None = None) -> Scenario:
        parts = {name: getattr(self, name) for name in type(self).model_fields}
        said = tuple(still_said(self.held, {**parts, "policies": chosen}, fitted_numbers()))
        return checked({
            **parts, "policies": chosen, "held": said, "changes": self.changes if changes is None else changes
        })  # fmt: skip


def declared_numbers() -> Iterator[Declared]:
    """Every declared number of scenarios and of all modules, by dotted path."""
    yield from declared(Scenario)
    for name, policy in policies().items():
        yield from declared(policy.settings_type, f"{name}.")


def fitted_numbers() -> dict[str, Declared]:
    """The numbers that calibration may fit, by dotted path."""
    return _fitted(tuple(policies().items()))


@cache
def _fitted(_known: tuple[tuple[str, type[AnyPolicy]], ...]) -> dict[str, Declared]:
    return {number.path: number for number in declared_numbers() if number.status == "calibrated"}


def checked(data: Mapping[str, object]) -> Scenario:
    """A scenario from its parts.

    Raises
    ------
    GongtongError
        With one sentence on the first thing that is wrong.
    """
    try:
        return Scenario.model_validate(data)
    except ValidationError as error:
        raise GongtongError(first_complaint(error.errors(), Scenario).text) from None
