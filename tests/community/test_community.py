"""Who lives there: every count of the case is met exactly, every parameter of the rest is met closely."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from hashlib import blake2b
from typing import Any

import networkx as nx
import numpy as np
import pytest
from numpy.typing import NDArray

from sim.agents.resident.columns import EMPLOYED, RETIRED, STUDENT
from sim.clock import WEEKS_PER_YEAR
from sim.community import Community, CommunitySettings, build_community
from sim.community.places import Places, build_places
from sim.community.ties import BUILDING, CROSS, ESTATE, GRID, HOUSEHOLD, clustering
from sim.rng import Streams
from sim.scenario import Scenario
from sim.simulation import Simulation
from tests.support import ROOT, small

YEAR = 52


def ages_at(community: Community, week: int) -> NDArray[Any]:
    """Everyone's age in a week, as residents carry it."""
    return ((week - community.register.born) / WEEKS_PER_YEAR).astype(np.float32)


def arrays_of(thing: object, path: str = "") -> Iterator[tuple[str, NDArray[Any]]]:
    """Every array of a community, with its name."""
    for field in fields(thing):  # type: ignore[arg-type]
        value = getattr(thing, field.name)
        if isinstance(value, np.ndarray):
            yield f"{path}{field.name}", value
        elif is_dataclass(value):
            yield from arrays_of(value, f"{path}{field.name}.")


def fingerprint(community: Community) -> str:
    """A hash of every bit of a community."""
    digest = blake2b(digest_size=16)
    for name, array in arrays_of(community):
        digest.update(f"{name} {array.dtype} {array.shape}".encode() + np.ascontiguousarray(array).tobytes())
    digest.update(repr(sorted(community.places.grid_graph.edges)).encode())
    digest.update(repr(sorted(community.places.grid_graph.nodes(data="pos"))).encode())
    return digest.hexdigest()


def ends(community: Community) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """Both ends of every tie, each direction once."""
    return np.repeat(np.arange(community.people), np.diff(community.ties.start)), community.ties.to


def graph_at_start(community: Community) -> nx.Graph:  # type: ignore[type-arg]
    """Who knows whom in week 0."""
    return nx.from_scipy_sparse_array(community.ties.matrix(community.here(0)))


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


# Traits


def test_party_members_are_adults_and_exactly_as_many_as_declared(community: Community) -> None:
    """The case counts 238 party members in the community's own branches."""
    party = community.traits.party_branch >= 0
    assert party.sum() == community.settings.party_members == 238
    assert community.here(0)[party].all()
    assert ages_at(community, 0)[party].min() >= 18


def test_party_branches_are_made_of_whole_grids(community: Community) -> None:
    """The case has 6 branches and 12 grids: two grids to a branch, everyone in the branch of their grid."""
    party = community.traits.party_branch >= 0
    pairs = set(zip(community.grid[party].tolist(), community.traits.party_branch[party].tolist(), strict=True))
    assert len(pairs) == community.settings.grids
    assert sorted(branch for _, branch in pairs) == sorted(2 * list(range(6)))


def test_spare_hours_have_the_declared_median_at_every_age() -> None:
    """Without care duties at home, half of an age group has less than its median and half has more."""
    free = Scenario().but({"community.traits.care_child": 1.0, "community.traits.care_frail": 1.0, "weeks": 1})
    simulation = Simulation(free)
    simulation.step()
    residents, traits = simulation.world.residents, free.community.traits
    medians = {
        (12, 18): traits.spare_teens,
        (18, 40): traits.spare_young,
        (40, 60): traits.spare_middle,
        (60, 70): traits.spare_sixties,
        (70, 80): traits.spare_seventies,
        (80, 200): traits.spare_eighties,
    }
    for (low, high), median in medians.items():
        group = residents.here & (residents.age >= low) & (residents.age < high)
        less = (residents.spare[group] < median).mean()
        assert less == pytest.approx(0.5, abs=3 * 0.5 / group.sum() ** 0.5), (low, high)
    assert not residents.spare[residents.age < 12].any()


def test_care_at_home_takes_spare_hours(community: Community) -> None:
    """Adults who live with a young child or a frail elder have the declared share of their hours left."""
    simulation = Simulation(Scenario().but({"weeks": 104}))
    simulation.step()
    residents, traits = simulation.world.residents, community.settings.traits
    home, here = community.household, residents.here
    frail = np.isin(home, home[here & residents.frail])
    infant = np.isin(home, home[here & (residents.age < 6)])
    group = here & (residents.age >= 18) & (residents.age < 40)
    expected = traits.spare_young * community.traits.spare_factor
    for duties, left in (
        (~frail & ~infant, 1.0),
        (infant & ~frail, traits.care_child),
        (frail & ~infant, traits.care_frail),
    ):
        rows = group & duties & ~residents.frail
        assert rows.any()
        assert residents.spare[rows] == pytest.approx(expected[rows] * left, rel=1e-5)


def test_frailty_grows_with_age() -> None:
    """As large a share of each age group is frail as declared."""
    simulation = Simulation(Scenario().but({"weeks": 1}))
    simulation.step()
    residents, traits = simulation.world.residents, simulation.scenario.community.traits
    for low, high, share in (
        (0, 60, 0.0),
        (60, 70, traits.frail_sixties),
        (70, 80, traits.frail_seventies),
        (80, 200, traits.frail_eighties),
    ):
        group = residents.here & (residents.age >= low) & (residents.age < high)
        assert residents.frail[group].mean() == pytest.approx(
            share, abs=3.5 * (share * (1 - share) / group.sum()) ** 0.5
        )


def test_people_study_work_and_retire_by_age() -> None:
    """Pupils below 18, retirement at 55 for women and 60 for men, and the declared share without paid work."""
    simulation = Simulation(Scenario().but({"weeks": 1}))
    simulation.step()
    residents, community = simulation.world.residents, simulation.world.community
    here, age, female = residents.here, residents.age, community.register.female
    assert (residents.occupation[here & (age >= 6) & (age < 18)] == STUDENT).all()
    assert (residents.occupation[here & female & (age >= 55)] == RETIRED).all()
    assert (residents.occupation[here & ~female & (age >= 60)] == RETIRED).all()
    working_age = here & (age >= 22) & (age < 55)
    assert not (residents.occupation[working_age] == RETIRED).any()
    unemployed = 1 - (residents.occupation[working_age] == EMPLOYED).mean()
    assert unemployed == pytest.approx(community.settings.traits.unemployed, abs=0.015)


def test_civic_skill_is_beta_and_higher_in_the_party(community: Community) -> None:
    """Mean and spread of a Beta distribution, plus the party members' advantage."""
    traits, first = community.settings.traits, community.here(0)
    party = community.traits.party_branch >= 0
    total = traits.skill_a + traits.skill_b
    mean, spread = traits.skill_a / total, (traits.skill_a * traits.skill_b / total**2 / (total + 1)) ** 0.5
    others = community.traits.skill[first & ~party]
    assert others.mean() == pytest.approx(mean, abs=0.01)
    assert others.std() == pytest.approx(spread, abs=0.01)
    assert community.traits.skill[party].mean() - mean == pytest.approx(traits.skill_party, abs=0.05)


def test_motivation_differs_between_groups_as_declared(community: Community) -> None:
    """Elders and party members are more motivated, renters less, compared within their own estate."""
    traits = community.settings.traits
    first, age = community.here(0), ages_at(community, 0)
    party, elder, renter = community.traits.party_branch >= 0, age >= 60, community.places.renter[community.household]
    columns = np.stack([party, elder, renter], axis=1)[first].astype(float)
    estates = (community.estate[first][:, None] == np.arange(community.settings.estates)).astype(float)
    found, *_ = np.linalg.lstsq(np.hstack([columns, estates]), community.traits.motivation[first], rcond=None)
    assert found[:3] == pytest.approx(
        [traits.motivation_party, traits.motivation_elder, -traits.motivation_renter], abs=0.03
    )


def test_attitudes_are_around_their_declared_means(community: Community) -> None:
    """Belonging, efficacy and trust at the start."""
    traits = community.settings.traits
    for name in ("belonging", "efficacy", "trust"):
        column = getattr(community.traits, name)
        assert column.mean() == pytest.approx(getattr(traits, name), abs=0.01)
        assert column.min() >= 0
        assert column.max() <= 1


def test_thresholds_make_the_declared_types(community: Community) -> None:
    """The reluctant, the satiable and the unconditional each have their share; the rest are conditional cooperators."""
    declared, traits = community.settings.traits, community.traits
    unconditional = traits.threshold < 0
    assert unconditional.mean() == pytest.approx(declared.unconditional, abs=0.01)
    assert traits.satiable.mean() == pytest.approx(declared.satiable, abs=0.01)
    assert not (unconditional & traits.satiable).any()
    ordinary = traits.threshold[~unconditional]
    expected = declared.threshold + 0.3 * declared.reluctant / (1 - declared.unconditional)
    assert ordinary.mean() == pytest.approx(expected, abs=0.01)
    assert (traits.by_face.mean()) == pytest.approx(declared.by_face, abs=0.015)


def test_interests_are_shares(community: Community) -> None:
    """Everyone's interests add up to one, and most people care for one or two things."""
    interest = community.traits.interest
    assert interest.sum(axis=1) == pytest.approx(1.0, abs=1e-5)
    assert interest.min() >= 0
    assert interest.mean(axis=0) == pytest.approx(0.2, abs=0.01)
    assert (np.sort(interest, axis=1)[:, -2:].sum(axis=1) > 0.7).mean() > 0.6


@pytest.mark.parametrize("seed", [6, 34, 160, 2015])
def test_every_trait_is_a_finite_number(seed: int) -> None:
    """Whatever the luck: in some of these communities a draw is as near to 1 as draws get."""
    people = build_community(Scenario().but({"community.seed": seed}).community, 1).traits
    for name, column in arrays_of(people):
        assert np.isfinite(column).all(), name


# Ties


@pytest.mark.parametrize(("mean_degree", "wanted"), [(8.0, 0.2), (12.0, 0.28), (16.0, 0.3), (16.0, 0.2)])
@pytest.mark.parametrize("seed", [1, 2015])
def test_degree_and_clustering_are_the_declared_ones(mean_degree: float, wanted: float, seed: int) -> None:
    """As networkx counts them, among those who live there in week 0."""
    settings = small(community__ties__mean_degree=mean_degree, community__ties__clustering=wanted, community__seed=seed)
    graph = graph_at_start(build_community(settings.community, 1))
    assert 2 * graph.number_of_edges() / graph.number_of_nodes() == pytest.approx(mean_degree, rel=0.015)
    assert nx.average_clustering(graph) == pytest.approx(wanted, abs=0.02)


def test_degree_and_clustering_of_the_case(community: Community) -> None:
    """The same in full size, more closely."""
    graph, ties = graph_at_start(community), community.settings.ties
    assert 2 * graph.number_of_edges() / graph.number_of_nodes() == pytest.approx(ties.mean_degree, rel=0.005)
    assert nx.average_clustering(graph) == pytest.approx(ties.clustering, abs=0.01)


def test_our_clustering_is_that_of_networkx() -> None:
    """The measure by which ties are solved for is the one by which they are judged."""
    community = build_community(small().community, 1)
    assert clustering(community.ties.matrix(community.here(0))) == pytest.approx(
        nx.average_clustering(graph_at_start(community)), abs=1e-9
    )


@pytest.mark.parametrize(("cross", "grid"), [(0.08, 0.05), (0.15, 0.10), (0.03, 0.03)])
def test_share_of_ties_across_grids_and_estates_is_as_declared(cross: float, grid: float) -> None:
    """Few ties leave the estate, fewer the grid."""
    settings = small(community__ties__cross_grid=cross, community__ties__grid=grid)
    community = build_community(settings.community, 1)
    rows, to = ends(community)
    assert (community.grid[rows] != community.grid[to]).mean() == pytest.approx(cross, abs=0.01)
    outside = (community.estate[rows] != community.estate[to]) & (community.grid[rows] == community.grid[to])
    assert outside.mean() == pytest.approx(grid, abs=0.03)


def test_layers_say_where_a_tie_was_made(community: Community) -> None:
    """Household ties stay in the household, building ties in the building, and so on outwards."""
    rows, to = ends(community)
    layer = community.ties.layer
    for which, same, apart in (
        (HOUSEHOLD, "household", None),
        (BUILDING, "building", "household"),
        (ESTATE, "estate", "household"),
        (GRID, "grid", "estate"),
        (CROSS, None, "grid"),
    ):
        of_layer = layer == which
        assert of_layer.any()
        if same is not None:
            place = getattr(community, same)
            assert (place[rows[of_layer]] == place[to[of_layer]]).all(), which
        if apart is not None:
            place = getattr(community, apart)
            assert (place[rows[of_layer]] != place[to[of_layer]]).all(), which


def test_ties_are_mutual_single_and_never_with_oneself(nine_years: Community) -> None:
    """Both directions of every tie are stored once, with one layer and one closeness."""
    rows, to = ends(nine_years)
    people = np.int64(nine_years.people)
    there, back = rows * people + to, to * people + rows
    assert (rows != to).all()
    assert np.unique(there).size == there.size
    one_way, other_way = np.argsort(there), np.argsort(back)
    assert np.array_equal(there[one_way], back[other_way])
    for column in (nine_years.ties.layer, nine_years.ties.closeness):
        assert np.array_equal(column[one_way], column[other_way])


def test_household_ties_come_first(nine_years: Community) -> None:
    """Layers ascend within a row, so that one number says where family ends."""
    ties = nine_years.ties
    rows, _ = ends(nine_years)
    same_row = rows[1:] == rows[:-1]
    assert (np.diff(ties.layer.astype(int))[same_row] >= 0).all()
    at = np.arange(ties.to.size)
    assert np.array_equal(at < ties.household_end[rows], ties.layer == HOUSEHOLD)


def test_a_family_knows_each_other(community: Community) -> None:
    """In week 0 everybody is tied to every other member of the household."""
    here = community.here(0)
    rows, to = ends(community)
    at_home = (community.ties.layer == HOUSEHOLD) & here[rows] & here[to]
    members = np.bincount(community.household[here], minlength=community.settings.households)
    assert np.array_equal(
        np.bincount(rows[at_home], minlength=community.people)[here], members[community.household[here]] - 1
    )


def test_closeness_falls_from_family_to_neighbours_to_others(community: Community) -> None:
    """Each layer weighs what is declared."""
    declared, ties = community.settings.ties, community.ties
    weights = {
        HOUSEHOLD: declared.close_household,
        BUILDING: declared.close_local,
        ESTATE: declared.close_other,
        GRID: declared.close_other,
        CROSS: declared.close_other,
    }
    assert {layer: np.unique(ties.closeness[ties.layer == layer]).tolist() for layer in weights} == {
        layer: [weight] for layer, weight in weights.items()
    }


def test_ties_join_only_people_who_live_there_at_the_same_time(nine_years: Community) -> None:
    """Nobody knows a neighbour who left before they came."""
    rows, to = ends(nine_years)
    arrives, leaves = nine_years.register.arrives, nine_years.register.leaves
    assert (np.maximum(arrives[rows], arrives[to]) < np.minimum(leaves[rows], leaves[to])).all()


def test_newcomers_find_neighbours(nine_years: Community) -> None:
    """A family that moves in takes up most of the contacts of those who lived there before."""
    last = nine_years.here(nine_years.weeks - 1)
    degree = np.diff(nine_years.ties.matrix(last).indptr)
    came = nine_years.register.arrives[last] > 0
    assert degree[came].mean() > 0.5 * nine_years.settings.ties.mean_degree
    assert degree.mean() > 0.8 * nine_years.settings.ties.mean_degree


def test_people_of_like_age_are_closer_in_the_estate() -> None:
    """Friends differ less in age when age matters more."""

    def apart(mixing: float) -> float:
        community = build_community(small(community__ties__age_mixing=mixing).community, 1)
        rows, to = ends(community)
        of_estate = community.ties.layer == ESTATE
        age = ages_at(community, 0)
        return float(np.abs(age[rows] - age[to])[of_estate].mean())

    assert apart(1.0) < apart(25.0)


# Sameness


def test_same_settings_build_the_same_people_to_the_last_bit() -> None:
    """Building again gives the same, not merely something alike."""
    settings = small().community
    first = build_community(settings, 60)
    build_community.cache_clear()
    assert fingerprint(build_community(settings, 60)) == fingerprint(first)


def test_another_process_builds_the_same_people(community: Community) -> None:
    """Neither the process nor Python's hash seed has a say."""
    code = (
        "from sim.community import CommunitySettings, build_community\n"
        "from tests.community.test_community import fingerprint\n"
        "print(fingerprint(build_community(CommunitySettings(), 104)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONHASHSEED": "7"},
        text=True,
        capture_output=True,
        check=True,
        cwd=ROOT,
    )
    assert done.stdout.strip() == fingerprint(community)


def test_another_seed_builds_other_people() -> None:
    """The community has a seed of its own."""
    assert fingerprint(build_community(small(community__seed=1).community, 1)) != fingerprint(
        build_community(small(community__seed=2).community, 1)
    )


def test_a_longer_span_changes_nothing_before(community: Community, nine_years: Community) -> None:
    """The first two years are the same whether the run covers two years or nine."""
    week = 50
    here_short, here_long = community.here(week), nine_years.here(week)
    assert np.array_equal(community.number[here_short], nine_years.number[here_long])
    for name, short in arrays_of(community.traits):
        assert np.array_equal(short[here_short], getattr(nine_years.traits, name)[here_long]), name
    for name in ("household", "building", "estate", "grid"):
        assert np.array_equal(getattr(community, name)[here_short], getattr(nine_years, name)[here_long]), name
    one, other = community.ties.matrix(here_short), nine_years.ties.matrix(here_long)
    assert (one != other).nnz == 0
    for at in range(0, 104, 13):
        assert community.here(at).sum() == nine_years.here(at).sum()


def test_one_party_member_more_changes_nobody_else() -> None:
    """A minimally different world: everything but the new member's own traits stays."""
    base = build_community(small().community, 60)
    more = build_community(small(community__party_members=25).community, 60)
    joined = (more.traits.party_branch >= 0) & (base.traits.party_branch < 0)
    assert joined.sum() == 1
    for name, column in arrays_of(base.traits):
        assert np.array_equal(column[~joined], getattr(more.traits, name)[~joined]), name
    assert np.array_equal(base.ties.to, more.ties.to)


def test_everything_of_a_community_is_read_only(community: Community) -> None:
    """Replicates share it, so nothing in a run may change it."""
    found = dict(arrays_of(community))
    assert len(found) > 40
    assert [name for name, array in found.items() if array.flags.writeable] == []
    with pytest.raises(ValueError, match="read-only"):
        community.traits.motivation[0] = 1.0


def test_what_residents_share_with_the_community_is_read_only() -> None:
    """Columns that are the community's own cannot be written through a run."""
    residents = Simulation(small(weeks=1)).world.residents
    for name in ("number", "tie_start", "tie_to", "closeness", "own_motivation", "threshold", "fit"):
        assert not getattr(residents, name).flags.writeable, name


# Years go by


def test_population_stays_within_three_per_cent(nine_years: Community) -> None:
    """Births, deaths, and moving in and out balance over nine years."""
    first = nine_years.settings.residents
    counts = np.array([nine_years.here(week).sum() for week in range(0, nine_years.weeks, 4)])
    assert np.abs(counts / first - 1).max() < 0.03


def years(community: Community) -> Iterator[tuple[int, NDArray[np.bool_], NDArray[Any]]]:
    """Start of each whole year of the register, who lives there then, and everyone's age."""
    for start in range(0, community.weeks - YEAR + 1, YEAR):
        yield start, community.here(start), ages_at(community, start)


def test_births_follow_their_rate(nine_years: Community) -> None:
    """Per woman aged 20 to 40 and year."""
    register, change = nine_years.register, nine_years.settings.change
    women = sum(int((here & register.female & (age >= 20) & (age <= 40)).sum()) for _, here, age in years(nine_years))
    last = max(start for start, *_ in years(nine_years)) + YEAR
    born = int(((register.born == register.arrives) & (register.arrives > 0) & (register.arrives < last)).sum())
    assert born / women == pytest.approx(change.births, rel=0.15)


def test_newborns_are_born_where_their_mother_lives(nine_years: Community) -> None:
    """A newborn has a family tie to a woman of the same household."""
    register = nine_years.register
    rows, to = ends(nine_years)
    newborn = (register.born == register.arrives) & (register.arrives > 0)
    age = ages_at(nine_years, 0)
    mothers = (nine_years.ties.layer == HOUSEHOLD) & newborn[rows] & register.female[to] & (age[to] - age[rows] >= 20)
    assert set(rows[mothers]) == set(np.flatnonzero(newborn))


def test_deaths_follow_gompertz(nine_years: Community) -> None:
    """As many die as mortality doubling every few years of age makes expect."""
    register, change = nine_years.register, nine_years.settings.change
    expected = sum(
        float(np.minimum(change.deaths_at_60 * 2.0 ** ((age[here] - 60) / change.deaths_doubling), 1).sum())
        for _, here, age in years(nine_years)
    )
    last = max(start for start, *_ in years(nine_years)) + YEAR
    assert (register.died & (register.leaves <= last)).sum() == pytest.approx(expected, rel=0.12)
    age_at_end = (register.leaves - register.born)[register.died] / WEEKS_PER_YEAR
    assert np.median(age_at_end) > 70


@pytest.mark.parametrize("rents", [False, True])
def test_moving_out_follows_its_rate(nine_years: Community, rents: bool) -> None:
    """Renters move more often than owners."""
    register, change = nine_years.register, nine_years.settings.change
    group = nine_years.places.renter[nine_years.household] == rents
    person_years = sum(int((here & group).sum()) for _, here, _ in years(nine_years))
    last = max(start for start, *_ in years(nine_years)) + YEAR
    left = int((group & ~register.died & (register.leaves <= last)).sum())
    assert left / person_years == pytest.approx(change.renters_move if rents else change.owners_move, rel=0.15)


def test_a_family_moves_together(nine_years: Community) -> None:
    """Those of one family who do not die leave in the same week."""
    register, later = nine_years.register, nine_years.weeks
    moved = ~register.died & (register.leaves < later)
    weeks_of_family: dict[int, set[int]] = {}
    for family, week in zip(register.family[moved].tolist(), register.leaves[moved].tolist(), strict=True):
        weeks_of_family.setdefault(family, set()).add(week)
    together = sum(len(weeks) == 1 for weeks in weeks_of_family.values())
    assert together > 0.98 * len(weeks_of_family)


@pytest.mark.parametrize("week", [52, 200, 468])
def test_a_dwelling_has_one_family_at_a_time(nine_years: Community, week: int) -> None:
    """Nobody moves in before the last family has moved out."""
    here = nine_years.here(week)
    pairs = np.unique(np.stack([nine_years.household[here], nine_years.register.family[here]]), axis=1)
    assert np.unique(pairs[0]).size == pairs.shape[1]


def test_few_dwellings_stand_empty(nine_years: Community) -> None:
    """Somebody moves in within weeks."""
    for week in range(52, nine_years.weeks, 26):
        occupied = np.unique(nine_years.household[nine_years.here(week)]).size
        assert occupied > 0.98 * nine_years.settings.households


def test_nobody_leaves_before_coming(nine_years: Community) -> None:
    """Every stay lasts at least a week, and nobody arrives unborn."""
    register = nine_years.register
    assert (register.leaves > register.arrives).all()
    assert (register.born <= register.arrives).all()


def test_permanent_numbers_are_unique_and_in_order_of_arrival(nine_years: Community) -> None:
    """A number is a person, the same in every run on the community."""
    assert np.array_equal(np.sort(nine_years.number), np.arange(nine_years.people))
    first = nine_years.settings.residents
    assert np.array_equal(np.sort(nine_years.number[nine_years.here(0)]), np.arange(first))


@pytest.mark.parametrize(
    ("people", "households", "estates", "grids"), [(1, 1, 1, 1), (5, 1, 1, 1), (12, 12, 12, 12), (100, 40, 5, 3)]
)
def test_the_smallest_communities_can_be_built(people: int, households: int, estates: int, grids: int) -> None:
    """Down to one person; two years go by without a fault."""
    none = dict.fromkeys(
        (f"community.ages.{group}" for group in ("infants", "children", "teens", "young", "elders")), 0
    )
    tiny = Scenario().but(
        {
            **none,
            "community.residents": people,
            "community.households": households,
            "community.estates": estates,
            "community.grids": grids,
            "community.party_members": 0,
            "community.party_branches": 1,
            "weeks": 104,
        }
    )
    built = build_community(tiny.community, 104)
    assert built.here(0).sum() == people
    assert np.isfinite(Simulation(tiny.adding("*")).run().series["trust"]).all()
