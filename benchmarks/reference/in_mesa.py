"""The reference rule on Mesa, with plain objects and with numpy as usually written."""

from __future__ import annotations

from math import exp
from time import process_time

import mesa
import numpy as np
from scipy import sparse

from benchmarks.reference.crowd import LATELY, WEIGHT, Crowd, Outcome

LONG_AGO = 1000


class Resident(mesa.Agent):
    """A resident who knows their contacts."""

    def __init__(self, model: Society, own: float) -> None:
        super().__init__(model)
        self.own = own
        self.contacts: list[tuple[Resident, int]] = []
        self.closeness = 1
        self.weeks_since = LONG_AGO
        self.comes = False

    def decide(self) -> None:
        """Look at the contacts and draw."""
        near = sum(closeness for other, closeness in self.contacts if other.weeks_since < LATELY)
        chance = 1 / (1 + exp(-(self.own + WEIGHT * near / self.closeness)))
        self.comes = self.random.random() < chance

    def change(self) -> None:
        """The decision takes effect."""
        self.weeks_since = 0 if self.comes else self.weeks_since + 1


class Society(mesa.Model):
    """One agent a person."""

    def __init__(self, crowd: Crowd, seed: int = 0) -> None:
        super().__init__(seed=seed)
        residents = [Resident(self, own) for own in crowd.own.tolist()]
        for source, to, closeness in zip(
            crowd.source.tolist(), crowd.to.tolist(), crowd.closeness.tolist(), strict=True
        ):
            residents[source].contacts.append((residents[to], closeness))
        for resident in residents:
            resident.closeness = max(sum(closeness for _, closeness in resident.contacts), 1)

    def step(self) -> None:
        """All decide, then all change."""
        self.agents.shuffle_do("decide")
        self.agents.do("change")


class Arrays(mesa.Model):
    """A Mesa model that keeps its residents in numpy arrays, as usually written."""

    def __init__(self, crowd: Crowd, seed: int = 0) -> None:
        super().__init__(seed=seed)
        self.own = crowd.own.astype(float)
        self.ties = sparse.csr_array((crowd.closeness.astype(float), crowd.to, crowd.start))
        self.closeness = crowd.total
        self.weeks_since = np.full(crowd.people, LONG_AGO)
        self.generator = np.random.default_rng(seed)

    def step(self) -> None:
        """All decide and change."""
        near = self.ties @ (self.weeks_since < LATELY)
        chance = 1 / (1 + np.exp(-(self.own + WEIGHT * near / self.closeness)))
        comes = self.generator.random(self.own.size) < chance
        self.weeks_since = np.where(comes, 0, self.weeks_since + 1)


def objects(crowd: Crowd, weeks: int) -> Outcome:
    """Plain Mesa: an object a resident."""
    model = Society(crowd)
    acts, begun, seconds = np.zeros(weeks, np.int64), process_time(), 0.0
    for week in range(weeks):
        begun = process_time()
        model.step()
        seconds += process_time() - begun
        acts[week] = sum(agent.comes for agent in model.agents)
    return Outcome(seconds, acts)


def arrays(crowd: Crowd, weeks: int) -> Outcome:
    """Mesa with numpy."""
    model = Arrays(crowd)
    acts, seconds = np.zeros(weeks, np.int64), 0.0
    for week in range(weeks):
        begun = process_time()
        model.step()
        seconds += process_time() - begun
        acts[week] = np.count_nonzero(model.weeks_since == 0)
    return Outcome(seconds, acts)
