"""Backbone residents 骨干: who leads, whom they reach, what it costs them, and when they stop.

They are the scarce stock of the model: organisations without a leader hold less, ask less and die sooner. They ask
people they know, and burn out when they carry more than their spare hours bear and nobody helps.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.agents.backbone.settings import BackboneSettings
from sim.agents.residents import Residents
from sim.community import Community
from sim.kernel import kernel, rows_of
from sim.rng import Streams
from sim.text import Text

POSTS: dict[str, Text] = {
    "none": Text("no post", "无岗位"),
    "building": Text("building head", "楼栋长"),
    "micro_grid": Text("micro-grid worker", "微网格员"),
    "service": Text("post in services for the old and the young", "“一老一小”服务岗"),
    "property": Text("property manager", "小区物业管理岗"),
}
NO_POST, BUILDING, MICRO_GRID, SERVICE, PROPERTY = range(len(POSTS))


class Backbone:
    """Everybody who ever became backbone, one row each.

    Attributes
    ----------
    row, since : int32
        Row of the resident; week.
    serving : bool
    trained, strain, support : float32, 0–1
        `support` is what somebody outside does this week to carry part of the load.
    tasks : float32
        Tasks of this week.
    post : int8
        Index into `POSTS`.
    burnt_out : int
        How many gave up worn out.
    """

    def __init__(self, settings: BackboneSettings) -> None:
        self.settings = settings
        self.row = np.empty(0, np.int32)
        self.since = np.empty(0, np.int32)
        self.serving = np.empty(0, np.bool_)
        self.trained = np.empty(0, np.float32)
        self.strain = np.empty(0, np.float32)
        self.support = np.empty(0, np.float32)
        self.tasks = np.empty(0, np.float32)
        self.post = np.empty(0, np.int8)
        self.burnt_out = 0

    @property
    def rows(self) -> NDArray[np.int32]:
        """Rows of those who serve now."""
        return self.row[self.serving]

    def appoint(self, rows: NDArray[np.integer], week: int) -> NDArray[np.int32]:
        """Residents become backbone; returns the rows of those who were not yet."""
        new = np.array(sorted(set(rows.tolist()) - set(self.rows.tolist())), np.int32)
        self.row = np.concatenate([self.row, new])
        self.since = np.concatenate([self.since, np.full(new.size, week, np.int32)])
        self.serving = np.concatenate([self.serving, np.ones(new.size, np.bool_)])
        for name in ("trained", "strain", "support", "tasks"):
            setattr(self, name, np.concatenate([getattr(self, name), np.zeros(new.size, np.float32)]))
        self.post = np.concatenate([self.post, np.zeros(new.size, np.int8)])
        return new

    def reach(self, residents: Residents, asked: NDArray[np.float32], week: int) -> None:
        """They ask as many of their contacts as their span allows, in turn from week to week."""
        s = self.settings
        vigour = np.float32(s.ask) * (1 + np.float32(s.trained) * self.trained) * (1 - self.strain)
        at = np.flatnonzero(self.serving)
        ask_in_person(self.row[at], vigour[at].astype(np.float32), s.span, week, residents.tie_start, residents.tie_to,
             residents.able, asked)  # fmt: skip

    def live_on(self, residents: Residents, community: Community, streams: Streams, week: int) -> NDArray[np.int32]:
        """A week in the role: strain, and who gives up; returns their rows."""
        s = self.settings
        borne = s.tasks_borne * np.minimum(residents.spare[self.row] / np.float32(s.tasks_hours), 2)
        carried = self.tasks * (1 - self.support)
        self.strain += s.strain * np.maximum(carried - borne, 0).astype(np.float32) - s.strain_fade * self.strain
        np.clip(self.strain, 0, 1, out=self.strain)
        chance = s.stop * (1 + s.stop_strained * self.strain)
        luck = streams.draw("backbone stops", week, community.number[self.row])
        stops = self.serving & (luck < chance) | self.serving & ~residents.able[self.row]
        self.burnt_out += int((stops & (self.strain >= s.worn) & residents.able[self.row]).sum())
        self.serving &= ~stops
        self.post[~self.serving] = NO_POST
        self.support[:] = 0
        return self.row[stops]


@kernel
def ask_in_person(
    rows: NDArray[np.int32],
    vigour: NDArray[np.float32],
    span: int,
    week: int,
    tie_start: NDArray[np.int64],
    tie_to: NDArray[np.int32],
    able: NDArray[np.bool_],
    asked: NDArray[np.float32],
) -> None:
    """Residents ask their contacts who live there, each as many as the span allows, in turn from week to week."""
    for n in range(rows.size):
        present = 0
        for at in rows_of(tie_start, rows[n]):
            present += able[tie_to[at]]
        if present == 0:
            continue
        begin, nth = (week * span) % present, 0
        for at in rows_of(tie_start, rows[n]):
            if able[tie_to[at]]:
                if (nth - begin) % present < span:
                    asked[tie_to[at]] += vigour[n]
                nth += 1
