"""Published effects against simulated ones, over seeds and over parameter sets: verdicts, table, figures, command."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sim.cli import main
from sim.lab.patterns.residents import FAIL, PASS, WEAK
from sim.lab.validation.replications import (
    ReplicatedEffect,
    chosen_replications,
    load_replication,
    replicate,
)
from sim.report.analyses.replications import (
    forest,
    replication_count,
    replication_frame,
    replication_report,
    replication_table,
    write_replications,
)
from sim.report.text.effects import LABELS, OVER_DRAWS
from sim.text import LANGUAGES, Text
from tests.support.pictures import said
from tests.support.replicating import EXAMPLE, SMALLER, at_small_size, written


@pytest.fixture(scope="module")
def found() -> list[ReplicatedEffect]:
    """A small table."""
    return at_small_size(*chosen_replications(["canvassing", "passed_on_at_home"]))


# Over parameter sets


def test_every_seed_takes_a_parameter_set_of_its_own(tmp_path: Path) -> None:
    """The k-th seed the k-th; the verdict is by how many of them lie inside."""
    study = load_replication(written(tmp_path))
    draws = [{"resident.base": -3.0}, {"resident.base": -20.0}]
    (both,) = replicate([study], [1, 2], workers=1, besides=SMALLER, draws=draws)
    (first,) = replicate([study], [1], workers=1, besides={**SMALLER, **draws[0]})
    (second,) = replicate([study], [2], workers=1, besides={**SMALLER, **draws[1]})
    assert both.finding.values.tolist() == [*first.finding.values, *second.finding.values]
    assert both.over_draws
    assert not first.over_draws
    assert second.finding.mean == 0.0


def with_values(one: ReplicatedEffect, values: list[float], seeds: int) -> ReplicatedEffect:
    """An effect over parameter sets that gave these numbers, in so many runs."""
    return replace(one, finding=replace(one.finding, values=np.array(values)), seeds=seeds, over_draws=True)


@pytest.mark.parametrize(
    ("inside", "outside", "without", "verdict"),
    [(4, 1, 0, PASS), (3, 2, 0, WEAK), (3, 1, 1, WEAK), (2, 3, 0, WEAK), (1, 4, 0, FAIL), (0, 1, 4, FAIL)],
)
def test_the_verdict_over_parameter_sets_is_by_the_share_inside(
    found: list[ReplicatedEffect], inside: int, outside: int, without: int, verdict: Text
) -> None:
    """Four in five pass; a run that gives no number is not inside."""
    one = found[0]
    values = [one.effect.published] * inside + [one.finding.high + 1] * outside
    over = with_values(one, values, inside + outside + without)
    assert over.inside == inside / 5
    assert over.verdict == verdict


@pytest.mark.parametrize("lang", LANGUAGES)
def test_over_parameter_sets_everything_says_so(tmp_path: Path, found: list[ReplicatedEffect], lang: Any) -> None:
    """A column for the share inside, the middle 80% in place of the interval, other words; over seeds none of it."""
    over = [with_values(one, [one.finding.low, *[one.effect.published] * 8, one.finding.high + 9], 10) for one in found]
    label, middle = (words.to(lang) for words in (LABELS["inside"], OVER_DRAWS.interval))
    table, plain = replication_table(over, lang), replication_table(found, lang)
    assert (label in table.header, middle in table.header) == (True, True)
    assert (label in plain.header, middle in plain.header) == (False, False)
    assert {row[table.header.index(label)] for row in table.rows} == {"90%"}
    assert over[0].interval == pytest.approx(np.quantile(over[0].finding.values, [0.1, 0.9]))
    assert "90%" in replication_report(over, lang)
    assert replication_count(over) != replication_count(found)
    assert write_replications(over, tmp_path, lang)[0].name == "replications-1.png"
    assert replication_frame(over, lang)["share_inside"].to_list() == [0.9] * len(over)


def test_what_version_01_gave_has_a_column_where_any_effect_has_it(tmp_path: Path) -> None:
    """A dash where it was not asked; no column where it never was."""
    text = EXAMPLE + EXAMPLE.split("effects:\n")[1].replace("acts added", "once more") + "    before: 0.125\n"
    (never, *_), both = (
        at_small_size(load_replication(written(tmp_path))),
        at_small_size(load_replication(written(tmp_path, text, "both"))),
    )
    label = LABELS["before"].en
    assert label not in replication_table([never], "en").header
    table = replication_table(both, "en")
    assert [row[table.header.index(label)] for row in table.rows] == ["–", "0.125"]
    assert "Version 0.1: 0.125." in replication_report(both, "en")
    assert replication_frame(both, "en")["version_0.1"].to_list() == [None, 0.125]


# Table, figures, files, command


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_folder_has_figures_table_and_text(tmp_path: Path, found: list[ReplicatedEffect], lang: Any) -> None:
    """All that the command promises."""
    files = write_replications(found, tmp_path, lang)
    assert [file.name for file in files] == ["replications-1.png", "replications.csv", "replications.txt"]
    assert all(file.stat().st_size > 100 for file in files)
    words = replication_report(found, lang)
    assert all((one.effect.title.zh if lang == "zh" else one.effect.title.en) in words for one in found)
    assert "*" in words


def test_many_effects_go_on_several_slides(found: list[ReplicatedEffect]) -> None:
    """A study stays together; every effect is on one slide."""
    slides = forest(found * 12, "en")
    assert len(slides) > 1
    shown = [text.get_text() for slide in slides for text in slide.axes[0].texts]
    assert shown.count("by letter, share added") == 12


@pytest.mark.parametrize("lang", LANGUAGES)
def test_notes_below_the_forest_are_whole(found: list[ReplicatedEffect], lang: Any) -> None:
    """Also where every mark needs its note."""
    marked = {"changed": Text("in part", "部分"), "seen": True}
    figure = forest([replace(one, replication=one.replication.model_copy(update=marked)) for one in found], lang)[0]
    words = said(figure)
    assert {"*", "※", "§"} <= set(words)
    assert "…" not in words


def test_the_table_has_plain_numbers_for_other_programs(found: list[ReplicatedEffect]) -> None:
    """A row an effect."""
    frame = replication_frame(found, "en")
    assert frame.height == len(found)
    assert frame["published"].to_list() == [one.effect.published for one in found]
    assert frame["simulated"].to_list() == [one.finding.mean for one in found]


@pytest.mark.parametrize(("runs", "says"), [(["--seeds", "1"], "99%区间"), (["--posterior", "2"], LABELS["inside"].zh)])
def test_the_command_prints_the_table(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    runs: list[str],
    says: str,
) -> None:
    """One file, one seed or two parameter sets, in Chinese."""
    text = EXAMPLE.replace("settings: {", "settings: {" + "".join(f"{k}: {v}, " for k, v in SMALLER.items()))
    out = tmp_path / "out"
    monkeypatch.setattr(
        "sys.argv",
        [
            "gongtong",
            "replicate",
            str(written(tmp_path, text)),
            *[*runs, "--workers", "1", "--lang", "zh", "--quiet", "--out"],
            str(out),
        ],
    )
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 0
    printed = capsys.readouterr().out
    assert "新增参与" in printed
    assert says in (out / "replications.csv").read_text(encoding="utf-8") + printed
    assert (out / "replications.csv").exists()
