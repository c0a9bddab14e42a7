"""Backbone residents 骨干: who leads, whom they reach, what it costs them, and when they stop.

They are the scarce stock of the model: organisations without a leader hold less, ask less and die sooner. They ask
people they know, and burn out when they carry more than their spare hours bear and nobody helps.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.agents.backbone.settings import BackboneSettings
from sim.agents.resident.columns import Residents
from sim.community import Community
from sim.kernel import kernel, rows_of
from sim.rng import Streams, uniform
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
        """Make residents backbone; returns the rows of those who were not yet."""
        new = np.array(sorted(set(rows.tolist()) - set(self.rows.tolist())), np.int32)
        self.row = np.concatenate([self.row, new])
        self.since = np.concatenate([self.since, np.full(new.size, week, np.int32)])
        self.serving = np.concatenate([self.serving, np.ones(new.size, np.bool_)])
        for name in ("trained", "strain", "support", "tasks"):
            setattr(self, name, np.concatenate([getattr(self, name), np.zeros(new.size, np.float32)]))
        self.post = np.concatenate([self.post, np.zeros(new.size, np.int8)])
        return new

    def reach(self, residents: Residents, asked: NDArray[np.float32], week: int) -> None:
        """Let backbone residents ask as many contacts as their span allows, in turn from week to week."""
        s = self.settings
        vigour = np.float32(s.ask) * (1 + np.float32(s.trained) * self.trained) * (1 - self.strain)
        at = np.flatnonzero(self.serving)
        ask_in_person(self.row[at], vigour[at].astype(np.float32), s.span, week, residents.tie_start, residents.tie_to,
             residents.able, asked)  # fmt: skip

    def live_on(self, residents: Residents, community: Community, streams: Streams, week: int) -> NDArray[np.int32]:
        """Live through a week in the role, with its strain; returns the rows of those who give up."""
        s = self.settings
        rates = (s.tasks_borne, s.tasks_hours, s.strain, s.strain_fade, s.stop, s.stop_strained, s.worn)
        stopped = np.empty(self.row.size, np.int32)
        count, worn = _bear(
            self.row, self.tasks, self.serving, self.strain, self.support, self.post, residents.spare, residents.able,
            community.number, Rates(*map(np.float32, rates)), streams.key("backbone stops", week), stopped,
        )  # fmt: skip
        self.burnt_out += worn
        return stopped[:count]


class Rates(NamedTuple):
    """Rates of strain and of giving up, as `_bear` reads them: float32."""

    borne: np.float32
    hours: np.float32
    strain: np.float32
    fade: np.float32
    stop: np.float32
    stop_strained: np.float32
    worn: np.float32


@kernel
def _bear(
    rows: NDArray[np.int32],
    tasks: NDArray[np.float32],
    serving: NDArray[np.bool_],
    strain: NDArray[np.float32],
    support: NDArray[np.float32],
    post: NDArray[np.int8],
    spare: NDArray[np.float32],
    able: NDArray[np.bool_],
    number: NDArray[np.int32],
    rates: Rates,
    key: np.uint64,
    stopped: NDArray[np.int32],
) -> tuple[int, int]:
    """Strain grows by tasks beyond what spare hours bear; returns how many stop, and how many of them worn out."""
    one = np.float32(1.0)
    count = worn = 0
    for n in range(rows.size):
        row = rows[n]
        borne = rates.borne * min(spare[row] / rates.hours, np.float32(2.0))
        carried = tasks[n] * (one - support[n])
        grown = rates.strain * max(carried - borne, np.float32(0.0)) - rates.fade * strain[n]
        strain[n] = min(max(strain[n] + grown, np.float32(0.0)), one)
        chance = rates.stop * (one + rates.stop_strained * strain[n])
        if serving[n] and (uniform(key, np.uint64(number[row])) < chance or not able[row]):
            stopped[count] = row
            count += 1
            worn += able[row] and strain[n] >= rates.worn
            serving[n] = False
        if not serving[n]:
            post[n] = NO_POST
        support[n] = np.float32(0.0)
    return count, worn


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
