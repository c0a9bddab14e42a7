"""The points scheme 积分制, rule by rule."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from sim.agents.acts import ACTS
from sim.ledger import PAYERS
from sim.policies.points import Points, PointsSettings
from sim.policies.points.accounts import Accounts, within_budget
from sim.scenario import Scenario
from sim.simulation import Simulation
from sim.text import GongtongError
from sim.week import Week
from tests.support import small

STOP = date(2015, 11, 2)
GOVERNMENT, MERCHANTS = (list(PAYERS).index(payer) for payer in ("government", "merchants"))

# Everyone signs up at once, hears of everything, and redeems as soon as possible: a scheme in full swing
FULL_SWING: dict[str, object] = {
    "points__enrollable": 1.0,
    "points__signing_up": 1.0,
    "points__reminder": 1.0,
    "points__redeeming": 1.0,
    "points__salience_a": 50.0,
    "points__salience_b": 0.5,
    "points__budget": 1e6,
    "office__activities": 3.0,
}
DESIGNS: dict[str, dict[str, object]] = {
    "goods": {},
    "household": {"pooled": "household"},
    "estate": {"pooled": "estate", "facility_price": 200},
    "recognition": {"reward": "recognition"},
    "lottery": {"reward": "lottery"},
    "lottery by household": {"reward": "lottery", "pooled": "household"},
    "time bank": {"reward": "time_bank"},
    "time bank by household": {"reward": "time_bank", "pooled": "household"},
}
every_design = pytest.mark.parametrize("design", DESIGNS.values(), ids=DESIGNS)


def swing(**changes: object) -> Scenario:
    """A scheme in full swing in the small community, with some rules of its own (names within `points` need no prefix)."""
    own = PointsSettings.model_fields
    return small(
        **{
            **FULL_SWING,
            **{f"points__{name}" if name.split("__")[0] in own else name: value for name, value in changes.items()},
        }
    )


class Watched:
    """A run with points, week by week."""

    def __init__(self, scenario: Scenario, seed: int = 1) -> None:
        self.simulation = Simulation(scenario, seed)
        self.world = self.simulation.world
        self.scheme: Points = next(policy for policy in self.simulation.policies if isinstance(policy, Points))

    def weeks(self) -> Iterator[int]:
        """Live the next week, then give its number."""
        while not self.simulation.done:
            self.simulation.step()
            yield self.simulation.week - 1

    def to_end(self) -> Watched:
        """Live all weeks."""
        for _ in self.weeks():
            pass
        return self

    def taken(self) -> tuple[NDArray[np.int32], NDArray[np.int8]]:
        """Rows and kinds of those who took part this week."""
        came = np.flatnonzero(self.world.occasions.came[: self.world.reached])
        return self.world.occasions.row[came], self.world.occasions.kind[came]

    @property
    def balance(self) -> NDArray[np.int64]:
        """Points in each account."""
        return self.scheme.accounts.balance

    @property
    def series(self) -> dict[str, NDArray[np.float64]]:
        """What was measured."""
        return self.simulation.results().series

    @property
    def yuan(self) -> NDArray[np.float64]:
        """Yuan that the scheme spent, by week and payer."""
        return self.world.ledger.yuan[:, self.world.ledger.modules.index("points")]

    @property
    def cadre_hours(self) -> NDArray[np.float64]:
        """Cadre hours that the scheme took, by week."""
        return self.world.ledger.cadre_hours[:, self.world.ledger.modules.index("points")]

    def told(self) -> list[str]:
        """What the scheme told."""
        return [event.text.en for event in self.world.chronicle.events if event.module == "points"]


# Signing up


def test_only_those_open_to_it_ever_sign_up() -> None:
    """A share of residents would never, whatever is done."""
    watched = Watched(swing(enrollable=0.6)).to_end()
    counted = watched.world.residents.able
    enrolled = watched.scheme.members.enrolled
    assert enrolled[counted].mean() == pytest.approx(0.6, abs=0.05)
    assert not (enrolled & ~watched.scheme.members.open_to).any()
    assert not (enrolled & ~watched.world.residents.here).any()


def test_children_do_not_sign_up() -> None:
    """Points are for those who decide for themselves."""
    watched = Watched(swing()).to_end()
    assert watched.world.residents.age[watched.scheme.members.enrolled].min() >= 12


def test_signing_up_is_as_fast_as_declared() -> None:
    """At average interest and without active contacts, the chance per week."""
    quiet = small(
        points__enrollable=1.0, points__signing_up=0.02, points__signing_up_contacts=0.0, points__dose=0.5, weeks=40
    )
    watched = Watched(quiet)
    counted = watched.world.residents.able.sum()
    first = next(watched.weeks())
    assert first == 0
    assert watched.scheme.members.enrolled.sum() == pytest.approx(0.01 * counted, abs=4 * (0.01 * counted) ** 0.5)


def test_active_contacts_make_people_sign_up_sooner() -> None:
    """Example works."""
    alone, together = (
        Watched(small(points__signing_up_contacts=contacts, office__activities=4.0)).to_end()
        for contacts in (0.0, 50.0)
    )
    assert together.series["points_enrolled"][-1] > alone.series["points_enrolled"][-1]


def test_those_to_whom_points_matter_sign_up_sooner() -> None:
    """Early members value points more than the rest."""
    watched = Watched(small(points__enrollable=1.0, points__signing_up=0.01)).to_end()
    members = watched.scheme.members
    assert members.salience[members.enrolled].mean() > members.salience[~members.enrolled].mean() + 0.05


def test_signing_up_puts_on_a_list_and_leaving_strikes_off() -> None:
    """Every member is registered, which counts as registered and not as active."""
    watched = Watched(swing(community__change__renters_move=0.5)).to_end()
    enrolled, residents = watched.scheme.members.enrolled, watched.world.residents
    assert np.array_equal(residents.registrations > 0, enrolled)
    assert watched.series["registered"][-1] == pytest.approx(enrolled[residents.able].sum() / residents.able.sum())


def test_enrolment_is_not_use() -> None:
    """Many who signed up never redeem, and some never earn a point."""
    watched = Watched(small(points__signing_up=0.2, office__activities=2.0, weeks=104)).to_end()
    redeemers = watched.series["points_redeemers"][-1]
    assert 0 < redeemers < 0.8
    members = watched.scheme.members.enrolled
    assert (watched.world.residents.acts_total[members] == 0).any()


# Earning


def test_every_act_earns_the_points_of_its_kind() -> None:
    """Those enrolled, nobody else, and no more than that."""
    watched = Watched(swing(enrollable=0.5, gaming=0.0, month_cap=10_000))
    earns = watched.scheme.settings.earns
    per_kind = np.array([getattr(earns, kind) for kind in ACTS])
    for week in watched.weeks():
        rows, kinds = watched.taken()
        enrolled = watched.scheme.members.enrolled[rows]
        assert watched.series["points_issued"][week] == per_kind[kinds[enrolled]].sum()
    assert watched.scheme.accounts.issued > 1000


def test_kinds_without_points_earn_nothing() -> None:
    """A scheme may reward some acts and not others."""
    none = {f"earns__{kind}": 0 for kind in ACTS if kind != "meeting"}
    watched = Watched(swing(gaming=0.0, month_cap=10_000, earns__meeting=7, **none))
    for week in watched.weeks():
        rows, kinds = watched.taken()
        met = watched.scheme.members.enrolled[rows] & (kinds == list(ACTS).index("meeting"))
        assert watched.series["points_issued"][week] == 7 * met.sum()
    assert watched.scheme.accounts.issued > 0


def test_nobody_earns_more_in_a_month_than_the_cap() -> None:
    """And many reach it again and again: each month starts with nothing earned."""
    watched = Watched(swing(month_cap=12, redeeming=0.0))
    months: list[NDArray[np.int64]] = []
    before = watched.balance
    for week in watched.weeks():
        if watched.world.clock.starts_month(week):
            months.append(np.zeros_like(before))
        months[-1] += np.maximum(watched.balance - before, 0)
        before = watched.balance
    assert max(month.max() for month in months) == 12
    times_reached = sum((month == 12).astype(int) for month in months)
    assert (times_reached >= 2).sum() > 10


def test_gaming_claims_acts_that_were_not_done() -> None:
    """Whoever games claims an act twice; the points are issued, counted, and no act is added."""
    honest, gamed = (Watched(swing(gaming=share, month_cap=10_000, weeks=1)).to_end() for share in (0.0, 1.0))
    assert np.array_equal(honest.taken()[0], gamed.taken()[0])
    assert gamed.scheme.accounts.issued == 2 * honest.scheme.accounts.issued > 0
    assert gamed.series["points_gamed"][0] == honest.scheme.accounts.issued
    assert honest.series["points_gamed"][0] == 0


def test_points_claimed_without_an_act_are_among_those_issued() -> None:
    """The cap holds for them too, and after the end nothing is claimed."""
    watched = Watched(swing(gaming=1.0, month_cap=15, stop=STOP)).to_end()
    assert (watched.series["points_gamed"] <= watched.series["points_issued"]).all()
    assert not watched.series["points_gamed"][watched.scheme.last_week :].any()


# Holding


@every_design
def test_points_are_conserved(design: dict[str, object]) -> None:
    """Issued = held + redeemed + expired, every week, while people come and go, and after the end."""
    watched = Watched(
        swing(**design, expiry_quarters=1, weeks=90, stop=date(2016, 6, 6), community__change__renters_move=0.6)
    )
    for week in watched.weeks():
        accounts = watched.scheme.accounts
        assert accounts.issued == accounts.balance.sum() + accounts.redeemed + accounts.expired
        assert accounts.held.min() >= 0
        assert watched.series["points_held"][week] == accounts.balance.sum()
    flows = {name: watched.series[f"points_{name}"].sum() for name in ("issued", "redeemed", "expired")}
    assert flows == {name: getattr(watched.scheme.accounts, name) for name in flows}
    assert flows["issued"] > 0
    assert flows["expired"] > 0
    assert watched.balance.sum() == 0


def test_points_of_those_who_leave_expire() -> None:
    """Nobody holds points who no longer lives there."""
    watched = Watched(swing(redeeming=0.0, community__change__renters_move=0.8, weeks=104))
    for _ in watched.weeks():
        assert not watched.balance[~watched.world.residents.here].any()
    assert watched.scheme.accounts.expired > 0


def test_a_household_keeps_its_points_while_a_member_stays() -> None:
    """And a family that moves in finds an empty account."""
    watched = Watched(swing(pooled="household", redeeming=0.0, community__change__renters_move=0.8, weeks=104))
    homes = watched.world.community.household
    for _ in watched.weeks():
        lived_in = np.zeros(watched.balance.size, np.bool_)
        lived_in[homes[watched.scheme.members.enrolled]] = True
        assert not watched.balance[~lived_in].any()


def test_points_go_to_the_pool() -> None:
    """The person's, the household's or the estate's account."""
    for pooled in ("person", "household", "estate"):
        watched = Watched(swing(pooled=pooled, gaming=0.0, weeks=1, redeeming=0.0, facility_price=10_000_000)).to_end()
        community = watched.world.community
        owner = np.arange(community.people) if pooled == "person" else getattr(community, pooled)
        rows, kinds = watched.taken()
        per_kind = np.array([getattr(watched.scheme.settings.earns, kind) for kind in ACTS])
        expected = np.bincount(
            owner[rows], per_kind[kinds] * watched.scheme.members.enrolled[rows], watched.balance.size
        )
        assert np.array_equal(watched.balance, expected), pooled


@pytest.mark.parametrize("quarters", [1, 2, 4])
def test_points_expire_after_so_many_full_quarters(quarters: int) -> None:
    """Not before, and not later; younger points stay."""
    accounts = Accounts(np.arange(3, dtype=np.int32), 3, quarters)
    accounts.issue(np.array([0]), np.array([10]))
    for quarter in range(1, quarters + 1):
        assert accounts.next_quarter() == 0
        accounts.issue(np.array([1]), np.array([quarter]))
    assert accounts.balance[0] == 10
    assert accounts.next_quarter() == 10
    assert accounts.balance.tolist() == [0, sum(range(1, quarters + 1)), 0]
    assert accounts.next_quarter() == (1 if quarters else 0)


def test_in_a_run_no_point_lives_longer_than_its_quarters() -> None:
    """What is held was issued within the last quarters and the one that runs."""
    watched = Watched(swing(redeeming=0.0, expiry_quarters=1, weeks=104))
    clock, quarter, issued = watched.world.clock, 0, [0]
    for week in watched.weeks():
        if week and clock.starts_quarter(week):
            quarter += 1
            issued.append(0)
        issued[-1] += int(watched.series["points_issued"][week])
        recent = sum(issued[-3:] if clock.starts_quarter(week) else issued[-2:])
        assert watched.balance.sum() <= recent
    assert watched.scheme.accounts.expired > 0


@settings(derandomize=True, deadline=None, max_examples=100)
@given(
    st.lists(
        st.tuples(st.sampled_from(["issue", "redeem", "quarter", "void"]), st.integers(0, 4), st.integers(0, 500)),
        max_size=30,
    ),
    st.integers(1, 5),
)
def test_accounts_conserve_points_whatever_happens(events: list[tuple[str, int, int]], quarters: int) -> None:
    """In any order of issuing, redeeming, voiding and quarters."""
    accounts = Accounts(np.array([0, 0, 1, 2, 2], np.int32), 3, quarters)
    for what, row, points in events:
        own = accounts.owner[[row]]
        if what == "issue":
            accounts.issue(np.array([row, row]), np.array([points, 1]))
        elif what == "redeem":
            before = accounts.balance[own]
            assert np.array_equal(accounts.redeem(own), before)
            assert not accounts.balance[own].any()
        elif what == "void":
            accounts.void(own)
        else:
            accounts.next_quarter()
        assert accounts.issued == accounts.balance.sum() + accounts.redeemed + accounts.expired
        assert accounts.held.min() >= 0


# Redeeming


def by_month(watched: Watched) -> list[float]:
    """Yuan the government spent in each month of the scheme."""
    months: list[float] = []
    for week, spent in enumerate(watched.yuan[:, GOVERNMENT]):
        if watched.world.clock.starts_month(week):
            months.append(0.0)
        months[-1] += spent
    return months


@pytest.mark.parametrize("dose", [0.5, 1.0, 2.0])
@pytest.mark.parametrize(
    "design",
    [
        {},
        {"pooled": "household"},
        {"reward": "lottery", "prize": 30.0},
        {"pooled": "estate", "facility_price": 100, "yuan_per_point": 0.1},
    ],
    ids=["goods", "household", "lottery", "estate"],
)
def test_the_budget_of_a_month_is_kept(design: dict[str, object], dose: float) -> None:
    """The government's part to the yuan, and nearly used up where more would be claimed; merchants give on top."""
    watched = Watched(swing(**design, budget=200.0, dose=dose)).to_end()
    months = by_month(watched)
    assert max(months) <= 200.0 * dose + 1e-9
    assert max(months) > 0.3 * 200.0 * dose


def test_redeemed_points_are_paid_at_their_worth() -> None:
    """Yuan and points agree."""
    watched = Watched(swing(yuan_per_point=0.4)).to_end()
    assert watched.scheme.accounts.redeemed > 0
    assert watched.yuan.sum() == pytest.approx(0.4 * watched.scheme.accounts.redeemed)


def test_caring_merchants_bear_their_share() -> None:
    """Of the price of goods; the rest is the government's."""
    watched = Watched(swing(merchants_share=0.25)).to_end()
    assert watched.yuan[:, MERCHANTS].sum() == pytest.approx(0.25 * watched.yuan.sum())
    assert watched.yuan[:, GOVERNMENT].sum() == pytest.approx(0.75 * watched.yuan.sum())
    assert watched.yuan.sum() > 0


def test_too_few_points_cannot_be_redeemed() -> None:
    """Below the least number nobody comes, and no promise is broken."""
    watched = Watched(swing(least_redeemed=100_000)).to_end()
    assert watched.scheme.accounts.redeemed == 0
    assert watched.yuan.sum() == 0
    assert watched.scheme.confidence == 1.0


def test_goods_are_redeemed_once_a_month() -> None:
    """On the first Monday of a month."""
    watched = Watched(swing()).to_end()
    weeks = np.flatnonzero(watched.series["points_redeemed"])
    assert weeks.size > 5
    assert all(watched.world.clock.starts_month(int(week)) for week in weeks)


def test_a_redeemed_promise_raises_trust() -> None:
    """Those served got what they were promised; they are the ones whose account was emptied."""
    watched = Watched(swing())
    for week in watched.weeks():
        kept = np.flatnonzero(watched.world.push.promise > 0)
        assert (kept.size > 0) == (watched.series["points_redeemed"][week] > 0)
        assert not watched.balance[kept].any()


@settings(derandomize=True, deadline=None, max_examples=100)
@given(st.lists(st.floats(0.5, 50, width=32), max_size=20), st.floats(0, 200), st.randoms())
def test_first_come_first_served_within_the_budget(claims: list[float], budget: float, order: Any) -> None:
    """In the order of the lot: each claim is met whole while the money left is enough for it, and only then."""
    luck = np.array(order.sample(range(len(claims)), len(claims)), np.float32)
    served = within_budget(np.array(claims), budget, luck)
    left = budget
    for n in np.argsort(luck):
        assert served[n] == (claims[n] <= left)
        left -= claims[n] if served[n] else 0.0
    assert left >= 0


# Running out of money


def poor_and_rich() -> tuple[Watched, Watched]:
    """The same scheme with hardly any money, and with more than enough."""
    return Watched(swing(budget=30.0)).to_end(), Watched(swing()).to_end()


def test_running_out_of_budget_is_a_broken_promise() -> None:
    """Who goes home with nothing trusts less; who is served trusts more."""
    watched = Watched(swing(budget=30.0))
    for week in watched.weeks():
        before = watched.world.push.promise
        missed = np.flatnonzero(before < 0)
        if missed.size:
            assert watched.world.clock.starts_month(week)
            assert (watched.balance[missed] >= watched.scheme.settings.least_redeemed).all()
            return
    pytest.fail("the budget never ran out")


def test_running_out_lowers_trust() -> None:
    """Below that of a scheme that keeps its word."""
    poor, rich = poor_and_rich()
    enrolled = poor.scheme.members.enrolled & rich.scheme.members.enrolled
    assert poor.world.residents.trust[enrolled].mean() < rich.world.residents.trust[enrolled].mean()


def test_running_out_lowers_confidence_and_so_the_pull_of_points() -> None:
    """Who does not believe in redemption does not come for points."""
    poor, rich = poor_and_rich()
    assert poor.scheme.confidence < 0.5
    assert rich.scheme.confidence == 1.0
    enrolled = poor.scheme.members.enrolled & rich.scheme.members.enrolled
    assert (poor.world.push.reward[enrolled] < rich.world.push.reward[enrolled]).all()


def test_running_out_is_told_once_until_it_is_over() -> None:
    """With how many went home with nothing."""
    poor, rich = poor_and_rich()
    told = [said for said in poor.told() if "run out" in said]
    assert 1 <= len(told) < len(by_month(poor))
    assert not [said for said in rich.told() if "run out" in said]
    events = [event for event in poor.world.chronicle.events if "run out" in event.text.en]
    assert "预算" in events[0].text.zh


def test_confidence_recovers_when_the_scheme_keeps_its_word_again() -> None:
    """Slowly."""
    watched = Watched(swing())
    watched.scheme.confidence = 0.2
    watched.to_end()
    assert 0.2 < watched.scheme.confidence < 1.0


# Variants


def test_recognition_costs_nothing_and_redeems_nothing() -> None:
    """Honour only: no yuan, no promise of goods, and no promise to break."""
    watched = Watched(swing(reward="recognition", stop=STOP, honour_at_stop=False))
    for _ in watched.weeks():
        assert not watched.world.push.promise.any()
    assert watched.scheme.accounts.redeemed == 0
    assert watched.yuan.sum() == 0
    assert watched.scheme.accounts.issued > 0


def test_a_lottery_gives_whole_prizes_within_the_budget() -> None:
    """As many as the government's part allows, to holders of points, who spend them."""
    watched = Watched(swing(reward="lottery", budget=350.0, prize=100.0, merchants_share=0.2)).to_end()
    months = by_month(watched)
    assert set(months) <= {0.0, 80.0, 160.0, 240.0, 320.0}
    assert max(months) == 320.0
    assert watched.scheme.accounts.redeemed > 0


def test_more_points_are_more_tickets() -> None:
    """Prizes go to those with many points more often."""
    watched = Watched(
        swing(reward="lottery", budget=100.0, prize=100.0, weeks=104, month_cap=10_000, expiry_quarters=40)
    )
    winners, all_holders = [], []
    before = watched.balance
    for _ in watched.weeks():
        won = watched.world.push.promise > 0
        if won.any() and before.any():
            winners.append(before[won].mean())
            all_holders.append(before[before > 0].mean())
        before = watched.balance
    assert len(winners) > 10
    assert np.mean(winners) > np.mean(all_holders)


def test_a_time_bank_pays_for_care_only_and_in_care_only() -> None:
    """Hours for hours: no other act earns, and no yuan is spent."""
    watched = Watched(swing(reward="time_bank", gaming=0.0, month_cap=10_000, office__share_care=1.0))
    care = list(ACTS).index("care")
    for week in watched.weeks():
        rows, kinds = watched.taken()
        visits = (watched.scheme.members.enrolled[rows] & (kinds == care)).sum()
        assert watched.series["points_issued"][week] == visits * watched.scheme.settings.earns.care
    assert watched.scheme.accounts.issued > 0
    assert watched.yuan.sum() == 0


def test_a_time_bank_gives_hours_back_to_those_who_need_care() -> None:
    """The very old and homes with a frail elder; nobody gets more hours than were given."""
    watched = Watched(swing(reward="time_bank", office__share_care=1.0, weeks=104))
    residents, homes = watched.world.residents, watched.world.community.household
    for _ in watched.weeks():
        kept = np.flatnonzero(watched.world.push.promise > 0)
        frail = np.isin(homes, homes[residents.here & residents.frail])
        assert (frail[kept] | (residents.age[kept] >= 75)).all()
    assert watched.scheme.accounts.redeemed > 0


def test_a_time_bank_appeals_to_the_young_old() -> None:
    """低龄 look after 高龄: people of 50 to 75 are drawn more than others to whom points matter as much."""
    watched = Watched(swing(reward="time_bank", weeks=1)).to_end()
    rows, age = watched.scheme.members.enrolled, watched.world.residents.age
    pull = watched.world.push.reward / np.maximum(watched.scheme.members.salience, 1e-6)
    young_old = (age >= 50) & (age < 75)
    assert pull[rows & young_old].min() > pull[rows & ~young_old].max()


def test_one_member_redeems_for_the_household() -> None:
    """An account is emptied once, and counted once."""
    watched = Watched(swing(pooled="household"))
    homes = watched.world.community.household
    for _ in watched.weeks():
        served = np.flatnonzero(watched.world.push.promise > 0)
        assert np.unique(homes[served]).size == served.size
    assert watched.scheme.accounts.redeemed > 0


def test_an_estate_buys_a_facility_with_its_points() -> None:
    """Its condition becomes better, its people see a promise kept, its points are spent, and it is told where."""
    watched = Watched(swing(pooled="estate", facility_price=300))
    community, bought = watched.world.community, set()
    condition = watched.world.facilities.copy()
    for _ in watched.weeks():
        better = np.flatnonzero(watched.world.facilities > condition)
        glad = np.unique(community.estate[watched.world.push.promise > 0])
        assert set(glad) <= set(better)
        bought |= set(better.tolist())
        missing = 1 - condition[better]
        gain = watched.scheme.settings.facility_gain
        assert watched.world.facilities[better] == pytest.approx(1 - missing * (1 - gain))
        condition = watched.world.facilities.copy()
    assert bought
    events = [event for event in watched.world.chronicle.events if "buys a facility" in event.text.en]
    named = {int(event.text.en.split()[1]) - 1 for event in events}
    assert named == bought
    assert all(event.grid == community.places.estate_grid[int(event.text.en.split()[1]) - 1] for event in events)


def test_an_estate_below_the_price_buys_nothing() -> None:
    """Points are kept."""
    watched = Watched(swing(pooled="estate", facility_price=10_000_000)).to_end()
    assert watched.scheme.accounts.redeemed == 0
    assert watched.yuan.sum() == 0


def test_an_estate_with_many_points_can_still_buy() -> None:
    """It pays the price of a facility and keeps the rest; saving up does not put a purchase out of reach."""
    watched = Watched(swing(pooled="estate", facility_price=100, yuan_per_point=0.5, budget=60.0)).to_end()
    assert watched.balance.max() * 0.5 > 60.0, "no estate is rich: the test tests nothing"
    purchases = [event for event in watched.world.chronicle.events if "buys a facility" in event.text.en]
    months = sum(watched.world.clock.starts_month(week) for week in range(watched.world.clock.weeks))
    assert len(purchases) >= months // 2


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ({"points.reward": "lottery", "points.pooled": "estate"}, "pooled"),
        ({"points.reward": "recognition", "points.pooled": "estate"}, "pooled"),
        ({"points.reward": "time_bank", "points.earns.care": 0}, "earns.care"),
    ],
)
def test_designs_that_cannot_be_are_refused(change: dict[str, object], what: str) -> None:
    """In one sentence."""
    with pytest.raises(GongtongError, match=what):
        small().but(change)


# How it feels


def control(**design: object) -> float:
    """How controlling a design feels."""
    return PointsSettings.model_validate(design).felt_control()


def test_designs_feel_controlling_in_the_order_of_the_evidence() -> None:
    """Goods with ranking and deductions; goods; goods with good deeds made known; shared and decided by residents; honour."""
    a = control(reward="goods", display="ranking", deductions=True)
    b = control(reward="goods")
    c = control(reward="goods", display="deeds")
    d = control(reward="goods", pooled="estate", rules="residents")
    e = control(reward="recognition", display="deeds", rules="residents")
    assert 1 >= a > b > c > d >= e >= 0


@pytest.mark.parametrize(
    ("less", "more"),
    [
        ({"rules": "residents"}, {"rules": "office"}),
        ({"display": "deeds"}, {"display": "none"}),
        ({"display": "none"}, {"display": "ranking"}),
        ({"deductions": False}, {"deductions": True}),
        ({"pooled": "household"}, {"pooled": "person"}),
        ({"reward": "recognition"}, {"reward": "lottery"}),
        ({"reward": "lottery"}, {"reward": "goods"}),
        ({"tied_to": "quality"}, {"tied_to": "completion"}),
        ({"tied_to": "completion"}, {"tied_to": "attendance"}),
    ],
)
def test_what_makes_a_scheme_feel_controlling(less: dict[str, object], more: dict[str, object]) -> None:
    """Each feature in its own direction (Deci, Koestner & Ryan 1999)."""
    assert control(**less) < control(**more)


def test_felt_control_stays_on_its_scale_for_every_design() -> None:
    """Between 0 and 1, and a reward that is not tangible never feels more controlling than the same in goods."""
    for tied, rules, display, deductions in product(
        ("attendance", "completion", "quality"), ("office", "residents"), ("none", "deeds", "ranking"), (False, True)
    ):
        design = {"tied_to": tied, "rules": rules, "display": display, "deductions": deductions}
        goods = control(reward="goods", **design)
        assert 0 <= goods <= 1
        for reward in ("recognition", "time_bank", "lottery"):
            assert 0 <= control(reward=reward, **design) <= goods


def test_the_enrolled_feel_what_the_design_makes_them_feel() -> None:
    """Control, recognition where deeds are known, autonomy where residents made the rules; the others feel nothing."""
    watched = Watched(swing(enrollable=0.5, display="deeds", rules="residents", weeks=3)).to_end()
    settings_, push = watched.scheme.settings, watched.world.push
    rows = watched.scheme.members.enrolled
    assert push.controlling[rows] == pytest.approx(settings_.felt_control())
    assert push.competence[rows] == pytest.approx(settings_.recognised)
    assert push.autonomy[rows] == pytest.approx(settings_.having_a_say)
    for lever in ("reward", "controlling", "competence", "autonomy", "promise"):
        assert not getattr(push, lever)[~rows].any(), lever


def test_members_are_reminded_of_occasions() -> None:
    """With the declared hazard; others hear from the office only."""
    watched = Watched(swing(enrollable=0.5, reminder=0.3, office__calls=0.0, dose=0.5, weeks=3)).to_end()
    rows = watched.scheme.members.enrolled
    assert watched.world.push.notice[rows] == pytest.approx(0.15)
    assert not watched.world.push.notice[~rows].any()


def test_the_pull_of_points_follows_their_worth_and_their_owner() -> None:
    """Worth more pulls more; what goes to the household or the estate pulls less."""

    def pull(**design: object) -> float:
        watched = Watched(swing(weeks=1, **design)).to_end()
        return float(watched.world.push.reward[watched.scheme.members.enrolled].mean())

    assert pull(yuan_per_point=1.0) > pull(yuan_per_point=0.3) > pull(yuan_per_point=0.0) == 0
    assert pull() > pull(pooled="household") > pull(pooled="estate") > 0
    assert pull(dose=0.5) < pull() <= 1


def test_rewarded_acts_displace_unrewarded_ones() -> None:
    """An act without points loses its share among the enrolled, the more the stronger the displacement."""

    def share(displacement: float) -> float:
        watched = Watched(swing(earns__interest=0, displacement=displacement))
        acts = interest = 0
        for _ in watched.weeks():
            rows, kinds = watched.taken()
            own = watched.scheme.members.enrolled[rows]
            acts += int(own.sum())
            interest += int((own & (kinds == 0)).sum())
        return interest / acts

    none, some, much = share(0.0), share(0.5), share(1.0)
    assert none > some > much > 0 or none > some > much == 0


# The end


def stopped(**changes: object) -> Watched:
    """A scheme that ends in the autumn of the first year."""
    return Watched(swing(stop=STOP, honour_weeks=8, budget=100.0, **changes))


def test_after_the_end_nobody_earns_and_nothing_pulls() -> None:
    """From the first week after the last."""
    watched = stopped()
    for week in watched.weeks():
        if week >= watched.scheme.last_week:
            assert watched.series["points_issued"][week] == 0
            assert not watched.world.push.reward.any()
            assert not watched.world.push.controlling.any()
            assert watched.cadre_hours[week] == 0


def test_honoured_points_can_be_redeemed_for_a_while() -> None:
    """Then the rest is void."""
    watched = stopped(honour_at_stop=True).to_end()
    last, until = watched.scheme.last_week, watched.scheme.last_week + 8
    redeemed, expired = watched.series["points_redeemed"], watched.series["points_expired"]
    assert redeemed[last:until].sum() > 0
    assert redeemed[until:].sum() == 0
    assert expired[until] > 0
    assert watched.balance.sum() == 0


def test_voided_points_break_a_promise_at_once() -> None:
    """To everybody who could have redeemed, and to nobody else."""
    watched = stopped(honour_at_stop=False)
    for week in watched.weeks():
        if week == watched.scheme.last_week - 1:
            enough = (
                watched.scheme.members.enrolled
                & watched.world.residents.here
                & (watched.balance >= watched.scheme.settings.least_redeemed)
            )
        if week == watched.scheme.last_week:
            broken = watched.world.push.promise < 0
            assert enough.sum() > 10
            assert np.array_equal(broken, enough & watched.world.residents.here)
            assert (watched.world.push.promise[broken] == -1).all()
            assert watched.balance.sum() == 0
            return


def test_honouring_points_saves_trust() -> None:
    """Compared with voiding them, in the weeks after the end."""
    honoured, voided = (stopped(honour_at_stop=honour) for honour in (True, False))
    for one, other in zip(honoured.weeks(), voided.weeks(), strict=True):
        assert one == other
        if one == honoured.scheme.last_week + 2:
            assert honoured.world.residents.trust.mean() > voided.world.residents.trust.mean()
            return


@pytest.mark.parametrize("honour", [True, False])
def test_after_the_end_nobody_is_on_the_list(honour: bool) -> None:
    """Members are struck off, and the end is told with what was still held."""
    watched = stopped(honour_at_stop=honour).to_end()
    assert not watched.scheme.members.enrolled.any()
    assert not watched.world.residents.registrations.any()
    assert watched.series["points_enrolled"][-1] == 0
    said = watched.told()
    assert (
        sum("starts" in one for one in said)
        == sum("ends" in one for one in said)
        == sum("become void" in one for one in said)
        == 1
    )


def test_the_lift_goes_when_the_scheme_goes() -> None:
    """External drive ends with the points: participation falls back towards that without them."""
    base, on, ended = (
        Watched(scenario).to_end().series["participation"]
        if scenario.policies
        else Simulation(scenario, 1).run().series["participation"]
        for scenario in (small(office__activities=3.0), swing(), swing(stop=STOP))
    )
    assert on[30:43].mean() > 1.3 * base[30:43].mean()
    assert ended[-8:].mean() < base[-8:].mean() + 0.5 * (on[-8:].mean() - base[-8:].mean())


# Where, how much, and what it may do


def test_only_the_target_grids_have_points() -> None:
    """Nobody elsewhere signs up, is reminded or rewarded."""
    watched = Watched(swing(grids=(2, 5), office__calls=0.0))
    elsewhere = ~np.isin(watched.world.community.grid, [1, 4])
    for _ in watched.weeks():
        assert not watched.scheme.members.enrolled[elsewhere].any()
        for lever in ("notice", "reward", "controlling", "competence", "autonomy", "promise"):
            assert not getattr(watched.world.push, lever)[elsewhere].any(), lever
    assert set(watched.world.community.grid[watched.scheme.members.enrolled]) == {1, 4}


def test_only_the_target_estates_have_points() -> None:
    """Grids and estates named together add up."""
    watched = Watched(swing(grids=(2,), estates=(25,), weeks=4)).to_end()
    community = watched.world.community
    expected = set(np.flatnonzero((community.places.estate_grid == 1) | (np.arange(25) == 24)))
    assert set(community.estate[watched.scheme.members.enrolled]) == expected


def test_dose_zero_is_off() -> None:
    """No members, no costs, no events."""
    watched = Watched(swing(dose=0.0, stop=STOP)).to_end()
    assert not watched.scheme.members.enrolled.any()
    assert watched.yuan.sum() == watched.cadre_hours.sum() == 0
    assert not watched.told()


def test_the_scheme_runs_from_its_start_to_its_stop() -> None:
    """Cadre hours are booked in those weeks and no others, by dose."""
    watched = Watched(swing(start=date(2015, 3, 2), stop=date(2015, 5, 4), dose=0.5)).to_end()
    weeks = np.flatnonzero(watched.cadre_hours)
    assert (watched.world.clock.date(int(weeks[0])), watched.world.clock.date(int(weeks[-1]))) == (
        date(2015, 3, 2),
        date(2015, 4, 27),
    )
    assert watched.cadre_hours[weeks] == pytest.approx(0.5 * watched.scheme.settings.staff_hours)
    assert np.array_equal(weeks, np.arange(weeks[0], weeks[-1] + 1))


def test_modules_without_a_start_of_their_own_start_with_the_others() -> None:
    """`modules_start` of the scenario; one's own start goes before it."""
    assert Watched(small(modules_start=date(2015, 3, 2), points__dose=1.0)).scheme.first_week == 8
    assert Watched(small(modules_start=date(2015, 3, 2), points__start=date(2015, 2, 2))).scheme.first_week == 4
    assert Watched(small(points__dose=1.0)).scheme.first_week == 0


@every_design
def test_costs_are_never_negative(design: dict[str, object]) -> None:
    """In any week, by any payer."""
    watched = Watched(swing(**design, stop=STOP)).to_end()
    assert (watched.yuan >= 0).all()
    assert (watched.cadre_hours >= 0).all()
    assert np.isfinite(watched.yuan).all()


def test_residents_columns_are_read_only_to_a_policy() -> None:
    """It pushes levers; only kernels move people."""
    world = Watched(swing(weeks=2)).world
    week = Week(world, "points")
    for name, column in week.residents._asdict().items():
        with pytest.raises(ValueError, match="read-only"):
            column[:] = 0
        assert not column.flags.writeable, name
    with pytest.raises(AttributeError):
        week.residents.trust = np.ones(3)  # type: ignore[misc]
    week.push("promise", np.array([3]), 1.0)
    assert world.push.promise[3] == 1.0


@every_design
def test_every_design_at_every_bound_gives_finite_results(design: dict[str, object]) -> None:
    """Each of the numbers that matter at its lowest and its highest."""
    for dose, budget in product((0.25, 2.0), (0.0, 1e9)):
        results = Watched(swing(**design, dose=dose, budget=budget, weeks=30)).to_end().series
        for name, values in results.items():
            assert np.isfinite(values).all(), name
            assert values.min() >= 0, name
