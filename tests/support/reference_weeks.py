"""The resident's equations once more, continued: what weeks, acts and everyday acts do to one person at a time.

Motivation grows with the product of the three needs and is crowded out by controlling rewards (self-determination);
habits form by repetition, kind by kind; what is not renewed returns to one's own level.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import comb, exp
from types import SimpleNamespace

from sim.agents.resident.settings import AskingSettings, ResidentSettings
from tests.support.reference import ASKERS, IN_PERSON, Act, Place, clip01, control, share_active, sigma

BYSTANDER, TOLD_TO, WANT_TO, TOGETHER = range(4)
UNASKED, UNABLE, UNWILLING = range(3)
HALF_YEAR = 26
PEERS = ("own", "household", "tie", "leader")
OWN_UNIT, AUTONOMY_UNIT = 250, 60
NEED_UNIT = 0.3
A_WEEK_OF_ACTS = 7  # everyday acts that weigh as one activity
MEMORY = ("took", "reached", "voiced", "by_peers")


# A week passes


def faded(
    p: SimpleNamespace,
    push: SimpleNamespace,
    rates: ResidentSettings,
    asking: AskingSettings,
    hosted: int,
    solved: float,
    week: int,
) -> SimpleNamespace:
    """The person a week later, before anything new is experienced; all from last week's state."""
    after = SimpleNamespace(**vars(p))
    for bits in MEMORY:
        setattr(after, bits, (getattr(p, bits) << 1) % 2**32)
    after.own_recent, after.autonomy_recent = list(p.own_recent), list(p.autonomy_recent)
    after.own_recent[week % HALF_YEAR] = after.autonomy_recent[week % HALF_YEAR] = 0
    after.own_sum = p.own_sum - p.own_recent[week % HALF_YEAR]
    after.autonomy_sum = p.autonomy_sum - p.autonomy_recent[week % HALF_YEAR]
    after.motivation -= rates.motivation_fade * (p.motivation - p.own_motivation) * (1 - rates.habit_shield * p.habit)
    after.habits = [habit * (1 - rates.habit_fade) for habit in p.habits[:hosted]] + p.habits[hosted:]
    after.habit = max(after.habits[:hosted])
    after.weary *= 1 - asking.refused_fade
    after.unheeding *= 1 - asking.unheeded_fade
    after.burnout *= 1 - rates.burnout_fade
    after.knowledge *= 1 - rates.knowledge_fade
    after.pressure = max(p.pressure * (1 - rates.external_fade), push.pressure)
    after.efficacy -= rates.attitude_fade * (p.efficacy - p.own_efficacy)
    after.belonging -= rates.attitude_fade * (p.belonging - p.own_belonging)
    gap = solved - p.trust
    change = rates.trust_pull * gap * (rates.failure_weight if gap < 0 else 1) - rates.trust_fade * (
        p.trust - p.own_trust
    )
    if push.promise > 0:
        change += rates.promise_kept * push.promise * (1 - p.trust)
    else:
        change += rates.promise_kept * rates.failure_weight * push.promise * p.trust
    after.trust = clip01(p.trust + change)
    return after


# Experience


def success(came: int, turnout: float, joint: bool) -> float:
    """How well an activity went, from how many came: the first few do most."""
    return 1 - exp(-came / turnout) if joint else 0.5


def relatedness(p: SimpleNamespace, push: SimpleNamespace, rates: ResidentSettings, asked: bool) -> float:
    """How connected an act makes one feel; `asked` by somebody in person."""
    return clip01(
        rates.related_base
        + rates.related_contacts * share_active(p)
        + push.relatedness
        + (rates.related_member if p.memberships > 0 else 0)
        + (rates.related_asked if asked else 0)
    )


def need_satisfaction(
    competence: float, related: float, autonomy: float, by_face: bool, rates: ResidentSettings
) -> float:
    """Competence, relatedness and autonomy as a weighted product; those moved by face make little of company."""
    felt = min(related, 0.5) if by_face else related
    whole = rates.share_competence + rates.share_relatedness + rates.share_autonomy
    product = (
        clip01(competence) ** rates.share_competence
        * felt**rates.share_relatedness
        * clip01(autonomy) ** rates.share_autonomy
    )
    return product ** (1 / whole)


@dataclass(frozen=True)
class Taken:
    """An act somebody took part in."""

    kind: int
    source: str
    placed: bool
    own: float
    autonomy: float
    success: float
    hours: float


def experienced(
    p: SimpleNamespace,
    push: SimpleNamespace,
    rates: ResidentSettings,
    asking: AskingSettings,
    acts: list[Act],
    place: Place,
    taken: Taken,
    week: int,
) -> SimpleNamespace:
    """The person after an act; `p` has already faded."""
    after, kind, act = SimpleNamespace(**vars(p)), taken.kind, acts[taken.kind]
    rewarded = push.reward * max(place.rewarded[kind], 0.0) > 0
    controlling = push.controlling if rewarded else 0.0
    competence = (
        rates.competence_base
        + rates.competence_skill * p.skill
        + rates.competence_collective * place.collective
        + rates.competence_success * (taken.success - 0.5)
        + push.competence
    )
    related = relatedness(p, push, rates, taken.source in IN_PERSON)
    autonomy = (
        1
        - controlling
        - rates.autonomy_pressed * max(p.pressure, control(asking, taken.source))
        - (0 if p.memberships > 0 else rates.autonomy_outsider)
        + rates.autonomy_say * place.say[kind]
        + push.autonomy
    )
    needs = need_satisfaction(competence, related, autonomy, p.by_face, rates)
    beyond = rates.internalise * (needs - rates.need_threshold) / NEED_UNIT
    if beyond > 0:
        learnt = beyond * (1 - p.motivation) * (1 - rates.crowd_learning * controlling)
    else:
        learnt = beyond * p.motivation
    crowded = rates.crowd_out * controlling * p.motivation * exp(-p.rewarded_acts / rates.crowd_fatigue)
    after.motivation = clip01(p.motivation + learnt - crowded)
    after.rewarded_acts = min(p.rewarded_acts + rewarded, 65535)
    after.efficacy = attitude(p.efficacy, rates.efficacy_gain, taken.success, rates.failure_weight)
    after.trust = attitude(p.trust, rates.trust_gain, taken.success, rates.failure_weight)
    after.belonging = p.belonging + rates.belonging_gain * related * (1 - p.belonging)
    after.burnout = clip01(p.burnout + rates.burnout_gain * exp(-(p.spare + push.relief) / rates.burnout_spare))
    after.habits = list(p.habits)
    after.habits[kind] = practised(p.habits[kind], rates, taken.placed)
    after.habit = max(p.habit, after.habits[kind])
    if not act.deep:
        after.knowledge = p.knowledge + rates.knowledge_gain * (1 - p.knowledge)
    voiced = act.deep or (taken.placed and act.joint and act.costly)
    after.voiced = p.voiced | voiced
    after.by_peers = p.by_peers | (taken.source in PEERS)
    after.took, after.reached = p.took | 1, p.reached | 1
    after.acts_total, after.hours_total = p.acts_total + 1, p.hours_total + taken.hours
    after.own_recent, after.autonomy_recent = list(p.own_recent), list(p.autonomy_recent)
    own, index = int(min(taken.own, 1.0) * OWN_UNIT), int(taken.autonomy * AUTONOMY_UNIT)
    after.own_recent[week % HALF_YEAR] = own
    after.autonomy_recent[week % HALF_YEAR] = index
    after.own_sum, after.autonomy_sum = p.own_sum + own, p.autonomy_sum + index
    return after


def practised(habit: float, rates: ResidentSettings, placed: bool) -> float:
    """Habit after an act: in a team's rhythm it approaches one, by mere events a familiarity that has a ceiling."""
    if placed:
        return habit + rates.habit_gain * (1 - habit)
    return habit + rates.habit_event * max(rates.habit_event_most - habit, 0.0)


def attitude(value: float, gain: float, success: float, failure_weight: float) -> float:
    """Success lifts by what is missing, failure lowers by what is there, and more."""
    if success >= 0.5:
        return value + gain * 2 * (success - 0.5) * (1 - value)
    return clip01(value - gain * 2 * (0.5 - success) * failure_weight * value)


def stayed_away(p: SimpleNamespace, asking: AskingSettings, source: str, unable: bool) -> SimpleNamespace:
    """The person after an occasion not taken: wearier of being asked, or of notices."""
    after = SimpleNamespace(**vars(p))
    after.reached = p.reached | 1
    after.hindered = UNABLE if unable else UNWILLING
    return wearied(after, asking, source)


def wearied(p: SimpleNamespace, asking: AskingSettings, source: str) -> SimpleNamespace:
    """The person after having been asked in vain, by somebody from outside the home or by a notice."""
    after = SimpleNamespace(**vars(p))
    if source in ASKERS:
        after.weary = p.weary + asking.refused * (1 - p.weary)
    elif source == "notice":
        after.unheeding = p.unheeding + asking.unheeded * (1 - p.unheeding)
    return after


# Everyday acts


def chance_to_be_prompted(p: SimpleNamespace, push: SimpleNamespace, source: str) -> float:
    """Chance that somebody, or a notice, asks for everyday acts this week."""
    hazard = push.prompt
    if source == "notice":
        hazard *= 1 - p.unheeding if p.attentive else 0.0
    return 1 - exp(-hazard)


def chance_everyday(
    p: SimpleNamespace,
    push: SimpleNamespace,
    rates: ResidentSettings,
    asking: AskingSettings,
    act: Act,
    kind: int,
    at_home: int,
    prompter: str | None,
) -> float:
    """Chance that one occasion of an everyday act is noticed and taken; `at_home` acts the others did last week.

    `prompter` is who asked this week, if anybody.
    """
    habit = p.habits[kind]
    finds = 0.0 if rates.rule == "no_own_occasions" else habit
    unnoticed = (1 - finds) * (1 - rates.everyday_noticed) * (1 - rates.everyday_home * min(at_home / act.times, 1.0))
    will = (
        rates.everyday_base
        + rates.everyday_motivation * p.motivation
        + rates.everyday_ease * (p.ease + p.eases[kind]) / 2**0.5
        + rates.everyday_habit * habit
        + rates.everyday_done_for * push.done_for
    )
    if prompter is not None:
        unnoticed = 0.0
        will += rates.everyday_asked * getattr(asking, f"weight_{prompter}", 0.0)
        will -= asking.refused_weight * p.weary if prompter in ASKERS else 0.0
    return (rates.everyday_frail if p.frail else 1.0) * (1 - unnoticed) * sigma(will)


def steps_of_count(times: int, chance: float) -> list[float]:
    """The chance to take no more than 0, 1, 2 … of so many occasions."""
    each = [comb(times, done) * chance**done * (1 - chance) ** (times - done) for done in range(times + 1)]
    return [sum(each[: done + 1]) for done in range(times + 1)]


def how_many(times: int, chance: float, luck: float) -> int:
    """How many of them are taken."""
    return next((done for done, step in enumerate(steps_of_count(times, chance)) if luck < step), times)


def after_everyday(
    p: SimpleNamespace,
    push: SimpleNamespace,
    rates: ResidentSettings,
    asking: AskingSettings,
    acts: list[Act],
    done: dict[int, int],
    prompter: str | None,
) -> SimpleNamespace:
    """The person after the everyday acts of a week, by kind of act."""
    after = SimpleNamespace(**vars(p))
    after.habits, after.everyday = list(p.habits), list(done.values())
    for kind, times in done.items():
        learns = rates.everyday_gain * (1 - rates.everyday_unlearnt * push.done_for)
        formed = 1 - (1 - p.habits[kind]) * (1 - learns) ** times
        after.habits[kind] = formed * (1 - rates.everyday_loss) ** (acts[kind].times - times)
    whole = sum(done.values())
    if prompter is not None and whole == 0:
        after = wearied(after, asking, prompter)
    if whole > 0 and push.competence + push.relatedness > 0:
        felt = need_satisfaction(
            rates.competence_base + rates.competence_skill * p.skill + push.competence,
            relatedness(p, push, rates, asked=False),
            1 - rates.autonomy_pressed * max(p.pressure, control(asking, prompter or "own")) + push.autonomy,
            p.by_face,
            rates,
        )
        gain = rates.internalise * max(felt - rates.need_threshold, 0.0) / NEED_UNIT
        after.motivation = clip01(p.motivation + gain * min(whole / A_WEEK_OF_ACTS, 1.0) * (1 - p.motivation))
    return after


# Stages


def stages(p: SimpleNamespace, together_times: int) -> tuple[int, int]:
    """From the last 26 weeks, by relative autonomy, and by what would have been done without external drive."""
    recent = 2**HALF_YEAR
    acts = (p.took % recent).bit_count()
    if not acts:
        return BYSTANDER, BYSTANDER
    jointly = p.formal > 0 and (p.voiced % recent).bit_count() >= together_times
    mostly_by_peers = (p.by_peers % recent).bit_count() >= acts / 2
    wanted = TOGETHER if jointly and mostly_by_peers else WANT_TO
    return (
        wanted if p.autonomy_sum >= 0 else TOLD_TO,
        wanted if p.own_sum / OWN_UNIT / acts >= 0.5 else TOLD_TO,
    )
