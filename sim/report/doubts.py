"""What a comparison over the posterior hangs on: the numbers that move it most, and whether data had a say in them."""

from __future__ import annotations

import numpy as np
from scipy import stats

from sim.lab.compare import Study
from sim.lab.posterior import shipped_posterior
from sim.report.certainty import WOULD_CHANGE, Learnt, Swing, prior_dominated, what_would_change
from sim.scenario import Scenario, declared_numbers
from sim.text import Text

LEAST_DRAWS, MOST_NAMED = 10, 3
ENDS = (5.0, 95.0)
UNLIKELY = 0.05  # a rank correlation is named that luck alone would give among all numbers no more often than that


def doubts(study: Study, arm: str, measure: str = "active_4w") -> list[Text]:
    """Sentences on what would change a difference and on how far data know the numbers it hangs on.

    Empty without a posterior, or with too few parameter sets to tell numbers apart.
    """
    if len(study.draws) < LEAST_DRAWS:
        return []
    values = study.values(measure)
    difference = 100 * (values[arm] - values[study.baseline])
    if np.ptp(difference) == 0:
        return []
    arms = (study.arms[arm], study.arms[study.baseline])
    numbers = {
        number.path: number
        for number in declared_numbers()
        if number.path in study.draws[0] and any(_used(number.path, one) for one in arms)
    }
    contraction = shipped_posterior().contraction
    found = []
    for path, number in numbers.items():
        own = np.array([float(draw[path]) for draw in study.draws])
        if np.ptp(own) == 0:
            continue
        rank = stats.spearmanr(own, difference)
        if rank.pvalue < UNLIKELY / len(numbers):
            line = stats.linregress(own, difference)
            low, high = np.percentile(own, ENDS)
            ends = (float(line.intercept + line.slope * end) for end in (low, high))
            swing = Swing(number.label, f"{low:.3g}", f"{high:.3g}", *ends)
            found.append((abs(rank.statistic), Learnt(number.label, contraction.get(path, 0.0)), swing))
    strongest = sorted(found, key=lambda one: -one[0])[:MOST_NAMED]
    said = what_would_change(float(difference.mean()), [swing for _, _, swing in strongest], _points)
    heading = Text(f"{WOULD_CHANGE.en}: {said.en}", f"{WOULD_CHANGE.zh}：{said.zh}")
    return [heading, *([prior_dominated([learnt for _, learnt, _ in strongest])] if strongest else [])]


def _used(path: str, scenario: Scenario) -> bool:
    """Whether a number is one of the world or of a module that is on."""
    first = path.split(".", maxsplit=1)[0]
    return first in type(scenario).model_fields or first in scenario.policies


def _points(value: float) -> Text:
    shown = f"{value:+.1f}".replace("-", "−")
    return Text(f"{shown} points", f"{shown}个百分点")
