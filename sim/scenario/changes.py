"""`Change`: from a Monday on, something in a scenario is otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from pydantic import field_validator

from sim.param import FrozenDict, Settings
from sim.scenario.paths import full_path

CHANGEABLE = ("resident", "acts", "matters", "office", "organisations", "backbone", "policies")


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

    day: date
    name: str
    value: Any

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


def _frozen(value: object) -> object:
    """Lists as tuples, groups as groups that cannot be changed."""
    if isinstance(value, Mapping):
        return FrozenDict({str(key): _frozen(inner) for key, inner in value.items()})
    if isinstance(value, list | tuple):
        return tuple(_frozen(inner) for inner in value)
    return value
