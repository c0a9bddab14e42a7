"""From a validation error to one clear sentence: the field, the value, what is allowed, the nearest valid name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, get_args, get_origin

from pydantic import BaseModel, ValidationError

from sim.nearest import nearest
from sim.param import YEARS, Declared, Open, declared
from sim.policies import policies
from sim.text import GongtongError, Text, shown

MOST_NAMES = 16

WRONG_TYPE = {
    **dict.fromkeys(("int_type", "int_from_float", "int_parsing"), Text("a whole number", "整数")),
    **dict.fromkeys(("float_type", "float_parsing"), Text("a number", "数字")),
    "finite_number": Text("a finite number", "有限的数字"),
    **dict.fromkeys(("bool_type", "bool_parsing"), Text("true or false", "true 或 false")),
    "string_type": Text("text", "文字"),
    **dict.fromkeys(
        ("date_type", "date_parsing", "date_from_datetime_parsing", "date_from_datetime_inexact"),
        Text("a date such as 2016-01-04", "日期，如 2016-01-04"),
    ),
    "year": Text(f"a date in the years {YEARS[0]} to {YEARS[1]}", f"{YEARS[0]} 年至 {YEARS[1]} 年的日期"),
    "tuple_type": Text("a list such as [1, 2]", "列表，如 [1, 2]"),
    **dict.fromkeys(
        ("dict_type", "model_type", "model_attributes_type"), Text("a group of named values", "一组带名称的值")
    ),
}

LIMITS = {
    "ge": Text("at least {bound}", "不小于 {bound}"),
    "gt": Text("above {bound}", "大于 {bound}"),
    "le": Text("at most {bound}", "不大于 {bound}"),
    "lt": Text("below {bound}", "小于 {bound}"),
}


class Complaint(NamedTuple):
    """An error of a scenario: its place, and the sentence about it.

    Attributes
    ----------
    path : tuple of str
        Keys from the top of the scenario to the field.
    text : Text
        One sentence, starting with the field.
    """

    path: tuple[str, ...]
    text: Text


class SaidInASentence(type(BaseModel)):  # type: ignore[misc]  # the class of classes of pydantic has no public name
    """Classes that answer a wrong value in Python code with one sentence.

    Only where somebody calls the class: inside a validation, errors gather with their places as pydantic has them.
    """

    def __call__(cls, *given: Any, **named: Any) -> Any:
        """Make one.

        Raises
        ------
        GongtongError
            With one sentence on the first thing that is wrong.
        """
        try:
            return super().__call__(*given, **named)
        except ValidationError as error:
            raise GongtongError(first_complaint(error.errors(), cls).text) from None


def first_complaint(errors: Sequence[Mapping[str, Any]], model: type[BaseModel]) -> Complaint:
    """The first error of a pydantic validation, in words."""
    return _complaint(errors[0], model, ())


def _complaint(error: Mapping[str, Any], model: type[BaseModel], before: tuple[str, ...]) -> Complaint:
    path = before + tuple(str(part) for part in error["loc"])
    context = error.get("ctx", {})
    if error["type"] == "policy_wrong":
        return _complaint(
            context["errors"][0], policies()[context["name"]].settings_type, (*before, "policies", context["name"])
        )
    if error["type"] == "refused":
        return _refusal(context, path)
    said = _problem(error, model, path[len(before) :])
    name = ".".join(path)
    return Complaint(path, _sentence(Text(f"{name}: {said.en}", f"{name}：{said.zh}")))


def _refusal(context: Mapping[str, str], path: tuple[str, ...]) -> Complaint:
    """A sentence of our own validators: it begins with the field, counted from where the validator stands."""
    field = context["en"].split(":", 1)[0]
    path = path[:-1] if path and path[-1] == field else path  # a validator of this very field
    prefix = ".".join(path) + "." if path and path != ("policies",) else ""
    full = (*(part for part in prefix.split(".") if part), *field.split("."))
    return Complaint(full, _sentence(Text(f"{prefix}{context['en']}", f"{prefix}{context['zh']}")))


def _sentence(said: Text) -> Text:
    """With a full stop, unless it has one or is a question."""
    return Text(*(words if words[-1] in "?？.。" else words + stop for words, stop in zip(said, ".。", strict=True)))


def _problem(error: Mapping[str, Any], model: type[BaseModel], path: tuple[str, ...]) -> Text:
    kind, value = error["type"], error.get("input")
    if kind == "extra_forbidden":
        return _unknown(path[-1], _fields_at(model, path[:-1]))
    if kind in ("greater_than_equal", "less_than_equal", "greater_than", "less_than"):
        return _out_of_range(error, model, path)
    if kind == "literal_error":
        allowed = error["ctx"]["expected"].replace("'", "")
        return Text(
            f"{shown(value)} is not allowed; choose {allowed}",
            f"不能取 {shown(value)}；可选 {allowed.replace(' or ', '、')}",
        )
    if kind == "missing":
        return Text("is missing", "缺少该项")
    wanted = WRONG_TYPE.get(kind)
    if wanted is not None:
        return Text(f"{shown(value)} is not {wanted.en}", f"{shown(value)} 不是{wanted.zh}")
    return Text(f"{shown(value)} is not allowed: {error['msg']}", f"不能取 {shown(value)}：{error['msg']}")


def _unknown(name: str, allowed: Sequence[str]) -> Text:
    some, more = allowed[:MOST_NAMES], " …" if len(allowed) > MOST_NAMES else ""
    hint = nearest(name, allowed, Text(f"allowed are {', '.join(some)}{more}", f"可用 {'、'.join(some)}{more}"))
    return Text(f"there is no such key; {hint.en}", f"没有这个键；{hint.zh}")


def _out_of_range(error: Mapping[str, Any], model: type[BaseModel], path: tuple[str, ...]) -> Text:
    value = shown(error["input"])
    number = next((n for n in declared(_model_at(model, path[:-1])) if n.path == path[-1]), None)
    if number is None:
        limits = ((name, error["ctx"][name]) for name in LIMITS if name in error["ctx"])
        [limit] = [LIMITS[name].filled(bound=str(bound)) for name, bound in limits]
        return Text(f"{value} is not allowed; it must be {limit.en}", f"不能取 {value}；须{limit.zh}")
    allowed = range_in_words(number)
    if number.most == float("inf"):
        return Text(f"{value} {number.unit} is not allowed; it must be {allowed.en}", f"不能取 {value}；须{allowed.zh}")
    return Text(
        f"{value} is not allowed; {number.label.en} ({number.unit}) is {allowed.en}",
        f"不能取 {value}；{number.label.zh}须{allowed.zh}",
    )


def range_in_words(number: Declared) -> Text:
    """What is possible of a number, and whether its ends are."""
    least, most = number.least, number.most
    above, below = isinstance(least, Open), isinstance(most, Open)
    low = LIMITS["gt" if above else "ge"].filled(bound=f"{least:g}")
    if most == float("inf"):
        return low
    if not above and not below:
        return Text(f"between {least:g} and {most:g}", f"在 {least:g} 与 {most:g} 之间")
    high = LIMITS["lt" if below else "le"].filled(bound=f"{most:g}")
    return Text(f"{low.en} and {high.en}", f"{low.zh} 且{high.zh}")


def _model_at(model: type[BaseModel], path: Sequence[str]) -> type[BaseModel]:
    for part in path:
        if part.isdigit():  # an item of a list, which is of the list's kind
            continue
        field = model.model_fields.get(part)
        if field is None:
            return model
        kind = field.annotation
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            model = kind
        elif get_origin(kind) is not None:
            inner = [arg for arg in get_args(kind) if isinstance(arg, type) and issubclass(arg, BaseModel)]
            model = inner[0] if inner else model
    return model


def _fields_at(model: type[BaseModel], path: Sequence[str]) -> list[str]:
    return list(_model_at(model, path).model_fields)
