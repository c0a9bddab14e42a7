"""The same community again, and the years going by."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from hashlib import blake2b
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from sim.clock import WEEKS_PER_YEAR
from sim.community import Community, build_community
from sim.community.circles import HOUSEHOLD
from sim.scenario import Scenario
from sim.simulation import Simulation
from tests.support import ROOT, small
from tests.support.communities import ages_at, arrays_of, ends

YEAR = 52


def fingerprint(community: Community) -> str:
    """A hash of every bit of a community."""
    digest = blake2b(digest_size=16)
    for name, array in arrays_of(community):
        digest.update(f"{name} {array.dtype} {array.shape}".encode() + np.ascontiguousarray(array).tobytes())
    digest.update(repr(sorted(community.places.grid_graph.edges)).encode())
    digest.update(repr(sorted(community.places.grid_graph.nodes(data="pos"))).encode())
    return digest.hexdigest()


# Sameness


def test_same_settings_build_the_same_people_to_the_last_bit() -> None:
    """Building again gives the same, not merely something alike."""
    settings = small().community
    first = build_community(settings, 60)
    build_community.cache_clear()
    assert fingerprint(build_community(settings, 60)) == fingerprint(first)


def test_another_process_builds_the_same_people(community: Community) -> None:
    """Neither the process nor Python's hash seed has a say."""
    code = (
        "from sim.community import CommunitySettings, build_community\n"
        "from tests.community.test_years import fingerprint\n"
        "print(fingerprint(build_community(CommunitySettings(), 104)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONHASHSEED": "7"},
        text=True,
        capture_output=True,
        check=True,
        cwd=ROOT,
    )
    assert done.stdout.strip() == fingerprint(community)


def test_another_seed_builds_other_people() -> None:
    """The community has a seed of its own."""
    assert fingerprint(build_community(small(community__seed=1).community, 1)) != fingerprint(
        build_community(small(community__seed=2).community, 1)
    )


def test_a_longer_span_changes_nothing_before(community: Community, nine_years: Community) -> None:
    """The first two years are the same whether the run covers two years or nine."""
    week = 50
    here_short, here_long = community.here(week), nine_years.here(week)
    assert np.array_equal(community.number[here_short], nine_years.number[here_long])
    for name, short in arrays_of(community.traits):
        assert np.array_equal(short[here_short], getattr(nine_years.traits, name)[here_long]), name
    for name in ("household", "building", "estate", "grid"):
        assert np.array_equal(getattr(community, name)[here_short], getattr(nine_years, name)[here_long]), name
    one, other = community.ties.matrix(here_short), nine_years.ties.matrix(here_long)
    assert (one != other).nnz == 0
    for at in range(0, 104, 13):
        assert community.here(at).sum() == nine_years.here(at).sum()


def test_one_party_member_more_changes_nobody_else() -> None:
    """A minimally different world: everything but the new member's own traits stays."""
    base = build_community(small().community, 60)
    more = build_community(small(community__party_members=25).community, 60)
    joined = (more.traits.party_branch >= 0) & (base.traits.party_branch < 0)
    assert joined.sum() == 1
    for name, column in arrays_of(base.traits):
        assert np.array_equal(column[~joined], getattr(more.traits, name)[~joined]), name
    assert np.array_equal(base.ties.to, more.ties.to)


def test_everything_of_a_community_is_read_only(community: Community) -> None:
    """Replicates share it, so nothing in a run may change it."""
    found = dict(arrays_of(community))
    assert len(found) > 40
    assert [name for name, array in found.items() if array.flags.writeable] == []
    with pytest.raises(ValueError, match="read-only"):
        community.traits.motivation[0] = 1.0


def test_what_residents_share_with_the_community_is_read_only() -> None:
    """Columns that are the community's own cannot be written through a run."""
    residents = Simulation(small(weeks=1)).world.residents
    for name in ("number", "tie_start", "tie_to", "closeness", "own_motivation", "threshold", "fit"):
        assert not getattr(residents, name).flags.writeable, name


# Years go by


def test_population_stays_within_three_per_cent(nine_years: Community) -> None:
    """Births, deaths, and moving in and out balance over nine years."""
    first = nine_years.settings.residents
    counts = np.array([nine_years.here(week).sum() for week in range(0, nine_years.weeks, 4)])
    assert np.abs(counts / first - 1).max() < 0.03


def years(community: Community) -> Iterator[tuple[int, NDArray[np.bool_], NDArray[Any]]]:
    """Start of each whole year of the register, who lives there then, and everyone's age."""
    for start in range(0, community.weeks - YEAR + 1, YEAR):
        yield start, community.here(start), ages_at(community, start)


def test_births_follow_their_rate(nine_years: Community) -> None:
    """Per woman aged 20 to 40 and year."""
    register, change = nine_years.register, nine_years.settings.change
    women = sum(int((here & register.female & (age >= 20) & (age <= 40)).sum()) for _, here, age in years(nine_years))
    last = max(start for start, *_ in years(nine_years)) + YEAR
    born = int(((register.born == register.arrives) & (register.arrives > 0) & (register.arrives < last)).sum())
    assert born / women == pytest.approx(change.births, rel=0.15)


def test_newborns_are_born_where_their_mother_lives(nine_years: Community) -> None:
    """A newborn has a family tie to a woman of the same household."""
    register = nine_years.register
    rows, to = ends(nine_years)
    newborn = (register.born == register.arrives) & (register.arrives > 0)
    age = ages_at(nine_years, 0)
    mothers = (nine_years.ties.layer == HOUSEHOLD) & newborn[rows] & register.female[to] & (age[to] - age[rows] >= 20)
    assert set(rows[mothers]) == set(np.flatnonzero(newborn))


def test_deaths_follow_gompertz(nine_years: Community) -> None:
    """As many die as mortality doubling every few years of age makes expect."""
    register, change = nine_years.register, nine_years.settings.change
    expected = sum(
        float(np.minimum(change.deaths_at_60 * 2.0 ** ((age[here] - 60) / change.deaths_doubling), 1).sum())
        for _, here, age in years(nine_years)
    )
    last = max(start for start, *_ in years(nine_years)) + YEAR
    assert (register.died & (register.leaves <= last)).sum() == pytest.approx(expected, rel=0.12)
    age_at_end = (register.leaves - register.born)[register.died] / WEEKS_PER_YEAR
    assert np.median(age_at_end) > 70


@pytest.mark.parametrize("rents", [False, True])
def test_moving_out_follows_its_rate(nine_years: Community, rents: bool) -> None:
    """Renters move more often than owners."""
    register, change = nine_years.register, nine_years.settings.change
    group = nine_years.places.renter[nine_years.household] == rents
    person_years = sum(int((here & group).sum()) for _, here, _ in years(nine_years))
    last = max(start for start, *_ in years(nine_years)) + YEAR
    left = int((group & ~register.died & (register.leaves <= last)).sum())
    assert left / person_years == pytest.approx(change.renters_move if rents else change.owners_move, rel=0.15)


def test_a_family_moves_together(nine_years: Community) -> None:
    """Those of one family who do not die leave in the same week."""
    register, later = nine_years.register, nine_years.weeks
    moved = ~register.died & (register.leaves < later)
    weeks_of_family: dict[int, set[int]] = {}
    for family, week in zip(register.family[moved].tolist(), register.leaves[moved].tolist(), strict=True):
        weeks_of_family.setdefault(family, set()).add(week)
    together = sum(len(weeks) == 1 for weeks in weeks_of_family.values())
    assert together > 0.98 * len(weeks_of_family)


@pytest.mark.parametrize("week", [52, 200, 468])
def test_a_dwelling_has_one_family_at_a_time(nine_years: Community, week: int) -> None:
    """Nobody moves in before the last family has moved out."""
    here = nine_years.here(week)
    pairs = np.unique(np.stack([nine_years.household[here], nine_years.register.family[here]]), axis=1)
    assert np.unique(pairs[0]).size == pairs.shape[1]


def test_few_dwellings_stand_empty(nine_years: Community) -> None:
    """Somebody moves in within weeks."""
    for week in range(52, nine_years.weeks, 26):
        occupied = np.unique(nine_years.household[nine_years.here(week)]).size
        assert occupied > 0.98 * nine_years.settings.households


def test_nobody_leaves_before_coming(nine_years: Community) -> None:
    """Every stay lasts at least a week, and nobody arrives unborn."""
    register = nine_years.register
    assert (register.leaves > register.arrives).all()
    assert (register.born <= register.arrives).all()


def test_permanent_numbers_are_unique_and_in_order_of_arrival(nine_years: Community) -> None:
    """A number is a person, the same in every run on the community."""
    assert np.array_equal(np.sort(nine_years.number), np.arange(nine_years.people))
    first = nine_years.settings.residents
    assert np.array_equal(np.sort(nine_years.number[nine_years.here(0)]), np.arange(first))


@pytest.mark.parametrize(
    ("people", "households", "estates", "grids"), [(1, 1, 1, 1), (5, 1, 1, 1), (12, 12, 12, 12), (100, 40, 5, 3)]
)
def test_the_smallest_communities_can_be_built(people: int, households: int, estates: int, grids: int) -> None:
    """Down to one person; two years go by without a fault."""
    none = dict.fromkeys(
        (f"community.ages.{group}" for group in ("infants", "children", "teens", "young", "elders")), 0
    )
    tiny = Scenario().but(
        {
            **none,
            "community.residents": people,
            "community.households": households,
            "community.estates": estates,
            "community.grids": grids,
            "community.party_members": 0,
            "community.party_branches": 1,
            "weeks": 104,
        }
    )
    built = build_community(tiny.community, 104)
    assert built.here(0).sum() == people
    assert np.isfinite(Simulation(tiny.adding("*")).run().series["trust"]).all()
