"""Redeeming, running out of money, the variants of a scheme."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.agents.acts import ACTS
from sim.ledger import PAYERS
from sim.policies.points.accounts import within_budget
from sim.text import GongtongError
from tests.support import small
from tests.support.points import STOP, Watched, swing

GOVERNMENT, MERCHANTS = (list(PAYERS).index(payer) for payer in ("government", "merchants"))


# Redeeming


def by_month(watched: Watched) -> list[float]:
    """Yuan the government spent in each month of the scheme."""
    months: list[float] = []
    for week, spent in enumerate(watched.yuan[:, GOVERNMENT]):
        if watched.world.clock.starts_month(week):
            months.append(0.0)
        months[-1] += spent
    return months


@pytest.mark.parametrize("dose", [0.5, 2.0])
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


@settings(max_examples=100)
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
