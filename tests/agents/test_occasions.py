"""Occasions of all sorts, week after week: what brings people to act, what keeps them at it, and what wears out.

Each test lets a circle of residents, or a small community, live whole weeks, and says what must come of it.
"""

from __future__ import annotations

from collections import OrderedDict

import numpy as np
import pytest
from numpy.typing import NDArray

from sim.agents.acts import ACTION, EVERYDAY, HOSTED, LOOKING_IN, MEETING, TIDYING, TIMES
from sim.agents.organisation import Organisation
from sim.agents.resident.settings import AskingSettings, ResidentSettings
from sim.agents.resident.sources import HOUSEHOLD, NOTICE, TIE
from sim.scenario import Scenario
from sim.simulation import Simulation
from sim.text import Text
from tests.support import small
from tests.support.circle import Circle

AGES = ("teens", "young", "middle", "sixties", "seventies", "eighties")
NO_TIME = {f"community.traits.spare_{age}": 0.0 for age in AGES}
# Nothing calls: nobody asks or puts up a notice, nobody has a habit yet, and nothing brings everyday acts to mind
NOTHING_CALLS = {
    **dict.fromkeys(("resident.notice", "resident.ask_tie", "resident.everyday_noticed", "office.calls"), 0.0),
    **dict.fromkeys(("organisations.spontaneous", "organisations.gathers"), 0.0),
    "run_in": 0,
}
UNWILLING, WILLING = -20.0, 20.0  # willingness without any motive, so low or high that nothing else counts
ENDED = Text("dissolved", "解散")


def lived(scenario: Scenario, seed: int = 1) -> Simulation:
    """A run to its end."""
    simulation = Simulation(scenario, seed)
    simulation.run()
    return simulation


# What brings people to act


def test_where_nothing_calls_nobody_acts() -> None:
    """Activities are on all year; nobody asks, nothing is read, nobody has a habit: no act of any kind is done."""
    silent = small(weeks=52, office__activities=3.0).but(NOTHING_CALLS)
    r = lived(silent).world.residents
    assert not r.acts_total.any()
    assert not r.habits.any()
    assert not r.everyday.any()
    assert lived(silent.but({"resident.notice": 0.1})).world.residents.acts_total.any()
    assert lived(silent.but({"resident.everyday_noticed": 0.02})).world.residents.habits[:, HOSTED:].any()


@pytest.mark.parametrize(("motivation", "weeks", "least"), [(0.23, 4, 0.8), (0.6, 26, 0.9)])
def test_a_full_habit_with_time_takes_nearly_every_occasion(motivation: float, weeks: int, least: float) -> None:
    """In the own team and at the own door, though nobody asks; the motivated hardly miss any in half a year."""
    circle = Circle(400)
    r = circle.residents
    r.spare[:], r.motivation[:], r.own_motivation[:] = 1000.0, motivation, motivation
    circle.offers.notice[:] = 0.0
    for kind in (ACTION, *EVERYDAY):
        circle.get_used_to(kind)
    circle.give_place()
    daily = []
    for _ in range(weeks):
        circle.live()
        daily.append(r.everyday.mean(axis=0) / TIMES[HOSTED:])
    assert r.acts_total.mean() / weeks > least
    assert (np.mean(daily, axis=0) > least).all()


def test_without_a_free_hour_nobody_comes_and_the_cheap_acts_go_on() -> None:
    """Whoever has no time at all comes to nothing that is held, and still keeps the stairwell clear."""
    busy = small(weeks=52, office__activities=3.0).but(NO_TIME)
    r = lived(busy).world.residents
    assert r.reached.any()
    assert not r.acts_total.any()
    assert r.everyday.any()


def test_a_module_that_is_off_changes_no_everyday_act() -> None:
    """Not one of anybody in any week, whether it is never on or has not begun yet."""
    plain, off = Simulation(small()), Simulation(small().but({"points.dose": 0.0}))
    later = Simulation(small().but({"points.start": "2016-02-01"}))
    total = 0
    while plain.week < 50:
        for simulation in (plain, off, later):
            simulation.step()
        r = plain.world.residents
        total += int(r.everyday.sum())
        for other in (off, later):
            assert np.array_equal(other.world.residents.everyday, r.everyday)
            assert np.array_equal(other.world.residents.habits, r.habits)
    assert total > 1000


# At home


def couples(spare: float) -> Circle:
    """Couples, one of each asked by a friend to an event; all are willing, those asked have so many hours."""
    circle = Circle(4000, at_home=2, settings=ResidentSettings(base=WILLING, notice=0.0))
    circle.ask("tie", rows=slice(0, None, 2))
    circle.residents.spare[::2], circle.residents.spare[1::2] = spare, 1000.0
    return circle


def test_who_comes_to_an_event_brings_those_at_home() -> None:
    """Four in five of the others are asked along, and come; where the one who was asked stays away, nobody is."""
    came, stayed = couples(1000.0), couples(0.0)
    for circle in (came, stayed):
        circle.live()
    share = came.residents.reached[1::2].mean()
    assert share == pytest.approx(AskingSettings().along, abs=0.03)
    assert came.residents.took[1::2].mean() == share
    assert came.heard().source[came.heard().row % 2 == 1].tolist() == [HOUSEHOLD] * int(
        (came.heard().row % 2 == 1).sum()
    )
    assert not stayed.residents.took.any()
    assert not stayed.residents.reached[1::2].any()


def test_who_goes_to_the_own_team_brings_nobody() -> None:
    """A place is one's own; only what is open to all is an occasion for those at home."""
    circle = Circle(400, at_home=2, settings=ResidentSettings(base=WILLING, notice=0.0))
    circle.residents.spare[:] = 1000.0
    circle.give_place(rows=np.arange(0, 400, 2))
    circle.live()
    assert circle.residents.took[::2].all()
    assert not circle.residents.reached[1::2].any()


def test_what_is_done_at_home_spreads_at_home() -> None:
    """A year beside somebody with a full habit makes more of a habit than a year beside somebody without one."""
    habits = []
    for full in (1.0, 0.0):
        circle = Circle(1000, at_home=2)
        circle.residents.habits[::2, TIDYING] = full
        circle.live(52)
        habits.append(float(circle.residents.habits[1::2, TIDYING].mean()))
    assert habits[0] > 2 * habits[1]


# Habit and its setting


def test_habit_in_a_setting_that_lives_on_keeps_well_over_half_in_a_year() -> None:
    """A year without a single act, of standing acts; it is not gone in two either."""
    circle = Circle()
    circle.get_used_to(ACTION)
    circle.offers.notice[:] = 0.0
    circle.live(52)
    assert 0.6 < circle.residents.habits[0, ACTION] < 0.9
    circle.live(52)
    assert circle.residents.habits[0, ACTION] > 0.4


def clubs(*names: str, **changes: object) -> Simulation:
    """A run after half a year in which the same people of one estate have had these clubs, which do not end by chance."""
    never = dict.fromkeys(("mortality", "mortality_new", "merging", "leave", "spontaneous", "gathers"), 0.0)
    founded = {f"trial.clubs.{name}.kind": "volunteer" for name in names}
    scenario = small().but({f"organisations.{name}": value for name, value in never.items()} | founded | changes)
    simulation = Simulation(scenario, seed=1)
    while simulation.week < 26:
        simulation.step()
    return simulation


def club(simulation: Simulation, nth: int = 0) -> Organisation:
    """One of the clubs founded from outside."""
    return [one for one in simulation.world.society.alive if one.founder == "trial"][nth]


def test_a_habit_ends_with_the_only_club_it_was_done_in() -> None:
    """Of the act of that club, of its own members; what else they are used to they stay used to."""
    simulation = clubs("one")
    society, r = simulation.world.society, simulation.world.residents
    ending = club(simulation)
    rows = society.members(ending)
    r.habits[rows, MEETING] = 0.5
    others = np.setdiff1d(np.flatnonzero(r.habits[:, ACTION] > 0.01), rows)
    assert (r.habits[rows, ACTION] > 0.1).sum() > 3
    assert others.size > 3
    society.end(ending, simulation.week, ENDED)
    simulation.step()
    assert not r.habits[rows, ACTION].any()
    assert (r.habits[rows, MEETING] > 0.45).all()
    assert (r.habit[rows] >= r.habits[rows, MEETING]).all()
    assert r.habits[others, ACTION].all()


def test_a_habit_lives_on_where_there_is_another_place_for_it() -> None:
    """Members of two clubs of a kind keep their habit when one ends, and lose it with the second."""
    simulation = clubs("one", "other")
    society, r = simulation.world.society, simulation.world.residents
    rows = society.members(club(simulation, 0)).copy()
    society.enlist(club(simulation, 1), rows, simulation.week, placed=True)
    assert (r.habits[rows, ACTION] > 0.1).sum() > 3
    society.end(club(simulation, 0), simulation.week, ENDED)
    simulation.step()
    assert (r.habits[rows, ACTION] > 0.1).sum() > 3
    society.end(club(simulation), simulation.week, ENDED)
    simulation.step()
    assert not r.habits[rows, ACTION].any()


def test_whoever_misses_its_activities_so_often_loses_the_place() -> None:
    """Members without a free hour are called by its rhythm as often as its patience goes, and then no more."""
    simulation = clubs("one", **{**NO_TIME, "organisations.patience": 5, "run_in": 0})
    society = simulation.world.society
    one, offered = club(simulation), np.zeros(simulation.world.community.people, np.int64)
    rows = society.members(one)
    simulation = Simulation(simulation.scenario, seed=1)  # once more, from the first week on
    while not simulation.done:
        simulation.step()
        host, _ = simulation.world.society.turn
        offered += host == one.index
    roster = simulation.world.society.of(club(simulation))
    assert rows.size > 10
    assert (offered[rows] == 5).all()
    assert (roster.missed == 5).all()
    assert not simulation.world.residents.memberships[rows].any()


def test_acts_that_staff_do_leave_no_habit() -> None:
    """A quarter of reminders makes a habit where people do it themselves, and none where staff do what is left undone."""
    r = {}
    for done_for in (0.0, 1.0):
        circle = Circle(500, settings=ResidentSettings(everyday_unlearnt=1.0))
        circle.prompt(TIE)
        circle.push.done_for[:] = done_for
        circle.live(13)
        assert circle.residents.everyday.mean() > 1
        r[done_for] = circle.residents
    assert (r[0.0].habits[:, EVERYDAY] > 0.1).any(axis=1).mean() > 0.8
    assert not r[1.0].habits[:, EVERYDAY].any()


def test_what_became_a_habit_goes_on_when_nobody_reminds_any_more() -> None:
    """Half a year of a neighbour at the door is still seen half a year later; of a notice at the door hardly."""
    later = {}
    for source in (TIE, NOTICE):
        circle = Circle(500)
        circle.prompt(source)
        circle.live(26)
        circle.push.prompt[:] = 0.0
        circle.live(26)
        later[source] = float(circle.residents.everyday[:, TIDYING - HOSTED].mean())
    never = Circle(500)
    never.live(52)
    assert later[TIE] > 1.0
    assert never.residents.everyday[:, TIDYING - HOSTED].mean() <= later[NOTICE] < later[TIE] / 2


# What wears out


def test_weariness_of_refusals_fades() -> None:
    """Who was asked in vain every week is hard to win; a quarter in which nobody asks gives most of it back."""
    circle = Circle(200, settings=ResidentSettings(base=UNWILLING, notice=0.0))
    circle.ask("tie")
    circle.live(10)
    tired = circle.residents.weary.copy()
    assert (tired > 0.8).all()
    circle.ask("tie", 0.0)
    circle.live(13)
    assert (circle.residents.weary < tired / 2).all()
    assert (circle.residents.weary > 0).all()


def test_who_was_asked_in_vain_is_less_willing_when_asked_again() -> None:
    """By anybody in person; a notice is another matter."""
    chances = {}
    for name in ("tie", "notice"):
        fresh, tired = Circle(), Circle()
        tired.residents.weary[:] = 0.9
        for circle in (fresh, tired):
            circle.ask(name)
        chances[name] = float(fresh.chances()[0]), float(tired.chances()[0])
    assert chances["tie"][1] < 0.5 * chances["tie"][0]
    assert chances["notice"][1] == chances["notice"][0]


def test_whom_nobody_at_home_could_move_is_no_wearier_of_anybody_else() -> None:
    """One asked at the door comes and says so at home in vain: only those asked from outside are wearied."""
    circle = Circle(
        200, at_home=2, settings=ResidentSettings(base=UNWILLING, notice=0.0), asking=AskingSettings(along=1.0)
    )
    circle.residents.spare[:] = 1000.0
    circle.residents.ease[::2] = 100.0
    circle.ask("tie", rows=slice(0, None, 2))
    circle.live()
    assert circle.residents.reached[1::2].all()
    assert not circle.residents.took[1::2].any()
    assert not circle.residents.weary.any()


def test_notices_wear_out_among_those_who_read_them_in_vain() -> None:
    """The same notice reaches ever fewer of the unmoved; those whom it moves go on reading it."""
    reached: dict[float, NDArray[np.float64]] = {}
    for base in (UNWILLING, WILLING):
        circle = Circle(5000, settings=ResidentSettings(base=base))
        circle.residents.spare[:] = 1000.0
        circle.offers.notice[:, ACTION] = 5.0
        reached[base] = np.array([circle.live().row.size for _ in range(26)]) / 5000
    unmoved, moved = reached[UNWILLING], reached[WILLING]
    assert unmoved[-4:].mean() < 0.4 * unmoved[0]
    assert moved[-4:].mean() == pytest.approx(moved[0], abs=0.03)


def test_who_does_nothing_when_asked_for_everyday_acts_tires_too() -> None:
    """Of those who ask where it was somebody, of notices where it was one; and of neither where something was done."""
    for source, worn, other, base in ((TIE, "weary", "unheeding", -5.0), (NOTICE, "unheeding", "weary", -1.0)):
        circle = Circle(300, settings=ResidentSettings(notice=0.0, everyday_base=base))
        circle.prompt(source)
        circle.live()
        r = circle.residents
        did = r.everyday.any(axis=1)
        assert 0 < did.sum() < 300
        assert np.array_equal(getattr(r, worn) > 0, ~did)
        assert not getattr(r, other).any()


def test_looking_in_waits_for_no_activity() -> None:
    """With nothing on anywhere neighbours are still looked after, and it makes nobody active and gives nobody a stage."""
    circle = Circle(500)
    circle.offers.notice[:] = 0.0
    circle.get_used_to(LOOKING_IN)
    circle.live(4)
    r = circle.residents
    assert r.everyday[:, LOOKING_IN - HOSTED].mean() > 1
    assert not r.active.any()
    assert not r.took.any()
    assert not r.stage.any()


# The run-in


def state(simulation: Simulation) -> dict[str, bytes]:
    """Everything a run begins with: residents, matters, facilities, organisations."""
    world = simulation.world
    columns = {f"resident {name}": column for name, column in world.residents._asdict().items()}
    columns |= {
        f"matter {name}": column[: world.matters.count] for name, column in world.matters.book._asdict().items()
    }
    columns |= {"facilities": world.facilities, "collective": world.matters.collective}
    columns |= {f"roster {name}": column for name, column in world.society.roster._asdict().items()}
    return {name: column.tobytes() for name, column in columns.items()}


def test_the_run_in_is_the_same_for_every_arm_and_every_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    """To the bit, though lived anew; another seed has another."""
    arms = (small(), small().adding("*"), small(trial__share=0.5, trial__asks=1.0), small().but({"points.dose": 0.0}))
    first = state(Simulation(arms[0], 4))
    for arm in arms:
        monkeypatch.setattr("sim.run_in._kept", OrderedDict())  # as in a process that begins
        assert state(Simulation(arm, 4)) == first
    assert state(Simulation(arms[0], 5)) != first


def test_a_run_leaves_the_run_in_of_the_next_as_it_was() -> None:
    """What is kept of it is a copy: a year of one run is not in the beginning of another."""
    scenario = small()
    first = state(Simulation(scenario, 4))
    assert state(lived(scenario, 4)) != first
    assert state(Simulation(scenario, 4)) == first


def test_without_a_run_in_a_run_begins_unsettled() -> None:
    """Nobody has a habit, is tired of anything or has done anything, no matter waits; after one, all of that is there."""
    unsettled, settled = (Simulation(small(run_in=weeks)).world for weeks in (0, 104))
    for name in ("habits", "weary", "unheeding", "everyday", "took", "reached", "burnout"):
        assert not getattr(unsettled.residents, name).any(), name
        assert getattr(settled.residents, name).any(), name
    assert (unsettled.matters.count, unsettled.matters.open.size) == (0, 0)
    assert settled.matters.open.size > 0
    assert np.array_equal(unsettled.residents.motivation, unsettled.residents.own_motivation)
    for world in (unsettled, settled):
        assert world.week == 0
        assert not world.residents.acts_total.any()
        assert not world.residents.hours_total.any()
        assert not world.chronicle.events
        assert not world.ledger.yuan.any()
