"""Dotted paths of values in a scenario: `points.dose` is short for `policies.points.dose`."""

from __future__ import annotations

from collections.abc import Mapping

from sim.policies import policies
from sim.text import GongtongError, Text

POLICIES = "policies"


def full_path(name: str) -> tuple[str, ...]:
    """The parts of a path from the top of a scenario: `policies`, the module, and so on."""
    parts = tuple(name.split("."))
    return (POLICIES, *parts) if parts[0] in policies() else parts


def short_path(name: str) -> str:
    """The path that begins with the module, if it is one inside a module."""
    return name.removeprefix(f"{POLICIES}.")


def find(settings: object, parts: tuple[str, ...]) -> object:
    """The value at a path inside settings and groups of them; none if there is none."""
    for part in parts:
        settings = settings.get(part) if isinstance(settings, Mapping) else getattr(settings, part, None)
    return settings


def put(data: dict[str, object], parts: tuple[str, ...], value: object, name: str) -> None:
    """Set a value at a path inside nested groups, which are made where there is none.

    Raises
    ------
    GongtongError
        If something on the way is no group; `name` is how the message calls the path.
    """
    at = data
    for part in parts[:-1]:
        inner = at.setdefault(part, {})
        if not isinstance(inner, dict):
            raise GongtongError(Text(f"{name}: {part} has no parts.", f"{name}：{part} 没有下级。"))
        at = inner
    at[parts[-1]] = value
