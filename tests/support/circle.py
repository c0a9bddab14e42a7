"""A circle of residents to watch through the kernels: the smallest world in which a person can live."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from sim.agents.acts import ACTION, EVERYDAY, HOSTED, KINDS, Acts, ActSettings, acts_of
from sim.agents.resident.columns import Residents
from sim.agents.resident.contacts import tell_contacts
from sim.agents.resident.decision import NO_PLACE, Luck, decide
from sim.agents.resident.everyday import DailyLuck, do_everyday
from sim.agents.resident.learning import classify, experience, fade, rate_success
from sim.agents.resident.occasions import Occasions, Offers, Push, room_for
from sim.agents.resident.settings import ResidentSettings
from sim.agents.resident.sources import NOTICE, AskingSettings, asking_of
from sim.kernel import record
from sim.rng import Streams
from tests.support import in_a_run, read_only, residents

TEAM = 0  # the organisation in which whoever has a place has it


@dataclass
class Circle:
    """Some people in one estate, who all know each other or nobody, and what is on there.

    Each lives alone, unless `at_home` says how many live together; nobody has a place in a team, unless given one.
    """

    people: int = 1
    acquainted: bool = False
    settings: ResidentSettings = field(default_factory=ResidentSettings)
    asking: AskingSettings = field(default_factory=AskingSettings)
    acts: Acts = field(default_factory=lambda: acts_of(ActSettings()))
    at_home: int = 1
    seed: int = 0
    week: int = 0
    collective: float = 0.0  # efficacy of the grid
    solved: float = 0.5  # share of matters solved in the estate
    residents: Residents = field(init=False)
    push: Push = field(init=False)
    offers: Offers = field(init=False)
    turn: tuple[NDArray[np.int32], NDArray[np.int8]] = field(init=False)

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
        self.turn = np.full(n, NO_PLACE, np.int32), np.zeros(n, np.int8)

    @property
    def household(self) -> NDArray[np.int32]:
        """Which household each belongs to."""
        return read_only((np.arange(self.people) // self.at_home).astype(np.int32))

    def give_place(self, kind: int = ACTION, rows: slice | NDArray[np.integer] = slice(None)) -> None:
        """Give some of them a place in a team that meets every week."""
        host, held = self.turn
        host[rows], held[rows] = TEAM, kind

    def get_used_to(self, kind: int, habit: float = 1.0) -> None:
        """Let everybody have a habit of a kind of act."""
        self.residents.habits[:, kind] = habit
        self.residents.habit[:] = self.residents.habits[:, :HOSTED].max(axis=1)

    def ask(self, source: str, each: float = 50.0, rows: slice | NDArray[np.integer] = slice(None)) -> None:
        """Let somebody ask some of them, or a notice reach them; by this much surely."""
        getattr(self.push, source)[rows] = each

    def prompt(self, source: int, each: float = 50.0) -> None:
        """Let somebody ask everybody to do everyday acts, or a notice; by this much surely."""
        self.push.prompt[:], self.push.prompter[:] = each, source

    # Single questions

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
        """The occasions that people have this week; nothing changes."""
        streams, out = Streams(self.seed), room_for(self.people)
        count = decide(
            in_a_run(self.residents),
            self.push,
            self.offers,
            record(self.settings),
            asking_of(self.asking),
            self.acts,
            read_only(np.array([0, self.people])),
            self.household,
            np.full(1, self.collective, np.float32),
            self.turn,
            Luck(*(streams.key(name, self.week) for name in Luck._fields)),
            out,
        )
        return Occasions(*(column[:count] for column in out))

    # Weeks

    def live(self, weeks: int = 1) -> Occasions:
        """Let everybody live whole weeks, in the order of a run; returns the occasions of the last one."""
        for _ in range(weeks):
            occasions = self.heard()
            self.do_everyday()
            self._fade()
            success = np.empty((1, KINDS), np.float32)
            count, everywhere = occasions.row.size, read_only(np.zeros(self.people, np.int32))
            turnout = np.float32(self.settings.turnout)
            rate_success(occasions, count, everywhere, self.acts.joint, turnout, success)
            self._experience(occasions, count, success)
            classify(in_a_run(self.residents), self.settings.together_times)
            tell_contacts(in_a_run(self.residents))
            self.week += 1
        return occasions

    def do_everyday(self) -> NDArray[np.int64]:
        """The everyday acts of this week; returns how many households did each kind, and how many are lived in."""
        streams, homes = Streams(self.seed), np.zeros(len(EVERYDAY) + 1, np.int64)
        do_everyday(
            in_a_run(self.residents),
            self.push,
            record(self.settings),
            asking_of(self.asking),
            self.acts,
            self.household,
            DailyLuck(
                streams.key("prompted", self.week),
                np.array([streams.key(f"everyday {kind}", self.week) for kind in EVERYDAY], np.uint64),
            ),
            homes,
        )
        return homes

    def act(
        self,
        kind: int = ACTION,
        success: float = 0.7,
        own: float = 1.0,
        autonomy: float = 0.5,
        *,
        source: int = NOTICE,
        placed: bool = False,
    ) -> None:
        """A week in which everybody takes part in an act."""
        self.rest()
        self.learn(kind, success, own, autonomy, source=source, placed=placed)
        classify(in_a_run(self.residents), self.settings.together_times)

    def learn(
        self,
        kind: int,
        success: float,
        own: float = 1.0,
        autonomy: float = 0.5,
        *,
        source: int = NOTICE,
        placed: bool = False,
        came: bool = True,
    ) -> None:
        """What an occasion of this week does to everybody, without what fades."""
        occasions = room_for(self.people)
        occasions.row[:], occasions.kind[:] = np.arange(self.people), kind
        occasions.came[:], occasions.source[:], occasions.host[:] = came, source, TEAM if placed else NO_PLACE
        occasions.own[:], occasions.autonomy[:], occasions.chance[:] = own, autonomy, 0.5
        occasions.unable[:] = occasions.no_seat[:] = False
        self._experience(occasions, self.people, np.full((1, KINDS), success, np.float32), self.week - 1)

    def rest(self) -> None:
        """A week passes; trust follows the share of matters solved."""
        self._fade()
        classify(in_a_run(self.residents), self.settings.together_times)
        self.week += 1

    def _fade(self) -> None:
        fade(
            in_a_run(self.residents),
            self.push,
            record(self.settings),
            asking_of(self.asking),
            read_only(np.array([0, self.people])),
            np.full(1, self.solved, np.float32),
            self.week,
        )

    def _experience(
        self, occasions: Occasions, count: int, success: NDArray[np.float32], week: int | None = None
    ) -> None:
        place = read_only(np.zeros(self.people, np.int32))
        experience(
            in_a_run(self.residents),
            self.push,
            self.offers,
            record(self.settings),
            asking_of(self.asking),
            self.acts,
            occasions,
            count,
            place,
            place,
            np.full(1, self.collective, np.float32),
            success,
            np.ones(self.people, np.float32),
            self.week if week is None else week,
        )
