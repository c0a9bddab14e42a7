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
from sim.lab.patterns import governance as patterns_governance
from sim.lab.patterns import individuals as patterns_watched
from sim.lab.patterns import organisations as patterns_organisations
from sim.lab.patterns import residents as patterns
from sim.lab.patterns.observation import AGES
from sim.lab.patterns.residents import Finding
from sim.policies import policies

STOP = patterns_governance.SCAFFOLD_STOP
Values = patterns.Values


def shown_first(tried: ParameterRuns) -> list[Finding]:
    """The required patterns that can be measured in the worlds of the design (`first_worlds`).

    Points end after four years here in all three patterns of it. P2b, P13 and P17 are read off the case's history.
    """
    none, points = tried.weekly("active_4w", NONE), tried.weekly("active_4w", POINTS)
    return [
        *patterns.cold(tried),
        patterns.lifted(points, none),
        patterns.unused(tried.weekly("points_redeemers", HISTORY)[:, -1]),
        *patterns.ended(points, none, STOP),
        *patterns_governance.from_scaffold(tried),
        patterns_organisations.points_sustained(points, STOP),
        *patterns_governance.by_age_cold(_by_age(tried, NONE)),
        patterns_watched.inflated(tried, HISTORY),
        *_elections(tried, HISTORY),
    ]


class PatternGroup(NamedTuple):
    """Required patterns that are measured on the same worlds.

    Attributes
    ----------
    names : tuple of str
        Of the patterns.
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
    end = tried.arms["withdrawn"].weeks - patterns_organisations.AFTERWARDS
    kept, enough = patterns_organisations.package_sustained(tried, end), patterns_organisations.enough_at(tried, end)
    return [replace(kept, values=np.where(enough, kept.values, nan))]


def _inflated(tried: ParameterRuns) -> list[Finding]:
    listed, active = tried.number("listed", "all"), tried.number("listed_active", "all")
    return [patterns_watched.inflated(tried, "all"), patterns_watched.members_listed(listed, active)]


def _by_age(tried: ParameterRuns, arm: str, when: str = "") -> Values:
    return np.stack([tried.number(f"active_{age}{when}", arm) for age in AGES], axis=1)


def _elections(tried: ParameterRuns, arm: str) -> list[Finding]:
    return patterns_governance.first_elections(tried.number("first_fails", arm), tried.number("committee_months", arm))


PARTS = (
    PatternGroup(
        ("P2b",),
        ("points",),
        lambda own: [patterns.unused(own.weekly("points_redeemers", "points")[:, patterns.WEEKS - 1])],
    ),
    PatternGroup(("P6a",), (patterns_governance.SCAFFOLDED,), patterns_governance.from_scaffold),
    PatternGroup(("P7a",), ("withdrawn",), _withdrawn),
    PatternGroup(("P8a", "P8b", "P8c"), (NONE, "all"), patterns_organisations.curve),
    PatternGroup(
        ("P11b", "P11c"),
        (NONE, "all"),
        lambda own: patterns_governance.by_age_later(_by_age(own, NONE), _by_age(own, "all", "_last")),
    ),
    PatternGroup(("P13a", "P13b"), ("all",), _inflated),
    PatternGroup(
        ("P14b",), ("incubation", "both", "dose 2", "dose 3"), lambda own: [patterns_organisations.whole_doses(own)]
    ),
    PatternGroup(
        ("P15a", "P15c", "P15d"), (NONE, "leaders", "incubation", "both"), patterns_organisations.complementary
    ),
    PatternGroup(("P15b",), (NONE, *policies(), "all"), lambda own: [patterns_organisations.best_single(own)]),
    PatternGroup(("P16a", "P16b"), (NONE, "all"), patterns_governance.from_workload),
    PatternGroup(("P17a", "P17b"), ("selfmanage",), lambda own: _elections(own, "selfmanage")),
)


def shown_later(tried: ParameterRuns) -> list[Finding]:
    """The required patterns that can be measured in those of the later worlds that were run (`later_worlds`)."""
    return [one for part in PARTS if set(part.worlds) <= set(tried.arms) for one in part.measure(tried)]
