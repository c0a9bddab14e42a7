"""`gongtong calibrate`: the runs of a design, the fit, and the files it leaves."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from sim.lab.calibration.fit import IDENTIFIED, Fit, figures_of, fit
from sim.lab.calibration.prior import Prior, Trials, calibrated, design
from sim.lab.calibration.worlds import figures
from sim.lab.keys import model_version
from sim.lab.posterior import write_posterior
from sim.lab.store import Store
from sim.lab.sweep import run_into
from sim.lab.workers import Workers
from sim.scenario import Scenario

STORE = "runs"
LEVELS = ("50%", "90%")


def calibrate(
    history: Scenario,
    folder: Path,
    sets: int,
    workers: Workers | int | None = None,
    done: Callable[[int], None] | None = None,
) -> Fit:
    """Fit the numbers marked *calibrated* to the calibration targets, and write the posterior sample.

    Called again with the same folder it goes on where it stopped; with more sets it extends the design.

    Parameters
    ----------
    history
        The scenario whose run is compared with the case.
    folder
        Receives the store of runs and the posterior sample.
    sets
        Parameter sets of the design; each is run in three worlds.
    done
        Told how many runs are stored.
    """
    prior = Prior(calibrated())
    unit = design(sets, len(prior.names))
    store = Store(folder / STORE)
    run_into(store, Trials(history, prior.values(unit)), workers, done, figures)
    found = figures_of(store.frame())
    result = fit(prior, unit, found.loc[found.index < sets])
    write_posterior(folder, result.draws, origin(history, result))
    return result


def runs_of(history: Scenario, sets: int) -> int:
    """How many runs a calibration takes."""
    return len(Trials(history, [{}] * sets))


def origin(history: Scenario, result: Fit) -> dict[str, object]:
    """How a posterior sample was obtained."""
    return {
        "scenario": history.name,
        "version": model_version(),
        "parameter_sets": result.sets,
        "that_meet_the_constraints": result.candidates,
        "method": result.best.method.name,
        "tolerances_widened": result.widened,
        "covered": dict(zip(LEVELS, (round(own, 3) for own in result.best.covered.values()), strict=True)),
        "contraction": {one.name: round(one.contraction, 3) for one in result.learnt},
        "identified": [one.name for one in result.learnt if one.contraction >= IDENTIFIED],
        "targets_fitted": [one.target.name for one in result.reach if one.reached],
        "targets_out_of_reach": [one.target.name for one in result.reach if not one.reached],
        "constraints_applied": [one.constraint.name for one in result.met if one.applied],
        "constraints_met_too_rarely": [one.constraint.name for one in result.met if not one.applied],
    }
