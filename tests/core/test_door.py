"""The Python door: names and files stand for scenarios, wrong values are one sentence, and nothing prints a book."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from sim import Scenario, Simulation, compare, run
from sim.lab import Run, shipped_posterior
from sim.scenario.file import dump
from sim.text import GongtongError
from tests.support import small

TINY = small(weeks=2)
LONGEST = 600  # characters that anything shows


@pytest.fixture(scope="module")
def tiny_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("scenarios") / "tiny.yaml"
    path.write_text(dump(TINY), encoding="utf-8")
    return path


def test_a_file_or_a_name_stands_for_its_scenario(tiny_file: Path) -> None:
    """Wherever Python takes a scenario: run, Simulation, compare."""
    plain = run(TINY, 3)
    for given in (tiny_file, str(tiny_file)):
        assert run(given, np.int64(3)).value("trust") == plain.value("trust")
    assert Simulation("liuhe").scenario.name == "liuhe"
    study = compare(tiny_file, {"other": tiny_file}, seeds=2, workers=1)
    assert study.seeds == (0, 1)


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: run("liuhee"), r"There is no scenario 'liuhee'; did you mean liuhe\?"),
        (lambda: run(None), "scenario: a NoneType is none; give a Scenario, the name of a shipped one, or a file."),
        (lambda: run(TINY, "1"), "seed: '1' is not possible; give a whole number from 0 to 9223372036854775807."),
        (lambda: run(TINY, True), "seed: True is not possible"),
        (lambda: run(TINY, -1), "seed: -1 is not possible"),
        (lambda: run(TINY, 1.0), r"seed: 1\.0 is not possible"),
        (lambda: run(TINY, 2**63), "seed: 9223372036854775808 is not possible"),
        (lambda: compare(TINY, {}, seeds=["0"]), "seed: '0' is not possible"),
        (lambda: compare(TINY, {}, seeds=0), "A comparison needs at least one seed."),
        (lambda: compare(TINY, {"x": "liuhee"}, seeds=4), "There is no scenario 'liuhee'"),
        (lambda: Scenario(weks=3), r"weks: there is no such key; did you mean weeks\?"),
        (lambda: Scenario(weeks="three"), "weeks: 'three' is not a whole number"),
    ],
)
def test_what_is_wrong_is_one_sentence(call: Callable[[], object], sentence: str) -> None:
    """In both languages, as on the command line."""
    with pytest.raises(GongtongError, match=sentence) as refused:
        call()
    assert refused.value.text.zh != refused.value.text.en


def test_scenarios_are_keys() -> None:
    """Equal ones are one key."""
    other = small(weeks=2)
    assert other == TINY
    assert hash(TINY) == hash(other)
    assert len({TINY, other, TINY.adding("points")}) == 2


def test_nothing_shows_more_than_a_few_lines() -> None:
    """Of what a notebook shows when its name is typed."""
    results = run(TINY, 1)
    study = compare(TINY, {"points": small(weeks=60).adding("points")}, seeds=1, workers=1)
    every = TINY.adding("*").but({"weeks": 104})
    for thing in (TINY, every, results, study, Simulation(TINY), Run(TINY, 1), shipped_posterior()):
        for said in (repr(thing), str(thing)):
            assert 10 < len(said) < LONGEST, said[:100]
    assert repr(every).startswith("<Scenario 'unnamed': 104 weeks, 1430 residents, incubation+")
    assert "seed=1" in repr(results)
    assert "arms=" in repr(study)
