"""`World`: the state of one run, and nothing that acts on it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.agents.acts import EVERYDAY, KINDS, Acts, ActSettings, acts_of
from sim.agents.backbone import Backbone, BackboneSettings
from sim.agents.office import OfficeSettings
from sim.agents.organisation import OrganisationSettings, Society
from sim.agents.resident.columns import Residents, read_only
from sim.agents.resident.lives import settle
from sim.agents.resident.occasions import Occasions, Offers, Push, room_for
from sim.agents.resident.rules import in_force
from sim.agents.resident.settings import AskingSettings, ResidentSettings
from sim.agents.resident.sources import ASKERS, Asking, asking_of
from sim.agents.unit import Unit, units_of
from sim.clock import Clock
from sim.community import Community
from sim.kernel import record
from sim.ledger import OFFICE, Chronicle, Ledger
from sim.matters import MATTERS, NEEDS, SOLVERS, MatterBook, MatterSettings, MatterWeek
from sim.rng import Streams


class PlaceLevers(NamedTuple):
    """The levers on places and their matters, neutral at zero (float32); see `sim.week`."""

    order: NDArray[np.float32]  # (estates,) share of matters avoided
    detection: NDArray[np.float32]  # (estates,) added chance that a matter is noticed
    governed: NDArray[np.float32]  # (estates,) quality of the committee
    met: NDArray[np.float32]  # (estates, needs) share of needs that services meet
    reserved: NDArray[np.float32]  # (estates, kinds) matters that go on a list for somebody else once known
    hands: NDArray[np.float32]  # (solvers, estates) hours of others that go into matters


@dataclass(frozen=True)
class Rules:
    """The declared numbers a world runs on, besides those of its community."""

    acts: ActSettings
    resident: ResidentSettings
    asking: AskingSettings
    matters: MatterSettings
    office: OfficeSettings
    organisations: OrganisationSettings
    backbone: BackboneSettings


@dataclass
class World:
    """The state of one run.

    Attributes
    ----------
    community, clock, streams, rules
        What was there before.
    residents : Residents
        The columns.
    perceived, seen : Residents
        The same as residents perceive them, who under the rule `no_social` do not see what their contacts do; and,
        read-only, as modules see them.
    push, offers, places
        This week's levers, neutral at the start of every week.
    felt : Push
        The levers as residents feel them, who under the rule `indirect_crowding` feel nothing as controlling.
    occasions, reached, hours
        Who was reached this week (the first `reached` entries) and the hours each gave (float32).
    asking_hours : dict of float
        Hours that each of `ASKERS` spent asking in person this week, where somebody was sent to ask.
    hours_by_place : float64 (estates, kinds)
        The same hours by estate and kind of act.
    everyday_homes : int64 (everyday kinds + 1,)
        Households that did each kind of everyday act this week, and households lived in.
    facilities : float32 (estates,)
        Condition of facilities, 0–1.
    matters, done
        The book of matters, and what happened to it this week.
    ledger, chronicle
        Costs and events.
    society : Society
        Organisations, their members, and the backbone residents who lead them.
    units : list of Unit
        Agencies, schools, banks, firms inside the community, with what they have left to give.
    goes, comes : dict of int64 arrays
        Rows of the people who leave or arrive in each week.
    cadre_hours, workload
        Hours the office worked this week; what was asked of it as a share of its hours.
    """

    community: Community
    clock: Clock
    streams: Streams
    rules: Rules
    modules: tuple[str, ...]
    week: int = 0
    residents: Residents = field(init=False)
    perceived: Residents = field(init=False)
    seen: Residents = field(init=False)
    acts: Acts = field(init=False)
    rates: Any = field(init=False)
    asking: Asking = field(init=False)
    asking_hours: dict[str, float] = field(init=False)
    push: Push = field(init=False)
    felt: Push = field(init=False)
    offers: Offers = field(init=False)
    places: PlaceLevers = field(init=False)
    occasions: Occasions = field(init=False)
    reached: int = 0
    hours: NDArray[np.float32] = field(init=False)
    hours_by_place: NDArray[np.float64] = field(init=False)
    everyday_homes: NDArray[np.int64] = field(init=False)
    facilities: NDArray[np.float32] = field(init=False)
    matters: MatterBook = field(init=False)
    done: MatterWeek = field(init=False)
    ledger: Ledger = field(init=False)
    chronicle: Chronicle = field(default_factory=Chronicle)
    society: Society = field(init=False)
    units: list[Unit] = field(init=False)
    goes: dict[int, NDArray[np.int64]] = field(init=False)
    comes: dict[int, NDArray[np.int64]] = field(init=False)
    cadre_hours: float = 0.0
    workload: float = 0.0

    def __post_init__(self) -> None:
        people, estates = self.community.people, self.community.settings.estates
        rule = self.rules.resident.rule
        self.residents = settle(self.community)
        nobody = np.zeros(people, np.int32)
        blind = self.residents._replace(near=nobody, outside=nobody)
        self.perceived = blind if rule == "no_social" else self.residents
        self.seen = read_only(self.perceived)
        self.acts = acts_of(self.rules.acts)
        self.rates = record(in_force(rule, "resident", self.rules.resident))
        self.asking = asking_of(self.rules.asking)
        self.asking_hours = dict.fromkeys(ASKERS, 0.0)
        self.push = Push(*(np.zeros(people, np.float32) for _ in Push._fields))
        uncontrolled = self.push._replace(controlling=np.zeros(people, np.float32))
        self.felt = uncontrolled if rule == "indirect_crowding" else self.push
        per_kind = (estates, KINDS)
        by_offer = (per_kind, per_kind, per_kind, KINDS, estates)
        self.offers = Offers(*(np.zeros(shape, np.float32) for shape in by_offer))
        by_place = (estates, estates, estates, (estates, len(NEEDS)), (estates, len(MATTERS)), (len(SOLVERS), estates))
        self.places = PlaceLevers(*(np.zeros(shape, np.float32) for shape in by_place))
        self.occasions = room_for(people)
        self.hours = np.zeros(people, np.float32)
        self.hours_by_place = np.zeros(per_kind)
        self.everyday_homes = np.zeros(len(EVERYDAY) + 1, np.int64)
        self.facilities = self.community.places.facilities.copy()
        self.matters = MatterBook(self.rules.matters, self.community)
        register = self.community.register
        self.goes, self.comes = _by_week(register.leaves), _by_week(register.arrives)
        self.comes.pop(0, None)  # they live there already
        organisations = in_force(rule, "organisations", self.rules.organisations)
        self.society = Society(organisations, Backbone(self.rules.backbone), self.community)
        self.units = units_of(self.community)
        self.ledger = Ledger((OFFICE, *self.modules), self.clock.weeks)

    def __getstate__(self) -> dict[str, Any]:
        """All but the views that modules see, which would be copied as columns of their own."""
        return {name: value for name, value in self.__dict__.items() if name != "seen"}

    def __setstate__(self, state: dict[str, Any]) -> None:
        """Take up a state, with views of the columns made anew."""
        self.__dict__.update(state)
        self.seen = read_only(self.perceived)

    @property
    def collective(self) -> NDArray[np.float32]:
        """Collective efficacy of each estate's grid, float32 (estates,)."""
        return self.matters.collective[self.community.places.estate_grid]

    def amend(self, rules: Rules, modules: tuple[str, ...]) -> None:
        """Change the numbers and modules in force, from the start of a week."""
        rule = rules.resident.rule
        self.rules, self.modules = rules, modules
        self.acts = acts_of(rules.acts)
        self.rates = record(in_force(rule, "resident", rules.resident))
        self.asking = asking_of(rules.asking)
        self.matters.settings = rules.matters
        self.society.settings = in_force(rule, "organisations", rules.organisations)
        self.society.backbone.settings = rules.backbone
        self.ledger.admit((OFFICE, *modules))

    def clear_levers(self) -> None:
        """Put every lever back to neutral, at the start of a week."""
        for arrays in (self.push, self.offers, self.places):
            for lever in arrays:
                lever.fill(0)
        self.society.awards.clear()
        self.asking_hours = dict.fromkeys(ASKERS, 0.0)


def _by_week(weeks: NDArray[np.int32]) -> dict[int, NDArray[np.int64]]:
    """Rows by the week of an event, such as leaving."""
    order = np.argsort(weeks, kind="stable")
    found, first = np.unique(weeks[order], return_index=True)
    return dict(zip(found.tolist(), np.split(order, first[1:]), strict=True))
