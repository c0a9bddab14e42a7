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
from sim.agents.resident.occasions import Occasions, Offers, Push
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
from sim.kernel import inlined, kernel, rows_of
from sim.rng import uniform


class Hazards(NamedTuple):
    """Ways of hearing of something to take part in; float32 hazards per week, which add up.

    Attributes
    ----------
    contacts, in_person
        Being asked: by active contacts, by organisations, the backbone or the office.
    notices, told
        Reading notices; being reminded or called up.
    habit, member
        Looking for an occasion by oneself; being called by one's own organisation.
    """

    contacts: np.float32
    in_person: np.float32
    notices: np.float32
    told: np.float32
    habit: np.float32
    member: np.float32


class Influences(NamedTuple):
    """Levels in a resident of what speaks for or against an act: float32, 0–1 (`collective` −1 to 1)."""

    motivation: np.float32
    habit: np.float32
    norm: np.float32
    efficacy: np.float32
    collective: np.float32
    belonging: np.float32
    trust: np.float32
    fit: np.float32
    burnout: np.float32
    knowledge: np.float32
    external: np.float32


class Terms(NamedTuple):
    """Terms of the decision, for an act (positive) and against it: float32 logits, whose sum makes willingness.

    `threshold` is by how much active contacts pass one's own threshold; it is zero but under the rule `thresholds`,
    under which only those in `UNDER_THRESHOLDS` are not. `displaced` is what rewards for other things take away.
    """

    threshold: np.float32
    base: np.float32
    motivation: np.float32
    habit: np.float32
    norm: np.float32
    efficacy: np.float32
    collective: np.float32
    belonging: np.float32
    trust: np.float32
    fit: np.float32
    skill: np.float32
    burnout: np.float32
    member: np.float32
    asked: np.float32
    displaced: np.float32
    knowledge: np.float32
    external: np.float32


UNDER_THRESHOLDS = ("threshold", "asked", "displaced", "external")


class Weighing(NamedTuple):
    """How a resident weighs an act heard of.

    Attributes
    ----------
    levels : Influences
    terms : Terms
    own : float32, logit
        Sum of all terms but external drive.
    willing, able : float32, 0–1
        Willingness; availability. Their product is the chance to come.
    """

    levels: Influences
    terms: Terms
    own: np.float32
    willing: np.float32
    able: np.float32


@inlined
def by_person(ways: Hazards) -> np.float32:
    """Hazard of being asked in person."""
    return ways.contacts + ways.in_person


@inlined
def in_all(ways: Hazards) -> np.float32:
    """Hazard of being reached in any way."""
    return by_person(ways) + ways.notices + ways.told + ways.habit + ways.member


@inlined
def without_drive(t: Terms) -> np.float32:
    """Sum of all terms but external drive; in this order and these pairs, or the last bit of a run is another."""
    own = t.threshold + t.base + t.motivation + t.habit + t.norm
    own += t.efficacy + t.collective
    own += t.belonging + t.trust
    return own + t.fit + t.skill + t.burnout + t.member + t.asked + t.displaced + t.knowledge


@kernel
def hazards(r: Residents, push: Push, rates: Any, offered: np.float32, row: int) -> Hazards:
    """Hazards of reaching a resident where so many activities are on notice (`offered`), on last week's state."""
    return Hazards(
        rates.ask_tie * np.float32(r.near[row]),
        push.asked[row],
        rates.notice * offered if r.attentive[row] else ZERO,
        push.notice[row],
        rates.ask_habit * r.habit[row],
        rates.ask_member if r.memberships[row] > 0 else ZERO,
    )


@kernel
def weigh(
    r: Residents,
    push: Push,
    offers: Offers,
    rates: Any,
    acts: Acts,
    collective: np.float32,
    estate: int,
    row: int,
    kind: int,
    asked: bool,
) -> Weighing:
    """How a resident of an estate who heard of an act weighs it: the one rule of deciding, and its rivals."""
    example = ONE + offers.norm[estate]
    conforming = ONE - rates.norm_crowding * push.controlling[row]
    seen = share_active(r.near[row], r.near_total[row])
    personal = r.threshold[row], r.satiable[row], r.outside[row], acts.costly[kind]
    imitation = rates.costly_contacts, rates.norm_width, rates.satiety
    reward, rewarded = push.reward[row], offers.rewarded[kind]
    only_thresholds = rates.rule == THRESHOLDS
    levels = Influences(
        ZERO if only_thresholds else r.motivation[row],
        r.habit[row],
        norm_felt(seen, *personal, *imitation),
        r.efficacy[row],
        collective,
        r.belonging[row],
        r.trust[row],
        r.fit[row, kind],
        r.burnout[row],
        r.knowledge[row],
        drive(max(r.pressure[row], push.pressure[row]), reward * max(rewarded, ZERO)),
    )
    motive, moved = rates.weight_motivation * levels.motivation, rates.weight_external * levels.external
    visible = HALF + acts.visibility[kind] * r.concern[row]
    terms = Terms(
        past_threshold(seen, example * conforming, *personal, *imitation) if only_thresholds else ZERO,
        rates.base,
        motive,
        rates.weight_habit * levels.habit,
        rates.weight_norm * levels.norm * visible * example * conforming,
        rates.weight_efficacy * (levels.efficacy - HALF),
        rates.weight_collective * levels.collective,
        rates.weight_belonging * (levels.belonging - HALF),
        rates.weight_trust * (levels.trust - HALF),
        rates.weight_fit * (levels.fit - HALF),
        -rates.weight_skill * max(acts.skill[kind] - r.skill[row], ZERO),
        -rates.weight_burnout * levels.burnout,
        rates.weight_member if r.memberships[row] > 0 else ZERO,
        rates.weight_asked if asked else ZERO,
        rates.weight_external * reward * min(rewarded, ZERO),
        rates.weight_knowledge * levels.knowledge if acts.deep[kind] else ZERO,
        added_effort(motive, moved, rates.cost_steepness) if rates.rule == INDIRECT_CROWDING else moved,
    )
    own = without_drive(terms)
    able = available(r.spare[row] + push.relief[row], acts.hours[kind], rates.spare_scale)
    return Weighing(levels, terms, own, sigma(own + terms.external), able)


@kernel
def decide(  # one pass over residents: reached, and deciding at once
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

    In order: the hazard of being reached; which activity one hears of; how it is weighed; the chance to come.
    `collective` is the collective efficacy of each estate's grid (float32, estates). Nobody's state changes.
    """
    count = 0
    maybe = np.empty(r.able.size, np.bool_)
    kinds = offers.rewarded.size
    for estate in range(estate_start.size - 1):
        offered = ZERO
        for kind in range(kinds):
            offered += offers.notice[estate, kind]
        if offered <= ZERO:
            continue
        for row in rows_of(estate_start, estate):
            # a chance is never larger than its hazard: this loop, which vectorises, leaves few for the next
            hazard = in_all(hazards(r, push, rates, offered, row))
            maybe[row] = r.able[row] & (uniform(reach_key, np.uint64(r.number[row])) < hazard)
        for row in rows_of(estate_start, estate):
            if not maybe[row]:
                continue
            number = np.uint64(r.number[row])
            luck = uniform(reach_key, number)
            ways = hazards(r, push, rates, offered, row)
            if luck >= ONE - np.exp(-in_all(ways)):
                continue
            asked = luck < ONE - np.exp(-by_person(ways))
            reward = push.reward[row]
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

            felt = weigh(r, push, offers, rates, acts, collective[estate], estate, row, chosen, asked)
            chance = felt.able * felt.willing
            motive, external = felt.levels.motivation, felt.levels.external
            face = acts.visibility[chosen] * felt.levels.norm * r.concern[row]
            out.row[count] = row
            out.kind[count] = chosen
            out.came[count] = uniform(come_key, number) < chance
            out.asked[count] = asked
            out.chance[count] = chance
            out.unable[count] = felt.able < felt.willing
            out.no_seat[count] = False
            out.own[count] = sigma(felt.own) / felt.willing
            out.autonomy[count] = (np.float32(1.5) * motive - np.float32(2.0) * external - face) / (
                external + face + motive + np.float32(1e-6)
            )
            count += 1
    return count
