"""The big party committee 大党委, rule by rule (liuhe-R11 to R18)."""

from __future__ import annotations

from itertools import permutations
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import special

from sim.agents.unit import Unit
from sim.matters import CADRES, MATTERS, MEANS_NEEDED, SOLVED
from sim.matters.kinds import ON_PAPER as CLOSED_ON_PAPER
from sim.policies.party.meeting import IN_LINE, Pledge, accepts, agenda, match
from sim.policies.party.orders import DROPPED, HONEST, NOBODY, ON_PAPER, OrderCounts, Orders
from sim.policies.party.structure import center_households, detection, party_members
from sim.week import KnownMatters
from tests.support import small
from tests.support.scene import Scene, numbers, scene, unit

ENVIRONMENT, PARKING = list(MATTERS).index("environment"), list(MATTERS).index("parking")
NOTHING_ARISES = dict.fromkeys(
    (f"matters__{kind}" for kind in ("environment", "parking", "facilities", "property", "disputes", "meals",
                                     "elder_care", "childcare", "after_school")), 0.0,
)  # fmt: skip
SURE = {"matters__success": 1.0, "matters__success_alone": 1.0}
NO_ORDERS = {"orders": 0.0, "in_service": 0, "doors": 0}


def party(**changes: object) -> Scene:
    """A committee in a community where nothing arises but what the test puts in."""
    return scene("party", **{**NOTHING_ARISES, **changes})


def with_units(*units: Unit, **changes: object) -> Scene:
    """A committee with these units and no others."""
    made = party(**changes)
    made.world.units[:] = units
    return made


def fate(made: Scene, rows: NDArray[np.int64]) -> list[int]:
    """What became of matters."""
    return made.world.matters.book.fate[rows].tolist()


def aside(made: Scene, rows: NDArray[np.int64]) -> list[bool]:
    """Which matters are kept for the meeting."""
    return made.world.matters.book.aside[rows].tolist()


def is_due(made: Scene, row: int, by: Unit, *, yuan: float = 1000.0, estate: int = 0) -> Pledge:
    """A unit's pledge that falls due this week."""
    address = int(made.world.matters.book.address[row])
    pledge = Pledge(int(row), address, estate, by, yuan, made.world.week)
    made.policy.pledges.append(pledge)
    return pledge


# 1 + 1 + N, and the four levels


def test_units_with_a_party_organisation_in_the_grids_of_the_module_sit_on_the_committee() -> None:
    """N: not the shop, which has none, and not the bank outside (R11)."""
    inside, shop, outside = unit(0, "school", 2), unit(1, "shop", 2), unit(2, "bank", 3)
    made = with_units(inside, shop, outside, grids=(3,))
    assert made.policy._units(made.week) == [inside]
    made.live(1)
    assert "and 1 members" in made.told()[0]


def test_members_are_the_grown_up_party_members_who_live_in_its_places() -> None:
    """Everybody of the branches who is there, and nobody else."""
    made = party(grids=(1, 2, 3))
    rows = party_members(made.week, made.policy.rows)
    community, residents = made.world.community, made.world.residents
    assert rows.size
    assert (community.traits.party_branch[rows] >= 0).all()
    assert (residents.age[rows] >= 18).all()
    assert (community.grid[rows] < 3).all()
    assert party_members(made.week, np.zeros_like(made.policy.rows)).size == 0


def test_each_estate_has_a_center_household_for_so_many_households() -> None:
    """As many as it takes, as far as there are members who live there (R12)."""
    made = party(community__party_members=300)
    members = party_members(made.week, made.policy.rows)
    s = numbers("party", center_homes=20.0)
    chosen = center_households(made.week, members, s)
    community = made.world.community
    estates = community.settings.estates
    homes = np.bincount(community.places.household_estate, minlength=estates)
    there = np.bincount(community.estate[members], minlength=estates)
    wanted = np.minimum(np.ceil(homes / 20.0), there)
    assert np.bincount(community.estate[chosen], minlength=estates).tolist() == wanted.tolist()
    assert np.unique(chosen).size == chosen.size
    assert np.isin(chosen, members).all()


def test_the_lot_for_center_households_is_drawn_anew_each_year_and_not_by_row() -> None:
    """Other members have their turn; the order in which members are listed does not matter."""
    made = party(community__party_members=300)
    members = party_members(made.week, made.policy.rows)
    now = center_households(made.week, members, numbers("party"))
    assert set(now.tolist()) == set(center_households(made.week, members[::-1], numbers("party")).tolist())
    assert set(now.tolist()) != set(center_households(made.at(52), members, numbers("party")).tolist())


def test_each_level_sees_and_passes_on() -> None:
    """Center households through three levels, building groups through two, grid branches through one (R12)."""
    made = party(estates=(1, 2))
    s = numbers("party", center_homes=10.0, center_sees=0.2, building_sees=0.1, grid_sees=0.05, passes_on=0.8)
    community, chosen = made.world.community, made.policy.estates
    homes = np.bincount(community.places.household_estate, minlength=chosen.size)
    one = np.flatnonzero(community.estate == 0)[:1]
    found = detection(made.week, one, chosen, s)
    higher = 0.1 * 0.8**2 + 0.05 * 0.8
    assert found[0] == pytest.approx(10 / homes[0] * 0.2 * 0.8**3 + higher)
    assert found[1] == pytest.approx(higher)
    assert not found[2:].any()


def test_center_households_cover_no_more_than_there_is() -> None:
    """Twice as many hear no more than enough of them do, and the whole is a probability."""
    made = party(estates=(1,))
    everybody = np.flatnonzero(made.world.community.estate == 0)
    found = detection(made.week, everybody, made.policy.estates, numbers("party", passes_on=1.0))
    s = numbers("party")
    assert found[0] == pytest.approx(s.center_sees + s.building_sees + s.grid_sees)
    assert detection(made.week, everybody, made.policy.estates, numbers("party", dose=10.0)).max() == 1.0


def test_what_the_levels_hear_becomes_known() -> None:
    """Nothing would be known otherwise; with the committee much is within a month."""
    known = {}
    for dose in (0.0, 1.0):
        made = party(dose=dose, matters__noticed=0.0, matters__parking=500.0, office__staff=0, **NO_ORDERS).live(5)
        known[dose] = made.week.known_matters.row.size / made.week.open_matters.sum()
    assert known[0.0] == 0
    assert known[1.0] > 0.15


def test_center_households_ask_their_contacts_within_the_places_of_the_module() -> None:
    """Every contact who lives there and is of age, nobody beyond the border (R12)."""
    made = party(grids=(1, 2), center_asks=0.04, **NO_ORDERS)
    made.policy.begin(made.week)
    made.policy.act(made.week)
    residents, asked = made.world.residents, made.world.push.asked
    centers = made.policy.centers
    expected = np.zeros_like(asked)
    for row in centers[residents.able[centers]]:
        contacts = residents.tie_to[residents.tie_start[row] : residents.tie_start[row + 1]]
        np.add.at(expected, contacts[residents.able[contacts] & made.policy.rows[contacts]], np.float32(0.04))
    assert asked.sum() > 0
    assert asked == pytest.approx(expected)


def test_party_members_feel_obliged_and_get_notice_from_their_branch() -> None:
    """They and nobody else."""
    made = party(duty=0.4, mobilised=0.07, doors=0)
    made.policy.act(made.week)
    members = party_members(made.week, made.policy.rows)
    others = np.setdiff1d(np.arange(made.world.community.people), members)
    assert made.world.push.pressure[members] == pytest.approx(0.4)
    assert made.world.push.notice[members] == pytest.approx(0.07)
    assert not made.world.push.pressure[others].any()
    assert not made.world.push.notice[others].any()


def test_in_service_members_who_report_lend_hours_where_their_unit_answers_for_matters() -> None:
    """In the grid of the unit, evenly; the sum is people times share times hours (R13, R14)."""
    made = with_units(unit(0, "bank", 1), unit(1, "school", 4), in_service=100, reporting=0.5, in_service_hours=0.6)
    made.policy._lend_in_service(made.week)
    hands = made.world.places.hands
    grid = made.world.community.places.estate_grid
    assert hands.sum() == pytest.approx(100 * 0.5 * 0.6)
    assert hands[:, grid == 1].sum() == pytest.approx(hands[:, grid == 4].sum()) == pytest.approx(15.0)
    assert np.ptp(hands[2, grid == 1]) == pytest.approx(0.0)


# Whistle, report, order, grab


def test_orders_are_written_for_what_was_known_the_oldest_first_and_at_most_so_many() -> None:
    """Not for what nobody knows of, and never two for one matter (R13)."""
    made = party(grab_sees=0.0, orders=3.0, in_service=0)
    made.at(2)
    known, hidden = made.arises("environment", count=5), made.arises("environment", count=3, known=False)
    members = np.empty(0, np.int64)
    made.policy._dispatch(made.week, members)
    assert made.policy.orders.matter.tolist() == known[:3].tolist()
    made.policy._dispatch(made.at(3), members)
    assert sorted(made.policy.orders.matter.tolist()) == known.tolist()
    made.policy._dispatch(made.at(4), members)
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
    made.policy._dispatch(made.week, np.empty(0, np.int64))
    assert made.policy.orders.matter.tolist() == plain.tolist()


def test_writing_orders_takes_the_office_time() -> None:
    """Per order, once."""
    made = party(in_service=0, order_hours=0.5, orders=4.0)
    made.at(2)
    made.arises("environment", count=4)
    made.policy._dispatch(made.week, np.empty(0, np.int64))
    made.policy._dispatch(made.week, np.empty(0, np.int64))
    assert made.cadre_hours() == pytest.approx(4 * 0.5)


def hands_on(made: Scene, estate: int = 0, count: int = 4) -> NDArray[np.int64]:
    """Some residents of an estate, unlike in nothing, with time to spare."""
    rows = np.flatnonzero((made.world.community.estate == estate) & made.world.residents.able)[:count]
    residents = made.world.residents
    residents.skill[rows], residents.motivation[rows], residents.spare[rows] = 0.5, 0.5, 10.0
    return rows


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
    return made.policy.orders._readiness(rows, n, numbers("party", **own), made.world.residents, made.week)


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
    ways = np.array([orders._way(n, s, made.week) for n in range(2000)])
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


# Matters kept for the meeting


def test_matters_that_take_means_are_kept_for_the_meeting() -> None:
    """Once known they go on its list, in the module's places; cadres and lent hands leave them alone (R16)."""
    made = with_units(unit(), estates=(1, 2), matters__noticed=1.0, **NO_ORDERS, **SURE)
    kept, plain = made.arises("parking", known=False), made.arises("environment", known=False, hours=50.0)
    elsewhere = made.arises("parking", estate=9, known=False)
    made.policy._dispatch(made.week, np.empty(0, np.int64))
    made.world.places.hands[2:] = 100.0
    made.work()
    assert aside(made, kept) == [True]
    assert made.world.matters.book.hours_left[kept] == 10
    assert fate(made, plain) == [SOLVED]
    assert fate(made, elsewhere) == [SOLVED]
    assert made.world.matters.cadres_work(1000.0, made.world.done, made.world.streams, 0) == 0
    made.week.hand_back(kept)
    made.world.matters.cadres_work(1000.0, made.world.done, made.world.streams, 1)
    assert made.world.matters.book.solver[kept] == CADRES


def test_without_units_nothing_is_kept_for_a_meeting() -> None:
    """Nobody would ever take it on."""
    made = with_units(unit(kind="shop"), matters__noticed=1.0, **NO_ORDERS)
    row = made.arises("parking", known=False)
    made.policy.act(made.week)
    made.work()
    assert aside(made, row) == [False]


def test_what_the_meeting_declines_is_handed_back_and_what_it_takes_on_is_not() -> None:
    """Cadres do what they can about it."""
    for base, kept in ((-20.0, False), (20.0, True)):
        made = with_units(unit(funds=1e9), accept_base=base, goodwill_tired=0.0)
        row = made.arises("parking")
        made.world.matters.book.aside[row] = True
        made.policy._meet(made.week, made.policy._known(made.week), extraordinary=False)
        assert aside(made, row) == [kept]
        assert len(made.policy.pledges) == kept


def test_a_broken_pledge_is_handed_back_once() -> None:
    """It is on nobody's list, and the unit is rid of it."""
    made = with_units(bank := unit(), delivers=0.0)
    row = made.arises("parking")
    made.world.matters.book.aside[row] = True
    is_due(made, row[0], bank)
    made.policy._keep_word(made.week)
    made.policy._keep_word(made.week)
    assert aside(made, row) == [False]
    assert made.policy.pledges == []
    assert bank.broken == 1


def test_at_the_end_everything_is_handed_back() -> None:
    """Orders and pledges lapse; nothing stays on a list that nobody reads, and agreements run out."""
    made = with_units(unit(), unit(1, "school", 5), weeks=120, stop="2015-07-06",
                      matters__parking=800.0, matters__noticed=1.0, signing=20.0)  # fmt: skip
    for week in made.weeks():
        if week == made.policy.last_week - 1:
            assert any(aside(made, made.world.matters.open))
            assert made.policy.measured()["party_agreements"] == 2
        if week == made.policy.last_week:
            assert not any(aside(made, made.world.matters.open))
    assert made.policy.orders.matter.size == len(made.policy.pledges) == made.policy.centers.size == 0
    assert made.policy.measured()["party_agreements"] == 0
    assert any(text.startswith("The big party committee ends") for text in made.told())


# Joint meetings


def test_the_joint_meeting_is_quarterly_and_the_chair_goes_round() -> None:
    """In the first week of each quarter, one unit after another (R15)."""
    made = with_units(unit(0, "bank", 1), unit(1, "school", 2), unit(2, "firm", 3))
    made.to_end()
    met = np.flatnonzero(made.series["party_meetings"])
    assert met.tolist() == [week for week in range(60) if made.world.clock.starts_quarter(week)]
    chairs = [text.split("chaired by the ")[1].split(":")[0] for text in made.told() if "Joint meeting" in text]
    assert chairs == ["bank", "school", "firm", "bank", "school"][: len(chairs)]
    assert len(chairs) == 5


def test_a_backlog_calls_for_an_extraordinary_meeting_but_not_every_week() -> None:
    """More known matters than `alarm` per thousand residents, and a month since the last one (R15)."""
    made = with_units(unit(), alarm=5.0, **{**NO_ORDERS, "accept_base": -20.0}, office__staff=0)
    people = int((made.world.residents.here & made.policy.rows).sum())
    enough = int(5.0 * people / 1000)
    made.live(1)
    made.arises("environment", count=enough, hours=1e6)
    made.live(6)
    assert np.flatnonzero(made.series["party_meetings"]).tolist() == [0]
    made.arises("environment", count=1, hours=1e6, arrived=7)
    made.live(6)
    assert np.flatnonzero(made.series["party_meetings"]).tolist() == [0, 7, 11]
    assert any("Extraordinary" in text for text in made.told())


def test_the_agenda_takes_up_what_takes_means_and_what_is_old_the_oldest_first() -> None:
    """Not more than it can, and nothing that was taken on before."""
    made = party()
    made.at(10)
    young, taken = made.arises("environment", arrived=8), made.arises("parking", arrived=1)
    old, means = made.arises("environment", arrived=2), made.arises("parking", arrived=9)
    known = made.week.known_matters
    found = agenda(known, {int(taken[0])}, numbers("party", old=6, agenda=5))
    assert found.row.tolist() == [*old, *means]
    assert not np.isin(young, found.row).any()
    assert agenda(known, set(), numbers("party", old=6, agenda=1)).row.tolist() == taken.tolist()


def listed(kinds: list[int], estates: list[int]) -> KnownMatters:
    """Matters that a meeting has before it."""
    count = len(kinds)
    return KnownMatters(
        np.arange(count), np.array(kinds, np.int8), np.array(estates, np.int32), np.full(count, 9, np.int32),
        np.full(count, 10.0, np.float32), np.arange(count),
    )  # fmt: skip


def score(items: KnownMatters, yuan: NDArray[np.float64], one: Unit, chair: Unit, grid: NDArray[Any]) -> NDArray[Any]:
    """How well each matter suits a unit, by the equation of the page on policies."""
    s = numbers("party")
    in_line = np.array([list(MATTERS)[kind] in IN_LINE[one.kind] for kind in items.kind])
    near = np.isin(grid[items.estate], [one.grid, chair.grid])
    means = np.minimum(one.funds_left / yuan, 1.0)
    return s.weight_type * in_line + s.weight_means * means + s.weight_near * near + s.weight_credit * one.credit


@pytest.mark.parametrize("matters", [3, 5])
@pytest.mark.parametrize("seed", range(6))
def test_matters_are_matched_with_units_so_that_the_sum_of_scores_is_largest(seed: int, matters: int) -> None:
    """No assignment within everybody's capacity is better: compared with all there are (R16 精准匹配)."""
    made = party()
    rng = np.random.default_rng(seed)
    kinds, seats = list(IN_LINE), (0, 0, 1, 1)
    units = [
        unit(n, str(rng.choice(kinds)), int(rng.integers(12)), funds=float(rng.integers(1, 9000)), credit=float(n))
        for n in range(2)
    ]
    items = listed(rng.integers(0, len(MATTERS), matters).tolist(), rng.integers(0, 25, matters).tolist())
    yuan = rng.uniform(1000, 9000, matters)
    found = match(items, yuan, units, units[0], numbers("party", pledges=2), made.week)
    grid = made.world.community.places.estate_grid
    scores = np.array([score(items, yuan, one, units[0], grid) for one in units])
    if matters <= len(seats):
        possible = [list(zip(range(matters), chosen, strict=True)) for chosen in permutations(seats, matters)]
    else:
        possible = [list(zip(chosen, seats, strict=True)) for chosen in permutations(range(matters), len(seats))]
    best = max(sum(scores[by, matter] for matter, by in pairs) for pairs in possible)
    assert sum(scores[units.index(one), row] for row, one in found) == pytest.approx(best)
    assert len({row for row, _ in found}) == len(found) == min(matters, 4)
    assert all(sum(one is by for _, by in found) <= 2 for one in units)


def test_matters_in_the_area_of_the_chair_come_first() -> None:
    """With room for one of two like matters, it is the one near the chair."""
    made = party()
    other, chair = unit(0, "shop", 5), unit(1, "shop", 7)
    items = listed([PARKING, PARKING], [made.estate_of(3), made.estate_of(7)])
    found = match(items, np.full(2, 100.0), [other], chair, numbers("party", pledges=1), made.week)
    assert [row for row, _ in found] == [1]


def test_nothing_is_matched_without_units_or_matters() -> None:
    """An empty table is no error."""
    made = party()
    assert match(listed([], []), np.empty(0), [unit()], unit(), numbers("party"), made.week) == []
    assert match(listed([PARKING], [0]), np.ones(1), [], unit(), numbers("party"), made.week) == []


def likelihood(one: Unit, yuan: float = 5000.0) -> float:
    """How likely a unit takes a matter on, read off luck."""
    grid = np.linspace(0, 1, 2001)
    return float(np.mean([accepts(one, yuan, luck, numbers("party")) for luck in grid]))


def test_acceptance_rises_with_goodwill_pressure_and_credit_and_falls_with_cost() -> None:
    """The equation of the page on policies, and never quite certain."""
    plain = likelihood(unit())
    s = numbers("party")
    logit = s.accept_base + s.accept_goodwill * 0.5 + s.accept_public - 5000 / 1e6
    assert plain == pytest.approx(special.expit(logit), abs=1e-3)
    assert likelihood(unit(goodwill=0.9)) > plain
    assert likelihood(unit(pressure=0.5)) > plain
    assert likelihood(unit(credit=0.5)) > plain
    assert likelihood(unit(), 500_000.0) < plain
    assert likelihood(unit(funds=6000.0)) < plain
    assert likelihood(unit(funds=0.0)) == 0


def test_what_a_unit_takes_on_falls_due_after_the_deadline() -> None:
    """Tasks have a date (R18); nobody takes on more than `pledges`."""
    made = with_units(bank := unit(funds=1e9), accept_base=20.0, deadline=9, pledges=2)
    made.at(13)
    made.arises("parking", count=5)
    made.policy._meet(made.week, made.policy._known(made.week), extraordinary=False)
    assert [(one.due, one.unit) for one in made.policy.pledges] == [(22, bank), (22, bank)]


def test_a_pledge_is_kept_when_it_falls_due_and_not_before() -> None:
    """The unit pays, the matter is done, goodwill and credit rise, residents of the estate had a promise kept."""
    made = with_units(bank := unit(), delivers=1.0, felt=0.2, goodwill_kept=0.03, **SURE)
    row = made.arises("parking", hours=50.0)
    pledge = is_due(made, row[0], bank, yuan=7000.0)
    pledge.due = 1
    made.policy._keep_word(made.week)
    made.work()
    assert fate(made, row) != [SOLVED]
    assert bank.delivered == 0
    made.policy._keep_word(made.at(1))
    made.work()
    assert fate(made, row) == [SOLVED]
    assert made.world.matters.book.solver[row[0]] == 3
    assert made.paid("units") == 7000.0
    assert bank.funds_left == 1e6 - 7000.0
    assert (bank.delivered, bank.broken) == (1, 0)
    assert (bank.credit, bank.goodwill) == (pytest.approx(0.05), pytest.approx(0.53))
    there = (made.world.community.estate == 0) & made.world.residents.able
    assert made.world.push.promise[there] == pytest.approx(0.2)
    assert not made.world.push.promise[~there].any()
    made.policy.follow(made.week)
    assert made.policy.pledges == []
    assert made.policy.measured()["party_solved"] == 1


def test_a_pledge_is_broken_when_the_unit_does_not_deliver() -> None:
    """No money flows, goodwill and credit fall, a promise is broken, the matter is as it was."""
    made = with_units(bank := unit(credit=0.5), delivers=0.0, felt=0.2, goodwill_tired=0.04)
    row = made.arises("parking")
    is_due(made, row[0], bank)
    made.policy._keep_word(made.week)
    made.work()
    assert made.paid("units") == 0
    assert (bank.delivered, bank.broken) == (0, 1)
    assert (bank.credit, bank.goodwill) == (pytest.approx(0.45), pytest.approx(0.46))
    assert made.world.push.promise.min() == pytest.approx(-0.2)
    assert made.policy.measured()["party_broken"] == 1
    assert made.world.matters.book.closed[row] == -1


def test_goodwill_and_credit_stay_between_zero_and_one() -> None:
    """However often a unit keeps its word, or breaks it."""
    for delivers, goodwill, credit in ((1.0, 0.999, 0.99), (0.0, 0.001, 0.01)):
        made = with_units(bank := unit(goodwill=goodwill, credit=credit), delivers=delivers)
        for row in made.arises("parking", count=3):
            is_due(made, row, bank)
        made.policy._keep_word(made.week)
        assert bank.goodwill == bank.credit == (1.0 if delivers else 0.0)


def test_the_share_of_pledges_kept_is_the_declared_one() -> None:
    """The share among a thousand strays by 4 SE once in 10,000."""
    made = with_units(bank := unit(), delivers=0.7)
    for row in made.arises("parking", count=1000):
        is_due(made, row, bank, yuan=0.0)
    made.policy._keep_word(made.week)
    assert bank.delivered / 1000 == pytest.approx(0.7, abs=4 * (0.21 / 1000) ** 0.5)


def test_a_pledge_whose_matter_was_closed_by_others_is_forgotten() -> None:
    """The unit pays nothing for it and is not blamed."""
    made = with_units(bank := unit(), **SURE)
    row = made.arises("parking")
    is_due(made, row[0], bank).due = 9
    made.week.work_on(row, "residents", np.array([99.0]))
    made.work()
    made.policy.follow(made.week)
    made.policy._keep_word(made.at(9))
    assert (made.policy.pledges, bank.broken, made.paid("units")) == ([], 0, 0)


# Agreements, what lies idle, what is built


def sign(made: Scene, week: int = 0) -> None:
    """A regular meeting, as far as agreements go."""
    made.policy._sign(made.at(week), made.world.units)


def test_an_agreement_opens_idle_space_and_pledges_money() -> None:
    """The declared shares of what is left, once a year (R17)."""
    made = with_units(bank := unit(), signing=20.0, space_share=0.4, funds_share=0.3, build_yuan=1e9)
    sign(made)
    assert (bank.space_left, bank.funds_left) == (600.0, 700_000.0)
    assert (made.policy.space, made.policy.yuan) == (400.0, pytest.approx(300_000.0))
    assert made.policy.measured()["party_agreements"] == 1
    sign(made, 13)
    assert bank.space_left == 600.0
    sign(made, 52)
    assert bank.space_left in (600.0, 360.0)


def test_the_unwilling_do_not_sign() -> None:
    """Goodwill, credit and pressure decide; a module without strength signs nobody."""
    made = with_units(bank := unit(), signing=-20.0)
    sign(made)
    assert (bank.agreed_until, made.policy.space) == (-1, 0)
    share = {}
    for goodwill in (0.1, 0.9):
        many = [unit(n, goodwill=goodwill, space=1.0, funds=1.0) for n in range(300)]
        made = with_units(*many, build_yuan=1e9)
        sign(made)
        share[goodwill] = np.mean([one.agreed_until > 0 for one in many])
        assert share[goodwill] == pytest.approx(special.expit(-0.5 + 2 * goodwill), abs=0.12)
    assert share[0.9] > share[0.1]


def test_agreements_run_a_year_and_are_renewed_or_have_to_be_won_anew() -> None:
    """Renewal has its own chance; a unit that declines is asked as a stranger afterwards (R17)."""
    many = [unit(n, space=1.0, funds=1.0) for n in range(400)]
    made = with_units(*many, signing=20.0, renewal=0.7, build_yuan=1e9)
    sign(made)
    assert {one.agreed_until for one in many} == {52}
    sign(made, 52)
    renewed = [one for one in many if one.agreed_until == 104]
    assert len(renewed) / 400 == pytest.approx(0.7, abs=4 * (0.21 / 400) ** 0.5)
    assert {one.agreed_until for one in many} == {104, -1}
    hard = with_units(*[one for one in many if one.agreed_until == -1], signing=-20.0, renewal=1.0)
    sign(hard, 65)
    assert {one.agreed_until for one in hard.world.units} == {-1}


def test_units_never_give_more_than_they_have() -> None:
    """Space for good, money year by year, in a long busy run with poor units."""
    made = scene("party", weeks=160, signing=20.0, accept_base=20.0, space_share=0.9, funds_share=1.0,
                 community__units__funds=3000.0, matters__parking=200.0, matters__noticed=1.0)  # fmt: skip
    raised = {one.number: 0.0 for one in made.world.units}
    for _ in made.weeks():
        for one in made.world.units:
            assert 0 <= one.space_left <= one.space
            assert 0 <= one.funds_left <= one.funds
            raised[one.number] = max(raised[one.number], one.space - one.space_left)
    s = made.series
    assert s["party_space"][-1] == pytest.approx(sum(raised.values()))
    assert (np.diff(s["party_space"]) >= 0).all()
    years = 4  # 2015 to 2018
    spent = s["party_yuan"][-1] + made.paid("units")
    assert 0 < spent <= years * sum(one.funds for one in made.world.units) + 1


def test_a_facility_is_built_when_there_is_enough_and_uses_it_up() -> None:
    """Space and money of units, once each; facilities of its grid get better by the share of what is missing."""
    made = with_units(unit(), signing=20.0, space_share=0.9, funds_share=0.35,
                      build_space=400.0, build_yuan=150_000.0, build_gain=0.25)  # fmt: skip
    before = made.world.facilities.copy()
    sign(made)
    assert len(made.policy.facilities) == 2
    assert made.policy.space_free == pytest.approx(900 - 800)
    assert made.policy.yuan_free == pytest.approx(350_000 - 300_000)
    assert made.paid("units") == 300_000
    for grid in range(12):
        there = made.world.community.places.estate_grid == grid
        gain = 0.25 if grid in made.policy.facilities else 0.0
        assert made.world.facilities[there] == pytest.approx(before[there] + gain * (1 - before[there]))


def test_facilities_go_where_there_is_none_yet_and_conditions_are_worst() -> None:
    """Two grids of the module: first the worse, then the other, then the worse again."""
    made = party(grids=(2, 5))
    grid = made.world.community.places.estate_grid
    made.world.facilities[grid == 1], made.world.facilities[grid == 4] = 0.6, 0.1
    made.world.facilities[grid == 7] = 0.0
    for _ in range(3):
        made.policy._build(made.week)
    assert made.policy.facilities == [4, 1, 4]


def test_a_facility_hosts_activities_in_its_grid() -> None:
    """Interest activities, as long as the committee runs."""
    made = party(facility_notice=0.4, **NO_ORDERS)
    made.policy.facilities = [3]
    made.policy.act(made.week)
    notice = made.world.offers.notice[:, 0]
    there = made.world.community.places.estate_grid == 3
    assert notice[there] == pytest.approx(0.4)
    assert not notice[~there].any()


@pytest.mark.parametrize(
    ("need", "funded"), [("poor", True), ("rich", False), ("unregistered", False), ("elsewhere", False)]
)
def test_units_fund_registered_organisations_in_need(need: str, *, funded: bool) -> None:
    """In the module's places, and what they give is booked once and missing with the giver (R5, R17)."""
    richer, poorer = unit(0, funds=1e6), unit(1, funds=9e5)
    made = with_units(poorer, richer, accept_base=20.0, to_organisations=2500.0, estates=(1,))
    one = made.world.society.found("volunteer", 5 if need == "elsewhere" else 0, hands_on(made), "test", 0)
    one.registered = -1 if need == "unregistered" else 0
    one.funds = 5000.0 if need == "rich" else 0.0
    had = one.funds
    made.policy._fund_organisations(made.week, made.world.units)
    assert one.funds == had + 2500.0 * funded
    assert made.paid("units") == 2500.0 * funded
    assert richer.funds_left == 1e6 - 2500.0 * funded
    assert poorer.funds_left == 9e5


# Lists, doors, appraisal


def test_four_lists_are_written_every_year() -> None:
    """Problems, needs, resources, projects: once at the start and in the first week of each year (R16)."""
    made = with_units(unit(), weeks=110, **NO_ORDERS, office__staff=0)
    made.live(51)
    made.arises("environment", count=3, hours=1e6, arrived=50)
    made.arises("meals", count=2, hours=1e6, arrived=50)
    made.live(59)
    told = [(event.week, event.text.en) for event in made.world.chronicle.events if "four lists" in event.text.en]
    assert [week for week, _ in told] == [week for week in range(110) if made.world.clock.starts_year(week)]
    assert "problems 3, needs 2, idle space left" in told[1][1]
    assert made.series["party_problems_listed"][52] == 3
    assert made.series["party_needs_listed"][52] == 2


def test_the_list_of_projects_counts_what_units_take_on() -> None:
    """Published, and never fewer."""
    made = scene("party", accept_base=20.0, matters__parking=200.0, matters__noticed=1.0).to_end()
    assert made.series["party_projects_listed"][-1] == made.series["party_pledged"].sum() > 0


def test_door_knocking_visits_every_household_in_turn() -> None:
    """So many a week for so many weeks, nobody twice before everybody once, only in the module's places (R16)."""
    made = party(grids=(1, 2, 3), doors=40, door_weeks=4)
    homes = np.flatnonzero(made.policy.estates[made.world.community.places.household_estate])
    seen: list[int] = []
    made.policy._doors_until = 10_000
    weeks = -(-homes.size // 40)
    for week in range(weeks):
        made.policy._knock(made.at(week))
        visited = np.flatnonzero(made.world.push.promise > 0)
        seen += np.unique(made.world.community.household[visited]).tolist()
        assert made.policy._week["doors"] == min(40, homes.size)
    able = made.world.residents.able & made.policy.rows
    lived_in = np.unique(made.world.community.household[able])
    assert set(seen) == set(lived_in.tolist())
    assert len(seen) <= lived_in.size + 40


def test_door_knocking_is_a_campaign_of_so_many_weeks_a_year() -> None:
    """From the new year on, and at the start."""
    made = scene("party", doors=20, door_weeks=3, weeks=60).to_end()
    assert np.flatnonzero(made.series["party_doors"]).tolist() == [0, 1, 2, 52, 53, 54]
    assert sum("door-knocking" in text for text in made.told()) == 2


def test_a_visit_raises_detection_is_felt_as_a_promise_kept_and_costs_hours() -> None:
    """In proportion to the households of an estate that were visited; everybody of age at home was heard."""
    made = party(estates=(1,), doors=5, door_sees=0.6, door_heard=0.15, door_hours=0.2)
    made.policy._doors_until = 1
    made.policy._knock(made.week)
    community = made.world.community
    homes = int((community.places.household_estate == 0).sum())
    assert made.world.places.detection[0] == pytest.approx(0.6 * 5 / homes)
    assert not made.world.places.detection[1:].any()
    assert made.world.push.promise.max() == pytest.approx(0.15)
    heard = np.flatnonzero(made.world.push.promise)
    visited = np.isin(community.household, community.household[heard]) & made.world.residents.able
    assert np.array_equal(np.flatnonzero(visited), heard)
    assert made.cadre_hours() == pytest.approx(5 * 0.2)


def test_who_missed_the_quota_is_pressed_and_others_less() -> None:
    """At the year's end (R18), and the count of the year begins anew."""
    good, bad, worst = unit(0, delivered=2, pressure=0.4), unit(1, delivered=1, pressure=0.4), unit(2, pressure=0.95)
    made = with_units(good, bad, worst, quota=2, appraised=0.1, **NO_ORDERS)
    made.policy._new_year(made.at(52), np.empty(0, np.int64))
    assert [one.pressure for one in (good, bad, worst)] == pytest.approx([0.2, 0.5, 1.0])
    assert [one.delivered for one in (good, bad, worst)] == [0, 0, 0]
    assert any("kept their quota 1, units that did not 2" in text for text in made.told())


def test_appraisal_moves_goodwill() -> None:
    """Up where the quota was kept, down where it was missed (R18), and never out of bounds."""
    units = [unit(0, delivered=2), unit(1, delivered=1), unit(2, delivered=3), unit(3)]
    for one, goodwill in zip(units, (0.5, 0.5, 0.99, 0.01), strict=True):
        one.goodwill = goodwill
    made = with_units(*units, quota=2, appraised_goodwill=0.04, **NO_ORDERS)
    made.policy._new_year(made.at(52), np.empty(0, np.int64))
    assert [one.goodwill for one in units] == pytest.approx([0.54, 0.46, 1.0, 0.0])


@pytest.mark.parametrize(("start", "pressed"), [("2015-01-05", [52, 104]), ("2015-10-05", [104])])
def test_nobody_is_appraised_before_half_a_year_is_over(start: str, pressed: list[int]) -> None:
    """Whoever began in autumn could not have kept a year's quota."""
    made = with_units(unit(), quota=5, start=start, weeks=108)
    made.to_end()
    told = [event.week for event in made.world.chronicle.events if "appraisal" in event.text.en]
    assert told == pressed


def test_where_outsiders_solve_nearly_everything_residents_lean_back() -> None:
    """Autonomy falls in those estates, and only there."""
    made = party(dependence_from=0.7, dependence=0.08)
    made.policy._all[:] = 1.0
    made.policy._outside[:] = 0.69
    made.policy._outside[4] = 0.71
    made.policy._lean_back(made.week)
    there = made.world.community.estate == 4
    assert made.world.push.autonomy[there] == pytest.approx(-0.08)
    assert not made.world.push.autonomy[~there].any()


def test_what_units_and_members_solved_counts_as_solved_by_outsiders() -> None:
    """And what cadres and residents solved does not."""
    made = with_units(bank := unit(), delivers=1.0, **SURE)
    by_unit, by_cadres = made.arises("parking", estate=1), made.arises("environment", estate=2)
    is_due(made, by_unit[0], bank, estate=1)
    made.policy._keep_word(made.week)
    made.week.work_on(by_cadres, "cadres", np.array([99.0]))
    made.work()
    made.policy.follow(made.week)
    ratio = made.policy._outside / made.policy._all
    assert ratio[1] == pytest.approx(1.0)
    assert ratio[2] == 0


def test_costs_are_booked_once() -> None:
    """Running the committee, writing orders, meetings and doors, and nothing else, take the cadres' time."""
    made = with_units(unit(), staff_hours=7.0, meeting_hours=11.0, doors=10, door_hours=0.5, door_weeks=1)
    made.live(3)
    assert made.cadre_hours() == pytest.approx(3 * 7.0 + 11.0 + 10 * 0.5)


@pytest.mark.parametrize(
    "tiny",
    [
        {"community__units__units": 0},
        {"community__party_members": 0},
        {"community__grids": 1, "community__estates": 1},
        {"community__units__units": 0, "community__party_members": 0, "community__grids": 1, "community__estates": 1},
    ],
    ids=lambda tiny: " ".join(name.split("__")[-1] for name in tiny),
)
def test_the_committee_works_where_there_is_nearly_nothing(tiny: dict[str, object]) -> None:
    """No units, no party members, a single estate: finite results, and no warnings."""
    with np.errstate(all="raise", under="ignore"):
        made = scene("party", weeks=56, community__party_branches=1, **tiny).to_end()
    assert all(np.isfinite(values).all() for values in made.series.values())
    if tiny.get("community__units__units") == 0:
        assert made.series["party_meetings"].sum() == 0
        assert not made.world.matters.book.aside.any()


def test_means_are_what_the_meeting_is_for() -> None:
    """The kinds kept for it are those that cadres rarely solve alone."""
    assert {list(MATTERS)[kind] for kind in MEANS_NEEDED} == {"parking", "facilities"}
    assert small().policies == {}
