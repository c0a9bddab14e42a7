"""Everyday acts: always open, several times a week, cued by habit, by home and by whoever stands by.

An occasion is noticed or passes unnoticed; noticed, it is taken up or not. Each act forms habit and each missed
occasion takes a little of it, so that what has become one's own goes on by itself (Lally et al. 2010) while what others
do in one's stead leaves nothing. Everyday acts are counted apart: they make nobody active and give nobody a stage.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.agents.acts import EVERYDAY, Acts
from sim.agents.resident.columns import Residents
from sim.agents.resident.learning import NEED_SCALE, clip01, need_satisfaction
from sim.agents.resident.occasions import Push
from sim.agents.resident.sources import NOTICE, Asking
from sim.agents.resident.terms import ONE, ZERO, share_active, sigma
from sim.kernel import inlined, kernel, rows_of
from sim.rng import uniform

FIRST = EVERYDAY[0]
KINDS = len(EVERYDAY)
FRAIL = np.float32(0.5)  # of occasions within reach of the frail


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


@kernel
def do_everyday(
    r: Residents,
    push: Push,
    rates: Any,
    asking: Asking,
    acts: Acts,
    estate_start: NDArray[np.int64],
    household: NDArray[np.int32],
    prompt_key: np.uint64,
    keys: NDArray[np.uint64],
) -> None:
    """Let everybody do the week's everyday acts, and learn from them; `keys` are those of the kinds' draws.

    An occasion is noticed by 1 − (1 − habit)(1 − by chance)(1 − home), surely where somebody asked this week; what
    those at home did last week brings it to mind. All at once on last week's state: a household's acts are read before
    any are written.
    """
    before = np.zeros(KINDS, np.int64)
    for estate in range(estate_start.size - 1):
        end = estate_start[estate + 1]
        first = estate_start[estate]
        while first < end:
            last = first
            while last + 1 < end and household[last + 1] == household[first]:
                last += 1
            before[:] = 0
            for row in range(first, last + 1):
                for n in range(KINDS):
                    before[n] += r.everyday[row, n] if r.able[row] else 0
            for row in range(first, last + 1):
                if r.able[row]:
                    _act(r, push, rates, asking, acts, row, before, prompt_key, keys)
                else:
                    r.everyday[row, :] = 0
            first = last + 1


@kernel
def _act(
    r: Residents,
    push: Push,
    rates: Any,
    asking: Asking,
    acts: Acts,
    row: int,
    before: NDArray[np.int64],
    prompt_key: np.uint64,
    keys: NDArray[np.uint64],
) -> None:
    """One resident's week; `before` is how often everybody at home did each kind last week, oneself included."""
    number = np.uint64(r.number[row])
    source = int(push.prompter[row])
    hazard = push.prompt[row]
    if source == NOTICE:
        hazard *= (ONE - r.unheeding[row]) if r.attentive[row] else ZERO
    prompted = uniform(prompt_key, number) < ONE - np.exp(-hazard)
    within = FRAIL if r.frail[row] else ONE
    done_for = push.done_for[row]
    done_any = 0
    for n in range(KINDS):
        kind, times = FIRST + n, acts.times[FIRST + n]
        habit = r.habits[row, kind]
        others = np.float32(min(before[n] - r.everyday[row, n], times)) / np.float32(times)
        unnoticed = (ONE - habit) * (ONE - rates.everyday_noticed) * (ONE - rates.everyday_home * others)
        noticed = ONE if prompted else ONE - unnoticed
        will = (
            rates.everyday_base
            + rates.everyday_motivation * r.motivation[row]
            + rates.everyday_ease * (r.ease[row] + r.eases[row, kind]) * np.float32(0.70710678)
            + rates.everyday_habit * habit
            + rates.everyday_done_for * done_for
        )
        if prompted:
            will += rates.everyday_asked * asking.weight[source]
            will -= asking.refused_weight * r.weary[row] if source != NOTICE else ZERO
        done = how_many(times, within * noticed * sigma(will), uniform(keys[n], number))
        r.everyday[row, n] = done
        done_any += done
        learns = rates.everyday_gain * (ONE - rates.everyday_unlearnt * done_for)
        habit = ONE - (ONE - habit) * (ONE - learns) ** np.float32(done)
        r.habits[row, kind] = habit * (ONE - rates.everyday_loss) ** np.float32(times - done)
    if prompted and done_any == 0:
        if source == NOTICE:
            r.unheeding[row] += asking.unheeded * (ONE - r.unheeding[row])
        else:
            r.weary[row] += asking.refused * (ONE - r.weary[row])
    if done_any > 0 and push.competence[row] + push.relatedness[row] > ZERO:
        _take_to_heart(r, push, rates, asking, row, source if prompted else 0, done_any)


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
    share = min(np.float32(done) / np.float32(7.0), ONE)  # a week of daily acts counts as one activity
    r.motivation[row] = clip01(r.motivation[row] + gain * share * (ONE - r.motivation[row]))
