"""Sentences in two languages: how amounts are said, compared and listed, and how sentences are strung together."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from math import floor, log10

from sim.report.text.numbers import capital, percent
from sim.text import IN_WORDS, Text

NOTHING = Text("", "")
COMMA, SEMICOLON = Text(", ", "、"), Text("; ", "；")
DIGITS = 3  # that say something of an amount
UP = Text(", up from {before} in the year before", "，高于上年的{before}")
DOWN = Text(", down from {before} in the year before", "，低于上年的{before}")
LEVEL = Text(", as in the year before", "，与上年持平")
WAN, YI = 10_000, 100_000_000


def share(value: float) -> Text:
    """A share in per cent, the same in both languages."""
    return Text(percent(value), percent(value))


def load(value: float) -> Text:
    """A ratio in whole per cent."""
    return Text(percent(value, 0), percent(value, 0))


def yuan(value: float) -> Text:
    """A sum of money: `85,000 yuan`, `8.5万元`."""
    return Text(f"{rounded(value):,} yuan", f"{_in_wan(value)}元")


def hours(value: float) -> Text:
    """Hours: `12,300 hours`, `1.23万小时`."""
    whole = rounded(value)
    return Text(f"{whole:,} hour{'s' if whole != 1 else ''}", f"{_in_wan(value)}小时")


def few(number: int) -> Text:
    """A number of things named before: `none`, `two`, `31`."""
    said = "none" if number == 0 else IN_WORDS[number] if 0 < number < len(IN_WORDS) else f"{number:,}"
    return Text(said, str(number))


def rounded(value: float) -> int:
    """A whole number with the digits that say something."""
    if abs(value) < 10**DIGITS:
        return round(value)
    return int(round(value, DIGITS - 1 - floor(log10(abs(value)))))


def _in_wan(value: float) -> str:
    whole = rounded(value)
    unit, name = (YI, "亿") if whole >= YI else (WAN, "万") if whole >= WAN else (1, "")
    return f"{whole / unit:g}{name}"


def against(now: float, before: float, say: Callable[[float], Text]) -> Text:
    """How a year's value compares with that of the year before, as the end of a clause."""
    if say(now) == say(before):
        return LEVEL
    return (UP if now > before else DOWN).filled(before=say(before))


def listing(items: Sequence[Text]) -> Text:
    """Things one after the other: `a, b and c`, `a、b、c`."""
    if len(items) == 1:
        return items[0]
    first = joined(items[:-1], COMMA)
    return Text(f"{first.en} and {items[-1].en}", f"{first.zh}、{items[-1].zh}")


def paragraph(sentences: Iterable[Text]) -> Text:
    """Sentences one after the other, each with a capital letter; those with nothing to say are left out."""
    return joined([capital(sentence) for sentence in sentences if sentence != NOTHING], Text(" ", ""))


def joined(parts: Sequence[Text], by: Text) -> Text:
    """Texts one after the other with something between them."""
    return Text(by.en.join(part.en for part in parts), by.zh.join(part.zh for part in parts))
