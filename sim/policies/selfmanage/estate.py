"""`Process`: how far one estate has come with the six steps."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from sim.agents.organisation import Organisation
from sim.text import Text

PHASES: dict[str, Text] = {
    "leaders": Text("finding capable residents", "选达人"),
    "meetings": Text("two meetings", "两会"),
    "published": Text("candidates published", "候选人公示"),
    "pause": Text("waiting to try again", "等待再次选举"),
    "covenant": Text("drafting and discussing the covenant", "定公约"),
    "governing": Text("governing itself", "自管运行"),
}


@dataclass(eq=False)
class Process:
    """Process of one estate through the six steps.

    Attributes
    ----------
    estate : int
    phase : str
        Key of `PHASES`; `since` is the week in which it began.
    attempts : int
        Elections that failed.
    candidates : int32
        Rows of those who passed; `standing` float64 is what they were seen to do.
    committee : Organisation or None
    quality : float, 0–1
    met : int32
        Rows of residents who came to meetings or assemblies of this phase.
    assemblies : int
        Held in this phase.
    question, address : int
        Row of the matter that this week's open-space meeting is about, −1 for none; address of draws about it.
    tried : set of int
        Matters passed on.
    """

    estate: int
    phase: str = "leaders"
    since: int = 0
    attempts: int = 0
    candidates: NDArray[np.int32] = field(default_factory=lambda: np.empty(0, np.int32))
    standing: NDArray[np.float64] = field(default_factory=lambda: np.empty(0))
    committee: Organisation | None = None
    quality: float = 0.0
    met: NDArray[np.int32] = field(default_factory=lambda: np.empty(0, np.int32))
    assemblies: int = 0
    question: int = -1
    address: int = -1
    tried: set[int] = field(default_factory=set)

    def enter(self, phase: str, week: int) -> None:
        """Begin a phase."""
        self.phase, self.since = phase, week
        self.met, self.assemblies = np.empty(0, np.int32), 0

    @property
    def governs(self) -> bool:
        """Whether it has an elected committee."""
        return self.committee is not None
