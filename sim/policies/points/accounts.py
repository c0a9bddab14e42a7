"""Accounts of points: what is issued is held, redeemed or expired, never lost."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.agents.resident.columns import Residents
from sim.agents.resident.terms import share_active
from sim.kernel import kernel
from sim.rng import uniform


class Accounts:
    """Points held, by quarter of issue, so that they expire quarter by quarter.

    Attributes
    ----------
    owner : int32 (people,)
        Account of each resident: their own, their dwelling's or their estate's.
    held : int32 (accounts, quarters + 1)
        Points by quarter of issue, a ring.
    issued, redeemed, expired : int
        Totals so far.
    """

    def __init__(self, owner: NDArray[np.int32], accounts: int, quarters: int) -> None:
        self.owner = owner
        self.held = np.zeros((accounts, quarters + 1), np.int32, order="F")  # sums by account run along columns
        self.issued = self.redeemed = self.expired = 0
        self._quarter = 0

    @property
    def balance(self) -> NDArray[np.int64]:
        """Points in each account, int64 (accounts,)."""
        points = np.zeros(self.held.shape[0], np.int64)
        _add_up(self.held, points)
        return points

    def issue(self, rows: NDArray[np.integer], points: NDArray[np.integer]) -> None:
        """Credit points to residents' accounts (rows may repeat)."""
        np.add.at(self.held, (self.owner[rows], self._quarter % self.held.shape[1]), points.astype(np.int32))
        self.issued += int(points.sum())

    def redeem(self, accounts: NDArray[np.integer]) -> NDArray[np.int64]:
        """Empty some accounts (without repetition); returns the points of each."""
        points = self.held[accounts].sum(axis=1, dtype=np.int64)
        self.held[accounts] = 0
        self.redeemed += int(points.sum())
        return points

    def spend(self, accounts: NDArray[np.integer], points: int) -> None:
        """Take so many points from each of some accounts that hold them (without repetition), oldest first."""
        left = np.full(accounts.size, points, np.int64)
        size = self.held.shape[1]
        for age in range(size - 1, -1, -1):
            bucket = (self._quarter - age) % size
            taken = np.minimum(self.held[accounts, bucket], left)
            self.held[accounts, bucket] -= taken.astype(np.int32)
            left -= taken
        self.redeemed += points * accounts.size - int(left.sum())

    def next_quarter(self) -> int:
        """Start a new quarter of issue; the oldest points expire. Returns how many."""
        self._quarter += 1
        bucket = self._quarter % self.held.shape[1]
        return self._expire(self.held[:, bucket])

    def void(self, accounts: NDArray[np.integer] | slice) -> int:
        """Let all points of some accounts expire; returns how many."""
        points = int(self.held[accounts].sum(dtype=np.int64))
        self.held[accounts] = 0
        self.expired += points
        return points

    def _expire(self, bucket: NDArray[np.int32]) -> int:
        points = int(bucket.sum(dtype=np.int64))
        bucket[:] = 0
        self.expired += points
        return points


@kernel
def _add_up(held: NDArray[np.int32], points: NDArray[np.int64]) -> None:
    for bucket in range(held.shape[1]):
        for account in range(held.shape[0]):
            points[account] += held[account, bucket]


class Members(NamedTuple):
    """The scheme's columns, one row a resident."""

    open_to: NDArray[np.bool_]  # would ever sign up
    enrolled: NDArray[np.bool_]
    salience: NDArray[np.float32]  # how much points matter to the person, 0–1
    earned: NDArray[np.int32]  # points this month
    redeemed_ever: NDArray[np.bool_]


def sign_up(
    r: Residents,
    members: Members,
    where: NDArray[np.bool_],
    rates: tuple[np.float32, np.float32, np.float32],
    key: np.uint64,
) -> NDArray[np.int64]:
    """Residents who sign up this week: rows; sooner where points matter, taking part comes easily, contacts do it.

    `rates` are the hazard at salience 1 and average ease, what active contacts add, and what ease does.
    """
    joins = np.empty(where.size, np.bool_)
    _draw_lots((where, r.able, members.open_to, members.enrolled), r.near, r.near_total, members.salience,
               r.ease, rates, key, r.number, joins)  # fmt: skip
    return np.flatnonzero(joins)


@kernel
def _draw_lots(
    masks: tuple[NDArray[np.bool_], NDArray[np.bool_], NDArray[np.bool_], NDArray[np.bool_]],
    near: NDArray[np.int32],
    near_total: NDArray[np.int32],
    salience: NDArray[np.float32],
    ease: NDArray[np.float32],
    rates: tuple[np.float32, np.float32, np.float32],
    key: np.uint64,
    number: NDArray[np.int32],
    joins: NDArray[np.bool_],
) -> None:
    hazard, contacts, inclined = rates
    where, able, open_to, enrolled = masks
    for row in range(where.size):
        may = where[row] & able[row] & open_to[row] & (not enrolled[row])
        drawn = np.exp(inclined * ease[row]) * (np.float32(1.0) + contacts * share_active(near[row], near_total[row]))
        chance = hazard * salience[row] * drawn
        joins[row] = may & (uniform(key, np.uint64(number[row])) < chance)


@kernel
def award(
    members: Members,
    rows: NDArray[np.int32],
    kinds: NDArray[np.int8],
    number: NDArray[np.int32],
    per_act: NDArray[np.int32],
    cap: int,
    gaming: np.float32,
    key: np.uint64,
    points: NDArray[np.int32],
) -> int:
    """Award points for each act of this week, within the monthly cap; returns how many were claimed without an act."""
    gamed = 0
    for n in range(rows.size):
        row = rows[n]
        points[n] = 0
        if not members.enrolled[row]:
            continue
        room = max(cap - members.earned[row], 0)
        points[n] = min(per_act[kinds[n]], room)
        if uniform(key, np.uint64(number[row])) < gaming:
            claimed = min(per_act[kinds[n]], room - points[n])
            points[n] += claimed
            gamed += claimed
        members.earned[row] += points[n]
    return gamed


@kernel
def credit(
    members: Members, rows: NDArray[np.int32], awards: NDArray[np.int64], cap: int, points: NDArray[np.int32]
) -> None:
    """Credit points that others award to enrolled residents (rows may repeat), within the monthly cap."""
    for n in range(rows.size):
        row = rows[n]
        points[n] = min(awards[n], max(cap - members.earned[row], 0)) if members.enrolled[row] else 0
        members.earned[row] += points[n]


def wanting_to_redeem(
    members: Members, accounts: Accounts, least: int, chance: float, luck: NDArray[np.float32]
) -> NDArray[np.int64]:
    """Rows of members who come to redeem this month, one per account; `luck` is a draw per resident."""
    can = members.enrolled & (accounts.balance[accounts.owner] >= least)
    rows = np.flatnonzero(can & (luck < chance * members.salience))
    _, first = np.unique(accounts.owner[rows], return_index=True)
    return rows[np.sort(first)]


def within_budget(claims: NDArray[np.floating], budget: float, luck: NDArray[Any]) -> NDArray[np.bool_]:
    """Claims served while the money lasts, bool (claims,): by lot, each met whole or not."""
    served = np.zeros(claims.size, np.bool_)
    _serve_in_turn(claims.astype(np.float64), np.argsort(luck, kind="stable"), budget, served)
    return served


@kernel
def _serve_in_turn(
    claims: NDArray[np.float64], order: NDArray[np.int64], left: float, served: NDArray[np.bool_]
) -> None:
    for n in order:
        if claims[n] <= left:
            served[n] = True
            left -= claims[n]
