"""A circle of residents to watch through the kernels: the smallest world in which a person can live."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from sim.agents.acts import ACTION, KINDS, Acts, ActSettings, acts_of
from sim.agents.resident.columns import Residents
from sim.agents.resident.contacts import tell_contacts
from sim.agents.resident.decision import decide
from sim.agents.resident.learning import classify, experience, fade
from sim.agents.resident.occasions import Occasions, Offers, Push, room_for
from sim.agents.resident.settings import ResidentSettings
from sim.kernel import record
from sim.rng import Streams
from tests.support import in_a_run, read_only, residents


@dataclass
class Circle:
    """Some people in one estate, who all know each other or nobody, and what is on there."""

    people: int = 1
    acquainted: bool = False
    settings: ResidentSettings = field(default_factory=ResidentSettings)
    acts: Acts = field(default_factory=lambda: acts_of(ActSettings()))
    week: int = 0
    collective: float = 0.0  # efficacy of the grid
    solved: float = 0.5  # share of matters solved in the estate
    residents: Residents = field(init=False)
    push: Push = field(init=False)
    offers: Offers = field(init=False)

    def __post_init__(self) -> None:
        n, degree = self.people, self.people - 1 if self.acquainted else 0
        everybody = np.ones(n)
        self.residents = residents(
            n,
            number=np.arange(n),
            here=everybody,
            able=everybody,
            attentive=everybody,
            near_total=degree * everybody,
            tie_start=np.arange(n + 1) * degree,
            household_end=np.arange(n) * degree,
            closeness=np.ones(n * degree),
            tie_to=np.array([other for row in range(n * self.acquainted) for other in range(n) if other != row]),
            fit=np.full((n, KINDS), 0.5),
            threshold=0.25 * everybody,
            spare=20.0 * everybody,
            skill=0.43 * everybody,
            own_motivation=0.23 * everybody,
            motivation=0.23 * everybody,
            own_trust=0.5 * everybody,
            trust=0.5 * everybody,
            concern=0.5 * everybody,
            efficacy=0.5 * everybody,
            own_efficacy=0.5 * everybody,
            belonging=0.4 * everybody,
            own_belonging=0.4 * everybody,
        )
        self.push = Push(*(np.zeros(n, np.float32) for _ in Push._fields))
        self.offers = Offers(
            np.zeros((1, KINDS), np.float32),
            np.full((1, KINDS), np.inf, np.float32),
            np.zeros((1, KINDS), np.float32),
            np.zeros(KINDS, np.float32),
            np.zeros(1, np.float32),
        )
        self.offers.notice[:, ACTION] = 1.0

    def chances(self) -> NDArray[np.float32]:
        """The chance of each to come this week, zero for those not reached; nothing changes."""
        return self._decided()[0]

    def decide(self) -> NDArray[np.float32]:
        """The same, and those who come are put down as having come."""
        chance, came = self._decided()
        self.residents.took[:] <<= np.uint32(1)
        self.residents.took[came] |= np.uint32(1)
        tell_contacts(in_a_run(self.residents))
        self.week += 1
        return chance

    def _decided(self) -> tuple[NDArray[np.float32], NDArray[np.int32]]:
        heard = self.heard()
        chance = np.zeros(self.people, np.float32)
        chance[heard.row] = heard.chance
        return chance, heard.row[heard.came]

    def heard(self) -> Occasions:
        """The occasions of those who are reached this week; nothing changes."""
        streams, out = Streams(0), room_for(self.people)
        count = decide(
            in_a_run(self.residents),
            self.push,
            self.offers,
            record(self.settings),
            self.acts,
            read_only(np.array([0, self.people])),
            np.full(1, self.collective, np.float32),
            streams.key("reach", self.week),
            streams.key("kind", self.week),
            streams.key("come", self.week),
            out,
        )
        return Occasions(*(column[:count] for column in out))

    def act(
        self, kind: int = ACTION, success: float = 0.7, own: float = 1.0, autonomy: float = 0.5, *, asked: bool = False
    ) -> None:
        """A week in which everybody takes part in an act."""
        self.rest()
        self.learn(kind, success, own, autonomy, asked=asked)
        classify(in_a_run(self.residents))

    def learn(self, kind: int, success: float, own: float = 1.0, autonomy: float = 0.5, *, asked: bool = False) -> None:
        """What an act of this week does to everybody, without what fades."""
        occasions = room_for(self.people)
        occasions.row[:], occasions.kind[:] = np.arange(self.people), kind
        occasions.came[:], occasions.asked[:] = True, asked
        occasions.own[:], occasions.autonomy[:], occasions.chance[:] = own, autonomy, 0.5
        occasions.unable[:] = occasions.no_seat[:] = False
        place = read_only(np.zeros(self.people, np.int32))
        experience(
            in_a_run(self.residents),
            self.push,
            self.offers,
            record(self.settings),
            self.acts,
            occasions,
            self.people,
            place,
            place,
            np.full(1, self.collective, np.float32),
            np.full((1, KINDS), success, np.float32),
            np.ones(self.people, np.float32),
            self.week - 1,
        )

    def rest(self) -> None:
        """A week passes; trust follows the share of matters solved."""
        fade(
            in_a_run(self.residents),
            self.push,
            record(self.settings),
            read_only(np.array([0, self.people])),
            np.full(1, self.solved, np.float32),
            self.week,
        )
        classify(in_a_run(self.residents))
        self.week += 1
