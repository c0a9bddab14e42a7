"""`Table`: columns with labels and rows of words ready to read, and every form in which it is written."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sim.text import Lang, Text

ALL_WORDS = 99  # more columns than any table has
# What a spreadsheet takes for a formula: words that begin so and are no number. Words that look as if they had been
# kept from it get the mark as well, so that reading back takes away what writing put there, and no more.
FORMULA, NUMBER, MARK = r"^'*[=+\-@\t\r＝＋－＠]", r"^[+-]?[\d.,]+(e[+-]?\d+)?%?$", "'"
SIGNS = re.compile(r"[\\`*_\[\]<>&|#~]")


@dataclass(frozen=True)
class Table:
    """A table of words.

    Attributes
    ----------
    header : sequence of str
        Labels of the columns.
    rows : sequence of rows of str
    title : str
        Stands above it; empty for none.
    words : int
        How many of the first columns hold words; the others hold numbers and are set flush right.
    """

    header: Sequence[str]
    rows: Sequence[Sequence[str]]
    title: str = ""
    words: int = ALL_WORDS

    def to_markdown(self) -> str:
        """The table in Markdown, without its title."""
        lines = [self.header, ["---"] * len(self.header), *self.rows]
        return "".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |\n" for line in lines)

    def to_csv(self, line_end: str = "\n") -> str:
        """The table as comma-separated values, without its title."""
        out = io.StringIO()
        csv.writer(out, lineterminator=line_end).writerows([map(to_cell, row) for row in (self.header, *self.rows)])
        return out.getvalue()


def columns(labels: Iterable[Text], lang: Lang) -> list[str]:
    """The labels of columns in one language."""
    return [label.to(lang) for label in labels]


def to_cell(words: str) -> str:
    """Words as a cell of a file that spreadsheets open: no formula, whoever wrote them."""
    return MARK + words if re.search(FORMULA, words) and not re.search(NUMBER, words) else words


def from_cell(words: str) -> str:
    """The words that `to_cell` made a cell of."""
    return words[1:] if words.startswith(MARK) and re.search(FORMULA, words) else words


def in_markdown(words: str) -> str:
    """Words of people as they are read in Markdown: no link, no heading, no HTML."""
    return SIGNS.sub(r"\\\g<0>", " ".join(words.split()))


def for_excel(text: str) -> str:
    """A text of comma-separated values with the byte-order mark that Excel needs to read Chinese."""
    return "\ufeff" + text
