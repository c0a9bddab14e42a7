"""Plain data from outside, field by field: what is not of the kind asked for is refused in one sentence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NoReturn

from sim.text import GongtongError, Text, refuse_unreadable, shown


def mapping(value: object, where: str) -> Mapping[str, Any]:
    """A group of named values."""
    if not isinstance(value, Mapping):
        _refuse(where, value, Text("a group of named values", "一组带名称的值"))
    return value


def sequence(value: object, where: str, most: int) -> list[Any]:
    """A list of at most so many."""
    if not isinstance(value, list) or len(value) > most:
        _refuse(where, value, Text(f"a list of at most {most}", f"不超过 {most} 项的列表"))
    return value


def number(value: object, where: str, least: int, most: int) -> int:
    """A whole number between two."""
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
        _refuse(where, value, Text(f"a whole number from {least} to {most}", f"{least} 到 {most} 的整数"))
    return value


def real(value: object, where: str, least: float, most: float) -> float:
    """A number between two."""
    if not isinstance(value, int | float) or isinstance(value, bool) or not least <= value <= most:
        _refuse(where, value, Text(f"a number from {least:g} to {most:g}", f"{least:g} 到 {most:g} 的数"))
    return float(value)


def text(value: object, where: str, most: int) -> str:
    """Text of at most so many characters, all of which can be written down."""
    if not isinstance(value, str) or len(value) > most:
        _refuse(where, value, Text(f"text of at most {most} characters", f"不超过 {most} 个字的文字"))
    refuse_unreadable(value, where)
    return value


def boolean(value: object, where: str) -> bool:
    """True or false."""
    if not isinstance(value, bool):
        _refuse(where, value, Text("true or false", "true 或 false"))
    return value


def _refuse(where: str, value: object, wanted: Text) -> NoReturn:
    raise GongtongError(
        Text(f"{where}: {shown(value)} is not {wanted.en}.", f"{where}：{shown(value)} 不是{wanted.zh}。")
    )
