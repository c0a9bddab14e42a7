"""Everyday acts of plain Mesa agents: always open, cued by habit, by home and by whoever asks."""

from __future__ import annotations

from math import comb, exp, sqrt
from typing import Any

from sim.agents.acts import ACTS, EVERYDAY
from sim.agents.resident.sources import ASKERS, PEERS, SOURCES

OWN, HOUSEHOLD, NOTICE = "own", "household", "notice"
IN_PERSON = (HOUSEHOLD, *ASKERS)
NAMES = list(SOURCES)
OF_PEERS = set(PEERS)


def sigma(x: float) -> float:
    """The logistic function."""
    return 1 / (1 + exp(-x))


def clip(x: float) -> float:
    """Keep a value on its 0–1 scale."""
    return min(max(x, 0.0), 1.0)


def how_many(times: int, chance: float, luck: float) -> int:
    """How many of some occasions are taken, each with the same chance: a binomial draw from one uniform number."""
    passed, done = 0.0, -1
    while luck >= passed and done < times:
        done += 1
        passed += comb(times, done) * chance**done * (1 - chance) ** (times - done)
    return done


class DailyLife:
    """What a resident does every day; features are those of `Resident`."""

    model: Any
    home: list[Any]
    others: list[int]  # how often those at home did each kind last week

    def notice_home(self) -> None:
        """See how often those at home did each everyday act last week, before anybody does this week's."""
        self.others = [sum(o.everyday[n] for o in self.home if o.able and o is not self) for n in range(len(EVERYDAY))]

    def do_everyday(self) -> None:
        """Do the week's everyday acts: habit grows with each, and falls with each missed occasion."""
        if not self.able:
            self.everyday = [0] * len(EVERYDAY)
            return
        rates, asking, push = self.model.rates, self.model.asking, self.push
        source, hazard = NAMES[int(push.prompter)], push.prompt
        if source == NOTICE:
            hazard *= (1 - self.unheeding) * self.attentive
        prompted = hazard > 0 and self.model.luck("prompted", self) < 1 - exp(-hazard)
        within = rates.everyday_frail if self.frail else 1.0
        for n, kind in enumerate(EVERYDAY):
            habit, times = self.habits[kind], self.model.kinds[kind].times
            seen = rates.everyday_home * min(self.others[n], times) / times
            noticed = 1 if prompted else 1 - (1 - habit) * (1 - rates.everyday_noticed) * (1 - seen)
            will = rates.everyday_base + rates.everyday_motivation * self.motivation + rates.everyday_habit * habit
            will += rates.everyday_ease * sqrt(0.5) * (self.ease + self.eases[kind])
            will += rates.everyday_done_for * push.done_for
            if prompted:
                will += rates.everyday_asked * self.model.weight[source]
                will -= asking.refused_weight * self.weary * (source != NOTICE)
            luck = self.model.luck(f"everyday {list(ACTS)[kind]}", self)
            done = self.everyday[n] = how_many(times, within * noticed * sigma(will), luck)
            learns = rates.everyday_gain * (1 - rates.everyday_unlearnt * push.done_for)
            self.habits[kind] = (1 - (1 - habit) * (1 - learns) ** done) * (1 - rates.everyday_loss) ** (times - done)
        if prompted and not any(self.everyday):
            self.turn_away(source)
        if any(self.everyday) and push.competence + push.relatedness > 0:
            self.take_to_heart(source if prompted else OWN)

    def take_to_heart(self, source: str) -> None:
        """Everyday acts that somebody supports raise motivation."""
        rates, push = self.model.rates, self.push
        related = rates.related_base + rates.related_contacts * self.share_active() + push.relatedness
        related += rates.related_member * (self.memberships > 0)
        competence = rates.competence_base + rates.competence_skill * self.skill + push.competence
        autonomy = 1 - rates.autonomy_pressed * max(self.pressure, self.model.control[source]) + push.autonomy
        gain = rates.internalise * max(self.needs(competence, related, autonomy) - rates.need_threshold, 0.0) / 0.3
        share = min(sum(self.everyday) / 7, 1.0)
        self.motivation = clip(self.motivation + gain * share * (1 - self.motivation))
