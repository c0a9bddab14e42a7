"""Published studies repeated in the simulation: the files that come with the program, and one of one's own."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

from sim.lab.validation.replications import (
    chosen_replications,
    load_replication,
    replicate,
    shipped,
)
from sim.report.analyses.replications import (
    replication_table,
)
from sim.text import GongtongError
from tests.support import bibliography
from tests.support.pages import rows_of
from tests.support.replicating import EXAMPLE, SMALLER, at_small_size, written

# The shipped files

every_file = pytest.mark.parametrize("name", shipped())


@every_file
def test_a_shipped_replication_names_its_sources_and_speaks_both_languages(name: str) -> None:
    """Sources of the bibliography, Chinese in Chinese; arms that are used."""
    one = load_replication(shipped()[name])
    assert set(one.source.split()) <= set(bibliography())
    for words in (one.title, one.operationalisation, *(effect.title for effect in one.effects)):
        assert words.en.isascii()
        assert re.search(r"[\u4e00-\u9fff]", words.zh)
    assert {sample.arm for effect in one.effects for sample in effect.samples} == set(one.arms)


@pytest.mark.parametrize(  # by default one in four
    "name", [pytest.param(name, marks=[pytest.mark.slow] if at % 4 else []) for at, name in enumerate(shipped())]
)
def test_a_shipped_replication_runs(name: str) -> None:
    """A row an effect, whatever it says at this size."""
    one = load_replication(shipped()[name])
    found = at_small_size(one)
    assert [row.effect for row in found] == list(one.effects)
    assert all(np.isfinite(row.finding.values).all() for row in found)
    assert any(row.measured for row in found)


def test_what_was_to_be_replicated_is_there() -> None:
    """Rewards, habits, recognition, asking, contagion, households."""
    sources = " ".join(load_replication(path).source for path in shipped().values()).split()
    assert {"S31", "lally2010", "ashraf2014", "S30", "centola2010", "nickerson2008"} <= set(sources)


def test_studies_that_changed_the_model_say_so_and_what_version_01_gave() -> None:
    """All six field studies, and none of the older ones."""
    studies = {name: load_replication(path) for name, path in shipped().items()}
    seen = {name: one for name, one in studies.items() if one.seen}
    assert set(" ".join(one.source for one in seen.values()).split()) == {
        *("xu2016", "fon2013", "shanghai36", "dongyong", "gerber2000", "nickerson2008", "burn1991")
    }
    assert all(any(effect.before is not None for effect in one.effects) for one in seen.values())


@pytest.mark.slow
@pytest.mark.parametrize("name", ["habit_formation", "paid_to_come"])
def test_the_page_has_what_the_program_produces(name: str) -> None:
    """On the default seeds, to the last digit shown; the cheapest two, of the others the version of the model tells."""
    table = replication_table(replicate(chosen_replications([name])), "en")
    rows = [dict(zip(table.header, row, strict=True)) for row in table.rows]
    page = rows_of("replications")
    (start,) = (at for at, row in enumerate(page) if row["study"] == rows[0]["study"])
    shown = page[start : start + len(rows)]
    assert [{column: row[column] for column in table.header} for row in shown] == rows


# A file of one's own


def test_adding_a_file_adds_a_row(tmp_path: Path) -> None:
    """Nothing but the file is needed."""
    own = written(tmp_path)
    before = chosen_replications(["passed_on_at_home"])
    after = chosen_replications(["passed_on_at_home", str(own)])
    rows = [replication_table(at_small_size(*chosen), "en").rows for chosen in (before, after)]
    assert rows[1][: len(rows[0])] == rows[0]
    assert [row[:2] for row in rows[1][len(rows[0]) :]] == [["Asked in person", "acts added"]]


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("measure: difference", "measure: diference", ["example.yaml:11:", "effects.0.measure", "diference", "ratio"]),
        ("outcome: acts", "outcome: act", ["'act'", "took_part"]),
        ("arm: asked", "arm: aksed", ["aksed", "nothing, asked"]),
        ("group: chosen", "group: picked", ["picked", "housemates"]),
        ("weeks: [4, 8]", "weeks: [8, 4]", ["[8, 4]"]),
        ("weeks: [4, 8]", "weeks: [4, 80]", ["80", "40"]),
        ("published: 0.2", "published: 0.9", ["0.1 to 0.5", "0.9"]),
        ("published: 0.2", "published: much", ["much", "number"]),
        ("read: memory", "read: hearsay", ["hearsay", "stored"]),
        ("trial.asks: 3.0", "trial.asks: 99.0", ["99", "20"]),
        ("trial.asks: 3.0", "trial.aks: 3.0", ["trial.aks", "asks"]),
        ("source: gerber2000", "sources: gerber2000", ["example.yaml:3:1", "sources", "source?"]),
        ("measure: difference", "measure: odds_ratio", ["odds_ratio", "took_part"]),
        ("measure: difference", "measure: share_passed_on", ["source_of"]),
        ("measure: difference", "measure: difference\n    at: 0.5", ["quantile"]),
        ("outcome: acts", "outcome: acts, kind: sorting", ["sorting", "tidying"]),
        ("outcome: acts", "outcome: trust, kind: tidying", ["kind", "acts", "trust"]),
        ("outcome: acts", "outcome: hours, per: household", ["household", "acts", "hours"]),
        ("outcome: acts", "outcome: acts, treatment: second", ["asked", "'second'", "main"]),
        ("outcome: acts", "outcome: acts, age: [60]", ["age"]),
        ("read: memory", "read: memory\n    before: little", ["little", "number"]),
        ("settings:", "settings", ["not valid YAML"]),
        (EXAMPLE, "- nothing", ["group of named values"]),
    ],
)
def test_bad_input_gets_one_sentence(tmp_path: Path, old: str, new: str, says: list[str]) -> None:
    """With the file, the value and what is allowed, in both languages."""
    with pytest.raises(GongtongError) as caught:
        load_replication(written(tmp_path, EXAMPLE.replace(old, new)))
    for text in caught.value.text:
        assert "example.yaml" in text
        assert "\n" not in text
    for word in says:
        assert word in caught.value.text.en
    assert re.search(r"[\u4e00-\u9fff]", caught.value.text.zh)


@pytest.mark.parametrize(("name", "says"), [("canvasing", "canvassing"), ("nothing.yaml", "cannot be read")])
def test_an_unknown_replication_gets_one_sentence(name: str, says: str) -> None:
    """With the nearest name."""
    with pytest.raises(GongtongError, match=says):
        chosen_replications([name])


def test_one_question_is_run_once(tmp_path: Path) -> None:
    """Arms that ask the same run once, also those of two files; and give the same to both."""
    twice = [load_replication(written(tmp_path)), load_replication(written(tmp_path, name="again"))]
    runs: list[int] = []
    found = replicate(twice, [1], workers=1, done=runs.append, besides=SMALLER)
    assert runs == [1, 2]
    assert found[0].finding.values.tolist() == found[1].finding.values.tolist()


@pytest.mark.slow
def test_the_same_with_any_number_of_workers(tmp_path: Path) -> None:
    """To the last bit."""
    own = [load_replication(written(tmp_path))]
    one, two = (replicate(own, [1, 2], workers=number, besides=SMALLER)[0] for number in (1, 2))
    assert one.finding.values.tolist() == two.finding.values.tolist()
