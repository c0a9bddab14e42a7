"""The resident's equations once more, one person at a time, in plain Python: slow, and easy to check by eye.

The kernels of `sim.agents` must agree with this page and with `reference_weeks`. Both are written from the documented
equations. Here: being reached, availability and willingness as three factors (civic voluntarism), who asks, and what
a place in a team and somebody at home add. Nothing here knows arrays: a person is a bag of plain numbers.
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
from sim.agents.resident.settings import AskingSettings, ResidentSettings

MONTH = 4  # weeks
ASKERS = ("tie", "leader", "party", "cadre", "stranger")  # in the order in which luck falls on them
IN_PERSON = ("household", *ASKERS)  # at home nobody is wearied
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
    joint: bool
    times: int  # occasions a week, of everyday acts


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


def hazards(p: SimpleNamespace, push: SimpleNamespace, rates: ResidentSettings, place: Place) -> dict[str, float]:
    """Hazard of each source to bring an occasion this week; who has read notices in vain heeds them less."""
    heeds = 1 - p.unheeding
    read = rates.notice * sum(place.notice) if p.attentive else 0.0
    ways = {source: getattr(push, source) for source in ASKERS}
    ways["tie"] += rates.ask_tie * p.near
    return ways | {"notice": (read + push.notice) * heeds}


def steps_of_reach(
    p: SimpleNamespace, push: SimpleNamespace, rates: ResidentSettings, place: Place
) -> dict[str, float]:
    """The chance to be reached by a source or one named before it: persons come first. None without activities."""
    hazard, steps = 0.0, {}
    for source, own in hazards(p, push, rates, place).items():
        hazard += own if sum(place.notice) > 0 else 0.0
        steps[source] = 1 - exp(-hazard)
    return steps


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


def control(asking: AskingSettings, source: str) -> float:
    """How far being asked by a source is felt as pressure."""
    return getattr(asking, f"control_{source}", 0.0)


def external_drive(
    p: SimpleNamespace, push: SimpleNamespace, asking: AskingSettings, rewarded: float, source: str
) -> float:
    """Pressure, old, new or of whoever asks, whichever is strongest, and this week's reward; as independent causes."""
    pressure = max(p.pressure, push.pressure, control(asking, source))
    reward = push.reward * max(rewarded, 0.0)
    return 1 - (1 - pressure) * (1 - reward)


def willingness(
    p: SimpleNamespace,
    push: SimpleNamespace,
    rates: ResidentSettings,
    asking: AskingSettings,
    act: Act,
    place: Place,
    kind: int,
    source: str,
    placed: bool,
) -> float:
    """Everything but external drive, in logits."""
    word = getattr(asking, f"weight_{source}", 0.0)
    if source in ASKERS:
        word -= asking.refused_weight * p.weary
    displaced = rates.weight_external * push.reward * min(place.rewarded[kind], 0.0)
    if rates.rule == "thresholds":
        return past_threshold(p, push, rates, act, place) + word + displaced
    terms = [
        rates.base,
        rates.ease * p.ease + rates.eases * p.eases[kind],
        rates.weight_motivation * p.motivation,
        rates.weight_habit * p.habits[kind],
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
        rates.weight_member if placed else 0.0,
        rates.weight_knowledge * p.knowledge if act.deep else 0.0,
        word,
        displaced,
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
    """An occasion: the decision and its reasons."""

    kind: int
    source: str
    host: int | None  # where one has a place
    chance: float
    able: float
    willing: float
    own: float
    autonomy: float


def occasion(
    p: SimpleNamespace,
    push: SimpleNamespace,
    rates: ResidentSettings,
    asking: AskingSettings,
    acts: list[Act],
    place: Place,
    kind: int,
    source: str,
    host: int | None = None,
) -> Occasion:
    """What somebody makes of an occasion that a source brought, or that a place in a team is."""
    act = acts[kind]
    own = willingness(p, push, rates, asking, act, place, kind, source, host is not None)
    external = external_drive(p, push, asking, place.rewarded[kind], source)
    motive = 0.0 if rates.rule == "thresholds" else p.motivation
    willing = sigma(own + moved_by(external, motive, rates))
    able = availability(p, push.relief, rates, act.hours)
    face = act.visibility * norm_felt(p, rates, act.costly) * p.concern
    return Occasion(
        kind,
        source,
        host,
        able * willing,
        able,
        willing,
        sigma(own) / willing,
        relative_autonomy(external, face, motive),
    )


def hours_given(p: SimpleNamespace, relief: float, rates: ResidentSettings, hours: float) -> float:
    """The hours of the act, and what habit and motivation turn of further spare hours into service."""
    return hours + rates.extra_hours * p.habit * p.motivation * max(p.spare + relief - hours, 0.0)


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
