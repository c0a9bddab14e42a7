"""`Society`: all organisations of a run, their lists of members, and their week."""

from __future__ import annotations

from collections.abc import Iterable
from math import exp
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.agents.acts import KINDS
from sim.agents.backbone import Backbone
from sim.agents.decide import Occasions, Offers, Push
from sim.agents.organisations.fate import chances_to_end, heirs, partners
from sim.agents.organisations.founding import initiators, nucleus_of
from sim.agents.organisations.names import name_for
from sim.agents.organisations.organisation import GROUP, Ending, Organisation
from sim.agents.organisations.roster import (
    Belonging,
    Roster,
    ask_along,
    attribute,
    count_members,
    empty_roster,
    nobody_belongs,
    who_leaves,
)
from sim.agents.organisations.settings import OrganisationSettings
from sim.agents.organisations.venue import open_doors, uphold
from sim.agents.residents import Residents
from sim.community import Community
from sim.rng import Streams
from sim.text import Text

HELD_BITS = (1 << 32) - 1
ADDRESS_WEEKS = 1 << 32
MONTH = 4
SPONTANEOUS = "spontaneous"
TASKS_AS_BACKBONE, TASKS_AS_LEADER, TASKS_IN_POST = 1.0, 2.0, 1.0
BEGUN = Text("{name}, {kind}, begins in estate {estate}: {people} people", "{name}（{kind}）在{estate}号小区成形：{people}人")
HAD_ENOUGH = Text("nobody came any more", "无人参加")


class News(NamedTuple):
    """Something that happened to an organisation, in words."""

    text: Text
    home: int


class Gathering(NamedTuple):
    """Who came to the activities of organisations this week.

    Attributes
    ----------
    row : int32 · kind : int8 · host : int32, index of the organisation · member : bool, guests are not
    """

    row: NDArray[np.int32]
    kind: NDArray[np.int8]
    host: NDArray[np.int32]
    member: NDArray[np.bool_]

    def at(self, organisation: Organisation) -> Gathering:
        """Those at one organisation's activities."""
        chosen = self.host == organisation.index
        return Gathering(*(column[chosen] for column in self))


NOBODY_CAME = Gathering(np.empty(0, np.int32), np.empty(0, np.int8), np.empty(0, np.int32), np.empty(0, np.bool_))


class Society:
    """All organisations of a run.

    Attributes
    ----------
    ever : list of Organisation
        In the order in which they began; those that ended too.
    roster : Roster
    belonging : Belonging
        Who belongs where, as counted this week.
    backbone : Backbone
    gathering : Gathering
        Who came this week.
    granted, spent : float
        Yuan given to organisations, and used up by them or lost with them, so far.
    news : list of News
        What happened since it was last read.
    """

    def __init__(self, settings: OrganisationSettings, backbone: Backbone, community: Community) -> None:
        self.settings = settings
        self.backbone = backbone
        self.community = community
        self.ever: list[Organisation] = []
        self.roster: Roster = empty_roster()
        self.gathering: Gathering = NOBODY_CAME
        self.granted = self.spent = 0.0
        self.news: list[News] = []
        self._held = np.zeros((0, KINDS), np.float32)
        self._spread = np.zeros((0, community.settings.estates), np.float32)
        self.belonging: Belonging = nobody_belongs(community.people, 0, 0, community.settings.estates)

    @property
    def alive(self) -> list[Organisation]:
        """Those that exist now."""
        return [one for one in self.ever if one.alive]

    def found(
        self, kind: str, home: int, rows: NDArray[np.integer], founder: str, week: int, stage: int = GROUP
    ) -> Organisation:
        """A new organisation with some people on its list; its leaders are chosen later.

        Parameters
        ----------
        rows
            Rows of residents, without repetition, at least one; the first one's number addresses its draws.
        """
        address = week * ADDRESS_WEEKS + int(self.community.number[rows[0]])
        name = name_for(kind, address, (one.name for one in self.ever))
        new = Organisation(len(self.ever), address, kind, name, home, week, founder, stage=stage)
        new.cohesion = self.settings.cohesion_start
        self.ever.append(new)
        self.enlist(new, rows, week)
        return new

    def enlist(self, organisation: Organisation, rows: NDArray[np.integer], week: int) -> None:
        """Put people on an organisation's list who are not on it yet."""
        new = np.setdiff1d(np.asarray(rows, np.int32), self.members(organisation))
        self.roster = self.roster.with_more(np.full(new.size, organisation.index, np.int32), new, week)

    def strike(self, organisation: Organisation, rows: NDArray[np.integer]) -> None:
        """Take people off an organisation's list."""
        off = (self.roster.organisation == organisation.index) & np.isin(self.roster.row, rows)
        self.roster = self.roster.kept(~off)

    def of(self, organisation: Organisation) -> Roster:
        """An organisation's own part of the roster."""
        first, last = np.searchsorted(self.roster.organisation, (organisation.index, organisation.index + 1))
        return Roster(*(column[first:last] for column in self.roster))

    def members(self, organisation: Organisation) -> NDArray[np.int32]:
        """Rows of everybody on an organisation's list."""
        return self.of(organisation).row

    def present(self, organisation: Organisation) -> int:
        """Its active members, as counted this week."""
        counted = self.belonging.present
        return int(counted[organisation.index]) if organisation.index < counted.size else 0

    def grant(self, organisation: Organisation, yuan: float) -> None:
        """Money for an organisation; whoever gives it books it."""
        organisation.funds += yuan
        self.granted += yuan

    def end(self, organisation: Organisation, week: int, reason: Text) -> None:
        """An organisation ceases to exist; its list, its leads and its money are gone."""
        organisation.ended = Ending(week, reason)
        organisation.leaders, organisation.board, organisation.planned = [], [], []
        self.spent += organisation.funds
        organisation.funds = 0.0
        self.roster = self.roster.kept(self.roster.organisation != organisation.index)

    # The week

    def gather(self, r: Residents, push: Push, offers: Offers, streams: Streams, week: int) -> None:
        """Before residents are reached: organisations hold activities, members and leaders ask people along."""
        self._count(r, week)
        organisations, estates = len(self.ever), self.community.settings.estates
        self._held = np.zeros((organisations, KINDS), np.float32)
        rate, say, close, skilled = (np.zeros(organisations, np.float32) for _ in range(4))
        for one in self.alive:
            self._held[one.index] = self._plan(one, streams, week)
            say[one.index] = self.settings.say + one.covenant * (self.settings.say_governed - self.settings.say)
            close[one.index] = self.settings.warmth * one.cohesion
            skilled[one.index] = self.settings.training * one.capability
            if not one.forming and not one.dormant:
                led = 1 + self.settings.recruit_led * min(len(one.leaders), 3)
                room = max(1 - self.present(one) / self.settings.capacity(one.kind), 0.0)
                rate[one.index] = self.settings.recruit * led * room
        if self.roster.row.size:
            known = 1 - np.exp(-self.belonging.in_estate / np.float32(self.settings.known_by))
            self._spread = (self.settings.publicity * known).astype(np.float32)
            open_doors(self._held, self._spread, self.belonging, say, float(self.settings.venue), offers)
            uphold(self.roster, self.belonging, close, skilled, push.relatedness, push.competence)
            ask_along(self.roster, self.belonging, rate, r.able, r.tie_start, r.tie_to, push.asked)
        else:
            self._spread = np.zeros((organisations, estates), np.float32)
        if self.backbone.row.size:
            self._share_tasks()
            self.backbone.reach(r, push.asked, week)

    def attend(self, occasions: Occasions, count: int, offers: Offers, streams: Streams, week: int) -> None:
        """After residents decided: whose activities they came to; guests may go on the list."""
        if not self._held.any():
            self.gathering = NOBODY_CAME
            self._look_back(week)
            return
        host, place = np.empty(count, np.int32), np.empty(count, np.int32)
        estate_of, by = np.nonzero(self._spread.T > 0)
        start = np.searchsorted(estate_of, np.arange(self._spread.shape[1] + 1))
        attribute(
            occasions.row, occasions.kind, occasions.came, count, self.roster, self.belonging, self._held, self._spread,
            self.community.estate, self.community.number, offers.notice, (start, by), streams.key("whose activity", week),
            week, host, place,
        )  # fmt: skip
        there = np.flatnonzero(host >= 0)
        rows, hosts = occasions.row[there], host[there]
        self.gathering = Gathering(rows, occasions.kind[there], hosts, place[there] >= 0)
        guests = np.flatnonzero(~self.gathering.member)
        signs = streams.draw("signs up", week, self.community.number[rows[guests]]) < self.settings.sign_up
        joining = guests[signs]
        if joining.size:
            self.roster = self.roster.with_more(hosts[joining], rows[joining], week)
            new = (self.roster.joined == week) & np.isin(self.roster.row, rows[joining]) & (self.roster.times == 0)
            new &= np.isin(self.roster.organisation, hosts[joining])
            self.roster.last[new], self.roster.times[new], self.roster.came[new] = week, 1, 1
        self._look_back(week)

    def live_on(self, r: Residents, streams: Streams, week: int, *, month: bool, quarter: bool) -> None:
        """After the week: who leaves, who stops leading, who steps in; organisations sleep, wake, merge, end, begin."""
        gone = set(self.backbone.live_on(r, self.community, streams, week).tolist()) if self.backbone.row.size else set()
        if self.roster.row.size:
            self._let_leave(r, streams, week)
        for one in self.alive:
            on_list = set(self.members(one).tolist()) if one.leaders or one.board else set()
            one.lose(gone | {row for row in (*one.leaders, *one.board) if row not in on_list})
        self._succeed(r, streams, week)
        self._end_some(streams, week)
        if quarter:
            self._merge(streams, week)
        if month:
            self._begin_some(r, streams, week)

    def _count(self, r: Residents, week: int) -> None:
        counted = np.array([one.alive and not one.forming for one in self.ever], np.bool_)
        formal = np.array([one.formal for one in self.ever], np.bool_)
        estates = self.community.settings.estates
        self.belonging = count_members(r, self.roster, counted, formal, self.community.estate, estates, week)
        r.backbone[:] = False
        r.backbone[self.backbone.rows] = True

    def _plan(self, one: Organisation, streams: Streams, week: int) -> NDArray[np.float32]:
        """What an organisation holds this week: float32 (kinds,)."""
        s = self.settings
        held = np.zeros(KINDS, np.float32)
        if not one.forming and not one.dormant:
            supply = (1.0 if one.leaders else s.leaderless) * (1.0 if one.funds >= s.activity_cost else s.unfunded)
            held = one.activities(streams.one("organisation activity", week, one.address), s.rate, supply)
        for kind in one.planned:
            held[kind] += 1
        one.planned = []
        cost = min(float(held.sum()) * s.activity_cost, one.funds)
        one.funds -= cost
        self.spent += cost
        one.held = (one.held << 1 | bool(held.any())) & HELD_BITS
        return held

    def _share_tasks(self) -> None:
        """Tasks of this week for everybody in the backbone: the role, each lead, a post."""
        backbone = self.backbone
        leads = [row for one in self.alive for row in one.leaders]
        backbone.tasks = (
            backbone.serving * TASKS_AS_BACKBONE
            + TASKS_AS_LEADER * np.array([leads.count(row) for row in backbone.row.tolist()], np.float32)
            + TASKS_IN_POST * (backbone.post > 0)
        ).astype(np.float32)

    def _look_back(self, week: int) -> None:
        """How the week went for each organisation."""
        s = self.settings
        came = np.bincount(self.gathering.host, minlength=len(self.ever))
        for one in self.alive:
            people = int(came[one.index])
            if people:
                one.cohesion += s.cohesion_rate * (1 - exp(-people / s.nucleus_least) - one.cohesion)
                one.quiet, one.dormant = 0, False
            else:
                one.cohesion *= 1 - s.cohesion_fade
                one.quiet += 1
                one.dormant = not one.forming and one.quiet >= s.dormant_after

    def _let_leave(self, r: Residents, streams: Streams, week: int) -> None:
        self.roster.came[:] <<= np.uint32(1)
        stays = np.empty(self.roster.row.size, np.bool_)
        address = np.array([one.address for one in self.ever], np.uint64)
        who_leaves(
            self.roster, r.motivation, r.habit, r.here, self.community.number, address, np.float32(self.settings.leave),
            streams.key("leaves the list", week), stays,
        )  # fmt: skip
        if not stays.all():
            self.roster = self.roster.kept(stays)

    def _succeed(self, r: Residents, streams: Streams, week: int) -> None:
        """An able member steps into an empty lead; backbone residents on the list sooner than others."""
        for one in self.alive:
            if one.leaders or one.forming:
                continue
            heir = heirs(r, self.of(one), self.backbone)
            if heir.size and streams.one("succession", week, one.address) < self.settings.succession:
                one.leaders = [int(heir[0])]
                self.backbone.appoint(heir[:1], week)
                one.dormant, one.quiet = False, 0

    def _end_some(self, streams: Streams, week: int) -> None:
        mortal = [one for one in self.alive if not one.forming]
        if not mortal:
            return
        chance = chances_to_end(self.settings, mortal, [self.present(one) for one in mortal], week)
        luck = streams.draw("organisation ends", week, np.array([one.address for one in mortal]))
        for one, ends in zip(mortal, luck < chance, strict=True):
            if ends:
                self._tell(Text("{name} dissolves after {weeks} weeks; {people} names were left on its list.",
                                "{name}解散，存续{weeks}周，名册尚有{people}人。"),
                           one, weeks=week - one.founded, people=self.members(one).size)  # fmt: skip
                self.end(one, week, HAD_ENOUGH)

    def _merge(self, streams: Streams, week: int) -> None:
        """Weak organisations join a like one near by."""
        for weak, strong in partners(self.settings, self.alive, self.present, self.community):
            if streams.one("merger", week, weak.address) < self.settings.merging:
                rows = self.members(weak)
                self._tell(Text("{name} joins {other}: {people} people.", "{name}并入{other}：{people}人。"),
                           weak, other=strong.name, people=rows.size)  # fmt: skip
                self.grant(strong, weak.funds)
                self.end(weak, week, Text(f"joined {strong.name.en}", f"并入{strong.name.zh}"))
                self.enlist(strong, rows, week)

    def _begin_some(self, r: Residents, streams: Streams, week: int) -> None:
        """Motivated residents gather a group by themselves, rarely."""
        for row in initiators(r, self.settings, self.backbone.settings, MONTH, streams.key("initiates", week)):
            if any(int(row) in one.leaders for one in self.alive):
                continue
            rows = nucleus_of(int(row), r, self.community, self.settings)
            if rows.size >= self.settings.nucleus_least:
                home = int(self.community.estate[row])
                one = self.found("interest", home, rows, SPONTANEOUS, week)
                one.leaders = [int(row)]
                self.backbone.appoint(rows[:1], week)
                self._tell(BEGUN, one, kind=Text("interest group", "兴趣群体"), estate=home + 1, people=rows.size)

    def _tell(self, text: Text, one: Organisation, **values: object) -> None:
        self.news.append(News(text.filled(name=one.name, **values), one.home))

    def read_news(self) -> Iterable[News]:
        """What happened since it was last read."""
        news, self.news = self.news, []
        return news
