"""A minimally different world: one person more, in the middle of the rows, and nothing else.

Luck belongs to persons and not to rows, so whoever has nothing to do with that person lives the same life, although
the rows of everybody behind have shifted. And through open channels a single person changes few others.
"""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from sim.community import Community, build_community
from sim.community.build import _freeze
from sim.community.circles import ESTATE, HOUSEHOLD
from sim.community.places import Places
from sim.community.register import NEVER
from sim.community.ties import Ties
from sim.scenario import Scenario
from sim.simulation import Simulation
from tests.support import small
from tests.support.columns import by_number

ESTATE_OF_THE_NEWCOMER, FRIENDS = 7, 5

# Every way in which somebody without ties who never comes could reach others: cadres call a number of people in each
# grid, matters arise with the number of residents, and collective efficacy follows the share of residents who act.
MATTERS = (
    *("environment", "parking", "facilities", "property", "disputes"),
    *("meals", "elder_care", "childcare", "after_school"),
)
CLOSED = {"office.calls": 0.0, "matters.collective_active": 0.0} | {f"matters.{kind}": 0.0 for kind in MATTERS}


def one_more(community: Community, friends: int = 0, **traits: float) -> Community:
    """The community with one person of 40 more, alone in a dwelling at the end of an estate.

    Traits are those of the person in the row before, but those given; friends are people of the same estate.
    """
    people, at = community.people, int(community.estate_start[ESTATE_OF_THE_NEWCOMER + 1])
    neighbours = np.arange(at - friends, at)
    own = {"party_branch": -1, "frailty": 1.0, **traits}
    lived = {"born": -40.0 * 52, "arrives": 0, "leaves": NEVER, "seat": -1, "died": False}
    dwelling = community.places.renter.size

    def inserted(column: NDArray[Any], value: object) -> NDArray[Any]:
        return np.insert(column, at, value, axis=0)

    def with_row(table: Any, changed: dict[str, object]) -> Any:
        columns = {field.name: getattr(table, field.name) for field in fields(table)}
        return replace(
            table, **{name: inserted(column, changed.get(name, column[at - 1])) for name, column in columns.items()}
        )

    changed = replace(
        community,
        number=inserted(community.number, people),
        household=inserted(community.household, dwelling),
        building=inserted(community.building, community.building[at - 1]),
        estate=inserted(community.estate, ESTATE_OF_THE_NEWCOMER),
        grid=inserted(community.grid, community.grid[at - 1]),
        estate_start=community.estate_start + (community.estate_start >= at),
        grid_start=community.grid_start + (community.grid_start >= at),
        register=with_row(community.register, {"household": dwelling, **lived}),
        traits=with_row(community.traits, own),
        ties=_tied(community.ties, at, neighbours),
        places=_with_a_dwelling(community.places),
    )
    _freeze(changed)
    return changed


def _with_a_dwelling(places: Places) -> Places:
    last = int(np.flatnonzero(places.household_estate == ESTATE_OF_THE_NEWCOMER)[-1])
    columns = ("household_building", "household_estate", "renter")
    return replace(places, **{name: np.append(getattr(places, name), getattr(places, name)[last]) for name in columns})


def _tied(ties: Ties, at: int, friends: NDArray[np.int64]) -> Ties:
    """The ties with rows from `at` on shifted by one, and ties of closeness 2 between row `at` and its friends."""
    people = ties.start.size - 1
    shifted = np.arange(people) + (np.arange(people) >= at)
    here, there = np.full(friends.size, at), friends
    source = np.concatenate([np.repeat(shifted, np.diff(ties.start)), here, there])
    to = np.concatenate([shifted[ties.to], there, here])
    layer = np.append(ties.layer, np.full(2 * friends.size, ESTATE, np.uint8))
    closeness = np.append(ties.closeness, np.full(2 * friends.size, 2, np.uint8))
    order = np.lexsort((to, layer, source))
    start = np.searchsorted(source[order], np.arange(people + 2)).astype(np.int64)
    at_home = np.bincount(source[layer == HOUSEHOLD], minlength=people + 1)
    return Ties(start, start[:-1] + at_home, to[order].astype(np.int32), layer[order], closeness[order])


def lived(scenario: Scenario, community: Community, monkeypatch: pytest.MonkeyPatch) -> Simulation:
    """A run of a scenario on a given community."""
    monkeypatch.setattr("sim.simulation.build_community", lambda *_: community)
    simulation = Simulation(scenario, seed=3)
    simulation.run()
    return simulation


def test_somebody_whom_nothing_ties_to_others_changes_nothing_for_them(monkeypatch: pytest.MonkeyPatch) -> None:
    """After a year with points everybody else is the same to the last bit, wherever their row now is.

    The one more has no ties and no spare hours; calls, matters and the weight of the share active are off.
    """
    scenario = small(weeks=104, office__activities=3.0).adding("points").but(CLOSED)
    before = build_community(scenario.community, scenario.weeks)
    after = one_more(before, spare_factor=0.0)
    assert (after.number[: before.people] != before.number).mean() > 0.5  # rows did shift
    without, with_one = (by_number(lived(scenario, one, monkeypatch), before.people) for one in (before, after))
    assert without["acts_total"].sum() > 500
    assert without["points enrolled"].sum() > 100
    for name, column in without.items():
        assert np.array_equal(column, with_one[name]), name


def test_through_open_channels_one_person_changes_few_others(monkeypatch: pytest.MonkeyPatch) -> None:
    """Half a year on, fewer than one in a hundred others have ever taken part in another week than they would have.

    The one more is eager, has five friends, is called up, and brings matters of their own.
    """
    scenario = small(weeks=26, office__activities=3.0)
    before = build_community(scenario.community, scenario.weeks)
    after = one_more(before, friends=FRIENDS, motivation=0.9, spare_factor=5.0)
    one, other = (lived(scenario, community, monkeypatch) for community in (before, after))
    newcomer = after.number == before.people
    assert other.world.residents.acts_total[newcomer][0] > 0
    without, with_one = (by_number(simulation, before.people) for simulation in (one, other))
    differently = without["took"] != with_one["took"]
    assert (without["near_total"] != with_one["near_total"]).sum() == FRIENDS
    assert 0 < differently.sum() < 0.01 * before.people
