"""Steps one and two: capable residents, meetings, nominations, one election."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import special, stats

from sim.agents.acts import ACTS, HOSTED
from sim.agents.committee import Vote
from sim.agents.organisation.life import count
from sim.agents.organisation.organisation import ORGANISED, PROGRAMME
from sim.agents.resident.columns import TOGETHER
from sim.agents.resident.learning import classify
from sim.policies.selfmanage import method
from sim.policies.selfmanage.election import adults, ballot, examine, nominate
from sim.policies.selfmanage.estate import PHASES, Process
from tests.support.estates import ESTATES, MEETING, SMOOTH, largest, process, quiet, take_part, with_leaders
from tests.support.scene import Scene, numbers

# Turnout and support depend on nothing
PLAIN = dict.fromkeys(
    ("vote_base", "vote_motivation", "vote_active", "vote_trust", "vote_again", "vote_leaders", "vote_door",
     "vote_renter", "back_base", "back_known", "back_record"), 0.0,
)  # fmt: skip


def journey(made: Scene) -> dict[int, list[tuple[str, int]]]:
    """Live to the end: the phases each estate went through, with the weeks in which they began."""
    found: dict[int, list[tuple[str, int]]] = {p.estate: [(p.phase, 0)] for p in made.policy.processes}
    for week in made.weeks():
        for p in made.policy.processes:
            if p.phase != found[p.estate][-1][0]:
                found[p.estate].append((p.phase, week))
    return found


# Step one: capable residents


def test_the_six_steps_come_in_their_order_in_every_estate() -> None:
    """Leaders, meetings, publication, election, covenant, governing, each taking its time (R20 to R30)."""
    made = quiet(**SMOOTH, at_once=100, meeting_weeks=3, published=2, draft_weeks=4, rounds=2, meeting_notice=5.0)
    with_leaders(made, list(range(ESTATES)))
    journeys = journey(made)
    arrived = [steps for steps in journeys.values() if steps[-1][0] == "governing" and len(steps) == 5]
    assert len(arrived) > 8
    for steps in arrived:
        assert [phase for phase, _ in steps] == ["leaders", "meetings", "published", "covenant", "governing"]
        _, meetings, published, covenant, governing = (week for _, week in steps)
        assert (published - meetings, covenant - published) == (3, 2)
        assert (governing - covenant) % (4 + 2) == 0  # more than once where a draft was rejected
    after = {"leaders": {"meetings"}, "meetings": {"published", "pause"}, "published": {"covenant", "pause"},
             "pause": {"meetings"}, "covenant": {"governing", "pause"}, "governing": {"pause"}}  # fmt: skip
    assert set(after) == set(PHASES)
    for steps in journeys.values():
        assert all(new in after[old] for (old, _), (new, _) in pairwise(steps))


def test_an_estate_needs_a_capable_resident_first() -> None:
    """Where nobody leads and nobody is found, nothing begins; where somebody leads, it begins at once (R20)."""
    made = quiet(**SMOOTH, backbone__capable=1.0, organisations__spontaneous=0.0)
    with_leaders(made, [3, 7])
    made.live(20)
    assert sorted(p.estate for p in made.policy.processes if p.phase != "leaders") == [3, 7]


def lively(made: Scene, estate: int) -> NDArray[np.int64]:
    """Adults of an estate who all took part often and would pass every gate."""
    rows = adults(made.week, estate)
    r = made.world.residents
    r.motivation[rows], r.skill[rows], r.acts_total[rows], r.took[rows] = 0.9, 0.9, 20, 0b111111
    return rows


def test_the_office_looks_for_one_each_quarter_among_those_seen_to_take_part() -> None:
    """It costs hours, finds one at a time, who passed the four gates (R21, R22)."""
    made = quiet(search_hours=4.0, at_once=1)
    p = process(made, largest(made)[0])
    rows = lively(made, p.estate)
    assert not made.policy.find_leaders(p, made.at(5))
    assert made.cadre_hours() == 0
    assert made.policy.find_leaders(p, made.at(13))
    assert made.cadre_hours() == 4.0
    found = made.world.society.backbone.rows
    assert found.size == 1
    assert np.isin(found, rows).all()


def test_nobody_is_made_a_leader_who_fails_a_gate_or_was_never_seen() -> None:
    """Willing, devoted, able (R20), and seen to take part (R22)."""
    for column, value in (("motivation", 0.1), ("acts_total", 0), ("skill", 0.1), ("took", 0)):
        made = quiet()
        p = process(made, largest(made)[0])
        getattr(made.world.residents, column)[lively(made, p.estate)] = value
        assert not made.policy.find_leaders(p, made.at(13)), column
        assert made.world.society.backbone.rows.size == 0


@pytest.mark.parametrize("at_once", [3, 6])
def test_the_office_accompanies_so_many_estates_at_once(at_once: int) -> None:
    """Whatever their order: the next one begins when one governs itself."""
    made = quiet(**SMOOTH, at_once=at_once, weeks=80, meeting_notice=5.0, quality_loss=0.0)
    with_leaders(made, list(range(ESTATES)))
    most = governing = 0
    for _ in made.weeks():
        under_way = sum(p.phase not in ("leaders", "governing") for p in made.policy.processes)
        most = max(most, under_way)
        governing = max(governing, sum(p.phase == "governing" for p in made.policy.processes))
        with_leaders(made, [p.estate for p in made.policy.processes if p.phase == "leaders"])
    assert most == at_once
    assert governing > at_once


def test_an_estate_late_in_the_list_counts_before_one_early_in_it() -> None:
    """The limit looks at all estates, not only at those already gone through."""
    made = quiet(at_once=3)
    with_leaders(made, [0])
    for estate in (20, 21, 22):
        process(made, estate).enter("meetings", 0)
    made.policy.act(made.week)
    assert process(made, 0).phase == "leaders"
    process(made, 20).enter("leaders", 0)
    made.policy.act(made.at(1))
    assert process(made, 0).phase == "meetings"


# Step two: two meetings, three nominations, four questions


def test_meetings_are_held_in_the_estate_before_anybody_is_nominated() -> None:
    """Every week of the phase, for that estate only, with a say (R23); who came is remembered."""
    made = quiet(meeting_weeks=3, meeting_notice=1.7, meeting_say=0.55)
    estate = largest(made)[0]
    p = process(made, estate)
    p.enter("meetings", 0)
    came = adults(made.week, estate)[:4]
    for week in range(3):
        made.policy.act(made.at(week))
        offers = made.world.offers
        assert offers.notice[estate, MEETING] == pytest.approx(1.7)
        assert offers.say[estate, MEETING] == pytest.approx(0.55)
        assert not np.delete(offers.notice, estate, 0).any()
        take_part(made, came[week : week + 2])
        made.policy.follow(made.week)
        assert p.phase == "meetings"
    assert p.met.tolist() == came.tolist()


def alike(made: Scene, estate: int) -> NDArray[np.int64]:
    """Adults of an estate, unlike in nothing, none of them in the party."""
    rows = adults(made.week, estate)
    r = made.world.residents
    r.motivation[rows], r.skill[rows], r.spare[rows], r.burnout[rows] = 0.5, 0.5, 10.0, 0.0
    r.acts_total[rows] = r.hours_total[rows] = r.took[rows] = r.reached[rows] = r.near[rows] = r.near_total[rows] = 0
    made.world.community.traits.party_branch[rows] = -1
    return rows


@pytest.fixture
def standing() -> Any:
    """A community whose party membership the test may rearrange, set back afterwards."""
    made = quiet()
    branch = made.world.community.traits.party_branch
    was, writeable = branch.copy(), branch.flags.writeable
    branch.flags.writeable = True
    yield made
    branch[:] = was
    branch.flags.writeable = writeable


@pytest.mark.parametrize("why", ["skill", "met", "known"])
def test_the_party_neighbours_and_residents_themselves_nominate(standing: Scene, why: str) -> None:
    """One each: a party member, a neighbour who is capable, known to many or seen at meetings, the keenest (R24)."""
    made = standing
    estate = largest(made)[0]
    rows = alike(made, estate)
    member, neighbour, keen = rows[5], rows[11], rows[17]
    made.world.community.traits.party_branch[member] = 0
    made.world.residents.motivation[keen] = 0.7
    if why == "skill":
        made.world.residents.skill[neighbour] = 0.9
    elif why == "known":
        made.world.residents.near_total[neighbour] = 30
    met = [neighbour] if why == "met" else []
    p = Process(estate, met=np.array(met, np.int32))
    one_each, two_each = (numbers("selfmanage", stands=1.0, seats=3, nominated=float(each)) for each in (1, 2))
    assert sorted(nominate(p, made.week, one_each).tolist()) == sorted([member, neighbour, keen])
    assert 3 < nominate(p, made.week, two_each).size <= 6


def test_the_party_names_the_backbone_too(standing: Scene) -> None:
    """Whoever leads already is likelier to be named."""
    made = standing
    rows = alike(made, estate := largest(made)[0])
    made.world.residents.backbone[rows[7]] = True
    chosen = nominate(Process(estate), made.week, numbers("selfmanage", stands=1.0, seats=3, nominated=1.0))
    assert rows[7] in chosen


def test_nobody_is_nominated_against_their_will() -> None:
    """Without a motive nobody agrees, however able, however much the party would like (R24)."""
    made = quiet()
    estate = largest(made)[0]
    rows = lively(made, estate)
    made.world.residents.motivation[rows] = 0.0
    assert nominate(Process(estate), made.week, numbers("selfmanage", stands=0.0)).size == 0
    made.world.residents.motivation[rows[3]] = 1.0
    assert nominate(Process(estate), made.week, numbers("selfmanage", stands=0.0)).tolist() == [rows[3]]


def test_only_adults_of_the_estate_are_nominated() -> None:
    """Who live there, are of age and not too frail."""
    made = quiet()
    for estate in range(ESTATES):
        rows = nominate(Process(estate), made.week, numbers("selfmanage", stands=1.0))
        assert (made.world.community.estate[rows] == estate).all()
        assert made.world.residents.able[rows].all()
        assert (made.world.residents.age[rows] >= 18).all()
        assert np.unique(rows).size == rows.size


@pytest.mark.parametrize(
    ("asked", "column", "at", "below"),
    [
        ("asked_will", "motivation", 0.30, 0.29),
        ("asked_time", "spare", 3.0, 2.9),
        ("asked_energy", "burnout", 0.5, 0.51),
        ("asked_ideas", "skill", 0.40, 0.39),
    ],
)
def test_each_of_the_four_questions_can_fail_a_nominee(asked: str, column: str, at: float, below: float) -> None:
    """Will, time, energy, ideas: just good enough passes, just below does not (R25)."""
    made = quiet()
    rows = adults(made.week, largest(made)[0])[:2].astype(np.int32)
    r = made.world.residents
    r.motivation[rows], r.spare[rows], r.burnout[rows], r.skill[rows] = 0.9, 9.0, 0.0, 0.9
    limit = float(np.float32(at))
    getattr(r, column)[rows] = limit, below
    s = numbers("selfmanage", clean=1.0, **{asked: limit})
    assert examine(rows, made.week, s).tolist() == [True, False]


def test_a_clean_record_is_asked_for_first() -> None:
    """The share of nominees that has one is the declared one; without it nobody passes (R25)."""
    made = quiet()
    rows = np.flatnonzero(made.world.residents.able).astype(np.int32)
    made.world.residents.motivation[rows] = made.world.residents.skill[rows] = 1.0
    made.world.residents.spare[rows], made.world.residents.burnout[rows] = 9.0, 0.0
    passed = examine(rows, made.week, numbers("selfmanage", clean=0.8)).mean()
    assert passed == pytest.approx(0.8, abs=4 * (0.16 / rows.size) ** 0.5)
    assert not examine(rows, made.week, numbers("selfmanage", clean=0.0)).any()


@pytest.mark.parametrize(("passing", "phase"), [(5, "pause"), (6, "published")])
def test_there_must_be_more_candidates_than_seats(passing: int, phase: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """差额: five for five seats is no election, six are published (R26)."""
    made = quiet(seats=5)
    p = process(made, largest(made)[0])
    nominees = adults(made.week, p.estate)[:8].astype(np.int32)
    monkeypatch.setattr(method, "nominate", lambda *_: nominees)
    monkeypatch.setattr(method, "examine", lambda *_: np.arange(8) < passing)
    made.policy.put_up(p, made.week)
    assert p.phase == phase
    assert p.candidates.tolist() == (nominees[:6].tolist() if phase == "published" else [])
    assert p.standing.size == p.candidates.size
    assert p.attempts == (phase == "pause")
    if phase == "pause":
        assert "of 8 nominees 5 pass" in made.told()[-1]


def test_candidates_who_leave_stand_no_more_and_may_leave_too_few() -> None:
    """The election then fails before it is held."""
    made = quiet(seats=5, **PLAIN)
    p = process(made, largest(made)[0])
    p.candidates, p.standing = adults(made.week, p.estate)[:6].astype(np.int32), np.arange(6.0)
    p.enter("published", 0)
    made.policy.depart(p.candidates[[2]].astype(np.int64))
    assert p.standing.tolist() == [0.0, 1.0, 3.0, 4.0, 5.0]
    made.policy.elect(p, made.week)
    assert (p.phase, p.attempts) == ("pause", 1)
    assert "selfmanage_elections" in made.policy.measured()
    assert made.policy.measured()["selfmanage_elections"] == 0


def test_candidates_are_published_before_the_election() -> None:
    """So many weeks, in which nobody votes (R25)."""
    made = quiet(published=3, **SMOOTH)
    p = process(made, largest(made)[0])
    p.candidates = adults(made.week, p.estate)[:6].astype(np.int32)
    p.standing = np.ones(6)
    p.enter("published", 0)
    for week in range(4):
        assert p.phase == "published"
        made.policy.act(made.at(week))
        made.policy.follow(made.week)
    assert p.phase == "covenant"


# One election


def candidates(made: Scene, estate: int, count: int = 6, standing: float = 0.0) -> Process:
    """An estate with some candidates."""
    p = process(made, estate)
    p.candidates, p.standing = adults(made.week, estate)[:count].astype(np.int32), np.full(count, standing)
    return p


def votes_of(made: Scene, p: Process, **own: Any) -> Vote:
    """An election under numbers of one's own."""
    return ballot(p, made.week, numbers("selfmanage", **own))


def test_one_representative_of_each_household_votes() -> None:
    """Never more ballots than households with an adult, never more votes for anybody than ballots (R26)."""
    made = quiet()
    for estate in range(ESTATES):
        p = candidates(made, estate)
        homes = np.unique(made.world.community.household[adults(made.week, estate)]).size
        everybody, nobody = (votes_of(made, p, vote_base=base, back_base=20.0) for base in (20.0, -20.0))
        assert (everybody.households, everybody.voted, everybody.turnout) == (homes, homes, 1.0)
        assert everybody.votes.tolist() == [homes] * p.candidates.size
        assert (nobody.voted, nobody.votes.sum()) == (0, 0)


@pytest.mark.parametrize("voted", [19, 20])
def test_two_thirds_of_household_representatives_must_vote(voted: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of thirty households nineteen are too few and twenty enough (R26)."""
    made = quiet()
    p = candidates(made, largest(made)[0])
    monkeypatch.setattr(method, "ballot", lambda *_: Vote(30, voted, np.full(6, voted)))
    made.policy.elect(p, made.week)
    assert p.governs == (voted == 20)
    assert p.phase == ("covenant" if voted == 20 else "pause")
    assert made.policy.measured()["selfmanage_elections"] == 1
    assert made.policy.measured()["selfmanage_no_quorum"] == (voted == 19)


def test_two_thirds_means_two_thirds_whatever_the_number_of_households() -> None:
    """Exactly two thirds pass, one ballot fewer does not, for every size of estate."""
    quorum, nobody = numbers("selfmanage").quorum, np.empty(0, np.int64)
    for households in range(3, 3000, 3):
        assert Vote(households, 2 * households // 3, nobody).reaches(quorum)
        assert not Vote(households, 2 * households // 3 - 1, nobody).reaches(quorum)


def test_more_than_half_of_the_votes_elect() -> None:
    """Half is not enough; of the ballots, or of all households where that is asked for (R26, A7)."""
    number = np.arange(100, dtype=np.int32)
    candidates = np.array([10, 11, 12, 13], np.int32)
    vote = Vote(30, 20, np.array([10, 11, 15, 16]))
    s = numbers("selfmanage")
    assert vote.elected(candidates, number, s.seats, s.majority_of).tolist() == [13, 12, 11]
    assert vote.elected(candidates, number, s.seats, "households").tolist() == [13]


def test_those_with_most_votes_take_the_seats_and_equals_go_by_number_not_by_row() -> None:
    """A longer run, in which people stand in other rows, elects the same ones."""
    number = np.array([9, 3, 7, 5], np.int32)
    vote = Vote(30, 30, np.array([20, 20, 25, 20]))
    assert vote.elected(np.arange(4, dtype=np.int32), number, 3, "ballots").tolist() == [2, 1, 3]


def test_too_few_with_a_majority_make_no_committee(monkeypatch: pytest.MonkeyPatch) -> None:
    """It counts as a failure of its own kind."""
    made = quiet(least_board=3)
    p = candidates(made, largest(made)[0])
    monkeypatch.setattr(method, "ballot", lambda *_: Vote(30, 30, np.array([30, 30, 15, 15, 0, 0])))
    made.policy.elect(p, made.week)
    assert (p.governs, p.phase) == (False, "pause")
    assert made.policy.measured()["selfmanage_no_majority"] == 1


def test_where_every_household_votes_as_likely_as_not_there_is_never_a_quorum() -> None:
    """In 40 draws for each of the four largest estates; the bound is what chance allows, computed here."""
    made = quiet(**PLAIN)
    error = met = 0.0
    turnout = []
    for estate in largest(made, 4):
        p = candidates(made, estate)
        for week in range(40):
            made.at(week)
            vote = ballot(p, made.week, made.policy.settings)
            error += stats.binom.sf(np.ceil(2 * vote.households / 3) - 1, vote.households, 0.5)
            met += vote.voted >= made.policy.settings.quorum * vote.households
            turnout.append((vote.voted, vote.households))
    assert met <= stats.poisson.ppf(0.9999, error)
    voted, of = np.array(turnout).sum(axis=0)
    assert voted / of == pytest.approx(0.5, abs=4 * (0.25 / of) ** 0.5)


def test_where_nobody_is_backed_by_half_nobody_is_elected_but_by_chance() -> None:
    """Each candidate has two fifths: as many win as a binomial allows, once in 10,000."""
    logit = float(special.logit(0.4))
    made = quiet(**{**PLAIN, "vote_base": 20.0, "back_base": logit, "seats": 5})
    lucky = expected = 0.0
    for estate in largest(made, 4):
        p = candidates(made, estate)
        for week in range(40):
            made.at(week)
            vote = ballot(p, made.week, made.policy.settings)
            assert vote.voted == vote.households
            lucky += (vote.votes > vote.voted / 2).sum()
            expected += vote.votes.size * stats.binom.sf(vote.voted // 2, vote.voted, 0.4)
    low, high = stats.poisson.ppf([0.00005, 0.99995], expected)
    assert low <= lucky <= high


def share_voting(made: Scene, p: Process, **own: Any) -> float:
    """Turnout at even odds, moved by one thing."""
    return votes_of(made, p, **{**PLAIN, **own}).turnout


def test_what_moves_turnout() -> None:
    """Motivation, trust, activity, earlier attempts, leaders and visits raise it; renters stay away (R26; S9, S20, S26)."""
    made = quiet(weeks=60)
    p = candidates(made, largest(made)[0])
    rows = adults(made.week, p.estate)
    base = share_voting(made, p)
    assert share_voting(made, p, vote_motivation=4.0) > base
    assert share_voting(made, p, vote_trust=1.5) > base
    assert share_voting(made, p, vote_door=1.2, visits=1.0) > base
    assert share_voting(made, p, vote_door=1.2, visits=0.0) == base
    assert share_voting(made, p, vote_renter=5.0) < base
    assert share_voting(made, p, vote_again=0.6) == base
    p.attempts = 3
    assert share_voting(made, p, vote_again=0.6) > base
    assert share_voting(made, p, vote_leaders=0.5) == base
    made.world.residents.backbone[rows[:9]] = True
    assert share_voting(made, p, vote_leaders=0.5) > base
    made.world.residents.active[rows] = False
    assert share_voting(made, p, vote_active=4.0) == base
    made.world.residents.active[rows] = True
    assert share_voting(made, p, vote_active=4.0) > base


def test_the_most_motivated_adult_decides_whether_a_household_votes() -> None:
    """One keen person is enough; the rest of the family does not matter."""
    made = quiet()
    p = candidates(made, largest(made)[0])
    community, r = made.world.community, made.world.residents
    rows = adults(made.week, p.estate)
    r.motivation[rows] = 0.0
    _, last = np.unique(community.household[rows][::-1], return_index=True)
    one_each = rows[::-1][last]
    own = {**PLAIN, "vote_base": -10.0, "vote_motivation": 20.0}
    assert votes_of(made, p, **own).turnout < 0.05
    r.motivation[one_each] = 1.0
    assert votes_of(made, p, **own).turnout > 0.95


def test_people_back_whom_they_know_and_who_did_much() -> None:
    """Households tied to a candidate, or the candidate's own, and a record."""
    made = quiet()
    p = candidates(made, largest(made)[0], count=4)
    plain = votes_of(made, p, **{**PLAIN, "vote_base": 20.0, "back_base": -20.0, "back_known": 20.0 + 20.0})
    community, r = made.world.community, made.world.residents
    homes = np.unique(community.household[adults(made.week, p.estate)])
    for candidate, votes in zip(p.candidates, plain.votes, strict=True):
        contacts = r.tie_to[r.tie_start[candidate] : r.tie_start[candidate + 1]]
        assert votes == np.isin(homes, community.household[[*contacts, candidate]]).sum() > 0
    p.standing = np.array([0.0, 0.0, 0.0, 1.0])
    known = votes_of(made, p, **{**PLAIN, "vote_base": 20.0, "back_record": 3.0})
    assert known.votes[3] > 1.3 * known.votes[:3].max()


def test_an_election_is_paid_once_and_visits_take_time() -> None:
    """Yuan for the election, cadre hours for each visit (R31)."""
    made = quiet()
    p = candidates(made, largest(made)[0])
    vote = votes_of(made, p, visits=1.0, visit_hours=0.25, election_yuan=900.0)
    assert made.paid("government") == 900.0
    assert made.cadre_hours() == pytest.approx(0.25 * vote.households)


def test_a_failed_election_is_repeated_after_a_pause_with_meetings_first() -> None:
    """And every failure is remembered."""
    made = quiet(**{**SMOOTH, "vote_base": -20.0}, meeting_weeks=2, published=1, at_once=1)
    (estate,) = largest(made)
    with_leaders(made, [estate])
    steps = journey(made)[estate]
    assert [phase for phase, _ in steps[1:7]] == ["meetings", "published", "pause"] * 2
    pauses = [later - week for (phase, week), (_, later) in pairwise(steps) if phase == "pause"]
    assert set(pauses) == {3}
    p = process(made, estate)
    assert p.attempts == made.series["selfmanage_elections"].sum() == made.series["selfmanage_no_quorum"].sum() > 3
    assert not p.governs


def test_a_committee_is_a_formal_organisation_whose_members_can_be_at_the_stage_together() -> None:
    """Its board leads it, belongs to the backbone, and one who deliberated of their own motive is *together* (R26)."""
    made = quiet()
    p = process(made, largest(made)[0])
    p.attempts, p.tried = 2, {5}
    board = adults(made.week, p.estate)[:5].astype(np.int32)
    made.policy.install(p, board, made.week)
    committee, r = p.committee, made.world.residents
    assert committee
    assert (committee.kind, committee.stage, committee.home, committee.founder) == (
        "committee", ORGANISED, p.estate, "selfmanage",
    )  # fmt: skip
    assert committee.formal
    assert committee.supported
    assert committee.board == board.tolist()
    assert committee.leaders == board[:2].tolist()
    assert np.isin(board, made.world.society.backbone.rows).all()
    assert (p.phase, p.attempts, p.tried, p.quality) == ("covenant", 0, set(), made.policy.settings.quality_start)
    count(made.world.society, r, 0)
    assert (r.formal[board] == 1).all()
    twice = 0b11
    r.took[board] = r.voiced[board] = r.by_peers[board] = twice
    r.autonomy_sum[board], r.own_sum[board] = 1, 30_000
    classify(r, 2)
    assert (r.stage[board] == TOGETHER).all()
    assert (r.stage_unless[board] == TOGETHER).all()


def test_committees_help_each_other_and_mediate() -> None:
    """Their programme has mutual aid, mediation, meetings and joint action (R30)."""
    programme = dict(zip(list(ACTS)[:HOSTED], PROGRAMME["committee"], strict=True))
    assert min(programme[kind] for kind in ("care", "mediation", "meeting", "action")) > 0
    assert sum(programme.values()) == pytest.approx(1)
