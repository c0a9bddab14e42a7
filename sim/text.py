"""Words in two languages: everything a person reads is a `Text`, and says itself in English or Chinese."""

from __future__ import annotations

import locale
import os
import re
from collections.abc import Iterable, Mapping
from datetime import date
from numbers import Integral
from typing import Literal, NamedTuple

Lang = Literal["en", "zh"]
LANGUAGES: tuple[Lang, Lang] = ("en", "zh")
IN_WORDS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
IN_CHARACTERS = "零一两三四五六七八九十"
# Halves of characters, which no file can hold; control characters, which steer terminals; code points that are no
# characters, which XML forbids. Line ends and tabs are text.
UNREADABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")

LONGEST_QUOTE = 80  # characters of a value in a message
NO_TEXT = frozenset((float, int, bool, type(None)))  # not looked into: most of what there is


class Count(int):
    """A whole number that is said together with what it counts, small ones in words.

    As a field, `{n:leader}` becomes `one leader`, `two leaders`, `31 leaders`; `{n:person|people}` names the plural
    where it is no added s, `{n:agrees|agree|none agrees}` also what is said of none; `{n:名}` becomes `两名`, and
    `{n:人|无人}` says `无人` of none. Any other format is that of whole numbers.
    """

    def __format__(self, spec: str) -> str:
        if not spec.isascii():
            counter, _, none = spec.partition("|")
            said = IN_CHARACTERS[self] if 0 <= self < len(IN_CHARACTERS) else f"{int(self)}"
            return none if none and self == 0 else f"{said}{counter}"
        if not spec[:2].isalpha() or len(spec) == 1:  # a format of whole numbers, such as `,` or `d`
            return int.__format__(self, spec)
        one, _, others = spec.partition("|")
        many, _, none = others.partition("|")
        if none and self == 0:
            return none
        said = IN_WORDS[self] if 0 <= self < len(IN_WORDS) else f"{int(self):,}"
        return f"{said} {one if self == 1 else many or one + 's'}"


class Text(NamedTuple):
    """One message in English and Chinese.

    Attributes
    ----------
    en, zh : str
        The two wordings; both may hold the same `str.format` fields, whole numbers those of `Count`.
    """

    en: str
    zh: str

    def to(self, lang: Lang) -> str:
        """The wording in one language."""
        return self.zh if lang == "zh" else self.en

    def filled(self, **values: object) -> Filled:
        """The text with its fields filled; a `Text` given as a value is put in language by language."""
        said = Filled(
            *(
                template.format_map({name: _spoken(value, lang) for name, value in values.items()})
                for lang, template in zip(LANGUAGES, self, strict=True)
            )
        )
        said.template, said.values = Text(*self), values
        return said


class Filled(Text):
    """A text whose fields were filled, and what it was made of: whoever retells it can group what is alike.

    Attributes
    ----------
    template : Text
    values : mapping
        What each field was given.
    """

    template: Text
    values: Mapping[str, object]


def _spoken(value: object, lang: Lang) -> object:
    if isinstance(value, Text):
        return value.to(lang)
    return Count(value) if isinstance(value, Integral) else value


class GongtongError(Exception):
    """Something the user asked for cannot be done; the message is one clear sentence in each language."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text

    def __reduce__(self) -> tuple[type[GongtongError], tuple[Text]]:
        return (type(self), (self.text,))


def readable(value: object) -> bool:
    """Whether all text in plain data can be written down: text, or groups and lists of it; names of values count."""
    if isinstance(value, str):
        return value.isprintable() or not UNREADABLE.search(value)
    if isinstance(value, Mapping):
        inside: Iterable[object] = value.values()
        if not readable("".join(map(str, value))):
            return False
    else:
        inside = value if isinstance(value, list | tuple) else ()
    return all(readable(inner) for inner in inside if type(inner) not in NO_TEXT)


def first_unreadable(value: object) -> tuple[tuple[str, ...], Text]:
    """The place of the first text in plain data that cannot be written down, and what is wrong with it."""
    inside = (
        value.items() if isinstance(value, Mapping) else enumerate(value) if isinstance(value, list | tuple) else ()
    )
    for name, inner in inside:
        if not readable(inner) and readable(name):
            path, said = first_unreadable(inner)
            return (str(name), *path), said
    [sign, *_] = UNREADABLE.findall("".join(map(str, value)) if isinstance(value, Mapping) else str(value))
    return (), Text(
        f"holds U+{ord(sign):04X}, half a character or one that is not for people to read; leave it out",
        f"含有 U+{ord(sign):04X}，是半个字符或不可读的控制字符；请去掉",
    )


def refuse_unreadable(value: object, where: str) -> None:
    """Refuse text, or plain data with text in it, that cannot be written down.

    Parameters
    ----------
    where
        What the message calls it: a field, an option.

    Raises
    ------
    GongtongError
        That names the place and the character.
    """
    if not readable(value):
        path, said = first_unreadable(value)
        name = ".".join((where, *path))
        raise GongtongError(Text(f"{name}: {said.en}.", f"{name}：{said.zh}。"))


def shown(value: object) -> str:
    """A value as messages quote it: the beginning of a long one."""
    said = value.isoformat() if isinstance(value, date) else repr(value)
    return said if len(said) <= LONGEST_QUOTE else f"{said[: LONGEST_QUOTE - 1]}…"


def default_language() -> Lang:
    """The language of the user's locale: Chinese where it says so, else English."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(name)
        if value:
            return "zh" if value.lower().startswith("zh") else "en"
    try:
        spoken = locale.getlocale()[0] or ""
    except ValueError:  # a locale that Python does not know
        return "en"
    return "zh" if spoken.lower().startswith(("zh", "chinese")) else "en"


def language(name: str | None) -> Lang:
    """The language a user named, or the default one for None.

    Raises
    ------
    GongtongError
        For any name other than `en` or `zh`.
    """
    if name is None:
        return default_language()
    if name not in LANGUAGES:
        raise GongtongError(
            Text(
                f"--lang: {name!r} is not a language of this program; use en or zh.",
                f"--lang：没有语言 {name!r}；请用 en 或 zh。",
            )
        )
    return name
