"""Options sorted by what can be said of them: higher, lower, or not to be told apart, by the rule of `certainty`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.lab.comparison.study import paired
from sim.measures import YUAN, Measure
from sim.report.text.certainty import BETTER, CANNOT_TELL, WORSE, tell_apart
from sim.report.text.findings import change, interval, number
from sim.report.text.intervals import interval_of
from sim.report.text.numbers import OVER, signed
from sim.report.text.prose import SEMICOLON, joined, listing
from sim.text import LANGUAGES, Text

Values = NDArray[np.float64]
BY = Text("{name} ({by}, {what} {interval})", "{name}（{by}，{what}{interval}）")
BRIEFLY = Text("{name} ({by})", "{name}（{by}）")
MEASURED = Text("{measure} ({over})", "“{measure}”（{over}）")
NO_OTHERS = Text("No other measure was asked about.", "未考察其他指标。")
QUOTED = Text("“{name}”", "“{name}”")
SINGLE = str.maketrans("“”", "‘’")


class OrderWords(NamedTuple):
    """How the three kinds are told; each has the field `names`."""

    higher: Text
    lower: Text
    same: Text


class Contrast(NamedTuple):
    """Something held against something else.

    Attributes
    ----------
    name : Text
    measure : Measure
    differences : float64 (seeds,)
    over_draws : bool
        Whether every seed has a parameter set of its own.
    """

    name: Text
    measure: Measure
    differences: Values
    over_draws: bool = False

    @property
    def verdict(self) -> Text:
        """`BETTER` for higher, `WORSE` for lower, `CANNOT_TELL`."""
        return tell_apart(self.differences)

    @property
    def by(self) -> Text:
        """The mean difference."""
        mean = float(self.differences.mean())
        if self.measure.unit == YUAN:
            return Text(*(signed(self.measure, mean, 0, lang) for lang in LANGUAGES))
        return Text(*(change(self.measure, mean, lang) for lang in LANGUAGES))

    @property
    def fully(self) -> Text:
        """The name with the difference and its interval."""
        found = paired(self.differences, np.zeros(self.differences.size), over_draws=self.over_draws)
        ends = Text(*(interval(self.measure, found["low"], found["high"], lang) for lang in LANGUAGES))
        return BY.filled(name=self.name, by=self.by, what=interval_of(over_draws=self.over_draws), interval=ends)

    @property
    def briefly(self) -> Text:
        """The name with the difference."""
        return BRIEFLY.filled(name=self.name, by=self.by)


def order_clauses(options: Sequence[Contrast], words: OrderWords, *, fully: bool) -> Text:
    """Clauses that name the options which are higher, lower, and not to be told apart, each option once."""
    clauses = []
    for verdict, clause in zip((BETTER, WORSE, CANNOT_TELL), words, strict=True):
        own = [option for option in options if option.verdict == verdict]
        if own:
            plain = verdict == CANNOT_TELL
            names = [option.name if plain else option.fully if fully else option.briefly for option in own]
            clauses.append(clause.filled(names=listing(names)))
    return joined(clauses, SEMICOLON)


def measure_words(measure: Measure) -> Text:
    """A measure in words, with the time it is taken over."""
    return MEASURED.filled(measure=measure.label, over=OVER[measure.adds])


def mean_words(measure: Measure, values: Values) -> Text:
    """The mean of a measure over seeds, float64 (seeds,), in words."""
    return Text(*[number(measure, float(values.mean()))] * 2)


def quoted(name: Text) -> Text:
    """A name in quotation marks; those inside it become single ones."""
    return QUOTED.filled(name=Text(name.en, name.zh.translate(SINGLE)))
