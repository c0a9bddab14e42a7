"""Posterior draws screened by the patterns that need many worlds: those that miss one that is asked for are dropped.

To drop draws of a posterior that do not show something is to condition it on that. A first few draws are run in all
worlds; they say which patterns can be asked for, and only the worlds that these need are run for the rest.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.lab.calibration.asking import Asked, Way, reject
from sim.lab.calibration.required import PARTS, shown_later
from sim.lab.calibration.tried import try_out
from sim.lab.calibration.worlds import Trials, later_worlds
from sim.lab.patterns import Finding
from sim.lab.posterior import Settings
from sim.lab.store import Store
from sim.lab.workers import Workers
from sim.scenario import Scenario

PILOT = 24  # draws that are run in all worlds
SEED = 1_000_000  # of the first draw, beyond those of any design


@dataclass(frozen=True)
class Screening:
    """What became of the draws.

    Attributes
    ----------
    pilot, draws : int
        Draws that were run in all worlds, and all of them.
    patterns : tuple of Asked
        Shares are of all draws where these were run, of the pilot otherwise.
    left : int64 (draws,)
        The draws that show everything asked for.
    """

    pilot: int
    draws: int
    patterns: tuple[Asked, ...]
    left: NDArray[np.int64]


def screen(
    store: Store,
    history: Scenario,
    draws: Sequence[Settings],
    least: int,
    workers: Workers | int | None = None,
    done: Callable[[int], None] | None = None,
) -> Screening:
    """Run draws and keep those that show the patterns asked for, at least so many.

    Parameters
    ----------
    done
        Told how many of all runs are over or need not be done.
    """
    worlds = later_worlds(history)
    report = done or (lambda _: None)
    first = try_out(store, Trials(worlds, draws[:PILOT], SEED), workers, report)
    pilot = shown_later(first)
    needed = needed_worlds(pilot, least / len(draws))
    if not needed:
        return Screening(len(first.points), len(draws), tuple(Asked(one, _way(one, {}, set())) for one in pilot),
                         np.arange(len(draws)))  # fmt: skip
    trials = Trials({name: world for name, world in worlds.items() if name in needed}, draws, SEED)
    elsewhere = min(PILOT, len(draws)) * (len(worlds) - len(needed))
    rest = try_out(store, trials, workers, lambda count: report(elsewhere + count))
    report(len(worlds) * len(draws))
    found = shown_later(rest)
    names, left = reject(found, least)
    everywhere = {one.name: one for one in found}
    return Screening(
        pilot=len(first.points),
        draws=len(rest.points),
        patterns=tuple(Asked(everywhere.get(one.name, one), _way(one, everywhere, names)) for one in pilot),
        left=rest.points[left],
    )


def needed_worlds(pilot: Sequence[Finding], share: float) -> set[str]:
    """The worlds of the patterns that can be asked for if such a share of the draws is to be left.

    A pattern that every draw of the pilot shows needs none: nothing would be dropped.
    """
    asked, _ = reject(pilot, int(np.ceil(share * pilot[0].values.size)))
    telling = {one.name for one in pilot if one.name in asked and not one.holds.all()}
    return {world for part in PARTS if telling & set(part.names) for world in part.worlds}


def _way(finding: Finding, everywhere: dict[str, Finding], names: set[str]) -> Way:
    if finding.name in everywhere:
        return "rejected" if finding.name in names else "rare"
    return "shown" if finding.holds.all() else "rare"
