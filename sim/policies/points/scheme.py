"""The points scheme 积分制: take part, earn points, redeem them.

The case names points three times: as an incubated organisation's reward for members and caring merchants (149,
third stage), as one of three supports of self-management, and as one of four things made public. It gives no rule,
price or budget; those are assumptions here. What makes points work or harm is taken from the literature on
motivation crowding: expected goods for mere attendance are felt as controlling, recognition is not.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import exp
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray
from scipy import special

from sim.agents.resident.columns import WORK_STARTS, Residents
from sim.clock import Clock
from sim.community import Community
from sim.measures import Measure
from sim.policies.base import Policy
from sim.policies.points.accounts import Accounts, Members, award, credit, sign_up, wanting_to_redeem, within_budget
from sim.policies.points.settings import PointsSettings
from sim.policies.points.words import BUYS, ENDS, MAJOR, MEASURES, REWARDS, RULES, RUNS_OUT, STARTS, VOIDS
from sim.rng import Streams
from sim.text import Text
from sim.week import Week

FULL_POINTS = 10
WEEKS_PER_MONTH = 52.18 / 12
YOUNG_OLD = (50.0, 75.0)
OLD_OLD = 75.0


class Points(Policy[PointsSettings]):
    """Enrols residents, reminds and rewards them, pays out under a budget, makes deeds public."""

    name: ClassVar[str] = "points"
    label: ClassVar[Text] = Text("points scheme", "积分制")
    about: ClassVar[Text] = Text(
        "Take part, earn points, redeem them with caring merchants while the money lasts.",
        "参与得积分，积分在爱心商家兑换，直到预算用完。",
    )
    source: ClassVar[str] = "liuhe-R4 liuhe-R29 liuhe-R32 S8 S31"
    settings_type = PointsSettings
    measures: ClassVar[tuple[Measure, ...]] = MEASURES
    colour: ClassVar[str] = "#D55E00"
    major: ClassVar[tuple[Text, ...]] = MAJOR

    def __init__(self, settings: PointsSettings, community: Community, clock: Clock) -> None:
        super().__init__(settings, community, clock)
        people = community.people

        def column(dtype: Any) -> NDArray[Any]:
            return np.zeros(people, dtype)

        self.members = Members(
            open_to=column(np.bool_),
            enrolled=column(np.bool_),
            earned=column(np.int32),
            redeemed_ever=column(np.bool_),
            salience=column(np.float32),
        )
        owner, accounts = {
            "person": (np.arange(people, dtype=np.int32), people),
            "household": (community.household, community.settings.households),
            "estate": (community.estate, community.settings.estates),
        }[settings.pooled]
        self.accounts = Accounts(owner, accounts, settings.expiry_quarters)
        self.confidence = 1.0
        self._told = (0, 0, 0)
        self._gamed = 0
        self._relief = column(np.float32)
        self._hours_banked = 0.0
        self._short_of_money = False
        self._set_out()

    def amend(self, settings: PointsSettings) -> None:
        """Other rules, prices or people to win; accounts and members stay."""
        super().amend(settings)
        self._set_out()

    def _set_out(self) -> None:
        """Set what follows from the settings: points an act, and what each resident makes of them."""
        settings, number = self.settings, self.community.number
        streams = Streams(self.community.settings.seed)
        self._per_act = np.array(settings.points_per_act(), np.int32)
        rewarded = self._per_act[self._per_act > 0]
        self._worth = settings.yuan_per_point * float(rewarded.mean()) if rewarded.size else 0.0  # of an act
        self._mean_salience = settings.salience_a / (settings.salience_a + settings.salience_b)
        self.members.open_to[:] = streams.draw("points/open to", 0, number) < settings.enrollable
        self.members.salience[:] = special.betaincinv(
            settings.salience_a, settings.salience_b, streams.draw("points/salience", 0, number)
        )

    def begin(self, week: Week) -> None:
        """Announce the scheme."""
        week.tell(STARTS.filled(reward=REWARDS[self.settings.reward], rules=RULES[self.settings.rules]))

    def act(self, week: Week) -> None:
        """Sign people up, remind the enrolled of occasions, and let them expect their reward."""
        settings, members = self.settings, self.members
        drawn = 1 + settings.welcome_pull * settings.welcome
        hazard = np.float32(settings.signing_up * drawn * settings.dose / self._mean_salience)
        rates = hazard, np.float32(settings.signing_up_contacts), np.float32(settings.signing_up_ease)
        newly = sign_up(week.residents, members, self.rows, rates, week.key("sign up"))
        members.enrolled[newly] = True
        week.register(newly)
        self.accounts.issue(newly, np.full(newly.size, settings.welcome))
        rows = np.flatnonzero(members.enrolled)
        week.push("notice", rows, settings.reminder * settings.dose)
        week.push("reward", rows, self._pull(week, rows))
        week.push("controlling", rows, settings.felt_control())
        if settings.display == "deeds":
            week.push("competence", rows, settings.recognised)
        if settings.rules == "residents":
            week.push("autonomy", rows, settings.having_a_say)
        if settings.reward == "time_bank":
            week.push("relief", slice(None), self._relief)
        week.reward_kinds(
            [min(points / FULL_POINTS, 1.0) if points else -settings.displacement for points in self._per_act]
        )
        week.book(cadre_hours=settings.staff_hours * settings.dose)

    def follow(self, week: Week) -> None:
        """Credit this week's acts; at a month's start pay out, at a quarter's start let old points expire."""
        settings, taken = self.settings, week.taken
        if week.starts_month:
            self.members.earned[:] = 0
        points = np.empty(taken.row.size, np.int32)
        self._gamed = award(
            self.members,
            taken.row,
            taken.kind,
            week.residents.number,
            self._per_act,
            settings.month_cap,
            np.float32(settings.gaming),
            week.key("gaming"),
            points,
        )
        self.accounts.issue(taken.row, points)
        self._credit_awards(week)
        self._hours_banked += float(taken.hours[points > 0].sum())
        if week.starts_month:
            self._pay_out(week)
        if week.starts_quarter and week.index > self.first_week:
            self.accounts.next_quarter()

    def finish(self, week: Week) -> None:
        """The scheme ends: points are honoured for a while, or are worth nothing from now on."""
        week.tell(ENDS.filled(points=f"{int(self.accounts.balance.sum()):,}"))
        if not self.settings.honour_at_stop:
            self._void(week)

    def wind_down(self, week: Week) -> None:
        """Redeem what can be redeemed until the honouring ends; then the rest is void."""
        last = self.last_week + (self.settings.honour_weeks if self.settings.honour_at_stop else 0)
        if week.index < last and week.starts_month:
            self._pay_out(week)
        elif week.index == last:
            self._void(week)
            week.strike(np.flatnonzero(self.members.enrolled))
            self.members.enrolled[:] = False

    def depart(self, rows: NDArray[np.int64]) -> None:
        """Those who leave are struck off; their own points, or those of an emptied dwelling, expire."""
        self.members.enrolled[rows] = False
        self.members.redeemed_ever[rows] = False
        if self.settings.pooled == "person":
            self.accounts.void(rows)
        elif self.settings.pooled == "household":
            homes = np.unique(self.accounts.owner[rows])
            kept = np.isin(homes, self.accounts.owner[self.members.enrolled])
            self.accounts.void(homes[~kept])

    def audit(self) -> Iterator[Text]:
        """Points issued are held, redeemed or expired; no account is overdrawn."""
        accounts = self.accounts
        held = int(accounts.balance.sum())
        if accounts.issued != held + accounts.redeemed + accounts.expired:
            yield Text(
                f"{accounts.issued} points issued, but {held} held, {accounts.redeemed} redeemed, "
                f"{accounts.expired} expired",
                f"发放{accounts.issued}分，但持有{held}、兑换{accounts.redeemed}、过期{accounts.expired}分",
            )
        if (accounts.held < 0).any():
            yield Text("an account is overdrawn", "有账户透支")

    def measured(self) -> dict[str, float]:
        """Enrolment, use, and the flow of points since last asked."""
        enrolled = int(np.count_nonzero(self.members.enrolled))
        redeemers = int(np.count_nonzero(self.members.redeemed_ever & self.members.enrolled))
        issued, redeemed, expired = self._told
        accounts = self.accounts
        self._told = (accounts.issued, accounts.redeemed, accounts.expired)
        gamed, self._gamed = self._gamed, 0
        return {
            "points_enrolled": float(enrolled),
            "points_redeemers": redeemers / max(enrolled, 1),
            "points_issued": float(accounts.issued - issued),
            "points_redeemed": float(accounts.redeemed - redeemed),
            "points_expired": float(accounts.expired - expired),
            "points_gamed": float(gamed),
            "points_held": float(accounts.issued - accounts.redeemed - accounts.expired),
            "points_confidence": self.confidence,
        }

    def _credit_awards(self, week: Week) -> None:
        """Points that organisations award their members, to those enrolled, within the same monthly cap."""
        rows, awards = week.society.points_awarded()
        if not rows.size:
            return
        points = np.empty(rows.size, np.int32)
        credit(self.members, rows.astype(np.int32, copy=False), awards, self.settings.month_cap, points)
        self.accounts.issue(rows, points)

    def _pull(self, week: Week, rows: NDArray[np.int64]) -> NDArray[np.float32]:
        """Reward each enrolled resident expects, 0–1."""
        settings = self.settings
        pull = {
            "goods": 1 - exp(-self._worth / settings.worth_scale),
            "recognition": settings.pull_recognition,
            "time_bank": settings.pull_time_bank,
            "lottery": settings.pull_lottery,
        }[settings.reward]
        pull *= {"person": 1.0, "household": settings.pull_household, "estate": settings.pull_estate}[settings.pooled]
        felt = self.members.salience[rows] * np.float32(pull * self.confidence * min(settings.dose, 1.0))
        if settings.reward == "time_bank":
            age = week.residents.age[rows]
            felt = felt * np.where(
                (age >= YOUNG_OLD[0]) & (age < YOUNG_OLD[1]), settings.pull_carers, settings.pull_others
            )
        return np.minimum(felt, 1.0).astype(np.float32, copy=False)

    def _pay_out(self, week: Week) -> None:
        """Redeem points of the month, as the design says."""
        if self.settings.pooled == "estate":
            self._buy_facilities(week)
        elif self.settings.reward == "goods":
            self._redeem_goods(week)
        elif self.settings.reward == "lottery":
            self._draw_prizes(week)
        elif self.settings.reward == "time_bank":
            self._give_hours_back(week)

    def _claimants(self, week: Week) -> NDArray[np.int64]:
        luck = week.draw("redeem", self.community.number)
        s = self.settings
        return wanting_to_redeem(self.members, self.accounts, s.least_redeemed, s.redeeming, luck)

    def _redeem_goods(self, week: Week) -> None:
        """Goods for points while the month's money lasts; who comes too late has been promised in vain."""
        settings = self.settings
        rows = self._claimants(week)
        worth = self.accounts.balance[self.accounts.owner[rows]] * settings.yuan_per_point
        own_part = worth * (1 - settings.merchants_share)
        luck = week.draw("queue", self.community.number[rows])
        served = within_budget(own_part, settings.budget * settings.dose, luck)
        self._serve(week, rows, served)
        paid = float(worth[served].sum())
        week.book(yuan=paid * (1 - settings.merchants_share))
        week.book(yuan=paid * settings.merchants_share, payer="merchants")

    def _serve(self, week: Week, rows: NDArray[np.int64], served: NDArray[np.bool_]) -> None:
        """Redeem for those served; promises kept and broken move trust, and everybody's confidence."""
        self.accounts.redeem(self.accounts.owner[rows[served]])
        self.members.redeemed_ever[rows[served]] = True
        week.push("promise", rows[served], 1.0)
        week.push("promise", rows[~served], -1.0)
        if rows.size:
            self.confidence += self.settings.doubt * (float(served.mean()) - self.confidence)
        short = bool(rows.size and not served.all())
        if short and not self._short_of_money:
            week.tell(RUNS_OUT.filled(missed=int((~served).sum()), all=rows.size))
        self._short_of_money = short

    def _draw_prizes(self, week: Week) -> None:
        """Prizes go to accounts by lot, in proportion to the points held; winners' points are spent."""
        settings = self.settings
        holders = np.flatnonzero(self.members.enrolled)
        _, first = np.unique(self.accounts.owner[holders], return_index=True)
        holders = holders[np.sort(first)]
        tickets = self.accounts.balance[self.accounts.owner[holders]]
        holders, tickets = holders[tickets > 0], tickets[tickets > 0]
        own_part = settings.prize * (1 - settings.merchants_share)
        affordable = int(settings.budget * settings.dose / own_part) if own_part > 0 else holders.size
        prizes = min(affordable, holders.size)
        race = -np.log(week.draw("lottery", self.community.number[holders]).astype(np.float64)) / np.maximum(tickets, 1)
        winners = holders[np.argsort(race, kind="stable")[:prizes]]
        self._serve(week, winners, np.ones(winners.size, np.bool_))
        week.book(yuan=prizes * settings.prize * (1 - settings.merchants_share))
        week.book(yuan=prizes * settings.prize * settings.merchants_share, payer="merchants")

    def _give_hours_back(self, week: Week) -> None:
        """Hours saved come back as care for the very old and homes with a frail elder, as far as hours were given."""
        residents = week.residents
        frail_home = np.zeros(self.community.settings.households, np.bool_)
        frail_home[self.community.household[residents.here & residents.frail]] = True
        rows = self._claimants(week)
        entitled = frail_home[self.community.household[rows]] | (residents.age[rows] >= OLD_OLD)
        rows = rows[entitled]
        hours = self.accounts.balance[self.accounts.owner[rows]] / self.settings.points_per_hour
        served = within_budget(hours, self._hours_banked, week.draw("queue", self.community.number[rows]))
        self._serve(week, rows, served)
        self._hours_banked = max(self._hours_banked - float(hours[served].sum()), 0.0)
        self._relieve(residents, rows[served], hours[served])

    def _relieve(self, residents: Residents, rows: NDArray[np.int64], hours: NDArray[np.floating]) -> None:
        """Until the next month, care given back frees the other adults of those homes."""
        household = self.community.household
        carers = residents.here & (residents.age >= WORK_STARTS) & ~residents.frail
        homes = self.community.settings.households
        freed = np.bincount(household[rows], hours, homes) / WEEKS_PER_MONTH
        among = np.maximum(np.bincount(household[carers], minlength=homes), 1)
        self._relief[:] = np.where(carers, (freed / among)[household], 0.0)

    def _buy_facilities(self, week: Week) -> None:
        """Estates with enough points buy a facility while the month's money lasts."""
        settings = self.settings
        rich = np.flatnonzero(self.accounts.balance >= settings.facility_price)
        worth = np.full(rich.size, settings.facility_price * settings.yuan_per_point)
        served = within_budget(worth, settings.budget * settings.dose, week.draw("queue", rich))
        self.accounts.spend(rich[served], settings.facility_price)
        week.book(yuan=float(worth[served].sum()))
        for estate in rich[served]:
            first, last = self.community.estate_start[estate : estate + 2]
            people = first + np.flatnonzero(week.residents.able[first:last])
            week.push("promise", people, settings.facility_promise)
            self.members.redeemed_ever[people] |= self.members.enrolled[people]
            week.improve_facilities(np.array([estate]), settings.facility_gain)
            week.tell(BUYS.filled(estate=estate + 1), grid=int(self.community.places.estate_grid[estate]))

    def _void(self, week: Week) -> None:
        """Points held become worthless: a broken promise to those who could have redeemed."""
        enough = self.members.enrolled & (self.accounts.balance[self.accounts.owner] >= self.settings.least_redeemed)
        if self.settings.reward != "recognition":
            week.push("promise", np.flatnonzero(enough), -1.0)
        lost = self.accounts.void(slice(None))
        if lost:
            week.tell(VOIDS.filled(lost=f"{lost:,}"))
