"""Steps five and six: who leads, who is elected to the board, registration."""

from __future__ import annotations

import pytest

from sim.agents.acts import INTEREST
from sim.policies.incubation.project import Project
from sim.policies.incubation.steps import LOOK_BACK
from sim.policies.incubation.words import REGISTERS
from tests.support import measured_of
from tests.support.incubator import Platform, rows_of

# Step five: leaders


def team(place: Platform, members: int = 20) -> Project:
    """A group looking for leaders, all members of which come often enough, and would do, if anybody asked them."""
    p = place.group("lead", members)
    place.records(p, times=[5] * members)
    place.r.motivation[:], place.r.skill[:], place.r.acts_total[:] = 1.0, 1.0, 10
    return p


def test_leaders_by_observation_are_those_seen_to_do_most() -> None:
    """Two of them, and they are backbone from then on."""
    place = Platform(backbone__noise=0.0)
    p = team(place)
    best = rows_of(place, p)[[7, 11]]
    place.r.took[best] = place.r.reached[best] = 0b111111
    place.r.took[best[1]] = 0b11111
    place.follow()
    assert p.group().leaders == best.tolist()
    assert sorted(place.society.backbone.rows.tolist()) == sorted(best.tolist())


def test_leaders_by_vote_are_those_members_back() -> None:
    """Whoever most of those at the meeting know; the record does not matter."""
    place = Platform(leaders_by="vote", meetings_to_know=3)
    p = team(place)
    members = rows_of(place, p)
    known_to_three, known_to_two = 0b111_111_111, 0b111_111
    voters = [0b111, 0b111_000, 0b111_000_000]  # who know themselves, and each by other occasions those two
    place.records(p, times=[5] * 20, came=[*voters, *[0] * 12, known_to_two, known_to_three, 0])
    place.r.took[members[:10]] = 0b111111
    place.meet(p, members[:3])
    place.follow()
    assert p.group().leaders == members[[16, 15]].tolist()


def test_without_a_meeting_nobody_is_voted_in() -> None:
    """Nor at a dance."""
    place = Platform(leaders_by="vote")
    p = team(place)
    place.follow()
    place.meet(p, rows_of(place, p)[:5], INTEREST)
    place.follow(1)
    assert p.group().leaders == []


def test_guests_have_no_vote() -> None:
    """Neither on leaders, nor on the board, nor on the covenant."""
    place = Platform(leaders_by="vote", board=3)
    strangers = place.strangers(30)
    place.r.trust[:] = 1.0
    for step in ("lead", "register", "covenant"):
        place.policy.projects.clear()
        p = team(place) if step == "lead" else place.group(step, 20)
        place.records(p, times=[5] * 20)
        place.meet(p, [], guests=strangers[-8:])
        LOOK_BACK[step](p, place.week, place.s)
        assert (p.group().leaders, p.elected, p.adopted) == ([], False, False), step


def test_who_does_not_pass_the_gates_declines() -> None:
    """The next best are asked, four at most; perhaps nobody leads."""
    place = Platform(backbone__noise=0.0, backbone__family_anyway=1.0)
    p = team(place)
    order = rows_of(place, p)
    for n, row in enumerate(order[:6]):
        place.r.hours_total[row] = 40.0 - 6 * n
    place.r.motivation[order[[0, 2]]] = 0.0
    place.follow()
    assert p.group().leaders == order[[1, 3]].tolist()
    unwilling = Platform(backbone__noise=0.0)
    p = team(unwilling)
    unwilling.r.motivation[:] = 0.0
    assert unwilling.follow() == "lead"
    assert p.group().leaders == []


def test_children_do_not_lead_and_backbone_residents_go_first() -> None:
    """Those who lead elsewhere know how."""
    place = Platform(backbone__noise=0.0)
    p = team(place)
    order = rows_of(place, p)
    place.r.hours_total[order[:5]] = 40.0
    place.r.age[order[:5]] = 17.0
    place.society.backbone.appoint(order[[18]], 0)
    place.follow()
    assert p.group().leaders[0] == order[18]
    assert not set(p.group().leaders) & set(order[:5].tolist())
    assert len(p.group().leaders) == 2  # children do not stand in the way of others either


def test_a_group_has_one_or_two_leaders() -> None:
    """A second is found beside the first, a third never."""
    place = Platform(patience=1000)
    p = team(place)
    first = int(rows_of(place, p)[3])
    p.group().leaders = [first]
    for _ in range(4):
        place.follow(1)
        assert p.group().leaders[0] == first
        assert len(p.group().leaders) == 2


# Step six: the board, and registration


def assembly(
    place: Platform, *, candidates: int = 5, voters: int = 4, votes: tuple[int, ...] = (4, 4, 4, 4, 4)
) -> Project:
    """A group whose most frequent members stand, backed by so many of the voters each; nobody else knows anybody."""
    p = place.group("register", 20)
    blocks = [0b111 << 3 * n for n in range(candidates)]
    ballots = [sum(block for block, of in zip(blocks, votes, strict=False) if voter < of) for voter in range(voters)]
    place.records(p, times=[*range(20, 20 - candidates, -1)] + [1] * voters, came=[*blocks, *ballots])
    members = rows_of(place, p)
    place.meet(p, members[candidates : candidates + voters])
    return p


def elected(place: Platform, p: Project) -> list[int]:
    """Places on the list of those elected in the first slot's assembly."""
    place.follow()
    order = rows_of(place, p).tolist()
    assert p.elected == bool(p.group().board)
    return [order.index(row) for row in p.group().board]


@pytest.mark.parametrize(("quorum", "held"), [(0.20, True), (0.21, False)])
def test_an_election_needs_a_quorum(quorum: float, held: bool) -> None:
    """Four of twenty active members are a fifth."""
    place = Platform(board=3, board_quorum=quorum)
    assert elected(place, assembly(place)) == ([0, 1, 2] if held else [])


def test_only_active_members_count_for_the_quorum() -> None:
    """Names on the list do not raise it: four voters are too few of twenty, and enough of nine."""
    for active, held in ((20, False), (9, True)):
        place = Platform(board=3, board_quorum=0.3)
        p = assembly(place)
        place.society.roster.joined[active:] = place.society.roster.last[active:] = -100
        place.count()
        assert bool(elected(place, p)) == held


@pytest.mark.parametrize(("candidates", "held"), [(3, False), (4, True), (5, True)])
def test_more_stand_than_are_elected(candidates: int, held: bool) -> None:
    """With as many candidates as seats there is nothing to choose."""
    place = Platform(board=3, board_quorum=0.1)
    found = elected(place, assembly(place, candidates=candidates, votes=(4,) * candidates))
    assert len(found) == (3 if held else 0)


def test_a_seat_takes_more_than_half_of_the_votes() -> None:
    """Half is not enough; those with most votes are elected first."""
    place = Platform(board=3, board_quorum=0.1)
    assert elected(place, assembly(place, votes=(2, 3, 2, 4, 0))) == [3, 1]


def test_a_board_needs_more_than_half_of_its_seats() -> None:
    """One of three is no board; they vote again another time."""
    place = Platform(board=3, board_quorum=0.1)
    assert elected(place, assembly(place, votes=(2, 4, 2, 2, 0))) == []
    assert place.policy.projects[0].elected is False


def test_no_more_are_elected_than_there_are_seats() -> None:
    """Though all have the votes; and seven at most stand for five seats."""
    place = Platform(board=5, board_quorum=0.1)
    assert elected(place, assembly(place, candidates=8, votes=(2, 2, 3, 4, 4, 4, 4, 4))) == [3, 4, 5, 6, 2]


def test_nobody_votes_at_a_dance() -> None:
    """Nor twice, once the board is there."""
    place = Platform(board=3, board_quorum=0.1)
    p = assembly(place)
    place.meet(p, rows_of(place, p)[5:9], INTEREST)
    assert elected(place, p) == []
    p.elected, p.group().board = True, [7]
    place.meet(p, rows_of(place, p)[5:9])
    place.follow()
    assert p.group().board == [7]


def test_registration_makes_an_organisation_formal() -> None:
    """It counts as registered, its active members as members of something formal; the chronicle tells."""
    place = Platform(weeks_register=0)
    p = place.group("register", 20, leaders=[1], board=[1, 2, 3])
    p.elected = True
    assert not place.r.formal.any()
    assert place.follow(1) == "covenant"
    place.count()
    assert (p.group().formal, p.group().registered) == (True, place.world.week)
    assert place.r.formal.sum() == place.r.memberships.sum() == 20
    assert measured_of(place.society, "organisations_registered") == 1
    assert place.told()[-1] == REGISTERS.filled(name=p.group().name, people=20, leaders=1, board=3)
