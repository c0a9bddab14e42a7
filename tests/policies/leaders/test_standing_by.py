"""Who accepts, and what becomes of them: training, support, posts, costs, the end."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from operator import gt, lt
from typing import Any

import numpy as np
import pytest
from scipy import stats

from sim.agents.acts import ACTION
from sim.agents.backbone import BUILDING, MICRO_GRID, NO_POST, POSTS, PROPERTY, SERVICE
from sim.matters import SOLVERS
from sim.policies.leaders.discovery import RESIDENT_HANDS
from sim.policies.leaders.words import AGREE, ENDS, POSTED
from sim.simulation import Simulation
from sim.text import Filled, Text
from tests.support import ONE_IN_A_THOUSAND, small
from tests.support.scene import scene
from tests.support.search import JUDGING, QUARTER, RULES, Search, watched

STOP = date(2015, 11, 2)


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
    search.policy.ask(search.week, rows)
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
    search.policy.ask(search.week, search.adults[:8])
    assert search.told() == [AGREE.filled(n=8, new=0)]
    search.policy.ask(search.week, search.adults[:0])
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
    search.policy.act(search.week)
    places = search.world.places
    at = np.arange(25) == 7
    assert places.detection == pytest.approx(at * detection * RULES.post_detection)
    assert places.order == pytest.approx(at * order * RULES.post_order)
    hands = places.hands[list(SOLVERS).index(RESIDENT_HANDS)]
    assert hands == pytest.approx(at * (2 if post else 0) * RULES.post_hours)


@pytest.mark.parametrize(
    ("does", "staff", "seen", "compare"),
    [
        ("post_detection", 10, "matters_solved_by_cadres", gt),
        ("post_order", 10, "matters_arrived", lt),
        ("post_hours", 0, "matters_solved_by_residents", gt),
    ],
)
def test_posts_change_what_becomes_of_matters(
    does: str, staff: int, seen: str, compare: Callable[[float, float], bool]
) -> None:
    """More come to be known, fewer arise, more are solved than by the same people with posts in name only (R36)."""
    found = {}
    for amount in (0.0, 1.0):
        own = {"post_detection": 0.0, "post_order": 0.0, "post_hours": 0.0, does: amount}
        made = scene("leaders", post_after=0, post_chance=1.0, posts=100.0, backbone__stop=0.0, matters__noticed=0.05,
                     office__staff=staff, **own)  # fmt: skip
        made.world.society.backbone.appoint(np.flatnonzero(made.world.residents.able)[::20], 0)
        made.live(26)
        assert made.simulation.latest("leaders_in_posts") > 30
        found[amount] = made.series[seen].sum()
    assert compare(found[1.0], found[0.0])


def test_posts_of_those_outside_the_target_grids_are_no_business_of_the_module() -> None:
    """They are neither filled nor made use of."""
    search = posted((2, 3), (7, 3), grids=(3,))
    assert set(search.world.community.grid[search.backbone.row[search.backbone.post > 0]]) == {2}


@pytest.mark.parametrize(("week", "times"), [(QUARTER, 1), (QUARTER + 1, 0)])
def test_the_allowance_is_paid_once_a_month(week: int, times: int) -> None:
    """For each post."""
    search = Search(week, actions=0.0)
    held = search.serving(search.of_grid(3, 3))
    search.backbone.post[held] = SERVICE
    search.policy.act(search.week)
    assert search.yuan == times * 3 * RULES.post_yuan


# Costs


def test_every_yuan_and_hour_is_booked_when_it_is_spent_and_for_a_reason() -> None:
    """Actions, courses, allowances; files, actions, support, talks, asking those led in: recounted week by week."""
    scenario = small(
        leaders__post_after=4,
        leaders__post_chance=1.0,
        leaders__dose=1.5,
        office__activities=3.0,
        office__calls=0.0,
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
        hours += np.count_nonzero(world.push.cadre) * s.invite * s.dose / scenario.asking.contacts
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
