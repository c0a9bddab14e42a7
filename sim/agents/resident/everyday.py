"""Everyday acts: always open, several times a week, cued by habit, by home and by whoever stands by.

An occasion is noticed or passes unnoticed; noticed, it is taken up or not. Each act forms habit and each missed
occasion takes a little of it, so that what has become one's own goes on by itself (Lally et al. 2010) while what others
do in one's stead leaves nothing. Everyday acts are counted apart: they make nobody active and give nobody a stage.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.agents.acts import EVERYDAY, TIMES, Acts
from sim.agents.resident.columns import Residents
from sim.agents.resident.learning import NEED_SCALE, clip01, need_satisfaction
from sim.agents.resident.occasions import Push
from sim.agents.resident.rules import NO_OWN_OCCASIONS
from sim.agents.resident.sources import NOTICE, OWN, Asking
from sim.agents.resident.terms import ONE, ZERO, share_active, sigma
from sim.kernel import inlined, kernel
from sim.rng import uniform

FIRST = EVERYDAY[0]
KINDS = len(EVERYDAY)
HALF_ROOT = np.float32(0.70710678)  # two propensities of spread one make one of spread one
DAILY_WEEK = np.float32(TIMES[FIRST])  # acts, one a day


@inlined
def how_many(times: int, chance: np.float32, luck: np.float32) -> int:
    """How many of some occasions are taken, each with the same chance: a binomial draw from one uniform number."""
    if chance >= ONE:
        return times
    at = (ONE - chance) ** np.float32(times)
    passed, done = at, 0
    while luck >= passed and done < times:
        at *= np.float32(times - done) / np.float32(done + 1) * chance / (ONE - chance)
        done += 1
        passed += at
    return done


class DailyLuck(NamedTuple):
    """Keys of the week's draws: who is asked, and how often each kind of everyday act (kinds,) is done; uint64."""

    asked: np.uint64
    kinds: NDArray[np.uint64]


@kernel
def do_everyday(
    r: Residents,
    push: Push,
    rates: Any,
    asking: Asking,
    acts: Acts,
    household: NDArray[np.int32],
    luck: DailyLuck,
    homes: NDArray[np.int64],
) -> None:
    """Let everybody do the week's everyday acts, and learn from them.

    An occasion is noticed by 1 − (1 − habit)(1 − by chance)(1 − home), surely where somebody asked this week; what
    those at home did last week brings it to mind. All at once on last week's state: a household's acts are read before
    any are written. `homes` int64 (kinds + 1,) receives how many households did each kind, and how many are lived in.
    """
    # as locals, so that loops need not hand over all columns
    able_of, frail, everyday, number_of = r.able, r.frail, r.everyday, r.number
    prompt, prompter, done_for_of = push.prompt, push.prompter, push.done_for
    habits, motivation, ease, eases = r.habits, r.motivation, r.ease, r.eases
    weary, unheeding, attentive = r.weary, r.unheeding, r.attentive
    competence, relatedness = push.competence, push.relatedness
    base, by_motivation, by_ease = rates.everyday_base, rates.everyday_motivation, rates.everyday_ease * HALF_ROOT
    by_habit, by_done_for, by_asking = rates.everyday_habit, rates.everyday_done_for, rates.everyday_asked
    by_chance, by_home = ONE - rates.everyday_noticed, rates.everyday_home
    within_frail = rates.everyday_frail
    gain, unlearnt, loss = rates.everyday_gain, rates.everyday_unlearnt, rates.everyday_loss
    weight, refused_weight, refused, unheeded = asking.weight, asking.refused_weight, asking.refused, asking.unheeded
    asked_key, keys = luck.asked, luck.kinds
    finds = ZERO if rates.rule == NO_OWN_OCCASIONS else ONE  # whether habit finds its own occasion
    times_of = acts.times[FIRST:]
    before, now = np.zeros(KINDS, np.int64), np.zeros(KINDS, np.int64)
    kept = np.empty(KINDS, np.float32)
    for n in range(KINDS):
        kept[n] = (ONE - loss) ** np.float32(times_of[n])
    homes[:] = 0
    people, first = able_of.size, 0
    while first < people:
        last, anybody = first, able_of[first]
        while last + 1 < people and household[last + 1] == household[first]:
            last += 1
            anybody |= able_of[last]
        before[:] = 0
        now[:] = 0
        for row in range(first, last + 1):
            for n in range(KINDS):
                before[n] += everyday[row, n] if able_of[row] else 0
        for row in range(first, last + 1):
            if not able_of[row]:
                everyday[row, :] = 0
                continue
            number = np.uint64(number_of[row])
            source, hazard = int(prompter[row]), prompt[row]
            if hazard > ZERO and source == NOTICE:
                hazard *= (ONE - unheeding[row]) if attentive[row] else ZERO
            prompted = hazard > ZERO and uniform(asked_key, number) < ONE - np.exp(-hazard)
            within = within_frail if frail[row] else ONE
            done_for, done_any = done_for_of[row], 0
            for n in range(KINDS):
                kind, times = FIRST + n, times_of[n]
                habit = habits[row, kind]
                others = np.float32(min(before[n] - everyday[row, n], times)) / np.float32(times)
                unnoticed = (ONE - finds * habit) * by_chance * (ONE - by_home * others)
                noticed = ONE if prompted else ONE - unnoticed
                drawn, done = uniform(keys[n], number), 0
                # what is noticed bounds what is done: most people need no more than this
                if drawn >= ONE - np.float32(times) * within * noticed:
                    will = (
                        base
                        + by_motivation * motivation[row]
                        + by_ease * (ease[row] + eases[row, kind])
                        + by_habit * habit
                        + by_done_for * done_for
                    )
                    if prompted:
                        will += by_asking * weight[source]
                        will -= refused_weight * weary[row] if source != NOTICE else ZERO
                    chance = within * noticed * sigma(will)
                    if drawn >= ONE - np.float32(times) * chance:  # spares most a power
                        done = how_many(times, chance, drawn)
                now[n] += done
                everyday[row, n] = done
                done_any += done
                if done:
                    learns = gain * (ONE - unlearnt * done_for)
                    habit = ONE - (ONE - habit) * (ONE - learns) ** np.float32(done)
                    habits[row, kind] = habit * (ONE - loss) ** np.float32(times - done)
                elif habit > ZERO:
                    habits[row, kind] = habit * kept[n]
            if prompted and done_any == 0:
                if source == NOTICE:
                    unheeding[row] += unheeded * (ONE - unheeding[row])
                else:
                    weary[row] += refused * (ONE - weary[row])
            if done_any > 0 and competence[row] + relatedness[row] > ZERO:
                _take_to_heart(r, push, rates, asking, row, source if prompted else OWN, done_any)
        for n in range(KINDS):
            homes[n] += now[n] > 0
        homes[KINDS] += anybody
        first = last + 1


@kernel
def _take_to_heart(r: Residents, push: Push, rates: Any, asking: Asking, row: int, source: int, done: int) -> None:
    """Everyday acts that somebody supports raise autonomous motivation; others leave it as it is."""
    member = ONE if r.memberships[row] > 0 else ZERO
    related = (
        rates.related_base
        + rates.related_contacts * share_active(r.near[row], r.near_total[row])
        + rates.related_member * member
        + push.relatedness[row]
    )
    competence = rates.competence_base + rates.competence_skill * r.skill[row] + push.competence[row]
    autonomy = ONE - rates.autonomy_pressed * max(r.pressure[row], asking.control[source]) + push.autonomy[row]
    needs = need_satisfaction(competence, related, autonomy, r.by_face[row], rates)
    gain = rates.internalise * max(needs - rates.need_threshold, ZERO) / NEED_SCALE
    share = min(np.float32(done) / DAILY_WEEK, ONE)  # a week of daily acts counts as one activity
    r.motivation[row] = clip01(r.motivation[row] + gain * share * (ONE - r.motivation[row]))
