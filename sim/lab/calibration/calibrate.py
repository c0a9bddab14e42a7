"""`gongtong calibrate`: the runs of a design, the fit, the screening of draws, and the files it leaves."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sim.brief import brief
from sim.lab.calibration.abc import PosteriorSample
from sim.lab.calibration.constraints import PatternConstraint
from sim.lab.calibration.fit import Fit, fit
from sim.lab.calibration.marginals import Marginal, correlation, marginals
from sim.lab.calibration.parameter_runs import run_parameter_sets
from sim.lab.calibration.prior import Prior, calibrated_numbers, design
from sim.lab.calibration.required_patterns import shown_first
from sim.lab.calibration.screening import Screening, most_kept, screen
from sim.lab.calibration.targets import case_figures
from sim.lab.calibration.worlds import ParameterTrials, first_worlds, later_worlds
from sim.lab.design.posterior import ParameterSet, write_posterior
from sim.lab.run.identity import model_version
from sim.lab.run.store import Store
from sim.lab.run.workers import Workers
from sim.scenario import Scenario

STORE = "runs"
LEVELS = ("50%", "90%")
SETS, DRAWS, SHIPPED = 768, 320, 200
DRAW_SEED = 11


@dataclass(frozen=True)
class Calibration:
    """A calibration: the fit, the screening of its draws, and the posterior sample that is left.

    Attributes
    ----------
    fit : Fit
    screening : Screening
    draws : list of dict
        The posterior sample: settings by dotted path.
    marginals : tuple of Marginal
        What the sample says of each number.
    correlation : float64 (numbers, numbers)
        Of the sample.
    """

    fit: Fit
    screening: Screening
    draws: list[ParameterSet]
    marginals: tuple[Marginal, ...]
    correlation: NDArray[np.float64]

    __repr__ = brief

    @property
    def different(self) -> int:
        """Parameter sets of the sample that differ."""
        return len({tuple(one.values()) for one in self.draws})


def calibrate(
    history: Scenario,
    folder: Path,
    sets: int = SETS,
    draws: int = DRAWS,
    workers: Workers | int | None = None,
    done: Callable[[int], None] | None = None,
) -> Calibration:
    """Fit the numbers marked *calibrated* to the calibration targets, and write the posterior sample.

    Called again with the same folder it goes on where it stopped; with more sets it extends the design.

    Parameters
    ----------
    history
        The scenario whose run is compared with the case.
    folder
        Receives the store of runs and the posterior sample.
    sets
        Parameter sets of the design; each is run in the first worlds.
    draws
        Of the posterior, which are run once more in these worlds; half of them are then screened in the later worlds.
    done
        Told how many runs are over.
    """
    prior, store = Prior(calibrated_numbers()), Store(folder / STORE)
    report = done or (lambda _: None)
    unit = design(sets, len(prior.names))
    trials = ParameterTrials(first_worlds(history), prior.values(unit))
    tried = run_parameter_sets(store, trials, workers, report)
    found = fit(unit[tried.points], case_figures(tried), shown_first(tried))
    candidates = prior.values(sample_draws(found.sample, draws))
    screening = screen(store, history, candidates, workers, lambda count: report(len(trials) + count))
    kept: list[ParameterSet] = [candidates[at] for at in screening.left[:SHIPPED]]
    places = prior.unit(kept)
    sample = PosteriorSample(places, np.full(len(kept), 1 / len(kept)))
    result = Calibration(found, screening, kept, marginals(prior, sample), correlation(sample))
    write_posterior(folder, kept, origin(history, result))
    return result


def runs_of(history: Scenario, sets: int, draws: int) -> int:
    """How many runs a calibration takes at most."""
    return (sets + draws) * len(first_worlds(history)) + most_kept(draws) * len(later_worlds(history))


def sample_draws(sample: PosteriorSample, count: int) -> NDArray[np.float64]:
    """Parameter sets by weight, at even steps through the sample, so that the same sample gives the same draws.

    They stand in random order: float64 (draws, numbers).
    """
    steps = (np.arange(count) + 0.5) / count
    at = np.searchsorted(np.cumsum(sample.weight), steps).clip(max=sample.weight.size - 1)
    rng = np.random.Generator(np.random.PCG64(DRAW_SEED))
    return np.asarray(sample.unit[at][rng.permutation(count)])


def origin(history: Scenario, result: Calibration) -> dict[str, object]:
    """The origin of a posterior sample: model, design, method and the patterns asked for."""
    found, screening = result.fit, result.screening
    return {
        "scenario": history.name,
        "version": model_version(),
        "parameter_sets": found.sets,
        "fitted_with": found.candidates,
        "method": found.best.method.name,
        "tolerances_widened": found.widened,
        "covered": dict(zip(LEVELS, (round(own, 3) for own in found.best.covered.values()), strict=True)),
        "draws": screening.draws,
        "draws_screened": screening.again,
        "draws_left": len(screening.left),
        "different_sets": result.different,
        "contraction": {one.name: round(one.contraction, 3) for one in result.marginals},
        "identified": [one.name for one in result.marginals if one.identified],
        "targets_fitted": [one.target.name for one in found.reach if one.reached],
        "targets_out_of_reach": [one.target.name for one in found.reach if not one.reached],
        "patterns_of_the_design": _ways(found.patterns),
        "patterns_of_the_draws": _ways(screening.first),
        "patterns_of_draws_kept": _ways(screening.later),
    }


def _ways(patterns: Sequence[PatternConstraint]) -> dict[str, dict[str, object]]:
    """The constraint that each pattern is put to, and the share of sets that show it."""
    return {one.finding.name: {"asked": one.way, "shown_by": round(one.share, 3)} for one in patterns}
