"""Steps one and two: needs, prices, the account; idle space, and who pays."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import stats

from sim.agents.unit import Unit
from sim.policies.services.service import PRICES, CostAccount, Service
from sim.policies.services.words import SERVICES
from tests.support import residents
from tests.support.scene import Scene, scene, unit
from tests.support.services import alone, every_service, the


def with_units(*units: Unit, **changes: object) -> Scene:
    """Services in a community with these units and no others."""
    made = scene("services", **changes)
    made.world.units[:] = units
    return made


# Step one: needs, prices, the account


def test_each_service_is_for_people_of_its_kind_who_live_there() -> None:
    """Elders, frail elders, infants, pupils (R7); nobody who moved away."""
    service, _ = alone(1)
    people = residents(
        8, here=[1, 1, 1, 1, 1, 1, 1, 0], age=[3.9, 4.0, 6.0, 12.9, 13.0, 60.0, 60.0, 60.0], frail=[0, 0, 0, 0, 0, 0, 1, 1]
    )  # fmt: skip
    for name, of in (("meals", [5, 6]), ("care", [6]), ("childcare", [0]), ("after_school", [2, 3])):
        service.name = name
        assert np.flatnonzero(service.in_need(people)).tolist() == of


def test_wishes_and_accepted_prices_are_as_declared() -> None:
    """The share that wants it, and a lognormal price around the median; a fair draw fails once in 10,000."""
    made = scene("services")
    s = made.policy.settings
    for service in made.policy.services:
        count = service.wants.size
        share = service.terms.wanted
        assert service.wants.mean() == pytest.approx(share, abs=4 * (share * (1 - share) / count) ** 0.5)
        logs = np.log(service.accepts / service.terms.accepted) / s.price_spread
        assert stats.kstest(logs, "norm").pvalue > 1e-4


def test_wishes_are_a_trait_of_people() -> None:
    """The same in every arm, for every seed, and for a person also in a longer run."""
    one, other, longer = scene("services", 1), scene("services", 2), scene("services", 1, weeks=300)
    here, there = one.world.community.number, longer.world.community.number
    for name in SERVICES:
        assert np.array_equal(the(one, name).wants, the(other, name).wants)
        at = np.argsort(there)[np.searchsorted(np.sort(there), here)]
        assert np.array_equal(the(one, name).accepts, the(longer, name).accepts[at])


def test_demand_falls_with_the_price() -> None:
    """Those who accept it, of those who want the service and need it, within its places."""
    made = scene("services", grids=(1, 2, 3, 4))
    service, found = the(made), []
    for price in (150.0, 300.0, 600.0):
        service.price = price
        wanting = service.demand(made.world.residents, made.policy.rows)
        assert (service.accepts[wanting] >= price).all()
        assert service.wants[wanting].all()
        assert made.policy.rows[wanting].all()
        assert (made.world.residents.age[wanting] >= 60).all()
        found.append(int(wanting.sum()))
    assert found[0] > found[1] > found[2]


def test_the_account_is_revenue_and_help_less_costs() -> None:
    """People times (price − cost a head), less fixed cost and rent, plus what subsidies and volunteers are worth."""
    service, _ = alone(1)
    t = service.terms
    assert service.account(100, 700.0, 330.0, 50.0) == pytest.approx(100 * (330 - t.per_head) - t.fixed - 700 + 50)
    assert service.account(0, 0.0, 330.0, 0.0) == -t.fixed


def asked(count: int = 400, median: float = 330.0, spread: float = 0.35) -> NDArray[np.float32]:
    """Prices that families in a survey accept."""
    luck = stats.norm.ppf((np.arange(count) + 0.5) / count)
    return (median * np.exp(spread * luck)).astype(np.float32)


def by_hand(service: Service, prices: NDArray[np.float32], weight: float, most: int, rent: float) -> list[CostAccount]:
    """Every plan that is considered."""
    plans = []
    for price in np.linspace(0.6, 1.3, PRICES) * service.terms.accepted:
        people = min(round(weight * int((prices >= price).sum())), most)
        surplus = people * (price - service.terms.per_head - rent) - service.terms.fixed
        plans.append(CostAccount(people, float(price), float(surplus)))
    return plans


@pytest.mark.parametrize("most", [60, 10_000])
def test_the_price_serves_most_people_with_a_small_profit(most: int) -> None:
    """No price considered that leaves the margin serves more; of equals the cheapest (R7, R9 微利)."""
    service, _ = alone(1)
    prices = asked()
    plan = service.plan(prices, 2.5, most, 12.0, (0.6, 1.3, 0.03))
    pays = [one for one in by_hand(service, prices, 2.5, most, 12.0) if one.surplus >= 0.03 * one.places * one.price]
    assert 0 < len(pays) < PRICES
    assert plan.surplus >= 0.03 * plan.places * plan.price
    assert plan.places == max(one.places for one in pays) <= most
    assert plan.price == pytest.approx(min(one.price for one in pays if one.places == plan.places))


def test_where_no_price_pays_the_plan_loses_least() -> None:
    """So that the chronicle can say what it would have taken."""
    service, _ = alone(1)
    prices = asked(20)
    plan = service.plan(prices, 1.0, 600, 12.0, (0.6, 1.3, 0.03))
    assert plan.surplus < 0
    assert plan.surplus == pytest.approx(max(one.surplus for one in by_hand(service, prices, 1.0, 600, 12.0)))


@every_service
def test_the_account_can_say_no(name: str) -> None:
    """A fixed cost that nobody could carry: nothing is built, nothing is paid, and the chronicle says so (R7)."""
    made = with_units(unit(), **{f"{name}__fixed": 1e9, "survey_weeks": 0})
    made.policy.decide(the(made, name), made.week)
    assert the(made, name).phase == "declined"
    assert the(made, name).places == 0
    assert made.world.units[0].space_left == 1000.0
    assert sum(made.paid(payer) for payer in ("government", "units", "merchants")) == 0
    assert f"not to build: {SERVICES[name].en}" in made.told()[-1]


def test_nobody_in_need_is_a_no() -> None:
    """A community without families that want it."""
    made = with_units(unit(), childcare__wanted=0.0)
    made.policy.decide(the(made, "childcare"), made.week)
    assert the(made, "childcare").phase == "declined"


def test_a_survey_comes_first_and_takes_the_office_time() -> None:
    """So many weeks for all four, then a decision on each (R7)."""
    made = scene("services", survey_weeks=5, survey_hours=8.0).live(5)
    assert {service.phase for service in made.policy.services} == {"survey"}
    assert made.cadre_hours() == pytest.approx(5 * 8.0)
    made.live(1)
    assert "survey" not in {service.phase for service in made.policy.services}
    assert made.told()[0].startswith("A survey asks families")


def test_the_survey_asks_some_and_counts_them_for_all() -> None:
    """A larger share asked leaves the number of places about the same."""
    places = []
    for share in (0.3, 1.0):
        made = with_units(unit(), survey_share=share, meals__fixed=0.0, meals__per_head=100.0)
        made.policy.decide(the(made), made.week)
        places.append(the(made).places)
    assert places[0] == pytest.approx(places[1], rel=0.25)
    exact = the(made).demand(made.world.residents, made.policy.rows).sum()
    assert places[1] == exact


# Step two: what lies idle, and who pays


def test_idle_space_of_units_lowers_the_cost() -> None:
    """The same service pays with it and does not pay without (R8 金边银角)."""
    phases = {}
    for space in (0.0, 10_000.0):
        made = with_units(unit(space=space, goodwill=0.9, credit=0.9), rent=500.0, meals__fixed=0.0, survey_share=1.0)
        made.policy.decide(the(made), made.week)
        phases[space] = the(made).phase
    assert phases == {0.0: "declined", 10_000.0: "building"}


def test_a_canteen_opens_and_stays_only_where_units_give_the_room() -> None:
    """At a rent that nobody could pay: with it elders still eat there after months, without it none ever did (R8)."""
    ate = {}
    for space in (0.0, 10_000.0):
        made = with_units(unit(space=space, goodwill=0.9, credit=0.9), rent=2000.0, patience=1, survey_weeks=1,
                          building_weeks=1, meals__fixed=0.0)  # fmt: skip
        made.live(26)
        ate[space] = made.simulation.latest("services_meals")
    assert ate[0.0] == 0
    assert ate[10_000.0] > 10


def test_idle_space_is_taken_from_units_in_turn_and_earns_them_credit() -> None:
    """As much as is needed, no more than each would give: willingness times goodwill and credit (R8)."""
    first, second, third = unit(0, space=100.0, goodwill=0.8, credit=0.2), unit(1, space=1000.0), unit(2)
    made = with_units(first, second, third, gives_space=0.6)
    willing = 0.6 * 100 * 0.5, 0.6 * 1000 * 0.25
    assert made.policy.idle_space(100.0, made.week, take=False) == pytest.approx(100.0)
    assert (first.space_left, second.space_left) == (100.0, 1000.0)
    assert made.policy.idle_space(100.0, made.week, take=True) == pytest.approx(100.0)
    assert first.space_left == pytest.approx(100 - willing[0])
    assert second.space_left == pytest.approx(1000 - (100 - willing[0]))
    assert third.space_left == 1000.0
    assert (first.credit, second.credit, third.credit) == (pytest.approx(0.3), pytest.approx(0.1), 0.0)
    assert made.policy.idle_space(1e9, made.week, take=False) < 3 * 1000


def test_units_without_goodwill_or_space_give_none() -> None:
    """And a community without units has none to give."""
    made = with_units(unit(goodwill=0.0), unit(1, space=0.0))
    assert made.policy.idle_space(50.0, made.week, take=True) == 0
    assert made.world.units[1].credit == 0
    made.world.units.clear()
    assert made.policy.idle_space(50.0, made.week, take=True) == 0


@pytest.mark.parametrize(("government", "units"), [(0.6, 0.2), (0.9, 0.4), (1.0, 0.4), (0.3, 0.0)])
def test_fitting_out_is_paid_once_by_government_units_and_operator(government: float, units: float) -> None:
    """In the declared shares; units never more than the government leaves, the operator the rest (R10)."""
    made = with_units(unit(), capital_government=government, capital_units=units)
    made.policy.pay_for(90_000.0, made.week)
    left = min(units, 1 - government)
    assert made.paid("government") == pytest.approx(90_000 * government)
    assert made.paid("units") == pytest.approx(90_000 * left)
    assert made.paid("merchants") == pytest.approx(90_000 * (1 - government - left))


def test_where_there_are_no_units_the_operator_pays_their_part() -> None:
    """Nobody pays who is not there."""
    made = with_units(capital_government=0.6, capital_units=0.2)
    made.policy.pay_for(1000.0, made.week)
    assert made.paid("units") == 0
    assert made.paid("merchants") == pytest.approx(400.0)


def test_the_decision_fixes_places_price_and_space_and_pays_for_them() -> None:
    """What is announced is what is built."""
    made = with_units(unit(space=40.0, goodwill=1.0, credit=1.0), gives_space=1.0, meals__fixed=0.0, capital=1000.0)
    service = the(made)
    made.policy.decide(service, made.week)
    assert service.phase == "building"
    assert service.space == pytest.approx(service.places * service.terms.space)
    assert service.idle == pytest.approx(min(40.0, service.space))
    paid = made.paid("government") + made.paid("units") + made.paid("merchants")
    assert paid == pytest.approx(1000.0 * service.space)
    assert made.world.residents.here[service.demand(made.world.residents, made.policy.rows)].all()


def test_building_takes_its_time() -> None:
    """Opened so many weeks after the decision, in the chronicle too."""
    made = scene("services", survey_weeks=2, building_weeks=7, meals__fixed=0.0, meals__per_head=100.0)
    phases = [the(made).phase for _ in zip(made.weeks(), range(12), strict=False)]
    assert phases.index("building") == 2
    assert phases.index("running") == 2 + 7
    assert sum(text.startswith("Opens: canteen") for text in made.told()) == 1
