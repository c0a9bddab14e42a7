"""What a comparison over the posterior hangs on: the numbers that move it most, and whether data had a say in them."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy import stats

from sim.lab.comparison.study import Study
from sim.lab.design.posterior import shipped_posterior
from sim.report.text.certainty import WOULD_CHANGE, Contraction, Swing, prior_dominated, what_would_change
from sim.scenario import declared_numbers
from sim.text import Text

LEAST_DRAWS, MOST_NAMED = 10, 3
ENDS = (5.0, 95.0)
UNLIKELY = 0.05  # a rank correlation is named that luck alone would give among all numbers no more often than that


class Hinge(NamedTuple):
    """A number of the model, and how a difference between two arms hangs on it over the posterior.

    Attributes
    ----------
    path : str
    learnt : Contraction
        Its label, and how far data narrowed it.
    rank : float
        Rank correlation with the difference.
    sure : bool
        Whether luck alone would hardly give so much among all numbers.
    low, high : float
        The ends of the middle 90% of the sample.
    at_low, at_high : float
        The difference there, on the straight line through all draws.
    """

    path: str
    learnt: Contraction
    rank: float
    sure: bool
    low: float
    high: float
    at_low: float
    at_high: float


def hinges(study: Study, arm: str, measure: str = "active_4w") -> list[Hinge]:
    """The numbers of the sample by how much the difference to the first arm goes with them, the strongest first.

    Empty without a posterior, or with too few parameter sets to tell numbers apart.
    """
    if len(study.draws) < LEAST_DRAWS:
        return []
    values = study.values(measure)
    difference = values[arm] - values[study.baseline]
    if np.ptp(difference) == 0:
        return []
    arms = (study.arms[arm], study.arms[study.baseline])
    numbers = {
        number.path: number
        for number in declared_numbers()
        if number.path in study.draws[0] and any(one.value(number.path) is not None for one in arms)
    }
    contraction = shipped_posterior().contraction
    found = []
    for path, number in numbers.items():
        own = np.array([float(draw[path]) for draw in study.draws])
        if np.ptp(own) == 0:
            continue
        rank = stats.spearmanr(own, difference)
        line = stats.linregress(own, difference)
        low, high = (float(end) for end in np.percentile(own, ENDS))
        at_low, at_high = (float(line.intercept + line.slope * end) for end in (low, high))
        learnt, sure = (
            Contraction(number.label, contraction.get(path, 0.0)),
            bool(rank.pvalue < UNLIKELY / len(numbers)),
        )
        found.append(Hinge(path, learnt, float(rank.statistic), sure, low, high, at_low, at_high))
    return sorted(found, key=lambda one: -abs(one.rank))


def doubts(study: Study, arm: str, measure: str = "active_4w") -> list[Text]:
    """Sentences on what would change a difference and on how far data know the numbers it hangs on.

    Empty without a posterior, or with too few parameter sets to tell numbers apart.
    """
    found = hinges(study, arm, measure)
    if not found:
        return []
    strongest = [one for one in found if one.sure][:MOST_NAMED]
    swings = [
        Swing(one.learnt.label, f"{one.low:.3g}", f"{one.high:.3g}", 100 * one.at_low, 100 * one.at_high)
        for one in strongest
    ]
    values = study.values(measure)
    said = what_would_change(100 * float((values[arm] - values[study.baseline]).mean()), swings, _points)
    heading = Text(f"{WOULD_CHANGE.en}: {said.en}", f"{WOULD_CHANGE.zh}：{said.zh}")
    return [heading, *([prior_dominated([one.learnt for one in strongest])] if strongest else [])]


def _points(value: float) -> Text:
    shown = f"{value:+.1f}".replace("-", "−")
    return Text(f"{shown} points", f"{shown}个百分点")
