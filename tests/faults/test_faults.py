"""The harness finds what it looks for, and a small part of it runs with the other tests."""

from __future__ import annotations

import time

import pytest

from sim.text import GongtongError, Text
from tests.faults.attacks import attacks, odd_input
from tests.faults.counts import FAULTS, Counts
from tests.faults.inputs import inputs


def test_a_refusal_is_no_fault_and_everything_else_is() -> None:
    """An error without a sentence, one in a single language, and what does not end."""
    counts = Counts()
    with counts.trying("a sentence"):
        raise GongtongError(Text("no.", "不行。"))
    assert (counts.tried, counts.refused, counts.faults) == (1, 1, 0)
    with counts.trying("an error"):
        raise KeyError
    with counts.trying("half a sentence"):
        raise GongtongError(Text("no.", ""))
    with counts.trying("no end", seconds=0.02):
        time.sleep(5)
    assert {name: getattr(counts, name) for name in FAULTS} == {"lost": 0, "doubled": 0, "tracebacks": 2, "hangs": 1}
    assert [one.splitlines()[0] for one in counts.examples] == [
        "tracebacks: an error",
        "tracebacks: half a sentence",
        "hangs: no end",
    ]


def test_every_file_of_the_two_folders_is_found() -> None:
    """With good examples that are accepted as they are."""
    assert {"odd_input", "odd_commands", "kills", "full_disk", "hostile_sockets", "foreign_machines"} <= set(attacks())
    assert {"scenario", "sweep", "comparison", "session", "table"} <= set(inputs())


@pytest.mark.parametrize("name", sorted(inputs()))
def test_good_examples_are_accepted(name: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Else nothing odd about them would be what is refused."""
    kind = inputs()[name]
    for text in kind.examples:
        path = tmp_path_factory.mktemp(name) / f"good{kind.ending}"
        path.write_text(text, "utf-8")
        kind.use(path)


def test_odd_input_is_refused_in_a_sentence_or_used() -> None:
    """A little of what `make faults` tries."""
    counts = Counts()
    odd_input.attack(7, odd_input.TIMES // 50, counts)
    assert counts.refused > counts.tried / 3
    assert not counts.examples, counts.examples[0]
