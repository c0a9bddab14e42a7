"""Places in an organisation's rhythm: who has one, whose turn it is, and how a place is lost."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from sim.agents.acts import ACTION, INTEREST, MEETING
from sim.agents.organisation import FORMING, Organisation
from sim.agents.organisation.roster import NOBODY, ROUNDS
from tests.support.societies import HOLDS_NOTHING, RULES
from tests.support.town import Town, steady, still

NO_ROUNDS = steady(rounds=0.0, ask=0.0)


def town(**changes: object) -> Town:
    """A town in which organisations hold what is planned and nothing else."""
    return Town(organisations=still(**{**HOLDS_NOTHING, **changes}), backbone=NO_ROUNDS)


def turns(place: Town) -> NDArray[np.int32]:
    """Whose activity is everybody's own occasion of this week."""
    place.gather()
    return place.society.turn[0]


def placed(place: Town) -> list[int]:
    """Those who have one."""
    return np.flatnonzero(turns(place) != NOBODY).tolist()


def held(place: Town, one: Organisation, kind: int = INTEREST, came: tuple[int, ...] = ()) -> None:
    """A week in which an organisation holds something, and of those who have a place there these come."""
    one.planned = [kind]
    place.gather()
    place.come(came, kind, absent=np.setdiff1d(np.flatnonzero(place.society.turn[0] == one.index), came))
    place.live_on()
    place.week += 1


def test_founders_have_a_place_when_their_organisation_meets() -> None:
    """In weeks in which it holds something, for the kind of act it holds; nobody else has one."""
    made = town()
    one = made.founded(range(5))
    assert placed(made) == []
    one.planned = [MEETING]
    assert placed(made) == list(range(5))
    assert (made.society.turn[1][:5] == MEETING).all()
    assert placed(made) == []  # a plan is for one week


def test_a_circle_that_forms_has_no_place_for_those_who_were_only_found() -> None:
    """Whoever came once has one from then on."""
    made = town()
    circle = made.founded(range(5), "mutual_aid", stage=FORMING, planned=[MEETING])
    assert placed(made) == []
    made.come([1, 2], MEETING)
    made.live_on()
    made.week += 1
    circle.planned = [MEETING]
    assert placed(made) == [1, 2]


def test_a_guest_who_signs_up_has_a_place_from_then_on() -> None:
    """It was their first time; names put on a list by others give none."""
    made = town(sign_up=1.0)
    one = made.founded(range(3), planned=[INTEREST])
    made.society.enlist(one, np.array([8]), 0)
    made.gather()
    made.come([5])
    made.live_on()
    made.week += 1
    one.planned = [INTEREST]
    assert placed(made) == [0, 1, 2, 5]


def test_of_two_that_meet_in_a_week_the_one_longest_not_been_to_has_its_turn() -> None:
    """And only one of them; where just one meets, it is that one's."""
    made = town()
    first, second = made.founded(range(4)), made.founded(range(2, 6))
    made.week = 3
    made.society.roster.last[made.society.roster.organisation == first.index] = 2
    first.planned = second.planned = [INTEREST]
    expected = [first.index] * 2 + [second.index] * 4
    assert turns(made)[:6].tolist() == expected
    first.planned = [INTEREST]
    assert turns(made)[:6].tolist() == [first.index] * 4 + [NOBODY] * 2


def test_who_has_a_place_is_where_the_place_is() -> None:
    """Even where nobody of the estate has heard of it, and whatever else is on."""
    made = town()
    one = made.founded([0, 10], planned=[INTEREST])
    made.gather()
    made.society.spread[:] = 0.0
    made.offers.notice[:] += 50.0
    made.come([0, 10, 20])
    there = made.society.gathering
    assert (there.row.tolist(), there.host.tolist(), there.member.tolist()) == ([0, 10], [one.index] * 2, [True] * 2)


def test_weeks_missed_in_a_row_cost_the_place_and_coming_once_keeps_it() -> None:
    """Only activities count of which the place was one's own occasion; the name stays on the list."""
    made = town(patience=3)
    one = made.founded(range(4))
    for came in ((0, 1), (0,), (0, 2), (0,)):
        held(made, one, came=came)
    assert made.society.of(one).missed.tolist() == [0, 3, 1, 3]
    one.planned = [INTEREST]
    assert placed(made) == [0, 2]
    assert made.r.memberships[:5].tolist() == [1, 0, 1, 0, 0]
    assert made.r.listed[:5].tolist() == [1, 1, 1, 1, 0]


def test_quiet_weeks_are_not_missed() -> None:
    """Nothing was held that one could have missed."""
    made = town(patience=1)
    one = made.founded(range(4))
    for _ in range(5):
        made.pass_week()
    assert not made.society.of(one).missed.any()


def test_a_place_that_was_lost_is_won_again_by_coming() -> None:
    """As to an event, where somebody tells or asks."""
    made = town(patience=1)
    one = made.founded(range(4))
    held(made, one, came=(0, 1, 2))
    one.planned = [INTEREST]
    assert placed(made) == [0, 1, 2]
    made.come([3])
    made.live_on()
    made.week += 1
    one.planned = [INTEREST]
    assert placed(made) == [0, 1, 2, 3]


def test_patience_is_as_declared() -> None:
    """Eight activities missed in a row, in a town of its own."""
    made = town()
    one = made.founded(range(2))
    kept = []
    for _ in range(RULES.patience):
        held(made, one, came=(0,))
        made.count()
        kept.append(int(made.r.memberships[1]))
    assert kept == [1] * (RULES.patience - 1) + [0]


def test_those_of_another_organisation_that_ended_lose_the_habit_made_there() -> None:
    """Unless they have a place elsewhere for the same kind of act; a name on a list is none. Other habits stay."""
    made = town()
    ends, goes_on = made.founded(range(4)), made.founded([3])
    made.society.enlist(goes_on, np.array([1]), 0)
    made.founded([2], "governance")
    made.r.habits[:, INTEREST], made.r.habits[:, ACTION] = 0.6, 0.2
    made.r.habit[:] = 0.6
    made.society.end(ends, 0, ends.name)
    made.live_on()
    assert goes_on.alive
    assert made.r.habits[:5, INTEREST] == pytest.approx([0, 0, 0, 0.6, 0.6])
    assert made.r.habits[:5, ACTION] == pytest.approx([0.2] * 5)
    assert made.r.habit[:5] == pytest.approx([0.2, 0.2, 0.2, 0.6, 0.6])


def test_names_on_a_list_had_no_place_and_keep_what_habit_they_have() -> None:
    """It was made elsewhere."""
    made = town()
    one = made.founded([0])
    made.society.enlist(one, np.array([1]), 0)
    made.r.habits[:, INTEREST] = made.r.habit[:] = 0.6
    made.society.end(one, 0, one.name)
    made.live_on()
    assert made.r.habit[:2] == pytest.approx([0.0, 0.6])


@pytest.mark.parametrize("rounds", [0.0, 1.0])
def test_backbone_residents_go_on_rounds_when_no_organisation_of_theirs_calls(rounds: float) -> None:
    """By the declared chance, as a joint action of their own; a team that meets comes first."""
    made = Town(organisations=still(**HOLDS_NOTHING), backbone=steady(rounds=rounds))
    one = made.founded(range(3), leaders=[0, 1])
    made.society.backbone.appoint(np.array([5]), 0)
    own = ROUNDS if rounds else NOBODY
    assert turns(made)[:6].tolist() == [own, own, NOBODY, NOBODY, NOBODY, own]
    if rounds:
        assert (made.society.turn[1][[0, 1, 5]] == ACTION).all()
    one.planned = [INTEREST]
    assert turns(made)[:6].tolist() == [one.index] * 3 + [NOBODY, NOBODY, own]


def test_rounds_are_at_nobodys_activity() -> None:
    """They count for no organisation, and none is missed by not going."""
    made = Town(organisations=still(**HOLDS_NOTHING), backbone=steady(rounds=1.0))
    one = made.founded(range(3), leaders=[0])
    made.gather()
    made.come([0], ACTION)
    assert not made.society.gathering.row.size
    assert not made.society.of(one).missed.any()
