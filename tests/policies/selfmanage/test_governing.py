"""Steps four to six: supports, intake, open space, evaluation, decline, withdrawal."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import special, stats

from sim.agents.acts import ACTS
from sim.matters import SOLVED
from sim.policies.selfmanage import method
from sim.policies.selfmanage.election import adults
from sim.policies.selfmanage.estate import Process
from sim.policies.selfmanage.governing import hear, review
from tests.support.estates import ESTATES, MEETING, SMOOTH, largest, process, quiet, take_part, with_leaders
from tests.support.scene import Scene, numbers, scene


def governed(made: Scene, estate: int | None = None, *, quality: float = 0.5, covenant: float = 0.6) -> Process:
    """An estate that governs itself, with a committee of five and a covenant."""
    p = process(made, largest(made)[0] if estate is None else estate)
    made.policy.install(p, adults(made.week, p.estate)[:5].astype(np.int32), made.week)
    assert p.committee
    p.committee.covenant, p.committee.awards, p.quality = covenant, 5, quality
    p.enter("governing", made.world.week)
    return p


def rows_of(made: Scene, p: Process) -> NDArray[np.bool_]:
    """Who lives in the estate."""
    return made.world.community.estate == p.estate


# Steps four and five: supports, intake, open space


def test_a_governed_estate_keeps_order_and_norm_by_legitimacy_times_quality() -> None:
    """In that estate and no other (R27); matters are noticed sooner (R31), and quality counts as governed."""
    made = quiet(order=0.4, norm=0.3, intake=0.12)
    p = governed(made, quality=0.5, covenant=0.6)
    made.policy.act(made.at(1))
    places = made.world.places
    for lever, value in ((places.order, 0.4 * 0.3), (made.world.offers.norm, 0.3 * 0.3), (places.governed, 0.5),
                         (places.detection, 0.12)):  # fmt: skip
        assert lever[p.estate] == pytest.approx(value)
        assert not np.delete(lever, p.estate).any()


def test_four_disclosures_are_felt() -> None:
    """A promise kept each month by the committee's quality; good deeds made known every week (R32)."""
    made = quiet(disclosed=0.2, recognised=0.08)
    p = governed(made, quality=0.5)
    here = rows_of(made, p)
    for week, felt in ((3, 0.0), (4, 0.1)):
        made.policy.act(made.at(week))
        assert made.world.push.promise[here] == pytest.approx(felt)
        assert made.world.push.competence[here] == pytest.approx(0.08)
        assert not made.world.push.promise[~here].any()
        assert not made.world.push.competence[~here].any()


def test_board_members_give_hours_to_matters_of_their_estate() -> None:
    """Those who still serve, by the committee's quality (R29)."""
    made = quiet(member_hours=2.0)
    p = governed(made, quality=0.5)
    assert p.committee
    p.committee.lose({p.committee.board[0], p.committee.board[1]})
    made.policy.act(made.at(1))
    hands = made.world.places.hands
    assert hands[4, p.estate] == pytest.approx(2.0 * 3 * 0.5)
    assert hands.sum() == pytest.approx(hands[4, p.estate])


def test_study_trips_add_capability_and_quality() -> None:
    """By the share of what is missing, at their price, as often as declared (R28)."""
    made = quiet(dose=2.0, trips=50.0, trip_gain=0.2, trip_yuan=1000.0)
    p = governed(made, quality=0.5)
    made.policy.act(made.at(1))
    assert p.committee
    assert (p.committee.capability, p.quality) == (pytest.approx(0.2), pytest.approx(0.6))
    assert made.paid("government") == 1000.0
    rare = quiet(trips=1.0, trip_yuan=1000.0)
    committees = [governed(rare, estate) for estate in range(ESTATES)]
    for week in range(1, 51):
        for p in committees:
            method.govern(
                [p], rare.at(week).known_matters, rare.week, numbers("selfmanage", trips=1.0, fund_chance=0.0)
            )
    taken = rare.paid("government") / 3000.0
    expected = 50 * ESTATES / 52.18
    low, high = stats.poisson.ppf([0.00005, 0.99995], expected)
    assert low <= taken <= high


def test_project_money_is_won_once_a_year_at_most_and_betters_facilities() -> None:
    """With its chance, in the estate that won it (R29)."""
    made = quiet(fund_chance=1.0, fund_gain=0.25, trips=0.0, fund_yuan=50_000.0)
    p = governed(made)
    before = made.world.facilities.copy()
    made.policy.act(made.at(1))
    assert made.paid("government") == 0
    made.policy.act(made.at(52))
    gain = np.where(np.arange(ESTATES) == p.estate, 0.25, 0.0)
    assert made.world.facilities == pytest.approx(before + gain * (1 - before), rel=1e-5)
    assert 10_000 < made.paid("government") < 250_000
    assert any("wins project money" in text for text in made.told())
    never = quiet(fund_chance=0.0, trips=0.0)
    governed(never)
    never.policy.act(never.at(52))
    assert never.paid("government") == 0


def test_only_hard_matters_of_the_estate_call_for_an_open_space_meeting() -> None:
    """Much work, or means; the oldest first; not what is easy, unknown or elsewhere (R31)."""
    made = quiet(hard=12.0, meeting_notice=2.0, meeting_say=0.6)
    p = governed(made)
    elsewhere = (p.estate + 1) % ESTATES
    made.arises("environment", p.estate, hours=11.0)
    made.arises("environment", p.estate, hours=20.0, known=False)
    made.arises("environment", elsewhere, hours=20.0)
    made.policy.act(made.at(1))
    assert p.question == -1
    assert not made.world.offers.notice[:, MEETING].any()
    work, means = made.arises("environment", p.estate, hours=12.0), made.arises("parking", p.estate, hours=1.0)
    made.policy.act(made.at(1))
    assert p.question == work[0]
    assert made.world.offers.notice[p.estate, MEETING] == pytest.approx(1.0)
    assert made.world.offers.say[p.estate, MEETING] == pytest.approx(0.6)
    p.tried.add(int(work[0]))
    made.policy.act(made.at(2))
    assert p.question == means[0]
    p.tried.add(int(means[0]))
    made.policy.act(made.at(3))
    assert p.question == -1


def outcomes(made: Scene, p: Process, people: int, draws: int = 300, **own: Any) -> float:
    """Share of open-space meetings that find a way."""
    s = numbers("selfmanage", open_collective=0.0, **own)
    solved = 0
    rows = made.arises("environment", p.estate, draws, hours=20.0)
    for row in rows.tolist():
        p.question, p.address = row, int(made.world.matters.book.address[row])
        solved += hear(p, made.week, s, people) == "solved"
    return solved / draws


def test_open_space_succeeds_the_more_come_and_the_better_the_committee() -> None:
    """The equation of the page on policies; 300 draws stray by 4 SE once in 10,000 (R31)."""
    made = quiet()
    p = governed(made)
    s = made.policy.settings
    for quality, people in ((0.2, 5), (0.2, 30), (0.9, 5)):
        p.quality = quality
        expected = special.expit(s.open_base + s.open_quality * quality + s.open_people * people)
        error = 4 * (expected * (1 - expected) / 300) ** 0.5
        assert outcomes(made, p, people) == pytest.approx(expected, abs=error)


def test_neighbours_who_rely_on_each_other_find_a_way_sooner() -> None:
    """Collective efficacy of the grid helps (S65)."""
    found = []
    for collective in (0.0, 1.0):
        made = quiet()
        p = governed(made)
        made.world.matters.collective[:] = collective
        s = numbers("selfmanage", open_collective=6.0, open_base=-3.0, open_quality=0.0, open_people=0.0)
        solved = 0
        for row in made.arises("environment", p.estate, 100).tolist():
            p.question, p.address = row, int(made.world.matters.book.address[row])
            solved += hear(p, made.week, s, 1) == "solved"
        found.append(solved)
    assert found[0] < 20
    assert found[1] > 80


def test_what_is_decided_is_done_by_the_committee_the_week_after() -> None:
    """And what is not is passed on once, and not discussed again (R31)."""
    for base, outcome in ((20.0, "solved"), (-20.0, "escalated")):
        made = quiet(open_base=base, matters__success=1.0, member_hours=0.0)
        p = governed(made)
        row = made.arises("environment", p.estate, hours=20.0)
        made.policy.act(made.at(1))
        made.work()
        take_part(made, adults(made.week, p.estate)[:3])
        made.policy.follow(made.week)
        assert made.policy.measured()[f"selfmanage_{outcome}"] == 1
        assert p.tried == set(row.tolist())
        assert p.question == -1
        made.policy.act(made.at(2))
        assert p.question == -1
        made.work()
        book = made.world.matters.book
        assert (book.fate[row] == SOLVED).all() == (outcome == "solved")
        assert book.solver[row] == (4 if outcome == "solved" else -1)


def test_without_people_there_is_no_meeting_and_the_question_comes_again() -> None:
    """Nobody decides alone."""
    made = quiet(open_base=20.0)
    p = governed(made)
    row = made.arises("environment", p.estate, hours=20.0)
    made.policy.act(made.at(1))
    made.policy.follow(made.week)
    assert p.tried == set()
    made.policy.act(made.at(2))
    assert p.question == row[0]


def test_a_matter_that_was_closed_in_the_meantime_is_no_success_of_the_meeting() -> None:
    """Cadres were quicker."""
    made = quiet(open_base=20.0)
    p = governed(made)
    row = made.arises("environment", p.estate, hours=20.0)
    made.policy.act(made.at(1))
    made.week.work_on(row, "cadres", np.array([99.0]))
    made.work()
    take_part(made, adults(made.week, p.estate)[:3])
    made.policy.follow(made.week)
    assert made.policy.measured()["selfmanage_solved"] == made.policy.measured()["selfmanage_escalated"] == 0


def test_the_luck_of_a_meeting_belongs_to_the_matter_not_to_its_row() -> None:
    """With other matters before it in the book the same one meets the same fate."""
    outcome = []
    for before in (0, 7):
        made = quiet()
        p = governed(made)
        made.arises("meals", 1, before) if before else None
        found = []
        for address, row in enumerate(made.arises("environment", p.estate, 60).tolist()):
            p.question, p.address = row, address
            found.append(hear(p, made.week, numbers("selfmanage"), 5))
        outcome.append(found)
    assert outcome[0] == outcome[1]
    assert len(set(outcome[0])) == 2


def test_the_question_carries_its_address() -> None:
    """The one in the book."""
    made = quiet()
    p = governed(made)
    row = made.arises("environment", p.estate, hours=20.0)
    made.policy.act(made.at(1))
    assert p.address == made.world.matters.book.address[row[0]]


# Step six: evaluation, decline, withdrawal


def test_the_yearly_review_is_of_trust_regular_work_and_quality() -> None:
    """One third each; ten weeks of activity in half a year are regular (R33)."""
    made = quiet()
    p = governed(made, quality=0.6)
    assert p.committee
    made.world.residents.trust[rows_of(made, p)] = 0.3
    p.committee.held = 0b11111
    assert review(p, made.week) == pytest.approx((0.3 + 0.5 + 0.6) / 3, rel=1e-5)
    p.committee.held = (1 << 32) - 1
    assert review(p, made.week) == pytest.approx((0.3 + 1.0 + 0.6) / 3, rel=1e-5)


@pytest.mark.parametrize(("since", "trust", "recalled"), [(20, 0.0, True), (20, 1.0, False), (40, 0.0, False)])
def test_a_committee_that_fails_the_review_is_voted_out(since: int, trust: float, *, recalled: bool) -> None:
    """Once a year, not in its first half-year; the estate may try again after a pause (R33)."""
    made = quiet(recall=0.45)
    p = governed(made, quality=0.6)
    committee = p.committee
    assert committee
    p.since = since
    committee.held = 0b11111 if trust else 0
    made.world.residents.trust[rows_of(made, p)] = trust
    for week in (51, 52):
        made.at(week)
        made.policy.look_after(p, made.week, np.empty(0, np.int32))
        assert committee.alive == (not recalled or week == 51)
    assert p.governs != recalled
    assert p.phase == ("pause" if recalled else "governing")
    assert made.policy.measured()["selfmanage_recalled"] == recalled
    assert any("vote their committee out" in text for text in made.told()) == recalled


def test_quality_grows_under_a_leader_and_decays_without_one() -> None:
    """By the declared steps, between zero and one."""
    made = quiet(quality_gain=0.01, quality_loss=0.02, quality_end=0.0)
    p = governed(made, quality=0.5)
    assert p.committee
    made.policy.look_after(p, made.at(1), np.empty(0, np.int32))
    assert p.quality == pytest.approx(0.51)
    p.quality = 0.995
    made.policy.look_after(p, made.at(2), np.empty(0, np.int32))
    assert p.quality == 1.0
    p.committee.leaders = []
    made.policy.look_after(p, made.at(3), np.empty(0, np.int32))
    assert p.quality == pytest.approx(0.98)


def test_a_committee_comes_to_nothing_when_its_quality_is_gone() -> None:
    """The organisation ends, the estate waits and may try again."""
    made = quiet(quality_end=0.05, quality_loss=0.01, pause=2)
    p = governed(made, quality=0.0551)
    committee = p.committee
    assert committee
    committee.leaders = []
    made.policy.look_after(p, made.at(1), np.empty(0, np.int32))
    assert not committee.alive
    assert (p.governs, p.quality, p.phase) == (False, 0.0, "pause")
    made.policy.follow(made.at(3))
    assert p.phase == "meetings"


def test_a_committee_whose_board_has_all_left_is_no_committee() -> None:
    """Nobody governs whom nobody elected: an heir to the lead is not enough."""
    made = quiet()
    p = governed(made)
    committee = p.committee
    assert committee
    committee.lose(set(committee.board[:4]))
    made.policy.act(made.at(1))
    assert p.governs
    committee.lose(set(committee.board))
    committee.leaders = [int(adults(made.week, p.estate)[9])]
    made.policy.act(made.at(2))
    assert not p.governs
    assert not committee.alive
    assert made.policy.measured()["selfmanage_committees"] == 0


def test_members_who_move_away_leave_the_board() -> None:
    """In a run with much moving, boards hold only people who live there."""
    made = scene("selfmanage", **SMOOTH, at_once=100, meeting_notice=5.0, weeks=120, community__change__renters_move=0.8,
                 community__change__owners_move=0.5)  # fmt: skip
    with_leaders(made, list(range(ESTATES)))
    boards = 0
    for _ in made.weeks():
        for p in made.policy.processes:
            if p.committee is not None and p.committee.alive:
                boards = max(boards, len(p.committee.board))
                assert made.world.residents.here[p.committee.board].all()
                assert 0 <= p.quality <= 1
                assert 0 <= p.committee.covenant <= 1
    assert boards == 5


def after_withdrawal(**changes: Any) -> Scene:
    """Two governed estates whose module ends in week 5."""
    made = quiet(stop="2015-02-09", weeks=60, quality_gain=0.02, quality_loss=0.02, recall=0.0, **changes)
    for estate in largest(made, 2):
        governed(made, estate, quality=0.6)
    return made


def test_after_the_end_committees_go_on_alone() -> None:
    """Nobody stands by them, nothing is booked; with a leader they hold their quality at best, and govern by it."""
    made = after_withdrawal(organisations__leave=0.0, backbone__stop=0.0).live(6)
    committees = [p.committee for p in made.policy.processes if p.committee]
    assert len(committees) == 2
    assert not any(one.supported for one in committees)
    made.to_end()
    assert all(one.alive for one in committees)
    assert made.series["selfmanage_committees"][-1] == 2
    qualities = [p.quality for p in made.policy.processes if p.committee]
    assert max(qualities) <= 0.6 + 5 * made.policy.settings.quality_gain + 1e-9
    assert np.flatnonzero(made.world.places.governed).size == 2
    assert not made.world.places.detection.any()
    at = made.world.ledger.modules.index("selfmanage")
    assert not made.world.ledger.cadre_hours[5:, at].any()
    assert any("committees that go on alone: 2" in text for text in made.told())


def test_after_the_end_a_committee_without_a_leader_decays_and_ends() -> None:
    """Nobody renews what it lacks; no election follows."""
    made = after_withdrawal(organisations__succession=0.0).live(6)
    for p in made.policy.processes:
        if p.committee:
            p.committee.leaders = []
    made.to_end()
    assert made.series["selfmanage_committees"][-1] == 0
    assert not any(one.kind == "committee" and one.alive for one in made.world.society.ever)
    assert made.series["selfmanage_elections"].sum() == 0
    fell = np.diff(made.series["selfmanage_quality"][6:30])
    assert (fell < 0).all()


def test_staff_time_falls_once_an_estate_governs_itself() -> None:
    """More before than after; an estate that waits for its turn takes none."""
    made = quiet(staff_before=3.0, staff_after=0.5)
    p = process(made, largest(made)[0])
    made.policy.act(made.at(1))
    assert made.cadre_hours() == 0
    p.enter("meetings", 1)
    made.policy.act(made.at(2))
    assert made.cadre_hours() == 3.0
    governed(made, p.estate)
    made.policy.act(made.at(3))
    assert made.cadre_hours() == 3.5


@pytest.mark.parametrize(
    "tiny",
    [
        {"community__grids": 1, "community__estates": 1},
        {"community__party_members": 0, "community__units__units": 0},
        {"community__residents": 60, "community__households": 30, "community__party_members": 0,
         "community__party_branches": 1, "community__grids": 12, "community__estates": 25,
         "community__ages__infants": 0, "community__ages__children": 2, "community__ages__teens": 2,
         "community__ages__young": 20, "community__ages__elders": 10, "community__units__units": 0},
    ],
    ids=["one estate", "no party and no units", "estates of two people"],
)  # fmt: skip
def test_self_management_works_where_there_is_nearly_nobody(tiny: dict[str, object]) -> None:
    """Finite results and no warnings, however empty an estate is."""
    with np.errstate(all="raise", under="ignore"):
        made = scene("selfmanage", **SMOOTH, **tiny, at_once=100, seats=3, least_board=1, meeting_weeks=1)
        with_leaders(made, [e for e in range(made.policy.estates.size) if adults(made.week, e).size])
        made.to_end()
    assert all(np.isfinite(values).all() for values in made.series.values())


def test_the_young_old_are_asked_to_look_after_the_old_old() -> None:
    """Every week in a governed estate: visits are held, and those of 60 to 74 who live there are asked (R30)."""
    made = quiet(mutual_aid=0.4, young_old=0.2)
    p = governed(made)
    made.policy.act(made.at(made.world.week + 1))
    world = made.world
    here = world.community.estate == p.estate
    young_old = (world.residents.age >= 60) & (world.residents.age < 75)
    assert world.push.leader[here & young_old] == pytest.approx(0.2)
    assert not world.push.leader[here & ~young_old].any()
    assert not world.push.leader[~here].any()
    care = list(ACTS).index("care")
    assert world.offers.notice[p.estate, care] == pytest.approx(0.4)
    assert np.flatnonzero(world.offers.notice[:, care]).tolist() == [p.estate]
