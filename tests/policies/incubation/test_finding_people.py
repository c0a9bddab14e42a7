"""Steps one and two: the survey, the circle, and what is held for it."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from sim.agents.acts import CARE, INTEREST, MEETING
from sim.agents.organisation import FORMING, ORGANISATIONS
from sim.policies.incubation.project import Project
from sim.policies.incubation.steps import PREPARE
from sim.policies.incubation.words import TAKES_SHAPE
from tests.support import ONE_IN_A_THOUSAND
from tests.support.incubator import RULES, Platform


def test_a_survey_asks_so_many_a_week_near_home_first_and_nobody_twice() -> None:
    """First the home estate, then the rest of its grid, then nobody; only in the places of the platform."""
    place = Platform(interviews=10, willing_base=1.0, fit_least=0.0, weeks_survey=500, patience=1000)
    community = place.world.community
    grid = 4
    home = int(np.flatnonzero(community.places.estate_grid == grid)[0])
    p = Project(1, "governance", home, place.policy.rows, 1)
    at_home, in_grid = ((place.r.able & of).sum() for of in (community.estate == home, community.grid == grid))
    sizes = []
    for week in range(1, int(in_grid) // 10 + 4):
        PREPARE["survey"](p, place.at(week), place.s)
        sizes.append(p.interviewed.size)
    assert np.unique(p.interviewed).size == p.interviewed.size == in_grid == sizes[-1] == sizes[-2]
    assert set(np.diff(sizes[:5]).tolist()) == {10}
    assert (community.estate[p.interviewed[:at_home]] == home).all()
    assert (community.grid[p.interviewed] == grid).all()
    assert np.array_equal(np.sort(place.society.members(p.group())), np.sort(p.interviewed))
    outside = Project(2, "governance", home, np.zeros_like(place.policy.rows), 1)
    PREPARE["survey"](outside, place.week, place.s)
    assert outside.organisation is None


@pytest.mark.parametrize("motivation", [0.0, 0.4])
def test_those_whose_interests_fit_say_yes_by_their_motives(motivation: float) -> None:
    """The others are not even counted on."""
    place = Platform(interviews=10_000)
    place.r.motivation[:] = motivation
    fits = np.maximum(place.r.fit[:, CARE], place.r.fit[:, INTEREST]) >= RULES.fit_least
    yes = asked = 0
    for grid in range(12):
        home = int(np.flatnonzero(place.world.community.places.estate_grid == grid)[0])
        p = Project(grid, "mutual_aid", home, place.policy.rows, 1)
        PREPARE["survey"](p, place.week, place.s)
        assert fits[place.society.members(p.group())].all()
        yes += place.society.members(p.group()).size
        asked += int(fits[p.interviewed].sum())
    assert stats.binomtest(yes, asked, RULES.willing_base + motivation).pvalue > ONE_IN_A_THOUSAND


def test_a_circle_forms_when_the_first_say_yes_and_is_stood_by() -> None:
    """It is an organisation of the pathway's first stage, founded by the platform."""
    place = Platform(willing_base=1.0, fit_least=0.0)
    p = Project(1, "volunteer", 3, place.policy.rows, 1)
    PREPARE["survey"](p, place.week, place.s)
    one = p.group()
    assert (one.kind, one.home, one.founder, one.stage, one.supported) == ("volunteer", 3, "incubation", FORMING, True)


def test_whoever_never_came_is_not_among_the_members() -> None:
    """When a group takes shape it keeps those who came, and the chronicle says who it is and where."""
    place = Platform(weeks_interest=0)
    p = place.group("interest")
    place.records(p, times=[2] * 15 + [1] * 5)
    assert place.follow() == "discuss"
    assert place.society.members(p.group()).size == 20
    assert place.told()[-1] == TAKES_SHAPE.filled(
        name=p.group().name, kind=ORGANISATIONS["mutual_aid"], estate=p.home + 1, people=15
    )


HOLDS = {
    "interest": [INTEREST] * 4,
    "discuss": [MEETING, INTEREST] * 2,
    "act": [CARE] * 4,
    "lead": [MEETING, INTEREST] * 2,
    "register": [MEETING, INTEREST, INTEREST, INTEREST],
    "covenant": [MEETING, INTEREST, INTEREST, INTEREST],
    "fund": [INTEREST] * 4,
}


@pytest.mark.parametrize("step", HOLDS)
def test_what_the_platform_holds_for_a_group_in_each_step(step: str) -> None:
    """Activities, meetings, actions in turn; everybody on the list is asked in person, nobody else."""
    place = Platform(events=1.0)
    p = place.group(step)
    for n, kind in enumerate(HOLDS[step]):
        p.group().planned = []
        PREPARE[step](p, place.at(1 + n), place.s)
        assert p.group().planned == [kind]
        asked = np.zeros(place.r.age.size, np.float32)
        asked[place.society.members(p.group())] = RULES.invite
        assert np.array_equal(place.world.push.leader, asked)


def test_something_is_held_as_often_as_declared() -> None:
    """In other weeks nobody is asked either."""
    place, held = Platform(), 0
    p = place.group("interest")
    for n in range(600):
        p.address, p.group().planned = n, []
        PREPARE["interest"](p, place.at(n % 60), place.s)
        held += len(p.group().planned)
        assert place.world.push.leader.any() == bool(p.group().planned)
    assert stats.binomtest(held, 600, RULES.events).pvalue > ONE_IN_A_THOUSAND


def test_contacts_know_each_other_without_meeting() -> None:
    """Ties of daily life count among the pairs."""
    place = Platform(weeks_discuss=0)
    p = place.group("discuss", 12)
    place.records(p, times=[4] * 12)
    assert place.follow() == "discuss"
    row = int(place.adults[0])
    kin = place.r.tie_to[place.r.tie_start[row] : place.r.tie_start[row + 1]]
    kin = kin[place.r.able[kin]][:12]
    place = Platform(weeks_discuss=0, regulars=2, ties=0.1)
    p = place.group("discuss", np.array([row, *kin.tolist()]))
    place.records(p, times=[4] * (kin.size + 1))
    assert place.follow() == "act"
