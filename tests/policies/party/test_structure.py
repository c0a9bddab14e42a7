"""1 + 1 + N and the four levels (liuhe-R11, R12)."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from sim.agents.party_member import centers_among, members_among
from sim.policies.party.structure import detection
from tests.support.committee import NO_ORDERS, party, with_units
from tests.support.scene import Scene, numbers, unit


def members_of(made: Scene) -> NDArray[np.int64]:
    """The members who live in the places of the module."""
    return members_among(made.world.residents, made.world.community.traits.party_branch, made.policy.rows)


def test_units_with_a_party_organisation_in_the_grids_of_the_module_sit_on_the_committee() -> None:
    """N: not the shop, which has none, and not the bank outside (R11)."""
    inside, shop, outside = unit(0, "school", 2), unit(1, "shop", 2), unit(2, "bank", 3)
    made = with_units(inside, shop, outside, grids=(3,))
    made.live(1)
    assert "and 1 members" in made.told()[0]


def test_members_are_the_grown_up_party_members_who_live_in_its_places() -> None:
    """Everybody of the branches who is there, and nobody else."""
    made = party(grids=(1, 2, 3))
    rows = members_of(made)
    community, residents = made.world.community, made.world.residents
    assert rows.size
    assert (community.traits.party_branch[rows] >= 0).all()
    assert (residents.age[rows] >= 18).all()
    assert (community.grid[rows] < 3).all()
    nowhere = np.zeros_like(made.policy.rows)
    assert members_among(residents, community.traits.party_branch, nowhere).size == 0


def test_each_estate_has_a_center_household_for_so_many_households() -> None:
    """As many as it takes, as far as there are members who live there (R12)."""
    made = party(community__party_members=300, center_homes=20.0)
    members = members_of(made)
    made.policy.begin(made.week)
    chosen = made.policy.centers
    community = made.world.community
    estates = community.settings.estates
    homes = np.bincount(community.places.household_estate, minlength=estates)
    there = np.bincount(community.estate[members], minlength=estates)
    wanted = np.minimum(np.ceil(homes / 20.0), there)
    assert np.bincount(community.estate[chosen], minlength=estates).tolist() == wanted.tolist()
    assert np.unique(chosen).size == chosen.size
    assert np.isin(chosen, members).all()


def test_the_lot_for_center_households_is_drawn_anew_each_year_and_not_by_row() -> None:
    """Other members have their turn; the order in which members are listed does not matter."""
    made = party(community__party_members=300)
    made.policy.begin(made.week)
    now = set(made.policy.centers.tolist())
    made.policy.begin(made.at(52))
    assert now != set(made.policy.centers.tolist())
    community, members = made.world.community, members_of(made)
    estate = community.estate[members]
    homes, lot = np.bincount(community.places.household_estate), np.random.default_rng(1).random(members.size)
    listed = centers_among(members, estate, homes, lot, 20.0)
    assert set(listed.tolist()) == set(centers_among(members[::-1], estate[::-1], homes, lot[::-1], 20.0).tolist())


def test_each_level_sees_and_passes_on() -> None:
    """Center households through three levels, building groups through two, grid branches through one (R12)."""
    made = party(estates=(1, 2))
    s = numbers("party", center_homes=10.0, center_sees=0.2, building_sees=0.1, grid_sees=0.05, passes_on=0.8)
    community, chosen = made.world.community, made.policy.estates
    homes = np.bincount(community.places.household_estate, minlength=chosen.size)
    one = np.flatnonzero(community.estate == 0)[:1]
    found = detection(made.week, one, chosen, s)
    higher = 0.1 * 0.8**2 + 0.05 * 0.8
    assert found[0] == pytest.approx(10 / homes[0] * 0.2 * 0.8**3 + higher)
    assert found[1] == pytest.approx(higher)
    assert not found[2:].any()


def test_center_households_cover_no_more_than_there_is() -> None:
    """Twice as many hear no more than enough of them do, and the whole is a probability."""
    made = party(estates=(1,))
    everybody = np.flatnonzero(made.world.community.estate == 0)
    found = detection(made.week, everybody, made.policy.estates, numbers("party", passes_on=1.0))
    s = numbers("party")
    assert found[0] == pytest.approx(s.center_sees + s.building_sees + s.grid_sees)
    assert detection(made.week, everybody, made.policy.estates, numbers("party", dose=10.0)).max() == 1.0


def test_what_the_levels_hear_becomes_known() -> None:
    """Nothing would be known otherwise; with the committee much is within a month."""
    known = {}
    for dose in (0.0, 1.0):
        made = party(dose=dose, matters__noticed=0.0, matters__parking=500.0, office__staff=0, **NO_ORDERS).live(5)
        known[dose] = made.week.known_matters.row.size / made.week.open_matters.sum()
    assert known[0.0] == 0
    assert known[1.0] > 0.15


def test_center_households_ask_their_contacts_within_the_places_of_the_module() -> None:
    """Every contact who lives there and is of age, nobody beyond the border (R12)."""
    made = party(grids=(1, 2), center_asks=0.04, mobilised=0.0, **NO_ORDERS)
    made.policy.begin(made.week)
    made.policy.act(made.week)
    residents, asked = made.world.residents, made.world.push.party
    centers = made.policy.centers
    expected = np.zeros_like(asked)
    for row in centers[residents.able[centers]]:
        contacts = residents.tie_to[residents.tie_start[row] : residents.tie_start[row + 1]]
        np.add.at(expected, contacts[residents.able[contacts] & made.policy.rows[contacts]], np.float32(0.04))
    assert asked.sum() > 0
    assert asked == pytest.approx(expected)


def test_more_take_part_where_center_households_ask_their_contacts() -> None:
    """The same community, the same luck, members who ask nobody or everybody they know (R12)."""
    came = {}
    for asks in (0.0, 0.5):
        made = party(center_asks=asks, community__party_members=300, center_homes=10.0, **NO_ORDERS)
        came[asks] = made.live(13).series["participation"].mean()
    assert came[0.5] > 1.2 * came[0.0]


def test_party_members_feel_obliged_and_are_asked_by_their_branch() -> None:
    """They and nobody else."""
    made = party(duty=0.4, mobilised=0.07, doors=0)
    made.policy.act(made.week)
    members = members_of(made)
    others = np.setdiff1d(np.arange(made.world.community.people), members)
    assert made.world.push.pressure[members] == pytest.approx(0.4)
    assert made.world.push.party[members] == pytest.approx(0.07)
    assert not made.world.push.pressure[others].any()
    assert not made.world.push.party[others].any()


def test_in_service_members_who_report_lend_hours_where_their_unit_answers_for_matters() -> None:
    """In the grid of the unit, evenly; the sum is people times share times hours (R13, R14)."""
    made = with_units(unit(0, "bank", 1), unit(1, "school", 4), in_service=100, reporting=0.5, in_service_hours=0.6)
    made.policy.act(made.week)
    hands = made.world.places.hands
    grid = made.world.community.places.estate_grid
    assert hands.sum() == pytest.approx(100 * 0.5 * 0.6)
    assert hands[:, grid == 1].sum() == pytest.approx(hands[:, grid == 4].sum()) == pytest.approx(15.0)
    assert np.ptp(hands[2, grid == 1]) == pytest.approx(0.0)
