"""Step seven: the covenant, and the exchange of points."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy import stats

from sim.agents.acts import ACTION
from sim.agents.organisation import ORGANISED, Gathering
from sim.ledger import PAYERS
from sim.policies.incubation.project import Project
from sim.policies.incubation.steps import LOOK_BACK
from sim.policies.incubation.words import COVENANT
from sim.policies.points import Points
from sim.simulation import Simulation
from sim.week import Week
from tests.support import ONE_IN_A_THOUSAND, small
from tests.support.incubator import MERCHANTS, RULES, Platform, rows_of


def vote(agreeing: int, voters: int = 8, **changes: Any) -> tuple[Platform, Project]:
    """A vote on a covenant in which exactly so many agree."""
    place = Platform(**changes)
    p = place.group("covenant", 20, cohesion=0.5)
    members = rows_of(place, p)[:voters]
    place.r.trust[members] = -1.0
    place.r.trust[members[:agreeing]] = 1.0
    place.meet(p, members)
    place.follow()
    return place, p


@pytest.mark.parametrize(("agreeing", "adopted"), [(4, False), (5, True), (8, True)])
def test_a_covenant_needs_more_than_half_of_those_voting(agreeing: int, adopted: bool) -> None:
    """Of eight, five. Its legitimacy is their share, and less the fewer members voted."""
    _, p = vote(agreeing)
    assert p.adopted == adopted
    assert p.group().covenant == pytest.approx(agreeing / 8 * (0.5 + 0.5 * 8 / 20) if adopted else 0.0)


def test_those_who_trust_in_a_close_group_agree() -> None:
    """By trust and cohesion, half of it given."""
    place, agreed = Platform(), 0
    p = place.group("covenant", 1, cohesion=0.3)
    place.r.trust[:] = 0.4
    for n in range(600):
        p.adopted = False
        place.at(n % 50)
        place.meet(p, [place.adults[n // 50]])
        LOOK_BACK["covenant"](p, place.week, place.s)
        agreed += p.adopted
    assert stats.binomtest(agreed, 600, (0.4 + 0.3 + 0.5) / 2).pvalue > ONE_IN_A_THOUSAND


def test_points_are_awarded_only_with_a_covenant_and_a_merchant() -> None:
    """Then as many for an act as declared, and the chronicle tells how many merchants there are."""
    without, p = vote(8)
    assert (p.group().awards, p.merchants) == (0, 0)
    refused, p = vote(4, merchants=1.0)
    assert (p.group().awards, p.merchants) == (0, 1)
    place, p = vote(8, merchants=1.0, weeks_covenant=0)
    assert (p.group().awards, p.merchants) == (RULES.awards, 1)
    assert place.told()[-1] == COVENANT.filled(name=p.group().name, n=1)
    assert without.told_of(COVENANT) == refused.told_of(COVENANT) == []


def test_members_expect_a_small_reward_that_is_little_felt_as_control() -> None:
    """Once, however many of their organisations have an exchange; nobody else, nowhere else."""
    place = Platform(grids=(1, 2, 3, 4))
    inside = place.adults[place.world.community.grid[place.adults] == 2]
    outside = place.adults[place.world.community.grid[place.adults] == 8]
    for rows, awards in ((inside[:10], 5), (inside[5:15], 5), (inside[20:30], 0), (outside[:10], 5)):
        home = int(place.world.community.estate[rows[0]])
        place.society.found("volunteer", home, rows, "a test", 0, ORGANISED).awards = awards
    place.policy.act(place.week)
    for lever, amount in (("reward", RULES.exchange_pull), ("controlling", RULES.exchange_control)):
        expected = np.zeros(place.r.age.size)
        expected[inside[:15]] = amount
        assert getattr(place.world.push, lever) == pytest.approx(expected)
    assert (place.world.offers.rewarded == 0.5).all()


def test_merchants_pay_for_what_members_do() -> None:
    """Nothing for guests, nothing where there is no exchange."""
    place = Platform()
    p, plain = place.group("fund", 10, awards=5), place.group("fund", 5, slot=1)
    place.meet(p, rows_of(place, p)[:6], ACTION, guests=place.adults[-3:])
    other = place.society.gathering
    place.meet(plain, rows_of(place, plain), ACTION)
    both = zip(other, place.society.gathering, strict=True)
    place.society.gathering = Gathering(*(np.concatenate(pair) for pair in both))
    place.policy.follow(place.week)
    assert place.booked().tolist() == [6 * RULES.exchange_yuan if n == MERCHANTS else 0.0 for n in range(len(PAYERS))]


def test_awards_reach_the_points_accounts_of_enrolled_members_within_the_cap() -> None:
    """Not those of members who never signed up, not those of guests."""
    simulation = Simulation(small(points__month_cap=12, points__pooled="person", incubation__dose=1.0), 1)
    world = simulation.world
    scheme = next(policy for policy in simulation.policies if isinstance(policy, Points))
    world.week = 1
    rows = np.flatnonzero(world.residents.able)[:4].astype(np.int32)
    one = world.society.found("volunteer", 0, rows[:3], "a test", 0, ORGANISED)
    one.awards = 5
    scheme.members.enrolled[rows[[0, 1, 3]]] = True
    scheme.members.earned[rows[1]] = 9
    world.society.gathering = Gathering(
        rows, np.full(4, ACTION, np.int8), np.zeros(4, np.int32), np.array([True, True, True, False])
    )
    for total in ([5, 3, 0, 0], [10, 3, 0, 0], [12, 3, 0, 0]):
        scheme.follow(Week(world, "points"))
        assert scheme.accounts.balance[rows].tolist() == total
    assert scheme.accounts.issued == 15
