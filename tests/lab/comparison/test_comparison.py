"""Comparisons: arms by name, combination and file; files that hold one; withdrawal; runs that are kept."""

from __future__ import annotations

import dataclasses
import json
import signal
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from sim.lab.comparison.comparison import Comparison
from sim.lab.comparison.file import comparison_of, dump_comparison, find_comparison, load_comparison
from sim.lab.design.arms import Arm, arms_called, refuse_alike, withdrawn
from sim.lab.design.reader import is_comparison
from sim.lab.run.cache import RunCache
from sim.scenario import Scenario
from sim.scenario.file import dump
from sim.simulation import run
from sim.text import GongtongError
from tests.support import ROOT, small
from tests.support.command import gongtong, refused


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """A planner's folder: a small scenario, a plan for the same community, and room for comparisons."""
    write(tmp_path / "small.yaml", small(weeks=60))
    write(tmp_path / "plan.yaml", small(weeks=60, points__start="2015-03-02", points__dose=0.5))
    (tmp_path / "experiments").mkdir()
    return tmp_path


def write(path: Path, scenario: Scenario) -> None:
    """A scenario as its file."""
    path.write_text(dump(scenario), encoding="utf-8")


def comparison(desk: Path, text: str) -> Comparison:
    """What a text in the planner's folder asks for."""
    file = desk / "asked.yaml"
    file.write_text("scenario: small.yaml\n" + text, encoding="utf-8")
    return load_comparison(file)


# Arms


def arms_of(base: Scenario, names: list[str]) -> dict[str, Scenario]:
    """Arms by their names on top of a scenario, none of them twice."""
    arms = {name: arm.scenario(base) for name, arm in arms_called(names).items()}
    refuse_alike(arms)
    return arms


def test_an_arm_is_a_name_a_combination_or_a_file(desk: Path) -> None:
    """All on the same community; a file's arm has the file's name."""
    base = small(weeks=60)
    arms = arms_of(base, ["base", "none", "points", "points+leaders", "all", str(desk / "plan.yaml")][1:])
    assert list(arms) == ["none", "points", "points+leaders", "all", "plan"]
    assert [len(arm.policies) for arm in arms.values()] == [0, 1, 2, 6, 1]
    assert arms["plan"].policies["points"].dose == 0.5
    assert {arm.community for arm in arms.values()} == {base.community}


@pytest.mark.parametrize(
    ("names", "says"),
    [
        (["none", "pints"], "did you mean points"),
        ([], "at least one arm"),
        (["points", "points"], "points is named twice"),
        (["points+leaders", "leaders+points"], "points\\+leaders and leaders\\+points are the same arm"),
        (["points+points"], "has points twice"),
        (["none", "base"], "none and base are the same arm"),
        (["nothing.yaml"], "nothing.yaml: cannot be read"),
    ],
)
def test_contradictory_arms_are_refused(names: list[str], says: str) -> None:
    """One sentence each."""
    with pytest.raises(GongtongError, match=says):
        arms_of(small(), names)


def test_a_file_about_other_people_is_no_arm(desk: Path) -> None:
    """Residents are compared with themselves, so the sentence says which number of the community differs."""
    write(desk / "other.yaml", small(weeks=60, community__residents=1500))
    with pytest.raises(GongtongError, match=r"other.yaml: community.residents is 1500, in the other arms 1430"):
        arms_of(small(weeks=60), ["none", str(desk / "other.yaml")])
    with pytest.raises(GongtongError, match="weeks is 60, in the other arms 70"):
        arms_of(small(weeks=70), ["none", str(desk / "plan.yaml")])


def test_what_is_said_for_all_arms_holds_for_files_too_but_not_their_modules(desk: Path) -> None:
    """Weeks and numbers of the world; a plan's modules are its own."""
    asked = comparison(desk, "weeks: 50\nset: {office.staff: 3, points.dose: 2}\narms: [none, points, plan.yaml]")
    assert [(arm.weeks, arm.office.staff) for arm in asked.arms.values()] == [(50, 3)] * 3
    assert [arm.policies["points"].dose for arm in list(asked.arms.values())[1:]] == [2, 0.5]


# Files


def test_a_comparison_is_a_file(desk: Path) -> None:
    """Question, arms in all their forms, and what is asked of them."""
    asked = comparison(desk, """
question: {en: What helps?, zh: 什么有用？}
arms:
  none:
  points: {set: {points.dose: 2}}
  early: {modules: points+leaders, title: {en: early, zh: 早}, set: {points.start: 2015-02-02}}
  mine: {file: plan.yaml}
  not points: {modules: all, without: points}
seeds: [3, 5]
posterior: 2
measures: [trust, active_4w]
withdraw: 2015-08-03
""")  # fmt: skip
    assert asked.name == "asked"
    assert asked.question is not None
    assert asked.question.zh == "什么有用？"
    assert list(asked.arms) == ["none", "points", "early", "mine", "not points"]
    assert asked.arms["points"].policies["points"].dose == 2
    assert set(asked.arms["early"].policies) == {"points", "leaders"}
    assert set(asked.arms["not points"].policies) == set(small().adding("*").policies) - {"points"}
    assert {settings.stop for arm in asked.arms.values() for settings in arm.policies.values()} == {date(2015, 8, 3)}
    assert asked.titles["early"].zh == "早"
    assert (asked.seeds, len(asked.draws), asked.measures) == ((3, 5), 2, ("trust", "active_4w"))


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("arms: [none, pints]", "asked.yaml:2:1: policies.pints: there is no such module; did you mean points?"),
        ("arms: [none, none]", "asked.yaml:2:1: arms: none is named twice."),
        ("arms: {}", "asked.yaml:2:1: arms: name at least one"),
        ("arms: {a/b: }", "asked.yaml:2:1: arms: 'a/b' cannot be an arm's name"),
        ("arms: {points: {modules: leaders}}", "asked.yaml:2:8: arms: by its name points has other modules on"),
        ("arms: {mine: {set: {office.staf: 3}}}", "asked.yaml:2:8: office.staf: there is no such key; did you mean staff?"),
        ("arms: {mine: {moduls: points}}", "asked.yaml:2:15: arms.mine.moduls: there is no such key; did you mean modules?"),
        ("arms: [none]\nmeasures: [trsut]", "asked.yaml:3:1: There is no measure 'trsut'; did you mean trust?"),
        ("arms: [none]\nwithdraw: 2015-12-31", "asked.yaml:3:1: withdraw: 2015-12-31 is not possible; the run is from"),
        ("arms: [points]\nset: {points.start: 2015-06-01}\nwithdraw: 2015-05-04", "2015-05-04 is before points begins"),
        ("arms: [none]\nuntil_half_width: 0", "asked.yaml:3:1: until_half_width: 0 is not possible"),
        ("arms: [none]\nuntil_half_width: 0.1\nseeds: 4", "asked.yaml:4:1: seeds: 4 are too few to begin with"),
        ("arms: [none]\nuntil_half_width: 0.1\nmost: 9", "asked.yaml:4:1: most: 9 is less than the 10 seeds"),
        ("arms: [none]\nmost: 90", "asked.yaml:3:1: most: goes with until_half_width"),
        ("arms: [none]\nposterior: -1", "asked.yaml:3:1: posterior: -1 is not allowed; it must be at least 0"),
        ("arms: [none]\nposterior: 100000", "asked.yaml:3:1: --posterior: 100000 is not possible"),
        ("arms: [none]\nfactors: {seed: [1]}", "asked.yaml:3:1: factors: there is no such key"),
        ("seeds: 3", "asked.yaml:1:1: arms: is missing."),
    ],
)  # fmt: skip
def test_what_is_wrong_in_a_file_is_one_sentence_with_its_line(desk: Path, text: str, says: str) -> None:
    """File, line, column, field, value, what is allowed."""
    with pytest.raises(GongtongError) as error:
        comparison(desk, text)
    assert says in str(error.value), str(error.value)


def test_a_name_finds_a_comparison_and_nothing_else(desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Scenarios stay scenarios; a sweep is told apart."""
    monkeypatch.chdir(desk)
    Path("experiments/mine.yaml").write_text("arms: [none]", encoding="utf-8")
    Path("experiments/liuhe.yaml").write_text("arms: [none]", encoding="utf-8")
    Path("experiments/many.yaml").write_text("factors: {seed: [1]}", encoding="utf-8")
    assert find_comparison("mine") == Path("experiments/mine.yaml")
    assert find_comparison("experiments/mine.yaml") == Path("experiments/mine.yaml")
    assert [find_comparison(name) for name in ("liuhe", "small.yaml", "nothing")] == [None] * 3
    with pytest.raises(GongtongError, match="gongtong sweep"):
        find_comparison("many")


@pytest.mark.parametrize(
    "file",
    list(filter(is_comparison, sorted((ROOT / "sim" / "data" / "experiments").glob("*.yaml")))),
    ids=lambda file: file.stem,
)
def test_shipped_comparisons_can_be_run(file: Path) -> None:
    """Every one reads, says in both languages what it asks, and has something to compare."""
    asked = load_comparison(file)
    assert asked.question is not None
    assert all(asked.question)
    assert len(asked.arms) > 1


def test_a_comparison_writes_itself_so_that_it_can_be_run_again(desk: Path) -> None:
    """The file beside the arms' files asks for the very same runs."""
    text = (
        "arms: [none, points, plan.yaml]\nseeds: 3\nposterior: 2\nset: {points.start: 2015-03-02}\nwithdraw: 2015-08-03"
    )
    asked = comparison(desk, text)
    folder = desk / "out"
    folder.mkdir()
    for arm, scenario in asked.arms.items():
        write(folder / f"arm-{arm}.yaml", scenario)
    (folder / "comparison.yaml").write_text(dump_comparison(asked, asked.seeds), encoding="utf-8")
    again = load_comparison(folder / "comparison.yaml")
    assert {arm: one.content_hash() for arm, one in again.arms.items()} == {
        arm: one.content_hash() for arm, one in asked.arms.items()
    }
    assert dataclasses.replace(again, name="", arms={}, titles={}) == dataclasses.replace(
        asked, name="", arms={}, titles={}
    )


# Withdrawal


def test_withdrawal_ends_every_module_that_has_not_ended() -> None:
    """On that day; those that end before keep their own end."""
    base = small(weeks=104, points__stop="2015-06-01", leaders__start="2015-02-02")
    found = withdrawn(base, date(2015, 9, 7))
    assert {name: settings.stop for name, settings in found.policies.items()} == {
        "points": date(2015, 6, 1),
        "leaders": date(2015, 9, 7),
    }


# Kept runs


def test_a_kept_run_is_the_run(tmp_path: Path) -> None:
    """Every array to the bit, every text with what it was made of."""
    scenario = small(weeks=60).adding("*")
    kept, done = RunCache(tmp_path), run(scenario, 3)
    kept.keep(done)
    found = kept.find(scenario, 3)
    assert found is not None
    for group in ("series", "by_grid", "residents"):
        own, again = getattr(done, group), getattr(found, group)
        assert list(own) == list(again)
        assert all(own[name].dtype == again[name].dtype for name in own)
        assert all(own[name].tobytes() == again[name].tobytes() for name in own)
    for name in ("yuan", "booked_hours"):
        assert np.array_equal(getattr(done, name), getattr(found, name))
    for name in ("measures", "events", "organisations", "modules", "scenario", "seed"):
        assert getattr(done, name) == getattr(found, name), name
    assert [getattr(event.text, "values", None) for event in done.events] == [
        getattr(event.text, "values", None) for event in found.events
    ]


def test_only_the_very_same_run_is_found(tmp_path: Path) -> None:
    """Another seed, another value, a damaged file: the run is done."""
    scenario, kept = small(weeks=3), RunCache(tmp_path)
    kept(scenario, 0)
    assert kept.find(scenario, 0) is not None
    assert kept.find(scenario, 1) is None
    assert kept.find(scenario.but({"office.staff": 3}), 0) is None
    file = kept.place(scenario, 0)
    file.write_bytes(file.read_bytes()[:1000])
    assert kept.find(scenario, 0) is None
    assert kept(scenario, 0).seed == 0
    assert kept.find(scenario, 0) is not None
    assert [path.name for path in tmp_path.iterdir()] == [file.name]


# The command


@pytest.mark.slow
def test_a_comparison_runs_by_name_and_goes_on_after_it_was_killed(desk: Path) -> None:
    """What was finished is there and is not run again; the folder holds the answer and how to get it again."""
    (desk / "experiments" / "stop.yaml").write_text("""
question: {en: What is left?, zh: 还剩什么？}
scenario: ../small.yaml
weeks: 130
arms: [none, points, ../plan.yaml]
set: {points.start: 2015-03-02}
seeds: 4
withdraw: 2016-06-06
measures: [active_4w, want_to]
""", encoding="utf-8")  # fmt: skip
    out = desk / "out"
    options = ["--report", str(out), "--posterior", "0", "--workers", "1", "--quiet", "--lang", "en"]
    started = subprocess.Popen(
        [sys.executable, "-m", "sim", "compare", "stop", *options],
        cwd=desk, env=environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    while len(list((out / "runs").glob("*.npz"))) < 2:
        assert started.poll() is None, "it ended before it was killed"
        time.sleep(0.02)
    started.send_signal(signal.SIGKILL)
    started.wait()
    before = {path: path.stat().st_mtime_ns for path in (out / "runs").glob("*.npz")}
    assert len(before) < 12
    done = subprocess.run(
        [sys.executable, "-m", "sim", "compare", "stop", *options],
        cwd=desk, env=environment(), capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert {path: path.stat().st_mtime_ns for path in before} == before
    assert len(list((out / "runs").glob("*.npz"))) == 12
    said = " ".join(done.stdout.split())
    for words in (
        "What is left?",
        "best in",
        "a year later",
        "modules ended",
        "The same seeds in all arms made the variance",
    ):
        assert words in said, words
    for name in ("choice.png", "retention.png"):
        assert (out / name).stat().st_size > 10_000
    runs = pl.read_parquet(out / "runs.parquet")
    again = run(load_comparison(desk / "experiments" / "stop.yaml").arms["plan"], 3)
    assert runs.row(by_predicate=(pl.col("arm") == "plan") & (pl.col("seed") == 3), named=True)["trust"] == again.value(
        "trust"
    )
    assert pl.read_csv(out / "choice.csv")["best"].sum() == pytest.approx(1)
    assert set(pl.read_csv(out / "retention.csv")["after"]) == {0, 13, 26, 52}
    assert json.loads((out / "study.json").read_text(encoding="utf-8"))["seeds"] == list(range(4))
    assert list(load_comparison(out / "comparison.yaml").arms) == ["none", "points", "plan"]


def environment() -> dict[str, str]:
    """The one this runs in, and the package of this folder wherever the command is run."""
    import os

    return {**os.environ, "LC_ALL": "en_US.UTF-8", "PYTHONIOENCODING": "utf-8", "PYTHONPATH": str(ROOT)}


def test_it_says_when_intervals_did_not_get_narrow(desk: Path) -> None:
    """In the language asked for."""
    asked = ["compare", str(desk / "small.yaml"), "--arms", "none,points", "--weeks", "20", "--workers", "1", "--lang"]
    asked += ["zh", "--set", "run_in=0"]
    done = gongtong(*asked, "--measure", "trust", "--until-half-width", "1e-9", "--most", "12")
    assert done.returncode == 0, done.stderr
    assert "用到上限12个种子时" in done.stdout


def test_the_command_refuses_with_one_sentence(desk: Path) -> None:
    """Status 2 before anything runs."""
    assert "--arms: " in refused_at(desk, "--arms", "none")
    assert refused("compare", "liuhe", "--withdraw", "2040-01-01").startswith("withdraw: 2040-01-01 is not possible")


def refused_at(desk: Path, *options: str) -> str:
    """How a comparison of the planner's folder is refused with some options."""
    file = desk / "asked.yaml"
    file.write_text("scenario: small.yaml\narms: [none]", encoding="utf-8")
    return refused("compare", str(file), *options)


def test_options_stand_in_for_what_the_file_says(desk: Path) -> None:
    """Values in `set` one by one, everything else as a whole."""
    comparison(desk, "arms: [none, points]\nset: {office.staff: 3}\nseeds: 9")
    found = load_comparison(desk / "asked.yaml", {"set": {"points.dose": 2}, "seeds": [4], "weeks": 30})
    assert found.seeds == (4,)
    assert {(arm.office.staff, arm.weeks) for arm in found.arms.values()} == {(3, 30)}
    assert found.arms["points"].policies["points"].dose == 2


def test_values_that_are_possible_only_together_are_taken_together(desk: Path) -> None:
    """And where one of several is wrong, it is that one's line that is named."""
    both = "set:\n  community.residents: 1450\n  community.ages.teens: 900\n  office.staff: {}\narms: [none]"
    with pytest.raises(GongtongError, match=r"^asked.yaml:4:3: community.ages"):
        comparison(desk, both.replace("900", "1400").format(3))
    assert comparison(desk, both.replace("1450", "2500").format(3)).arms["none"].community.ages.teens == 900
    with pytest.raises(GongtongError, match=r"^asked.yaml:5:3: office.staff"):
        comparison(desk, both.replace("1450", "2500").format("-1"))


def test_without_a_file_it_is_the_same() -> None:
    """Values as a file would give them; over the posterior, as many sets as seeds unless it says."""
    found = comparison_of({"arms": ["none", "points"]}, over_posterior=True)
    assert (len(found.seeds), len(found.draws)) == (20, 20)
    assert not comparison_of({"arms": ["none"], "posterior": 0}, over_posterior=True).draws
    assert comparison_of({"arms": {"mine": Arm(modules="points")}}).arms["mine"].policies
