"""Being reached and deciding: the chance to take part, resident by resident, on last week's state.

Civic voluntarism (Verba, Schlozman & Brady 1995): people do not take part because they can't, don't want to, or
nobody asked. The three are three factors here: being reached, availability, willingness. Whoever has a place in a team
needs not be reached: its rhythm is the occasion. Whoever comes to an event asks those at home along.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.agents.acts import Acts
from sim.agents.resident.columns import Residents
from sim.agents.resident.occasions import Occasions, Offers, Push
from sim.agents.resident.rules import INDIRECT_CROWDING, NO_OWN_OCCASIONS, THRESHOLDS
from sim.agents.resident.sources import HOUSEHOLD, NOTICE, OWN, STRANGER, TIE, Asking
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

NO_PLACE = np.int32(-1)  # otherwise the organisation, or the backbone's own rounds


class Hazards(NamedTuple):
    """Ways of hearing of something to take part in; float32 hazards per week, which add up.

    Attributes
    ----------
    tie, leader, party, cadre, stranger
        Being asked in person: by active contacts and members of organisations, by recognised leaders, by party members,
        by cadres, by strangers paid for it.
    notices, told
        Reading notices; being reminded.
    """

    tie: np.float32
    leader: np.float32
    party: np.float32
    cadre: np.float32
    stranger: np.float32
    notices: np.float32
    told: np.float32


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
    under which only those in `UNDER_THRESHOLDS` are not. `ease` is a lasting propensity, person by kind of act;
    `member` a place in a team; `asked` the word of whoever asked, `weary` what earlier refusals take from it;
    `displaced` what rewards for other things take away.
    """

    threshold: np.float32
    base: np.float32
    ease: np.float32
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
    weary: np.float32
    displaced: np.float32
    knowledge: np.float32
    external: np.float32


UNDER_THRESHOLDS = ("threshold", "asked", "weary", "displaced", "external")


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
    return ways.tie + ways.leader + ways.party + ways.cadre + ways.stranger


@inlined
def in_all(ways: Hazards) -> np.float32:
    """Hazard of being reached in any way."""
    return by_person(ways) + ways.notices + ways.told


@inlined
def reached_by(ways: Hazards, luck: np.float32) -> int:
    """Which source reaches a resident whose luck (uniform) lies below the chance to be reached at all."""
    persons = (ways.tie, ways.leader, ways.party, ways.cadre, ways.stranger)
    hazard, found = ZERO, NOTICE
    for n in range(len(persons)):
        hazard += persons[n]
        if found == NOTICE and luck < ONE - np.exp(-hazard):
            found = TIE + n
    return found


@inlined
def without_drive(t: Terms) -> np.float32:
    """Sum of all terms but external drive; in this order and these pairs, or the last bit of a run is another."""
    own = t.threshold + t.base + t.ease + t.motivation + t.habit + t.norm
    own += t.efficacy + t.collective
    own += t.belonging + t.trust
    return own + t.fit + t.skill + t.burnout + t.member + t.asked + t.weary + t.displaced + t.knowledge


@inlined
def hazards_of(
    asked: tuple[np.float32, np.float32, np.float32, np.float32, np.float32],
    told: np.float32,
    near: int,
    unheeding: np.float32,
    attentive: bool,
    ask_tie: np.float32,
    notice: np.float32,
) -> Hazards:
    """Hazards of what modules and others do, of active contacts, of notices (`notice`: that of all on notice)."""
    heeds = ONE - unheeding
    read = notice * heeds if attentive else ZERO
    return Hazards(ask_tie * np.float32(near) + asked[0], asked[1], asked[2], asked[3], asked[4], read, told * heeds)


@kernel
def hazards(r: Residents, push: Push, rates: Any, offered: np.float32, row: int) -> Hazards:
    """Hazards of reaching a resident where so many activities are on notice (`offered`), on last week's state."""
    asked = push.tie[row], push.leader[row], push.party[row], push.cadre[row], push.stranger[row]
    notice = rates.notice * offered
    return hazards_of(asked, push.notice[row], r.near[row], r.unheeding[row], r.attentive[row], rates.ask_tie, notice)


@kernel
def weigh(
    r: Residents,
    push: Push,
    offers: Offers,
    rates: Any,
    asking: Asking,
    acts: Acts,
    collective: np.float32,
    estate: int,
    row: int,
    kind: int,
    source: int,
    placed: bool,
) -> Weighing:
    """How a resident of an estate weighs an act that a source brought: the one rule of deciding, and its rivals.

    `placed`: the resident has a place in the team that holds it.
    """
    example = ONE + offers.norm[estate]
    conforming = ONE - rates.norm_crowding * push.controlling[row]
    seen = share_active(r.near[row], r.near_total[row])
    personal = r.threshold[row], r.satiable[row], r.outside[row], acts.costly[kind]
    imitation = rates.costly_contacts, rates.norm_width, rates.satiety
    reward, rewarded = push.reward[row], offers.rewarded[kind]
    only_thresholds = rates.rule == THRESHOLDS
    pressed = max(r.pressure[row], push.pressure[row], asking.control[source])
    levels = Influences(
        ZERO if only_thresholds else r.motivation[row],
        r.habits[row, kind],
        norm_felt(seen, *personal, *imitation),
        r.efficacy[row],
        collective,
        r.belonging[row],
        r.trust[row],
        r.fit[row, kind],
        r.burnout[row],
        r.knowledge[row],
        drive(pressed, reward * max(rewarded, ZERO)),
    )
    motive, moved = rates.weight_motivation * levels.motivation, rates.weight_external * levels.external
    visible = HALF + acts.visibility[kind] * r.concern[row]
    at_the_door = TIE <= source <= STRANGER  # nobody is wearied by those at home
    terms = Terms(
        past_threshold(seen, example * conforming, *personal, *imitation) if only_thresholds else ZERO,
        rates.base,
        rates.ease * r.ease[row] + rates.eases * r.eases[row, kind],
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
        rates.weight_member if placed else ZERO,
        asking.weight[source],
        -asking.refused_weight * r.weary[row] if at_the_door else ZERO,
        rates.weight_external * reward * min(rewarded, ZERO),
        rates.weight_knowledge * levels.knowledge if acts.deep[kind] else ZERO,
        added_effort(motive, moved, rates.cost_steepness) if rates.rule == INDIRECT_CROWDING else moved,
    )
    own = without_drive(terms)
    able = available(r.spare[row] + push.relief[row], acts.hours[kind], rates.spare_scale)
    return Weighing(levels, terms, own, sigma(own + terms.external), able)


@kernel
def _heard_of(r: Residents, push: Push, offers: Offers, rates: Any, estate: int, row: int, luck: np.float32) -> int:
    """Which kind of activity on notice a resident hears of, by how much each draws attention; −1 for none."""
    reward, least = push.reward[row], rates.least_attention
    kinds = offers.rewarded.size
    total = ZERO
    for kind in range(kinds):
        total += attention(offers.notice[estate, kind], r.fit[row, kind], least, reward, offers.rewarded[kind])
    left = luck * total
    chosen = -1
    for kind in range(kinds):
        weight = attention(offers.notice[estate, kind], r.fit[row, kind], least, reward, offers.rewarded[kind])
        if weight > ZERO and left >= ZERO:
            chosen = kind
            left -= weight
    return chosen


@kernel
def _write(
    out: Occasions,
    n: int,
    acts: Acts,
    felt: Weighing,
    concern: np.float32,
    row: int,
    kind: int,
    source: int,
    host: np.int32,
    luck: np.float32,
) -> None:
    """Write down how a resident decided on an occasion."""
    chance = felt.able * felt.willing
    motive, external = felt.levels.motivation, felt.levels.external
    face = acts.visibility[kind] * felt.levels.norm * concern
    out.row[n] = row
    out.kind[n] = kind
    out.came[n] = luck < chance
    out.source[n] = source
    out.host[n] = host
    out.chance[n] = chance
    out.unable[n] = felt.able < felt.willing
    out.no_seat[n] = False
    out.own[n] = sigma(felt.own) / felt.willing
    out.autonomy[n] = (np.float32(1.5) * motive - np.float32(2.0) * external - face) / (
        external + face + motive + np.float32(1e-6)
    )


@kernel
def _make_room(out: Occasions, at: int, count: int) -> None:
    """Move occasions from a place on by one, so that they stay in row order."""
    for n in range(count, at, -1):
        out.row[n], out.kind[n], out.came[n] = out.row[n - 1], out.kind[n - 1], out.came[n - 1]
        out.source[n], out.host[n], out.chance[n] = out.source[n - 1], out.host[n - 1], out.chance[n - 1]
        out.unable[n], out.no_seat[n] = out.unable[n - 1], out.no_seat[n - 1]
        out.own[n], out.autonomy[n] = out.own[n - 1], out.autonomy[n - 1]


class Luck(NamedTuple):
    """Keys of the week's draws: who is reached, of what, who comes, and who is asked along at home; uint64."""

    reach: np.uint64
    kind: np.uint64
    come: np.uint64
    along: np.uint64


@kernel
def decide(  # one pass over residents: reached, and deciding at once
    r: Residents,
    push: Push,
    offers: Offers,
    rates: Any,
    asking: Asking,
    acts: Acts,
    estate_start: NDArray[np.int64],
    household: NDArray[np.int32],
    collective: NDArray[np.float32],
    places: tuple[NDArray[np.int32], NDArray[np.int8]],
    luck: Luck,
    out: Occasions,
) -> int:
    """Reach residents and let each reached one decide; returns how many were reached.

    In order: a place in a team that meets this week, or else the hazard of being reached and which activity one hears
    of; how it is weighed; the chance to come; those at home of whoever comes to an event.

    Parameters
    ----------
    household : int32 (people,)
        People of a household stand together.
    collective : float32 (estates,)
        Collective efficacy of each estate's grid.
    places : int32 (people,), int8 (people,)
        The organisation in which each has a place that meets this week, −2 for the backbone's own rounds, −1 for none;
        the kind of act.
    """
    host, held = places
    count = 0
    maybe = np.empty(r.able.size, np.bool_)
    kinds = offers.rewarded.size
    # as locals, so that the first loop vectorises
    tie, leader, party, cadre, stranger, told = (
        push.tie,
        push.leader,
        push.party,
        push.cadre,
        push.stranger,
        push.notice,
    )
    near, unheeding, attentive, ask_tie = r.near, r.unheeding, r.attentive, rates.ask_tie
    for estate in range(estate_start.size - 1):
        offered = ZERO
        for kind in range(kinds):
            offered += offers.notice[estate, kind]
        notice = rates.notice * offered
        for row in rows_of(estate_start, estate):
            # a chance is never larger than its hazard: this loop, which vectorises, leaves few for the next
            asked = tie[row], leader[row], party[row], cadre[row], stranger[row]
            ways = hazards_of(asked, told[row], near[row], unheeding[row], attentive[row], ask_tie, notice)
            hazard = in_all(ways) if offered > ZERO else ZERO
            maybe[row] = r.able[row] & (
                (uniform(luck.reach, np.uint64(r.number[row])) < hazard) | (host[row] != NO_PLACE)
            )
        home, begin, came_to = np.int32(-1), count, -1
        for row in range(estate_start[estate], estate_start[estate + 1]):
            if maybe[row]:
                if household[row] != home:
                    home, begin, came_to = household[row], count, -1
                number = np.uint64(r.number[row])
                kind, source = int(held[row]), OWN
                placed = host[row] != NO_PLACE and rates.rule != NO_OWN_OCCASIONS
                if not placed:
                    drawn = uniform(luck.reach, number)
                    ways = hazards(r, push, rates, offered, row)
                    if offered <= ZERO or drawn >= ONE - np.exp(-in_all(ways)):
                        kind = -1
                    else:
                        source = reached_by(ways, drawn)
                        kind = _heard_of(r, push, offers, rates, estate, row, uniform(luck.kind, number))
                if kind >= 0:
                    felt = weigh(
                        r, push, offers, rates, asking, acts, collective[estate], estate, row, kind, source, placed
                    )
                    of = host[row] if placed else NO_PLACE
                    _write(out, count, acts, felt, r.concern[row], row, kind, source, of, uniform(luck.come, number))
                    if out.came[count] and not placed and came_to < 0:
                        came_to = kind
                    count += 1
            if came_to >= 0 and (row + 1 == household.size or household[row + 1] != home):
                count = _ask_at_home(
                    r, push, offers, rates, asking, acts, household, collective[estate], estate, row, came_to, begin,
                    count, luck, out,
                )  # fmt: skip
                came_to = -1
    return count


@kernel
def _ask_at_home(
    r: Residents,
    push: Push,
    offers: Offers,
    rates: Any,
    asking: Asking,
    acts: Acts,
    household: NDArray[np.int32],
    collective: np.float32,
    estate: int,
    last: int,
    kind: int,
    begin: int,
    count: int,
    luck: Luck,
    out: Occasions,
) -> int:
    """Ask those at home along to an event; returns how many occasions there are now.

    Whoever heard of something and would not have come, or heard of nothing, weighs it anew as somebody at home asks.
    `last` is the household's last row; its occasions so far are those from `begin` on. Two thirds of the effect of a
    visit pass to the other at home (Nickerson 2008).
    """
    first = last
    while first > 0 and household[first - 1] == household[last]:
        first -= 1
    at = begin
    for row in range(first, last + 1):
        number = np.uint64(r.number[row])
        heard = at < count and out.row[at] == row
        settled = heard and (out.came[at] or out.host[at] != NO_PLACE)
        if r.able[row] and not settled and uniform(luck.along, number) < asking.along:
            felt = weigh(r, push, offers, rates, asking, acts, collective, estate, row, kind, HOUSEHOLD, False)
            if not heard:
                _make_room(out, at, count)
                count += 1
                heard = True
            _write(out, at, acts, felt, r.concern[row], row, kind, HOUSEHOLD, NO_PLACE, uniform(luck.come, number))
        at += heard
    return count
