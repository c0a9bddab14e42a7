"""Random numbers within their declared ranges, with random modules, in runs that have to add up."""

from __future__ import annotations

from random import Random

from sim.policies import policies
from sim.scenario import Scenario
from sim.scenario.scenario import declared_numbers
from tests.faults.counts import Counts
from tests.faults.living import live
from tests.support import TENTH, small

TIMES = 80
WEEKS = 60
SHARE = 0.5  # of the numbers that are not left as they are


def attack(seed: int, times: int, counts: Counts) -> None:
    """Every number anywhere between the ends of its range."""
    luck = Random(seed)
    for number in range(times):
        changes, modules = _drawn(luck)
        with counts.trying(f"number {number} of seed {seed}: {modules} {changes}", seconds=120):
            live(_scenario(changes, modules), seed=number)


def _drawn(luck: Random) -> tuple[dict[str, float], list[str]]:
    changes = {
        one.path: luck.randint(int(one.low), int(one.high))
        if isinstance(one.default, int)
        else luck.uniform(one.low, one.high)
        for one in declared_numbers()
        if one.path not in TENTH and not one.path.startswith("community.") and luck.random() < SHARE
    }
    return changes, [name for name in sorted(policies()) if luck.random() < SHARE]


def _scenario(changes: dict[str, float], modules: list[str]) -> Scenario:
    own = {
        path: value
        for path, value in changes.items()
        if path.split(".")[0] not in policies() or path.split(".")[0] in modules
    }
    return small(weeks=WEEKS, modules_start="2015-01-26").adding(*modules).but(own)
