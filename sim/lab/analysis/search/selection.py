"""A handful of plans from a front: its ends, its middle, and what lies well apart from them."""

from __future__ import annotations

from string import ascii_uppercase
from typing import NamedTuple

import numpy as np

from sim.lab.analysis.search.search import Candidate, SearchResult
from sim.text import Text

MOST = 6
CHEAPEST, BALANCED = Text("cheapest", "最省钱"), Text("balanced", "最均衡")
BEST = Text("best: {what}", "最优：{what}")
BETWEEN = Text("in between", "介于其间")


class SelectedPlan(NamedTuple):
    """A plan of the front with its letter and why it was chosen."""

    letter: str
    plan: Candidate
    reasons: tuple[Text, ...]


def choose(found: SearchResult, most: int = MOST) -> tuple[SelectedPlan, ...]:
    """The cheapest plan, the best for each aim, the most balanced, and others far from these; the cheapest first.

    Balanced is the plan whose worst aim is least far from the best on the front, each aim on the scale of the front.
    """
    front = found.front
    small = found.small(front)
    spans = np.ptp(small, axis=0)
    behind = (small - small.min(axis=0)) / np.where(spans > 0, spans, 1.0)
    reasons: dict[int, list[Text]] = {0: [CHEAPEST]}
    for at, aim in enumerate(found.aims):
        reasons.setdefault(int(behind[:, at].argmin()), []).append(BEST.filled(what=aim.measure.label))
    if len(found.aims) > 1:
        reasons.setdefault(int(behind.max(axis=1).argmin()), []).append(BALANCED)
    while len(reasons) < min(most, len(front)):
        near = np.linalg.norm(behind[:, None] - behind[list(reasons)], axis=2).min(axis=1)
        farthest = int(near.argmax())
        if near[farthest] == 0:
            break
        reasons[farthest] = [BETWEEN]
    return tuple(
        SelectedPlan(letter, front[at], tuple(reasons[at]))
        for letter, at in zip(ascii_uppercase, sorted(reasons), strict=False)
    )
