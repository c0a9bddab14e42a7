"""Organisations as plain Mesa agents, by the rules of docs/odd.md.

An organisation holds a list of memberships and knows its leaders; all of them are objects that look at each other.
Written like `resident`, to be read and not to be slow.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil, exp
from typing import Any

import mesa

from benchmarks.plain_mesa.resident import Estate, Resident
from sim.agents.acts import HOSTED, KINDS
from sim.agents.organisation.fate import HALF_YEAR_BITS
from sim.agents.organisation.life import HELD_BITS, MOST_LEADERS_COUNTED
from sim.agents.organisation.organisation import ACTING, COMMITTEE, FORMING, GROUP, MAIN_ACT, PROGRAMME_STEPS
from sim.agents.organisation.roster import ACTIVE_FOR, NEVER, NEW_FOR

HALF_YEAR = int(HALF_YEAR_BITS)


@dataclass(eq=False)
class Membership:
    """Somebody on an organisation's list: when they joined, were last there, how often, a bit for each week, missed."""

    organisation: Organisation
    resident: Resident
    joined: int
    last: int = int(NEVER)
    times: int = 0
    came: int = 0
    missed: int = 0  # in a row, of what was theirs to come to
    active: bool = False

    def take_part(self, week: int) -> None:
        """They come to something of the organisation."""
        self.last, self.times, self.came, self.missed = week, self.times + 1, self.came | 1, 0


class Organisation(mesa.Agent):
    """An organisation, at first a group that residents gathered by themselves; see `recorded.society.STATE`."""

    def __init__(self, model: mesa.Model, number: int, home: Estate) -> None:
        super().__init__(model)
        self.number = number  # the address of its draws
        self.home = home
        self.founded = model.week
        self.kind, self.stage = "interest", GROUP
        self.members: list[Membership] = []
        self.leaders: list[Resident] = []
        self.cohesion = model.rules.cohesion_start
        self.funds = self.capability = self.covenant = 0.0
        self.registered = -1
        self.supported = self.dormant = False
        self.quiet = 0
        self.planned: list[int] = []
        self.holds = [0.0] * KINDS
        self.known: dict[Estate, float] = {}  # notice that an activity of its own gives
        self.living: Counter[Estate] = Counter()  # active members
        self.present = self.guests = 0

    def become(self, values: dict[str, Any]) -> None:
        """Take on recorded features; places and people are recorded as numbers."""
        for name, value in values.items():
            if name == "home":
                self.home = self.model.estates[value]
            elif name == "leaders":
                self.leaders = self.model.people(value)
            else:
                setattr(self, name, list(value) if isinstance(value, list) else value)

    @property
    def at_work(self) -> bool:
        """Whether it is more than a circle of people of interest, and awake."""
        return self.stage != FORMING and not self.dormant

    def enlist(self, resident: Resident, *, came: bool = False) -> None:
        """Somebody goes on the list, perhaps at an activity, which counts as their first."""
        membership = Membership(self, resident, self.model.week)
        if came:
            membership.take_part(self.model.week)
        self.members.append(membership)

    def enlist_all(self, residents: Iterable[Resident]) -> None:
        """Put people on the list who are not on it, with a place in its rhythm at once."""
        on_list = {membership.resident for membership in self.members}
        for resident in residents:
            if resident not in on_list:
                self.enlist(resident, came=True)

    def end(self) -> None:
        """It ends, and with it what its members had grown used to there."""
        self.model.unsettled.append((MAIN_ACT[self.kind], [membership.resident for membership in self.members]))
        self.remove()

    def strike(self, residents: set[Resident]) -> None:
        """Some go off the list, and lead no more."""
        self.members = [membership for membership in self.members if membership.resident not in residents]
        self.leaders = [leader for leader in self.leaders if leader not in residents]

    # Before residents decide

    def count(self) -> None:
        """Count its active members, and let residents know where they belong."""
        week = self.model.week
        self.living = Counter()
        for membership in self.members:
            resident = membership.resident
            lately = week - membership.last < ACTIVE_FOR or week - membership.joined < NEW_FOR
            membership.active = lately and membership.missed < self.model.rules.patience
            self.living[resident.estate] += membership.active
            resident.belongs.append(membership)
            if self.stage != FORMING:
                resident.listed += 1
                resident.memberships += membership.active
                resident.formal += membership.active and self.registered >= 0
        self.present = self.living.total()

    def plan(self) -> None:
        """Hold this week's activities, and bear their cost."""
        s = self.model.rules
        self.holds = [0.0] * KINDS
        if self.at_work:
            supply = (1.0 if self.leaders else s.leaderless) * (1.0 if self.funds >= s.activity_cost else s.unfunded)
            most = s.rate * supply
            luck = self.model.luck("organisation activity", self)
            if luck < min(most, 1.0):
                kind = bisect_right(PROGRAMME_STEPS[self.kind], luck / min(most, 1.0))
                self.holds[min(kind, HOSTED - 1)] = max(most, 1.0)
        for kind in self.planned:
            self.holds[kind] += 1
        self.planned = []
        self.funds -= min(sum(self.holds) * s.activity_cost, self.funds)

    def open_doors(self) -> None:
        """Tell people where its members live of its activities."""
        s = self.model.rules
        say = s.say + self.covenant * (s.say_governed - s.say)
        self.known = {
            estate: s.publicity * (1 - exp(-active / s.known_by)) for estate, active in self.living.items() if active
        }
        for estate, known in self.known.items():
            estate.hosts.append(self)
            for kind, held in enumerate(self.holds):
                if held > 0:
                    estate.notice[kind] += held * known
                    estate.seats[kind] += ceil(held * s.venue * (self.living[estate] / self.present))
                    estate.say[kind] = max(estate.say[kind], say)

    def ask_along(self) -> None:
        """Active members ask contacts who are not on the list, the more the more lead and the more room there is."""
        if not self.at_work:
            return
        s = self.model.rules
        led = 1 + s.recruit_led * min(len(self.leaders), MOST_LEADERS_COUNTED)
        rate = s.recruit * led * max(1 - self.present / s.capacity(self.kind), 0.0)
        on_list = {membership.resident for membership in self.members}
        for membership in self.members:
            if membership.active:
                for other, _, _ in membership.resident.contacts:
                    if other.able and other not in on_list:
                        self.model.pushed[other.number].tie += rate

    def call_up(self) -> None:
        """Whoever has a place comes without being asked; of several places, to the one longest not been to."""
        if not any(self.holds):
            return
        kind = self.holds.index(max(self.holds))
        for membership in self.members:
            resident = membership.resident
            longest = resident.turn is None or membership.last < resident.turn.last
            if membership.active and membership.times > 0 and longest:
                self.model.give_place(resident, (self, kind))
                resident.turn = membership

    # After they decided

    def look_back(self) -> None:
        """How the week went."""
        s = self.model.rules
        if self.guests:
            self.cohesion += s.cohesion_rate * (1 - exp(-self.guests / s.nucleus_least) - self.cohesion)
            self.quiet, self.dormant = 0, False
        else:
            self.cohesion *= 1 - s.cohesion_fade
            self.quiet += 1
            self.dormant = self.stage != FORMING and self.quiet >= s.dormant_after
        self.guests = 0

    # At the end of the week

    def let_leave(self) -> None:
        """Strike members who leave: the motivated and the habitual stay longer than others."""
        leave, gone = self.model.rules.leave, set()
        for membership in self.members:
            resident = membership.resident
            membership.came = membership.came << 1 & HELD_BITS
            chance = leave * (1.6 - resident.motivation - 0.5 * resident.habit)
            if self.model.luck("leaves the list", resident, self) < chance:
                gone.add(resident)
        if gone:
            self.strike(gone)

    def succeed(self) -> None:
        """A member steps into an empty lead: the backbone first, then who was there most often."""
        if self.leaders or self.stage == FORMING or (self.stage == ACTING and self.supported):
            return
        if self.model.luck("succession", self) >= self.model.rules.succession:
            return
        heirs = [membership for membership in self.members if self._could_lead(membership)]
        if heirs:
            best = min(heirs, key=lambda m: (m.resident.role is None, -m.times, m.resident.number)).resident
            self.leaders = [best]
            self.model.appoint(best)
            self.dormant, self.quiet = False, 0

    def _could_lead(self, membership: Membership) -> bool:
        """Willing and able, or backbone already, and there lately."""
        resident, s = membership.resident, self.model.backbone_rules
        fit = resident.motivation >= s.willing and resident.skill >= s.capable
        return bool(membership.came & HALF_YEAR) and resident.able and (fit or resident.role is not None)

    def perhaps_end(self) -> None:
        """Some dissolve: the new, leaderless, small and dormant sooner than others; committees never."""
        if self.stage == FORMING or self.kind == COMMITTEE:
            return
        s = self.model.rules
        newness = s.mortality_new * exp(-(self.model.week - self.founded) / s.mortality_age)
        chance = s.mortality + newness * (s.mortality_led if self.leaders else s.mortality_leaderless)
        small = self.present < s.small
        chance *= s.mortality_small if small else max(self.present / s.small, 1.0) ** -s.mortality_size
        chance *= s.mortality_dormant if self.dormant else 1.0
        chance *= s.mortality_supported if self.supported else 1.0
        if self.model.luck("organisation ends", self) < chance or self.quiet >= s.dormant_end:
            self.end()
