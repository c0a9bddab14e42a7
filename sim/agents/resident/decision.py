"""Being reached and deciding: the chance to take part, resident by resident, on last week's state.

Civic voluntarism (Verba, Schlozman & Brady 1995): people do not take part because they can't, don't want to, or
nobody asked. The three are three factors here: being reached, availability, willingness.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.agents.acts import Acts
from sim.agents.resident.columns import Residents
from sim.agents.resident.rules import INDIRECT_CROWDING, THRESHOLDS
from sim.agents.resident.terms import (
    HALF,
    ONE,
    ZERO,
    added_effort,
    attention,
    available,
    drive,
    norm_felt,
    past_threshold,
    share_active,
    sigma,
)
from sim.kernel import kernel, rows_of
from sim.rng import uniform


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
        How far rewards apply to each kind, 1 fully; a negative value makes a kind less attractive to those who
        expect a reward for others (displacement).
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

    In order: the hazard of being reached; which activity one hears of; the norm felt; willingness (`own`, in
    logits, is everything that speaks for and against but the external drive); availability; the chance to come.
    `collective` is the collective efficacy of each estate's grid (float32, estates). Nobody's state changes.
    """
    count = 0
    maybe = np.empty(r.able.size, np.bool_)
    kinds = offers.rewarded.size
    # as locals, so that loops need not read them again after every store
    ask_tie, ask_habit, ask_member = rates.ask_tie, rates.ask_habit, rates.ask_member
    for estate in range(estate_start.size - 1):
        offered = ZERO
        for kind in range(kinds):
            offered += offers.notice[estate, kind]
        if offered <= ZERO:
            continue
        by_notice = rates.notice * offered
        for row in rows_of(estate_start, estate):
            # a chance is never larger than its hazard: this loop, which vectorises, leaves few for the next
            member = ask_member if r.memberships[row] > 0 else ZERO
            read = by_notice if r.attentive[row] else ZERO
            by_person = ask_tie * np.float32(r.near[row]) + push.asked[row]
            hazard = by_person + read + push.notice[row] + ask_habit * r.habit[row] + member
            maybe[row] = r.able[row] & (uniform(reach_key, np.uint64(r.number[row])) < hazard)
        for row in rows_of(estate_start, estate):
            if not maybe[row]:
                continue
            number = np.uint64(r.number[row])
            luck = uniform(reach_key, number)
            member = ask_member if r.memberships[row] > 0 else ZERO
            read = by_notice if r.attentive[row] else ZERO
            by_person = ask_tie * np.float32(r.near[row]) + push.asked[row]
            hazard = by_person + read + push.notice[row] + ask_habit * r.habit[row] + member
            if luck >= ONE - np.exp(-hazard):
                continue
            asked = luck < ONE - np.exp(-by_person)
            reward = push.reward[row]
            pressure = max(r.pressure[row], push.pressure[row])

            least = rates.least_attention
            total = ZERO
            for kind in range(kinds):
                total += attention(offers.notice[estate, kind], r.fit[row, kind], least, reward, offers.rewarded[kind])
            left = uniform(kind_key, number) * total
            chosen = -1
            for kind in range(kinds):
                weight = attention(offers.notice[estate, kind], r.fit[row, kind], least, reward, offers.rewarded[kind])
                if weight > ZERO and left >= ZERO:
                    chosen = kind
                    left -= weight
            if chosen < 0:
                continue

            seen = share_active(r.near[row], r.near_total[row])
            norm = norm_felt(
                seen,
                r.threshold[row],
                r.satiable[row],
                r.outside[row],
                acts.costly[chosen],
                rates.costly_contacts,
                rates.norm_width,
                rates.satiety,
            )
            if rates.rule == THRESHOLDS:
                own = past_threshold(
                    seen,
                    (ONE + offers.norm[estate]) * (ONE - rates.norm_crowding * push.controlling[row]),
                    r.threshold[row],
                    r.satiable[row],
                    r.outside[row],
                    acts.costly[chosen],
                    rates.costly_contacts,
                    rates.norm_width,
                    rates.satiety,
                )
                motive = ZERO
            else:
                motive = r.motivation[row]
                own = rates.base + rates.weight_motivation * motive + rates.weight_habit * r.habit[row]
                own += (
                    rates.weight_norm
                    * norm
                    * (HALF + acts.visibility[chosen] * r.concern[row])
                    * (ONE + offers.norm[estate])
                    * (ONE - rates.norm_crowding * push.controlling[row])
                )
                own += rates.weight_efficacy * (r.efficacy[row] - HALF) + rates.weight_collective * collective[estate]
                own += rates.weight_belonging * (r.belonging[row] - HALF) + rates.weight_trust * (r.trust[row] - HALF)
                own += rates.weight_fit * (r.fit[row, chosen] - HALF)
                own -= rates.weight_skill * max(acts.skill[chosen] - r.skill[row], ZERO)
                own -= rates.weight_burnout * r.burnout[row]
                if r.memberships[row] > 0:
                    own += rates.weight_member
            if asked:
                own += rates.weight_asked
            own += rates.weight_external * reward * min(offers.rewarded[chosen], ZERO)
            if acts.deep[chosen] and rates.rule != THRESHOLDS:
                own += rates.weight_knowledge * r.knowledge[row]

            external = drive(pressure, reward * max(offers.rewarded[chosen], ZERO))
            moved = rates.weight_external * external
            if rates.rule == INDIRECT_CROWDING:
                moved = added_effort(rates.weight_motivation * motive, moved, rates.cost_steepness)
            willing = sigma(own + moved)
            able = available(r.spare[row] + push.relief[row], acts.hours[chosen], rates.spare_scale)
            chance = able * willing
            face = acts.visibility[chosen] * norm * r.concern[row]
            out.row[count] = row
            out.kind[count] = chosen
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
    spare: NDArray[np.float32],
    relief: NDArray[np.float32],
    habit: NDArray[np.float32],
    motivation: NDArray[np.float32],
    extra: np.float32,
    acts: Acts,
    occasions: Occasions,
    count: int,
    estate: NDArray[np.int32],
    hours: NDArray[np.float32],
    by_place: NDArray[np.float64],
) -> None:
    """Hours each one gives: the act's, and of further spare hours what habit and motivation turn into service.

    `extra` is how much of them these do; `by_place` receives their sums by estate and kind of act.
    """
    by_place[:] = 0.0
    for n in range(count):
        hours[n] = ZERO
        if occasions.came[n]:
            row, own = occasions.row[n], acts.hours[occasions.kind[n]]
            further = max(spare[row] + relief[row] - own, ZERO)
            hours[n] = own + extra * habit[row] * motivation[row] * further
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
    wanted: NDArray[np.int64] = np.zeros(offers.seats.shape, np.int64)
    begin = np.zeros(wanted.shape[0] + 1, np.int64)  # occasions stand estate by estate, as rows do
    for n in range(count):
        place = estate[occasions.row[n]]
        begin[place + 1] = n + 1
        if occasions.came[n]:
            wanted[place, occasions.kind[n]] += 1
    for place in range(wanted.shape[0]):
        begin[place + 1] = max(begin[place + 1], begin[place])
    turned_away = 0
    for place in range(wanted.shape[0]):
        for kind in range(wanted.shape[1]):
            seats = offers.seats[place, kind]
            if wanted[place, kind] <= seats:
                continue
            lots = np.empty(wanted[place, kind], np.float32)
            who = np.empty(wanted[place, kind], np.int64)
            found = 0
            for n in range(begin[place], begin[place + 1]):
                if occasions.came[n] and occasions.kind[n] == kind:
                    lots[found] = uniform(lot_key, np.uint64(number[occasions.row[n]]))
                    who[found] = n
                    found += 1
            order = np.argsort(lots)
            for rank in range(int(seats), found):
                occasions.came[who[order[rank]]] = False
                occasions.unable[who[order[rank]]] = True
                turned_away += 1
    return turned_away
