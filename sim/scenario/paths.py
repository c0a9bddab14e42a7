"""Dotted paths of values in a scenario: `policies.points.dose` is `points.dose`, by that name everywhere."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeVar

from pydantic import BaseModel

from sim.param import refusal
from sim.policies import policies
from sim.text import GongtongError, Text

POLICIES = "policies"

T = TypeVar("T")


def short_name(name: str) -> str:
    """The one form of a name: without blanks around its parts, and beginning with the module if it is inside one."""
    return ".".join(part.strip() for part in name.split(".")).removeprefix(f"{POLICIES}.")


def by_name(given: Iterable[tuple[str, T]]) -> dict[str, T]:
    """Values by the one form of their names: every reader of names that a person gives goes through here.

    Raises
    ------
    GongtongError
        If two are the same thing, or one is a group that holds the other: only one of the two could hold.
    """
    found: dict[str, T] = {}
    called: dict[str, str] = {}
    for name, value in given:
        own = short_name(name)
        if own in found:
            raise _twice(called[own], name)
        found[own], called[own] = value, name
    for own in found:
        group = next((above for above in _above(own) if isinstance(found.get(above), Mapping | BaseModel)), None)
        if group is not None:
            raise GongtongError(
                Text(
                    f"{called[own]}: is given besides {called[group]}, the group that holds it; give it in one place.",
                    f"{called[own]}：与包含它的 {called[group]} 同时给出；请只在一处给出。",
                )
            )
    return found


def named_once(given: Mapping[str, T]) -> dict[str, T]:
    """The same for the field of a file.

    Raises
    ------
    PydanticCustomError
        As `by_name` refuses.
    """
    try:
        return by_name(given.items())
    except GongtongError as error:
        raise refusal(*(words.rstrip(".。") for words in error.text)) from None


def _twice(first: str, second: str) -> GongtongError:
    """The error of one thing that is given twice, by one name or two."""
    if first == second:
        return GongtongError(Text(f"{second}: is given twice; give it once.", f"{second}：给出了两次；请只给一次。"))
    return GongtongError(
        Text(
            f"{second}: is the same as {first}, which is given too; give one of them.",
            f"{second}：与同时给出的 {first} 是同一项；请只给一个。",
        )
    )


def full_path(name: str) -> tuple[str, ...]:
    """The parts of a path from the top of a scenario: `policies`, the module, and so on."""
    parts = tuple(short_name(name).split("."))
    return (POLICIES, *parts) if parts[0] in policies() else parts


def find(settings: object, parts: tuple[str, ...]) -> object:
    """The value at a path inside settings and groups of them; none if there is none."""
    for part in parts:
        settings = settings.get(part) if isinstance(settings, Mapping) else getattr(settings, part, None)
    return settings


def gives(given: object, parts: tuple[str, ...]) -> bool:
    """Whether groups of values, or settings made of some, give the value at a path themselves: no default counts."""
    for part in parts:
        if isinstance(given, BaseModel):
            if part not in given.model_fields_set:
                return False
            given = getattr(given, part)
        elif isinstance(given, Mapping) and part in given:
            given = given[part]
        else:
            return False
    return True


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


def _above(name: str) -> Iterable[str]:
    """The names of the groups that hold a name, from the top of a scenario down."""
    parts = full_path(name)
    return (short_name(".".join(parts[:count])) for count in range(1, len(parts)))
