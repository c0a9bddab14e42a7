"""Studies: what a file may say, what each design runs, and the command that runs it."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from scipy.stats import qmc

from sim.lab import open_store
from sim.lab.design.designs import Design
from sim.lab.design.factors import Factor, Levels, Range, declared_factor, with_levels, with_size
from sim.lab.design.reader import is_sweep
from sim.lab.design.sweep import Sweep
from sim.lab.design.sweep_file import load_sweep
from sim.scenario.file import dump
from sim.text import GongtongError
from tests.support import ROOT, small
from tests.support.command import gongtong, refused

UNIT = Range(0.0, 1.0)


@pytest.fixture
def study_file(tmp_path: Path) -> Path:
    """A file to write a sweep into, beside a small scenario `small.yaml`."""
    (tmp_path / "small.yaml").write_text(dump(small(weeks=3)), encoding="utf-8")
    return tmp_path / "study.yaml"


def study(file: Path, text: str) -> Sweep:
    """The sweep that a text describes."""
    file.write_text(text, encoding="utf-8")
    return load_sweep(file)


# What a file may say


def test_the_example_of_the_issue(study_file: Path) -> None:
    """Two starts on four seeds."""
    found = study(study_file, """
scenario: liuhe
weeks: 260
factors: {points.start: [2015-02-02, 2016-02-01], seed: [0, 1, 2, 3]}
measures: [participation, together]
""")  # fmt: skip
    assert len(found) == 8
    assert [run.seed for run in found] == [0, 1, 2, 3] * 2
    assert {run.scenario.weeks for run in found} == {260}
    assert {run.scenario.policies["points"].start for run in found} == {date(2015, 2, 2), date(2016, 2, 1)}
    assert found[0].factors == {"points.start": date(2015, 2, 2)}
    assert found.measuring.names == ("participation", "together")


def test_seeds_of_a_point_share_its_scenario(study_file: Path) -> None:
    """So that it is checked and hashed once; replicate k has seed k everywhere."""
    found = study(study_file, "scenario: small.yaml\nfactors: {points.dose: [0.5, 1]}\nseeds: 3\n")
    assert found[0].scenario is found[2].scenario
    assert found[3].scenario is not found[2].scenario
    assert found.seeds == (0, 1, 2)


def test_what_is_set_holds_for_every_run(study_file: Path) -> None:
    """And factors change it."""
    found = study(
        study_file, "scenario: small.yaml\nset: {points.dose: 0.5, weeks: 4}\nfactors: {points.budget: [1000, 2000]}\n"
    )
    assert {(run.scenario.weeks, run.scenario.policies["points"].dose) for run in found} == {(4, 0.5)}


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("factor: {}", "study.yaml:1:1: factor: there is no such key; did you mean factors?"),
        ("scenario: lihue", "study.yaml:1:1: There is no scenario 'lihue'; did you mean liuhe?"),
        ("factors: {point.dose: [1]}", "study.yaml:1:11: policies.point: there is no such module; did you mean points?"),
        ("factors:\n  points.dose: [1, 11]", "study.yaml:2:3: policies.points.dose: 11 is not allowed; dose: strength of the module (multiple) is between 0 and 10."),
        ("factors: {points.dose: 1}", "study.yaml:1:11: factors.points.dose: 1 is not a list of different levels, a range such as {low: 1, high: 2}, or declared."),
        ("factors: {points.dose: [1, 1]}", "study.yaml:1:11: factors.points.dose: (1, 1) is not a list of different levels, a range such as {low: 1, high: 2}, or declared."),
        ("factors: {points.dose: {low: 2, high: 1}}", "study.yaml:1:11: factors.points.dose: low 2 is not below high 1."),
        ("factors: {points.dose: {low: 1}}", "study.yaml:1:11: factors.points.dose: high: is missing."),
        ("factors: {points.dos: declared}", "study.yaml:1:11: points.dos: the model declares no range of that name; did you mean points.dose?"),
        ("factors: {points: [1]}", "study.yaml:1:11: points: 1 is not true or false."),
        ("factors: {modules: [point]}", "study.yaml:1:11: policies.point: there is no such module; did you mean points?"),
        ("factors: {size: [0]}", "study.yaml:1:11: size: 0 is not a number above 0."),
        ("factors: {seed: [1, 1]}", "study.yaml:1:11: factors.seed: give different whole numbers, such as [0, 1, 2]."),
        ("seeds: 0", "study.yaml:1:1: seeds: 0 is not possible; give how many (1 to 1,000,000) or a list of different whole numbers from 0 to 9223372036854775807, such as [3, 7, 11]."),
        ("design: lhc", "study.yaml:1:1: design.kind: 'lhc' is not allowed; choose grid, lhs, sobol, random, morris, sobol-indices or list."),
        ("design: lhs", "study.yaml:1:1: design.size: a lhs design needs it."),
        ("design: {kind: sobol, size: 100}", "study.yaml:1:23: design.size: 100 is not a power of two, which a sobol design needs."),
        ("design: {kind: lhs, size: 8, levels: 3}", "study.yaml:1:30: design.levels: a lhs design has none; it takes size, seed."),
        ("design: {kind: lhs, size: 8}", "study.yaml:1:1: design: a lhs design needs factors."),
        ("measures: [trsut]", "study.yaml:1:1: There is no measure 'trsut'; did you mean trust?"),
        ("weekly: [trsut]", "study.yaml:1:1: There is no measure 'trsut'; did you mean trust?"),
        ("weeks: many", "study.yaml:1:1: weeks: 'many' is not a whole number."),
        ("- 1", "study.yaml: a sweep is a group of named values."),
        ("a: [", None),
    ],
)  # fmt: skip
def test_bad_input_is_one_sentence_with_its_line(study_file: Path, text: str, sentence: str | None) -> None:
    """File, line, column, field, value, and what is allowed."""
    with pytest.raises(GongtongError) as refusal:
        study(study_file, text)
    said = refusal.value.text
    assert said.en == sentence if sentence else said.en.startswith("study.yaml:")
    assert "\n" not in said.en + said.zh
    assert said.zh != said.en


# Factors


def test_a_switch_wins_over_what_is_said_of_the_module() -> None:
    """In whatever order they are named."""
    base = small()
    for levels in ({"points": False, "points.dose": 0.5}, {"points.dose": 0.5, "points": False}):
        assert with_levels(base, levels) == base
    assert with_levels(base, {"points": True, "points.dose": 0.5}).policies["points"].dose == 0.5


@pytest.mark.parametrize(
    ("named", "on"),
    [
        ("none", []),
        ("points+leaders", ["leaders", "points"]),
        ("all", ["incubation", "leaders", "party", "points", "selfmanage", "services"]),
    ],
)
def test_modules_are_a_factor(named: str, on: list[str]) -> None:
    """As arms are named; those not named are off."""
    assert sorted(with_levels(small().adding("services"), {"modules": named}).policies) == on


def test_the_community_can_be_of_any_size() -> None:
    """All counts of people and of those who serve them grow alike; ages still add up."""
    double = with_size(small(), 2)
    assert double.community.residents == 2860
    assert double.community.households == 1022
    assert double.community.ages.elders == 470
    assert double.office.staff == 4
    assert double.community.grids == small().community.grids


def test_a_declared_range_is_that_of_the_model() -> None:
    """Whole numbers stay whole; a wide range is explored by multiples."""
    assert declared_factor("points.dose") == Range(0.25, 2.0, False, "log")
    staff = declared_factor("office.staff")
    assert staff.whole
    assert {staff.at(place) for place in np.linspace(0, 1, 200)} == set(range(10, 27))


# Designs


def test_a_grid_has_all_combinations() -> None:
    """Levels as given, ranges in equal steps."""
    factors: dict[str, Factor] = {"a": Levels(("x", "y")), "b": Range(0, 1)}
    points = Design(levels=3).points(factors)
    assert points == [(a, b) for a in ("x", "y") for b in (0.0, 0.5, 1.0)]
    assert Design(levels=3).count(factors) == len(points)


def test_a_latin_hypercube_uses_every_slice_of_every_factor_once() -> None:
    """Of 20 points, one in each twentieth of each range."""
    unit = Design(kind="lhs", size=20, seed=1).unit(3)
    assert (np.sort((unit * 20).astype(int), axis=0) == np.arange(20)[:, None]).all()


def test_a_sobol_sequence_is_more_even_than_chance_and_can_be_extended() -> None:
    """Its discrepancy is lower; a longer one begins with the shorter one."""
    short, long = (Design(kind="sobol", size=size, seed=1).unit(4) for size in (64, 128))
    np.testing.assert_array_equal(long[:64], short)
    assert qmc.discrepancy(short) < qmc.discrepancy(Design(kind="random", size=64, seed=1).unit(4))


def test_morris_trajectories_change_one_factor_at_a_time() -> None:
    """Each of the k factors once between the k + 1 points of a trajectory."""
    design = Design(kind="morris", size=5, seed=1)
    points = np.array(design.points(dict.fromkeys("abc", UNIT)), np.float64).reshape(5, 4, 3)
    changed = np.diff(points, axis=1) != 0
    assert (changed.sum(axis=2) == 1).all()
    assert (changed.sum(axis=1) == 1).all()
    assert design.count(dict.fromkeys("abc", UNIT)) == 20


def test_saltellis_scheme_swaps_one_column_at_a_time() -> None:
    """Rows A, then A with each column of B, then B: for 4 factors 6 rows for each base point."""
    design = Design(kind="sobol-indices", size=8, seed=1)
    block = design.unit(4).reshape(8, 6, 4)
    a, b = block[:, 0], block[:, -1]
    for column in range(4):
        swapped = a.copy()
        swapped[:, column] = b[:, column]
        np.testing.assert_array_equal(block[:, 1 + column], swapped)
    assert design.count(dict.fromkeys("abcd", UNIT)) == 48


@pytest.mark.parametrize("kind", ["lhs", "sobol", "random", "morris", "sobol-indices"])
def test_a_sample_is_the_same_each_time_and_another_for_another_seed(kind: str) -> None:
    """So that a sweep can go on where it stopped."""
    one, again, other = (Design(kind=kind, size=8, seed=seed).unit(3) for seed in (1, 1, 2))  # type: ignore[arg-type]
    np.testing.assert_array_equal(one, again)
    assert not np.array_equal(one, other)


def test_a_list_comes_from_a_csv_file(study_file: Path) -> None:
    """A column for each factor, each cell as YAML reads it; the row that is wrong is named."""
    listed = study_file.with_name("points.csv")
    listed.write_text("points.dose,points.start\n0.5,2015-01-12\n1.0,2015-01-19\n", encoding="utf-8")
    text = "scenario: small.yaml\ndesign: {kind: list, file: points.csv}\n"
    assert study(study_file, text).points == [(0.5, date(2015, 1, 12)), (1.0, date(2015, 1, 19))]
    listed.write_text("points.dose\n0.5\n11\n", encoding="utf-8")
    with pytest.raises(GongtongError, match=r"points\.csv:3: policies\.points\.dose: 11 is not allowed"):
        study(study_file, text)
    listed.write_text("points.dose\n0.5,1\n", encoding="utf-8")
    with pytest.raises(GongtongError, match=r"points\.csv:2: has 2 cells; the header has 1"):
        study(study_file, text)


# The command

STUDY = "scenario: small.yaml\nfactors: {points.dose: [0.5, 1.5]}\nseeds: 2\nmeasures: [trust]\nweekly: [trust]\n"


def test_the_command_runs_a_study_and_goes_on_where_it_stopped(study_file: Path) -> None:
    """A dry run before and after; the second run has nothing to do; the plan tells how to run any row again."""
    study_file.write_text(STUDY, encoding="utf-8")
    out = study_file.with_name("store")
    asked = ("sweep", str(study_file), "--out", str(out), "--workers", "1")
    dry = gongtong(*asked, "--dry-run").stdout
    assert "4 different runs: 2 points on 2 seeds. Stored: 0; to do: 4." in dry
    assert "with 1 workers" in dry
    assert "kB on disk" in dry
    assert not out.exists()
    assert "4 runs done now, 0 were there" in gongtong(*asked).stdout
    assert "0 runs done now, 4 were there" in gongtong(*asked).stdout
    assert "共 4 次运行，均已保存" in gongtong(*asked, "--dry-run", "--lang", "zh").stdout
    frame = open_store(out).frame()
    assert frame[["points.dose", "seed"]].to_numpy().tolist() == [[0.5, 0], [0.5, 1], [1.5, 0], [1.5, 1]]
    assert open_store(out).weekly("trust").shape == (4, 3)
    plan = json.loads((out / "plan.json").read_text(encoding="utf-8"))
    assert (plan["study"], plan["points"], plan["seeds"]) == ("study", 2, [0, 1])
    assert plan["base"]["community"]["residents"] == 1430


def test_bad_studies_are_refused_before_anything_runs(study_file: Path) -> None:
    """Status 2, one sentence, no folder."""
    study_file.write_text("factors: {points.dose: [11]}\n", encoding="utf-8")
    out = study_file.with_name("store")
    assert refused("sweep", str(study_file), "--out", str(out)).startswith("study.yaml:1:11: policies.points.dose")
    assert not out.exists()
    assert "cannot be read" in refused("sweep", str(study_file.with_name("nothing.yaml")))
    study_file.write_text(STUDY, encoding="utf-8")
    assert "--workers: 0 is not possible" in refused("sweep", str(study_file), "--workers", "0")


@pytest.mark.parametrize(
    "file",
    list(filter(is_sweep, sorted((ROOT / "sim" / "data" / "experiments").glob("*.yaml")))),
    ids=lambda file: file.stem,
)
def test_shipped_studies_can_be_run(file: Path) -> None:
    """Every one reads, and its first and last run are possible."""
    found = load_sweep(file)
    assert found[0].scenario.weeks == found[len(found) - 1].scenario.weeks
