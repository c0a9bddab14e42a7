"""The big party committee 大党委 at work.

Source: liuhe-R11 to R18. 1+1+N; four levels; whistle, report, order, grab, then assignment; quarterly joint meetings
with a rotating chair and extraordinary ones; four lists and a door-knocking campaign; agreements; appraisal.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray
from scipy import special

from sim.agents.party_member import centers_among, members_among
from sim.agents.unit import Unit
from sim.clock import Clock
from sim.community import Community
from sim.community.units import UNIT_KINDS
from sim.matters import MEANS_NEEDED, NEEDS, KnownMatters
from sim.measures import Measure
from sim.policies.base import Policy
from sim.policies.party.meeting import Pledge, accepts, hold
from sim.policies.party.orders import OrderCounts, Orders
from sim.policies.party.settings import PartySettings
from sim.policies.party.structure import detection
from sim.policies.party.words import (
    APPRAISES,
    BUILDS,
    DOORS,
    ENDS,
    LISTS,
    MAJOR,
    MEASURES,
    MEETS,
    MEETS_EXTRA,
    SIGNS,
    STARTS,
    YEARLY,
)
from sim.text import Text
from sim.week import Week

YEAR, HALF_YEAR = 52, 26
MONTH = 4
PER = 1000.0


class Party(Policy[PartySettings]):
    """Joins units and party members to the community: they hear of matters, take them on, and give what lies idle."""

    name: ClassVar[str] = "party"
    label: ClassVar[Text] = Text("big party committee", "大党委")
    about: ClassVar[Text] = Text(
        "Units and party members sit at one table: work orders, joint meetings, lists, agreements, appraisal.",
        "1+1+N 组建社区大党委：吹哨报到、制单抢单、联席会议、四张清单、共驻共建、年底测评。",
    )
    source: ClassVar[str] = "liuhe-R11 liuhe-R12 liuhe-R13 liuhe-R14 liuhe-R15 liuhe-R16 liuhe-R17 liuhe-R18"
    settings_type = PartySettings
    measures: ClassVar[tuple[Measure, ...]] = MEASURES
    colour: ClassVar[str] = "#A8325E"
    major: ClassVar[tuple[Text, ...]] = MAJOR
    yearly: ClassVar[Mapping[Text, Text]] = YEARLY

    def __init__(self, settings: PartySettings, community: Community, clock: Clock) -> None:
        super().__init__(settings, community, clock)
        self.orders = Orders()
        self.pledges: list[Pledge] = []
        self.centers = np.empty(0, np.int64)
        self.space = self.yuan = 0.0  # opened and raised so far
        self.space_free = self.yuan_free = 0.0  # of these, not built with yet
        self.facilities: list[int] = []
        self._chair = self._last_meeting = 0
        self._doors_until = -1
        self._door = 0
        self._listed = (0, 0, 0)
        self.by_outsiders = np.zeros(self.estates.size)
        self.by_anybody = np.full(self.estates.size, 1e-9)
        self._week: dict[str, float] = {}

    def begin(self, week: Week) -> None:
        """Set up the committee and its four levels."""
        self._choose_centers(week, self._members(week))
        reported = round(self.settings.in_service * self.settings.reporting)
        week.tell(STARTS.filled(n=len(self._units(week)), centers=self.centers.size, reported=reported))

    def act(self, week: Week) -> None:
        """The week's work of all levels."""
        s = self.settings
        self._week = {}
        members = self._members(week)
        if week.starts_year or week.index == self.first_week:
            self._new_year(week, members)
        week.push("pressure", members, min(s.duty * s.dose, 1.0))
        week.ask("party", members, s.mobilised * s.dose)
        week.ask_contacts("party", self.centers[week.residents.able[self.centers]], s.center_asks * s.dose, self.rows)
        week.push_place("detection", slice(None), detection(week, self.centers, self.estates, s))
        week.book(cadre_hours=s.staff_hours * s.dose)
        self._knock(week)
        self.dispatch(week, members)
        self._lend_in_service(week)
        self.keep_word(week)
        known = self._known(week)
        alarm = s.alarm * np.count_nonzero(week.residents.here & self.rows) / PER
        extra = known.row.size > alarm and week.index - self._last_meeting >= MONTH
        if week.starts_quarter or extra:
            self._meet(week, known, extraordinary=not week.starts_quarter)
        for grid in self.facilities:
            week.host("interest", self.estates & (self.community.places.estate_grid == grid), notice=s.facility_notice)
        self._lean_back(week)

    def follow(self, week: Week) -> None:
        """Close orders and pledges whose matters are closed."""
        by_members = self.orders.close(week)
        matters = np.array([one.matter for one in self.pledges], np.int64)
        closed, solved = week.fate_of(matters)[0], week.solved_by("units", matters)
        estates = np.array([one.estate for one in self.pledges], np.int64)
        outside = by_members + np.bincount(estates[solved], minlength=self.estates.size)
        self._week["solved"] = float(np.count_nonzero(solved))
        self.pledges = [one for one, gone in zip(self.pledges, closed, strict=True) if not gone]
        self.by_outsiders += self.settings.memory * (outside - self.by_outsiders)
        self.by_anybody += self.settings.memory * (week.solved - self.by_anybody)

    def finish(self, week: Week) -> None:
        """The committee ends: orders and pledges lapse, places that were built stay."""
        week.tell(ENDS.filled(orders=self.orders.matter.size, pledges=len(self.pledges)))
        week.hand_back(self._known(week).row)
        self.orders, self.pledges, self.centers = Orders(), [], np.empty(0, np.int64)
        self._week = {}

    def wind_down(self, week: Week) -> None:
        """Agreements run out one by one."""
        self._agreements = sum(unit.agreed_until > week.index for unit in week.units)

    def depart(self, rows: NDArray[np.int64]) -> None:
        """Members who leave give back their orders; their center household is no more."""
        self.orders.forget(rows)
        self.centers = self.centers[(self.centers[:, None] != rows).all(axis=1)]

    def measured(self) -> dict[str, float]:
        """Orders, meetings, pledges, what was opened and raised."""
        found = {measure.name: 0.0 for measure in MEASURES}
        found |= {f"party_{name}": value for name, value in self._week.items()}
        problems, needs, projects = self._listed
        return found | {
            "party_agreements": float(self._agreements),
            "party_space": self.space,
            "party_yuan": self.yuan,
            "party_problems_listed": float(problems),
            "party_needs_listed": float(needs),
            "party_projects_listed": float(projects),
        }

    _agreements = 0

    def _units(self, week: Week) -> list[Unit]:
        """N: units in the places of the module whose party organisation can sit on the committee."""
        grids = set(self.community.places.estate_grid[self.estates].tolist())
        return [unit for unit in week.units if unit.has_party_organisation and unit.grid in grids]

    def _members(self, week: Week) -> NDArray[np.int64]:
        """Party members of the community's branches who live in the places of the module: rows."""
        return members_among(week.residents, self.community.traits.party_branch, self.rows)

    def _choose_centers(self, week: Week, members: NDArray[np.int64]) -> None:
        """Draw the center households of this year anew."""
        lot = week.draw("center household", self.community.number[members])
        estate = self.community.estate[members]
        self.centers = centers_among(members, estate, self._homes, lot, self.settings.center_homes)

    @property
    def _homes(self) -> NDArray[np.int64]:
        """Households of each estate, int64 (estates,)."""
        return np.bincount(self.community.places.household_estate, minlength=self.estates.size)

    def _known(self, week: Week) -> KnownMatters:
        known = week.known_matters
        return known.only(self.estates[known.estate])

    # Whistle, report, order, grab

    def dispatch(self, week: Week, members: NDArray[np.int64]) -> None:
        """Dispatch orders for matters of a week ago: members grab them or are assigned, and work on them."""
        s, counts = self.settings, OrderCounts()
        known = self._known(week)
        pledged = {one.matter for one in self.pledges}
        if self._units(week):  # who has no units leaves such matters to the cadres
            week.reserve(MEANS_NEEDED, self.estates)
        waiting = (known.age >= 1) & ~np.isin(known.row, np.array(sorted(pledged), np.int64))
        waiting &= ~np.isin(known.kind, MEANS_NEEDED)
        counts.written = self.orders.write(known.only(waiting), round(s.orders * s.dose), week)
        self.orders.hand_out(members, s, week, counts)
        self.orders.work(s, week, counts)
        week.book(cadre_hours=counts.written * s.order_hours)
        self._week |= {
            "orders": counts.written,
            "grabbed": counts.grabbed,
            "assigned": counts.assigned,
            "on_paper": counts.on_paper,
            "hours": counts.hours,
        }

    def _lend_in_service(self, week: Week) -> None:
        """In-service members who reported lend a hand in their unit's responsibility area, its grid."""
        s, units = self.settings, self._units(week)
        each = s.in_service * s.reporting * s.in_service_hours * s.dose / max(len(units), 1)
        estates = np.bincount(self.community.places.estate_grid[self.estates], minlength=self.community.settings.grids)
        there = np.bincount(np.array([unit.grid for unit in units], np.int64), minlength=estates.size)
        given = each * there / np.maximum(estates, 1)
        week.lend_hands("party", self.estates, given[self.community.places.estate_grid[self.estates]])

    # Meetings

    def _meet(self, week: Week, known: KnownMatters, *, extraordinary: bool) -> None:
        """Hold a joint meeting: matters are taken up, units take them on; the chair goes round."""
        s, units = self.settings, self._units(week)
        if not units:
            return
        chair = units[self._chair % len(units)]
        self._chair += 1
        self._last_meeting = week.index
        taken = {one.matter for one in self.pledges}
        on_agenda, new = hold(known, taken, units, chair, s, week)
        self.pledges += new
        week.hand_back(on_agenda.row[~np.isin(on_agenda.row, np.array([one.matter for one in new], np.int64))])
        problems, needs, projects = self._listed
        self._listed = problems, needs, projects + len(new)
        self._week |= {"meetings": 1.0, "pledged": float(len(new))}
        week.book(cadre_hours=s.meeting_hours)
        said = MEETS_EXTRA if extraordinary else MEETS
        week.tell(said.filled(chair=UNIT_KINDS[chair.kind], agenda=on_agenda.row.size, taken=len(new)))
        if not extraordinary:
            self._sign(week, units)
            self._fund_organisations(week, units)

    def keep_word(self, week: Week) -> None:
        """Keep or break the pledges that fall due; both are felt in the estate."""
        s = self.settings
        due = [one for one in self.pledges if week.index >= one.due]
        for one in due:
            kept = float(week.draw("keeps its word", np.array([one.address]))[0]) < s.delivers
            people = self.community.estate == one.estate
            week.push("promise", people & week.residents.able, s.felt if kept else -s.felt)
            unit = one.unit
            if kept:
                _, yuan = unit.give(yuan=one.yuan)
                week.book(yuan=yuan, payer="units")
                week.work_on(np.array([one.matter]), "units", np.array([np.inf]))
                unit.delivered += 1
                unit.credit = min(unit.credit + s.credit, 1.0)
                unit.goodwill = min(unit.goodwill + s.goodwill_kept, 1.0)
            else:
                unit.broken += 1
                unit.credit = max(unit.credit - s.credit, 0.0)
                unit.goodwill = max(unit.goodwill - s.goodwill_tired, 0.0)
                self.pledges.remove(one)
                week.hand_back(np.array([one.matter]))
                self._week["broken"] = self._week.get("broken", 0.0) + 1

    # Agreements

    def _sign(self, week: Week, units: list[Unit]) -> None:
        """Units sign or renew co-building agreements, and open what lies idle; enough of it becomes a place for all."""
        s = self.settings
        signed, space, yuan = 0, 0.0, 0.0
        for unit in units:
            if unit.agreed_until > week.index:
                continue
            luck = float(week.draw("signs", np.array([unit.number]))[0])
            ready = float(special.expit(s.signing + s.signing_goodwill * unit.goodwill + unit.credit + unit.pressure))
            if luck < (s.renewal if unit.agreed_until >= 0 else ready) * min(s.dose, 1.0):
                unit.agreed_until = week.index + YEAR
                gave = unit.give(s.space_share * unit.space_left, s.funds_share * unit.funds_left)
                signed, space, yuan = signed + 1, space + gave[0], yuan + gave[1]
            else:
                unit.agreed_until = -1  # an agreement that was not renewed has to be won anew
        self.space, self.yuan = self.space + space, self.yuan + yuan
        self.space_free, self.yuan_free = self.space_free + space, self.yuan_free + yuan
        self._agreements = sum(unit.agreed_until > week.index for unit in units)
        if signed:
            week.tell(SIGNS.filled(n=signed, space=f"{space:,.0f}", yuan=f"{yuan:,.0f}"))
        while self.space_free >= s.build_space and self.yuan_free >= s.build_yuan:
            self.build(week)

    def build(self, week: Week) -> None:
        """Build a place for all, where there is none yet, in the grid whose facilities are worst."""
        s, grid_of = self.settings, self.community.places.estate_grid
        grids = np.unique(grid_of[self.estates])
        built = np.array([self.facilities.count(int(grid)) for grid in grids])
        worst = np.array([week.facilities[self.estates & (grid_of == grid)].mean() for grid in grids])
        grid = int(grids[np.lexsort((grids, worst, built))[0]])
        self.facilities.append(grid)
        self.space_free -= s.build_space
        self.yuan_free -= s.build_yuan
        week.book(yuan=s.build_yuan, payer="units")
        week.improve_facilities(np.flatnonzero(self.estates & (grid_of == grid)), s.build_gain)
        week.tell(BUILDS.filled(grid=grid + 1, space=f"{s.build_space:,.0f}", yuan=f"{s.build_yuan:,.0f}"), grid)

    def _fund_organisations(self, week: Week, units: list[Unit]) -> None:
        """Units give to organisations that are short of money, the richest first."""
        s = self.settings
        for one in week.society.alive:
            if not one.formal or one.funds >= s.short_of_money or not self.estates[one.home]:
                continue
            unit = max(units, key=lambda unit: (unit.funds_left, -unit.number))
            luck = float(week.draw("gives to an organisation", np.array([one.address]))[0])
            if unit.funds_left > 0 and accepts(unit, s.to_organisations, luck, s):
                week.grant(one, unit.give(yuan=s.to_organisations)[1], "units")

    # Lists, doors, appraisal

    def _new_year(self, week: Week, members: NDArray[np.int64]) -> None:
        """Appraise the units, renew center households, write the four lists, knock on doors."""
        s, units = self.settings, self._units(week)
        if week.index > self.first_week:
            if week.index - self.first_week >= HALF_YEAR:  # a quota is for a year
                self._appraise(week, units)
            self._choose_centers(week, members)
        for unit in units:
            unit.delivered = unit.broken = 0
        known = self._known(week)
        needs = int(np.count_nonzero(np.isin(known.kind, NEEDS)))
        self._listed = known.row.size - needs, needs, self._listed[2]
        space = sum(unit.space_left for unit in units)
        week.tell(LISTS.filled(problems=self._listed[0], needs=needs, space=f"{space:,.0f}", projects=self._listed[2]))
        self._doors_until = week.index + s.door_weeks
        if s.door_weeks and s.doors:
            week.tell(DOORS)

    def _appraise(self, week: Week, units: list[Unit]) -> None:
        """Appraise the units: who missed the quota is pressed and loses goodwill, who kept it gains some."""
        s = self.settings
        missed = [unit for unit in units if unit.delivered < s.quota]
        for unit in units:
            if unit in missed:
                unit.pressure = min(unit.pressure + s.appraised, 1.0)
                unit.goodwill = max(unit.goodwill - s.appraised_goodwill, 0.0)
            else:
                unit.pressure /= 2
                unit.goodwill = min(unit.goodwill + s.appraised_goodwill, 1.0)
        week.tell(APPRAISES.filled(kept=len(units) - len(missed), missed=len(missed)))

    def _knock(self, week: Week) -> None:
        """Visit households in turn, so many a week: what bothers them becomes known, and they were heard."""
        s = self.settings
        homes = np.flatnonzero(self.estates[self.community.places.household_estate])
        visits = min(round(s.doors * s.dose), homes.size) if week.index < self._doors_until else 0
        self._week["doors"] = float(visits)
        if not visits:
            return
        visited = homes[(self._door + np.arange(visits)) % homes.size]
        self._door = (self._door + visits) % homes.size
        by_estate = np.bincount(self.community.places.household_estate[visited], minlength=self.estates.size)
        share = by_estate / np.maximum(self._homes, 1)
        week.push_place("detection", slice(None), np.minimum(share, 1.0) * s.door_sees)
        at_home = np.isin(self.community.household, visited) & week.residents.able
        week.push("promise", at_home, s.door_heard)
        week.book(cadre_hours=visits * s.door_hours)

    def _lean_back(self, week: Week) -> None:
        """Take autonomy from residents where outsiders solve nearly everything."""
        leaning = self.estates & (self.by_outsiders / np.maximum(self.by_anybody, 1e-6) > self.settings.dependence_from)
        if leaning.any():
            week.push("autonomy", leaning[self.community.estate], -self.settings.dependence)
