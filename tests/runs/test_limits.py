"""Symmetry and limits: what must come out whatever the numbers are.

Names mean nothing, money is only a unit, and where a cause is taken away its effect is gone. Every test was seen to
fail when the rule it guards was broken. The limits of single modules, such as that one without dose is one that is not
there, are in the contract (`sim/contract.py`), those of single acts in the worked cases (`tests/agents/cases`).
"""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

import networkx as nx
import numpy as np
import pytest
from numpy.typing import NDArray

from sim.agents.resident.rules import RULES, Rule
from sim.community import Community, build_community
from sim.community.build import _freeze, _renumbered
from sim.lab.patterns.observation import Asking
from sim.results import Results
from sim.scenario import EVERY, Scenario, declared_numbers
from sim.simulation import Simulation
from sim.text import GongtongError
from tests.support import small
from tests.support.columns import by_number

MATTERS = (
    *("environment", "parking", "facilities", "property", "disputes"),
    *("meals", "elder_care", "childcare", "after_school"),
)
NO_MATTERS = {f"matters.{kind}": 0.0 for kind in MATTERS}
# Ways by which those who come reach others without ties to them: how well an activity went, the matters that their
# hours solve, the share of the grid that is active, and those at home, whom they ask along and remind
NOT_BY_TIES = NO_MATTERS | {
    "asking.along": 0.0,
    "resident.everyday_home": 0.0,
    "matters.collective_active": 0.0,
    "resident.competence_success": 0.0,
    "resident.efficacy_gain": 0.0,
    "resident.trust_gain": 0.0,
}


def lively(weeks: int = 52, **changes: object) -> Scenario:
    """A tenth of the case with a busy office, half a year before its first week."""
    return small(**{"weeks": weeks, "run_in": 26, "office__activities": 3.0, **changes})


def lived(scenario: Scenario, seed: int = 3) -> Simulation:
    """A run to its end."""
    simulation = Simulation(scenario, seed)
    simulation.run()
    return simulation


def on(monkeypatch: pytest.MonkeyPatch, community: Community) -> None:
    """Let runs take place in this community."""
    monkeypatch.setattr("sim.simulation.build_community", lambda *_: community)


# Symmetry: names mean nothing


def relabelled(community: Community, new: NDArray[np.integer]) -> Community:
    """The same community whose grid g is now called `new[g]`; rows, estates and units are in the order of new names."""
    places = community.places
    renamed = new[places.estate_grid]
    estates = np.argsort(renamed, kind="stable")  # the old number of each new estate
    called = np.argsort(estates)  # the new number of each old estate
    estate = called[community.estate]
    order = np.argsort(estate, kind="stable")

    def by(table: Any, sequence: NDArray[np.integer], names: tuple[str, ...]) -> dict[str, Any]:
        return {name: getattr(table, name)[sequence] for name in names}

    everybody = ("number", "household", "building")
    lasting = {
        part: replace(table, **by(table, order, tuple(field.name for field in fields(table))))
        for part, table in (("register", community.register), ("traits", community.traits))
    }
    changed = replace(
        community,
        **by(community, order, everybody),
        **lasting,
        estate=estate[order].astype(np.int32),
        grid=new[community.grid][order].astype(np.int32),
        estate_start=np.searchsorted(estate[order], np.arange(estates.size + 1)),
        grid_start=np.searchsorted(new[community.grid][order], np.arange(new.size + 1)),
        ties=_renumbered(community.ties, order),
        units=replace(community.units, grid=new[community.units.grid].astype(np.int32)),
        places=replace(
            places,
            **by(places, estates, ("facilities", "property_company", "neighbouring")),
            grid_graph=nx.relabel_nodes(places.grid_graph, dict(enumerate(new.tolist()))),
            estate_grid=renamed[estates].astype(np.int32),
            building_estate=called[places.building_estate].astype(np.int32),
            household_estate=called[places.household_estate].astype(np.int32),
        ),
    )
    _freeze(changed)
    return changed


each_rule = pytest.mark.parametrize(
    "rule", [pytest.param(rule, marks=[] if rule in ("full", "thresholds") else [pytest.mark.slow]) for rule in RULES]
)


@each_rule
def test_grids_by_other_names_have_the_same_residents(monkeypatch: pytest.MonkeyPatch, rule: Rule) -> None:
    """Residents' lives are the same to the last bit, and each grid's series stand under its new name.

    Luck is addressed by a person's permanent number, so it follows people wherever their row is. The luck of places is
    not: which kind of activity a grid holds, and what arises in an estate, is addressed by the number of the place. With
    those, relabelling keeps results only in distribution; here the office holds one kind, and no matters arise.
    """
    one_kind = {"office__share_interest": 0.0, "office__share_care": 0.0, "office__share_meeting": 0.0}
    scenario = lively(104, resident__rule=rule, **one_kind).adding("points").but(NO_MATTERS)
    before = build_community(scenario.community, scenario.weeks)
    new = np.random.default_rng(0).permutation(before.settings.grids)
    after = relabelled(before, new)
    assert (after.number != before.number).mean() > 0.5
    runs = []
    for community in (before, after):
        on(monkeypatch, community)
        runs.append(lived(scenario))
    here, there = (by_number(simulation, before.people) for simulation in runs)
    assert here["acts_total"].sum() > 300
    assert here["points enrolled"].sum() > 50
    for name, column in here.items():
        assert np.array_equal(column, there[name]), name
    old_names, new_names = (simulation.results().by_grid["active_4w"] for simulation in runs)
    assert np.array_equal(old_names, new_names[:, new])
    assert not np.array_equal(old_names, new_names)


def test_money_is_only_a_unit() -> None:
    """If every sum of money is twice as large, all lives are the same to the last bit, and all costs twice as large."""
    scenario = lively(78, community__units__units=12).adding(EVERY)
    doubled = {number.path: 2 * number.default for number in declared_numbers() if "yuan" in number.unit.split()}
    one, other = (lived(scenario.but(changes)) for changes in ({}, doubled))
    for name, column in one.world.residents._asdict().items():
        assert np.array_equal(column, getattr(other.world.residents, name)), name
    assert one.world.ledger.yuan.sum() > 10_000
    assert np.array_equal(2 * one.world.ledger.yuan, other.world.ledger.yuan)
    assert np.array_equal(one.world.ledger.cadre_hours, other.world.ledger.cadre_hours)


# Nobody asked, nobody able


def test_nobody_asked_nobody_comes() -> None:
    """The office is as busy as ever, but no notice is read, nobody asks, nobody is called up: not in the run-in either."""
    unasked = dict.fromkeys(("notice", "ask_tie"), 0.0)
    silent = lively().but({f"resident.{name}": value for name, value in unasked.items()} | {"office.calls": 0.0})
    r = lived(silent).world.residents
    assert not r.reached.any()
    assert not r.acts_total.any()
    assert (r.hindered[r.able] == 0).all()
    for way in ({"resident.notice": 0.1}, {"office.calls": 1.0}):
        assert lived(silent.but(way)).world.residents.acts_total.any(), way


def test_nothing_on_nobody_comes() -> None:
    """People are called up and would come to anything, but nothing is held."""
    idle = lively(resident__base=20.0, office__calls=1000.0)
    assert not lived(idle.but({"office.activities": 0.0})).world.residents.reached.any()
    assert lived(idle).world.residents.acts_total.any()


@each_rule
def test_without_a_free_hour_nobody_acts(rule: Rule) -> None:
    """Many are reached, all are willing, and none comes; what holds them back is that they cannot."""
    ages = ("teens", "young", "middle", "sixties", "seventies", "eighties")
    busy = {f"community.traits.spare_{age}": 0.0 for age in ages}
    scenario = lively(26, resident__rule=rule, resident__base=20.0, community__traits__threshold=0.0)
    r = lived(scenario.but(busy)).world.residents
    assert r.reached.any()
    assert not r.acts_total.any()
    assert (r.hindered[r.able & (r.reached != 0)] == 1).all()
    assert lived(scenario).world.residents.acts_total.any()


@pytest.mark.parametrize(("base", "comes"), [(-20.0, 0.0), (20.0, 1.0)])
def test_nobody_willing_or_all(base: float, comes: float) -> None:
    """At the ends of willingness the chance to come is nothing, or all that spare hours allow."""
    simulation = Simulation(lively(8, resident__base=base, resident__weight_external=0.0), seed=3)
    chances, able = [], []
    while not simulation.done:
        simulation.step()
        world, found = simulation.world, simulation.world.occasions
        row, kind = found.row[: world.reached], found.kind[: world.reached]
        spare = world.residents.spare[row] + world.push.relief[row]
        able.append(1 - np.exp(-spare / (world.rules.resident.spare_scale * world.acts.hours[kind])))
        chances.append(found.chance[: world.reached].copy())
    assert np.concatenate(able).size > 50
    assert np.concatenate(chances) == pytest.approx(comes * np.concatenate(able), abs=1e-5)


# Contagion


@pytest.mark.parametrize(
    ("tied", "rule", "passes_on"),
    [(True, "full", True), (True, "thresholds", True), (False, "full", False), (True, "no_social", False)],
)
def test_no_ties_no_contagion(monkeypatch: pytest.MonkeyPatch, tied: bool, rule: Rule, passes_on: bool) -> None:
    """A tenth are asked along for a year: nobody else lives another life, unless they have ties and look at contacts.

    Nothing passes from an active resident to a contact where there are no ties, or under the rule without social
    influence. The other ways to others, through places and at home, are closed. Those who are asked so often tire of it,
    and yet come a fifth more.
    """
    scenario = lively(52, resident__rule=rule, resident__costly_contacts=0).but(NOT_BY_TIES)
    community = build_community(scenario.community, scenario.weeks)
    on(monkeypatch, community if tied else _untied(community))
    rows = np.flatnonzero(community.number % 10 == 0)
    plain, asked = Simulation(scenario, 3), Asking(scenario, 3, rows)
    for simulation in (plain, asked):
        simulation.run()
    others = np.ones(community.people, np.bool_)
    others[rows] = False
    assert asked.world.residents.acts_total[rows].sum() > 1.2 * plain.world.residents.acts_total[rows].sum()
    for name in ("took", "reached", "motivation", "belonging", "habit", "trust", "stage"):
        same = np.array_equal(
            getattr(plain.world.residents, name)[others], getattr(asked.world.residents, name)[others]
        )
        assert same or passes_on, name
        assert not (same and passes_on and name in ("took", "motivation" if rule == "full" else "reached")), name


def _untied(community: Community) -> Community:
    ties = community.ties
    nobody = np.zeros_like(ties.start)
    changed = replace(
        community,
        ties=replace(
            ties,
            start=nobody,
            household_end=nobody[:-1],
            to=ties.to[:0],
            layer=ties.layer[:0],
            closeness=ties.closeness[:0],
        ),
    )
    _freeze(changed)
    return changed


# The office and its matters


def test_with_hours_without_end_nothing_waits() -> None:
    """Whatever comes to be known is worked through in the same week, and what is known at once is never open."""
    endless = lively(weeks=104, office__staff=100_000)
    known_late, known_at_once = lived(endless), lived(endless.but({"matters.noticed": 1.0}))
    book, count = known_late.world.matters.book, known_late.world.matters.count
    known = book.noticed[:count] >= 0
    assert known.sum() > 50
    assert (book.closed[:count][known] == book.noticed[:count][known]).all()
    assert not known_at_once.results().series["matters_open"].any()
    assert known_at_once.results().series["cadre_overload"].max() < 1
    assert (lived(lively(weeks=104, office__staff=1)).results().series["matters_open"][-52:] > 0).all()


def test_where_nothing_arises_nothing_is_solved() -> None:
    """No matter arrives, waits, or is solved by anybody, and what people saw of it at the start stays."""
    results = lived(lively().but(NO_MATTERS)).results()
    for measure in ("matters_arrived", "matters_open", "matters_solved", "disputes_resolved"):
        assert not results.series[measure].any(), measure
    assert lived(lively()).results().series["matters_arrived"].any()


def test_of_matters_equally_old_no_place_comes_first() -> None:
    """Cadres, short of hours, take the oldest first; which of a week's counts as older has to do with luck alone.

    Of pairs of matters that follow each other in the book, arose in one week and come from two estates, half have the
    estate of the lower number first: some hundreds of pairs, so a tenth off would be five standard errors.
    """
    matters = lived(lively(weeks=208, matters__environment=100.0)).world.matters
    estate, arrived = matters.book.estate[: matters.count], matters.book.arrived[: matters.count]
    pairs = (arrived[1:] == arrived[:-1]) & (estate[1:] != estate[:-1])
    assert pairs.sum() > 300
    assert (estate[1:] > estate[:-1])[pairs].mean() == pytest.approx(0.5, abs=0.1)


# Time


def test_no_weeks_no_run() -> None:
    """Zero weeks are refused in one sentence; before its first week a run has cost nothing, nor counted any act.

    Without a run-in it has moved nobody either.
    """
    with pytest.raises(GongtongError) as refused:
        Scenario().but({"weeks": 0})
    assert all(word in refused.value.text.en for word in ("weeks", "0", "1", "5200"))
    for run_in in (0, 26):
        world = Simulation(lively(run_in=run_in).adding(EVERY)).world
        assert not world.residents.acts_total.any()
        assert not world.ledger.yuan.any()
        assert not world.ledger.cadre_hours.any()
        assert world.chronicle.events == []
        assert np.array_equal(world.residents.motivation, world.residents.own_motivation) == (run_in == 0)


def test_where_nothing_happens_people_stay_as_they_are() -> None:
    """Two years without an activity: everybody's motives and attitudes are at their own level, wherever that is."""
    quiet = small(weeks=104, office__activities=0.0, resident__trust_pull=0.0)
    r = lived(quiet).world.residents
    for name in ("motivation", "efficacy", "belonging", "trust"):
        assert np.array_equal(getattr(r, name)[r.here], getattr(r, f"own_{name}")[r.here]), name
    for name in ("habit", "burnout", "knowledge", "pressure"):
        assert not getattr(r, name).any(), name
    assert not np.array_equal(lived(small(weeks=104)).world.residents.motivation, r.motivation)


# Promises


def test_points_without_money_are_a_broken_promise() -> None:
    """With a budget of nothing nobody is ever served, confidence sinks, and whoever came in vain trusts less."""
    eager = {"points__signing_up": 0.05, "points__least_redeemed": 10, "points__dose": 1.0}
    kept, broken = (_paid(lively(104, points__budget=budget, **eager)) for budget in (1e6, 0.0))
    assert kept.series["points_redeemed"].sum() > 500
    assert broken.series["points_redeemed"].sum() == 0
    assert broken.series["cost_yuan"].sum() == 0
    assert kept.series["points_confidence"][-1] == 1.0
    assert broken.series["points_confidence"][-1] < 0.1
    never_claimed = _paid(lively(104, points__budget=0.0, points__redeeming=0.0, **eager))
    trust = [results.series["trust"][-1] for results in (broken, never_claimed, kept)]
    assert trust == sorted(trust)
    assert trust[1] - trust[0] > trust[2] - trust[1] > 0
    assert any("went home with nothing" in event.text.en for event in broken.events)
    assert not any("went home with nothing" in event.text.en for event in kept.events)


def _paid(scenario: Scenario) -> Results:
    return lived(scenario).results()
