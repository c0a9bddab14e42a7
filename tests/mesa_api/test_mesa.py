"""Mesa for real: an outside client that knows only Mesa's documentation."""

from __future__ import annotations

import gc
import re
from inspect import signature

import mesa
import numpy as np
import pytest
from mesa.discrete_space import Network

from sim import CommunityModel, run
from sim.agents.acts import ACTS
from sim.audit import UNIT_SCALE
from sim.mesa_api.agents import MOST, ByKindProperty, ColumnProperty, OrganisationAgent, ResidentAgent, UnitAgent
from sim.text import GongtongError
from tests.support import ROOT, small

PAGE = ROOT / "docs" / "mesa.md"


def model(**changes: object) -> CommunityModel:
    """A small community as a Mesa model."""
    return CommunityModel(small(weeks=40, **changes), seed=5)


def residents_of(community: CommunityModel) -> mesa.agent.AgentSet:
    """The residents among the agents."""
    return community.agents_by_type[ResidentAgent]


def agents_made(community: CommunityModel) -> int:
    """How many agents of it there are, counted without asking the model, which would make them."""
    kinds = (ResidentAgent, OrganisationAgent, UnitAgent)
    return sum(type(thing) in kinds and thing.model is community for thing in gc.get_objects())


@pytest.mark.slow
def test_the_page_for_mesa_users_runs() -> None:
    """Every example of the page, in order, in one namespace."""
    blocks = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert len(blocks) == 6
    exec("\n".join(blocks), {})  # noqa: S102  # the page is ours


def test_steps_are_weeks_and_the_model_stops() -> None:
    """Mesa counts steps; the model stops running after the last week."""
    community = model()
    community.run_model()
    assert community.steps == 40
    assert not community.running


def test_the_same_numbers_as_without_mesa() -> None:
    """The model is a face of the same simulation: same seed, same numbers, to the last bit."""
    community = model()
    community.run_model()
    frame = community.datacollector.get_model_vars_dataframe()
    plain = run(small(weeks=40), seed=5)
    assert np.array_equal(frame["participation"].to_numpy(), plain.series["participation"])


def test_nobody_is_an_agent_before_somebody_looks() -> None:
    """A batch run pays nothing for agents."""
    community = model()
    community.step()
    assert agents_made(community) == 0
    assert len(residents_of(community)) == int(community.residents)
    assert agents_made(community) > int(community.residents)


def test_agents_follow_arrivals_and_departures() -> None:
    """Whoever lives there is an agent, in the cell of their grid, and nobody else."""
    community = CommunityModel(small(weeks=60), seed=5)
    assert len(residents_of(community)) == 1430
    before = {agent.number for agent in residents_of(community)}
    community.run_model()
    residents = community.agents_by_type[ResidentAgent]
    after = {agent.number for agent in residents}
    assert after - before, "somebody arrived"
    assert before - after, "somebody left"
    here = community.simulation.world.residents.here
    assert {agent.row for agent in residents} == set(np.flatnonzero(here).tolist())
    in_cells = [agent for cell in community.grid.all_cells for agent in cell.agents]
    assert len(in_cells) == len(residents)


def test_agents_are_genuine_and_read_and_write_their_rows() -> None:
    """An agent's attribute is the model's column, both ways."""
    community = model()
    agent = next(iter(residents_of(community)))
    assert isinstance(agent, mesa.Agent)
    assert isinstance(agent, ResidentAgent)
    columns = community.simulation.world.residents
    columns.motivation[agent.row] = 0.5
    assert agent.motivation == 0.5
    agent.trust = 0.25
    assert columns.trust[agent.row] == 0.25
    with pytest.raises(GongtongError, match=r"^own_motivation: is kept by the model and cannot be set"):
        agent.own_motivation = 0.1


@pytest.mark.parametrize(
    ("name", "value"), [("trust", 3.0), ("trust", -0.1), ("trust", float("nan")), ("trust", "high"), ("spare", 169.0)]
)
def test_a_value_off_the_scale_is_refused_and_nothing_is_written(name: str, value: object) -> None:
    """Also where a whole set of agents is written."""
    community = model()
    people = residents_of(community)
    before = getattr(community.simulation.world.residents, name).copy()
    with pytest.raises(GongtongError, match=rf"^{name}: .+ is not possible; give a number from 0 to"):
        setattr(next(iter(people)), name, value)
    with pytest.raises(GongtongError, match=rf"^{name}: "):
        people.set(name, value)
    assert np.array_equal(getattr(community.simulation.world.residents, name), before)


def test_what_may_be_set_is_what_the_audit_checks() -> None:
    """Every column is either on a scale or kept by the model."""
    community = model()
    agent = next(iter(residents_of(community)))
    for name, kept in vars(ResidentAgent).items():
        if isinstance(kept, ColumnProperty | ByKindProperty) and name not in MOST:
            with pytest.raises(GongtongError, match="cannot be set"):
                setattr(agent, name, 0)
    assert set(MOST) == {*UNIT_SCALE, "spare", "habits"} - {"habit"}
    for name in set(MOST) - {"habits"}:
        setattr(agent, name, 1.0)


def test_what_has_a_value_for_each_kind_of_act_is_a_mapping() -> None:
    """Read by the kinds' names; habits can be set kind by kind, and the strongest follows."""
    community = model()
    agent = next(iter(residents_of(community)))
    columns = community.simulation.world.residents
    for name in ("fit", "eases", "habits"):
        assert list(getattr(agent, name)) == list(ACTS)
        assert list(getattr(agent, name).values()) == getattr(columns, name)[agent.row].tolist()
    columns.everyday[agent.row] = (5, 1)
    assert agent.everyday == {"tidying": 5, "looking_in": 1}
    columns.habits[agent.row] = 0.0
    agent.habits = {"interest": 0.25, "tidying": 0.75}
    agent.habits = {"care": 0.5}
    assert [agent.habits[kind] for kind in ("interest", "care", "tidying", "action")] == [0.25, 0.5, 0.75, 0.0]
    assert agent.habit == 0.5, "of acts that somebody holds"


@pytest.mark.parametrize("values", [{"interest": 1.5}, {"interest": "much"}, {"singing": 0.5}, 0.5, {"care": True}])
def test_habits_that_cannot_be_are_refused_and_nothing_is_written(values: object) -> None:
    community = model()
    agent = next(iter(residents_of(community)))
    before = agent.habits
    with pytest.raises(GongtongError, match=r"^habits: .+ is not possible"):
        agent.habits = values
    assert agent.habits == before


def test_nobody_is_removed_by_hand() -> None:
    """Residents, organisations and units come and go with the model; the run goes on as if nobody had tried."""
    community, plain = model(), model()
    somebody = next(iter(residents_of(community)))
    for remove in (somebody.remove, lambda: community.deregister_agent(somebody), community.remove_all_agents):
        with pytest.raises(GongtongError, match=r"^agent\.remove: "):
            remove()
    for one in (community, plain):
        one.run_model()
    assert community.participation == plain.participation
    assert len(residents_of(community)) == community.residents


def test_agents_of_ones_own_can_be_removed() -> None:
    """Who adds a kind of agent to the model has it as Mesa says."""
    community = model()
    mine = mesa.Agent(community)
    assert mine in community.agents
    mine.remove()
    assert mine not in community.agents


def test_removing_all_before_anybody_looked_is_refused_too() -> None:
    with pytest.raises(GongtongError, match=r"^agent\.remove: "):
        model().remove_all_agents()


def test_stepping_past_the_last_week_is_a_sentence() -> None:
    community = CommunityModel(small(weeks=2), seed=1)
    community.run_model()
    with pytest.raises(GongtongError, match=r"^weeks: the run is over after its 2 weeks"):
        community.step()


def test_luck_has_the_old_name_and_the_new() -> None:
    """A number means the same under both; a generator draws one; nobody gives two."""
    by_seed, by_rng = (CommunityModel(small(weeks=2), **{name: 7}) for name in ("seed", "rng"))
    assert by_seed.simulation.seed == by_rng.simulation.seed == 7
    drawn = [CommunityModel(small(weeks=2), rng=np.random.default_rng(3)).simulation.seed for _ in range(2)]
    assert drawn[0] == drawn[1] != 3
    with pytest.raises(GongtongError, match=r"^seed and rng: give one of them"):
        CommunityModel(small(weeks=2), seed=1, rng=1)
    with pytest.raises(GongtongError, match=r"^seed: '1' is not possible"):
        CommunityModel(small(weeks=2), seed="1")


def test_agent_sets_work_as_documented() -> None:
    """select, groupby, agg, set, shuffle_do, agents_by_type."""
    community = model()
    residents = residents_of(community)
    adults = residents.select(lambda agent: agent.age >= 18)
    assert 0 < len(adults) < len(residents)
    counts = residents.groupby("grid").count()
    assert sum(counts.values()) == len(residents)
    adults.set("trust", 0.75)
    assert adults.agg("trust", min) == 0.75
    adults.shuffle_do("step")
    assert set(community.agents_by_type) == {ResidentAgent, UnitAgent}
    assert set(community.agent_types) == {ResidentAgent, UnitAgent}


def test_writing_agents_changes_what_happens() -> None:
    """Residents without motivation come less often than residents full of it."""
    cold, keen = model(), model()
    residents_of(cold).set("motivation", 0.0)
    residents_of(keen).set("motivation", 1.0)
    for community in (cold, keen):
        for _ in range(26):  # half a year on, what was before the start is out of sight
            community.step()
    assert keen.volunteer_hours > cold.volunteer_hours
    assert keen.active_26w > 2 * cold.active_26w


def test_the_grids_are_a_network_of_cells() -> None:
    """Twelve cells, connected as the grids touch."""
    community = model()
    assert isinstance(community.grid, Network)
    graph = community.simulation.world.community.places.grid_graph
    for cell in community.grid.all_cells:
        assert {other.coordinate for other in cell.neighborhood} == set(graph[cell.coordinate])
    around = list(community.grid[0].neighborhood.agents)
    assert {agent.grid for agent in around} == set(graph[0])


@pytest.fixture(scope="module")
def organised() -> CommunityModel:
    """A small community in which organisations come and go, looked at from its second year on."""
    community = CommunityModel(small(weeks=150, office__activities=3.0).adding("incubation"), seed=3)
    while community.steps < 60:
        community.step()
    assert agents_made(community) == 0, "nobody has looked yet"
    assert len(community.organisations) == community.simulation.latest("organisations") > 0
    community.run_model()
    return community


def test_organisations_are_genuine_agents(organised: CommunityModel) -> None:
    """Those that exist, and no circle that is only forming; found by type as Mesa says."""
    society = organised.simulation.world.society
    exist = {one.name.en for one in society.alive if not one.forming}
    assert {group.name for group in organised.organisations} == exist
    assert any(not one.alive for one in society.ever if not one.forming), "one that ended is an agent no more"
    assert all(isinstance(group, mesa.Agent) for group in organised.organisations)
    assert set(organised.agents_by_type[OrganisationAgent]) == set(organised.organisations)
    assert set(organised.agents_by_type) == {ResidentAgent, OrganisationAgent, UnitAgent}
    assert len(organised.agents) == organised.residents + len(organised.organisations) + len(organised.units)


def test_an_organisation_knows_its_members(organised: CommunityModel) -> None:
    """Members and leaders are the residents' own agents; everything else is the record's."""
    society = organised.simulation.world.society
    for group in organised.organisations:
        one = group.organisation
        assert [member.row for member in group.members] == society.members(one).tolist()
        assert {leader.row for leader in group.leaders} == set(one.leaders)
        assert set(group.leaders) <= set(group.members)
        assert set(group.members) <= set(organised.agents_by_type[ResidentAgent])
        assert (group.kind, group.funds, group.cohesion) == (one.kind, one.funds, one.cohesion)
        assert group.listed == len(group.members) >= group.active == society.present(one)
        assert group.grid == society.community.places.estate_grid[group.estate]
        with pytest.raises(AttributeError):
            group.funds = 1.0
    assert sum(organised.organisations.groupby("kind").count().values()) == len(organised.organisations)


def test_units_are_genuine_agents() -> None:
    """Each unit once, in the order of their numbers, as a read-only view that is up to date."""
    community = CommunityModel(small(weeks=80).adding("party").but({"party.start": "2015-03-02"}), seed=3)
    records = community.simulation.world.units
    units = community.units
    assert [unit.number for unit in units] == list(range(len(records)))
    assert set(community.agents_by_type[UnitAgent]) == set(units)
    assert all(isinstance(unit, mesa.Agent) for unit in units)
    before = {unit.number: (unit.goodwill, unit.space) for unit in units}
    community.run_model()
    assert set(community.units) == set(units), "nobody is made anew"
    assert any(before[unit.number] != (unit.goodwill, unit.space) for unit in units)
    for unit in units:
        one = unit.unit
        assert one is records[unit.number]
        assert (unit.kind, unit.grid, unit.hours, unit.agreed_until) == (
            one.kind,
            one.grid,
            one.hours,
            one.agreed_until,
        )
        assert (unit.space, unit.funds) == (one.space_left, one.funds_left)
        assert (unit.goodwill, unit.credit, unit.pressure) == (one.goodwill, one.credit, one.pressure)
        assert (unit.delivered, unit.broken) == (one.delivered, one.broken)
        assert unit.name
        assert unit.name_zh
        with pytest.raises(AttributeError):
            unit.goodwill = 1.0
    assert sum(units.groupby("kind").count().values()) == len(records)
    able = units.select(lambda unit: unit.has_party_organisation)
    assert {unit.number for unit in able} == {one.number for one in records if one.has_party_organisation}


def test_collecting_the_number_of_organisations_makes_no_agents() -> None:
    """The measure keeps its name in the data collector, and nobody has looked."""
    community = CommunityModel(small(weeks=3), collect=("organisations",), seed=1)
    community.run_model()
    assert community.datacollector.get_model_vars_dataframe()["organisations"].tolist() == [0, 0, 0]
    assert agents_made(community) == 0


def test_agent_reporters_collect_columns() -> None:
    """DataCollector's agent reporters read attributes."""
    community = model()
    collector = mesa.DataCollector(agent_reporters={"motivation": "motivation", "grid": "grid"})
    community.step()
    collector.collect(community)
    assert len(collector.get_agent_vars_dataframe()) == len(community.agents)


def test_agent_reporters_ask_every_kind(organised: CommunityModel) -> None:
    """A feature that a kind does not have is none, whatever version of Mesa asks; a misspelt one is an error."""
    collector = mesa.DataCollector(agent_reporters={"trust": "trust", "funds": "funds", "kind": "kind"})
    collector.collect(organised)
    frame = collector.get_agent_vars_dataframe()
    assert frame["trust"].count() == organised.residents
    assert frame["funds"].count() == len(organised.organisations) + len(organised.units)
    assert len(frame) == len(organised.agents)
    with pytest.raises(AttributeError, match="UnitAgent has no attribute 'trsut'"):
        _ = next(iter(organised.units)).trsut


def test_two_models_never_share_state() -> None:
    """Side by side, each with its own people, though they were built from one community."""
    one, other = model(), model()
    residents_of(one).set("trust", 0.0)
    assert residents_of(other).agg("trust", max) > 0.5
    for _ in range(5):
        one.step()
    assert other.steps == 0
    assert other.volunteer_hours == 0


def test_batch_run_varies_parameters() -> None:
    """mesa.batch_run with modules, changes and seeds; the same seed gives the same row."""
    settings: dict[str, object] = {"scenario": [small(weeks=30)], "modules": ["", "points"]}
    seeds: dict[str, object] = {}
    if "rng" in signature(mesa.batch_run).parameters:
        seeds["rng"] = [1, 1, 2]
    else:
        settings["seed"] = [1, 1, 2]
    rows = mesa.batch_run(
        CommunityModel,
        settings,
        number_processes=1,
        data_collection_period=-1,
        max_steps=30,
        display_progress=False,
        **seeds,
    )
    assert len(rows) == 6
    found = {}
    for row in rows:
        found.setdefault((row["modules"], row["seed"]), set()).add(row["volunteer_hours"])
    assert all(len(values) == 1 for values in found.values())
    assert found["", 1] != found["", 2]


def test_unknown_names_are_refused() -> None:
    """A measure that does not exist is an attribute error for Mesa, and one sentence when it is to be collected."""
    with pytest.raises(AttributeError, match="partcipation"):
        _ = model().partcipation
    with pytest.raises(Exception, match="did you mean participation"):
        CommunityModel(small(), collect=("partcipation",), seed=1)
