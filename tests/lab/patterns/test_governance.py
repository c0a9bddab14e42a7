"""How patterns of governance are measured; `docs/patterns.md` has the figures of eight seeds."""

from __future__ import annotations

import numpy as np
import pytest

from sim.lab.comparison.study import compare
from sim.lab.patterns.governance import (
    MODULES,
    OUTSIDERS,
    arms,
    election_arms,
    from_elections,
    from_outsiders,
)
from sim.lab.patterns.observation import watch_governance
from sim.param import declared
from sim.policies import policies
from sim.results import YEAR
from tests.support import small


def test_outsiders_stay_within_declared_ranges() -> None:
    """The settings of the outsiders are ends of declared ranges, not beyond them."""
    for path, value in OUTSIDERS.items():
        module, name = path.split(".")
        numbers = {number.path: number for number in declared(policies()[module].settings_type)}
        if not isinstance(value, str):
            number = numbers[name]
            assert isinstance(value, int | float)
            assert number.low <= value <= number.high


def test_arms_hold_each_module_alone_and_all_of_them() -> None:
    """Six modules alone, all of them, and the arms that end points or leave out residents' say."""
    chosen = arms(small(modules_start="2016-01-04"))
    assert set(MODULES) == set(policies())
    assert all(set(chosen[name].policies) == {name} for name in MODULES)
    assert set(chosen["all"].policies) == set(MODULES)
    assert set(chosen["outsiders"].policies) == {"party", "points", "services"}


@pytest.mark.slow
def test_elections_and_outsiders_can_be_read_off_short_runs() -> None:
    """In a tenth of the case every figure is a number, and waiting for a committee has a beginning and an end."""
    chosen = election_arms(small(modules_start="2016-01-04"))
    found = from_elections(compare(chosen["alone"], chosen, range(2), workers=1))
    everything = arms(small(modules_start="2016-01-04"))
    few = {name: everything[name].but({"weeks": everything["outsiders"].weeks}) for name in ("none", "outsiders")}
    found += from_outsiders(compare(few["none"], few, range(2), workers=1))
    assert [one.name for one in found] == ["P17a", "P17b", "P17c", "P17d", "P28a", "P28b", "P28c"]
    assert all(np.isfinite(one.values).all() for one in found)


def test_watching_sees_what_results_record() -> None:
    """What is watched adds up to what the recorder keeps: matters known are no more than arose; shares are shares."""
    seen = watch_governance(small(weeks=YEAR), 0)
    assert seen.active.shape == (YEAR, 3)
    assert ((seen.active >= 0) & (seen.active <= 1)).all()
    assert ((seen.member_acts >= 0) & (seen.member_acts <= 1)).all()
    assert seen.known.sum() > 0
