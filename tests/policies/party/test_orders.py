"""Whistle, report, order, grab, assignment (liuhe-R13, R14)."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import special

from sim.matters import SOLVED
from sim.matters.kinds import ON_PAPER as CLOSED_ON_PAPER
from sim.policies.party.meeting import Pledge
from sim.policies.party.orders import DROPPED, HONEST, NOBODY, ON_PAPER, OrderCounts, Orders
from tests.support.committee import SURE, fate, hands_on, party
from tests.support.scene import Scene, numbers, scene, unit


def test_orders_are_written_for_what_was_known_the_oldest_first_and_at_most_so_many() -> None:
    """Not for what nobody knows of, and never two for one matter (R13)."""
    made = party(grab_sees=0.0, orders=3.0, in_service=0)
    made.at(2)
    known, hidden = made.arises("environment", count=5), made.arises("environment", count=3, known=False)
    members = np.empty(0, np.int64)
    made.policy.dispatch(made.week, members)
    assert made.policy.orders.matter.tolist() == known[:3].tolist()
    made.policy.dispatch(made.at(3), members)
    assert sorted(made.policy.orders.matter.tolist()) == known.tolist()
    made.policy.dispatch(made.at(4), members)
    assert made.policy.orders.matter.size == known.size
    assert not np.isin(hidden, made.policy.orders.matter).any()


def test_no_order_is_written_for_what_is_new_or_pledged_or_takes_means_or_lies_elsewhere() -> None:
    """The week's whistle is for last week's matters; units' pledges and the meeting's matters have their own way."""
    made = party(in_service=0, estates=(1,))
    made.at(5)
    made.arises("environment", arrived=5)
    pledged = made.arises("environment")
    made.arises("parking")
    made.arises("environment", estate=7)
    plain = made.arises("environment")
    made.policy.pledges.append(Pledge(int(pledged[0]), 0, 0, unit(), 1.0, 99))
    made.policy.dispatch(made.week, np.empty(0, np.int64))
    assert made.policy.orders.matter.tolist() == plain.tolist()


def test_writing_orders_takes_the_office_time() -> None:
    """Per order, once."""
    made = party(in_service=0, order_hours=0.5, orders=4.0)
    made.at(2)
    made.arises("environment", count=4)
    made.policy.dispatch(made.week, np.empty(0, np.int64))
    made.policy.dispatch(made.week, np.empty(0, np.int64))
    assert made.cadre_hours() == pytest.approx(4 * 0.5)


def order(
    made: Scene, estate: int = 0, issued: int = 0, holder: int = NOBODY, way: int = HONEST, kind: str = "environment"
) -> int:
    """An open order; gives its place among the orders."""
    orders = made.policy.orders
    row = made.arises(kind, estate)
    added = (row, made.world.matters.book.address[row], [estate], [issued], [holder], [way])
    for name, value in zip(("matter", "address", "estate", "issued", "holder", "way"), added, strict=True):
        column = getattr(orders, name)
        setattr(orders, name, np.append(column, np.asarray(value, column.dtype)))
    return int(orders.matter.size - 1)


def readiness(made: Scene, rows: NDArray[np.int64], n: int, **own: float) -> NDArray[np.float64]:
    """Chance of each to grab an order."""
    orders = made.policy.orders
    at_home = made.world.community.estate[rows] == orders.estate[n]
    return numbers("party", **own).readiness.chance(made.world.residents, rows, at_home, orders.load(rows))


def test_grabbing_is_by_skill_nearness_duty_load_and_time() -> None:
    """The equation of the page on policies, member by member (R13; S42)."""
    made = party()
    rows = hands_on(made)
    residents = made.world.residents
    residents.skill[rows] = [0.2, 0.9, 0.5, 0.5]
    residents.motivation[rows] = [0.5, 0.5, 0.9, 0.5]
    residents.spare[rows] = [10.0, 10.0, 10.0, 1.0]
    n = order(made)
    order(made, holder=rows[2])
    s = numbers("party")
    logit = s.grab_base + s.grab_skill * residents.skill[rows] + s.grab_near + s.grab_duty * residents.motivation[rows]
    logit -= s.grab_load * np.array([0, 0, 1, 0])
    expected = s.grab_sees * (1 - np.exp(-residents.spare[rows] / s.worked_hours)) * special.expit(logit)
    assert readiness(made, rows, n) == pytest.approx(expected, rel=1e-5)
    far = order(made, estate=1)
    assert (readiness(made, rows, far) < readiness(made, rows, n)).all()


def test_an_order_is_grabbed_within_its_grid_only_by_those_who_have_room_for_it() -> None:
    """Nobody from another grid, nobody who has as many as one may have."""
    made = party()
    grid = made.world.community.places.estate_grid
    away = int(np.flatnonzero(grid != grid[0])[0])
    near, far = hands_on(made, 0, 2), hands_on(made, away, 2)
    sure = numbers("party", grab_sees=1.0, grab_base=20.0, grab_load=0.0, most_orders=1)
    made.world.residents.spare[near] = 1e6
    wanted = [order(made) for _ in range(3)]
    made.policy.orders.hand_out(np.concatenate([near, far]), sure, made.week, counts := OrderCounts())
    holders = made.policy.orders.holder[wanted].tolist()
    assert sorted(holders) == sorted([*near.tolist(), NOBODY])
    assert (counts.grabbed, counts.assigned) == (2, 0)


@pytest.mark.parametrize("free", range(4))
def test_what_nobody_grabs_in_time_is_assigned_to_whoever_has_least_to_do(free: int) -> None:
    """Not in the week of issue, but `grab_weeks` later (A9)."""
    made = party()
    rows = hands_on(made)
    s = numbers("party", grab_sees=0.0, grab_weeks=2, most_orders=5, dropped=0.0, on_paper=0.0)
    for holder, has in zip(np.delete(rows, free), (2, 1, 1), strict=True):
        for _ in range(has):
            order(made, holder=holder)
    n = order(made, issued=3)
    for week, holder in ((3, NOBODY), (4, NOBODY), (5, rows[free])):
        made.policy.orders.hand_out(rows, s, made.at(week), counts := OrderCounts())
        assert made.policy.orders.holder[n] == holder
    assert (counts.grabbed, counts.assigned) == (0, 1)


def test_orders_that_are_grabbed_are_worked_on_and_assigned_ones_not_always() -> None:
    """Some are closed on paper, some dropped, in the declared shares; a draw of 2,000 strays by 4 SE once in 10,000."""
    made = party()
    s = numbers("party", on_paper=0.3, dropped=0.2)
    orders = Orders(address=np.arange(2000))
    ways = np.array([orders.way_of(n, s, made.week) for n in range(2000)])
    for way, share in ((ON_PAPER, 0.3), (DROPPED, 0.2), (HONEST, 0.5)):
        assert (ways == way).mean() == pytest.approx(share, abs=4 * (share * (1 - share) / 2000) ** 0.5)


def test_holders_work_as_their_hours_allow() -> None:
    """Up to the limit for each order, shared among the orders one has; members' work solves the matter."""
    made = party(**SURE)
    one, two = hands_on(made, count=2)
    made.world.residents.spare[[one, two]] = 4.0, 4.0
    places = [order(made, holder=holder) for holder in (one, two, two)]
    rows = made.policy.orders.matter[places]
    made.policy.orders.work(numbers("party", worked_hours=3.0), made.week, counts := OrderCounts())
    made.work()
    assert made.world.matters.book.hours_left[rows] == pytest.approx([10 - 3, 10 - 2, 10 - 2])
    assert counts.hours == pytest.approx(7.0)
    for _ in range(3):
        made.policy.orders.work(numbers("party", worked_hours=3.0), made.week, OrderCounts())
        made.work()
    assert fate(made, rows[:1]) == [SOLVED]


def test_an_order_closed_on_paper_leaves_the_matter_unsolved_and_costs_trust() -> None:
    """It counts as a failure, and people see fewer matters solved than if it were solved (S43)."""
    seen = {}
    for way in (HONEST, ON_PAPER):
        made = party(**SURE)
        (holder,) = hands_on(made, count=1)
        n = order(made, holder=holder, way=way)
        made.world.matters.book.hours_left[made.policy.orders.matter] = 1.0
        made.policy.orders.work(numbers("party"), made.week, counts := OrderCounts())
        made.work()
        matter = made.policy.orders.matter[n : n + 1]
        assert fate(made, matter) == [SOLVED if way == HONEST else CLOSED_ON_PAPER]
        assert made.world.done.failed[0] == (way == ON_PAPER) == counts.on_paper
        made.world.matters.form_views(made.world.done, np.zeros(12), np.zeros(12, np.float32))
        seen[way] = made.world.matters.solved_share[0]
        by_members = made.policy.orders.close(made.week)
        assert by_members[0] == (way == HONEST)
        assert not made.policy.orders.matter.size
    assert seen[ON_PAPER] < 0.5 < seen[HONEST]


def test_more_on_paper_means_less_trust_in_a_whole_community() -> None:
    """Formalism is felt: the same luck, all assigned orders on paper or none."""
    trust = []
    for share in (0.0, 1.0):
        made = scene("party", on_paper=share, dropped=0.0, grab_sees=0.0, orders=20.0, weeks=52, matters__noticed=1.0)
        made.to_end()
        trust.append(made.series["trust"][-1])
        assert (made.series["party_on_paper"].sum() > 5) == (share > 0)
    assert trust[1] < trust[0]


def test_what_members_grab_is_done_though_all_that_is_assigned_is_dropped() -> None:
    """Matters are solved by the party where members see orders in time, and not one where none does (R13)."""
    solved = {}
    for sees in (0.0, 1.0):
        made = party(grab_sees=sees, grab_base=20.0, dropped=1.0, on_paper=0.0, in_service=0, office__staff=0, **SURE)
        made.arises("environment", count=8, hours=5.0)
        solved[sees] = made.live(10).series["matters_solved_by_party"].sum()
    assert solved[0.0] == 0
    assert solved[1.0] >= 4


def test_what_is_dropped_lies() -> None:
    """Nobody works on it, nobody reports it done, and its holder has it still."""
    made = party()
    (holder,) = hands_on(made, count=1)
    n = order(made, holder=holder, way=DROPPED)
    made.policy.orders.work(numbers("party"), made.week, counts := OrderCounts())
    made.work()
    assert made.world.matters.book.hours_left[made.policy.orders.matter[n]] == 10
    assert (counts.hours, counts.on_paper) == (0, 0)
    assert made.policy.orders.load(np.array([holder])).tolist() == [1]


def test_members_who_leave_give_their_orders_back() -> None:
    """And their household is a center no more."""
    made = party()
    made.policy.begin(made.week)
    gone = made.policy.centers[:1]
    n = order(made, holder=gone[0])
    made.policy.depart(gone)
    assert made.policy.orders.holder[n] == NOBODY
    assert not np.isin(gone, made.policy.centers).any()
