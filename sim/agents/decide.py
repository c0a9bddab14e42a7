"""Being reached and deciding: the chance to take part, resident by resident, on last week's state.

Civic voluntarism (Verba, Schlozman & Brady 1995): people do not take part because they can't, don't want to, or
nobody asked. The three are three factors here: being reached, availability, willingness.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.agents.acts import Acts
from sim.agents.residents import Residents
from sim.kernel import inlined, kernel
from sim.rng import uniform

SATIETY = np.float32(0.5)
ONE, HALF, ZERO = np.float32(1.0), np.float32(0.5), np.float32(0.0)


class Offers(NamedTuple):
    """What is going on this week: float32 (estates, kinds), and the levers on whole activities.

    Attributes
    ----------
    notice
        How many activities of a kind residents of an estate get notice of (fractions: less publicity).
    seats
        Places left for the estate's residents; infinite unless limited.
    say
        How much say residents have in the activity, 0–1.
    rewarded : float32 (kinds,)
        How far rewards apply to each kind, 1 fully; negative values make a kind less attractive to the rewarded.
    norm : float32 (estates,)
        Weight that a covenant adds to what contacts do.
    """

    notice: NDArray[np.float32]
    seats: NDArray[np.float32]
    say: NDArray[np.float32]
    rewarded: NDArray[np.float32]
    norm: NDArray[np.float32]


class Push(NamedTuple):
    """The levers that policies push, one value a resident (float32), neutral at zero; see `sim.week`."""

    notice: NDArray[np.float32]
    asked: NDArray[np.float32]
    pressure: NDArray[np.float32]
    reward: NDArray[np.float32]
    controlling: NDArray[np.float32]
    autonomy: NDArray[np.float32]
    competence: NDArray[np.float32]
    relatedness: NDArray[np.float32]
    relief: NDArray[np.float32]
    promise: NDArray[np.float32]


class Occasions(NamedTuple):
    """Those who were reached this week, in row order; only the first `count` entries hold.

    Attributes
    ----------
    row : int32 · kind : int8
    came : bool, decided to come (and, after seats are given out, found one)
    asked : bool, asked in person · chance : float32, of coming
    unable : bool, availability rather than willingness holds the person back
    own : float32, chance without external drive as a share of the chance
    autonomy : float32, relative autonomy index of the occasion, −2 to 1.5
    """

    row: NDArray[np.int32]
    kind: NDArray[np.int8]
    came: NDArray[np.bool_]
    asked: NDArray[np.bool_]
    chance: NDArray[np.float32]
    unable: NDArray[np.bool_]
    own: NDArray[np.float32]
    autonomy: NDArray[np.float32]


def room_for(people: int) -> Occasions:
    """Empty occasions, as many as there are people."""
    return Occasions(
        np.empty(people, np.int32),
        np.empty(people, np.int8),
        np.empty(people, np.bool_),
        np.empty(people, np.bool_),
        np.empty(people, np.float32),
        np.empty(people, np.bool_),
        np.empty(people, np.float32),
        np.empty(people, np.float32),
    )


@inlined
def sigma(x: np.float32) -> np.float32:
    """The logistic function."""
    return ONE / (ONE + np.exp(-x))


@inlined
def share_active(r: Residents, row: int) -> np.float32:
    """Share of one's contacts who took part in the last four weeks, weighted by closeness."""
    return np.float32(r.near[row]) / np.float32(max(r.near_total[row], 1))


@inlined
def norm_felt(r: Residents, rates: Any, row: int, costly: bool) -> np.float32:
    """How far the personal threshold of active contacts is passed, 0–1 (Granovetter 1978, Centola 2018).

    Costly acts are not imitated before enough contacts outside the family take part. The satiable fall back when
    most others act; the unconditional (negative threshold) always feel the norm.
    """
    if r.threshold[row] < ZERO:
        return ONE
    if costly and r.outside[row] < rates.costly_contacts:
        return ZERO
    seen = share_active(r, row)
    felt = sigma((seen - r.threshold[row]) / rates.norm_width)
    if r.satiable[row]:
        felt *= ONE - max(seen - SATIETY, ZERO) / SATIETY
    return felt


@inlined
def available(r: Residents, rates: Any, row: int, relief: np.float32, hours: np.float32) -> np.float32:
    """Whether spare hours allow the act, 0–1: zero without spare hours."""
    return ONE - np.exp(-(r.spare[row] + relief) / (rates.spare_scale * hours))


@inlined
def drive(r: Residents, push: Push, rewarded: np.float32, row: int) -> np.float32:
    """External drive of an occasion, 0–1: what is left of past pressure and reward, or this week's if stronger."""
    pressure = max(r.pressure[row], push.pressure[row])
    reward = max(r.reward[row], push.reward[row]) * max(rewarded, ZERO)
    return ONE - (ONE - pressure) * (ONE - reward)


@inlined
def willingness(
    r: Residents,
    push: Push,
    rates: Any,
    acts: Acts,
    row: int,
    kind: int,
    norm: np.float32,
    covenant: np.float32,
    collective: np.float32,
    asked: bool,
) -> np.float32:
    """Everything that speaks for and against, in logits, but the external drive."""
    value = rates.base + rates.weight_motivation * r.motivation[row] + rates.weight_habit * r.habit[row]
    value += (
        rates.weight_norm
        * norm
        * (HALF + acts.visibility[kind] * r.concern[row])
        * (ONE + covenant)
        * (ONE - rates.norm_crowding * push.controlling[row])
    )
    value += rates.weight_efficacy * (r.efficacy[row] - HALF) + rates.weight_collective * collective
    value += rates.weight_belonging * (r.belonging[row] - HALF) + rates.weight_trust * (r.trust[row] - HALF)
    value += rates.weight_fit * (r.fit[row, kind] - HALF)
    value -= rates.weight_skill * max(acts.skill[kind] - r.skill[row], ZERO)
    value -= rates.weight_burnout * r.burnout[row]
    if r.memberships[row] > 0:
        value += rates.weight_member
    if asked:
        value += rates.weight_asked
    if acts.deep[kind]:
        value += rates.weight_knowledge * r.knowledge[row]
    return value


@inlined
def _pick_kind(
    r: Residents,
    push: Push,
    offers: Offers,
    row: int,
    estate: int,
    luck: np.float32,
) -> int:
    """Which of the activities on offer a resident hears of: more of a kind, and a better fit, draw attention."""
    reward = max(r.reward[row], push.reward[row])
    total = ZERO
    for kind in range(offers.rewarded.size):
        total += (
            offers.notice[estate, kind]
            * (HALF * HALF + r.fit[row, kind])
            * max(ONE + reward * offers.rewarded[kind], ZERO)
        )
    left = luck * total
    chosen = -1
    for kind in range(offers.rewarded.size):
        weight = (
            offers.notice[estate, kind]
            * (HALF * HALF + r.fit[row, kind])
            * max(ONE + reward * offers.rewarded[kind], ZERO)
        )
        if weight > ZERO:
            chosen = kind
            if left < weight:
                return chosen
            left -= weight
    return chosen


@inlined
def _hazard(r: Residents, push: Push, rates: Any, row: int, by_notice: np.float32) -> np.float32:
    """Hazard of being reached this week, by notices, by contacts, by one's own group or out of habit."""
    member = rates.ask_member if r.memberships[row] > 0 else ZERO
    by_person = rates.ask_tie * np.float32(r.near[row]) + push.asked[row]
    return by_person + by_notice + push.notice[row] + rates.ask_habit * r.habit[row] + member


@kernel
def decide(
    r: Residents,
    push: Push,
    offers: Offers,
    rates: Any,
    acts: Acts,
    estate_start: NDArray[np.int64],
    collective: NDArray[np.float32],
    reach_key: np.uint64,
    kind_key: np.uint64,
    come_key: np.uint64,
    out: Occasions,
) -> int:
    """Reach residents and let each reached one decide; returns how many were reached.

    `collective` is the collective efficacy of each estate's grid (float32, estates). Nobody's state changes.
    """
    count = 0
    maybe = np.empty(r.able.size, np.bool_)
    for estate in range(estate_start.size - 1):
        offered = ZERO
        for kind in range(offers.rewarded.size):
            offered += offers.notice[estate, kind]
        if offered <= ZERO:
            continue
        by_notice = rates.notice * offered
        first, last = estate_start[estate], estate_start[estate + 1]
        for row in range(first, last):
            # a chance is never larger than its hazard: this loop, which vectorises, leaves few for the next
            hazard = _hazard(r, push, rates, row, by_notice)
            maybe[row] = r.able[row] & (uniform(reach_key, np.uint64(r.number[row])) < hazard)
        for row in range(first, last):
            if not maybe[row]:
                continue
            number = np.uint64(r.number[row])
            luck = uniform(reach_key, number)
            if luck >= ONE - np.exp(-_hazard(r, push, rates, row, by_notice)):
                continue
            asked_hazard = rates.ask_tie * np.float32(r.near[row]) + push.asked[row]
            asked = luck < ONE - np.exp(-asked_hazard)
            kind = _pick_kind(r, push, offers, row, estate, uniform(kind_key, number))
            if kind < 0:
                continue
            norm = norm_felt(r, rates, row, acts.costly[kind])
            own = willingness(r, push, rates, acts, row, kind, norm, offers.norm[estate], collective[estate], asked)
            external = drive(r, push, offers.rewarded[kind], row)
            willing = sigma(own + rates.weight_external * external)
            able = available(r, rates, row, push.relief[row], acts.hours[kind])
            chance = able * willing
            face = acts.visibility[kind] * norm * r.concern[row]
            motive = r.motivation[row]
            out.row[count] = row
            out.kind[count] = kind
            out.came[count] = uniform(come_key, number) < chance
            out.asked[count] = asked
            out.chance[count] = chance
            out.unable[count] = able < willing
            out.own[count] = sigma(own) / willing
            out.autonomy[count] = (np.float32(1.5) * motive - np.float32(2.0) * external - face) / (
                external + face + motive + np.float32(1e-6)
            )
            count += 1
    return count


@kernel
def give_hours(
    r: Residents,
    push: Push,
    rates: Any,
    acts: Acts,
    occasions: Occasions,
    count: int,
    estate: NDArray[np.int32],
    hours: NDArray[np.float32],
    by_place: NDArray[np.float64],
) -> None:
    """Hours each one gives: the act's, and of further spare hours what habit and motivation turn into service.

    `by_place` receives their sums by estate and kind of act.
    """
    by_place[:] = 0.0
    for n in range(count):
        hours[n] = ZERO
        if occasions.came[n]:
            row, own = occasions.row[n], acts.hours[occasions.kind[n]]
            further = max(r.spare[row] + push.relief[row] - own, ZERO)
            hours[n] = own + rates.extra_hours * r.habit[row] * r.motivation[row] * further
            by_place[estate[row], occasions.kind[n]] += hours[n]


@kernel
def give_seats(
    offers: Offers,
    occasions: Occasions,
    count: int,
    estate: NDArray[np.int32],
    number: NDArray[np.int32],
    lot_key: np.uint64,
) -> int:
    """Where more come than there are seats, the lot decides; returns how many were turned away."""
    wanted = np.zeros(offers.seats.shape, np.int64)
    for n in range(count):
        if occasions.came[n]:
            wanted[estate[occasions.row[n]], occasions.kind[n]] += 1
    turned_away = 0
    for place in range(wanted.shape[0]):
        for kind in range(wanted.shape[1]):
            seats = offers.seats[place, kind]
            if wanted[place, kind] <= seats:
                continue
            lots = np.empty(wanted[place, kind], np.float32)
            who = np.empty(wanted[place, kind], np.int64)
            found = 0
            for n in range(count):
                if occasions.came[n] and occasions.kind[n] == kind and estate[occasions.row[n]] == place:
                    lots[found] = uniform(lot_key, np.uint64(number[occasions.row[n]]))
                    who[found] = n
                    found += 1
            order = np.argsort(lots)
            for rank in range(int(seats), found):
                occasions.came[who[order[rank]]] = False
                turned_away += 1
    return turned_away
