"""The six-party system: community, departments, units, market, groups, residents.

Source: liuhe-R6 to R10. Needs and prices are surveyed; a cost account decides, and can say no; what lies idle lowers
the cost; an operator with a thin margin runs it and leaves when it loses money; all six parties contribute.
"""

from __future__ import annotations

from typing import ClassVar

import numpy as np
from numpy.typing import NDArray
from scipy import special

from sim.agents.acts import CARE
from sim.clock import Clock
from sim.community import Community
from sim.matters import NEEDS
from sim.measures import Measure
from sim.policies.base import Policy
from sim.policies.services.service import Service, ServiceReach
from sim.policies.services.settings import ServicesSettings
from sim.policies.services.words import BUILDS, CLOSES, DECLINES, ENDS, MAJOR, MEASURES, OPENS, SERVICES, STARTS
from sim.rng import Streams
from sim.text import Text
from sim.week import Week

HELPING_KINDS = ("mutual_aid", "volunteer")


class Services(Policy[ServicesSettings]):
    """Meals, care, childcare and after-school places, if the account says so."""

    name: ClassVar[str] = "services"
    label: ClassVar[Text] = Text("services for old and young", "“一老一小”服务")
    about: ClassVar[Text] = Text(
        "Six parties build and run a canteen, care beds, childcare and after-school places where the account allows.",
        "六方参与：摸清需求与价格、核算成本、盘活闲置、市场化微利运营，办食堂、照料、托育和课后托管。",
    )
    source: ClassVar[str] = "liuhe-R6 liuhe-R7 liuhe-R8 liuhe-R9 liuhe-R10"
    settings_type = ServicesSettings
    measures: ClassVar[tuple[Measure, ...]] = MEASURES
    colour: ClassVar[str] = "#4AA5DC"
    major: ClassVar[tuple[Text, ...]] = MAJOR
    outlives: ClassVar[tuple[str, ...]] = ("relief", "relatedness", "met")

    def __init__(self, settings: ServicesSettings, community: Community, clock: Clock) -> None:
        super().__init__(settings, community, clock)
        self.services = [self._service(name) for name in SERVICES]
        self.closures = 0
        self.waiting = dict.fromkeys(SERVICES, 0)
        self._coverage = self.surplus = 0.0

    def amend(self, settings: ServicesSettings) -> None:
        """Other terms; who is served stays, until places are filled again."""
        super().amend(settings)
        for service in self.services:
            new = self._service(service.name)
            service.terms, service.wants, service.accepts, service.reach = new.terms, new.wants, new.accepts, None

    def _service(self, name: str) -> Service:
        """Who would want a service, and at what price, is a trait of people and the same in every arm."""
        s, terms = self.settings, getattr(self.settings, name)
        streams, number = Streams(self.community.settings.seed), self.community.number
        luck = special.ndtri(streams.draw(f"services/{name} price", 0, number).astype(np.float64))
        nobody = np.zeros(number.size, np.bool_)
        return Service(
            name,
            terms,
            wants=streams.draw(f"services/{name} wanted", 0, number) < terms.wanted,
            accepts=(terms.accepted * np.exp(s.price_spread * luck)).astype(np.float32),
            served=nobody,
            ever=nobody.copy(),
        )

    def begin(self, week: Week) -> None:
        """The survey begins."""
        week.tell(STARTS)
        for service in self.services:
            if service.phase == "survey":
                service.since = week.index

    def act(self, week: Week) -> None:
        """Survey, decide, build, serve."""
        s = self.settings
        self.surplus = 0.0
        for service in self.services:
            weeks = week.index - service.since
            if service.phase == "survey":
                week.book(cadre_hours=s.survey_hours / len(self.services))
                if weeks >= s.survey_weeks:
                    self.decide(service, week)
            elif service.phase == "declined" and weeks >= s.again:
                service.enter("survey", week.index)
            elif service.phase == "building" and weeks >= s.building_weeks:
                service.enter("running", week.index)
                week.tell(OPENS.filled(service=SERVICES[service.name]))
            elif service.running:
                self.serve(service, week)
        if any(service.running for service in self.services):
            week.host("care", self.estates, notice=s.volunteers)
            week.book(cadre_hours=s.staff_hours)

    def follow(self, week: Week) -> None:
        """Volunteers' care counts for the operators; once a month places are filled and accounts are drawn up."""
        taken = week.taken
        here = (taken.kind == CARE) & self.rows[taken.row]
        running = [service for service in self.services if service.running]
        for service in running:
            service.volunteer_hours += float(taken.hours[here].sum()) / len(running)
        if week.starts_month:
            self.close_the_month(running, week, supported=True)

    def finish(self, week: Week) -> None:
        """No subsidy and no links any more: what pays without them goes on."""
        week.tell(ENDS.filled(n=sum(service.running for service in self.services)))
        for service in self.services:
            if not service.running:
                service.enter("declined", week.index)

    def wind_down(self, week: Week) -> None:
        """Services without support: accounts go on until an operator leaves."""
        self.surplus = 0.0
        for service in self.services:
            if service.running:
                self.serve(service, week)
        if week.starts_month:
            self.close_the_month([service for service in self.services if service.running], week, supported=False)

    def depart(self, rows: NDArray[np.int64]) -> None:
        """Who leaves is served no more."""
        for service in self.services:
            if service.served[rows].any():
                service.served[rows] = False
                service.reach = None

    def measured(self) -> dict[str, float]:
        """People served and waiting, coverage, surplus, closures, idle space in use."""
        return {
            **{f"services_{one.name}": float(np.count_nonzero(one.served)) for one in self.services},
            **{f"services_{one.name}_ever": float(np.count_nonzero(one.ever)) for one in self.services},
            **{f"services_{name}_waiting": float(waiting) for name, waiting in self.waiting.items()},
            "services_coverage": self._coverage,
            "services_surplus": self.surplus,
            "services_closures": float(self.closures),
            "services_space": sum(one.idle for one in self.services if one.running),
        }

    # Steps one and two

    def decide(self, service: Service, week: Week) -> None:
        """Decide on a service by survey and cost account, which can say no."""
        s, terms = self.settings, service.terms
        needy = np.flatnonzero(service.in_need(week.residents) & self.rows & service.wants)
        asked = needy[week.draw(f"survey {service.name}", self.community.number[needy]) < s.survey_share]
        most = round(terms.capacity * s.dose)
        idle = self.idle_space(most * terms.space, week, take=False)
        rent = s.rent * terms.space * (1 - idle / max(most * terms.space, 1e-9))
        prices = s.lowest_price, s.highest_price, s.margin
        subsidy = terms.subsidy * s.dose
        plan = service.plan(service.accepts[asked], 1 / s.survey_share, most, rent - subsidy, prices)
        label = SERVICES[service.name]
        if plan.places == 0 or plan.surplus < s.margin * plan.places * plan.price:
            service.enter("declined", week.index)
            week.tell(DECLINES.filled(service=label, demand=plan.places, price=round(plan.price)))
            return
        service.places, service.price = plan.places, plan.price
        service.space = plan.places * terms.space
        service.idle += self.idle_space(max(service.space - service.idle, 0.0), week, take=True)
        service.enter("building", week.index)
        self.pay_for(s.capital * max(service.space - service.fitted, 0.0), week)
        service.fitted = max(service.fitted, service.space)
        week.tell(BUILDS.filled(service=label, places=plan.places, price=round(plan.price), idle=round(service.idle),
                                space=round(service.space)))  # fmt: skip

    def pay_for(self, cost: float, week: Week) -> None:
        """Pay for fitting out: government, units where there are any, and the operator the rest."""
        s = self.settings
        wanted = cost * min(s.capital_units, 1 - s.capital_government)
        given = 0.0
        for unit in sorted(week.units, key=lambda unit: (-unit.funds_left, unit.number)):
            given += unit.give(yuan=min(wanted - given, s.capital_funds * unit.funds_left))[1]
        week.book(yuan=given, payer="units")
        week.book(yuan=cost * s.capital_government)
        week.book(yuan=max(cost * (1 - s.capital_government) - given, 0.0), payer="merchants")

    def idle_space(self, wanted: float, week: Week, *, take: bool) -> float:
        """Idle space that units would give, or give now, for what they may get back: m²."""
        found = 0.0
        for unit in week.units:
            willing = unit.space_left * self.settings.gives_space * (unit.goodwill + unit.credit) / 2
            part = min(willing, max(wanted - found, 0.0))
            if take and part > 0:
                part, _ = unit.give(space=part)
                unit.credit = min(unit.credit + self.settings.credit, 1.0)
            found += part
        return found

    # Steps three and four

    def serve(self, service: Service, week: Week) -> None:
        """Push what a service gives: hours freed, company, and needs that no longer arise."""
        s = self.settings
        if week.starts_month or service.reach is None:
            service.reach = self._reach(service, week)
        families, served, met = service.reach
        week.push("relief", families, service.terms.relief)
        week.push("relatedness", served, s.company)
        if week.starts_month:
            week.push("promise", families, s.gratitude)
        week.meet_needs(NEEDS[list(SERVICES).index(service.name)], slice(None), met)

    def _reach(self, service: Service, week: Week) -> ServiceReach:
        """Whom a service reaches: looked up when places are filled, and when somebody leaves."""
        community, estates = self.community, self.estates.size
        served = np.flatnonzero(service.served)
        homes = np.zeros(community.settings.households, np.bool_)
        homes[community.household[served]] = True
        needy = np.bincount(community.estate[service.in_need(week.residents) & service.wants], minlength=estates)
        met = np.bincount(community.estate[served], minlength=estates) / np.maximum(needy, 1)
        families = np.flatnonzero(homes[community.household] & week.residents.able)
        return ServiceReach(families, served, np.minimum(met, 1.0))

    def missing_parties(self, service: Service, week: Week, *, supported: bool) -> int:
        """How many parties are missing of departments, units, groups and residents; community and market run it."""
        present = (
            supported and service.terms.subsidy > 0,
            service.idle > 0,
            any(one.kind in HELPING_KINDS and not one.forming for one in week.society.alive),
            service.volunteer_hours > 0,
        )
        return len(present) - sum(present)

    def close_the_month(self, running: list[Service], week: Week, *, supported: bool) -> None:
        """Fill places, draw up accounts; an operator who loses money for long leaves."""
        s = self.settings
        number = self.community.number
        wanting = served = 0
        for service in running:
            ready = week.draw(f"comes {service.name}", number)
            missing = self.missing_parties(service, week, supported=supported)
            share = s.takes_up * s.missing_role**missing
            self.waiting[service.name] = service.admit(week.residents, self.rows, ready, share)
            service.reach = None
            people = int(service.served.sum())
            wanting += people + self.waiting[service.name]
            served += people
            self.settle(service, people, week, supported=supported)
        self._coverage = served / max(wanting, 1)

    def settle(self, service: Service, people: int, week: Week, *, supported: bool) -> None:
        """Settle the month's account of one operator, who leaves after losses for long."""
        s, terms = self.settings, service.terms
        subsidy = people * terms.subsidy * s.dose if supported else 0.0
        rent = s.rent * max(service.space - service.idle, 0.0)
        helped = service.volunteer_hours * s.volunteer_value
        service.volunteer_hours = 0.0
        surplus = service.account(people, rent, service.price, helped + subsidy)
        self.surplus += surplus
        week.book(yuan=subsidy)
        service.losses = service.losses + 1 if surplus < 0 else 0
        if service.losses >= s.patience:
            self._close(service, week)

    def _close(self, service: Service, week: Week) -> None:
        """Close a service: the operator leaves; those served lose what they were promised."""
        homes = np.zeros(self.community.settings.households, np.bool_)
        homes[self.community.household[service.served]] = True
        week.push("promise", homes[self.community.household] & week.residents.able, -1.0)
        week.tell(
            CLOSES.filled(service=SERVICES[service.name], months=service.losses, people=int(service.served.sum()))
        )
        service.served[:] = False
        service.reach = None
        service.losses = 0
        self.waiting[service.name] = 0
        self.closures += 1
        service.enter("declined", week.index)
