"""The reveal of a scene: what the simulation gave, beside what the room guessed, in words that the figure fills."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from numpy.typing import ArrayLike

from sim.app.content.tours import VALUE, Readout, Scene
from sim.app.content.words_facilitator import TOURS
from sim.lab.run.outputs import all_measures
from sim.results import value_over
from sim.text import Text

Series = Mapping[str, ArrayLike]
NO_COUNTS = ("share", "ratio", "0–1 scale")  # units that are not said after a number
PERCENT, POINTS = Text("%", "%"), Text("percentage points", "个百分点")
ONE = {
    "people": "person",
    "matters": "matter",
    "organisations": "organisation",
    "estates": "estate",
    "hours": "hour",
    "elections": "election",
}
NEAR = 0.1  # of the slider: a guess this near is near


class Revealed(NamedTuple):
    """What a scene's figure came out as.

    Attributes
    ----------
    value : float
        In the measure's own unit.
    against : Text
        The guess and the figure in one sentence.
    verdict : Text or None
        Whether the guess was near, below or above; none without a guess.
    reading : Text
        How to read the figure.
    """

    value: float
    against: Text
    verdict: Text | None
    reading: Text


def read(reading: Readout, worlds: Sequence[Series]) -> float:
    """A figure, from the weekly series of each world.

    A module that never ran measured nothing: zero.
    """
    own = _of_world(reading, worlds[reading.world])
    return own if reading.less is None else own - _of_world(reading, worlds[reading.less])


def _of_world(reading: Readout, series: Series) -> float:
    measure = all_measures()[reading.measure]
    span = slice(reading.after - reading.over, reading.after)
    if measure.of is None and reading.measure not in series:
        return 0.0
    return value_over(measure, series, span)


def figure_unit(reading: Readout) -> Text:
    """The unit in which a figure is said and guessed."""
    measure = all_measures()[reading.measure]
    if measure.percent:
        return POINTS if reading.less is not None else PERCENT
    return measure.unit


def figure_text(reading: Readout, value: float) -> Text:
    """A figure as it is said: a percentage, percentage points of a difference, or a number and what it counts."""
    from sim.report.text.numbers import percent, plain_number

    measure = all_measures()[reading.measure]
    sign = "+" if reading.less is not None and value > 0 else ""
    if measure.percent and reading.less is not None:
        number = f"{sign}{100 * value:.1f}".replace("-", "−")
        return Text(f"{number} {POINTS.en}", f"{number}{POINTS.zh}")
    if measure.percent:
        share = percent(value)
        return Text(share, share)
    if measure.unit.en in NO_COUNTS:
        number = sign + plain_number(value)
        return Text(number, number)
    number = sign + plain_number(round(value))
    return Text(
        f"{number} {ONE.get(measure.unit.en, measure.unit.en) if round(value) == 1 else measure.unit.en}",
        f"{number}{measure.unit.zh}",
    )


def reveal(scene: Scene, worlds: Sequence[Series], guess: float | None = None) -> Revealed:
    """Fill a scene's reveal from the worlds it was played in.

    Parameters
    ----------
    worlds
        Of each world the weekly series of its measures, from the first week to the scene's end at least.
    guess
        Of the room, in the measure's own unit; none if nobody guessed.
    """
    value = read(scene.guess, worlds)
    shown = {VALUE: figure_text(scene.guess, value)}
    shown |= {name: figure_text(one, read(one, worlds)) for name, one in scene.figures.items()}
    reading = scene.reading.filled(**shown)
    if guess is None:
        return Revealed(value, TOURS["tour_no_guess"].filled(value=shown[VALUE]), None, reading)
    said = TOURS["tour_guessed"].filled(value=shown[VALUE], guess=figure_text(scene.guess, guess))
    return Revealed(value, said, _verdict(scene, value, guess), reading)


def _verdict(scene: Scene, value: float, guess: float) -> Text:
    if abs(value - guess) <= NEAR * (scene.guess.high - scene.guess.low):
        return TOURS["tour_close"]
    return TOURS["tour_above" if value > guess else "tour_below"]
