"""Trials inside runs: who is drawn, what is done to them and when, what it costs, and clubs founded from outside."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from sim.ledger import PAYERS, TRIAL
from sim.results import Results
from sim.simulation import Simulation
from sim.trial import CHOSEN, HOUSEMATES
from sim.week import Week
from tests.support import small

AT_ONCE = {"run_in": 0, "trial__start": 0}
OTHERS = ("office__", "asking__")
CONTACTS, WAGE = 8.0, 25.0


def trial(span: int = 8, /, **changes: Any) -> Simulation:
    """So many weeks with a trial from the first on, whose settings need no prefix, where nothing has happened yet."""
    own = {(name if name.startswith(OTHERS) else f"trial__{name}"): value for name, value in changes.items()}
    return Simulation(small(**{"weeks": span, **AT_ONCE, **own}), 1)


def drawn(simulation: Simulation, name: str = "") -> NDArray[np.bool_]:
    """Who is drawn into a treatment."""
    return simulation.trial.groups[name] == CHOSEN


def acted(simulation: Simulation) -> Any:
    """The levers as the trial alone pushes them this week."""
    simulation.world.clear_levers()
    simulation.trial.act(Week(simulation.world, TRIAL))
    return simulation.world.push


def yuan(results: Results) -> NDArray[np.float64]:
    """What the trial cost each week, all of which the government pays."""
    by_payer = results.yuan[:, results.modules.index(TRIAL)]
    assert np.flatnonzero(by_payer.any(axis=0)).tolist() in ([], [list(PAYERS).index("government")])
    return by_payer.sum(axis=1)


def hours(results: Results) -> NDArray[np.float64]:
    """Cadre hours it took each week."""
    return results.booked_hours[:, results.modules.index(TRIAL)]


def lived(simulation: Simulation) -> Results:
    """A run to its end."""
    simulation.run()
    return simulation.results()


# Who is drawn


def test_a_further_treatment_draws_among_those_left() -> None:
    """Nobody is treated twice; all who are left are drawn where all shall be, and half where half."""
    for by in ("resident", "household", "estate"):
        alone = trial(share=0.5, by=by)
        both = trial(share=0.5, by=by, also__rest__share=1.0, also__rest__by=by, also__rest__start=0)
        first, rest = drawn(both), drawn(both, "rest")
        assert np.array_equal(first, drawn(alone)), "a further treatment does not change whom the first draws"
        assert not (first & rest).any()
        everybody = drawn(trial(share=1.0))
        assert np.array_equal(first | rest, everybody)
        assert 0 < first.sum() < everybody.sum()
    half = trial(share=0.5, also__rest__share=0.5, also__rest__start=0)
    left = drawn(trial(share=1.0)) & ~drawn(half)
    assert drawn(half, "rest").sum() / left.sum() == pytest.approx(0.5, abs=0.07)  # the lots are independent


def test_of_three_treatments_each_has_its_own_people() -> None:
    """And results tell who was in any of them."""
    three = trial(1, share=0.3, also__a__share=0.5, also__a__start=0, also__b__share=1.0, also__b__start=0)
    groups = [drawn(three, name) for name in ("", "a", "b")]
    assert all(group.any() for group in groups)
    assert np.sum(groups, axis=0).max() == 1
    chosen = lived(three).residents["chosen"]
    assert chosen.sum() == np.sum(groups)


def test_people_are_drawn_in_the_estates_named() -> None:
    """All of them there if all shall be, and no housemate of theirs stands apart."""
    made = trial(share=1.0, estates=(2, 5))
    estate = made.world.community.estate
    everybody = drawn(trial(share=1.0))
    assert np.array_equal(drawn(made), everybody & np.isin(estate, (1, 4)))
    assert not (made.trial.group == HOUSEMATES).any()


def test_nobody_under_twelve_is_drawn() -> None:
    """Counted at the treatment's own start: who is older by then may be drawn into a later one."""
    made = trial(60, share=1.0, also__later__share=1.0, also__later__start=52)
    age = made.world.residents.age
    assert age[drawn(made)].min() >= 12
    later = drawn(made, "later") & made.world.residents.here
    assert later.any()
    assert age[later].max() < 12
    assert age[later].min() >= 11


# What is done


@pytest.mark.parametrize(
    ("only", "reaches"), [("all", (True, True)), ("bystanders", (True, False)), ("active", (False, True))]
)
def test_bystanders_or_the_active_alone(only: str, reaches: tuple[bool, bool]) -> None:
    """By whether they took part in the half-year before this very week, as last week left it."""
    made = trial(40, share=0.6, only=only, pressure=0.3, office__activities=3.0)
    for _ in range(12):
        made.step()
    r = made.world.residents
    took = (r.took & ((1 << 26) - 1)) != 0
    who = drawn(made) & r.able
    pushed = acted(made).pressure
    for group, reached in zip((~took, took), reaches, strict=True):
        assert (who & group).sum() > 20
        assert pushed[who & group] == pytest.approx(0.3 * reached)
    assert not pushed[~who].any()


@pytest.mark.parametrize(
    ("every", "weeks", "expected"), [(1, 3, [2, 3, 4]), (2, 5, [2, 4, 6]), (3, 4, [2, 5]), (9, 1, [2])]
)
def test_pulses_come_every_so_many_weeks(every: int, weeks: int, expected: list[int]) -> None:
    """The first in the week of the start, none once it is over; nothing is pushed or paid between them."""
    made = trial(10, share=1.0, start=2, every=every, asks=1.0, source="stranger", weeks=weeks)
    pushed = []
    while not made.done:
        made.step()
        if made.world.push.stranger.any():
            pushed.append(made.week - 1)
    assert pushed == np.flatnonzero(yuan(made.results())).tolist() == expected


def test_a_first_act_is_rewarded_and_no_other() -> None:
    """Whoever has ever come is rewarded no more; the reward goes for acts of any kind."""
    made = trial(30, share=0.7, first_act=0.4, office__activities=3.0)
    for _ in range(10):
        made.step()
    r = made.world.residents
    who = drawn(made) & r.able
    push = acted(made)
    new = who & (r.acts_total == 0)
    assert new.any()
    assert (who & ~new).sum() > 20
    assert push.reward[new] == pytest.approx(0.4)
    assert not push.reward[~new].any()
    assert (made.world.offers.rewarded == 1).all()


def test_everyday_acts_are_prompted_by_whoever_asks() -> None:
    """A prompt of so many times a week by that source, and nobody is asked to an event."""
    made = trial(share=0.5, about="everyday", source="stranger", asks=0.5, done_for=0.2)
    push, who = acted(made), drawn(made)
    assert push.prompt[who & made.world.residents.able] == pytest.approx(0.5)
    assert not push.prompt[~who].any()
    assert set(np.unique(push.prompter)) == {0, 6}  # index into the sources
    assert push.done_for[who & made.world.residents.able] == pytest.approx(0.2)
    assert not any(getattr(push, lever).any() for lever in ("tie", "leader", "party", "cadre", "stranger", "notice"))


# What it costs


@pytest.mark.parametrize("about", ["events", "everyday"])
def test_what_is_done_is_booked_to_the_trial(about: str) -> None:
    """Cadres' hours to the office's, strangers' at their wage, so many contacts an hour; neighbours and notices are free."""
    costs = {}
    for source in ("tie", "leader", "party", "cadre", "stranger", "notice"):
        made = trial(1, share=0.5, asks=0.5, source=source, about=about)
        people = int((drawn(made) & made.world.residents.able).sum())
        results = lived(made)
        costs[source] = float(yuan(results)[0]), float(hours(results)[0])
    contacts = people * 0.5
    free = dict.fromkeys(("tie", "leader", "party", "notice"), (0.0, 0.0))
    paid = {"cadre": (0.0, contacts / CONTACTS), "stranger": (contacts / CONTACTS * WAGE, 0.0)}
    assert costs == {name: pytest.approx(cost) for name, cost in (free | paid).items()}


@pytest.mark.parametrize("source", ["cadre", "stranger"])
@pytest.mark.parametrize("dose", [{"asks": 0.8}, {"hours": 10.0}], ids=["asks", "hours"])
def test_half_the_people_cost_the_same_each(source: str, dose: dict[str, float]) -> None:
    """However many are drawn; ten hours a week per hundred people are ten hours for a hundred of them."""
    each = []
    for share in (1.0, 0.5):
        made = trial(4, share=share, source=source, **dose)
        people = int((drawn(made) & made.world.residents.able).sum())
        results = lived(made)
        each.append((yuan(results)[0] + hours(results)[0]) / people)
    hour = {"cadre": 1.0, "stranger": WAGE}[source]
    expected = hour * (0.8 / CONTACTS if "asks" in dose else 0.1)
    assert each == pytest.approx([expected] * 2)


@pytest.mark.parametrize("source", ["tie", "stranger"])
def test_whoever_coordinates_those_who_ask_is_paid_by_the_hour(source: str) -> None:
    """Beside what asking itself costs; so many hours for every hundred people drawn, each pulse."""
    costs = {}
    for coordinator in (0.0, 12.0):
        made = trial(4, share=0.5, source=source, asks=0.8, every=2, coordinator=coordinator)
        people = int((drawn(made) & made.world.residents.able).sum())
        costs[coordinator] = yuan(lived(made))
    added = costs[12.0] - costs[0.0]
    assert added[0] == pytest.approx(12.0 * people / 100 * WAGE)
    assert (added > 0).tolist() == [True, False, True, False]


def test_a_trial_that_is_off_books_nothing_and_has_no_account() -> None:
    """Whatever it would do if anybody were drawn: the run is the same to the last bit."""
    plain = lived(Simulation(small(weeks=8, run_in=0), 1))
    off = lived(trial(share=0.0, asks=3.0, pressure=1.0, source="cadre", also__more__asks=1.0))
    assert TRIAL not in plain.modules
    assert off.modules == plain.modules
    assert off.yuan.shape == plain.yuan.shape
    assert all(np.array_equal(values, off.series[name]) for name, values in plain.series.items())
    assert not off.residents["chosen"].any()
    assert TRIAL in lived(trial(share=0.01)).modules


def test_a_placebo_changes_nothing() -> None:
    """People are drawn and nothing is done to them: only the empty account is more."""
    plain, placebo = lived(Simulation(small(weeks=8, run_in=0), 1)), lived(trial(share=0.5))
    assert all(np.array_equal(values, placebo.series[name]) for name, values in plain.series.items())
    assert not yuan(placebo).any()
    assert not hours(placebo).any()
    assert placebo.residents["chosen"].any()


# Clubs


def clubbed(**own: Any) -> Simulation:
    """A dozen weeks with one club, whose settings need no prefix."""
    named = {(name if name.startswith(OTHERS) else f"clubs__choir__{name}"): value for name, value in own.items()}
    return trial(12, **named)


def test_a_club_is_founded_in_its_week_with_a_place_for_each_member() -> None:
    """In its estate, of its kind and size; when it meets, that is its members' occasion of the week, unasked."""
    made = clubbed(week=3, estate=7, people=12, kind="interest")
    for _ in range(3):
        made.step()
    assert not made.world.society.ever
    made.step()
    (club,) = made.world.society.ever
    assert (club.kind, club.home, club.founder, club.founded) == ("interest", 6, TRIAL, 3)
    rows = made.world.society.members(club)
    assert rows.size == 12
    assert (made.world.community.estate[rows] == 6).all()
    assert (made.world.society.of(club).times >= 1).all()
    assert (made.world.residents.memberships[rows] == 1).all()
    host, _ = made.world.society.turn
    while not (host == club.index).any():
        made.step()
    members = made.world.society.members(club)
    placed = np.flatnonzero(host == club.index)
    assert np.isin(placed, members).all()
    assert placed.size >= 11  # but for who left or moved away
    occasions, reached = made.world.occasions, made.world.reached
    own = occasions.host[:reached] == club.index
    assert np.array_equal(occasions.row[:reached][own], placed)
    assert (occasions.source[:reached][own] == 0).all()


def test_the_willing_or_whoever_the_order_falls_on() -> None:
    """Those with most motive of their own come first, or a lot decides, the same whatever anybody wants."""
    motives, lists = {}, {}
    for members in ("willing", "by_order"):
        made = clubbed(week=0, estate=7, people=10, members=members)
        r, estate = made.world.residents, made.world.community.estate
        of_age = np.flatnonzero(r.able & (estate == 6))
        before = np.sort(r.motivation[of_age])[::-1]
        motivation = r.motivation.copy()
        made.step()
        rows = made.world.society.members(made.world.society.ever[0])
        motives[members], lists[members] = np.sort(motivation[rows])[::-1], rows
        if members == "willing":
            assert motives[members] == pytest.approx(before[:10])
    assert motives["by_order"].mean() < motives["willing"].mean()
    assert before[-1] <= motives["by_order"].min() < before[9]
    again = clubbed(week=0, estate=7, people=10, members="by_order")
    again.world.residents.motivation[:] = again.world.residents.motivation[::-1].copy()
    again.step()
    assert np.array_equal(again.world.society.members(again.world.society.ever[0]), lists["by_order"])


def test_a_club_takes_in_no_more_than_live_there() -> None:
    """Everybody of age in the estate; where nobody lives there is none."""
    made = clubbed(week=0, estate=7, people=5000)
    of_age = made.world.residents.able & (made.world.community.estate == 6)
    made.step()
    assert made.world.society.members(made.world.society.ever[0]).size == of_age.sum()
    empty = clubbed(week=0, estate=7)
    empty.world.residents.able[empty.world.community.estate == 6] = False
    empty.trial.act(Week(empty.world, TRIAL))
    assert not empty.world.society.ever


@pytest.mark.parametrize("wage", [25.0, 40.0])
def test_a_coordinator_costs_a_wage_by_the_hour(wage: float) -> None:
    """From its founding on, while it exists, to the government; a club without one costs nothing."""
    made = clubbed(week=3, people=12, coordinator_hours=6.0, asking__wage=wage)
    while not made.done:
        made.step()
        if made.week == 8:
            made.world.society.end(made.world.society.ever[0], 7, made.world.society.ever[0].name)
    assert yuan(made.results()).tolist() == [0.0] * 3 + [6.0 * wage] * 5 + [0.0] * 4
    assert not hours(made.results()).any()
    alone = lived(clubbed(week=3, people=12))
    assert TRIAL in alone.modules
    assert not yuan(alone).any()


def test_several_clubs_stand_side_by_side() -> None:
    """Each in its own week and estate, with a list of its own."""
    made = trial(clubs__choir__week=1, clubs__choir__estate=2, clubs__patrol__week=3, clubs__patrol__estate=4)
    made.run()
    assert [(one.home, one.founded) for one in made.world.society.ever] == [(1, 1), (3, 3)]
