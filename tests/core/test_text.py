"""Words in two languages: counted things, and texts that remember what they were made of."""

from __future__ import annotations

import pickle

import numpy as np
import pytest

from sim.text import Count, Text

REGISTERS = Text(
    "{name} registers: {people:member}, {leaders:leader}.", "{name}登记：成员{people:人}、带头人{leaders:名}。"
)


@pytest.mark.parametrize(
    ("number", "field", "said"),
    [
        (0, "leader", "no leaders"),
        (1, "leader", "one leader"),
        (2, "leader", "two leaders"),
        (31, "leader", "31 leaders"),
        (12_300, "person|people", "12,300 people"),
        (1, "name was|names were", "one name was"),
        (2, "名", "两名"),
        (10, "人", "十人"),
        (0, "agrees|agree|none agrees", "none agrees"),
        (2, "agrees|agree|none agrees", "two agree"),
        (0, "人|无人", "无人"),
        (2, "人|无人", "两人"),
        (31, "名", "31名"),
        (1, "", "1"),
        (1234, ",", "1,234"),
        (7, "d", "7"),
        (7, ".1f", "7.0"),
    ],
)
def test_a_number_is_said_with_what_it_counts(number: int, field: str, said: str) -> None:
    """Small ones in words, one of a thing in the singular; other formats stay those of whole numbers."""
    assert format(Count(number), field) == said


def test_both_languages_are_filled_and_counted() -> None:
    """A text given as a value is put in language by language; numbers of arrays count too."""
    said = REGISTERS.filled(name=Text("Night Watch", "守夜队"), people=np.int64(31), leaders=1)
    assert said == Text("Night Watch registers: 31 members, one leader.", "守夜队登记：成员31人、带头人一名。")


def test_a_filled_text_remembers_what_it_was_made_of() -> None:
    """Also after a journey between processes, and it is still a text like any other."""
    said = REGISTERS.filled(name=Text("Night Watch", "守夜队"), people=31, leaders=1)
    for one in (said, pickle.loads(pickle.dumps(said))):  # noqa: S301  # our own bytes
        assert one.template == REGISTERS
        assert one.values["people"] == 31
        assert one == Text(*said)
