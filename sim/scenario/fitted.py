"""Numbers that calibration may fit: what a parameter set may hold, and what stays because a scenario says it.

A scenario that says a number holds it against every parameter set, also where the number is the declared default. From
the value alone that cannot be told, so it is noted when the value is given.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sim.param import Declared, FrozenDict, refusal
from sim.scenario.paths import find, full_path, gives, short_name

Known = Mapping[str, Declared]  # the numbers that may be fitted, by dotted path


def parameter_set(given: Mapping[str, int | float], known: Known) -> FrozenDict[str, int | float]:
    """A parameter set, frozen.

    Raises
    ------
    PydanticCustomError
        If a number may not be fitted, or its value is not possible.
    """
    for path, value in given.items():
        _refuse_unfitted(path, known)
        number = known[path]
        if not number.allows(value) or (isinstance(number.default, int) and value != int(value)):
            raise refusal(
                f"{path}: {value} is not possible; {number.least:g} to {number.most:g} is allowed",
                f"{path}：不能取 {value}；可取 {number.least:g} 到 {number.most:g}",
            )
    return FrozenDict(given)


def names_said(given: Iterable[str], known: Known) -> tuple[str, ...]:
    """Names of numbers that may be fitted, each once and in order.

    Raises
    ------
    PydanticCustomError
        If one may not be fitted.
    """
    names = sorted({short_name(path) for path in given})
    for path in names:
        _refuse_unfitted(path, known)
    return tuple(names)


def said_in(given: Mapping[str, object], known: Known) -> list[str]:
    """The numbers that are given at their declared default; those given otherwise tell it by their value."""
    return [path for path in still_said(known, given, known) if gives(given, full_path(path))]


def still_said(said: Iterable[str], data: Mapping[str, object], known: Known) -> list[str]:
    """Those of some numbers that stand at their declared default."""
    return [path for path in said if path in known and find(data, full_path(path)) == known[path].default]


def _refuse_unfitted(path: str, known: Known) -> None:
    if path not in known:
        raise refusal(
            f"{path}: is not among the numbers that may be fitted; these are {', '.join(known)}",
            f"{path}：不是可校准的参数；可校准的有 {'、'.join(known)}",
        )
