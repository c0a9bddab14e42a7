"""Joint meetings and what is kept for them; pledges are kept or broken (liuhe-R15, R18)."""

from __future__ import annotations

from itertools import permutations
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import special

from sim.agents.unit import Unit
from sim.matters import CADRES, MATTERS, NOT_YET, SOLVED
from sim.policies.party.meeting import IN_LINE, accepts, agenda, match
from sim.week import KnownMatters
from tests.support.committee import NO_ORDERS, SURE, fate, is_due, party, with_units
from tests.support.scene import Scene, numbers, unit

ENVIRONMENT, PARKING = list(MATTERS).index("environment"), list(MATTERS).index("parking")


def aside(made: Scene, rows: NDArray[np.int64]) -> list[bool]:
    """Which matters are kept for the meeting."""
    return made.world.matters.book.aside[rows].tolist()


# Matters kept for the meeting


def test_matters_that_take_means_are_kept_for_the_meeting() -> None:
    """Once known they go on its list, in the module's places; cadres and lent hands leave them alone (R16)."""
    made = with_units(unit(), estates=(1, 2), matters__noticed=1.0, **NO_ORDERS, **SURE)
    kept, plain = made.arises("parking", known=False), made.arises("environment", known=False, hours=50.0)
    elsewhere = made.arises("parking", estate=9, known=False)
    made.policy.dispatch(made.week, np.empty(0, np.int64))
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
        made.policy.act(made.week)
        assert aside(made, row) == [kept]
        assert len(made.policy.pledges) == kept


def test_a_broken_pledge_is_handed_back_once() -> None:
    """It is on nobody's list, and the unit is rid of it."""
    made = with_units(bank := unit(), delivers=0.0)
    row = made.arises("parking")
    made.world.matters.book.aside[row] = True
    is_due(made, row[0], bank)
    made.policy.keep_word(made.week)
    made.policy.keep_word(made.week)
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


def test_a_matter_is_taken_to_the_unit_in_whose_line_it_is() -> None:
    """Three others at the table would not take it on (R16)."""
    others = [unit(n, kind, goodwill=0.0) for n, kind in enumerate(("bank", "agency", "school"))]
    made = with_units(*others, unit(3, "hospital", goodwill=1.0), accept_base=-10.0, accept_goodwill=20.0, pledges=1,
                      old=0, alarm=1e4, signing=-20.0, office__staff=0, **NO_ORDERS)  # fmt: skip
    made.arises("elder_care", hours=1e6)
    assert made.live(1).series["party_pledged"][0] == 1


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
    made.policy.act(made.week)
    assert [(one.due, one.unit) for one in made.policy.pledges] == [(22, bank), (22, bank)]


def test_a_pledge_is_kept_when_it_falls_due_and_not_before() -> None:
    """The unit pays, the matter is done, goodwill and credit rise, residents of the estate had a promise kept."""
    made = with_units(bank := unit(), delivers=1.0, felt=0.2, goodwill_kept=0.03, **SURE)
    row = made.arises("parking", hours=50.0)
    pledge = is_due(made, row[0], bank, yuan=7000.0)
    pledge.due = 1
    made.policy.keep_word(made.week)
    made.work()
    assert fate(made, row) != [SOLVED]
    assert bank.delivered == 0
    made.policy.keep_word(made.at(1))
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
    made.policy.keep_word(made.week)
    made.work()
    assert made.paid("units") == 0
    assert (bank.delivered, bank.broken) == (0, 1)
    assert (bank.credit, bank.goodwill) == (pytest.approx(0.45), pytest.approx(0.46))
    assert made.world.push.promise.min() == pytest.approx(-0.2)
    assert made.policy.measured()["party_broken"] == 1
    assert made.world.matters.book.closed[row] == NOT_YET


def test_what_a_unit_takes_on_is_solved_when_it_falls_due_and_at_its_cost() -> None:
    """Not before, and not at anybody else's (R18)."""
    made = with_units(unit(), accept_base=20.0, signing=-20.0, delivers=1.0, deadline=5, pledges=2, office__staff=0,
                      project_yuan=4000.0, project_spread=0.0, **SURE, **NO_ORDERS)  # fmt: skip
    made.arises("parking", count=2, hours=1e6)
    made.live(8)
    assert made.series["matters_solved_by_units"].tolist()[:8] == [0, 0, 0, 0, 0, 2, 0, 0]
    assert made.paid("units") == 2 * 4000.0


def test_goodwill_and_credit_stay_between_zero_and_one() -> None:
    """However often a unit keeps its word, or breaks it."""
    for delivers, goodwill, credit in ((1.0, 0.999, 0.99), (0.0, 0.001, 0.01)):
        made = with_units(bank := unit(goodwill=goodwill, credit=credit), delivers=delivers)
        for row in made.arises("parking", count=3):
            is_due(made, row, bank)
        made.policy.keep_word(made.week)
        assert bank.goodwill == bank.credit == (1.0 if delivers else 0.0)


def test_the_share_of_pledges_kept_is_the_declared_one() -> None:
    """The share among a thousand strays by 4 SE once in 10,000."""
    made = with_units(bank := unit(), delivers=0.7)
    for row in made.arises("parking", count=1000):
        is_due(made, row, bank, yuan=0.0)
    made.policy.keep_word(made.week)
    assert bank.delivered / 1000 == pytest.approx(0.7, abs=4 * (0.21 / 1000) ** 0.5)


def test_a_pledge_whose_matter_was_closed_by_others_is_forgotten() -> None:
    """The unit pays nothing for it and is not blamed."""
    made = with_units(bank := unit(), **SURE)
    row = made.arises("parking")
    is_due(made, row[0], bank).due = 9
    made.week.work_on(row, "residents", np.array([99.0]))
    made.work()
    made.policy.follow(made.week)
    made.policy.keep_word(made.at(9))
    assert (made.policy.pledges, bank.broken, made.paid("units")) == ([], 0, 0)
