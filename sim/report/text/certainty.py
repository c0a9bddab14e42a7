"""How sure an answer is, in words: what it rests on, whether options can be told apart, what would change it.

Pure functions on numbers that studies and calibrations have; the words are nowhere else.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.lab.comparison.choice import order
from sim.report.text.intervals import levelled
from sim.report.text.numbers import percent
from sim.report.text.prose import listing, paragraph
from sim.report.text.provenance import FROM_DEFAULTS, FROM_SAMPLE
from sim.text import GongtongError, Text

BETTER, WORSE = Text("better", "更好"), Text("worse", "更差")
CANNOT_TELL = Text("cannot tell apart", "无法区分")
RULE = levelled(
    Text(
        "Two options are told apart only if the {sure} interval of the mean of their paired differences leaves out "
        "zero and one of them is better with a chance of at least nine in ten; otherwise the answer is: cannot "
        "tell apart.",
        "只有当配对差值均值的{sure}区间不含零，且其中一个更好的概率不低于九成时，才说两个方案有高下；否则一律说：无法区分。",
    )
)
LEARNT_FROM = 0.2  # contraction from which the data had a say in a number
MOST_NAMED = 3


class Basis(NamedTuple):
    """What an output rests on.

    Attributes
    ----------
    runs : int
        Runs in all.
    seeds : int
        Different seeds among them.
    draws : int
        Different sets of parameters; 1 if only one was used.
    calibrated : bool
        Whether these sets were drawn from what calibration left, and not from priors or defaults.
    version : str
        Of the model.
    """

    runs: int
    seeds: int
    draws: int
    calibrated: bool
    version: str


RESTS_ON = Text(
    "This rests on {runs:run} with {seeds:seed} and {draws:set|sets} of parameters, model version {version}.",
    "依据：{runs:次}运行，{seeds:个}随机种子，{draws:组}参数，模型版本{version}。",
)
SEEDS_ONLY = Text(
    "Intervals show luck between seeds only, not uncertain parameters; other numbers just as plausible can reverse an "
    "order.",
    "区间只反映随机种子之间的差异，不含参数的不确定性；换一组同样合理的参数，次序可能颠倒。",
)
SEEDS_AND_DRAWS = Text(
    "Intervals cover luck between seeds and the sets of parameters; what all sets share is not in doubt in them.",
    "区间同时包含随机种子与各组参数之间的差异；各组参数共有的假设不在其中。",
)
ONE_RUN = Text("A single run shows no uncertainty at all.", "单独一次运行看不出任何不确定性。")
ONLY_DRAWS = Text(
    "Each set of parameters was run with one seed, so luck and parameters cannot be told apart in the intervals.",
    "每组参数只用同一个随机种子运行，区间里分不出运气与参数。",
)


def uncertainty(basis: Basis) -> Text:
    """What an output says of its own uncertainty.

    Raises
    ------
    GongtongError
        If there are no runs, or more seeds or sets of parameters than runs.
    """
    runs, seeds, draws = basis.runs, basis.seeds, basis.draws
    if not (1 <= seeds <= runs and 1 <= draws <= runs):
        raise GongtongError(
            Text(
                f"basis: {seeds} seeds and {draws} sets of parameters do not go with {runs} runs, 1 to {runs} do.",
                f"basis：{runs}次运行不可能有{seeds}个种子、{draws}组参数；可取 1 到 {runs}。",
            )
        )
    several = SEEDS_AND_DRAWS if seeds > 1 else ONLY_DRAWS
    covered = several if draws > 1 else SEEDS_ONLY if seeds > 1 else ONE_RUN
    said = RESTS_ON.filled(runs=runs, seeds=seeds, draws=draws, version=basis.version)
    return paragraph([said, covered, FROM_SAMPLE if basis.calibrated else FROM_DEFAULTS])


def tell_apart(differences: NDArray[np.float64], chance: float | None = None, *, more_is_better: bool = True) -> Text:
    """`BETTER`, `WORSE` or `CANNOT_TELL`, by `RULE`.

    Parameters
    ----------
    differences
        One number a seed (or a seed and set of parameters): the option less what it is compared with.
    chance
        Of a difference above zero; the share of differences above zero unless given, with those of zero for half.
    more_is_better
        False where less is better, such as for costs.

    Raises
    ------
    GongtongError
        If a difference is not a finite number, or there is none, or `chance` is no probability.
    """
    if not differences.size or not np.isfinite(differences).all():
        raise GongtongError(
            Text("differences: at least one finite number is needed.", "differences：至少需要一个有限的数。")
        )
    if chance is not None and not 0 <= chance <= 1:
        raise GongtongError(
            Text(
                f"chance: {chance:g} is no probability; allowed are 0 to 1.",
                f"chance：{chance:g} 不是概率，可取 0 到 1。",
            )
        )
    which = order(differences, chance)
    if which == 0:
        return CANNOT_TELL
    return BETTER if (which > 0) == more_is_better else WORSE


class Contraction(NamedTuple):
    """A number of the model, and how far the data narrowed it: 1 − posterior variance / prior variance."""

    label: Text
    contraction: float

    @property
    def from_prior(self) -> bool:
        """Whether it stands as it was assumed."""
        return self.contraction < LEARNT_FROM


NARROWED = Text("{label} (variance down by {by})", "{label}（方差减少{by}）")
BY_DATA = Text(
    "The data had a say in every number this answer depends on most: {numbers}.",
    "这一结果最依赖的各个参数都由数据收窄过：{numbers}。",
)
BY_PRIOR = Text(
    "Prior-dominated: this answer depends most on numbers of which the data said next to nothing, and which stand as "
    "they were assumed: {numbers}. Do not decide by it.",
    "先验主导：这一结果最依赖的参数中，数据几乎没有提供信息、仍等于事先假设的有：{numbers}。请勿据此决策。",
)
BY_BOTH = Text("The data did narrow {numbers}.", "经数据收窄的有：{numbers}。")


def prior_dominated(most_important: Sequence[Contraction]) -> Text:
    """Whether an answer rests on data or on what was assumed, from the numbers it depends on most.

    Raises
    ------
    GongtongError
        If none is given.
    """
    if not most_important:
        raise GongtongError(Text("most_important: name at least one number.", "most_important：至少给出一个参数。"))
    assumed = [one.label for one in most_important if one.from_prior]
    narrowed = [
        NARROWED.filled(label=one.label, by=percent(one.contraction, 0)) for one in most_important if not one.from_prior
    ]
    if not assumed:
        return BY_DATA.filled(numbers=listing(narrowed))
    said = [BY_PRIOR.filled(numbers=listing(assumed))]
    return paragraph([*said, BY_BOTH.filled(numbers=listing(narrowed))] if narrowed else said)


class Swing(NamedTuple):
    """What an answer becomes at the two ends of a number's range, all else as it is.

    Attributes
    ----------
    label : Text
    low, high : str
        The ends, as they are read, with their unit.
    at_low, at_high : float
        The answer there.
    """

    label: Text
    low: str
    high: str
    at_low: float
    at_high: float

    @property
    def size(self) -> float:
        """How far it moves the answer."""
        return abs(self.at_high - self.at_low)


TURNS = Text(
    "At {end} for “{label}” it would turn round: {there} instead of {here}.",
    "若“{label}”取{end}，结论会反转：由{here}变为{there}。",
)
MOVES = Text(
    "“{label}” moves it much without turning it round: {at_low} at {low}, {at_high} at {high}.",
    "“{label}”影响大但不改变方向：取{low}时为{at_low}，取{high}时为{at_high}。",
)
MOVED_BY_NOTHING = Text(
    "No number that was varied changes this conclusion; what was not varied, and the structure of the model, may.",
    "所变动的参数都不改变这一结论；未变动的参数和模型结构则未必。",
)
WOULD_CHANGE = Text("What would change this conclusion", "什么会改变这一结论")  # a heading


def what_would_change(answer: float, swings: Sequence[Swing], say: Callable[[float], Text]) -> Text:
    """Sentences from the strongest sensitivities: first those that turn the answer round, the larger swing first.

    Parameters
    ----------
    answer
        The difference found, whose sign is the conclusion.
    say
        Puts a difference into words, such as `+1.2 points`.
    """
    strongest = sorted((one for one in swings if one.size > 0), key=lambda one: (not _turning(answer, one), -one.size))
    said = [_sentence(answer, one, say) for one in strongest[:MOST_NAMED]]
    return paragraph(said or [MOVED_BY_NOTHING])


def _turning(answer: float, swing: Swing) -> list[tuple[str, float]]:
    """The ends of the range at which the answer is of the other sign, or nothing."""
    ends = ((swing.low, swing.at_low), (swing.high, swing.at_high))
    return [(end, there) for end, there in ends if there * answer < 0]


def _sentence(answer: float, swing: Swing, say: Callable[[float], Text]) -> Text:
    turning = _turning(answer, swing)
    if turning:
        end, there = turning[0]
        return TURNS.filled(label=swing.label, end=end, there=say(there), here=say(answer))
    return MOVES.filled(
        label=swing.label, low=swing.low, high=swing.high, at_low=say(swing.at_low), at_high=say(swing.at_high)
    )
