"""`Change`: from a Monday on, something in a scenario is otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import field_validator

from sim.param import Day, FrozenDict, Settings
from sim.policies import PolicySettings, policies
from sim.scenario.paths import full_path, short_name
from sim.text import GongtongError, Text

CHANGEABLE = ("resident", "asking", "acts", "matters", "office", "organisations", "backbone", "policies")


class Change(Settings):
    """A dated change of one thing.

    Attributes
    ----------
    day : date
        It takes effect at the start of the week this day falls in.
    name : str
        A declared value by its dotted path, such as `points.budget`; or a module, to switch it on or off.
    value
        What the value is from then on. Of a module: true or false, or a group of settings with which it is on.
    """

    day: Day
    name: str
    value: Any

    @field_validator("name", mode="after")
    @classmethod
    def _one_form(cls, name: str) -> str:
        return short_name(name)

    @field_validator("value", mode="after")
    @classmethod
    def _unchangeable(cls, value: object) -> object:
        return _frozen(value)

    @property
    def parts(self) -> tuple[str, ...]:
        """The path from the top of a scenario: `policies`, the module, and so on."""
        return full_path(self.name)

    @property
    def module(self) -> str | None:
        """The module that is switched on or off, if it is one."""
        parts = self.parts
        return parts[1] if len(parts) == 2 and parts[0] == "policies" else None  # noqa: PLR2004  # nothing inside it

    @property
    def values(self) -> tuple[str, ...]:
        """The names of all values that it changes: its own, and those inside where it gives a group."""
        inner = self.value if isinstance(self.value, Mapping) else ()
        return (self.name, *(f"{self.name}.{key}" for key in inner))


def refuse_fixed(change: Change, scenario: type[Settings]) -> None:
    """Refuse a change of a value that holds for a whole run.

    Parameters
    ----------
    scenario
        The type whose fields are the groups of settings.

    Raises
    ------
    GongtongError
        That names the value, or what may be changed where there is none of that name.
    """
    parts = change.parts
    if parts[0] not in CHANGEABLE and parts[0] not in scenario.model_fields:
        allowed = [part for part in CHANGEABLE if part != "policies"]
        raise GongtongError(
            Text(
                f"{change.name}: there is nothing of that name to change; "
                f"names begin with a module or with {', '.join(allowed)}.",
                f"{change.name}：没有可变更的这一项；名称以模块名或 {'、'.join(allowed)} 开头。",
            )
        )
    if parts[0] == "policies":
        owner = policies()[parts[1]].settings_type if len(parts) > 1 and parts[1] in policies() else PolicySettings
        inner = parts[2:]
    else:
        owner, inner = scenario.model_fields[parts[0]].annotation, parts[1:]  # type: ignore[assignment]  # Settings
    if parts[0] not in CHANGEABLE or not inner or inner[0] in owner.whole_run:
        raise unchangeable(change.name)


def unchangeable(name: str) -> GongtongError:
    """The error of a dated change of a value that holds for a whole run."""
    return GongtongError(
        Text(
            f"{name}: cannot change during a run; set it for the whole run.",
            f"{name}：运行期间不能变更；请在整个方案中设定。",
        )
    )


def _frozen(value: object) -> object:
    """Lists as tuples, groups as groups that cannot be changed."""
    if isinstance(value, Mapping):
        return FrozenDict({str(key): _frozen(inner) for key, inner in value.items()})
    if isinstance(value, list | tuple):
        return tuple(_frozen(inner) for inner in value)
    return value
