"""The page on the rules of the case: none is left out, and what a row names exists."""

from __future__ import annotations

import re
from typing import NamedTuple

import pytest

from tests.support import ROOT

PAGE = ROOT / "docs" / "rules.md"
STATUSES = {"acts", "partly", "label", "missing"}
NONE_YET = "none yet"


class Row(NamedTuple):
    """The cells of one row."""

    rule: str
    says: str
    where: str
    acts: str
    status: str
    test: str


ROWS = [
    Row(*(cell.strip() for cell in line.strip("|").split("|")))
    for line in PAGE.read_text(encoding="utf-8").splitlines()
    if re.match(r"\| R\d+ \|", line)
]
each = pytest.mark.parametrize("row", ROWS, ids=lambda row: row.rule)


def test_every_rule_has_exactly_one_row_in_order() -> None:
    assert [row.rule for row in ROWS] == [f"R{number}" for number in range(1, 37)]


@each
def test_a_row_says_what_is_asked_and_what_happens(row: Row) -> None:
    assert row.says
    assert row.acts


@each
def test_the_status_is_one_of_four(row: Row) -> None:
    assert row.status in STATUSES


@each
def test_a_rule_that_is_not_missing_lives_in_a_file_of_the_model(row: Row) -> None:
    files = re.findall(r"\]\(\.\./(sim/[\w/]+\.py)\)", row.where)
    assert bool(files) == (row.status != "missing")
    assert [file for file in files if not (ROOT / file).is_file()] == []


@each
def test_a_row_names_tests_that_exist_or_says_that_there_is_none(row: Row) -> None:
    named = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", row.test)
    assert named or row.test.startswith(NONE_YET)
    missing = [
        f"{file}::{test}" for file, test in named if f"\ndef {test}(" not in (ROOT / file).read_text(encoding="utf-8")
    ]
    assert missing == []


def test_the_count_of_statuses_is_that_of_the_table() -> None:
    """The sentence above the table adds up what stands in it."""
    said = dict(re.findall(r"(\d+) \*(\w+)\*", PAGE.read_text(encoding="utf-8").split("| rule |")[0]))
    found = {status: [row.status for row in ROWS].count(status) for status in STATUSES}
    assert {status: int(number) for number, status in said.items()} == found
