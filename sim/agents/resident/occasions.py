"""What a week puts before residents: activities on offer, the levers pushed, and the occasions that come of them."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.kernel import dtypes


class Offers(NamedTuple):
    """Activities on offer this week, float32 (estates, kinds), and the levers on whole activities.

    Attributes
    ----------
    notice
        How many activities of a kind residents of an estate get notice of (fractions: less publicity).
    seats
        Places left for the estate's residents; infinite unless limited.
    say
        How much say residents have in the activity, 0–1.
    rewarded : float32 (kinds,)
        How far rewards apply to each kind, 1 fully; a negative value makes a kind less attractive to those who
        expect a reward for others (displacement).
    norm : float32 (estates,)
        Weight that a covenant adds to what contacts do.
    """

    notice: NDArray[np.float32]
    seats: NDArray[np.float32]
    say: NDArray[np.float32]
    rewarded: NDArray[np.float32]
    norm: NDArray[np.float32]


class Push(NamedTuple):
    """The levers that policies push, one value a resident (float32), neutral at zero; see `sim.week`.

    `prompter` is no lever of its own: the source, as an index, whose word counts where somebody is asked to do everyday
    acts.
    """

    notice: NDArray[np.float32]
    tie: NDArray[np.float32]
    leader: NDArray[np.float32]
    party: NDArray[np.float32]
    cadre: NDArray[np.float32]
    stranger: NDArray[np.float32]
    prompt: NDArray[np.float32]
    prompter: NDArray[np.float32]
    done_for: NDArray[np.float32]
    pressure: NDArray[np.float32]
    reward: NDArray[np.float32]
    controlling: NDArray[np.float32]
    autonomy: NDArray[np.float32]
    competence: NDArray[np.float32]
    relatedness: NDArray[np.float32]
    relief: NDArray[np.float32]
    promise: NDArray[np.float32]


class Occasions(NamedTuple):
    """Occasions to take part, one for each resident reached this week, in row order; the first `count` entries hold.

    Attributes
    ----------
    row : int32 · kind : int8
    came : bool, decided to come (and, after seats are given out, found one)
    source : int8, index into `SOURCES`, who brought the occasion · chance : float32, of coming
    host : int32, organisation in which the resident has a place, −2 for the backbone's own rounds, −1 for an event
    unable : bool, availability rather than willingness holds the person back, or the want of a place
    no_seat : bool, decided to come and found no place
    own : float32, chance without external drive as a share of the chance
    autonomy : float32, relative autonomy index of the occasion, −2 to 1.5
    """

    row: NDArray[np.int32]
    kind: NDArray[np.int8]
    came: NDArray[np.bool_]
    source: NDArray[np.int8]
    host: NDArray[np.int32]
    chance: NDArray[np.float32]
    unable: NDArray[np.bool_]
    no_seat: NDArray[np.bool_]
    own: NDArray[np.float32]
    autonomy: NDArray[np.float32]


def room_for(people: int) -> Occasions:
    """Occasions for so many people, to be filled."""
    return Occasions(*(np.zeros(people, dtype) for dtype in dtypes(Occasions).values()))
