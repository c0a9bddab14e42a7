"""From a validation error to one clear sentence: the field, the value, what is allowed, the nearest valid name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, get_args, get_origin

from pydantic import BaseModel, ValidationError

from sim.nearest import nearest
from sim.param import declared
from sim.policies import policies
from sim.text import GongtongError, Text

MOST_NAMES = 14

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
    "tuple_type": Text("a list such as [1, 2]", "列表，如 [1, 2]"),
    **dict.fromkeys(
        ("dict_type", "model_type", "model_attributes_type"), Text("a group of named values", "一组带名称的值")
    ),
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
    if kind in ("greater_than_equal", "less_than_equal"):
        return _out_of_range(value, model, path)
    if kind == "literal_error":
        allowed = error["ctx"]["expected"].replace("'", "")
        return Text(
            f"{value!r} is not allowed; choose {allowed}", f"不能取 {value!r}；可选 {allowed.replace(' or ', '、')}"
        )
    if kind == "missing":
        return Text("is missing", "缺少该项")
    wanted = WRONG_TYPE.get(kind)
    if wanted is not None:
        return Text(f"{value!r} is not {wanted.en}", f"{value!r} 不是{wanted.zh}")
    return Text(f"{value!r} is not allowed: {error['msg']}", f"不能取 {value!r}：{error['msg']}")


def _unknown(name: str, allowed: Sequence[str]) -> Text:
    some, more = allowed[:MOST_NAMES], " …" if len(allowed) > MOST_NAMES else ""
    hint = nearest(name, allowed, Text(f"allowed are {', '.join(some)}{more}", f"可用 {'、'.join(some)}{more}"))
    return Text(f"there is no such key; {hint.en}", f"没有这个键；{hint.zh}")


def _out_of_range(value: object, model: type[BaseModel], path: tuple[str, ...]) -> Text:
    number = next((n for n in declared(_model_at(model, path[:-1])) if n.path == path[-1]), None)
    if number is None:
        return Text(f"{value} is out of range", f"{value} 超出范围")
    if number.most == float("inf"):
        return Text(
            f"{value} {number.unit} is not allowed; it must be at least {number.least:g}",
            f"不能取 {value}；须不小于 {number.least:g}",
        )
    return Text(
        f"{value} is not allowed; {number.label.en} ({number.unit}) is between {number.least:g} and {number.most:g}",
        f"不能取 {value}；{number.label.zh}须在 {number.least:g} 与 {number.most:g} 之间",
    )


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
