"""What an interval is, in words: one vocabulary for the terminal, the page, figures and the workshop.

How much an interval holds is read from where it is computed, so that no label says another number than was used.
"""

from __future__ import annotations

from sim.lab.comparison.study import CONFIDENCE, CREDIBLE
from sim.text import Text

SURE = f"{CONFIDENCE:.0%}"  # of a mean over seeds: luck only
MIDDLE = f"{CREDIBLE:.0%}"  # of parameter sets, each on a seed of its own: parameters and luck
BAND = "80%"  # of single courses, week by week: from the tenth to the ninetieth of a hundred


def levelled(words: Text) -> Text:
    """Words with the fields `{sure}`, `{middle}` and `{band}` filled; other fields stay to be filled."""
    return Text(*(said.replace("{sure}", SURE).replace("{middle}", MIDDLE).replace("{band}", BAND) for said in words))


OF_MEAN = levelled(Text("{sure} interval of the mean", "均值的{sure}区间"))
OF_SETS = levelled(Text("middle {middle} of parameter sets and seeds", "各组参数与种子的中间{middle}"))
OF_RATIO = levelled(Text("{sure} interval of the ratio of means", "均值之比的{sure}区间"))


def interval_of(*, over_draws: bool) -> Text:
    """What the interval of a paired difference is (`study.paired`)."""
    return OF_SETS if over_draws else OF_MEAN
