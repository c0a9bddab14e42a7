"""Scenario discovery: a plan against a baseline in many futures, and a shallow tree of those in which it fails."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from sim.extras import needing
from sim.lab.analysis.objectives import WORST_GRID, Objective, worst_grid
from sim.lab.design.designs import Design
from sim.lab.design.factors import Factor, declared_factor
from sim.lab.design.outcomes import rows_of
from sim.lab.design.posterior import ParameterSet, Posterior, with_parameters
from sim.lab.run.batch import run_into
from sim.lab.run.identity import Run
from sim.lab.run.outputs import MeasureOutputs
from sim.lab.run.store import Store
from sim.results import Results
from sim.scenario import Scenario, fitted_numbers
from sim.text import GongtongError, Text

Origin = Literal["prior", "posterior"]
Values = NDArray[np.float64]
DEPTH = 2  # numbers in a sentence
LEAST_SHARE = 0.05  # of all futures in a box
LEAST_IN_BOX = 5
FOLDS = 5
SURE = 0.05  # how rarely chance alone may fill a box so
PARTICIPANTS = "participants"


def future_outputs(results: Results) -> dict[str, float]:
    """The outputs of a run: every measure, the worst-off grid, and how many people are active in four weeks."""
    people = float(results.value("active_4w") * results.residents["counted"].sum())
    return {**MeasureOutputs()(results), WORST_GRID.name: worst_grid(results), PARTICIPANTS: people}


class Threshold(NamedTuple):
    """The limits of gain and cost beyond which a plan fails; it fails where either is passed.

    Attributes
    ----------
    gain : float or None
        Less than this, in units of the measure, in the direction that is good.
    cost : float or None
        More yuan than this, over the run, for each resident more who is active at its end.
    """

    gain: float | None
    cost: float | None


@dataclass(frozen=True)
class Futures:
    """A plan and its baseline in many futures.

    Attributes
    ----------
    plan, baseline : Scenario
    aim : Objective
    origin : str
        `prior`: a Latin hypercube over the declared ranges; `posterior`: parameter sets of the calibration.
    numbers : dict of float64 (futures,)
        The uncertain numbers by dotted path.
    gain : float64 (futures,)
        Plan minus baseline on the same seeds, mean over seeds; above zero where the plan is better.
    cost : float64 (futures,)
        Yuan over the run for each resident more who is active at its end; infinite where there are none more.
    """

    plan: Scenario
    baseline: Scenario
    aim: Objective
    origin: Origin
    seeds: tuple[int, ...]
    numbers: dict[str, Values]
    gain: Values
    cost: Values

    def failed(self, threshold: Threshold) -> NDArray[np.bool_]:
        """The futures in which the plan fails: bool (futures,)."""
        little = np.zeros(self.gain.size, np.bool_) if threshold.gain is None else self.gain < threshold.gain
        return little if threshold.cost is None else little | (self.cost > threshold.cost)


class Box(NamedTuple):
    """Futures in which some numbers lie within limits.

    Attributes
    ----------
    limits : dict of (float, float)
        By number; infinite where there is none.
    futures : int
    density : float
        Share of its futures in which the plan fails.
    coverage : float
        Share of all failures that are in it.
    """

    limits: dict[str, tuple[float, float]]
    futures: int
    density: float
    coverage: float


class Discovery(NamedTuple):
    """The conditions under which a plan fails.

    Attributes
    ----------
    boxes : tuple of Box
        Where failures are denser than chance explains, the one that holds most of them first; none if there is none.
    foreseen : float
        How often the tree ranks a failing future above another one that it was not fitted to; 0.5 is chance, and not
        a number where it could not be tried.
    importance : dict of float
        Of every number for the tree; adds up to one, or to nothing.
    """

    boxes: tuple[Box, ...]
    foreseen: float
    importance: dict[str, float]


def draw_futures(plan: Scenario, count: int, origin: Origin, sample: Posterior) -> tuple[ParameterSet, ...]:
    """Parameter sets of futures: over the prior range of every number that may be fitted, or of the posterior.

    Numbers of modules that the plan does not use are left out.

    Raises
    ------
    GongtongError
        If the posterior sample has fewer parameter sets.
    """
    used = [path for path in fitted_numbers() if plan.value(path) is not None]
    if origin == "posterior":
        return tuple({name: draw[name] for name in used if name in draw} for draw in sample.first(count))
    factors: dict[str, Factor] = {name: declared_factor(name) for name in used}
    points = Design(kind="lhs", size=count).points(factors)
    return tuple(dict(zip(factors, point, strict=True)) for point in points)  # type: ignore[arg-type]  # all numbers


def try_futures(
    arms: tuple[Scenario, Scenario],
    aim: Objective,
    futures: Sequence[ParameterSet],
    seeds: Sequence[int],
    origin: Origin,
    store: Store,
    workers: int | None = None,
    done: Callable[[int], None] | None = None,
) -> Futures:
    """Run a plan and its baseline in every future on the same seeds; what the store has is not run again.

    Raises
    ------
    GongtongError
        If the two are the same, or a run fails.
    """
    plan, baseline = arms
    if plan.content_hash() == baseline.content_hash():
        raise GongtongError(
            Text(
                "--baseline: the plan and its baseline are the same; name other modules, or none.",
                "--baseline：方案与对照相同；请给出其他模块或 none。",
            )
        )
    runs = [Run(with_parameters(arm, future), seed) for arm in arms for future in futures for seed in seeds]
    run_into(store, runs, workers, done, future_outputs, retry_failed=True, about={"plan": plan.name})
    rows = rows_of(store, runs)

    def difference(name: str) -> Values:
        own, other = rows[name].to_numpy(np.float64).reshape(2, len(futures), len(seeds)).mean(axis=2)
        return own - other

    gain, spent, more = (difference(name) for name in (aim.measure.name, "cost_yuan", PARTICIPANTS))
    cost = np.divide(spent, more, out=np.full(len(futures), np.inf), where=more > 0)
    numbers = {name: np.array([float(future[name]) for future in futures]) for name in futures[0]}
    return Futures(plan, baseline, aim, origin, tuple(seeds), numbers, -aim.sign * gain, cost)


def discover(numbers: dict[str, Values], failed: NDArray[np.bool_]) -> Discovery:
    """Tell failures apart by a tree of two levels.

    Parameters
    ----------
    numbers : dict of float64 (futures,)
    failed : bool (futures,)

    Raises
    ------
    GongtongError
        If scikit-learn is not installed.
    """
    with needing("scikit-learn", "lab"):
        from sklearn.model_selection import StratifiedKFold, cross_val_predict
        from sklearn.tree import DecisionTreeClassifier

    if failed.all() or not failed.any():
        return Discovery((), float("nan"), dict.fromkeys(numbers, 0.0))
    table = np.column_stack(list(numbers.values()))
    least = max(round(LEAST_SHARE * failed.size), LEAST_IN_BOX)
    tree = DecisionTreeClassifier(max_depth=DEPTH, min_samples_leaf=least, random_state=0).fit(table, failed)
    foreseen = float("nan")
    if min(failed.sum(), (~failed).sum()) >= FOLDS:
        folds = StratifiedKFold(FOLDS, shuffle=True, random_state=0)
        chance = cross_val_predict(tree, table, failed, cv=folds, method="predict_proba")[:, 1]
        foreseen = _ranked(chance, failed)
    boxes = [_box(limits, table, list(numbers), failed) for limits in _leaves(tree.tree_)]
    dense = [box for box in boxes if box.limits and _denser(box, failed)]
    importance = dict(zip(numbers, map(float, tree.feature_importances_), strict=True))
    return Discovery(tuple(sorted(dense, key=lambda box: -box.coverage)), foreseen, importance)


def _ranked(chance: Values, failed: NDArray[np.bool_]) -> float:
    """How often a failing future is given a higher chance to fail than another; ties count half."""
    pairs = chance[failed][:, None] - chance[~failed][None, :]
    return float((pairs > 0).mean() + (pairs == 0).mean() / 2)


def _leaves(tree: Any) -> list[dict[int, tuple[float, float]]]:
    """The limits of each leaf by column."""
    found: list[dict[int, tuple[float, float]]] = []

    def walk(node: int, limits: dict[int, tuple[float, float]]) -> None:
        if tree.children_left[node] == tree.children_right[node]:
            found.append(limits)
            return
        column, cut = int(tree.feature[node]), float(tree.threshold[node])
        low, high = limits.get(column, (-np.inf, np.inf))
        walk(tree.children_left[node], {**limits, column: (low, min(high, cut))})
        walk(tree.children_right[node], {**limits, column: (max(low, cut), high)})

    walk(0, {})
    return found


def _box(limits: dict[int, tuple[float, float]], table: Values, names: Sequence[str], failed: NDArray[np.bool_]) -> Box:
    inside = np.ones(failed.size, np.bool_)
    for column, (low, high) in limits.items():
        inside &= (table[:, column] > low) & (table[:, column] <= high)
    return Box(
        {names[column]: ends for column, ends in limits.items()},
        int(inside.sum()),
        float(failed[inside].mean()),
        float(failed[inside].sum() / failed.sum()),
    )


def _denser(box: Box, failed: NDArray[np.bool_]) -> bool:
    """Whether failures are denser in a box than chance would make them."""
    count = round(box.density * box.futures)
    rate = float(failed.mean())
    return box.density > rate and bool(stats.binomtest(count, box.futures, rate, alternative="greater").pvalue < SURE)
