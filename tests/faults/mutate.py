"""Odd versions of a good text: of its values, of its structure, and of its letters."""

from __future__ import annotations

import copy
import io
import json
from datetime import date
from random import Random
from typing import Any

from ruamel.yaml import YAML

Path = tuple[Any, ...]

ODD: tuple[Any, ...] = (
    *(None, True, False, 0, 1, -1, 2, 5.0, 0.5, -0.5, 1e-320, 1e308, float("nan"), float("inf"), -float("inf")),
    *(255, 256, 65536, 2**31, 2**63, 10**19, 1467590400, 10**9),
    *("", " ", "no", "1", "0.3", "1e3", "0x10", "１２", "½", "None", "null", "points", "points.dose", "*", "all"),
    *("=1+1", "@x", "[/b]", "[red]", ":smile:", "<script>", "st[1]", "../x", "/dev/zero", "a" * 5000, "💥", "社区"),
    *("\u0000", "\u200b", "\ufeff", "\r\n", "2015-02-30", "2015-01-05", "9999-12-31", "0001-01-01"),
    *([], {}, [[]], [True, 0], [1] * 400, {"a": {"a": {}}}, {1: 2}, {"en": "only"}, [None], ["points", "points"]),
    *(date(1, 1, 1), date(9999, 12, 31), date(2015, 1, 5)),
)
LETTERS = "\u0000\ud83d\u200b\ufeff:-[]{}&*!|>'\"%@`#,.=\t\n\\0９é社💥"


def mutated(text: str, luck: Random) -> bytes:
    """An odd version of the text of a YAML, JSON or CSV file, as bytes, seldom UTF-8 no more."""
    way = luck.random()
    if way < 0.7:
        try:
            text = _of_structure(text, luck)
        except Exception:  # noqa: BLE001  # not all that is odd can be written
            text = _of_letters(text, luck)
    elif way < 0.95:
        text = _of_letters(text, luck)
    else:
        raw = bytearray(text.encode())
        for _ in range(luck.randint(1, 4)):
            raw[luck.randrange(len(raw))] = luck.randrange(256)
        return bytes(raw)
    return text.encode("utf-8", "surrogatepass")


def mutated_data(data: Any, luck: Random) -> Any:
    """An odd version of plain data: a value replaced, doubled, moved, renamed or taken away."""
    data = copy.deepcopy(data)
    for _ in range(luck.choice((1, 1, 1, 2, 3))):
        places = list(_places(data))
        if not places:
            return luck.choice(ODD)
        *above, last = luck.choice(places)
        holder = data
        for step in above:
            holder = holder[step]
        way = luck.random()
        if way < 0.6:
            holder[last] = copy.deepcopy(luck.choice(ODD))
        elif way < 0.7:
            del holder[last]
        elif way < 0.8 and isinstance(holder, dict):
            holder[luck.choice((f"{last}x", "", 3, None, f"policies.{last}", str(last).upper()))] = holder.pop(last)
        elif way < 0.9:
            holder[last] = luck.choice(([holder[last]], {"x": holder[last]}, [holder[last]] * 3, str(holder[last])))
        else:
            other = luck.choice(places)
            found = data
            try:
                for step in other:
                    found = found[step]
            except (KeyError, IndexError, TypeError):
                continue
            holder[last] = copy.deepcopy(found)
    return data


def _places(data: Any, above: Path = ()) -> Any:
    if isinstance(data, (dict, list)):
        for key in list(data) if isinstance(data, dict) else range(len(data)):
            yield (*above, key)
            yield from _places(data[key], (*above, key))


def _of_structure(text: str, luck: Random) -> str:
    if text.lstrip().startswith("{"):
        return json.dumps(mutated_data(json.loads(text), luck), default=str)
    yaml = YAML(typ="safe")
    out = io.StringIO()
    data = yaml.load(text)
    if not isinstance(data, (dict, list)):
        raise TypeError("a table has no structure")
    yaml.dump(mutated_data(data, luck), out)
    return out.getvalue()


def _of_letters(text: str, luck: Random) -> str:
    for _ in range(luck.randint(1, 3)):
        at, way = luck.randrange(len(text) + 1), luck.random()
        if way < 0.4:
            text = text[:at] + luck.choice(LETTERS) + text[at:]
        elif way < 0.6:
            text = text[:at] + text[at + luck.randint(1, 20) :]
        elif way < 0.75:
            text = text[:at]
        elif way < 0.9:
            lines = text.splitlines(keepends=True) or [""]
            text += luck.choice(lines)
        else:
            text = text[:at] + str(luck.choice(ODD)) + text[at:]
        text = text or " "
    return text
