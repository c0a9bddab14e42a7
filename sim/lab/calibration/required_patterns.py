"""The required patterns (`sim.lab.patterns`), measured on parameter sets: a figure for each set.

P1a is a calibration target too; as a pattern its limits are never widened. P14 is asked for by doses of all of leader
discovery; whether more people asked to lead add less (P14a) is a matter of luck in a single run.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from math import nan
from typing import NamedTuple

import numpy as np

from sim.lab.calibration.parameter_runs import ParameterRuns
from sim.lab.calibration.worlds import HISTORY, NONE, POINTS
from sim.lab.patterns import governance, individuals, organisations, residents
from sim.lab.patterns.observation import AGES
from sim.lab.patterns.residents import Finding
from sim.policies import policies

STOP = governance.SCAFFOLD_STOP
Values = residents.Values


def shown_first(tried: ParameterRuns) -> list[Finding]:
    """The required patterns that can be measured in the worlds of the design (`first_worlds`).

    Points end after four years here in all three patterns of it. P2b, P13 and P17 are read off the case's history.
    """
    none, points = tried.weekly("active_4w", NONE), tried.weekly("active_4w", POINTS)
    return [
        *residents.cold(tried),
        residents.lift_by_points(points, none),
        residents.never_redeemed(tried.weekly("points_redeemers", HISTORY)[:, -1]),
        *residents.after_points(points, none, STOP),
        *governance.from_scaffold(tried),
        organisations.points_sustained(points, STOP),
        *governance.by_age_cold(_by_age(tried, NONE)),
        individuals.membership_inflation(tried, HISTORY),
        *_elections(tried, HISTORY),
    ]


class PatternGroup(NamedTuple):
    """Required patterns that are measured on the same worlds.

    Attributes
    ----------
    names : tuple of str
        Of the residents.
    worlds : tuple of str
        That they need (`later_worlds`).
    measure : callable
        From parameter sets in these worlds to the findings.
    """

    names: tuple[str, ...]
    worlds: tuple[str, ...]
    measure: Callable[[ParameterRuns], list[Finding]]


def _withdrawn(tried: ParameterRuns) -> list[Finding]:
    """P7a; sets without enough organisations or leaders when all support ends do not show it."""
    end = tried.arms["withdrawn"].weeks - organisations.AFTERWARDS
    kept, enough = organisations.package_sustained(tried, end), organisations.enough_at(tried, end)
    return [replace(kept, values=np.where(enough, kept.values, nan))]


def _inflated(tried: ParameterRuns) -> list[Finding]:
    listed, active = tried.number("listed", "all"), tried.number("listed_active", "all")
    return [individuals.membership_inflation(tried, "all"), individuals.members_listed(listed, active)]


def _by_age(tried: ParameterRuns, arm: str, when: str = "") -> Values:
    return np.stack([tried.number(f"active_{age}{when}", arm) for age in AGES], axis=1)


def _elections(tried: ParameterRuns, arm: str) -> list[Finding]:
    return governance.first_elections(tried.number("first_fails", arm), tried.number("committee_months", arm))


PARTS = (
    PatternGroup(
        ("P2b",),
        ("points",),
        lambda own: [residents.never_redeemed(own.weekly("points_redeemers", "points")[:, residents.WEEKS - 1])],
    ),
    PatternGroup(("P6a",), (governance.SCAFFOLDED,), governance.from_scaffold),
    PatternGroup(("P7a",), ("withdrawn",), _withdrawn),
    PatternGroup(("P8a", "P8b", "P8c"), (NONE, "all"), organisations.curve),
    PatternGroup(
        ("P11b", "P11c"),
        (NONE, "all"),
        lambda own: governance.by_age_later(_by_age(own, NONE), _by_age(own, "all", "_last")),
    ),
    PatternGroup(("P13a", "P13b"), ("all",), _inflated),
    PatternGroup(("P14b",), ("incubation", "both", "dose 2", "dose 3"), lambda own: [organisations.whole_doses(own)]),
    PatternGroup(("P15a", "P15c", "P15d"), (NONE, "leaders", "incubation", "both"), organisations.complementary),
    PatternGroup(("P15b",), (NONE, *policies(), "all"), lambda own: [organisations.best_single(own)]),
    PatternGroup(("P16a", "P16b"), (NONE, "all"), governance.from_workload),
    PatternGroup(("P17a", "P17b"), ("selfmanage",), lambda own: _elections(own, "selfmanage")),
)


def shown_later(tried: ParameterRuns) -> list[Finding]:
    """The required patterns that can be measured in those of the later worlds that were run (`later_worlds`)."""
    return [one for part in PARTS if set(part.worlds) <= set(tried.arms) for one in part.measure(tried)]
