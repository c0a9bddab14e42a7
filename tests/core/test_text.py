"""Words in two languages: counted things, and texts that remember what they were made of."""

from __future__ import annotations

import pickle
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from pydantic import ValidationError

from sim.param import Settings
from sim.scenario import Scenario, Title, checked
from sim.scenario.changes import Change
from sim.scenario.file import load
from sim.text import Count, GongtongError, Text, refuse_unreadable
from tests.support.command import refused

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


# Text that cannot be written down

HALF, BELL, NO_CHARACTER = "\ud83d", "\x1b[2J", "\uffff"


@pytest.mark.parametrize("word", ["浏河 liuhe", "👩‍👩‍👧 é", "two\nlines", "a\ttab", "\u200f", "[red] $x$ =1+1 <b>", ""])
def test_text_that_people_write_is_text(word: str) -> None:
    """Any language, whole emoji, line ends and signs that mean something elsewhere."""
    refuse_unreadable({"name": [word]}, "scenario")
    assert Title(en=word, zh=word).en == word


@pytest.mark.parametrize("word", [HALF, "\udc80", BELL, "\x00", "\x85", NO_CHARACTER])
@pytest.mark.parametrize("place", [lambda word: {"title": [1, word]}, lambda word: {"title": {f"so {word}": 1}}])
def test_text_that_cannot_be_written_down_is_refused_wherever_it_stands(word: str, place: object) -> None:
    """In a value or in a name; the sentence tells where, and can itself be written down."""
    with pytest.raises(GongtongError) as caught:
        refuse_unreadable(place(word), "scenario")  # type: ignore[operator]  # one of two lambdas
    for said in caught.value.text:
        assert said.encode()
        assert "scenario.title" in said
        assert f"U+{ord(word[0]):04X}" in said


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"name": HALF}, "name"),
        ({"title": {"en": BELL, "zh": "a"}}, "title.en"),
        ({"policies": {HALF: None}}, "policies"),
        ({"changes": [{"day": date(2016, 1, 4), "name": "points", "value": {HALF: 1}}]}, "changes.0.value"),
        ({HALF: 1}, "name"),
    ],
)
def test_a_scenario_holds_no_such_text(data: dict[str, object], field: str) -> None:
    """Whoever gives it: a file, a session, a program."""
    with pytest.raises(GongtongError) as caught:
        checked(data)
    assert caught.value.text.en.startswith(f"{field}: holds U+")
    assert caught.value.text.zh.encode()


def test_no_settings_hold_such_text_however_they_are_made() -> None:
    """The one check stands in what all groups of values inherit, so a new field cannot be forgotten."""
    for make in (
        lambda: Scenario(name=HALF),
        lambda: Title(en=HALF, zh=""),
        lambda: Change(day=date(2016, 1, 4), name="points.dose", value=[HALF]),
    ):
        with pytest.raises((ValidationError, GongtongError), match=r"holds U\+D83D"):
            make()
    assert all("_readable" not in vars(kind) for kind in Settings.__subclasses__())


def test_a_file_with_such_text_is_told_with_its_line(tmp_path: Path) -> None:
    """YAML can say half an emoji, as text cut off at some length does."""
    file = tmp_path / "case.yaml"
    file.write_text('weeks: 60\ntitle: {en: "\\ud83d", zh: a}\n', encoding="utf-8")
    assert refused("run", str(file)).startswith("case.yaml:2:9: title.en: holds U+D83D")
    file.write_text('name: "\\ud83d\\ude00 \\u6d4f"\n', encoding="utf-8")
    assert load(file).name == "😀 浏"
    file.write_text('arms:\n  none:\n  points: {title: {en: a, zh: "\\e[2J"}}\n', encoding="utf-8")
    assert refused("compare", str(file)).startswith("case.yaml:3:27: arms.points.title.zh: holds U+001B")
    file.write_text('arms:\n  none:\n  "\\ud83d": {modules: points}\n', encoding="utf-8")
    assert refused("compare", str(file)).startswith("case.yaml:1:1: arms: holds U+D83D")
    file.write_text('question: {en: "\\0", zh: a}\nfactors: {points.dose: [1.0]}\n', encoding="utf-8")
    assert refused("sweep", str(file)).startswith("case.yaml:1:12: question.en: holds U+0000")


@pytest.mark.parametrize(
    "words", [("run", "\udcff.yaml"), ("run", "--set", "title.en=\udcff"), ("compare", "--arms", "a\x1b")]
)
def test_an_argument_that_is_no_text_is_refused(words: tuple[str, ...]) -> None:
    """A shell hands over whatever bytes it is given."""
    assert "holds U+" in refused(*words)
