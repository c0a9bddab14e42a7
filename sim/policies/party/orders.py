"""Work orders: the community whistles, members report, the office writes orders, members grab them or are assigned."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from sim.matters import KnownMatters
from sim.policies.party.settings import PartySettings
from sim.week import Week

NOBODY = -1
HONEST, ON_PAPER, DROPPED = range(3)
ADDRESS = np.int64(1 << 20)


@dataclass
class OrderCounts:
    """Orders of one week, by what happened to them."""

    written: int = 0
    grabbed: int = 0
    assigned: int = 0
    on_paper: int = 0
    hours: float = 0.0


@dataclass
class Orders:
    """The work orders that are open.

    Attributes
    ----------
    matter, address : int64 (orders,)
        Row in the book of matters; address of draws about it.
    estate, issued, holder : int32 (orders,)
        `holder` is a resident's row, `NOBODY` while nobody has it.
    way : int8 (orders,)
        How the holder will deal with it: `HONEST`, `ON_PAPER`, `DROPPED`.
    """

    matter: NDArray[np.int64] = field(default_factory=lambda: np.empty(0, np.int64))
    address: NDArray[np.int64] = field(default_factory=lambda: np.empty(0, np.int64))
    estate: NDArray[np.int32] = field(default_factory=lambda: np.empty(0, np.int32))
    issued: NDArray[np.int32] = field(default_factory=lambda: np.empty(0, np.int32))
    holder: NDArray[np.int32] = field(default_factory=lambda: np.empty(0, np.int32))
    way: NDArray[np.int8] = field(default_factory=lambda: np.empty(0, np.int8))

    def write(self, known: KnownMatters, most: int, week: Week) -> int:
        """Write orders for the oldest known matters that have none; returns how many."""
        new = np.flatnonzero(~np.isin(known.row, self.matter))[:most]
        added = (
            known.row[new],
            known.address[new],
            known.estate[new],
            np.full(new.size, week.index, np.int32),
            np.full(new.size, NOBODY, np.int32),
            np.zeros(new.size, np.int8),
        )
        for (name, old), column in zip(vars(self).items(), added, strict=True):
            setattr(self, name, np.concatenate([old, column]))
        return new.size

    def load(self, rows: NDArray[np.integer]) -> NDArray[np.int64]:
        """Orders on hand of each of some residents: int64 (rows,)."""
        return (self.holder[:, None] == rows[None, :]).sum(axis=0)

    def keep(self, which: NDArray[np.bool_]) -> None:
        """Leave only some orders open: bool (orders,)."""
        for name, column in vars(self).items():
            setattr(self, name, column[which])

    def hand_out(self, members: NDArray[np.int64], s: PartySettings, week: Week, counts: OrderCounts) -> None:
        """Let members grab orders of their grid; what nobody grabbed in time is assigned to whoever has least to do."""
        grid, estate_grid = week.community.grid, week.community.places.estate_grid
        for n in np.flatnonzero(self.holder == NOBODY).tolist():
            near = members[grid[members] == estate_grid[self.estate[n]]]
            near = near[self.load(near) < s.most_orders]
            if not near.size:
                continue
            at_home, load = week.community.estate[near] == self.estate[n], self.load(near)
            draw = week.draw("grabs", self.address[n] * ADDRESS + week.community.number[near])
            ratio = draw / np.maximum(s.readiness.chance(week.residents, near, at_home, load), 1e-9)
            if ratio.min() < 1:
                self.holder[n], self.way[n] = near[np.argmin(ratio)], HONEST
                counts.grabbed += 1
            elif week.index - self.issued[n] >= s.grab_weeks:
                self.holder[n] = near[np.lexsort((draw, load))[0]]
                self.way[n] = self.way_of(n, s, week)
                counts.assigned += 1

    def way_of(self, n: int, s: PartySettings, week: Week) -> int:
        """How an assigned order is dealt with: in earnest, on paper only, or not at all."""
        luck = float(week.draw("how it is dealt with", self.address[n : n + 1])[0])
        return ON_PAPER if luck < s.on_paper else DROPPED if luck < s.on_paper + s.dropped else HONEST

    def work(self, s: PartySettings, week: Week, counts: OrderCounts) -> None:
        """Let holders work on their matters as their hours allow, or close them on paper; what is dropped lies."""
        held = self.holder != NOBODY
        honest = np.flatnonzero(held & (self.way == HONEST))
        spare = week.residents.spare[self.holder[honest]]
        hours = np.minimum(spare / np.maximum(self.load(self.holder[honest]), 1), s.worked_hours)
        week.work_on(self.matter[honest], "party", hours)
        counts.hours += float(hours.sum())
        paper = np.flatnonzero(held & (self.way == ON_PAPER))
        week.report_done(self.matter[paper], "party")
        counts.on_paper += paper.size

    def close(self, week: Week) -> NDArray[np.int64]:
        """Close orders whose matter is closed; returns how many members solved: int64 (estates,)."""
        closed, solved = week.fate_of(self.matter)[0], week.solved_by("party", self.matter)
        held = self.holder != NOBODY
        by_members = np.bincount(self.estate[solved & held], minlength=week.community.settings.estates)
        self.keep(~closed)
        return by_members

    def forget(self, rows: NDArray[np.int64]) -> None:
        """Free the orders of members who moved away or died."""
        self.holder[(self.holder[:, None] == rows).any(axis=1)] = NOBODY
