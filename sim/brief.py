"""What Python shows of an object that holds much: its fields, and of long ones only what they are."""

from __future__ import annotations

from collections.abc import Sized
from dataclasses import fields
from typing import Any

LONG = 60  # characters


def brief(record: Any) -> str:
    """The `__repr__` of a data class whose fields may be long."""
    shown = ", ".join(f"{field.name}={_short(getattr(record, field.name))}" for field in fields(record))
    return f"{type(record).__name__}({shown})"


def _short(value: object) -> str:
    """A value, or its kind and how many it holds."""
    many = isinstance(value, Sized) and len(value) > LONG / 2
    said = "" if many else repr(value)
    if said and len(said) <= LONG and "\n" not in said:
        return said
    kind = type(value).__name__
    return f"<{kind} of {len(value)}>" if isinstance(value, Sized) else f"<{kind}>"
