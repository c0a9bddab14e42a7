"""The residents' rules as plain Mesa agents: one object a resident, the equations of docs/odd.md in plain Python.

Written as Mesa's own tutorials write, to be read and not to be slow: agents keep references to their contacts and
look at them, the model calls one method of all agents after the other. What modules, the office and matters do to
residents comes from a recording of the engine, so that both do the same work. What organisations do to them does
too, unless they are agents themselves: see `organisation`.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field, make_dataclass
from math import exp
from typing import Any, NamedTuple

import mesa

from benchmarks.plain_mesa.everyday import (
    HOUSEHOLD,
    IN_PERSON,
    NOTICE,
    OF_PEERS,
    OWN,
    DailyLife,
    clip,
    sigma,
)
from sim.agents.acts import EVERYDAY, HOSTED
from sim.agents.resident.columns import ACTIVE_WEEKS, STAGES, WINDOW
from sim.agents.resident.occasions import Push
from sim.agents.resident.sources import ASKERS

BYSTANDER, TOLD_TO, WANT_TO, TOGETHER = STAGES
Levers = make_dataclass("Levers", [(name, float, 0.0) for name in Push._fields])  # of one resident, neutral unless said
NEUTRAL = Levers()


class Kind(NamedTuple):
    """A kind of act."""

    hours: float
    visibility: float
    skill: float
    deep: bool
    costly: bool
    joint: bool
    times: int


@dataclass(eq=False)
class Estate:
    """A residential estate, and what is on there this week: lists by kind of act, and whose activities are known."""

    grid: int
    notice: list[float] = field(default_factory=list)
    say: list[float] = field(default_factory=list)
    seats: list[float] = field(default_factory=list)
    hosts: list[mesa.Agent] = field(default_factory=list)
    norm: float = 0.0
    collective: float = 0.0
    solved: float = 0.0


class Act(NamedTuple):
    """An act somebody took part in."""

    week: int
    own: float
    autonomy: float
    voiced: bool
    by_peers: bool


class Occasion(NamedTuple):
    """An occasion somebody heard of or has a place at, and what they made of it."""

    kind: int
    source: str
    place: Any  # the organisation in which it is theirs, its number, or none
    came: bool
    own: float
    autonomy: float
    no_seat: bool = False


class Resident(DailyLife, mesa.Agent):
    """A resident; features are set by the model, see `model.FEATURES`."""

    def __init__(self, model: mesa.Model, number: int, estate: Estate) -> None:
        super().__init__(model)
        self.number = number
        self.estate = estate
        self.contacts: list[tuple[Resident, int, bool]] = []  # with closeness, and whether outside the household
        self.closeness = 0
        self.acts: deque[Act] = deque()
        self.active = False
        self.near = 0
        self.push = NEUTRAL
        self.occasion: Occasion | None = None
        self.place: tuple[Any, int] | None = None  # whose activity is this week's own occasion, and the kind of act
        self.home: list[Resident] = []  # everybody who lives there, in their order
        self.everyday = [0] * len(EVERYDAY)
        self.stage = self.stage_unless = BYSTANDER
        self.turn: Any = None  # the membership in which that place is, where organisations are agents
        self.belongs: list[Any] = []  # memberships, where organisations are agents
        self.role: mesa.Agent | None = None

    def decide(self) -> None:
        """Take one's place in a team, or hear of an occasion or not, and decide, on last week's state of everybody."""
        self.push = self.model.pushed.get(self.number, NEUTRAL)
        self.occasion = None
        self.near = sum(closeness for other, closeness, _ in self.contacts if other.active)
        if not self.able:
            return
        if self.place is not None:
            self.occasion = self.consider(self.place[1], OWN, self.place[0])
            return
        offered = sum(self.estate.notice)
        if offered <= 0:
            return
        source = self.reached(offered)
        kind = None if source is None else self.choose()
        if kind is not None:
            self.occasion = self.consider(kind, source)

    def reached(self, offered: float) -> str | None:
        """Who brings an occasion, if anybody does."""
        rates, push, heeds = self.model.rates, self.push, 1 - self.unheeding
        hazards = {name: getattr(push, name) for name in ASKERS}
        hazards["tie"] += rates.ask_tie * self.near
        hazards[NOTICE] = (rates.notice * offered * self.attentive + push.notice) * heeds
        luck, hazard = self.model.luck("reach", self), 0.0
        for source, more in hazards.items():
            hazard += more
            if luck < 1 - exp(-hazard):
                return source
        return None

    def ask_at_home(self) -> None:
        """The first of a household asks for all who come to an event: those at home weigh it as one of them asks."""
        came = [one.occasion for one in self.home if one.occasion and one.occasion.came and one.occasion.place is None]
        if self is not self.home[0] or not came:
            return
        for other in self.home:
            settled = other.occasion is not None and (other.occasion.came or other.occasion.place is not None)
            if other.able and not settled and self.model.luck("along", other) < self.model.asking.along:
                other.occasion = other.consider(came[0].kind, HOUSEHOLD)

    def choose(self) -> int | None:
        """Which activity one hears of, in proportion to the attention it draws."""
        reward, rewarded, least = self.push.reward, self.model.rewarded, self.model.rates.least_attention
        weights = [
            notice * (least + fit) * max(1 + reward * applies, 0.0)
            for notice, fit, applies in zip(self.estate.notice, self.fit, rewarded, strict=True)
        ]
        left = self.model.luck("kind", self) * sum(weights)
        chosen = None
        for kind, weight in enumerate(weights):
            if weight > 0 and left >= 0:
                chosen = kind
                left -= weight
        return chosen

    def consider(self, kind: int, source: str, place: Any = None) -> Occasion:
        """Weigh what speaks for and against taking part."""
        rates, push, estate, act = self.model.rates, self.push, self.estate, self.model.kinds[kind]
        norm = self.norm_felt(act)
        own = rates.base + rates.ease * self.ease + rates.eases * self.eases[kind]
        own += rates.weight_motivation * self.motivation + rates.weight_habit * self.habits[kind]
        own += (
            rates.weight_norm
            * norm
            * (0.5 + act.visibility * self.concern)
            * (1 + estate.norm)
            * (1 - rates.norm_crowding * push.controlling)
        )
        own += rates.weight_efficacy * (self.efficacy - 0.5) + rates.weight_collective * estate.collective
        own += rates.weight_belonging * (self.belonging - 0.5) + rates.weight_trust * (self.trust - 0.5)
        own += rates.weight_fit * (self.fit[kind] - 0.5)
        own -= rates.weight_skill * max(act.skill - self.skill, 0.0) + rates.weight_burnout * self.burnout
        if place is not None:
            own += rates.weight_member
        own += self.model.weight[source]
        if source in ASKERS:
            own -= self.model.asking.refused_weight * self.weary
        own += rates.weight_external * push.reward * min(self.model.rewarded[kind], 0.0)
        if act.deep:
            own += rates.weight_knowledge * self.knowledge
        pressure = max(self.pressure, push.pressure, self.model.control[source])
        external = 1 - (1 - pressure) * (1 - push.reward * max(self.model.rewarded[kind], 0.0))
        willing = sigma(own + rates.weight_external * external)
        able = 1 - exp(-(self.spare + push.relief) / (rates.spare_scale * act.hours))
        came = self.model.luck("come", self) < able * willing
        face = act.visibility * norm * self.concern
        autonomy = (1.5 * self.motivation - 2 * external - face) / (external + face + self.motivation + 1e-6)
        return Occasion(kind, source, place, came, min(sigma(own) / willing, 1.0), autonomy)

    def norm_felt(self, act: Kind) -> float:
        """How far the personal threshold of active contacts is passed."""
        rates = self.model.rates
        if self.threshold < 0:
            return 1.0
        if act.costly:
            outside = sum(1 for other, _, beyond in self.contacts if beyond and other.active)
            if outside < rates.costly_contacts:
                return 0.0
        seen = self.share_active()
        felt = sigma((seen - self.threshold) / rates.norm_width)
        if self.satiable:
            felt *= 1 - max(seen - rates.satiety, 0.0) / (1 - rates.satiety)
        return felt

    def share_active(self) -> float:
        """Share of contacts, by closeness, who took part in the last four weeks."""
        return self.near / max(self.closeness, 1)

    def turn_away(self, source: str) -> None:
        """Not doing what one was asked makes weary of being asked, or of notices."""
        asking = self.model.asking
        if source in ASKERS:
            self.weary += asking.refused * (1 - self.weary)
        elif source == NOTICE:
            self.unheeding += asking.unheeded * (1 - self.unheeding)

    def change(self) -> None:
        """A week passes; those who took part learn from it, others turn away."""
        self.fade()
        if self.occasion is not None and self.occasion.came:
            self.learn(self.occasion)
        elif self.occasion is not None and not self.occasion.no_seat:
            self.turn_away(self.occasion.source)
        self.classify()

    def fade(self) -> None:
        """Fade every state towards the resident's own level; trust follows the matters solved."""
        rates, push = self.model.rates, self.push
        self.motivation -= (
            rates.motivation_fade * (self.motivation - self.own_motivation) * (1 - rates.habit_shield * self.habit)
        )
        for kind in range(HOSTED):
            self.habits[kind] *= 1 - rates.habit_fade
        self.weary *= 1 - self.model.asking.refused_fade
        self.unheeding *= 1 - self.model.asking.unheeded_fade
        self.burnout *= 1 - rates.burnout_fade
        self.knowledge *= 1 - rates.knowledge_fade
        self.pressure = max(self.pressure * (1 - rates.external_fade), push.pressure)
        self.efficacy -= rates.attitude_fade * (self.efficacy - self.own_efficacy)
        self.belonging -= rates.attitude_fade * (self.belonging - self.own_belonging)
        gap = self.estate.solved - self.trust
        change = rates.trust_pull * gap * (rates.failure_weight if gap < 0 else 1)
        change -= rates.trust_fade * (self.trust - self.own_trust)
        if push.promise > 0:
            change += rates.promise_kept * push.promise * (1 - self.trust)
        elif push.promise < 0:
            change += rates.promise_kept * rates.failure_weight * push.promise * self.trust
        self.trust = clip(self.trust + change)

    def learn(self, occasion: Occasion) -> None:
        """Needs satisfied or not, success or failure, habit."""
        model, rates, push = self.model, self.model.rates, self.push
        joint = model.kinds[occasion.kind].joint
        success = model.success[self.estate.grid, occasion.kind] if joint else 0.5
        rewarded = push.reward * max(model.rewarded[occasion.kind], 0.0) > 0
        controlling = push.controlling if rewarded else 0.0
        member = self.memberships > 0
        related = rates.related_base + rates.related_contacts * self.share_active() + push.relatedness
        related = clip(related + rates.related_member * member + rates.related_asked * (occasion.source in IN_PERSON))
        competence = rates.competence_base + rates.competence_skill * self.skill + push.competence
        competence += rates.competence_collective * self.estate.collective + rates.competence_success * (success - 0.5)
        pressed = max(self.pressure, model.control[occasion.source])
        autonomy = 1 - controlling - rates.autonomy_pressed * pressed + push.autonomy
        autonomy += rates.autonomy_say * self.estate.say[occasion.kind] - rates.autonomy_outsider * (not member)
        needs = self.needs(competence, related, autonomy)
        gain = rates.internalise * (needs - rates.need_threshold) / 0.3
        gain *= (1 - self.motivation) * (1 - rates.crowd_learning * controlling) if gain > 0 else self.motivation
        gain -= rates.crowd_out * controlling * self.motivation * exp(-self.rewarded_acts / rates.crowd_fatigue)
        self.motivation = clip(self.motivation + gain)
        self.belonging += rates.belonging_gain * related * (1 - self.belonging)
        self.rewarded_acts += rewarded
        better = 2 * max(success - 0.5, 0.0)
        worse = 2 * rates.failure_weight * max(0.5 - success, 0.0)
        self.efficacy = clip(
            self.efficacy + rates.efficacy_gain * (better * (1 - self.efficacy) - worse * self.efficacy)
        )
        self.trust = clip(self.trust + rates.trust_gain * (better * (1 - self.trust) - worse * self.trust))
        self.burnout = clip(self.burnout + rates.burnout_gain * exp(-(self.spare + push.relief) / rates.burnout_spare))
        act, habit = model.kinds[occasion.kind], self.habits[occasion.kind]
        if occasion.place is not None:
            self.habits[occasion.kind] += rates.habit_gain * (1 - habit)
        else:
            self.habits[occasion.kind] += rates.habit_event * max(rates.habit_event_most - habit, 0.0)
        if not act.deep:
            self.knowledge += rates.knowledge_gain * (1 - self.knowledge)
        voiced = act.deep or (occasion.place is not None and act.joint and act.costly)
        self.acts.append(Act(model.week, occasion.own, occasion.autonomy, voiced, occasion.source in OF_PEERS))

    def needs(self, competence: float, related: float, autonomy: float) -> float:
        """How far needs are satisfied, of which a missing one spoils the rest."""
        rates, felt = self.model.rates, clip(related)
        whole = rates.share_competence + rates.share_relatedness + rates.share_autonomy
        return (
            clip(competence) ** (rates.share_competence / whole)
            * (min(felt, 0.5) if self.by_face else felt) ** (rates.share_relatedness / whole)
            * clip(autonomy) ** (rates.share_autonomy / whole)
        )

    @property
    def habit(self) -> float:
        """The strongest of taking part."""
        return max(self.habits[:HOSTED])

    def classify(self) -> None:
        """The stage, read off what one did in the last half year: by relative autonomy, and by the other definition."""
        while self.acts and self.acts[0].week <= self.model.week - WINDOW:
            self.acts.popleft()
        self.stage = self.stage_unless = BYSTANDER
        if self.acts:
            often = sum(act.voiced for act in self.acts) >= self.model.rates.together_times
            by_peers = 2 * sum(act.by_peers for act in self.acts) >= len(self.acts)
            wanted = TOGETHER if self.formal > 0 and often and by_peers else WANT_TO
            self.stage = wanted if sum(act.autonomy for act in self.acts) >= 0 else TOLD_TO
            self.stage_unless = wanted if 2 * sum(act.own for act in self.acts) >= len(self.acts) else TOLD_TO

    def show(self) -> None:
        """Contacts see whether one took part in the last weeks."""
        self.active = bool(self.acts) and self.acts[-1].week > self.model.week - ACTIVE_WEEKS
