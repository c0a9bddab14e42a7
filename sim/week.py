"""`Week`: what a policy sees of a week and may do in it. Policies push levers; only kernels move people."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import special

from sim.agents.acts import ACTS
from sim.agents.backbone import ask_in_person
from sim.agents.levers import LEVERS, PLACE_LEVERS, Rows, stack
from sim.agents.organisation import Organisation, Society
from sim.agents.resident.columns import Residents
from sim.agents.resident.sources import ASKERS, SOURCES
from sim.agents.unit import Unit
from sim.community import Community
from sim.ledger import Event
from sim.matters import NEEDS, NOT_YET, SOLVED, SOLVERS, KnownMatters
from sim.text import Text
from sim.world import World

EVERYBODY = 1 << 20


class Taken(NamedTuple):
    """Who took part this week, in row order.

    Attributes
    ----------
    row : int32 · kind : int8 · hours : float32 · source : int8, index into `SOURCES`
    """

    row: NDArray[np.int32]
    kind: NDArray[np.int8]
    hours: NDArray[np.float32]
    source: NDArray[np.int8]


class Week:
    """One week as one policy module sees it.

    Attributes
    ----------
    index : int · date : date · module : str
    residents : Residents
        The columns as they stand, read-only.
    community : Community
    """

    def __init__(self, world: World, module: str) -> None:
        self._world = world
        self.module = module
        self.index = world.week
        self.residents: Residents = world.seen
        self.community: Community = world.community

    @property
    def date(self) -> date:
        """The Monday of the week."""
        return self._world.clock.date(self.index)

    @property
    def starts_month(self) -> bool:
        """Whether the week is the first of a calendar month."""
        return self._world.clock.starts_month(self.index)

    @property
    def starts_quarter(self) -> bool:
        """Whether the week is the first of a calendar quarter."""
        return self._world.clock.starts_quarter(self.index)

    @property
    def starts_year(self) -> bool:
        """Whether the week is the first of a calendar year."""
        return self._world.clock.starts_year(self.index)

    @property
    def society(self) -> Society:
        """Organisations, their members, and the backbone residents; who belongs where is counted by the kernels."""
        return self._world.society

    @property
    def facilities(self) -> NDArray[np.float32]:
        """Condition of each estate's facilities, 0–1: float32 (estates,), a copy."""
        return self._world.facilities.copy()

    @property
    def collective(self) -> NDArray[np.float32]:
        """Collective efficacy of each estate's grid: float32 (estates,)."""
        return self._world.collective

    @property
    def solved(self) -> NDArray[np.int64]:
        """Matters solved in each estate this week, known once work is done: int64 (estates,)."""
        return self._world.done.solved

    @property
    def contacts_per_hour(self) -> float:
        """People whom an hour of asking in person reaches."""
        return self._world.rules.asking.contacts

    @property
    def wage(self) -> float:
        """Yuan an hour of those who are hired to ask."""
        return self._world.rules.asking.wage

    @property
    def units(self) -> list[Unit]:
        """Units inside the community, with what they have left to give."""
        return self._world.units

    @property
    def known_matters(self) -> KnownMatters:
        """Open matters that somebody in charge knows of, oldest first."""
        return self._world.matters.known(self.index)

    def fate_of(self, matters: NDArray[np.int64]) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """Which of some matters are closed, and which solved: two bool (matters,)."""
        book = self._world.matters.book
        return book.closed[matters] != NOT_YET, book.fate[matters] == SOLVED

    def solved_by(self, solver: str, matters: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Which of some matters a party has solved: bool (matters,)."""
        book = self._world.matters.book
        return (book.fate[matters] == SOLVED) & (book.solver[matters] == list(SOLVERS).index(solver))

    def work_on(self, matters: NDArray[np.int64], solver: str, hours: NDArray[np.floating]) -> None:
        """Let a party of `SOLVERS` put hours into these very matters this week (rows without repetition)."""
        self._world.matters.give(matters, list(SOLVERS).index(solver), np.asarray(hours, np.float64))

    def reserve(self, kinds: Sequence[int], estates: NDArray[np.bool_]) -> None:
        """Let matters of some kinds, once known, go on a list that cadres and lent hands leave alone."""
        self._world.places.reserved[np.ix_(estates, np.asarray(kinds))] = 1.0

    def hand_back(self, matters: NDArray[np.int64]) -> None:
        """Take matters off the list on which `reserve` put them: cadres may work on them."""
        self._world.matters.book.aside[matters] = False

    def report_done(self, matters: NDArray[np.int64], solver: str) -> None:
        """Report matters as done that are not, by a party of `SOLVERS`: formalism."""
        self._world.matters.report_done(matters, list(SOLVERS).index(solver))

    def meet_needs(self, need: int, estates: Rows, share: float | NDArray[np.floating]) -> None:
        """Services meet a share of a kind of need of `NEEDS` in some estates, so that fewer arise."""
        stack(self._world.places.met[:, NEEDS.index(need)], "union", estates, share)

    def ask(self, source: str, rows: Rows, each: float | NDArray[np.floating]) -> None:
        """Let somebody of `ASKERS` ask residents in person, each so many times a week on average.

        The hours that takes are booked to whoever asks: cadres' to the office's hours, strangers' at their wage.
        """
        self.push(source, rows, each)
        people = np.zeros(self.residents.able.size, np.float64)
        people[rows] = np.asarray(each, np.float64)
        self._book_asking(source, float(people.sum()))

    def prompt(self, source: str, rows: Rows, each: float | NDArray[np.floating]) -> None:
        """Let somebody ask residents to do everyday acts, or notices do, each so many times a week on average.

        Where several do, the word that weighs most counts.
        """
        push, weight, own = self._world.push, self._world.asking.weight, list(SOURCES).index(source)
        said_by = push.prompter[rows].astype(np.int64)
        first = push.prompt[rows] == 0
        push.prompter[rows] = np.where(first | (weight[own] > weight[said_by]), np.float32(own), push.prompter[rows])
        self.push("prompt", rows, each)
        people = np.zeros(self.residents.able.size, np.float64)
        people[rows] = np.asarray(each, np.float64)
        self._book_asking(source, float(people.sum()))

    def ask_contacts(
        self, source: str, rows: NDArray[np.integer], hazard: float, within: NDArray[np.bool_]
    ) -> None:
        """Let some residents ask everybody they know among some others, bool (people,)."""
        r, asked = self.residents, getattr(self._world.push, source)
        before = float(asked.sum(dtype=np.float64))
        vigour, able = np.full(rows.size, hazard, np.float32), r.able & within
        ask_in_person(rows.astype(np.int32), vigour, EVERYBODY, self.index, r.tie_start, r.tie_to, able, asked)
        self._book_asking(source, float(asked.sum(dtype=np.float64)) - before)

    def _book_asking(self, source: str, contacts: float) -> None:
        if source not in ASKERS:
            return
        hours = contacts / self._world.rules.asking.contacts
        self._world.asking_hours[source] += hours
        if source == "cadre":
            self.book(cadre_hours=hours)
        elif source == "stranger":
            self.book(yuan=hours * self._world.rules.asking.wage)

    def award(self, rows: NDArray[np.integer], points: int) -> None:
        """Award points to residents; a points scheme, where there is one, credits those enrolled."""
        self.society.awards.append((rows, points))

    @property
    def open_matters(self) -> NDArray[np.int64]:
        """Open matters by estate: int64 (estates,)."""
        return self._world.matters.open_by_estate

    @property
    def taken(self) -> Taken:
        """Who took part; filled once residents have decided."""
        world = self._world
        came = np.flatnonzero(world.occasions.came[: world.reached])
        return Taken(
            world.occasions.row[came], world.occasions.kind[came], world.hours[came], world.occasions.source[came]
        )

    def push(self, lever: str, rows: Rows, amount: float | NDArray[np.floating]) -> None:
        """Push a lever of `LEVERS` for some residents (row numbers without repetition, a mask or a slice)."""
        stack(getattr(self._world.push, lever), LEVERS[lever].stack, rows, amount)

    def push_place(self, lever: str, estates: Rows, amount: float | NDArray[np.floating]) -> None:
        """Push a lever of `PLACE_LEVERS` for some estates."""
        target = self._world.offers.norm if lever == "norm" else getattr(self._world.places, lever)
        stack(target, PLACE_LEVERS[lever].stack, estates, amount)

    def reward_kinds(self, weights: Sequence[float]) -> None:
        """Say how far the pushed rewards apply to each kind of act (negative: such acts become less attractive)."""
        rewarded = self._world.offers.rewarded
        for kind, weight in enumerate(weights):
            if abs(weight) > abs(rewarded[kind]):
                rewarded[kind] = weight

    def host(self, kind: str, estates: Rows, *, notice: float = 1.0, seats: float = np.inf, say: float = 0.0) -> None:
        """Hold an activity that the residents of some estates may come to.

        Parameters
        ----------
        kind
            Key of `ACTS`.
        notice
            Publicity; 1 is that of an ordinary notice.
        seats
            Places for the residents of each estate. Activities of one kind in one estate share their seats; those of
            the office have room for everybody.
        say
            How much say residents have in it, 0–1.
        """
        open_activity(self._world, list(ACTS).index(kind), estates, notice, seats, say)

    def lend_hands(self, solver: str, estates: Rows, hours: float | NDArray[np.floating]) -> None:
        """Put hours of a party of `SOLVERS` into the matters of some estates."""
        self._world.places.hands[list(SOLVERS).index(solver), estates] += np.asarray(hours, np.float32)

    def draw(self, stream: str, entities: NDArray[Any]) -> NDArray[np.float32]:
        """Addressed uniform draws of this week, float32 (entities,); streams of different modules never meet."""
        return self._world.streams.draw(f"{self.module}/{stream}", self.index, entities)

    def one(self, stream: str, entity: int) -> float:
        """A single uniform draw of this week."""
        return self._world.streams.one(f"{self.module}/{stream}", self.index, entity)

    def normal(self, stream: str, entities: NDArray[Any]) -> NDArray[np.float64]:
        """Addressed standard normal draws of this week: float64 (entities,)."""
        return special.ndtri(self.draw(stream, entities).astype(np.float64))

    def trait(self, stream: str, entities: NDArray[Any]) -> NDArray[np.float32]:
        """Addressed uniform draws that are the same in every week: lasting features of a person or a matter."""
        return self._world.streams.draw(f"{self.module}/{stream}", 0, entities)

    def key(self, stream: str) -> np.uint64:
        """The key of a stream of draws of this week, for kernels."""
        return self._world.streams.key(f"{self.module}/{stream}", self.index)

    def book(self, *, yuan: float = 0.0, payer: str = "government", cadre_hours: float = 0.0) -> None:
        """Book a cost of this week; cadre hours are taken from the office's."""
        self._world.ledger.book(self.index, self.module, float(yuan), payer, float(cadre_hours))

    def grant(self, organisation: Organisation, yuan: float, payer: str) -> None:
        """Give an organisation money, and book it."""
        self.society.grant(organisation, yuan)
        self.book(yuan=yuan, payer=payer)

    def tell(self, text: Text, grid: int | None = None) -> None:
        """Enter an event into the chronicle."""
        self._world.chronicle.tell(Event(self.index, self.module, text, grid))

    def register(self, rows: NDArray[Any]) -> None:
        """Put residents on a list (rows without repetition)."""
        self._world.residents.registrations[rows] += 1

    def strike(self, rows: NDArray[Any]) -> None:
        """Strike residents off a list on which `register` put them."""
        column = self._world.residents.registrations
        column[rows] -= np.minimum(column[rows], 1)

    def improve_facilities(self, estates: Rows, amount: float) -> None:
        """Better the condition of estates' facilities, by a share of what is missing."""
        facilities = self._world.facilities
        facilities[estates] += np.float32(amount) * (1 - facilities[estates])


def open_activity(world: World, kind: int, estates: Rows, notice: float, seats: float, say: float) -> None:
    """Enter an activity into the week's offers."""
    offers = world.offers
    offers.notice[estates, kind] += np.float32(notice)
    offers.seats[estates, kind] += np.float32(seats)
    if say > 0:
        offers.say[estates, kind] = np.maximum(offers.say[estates, kind], np.float32(say))
