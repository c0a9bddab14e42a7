"""`Project`: one group on its way through the nine steps, and what the platform remembers of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.agents.organisation import Organisation
from sim.policies.incubation.pathway import STEPS, PathwayStep

if TYPE_CHECKING:
    from sim.policies.incubation.settings import IncubationSettings
    from sim.week import Week

QUARTER_BITS = np.uint32((1 << 12) - 1)
STABLE_TIMES = 3


@dataclass(eq=False)
class Project:
    """A group that the platform accompanies.

    Attributes
    ----------
    address : int
        Of its draws: when and in which slot it began.
    kind : str
    home : int
        Estate; `within` is a mask of the residents in the places of the platform.
    organisation : Organisation or None
        None until the survey has found the first people.
    step : int
        Index into `STEPS`; `since` is the week in which it began.
    interviewed : int32
        Rows of residents already asked.
    acted, elected, adopted, trained : bool
        A joint action succeeded; the board is elected; the covenant adopted; a training held.
    merchants : int
        Caring merchants who take part in its exchange.
    evaluated : int
        Week of the last evaluation, −1 before; `score` is what it came to.
    """

    address: int
    kind: str
    home: int
    within: NDArray[np.bool_]
    since: int
    organisation: Organisation | None = None
    step: int = 0
    interviewed: NDArray[np.int32] = field(default_factory=lambda: np.empty(0, np.int32))
    acted: bool = False
    elected: bool = False
    adopted: bool = False
    trained: bool = False
    merchants: int = 0
    evaluated: int = -1
    score: float = 0.0

    @property
    def at(self) -> PathwayStep:
        """The step under way."""
        return STEPS[self.step]

    def group(self) -> Organisation:
        """The organisation that the group has become."""
        if self.organisation is None:
            raise AssertionError("the survey has found nobody yet")
        return self.organisation

    def luck(self, week: Week, stream: str) -> float:
        """A draw of this week for this project."""
        return week.one(stream, self.address)

    def regulars(self, week: Week) -> NDArray[np.int32]:
        """Rows of those who came again, most frequent first."""
        list_ = week.society.of(self.group())
        again = np.flatnonzero(list_.times >= 2)  # noqa: PLR2004  # again means twice
        order = np.lexsort((week.residents.number[list_.row[again]], -list_.times[again]))
        return list_.row[again][order]

    def stable(self, week: Week) -> int:
        """How many came at least three times in the last quarter."""
        times = np.bitwise_count(week.society.of(self.group()).came & QUARTER_BITS)
        return int(np.count_nonzero(times >= STABLE_TIMES))

    def weeks(self, week: Week) -> int:
        """Weeks of the step before this one: none in its first."""
        return week.index - self.since

    def worked(self, week: Week) -> int:
        """Weeks of the step when this one is over."""
        return self.weeks(week) + 1

    def least_weeks(self, settings: IncubationSettings) -> int:
        """Least duration of the step."""
        return int(getattr(settings, f"weeks_{self.at.name}"))

    def costs(self, settings: IncubationSettings) -> float:
        """Yuan a week of the step."""
        return float(getattr(settings, f"yuan_{self.at.name}")) + settings.mentor_yuan
