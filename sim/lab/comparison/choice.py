"""Choosing an arm: how often each is best, what is given up by choosing it, and which cannot be told apart."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.lab.comparison.study import Study, paired
from sim.measures import Measure
from sim.results import find_measure
from sim.text import GongtongError, Text

SURE_FROM = 0.9  # chance of being better from which, and below its complement, options are told apart
UNLUCKY = 0.9  # quantile of regret that is shown beside its mean


@dataclass(frozen=True)
class Option:
    """One arm among those to choose from. A world is a seed, with its parameter set where there are some.

    Attributes
    ----------
    arm : str
    mean : float
        Of the measure.
    best : float
        Share of worlds in which it is the best arm; where several are equally good each has its part.
    regret : float
        Mean over worlds of how far it stays behind the best arm of that world, in units of the measure.
    unlucky : float
        The same in an unlucky world: nine in ten are no worse.
    alike : bool
        Whether it cannot be told apart from the leading arm; true of that arm itself.
    """

    arm: str
    mean: float
    best: float
    regret: float
    unlucky: float
    alike: bool


@dataclass(frozen=True)
class Choice:
    """The choice between the arms of a comparison by one measure.

    Attributes
    ----------
    measure : Measure
    options : tuple of Option
        In the order of the arms.
    leading : str
        The arm with the best mean, the first of several.
    worlds : int
    """

    measure: Measure
    options: tuple[Option, ...]
    leading: str
    worlds: int

    @property
    def alike(self) -> tuple[str, ...]:
        """Arms that cannot be told apart from the leading one, without it."""
        return tuple(option.arm for option in self.options if option.alike and option.arm != self.leading)


def choose(study: Study, measure: str) -> Choice:
    """Compare all arms by one measure, the more or the less the better as it declares.

    Raises
    ------
    GongtongError
        If the measure is unknown or declares neither more nor less of it to be good.
    """
    found = find_measure(measure, study.measures)
    if found.good is None:
        raise GongtongError(
            Text(
                f"{measure}: neither more nor less of it is good by itself, so no arm is chosen by it; choose by one "
                f"of {', '.join(_good(study))}.",
                f"{measure}：多少本身无所谓好坏，不能据此选方案；可用 {'、'.join(_good(study))}。",
            )
        )
    arms = tuple(study.arms)
    values = np.stack(list(study.values(measure).values()))
    merit = values if found.good == "more" else -values
    top = merit.max(axis=0)
    first = merit == top
    best = (first / first.sum(axis=0)).mean(axis=1)
    regret = top - merit
    leading = int(merit.mean(axis=1).argmax())
    options = tuple(
        Option(
            arm=arm,
            mean=float(values[at].mean()),
            best=float(best[at]),
            regret=float(regret[at].mean()),
            unlucky=float(np.quantile(regret[at], UNLUCKY)),
            alike=at == leading or order(merit[leading] - merit[at]) == 0,
        )
        for at, arm in enumerate(arms)
    )
    return Choice(found, options, arms[leading], values.shape[1])


def order(differences: NDArray[np.float64], chance: float | None = None) -> int:
    """Whether two arms can be told apart: 1 if the first is above, −1 if it is below, 0 if nobody can tell.

    They can if the 95% interval of the mean difference leaves out zero and one is above the other with a chance of at
    least `SURE_FROM`. Over draws of a posterior it is the interval of the mean too; the chance keeps what is not known.

    Parameters
    ----------
    differences
        One number a world, first less second.
    chance
        Of a difference above zero; the share of differences above zero unless given, with those of zero for half.
    """
    if chance is None:
        chance = float(np.mean(differences > 0) + np.mean(differences == 0) / 2)
    effect = paired(differences, np.zeros(differences.size))
    if effect["low"] > 0 and chance >= SURE_FROM:
        return 1
    return -1 if effect["high"] < 0 and 1 - chance >= SURE_FROM else 0


def _good(study: Study) -> list[str]:
    return [name for name, measure in study.measures.items() if measure.good is not None]
