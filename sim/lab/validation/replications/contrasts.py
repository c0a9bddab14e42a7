"""Effect measures: how samples of residents differ, in the measures that studies report."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.text import Text

Values = NDArray[np.float64]


class EffectMeasure(NamedTuple):
    """A way to compare samples.

    Attributes
    ----------
    label : Text
    samples : tuple of str
        Which samples of an effect it takes, in order.
    compute
        The number, NaN where samples do not allow one.
    """

    label: Text
    samples: tuple[str, ...]
    compute: Callable[[Sequence[Values], float], float]


def mean(values: Values) -> float:
    """The mean, NaN of nothing."""
    return float(values.mean()) if values.size else np.nan


def divided(above: float, below: float) -> float:
    """A quotient, NaN where there is none."""
    return above / below if below else np.nan


def standardised(of: Values, against: Values) -> float:
    """Cohen's d: the difference of means over the pooled standard deviation."""
    few = 2
    if min(of.size, against.size) < few:
        return np.nan
    spread = (of.size - 1) * of.var(ddof=1) + (against.size - 1) * against.var(ddof=1)
    return divided(mean(of) - mean(against), float(np.sqrt(spread / (of.size + against.size - 2))))


def odds(values: Values) -> float:
    """Odds of a yes among zeros and ones."""
    return divided(mean(values), 1 - mean(values))


def quantile(values: Values, at: float) -> float:
    """The value below which a share `at` lies."""
    return float(np.quantile(values, at)) if values.size else np.nan


def share_passed_on(of: Values, against: Values, source_of: Values, source_against: Values) -> float:
    """A difference over another one, that of those from whom it is passed on."""
    return divided(mean(of) - mean(against), mean(source_of) - mean(source_against))


def difference_of_ratios(of: Values, against: Values, source_of: Values, source_against: Values) -> float:
    """A quotient of means less another one."""
    return divided(mean(of), mean(against)) - divided(mean(source_of), mean(source_against))


PAIR = ("of", "against")
FOUR = (*PAIR, "source_of", "source_against")
MEASURES: dict[str, EffectMeasure] = {
    "level": EffectMeasure(Text("level", "水平"), ("of",), lambda s, _: mean(s[0])),
    "difference": EffectMeasure(Text("difference", "差"), PAIR, lambda s, _: mean(s[0]) - mean(s[1])),
    "ratio": EffectMeasure(Text("ratio", "比"), PAIR, lambda s, _: divided(mean(s[0]), mean(s[1]))),
    "odds_ratio": EffectMeasure(Text("odds ratio", "优势比"), PAIR, lambda s, _: divided(odds(s[0]), odds(s[1]))),
    "standardised_difference": EffectMeasure(
        Text("standardised difference d", "标准化差 d"), PAIR, lambda s, _: standardised(s[0], s[1])
    ),
    "share_passed_on": EffectMeasure(Text("share passed on", "传递比例"), FOUR, lambda s, _: share_passed_on(*s)),
    "share_left": EffectMeasure(
        Text("share of a rise that is left", "涨幅保留比例"), FOUR, lambda s, _: share_passed_on(*s)
    ),
    "difference_of_ratios": EffectMeasure(
        Text("difference of ratios", "比之差"), FOUR, lambda s, _: difference_of_ratios(*s)
    ),
    "quantile": EffectMeasure(Text("quantile", "分位数"), ("of",), lambda s, at: quantile(s[0], at)),
}
