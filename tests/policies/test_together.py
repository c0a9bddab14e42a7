"""Rules of several modules that meet, and the case's own history as a scenario."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from sim.agents.acts import ACTS
from sim.agents.organisation.organisation import FORMING, ORGANISED
from sim.agents.organisation.society import Gathering
from sim.clock import Clock
from sim.ledger import PAYERS
from sim.scenario.file import load, shipped
from sim.simulation import Simulation
from sim.text import Text
from sim.week import Week
from tests.support import small
from tests.support.scene import Scene, unit

HISTORY = load("liuhe-history")
YEARS = range(2015, 2024)


def together(*modules: str, **changes: object) -> dict[str, Scene]:
    """A small community with several modules at work: the same run, with each of them in view; nothing happened yet."""
    on = {f"{module}__dose": 1.0 for module in modules}
    simulation = Simulation(small(**{"run_in": 0, **on, **changes}), 1)
    return {module: Scene(simulation, module) for module in modules}


def keen(made: Scene, estate: int) -> NDArray[np.int64]:
    """Adults of an estate who took part often, are willing and able, with families who agree."""
    r = made.world.residents
    rows = np.flatnonzero((made.world.community.estate == estate) & r.able & (r.age >= 18))
    r.motivation[rows], r.skill[rows], r.acts_total[rows], r.took[rows] = 0.9, 0.9, 20, 0b111111
    return rows


# Leaders and elections


def test_leaders_who_were_found_make_elections_possible() -> None:
    """An estate where the search found somebody begins with its six steps in the very next week (R20, R22)."""
    modules = together("leaders", "selfmanage", leaders__choose="random", leaders__asked=500)
    search, method = modules["leaders"], modules["selfmanage"]
    estate = 4
    rows = keen(search, estate)
    p = method.policy.processes[estate]
    assert not method.policy.find_leaders(p, method.at(14))
    search.policy.ask(search.week, rows[:3])
    assert np.isin(search.world.society.backbone.rows, rows).any()
    assert method.policy.find_leaders(p, method.at(15))
    assert p.phase == "meetings"


@pytest.mark.slow
def test_more_estates_come_to_govern_themselves_where_leaders_are_looked_for() -> None:
    """On the average over eight pairs of runs with the same luck, within four years."""
    governed = {True: 0.0, False: 0.0}
    for seed in range(8):
        for search in governed:
            own = {"leaders.dose": 1.0} if search else {}
            base = small(weeks=208, selfmanage__dose=1.0, office__activities=2.0).but(own)
            governed[search] += Simulation(base, seed).run().series["selfmanage_committees"][-1]
    assert governed[True] > governed[False]


# Points that organisations and committees award


def awarding(
    kind: str, *, member: bool = True, enrolled: bool = True, awards: int = 6
) -> tuple[Scene, NDArray[np.int64]]:
    """Three residents came to an activity of an organisation that awards points; gives the scheme and their rows."""
    made = together("points")["points"]
    rows = np.flatnonzero(made.world.residents.able)[:3]
    one = made.world.society.found(kind, 0, rows, "test", 0, ORGANISED, Text(kind, kind))
    one.awards = awards
    here = np.full(3, list(ACTS).index("meeting"), np.int8)
    made.world.society.gathering = Gathering(rows.astype(np.int32), here, np.zeros(3, np.int32), np.full(3, member))
    made.policy.members.enrolled[rows] = enrolled
    made.policy.follow(made.at(1))
    return made, rows


@pytest.mark.parametrize("kind", ["committee", "volunteer"])
def test_what_committees_and_organisations_award_reaches_the_accounts(kind: str) -> None:
    """So many points for each member who came (R4, R29)."""
    made, rows = awarding(kind)
    assert made.policy.accounts.balance[rows].tolist() == [6, 6, 6]
    assert made.policy.accounts.issued == 18


def test_guests_and_people_who_never_signed_up_are_awarded_nothing() -> None:
    """Points are for members of the scheme, awards for members of the organisation."""
    assert awarding("committee", member=False)[0].policy.accounts.issued == 0
    assert awarding("committee", enrolled=False)[0].policy.accounts.issued == 0


def test_awards_stay_within_the_months_cap() -> None:
    """Like all other points."""
    made, rows = awarding("committee", awards=900)
    cap = made.policy.settings.month_cap
    assert cap < 900
    assert made.policy.accounts.balance[rows].tolist() == [cap] * 3


def test_awards_of_committees_are_issued_in_a_run() -> None:
    """The same run with and without them, committees elected by hand."""
    issued = []
    for awards in (0, 15):
        modules = together("points", "selfmanage", points__enrollable=1.0, points__signing_up=1.0, points__gaming=0.0,
                           points__month_cap=1000, selfmanage__recall=0.0, weeks=30)  # fmt: skip
        method = modules["selfmanage"]
        for p in method.policy.processes[:12]:
            rows = keen(method, p.estate)
            method.policy.install(p, rows[:5].astype(np.int32), method.week)
            p.committee.awards = awards
            method.world.society.enlist(p.committee, rows, 0)
        issued.append(modules["points"].to_end().series["points_issued"].sum())
    assert issued[1] > issued[0] > 0


# The party committee and organisations


def in_need(made: Scene, kind: str) -> Any:
    """A registered organisation without money."""
    rows = np.flatnonzero(made.world.residents.able)[:20]
    one = made.world.society.found(kind, 0, rows, "test", 0, ORGANISED, Text(kind, kind))
    one.registered = 0
    return one


@pytest.mark.parametrize("kind", ["committee", "governance"])
def test_the_party_committee_finds_money_for_organisations(kind: str) -> None:
    """At a regular joint meeting units give to whoever is registered and short of it; the gift is booked (R5, R17)."""
    made = together("party", party__accept_base=20.0, organisations__activity_cost=0.0)["party"]
    made.world.units[:] = [unit()]
    one = in_need(made, kind)
    made.live(1)
    assert one.funds == made.world.society.granted == made.policy.settings.to_organisations
    at = made.world.ledger.modules.index("party")
    assert made.world.ledger.yuan[0, at, list(PAYERS).index("units")] >= one.funds


def test_without_the_party_committee_nobody_does() -> None:
    """The same organisation stays poor."""
    made = together("points", organisations__activity_cost=0.0)["points"]
    one = in_need(made, "governance")
    made.live(14)
    assert one.funds == 0


def test_a_matter_solved_by_a_committee_is_no_longer_a_units_pledge() -> None:
    """The unit pays nothing and is not blamed; the matter is solved once."""
    modules = together("party", "selfmanage", matters__success=1.0, party__accept_base=20.0, party__signing=-20.0,
                       party__in_service=0, selfmanage__open_base=20.0)  # fmt: skip
    party, method = modules["party"], modules["selfmanage"]
    party.world.units[:] = [bank := unit()]
    (row,) = party.arises("parking").tolist()
    party.policy.act(party.week)
    assert [one.matter for one in party.policy.pledges] == [row]
    p = method.policy.processes[0]
    rows = keen(method, 0)
    method.policy.install(p, rows[:5].astype(np.int32), method.week)
    method.week.work_on(np.array([row]), "committees", np.array([np.inf]))
    party.work()
    party.policy.follow(party.week)
    assert party.policy.pledges == []
    assert party.world.done.solved.sum() == 1
    assert (bank.delivered, bank.broken, bank.funds_left) == (0, 0, 1e6)


def test_doors_fixed_points_and_center_households_add_up() -> None:
    """What the party committee and a governed estate do to hear of matters is added (R12, R16, R31)."""
    found = []
    for modules in (("party",), ("selfmanage",), ("party", "selfmanage")):
        made = next(iter(together(*modules).values()))
        for policy in made.simulation.policies:
            if policy.name == "selfmanage":
                method = Scene(made.simulation, "selfmanage")
                p = method.policy.processes[0]
                method.policy.install(p, keen(method, 0)[:5].astype(np.int32), method.week)
                p.enter("governing", 0)
        for policy in made.simulation.policies:
            policy.act(Week(made.world, policy.name))
        found.append(float(made.world.places.detection[0]))
    assert found[2] == pytest.approx(found[0] + found[1])
    assert min(found) > 0


# Organisations, units and services


def test_organisations_that_help_count_as_a_party_in_services() -> None:
    """Once they have taken shape: mutual aid and volunteers, not interest groups (R6, R10)."""
    modules = together("incubation", "services")
    services = modules["services"]
    canteen = services.policy.services[0]

    def missing() -> int:
        return int(services.policy.missing_parties(canteen, services.week, supported=True))

    before = missing()
    one = services.world.society.found("mutual_aid", 0, np.arange(5), "incubation", 0, FORMING)
    assert missing() == before
    one.stage = ORGANISED
    assert missing() == before - 1
    one.kind = "interest"
    assert missing() == before


def test_the_party_committee_and_services_share_the_same_idle_space() -> None:
    """What one of them got is not there for the other (R8, R17)."""
    modules = together("party", "services", party__signing=20.0, party__space_share=0.6, services__survey_weeks=2,
                       services__meals__fixed=0.0, services__gives_space=0.9, weeks=80)  # fmt: skip
    party, services = modules["party"].to_end(), modules["services"]
    units = party.world.units
    assert all(0 <= one.space_left <= one.space for one in units)
    given = sum(one.space - one.space_left for one in units)
    used = sum(service.idle for service in services.policy.services)
    assert used > 0
    assert given == pytest.approx(party.series["party_space"][-1] + used)


# Length of the run, and small places

BUSY: dict[str, object] = {
    **{f"{module}__dose": 1.0 for module in ("points", "leaders", "incubation", "party", "services", "selfmanage")},
    **{f"selfmanage__{name}": 1.0 for name in ("asked_energy", "vote_base")},
    **{f"selfmanage__{name}": 0.0 for name in ("asked_will", "asked_time", "asked_ideas")},
    "selfmanage__at_once": 25,
    "selfmanage__stands": 0.5,
    "selfmanage__clean": 0.7,
    "services__survey_weeks": 2,
    "services__building_weeks": 2,
    "services__meals__fixed": 0.0,
    "office__activities": 3.0,
    "matters__parking": 60.0,
    "community__change__renters_move": 0.5,
}


def test_a_longer_run_begins_as_a_shorter_one_while_estates_elect_and_units_pledge() -> None:
    """People stand in other rows in a longer run; their luck, their votes and their places are the same."""
    short, long = (Simulation(small(**BUSY, weeks=weeks), 3) for weeks in (78, 300))
    for _ in range(78):
        short.step()
        long.step()
    one, other = short.results(), long.results()
    assert one.value("selfmanage_elections") > 3
    assert one.value("party_pledged") > 3
    assert one.series["services_meals_ever"][-1] > 3
    assert short.world.community.people < long.world.community.people
    for name, values in one.series.items():
        assert np.array_equal(values, other.series[name][:78]), name
    assert [event.text for event in one.events] == [event.text for event in other.events]


def test_all_modules_work_in_one_estate_without_units_and_without_party_members() -> None:
    """Finite results, no warnings, and nobody is counted twice."""
    nothing = {"community__grids": 1, "community__estates": 1, "community__units__units": 0,
               "community__party_members": 0, "community__party_branches": 1}  # fmt: skip
    with np.errstate(all="raise", under="ignore"):
        results = Simulation(small(**BUSY, **nothing), 1, audit=True).run()
    assert all(np.isfinite(values).all() for values in results.series.values())
    assert results.series["selfmanage_committees"].max() <= 1


# The case's own history


def starts(module: str) -> str:
    """The first day of a module."""
    return str(HISTORY.policies[module].start)


def comment(module: str) -> str:
    """What the file says of the date of a module."""
    line = re.search(rf"^  {module}: .*#(.*)$", shipped()["liuhe-history"].read_text(encoding="utf-8"), re.MULTILINE)
    assert line
    return line[1]


def test_modules_start_when_the_case_says() -> None:
    """Incubation in 2015 and the big party committee in 2020 are dated; nothing runs before (FACTS 1.2)."""
    assert set(HISTORY.policies) == {"points", "leaders", "incubation", "party", "services", "selfmanage"}
    assert starts("incubation")[:4] == "2015"
    assert starts("party")[:4] == "2020"
    assert HISTORY.clock.date(0).year == 2015
    assert HISTORY.clock.date(HISTORY.weeks - 1).year == 2023
    assert all(settings.stop is None for settings in HISTORY.policies.values())


@pytest.mark.parametrize("module", sorted(HISTORY.policies))
def test_dates_the_case_does_not_give_are_marked_as_assumptions(module: str) -> None:
    """Only two are the case's own, and the file says which."""
    assert ("the case: " in comment(module)) == (module in ("incubation", "party"))
    if module not in ("incubation", "party"):
        assert "assumption: " in comment(module)


def test_the_order_of_the_modules_is_the_one_the_case_tells() -> None:
    """Leaders with incubation; self-management and points after them; services before the party committee."""
    order = sorted(HISTORY.policies, key=lambda name: (starts(name), name))
    assert order == ["incubation", "leaders", "points", "selfmanage", "services", "party"]


def test_it_is_the_same_community_as_the_case() -> None:
    """Nothing but the dates differs from the shipped case and the modules switched on."""
    case = load("liuhe")
    assert HISTORY.community == case.community
    assert HISTORY.weeks == case.weeks
    assert HISTORY.resident == case.resident
    assert HISTORY.matters == case.matters


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2])
def test_the_history_shows_growth_of_want_to_and_together(
    seed: int, record_property: Callable[[str, object], None]
) -> None:
    """Year by year. Disputes resolved from 2015 to 2023 are kept back from calibration: reported, never asserted."""
    results = Simulation(HISTORY, seed).run()
    clock: Clock = results.clock
    year = np.array(clock.years())
    for stage in ("want_to", "together"):
        means = np.array([results.series[stage][year == one].mean() for one in YEARS])
        assert (np.diff(means) > -0.01).all(), stage
        assert means[-1] > means[3] > means[0], stage
    own = results.series["want_to"] + results.series["together"]
    assert own[year == 2023].mean() > 3 * own[year == 2015].mean()
    record_property("disputes resolved 2015–2023", float(results.series["disputes_resolved"].sum()))
    record_property("disputes resolved 2020–2022", float(results.series["disputes_resolved"][(year >= 2020) & (year < 2023)].sum()))  # fmt: skip


def test_units_have_new_money_every_year_whoever_spent_it() -> None:
    """A year's funds are renewed with the year, without any module too; idle space is not."""
    simulation = Simulation(small(weeks=56), 0)
    unit = simulation.world.units[0]
    for _ in range(52):
        simulation.step()
    unit.give(space=unit.space_left, yuan=unit.funds_left)
    assert unit.funds_left == 0
    simulation.step()
    assert unit.funds_left == unit.funds > 0
    assert unit.space_left == 0
