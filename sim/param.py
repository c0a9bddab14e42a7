"""`param()`: a number of the model, declared once with its default, range, unit, labels, status and source.

Validation, sweeps, sliders, documents and tests read this one declaration, so an assumption can never look like
a measurement and a default can never be written down twice.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from math import isfinite
from typing import Annotated, Any, ClassVar, Literal, NoReturn, TypeVar, cast

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, Strict, model_validator
from pydantic.fields import FieldInfo
from pydantic_core import PydanticCustomError

from sim.text import Text, first_unreadable, readable

K = TypeVar("K")
V = TypeVar("V")
EXACT = 2**53  # below, a float that is whole is the number that was meant
YEARS = (1900, 2199)  # what dates of scenarios may be in
DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
Status = Literal["measured", "calibrated", "assumed"]


class Open(float):
    """An end of what is possible that is not possible itself, such as what a formula divides by."""


UNIT_INTERVAL = (0.0, 1.0)
BELOW_ONE = (0.0, Open(1.0))
AT_LEAST_ZERO = (0.0, float("inf"))


def whole(value: object) -> object:
    """Whole numbers that were written, or worked out, as 5.0."""
    return int(value) if isinstance(value, float) and value.is_integer() and abs(value) < EXACT else value


def _number(value: object) -> object:
    """Nothing but a finite number."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise PydanticCustomError("float_type", "no number")
    if not isfinite(value):
        raise PydanticCustomError("finite_number", "no finite number")
    return value


def _day(value: object) -> object:
    """A day of a year that somebody may mean; never a count of seconds since 1970."""
    if isinstance(value, datetime) and value.time() == time():
        value = value.date()
    written = DAY.fullmatch(value) if isinstance(value, str) else None
    if written:
        try:
            value = date(*map(int, written.groups()))
        except ValueError:
            return value
    if isinstance(value, date) and not YEARS[0] <= value.year <= YEARS[1]:
        raise PydanticCustomError("year", "no plausible year")
    return value


# Kinds of values: all that `Settings` hold, so that true is never 1, "3" never 3, and 0 never the year 1970
Switch = Annotated[bool, Strict()]
Whole = Annotated[int, Strict(), BeforeValidator(whole)]
Real = Annotated[float, Strict()]
Number = Annotated[int | float, BeforeValidator(_number)]
Day = Annotated[date, Strict(), BeforeValidator(_day)]


class FrozenDict(dict[K, V]):
    """A dict that cannot be changed after it is made."""

    def _refuse(self, *_: object) -> NoReturn:
        raise TypeError("a scenario cannot be changed; make another with `adding`, `without` or `but`")

    __setitem__ = __delitem__ = update = setdefault = pop = popitem = clear = __ior__ = _refuse

    def __reduce__(self) -> tuple[type[FrozenDict[K, V]], tuple[dict[K, V]]]:
        return (type(self), (dict(self),))


class Settings(BaseModel):
    """A frozen, strict group of declared numbers: unknown keys, NaN, infinities and unreadable text are errors."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False, validate_default=True)

    whole_run: ClassVar[tuple[str, ...]] = ()  # fields that hold for a whole run: no dated change may name them

    @model_validator(mode="before")
    @classmethod
    def _readable(cls, data: Any) -> Any:
        """Refuse text that cannot be written down, in whatever field or name it stands."""
        if readable(data):
            return data
        path, said = first_unreadable(data)
        name = ".".join(path) or "name"
        raise refusal(f"{name}: {said.en}", f"{name}：{said.zh}")


@dataclass(frozen=True)
class Declared:
    """Declaration of a number of the model.

    Attributes
    ----------
    path : str
        Dotted name in a scenario file, such as `resident.weight_habit`.
    default : float | int
    low, high : float
        The plausible range: the prior for sweeps and calibration, the ends of a slider.
    least, most : float
        What is possible at all; values outside are refused, and an `Open` end itself.
    unit, label, status, source
        `source` holds keys of the bibliography (`sim/data/sources.yaml`).
    acts : bool
        Whether anything in a run depends on it yet; whoever sets one on which nothing does is told so.
    """

    path: str
    default: float
    low: float
    high: float
    least: float
    most: float
    unit: str
    label: Text
    status: Status
    source: tuple[str, ...]
    acts: bool = True

    def allows(self, value: float) -> bool:
        """Whether a value is possible at all."""
        above = value > self.least if isinstance(self.least, Open) else value >= self.least
        return above and (value < self.most if isinstance(self.most, Open) else value <= self.most)


@dataclass(frozen=True)
class DeclaredChoice:
    """Declaration of a choice or a switch of the model.

    Attributes
    ----------
    path : str
        Dotted name in a scenario file, such as `resident.rule`.
    default : str | bool
    label : Text
    values : dict of str to Text
        What each value means; none for a switch.
    """

    path: str
    default: str | bool
    label: Text
    values: dict[str, Text]


def param(
    default: float,
    low: float,
    high: float,
    unit: str,
    en: str,
    zh: str,
    *,
    source: str,
    status: Status = "assumed",
    bounds: tuple[float, float] = AT_LEAST_ZERO,
) -> Any:
    """Declare a number as a field of a `Settings` class.

    Parameters
    ----------
    default, low, high
        The value used unless a scenario says otherwise, and its plausible range.
    unit
        In words: `hours`, `per week`, `share`, `logit`, `yuan` …
    en, zh
        The label in both languages, with enough words to be understood alone.
    source
        Keys of the bibliography, separated by spaces.
    status
        `measured` (stated in a source), `calibrated` (may be fitted to calibration targets), `assumed`.
    bounds
        What is possible at all; at least zero unless said. Ends are included, but for an `Open` one.
    """
    extra = {"low": low, "high": high, "unit": unit, "en": en, "zh": zh, "status": status, "source": source.split()}
    kinds = (("ge", "gt"), ("le", "lt"))
    limits = {
        kind[isinstance(end, Open)]: float(end)
        for kind, end in zip(kinds, bounds, strict=True)
        if abs(end) != float("inf")
    }
    field = Field(default=default, strict=True, description=en, json_schema_extra=cast(Any, extra), **cast(Any, limits))
    if isinstance(default, int):
        field.metadata.append(BeforeValidator(whole))
    return field


def without_effect(field: Any) -> Any:
    """A declared number that is shown, but on which nothing in a run depends yet; whoever sets it is told so."""
    field.json_schema_extra["acts"] = False
    return field


def choice(default: str | bool, en: str, zh: str, **values: Text) -> Any:
    """Declare a choice, or a switch if no values are named, as a field of a `Settings` class.

    Parameters
    ----------
    default
        The value used unless a scenario says otherwise.
    en, zh
        The label in both languages.
    **values
        What each value means.
    """
    extra = {"en": en, "zh": zh, "values": {name: text._asdict() for name, text in values.items()}}
    return Field(default=default, description=en, json_schema_extra=cast(Any, extra))


def _bound(field: FieldInfo, closed: str, opened: str, otherwise: float) -> float:
    for limit in field.metadata:
        if hasattr(limit, closed):
            return float(getattr(limit, closed))
        if hasattr(limit, opened):
            return Open(getattr(limit, opened))
    return otherwise


def declared(settings: type[BaseModel], prefix: str = "") -> Iterator[Declared]:
    """Every declared number of a settings class and of the settings classes inside it."""
    for path, field, number in _declarations(settings, prefix):
        if "status" in number:
            yield Declared(
                path,
                field.default,
                number["low"],
                number["high"],
                _bound(field, "ge", "gt", -float("inf")),
                _bound(field, "le", "lt", float("inf")),
                number["unit"],
                Text(number["en"], number["zh"]),
                number["status"],
                tuple(number["source"]),
                number.get("acts", True),
            )


def declared_choices(settings: type[BaseModel], prefix: str = "") -> Iterator[DeclaredChoice]:
    """Every declared choice and switch of a settings class and of the settings classes inside it."""
    for path, field, chosen in _declarations(settings, prefix):
        if "values" in chosen:
            values = {name: Text(**said) for name, said in chosen["values"].items()}
            yield DeclaredChoice(path, field.default, Text(chosen["en"], chosen["zh"]), values)


def _declarations(settings: type[BaseModel], prefix: str) -> Iterator[tuple[str, FieldInfo, dict[str, Any]]]:
    """Path, field and declaration of all that is declared, in order."""
    for name, field in settings.model_fields.items():
        path = f"{prefix}{name}"
        if isinstance(field.json_schema_extra, dict):
            yield path, field, cast(dict[str, Any], field.json_schema_extra)
        elif isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel):
            yield from _declarations(field.annotation, f"{path}.")


def refusal(en: str, zh: str) -> PydanticCustomError:
    """What a validator raises for numbers that are possible each but not together; one sentence a language."""
    return PydanticCustomError("refused", "{en}", {"en": en, "zh": zh})
