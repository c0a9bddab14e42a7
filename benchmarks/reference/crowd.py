"""The reference rule: a crowd on our community's ties, each taking part or not by a logistic decision.

Every week a resident takes part with chance σ(own + WEIGHT · share of contacts, by closeness, who took part in the
last four weeks). All decide on last week's state. It is small enough to be written in any framework within minutes,
and it has what costs time in a simulator of communities: neighbours, a decision, a draw, memory.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import special

from sim.community import CommunitySettings, build_community
from sim.rng import Streams

WEIGHT = 3.0
MEAN, SPREAD = -4.0, 0.8  # of what speaks for taking part, in logits: about one in 25 takes part in a week
LATELY = 4
SEED = 1


@dataclass(frozen=True)
class Crowd:
    """People and their ties.

    Attributes
    ----------
    own : float32 (people,), what speaks for taking part, in logits
    start : int32 (people + 1,) · to : int32 (ties,) · closeness : uint8 (ties,)
    """

    own: NDArray[np.float32]
    start: NDArray[np.int32]
    to: NDArray[np.int32]
    closeness: NDArray[np.uint8]

    @property
    def people(self) -> int:
        """How many people there are."""
        return self.own.size

    @cached_property
    def source(self) -> NDArray[np.int64]:
        """The person each tie begins at."""
        return np.repeat(np.arange(self.people), np.diff(self.start))

    @cached_property
    def total(self) -> NDArray[np.int32]:
        """Closeness of all ties of each person, at least 1."""
        return np.maximum(np.bincount(self.source, self.closeness, self.people), 1).astype(np.int32)

    @cached_property
    def per_point(self) -> NDArray[np.float32]:
        """The increase of the logit by a point of closeness to somebody active."""
        return (np.float32(WEIGHT) / self.total).astype(np.float32)

    def keys(self, weeks: int) -> NDArray[np.uint64]:
        """The keys of the draws of each week."""
        streams = Streams(SEED)
        return np.array([streams.key("reference rule", week) for week in range(weeks)], np.uint64)


class Outcome(NamedTuple):
    """Processor time a contender took, without setting up, and how many took part in each week."""

    seconds: float
    acts: NDArray[np.int64]


Contender = Callable[[Crowd, int], Outcome]


def crowd_of(settings: CommunitySettings) -> Crowd:
    """The first residents of a community and the ties between them."""
    community = build_community(settings, 1)
    ties, here = community.ties, community.here(0)
    source = np.repeat(np.arange(community.people), np.diff(ties.start))
    kept = here[source] & here[ties.to]
    place = np.cumsum(here) - 1
    people = int(here.sum())
    luck = Streams(SEED).draw("reference rule: own", 0, np.arange(people))
    return Crowd(
        own=(MEAN + SPREAD * special.ndtri(luck)).astype(np.float32),
        start=np.searchsorted(place[source[kept]], np.arange(people + 1)).astype(np.int32),
        to=place[ties.to[kept]].astype(np.int32),
        closeness=ties.closeness[kept],
    )
