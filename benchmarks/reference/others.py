"""The reference rule on other frameworks, where they are installed: AgentPy and Starsim."""

from __future__ import annotations

from importlib.util import find_spec
from math import exp
from time import process_time
from typing import Any

import numpy as np

from benchmarks.reference.crowd import LATELY, WEIGHT, Contender, Crowd, Outcome

LONG_AGO = 1000


def agentpy(crowd: Crowd, weeks: int) -> Outcome:
    """An object a resident, as AgentPy teaches."""
    import agentpy as ap

    class Resident(ap.Agent):
        def setup(self) -> None:
            self.weeks_since = LONG_AGO
            self.comes = False

        def decide(self) -> None:
            near = sum(closeness for other, closeness in self.contacts if other.weeks_since < LATELY)
            chance = 1 / (1 + exp(-(self.own + WEIGHT * near / self.closeness)))
            self.comes = self.model.random.random() < chance

        def change(self) -> None:
            self.weeks_since = 0 if self.comes else self.weeks_since + 1

    class Society(ap.Model):
        def setup(self) -> None:
            self.residents = ap.AgentList(self, crowd.people, Resident)
            for person, own in zip(self.residents, crowd.own.tolist(), strict=True):
                person.own, person.contacts = own, []
            ties = zip(crowd.source.tolist(), crowd.to.tolist(), crowd.closeness.tolist(), strict=True)
            for source, to, closeness in ties:
                self.residents[source].contacts.append((self.residents[to], closeness))
            for person, total in zip(self.residents, crowd.total.tolist(), strict=True):
                person.closeness = total

        def step(self) -> None:
            self.residents.decide()
            self.residents.change()

    model = Society({"steps": weeks, "seed": 0})
    model.sim_setup()
    acts, seconds = np.zeros(weeks, np.int64), 0.0
    for week in range(weeks):
        begun = process_time()
        model.sim_step()
        seconds += process_time() - begun
        acts[week] = sum(person.comes for person in model.residents)
    return Outcome(seconds, acts)


def starsim(crowd: Crowd, weeks: int) -> Outcome:
    """A network and a module with state arrays, as Starsim is meant to be extended."""
    import starsim as ss

    once = crowd.source < crowd.to  # Starsim keeps each tie once

    class Ties(ss.Network):
        def init_post(self, *args: Any, **kwargs: Any) -> None:
            super().init_post(*args, **kwargs)
            self.append(p1=crowd.source[once], p2=crowd.to[once], beta=crowd.closeness[once].astype(float))

        def step(self) -> None:
            """Ties stay."""

    class Participation(ss.Module):
        def __init__(self) -> None:
            super().__init__()
            self.define_states(ss.FloatArr("own"), ss.FloatArr("total"), ss.FloatArr("since", default=LONG_AGO))
            self.chance = ss.bernoulli(p=0)
            self.acts: list[int] = []

        def init_post(self) -> None:
            super().init_post()
            self.own[:], self.total[:] = crowd.own, crowd.total

        def step(self) -> None:
            edges, active = self.sim.networks[0].edges, self.since.values < LATELY
            near = np.bincount(edges.p1, edges.beta * active[edges.p2], active.size)
            near += np.bincount(edges.p2, edges.beta * active[edges.p1], active.size)
            self.chance.set(p=1 / (1 + np.exp(-(self.own + WEIGHT * near / self.total))))
            comes = self.chance.rvs(self.sim.people.auids)
            self.since[:] = np.where(comes, 0, self.since + 1)
            self.acts.append(int(comes.sum()))

    sim = ss.Sim(
        n_agents=crowd.people, networks=Ties(), modules=Participation(), start=0, stop=weeks - 1, dt=1, verbose=0
    )
    sim.init()
    begun = process_time()
    sim.run()
    return Outcome(process_time() - begun, np.array(next(iter(sim.modules)).acts, np.int64))


def installed() -> tuple[dict[str, Contender], list[str]]:
    """Contenders that can run here, and the names of frameworks that are not installed."""
    known: dict[str, Contender] = {"AgentPy": agentpy, "Starsim": starsim}
    found = {name: run for name, run in known.items() if find_spec(name.lower()) is not None}
    return found, [name for name in known if name not in found]
