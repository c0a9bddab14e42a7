"""Groups that begin by themselves, and their names."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from sim.agents.acts import INTEREST, KINDS
from sim.agents.backbone import BackboneSettings
from sim.agents.organisation import ORGANISATIONS, OrganisationSettings
from sim.agents.organisation.founding import initiators, nucleus_of
from sim.agents.organisation.life import BEGUN, SPONTANEOUS, WEEKS_PER_MONTH
from sim.agents.organisation.names import NAMES, name_for
from sim.rng import Streams
from tests.support.societies import RULES, as_declared
from tests.support.town import Town, steady, still

# Groups that begin by themselves


SURE = OrganisationSettings(spontaneous=1.0)
LATELY, LONG_AGO = 1 << 25, 1 << 26


def could(**columns: NDArray[Any]) -> NDArray[np.int64]:
    """Of five residents who all took part, those who would set out if it were sure to happen."""
    both = {"took": np.full(5, LATELY), "motivation": np.full(5, 0.41), "skill": np.full(5, 0.46), **columns}
    town = Town(5, 1, **both)
    return initiators(town.r, SURE, BackboneSettings(), 1.0, Streams(0).key("initiates", 0))


@pytest.mark.parametrize(
    ("name", "value"),
    [("motivation", 0.39), ("skill", 0.44), ("spare", 1.9), ("age", 17.5), ("able", 0), ("took", LONG_AGO)],
)
def test_only_the_willing_and_able_with_time_who_take_part_set_out(name: str, value: float) -> None:
    """Nobody who lacks one of these, grown-ups only."""
    assert could().tolist() == [0, 1, 2, 3, 4]
    column = {"motivation": 0.41, "skill": 0.46, "spare": 8.0, "age": 40.0, "able": 1.0, "took": LATELY}[name]
    given = np.array([column, value, column, value, column])
    assert could(**{name: given}).tolist() == [0, 2, 4]


def test_the_very_motivated_set_out_far_more_often() -> None:
    """By the declared multiple; wrong once in five hundred times."""
    people = 20_000
    columns = {"took": np.ones(people), "motivation": np.where(np.arange(people) % 2, 0.61, 0.59)}
    town = Town(people, 1, **columns)
    s = OrganisationSettings(spontaneous=0.005)
    rows = initiators(town.r, s, BackboneSettings(), 1.0, Streams(3).key("initiates", 0))
    keen = int((rows % 2).sum())
    assert as_declared(rows.size - keen, people // 2, 0.005)
    assert as_declared(keen, people // 2, 0.005 * (1 + RULES.spontaneous_keen))


def test_contacts_come_along_first_then_people_of_like_interest() -> None:
    """All of the grid, all taking part, no more than luck lets them win."""
    fit = np.zeros((40, KINDS))
    fit[:, INTEREST] = np.arange(40) / 40
    took = np.full(40, LATELY)
    took[[9, 3]] = 0
    town = Town(ties=[(0, 2), (0, 9), (0, 15)], fit=fit, took=took)
    assert nucleus_of(0, town.r, town.community, RULES, 0.99).tolist() == [0, 2, 8, 7, 6, 5, 4, 1]
    few = OrganisationSettings(nucleus_least=3)
    assert nucleus_of(0, town.r, town.community, few, 0.0).tolist() == [0, 2, 8]


def test_who_is_in_a_team_already_does_not_come_along() -> None:
    """But the initiator, who may be in one and wants another."""
    memberships = np.zeros(40)
    memberships[[0, 2, 8]] = 1
    town = Town(ties=[(0, 2)], took=np.full(40, LATELY), memberships=memberships)
    assert nucleus_of(0, town.r, town.community, RULES, 0.99).tolist() == [0, 1, 3, 4, 5, 6, 7, 9]


def test_luck_decides_how_many_are_won_and_most_groups_begin_small() -> None:
    """Any number from the least to the most; a quarter of the luck is half of it squared."""
    town = Town(60, 1, took=np.full(60, LATELY))
    won = [nucleus_of(0, town.r, town.community, RULES, luck).size for luck in (np.arange(3300) + 0.5) / 3300]
    assert (RULES.nucleus_least, RULES.nucleus) == (8, 40)
    assert set(won) == set(range(8, 41))
    assert won == sorted(won)
    assert won[len(won) // 2] == 8 + 33 // 4
    assert max(range(8, 41), key=won.count) == 8


@pytest.mark.parametrize(("most", "luck", "won"), [(20, 0.999, 20), (8, 0.999, 8), (5, 0.999, 8), (40, 0.0, 8)])
def test_no_more_are_won_than_declared(most: int, luck: float, won: int) -> None:
    """And no fewer, where so many take part, than make a group."""
    town = Town(60, 1, took=np.full(60, LATELY))
    assert nucleus_of(0, town.r, town.community, OrganisationSettings(nucleus=most), luck).size == won


def test_groups_that_begin_are_of_many_sizes() -> None:
    """Each initiator has luck of their own."""
    sizes = []
    for seed in range(30):
        town = Town(60, 1, seed=seed, took=np.ones(60), skill=np.eye(60)[0], organisations=still(spontaneous=1.0))
        town.live_on(month=True)
        sizes.append(town.society.members(town.society.ever[0]).size)
    assert 8 <= min(sizes) < np.median(sizes) < 24 < max(sizes) <= 40
    assert len(set(sizes)) > 10


def beginning(lively: int, **changes: Any) -> Town:
    """A town where so many of the first estate take part and the first of them is sure to set out."""
    took = np.zeros(40)
    took[:lively] = 1
    skill = np.zeros(40)
    skill[0] = 1.0
    town = Town(took=took, skill=skill, organisations=still(spontaneous=1.0, **changes), backbone=steady())
    town.week = 3
    return town


def test_a_group_begins_unaided_with_a_leader_and_a_list() -> None:
    """Its initiator leads, is backbone, and the chronicle hears of it; nobody in the office did anything."""
    town = beginning(10, nucleus=8)
    town.live_on(month=True)
    (one,) = town.society.ever
    assert (one.kind, one.founder, one.leaders, one.home, one.founded) == ("interest", SPONTANEOUS, [0], 0, 3)
    assert town.society.members(one).tolist() == list(range(8))
    assert town.society.backbone.rows.tolist() == [0]
    (news,) = town.society.read_news()
    assert news.text == BEGUN.filled(name=one.name, estate=1, people=8)


def test_too_few_are_no_group() -> None:
    """Eight at least."""
    for lively, groups in ((RULES.nucleus_least - 1, 0), (RULES.nucleus_least, 1)):
        town = beginning(lively)
        town.live_on(month=True)
        assert len(town.society.ever) == groups


def test_groups_begin_once_a_month_and_nobody_gathers_a_second() -> None:
    """A leader has enough to do."""
    town = beginning(10)
    town.live_on(month=False)
    assert not town.society.ever
    town.live_on(month=True)
    town.live_on(month=True)
    assert len(town.society.ever) == 1


# Teams that backbone residents gather


def of_backbone(people: int, **changes: Any) -> Town:
    """A town of many estates in each of which one is backbone and all take part; nobody sets out for other reasons."""
    town = Town(people, people // 10, took=np.full(people, LATELY), organisations=still(**changes), backbone=steady())
    town.society.backbone.appoint(np.arange(0, people, 10), 0)
    return town


def test_backbone_residents_who_lead_nothing_gather_teams_as_often_as_declared() -> None:
    """By the chance of a week times the weeks of a month; they lead what they gather. Wrong once in a thousand times."""
    town = of_backbone(2000, gathers=0.1)
    town.live_on(month=False)
    assert not town.society.ever
    town.live_on(month=True)
    assert as_declared(len(town.society.ever), 200, 0.1 * WEEKS_PER_MONTH)
    assert all(one.leaders == [town.society.members(one)[0]] for one in town.society.ever)
    assert all(one.leaders[0] % 10 == 0 for one in town.society.ever)
    assert {one.founder for one in town.society.ever} == {SPONTANEOUS}


def test_who_leads_gathers_no_second_team() -> None:
    """However sure it was."""
    town = of_backbone(40, gathers=1.0, nucleus=8)
    town.live_on(month=True)
    assert len(town.society.ever) == 4
    town.r.memberships[:] = 0
    town.live_on(month=True)
    assert len(town.society.ever) == 4


# Names


def test_no_two_organisations_bear_one_name() -> None:
    """In neither language, however many there are and whoever founds them."""
    town = Town(people=5, estates=1)
    for n in range(150):
        town.week = n // 3
        town.founded([n % 5], tuple(ORGANISATIONS)[n % 4])
    for lang in ("en", "zh"):
        names = [one.name.to(lang) for one in town.society.ever]
        assert len(set(names)) == 150


def test_a_founder_gives_the_same_name_in_every_arm() -> None:
    """Unless somebody took it before; then the next free one, numbered when the pool is used up."""
    pool = NAMES["governance"]
    assert name_for("governance", 25, []) == pool[1]
    assert name_for("governance", 25, pool[1:2]) == pool[2]
    assert name_for("governance", 25, pool).en == f"{pool[1].en} 2"


def test_no_two_organisations_share_their_luck() -> None:
    """Not even those that the same person begins in one week, or the week after; the first is as if it were alone."""
    town = Town()
    for _ in range(4):
        for _ in range(3):
            town.founded([7, 3])
        town.week += 1
    addresses = [one.address for one in town.society.ever]
    assert len(set(addresses)) == 12
    alone = Town()
    assert addresses[0] == alone.founded([7]).address


def test_names_of_different_kinds_do_not_meet() -> None:
    """So that a chronicle can be read."""
    everything = [name for pool in NAMES.values() for name in pool]
    for lang in ("en", "zh"):
        assert len({name.to(lang) for name in everything}) == len(everything)
