"""The six steps seen from outside: weeks are lived, and what they leave is looked at; no hook is called by hand.

Most tests compare two runs with the same luck, in which one thing that a committee does is the only difference.
"""

from __future__ import annotations

import re
from functools import cache

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import special

from sim.policies.selfmanage.election import adults
from sim.results import Results
from tests.support.estates import ESTATES, MEETING, SMOOTH, largest, process, quiet, with_leaders
from tests.support.scene import NOTHING_ARISES, Scene, scene

# From leaders to a covenant in as few weeks as the steps can take
SWIFT: dict[str, object] = {
    **SMOOTH, "at_once": 100, "meeting_weeks": 1, "meeting_notice": 5.0, "published": 1, "draft_weeks": 0, "rounds": 1,
    "agrees": 1.0,
}  # fmt: skip
# Committees and covenants as good as can be, of which nobody feels anything
IDLE: dict[str, object] = {
    "quality_start": 1.0, "quality_loss": 0.0, "legitimacy": 1.0, "order": 0.0, "norm": 0.0, "disclosed": 0.0,
    "recognised": 0.0, "intake": 0.0, "member_hours": 0.0, "mutual_aid": 0.0, "young_old": 0.0, "open_base": -10.0,
    "open_quality": 0.0, "open_people": 0.0, "open_collective": 0.0,
}  # fmt: skip
BEFORE = 5  # weeks until estates have a covenant
YEAR = 52
MANY_MATTERS = {f"matters__{kind}": 300.0 for kind in ("environment", "parking", "property")}
# Whoever goes to vote and whom they back depends on nothing
UNMOVED = dict.fromkeys(
    ("vote_motivation", "vote_active", "vote_trust", "vote_again", "vote_leaders", "vote_door", "vote_renter",
     "back_known", "back_record"), 0.0,
)  # fmt: skip


@cache
def governing(**changes: float) -> Results:
    """Results of a run in which every estate governs itself after a few weeks."""
    made = scene("selfmanage", **{**SWIFT, **IDLE, "weeks": 20, **changes})
    with_leaders(made, list(range(ESTATES)))
    return made.to_end().simulation.results()


def total(measure: str, **changes: float) -> float:
    """A measure of such a run, summed over its weeks."""
    return float(governing(**changes).series[measure].sum())


def electing(**changes: object) -> Scene:
    """The largest estate is on its way to an election, and no other; the office holds nothing."""
    made = quiet(**{**SWIFT, "office__activities": 0.0, "weeks": 4, **changes})
    with_leaders(made, largest(made))
    return made


# Step two: two meetings, three nominations, four questions, one election


def of_three_sorts(made: Scene) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Adults of the estate, alike but for the party and whoever leads, two able and well known, two keen but unknown."""
    rows = adults(made.week, *largest(made))
    residents = made.world.residents
    residents.motivation[rows] = residents.skill[rows] = 0.2
    leads = np.isin(rows, made.world.society.backbone.rows)
    official = rows[leads | (made.world.community.traits.party_branch[rows] >= 0)]
    others = np.setdiff1d(rows, official)
    others = others[np.argsort(residents.near_total[others], kind="stable")]
    keen, able = others[:2], others[-2:]
    residents.motivation[keen] = residents.skill[able] = 0.9
    return official, able, keen


def test_the_party_neighbours_and_residents_themselves_each_bring_people_onto_the_board() -> None:
    """Two nominees each, of whom all but one are elected (R24)."""
    made = electing(seats=5, nominated=1.0, meeting_notice=0.0)
    official, able, keen = of_three_sorts(made)
    made.to_end()
    assert "elected 5 of 6 candidates" in made.told()[-1]
    board = process(made, *largest(made)).committee.board
    assert all(np.isin(named, board).any() for named in (official, able, keen))
    assert np.isin(board, np.concatenate([official, able, keen])).all()


def test_neighbours_name_those_who_came_to_the_meetings() -> None:
    """Rather than the able and well known, who stayed away (R23)."""
    made = electing(seats=5, nominated=1.0, meeting_weeks=4, meeting_notice=50.0, weeks=7)
    official, able, keen = of_three_sorts(made)
    came: set[int] = set()
    for _ in made.weeks():
        taken = made.week.taken
        came |= set(taken.row[taken.kind == MEETING].tolist())
    assert not came & set(able.tolist())
    board = set(process(made, *largest(made)).committee.board)
    by_neighbours = board - set(official.tolist()) - set(keen.tolist())
    assert by_neighbours
    assert by_neighbours <= came


@pytest.mark.parametrize(
    "strictest",
    [{}, {"clean": 0.0}, {"asked_will": 1.0}, {"asked_time": 168.0}, {"asked_energy": 0.0}, {"asked_ideas": 1.0}],
    ids=["none", "record", "will", "time", "energy", "ideas"],
)
def test_without_a_clean_record_will_time_energy_or_ideas_nobody_stands(strictest: dict[str, float]) -> None:
    """Each alone can leave an estate without an election (R25)."""
    made = electing(**strictest)
    made.world.residents.burnout[:] = 0.1
    made.to_end()
    assert made.series["selfmanage_elections"].sum() == (not strictest)
    assert any("nominees 0 pass" in text for text in made.told()) == bool(strictest)


@pytest.mark.parametrize(("nominated", "held"), [(1.0, False), (2.0, True)])
def test_there_is_no_election_without_more_candidates_than_seats(nominated: float, *, held: bool) -> None:
    """Three of three is no choice (R26)."""
    made = electing(seats=3, nominated=nominated).to_end()
    assert made.series["selfmanage_elections"].sum() == held
    assert any("too few for an election" in text for text in made.told()) != held


@pytest.mark.parametrize(
    ("backed", "majority_of", "elected"), [(0.7, "ballots", True), (0.3, "ballots", False), (0.7, "households", False)]
)
def test_who_is_not_backed_by_more_than_half_is_not_elected(backed: float, majority_of: str, *, elected: bool) -> None:
    """Of those who voted, or of all households, of which half stay away here (R26)."""
    back = float(special.logit(backed))
    made = electing(**UNMOVED, vote_base=0.0, quorum=0.2, back_base=back, majority_of=majority_of).to_end()
    assert made.series["selfmanage_committees"][-1] == elected
    assert made.series["selfmanage_no_majority"].sum() == (not elected)


@pytest.mark.parametrize("reason", ["motivation", "trust", "leaders", "door", "renter"])
def test_households_vote_for_a_reason(reason: str) -> None:
    """The keen, the trusting, those with leaders near by, those visited; renters stay away (R26)."""
    moved, unmoved = (turnout(**{f"vote_{reason}": weight}) for weight in (10.0, 0.0))
    assert moved < unmoved if reason == "renter" else moved > unmoved


def turnout(**changes: object) -> float:
    """Turnout as it is told, in per cent, where households vote for nothing but what is given."""
    made = electing(**{**UNMOVED, "vote_base": 0.0, "visits": 1.0, **changes}).to_end()
    return float(re.findall(r"([\d.]+)%", made.told()[1])[0])


# Step three: the covenant


def test_assemblies_bring_more_residents_into_the_discussion_of_the_covenant() -> None:
    """Without notice of them only those discuss it who come to what is held besides (R27)."""
    assert discussed_by(meeting_notice=50.0) > 1.3 * discussed_by(meeting_notice=0.0)


def discussed_by(**changes: float) -> int:
    """Residents who discussed a covenant that was adopted, as is told."""
    told = [event.text.en for event in governing(rounds=3, **changes).events]
    return sum(int(people) for text in told for people in re.findall(r"(\d+) residents took part", text))


@pytest.mark.parametrize(("agrees", "adopted"), [(0.0, 0), (1.0, ESTATES)])
def test_no_covenant_is_adopted_against_those_who_came_to_discuss_it(agrees: float, adopted: int) -> None:
    """There is a committee all the same (R27)."""
    run = governing(agrees=agrees, agrees_trust=0.0)
    assert run.series["selfmanage_committees"][-1] == ESTATES
    assert run.series["selfmanage_covenants"][-1] == adopted


def test_a_covenant_avoids_matters_the_more_of_them_the_more_households_discussed_it() -> None:
    """From the week in which it is adopted (R27)."""
    by_few = {"legitimacy": 0.0, "rounds": 1, "draft_weeks": 6}
    by_more = {"legitimacy": 0.0, "rounds": 3, "draft_weeks": 2}
    by_all = {"legitimacy": 1.0, "rounds": 3, "draft_weeks": 2}
    arrived = [
        governing(**MANY_MATTERS, **discussed, order=order).series["matters_arrived"]
        for discussed, order in ((by_all, 1.0), (by_more, 1.0), (by_few, 1.0), (by_few, 0.0))
    ]
    assert len({tuple(weeks[:BEFORE]) for weeks in arrived}) == 1
    best, better, good, none = (weeks.sum() for weeks in arrived)
    assert best < better < good < none


def test_under_a_covenant_the_example_of_contacts_draws_more_people_in() -> None:
    """It is visible who keeps to it (R27)."""
    assert total("participation", norm=1.0) > 1.2 * total("participation")


# Steps four and five: supports, mutual aid, matters


@pytest.mark.parametrize(("quality", "measure"), [(0.3, "selfmanage_quality"), (1.0, "motivation")])
def test_study_trips_make_committees_govern_better_and_their_members_able(quality: float, measure: str) -> None:
    """What a trip costs is paid even if nothing is learnt on it (R28)."""
    at_home, idly, eagerly = (
        {"quality_start": quality, "trips": trips, "trip_gain": gain, "trip_yuan": 3000.0}
        for trips, gain in ((0.0, 0.5), (50.0, 0.0), (50.0, 0.5))
    )
    assert total(measure, **eagerly) > total(measure, **idly)
    price = total("cost_yuan", **idly) - total("cost_yuan", **at_home)
    assert price > 0
    assert price % 3000 == 0


def test_project_money_betters_facilities_so_that_less_goes_wrong() -> None:
    """It is won at the new year (R29)."""
    run = governing(**MANY_MATTERS, weeks=60, fund_chance=1.0, fund_gain=1.0, matters__facilities_wear=1.0)
    assert [event.week for event in run.events if "wins project money" in event.text.en] == [YEAR] * ESTATES
    arrived = run.series["matters_arrived"]
    assert arrived[YEAR:].mean() < arrived[:YEAR].mean() / 2


@pytest.mark.parametrize(
    "aid", [{"mutual_aid": 10.0}, {"young_old": 5.0}], ids=["visits made known", "asked in person"]
)
def test_mutual_aid_brings_more_hours_above_all_from_the_young_old(aid: dict[str, float]) -> None:
    """They gain more than those who are older or younger (R30)."""
    assert total("volunteer_hours", **aid) > 1.05 * total("volunteer_hours")
    with_aid, without = (run.residents for run in (governing(**aid), governing()))
    young_old = (without["age"] >= 60) & (without["age"] < 75)
    more = with_aid["acts_total"].astype(int) - without["acts_total"]
    assert more[young_old].mean() > more[~young_old & without["counted"]].mean()


@pytest.mark.parametrize(
    ("does", "who"), [({"intake": 1.0}, "cadres"), ({"member_hours": 4.0}, "committees")], ids=["hears", "works"]
)
def test_a_committee_hears_of_matters_and_its_board_works_on_them(does: dict[str, float], who: str) -> None:
    """What nobody had heard of goes to cadres (R31); of what is known the board solves some itself (R29)."""
    noticed = {"matters__noticed": 0.0 if "intake" in does else 1.0}
    assert total(f"matters_solved_by_{who}", **noticed) == 0
    assert total(f"matters_solved_by_{who}", **noticed, **does) > 0


@pytest.mark.parametrize(
    ("moved_by", "outcome"),
    [({}, "escalated"), ({"open_people": 20.0}, "solved"), ({"open_quality": 20.0}, "solved")],
    ids=["by nothing", "by many", "by a good committee"],
)
def test_hard_matters_are_settled_in_open_space_or_passed_on(moved_by: dict[str, float], outcome: str) -> None:
    """The committee does what was decided the week after, and nothing else here (R31)."""
    run = governing(hard=6.0, matters__success=1.0, **moved_by).series
    outcomes = {name: run[f"selfmanage_{name}"].sum() for name in ("solved", "escalated")}
    assert [name for name, meetings in outcomes.items() if meetings] == [outcome]
    assert (run["matters_solved_by_committees"][1:] == run["selfmanage_solved"][:-1]).all()


def test_residents_come_to_open_space_meetings() -> None:
    """Where no matter is hard enough for one, fewer take part (R31)."""
    only = {**NOTHING_ARISES, "matters__environment": 300.0, "meeting_notice": 50.0}
    assert total("participation", **only, hard=6.0) > 1.05 * total("participation", **only, hard=1000.0)


# Step six: disclosures and reviews


@pytest.mark.parametrize(("disclosure", "felt"), [("disclosed", "trust"), ("recognised", "motivation")])
def test_disclosures_are_felt(disclosure: str, felt: str) -> None:
    """What is published is a promise kept; good deeds made known let people feel able (R32)."""
    found, plain = governing(**{disclosure: 1.0}).series[felt], governing().series[felt]
    assert (found[: BEFORE - 1] == plain[: BEFORE - 1]).all()
    assert (found[2 * BEFORE :] > plain[2 * BEFORE :]).all()


def test_committees_reviewed_below_the_line_are_voted_out_at_the_new_year() -> None:
    """Those and no others, and none that has governed for less than half a year (R33)."""
    scores = voted_out(recall=1.0)
    below = {estate: score for estate, score in scores.items() if score <= 60}
    assert len(scores) == ESTATES
    assert 0 < len(below) < ESTATES
    assert voted_out(recall=0.605) == below  # scores are told as whole numbers of 100
    assert voted_out(recall=1.0, meeting_weeks=30) == {}


@pytest.mark.parametrize(
    ("differs", "better"),
    [({"quality_start": 0.5}, False), ({"organisations__rate": 0.2}, False), ({"disclosed": 1.0}, True)],
    ids=["quality", "regular work", "trust"],
)
def test_the_review_is_of_quality_regular_work_and_trust(differs: dict[str, float], *, better: bool) -> None:
    """Committees are scored higher or lower by each (R33)."""
    usual, here = (sum(voted_out(recall=1.0, **own).values()) for own in ({}, differs))
    assert here > usual if better else here < usual


def voted_out(**changes: float) -> dict[int, int]:
    """Estates that voted their committee out at the new year, with the score of 100 that it had."""
    run = governing(weeks=YEAR + 1, **changes)
    told = [event for event in run.events if "vote their committee out" in event.text.en]
    assert {event.week for event in told} <= {YEAR}
    assert run.series["selfmanage_recalled"].sum() == len(told)
    found = (re.findall(r"\d+", event.text.en) for event in told)
    return {int(estate): int(score) for estate, score, _ in found}
