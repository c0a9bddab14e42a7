"""Attribution to modules: every bundle of modules on the same seeds, shared out by Shapley values.

A world for each bundle, so that nothing is approximated: values add up to what all modules bring together, seed by
seed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from scipy.special import comb

from sim.lab.comparison.study import paired
from sim.lab.design.designs import Design
from sim.lab.design.factors import Levels
from sim.lab.design.posterior import ParameterSet, with_parameters
from sim.lab.design.sweep import Sweep
from sim.lab.run.identity import Run
from sim.policies import policies
from sim.scenario import EVERY, Scenario
from sim.text import GongtongError, Text

if TYPE_CHECKING:
    import pandas as pd

FEWEST, MOST = 2, 8  # modules: two to share between, and 256 bundles
SWITCH = Levels((False, True))

Values = NDArray[np.float64]


@dataclass(frozen=True)
class Factorial(Sweep):
    """Every bundle of some modules on the same seeds; other modules stay as the scenario has them.

    Attributes
    ----------
    draws : tuple of dict
        Parameter sets of the posterior, one a seed and the same in every bundle; empty for the defaults.
    """

    draws: tuple[ParameterSet, ...] = ()

    def __getitem__(self, at: int) -> Run:  # type: ignore[override]  # slices are not needed
        run = super().__getitem__(at)
        return (
            run._replace(scenario=with_parameters(run.scenario, self.draws[at % len(self.seeds)]))
            if self.draws
            else run
        )


def factorial(
    base: Scenario, modules: Sequence[str], seeds: Sequence[int], draws: Sequence[ParameterSet] = ()
) -> Factorial:
    """Every bundle of some modules; `*` stands for all of them.

    Parameters
    ----------
    draws
        As many as seeds, or none.

    Raises
    ------
    GongtongError
        If a module is unknown or named twice, or they are too few or too many.
    """
    names = tuple(policies()) if EVERY in modules else tuple(modules)
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise GongtongError(Text(f"--modules: {twice} is named twice.", f"--modules：{twice} 出现了两次。"))
    if not FEWEST <= len(names) <= MOST:
        raise GongtongError(
            Text(
                f"--modules: {len(names)} named; give {FEWEST} to {MOST} of {', '.join(policies())}, or * for all.",
                f"--modules：给出了 {len(names)} 个；请从 {'、'.join(policies())} 中给出 {FEWEST} 到 {MOST} 个，"
                "* 表示全部。",
            )
        )
    base.adding(*names)  # refuses what is not a module
    design, factors = Design(kind="grid"), dict.fromkeys(names, SWITCH)
    return Factorial(
        f"attribute-{base.name}",
        base,
        dict(factors),
        design,
        design.points(factors),
        tuple(seeds),
        (),
        (),
        draws=tuple(draws),
    )


def shapley(worlds: Values) -> Values:
    """The Shapley value of each module: its effect averaged over all orders in which modules could be added.

    Parameters
    ----------
    worlds : float64 (2, …, 2, seeds)
        An axis for each module, off and on.

    Returns
    -------
    float64 (modules, seeds)
        Adds up over modules to the world of all minus the world of none.
    """
    return np.stack([_averaged(_switched(worlds, at)) for at in range(worlds.ndim - 1)])


def interactions(worlds: Values) -> Values:
    """The Shapley interaction index of each pair: how much more one brings where the other is on.

    Parameters
    ----------
    worlds : float64 (2, …, 2, seeds)

    Returns
    -------
    float64 (pairs, seeds)
        In the order of `itertools.combinations`; above zero where two bring more together than one by one.
    """
    pairs = combinations(range(worlds.ndim - 1), 2)
    return np.stack([_averaged(_switched(_switched(worlds, other), one)) for one, other in pairs])


def _switched(worlds: Values, at: int) -> Values:
    """The effect of switching a module on, for each bundle of the others."""
    return np.diff(worlds, axis=at).squeeze(at)


def _averaged(changes: Values) -> Values:
    """The mean over sizes of bundles of the mean over bundles of a size: each order of joining counts the same."""
    others = changes.ndim - 1
    sizes = np.indices((2,) * others).sum(axis=0)
    return np.asarray(np.tensordot(1 / ((others + 1) * comb(others, sizes)), changes, axes=others))


@dataclass(frozen=True)
class Attribution:
    """The attribution of one measure to modules.

    Attributes
    ----------
    study : Factorial
    measure : str
    worlds : float64 (2, …, 2, seeds)
        The measure in every bundle: an axis for each module, off and on.
    """

    study: Factorial
    measure: str
    worlds: Values

    @property
    def modules(self) -> tuple[str, ...]:
        """The modules, in the order of the axes."""
        return tuple(self.study.factors)

    @property
    def joint(self) -> dict[str, float]:
        """All modules against none of them, as `paired` tells it."""
        ends = (0,) * len(self.modules), (1,) * len(self.modules)
        none, every = (self.worlds[end] for end in ends)
        return paired(every, none, over_draws=self.over_draws)

    @property
    def over_draws(self) -> bool:
        """Whether each seed has a parameter set of its own."""
        return bool(self.study.draws)

    def values(self) -> pd.DataFrame:
        """One row a module.

        Columns: `module`, `value`, `low`, `high` (Shapley value), `alone` (against none), `last` (on top of all
        others), both with `_low` and `_high`. Intervals are those of `Study.effects`.
        """
        import pandas as pd

        rows = []
        for at, (module, own) in enumerate(zip(self.modules, shapley(self.worlds), strict=True)):
            changes = _switched(self.worlds, at)
            others = changes.ndim - 1
            row = {"module": module, **self._interval("value", own)}
            row |= self._interval("alone", changes[(0,) * others]) | self._interval("last", changes[(1,) * others])
            rows.append(row)
        return pd.DataFrame(rows)

    def interactions(self) -> pd.DataFrame:
        """One row a pair of modules: `module`, `other`, `value`, `low`, `high`."""
        import pandas as pd

        pairs = zip(combinations(self.modules, 2), interactions(self.worlds), strict=True)
        return pd.DataFrame(
            {"module": one, "other": other, **self._interval("value", own)} for (one, other), own in pairs
        )

    def bundles(self) -> pd.DataFrame:
        """One row a bundle: a column for each module, `mean`, and `difference` to no module with `low`, `high`."""
        import pandas as pd

        none = self.worlds[(0,) * len(self.modules)]
        flat = self.worlds.reshape(len(self.study.points), -1)
        return pd.DataFrame(
            {
                **dict(zip(self.modules, point, strict=True)),
                "mean": float(own.mean()),
                **self._interval("difference", own - none),
            }
            for point, own in zip(self.study.points, flat, strict=True)
        )

    def _interval(self, name: str, own: Values) -> dict[str, float]:
        """A mean over seeds with its ends."""
        found = paired(own, np.zeros_like(own), over_draws=self.over_draws)
        before = "" if name in ("value", "difference") else f"{name}_"
        return {name: found["difference"], f"{before}low": found["low"], f"{before}high": found["high"]}


def attribution(study: Factorial, measure: str, values: Values) -> Attribution:
    """Share the values of a sweep, float64 (bundles, seeds) in the order of its points, out between modules."""
    return Attribution(study, measure, values.reshape((2,) * len(study.factors) + (len(study.seeds),)))
