"""What people bring along: motivation, skill, thresholds, interests, spare hours, attitudes, party membership."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import special

from sim.community.places import Places
from sim.community.register import Register
from sim.community.settings import CommunitySettings, TraitSettings
from sim.rng import Streams

INTERESTS = ("arts", "sport", "environment", "care", "order")
ELDER_AGE, PARTY_AGE = 60.0, 18.0
ALWAYS_ABOVE = -1.0
EASES = 8  # kinds of act, of which a person may find one easy and another hard


@dataclass(frozen=True)
class Traits:
    """Lasting features, one row per person who ever lives there (float32 unless said; scales 0–1).

    Attributes
    ----------
    motivation, belonging, efficacy, trust
        The levels to which a person returns without reinforcement.
    skill
        Civic skill.
    threshold
        Share of ties that must take part before one follows; negative for those who do not look at others.
    satiable, attentive, by_face : bool
        Fall back once most others act; read the community's notices; are moved through face (introjection)
        rather than inner motive.
    concern
        Concern for face.
    spare_factor
        Multiple of the median spare hours of one's age.
    frailty, work_luck
        Uniform draws that decide frailty and work status as age goes on.
    interest : float32 (people, 5)
        Shares of the interests `INTERESTS`.
    ease, eases : float32 (people,), (people, 8)
        Lasting propensity to take part, in units of its spread: the person's own, and person by kind of act. The upper
        tail is heavy: a few find nearly everything easy, most nothing.
    party_branch : int16
        −1 for those who are not members.
    """

    motivation: NDArray[np.float32]
    belonging: NDArray[np.float32]
    efficacy: NDArray[np.float32]
    trust: NDArray[np.float32]
    skill: NDArray[np.float32]
    threshold: NDArray[np.float32]
    satiable: NDArray[np.bool_]
    attentive: NDArray[np.bool_]
    by_face: NDArray[np.bool_]
    concern: NDArray[np.float32]
    spare_factor: NDArray[np.float32]
    frailty: NDArray[np.float32]
    work_luck: NDArray[np.float32]
    interest: NDArray[np.float32]
    ease: NDArray[np.float32]
    eases: NDArray[np.float32]
    party_branch: NDArray[np.int16]


def draw_interests(streams: Streams, people: int, focus: float) -> NDArray[np.float32]:
    """Interests of each person, Dirichlet with one parameter: if low, most people care for one or two things."""
    numbers = np.arange(people)
    gamma = np.stack(
        [special.gammaincinv(focus, streams.draw(f"interest {name}", 0, numbers)) for name in INTERESTS], axis=1
    )
    return (gamma / gamma.sum(axis=1, keepdims=True)).astype(np.float32)


def draw_traits(
    settings: CommunitySettings,
    places: Places,
    register: Register,
    first: int,
    interest: NDArray[np.float32],
    streams: Streams,
) -> Traits:
    """Draw every trait by the person's number, so that one person more changes nobody else."""
    people = register.household.size
    numbers = np.arange(people)
    age = (register.arrives - register.born) / 52.18
    traits = settings.traits
    branch = _party(settings, places, register, first, age[:first], streams)
    party = branch >= 0

    def draw(name: str) -> NDArray[np.float32]:
        return streams.draw(f"trait {name}", 0, numbers)

    def attitude(name: str, mean: float) -> NDArray[np.float32]:
        total = traits.attitude_concentration
        return special.betaincinv(mean * total, (1 - mean) * total, draw(name)).astype(np.float32)

    kind = draw("type")
    skill = special.betaincinv(traits.skill_a, traits.skill_b, draw("skill")) + traits.skill_party * party
    return Traits(
        motivation=_motivation(settings, places, register, age, party, draw("motivation"), streams),
        belonging=attitude("belonging", traits.belonging),
        efficacy=attitude("efficacy", traits.efficacy),
        trust=attitude("trust", traits.trust),
        skill=np.clip(skill, 0, 1).astype(np.float32),
        threshold=_threshold(traits, kind, draw("threshold")),
        satiable=(kind >= traits.reluctant) & (kind < traits.reluctant + traits.satiable),
        attentive=draw("attentive") < traits.attentive,
        by_face=draw("by face") < traits.by_face,
        concern=draw("concern"),
        spare_factor=np.exp(traits.spare_spread * special.ndtri(draw("spare"))).astype(np.float32),
        frailty=draw("frailty"),
        work_luck=draw("work"),
        interest=interest,
        ease=heavy_tailed(draw("ease")),
        eases=np.stack([heavy_tailed(draw(f"ease {n}")) for n in range(EASES)], axis=1),
        party_branch=branch,
    )


def heavy_tailed(luck: NDArray[np.float32]) -> NDArray[np.float32]:
    """Gumbel draws of mean 0 and standard deviation 1 from uniform ones: as logits, odds with a Pareto tail."""
    gumbel = -np.log(-np.log(luck.astype(np.float64)))
    return ((gumbel - np.euler_gamma) * (np.sqrt(6) / np.pi)).astype(np.float32)


def _threshold(traits: TraitSettings, kind: NDArray[np.float32], luck: NDArray[np.float32]) -> NDArray[np.float32]:
    """Conditional cooperators around the mean, the reluctant above it, the unconditional below everything."""
    own = np.clip(traits.threshold + traits.threshold_spread * special.ndtri(luck), 0.05, 0.8)
    own = own + traits.reluctance * (kind < traits.reluctant)
    return np.where(kind >= 1 - traits.unconditional, ALWAYS_ABOVE, own).astype(np.float32)


def _motivation(
    settings: CommunitySettings,
    places: Places,
    register: Register,
    age: NDArray[np.floating],
    party: NDArray[np.bool_],
    luck: NDArray[np.float32],
    streams: Streams,
) -> NDArray[np.float32]:
    traits = settings.traits
    estate = places.household_estate[register.household]
    total = traits.motivation_concentration
    own = special.betaincinv(traits.motivation * total, (1 - traits.motivation) * total, luck)
    by_grid = traits.motivation_grids * special.ndtri(streams.draw("grid mood", 0, np.arange(settings.grids)))
    by_estate = traits.motivation_estates * special.ndtri(streams.draw("estate mood", 0, np.arange(settings.estates)))
    own = own + by_grid[places.estate_grid][estate] + by_estate[estate]
    own += traits.motivation_party * party + traits.motivation_elder * (age >= ELDER_AGE)
    own -= traits.motivation_renter * places.renter[register.household]
    return np.clip(own, 0.01, 0.95).astype(np.float32)


def _party(
    settings: CommunitySettings,
    places: Places,
    register: Register,
    first: int,
    age: NDArray[np.floating],
    streams: Streams,
) -> NDArray[np.int16]:
    """Exactly the wanted number of members among the first adults, elders twice as likely; branches by grid."""
    branch = np.full(register.household.size, -1, np.int16)
    weight = np.where(age >= ELDER_AGE, 2.0, 1.0) * (age >= PARTY_AGE)
    race = -np.log(streams.draw("party", 0, np.arange(first)).astype(np.float64)) / np.maximum(weight, 1e-12)
    members = np.argsort(race, kind="stable")[: settings.party_members]
    grid = places.estate_grid[places.household_estate[register.household[members]]]
    branch[members] = grid.astype(np.int64) * settings.party_branches // settings.grids
    return branch
