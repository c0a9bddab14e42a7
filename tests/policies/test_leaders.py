"""Leader discovery 选“达人”, rule by rule: 四引四看, four gates, training, support, posts, costs, the end.

Where luck decides, a true rule would be called broken once in a thousand times; draws are fixed.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import stats

from sim.agents.acts import ACTION
from sim.agents.backbone import BUILDING, MICRO_GRID, NO_POST, POSTS, PROPERTY, SERVICE, BackboneSettings, observe
from sim.agents.resident.columns import EMPLOYED, RETIRED, UNEMPLOYED
from sim.matters import SOLVERS
from sim.policies.leaders import Leaders, LeadersSettings
from sim.policies.leaders.discovery import RESIDENT_HANDS
from sim.policies.leaders.words import AGREE, ENDS, POSTED
from sim.simulation import Simulation
from sim.text import Filled, Text
from sim.week import Week
from tests.support import small

RULES, JUDGING = LeadersSettings(), BackboneSettings()
ONE_IN_A_THOUSAND = 1e-3
QUARTER = 13  # 6 April 2015, the first Monday of a quarter
STOP = date(2015, 11, 2)


class Search:
    """The small community and its leader discovery, in a week of one's choice; nothing has happened there yet.

    Settings of the module need no prefix; everybody is forty, employed and without skill, motive or record.
    """

    def __init__(self, week: int = QUARTER, **changes: Any) -> None:
        own = {"dose": 1.0, **{name: value for name, value in changes.items() if name in LeadersSettings.model_fields}}
        other = {name: value for name, value in changes.items() if name not in own}
        scenario = small(**{f"leaders__{name}": value for name, value in own.items()}, **other)
        self.world = Simulation(scenario, 1).world
        policy = Leaders(scenario.policies["leaders"], self.world.community, self.world.clock)  # type: ignore[arg-type]
        self.policy = policy
        self.r = self.world.residents
        self.r.age[:], self.r.occupation[:], self.r.skill[:], self.r.motivation[:] = 40.0, EMPLOYED, 0.0, 0.0
        self.adults = np.flatnonzero(self.r.able)
        self.at(week)

    def at(self, week: int) -> Week:
        """A week begins: levers are neutral."""
        self.world.week = week
        self.world.clear_levers()
        self.week = Week(self.world, "leaders")
        return self.week

    def of_grid(self, grid: int, number: int | None = None) -> NDArray[np.int64]:
        """The first so many grown residents of a grid, all of them by default."""
        return self.adults[self.world.community.grid[self.adults] == grid][:number]

    def record(self, rows: NDArray[np.integer], acts: int = 6, hours: float = 4.0) -> None:
        """Give people a record: so many acts, one a week until now, all they were reached for, of so many hours."""
        self.r.took[rows] = self.r.reached[rows] = (1 << acts) - 1
        self.r.acts_total[rows], self.r.hours_total[rows] = acts, hours * acts

    def let_pass(self, rows: NDArray[np.integer]) -> None:
        """Let people, and everybody at home, pass all gates."""
        self.r.motivation[:] = 1.0
        self.r.skill[rows] = 1.0
        self.r.acts_total[rows] = 10

    def serving(self, rows: NDArray[np.integer], weeks: int = 100) -> NDArray[np.int64]:
        """Let people be backbone for so many weeks; returns their places there."""
        first = self.backbone.row.size
        self.backbone.appoint(rows, self.world.week - weeks)
        self.r.backbone[rows] = True
        return np.arange(first, self.backbone.row.size)

    @property
    def backbone(self) -> Any:
        """The backbone residents of the run."""
        return self.world.society.backbone

    @property
    def yuan(self) -> float:
        """What the module spent this week."""
        return float(self.world.ledger.yuan[self.world.week, self.world.ledger.modules.index("leaders")].sum())

    @property
    def cadre_hours(self) -> float:
        """Cadre hours it took this week."""
        return float(self.world.ledger.cadre_hours[self.world.week, self.world.ledger.modules.index("leaders")])

    def told(self) -> list[Text]:
        """What it told."""
        return [event.text for event in self.world.chronicle.events]


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
    assert sorted(search.policy._whom_to_lead_in(search.week)) == kin[5:].tolist()


def test_nobody_outside_the_target_grids_is_led_in() -> None:
    """Nor watched, nor asked."""
    search = Search(grids=(2, 5), led_in=10_000)
    search.r.occupation[:] = RETIRED
    chosen = search.policy._whom_to_lead_in(search.week)
    assert set(search.world.community.grid[chosen]) == {1, 4}
    assert chosen.size == search.of_grid(1).size + search.of_grid(4).size


@pytest.mark.parametrize(("dose", "each"), [(0.25, 2), (1.0, 7), (2.0, 14)])
def test_so_many_of_each_grid_are_led_in(dose: float, each: int) -> None:
    """By dose; fewer only where there are no more."""
    search = Search(led_in=7, dose=dose)
    search.r.occupation[:] = RETIRED
    search.r.occupation[search.of_grid(0)[1:]] = EMPLOYED
    chosen = search.policy._whom_to_lead_in(search.week)
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
        chosen = search.policy._whom_to_lead_in(search.at(week))
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
        asked = search.world.push.asked
        assert set(np.unique(asked)) == {0.0, np.float32(RULES.invite * 0.5)}
        lists.append(np.flatnonzero(asked).tolist())
    assert lists[0] == lists[1] == lists[2] != lists[3]


# Participatory actions


def test_actions_are_held_in_target_grids_for_all_their_estates() -> None:
    """With a say for residents; material and cadres' hours are booked for each."""
    search = Search(1, grids=(2, 5), actions=1.0, dose=1.0, staff_hours=0.0)
    search.policy._hold_actions(search.week)
    held = np.isin(search.world.community.places.estate_grid, [1, 4])
    offers = search.world.offers
    assert np.array_equal(offers.notice[:, ACTION], held.astype(np.float32))
    assert np.array_equal(offers.say[:, ACTION], np.where(held, np.float32(RULES.say), np.float32(0)))
    assert not np.delete(offers.notice, ACTION, axis=1).any()
    assert (search.yuan, search.cadre_hours) == (2 * RULES.action_yuan, 2 * RULES.action_hours)


def test_actions_in_single_estates_are_for_those_only() -> None:
    """Not for all of their grid."""
    search = Search(1, estates=(4,), actions=1.0)
    search.policy._hold_actions(search.week)
    assert np.flatnonzero(search.world.offers.notice[:, ACTION]).tolist() == [3]


@pytest.mark.parametrize("dose", [0.5, 2.0])
def test_actions_are_as_frequent_as_declared(dose: float) -> None:
    """Per grid and week, by dose."""
    search, held = Search(dose=dose), 0
    for week in range(60):
        search.policy._hold_actions(search.at(week))
        held += round(search.yuan / RULES.action_yuan)
    assert stats.binomtest(held, 60 * 12, RULES.actions * dose).pvalue > ONE_IN_A_THOUSAND


# 四看: watched and put on file


def watched(acts: int = 6, hours: float = 4.0, **changes: Any) -> tuple[Search, int]:
    """One resident with a record, judged without error at a quarter's start."""
    search = Search(backbone__noise=0.0, **changes)
    row = int(search.of_grid(3, 1)[0])
    search.record(np.array([row]), acts, hours)
    search.policy.follow(search.week)
    return search, row


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


# Who is asked


def test_the_best_of_every_grid_comes_before_the_second_best_of_any() -> None:
    """However much better that is; within a round the better go first."""
    search = Search(asked=5.0)
    (a1, a2, a3), (b1, b2), (c1,) = (search.of_grid(grid, n).tolist() for grid, n in ((0, 3), (4, 2), (7, 1)))
    rank = {a1: 0.9, a2: 0.95, a3: 0.99, b1: 0.5, b2: 0.6, c1: 0.1}
    chosen = search.policy._balanced(np.array(list(rank)), np.array(list(rank.values())))
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
    return search, search.policy._chosen(search.week)


def test_observation_asks_only_those_on_file() -> None:
    """The others wait, however many could be asked."""
    search, chosen = invited("observed", backbone__noise=0.0)
    many, everybody = invited("observed", backbone__noise=0.0, least_score=0.6)
    assert search.policy.on_file[chosen].all()
    assert np.array_equal(np.sort(everybody), np.sort(everybody[many.policy.on_file[everybody]]))
    many.policy.settings = many.policy.settings.model_copy(update={"asked": 1000.0})
    assert np.array_equal(np.sort(many.policy._chosen(many.week)), np.flatnonzero(many.policy.on_file))


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
    chosen = search.policy._chosen(search.week)
    assert set(chosen.tolist()) == set(np.flatnonzero(members & search.r.able).tolist())
    assert 0 < chosen.size < search.adults.size


def test_self_nomination_is_for_those_who_care_what_others_think() -> None:
    """Concern and luck decide, not the record."""
    search, chosen = invited("self_nominated")
    seen = np.bitwise_count(search.r.took) >= RULES.occasions
    assert search.r.concern[chosen].mean() > search.r.concern[seen].mean()
    search.r.hours_total[:] = 0
    assert np.array_equal(chosen, search.policy._chosen(search.week))


def test_random_choice_looks_at_nothing() -> None:
    """The record does not matter beyond taking part; each quarter the lot falls anew."""
    search, chosen = invited("random")
    search.r.hours_total[:], search.r.near_total[:] = 0, 1
    assert np.array_equal(chosen, search.policy._chosen(search.week))
    assert not np.array_equal(np.sort(chosen), np.sort(search.policy._chosen(search.at(26))))
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
            picked[name].append(float(truth[search.policy._chosen(search.at(week))].mean()))
    for better, worse in (("sharp", "dull"), ("dull", "lot")):
        assert stats.ttest_rel(picked[better], picked[worse], alternative="greater").pvalue < ONE_IN_A_THOUSAND


# Who accepts


@pytest.mark.parametrize("gate", ["none", "motivation", "skill", "acts_total", "rewarded_acts", "family"])
def test_only_those_who_pass_every_gate_become_backbone(gate: str) -> None:
    """All of ninety asked if nothing stands against it; of those who lack one thing, nobody."""
    search = Search(backbone__family_anyway=0.0)
    rows = search.adults[:90]
    search.let_pass(rows)
    lacking = rows[::2]
    if gate == "family":
        kin = np.isin(search.world.community.household, search.world.community.household[lacking])
        search.r.motivation[kin] = 0.0
        search.r.motivation[rows] = JUDGING.willing + 1e-3
        others = np.bincount(
            search.world.community.household[search.r.here & ~np.isin(np.arange(kin.size), rows)], minlength=kin.size
        )
        lacking = lacking[others[search.world.community.household[lacking]] >= 3]  # outvoted at home
        assert lacking.size
    elif gate != "none":
        getattr(search.r, gate)[lacking] = 9 if gate == "rewarded_acts" else 0
        if gate == "motivation":
            search.r.motivation[lacking] = 0.39
    search.policy._ask(search.week, rows)
    accepted = search.backbone.rows
    if gate == "none":
        assert np.array_equal(np.sort(accepted), rows)
    else:
        assert not np.isin(accepted, lacking).any()
        assert accepted.size > 10
    assert search.policy.measured()["leaders_accepted"] == accepted.size
    assert search.told() == [AGREE.filled(n=90, new=accepted.size)]


def test_the_chronicle_tells_of_those_asked_though_none_agrees() -> None:
    """Else what a year adds up to would leave out whoever declined."""
    search = Search()
    search.policy._ask(search.week, search.adults[:8])
    assert search.told() == [AGREE.filled(n=8, new=0)]
    search.policy._ask(search.week, search.adults[:0])
    assert len(search.told()) == 1


def asked_in(search: Search, *weeks: int) -> list[bool]:
    """Whether anybody is asked to lead in these weeks, in which nothing changes but the date."""
    seen = []
    for week in weeks:
        search.policy.follow(search.at(week))
        seen.append(search.policy.measured()["leaders_asked"] > 0)
    return seen


def test_who_declined_is_not_asked_again_for_a_year() -> None:
    """However good the record; after that once more, and another year goes by."""
    search, _ = watched(weeks=140)
    assert RULES.ask_again == 52
    assert search.policy.measured()["leaders_asked"] == 1
    assert search.backbone.row.size == 0
    assert asked_in(search, 26, 39, 52, 65, 78, 117) == [False, False, False, True, False, True]


@pytest.mark.parametrize(("weeks", "asked"), [(13, True), (14, False)])
def test_who_declined_is_asked_again_after_the_declared_weeks(weeks: int, asked: bool) -> None:
    """Not a week sooner; whoever else is on file is asked meanwhile."""
    search, _ = watched(ask_again=weeks)
    search.record(search.of_grid(3, 2)[1:])
    search.policy.follow(search.at(26))
    assert search.policy.measured()["leaders_asked"] == 1 + asked


def test_who_agreed_and_stopped_has_not_declined() -> None:
    """They may be asked again at once."""
    search = Search(backbone__noise=0.0)
    rows = search.of_grid(3, 1)
    search.record(rows)
    search.let_pass(rows)
    search.policy.follow(search.week)
    assert search.backbone.rows.tolist() == rows.tolist()
    search.backbone.serving[:], search.r.backbone[:] = False, False
    assert asked_in(search, 26) == [True]


# Training and support


def test_so_many_are_trained_a_quarter_the_longest_serving_first() -> None:
    """Once each; the course is paid when it is held."""
    search = Search(trained=2.0, asked=0.0, post_chance=0.0)
    early = search.serving(search.of_grid(4, 3), weeks=30)
    late = search.serving(search.of_grid(1, 1), weeks=10)
    trained, spent = [], []
    for week in (QUARTER, 26, 39):
        search.policy.follow(search.at(week))
        trained.append(np.flatnonzero(search.backbone.trained).tolist())
        spent.append(search.yuan)
    assert trained == [early[:2].tolist(), [*early.tolist(), *late.tolist()], [*early.tolist(), *late.tolist()]]
    assert spent == [2 * RULES.training_yuan, 2 * RULES.training_yuan, 0.0]
    assert search.policy.measured()["leaders_trained"] == 4


def test_the_office_carries_part_of_the_load() -> None:
    """Of those in target grids, by dose; cadres' hours for each, and to keep the files."""
    search = Search(1, grids=(2, 5), dose=2.0, actions=0.0, led_in=0)
    own, others = search.serving(search.of_grid(1, 3)), search.serving(search.of_grid(7, 2))
    search.backbone.trained[:] = [1.0, 0.0, 1.0, 1.0, 0.0]
    search.policy.act(search.week)
    assert search.backbone.support[own] == pytest.approx(2 * RULES.support)
    assert not search.backbone.support[others].any()
    able = np.flatnonzero(search.world.push.competence)
    assert able.tolist() == search.backbone.row[own[[0, 2]]].tolist()
    assert search.world.push.competence[able] == pytest.approx(RULES.competence)
    assert search.cadre_hours == pytest.approx(2 * (RULES.staff_hours + 3 * RULES.support_hours))


def test_no_more_than_all_of_the_load_is_carried() -> None:
    """At any dose."""
    search = Search(1, dose=10.0, support=0.7, actions=0.0)
    search.serving(search.of_grid(1, 3))
    search.policy.act(search.week)
    assert search.backbone.support.max() == 1.0


# Posts


def posted(*served: tuple[int, int], weeks: int = 100, **changes: Any) -> Search:
    """After a quarter's start with so many backbone residents in each of some grids; a free post is always taken."""
    search = Search(**{"post_chance": 1.0, "asked": 0.0, "trained": 0.0, **changes})
    for grid, number in served:
        search.serving(search.of_grid(grid, number), weeks)
    search.policy.follow(search.week)
    return search


@pytest.mark.parametrize(("weeks", "posts"), [(RULES.post_after - 1, 0), (RULES.post_after, 3)])
def test_a_post_comes_after_half_a_year_in_the_role(weeks: int, posts: int) -> None:
    """Not a week sooner."""
    search = posted((2, 3), weeks=weeks)
    assert np.count_nonzero(search.backbone.post) == posts == search.policy.measured()["leaders_in_posts"]


def test_there_are_never_more_posts_than_declared_in_a_grid() -> None:
    """In however lively a grid, over however many quarters; a free one elsewhere is of no use there."""
    search = posted((2, 10), (5, 1), posts=4.0)
    for week in (26, 39, 52):
        search.policy.follow(search.at(week))
        held = search.world.community.grid[search.backbone.row[search.backbone.post != NO_POST]]
        assert np.bincount(held, minlength=12).tolist() == [0, 0, 4, 0, 0, 1, 0, 0, 0, 0, 0, 0]


def test_a_post_that_falls_free_is_filled_again() -> None:
    """At the next quarter's start."""
    search = posted((2, 10), posts=4.0)
    first = np.flatnonzero(search.backbone.post)
    search.backbone.serving[first[0]], search.backbone.post[first[0]] = False, NO_POST
    search.policy.follow(search.at(26))
    assert np.count_nonzero(search.backbone.post) == 4
    assert not search.backbone.post[first[0]]


@pytest.mark.parametrize("dose", [0.5, 1.0, 2.0])
def test_posts_are_offered_as_often_as_declared(dose: float) -> None:
    """Less often at a lower dose, no oftener at a higher one."""
    search = posted(*((grid, 40) for grid in range(12)), post_chance=0.4, posts=1000.0, dose=dose)
    held = int(np.count_nonzero(search.backbone.post))
    assert stats.binomtest(held, 480, 0.4 * min(dose, 1.0)).pvalue > ONE_IN_A_THOUSAND


def test_each_post_is_as_likely() -> None:
    """Four of them; the chronicle names those that were filled."""
    search = posted(*((grid, 40) for grid in range(12)), posts=1000.0)
    counts = np.bincount(search.backbone.post, minlength=5)
    assert counts[NO_POST] == 0
    assert stats.chisquare(counts[1:]).pvalue > ONE_IN_A_THOUSAND
    every = list(POSTS.values())[1:]
    posts = Text(", ".join(post.en for post in every), "、".join(post.zh for post in every))
    assert search.told() == [POSTED.filled(n=480, posts=posts)]


@pytest.mark.parametrize(
    ("post", "detection", "order"),
    [(BUILDING, 2, 0), (MICRO_GRID, 2, 0), (SERVICE, 0, 0), (PROPERTY, 0, 2), (NO_POST, 0, 0)],
    ids=["building heads", "micro-grid workers", "services", "property managers", "no post"],
)
def test_what_a_post_does(post: int, detection: int, order: int) -> None:
    """Building heads and micro-grid workers notice more, property managers prevent some; all lend a hand at home."""
    search = Search(1)
    home = search.world.community.estate == 7
    held = search.serving(search.adults[home[search.adults]][:2])
    search.backbone.post[held] = post
    search.policy._work_of_posts(search.week)
    places = search.world.places
    at = np.arange(25) == 7
    assert places.detection == pytest.approx(at * detection * RULES.post_detection)
    assert places.order == pytest.approx(at * order * RULES.post_order)
    hands = places.hands[list(SOLVERS).index(RESIDENT_HANDS)]
    assert hands == pytest.approx(at * (2 if post else 0) * RULES.post_hours)


def test_posts_of_those_outside_the_target_grids_are_no_business_of_the_module() -> None:
    """They are neither filled nor made use of."""
    search = posted((2, 3), (7, 3), grids=(3,))
    assert set(search.world.community.grid[search.backbone.row[search.backbone.post > 0]]) == {2}


@pytest.mark.parametrize(("week", "times"), [(QUARTER, 1), (QUARTER + 1, 0)])
def test_the_allowance_is_paid_once_a_month(week: int, times: int) -> None:
    """For each post."""
    search = Search(week)
    held = search.serving(search.of_grid(3, 3))
    search.backbone.post[held] = SERVICE
    search.policy._work_of_posts(search.week)
    assert search.yuan == times * 3 * RULES.post_yuan


# Costs


def test_every_yuan_and_hour_is_booked_when_it_is_spent_and_for_a_reason() -> None:
    """Actions and courses and allowances; files, actions, support and talks: recounted week by week."""
    scenario = small(
        leaders__post_after=4,
        leaders__post_chance=1.0,
        leaders__dose=1.5,
        office__activities=3.0,
        organisations__spontaneous=0.0,
    )
    simulation = Simulation(scenario, 1)
    (policy,) = simulation.policies
    world, backbone = simulation.world, simulation.world.society.backbone
    s, at, grid = policy.settings, world.ledger.modules.index("leaders"), world.community.places.estate_grid
    total = 0.0
    while not simulation.done:
        week, before = simulation.week, int(np.count_nonzero(backbone.trained))
        serving = int(np.count_nonzero(backbone.serving))
        posts = int(np.count_nonzero(backbone.post))
        simulation.step()
        actions = np.unique(grid[world.offers.say[:, ACTION] > 0]).size
        courses = int(np.count_nonzero(backbone.trained)) - before
        yuan = actions * s.action_yuan + courses * s.training_yuan
        yuan += posts * s.post_yuan if world.clock.starts_month(week) else 0.0
        assert world.ledger.yuan[week, at].sum() == pytest.approx(yuan)
        hours = s.dose * (s.staff_hours + serving * s.support_hours) + actions * s.action_hours
        hours += policy.measured()["leaders_asked"] * s.interview_hours
        assert world.ledger.cadre_hours[week, at] == pytest.approx(hours)
        total += yuan
    assert total > 20_000
    assert np.count_nonzero(backbone.post) > 0
    assert not world.ledger.yuan[:, at, 1:].any()  # the government pays


# The end


def ended() -> Simulation:
    """A lively community whose search stops after ten months, the week after the stop."""
    scenario = small(leaders__stop=STOP, leaders__post_after=4, leaders__post_chance=1.0, office__activities=3.0)
    simulation = Simulation(scenario, 1)
    (policy,) = simulation.policies
    while simulation.week < policy.last_week:
        simulation.step()
    measured = policy.measured()
    assert min(measured["leaders_on_file"], measured["leaders_in_posts"], measured["leaders_trained"]) > 0
    simulation.step()
    (said,) = [text.values["n"] for text in told_of(simulation, ENDS)]
    assert said == measured["leaders_on_file"]
    return simulation


def told_of(simulation: Simulation, template: Text) -> list[Filled]:
    """What was told in these words."""
    texts = [event.text for event in simulation.world.chronicle.events]
    return [text for text in texts if isinstance(text, Filled) and text.template == template]


def test_at_the_end_files_are_closed_and_posts_lapse() -> None:
    """Names are struck off the list, the chronicle says how many; those who serve go on, trained and alone."""
    simulation = ended()
    (policy,) = simulation.policies
    world = simulation.world
    assert set(policy.measured().values()) == {0.0}
    assert not world.residents.registrations.any()
    assert not world.society.backbone.post.any()
    assert world.society.backbone.rows.size > 0
    assert world.society.backbone.trained[world.society.backbone.serving].any()
    assert len(told_of(simulation, ENDS)) == 1


def test_after_the_end_nothing_is_pushed_or_booked() -> None:
    """Nobody is led in, no action held, no load carried, no matter seen sooner."""
    simulation = ended()
    world = simulation.world
    at = world.ledger.modules.index("leaders")
    while not simulation.done:
        simulation.step()
        week = simulation.week - 1
        assert not world.ledger.yuan[week, at].any()
        assert not world.ledger.cadre_hours[week, at]
        assert not world.places.detection.any()
        assert not world.places.order.any()
        assert not world.push.competence.any() or any(one.capability > 0 for one in world.society.ever)


@pytest.mark.parametrize("choose", ["observed", "random", "connected", "party", "self_nominated"])
@pytest.mark.parametrize("dose", [0.25, 1.0, 2.0])
def test_every_way_and_dose_adds_up(choose: str, dose: float) -> None:
    """With somebody on file or at least somebody asked, checked every week, the end included."""
    scenario = small(leaders__choose=choose, leaders__dose=dose, leaders__stop=STOP, office__activities=3.0, weeks=48)
    results = Simulation(scenario, 1, audit=True).run()
    assert results.series["leaders_asked"].sum() > 0
    assert np.isfinite(results.series["cost_yuan"]).all()
    assert results.series["participation"].shape == (48,)
