"""A book of matters by itself, without a community."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from sim.agents.acts import KINDS
from sim.community import build_community
from sim.matters import MATTERS, SOLVERS, MatterBook, MatterSettings, MatterWeek
from sim.matters.kinds import FAILED, LAPSED, ON_PAPER, OPEN, SOLVED
from sim.rng import Streams
from tests.support import small

ESTATES = 25
PARTY, UNITS = list(SOLVERS).index("party"), list(SOLVERS).index("units")
SURE = {"success": 1.0, "mediated": 1.0, "success_alone": 1.0, "noticed": 1.0, "usefulness": 1.0}
FATES = {OPEN: "open", SOLVED: "solved", FAILED: "failed", LAPSED: "lapsed", ON_PAPER: "on paper"}


@dataclass
class Desk:
    """A book of matters, and a hand that puts some in and works on them week by week."""

    settings: MatterSettings
    seed: int = 0
    week: int = 0
    book: MatterBook = field(init=False)
    streams: Streams = field(init=False)
    done: MatterWeek = field(init=False)
    spent: float = 0.0

    def __post_init__(self) -> None:
        self.book = MatterBook(self.settings, build_community(small().community, 60))
        self.streams = Streams(self.seed)

    def pass_week(
        self,
        new: dict[tuple[int, int], float] | None = None,
        given: dict[tuple[int, int], float] | None = None,
        hands: dict[tuple[int, int], float] | None = None,
        cadres: float = 0.0,
        detection: float = 0.0,
    ) -> MatterWeek:
        """One week: `new` matters expected by (estate, kind), hours given by (estate, act), hands by (solver, estate)."""

        def table(values: dict[tuple[int, int], float] | None, *shape: int) -> NDArray[np.float64]:
            filled = np.zeros(shape)
            for at, value in (values or {}).items():
                filled[at] = value
            return filled

        arrived = self.book.arise(table(new, ESTATES, len(MATTERS)), self.streams, self.week)
        self.done = self.book.work(
            arrived,
            table(given, ESTATES, KINDS),
            table(hands, len(SOLVERS), ESTATES).astype(np.float32),
            np.full(ESTATES, detection, np.float32),
            np.zeros((ESTATES, len(MATTERS)), np.float32),
            self.streams,
            self.week,
        )
        self.spent = self.book.cadres_work(cadres, self.done, self.streams, self.week)
        self.week += 1
        return self.done

    def column(self, name: str) -> NDArray[np.generic]:
        """One feature of all matters so far."""
        column: NDArray[np.generic] = getattr(self.book.book, name)[: self.book.count]
        return column

    def fates(self) -> dict[str, int]:
        """How many matters stand where."""
        return {word: int((self.column("fate") == fate).sum()) for fate, word in FATES.items()}


def desk(**numbers: float) -> Desk:
    """A desk with some numbers of its own; otherwise everything is noticed at once and everything worked through is solved."""
    return Desk(MatterSettings().model_copy(update={**SURE, **numbers}))
