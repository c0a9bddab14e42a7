"""The plain Mesa model with organisations and a backbone as agents: they act for themselves, nothing of it is recorded.

What policy modules do to them comes from the recording: they found them, plan activities, choose leaders.
"""

from __future__ import annotations

from collections import Counter

from benchmarks.plain_mesa.backbone import ROUNDS, BackboneRole
from benchmarks.plain_mesa.model import PlainModel
from benchmarks.plain_mesa.organisation import Membership, Organisation
from benchmarks.plain_mesa.resident import Estate, Resident
from benchmarks.recorded.run import Inputs, Recording
from benchmarks.recorded.society import Changes
from sim.agents.acts import INTEREST
from sim.agents.backbone import LEADING_AGE
from sim.agents.organisation.founding import KEEN, SPARE_LEAST
from sim.agents.organisation.life import WEEKS_PER_MONTH
from sim.agents.organisation.organisation import COMMITTEE, FORMING, MAIN_ACT
from sim.agents.organisation.society import ADDRESS_WEEKS

LEAST_SPARE, VERY_KEEN = float(SPARE_LEAST), float(KEEN)


class PlainSociety(PlainModel):
    """Residents, organisations and backbone at the start of a recording; a step is a week of it."""

    def __init__(self, recording: Recording, seed: int = 0) -> None:
        super().__init__(recording, seed)
        society = recording.world.society
        self.rules, self.backbone_rules = society.settings, society.backbone.settings
        for row, resident in self.by_row.items():
            resident.age = float(recording.start.age[row])
        self.unsettled: list[tuple[int, list[Resident]]] = []  # who lost a place for a kind of act
        self.belonging_somewhere = list(self.residents)  # at first whoever the columns say
        for row, values in recording.society.backbone.items():
            if row in self.by_row:
                self.appoint(self.by_row[row]).become(values)
        for address, values in recording.society.organisations.items():
            one = Organisation(self, address, self.estates[values["home"]])
            one.become(values)
            one.members = [
                Membership(one, self.by_row[row], *kept)
                for row, kept in recording.society.lists[address].items()
                if row in self.by_row
            ]

    @property
    def organisations(self) -> list[Organisation]:
        """The organisations that exist now, the oldest first."""
        return list(self.agents_by_type.get(Organisation, ()))

    @property
    def backbone(self) -> list[BackboneRole]:
        """The backbone residents who serve now."""
        return list(self.agents_by_type.get(BackboneRole, ()))

    def people(self, rows: list[int]) -> list[Resident]:
        """The residents of some rows, without those who came after the start."""
        return [self.by_row[row] for row in rows if row in self.by_row]

    def appoint(self, resident: Resident) -> BackboneRole:
        """A resident becomes backbone, or is already."""
        return resident.role or BackboneRole(self, resident)

    # The week

    def before_deciding(self, inputs: Inputs) -> None:
        """Modules and the office act; organisations hold activities and ask people along."""
        self._offer(inputs, inputs.given.offers)
        self._push(inputs.given.push)
        for n, estate in enumerate(self.estates):
            estate.seats, estate.hosts = inputs.given.offers.seats[n].tolist(), []
        self._take_over(inputs.given.acted)
        self._count()
        organisations = self.organisations
        for one in organisations:
            one.plan()
        for one in organisations:
            one.open_doors()
        self._uphold()
        for one in organisations:
            one.ask_along()
        self._clear_places()
        for one in organisations:
            one.call_up()
        for role in self.backbone:
            role.go_on_rounds()
            role.carry()
            role.reach_out()

    def after_deciding(self, inputs: Inputs) -> None:
        """Seats are given out; organisations see who came, and some guests sign up; modules follow up."""
        came = [resident for resident in self.residents if resident.occasion is not None and resident.occasion.came]
        self._give_seats(came)
        for resident in self.with_place:
            if resident.turn is not None and resident.occasion is not None and not resident.occasion.came:
                resident.turn.missed += 1
        for resident in came:
            if resident.occasion.came and resident.occasion.place != ROUNDS:
                self._attend(resident, resident.occasion.kind)
        for one in self.organisations:
            one.look_back()
        self._take_over(inputs.given.followed)

    def after_changing(self, inputs: Inputs) -> None:
        """Some leave lists or give up, others step in; organisations end, merge, begin."""
        del inputs  # here habits end by themselves
        clock = self.recording.world.clock
        for role in self.backbone:
            role.live_on()
        for one in self.organisations:
            one.let_leave()
        for one in self.organisations:
            one.succeed()
        for one in self.organisations:
            one.perhaps_end()
        if clock.starts_quarter(self.week):
            self._merge()
        if clock.starts_month(self.week):
            self._begin()
        self._end_habits()

    def _end_habits(self) -> None:
        """A habit ends with its setting, unless there is another place for the same kind of act."""
        for kind, residents in self.unsettled:
            elsewhere = {m.resident for one in self.organisations if MAIN_ACT[one.kind] == kind for m in one.members}
            for resident in residents:
                if resident not in elsewhere:
                    resident.habits[kind] = 0.0
        self.unsettled = []

    def _take_over(self, changes: Changes) -> None:
        """Make the recorded changes of modules to organisations and the backbone."""
        for address, values in changes.organisations.items():
            if "founded" in values:
                Organisation(self, address, self.estates[values["home"]])
        for one in self.organisations:
            one.become(changes.organisations.get(one.number, {}))
            if one.number in changes.struck:
                one.strike(set(self.people(changes.struck[one.number])))
            if one.number in changes.joined:
                one.members += [
                    Membership(one, self.by_row[row], *kept)
                    for row, kept in changes.joined[one.number].items()
                    if row in self.by_row
                ]
            if one.number in changes.ended:
                one.end()
        for resident in self.people(changes.appointed):
            self.appoint(resident)
        for row, values in changes.backbone.items():
            if row in self.by_row and self.by_row[row].role is not None:
                self.by_row[row].role.become(values)

    def _count(self) -> None:
        """Count memberships anew for every resident."""
        for resident in self.belonging_somewhere:
            resident.belongs, resident.listed, resident.memberships, resident.formal = [], 0, 0, 0
        for one in self.organisations:
            one.count()
        self.unsettled: list[tuple[int, list[Resident]]] = []  # who lost a place for a kind of act
        self.belonging_somewhere = list(
            dict.fromkeys(membership.resident for one in self.organisations for membership in one.members)
        )

    def _uphold(self) -> None:
        """Active members feel related and competent, as in the best of their organisations."""
        for resident in self.belonging_somewhere:
            active = [membership.organisation for membership in resident.belongs if membership.active]
            if active:
                levers = self.pushed[resident.number]
                levers.relatedness += self.rules.warmth * max(one.cohesion for one in active)
                levers.competence += self.rules.training * max(one.capability for one in active)

    def _give_seats(self, came: list[Resident]) -> None:
        """Draw lots where more come than there are seats; who has a place has a seat."""
        wanted: dict[tuple[Estate, int], list[Resident]] = {}
        kept: Counter[tuple[Estate, int]] = Counter()
        for resident in came:
            where = resident.estate, resident.occasion.kind
            if resident.occasion.place is not None:
                kept[where] += 1
            else:
                wanted.setdefault(where, []).append(resident)
        for (estate, kind), people in wanted.items():
            seats = max(estate.seats[kind] - kept[estate, kind], 0)
            if len(people) > seats:
                people.sort(key=lambda resident: self.luck("seats", resident))
                for resident in people[int(seats) :]:
                    resident.occasion = resident.occasion._replace(came=False, no_seat=True)

    def _attend(self, resident: Resident, kind: int) -> None:
        """Members were at their own organisation's activity, others perhaps at somebody's, as guests."""
        estate = resident.estate
        if resident.turn is not None:
            resident.turn.take_part(self.week)
            resident.turn.organisation.guests += 1
            return
        for membership in reversed(resident.belongs):
            if membership.organisation.holds[kind] * membership.organisation.known.get(estate, 0.0) > 0:
                membership.take_part(self.week)
                membership.organisation.guests += 1
                return
        left = self.luck("whose activity", resident) * estate.notice[kind]
        for host in estate.hosts:
            given = host.holds[kind] * host.known[estate]
            if left < given:
                host.guests += 1
                if self.luck("signs up", resident) < self.rules.sign_up:
                    host.enlist(resident, came=True)
                return
            left -= given

    def _merge(self) -> None:
        """Weak organisations join the largest like one near by: its members, its money."""
        s, neighbours = self.rules, self.recording.world.community.places.grid_graph
        for weak in self.organisations:
            well = weak.present >= s.small and weak.leaders
            if weak.kind == COMMITTEE or weak.supported or weak.stage == FORMING or well:
                continue
            near = {weak.home.grid, *neighbours[weak.home.grid]}
            strong = [
                one for one in self.organisations
                if one is not weak and one.kind == weak.kind and one.stage != FORMING
                and one.home.grid in near and one.present >= max(s.small, weak.present + 1)
            ]  # fmt: skip
            if strong and self.luck("merger", weak) < s.merging:
                largest = max(strong, key=lambda one: one.present)  # the oldest of equals
                largest.funds += weak.funds
                members = [membership.resident for membership in weak.members]
                weak.end()
                largest.enlist_all(members)

    def _begin(self) -> None:
        """Motivated residents gather a group by themselves, rarely."""
        leading = {leader for one in self.organisations for leader in one.leaders}
        for initiator in [resident for resident in self.residents if self._sets_out(resident, leading)]:
            nucleus = self._nucleus(initiator)
            if initiator not in leading and len(nucleus) >= self.rules.nucleus_least:
                one = Organisation(self, self.week * ADDRESS_WEEKS + initiator.number, initiator.estate)
                one.leaders = [initiator]
                for resident in nucleus:
                    one.enlist(resident, came=True)
                self.appoint(initiator)

    def _sets_out(self, resident: Resident, leading: set[Resident]) -> bool:
        """Backbone who lead nothing; or willing, able, with time, taking part lately, and so moved."""
        s, leads = self.rules, self.backbone_rules
        alone = resident.role is not None and resident not in leading
        if alone and self.luck("gathers a team", resident) < s.gathers * WEEKS_PER_MONTH:
            return True
        could = resident.able and resident.age >= LEADING_AGE and resident.spare >= LEAST_SPARE and resident.acts
        if not could or resident.motivation < leads.willing or resident.skill < leads.capable:
            return False
        chance = s.spontaneous * WEEKS_PER_MONTH * (1 + s.spontaneous_keen * (resident.motivation > VERY_KEEN))
        return self.luck("initiates", resident) < chance

    def _nucleus(self, initiator: Resident) -> list[Resident]:
        """The initiator and who comes along: people of the grid who take part, contacts first, then the like-minded."""
        s, luck = self.rules, self.luck("nucleus", initiator)
        most = s.nucleus_least + int(luck**2 * max(s.nucleus - s.nucleus_least + 1, 0))
        contacts = {other for other, _, _ in initiator.contacts}
        near = [
            other for other in self.residents
            if other.estate.grid == initiator.estate.grid and other.able and other.acts and other.memberships == 0
            and other is not initiator
        ]  # fmt: skip
        near.sort(key=lambda other: (other not in contacts, -other.fit[INTEREST], other.number))
        return [initiator, *near[: most - 1]]
