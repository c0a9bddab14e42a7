"""Traits and ties: every parameter that is not a count is met closely."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest

from sim.agents.acts import KINDS
from sim.agents.resident.columns import EMPLOYED, RETIRED, STUDENT
from sim.community import Community, build_community
from sim.community.circles import BUILDING, CROSS, ESTATE, GRID, HOUSEHOLD, clustering
from sim.scenario import Scenario
from sim.simulation import Simulation
from tests.support import small
from tests.support.communities import ages_at, arrays_of, ends


def graph_at_start(community: Community) -> nx.Graph:  # type: ignore[type-arg]
    """Who knows whom in week 0."""
    return nx.from_scipy_sparse_array(community.ties.matrix(community.here(0)))


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


def test_what_people_find_easy_differs_by_person_and_act_and_a_few_find_everything_easy(community: Community) -> None:
    """In units of its spread, the person's own and each kind's apart; extremes lie above, hardly any below."""
    traits = community.traits
    assert traits.eases.shape == (community.people, KINDS)
    columns = np.column_stack([traits.ease, traits.eases])
    assert columns.mean(axis=0) == pytest.approx(np.zeros(1 + KINDS), abs=0.05)
    assert columns.std(axis=0) == pytest.approx(np.ones(1 + KINDS), abs=0.05)
    assert np.abs(np.corrcoef(columns.T) - np.eye(1 + KINDS)).max() < 0.05
    assert ((columns > 3).mean(axis=0) > 0.005).all()
    assert not (columns < -3).any()


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
