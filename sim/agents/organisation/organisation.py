"""`Organisation`: one community organisation 社区社会组织, or the group it grows from."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from sim.agents.acts import ACTION, CARE, HOSTED, INTEREST, KINDS, MEETING, ORGANISING
from sim.text import Text

ORGANISATIONS: dict[str, Text] = {
    "interest": Text("interest", "兴趣类"),
    "governance": Text("governance", "治理类"),
    "mutual_aid": Text("mutual aid", "互助类"),
    "volunteer": Text("volunteer", "志愿类"),
    "committee": Text("self-management committee", "小区自管委员会"),
}
COMMITTEE = "committee"
STAGES_149: tuple[Text, ...] = (
    Text("group", "自发群体"),
    Text("forming", "锁定人群"),
    Text("acting", "组织行动"),
    Text("organised", "规范建立"),
    Text("sustained", "持续赋能"),
)
GROUP, FORMING, ACTING, ORGANISED, SUSTAINED = range(len(STAGES_149))

# What each kind does, in the order of `ACTS` (interest, action, care, meeting, mediation, organising): structure.
PROGRAMME: dict[str, tuple[float, ...]] = {
    "interest": (0.80, 0.00, 0.00, 0.10, 0.00, 0.10),
    "governance": (0.05, 0.40, 0.00, 0.30, 0.10, 0.15),
    "mutual_aid": (0.10, 0.00, 0.60, 0.15, 0.00, 0.15),
    "volunteer": (0.05, 0.60, 0.10, 0.10, 0.00, 0.15),
    "committee": (0.05, 0.30, 0.15, 0.25, 0.10, 0.15),
}
PROGRAMME_STEPS = {kind: (np.cumsum(shares) / sum(shares)).tolist() for kind, shares in PROGRAMME.items()}
MAIN_ACT = {"interest": INTEREST, "governance": ACTION, "mutual_aid": CARE, "volunteer": ACTION, "committee": ACTION}
SINGLE = (MEETING, ORGANISING)  # what the few do, not what the many come to


class Ending(NamedTuple):
    """How an organisation ended: a week, a reason in words, and what there was at the end.

    Attributes
    ----------
    week : int
    reason : Text
    listed, active, leaders : int
        Members on its list, active ones among them, and leaders.
    funds : float, yuan
    """

    week: int
    reason: Text
    listed: int
    active: int
    leaders: int
    funds: float


@dataclass(eq=False)
class Organisation:
    """An organisation, from the first people of interest to its end.

    Attributes
    ----------
    index : int
        Place in `Organisations.ever` and in its roster.
    address : int
        Of its draws: who began it, and when; the same in every arm in which it is begun.
    kind : str
        Key of `ORGANISATIONS`.
    name : Text
    home : int
        Estate, counted from 0.
    founded : int
        Week.
    founder : str
        `spontaneous`, or the module that founded it.
    stage : int
        Of the 149 pathway; `GROUP` outside it.
    steps : dict of int
        Week in which each step of the pathway was done.
    leaders, board : list of int
        Rows of residents.
    funds : float, yuan
    cohesion, capability, covenant : float, 0–1
        How close members are; what training added; legitimacy of its covenant, 0 without one.
    awards : int
        Points it awards for an act of a member.
    supported : bool
        Somebody outside stands by it.
    coordinated : bool
        Somebody is paid to keep it going this week as a leader would.
    registered : int
        Week of registration, −1 before.
    quiet : int
        Weeks since anybody last came.
    dormant : bool
    ended : Ending or None
    planned : list of int
        Acts (index into `ACTS`) that it will hold this week besides its own programme.
    held : int
        Bits of the last 32 weeks in which it held something.
    """

    index: int
    address: int
    kind: str
    name: Text
    home: int
    founded: int
    founder: str
    stage: int = GROUP
    steps: dict[str, int] = field(default_factory=dict)
    leaders: list[int] = field(default_factory=list)
    board: list[int] = field(default_factory=list)
    funds: float = 0.0
    cohesion: float = 0.0
    capability: float = 0.0
    covenant: float = 0.0
    awards: int = 0
    supported: bool = False
    coordinated: bool = False
    registered: int = -1
    quiet: int = 0
    dormant: bool = False
    ended: Ending | None = None
    planned: list[int] = field(default_factory=list)
    held: int = 0

    @property
    def alive(self) -> bool:
        """Whether the organisation still exists."""
        return self.ended is None

    @property
    def formal(self) -> bool:
        """Whether it is organised: its board elected, itself registered."""
        return self.registered >= 0

    @property
    def forming(self) -> bool:
        """Whether it is only a circle of people of interest yet, who are members of nothing."""
        return self.stage == FORMING

    @property
    def choosing_leaders(self) -> bool:
        """Whether somebody accompanies it on the way to its first leaders, whom its members will choose."""
        return self.stage == ACTING and self.supported

    def weeks_active(self, last: int) -> int:
        """In how many of the last so many weeks, at most 32, it held something."""
        return (self.held & ((1 << last) - 1)).bit_count()

    def lose(self, rows: set[int]) -> None:
        """Take people off the leaders and the board: they moved away, died or gave up."""
        self.leaders = [row for row in self.leaders if row not in rows]
        self.board = [row for row in self.board if row not in rows]

    def activities(self, luck: float, rate: float, supply: float) -> np.ndarray:
        """Activities of its own programme this week, float32 (kinds,): one by the chance of its rate.

        Parameters
        ----------
        luck
            A uniform draw: the same draw decides whether and what.
        rate
            Activities a week.
        supply
            Multiple of that rate for want of leaders or money.
        """
        held = np.zeros(KINDS, np.float32)
        most = rate * supply
        if luck < min(most, 1.0):
            held[min(bisect_right(PROGRAMME_STEPS[self.kind], luck / min(most, 1.0)), HOSTED - 1)] = max(most, 1.0)
        return held
