"""Who lives there in week 0: every count of the case is met exactly; places."""

from __future__ import annotations

from dataclasses import fields

import networkx as nx
import numpy as np
import pytest
from numpy.typing import NDArray

from sim.community import Community, CommunitySettings, build_community
from sim.community.places import Places, build_places
from sim.rng import Streams
from tests.support import small
from tests.support.communities import ages_at

# People and households of week 0


def test_residents_are_exactly_as_many_as_declared(community: Community) -> None:
    """The case counts 14,300 residents."""
    assert community.here(0).sum() == community.settings.residents == 14300


def test_every_household_is_occupied(community: Community) -> None:
    """The case counts 5,110 households, and nobody starts with an empty dwelling."""
    members = np.bincount(community.household[community.here(0)], minlength=community.settings.households)
    assert members.size == 5110
    assert members.min() >= 1


def test_households_have_one_to_five_members_and_the_mean_of_the_case(community: Community) -> None:
    """5,110 households of 14,300 people are 2.80 on average."""
    members = np.bincount(community.household[community.here(0)])
    assert members.max() == 5
    assert members.mean() == pytest.approx(2.80, abs=0.005)


def test_household_sizes_follow_the_declared_shares(community: Community) -> None:
    """Exactness moves sizes a little; the shape stays."""
    homes = community.settings.homes
    wanted = [homes.size_1, homes.size_2, homes.size_3, homes.size_4]
    shares = (
        np.bincount(np.bincount(community.household[community.here(0)]), minlength=6)[1:5]
        / community.settings.households
    )
    assert shares == pytest.approx(wanted, abs=0.03)


def test_every_age_class_is_met_exactly(community: Community) -> None:
    """165 aged 0–3 and 2,347 aged 60 and over are of the case, the others of the settings."""
    ages = community.settings.ages
    age = ages_at(community, 0)[community.here(0)]
    classes = {
        (0, 4): ages.infants,
        (4, 12): ages.children,
        (12, 18): ages.teens,
        (18, 40): ages.young,
        (60, 200): ages.elders,
        (40, 60): community.settings.residents - ages.infants - ages.children - ages.teens - ages.young - ages.elders,
        (60, 70): round(ages.elders * ages.elders_in_sixties),
        (70, 80): round(ages.elders * ages.elders_in_seventies),
    }
    assert {span: int(((age >= span[0]) & (age < span[1])).sum()) for span in classes} == classes
    assert (ages.infants, ages.elders) == (165, 2347)


def test_no_child_lives_without_an_adult(community: Community) -> None:
    """Households are put together as people live."""
    here, age = community.here(0), ages_at(community, 0)
    adults = np.bincount(community.household[here & (age >= 18)], minlength=community.settings.households)
    assert adults.min() >= 1


def test_partners_are_of_similar_age(community: Community) -> None:
    """Two adults who head a household are mostly of one generation."""
    first = community.here(0) & (ages_at(community, 0) >= 18)
    age = ages_at(community, 0)
    head, partner = (
        dict(zip(community.household[rows], age[rows], strict=True))
        for rows in (first & (community.register.member == n) for n in (0, 1))
    )
    apart = np.array([abs(head[home] - partner[home]) for home in head.keys() & partner.keys()])
    assert np.median(apart) < 10


def test_sexes_are_even(community: Community) -> None:
    """About half of the residents are women."""
    assert community.register.female[community.here(0)].mean() == pytest.approx(0.5, abs=0.02)


def test_scaled_is_the_same_community_so_many_times_larger(settings: CommunitySettings) -> None:
    """People, households, estates and units are doubled, grids are not, and every count is met again."""
    double = settings.scaled(2)
    assert CommunitySettings.model_validate(double.model_dump()) == double
    twice = build_community(double, 1)
    here, age = twice.here(0), ages_at(twice, 0)
    assert here.sum() == 2 * settings.residents
    assert np.bincount(twice.household[here]).size == 2 * settings.households
    assert twice.places.estate_grid.size == 2 * settings.estates
    assert np.unique(twice.grid).size == settings.grids
    assert (age[here] >= 60).sum() == 2 * settings.ages.elders
    assert (age[here] < 4).sum() == 2 * settings.ages.infants
    assert (twice.traits.party_branch >= 0).sum() == 2 * settings.party_members
    assert twice.units.kind.size == 2 * settings.units.units


# Places


def test_estates_are_twentyfive_of_unequal_size(community: Community) -> None:
    """The case has 25 estates and does not give their sizes."""
    sizes = np.bincount(community.places.household_estate)
    assert sizes.size == community.settings.estates == 25
    assert sizes.sum() == community.settings.households
    assert np.log(sizes).std() == pytest.approx(community.settings.places.estate_spread, abs=0.25)


def test_estates_are_equal_when_they_shall_be() -> None:
    """Without spread all estates have the same size, but for the remainder."""
    sizes = np.bincount(
        build_community(small(community__places__estate_spread=0.0).community, 1).places.household_estate
    )
    assert np.ptp(sizes) <= 1


@pytest.mark.parametrize("seed", range(5))
def test_each_of_the_twelve_grids_has_one_to_three_estates(seed: int) -> None:
    """Whatever the luck."""
    places = build_community(small(community__seed=seed).community, 1).places
    estates = np.bincount(places.estate_grid, minlength=12)
    assert estates.size == 12
    assert estates.min() >= 1
    assert estates.max() <= 3


def test_grids_are_of_comparable_size(nine_years: Community) -> None:
    """Estates are spread evenly over grids: no grid has a third of everybody."""
    assert np.bincount(nine_years.grid).max() < 2 * np.bincount(nine_years.grid).mean()


def test_places_nest(community: Community) -> None:
    """Every household is in one building, every building in one estate, every estate in one grid."""
    places = community.places
    assert np.array_equal(places.building_estate[places.household_building], places.household_estate)
    assert np.array_equal(places.household_building[community.household], community.building)
    assert np.array_equal(places.household_estate[community.household], community.estate)
    assert np.array_equal(places.estate_grid[community.estate], community.grid)


def test_a_grid_and_an_estate_are_slices_of_every_column(community: Community) -> None:
    """Rows are sorted by grid, estate, building and dwelling."""
    for start, place in ((community.estate_start, community.estate), (community.grid_start, community.grid)):
        assert np.array_equal(np.repeat(np.arange(start.size - 1), np.diff(start)), place)
    assert (np.diff(community.household) >= 0).all()


def test_buildings_have_about_the_declared_number_of_households(community: Community) -> None:
    """Estates are cut into buildings of about the wanted size."""
    sizes = np.bincount(community.places.household_building)
    assert sizes.mean() == pytest.approx(community.settings.places.building_households, rel=0.1)


@pytest.mark.parametrize("grids", [1, 2, 3, 5, 12, 24])
def test_adjacency_of_grids_is_a_connected_map(grids: int) -> None:
    """Grids are areas side by side: one piece, and it can be drawn without crossings."""
    places = build_places(small(community__grids=grids).community, Streams(3))
    assert sorted(places.grid_graph.nodes) == list(range(grids))
    assert nx.is_connected(places.grid_graph)
    assert nx.check_planarity(places.grid_graph)[0]
    assert nx.number_of_selfloops(places.grid_graph) == 0


def test_edges_of_the_drawn_map_do_not_cross(community: Community) -> None:
    """Where grids are drawn, straight edges between neighbours meet at grids only."""
    graph = community.places.grid_graph
    at = {node: np.array(place) for node, place in graph.nodes(data="pos")}

    def side(a: int, b: int, c: int) -> float:
        one, other = at[b] - at[a], at[c] - at[a]
        return float(np.sign(one[0] * other[1] - one[1] * other[0]))

    edges = list(graph.edges)
    for n, (a, b) in enumerate(edges):
        for c, d in edges[n + 1 :]:
            if len({a, b, c, d}) == 4:
                assert not (side(a, b, c) != side(a, b, d) and side(c, d, a) != side(c, d, b)), (a, b, c, d)


def test_share_of_renters_is_as_declared(community: Community) -> None:
    """Renting is drawn per dwelling, more of it in some estates."""
    assert community.places.renter.mean() == pytest.approx(community.settings.homes.renters, abs=0.02)


def test_condition_of_facilities_is_around_its_mean() -> None:
    """Over many estates the mean condition is the declared one."""
    settings = small(community__estates=400, community__grids=12).community
    places = build_places(settings, Streams(1))
    assert places.facilities.mean() == pytest.approx(settings.places.facilities, abs=0.04)
    assert places.property_company.mean() == pytest.approx(settings.places.with_property_company, abs=0.08)
    assert np.average(places.neighbouring, weights=_households(places)) == pytest.approx(1.0, abs=1e-3)


def _households(places: Places) -> NDArray[np.int64]:
    return np.bincount(places.household_estate)


def test_units_are_as_many_as_declared(community: Community) -> None:
    """Each stands in a grid and has something it could give."""
    units = community.units
    assert {field.name: getattr(units, field.name).size for field in fields(units)} == {
        field.name: community.settings.units.units for field in fields(units)
    }
    assert set(units.grid) <= set(range(community.settings.grids))
    assert (units.idle_space > 0).all()
    assert ((units.goodwill > 0) & (units.goodwill < 1)).all()
