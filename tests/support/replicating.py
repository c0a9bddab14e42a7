"""A replication in a file, and replications in a small community."""

from __future__ import annotations

from pathlib import Path

from sim.lab.validation.replications import (
    ReplicatedEffect,
    Replication,
    replicate,
)
from tests.support import TENTH

SMALLER = {name: value for name, value in TENTH.items() if name != "weeks"}
EXAMPLE = """
title: {en: Asked in person, zh: 当面邀请}
source: gerber2000
operationalisation: {en: Whoever is asked comes more often., zh: 被邀请者来得更多。}
settings: {weeks: 40, trial.share: 0.3, trial.start: 4, trial.weeks: 4}
arms:
  nothing: {}
  asked: {trial.asks: 3.0}
effects:
  - title: {en: acts added, zh: 新增参与}
    measure: difference
    of: {arm: asked, group: chosen, outcome: acts, weeks: [4, 8]}
    against: {arm: nothing, group: chosen, outcome: acts, weeks: [4, 8]}
    published: 0.2
    tolerance: [0.1, 0.5]
    read: memory
"""


def written(folder: Path, text: str = EXAMPLE, name: str = "example") -> Path:
    """A replication in a file."""
    path = folder / f"{name}.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def at_small_size(*replications: Replication) -> list[ReplicatedEffect]:
    """One seed in a tenth of the case."""
    return replicate(replications, [1], workers=1, besides=SMALLER)
