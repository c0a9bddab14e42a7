"""Words in two languages: everything a person reads is a `Text`, and says itself in English or Chinese."""

from __future__ import annotations

import locale
import os
from typing import Literal, NamedTuple

Lang = Literal["en", "zh"]
LANGUAGES: tuple[Lang, Lang] = ("en", "zh")


class Text(NamedTuple):
    """One message in English and Chinese.

    Attributes
    ----------
    en, zh : str
        The two wordings; both may hold the same `str.format` fields.
    """

    en: str
    zh: str

    def to(self, lang: Lang) -> str:
        """The wording in one language."""
        return self.zh if lang == "zh" else self.en

    def filled(self, **values: object) -> Text:
        """Both wordings with their fields replaced; a `Text` given as a value is put in language by language."""
        return Text(
            *(
                template.format_map({k: v.to(lang) if isinstance(v, Text) else v for k, v in values.items()})
                for lang, template in zip(LANGUAGES, self, strict=True)
            )
        )


class GongtongError(Exception):
    """Something the user asked for cannot be done; the message is one clear sentence in each language."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text

    def __reduce__(self) -> tuple[type[GongtongError], tuple[Text]]:
        return (type(self), (self.text,))


def default_language() -> Lang:
    """The language of the user's locale: Chinese where it says so, else English."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(name)
        if value:
            return "zh" if value.lower().startswith("zh") else "en"
    return "zh" if (locale.getlocale()[0] or "").lower().startswith(("zh", "chinese")) else "en"


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
