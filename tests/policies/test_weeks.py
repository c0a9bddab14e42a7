"""Rules seen from outside: weeks are lived, and what they leave is looked at; no hook is called by hand.

A rule that works but is no longer called by the week is found here and nowhere else.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from sim.agents.acts import ACTS, HOSTED
from sim.agents.organisation import Organisation
from sim.agents.unit import Unit
from sim.ledger import PAYERS
from sim.matters import SOLVED, SOLVERS
from sim.policies.incubation.pathway import STEPS
from sim.policies.incubation.project import Project
from tests.support.committee import SURE, with_units
from tests.support.scene import Scene, scene, unit

KEEPS_ALL = {"organisations__activity_cost": 0.0, "organisations__mortality": 0.0, "organisations__leave": 0.0}
FEBRUARY = "2015-02-02"


def party(*units: Unit, **changes: object) -> Scene:
    """A committee of these units where nothing arises but what the test puts in, and cadres are away."""
    return with_units(*units, **{**SURE, "office__staff": 0, "doors": 0, **changes})


def adults(made: Scene, estate: int = 0) -> NDArray[np.int64]:
    """Rows of grown residents of an estate."""
    return np.flatnonzero((made.world.community.estate == estate) & made.world.residents.able)


def organised(made: Scene, members: NDArray[np.int64], **known: Any) -> Organisation:
    """A registered organisation that holds something every week; `known` are its attributes."""
    one: Organisation = made.world.society.found("volunteer", 0, members, "a test", 0, stage=STEPS[-1].stage)
    one.registered = 0
    for name, value in known.items():
        assert hasattr(one, name), name
        setattr(one, name, value)
    return one


# The big party committee


def test_members_in_service_lend_a_hand_in_the_area_of_their_unit() -> None:
    """Matters of the unit's grid are solved by them, and those of other grids wait (R12)."""
    made = party(unit(grid=2), orders=0.0)
    near, far = (made.arises("environment", made.estate_of(grid), hours=5.0)[0] for grid in (2, 5))
    made.live(2)
    book = made.world.matters.book
    assert (book.fate[near], book.solver[near]) == (SOLVED, list(SOLVERS).index("party"))
    assert book.fate[far] != SOLVED or book.solver[far] != list(SOLVERS).index("party")


def test_residents_lean_back_where_a_unit_solved_what_there_was() -> None:
    """From the week after, in that estate and in no other."""
    made = party(
        unit(), orders=0.0, in_service=0, accept_base=20.0, delivers=1.0, deadline=1, memory=1.0, dependence=0.15
    )
    made.arises("parking", 3)
    made.live(2)
    assert made.series["party_solved"].tolist()[:2] == [0, 1]
    assert not made.world.push.autonomy.any()
    made.live(1)
    there = made.world.community.estate == 3
    assert made.world.push.autonomy[there] == pytest.approx(-0.15)
    assert not made.world.push.autonomy[~there].any()


def test_center_households_are_chosen_anew_at_the_new_year() -> None:
    """Of those who moved away nobody is replaced before (R12)."""
    made = party(unit(), orders=0.0, in_service=0)
    made.live(1)
    made.policy.depart(made.policy.centers)
    made.live(51)
    assert made.world.clock.starts_year(made.simulation.week)
    assert not made.policy.centers.size
    made.live(1)
    assert made.policy.centers.size


@pytest.mark.parametrize(("start", "signed"), [(None, 1), (FEBRUARY, 0)], ids=["regular", "extraordinary"])
def test_agreements_are_signed_and_organisations_funded_at_regular_meetings_only(
    start: str | None, signed: int
) -> None:
    """What is urgent is settled at an extraordinary meeting, and nothing else (R15, R17)."""
    made = party(unit(), orders=0.0, in_service=0, start=start, alarm=0.1, signing=20.0, accept_base=20.0,
                 to_organisations=2500.0, deadline=100, **KEEPS_ALL)  # fmt: skip
    one = organised(made, adults(made)[:15])
    made.arises("parking", count=3, hours=1e6)
    made.live(made.policy.first_week + 1)
    assert sum(text.startswith("Extraordinary") for text in made.told()) == 1 - signed
    assert made.series["party_meetings"].sum() == 1
    assert made.simulation.latest("party_agreements") == signed
    assert one.funds == 2500.0 * signed


# Incubation


def incubation(step: str = "fund", **changes: object) -> tuple[Scene, Organisation]:
    """A platform that begins with nobody and accompanies one group, which is at a step; the step is not left."""
    own = {"opening": 0.0, "advance": 0.0, "abort": 0.0, "merchants": 0.0, "events": 1.0, "patience": 1000}
    chances = {f"{channel}_chance": 0.0 for channel in ("grant", "crowdfunding", "gift", "sponsor")}
    made = scene("incubation", **{**own, **chances, **KEEPS_ALL, **changes})
    group = organised(made, adults(made)[:20])
    group.supported = True
    at = [one.name for one in STEPS].index(step) if step != "graduated" else len(STEPS) - 1
    project = Project(0, "volunteer", 0, made.policy.rows, 0, group, at)
    if step == "graduated":
        made.policy.graduates.append(project)
    else:
        made.policy.projects[0] = project
    return made, group


@pytest.mark.parametrize(
    ("step", "paid"), [("fund", [0, 13, 26, 39, 52]), ("evaluate", [0, 13, 26, 39, 52]), ("graduated", [0, 52])]
)
def test_money_comes_by_four_channels(step: str, paid: list[int]) -> None:
    """Once a quarter from step eight on, once a year afterwards: from above, from a collection, as gifts, from firms."""
    sure = {"grant_chance": 1.0, "crowdfunding_chance": 1.0, "gift_chance": 1.0, "sponsor_chance": 1.0}
    amounts = {"grant": 6000.0, "crowdfunding": 20.0, "gift": 1000.0, "sponsor": 3000.0}
    made, group = incubation(step, weeks=54, **sure, **amounts)
    had, came = group.funds, []
    for week in made.weeks():
        if group.funds > had:
            came.append(week)
            assert group.funds - had >= 10_000  # and what the collection brings for each active member
        had = group.funds
    assert came == [week for week in paid if made.world.clock.starts_quarter(week)]
    at = made.world.ledger.modules.index("incubation")
    booked = made.world.ledger.yuan[came, at]
    assert (booked[:, [list(PAYERS).index(payer) for payer in ("residents", "merchants")]] >= [1000.0, 3000.0]).all()


def test_a_group_with_money_holds_more() -> None:
    """Of its own, in half a year (R5)."""
    held = {}
    for grant in (0.0, 6000.0):
        made, group = incubation(events=0.0, grant_chance=1.0, grant=grant,
                                 organisations__unfunded=0.4, organisations__activity_cost=80.0)  # fmt: skip
        group.leaders = adults(made)[:1].tolist()
        made.live(26)
        held[grant] = group.weeks_active(26)
    assert held[6000.0] > held[0.0] > 0


def test_members_of_a_trained_group_grow_keener() -> None:
    """Than those of one that trains in vain, by the same activities with the same luck (R5)."""
    keen = {}
    for training in (0.0, 0.5):
        made, _ = incubation(training=training, organisations__training=0.4)
        keen[training] = made.live(26).simulation.latest("motivation")
    assert keen[0.5] > keen[0.0]


@pytest.mark.parametrize(("passing", "graduates"), [(0.0, 1), (1.0, 0)])
def test_only_who_passes_the_evaluation_graduates(passing: float, graduates: int) -> None:
    """The others stay on the last step, and are helped (R5)."""
    made, _ = incubation("evaluate", passing=passing, advance=1.0, weeks_evaluate=4)
    made.live(12)
    assert made.simulation.latest("incubation_graduated") == graduates
    assert any("gets help" in text for text in made.told()) == (not graduates)


def test_graduates_are_evaluated_at_every_new_year_and_helped_where_they_fail() -> None:
    """The evaluation is paid for; a group that was helped is closer afterwards than one left to itself (R5)."""
    close = {}
    for corrected in (0.0, 0.3):
        made, group = incubation("graduated", passing=1.0, corrected=corrected, evaluation_yuan=800.0, weeks=56)
        made.live(54)
        assert made.paid("government") == 2 * 800.0
        assert sum("gets help" in text for text in made.told()) == 2
        close[corrected] = group.cohesion
    assert close[0.3] > close[0.0]


@pytest.mark.parametrize(("ties", "step"), [(0.0, 4), (1.0, 3)])
def test_a_group_goes_on_to_act_once_enough_of_its_pairs_know_each_other(ties: float, step: int) -> None:
    """It meets on until then (R3)."""
    made, _ = incubation("discuss", ties=ties, regulars=5, advance=1.0, action_people=1000)
    made.live(26)
    assert made.simulation.latest(f"incubation_step_{step}") == 1


def test_an_exchange_of_points_pulls_members_and_is_paid_by_merchants() -> None:
    """Everybody on the list expects a small reward; merchants pay for each who came (R4)."""
    made, group = incubation(exchange_pull=0.2, exchange_yuan=2.0, weeks=20)
    made.live(1)
    assert not made.world.push.reward.any()
    group.awards = 5
    members = np.unique(made.world.society.of(group).row)
    made.live(1)
    assert made.world.push.reward[members] == pytest.approx(0.2)
    assert np.count_nonzero(made.world.push.reward) == members.size
    made.live(15)
    assert made.paid("merchants") >= 2.0
    assert made.paid("merchants") % 2 == 0


# Points


def test_what_organisations_award_is_credited_to_those_enrolled() -> None:
    """Where acts themselves bring nothing, all points come from organisations (R4, R29)."""
    acts = {f"points__earns__{kind}": 0 for kind in list(ACTS)[:HOSTED]}
    made = scene("points", enrollable=1.0, signing_up=1.0, gaming=0.0, month_cap=10_000, **acts, **KEEPS_ALL)
    organised(made, np.flatnonzero(made.world.residents.able)[:300], awards=7)
    made.live(20)
    issued = made.series["points_issued"].sum()
    assert issued > 0
    assert issued % 7 == 0
