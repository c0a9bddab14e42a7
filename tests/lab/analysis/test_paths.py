"""Paths between stages: on small communities worked out by hand, and on any stages at all."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from sim.agents.resident.columns import BYSTANDER, NOT_COUNTED, STAGES, TOGETHER, TOLD_TO, WANT_TO
from sim.lab.analysis.paths import (
    AWAY,
    PASSAGES,
    Stages,
    fallen_back,
    flows,
    not_reached,
    passing,
    stayed,
    wait,
    ways_to_together,
    yearly_rate,
)
from sim.lab.analysis.study_paths import HEADLINE, paths, paths_by_each
from sim.lab.analysis.twins import NO_SINGLE, carried, run_twins, twins_to_run
from sim.lab.comparison.study import Study, Work
from sim.results import Results
from sim.scenario import Scenario
from sim.simulation import run
from sim.text import GongtongError
from tests.support import small

SIGNS = {".": NOT_COUNTED, "b": BYSTANDER, "t": TOLD_TO, "w": WANT_TO, "j": TOGETHER}


def lives(*of_people: str) -> Stages:
    """Stages of people, one word each, a sign for each half-year: away, bystander, told to, want to, joint."""
    return np.array([[SIGNS[sign] for sign in one] for one in of_people], np.uint8).T


ANY_STAGES = arrays(
    np.uint8, array_shapes(min_dims=2, max_dims=2, max_side=12), elements=st.sampled_from([*SIGNS.values()])
)


def test_flows_say_who_went_where() -> None:
    """Of five people over two half-years: one stays, two go on, one leaves, one comes."""
    (table,) = flows(lives("bb", "bt", "tw", "w.", ".b"))
    expected = np.zeros((5, 5))
    expected[[BYSTANDER, BYSTANDER, TOLD_TO, WANT_TO, AWAY], [BYSTANDER, TOLD_TO, WANT_TO, AWAY, BYSTANDER]] = 1
    assert np.array_equal(table, expected)


@given(ANY_STAGES)
def test_who_goes_stays_or_leaves_was_there(stages: Stages) -> None:
    """Out of a stage, still at it, or away: together those who were at it; the same for those who are at it then."""
    flowed = flows(stages)
    assert flowed.shape[0] == len(stages) - 1
    for stage in range(len(STAGES)):
        there = (stages == stage).sum(axis=1)
        out = np.delete(flowed[:, stage, :AWAY], stage, axis=1).sum(axis=1)
        assert np.array_equal(out + flowed[:, stage, stage] + flowed[:, stage, AWAY], there[:-1])
        assert np.array_equal(flowed[:, :, stage].sum(axis=1), there[1:])


@given(ANY_STAGES)
def test_passages_are_all_the_ways_from_one_stage_to_another(stages: Stages) -> None:
    """Who stays in the community makes one of them or keeps the stage."""
    flowed = flows(stages)
    kept = np.trace(flowed[:, :AWAY, :AWAY], axis1=1, axis2=2)
    made = np.sum([passing(flowed, passage) for passage in PASSAGES.values()], axis=0)
    assert np.array_equal(made + kept, stayed(flowed))


def test_a_rate_is_of_a_year_and_a_thousand_who_stay() -> None:
    """One of four who stay goes from told to to want to in one of two half-years: one in eight, twice a year."""
    flowed = flows(lives("ttw", "bbb", "bbb", "www", "b..", "..t"))
    assert stayed(flowed).tolist() == [4, 4]
    assert yearly_rate(flowed, PASSAGES["told_want"]) == 2 * 1000 / 8
    assert np.isnan(yearly_rate(flows(lives("b.")), PASSAGES["told_want"]))


def test_falling_back_is_of_those_who_stay() -> None:
    """Of three times at want to among those who stay, one is followed by a lower stage; who leaves does not count."""
    flowed = flows(lives("wwj", "wb.", "bw."))
    assert fallen_back(flowed, WANT_TO) == 1 / 3
    assert np.isnan(fallen_back(flowed, TOLD_TO))


def test_the_wait_begins_with_the_first_stage_of_acting() -> None:
    """Half a year, two years and no time at all; one who acted and one who never did are without."""
    found = wait(lives("bbtjj.", ".tbwtj", "jbbbbb", "bwwwww", "bbbbbb"), TOGETHER)
    assert (found.acted, found.reached, found.share) == (4, 3, 3 / 4)
    assert found.quartiles.tolist() == [0.25, 0.5, 1.25]
    nobody = wait(lives("bb"), TOGETHER)
    assert nobody.acted == 0
    assert np.isnan([nobody.share, *nobody.quartiles]).all()


@pytest.mark.parametrize(
    ("life", "way"),
    [
        ("btwj", "told_want"),
        ("tbwj", "told_want"),
        ("bttj", "told"),
        ("bwwj", "want"),
        ("wtbj", "want_told"),
        ("b.bj", "straight"),
        ("jtwj", "straight"),  # by what came before the first time
    ],
)
def test_ways_to_together(life: str, way: str) -> None:
    """By the stages of acting before the first time, in their order; lapses between do not matter."""
    counts = ways_to_together(lives(life))
    assert [name for name, count in counts.items() if count] == [way]


@given(ANY_STAGES)
def test_everybody_together_at_the_end_came_by_one_way(stages: Stages) -> None:
    """And nobody else by any."""
    assert sum(ways_to_together(stages).values()) == (stages[-1] == TOGETHER).sum()


@pytest.mark.parametrize(
    ("own", "twin", "lost"),
    [
        ("bww", "bbb", True),
        ("bww", "bbw", True),  # later
        ("bww", "wbb", False),  # earlier, if not for long
        ("bww", "bjb", False),  # further
        ("bww", "btt", True),  # not as far
        ("bjj", "bbb", False),  # the stage itself was never reached
    ],
)
def test_a_passage_is_lost_where_the_twin_is_not_as_far_by_then(own: str, twin: str, lost: bool) -> None:
    """Whether somebody wants to only with a module."""
    assert not_reached(lives(own), lives(twin), WANT_TO).tolist() == [lost]


def with_lives(base: Results, scenario: Scenario, *of_people: str) -> Results:
    """A run whose people live so."""
    stages = np.repeat(lives(*of_people), 10, axis=1)  # figures of fewer than ten are not given
    return replace(base, scenario=scenario, stages={"stage": stages, "stage_unless": np.zeros_like(stages)})


def mean_of(table: pd.DataFrame) -> dict[tuple[str, str], float]:
    """The means of a table of paths by kind and name; of flows, those of the last half-year."""
    return dict(zip(zip(table["what"], table["name"], strict=True), table["mean"], strict=True))


@pytest.fixture(scope="module")
def blank() -> Results:
    """A run of a year."""
    return run(small(weeks=52), 0)


def test_paths_of_a_study_are_means_over_seeds_with_intervals(blank: Results) -> None:
    """A half and a quarter of those who stay go from told to to want to in half a year."""
    scenario = blank.scenario
    runs = (with_lives(blank, scenario, "tw", "bb"), with_lives(blank, scenario, "tw", "bb", "bb", "bb"))
    study = Study({"base": scenario}, (0, 1), {"base": runs})
    table = paths(study)
    (rate,) = table[(table["what"] == "rate") & (table["name"] == "told_want")].to_dict("records")
    assert rate["mean"] == 2 * 1000 * (1 / 2 + 1 / 4) / 2
    assert rate["low"] < rate["mean"] < rate["high"]
    means = mean_of(table)
    assert means["flow", "told_to > want_to"] == 10
    assert np.isnan(means["way", "told"])  # nobody is together
    assert mean_of(paths(study, "counterfactual"))["rate", "told_want"] == 0
    of_each = {name: own.reset_index(drop=True) for name, own in paths_by_each(study).groupby("definition", sort=False)}
    assert list(of_each) == [HEADLINE, "counterfactual"] == ["autonomy", "counterfactual"]
    for name, own in of_each.items():
        pd.testing.assert_frame_equal(own, paths(study, str(name)))


def test_small_groups_are_not_told_of(blank: Results) -> None:
    """Nine people who went from one stage to another are not in the table."""
    stages = np.repeat(lives("tw", "bb"), [9, 50], axis=1)
    own = replace(blank, stages={"stage": stages, "stage_unless": stages})
    means = mean_of(paths(Study({"base": own.scenario}, (0,), {"base": (own,)})))
    assert np.isnan(means["flow", "told_to > want_to"])
    assert means["flow", "bystander > bystander"] == 50


def test_what_carried_each_passage_is_counted_person_by_person(blank: Results) -> None:
    """Three groups of ten come to want to: one needs points, one needs both, one needs neither alone; chance shows too."""
    arm = small(weeks=52).adding("points", "leaders")
    study = Study({"both": arm}, (0,), {"both": (with_lives(blank, arm, "bw", "bw", "bw", "bb"),)})
    twins = {
        "both": {
            "points": (with_lives(blank, arm, "bb", "bb", "bw", "bb"),),
            "leaders": (with_lives(blank, arm, "bw", "bb", "bw", "bw"),),
        }
    }
    found = carried(study, twins)
    found = found[found["stage"] == "want_to"].set_index("module")
    assert found["reached"].to_dict() == {"points": 30, "leaders": 30, NO_SINGLE: 30}
    assert found["lost"].to_dict() == {"points": 20, "leaders": 10, NO_SINGLE: 10}
    assert [found["gained"].to_dict()[module] for module in ("points", "leaders")] == [0, 10]


def test_twins_that_are_arms_are_not_run_again() -> None:
    """Without its only module an arm is the first one; of two modules one twin is new and the other is an arm."""
    base = small(weeks=2)
    arms = {"none": base, "points": base.adding("points"), "both": base.adding("points", "leaders")}
    done: list[str] = []

    def watched(scenario: Scenario, seed: int) -> Results:
        done.append("+".join(scenario.policies))
        return run(scenario, seed)

    study = Study(arms, (0,), {arm: (run(scenario, 0),) for arm, scenario in arms.items()})
    twins = run_twins(study, Work(1, None, watched))
    assert done == ["leaders"]
    assert twins_to_run(study) == 1
    assert {arm: set(own) for arm, own in twins.items()} == {"points": {"points"}, "both": {"points", "leaders"}}
    assert twins["points"]["points"] is study.results["none"]
    assert set(twins["both"]["points"][0].scenario.policies) == {"leaders"}


def test_what_cannot_be_is_refused(blank: Results) -> None:
    """A definition there is not, and a run in which no half-year follows another."""
    study = Study({"base": blank.scenario}, (0,), {"base": (blank,)})
    with pytest.raises(GongtongError, match=r"no definition 'autonomie'.*autonomy"):
        paths(study, "autonomie")
    short = replace(blank, scenario=small(weeks=51))
    with pytest.raises(GongtongError, match="two half-years, 52"):
        paths(Study({"base": short.scenario}, (0,), {"base": (short,)}))
