"""The lists of members of all organisations: one row a membership, sorted by organisation, moved by kernels.

Being on a list and taking part are two things. A person is an active member while they took part in something of the
organisation within half a year, or joined within a quarter; everybody else on the list is a member in name. Active
members who came at least once have a place in its rhythm: coming again needs no invitation. Who misses its activities
too often in a row loses the place.
"""

from __future__ import annotations

from typing import Any, NamedTuple, cast

import numpy as np
from numpy.typing import NDArray

from sim.agents.resident.columns import Residents
from sim.kernel import kernel, rows_of
from sim.rng import uniform

ACTIVE_FOR, NEW_FOR = 26, 13
NOBODY = np.int32(-1)
ROUNDS = np.int32(-2)  # the backbone's own rounds, in place of an organisation
NEVER = np.int32(-10_000)
FULL = 255


class Roster(NamedTuple):
    """Memberships, sorted by organisation and order of joining.

    Attributes
    ----------
    organisation, row : int32
        Index of the organisation; row of the resident.
    joined, last : int32
        Week of joining, and of the last time at one of its activities (`NEVER` before the first).
    times : int32
        How often they came.
    came : uint32
        A bit for each of the last 32 weeks, the lowest is this week.
    missed : int16
        Activities missed in a row, of those at which the place was their occasion of the week.
    """

    organisation: NDArray[np.int32]
    row: NDArray[np.int32]
    joined: NDArray[np.int32]
    last: NDArray[np.int32]
    times: NDArray[np.int32]
    came: NDArray[np.uint32]
    missed: NDArray[np.int16]

    def only(self, which: NDArray[np.bool_] | NDArray[np.integer] | slice) -> Roster:
        """Some of the memberships."""
        return Roster(*cast(Any, (column[which] for column in self)))

    def with_more(
        self, organisation: NDArray[np.int32], row: NDArray[np.int32], week: int, *, came: bool = False
    ) -> Roster:
        """The roster with new memberships, of people who are not on the list yet.

        `came`: they sign up at an activity, which counts as their first.
        """
        new = organisation.size
        if not new:
            return self
        both = Roster(*cast(Any, (np.empty(self.row.size + new, column.dtype) for column in self)))
        order = np.argsort(organisation, kind="stable")
        _merge(self, organisation[order].astype(np.int32), row[order].astype(np.int32), week, came, both)
        return both


@kernel
def _merge(
    old: Roster, organisation: NDArray[np.int32], row: NDArray[np.int32], week: int, came: bool, both: Roster
) -> None:
    """Old memberships before new ones of the same organisation; the new ones are sorted by organisation."""
    at = taken = 0
    for n in range(both.row.size):
        if at < old.row.size and (taken == row.size or old.organisation[at] <= organisation[taken]):
            both.organisation[n], both.row[n], both.joined[n] = old.organisation[at], old.row[at], old.joined[at]
            both.last[n], both.times[n], both.came[n] = old.last[at], old.times[at], old.came[at]
            both.missed[n] = old.missed[at]
            at += 1
        else:
            both.organisation[n], both.row[n], both.joined[n] = organisation[taken], row[taken], week
            both.last[n], both.times[n], both.came[n] = week if came else NEVER, came, came
            both.missed[n] = 0
            taken += 1


def empty_roster() -> Roster:
    """A roster without memberships."""
    nothing = np.empty(0, np.int32)
    return Roster(nothing, nothing, nothing, nothing, nothing, np.empty(0, np.uint32), np.empty(0, np.int16))


class Belonging(NamedTuple):
    """Who belongs where, counted anew from the lists every week.

    Attributes
    ----------
    first : int32 (people,)
        A resident's first membership, `NOBODY` for none; `further` int32 (memberships,) the next one.
    active : bool (memberships,)
    listed, present : int32 (organisations,)
        Members on the list; active ones.
    in_estate : int32 (organisations, estates)
        Active members by estate.
    """

    first: NDArray[np.int32]
    further: NDArray[np.int32]
    active: NDArray[np.bool_]
    listed: NDArray[np.int32]
    present: NDArray[np.int32]
    in_estate: NDArray[np.int32]


def nobody_belongs(people: int, organisations: int, memberships: int, estates: int) -> Belonging:
    """Counts in which nobody belongs anywhere."""
    return Belonging(
        np.full(people, NOBODY, np.int32),
        np.full(memberships, NOBODY, np.int32),
        np.zeros(memberships, np.bool_),
        np.zeros(organisations, np.int32),
        np.zeros(organisations, np.int32),
        np.zeros((organisations, estates), np.int32),
    )


def count_members(
    r: Residents,
    roster: Roster,
    counted: NDArray[np.bool_],
    formal: NDArray[np.bool_],
    estate: NDArray[np.int32],
    estates: int,
    patience: int,
    week: int,
) -> Belonging:
    """Count who belongs where, and write the residents' columns `listed`, `memberships` and `formal`.

    `counted` and `formal` are bool (organisations,): circles that are only forming have no members. After so many
    activities missed in a row (`patience`) a place is lost.
    """
    found = nobody_belongs(r.here.size, counted.size, roster.row.size, estates)
    r.listed[:] = r.memberships[:] = r.formal[:] = 0
    if roster.row.size:
        _count(roster, counted, formal, estate, patience, week, r.listed, r.memberships, r.formal, found)
    return found


@kernel
def _count(
    roster: Roster,
    counted: NDArray[np.bool_],
    formal: NDArray[np.bool_],
    estate: NDArray[np.int32],
    patience: int,
    week: int,
    listed: NDArray[np.uint8],
    memberships: NDArray[np.uint8],
    formal_of: NDArray[np.uint8],
    out: Belonging,
) -> None:
    for n in range(roster.row.size):
        row, of = roster.row[n], roster.organisation[n]
        out.further[n] = out.first[row]
        out.first[row] = n
        active = (week - roster.last[n] < ACTIVE_FOR) | (week - roster.joined[n] < NEW_FOR)
        active &= roster.missed[n] < patience
        out.active[n] = active
        out.listed[of] += 1
        out.present[of] += active
        out.in_estate[of, estate[row]] += active
        if counted[of] and listed[row] < FULL:
            listed[row] += 1
            memberships[row] += active
            formal_of[row] += active & formal[of]


@kernel
def whose_turn(
    roster: Roster,
    active: NDArray[np.bool_],
    held: NDArray[np.int8],
    host: NDArray[np.int32],
    kind: NDArray[np.int8],
) -> None:
    """Which organisation's activity is everybody's own occasion of the week, where they have a place: −1 for none.

    Of several places that meet, the one longest not been to. `held` int8 (organisations,) is the kind of act each
    holds, −1 for none; `host` and `kind` (people,) receive what was found.
    """
    host[:] = -1
    at = np.empty(host.size, np.int64)
    for n in range(roster.row.size):
        row, of = roster.row[n], roster.organisation[n]
        if not active[n] or roster.times[n] == 0 or held[of] < 0:
            continue
        if host[row] < 0 or roster.last[n] < roster.last[at[row]]:
            host[row], kind[row], at[row] = of, held[of], n


@kernel
def ask_along(
    roster: Roster,
    active: NDArray[np.bool_],
    rate: NDArray[np.float32],
    able: NDArray[np.bool_],
    tie_start: NDArray[np.int64],
    tie_to: NDArray[np.int32],
    asked: NDArray[np.float32],
) -> None:
    """Active members ask contacts who are not on the list; `rate` is the hazard per tie of each organisation."""
    on_list_of = np.full(able.size, NOBODY, np.int32)
    for n in range(roster.row.size):
        of = roster.organisation[n]
        if n == 0 or of != roster.organisation[n - 1]:  # one list after another
            for member in range(n, roster.row.size):
                if roster.organisation[member] != of:
                    break
                on_list_of[roster.row[member]] = of
        if not active[n] or rate[of] <= 0:
            continue
        for at in rows_of(tie_start, roster.row[n]):
            other = tie_to[at]
            if able[other] and on_list_of[other] != of:
                asked[other] += rate[of]


@kernel
def organisations_known(spread: NDArray[np.float32]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Organisations known in each estate: where each estate's part begins, and their indices."""
    organisations, estates = spread.shape
    start = np.zeros(estates + 1, np.int64)
    for of in range(organisations):
        for place in range(estates):
            start[place + 1] += spread[of, place] > 0
    for place in range(estates):
        start[place + 1] += start[place]
    by, at = np.empty(start[estates], np.int64), start[:-1].copy()
    for of in range(organisations):
        for place in range(estates):
            if spread[of, place] > 0:
                by[at[place]] = of
                at[place] += 1
    return start, by


@kernel
def _by_notice(
    held: NDArray[np.float32],
    spread: NDArray[np.float32],
    near: tuple[NDArray[np.int64], NDArray[np.int64]],
    where: int,
    kind: int,
    left: np.float32,
) -> int:
    """The organisation whose notice a guest followed, by the share `left` of all there was; −1 for nobody's."""
    near_start, near_by = near
    for nth in rows_of(near_start, where):
        of = near_by[nth]
        given = held[of, kind] * spread[of, where]
        if given > 0:
            if left < given:
                return int(of)
            left -= given
    return -1


@kernel
def attribute(
    rows: NDArray[np.int32],
    kinds: NDArray[np.int8],
    came: NDArray[np.bool_],
    placed: NDArray[np.int32],
    count: int,
    roster: Roster,
    belonging: Belonging,
    held: NDArray[np.float32],
    spread: NDArray[np.float32],
    estate: NDArray[np.int32],
    number: NDArray[np.int32],
    offered: NDArray[np.float32],
    near: tuple[NDArray[np.int64], NDArray[np.int64]],
    key: np.uint64,
    week: int,
    host: NDArray[np.int32],
    place: NDArray[np.int32],
) -> None:
    """Find at whose activity everybody was who came.

    Who has a place is where the place is, or misses it. Other members go to their own organisation's, if it is known
    where they live; everybody else falls to one of those who held that kind of act in the estate, in proportion to the
    notice each gave; the office's own and other modules' belong to nobody.

    Parameters
    ----------
    placed : int32 (count,)
        The organisation whose place was the occasion, −1 for none.
    held : float32 (organisations, kinds); spread : float32 (organisations, estates)
        Notice of an activity is their product.
    offered : float32 (estates, kinds)
        All notice there was.
    near : tuple of int64 arrays
        See `organisations_known`.
    host, place : int32 (count,)
        Receive the organisation, −1 for none, and the place on its list, −1 for guests.
    """
    for n in range(count):
        host[n] = place[n] = -1
        row, kind = rows[n], kinds[n]
        where = estate[row]
        if placed[n] == ROUNDS or (not came[n] and placed[n] < 0):
            continue
        at = belonging.first[row]
        while at >= 0:
            of = roster.organisation[at]
            if placed[n] == of and not came[n]:
                roster.missed[at] += 1
                break
            if placed[n] == of or (placed[n] < 0 and held[of, kind] * spread[of, where] > 0):
                host[n], place[n] = of, at
                break
            at = belonging.further[at]
        if came[n] and host[n] < 0:
            left = uniform(key, np.uint64(number[row])) * offered[where, kind]
            host[n] = _by_notice(held, spread, near, where, kind, left)
        if place[n] >= 0:
            roster.last[place[n]] = week
            roster.times[place[n]] += 1
            roster.came[place[n]] |= np.uint32(1)
            roster.missed[place[n]] = 0


@kernel
def who_leaves(
    roster: Roster,
    motivation: NDArray[np.float32],
    habit: NDArray[np.float32],
    here: NDArray[np.bool_],
    number: NDArray[np.int32],
    address: NDArray[np.uint64],
    hazard: np.float32,
    key: np.uint64,
    stays: NDArray[np.bool_],
) -> None:
    """Draw who stays on the lists, bool (memberships,) in `stays`: the motivated and habitual longer."""
    for n in range(roster.row.size):
        row = roster.row[n]
        chance = hazard * (np.float32(1.6) - motivation[row] - np.float32(0.5) * habit[row])
        luck = uniform(key ^ address[roster.organisation[n]], np.uint64(number[row]))
        stays[n] = here[row] & (luck >= chance)
