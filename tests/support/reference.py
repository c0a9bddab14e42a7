"""The resident's equations once more, one person at a time, in plain Python: slow, and easy to check by eye.

The kernels of `sim.agents` must agree with this page. It is written from the documented equations: being reached,
availability and willingness as three factors (civic voluntarism), motivation that grows with the product of the
three needs and is crowded out by controlling rewards (self-determination), thresholds, habit, and return to one's
own level. Nothing here knows arrays: a person is a bag of plain numbers.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from hashlib import blake2b
from math import exp
from types import SimpleNamespace
from typing import Any

import numpy as np

from sim.agents.resident.columns import Residents
from sim.agents.resident.occasions import Push
from sim.agents.resident.settings import ResidentSettings

BYSTANDER, TOLD_TO, WANT_TO, TOGETHER = range(4)
UNASKED, UNABLE, UNWILLING = range(3)
HALF_YEAR, QUARTER, MONTH = 26, 12, 4
OWN_UNIT, AUTONOMY_UNIT = 250, 60
NEED_UNIT = 0.3
WORD = 2**64 - 1
RECENT = ("own_recent", "autonomy_recent")
GRAPH = ("tie_start", "household_end", "tie_to", "closeness")  # where ties are kept, not what anybody does


# Luck: splitmix64 of the address


def mixed(z: int) -> int:
    """The finaliser of splitmix64."""
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & WORD
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & WORD
    return z ^ (z >> 31)


def stream_key(seed: int, stream: str, week: int) -> int:
    """The key of one stream in one week."""
    code = int.from_bytes(blake2b(stream.encode(), digest_size=8).digest(), "little")
    return mixed((mixed((seed * 0x9E3779B97F4A7C15 + code) & WORD) + (week + 1) * 0xBF58476D1CE4E5B9) & WORD)


def luck(seed: int, stream: str, week: int, entity: int) -> float:
    """The draw of one address: its hash as a fraction."""
    return (mixed((stream_key(seed, stream, week) + entity * 0x9E3779B97F4A7C15) & WORD) + 0.5) / 2**64


# Persons as plain numbers


def person(residents: Residents, row: int) -> SimpleNamespace:
    """One row of the columns as a bag of plain Python numbers."""
    plain = {
        name: column[row].tolist() for name, column in residents._asdict().items() if name not in (*RECENT, *GRAPH)
    }
    plain |= {name: getattr(residents, name)[:, row].tolist() for name in RECENT}
    return SimpleNamespace(**plain)


def pushed(push: Push, row: int) -> SimpleNamespace:
    """The levers of one row as a bag of plain numbers."""
    return SimpleNamespace(**{name: float(column[row]) for name, column in push._asdict().items()})


@dataclass(frozen=True)
class Act:
    """One kind of act."""

    hours: float
    visibility: float
    skill: float
    deep: bool
    costly: bool


@dataclass(frozen=True)
class Place:
    """What is on in one estate: per kind of act notice and say; how far rewards apply; covenant; trust in each other."""

    notice: list[float]
    say: list[float]
    rewarded: list[float]
    covenant: float
    collective: float


def sigma(x: float) -> float:
    """The logistic function, safe for any number."""
    return 1 / (1 + exp(-x)) if x >= 0 else exp(x) / (1 + exp(x))


def clip01(x: float) -> float:
    """Keep on the 0–1 scale."""
    return min(max(x, 0.0), 1.0)


def share_active(p: SimpleNamespace) -> float:
    """Share of contacts, weighted by closeness, who took part in the last four weeks."""
    return p.near / max(p.near_total, 1)


# Being reached


def hazard_of_being_asked(p: SimpleNamespace, push: SimpleNamespace, rates: ResidentSettings) -> float:
    """Hazard of being asked in person: active contacts, and what modules add."""
    return rates.ask_tie * p.near + push.asked


def chance_reached(p: SimpleNamespace, push: SimpleNamespace, rates: ResidentSettings, place: Place) -> float:
    """Chance to hear of an occasion: asked in person, notices, habit, one's own organisation. None without activities."""
    if sum(place.notice) <= 0:
        return 0.0
    hazard = hazard_of_being_asked(p, push, rates) + push.notice + rates.ask_habit * p.habit
    if p.attentive:
        hazard += rates.notice * sum(place.notice)
    if p.memberships > 0:
        hazard += rates.ask_member
    return 1 - exp(-hazard)


def chance_asked(p: SimpleNamespace, push: SimpleNamespace, rates: ResidentSettings) -> float:
    """Chance to be asked in person."""
    return 1 - exp(-hazard_of_being_asked(p, push, rates))


def attention(p: SimpleNamespace, push: SimpleNamespace, rates: ResidentSettings, place: Place) -> list[float]:
    """Weight of each kind of act on offer: how many there are, how well they fit, what they are rewarded with."""
    return [
        notice * (rates.least_attention + fit) * max(1 + push.reward * rewarded, 0.0)
        for notice, fit, rewarded in zip(place.notice, p.fit, place.rewarded, strict=True)
    ]


# Deciding


def norm_felt(p: SimpleNamespace, rates: ResidentSettings, costly: bool) -> float:
    """How far the personal threshold is passed."""
    if p.threshold < 0:
        return 1.0
    if costly and p.outside < rates.costly_contacts:
        return 0.0
    seen = share_active(p)
    felt = sigma((seen - p.threshold) / rates.norm_width)
    if p.satiable and seen > rates.satiety:
        felt *= 1 - (seen - rates.satiety) / (1 - rates.satiety)
    return felt


def availability(p: SimpleNamespace, relief: float, rates: ResidentSettings, hours: float) -> float:
    """Whether spare hours allow an act of so many hours."""
    return 1 - exp(-(p.spare + relief) / (rates.spare_scale * hours))


def external_drive(p: SimpleNamespace, push: SimpleNamespace, rewarded: float) -> float:
    """Pressure, old or new, whichever is stronger, and this week's reward; together as independent causes."""
    pressure = max(p.pressure, push.pressure)
    reward = push.reward * max(rewarded, 0.0)
    return 1 - (1 - pressure) * (1 - reward)


def willingness(
    p: SimpleNamespace,
    push: SimpleNamespace,
    rates: ResidentSettings,
    act: Act,
    place: Place,
    kind: int,
    asked: bool,
) -> float:
    """Everything but external drive, in logits."""
    if rates.rule == "thresholds":
        return (
            past_threshold(p, push, rates, act, place)
            + (rates.weight_asked if asked else 0.0)
            + rates.weight_external * push.reward * min(place.rewarded[kind], 0.0)
        )
    terms = [
        rates.base,
        rates.weight_motivation * p.motivation,
        rates.weight_habit * p.habit,
        rates.weight_norm
        * norm_felt(p, rates, act.costly)
        * (0.5 + act.visibility * p.concern)
        * (1 + place.covenant)
        * (1 - rates.norm_crowding * push.controlling),
        rates.weight_efficacy * (p.efficacy - 0.5),
        rates.weight_collective * place.collective,
        rates.weight_belonging * (p.belonging - 0.5),
        rates.weight_trust * (p.trust - 0.5),
        rates.weight_fit * (p.fit[kind] - 0.5),
        -rates.weight_skill * max(act.skill - p.skill, 0.0),
        -rates.weight_burnout * p.burnout,
        rates.weight_member if p.memberships > 0 else 0.0,
        rates.weight_asked if asked else 0.0,
        rates.weight_knowledge * p.knowledge if act.deep else 0.0,
        rates.weight_external * push.reward * min(place.rewarded[kind], 0.0),
    ]
    return sum(terms)


def past_threshold(p: SimpleNamespace, push: SimpleNamespace, rates: ResidentSettings, act: Act, place: Place) -> float:
    """How far the example of contacts passes the personal threshold, where nothing else moves people."""
    example = share_active(p)
    if act.costly and p.outside < rates.costly_contacts:
        example = 0.0
    if p.satiable and example > rates.satiety:
        example *= 1 - (example - rates.satiety) / (1 - rates.satiety)
    example *= (1 + place.covenant) * (1 - rates.norm_crowding * push.controlling)
    return (example - p.threshold) / rates.norm_width


def moved_by(external: float, motive: float, rates: ResidentSettings) -> float:
    """What external drive adds to the own motive: itself, or under indirect crowding less, the more motive there is."""
    drawn = rates.weight_external * external
    if rates.rule != "indirect_crowding" or drawn <= 0:
        return drawn
    own, power = rates.weight_motivation * motive, rates.cost_steepness
    return (own**power + drawn**power) ** (1 / power) - own


def relative_autonomy(external: float, face: float, motivation: float) -> float:
    """Relative autonomy index: external −2, introjected −1, and the one autonomous stock as half identified, half integrated."""
    identified = integrated = motivation / 2
    return (-2 * external - face + identified + 2 * integrated) / (external + face + identified + integrated + 1e-6)


@dataclass(frozen=True)
class Occasion:
    """An occasion one heard of: the decision and its reasons."""

    kind: int
    asked: bool
    chance: float
    able: float
    willing: float
    own: float
    autonomy: float


def occasion(
    p: SimpleNamespace,
    push: SimpleNamespace,
    rates: ResidentSettings,
    acts: list[Act],
    place: Place,
    kind: int,
    asked: bool,
) -> Occasion:
    """What somebody who heard of an occasion makes of it."""
    act = acts[kind]
    own = willingness(p, push, rates, act, place, kind, asked)
    external = external_drive(p, push, place.rewarded[kind])
    motive = 0.0 if rates.rule == "thresholds" else p.motivation
    willing = sigma(own + moved_by(external, motive, rates))
    able = availability(p, push.relief, rates, act.hours)
    face = act.visibility * norm_felt(p, rates, act.costly) * p.concern
    return Occasion(
        kind,
        asked,
        able * willing,
        able,
        willing,
        sigma(own) / willing,
        relative_autonomy(external, face, motive),
    )


def hours_given(p: SimpleNamespace, relief: float, rates: ResidentSettings, hours: float) -> float:
    """The hours of the act, and what habit and motivation turn of further spare hours into service."""
    return hours + rates.extra_hours * p.habit * p.motivation * max(p.spare + relief - hours, 0.0)


# A week passes


def faded(
    p: SimpleNamespace, push: SimpleNamespace, rates: ResidentSettings, solved: float, week: int
) -> SimpleNamespace:
    """The person a week later, before anything new is experienced; all from last week's state."""
    after = SimpleNamespace(**vars(p))
    for bits in ("took", "reached", "voiced"):
        setattr(after, bits, (getattr(p, bits) << 1) % 2**32)
    after.own_recent, after.autonomy_recent = list(p.own_recent), list(p.autonomy_recent)
    after.own_recent[week % HALF_YEAR] = after.autonomy_recent[week % QUARTER] = 0
    after.own_sum = p.own_sum - p.own_recent[week % HALF_YEAR]
    after.autonomy_sum = p.autonomy_sum - p.autonomy_recent[week % QUARTER]
    after.motivation -= rates.motivation_fade * (p.motivation - p.own_motivation) * (1 - rates.habit_shield * p.habit)
    missed = all((p.took >> week_ago) % 2 == 0 for week_ago in range(rates.habit_grace + 1))
    after.habit *= 1 - rates.habit_fade if missed else 1
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
    """How connected an act makes one feel."""
    return clip01(
        rates.related_base
        + rates.related_contacts * share_active(p)
        + push.relatedness
        + (rates.related_member if p.memberships > 0 else 0)
        + (rates.related_asked if asked else 0)
    )


def need_satisfaction(
    p: SimpleNamespace,
    push: SimpleNamespace,
    rates: ResidentSettings,
    collective: float,
    success: float,
    say: float,
    asked: bool,
    controlling: float,
) -> float:
    """Competence, relatedness and autonomy as a weighted product."""
    competence = clip01(
        rates.competence_base
        + rates.competence_skill * p.skill
        + rates.competence_collective * collective
        + rates.competence_success * (success - 0.5)
        + push.competence
    )
    related = relatedness(p, push, rates, asked)
    if p.by_face:
        related = min(related, 0.5)
    autonomy = clip01(
        1
        - controlling
        - rates.autonomy_pressed * p.pressure
        - (0 if p.memberships > 0 else rates.autonomy_outsider)
        + rates.autonomy_say * say
        + push.autonomy
    )
    whole = rates.share_competence + rates.share_relatedness + rates.share_autonomy
    product = competence**rates.share_competence * related**rates.share_relatedness * autonomy**rates.share_autonomy
    return product ** (1 / whole)


@dataclass(frozen=True)
class Taken:
    """An act somebody took part in."""

    kind: int
    asked: bool
    own: float
    autonomy: float
    success: float
    hours: float


def experienced(
    p: SimpleNamespace,
    push: SimpleNamespace,
    rates: ResidentSettings,
    acts: list[Act],
    place: Place,
    taken: Taken,
    week: int,
) -> SimpleNamespace:
    """The person after an act; `p` has already faded."""
    after = SimpleNamespace(**vars(p))
    rewarded = push.reward * max(place.rewarded[taken.kind], 0.0) > 0
    controlling = push.controlling if rewarded else 0.0
    needs = need_satisfaction(
        p, push, rates, place.collective, taken.success, place.say[taken.kind], taken.asked, controlling
    )
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
    after.belonging = p.belonging + rates.belonging_gain * relatedness(p, push, rates, taken.asked) * (1 - p.belonging)
    after.burnout = clip01(p.burnout + rates.burnout_gain * exp(-(p.spare + push.relief) / rates.burnout_spare))
    after.habit = p.habit + rates.habit_gain * (1 - p.habit)
    if acts[taken.kind].deep:
        after.voiced = p.voiced | 1
    else:
        after.knowledge = p.knowledge + rates.knowledge_gain * (1 - p.knowledge)
    after.took, after.reached = p.took | 1, p.reached | 1
    after.acts_total, after.hours_total = p.acts_total + 1, p.hours_total + taken.hours
    after.own_recent, after.autonomy_recent = list(p.own_recent), list(p.autonomy_recent)
    own, index = int(min(taken.own, 1.0) * OWN_UNIT), int(taken.autonomy * AUTONOMY_UNIT)
    after.own_recent[week % HALF_YEAR], after.autonomy_recent[week % QUARTER] = own, index
    after.own_sum, after.autonomy_sum = p.own_sum + own, p.autonomy_sum + index
    return after


def attitude(value: float, gain: float, success: float, failure_weight: float) -> float:
    """Success lifts by what is missing, failure lowers by what is there, and more."""
    if success >= 0.5:
        return value + gain * 2 * (success - 0.5) * (1 - value)
    return clip01(value - gain * 2 * (0.5 - success) * failure_weight * value)


def stayed_away(p: SimpleNamespace, unable: bool) -> SimpleNamespace:
    """The person after an occasion not taken."""
    after = SimpleNamespace(**vars(p))
    after.reached = p.reached | 1
    after.hindered = UNABLE if unable else UNWILLING
    return after


# Stages


def stage(p: SimpleNamespace) -> int:
    """From the last 26 weeks: took part, of one's own motive, and jointly."""
    acts = [weeks_ago for weeks_ago in range(HALF_YEAR) if (p.took >> weeks_ago) % 2]
    if not acts:
        return BYSTANDER
    if p.own_sum / OWN_UNIT / len(acts) < 0.5:
        return TOLD_TO
    return TOGETHER if p.formal > 0 and p.voiced % 2**HALF_YEAR else WANT_TO


def strict_stage(p: SimpleNamespace) -> int:
    """From the last 12 weeks, by the sign of relative autonomy."""
    if p.took % 2**QUARTER == 0:
        return BYSTANDER
    if p.autonomy_sum < 0:
        return TOLD_TO
    return TOGETHER if p.formal > 0 and p.voiced % 2**QUARTER else WANT_TO


# Contacts


@dataclass
class Counts:
    """Closeness points of ties to people living there, of those to active ones, and active contacts outside the home."""

    near_total: list[int] = field(default_factory=list)
    near: list[int] = field(default_factory=list)
    outside: list[int] = field(default_factory=list)


def recounted(residents: Residents) -> Counts:
    """The counts of everyone, from scratch."""
    counts = Counts()
    recent = 2**MONTH
    plain: dict[str, Any] = {name: np.asarray(getattr(residents, name)).tolist() for name in ("here", "took", *GRAPH)}
    here, took, start, end, to, closeness = plain.values()
    for row in range(len(here)):
        total = near = outside = 0
        for at in range(start[row], start[row + 1]):
            if here[to[at]]:
                total += closeness[at]
                if took[to[at]] % recent:
                    near += closeness[at]
                    outside += at >= end[row]
        counts.near_total.append(total)
        counts.near.append(near)
        counts.outside.append(outside)
    return counts
