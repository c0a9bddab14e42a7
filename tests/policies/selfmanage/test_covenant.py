"""Step three: the covenant."""

from __future__ import annotations

import numpy as np
import pytest

from sim.policies.selfmanage.election import adults
from sim.policies.selfmanage.estate import Process
from tests.support.estates import MEETING, SMOOTH, largest, process, quiet, take_part
from tests.support.scene import Scene


def test_a_covenant_needs_a_draft_and_then_so_many_assemblies() -> None:
    """Every other week once it is drafted, all of them open to the whole estate (R27)."""
    made = quiet(**SMOOTH, draft_weeks=4, rounds=3)
    p = process(made, largest(made)[0])
    made.policy.install(p, adults(made.week, p.estate)[:5].astype(np.int32), made.week)
    everybody = adults(made.week, p.estate)
    made.world.residents.trust[everybody] = 1.0
    held = []
    for week in range(12):
        if p.phase != "covenant":
            break
        made.policy.act(made.at(week))
        held.append(bool(made.world.offers.notice[p.estate, MEETING] > 0))
        take_part(made, everybody)
        made.policy.follow(made.week)
    assert np.flatnonzero(held).tolist() == [4, 6, 8]
    assert p.phase == "governing"
    assert made.told()[-1].startswith(f"Estate {p.estate + 1} adopts its covenant after 3 assemblies")


def discussed(made: Scene, share: float, *, assemblies: int = 3, trust: float = 1.0) -> Process:
    """An estate whose covenant was discussed by a share of its households."""
    p = process(made, largest(made)[0])
    made.policy.install(p, adults(made.week, p.estate)[:5].astype(np.int32), made.week)
    rows = adults(made.week, p.estate)
    homes = np.unique(made.world.community.household[rows])
    chosen = homes[: round(share * homes.size)]
    p.met = rows[np.isin(made.world.community.household[rows], chosen)].astype(np.int32)
    p.assemblies = assemblies
    made.world.residents.trust[rows] = trust
    return p


def test_a_covenant_needs_a_majority_of_those_who_discussed_it() -> None:
    """Most agree where trust is high, few where there is none; whoever rejects it discusses it again (R27)."""
    for trust in (1.0, 0.0):
        made = quiet()
        p = discussed(made, 1.0, trust=trust)
        made.policy.adopt(p, made.at(8))
        assert p.phase == ("governing" if trust else "covenant")
        assert (p.since, p.assemblies, p.met.size) == (8, 0, 0)
        assert p.committee
        assert (p.committee.covenant > 0) == (trust > 0)
        assert any("rejects" in text for text in made.told()) == (trust == 0)


def test_a_covenant_that_nobody_came_to_discuss_is_not_adopted() -> None:
    """Nobody is no majority."""
    made = quiet()
    p = discussed(made, 0.0)
    made.policy.adopt(p, made.week)
    assert p.phase == "covenant"


@pytest.mark.parametrize(("share", "assemblies"), [(1.0, 3), (0.5, 3), (0.5, 1), (1.0, 5)])
def test_legitimacy_grows_with_the_households_that_took_part(share: float, assemblies: int) -> None:
    """From a least value to one, with assemblies up to three (R27; S68)."""
    made = quiet(legitimacy=0.2, awards=7)
    p = discussed(made, share, assemblies=assemblies)
    community = made.world.community
    homes = np.unique(community.household[adults(made.week, p.estate)]).size
    took_part = np.unique(community.household[p.met]).size / homes
    made.policy.adopt(p, made.week)
    assert p.committee
    assert p.committee.covenant == pytest.approx(0.2 + 0.8 * took_part * min(assemblies / 3, 1))
    assert p.committee.covenant <= 1
    assert p.committee.awards == 7
