"""Agreements, what lies idle and what is built of it; lists, doors, appraisal (liuhe-R16 to R18)."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import special

from sim.matters import MATTERS, MEANS_NEEDED
from tests.support import small
from tests.support.committee import NO_ORDERS, SURE, hands_on, is_due, party, with_units
from tests.support.scene import Scene, scene, unit

# Agreements, what lies idle, what is built


def sign(made: Scene, week: int = 0) -> None:
    """A regular meeting, as far as agreements go."""
    made.policy.act(made.at(week))


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
    hard = with_units(*[one for one in many if one.agreed_until == -1], signing=-20.0, renewal=1.0, weeks=70)
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
        made.policy.build(made.week)
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


def test_a_place_that_units_build_brings_people_together_and_betters_facilities() -> None:
    """More take part where something is on in it, and fewer matters of facilities arise around it (R17)."""
    came, arose = {}, {}
    for does in (0.0, 1.0):
        made = with_units(unit(), signing=20.0, space_share=1.0, funds_share=1.0, build_space=50.0, build_yuan=1e4,
                          facility_notice=does, build_gain=does, office__activities=0.0,
                          **NO_ORDERS, matters__facilities=500.0, matters__facilities_wear=1.0)  # fmt: skip
        series = made.live(10).series
        came[does], arose[does] = series["participation"].sum(), series["matters_arrived"].sum()
    assert came[1.0] > came[0.0]
    assert arose[1.0] < arose[0.0]


@pytest.mark.parametrize(
    ("need", "funded"), [("poor", True), ("rich", False), ("unregistered", False), ("elsewhere", False)]
)
def test_units_fund_registered_organisations_in_need(need: str, *, funded: bool) -> None:
    """In the module's places, and what they give is booked once and missing with the giver (R5, R17)."""
    richer, poorer = unit(0, funds=1e6), unit(1, funds=9e5)
    made = with_units(poorer, richer, accept_base=20.0, to_organisations=2500.0, signing=-20.0,
                      estates=(1,))  # fmt: skip
    one = made.world.society.found("volunteer", 5 if need == "elsewhere" else 0, hands_on(made), "test", 0)
    one.registered = -1 if need == "unregistered" else 0
    one.funds = 5000.0 if need == "rich" else 0.0
    had = one.funds
    made.policy.act(made.week)
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
    made = party(grids=(1, 2, 3), doors=40, door_weeks=52)
    homes = np.flatnonzero(made.policy.estates[made.world.community.places.household_estate])
    seen: list[int] = []
    weeks = -(-homes.size // 40)
    for week in range(weeks):
        made.policy.act(made.at(week))
        visited = np.flatnonzero(made.world.push.promise > 0)
        seen += np.unique(made.world.community.household[visited]).tolist()
        assert made.policy.measured()["party_doors"] == min(40, homes.size)
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
    made = party(estates=(1,), doors=5, door_sees=0.6, door_heard=0.15, door_hours=0.2,
                 center_sees=0.0, building_sees=0.0, grid_sees=0.0, staff_hours=0.0, meeting_hours=0.0)  # fmt: skip
    made.policy.act(made.week)
    community = made.world.community
    homes = int((community.places.household_estate == 0).sum())
    assert made.world.places.detection[0] == pytest.approx(0.6 * 5 / homes)
    assert not made.world.places.detection[1:].any()
    assert made.world.push.promise.max() == pytest.approx(0.15)
    heard = np.flatnonzero(made.world.push.promise)
    visited = np.isin(community.household, community.household[heard]) & made.world.residents.able
    assert np.array_equal(np.flatnonzero(visited), heard)
    assert made.cadre_hours() == pytest.approx(5 * 0.2)


def test_at_the_door_cadres_hear_of_what_nobody_reports_and_residents_feel_heard() -> None:
    """It is solved, and trust grows with what it means to be heard (R16)."""
    solved, trust = {}, {}
    for doors, heard in ((0, 0.3), (600, 0.0), (600, 0.3)):
        made = party(doors=doors, door_sees=0.8, door_heard=heard, orders=0.0, in_service=0, matters__noticed=0.0,
                     center_sees=0.0, building_sees=0.0, grid_sees=0.0)  # fmt: skip
        made.arises("environment", count=10, hours=1.0, known=False)
        made.live(8)
        solved[doors, heard] = made.series["matters_solved_by_cadres"].sum()
        trust[doors, heard] = made.simulation.latest("trust")
    assert solved[0, 0.3] == 0
    assert min(solved[600, 0.0], solved[600, 0.3]) >= 5
    assert trust[600, 0.3] > trust[600, 0.0] + 0.005


def test_who_missed_the_quota_is_pressed_and_others_less() -> None:
    """At the year's end (R18), and the count of the year begins anew."""
    good, bad, worst = unit(0, delivered=2, pressure=0.4), unit(1, delivered=1, pressure=0.4), unit(2, pressure=0.95)
    made = with_units(good, bad, worst, quota=2, appraised=0.1, **NO_ORDERS)
    made.policy.act(made.at(52))
    assert [one.pressure for one in (good, bad, worst)] == pytest.approx([0.2, 0.5, 1.0])
    assert [one.delivered for one in (good, bad, worst)] == [0, 0, 0]
    assert any("kept their quota 1, units that did not 2" in text for text in made.told())


def test_appraisal_moves_goodwill() -> None:
    """Up where the quota was kept, down where it was missed (R18), and never out of bounds."""
    units = [unit(0, delivered=2), unit(1, delivered=1), unit(2, delivered=3), unit(3)]
    for one, goodwill in zip(units, (0.5, 0.5, 0.99, 0.01), strict=True):
        one.goodwill = goodwill
    made = with_units(*units, quota=2, appraised_goodwill=0.04, **NO_ORDERS)
    made.policy.act(made.at(52))
    assert [one.goodwill for one in units] == pytest.approx([0.54, 0.46, 1.0, 0.0])


@pytest.mark.parametrize(
    ("quota", "moves", "goodwill", "takes_on"),
    [
        (1, {"appraised": 1.0, "appraised_goodwill": 0.0}, 0.0, [False, True]),
        (0, {"appraised": 0.0, "appraised_goodwill": 1.0}, 0.0, [False, True]),
        (1, {"appraised": 0.0, "appraised_goodwill": 1.0}, 1.0, [True, False]),
    ],
    ids=["pressed", "praised", "disheartened"],
)
def test_the_appraisal_decides_what_a_unit_takes_on_the_year_after(
    quota: int, moves: dict[str, float], goodwill: float, takes_on: list[bool]
) -> None:
    """Who missed the quota is pressed into it or has had enough; who kept it is glad to (R18)."""
    made = with_units(unit(goodwill=goodwill), quota=quota, accept_base=-12.0, accept_goodwill=20.0,
                      accept_pressure=20.0, deadline=500, signing=-20.0, alarm=1e4, office__staff=0, **moves,
                      **NO_ORDERS)  # fmt: skip
    made.arises("parking", count=20, hours=1e6)
    made.live(53)
    pledged = made.series["party_pledged"]
    assert [bool(year.sum()) for year in (pledged[:52], pledged[52:])] == takes_on


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
    made.policy.by_anybody[:] = 1.0
    made.policy.by_outsiders[:] = 0.69
    made.policy.by_outsiders[4] = 0.71
    made.policy.act(made.week)
    there = made.world.community.estate == 4
    assert made.world.push.autonomy[there] == pytest.approx(-0.08)
    assert not made.world.push.autonomy[~there].any()


def test_what_units_and_members_solved_counts_as_solved_by_outsiders() -> None:
    """And what cadres and residents solved does not."""
    made = with_units(bank := unit(), delivers=1.0, **SURE)
    by_unit, by_cadres = made.arises("parking", estate=1), made.arises("environment", estate=2)
    is_due(made, by_unit[0], bank, estate=1)
    made.policy.keep_word(made.week)
    made.week.work_on(by_cadres, "cadres", np.array([99.0]))
    made.work()
    made.policy.follow(made.week)
    ratio = made.policy.by_outsiders / made.policy.by_anybody
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
