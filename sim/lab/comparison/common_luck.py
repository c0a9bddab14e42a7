"""How much sharing luck narrows a comparison of two arms, measured on replicates.

The variance of a difference between runs on different seeds, over that of a difference between runs on the same: as
many times more replicates would be needed without common random numbers. For the whole community, and resident by
resident. `docs/randomness.md` has what was found and why.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from math import inf
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from sim.lab.run.in_memory import apply_many
from sim.measures import MEASURES
from sim.results import YEAR
from sim.rng import Streams
from sim.scenario import Scenario
from sim.simulation import run
from sim.text import Text

WEEKS = 208  # points run for the last three of these four years
AIM = 5.0
CONFIDENCE = 0.95
RESAMPLES = 2000
OF_THE_COMMUNITY = (
    *("participation", "active_4w", "told_to", "want_to", "motivation", "trust", "belonging", "collective_efficacy"),
    *("volunteer_hours", "matters_solved", "disputes_resolved", "cadre_hours", "cadre_overload"),
)
OF_A_RESIDENT = {
    "acts_total": Text("acts so far", "累计参与次数"),
    "hours_total": Text("hours given so far", "累计投入工时"),
    "motivation": Text("autonomous motivation", "自主动机"),
    "habit": Text("habit", "习惯"),
    "trust": Text("trust", "信任"),
}
# A strong effect, a weak one, and two designs of one policy
PAIRS = {
    "points against none": ("points", "none"),
    "a tenth of points against none": ("a tenth", "none"),
    "recognition against goods": ("recognition", "points"),
}
ONE = Text("a resident's {what}", "单个居民：{what}")
MET, MISSED, OPEN = Text("yes", "是"), Text("no", "否"), Text("open", "未定")


class VarianceReduction(NamedTuple):
    """The variance reduction by shared luck in the difference of two arms, for one figure.

    Attributes
    ----------
    ratio, low, high
        Variance of a difference between runs on different seeds over that between runs on the same, with its 95%
        interval (bootstrap over seeds).
    nested
        The ratio to expect where one arm has all the luck of the other and adds luck of its own.
    most
        The ratio if both arms were moved by the same luck in full: no way of sharing luck gives more.
    """

    ratio: float
    low: float
    high: float
    nested: float
    most: float

    @property
    def verdict(self) -> Text:
        """Whether the aim is met: judged by the interval, so open where that contains it."""
        return MET if self.low >= AIM else MISSED if self.high < AIM else OPEN


def variance_reduction(own: NDArray[np.floating], base: NDArray[np.floating]) -> VarianceReduction:
    """Compare the spread of a difference with and without shared luck.

    Parameters
    ----------
    own, base : float (seeds,) or (seeds, residents)
        An outcome in two arms, row by row on the same seed. Variances are taken over seeds for each resident and
        added up over residents.
    """
    columns = [np.asarray(one, np.float64).reshape(len(one), -1) for one in (own, base)]
    one, other = (column - column.mean(axis=0) for column in columns)
    # all that variances need is how seeds go together: resampling then costs the same for one figure and for
    # that of fourteen thousand residents
    apart, together = one @ one.T + other @ other.T, (one - other) @ (one - other).T

    # the inverse of the ratio, since arms may be equal on all seeds that are drawn
    def left(seeds: NDArray[np.int64]) -> float:
        return _variance(together, seeds) / _variance(apart, seeds)

    seeds, rng = np.arange(len(one)), Streams(0).generator("narrowing")
    interval = stats.bootstrap(
        (seeds,), left, vectorized=False, n_resamples=RESAMPLES, confidence_level=CONFIDENCE, rng=rng
    ).confidence_interval
    spreads = one.std(axis=0), other.std(axis=0)
    added = abs(float((spreads[0] ** 2 - spreads[1] ** 2).sum()))
    both = float((spreads[0] ** 2 + spreads[1] ** 2).sum())
    return VarianceReduction(
        ratio=_over(1.0, left(seeds)),
        low=_over(1.0, float(interval.high)),
        high=_over(1.0, float(interval.low)),
        nested=_over(both, added),
        most=_over(both, float(((spreads[0] - spreads[1]) ** 2).sum())),
    )


def _over(whole: float, part: float) -> float:
    return whole / part if part else inf


def _variance(gram: NDArray[np.float64], seeds: NDArray[np.int64]) -> float:
    """Sample variance over some seeds, added up over columns, from the products of centred rows."""
    drawn = gram[np.ix_(seeds, seeds)]
    return float((np.trace(drawn) - drawn.sum() / seeds.size) / (seeds.size - 1))


def arms(base: Scenario) -> dict[str, Scenario]:
    """The arms that are compared two by two (`PAIRS`)."""
    none = base.but({"weeks": WEEKS})
    return {
        "none": none,
        "points": none.adding("points"),
        "a tenth": none.but({"points.dose": 0.1}),
        "recognition": none.but({"points.reward": "recognition"}),
    }


def figures() -> dict[str, Text]:
    """The figures compared: measures of the community over the last year, and `resident …` for those of a resident."""
    labels = {measure.name: measure.label for measure in MEASURES}
    return {
        **{name: labels[name] for name in OF_THE_COMMUNITY},
        **{f"resident {name}": ONE.filled(what=label) for name, label in OF_A_RESIDENT.items()},
    }


def find_variance_reduction(
    base: Scenario, seeds: Iterable[int], workers: int | None = None, done: Callable[[int], None] | None = None
) -> dict[str, dict[str, VarianceReduction]]:
    """The narrowing of every one of `figures`, for each of `PAIRS`; `done` is told how many runs are finished."""
    chosen = arms(base)
    runs = apply_many(outcomes, [(arm, seed) for seed in seeds for arm in chosen.values()], workers, done)
    found = {arm: runs[at :: len(chosen)] for at, arm in enumerate(chosen)}

    def over_seeds(arm: str, figure: str) -> NDArray[np.floating]:
        return np.stack([run[figure] for run in found[arm]])

    return {
        name: {figure: variance_reduction(over_seeds(own, figure), over_seeds(against, figure)) for figure in figures()}
        for name, (own, against) in PAIRS.items()
    }


def outcomes(scenario: Scenario, seed: int) -> dict[str, NDArray[np.floating]]:
    """Every figure of a run: of the community, (), or of everybody who is counted at the end, (residents,).

    The same people are counted in every arm and seed.
    """
    found = run(scenario, seed)
    counted = found.residents["counted"]
    return {
        **{name: np.asarray(found.value(name, first=WEEKS - YEAR)) for name in OF_THE_COMMUNITY},
        **{f"resident {name}": found.residents[name][counted] for name in OF_A_RESIDENT},
    }
