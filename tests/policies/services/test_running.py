"""Step three and after: the queue, six parties, effects, the operator, the end."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from sim.agents.acts import ACTS
from sim.matters import NEEDS
from sim.policies.services.service import Service
from sim.policies.services.words import SERVICES
from tests.support.scene import Scene, scene, unit
from tests.support.services import alone, every_service, the

CARE = list(ACTS).index("care")


def opened(
    made: Scene, name: str = "meals", *, places: int = 20, price: float = 100.0, all_want: bool = True
) -> Service:
    """A service that runs: everybody in need wants it at its price, nobody is served yet."""
    service = the(made, name)
    service.enter("running", made.world.week)
    service.places, service.price = places, price
    if all_want:
        service.wants[:], service.accepts[:] = True, 1e6
    return service


def fill(made: Scene, service: Service, count: int = 10) -> NDArray[np.int64]:
    """Serve the first few in need; gives their rows."""
    rows = np.flatnonzero(service.in_need(made.world.residents) & made.policy.rows)[:count]
    service.served[rows] = service.ever[rows] = True
    return rows


def families(made: Scene, rows: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Who is of age and lives in the household of one of them."""
    community = made.world.community
    return np.isin(community.household, community.household[rows]) & made.world.residents.able


# Step three: the queue


def test_never_more_are_served_than_there_are_places() -> None:
    """Month after month of crowding; who does not get in waits."""
    service, people = alone(50, places=12)
    rng = np.random.default_rng(1)
    everywhere = np.ones(50, np.bool_)
    for _ in range(30):
        waiting = service.admit(people, everywhere, rng.random(50, np.float32), 0.3)
        assert service.served.sum() <= 12
        assert waiting == 50 - service.served.sum()
    assert service.served.sum() == 12


def test_those_who_wait_come_by_lot_and_only_a_part_of_them_each_month() -> None:
    """The lowest lots first, a share of the queue, as far as there are places."""
    service, people = alone(10, places=100)
    lot = np.array([0.5, 0.1, 0.9, 0.2, 0.8, 0.3, 0.7, 0.4, 0.6, 0.0], np.float32)
    assert service.admit(people, np.ones(10, np.bool_), lot, 0.25) == 7
    assert np.flatnonzero(service.served).tolist() == [1, 3, 9]
    assert np.array_equal(service.ever, service.served)


def test_the_lot_is_by_permanent_number() -> None:
    """A longer run, in which people stand in other rows, admits the same ones."""
    numbers_in = []
    for weeks in (60, 300):
        made = scene("services", weeks=weeks, takes_up=0.3)
        service = opened(made, places=15)
        made.policy.close_the_month([service], made.at(4), supported=True)
        numbers_in.append(sorted(made.world.community.number[service.served].tolist()))
    assert numbers_in[0] == numbers_in[1]
    assert len(numbers_in[0]) == 15


def test_who_leaves_the_age_or_changes_their_mind_makes_room() -> None:
    """A pupil grows up, a price rises; nobody else loses the place."""
    service, people = alone(4, places=4)
    service.served[:] = True
    people.age[0] = 59.0
    service.wants[1] = False
    service.accepts[2], service.price = 10.0, 20.0
    service.admit(people, np.ones(4, np.bool_), np.zeros(4, np.float32), 0.0)
    assert service.served.tolist() == [False, False, False, True]


def test_who_leaves_the_community_is_served_no_more() -> None:
    """But was served once."""
    made = scene("services")
    service = opened(made)
    rows = fill(made, service)
    made.policy.depart(rows[:3])
    assert np.flatnonzero(service.served).tolist() == rows[3:].tolist()
    assert service.ever[rows].all()


def test_in_a_busy_run_nobody_is_served_who_should_not_be() -> None:
    """All have a place, live there and are of the kind, within the places of the module."""
    made = scene("services", grids=(1, 2, 3, 4, 5, 6), survey_weeks=1, building_weeks=1, weeks=80, takes_up=0.5,
                 meals__fixed=0.0, meals__capacity=12, community__change__renters_move=0.8)  # fmt: skip
    for _ in made.weeks():
        for service in made.policy.services:
            assert service.served.sum() <= service.places
            assert made.world.residents.here[service.served].all()
            assert made.policy.rows[service.served].all()
            assert service.ever[service.served].all()
    assert the(made).served.sum() > 5
    assert made.series["services_meals"][-1] == the(made).served.sum()
    month = max(week for week in range(80) if made.world.clock.starts_month(week))
    served, waiting = (
        sum(made.series[f"services_{name}{what}"][month] for name in SERVICES) for what in ("", "_waiting")
    )
    assert waiting > 5
    assert made.series["services_coverage"][-1] == pytest.approx(served / (served + waiting))


# Six parties


def all_present(made: Scene) -> Service:
    """A service to which all six parties contribute."""
    service = opened(made, places=1000)
    service.idle, service.volunteer_hours = 5.0, 10.0
    helpers = np.flatnonzero(made.world.residents.able)[:5]
    made.world.society.found("volunteer", 0, helpers, "test", 0).stage = 3
    return service


def take_away(made: Scene, service: Service, party: str) -> bool:
    """One of the parties is missing; gives whether the office still stands by the service."""
    if party == "departments":
        service.terms = service.terms.model_copy(update={"subsidy": 0.0})  # type: ignore[attr-defined]
    elif party == "units":
        service.idle = 0.0
    elif party == "groups":
        made.world.society.ever[0].kind = "interest"
    elif party == "residents":
        service.volunteer_hours = 0.0
    return party != "office"


@pytest.mark.parametrize("party", ["departments", "units", "groups", "residents"])
def test_each_of_the_parties_that_is_missing_lowers_the_take_up(party: str) -> None:
    """By the declared multiple (R6, R10)."""
    came = {}
    for missing in ("nobody", party):
        made = scene("services", takes_up=0.4, missing_role=0.5)
        service = all_present(made)
        supported = take_away(made, service, missing)
        wanting = int(service.demand(made.world.residents, made.policy.rows).sum())
        assert made.policy.missing_parties(service, made.week, supported=supported) == (missing == party)
        made.policy.close_the_month([service], made.week, supported=supported)
        came[missing] = service.served.sum()
    assert came["nobody"] == np.ceil(0.4 * wanting)
    assert came[party] == np.ceil(0.4 * 0.5 * wanting)


def test_a_circle_that_is_only_forming_or_that_ended_is_no_party() -> None:
    """Groups count once they are there."""
    made = scene("services")
    service = all_present(made)
    one = made.world.society.ever[0]
    one.stage = 1
    assert made.policy.missing_parties(service, made.week, supported=True) == 1
    one.stage = 3
    made.world.society.end(one, 0, SERVICES["meals"])
    assert made.policy.missing_parties(service, made.week, supported=True) == 1


ALL_SIX = {"missing_role": 0.0, "volunteers": 1.0, "office__share_care": 0.0, "organisations__rate": 0.0,
           "organisations__mortality": 0.0, "meals__subsidy": 40.0}  # fmt: skip


@pytest.mark.parametrize("missing", ["nobody", "departments", "units", "groups", "residents"])
def test_elders_come_to_a_canteen_that_all_six_parties_carry(missing: str) -> None:
    """Where nobody comes without each of them, nobody does when one stays away (R6)."""
    stays_away = {"departments": {"meals__subsidy": 0.0}, "residents": {"volunteers": 0.0}}.get(missing, {})
    made = scene("services", survey_weeks=1, building_weeks=1, meals__fixed=0.0, **{**ALL_SIX, **stays_away})
    made.world.units[:] = [unit(space=0.0 if missing == "units" else 1000.0)]
    kind = "interest" if missing == "groups" else "mutual_aid"
    made.world.society.found(kind, 0, np.flatnonzero(made.world.residents.able)[:20], "test", 0).stage = 3
    made.live(26)
    assert (made.simulation.latest("services_meals_ever") > 0) == (missing == "nobody")


# What it does to people


@pytest.mark.parametrize(("name", "hours"), [("meals", 1.0), ("care", 3.0), ("childcare", 6.0), ("after_school", 3.0)])
def test_hours_of_the_household_are_freed(name: str, hours: float) -> None:
    """Of everybody of age who lives with someone served, and of nobody else (R9; EVIDENCE: parents most)."""
    made = scene("services", dose=1.0)
    service = opened(made, name)
    rows = fill(made, service, 4)
    made.policy.serve(service, made.at(2))
    relieved = families(made, rows)
    assert relieved.any()
    assert made.world.push.relief[relieved] == pytest.approx(hours)
    assert not made.world.push.relief[~relieved].any()
    assert service.terms.relief == hours


def test_those_served_feel_company_and_their_families_gratitude_once_a_month() -> None:
    """Relatedness every week; a promise kept in the first week of a month."""
    made = scene("services", company=0.1, gratitude=0.2)
    service = opened(made)
    rows = fill(made, service)
    for week in (1, 4):
        made.policy.serve(service, made.at(week))
        assert made.world.push.relatedness[rows] == pytest.approx(0.1)
        assert np.count_nonzero(made.world.push.relatedness) == rows.size
        thankful = families(made, rows) if made.week.starts_month else np.zeros_like(made.policy.rows)
        assert np.array_equal(made.world.push.promise > 0, thankful)
    assert not made.world.clock.starts_month(1)
    assert made.world.clock.starts_month(4)


@every_service
def test_needs_that_are_met_no_longer_arise(name: str) -> None:
    """Of that kind, where those served live, by the share of those who want it; other kinds are untouched."""
    made = scene("services", grids=(1, 2, 3, 4, 5, 6, 7, 8))
    service = opened(made, name, all_want=False)
    rows = fill(made, service, 5)
    world = made.world
    before = world.matters.rates(world.residents, world.places.order, world.places.met, world.facilities)
    made.policy.serve(service, made.week)
    after = world.matters.rates(world.residents, world.places.order, world.places.met, world.facilities)
    estate = world.community.estate
    want = np.bincount(estate[service.in_need(world.residents) & service.wants], minlength=25)
    share = np.minimum(np.bincount(estate[rows], minlength=25) / np.maximum(want, 1), 1)
    need = NEEDS[list(SERVICES).index(name)]
    assert after[:, need] == pytest.approx(before[:, need] * (1 - share))
    assert (after[:, need] < before[:, need]).any()
    assert np.array_equal(np.delete(after, need, 1), np.delete(before, need, 1))


def test_relief_reaches_carers_in_a_run() -> None:
    """Services that run free hours week after week, in their places only."""
    made = scene("services", survey_weeks=1, building_weeks=1, weeks=40, meals__fixed=0.0, takes_up=0.5).to_end()
    freed = made.world.push.relief > 0
    served = np.zeros_like(freed)
    for service in made.policy.services:
        served |= families(made, np.flatnonzero(service.served)) if service.running else False
    assert freed.sum() > 10
    assert (freed <= served).mean() > 0.99


# Volunteers, the month's account, and the operator


def volunteer(made: Scene, rows: NDArray[np.int64], hours: float, kind: int = CARE) -> None:
    """Some residents took part this week."""
    world = made.world
    world.reached = rows.size
    world.occasions.row[: rows.size], world.occasions.kind[: rows.size] = rows, kind
    world.occasions.came[: rows.size] = True
    world.hours[: rows.size] = hours


def test_volunteers_care_is_shared_by_the_services_that_run() -> None:
    """Hours of care within the module's places; other acts and other places do not count (R10)."""
    made = scene("services", grids=(1,))
    meals, care = opened(made, "meals"), opened(made, "care")
    inside, outside = np.flatnonzero(made.policy.rows)[:3], np.flatnonzero(~made.policy.rows)[:2]
    made.at(1)
    volunteer(made, np.concatenate([inside, outside]), 4.0)
    made.policy.follow(made.week)
    assert (meals.volunteer_hours, care.volunteer_hours) == (6.0, 6.0)
    assert the(made, "childcare").volunteer_hours == 0
    volunteer(made, inside, 4.0, kind=0)
    made.policy.follow(made.week)
    assert meals.volunteer_hours == 6.0


def test_volunteers_hours_help_the_account_of_their_month() -> None:
    """At their worth; a new month begins with none."""
    made = scene("services", volunteer_value=25.0)
    surplus = {}
    for hours in (0.0, 8.0):
        service = opened(made)
        service.volunteer_hours = hours
        made.policy.surplus = 0.0
        made.policy.settle(service, 10, made.week, supported=True)
        surplus[hours] = made.policy.surplus
        assert service.volunteer_hours == 0
    assert surplus[8.0] - surplus[0.0] == pytest.approx(200.0)


def test_volunteer_roles_are_made_known_while_a_service_runs() -> None:
    """In the module's places; linking the parties takes the office's time."""
    made = scene("services", grids=(2,), volunteers=0.4, staff_hours=5.0, survey_hours=0.0)
    made.policy.act(made.week)
    assert not made.world.offers.notice.any()
    assert made.cadre_hours() == 0
    opened(made)
    made.policy.act(made.at(1))
    assert made.world.offers.notice[made.policy.estates, CARE] == pytest.approx(0.4)
    assert not made.world.offers.notice[~made.policy.estates].any()
    assert made.cadre_hours() == 5.0


def test_volunteer_roles_bring_hours_and_carry_the_operator() -> None:
    """More hours are given where roles are made known; by what they are worth a canteen that loses money goes on (R10)."""
    given, closed = {}, {}
    for roles, worth in ((0.0, 40.0), (5.0, 0.0), (5.0, 40.0)):
        made = scene("services", volunteers=roles, volunteer_value=worth, patience=3, takes_up=0.0, survey_weeks=500,
                     meals__fixed=500.0, office__activities=0.0)  # fmt: skip
        opened(made)
        made.live(26)
        given[roles, worth] = made.series["volunteer_hours"].sum()
        closed[roles, worth] = made.simulation.latest("services_closures")
    assert given[5.0, 0.0] > 1.5 * given[0.0, 40.0]
    assert closed == {(0.0, 40.0): 1, (5.0, 0.0): 1, (5.0, 40.0): 0}


def test_the_months_account_pays_the_subsidy_once_and_rent_for_what_is_not_idle() -> None:
    """What the operator has left is the account; the government bears the subsidy only."""
    made = scene("services", rent=10.0, dose=0.5)
    service = opened(made, price=300.0)
    service.space, service.idle = 50.0, 20.0
    t = service.terms
    made.policy.settle(service, 40, made.week, supported=True)
    subsidy = 40 * t.subsidy * 0.5
    assert made.policy.surplus == pytest.approx(40 * (300 - t.per_head) + subsidy - t.fixed - 10 * 30)
    assert made.paid("government") == pytest.approx(subsidy)
    assert made.paid("merchants") == made.paid("units") == made.paid("residents") == 0


def lose_money(made: Scene, service: Service, months: int) -> None:
    """So many months with a fixed cost and nobody served."""
    for _ in range(months):
        made.policy.settle(service, 0, made.week, supported=True)


def test_an_operator_bears_so_many_months_of_loss_and_leaves() -> None:
    """Even with the subsidy; a month without loss begins the count anew (R9)."""
    made = scene("services", patience=3)
    service = opened(made, price=1e5)
    lose_money(made, service, 2)
    made.policy.settle(service, 50, made.week, supported=True)
    assert service.losses == 0
    lose_money(made, service, 2)
    assert service.running
    lose_money(made, service, 1)
    assert not service.running
    assert made.policy.closures == 1


def test_a_closure_is_a_broken_promise_to_those_served_and_their_families() -> None:
    """They lose what they had; nobody waits any more."""
    made = scene("services", patience=1)
    service = opened(made)
    rows = fill(made, service)
    made.policy.waiting["meals"] = 5
    lose_money(made, service, 1)
    hit = families(made, rows)
    assert made.world.push.promise[hit] == pytest.approx(-1.0)
    assert not made.world.push.promise[~hit].any()
    assert not service.served.any()
    assert service.ever[rows].all()
    assert service.phase == "declined"
    assert made.policy.measured()["services_meals_waiting"] == 0
    assert f"{rows.size} people lose it" in made.told()[-1]


@pytest.mark.parametrize("kept", [True, False])
def test_a_closure_costs_trust_in_a_whole_community(*, kept: bool) -> None:
    """Of the families concerned, compared with the week before; without it their trust does not fall like that."""
    made = scene("services", patience=2, survey_weeks=500)
    service = opened(made, places=500)
    rows = fill(made, service, 80)
    if not kept:
        service.losses = 1
        service.terms = service.terms.model_copy(update={"fixed": 1e9})  # type: ignore[attr-defined]
    hit = families(made, rows)
    before = made.world.residents.trust[hit].mean()
    made.live(1)
    fell = before - made.world.residents.trust[hit].mean()
    assert (fell > 0.005) == (not kept)


def test_after_a_no_or_a_closure_it_is_considered_again() -> None:
    """So many weeks later, with a new survey."""
    made = scene("services", survey_weeks=2, again=10, meals__fixed=1e9)
    phases = [the(made).phase for _ in zip(made.weeks(), range(20), strict=False)]
    assert phases[:2] == ["survey"] * 2
    assert phases[2:12] == ["declined"] * 10
    assert phases[12:14] == ["survey"] * 2
    assert phases[14] == "declined"


# The end


def ended(fixed: float, subsidy: float) -> Scene:
    """A canteen of twenty whose module ends in week 9, half a year before the run does."""
    made = scene("services", stop="2015-03-09", patience=2, survey_weeks=500, weeks=60, takes_up=1.0, missing_role=1.0,
                 meals__fixed=fixed, meals__subsidy=subsidy, meals__per_head=250.0)  # fmt: skip
    opened(made, places=20, price=300.0)
    return made.to_end()


def test_at_the_end_subsidies_stop_and_what_pays_goes_on() -> None:
    """Twenty meals at 50 yuan each carry a fixed cost of 800 but not one of 1,200."""
    pays, does_not = ended(800.0, 40.0), ended(1200.0, 40.0)
    for made in (pays, does_not):
        at = made.world.ledger.modules.index("services")
        assert made.world.ledger.yuan[:9, at].sum() > 0
        assert not made.world.ledger.yuan[9:, at].any()
        assert not made.world.ledger.cadre_hours[9:, at].any()
        assert any(text.startswith("Support for services ends; services running: 1") for text in made.told())
    assert the(pays).running
    assert the(pays).served.sum() == 20
    assert not the(does_not).running
    assert does_not.series["services_closures"][-1] == 1
    closed = int(np.flatnonzero(does_not.series["services_closures"])[0])
    assert closed > 9
    assert does_not.series["services_meals"][closed - 1] == 20
    assert not does_not.series["services_meals"][closed:].any()


def test_what_was_not_open_at_the_end_never_opens() -> None:
    """Nobody surveys, decides or builds any more."""
    made = scene("services", stop="2015-03-09", survey_weeks=2, building_weeks=30, again=1, meals__fixed=0.0)
    made.live(5)
    assert the(made).phase == "building"
    made.to_end()
    assert {service.phase for service in made.policy.services} == {"declined"}


@pytest.mark.parametrize(
    "tiny",
    [
        {"community__units__units": 0},
        {"community__grids": 1, "community__estates": 1},
        {"dose": 0.01},
        {"community__residents": 60, "community__households": 30, "community__party_members": 2,
         "community__party_branches": 1, "community__grids": 1, "community__estates": 1, "community__ages__infants": 0,
         "community__ages__children": 2, "community__ages__teens": 2, "community__ages__young": 20,
         "community__ages__elders": 10, "community__units__units": 0},
    ],
    ids=["no units", "one estate", "hardly any dose", "sixty people"],
)  # fmt: skip
def test_services_work_where_there_is_nearly_nothing(tiny: dict[str, object]) -> None:
    """Finite results and no warnings."""
    with np.errstate(all="raise", under="ignore"):
        made = scene("services", survey_weeks=1, building_weeks=1, meals__fixed=0.0, **tiny).to_end()
    assert all(np.isfinite(values).all() for values in made.series.values())
