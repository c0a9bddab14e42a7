"""Paths as people see them: tables, sentences and figures, in both languages and every size of study."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from matplotlib.figure import Figure

from sim.agents.resident.columns import BYSTANDER, STAGES, TOGETHER, TOLD_TO, WANT_TO
from sim.lab.analysis.study_paths import HEADLINE, paths, paths_by_each
from sim.lab.analysis.twins import Twins
from sim.lab.comparison.study import Study
from sim.report.analyses.paths import (
    carried_findings,
    carried_tables,
    other_definitions,
    path_findings,
    path_tables,
    write_paths,
)
from sim.report.figures.alluvial import alluvial, heights
from sim.report.figures.carried import carried
from sim.report.figures.passages import passages
from sim.report.text import caveats
from sim.report.text.labels import arm_labels
from sim.results import Results
from sim.simulation import run
from sim.text import LANGUAGES, Lang, Text
from tests.support import small
from tests.support.pictures import collisions, in_each_language, outside, said

HALF_YEARS = 6
ARMS = ("none", "points", "leaders", "incubation", "party", "services", "selfmanage", "all")
both_languages = pytest.mark.parametrize("lang", LANGUAGES)


@pytest.fixture(scope="module")
def blank() -> Results:
    """A run of one week, into which stages are put."""
    return run(small(weeks=1), 0)


def moving(blank: Results, seed: int, ends: tuple[float, ...]) -> Results:
    """Three years in which people wander; `ends` are the chances of the stages at which they are."""
    stages = np.random.default_rng(seed).choice(len(STAGES), (HALF_YEARS, 1000), p=ends).astype(np.uint8)
    return replace(blank, stages={"stage": stages, "stage_unless": np.zeros_like(stages)})


def of_size(blank: Results, arms: int, seeds: int) -> tuple[Study, Twins]:
    """A study of so many arms and seeds, and the twins of its arms."""
    base = small(weeks=26 * HALF_YEARS)
    scenarios = {"none": base, **{arm: base.adding(arm if arm != "all" else "*") for arm in ARMS[1:arms]}}
    some, more = (0.6, 0.1, 0.2, 0.1), (0.4, 0.1, 0.3, 0.2)
    results = {arm: tuple(moving(blank, seed, more) for seed in range(seeds)) for arm in scenarios}
    twins = {
        arm: {module: tuple(moving(blank, seed + 50, some) for seed in range(seeds)) for module in scenario.policies}
        for arm, scenario in scenarios.items()
        if scenario.policies
    }
    return Study(scenarios, tuple(range(seeds)), results), twins


def of_twins(study: Study, twins: Twins, lang: Lang) -> Figure:
    """The figure of the last arm."""
    return carried(study, twins, list(study.arms)[-1], lang)


DRAWN: dict[str, Callable[[Study, Twins, Lang], Figure]] = {
    "alluvial": lambda study, _, lang: alluvial(study, lang),
    "passages": lambda study, _, lang: passages(study, lang),
    "carried": of_twins,
}


@pytest.mark.parametrize(("draw", "lang"), in_each_language(DRAWN))
@pytest.mark.parametrize(("arms", "seeds"), [(2, 2), (8, 2), pytest.param(4, 12, marks=pytest.mark.slow)])
def test_nothing_is_cut_off_or_overlaps(draw: str, arms: int, seeds: int, lang: Lang, blank: Results) -> None:
    """Every glyph is there, nothing leaves the slide, no words stand on others; the case and what it is not are named."""
    study, twins = of_size(blank, arms, seeds)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        figure = DRAWN[draw](study, twins, lang)
        text = said(figure)
    assert outside(figure) == []
    assert collisions(figure) == []
    assert caveats.CAUTION.to(lang) in text
    assert study.arms["none"].title.model_dump()[lang] in text


@pytest.mark.parametrize(("draw", "lang"), in_each_language(DRAWN))
def test_one_seed_is_said_to_be_one(blank: Results, draw: str, lang: Lang) -> None:
    """In every figure, for which there is room."""
    figure = DRAWN[draw](*of_size(blank, 2, 1), lang)
    assert Text("cannot be told apart", "无法区分").to(lang) in said(figure)
    assert collisions(figure) == outside(figure) == []


def test_columns_are_as_high_as_residents_are_many() -> None:
    """Of bystanders only those are drawn who come from acting or go to it, whichever are more."""
    flowed = np.zeros((2, 5, 5))
    flowed[0, BYSTANDER, [BYSTANDER, TOLD_TO]] = 90, 10
    flowed[0, WANT_TO, [WANT_TO, TOGETHER]] = 5, 3
    flowed[1, [BYSTANDER, TOLD_TO, WANT_TO, TOGETHER], [BYSTANDER, BYSTANDER, BYSTANDER, TOGETHER]] = 90, 10, 5, 3
    assert heights(flowed).tolist() == [[10, 0, 8, 0], [0, 10, 5, 3], [15, 0, 0, 3]]


@both_languages
def test_tables_have_a_column_for_each_arm(blank: Results, lang: Lang) -> None:
    """With intervals over seeds; a way that nobody took reads as none."""
    study, twins = of_size(blank, 3, 2)
    rates, ways, *rest = path_tables(study, paths(study), lang)
    for one in (rates, ways, *rest):
        assert len(one.header) == 1 + len(study.arms)
        assert {len(row) for row in one.rows} == {len(one.header)}
    assert all("[" in cell for row in rates.rows for cell in row[1:])
    of_points, of_leaders = carried_tables(study, twins, HEADLINE, lang)
    assert [row[0] for row in of_points.rows][1] == Text("points scheme", "积分制").to(lang)
    assert len(of_leaders.rows) == 3  # who got there, the module, whom no module carried
    assert all("(" in cell for cell in of_points.rows[1][1:])


def test_sentences_say_by_which_way_and_what_carried(blank: Results) -> None:
    """And where nobody is together at the end, that."""
    study, twins = of_size(blank, 2, 2)
    labels = arm_labels(study)
    alone, points = (sentence.en for sentence in path_findings(labels, paths(study)))
    assert alone.startswith("No module: of those who are together at the end, the most came by ")
    assert "had been told to before" in points
    (balance,) = carried_findings(study, twins, HEADLINE)
    assert balance.en.startswith("Points scheme: on balance points scheme carried the most to together: ")
    told = path_findings(labels, paths(study, "counterfactual"))
    assert told[0].en == "No module: at the end nobody, or nearly nobody, is together."


def test_the_other_definition_is_told_beside(blank: Results) -> None:
    """In one sentence for all arms, whichever of the two is the one shown."""
    study, _ = of_size(blank, 2, 2)
    labels, found = arm_labels(study), paths_by_each(study)
    assert other_definitions(labels, found, HEADLINE).en == (
        "By the other definition of stages (counterfactual definition): no module, nobody or nearly nobody; "
        "points scheme, nobody or nearly nobody."
    )
    beside = other_definitions(labels, found, "counterfactual")
    assert beside.en.startswith("By the other definition of stages (relative autonomy): no module, ")
    assert "told to before" in beside.en
    assert "曾“要我干”" in beside.zh


def test_files_of_a_folder(blank: Results, tmp_path: Path) -> None:
    """Figures and tables, those of twins among them."""
    study, twins = of_size(blank, 2, 1)
    names = [path.name for path in write_paths(study, HEADLINE, twins, tmp_path, "en")]
    assert names == ["alluvial.png", "passages.png", "paths.csv", "carried-points.png", "carried.csv"]
    assert all((tmp_path / name).stat().st_size > 100 for name in names)
