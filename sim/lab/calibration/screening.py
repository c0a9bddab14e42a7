"""Posterior draws screened by the required patterns: those that miss one that is asked for are dropped.

To drop draws of a posterior that do not show something is to condition it on that. All draws are run once more in the
worlds of the design, on luck of their own. Of those left, a first few are run in all other worlds that patterns need;
they say which patterns can be asked for, and only the worlds that these need are run for the rest.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.lab.calibration.constraints import PatternConstraint, Way, reject
from sim.lab.calibration.parameter_runs import run_parameter_sets
from sim.lab.calibration.required_patterns import PARTS, shown_first, shown_later
from sim.lab.calibration.worlds import ParameterTrials, first_worlds, later_worlds
from sim.lab.design.posterior import ParameterSet
from sim.lab.patterns.residents import Finding
from sim.lab.run.store import Store
from sim.lab.run.workers import Workers
from sim.scenario import Scenario

PILOT = 24  # draws that are run in all later worlds
AGAIN = 1 / 2  # of the draws, that are kept when those that miss a pattern of the first worlds are dropped
LEFT = 5 / 8  # of these, at least, when those that miss one of the later worlds are dropped
AGAIN_SEED, LATER_SEED = 1_000_000, 2_000_000  # of the first draw, beyond those of any design


@dataclass(frozen=True)
class Screening:
    """The outcome of screening the draws of a posterior.

    Attributes
    ----------
    draws, again, pilot : int
        Draws that were run in the first worlds, those of them kept for the later ones, and those run in all of these.
    first, later : tuple of PatternConstraint
        The patterns of the first worlds and of the later ones. Shares are of the draws that were run for them: the
        pilot where no more were.
    left : int64 (draws,)
        The draws that show everything asked for.
    """

    draws: int
    again: int
    pilot: int
    first: tuple[PatternConstraint, ...]
    later: tuple[PatternConstraint, ...]
    left: NDArray[np.int64]


def most_kept(draws: int) -> int:
    """The most draws that are run in the later worlds."""
    return int(AGAIN * draws)


def screen(
    store: Store,
    history: Scenario,
    draws: Sequence[ParameterSet],
    workers: Workers | int | None = None,
    done: Callable[[int], None] | None = None,
) -> Screening:
    """Run draws and keep those that show the patterns asked for.

    Parameters
    ----------
    done
        Told how many of all runs are over or need not be done.
    """
    report = done or (lambda _: None)
    trials = ParameterTrials(first_worlds(history), draws, AGAIN_SEED)
    again = run_parameter_sets(store, trials, workers, report)
    shown = shown_first(again)
    names, showing = reject(shown, most_kept(len(draws)))
    kept = again.points[showing][: most_kept(len(draws))]
    pilot, later, left = _screen_later(
        store, history, [draws[at] for at in kept], workers, lambda count: report(len(trials) + count)
    )
    return Screening(
        draws=len(again.points),
        again=len(kept),
        pilot=pilot,
        first=tuple(PatternConstraint(one, "rejected" if one.name in names else "rare") for one in shown),
        later=later,
        left=kept[left],
    )


def _screen_later(
    store: Store,
    history: Scenario,
    draws: Sequence[ParameterSet],
    workers: Workers | int | None,
    report: Callable[[int], None],
) -> tuple[int, tuple[PatternConstraint, ...], NDArray[np.int64]]:
    """The size of the pilot, what was made of the patterns, and which draws are left."""
    worlds = later_worlds(history)
    first = run_parameter_sets(store, ParameterTrials(worlds, draws[:PILOT], LATER_SEED), workers, report)
    pilot = shown_later(first)
    needed = needed_worlds(pilot, LEFT)
    if not needed:
        report(len(worlds) * len(draws))
        return (
            len(first.points),
            tuple(PatternConstraint(one, _way(one, {}, set())) for one in pilot),
            np.arange(len(draws)),
        )
    trials = ParameterTrials({name: world for name, world in worlds.items() if name in needed}, draws, LATER_SEED)
    elsewhere = min(PILOT, len(draws)) * (len(worlds) - len(needed))
    rest = run_parameter_sets(store, trials, workers, lambda count: report(elsewhere + count))
    report(len(worlds) * len(draws))
    found = shown_later(rest)
    names, left = reject(found, int(LEFT * len(draws)))
    everywhere = {one.name: one for one in found}
    asked = tuple(PatternConstraint(everywhere.get(one.name, one), _way(one, everywhere, names)) for one in pilot)
    return len(first.points), asked, rest.points[left]


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
