"""四引四看: who is led in, watched, put on file, and asked."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import stats

from sim.agents.acts import ACTION
from sim.agents.backbone import observe
from sim.agents.resident.columns import EMPLOYED, RETIRED, UNEMPLOYED
from tests.support import ONE_IN_A_THOUSAND
from tests.support.scene import scene
from tests.support.search import JUDGING, QUARTER, RULES, Search, watched

# 四引: four kinds are led in


def test_the_four_kinds_are_those_of_the_case() -> None:
    """Retired 退休职工, left employment 退职工人, taking part already 居民骨干, talents 优秀人才."""
    search = Search()
    rows = search.adults[:5]
    search.r.occupation[rows[0]], search.r.occupation[rows[1]] = RETIRED, UNEMPLOYED
    search.r.took[rows[2]] = 1
    search.r.skill[rows[3]] = RULES.talent
    search.r.skill[rows[4]] = RULES.talent - 1e-3
    tags = search.policy.tags(search.week)
    assert {name: np.flatnonzero(tagged).tolist() for name, tagged in tags.items()} == {
        "retired": [rows[0]], "former": [rows[1]], "backbone": [rows[2]], "talent": [rows[3]]
    }  # fmt: skip


def test_the_kinds_overlap() -> None:
    """A skilled pensioner who takes part is three of them."""
    search = Search()
    row = search.adults[0]
    search.r.occupation[row], search.r.took[row], search.r.skill[row] = RETIRED, 1, 0.9
    assert [name for name, tagged in search.policy.tags(search.week).items() if tagged[row]] == [
        "retired",
        "backbone",
        "talent",
    ]


@pytest.mark.parametrize("name", ["retired", "former", "backbone", "talent"])
def test_nobody_under_eighteen_is_led_in(name: str) -> None:
    """Whatever they can and do."""
    search = Search()
    search.r.age[search.adults[::2]] = 17.9
    search.r.occupation[:] = RETIRED if name == "retired" else UNEMPLOYED
    search.r.took[:], search.r.skill[:] = 1, 0.9
    tagged = search.policy.tags(search.week)[name]
    assert np.flatnonzero(tagged).tolist() == search.adults[1::2].tolist()


def test_nobody_else_is_led_in() -> None:
    """Who is of none of the four kinds is not looked for, nor who leads already."""
    search = Search(led_in=10_000)
    kin = search.of_grid(3, 20)
    search.r.occupation[kin] = RETIRED
    search.serving(kin[:5])
    assert sorted(search.policy.whom_to_lead_in(search.week)) == kin[5:].tolist()


def test_nobody_outside_the_target_grids_is_led_in() -> None:
    """Nor watched, nor asked."""
    search = Search(grids=(2, 5), led_in=10_000)
    search.r.occupation[:] = RETIRED
    chosen = search.policy.whom_to_lead_in(search.week)
    assert set(search.world.community.grid[chosen]) == {1, 4}
    assert chosen.size == search.of_grid(1).size + search.of_grid(4).size


@pytest.mark.parametrize(("dose", "each"), [(0.25, 2), (1.0, 7), (2.0, 14)])
def test_so_many_of_each_grid_are_led_in(dose: float, each: int) -> None:
    """By dose; fewer only where there are no more."""
    search = Search(led_in=7, dose=dose)
    search.r.occupation[:] = RETIRED
    search.r.occupation[search.of_grid(0)[1:]] = EMPLOYED
    chosen = search.policy.whom_to_lead_in(search.week)
    assert np.bincount(search.world.community.grid[chosen]).tolist() == [1] + [each] * 11
    assert np.unique(chosen).size == chosen.size


WEIGHTED: dict[str, tuple[Callable[[Search, NDArray[np.int64]], None], float]] = {
    "former (2) and nothing else": (lambda _search, _rows: None, 2.0),
    "former and taking part (5)": (lambda search, rows: search.r.took.__setitem__(rows, 1), 5.0),
    "former and talented (4)": (lambda search, rows: search.r.skill.__setitem__(rows, 0.9), 4.0),
    "retired (3)": (lambda search, rows: search.r.occupation.__setitem__(rows, RETIRED), 3.0),
}


@pytest.mark.parametrize("name", WEIGHTED)
def test_the_kinds_are_led_in_by_their_weights(name: str) -> None:
    """Somebody of two kinds has the weights of both; against people of weight two, in many draws."""
    tag, weight = WEIGHTED[name]
    search = Search(led_in=1)
    search.r.occupation[:] = UNEMPLOYED
    kin = np.zeros(search.r.age.size, np.bool_)
    for grid in range(12):
        kin[search.of_grid(grid)[::2]] = True
    tag(search, np.flatnonzero(kin))
    hits, expected, variance = 0, 0.0, 0.0
    for week in range(150):
        chosen = search.policy.whom_to_lead_in(search.at(week))
        hits += int(kin[chosen].sum())
    for grid in range(12):
        own = kin[search.of_grid(grid)].sum()
        share = weight * own / (weight * own + 2.0 * (search.of_grid(grid).size - own))
        expected, variance = expected + 150 * share, variance + 150 * share * (1 - share)
    assert abs(hits - expected) < stats.norm.isf(ONE_IN_A_THOUSAND / 2) * variance**0.5


def test_those_led_in_are_asked_in_person_all_quarter() -> None:
    """And nobody else is; in the next quarter others are."""
    search = Search(0, actions=0.0, dose=0.5)
    search.r.occupation[:] = RETIRED
    lists = []
    for week in (0, 1, 12, QUARTER):
        search.policy.act(search.at(week))
        asked = search.world.push.cadre
        assert set(np.unique(asked)) == {0.0, np.float32(RULES.invite * 0.5)}
        lists.append(np.flatnonzero(asked).tolist())
    assert lists[0] == lists[1] == lists[2] != lists[3]


NOTHING_ON = {"office__activities": 0.0, "office__calls": 0.0, "organisations__spontaneous": 0.0,
              "resident__notice": 0.0, "resident__ask_tie": 0.0, "asking__along": 0.0}  # fmt: skip


KINDS = ("retired", "former", "backbone", "talent")


@pytest.mark.parametrize("kind", KINDS)
def test_those_who_are_led_in_come_and_nobody_else(kind: str) -> None:
    """Where nobody else asks and no notice is read: each of the four kinds, when it alone is looked for (R21)."""
    others = {f"weight_{other}": 0.0 for other in KINDS if other != kind}
    made = scene("leaders", actions=1.0, **others, **NOTHING_ON)
    r = made.world.residents
    before = np.arange(r.took.size) % 20 == 0
    r.took[before], r.motivation[:] = 1, 1.0
    made.live(8)
    kin = {
        "retired": r.occupation == RETIRED,
        "former": r.occupation == UNEMPLOYED,
        "backbone": before,
        "talent": r.skill >= RULES.talent,
    }
    came = np.flatnonzero(r.acts_total)
    assert came.size > 10
    assert kin[kind][came].all()


# Participatory actions


def test_actions_are_held_in_target_grids_for_all_their_estates() -> None:
    """With a say for residents; material and cadres' hours are booked for each."""
    search = Search(1, grids=(2, 5), actions=1.0, dose=1.0, staff_hours=0.0)
    search.policy.act(search.week)
    held = np.isin(search.world.community.places.estate_grid, [1, 4])
    offers = search.world.offers
    assert np.array_equal(offers.notice[:, ACTION], held.astype(np.float32))
    assert np.array_equal(offers.say[:, ACTION], np.where(held, np.float32(RULES.say), np.float32(0)))
    assert not np.delete(offers.notice, ACTION, axis=1).any()
    assert (search.yuan, search.cadre_hours) == (2 * RULES.action_yuan, 2 * RULES.action_hours)


def test_actions_in_single_estates_are_for_those_only() -> None:
    """Not for all of their grid."""
    search = Search(1, estates=(4,), actions=1.0)
    search.policy.act(search.week)
    assert np.flatnonzero(search.world.offers.notice[:, ACTION]).tolist() == [3]


@pytest.mark.parametrize("dose", [0.5, 2.0])
def test_actions_are_as_frequent_as_declared(dose: float) -> None:
    """Per grid and week, by dose."""
    search, held = Search(dose=dose), 0
    for week in range(60):
        search.policy.act(search.at(week))
        held += round(search.yuan / RULES.action_yuan)
    assert stats.binomtest(held, 60 * 12, RULES.actions * dose).pvalue > ONE_IN_A_THOUSAND


# 四看: watched and put on file


@pytest.mark.parametrize(("acts", "on_file"), [(RULES.occasions - 1, False), (RULES.occasions, True)])
def test_nobody_is_judged_on_too_few_occasions(acts: int, on_file: bool) -> None:
    """Three acts in half a year, whatever the score would be."""
    search, row = watched(acts, hours=40.0)
    assert search.policy.on_file[row] == on_file


@pytest.mark.parametrize(("hours", "on_file"), [(1.19, False), (1.21, True)])
def test_only_a_score_puts_people_on_file(hours: float, on_file: bool) -> None:
    """Three of six acts, all occasions taken, 1.2 of four hours an act: 0.45, just enough."""
    search, row = watched(3, hours)
    assert RULES.least_score == 0.45
    assert search.policy.on_file.sum() == search.r.registrations.sum() == on_file
    assert search.policy.on_file[row] == search.r.registrations[row] == on_file
    assert search.policy.measured()["leaders_on_file"] == on_file


@pytest.mark.parametrize("lack", ["of age", "living there", "in a target grid", "not backbone yet"])
def test_only_grown_residents_of_target_grids_are_watched(lack: str) -> None:
    """And nobody who is backbone already."""
    search = Search(backbone__noise=0.0, **({"grids": (5,)} if lack == "in a target grid" else {}))
    rows = search.of_grid(3, 1)
    search.record(rows)
    if lack == "of age":
        search.r.age[rows] = 17.9
    elif lack == "living there":
        search.r.able[rows] = False
    elif lack == "not backbone yet":
        search.serving(rows)
    search.policy.follow(search.week)
    assert not search.policy.on_file.any()


@pytest.mark.parametrize(("took", "stays"), [(1 << 25, True), (1 << 26, False), (0, False)])
def test_who_is_unseen_for_half_a_year_is_off_the_file(took: int, stays: bool) -> None:
    """And off the list; one act within it is enough to stay, though not to be judged anew."""
    search, row = watched()
    search.r.took[row] = took
    search.policy.follow(search.at(26))
    assert search.policy.on_file[row] == (search.r.registrations[row] > 0) == stays


def test_nobody_is_put_on_file_twice() -> None:
    """A second judgement changes nothing."""
    search, row = watched()
    search.policy.follow(search.at(26))
    assert search.r.registrations[row] == 1


def test_who_moves_away_is_off_the_file() -> None:
    """At once."""
    search, row = watched()
    search.policy.depart(np.array([row]))
    assert not search.policy.on_file.any()


@pytest.mark.parametrize("week", [1, 8, 12, 14, 17])
def test_people_are_judged_at_a_quarters_start_only(week: int) -> None:
    """In other weeks nobody is put on file, asked, trained or given a post."""
    search = Search(week, post_chance=1.0)
    search.record(search.adults)
    search.let_pass(search.adults)
    places = search.serving(search.of_grid(2, 3))
    search.policy.follow(search.week)
    assert not search.policy.on_file.any()
    assert search.backbone.row.size == 3
    assert not search.backbone.trained[places].any()
    assert not search.backbone.post.any()


def test_the_first_week_is_too_soon_to_judge() -> None:
    """Though it is the start of a quarter."""
    search = Search(0)
    search.record(search.adults)
    search.policy.follow(search.week)
    assert not search.policy.on_file.any()


# Acts, occasions on which they were reached, hours an act
WITHOUT = {"participation": (3, 3, 4.0), "cooperation": (6, 12, 4.0), "execution": (6, 6, 1.0)}


@pytest.mark.parametrize("lacks", ["participation", "cooperation", "execution", "recognition"])
def test_each_of_the_four_observations_keeps_some_off_the_file(lacks: str) -> None:
    """Who did well in the other three, compared with neighbours who did in all four (R22)."""
    made = scene("leaders", actions=0.0, invite=0.0, asked=0.0, least_score=0.95, backbone__noise=0.0,
                 backbone__observed_contacts=0.2 if lacks == "recognition" else 0.01, **NOTHING_ON).live(QUARTER - 1)  # fmt: skip
    r, estate = made.world.residents, made.world.community.estate
    grown = np.flatnonzero(r.able & (r.age >= 18))
    neighbours = grown[estate[grown] == 3]
    good, poor = neighbours[::2], neighbours[1::2]
    if lacks == "recognition":  # nobody whom they know takes part
        poor = np.array([grown[estate[grown] == far][0] for far in (8, 12, 16, 20)])
    for rows, acts, reached, hours in ((good, 6, 6, 4.0), (poor, *WITHOUT.get(lacks, (6, 6, 4.0)))):
        r.took[rows], r.reached[rows] = (1 << acts) - 1, (1 << reached) - 1
        r.acts_total[rows], r.hours_total[rows] = acts, acts * hours
    made.live(2)
    assert np.flatnonzero(r.registrations).tolist() == good.tolist()
    assert made.simulation.latest("leaders_on_file") == good.size


# Who is asked


def test_the_best_of_every_grid_comes_before_the_second_best_of_any() -> None:
    """However much better that is; within a round the better go first."""
    search = Search(asked=5.0)
    (a1, a2, a3), (b1, b2), (c1,) = (search.of_grid(grid, n).tolist() for grid, n in ((0, 3), (4, 2), (7, 1)))
    rank = {a1: 0.9, a2: 0.95, a3: 0.99, b1: 0.5, b2: 0.6, c1: 0.1}
    chosen = search.policy.balanced(np.array(list(rank)), np.array(list(rank.values())))
    assert chosen.tolist() == [a3, b2, c1, a2, b1]


@pytest.mark.parametrize(("dose", "asked"), [(0.25, 2), (1.0, 8), (2.0, 16)])
def test_so_many_are_asked_a_quarter(dose: float, asked: int) -> None:
    """By dose, and cadres' hours are booked for the talk with each and their family."""
    search = Search(dose=dose, training_yuan=0.0)
    search.record(search.adults)
    search.policy.follow(search.week)
    assert search.policy.measured()["leaders_asked"] == asked
    assert search.cadre_hours == asked * RULES.interview_hours


def invited(choose: str, seed: int = 5, **changes: Any) -> tuple[Search, NDArray[np.int64]]:
    """Whom one way of choosing picks among the same hundred and twenty people with mixed records."""
    search = Search(choose=choose, asked=12.0, **changes)
    luck = np.random.default_rng(seed)
    rows = np.concatenate([search.of_grid(grid, 10) for grid in range(12)])
    search.record(rows)
    for row in rows:
        acts = int(luck.integers(2, 12))
        search.r.took[row] = (1 << acts) - 1
        search.r.hours_total[row] = luck.uniform(0.5, 4.0) * search.r.acts_total[row]
    return search, search.policy.whom_to_ask(search.week)


def test_observation_asks_only_those_on_file() -> None:
    """The others wait, however many could be asked."""
    search, chosen = invited("observed", backbone__noise=0.0)
    many, everybody = invited("observed", backbone__noise=0.0, least_score=0.6)
    assert search.policy.on_file[chosen].all()
    assert np.array_equal(np.sort(everybody), np.sort(everybody[many.policy.on_file[everybody]]))
    many.policy.settings = many.policy.settings.model_copy(update={"asked": 1000.0})
    assert np.array_equal(np.sort(many.policy.whom_to_ask(many.week)), np.flatnonzero(many.policy.on_file))


def test_observation_asks_the_best_of_each_grid() -> None:
    """Seen without error, these are those with the best record."""
    search, chosen = invited("observed", backbone__noise=0.0)
    score = np.full(search.r.age.size, -1.0)
    score[:] = observe(search.r, np.arange(score.size), JUDGING, np.zeros(score.size), 1.0)
    score[np.bitwise_count(search.r.took) < RULES.occasions] = -1
    assert {int(np.argmax(np.where(search.world.community.grid == grid, score, -2))) for grid in range(12)} == set(
        chosen.tolist()
    )


def test_the_connected_are_those_with_most_contacts() -> None:
    """Of each grid, among those who take part; on file or not."""
    search, chosen = invited("connected", least_score=0.6)
    seen = np.bitwise_count(search.r.took) >= RULES.occasions
    for row in chosen:
        rivals = seen & (search.world.community.grid == search.world.community.grid[row])
        assert search.r.near_total[row] == search.r.near_total[rivals].max()
    assert not search.policy.on_file[chosen].all()


def test_the_party_way_asks_party_members_only() -> None:
    """However good the others are."""
    search = Search(choose="party", asked=1000.0)
    members = search.world.community.traits.party_branch >= 0
    search.record(search.adults)
    chosen = search.policy.whom_to_ask(search.week)
    assert set(chosen.tolist()) == set(np.flatnonzero(members & search.r.able).tolist())
    assert 0 < chosen.size < search.adults.size


def test_self_nomination_is_for_those_who_care_what_others_think() -> None:
    """Concern and luck decide, not the record."""
    search, chosen = invited("self_nominated")
    seen = np.bitwise_count(search.r.took) >= RULES.occasions
    assert search.r.concern[chosen].mean() > search.r.concern[seen].mean()
    search.r.hours_total[:] = 0
    assert np.array_equal(chosen, search.policy.whom_to_ask(search.week))


def test_random_choice_looks_at_nothing() -> None:
    """The record does not matter beyond taking part; each quarter the lot falls anew."""
    search, chosen = invited("random")
    search.r.hours_total[:], search.r.near_total[:] = 0, 1
    assert np.array_equal(chosen, search.policy.whom_to_ask(search.week))
    assert not np.array_equal(np.sort(chosen), np.sort(search.policy.whom_to_ask(search.at(26))))
    assert (np.bitwise_count(search.r.took[chosen]) >= RULES.occasions).all()


def test_every_way_of_choosing_picks_others() -> None:
    """No two of the five are the same rule."""
    picks = {
        frozenset(invited(choose)[1].tolist())
        for choose in ("observed", "random", "connected", "party", "self_nominated")
    }
    assert len(picks) == 5


def test_sharper_observation_finds_those_who_do_more() -> None:
    """Over many quarters: better true records than dull observation, and that better than the lot.

    One-sided paired tests; each would be passed by a rule without effect once in a thousand times.
    """
    picked: dict[str, list[float]] = {}
    for name, choose, sharpness in (("sharp", "observed", 100.0), ("dull", "observed", 0.5), ("lot", "random", 1.0)):
        search, _ = invited(choose, sharpness=sharpness)
        search.policy.settings = search.policy.settings.model_copy(update={"least_score": 0.0})
        truth = observe(search.r, np.arange(search.r.age.size), JUDGING, np.zeros(search.r.age.size), 1.0)
        picked[name] = []
        for week in range(40):
            search.policy.on_file[:] = False
            picked[name].append(float(truth[search.policy.whom_to_ask(search.at(week))].mean()))
    for better, worse in (("sharp", "dull"), ("dull", "lot")):
        assert stats.ttest_rel(picked[better], picked[worse], alternative="greater").pvalue < ONE_IN_A_THOUSAND
