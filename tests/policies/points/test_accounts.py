"""Signing up, earning, holding points."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from sim.agents.acts import ACTS, HOSTED
from sim.policies.points.accounts import Accounts
from tests.support import small
from tests.support.points import STOP, Watched, every_design, swing

ALL_HOSTED = list(ACTS)[:HOSTED]  # nobody sees everyday acts, which earn nothing

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
    """At average interest and ease and without active contacts, the chance per week."""
    alike = {"points__signing_up_contacts": 0.0, "points__signing_up_ease": 0.0}
    quiet = small(points__enrollable=1.0, points__signing_up=0.02, points__dose=0.5, weeks=40, **alike)
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


def test_those_who_take_part_easily_sign_up_sooner() -> None:
    """Early members are the inclined; nobody is left out by it, and at 0 it makes no difference."""
    gap = {}
    for ease in (0.0, 0.5):
        watched = Watched(small(points__enrollable=1.0, points__signing_up=0.01, points__signing_up_ease=ease)).to_end()
        enrolled, of = watched.scheme.members.enrolled, watched.world.residents.ease
        counted = watched.world.residents.able
        gap[ease] = of[enrolled & counted].mean() - of[~enrolled & counted].mean()
    assert gap[0.5] > gap[0.0] + 0.1


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


def test_points_are_given_for_signing_up_where_so_declared() -> None:
    """Once, to each who does; where acts earn nothing these are all there are."""
    none = {f"earns__{kind}": 0 for kind in ALL_HOSTED}
    watched = Watched(swing(welcome=30, gaming=0.0, signing_up=0.05, redeeming=0.0, weeks=20, **none))
    before = np.zeros_like(watched.scheme.members.enrolled)
    for week in watched.weeks():
        enrolled = watched.scheme.members.enrolled
        assert watched.series["points_issued"][week] == 30 * np.count_nonzero(enrolled & ~before)
        before |= enrolled
    assert watched.scheme.accounts.issued > 1000


def test_the_more_points_for_signing_up_the_sooner_people_do() -> None:
    """Fifty points that pull by two per cent each double the chance; none leave it as it is."""
    rest: dict[str, object] = {"weeks": 10, "redeeming": 0.0, "signing_up_contacts": 0.0}
    drawn = Watched(swing(welcome=50, welcome_pull=0.02, signing_up=0.02, **rest)).to_end()
    twice, none = (Watched(swing(signing_up=chance, **rest)).to_end() for chance in (0.04, 0.02))
    members = [watched.scheme.members.enrolled for watched in (drawn, twice, none)]
    assert np.array_equal(members[0], members[1])
    assert members[2].sum() < members[0].sum()


# Earning


def test_every_act_earns_the_points_of_its_kind() -> None:
    """Those enrolled, nobody else, and no more than that."""
    watched = Watched(swing(enrollable=0.5, gaming=0.0, month_cap=10_000))
    earns = watched.scheme.settings.earns
    per_kind = np.array([getattr(earns, kind) for kind in ALL_HOSTED])
    for week in watched.weeks():
        rows, kinds = watched.taken()
        enrolled = watched.scheme.members.enrolled[rows]
        assert watched.series["points_issued"][week] == per_kind[kinds[enrolled]].sum()
    assert watched.scheme.accounts.issued > 1000


def test_kinds_without_points_earn_nothing() -> None:
    """A scheme may reward some acts and not others."""
    none = {f"earns__{kind}": 0 for kind in ALL_HOSTED if kind != "meeting"}
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
        per_kind = np.array([getattr(watched.scheme.settings.earns, kind) for kind in ALL_HOSTED])
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


@settings(max_examples=100)
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
