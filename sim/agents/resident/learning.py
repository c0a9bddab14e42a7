"""What taking part does to people, and what fades; then who stands at which stage."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.agents.acts import HOSTED, Acts
from sim.agents.resident.columns import (
    BYSTANDER,
    TOGETHER,
    TOLD_TO,
    UNABLE,
    UNWILLING,
    WANT_TO,
    WINDOW,
    WINDOW_BITS,
    Residents,
)
from sim.agents.resident.occasions import Occasions, Offers, Push
from sim.agents.resident.sources import HOUSEHOLD, LEADER, NOTICE, STRANGER, TIE, Asking
from sim.agents.resident.terms import HALF, ONE, ZERO, share_active
from sim.kernel import inlined, kernel, rows_of

OWN_UNIT = np.float32(250.0)
AUTONOMY_UNIT = np.float32(60.0)
NEED_SCALE = np.float32(0.3)  # unit of need satisfaction, so that `internalise` is the gain at full satisfaction
MOST_REWARDED = 65535


@inlined
def clip01(x: np.float32) -> np.float32:
    """Keep a value on its 0–1 scale."""
    return min(max(x, ZERO), ONE)


@kernel
def fade(
    r: Residents,
    push: Push,
    rates: Any,
    asking: Asking,
    estate_start: NDArray[np.int64],
    solved: NDArray[np.float32],
    week: int,
) -> None:
    """Let motives and attitudes return towards the person's own level for a week, and trust follow what gets solved.

    `solved` is the smoothed share of matters solved in each estate (float32, estates).
    """
    _move_on(r, estate_start, week % WINDOW)
    # as locals, so that loops need not read them again after every store
    motivation_fade, habit_shield, habit_fade = rates.motivation_fade, rates.habit_shield, rates.habit_fade
    burnout_fade, knowledge_fade, external_fade = rates.burnout_fade, rates.knowledge_fade, rates.external_fade
    attitude_fade, trust_pull, trust_fade = rates.attitude_fade, rates.trust_pull, rates.trust_fade
    failure_weight, promise_kept = rates.failure_weight, rates.promise_kept
    refused_fade, unheeded_fade = asking.refused_fade, asking.unheeded_fade
    for estate in range(estate_start.size - 1):
        for row in rows_of(estate_start, estate):
            r.motivation[row] -= (
                motivation_fade * (r.motivation[row] - r.own_motivation[row]) * (ONE - habit_shield * r.habit[row])
            )
        for row in rows_of(estate_start, estate):
            r.burnout[row] *= ONE - burnout_fade
            r.knowledge[row] *= ONE - knowledge_fade
            r.weary[row] *= ONE - refused_fade
            r.unheeding[row] *= ONE - unheeded_fade
        for row in rows_of(estate_start, estate):
            if r.habit[row] > ZERO:  # few have any
                r.habit[row] *= ONE - habit_fade
                for kind in range(HOSTED):
                    r.habits[row, kind] *= ONE - habit_fade
        for row in rows_of(estate_start, estate):
            r.pressure[row] = max(r.pressure[row] * (ONE - external_fade), push.pressure[row])
        for row in rows_of(estate_start, estate):
            r.efficacy[row] -= attitude_fade * (r.efficacy[row] - r.own_efficacy[row])
            r.belonging[row] -= attitude_fade * (r.belonging[row] - r.own_belonging[row])
        for row in rows_of(estate_start, estate):
            gap = solved[estate] - r.trust[row]
            weight = failure_weight if gap < ZERO else ONE
            word = push.promise[row]
            change = trust_pull * weight * gap - trust_fade * (r.trust[row] - r.own_trust[row])
            change += promise_kept * (
                word * (ONE - r.trust[row]) if word > ZERO else failure_weight * word * r.trust[row]
            )
            r.trust[row] = clip01(r.trust[row] + change)


@kernel
def _move_on(r: Residents, estate_start: NDArray[np.int64], slot: int) -> None:
    """Let what people did move on by a week, and the oldest week out of sight."""
    for estate in range(estate_start.size - 1):
        for row in rows_of(estate_start, estate):
            r.took[row] <<= np.uint32(1)
            r.reached[row] <<= np.uint32(1)
            r.voiced[row] <<= np.uint32(1)
            r.by_peers[row] <<= np.uint32(1)
        for row in rows_of(estate_start, estate):
            r.own_sum[row] -= r.own_recent[slot, row]
            r.own_recent[slot, row] = 0
            r.autonomy_sum[row] -= r.autonomy_recent[slot, row]
            r.autonomy_recent[slot, row] = 0


@inlined
def need_satisfaction(
    competence: np.float32, related: np.float32, autonomy: np.float32, by_face: bool, rates: Any
) -> np.float32:
    """Competence, relatedness and autonomy felt in an act, as a weighted product: a missing one spoils the rest.

    Weights after Chinese volunteers' own accounts: competence before relatedness before autonomy. Those moved by
    face take relatedness for granted: it does not make an act their own.
    """
    felt = min(clip01(related), HALF) if by_face else clip01(related)
    whole = rates.share_competence + rates.share_relatedness + rates.share_autonomy
    return (
        (clip01(competence) ** (rates.share_competence / whole))
        * (felt ** (rates.share_relatedness / whole))
        * (clip01(autonomy) ** (rates.share_autonomy / whole))
    )


@kernel
def rate_success(
    occasions: Occasions,
    count: int,
    grid: NDArray[np.int32],
    joint: NDArray[np.bool_],
    enough: np.float32,
    success: NDArray[np.float32],
) -> None:
    """Rate the success of each kind of activity in each grid, float32 (grids, kinds): one half where it says nothing.

    What is done together stands and falls with how many come, and a few already do much of it (decelerating
    production; Oliver & Marwell). A visit or a mediation is nobody's turnout.
    """
    success[:] = ZERO
    for n in range(count):
        if occasions.came[n]:
            success[grid[occasions.row[n]], occasions.kind[n]] += ONE
    for place in range(success.shape[0]):
        for kind in range(success.shape[1]):
            together = ONE - np.exp(-success[place, kind] / enough)
            success[place, kind] = together if joint[kind] else HALF


# Helpers get the columns they need and never all of them: handing over 80 arrays takes longer than the rest


@inlined
def _wear_out(
    weary: NDArray[np.float32],
    unheeding: NDArray[np.float32],
    refused: np.float32,
    unheeded: np.float32,
    row: int,
    source: int,
) -> None:
    """Who does not come is the wearier of being asked from outside the home, or heeds notices less."""
    if TIE <= source <= STRANGER:
        weary[row] += refused * (ONE - weary[row])
    elif source == NOTICE:
        unheeding[row] += unheeded * (ONE - unheeding[row])


@inlined
def _remember(recent: NDArray[Any], total: NDArray[Any], slot: int, row: int, value: Any) -> None:
    """Keep of an act taken what a definition of stages looks back on."""
    recent[slot, row] = value
    total[row] += value


@inlined
def _practised(habit: np.float32, rates: Any, placed: bool) -> np.float32:
    """Habit formed in the rhythm of a place, or familiarity with events, which have none and make it only so far."""
    if placed:
        return habit + rates.habit_gain * (ONE - habit)
    return habit + rates.habit_event * max(rates.habit_event_most - habit, ZERO)


@kernel
def experience(
    r: Residents,
    push: Push,
    offers: Offers,
    rates: Any,
    asking: Asking,
    acts: Acts,
    occasions: Occasions,
    count: int,
    estate: NDArray[np.int32],
    grid: NDArray[np.int32],
    collective: NDArray[np.float32],
    success: NDArray[np.float32],
    hours: NDArray[np.float32],
    week: int,
) -> None:
    """Let participants learn from the occasion: motives, attitudes, habit, knowledge, burnout.

    Who does not come is the wearier of being asked from outside the home, or heeds notices less.

    `collective` is per estate, `success` float32 (grids, kinds), `hours` what each one gave. Call after `fade`.
    """
    slot = week % WINDOW
    for n in range(count):
        row, kind, source = occasions.row[n], occasions.kind[n], occasions.source[n]
        placed, in_person = occasions.host[n] != -1, HOUSEHOLD <= source <= STRANGER
        r.reached[row] |= np.uint32(1)
        if not occasions.came[n]:
            r.hindered[row] = UNABLE if occasions.unable[n] else UNWILLING
            if not occasions.no_seat[n]:
                _wear_out(r.weary, r.unheeding, asking.refused, asking.unheeded, row, source)
            continue
        went_well = success[grid[row], kind]
        rewarded = push.reward[row] * max(offers.rewarded[kind], ZERO)
        controlling = push.controlling[row] if rewarded > ZERO else ZERO
        member = ONE if r.memberships[row] > 0 else ZERO
        related = (
            rates.related_base
            + rates.related_contacts * share_active(r.near[row], r.near_total[row])
            + push.relatedness[row]
            + rates.related_member * member
        )
        if in_person:
            related += rates.related_asked
        competence = (
            rates.competence_base
            + rates.competence_skill * r.skill[row]
            + rates.competence_collective * collective[estate[row]]
            + rates.competence_success * (went_well - HALF)
            + push.competence[row]
        )
        autonomy = (
            ONE
            - controlling
            - rates.autonomy_pressed * max(r.pressure[row], asking.control[source])
            - rates.autonomy_outsider * (ONE - member)
            + rates.autonomy_say * offers.say[estate[row], kind]
            + push.autonomy[row]
        )
        needs = need_satisfaction(competence, related, autonomy, r.by_face[row], rates)
        motivation = r.motivation[row]
        gain = rates.internalise * (needs - rates.need_threshold) / NEED_SCALE
        gain *= (ONE - motivation) * (ONE - rates.crowd_learning * controlling) if gain > ZERO else motivation
        gain -= (
            rates.crowd_out * controlling * motivation * np.exp(-np.float32(r.rewarded_acts[row]) / rates.crowd_fatigue)
        )
        r.motivation[row] = clip01(motivation + gain)
        r.belonging[row] += rates.belonging_gain * clip01(related) * (ONE - r.belonging[row])
        if rewarded > ZERO and r.rewarded_acts[row] < MOST_REWARDED:
            r.rewarded_acts[row] += 1
        # success lifts efficacy and trust; failure lowers them more
        better = max(went_well - HALF, ZERO) / HALF
        worse = rates.failure_weight * max(HALF - went_well, ZERO) / HALF
        efficacy, trust = r.efficacy[row], r.trust[row]
        r.efficacy[row] = clip01(efficacy + rates.efficacy_gain * (better * (ONE - efficacy) - worse * efficacy))
        r.trust[row] = clip01(trust + rates.trust_gain * (better * (ONE - trust) - worse * trust))
        spare = r.spare[row] + push.relief[row]
        r.burnout[row] = clip01(r.burnout[row] + rates.burnout_gain * np.exp(-spare / rates.burnout_spare))
        habit = _practised(r.habits[row, kind], rates, placed)
        r.habits[row, kind] = habit
        r.habit[row] = max(r.habit[row], habit)
        if not acts.deep[kind]:
            r.knowledge[row] += rates.knowledge_gain * (ONE - r.knowledge[row])
        if acts.deep[kind] or (placed and acts.joint[kind] and acts.costly[kind]):
            r.voiced[row] |= np.uint32(1)
        if source <= LEADER:
            r.by_peers[row] |= np.uint32(1)
        r.took[row] |= np.uint32(1)
        r.acts_total[row] += 1
        r.hours_total[row] += hours[n]
        own, index = np.uint8(min(occasions.own[n], ONE) * OWN_UNIT), np.int8(occasions.autonomy[n] * AUTONOMY_UNIT)
        _remember(r.own_recent, r.own_sum, slot, row, own)
        _remember(r.autonomy_recent, r.autonomy_sum, slot, row, index)


@inlined
def count_bits(x: np.uint32) -> int:
    """How many bits are set."""
    x = x - ((x >> np.uint32(1)) & np.uint32(0x55555555))
    x = (x & np.uint32(0x33333333)) + ((x >> np.uint32(2)) & np.uint32(0x33333333))
    x = (x + (x >> np.uint32(4))) & np.uint32(0x0F0F0F0F)
    return int(((x * np.uint32(0x01010101)) >> np.uint32(24)) & np.uint32(0xFF))


@kernel
def classify(r: Residents, together_times: int) -> None:
    """Read everyone's stage off the last 26 weeks, by two definitions.

    Told to, by the headline definition: the relative autonomy of the occasions taken is below zero (Ryan & Connell
    1989); by the other one (`stage_unless`): on average, more than half of the chance to come was owed to external
    drive. Want to: took part, and was not told to. Together: wants to, is a member of a formal organisation or
    committee, had a voice or worked jointly so many times (`together_times`), and came mostly of their own accord or
    asked by one of their own.
    """
    # as locals, so that loops need not read them again after every store
    able, took_of, stage, stage_unless = r.able, r.took, r.stage, r.stage_unless
    for row in range(able.size):
        if not able[row]:
            continue
        took = took_of[row] & WINDOW_BITS
        if took == 0:  # most people
            stage[row] = BYSTANDER
            stage_unless[row] = BYSTANDER
            continue
        acts = count_bits(took)
        joint = r.formal[row] > 0 and count_bits(r.voiced[row] & WINDOW_BITS) >= together_times
        joint &= 2 * count_bits(r.by_peers[row] & WINDOW_BITS) >= acts
        wanted = TOGETHER if joint else WANT_TO
        stage[row] = wanted if r.autonomy_sum[row] >= 0 else TOLD_TO
        own = np.float32(r.own_sum[row]) >= HALF * OWN_UNIT * np.float32(acts)
        stage_unless[row] = wanted if own else TOLD_TO


@kernel
def end_habits(rows: NDArray[np.int32], kind: int, habits: NDArray[np.float32], habit: NDArray[np.float32]) -> None:
    """A setting ends, and with it the habit of the act done in it, of those who have no other place for it."""
    for row in rows:
        habits[row, kind] = ZERO
        habit[row] = ZERO
        for other in range(HOSTED):
            habit[row] = max(habit[row], habits[row, other])
