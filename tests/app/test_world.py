"""Worlds and sessions: rewound bit for bit, changed at any week, compared, kept in branches, saved and opened."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from sim.app.exports import export
from sim.app.world import story
from sim.app.world.branch import MOST_UNNAMED
from sim.app.world.live_world import MOST_CHECKPOINTS, LiveWorld
from sim.app.world.session import Session
from sim.app.world.session_file import session_data, session_from
from sim.policies import policies
from sim.scenario import Scenario
from sim.scenario.file import parse
from sim.simulation import run
from sim.text import GongtongError, Text
from tests.support.workshop import WEEKS, alike, cold, lived, session


def advance(of: Session, weeks: int) -> None:
    """So many weeks."""
    for _ in range(weeks):
        of.step()


def test_a_rewound_world_lives_the_same_weeks_again() -> None:
    """To any week, over any checkpoint, with every module: to the last bit."""
    one = session("*")
    live = one.worlds[0]
    seen = {}
    while not one.done:
        one.step()
        seen[one.week] = lived(live)
    assert len(live.checkpoints) > 2
    for week in (1, 13, 14, 27, 40, 59, 2, WEEKS):
        one.seek(week)
        assert one.week == week
        assert alike(lived(live), seen[week]), week
    assert live.events


def test_a_story_told_by_changes_is_the_scenario_it_was_made_of() -> None:
    """Modules by start and stop, or by changes: the same run."""
    scenario = cold().but({"points.start": "2015-03-02", "points.stop": "2015-09-07", "points.budget": 2000.0})
    told = story.unrolled(scenario.adding("leaders"))
    assert not told.policies
    assert [(change.name, change.value) for change in told.changes] == [
        ("leaders", True),
        ("points", {"budget": 2000.0}),
        ("points", False),
    ]
    plain, changed = run(scenario.adding("leaders"), 3), run(told, 3)
    assert plain.events == changed.events
    assert all(np.array_equal(plain.by_grid[name], changed.by_grid[name]) for name in plain.by_grid)


def test_a_change_in_mid_run_is_the_exported_scenario_run_from_the_command_line() -> None:
    """What the session did, rewinds and all, is a plain scenario that gives the same to the last bit."""
    one = session("leaders")
    advance(one, 30)
    one.seek(20)
    one.change(0, "points", value={"budget": 3000.0})
    advance(one, 10)
    one.change(0, "points.dose", 2.0)
    one.change(0, "points.grids", [1, 2])
    advance(one, 10)
    one.change(0, "leaders", value=False)
    while not one.done:
        one.step()
    file = export(one, "scenario", 0, "en")
    results = run(parse(file["text"], file["name"]), one.seed)
    measured = one.worlds[0].simulation.measured(0, WEEKS)
    assert all(np.array_equal(results.series[name], values) for name, values in measured.items())
    assert results.events == tuple(one.worlds[0].events)
    assert results.series["points_enrolled"][-1] > 0


def test_weeks_before_a_change_are_untouched() -> None:
    """Rewinding and going on differently changes nothing that was before."""
    one = session("*")
    advance(one, 40)
    before = lived(one.worlds[0])
    one.seek(25)
    one.change(0, "resident.weight_external", 0.5)
    advance(one, 15)
    after = lived(one.worlds[0])
    weekly = [name for name in before if not name.startswith("of residents")]
    assert all(np.array_equal(before[name][:25], after[name][:25]) for name in weekly)
    assert not np.array_equal(before["participation"], after["participation"])


def test_the_old_story_is_kept_as_a_branch_and_can_be_lived_on() -> None:
    """Only where it had gone on further; under a name of its own."""
    one = session("points")
    one.change(0, "points.dose", 2.0)
    assert list(one.branches) == [1]
    advance(one, 30)
    old = lived(one.worlds[0])
    one.change(0, "points", value=False, week=12)
    assert one.week == 12
    assert (list(one.branches), one.here) == ([1, 2], 2)
    assert one.branches[1].reached == 30
    advance(one, 18)
    new = lived(one.worlds[0])
    assert not alike(old, new)
    one.rename(2, "  without   points ")
    assert one.branches[2].name.en == "without points"
    one.switch(1)
    assert one.week == 30
    assert alike(lived(one.worlds[0]), old)
    one.switch(2)
    assert alike(lived(one.worlds[0]), new)
    one.remove(1)
    with pytest.raises(GongtongError, match="no branch 1"):
        one.switch(1)
    with pytest.raises(GongtongError, match="current"):
        one.remove(2)


def test_unnamed_branches_make_room_for_new_ones() -> None:
    """A facilitator who tries many things does not fill the memory."""
    one = session("points")
    advance(one, 6)
    kept = one.keep("the first")
    for n in range(2 * MOST_UNNAMED):
        advance(one, 2)
        one.change(0, "points.dose", 1.0 + n / 20, week=4)
    assert len(one.branches) <= MOST_UNNAMED + 2
    assert kept in one.branches


def test_a_dragged_change_is_one_that_was_made_there() -> None:
    """Moved in time, the story is lived anew up to the present week."""
    one, other = session(), session()
    advance(one, 10)
    one.change(0, "points", value=True)
    advance(one, 20)
    one.drag(0, "10:points", 4)
    assert one.week == 30
    advance(other, 4)
    other.change(0, "points", value=True)
    advance(other, 26)
    assert alike(lived(one.worlds[0]), lived(other.worlds[0]))
    one.undo(0, "4:points")
    assert one.week == 30
    plain = session()
    advance(plain, 30)
    assert lived(one.worlds[0])["participation"] == pytest.approx(lived(plain.worlds[0])["participation"], abs=0)


def test_the_second_world_is_an_exact_copy_until_it_is_changed() -> None:
    """Any gap is the policy's."""
    one = session("*")
    advance(one, 20)
    one.compare(on=True)
    assert alike(lived(one.worlds[0]), lived(one.worlds[1]))
    advance(one, 10)
    assert alike(lived(one.worlds[0]), lived(one.worlds[1]))
    assert not one.differs().any()
    alone = lived(one.worlds[0])
    one.change(1, "points", value=False)
    advance(one, 25)
    assert one.differs().any()
    first = session("*")
    advance(first, 55)
    assert alike(lived(first.worlds[0]), lived(one.worlds[0]))
    one.seek(30)
    assert alike(lived(one.worlds[1]), alone)
    one.compare(on=False)
    assert len(one.worlds) == 1


def test_closing_the_comparison_keeps_the_story_of_the_second_world() -> None:
    """As a branch of its own, unless it is the first one's or is kept already; it can be lived on."""
    one = session("points")
    advance(one, 10)
    one.compare(on=True)
    assert one.compare(on=False) is None
    assert list(one.branches) == [1]
    one.compare(on=True)
    one.change(1, "points", value=False)
    advance(one, 10)
    second = lived(one.worlds[1])
    kept = one.compare(on=False)
    assert kept is not None
    assert (kept.en, kept.zh) == ("Story 2: world B", "经过 2：乙方案")
    assert (one.here, list(one.branches), one.week) == (1, [1, 2], 20)
    assert len(one.branches[1].stories) == 1
    one.switch(2)
    assert alike(lived(one.worlds[0]), second)


def done(one: Session, act: Callable[[], object]) -> None:
    """Something that can be taken back."""
    before = one.moment(Text("it is as before", "已恢复原状"))
    act()
    one.remember(before)


def standing(one: Session) -> tuple[object, ...]:
    """How a session stands."""
    return one.seed, one.here, one.week, {**one.branches, one.here: one.branch}


@pytest.mark.parametrize(
    "act",
    [
        lambda one: one.change(0, "leaders", value=True),
        lambda one: one.change(0, "points", value=False, week=3),
        lambda one: one.drag(0, "0:points", 5),
        lambda one: one.undo(0, "0:points"),
        lambda one: one.tell_anew(0, cold().adding("leaders")),
        lambda one: one.keep("a name"),
        lambda one: one.switch(1),
        lambda one: one.rename(1, "a name"),
        lambda one: one.remove(1),
        lambda one: one.compare(on=True),
        lambda one: one.with_luck(7),
        lambda one: one.seek(0),
    ],
)
def test_the_last_change_is_taken_back_whatever_it_was(act: Callable[[Session], object]) -> None:
    """Story, branches, luck and week are as before, and so is everybody who lives there."""
    one = session("points")
    one.keep("the second")
    advance(one, 8)
    before, people = standing(one), lived(one.worlds[0])
    done(one, lambda: act(one))
    assert standing(one) != before
    assert one.take_back() == Text("it is as before", "已恢复原状")
    assert standing(one) == before
    assert alike(lived(one.worlds[0]), people)
    with pytest.raises(GongtongError, match="nothing to take back"):
        one.take_back()


def test_a_closed_comparison_comes_back_with_both_worlds() -> None:
    """Change by change, in the order in which they were made; what did nothing is not counted."""
    one = session("points")
    advance(one, 5)
    done(one, lambda: one.compare(on=True))
    done(one, lambda: one.change(1, "points", value=False))
    done(one, lambda: one.change(1, "points", value=False))
    advance(one, 6)
    both = [lived(live) for live in one.worlds]
    done(one, lambda: one.compare(on=False))
    one.take_back()
    assert all(alike(lived(live), was) for live, was in zip(one.worlds, both, strict=True))
    one.take_back()
    assert (one.week, one.worlds[0].scenario == one.worlds[1].scenario) == (5, True)
    assert [branch.reached for branch in one.branches.values()] == [5, 11], "what was lived is kept as a branch"
    one.take_back()
    assert len(one.worlds) == 1


def test_a_saved_session_opens_as_it_was() -> None:
    """As plain data: worlds, branches, names, luck and place."""
    one = session("leaders", seed=11)
    advance(one, 20)
    one.change(0, "points", value={"reward": "lottery", "grids": [1, 2]}, week=10)
    advance(one, 15)
    one.compare(on=True)
    one.change(1, "leaders", value=False)
    one.notes.append({"scene": "a", "value": 0.2})
    advance(one, 5)
    data = json.loads(json.dumps(session_data(one)))
    again = session_from(data)
    assert (again.seed, again.week, again.here, len(again.worlds)) == (11, 30, one.here, 2)
    for live, other in zip(one.worlds, again.worlds, strict=True):
        assert alike(lived(live), lived(other))
    assert session_data(again) == session_data(one)
    again.switch(1)
    assert again.week == 20


SPOILT: dict[str, dict[str, Any]] = {  # what is put into a session's only story
    "huge": {"community": {"residents": 5_000_000}},
    "long": {"weeks": 10**9},
    "many": {"changes": [{"day": "2015-03-02", "name": "points", "value": True}] * 100_000},
    "deep": {"title": json.loads("[" * 100 + "]" * 100)},
    "unknown": {"comunity": {}},
    "change": {"changes": [{"day": "2015-03-02", "name": "points.budgett", "value": 1}]},
}


def wrong(data: dict[str, Any], case: str) -> None:
    """Spoil a session file in one place."""
    branch = data["branches"][0]
    if case == "format":
        data["format"] = "something else"
    elif case == "seed":
        data["seed"] = "lucky"
    elif case == "here":
        data["here"] = 99
    elif case == "branches":
        data["branches"] = [branch] * 500
    elif case == "week":
        branch["week"] = -1
    elif case == "nothing":
        branch["stories"] = []
    else:
        branch["stories"][0].update(SPOILT[case])


@pytest.mark.parametrize("case", [*SPOILT, "format", "seed", "here", "branches", "week", "nothing"])
def test_a_session_file_is_validated_like_a_scenario(case: str) -> None:
    """One sentence on what is wrong, in both languages; nothing is lived."""
    data = json.loads(json.dumps(session_data(session("points"))))
    wrong(data, case)
    with pytest.raises(GongtongError) as found:
        session_from(data)
    assert found.value.text.en.endswith((".", "?"))
    assert found.value.text.zh.endswith(("。", "？"))
    if case in ("huge", "long", "many"):
        assert re.search(r"at most \d+", found.value.text.en), "counted before anything is built"
    for data in (None, [], "x", {"format": "gongtong-session", "version": 2}):
        with pytest.raises(GongtongError):
            session_from(data)


def test_what_cannot_be_is_refused_and_the_session_goes_on() -> None:
    """As it was."""
    one = session("points")
    advance(one, 5)
    before = session_data(one)
    for name, value in (("points.budgett", 1.0), ("points.dose", 99.0), ("community.residents", 3), ("points", 3)):
        with pytest.raises(GongtongError):
            one.change(0, name, value)
    for attempt in (
        lambda: one.seek(99),
        lambda: one.drag(0, "3:points", 4),
        lambda: one.change(1, "points", value=True),
    ):
        with pytest.raises(GongtongError):
            attempt()
    assert session_data(one) == before
    one.step()
    assert one.week == 6


@pytest.mark.slow
def test_memory_for_rewinding_is_bounded() -> None:
    """So many checkpoints and no more, however often one goes back and on."""
    long = LiveWorld(story.unrolled(cold().but({"weeks": 200})), 1)
    long.seek(200)
    assert 4 < len(long.checkpoints) <= MOST_CHECKPOINTS
    short = session("*").worlds[0]
    for _ in range(3):
        short.seek(WEEKS)
        short.seek(5)
        short.seek(WEEKS)
    assert len(short.checkpoints) <= MOST_CHECKPOINTS
    assert short.size < 60e6


def test_other_luck_and_other_stories() -> None:
    """The seed changes for all worlds; a preset replaces one world's story."""
    one = session("points")
    advance(one, 10)
    one.tell_anew(0, cold().adding("points"))
    assert (one.week, list(one.branches)) == (0, [1])
    advance(one, 10)
    one.with_luck(5)
    assert (one.week, one.seed) == (0, 5)
    advance(one, 10)
    one.compare(on=True)
    one.tell_anew(1, cold().adding(*policies()))
    assert one.week == 10
    assert len(one.worlds[1].scenario.changes) == len(policies())
    with pytest.raises(GongtongError, match="same community"):
        one.tell_anew(1, Scenario())
