"""The week of organisations: they hold activities and ask people along, see who came, and live on or end.

Two-phase like everything: `gather` comes before residents are reached, `attend` after they decided, `live_on` when
people have learned from the week. `count` writes the residents' columns that say who belongs where.
"""

from __future__ import annotations

from math import exp

import numpy as np
from numpy.typing import NDArray

from sim.agents.acts import ACTION, KINDS
from sim.agents.organisation.fate import chances_to_end, heirs, partners
from sim.agents.organisation.founding import initiators, nucleus_of
from sim.agents.organisation.organisation import COMMITTEE, MAIN_ACT, Organisation
from sim.agents.organisation.roster import (
    NOBODY,
    ROUNDS,
    ask_along,
    attribute,
    count_members,
    organisations_known,
    who_leaves,
    whose_turn,
)
from sim.agents.organisation.society import NOBODY_CAME, Gathering, Society
from sim.agents.organisation.venue import open_doors, uphold
from sim.agents.resident.columns import Residents
from sim.agents.resident.learning import end_habits
from sim.agents.resident.occasions import Occasions, Offers, Push
from sim.clock import WEEKS_PER_YEAR
from sim.rng import Streams
from sim.text import Text

HELD_BITS = (1 << 32) - 1
WEEKS_PER_MONTH = WEEKS_PER_YEAR / 12
MOST_LEADERS_COUNTED = 3
SPONTANEOUS = "spontaneous"
TASKS_AS_BACKBONE, TASKS_AS_LEADER, TASKS_IN_POST = 1.0, 2.0, 1.0
BEGUN = Text("{name} (interest group, estate {estate}) begins unaided: {people:person|people}.",
             "{name}（兴趣群体，{estate}号小区）自发成形，共{people:人}。")  # fmt: skip
DISSOLVES = Text("{name} dissolves after {weeks:week}; {people:name was|names were} left on its list.",
                 "{name}解散，存续{weeks:周}，名册上还有{people:人}。")  # fmt: skip
JOINS = Text("{name} joins {other}, with {people:member}.", "{name}并入{other}，带去成员{people:人}。")
DISSOLVED = Text("dissolved", "解散")


def count(society: Society, r: Residents, week: int) -> None:
    """Count who belongs where, and write it into the columns `listed`, `memberships`, `formal` and `backbone`."""
    counted = np.array([one.alive and not one.forming for one in society.ever], np.bool_)
    formal = np.array([one.formal for one in society.ever], np.bool_)
    community = society.community
    society.belonging = count_members(
        r,
        society.roster,
        counted,
        formal,
        community.estate,
        community.settings.estates,
        society.settings.patience,
        week,
    )
    r.backbone[:] = False
    r.backbone[society.backbone.rows] = True


def gather(society: Society, r: Residents, push: Push, offers: Offers, streams: Streams, week: int) -> None:
    """Hold the week's activities and let members and leaders ask people along, before residents are reached.

    Whoever has a place in an organisation that holds something needs no asking: it is their occasion of the week.
    """
    society.held = np.zeros((len(society.ever), KINDS), np.float32)
    host, kind = society.turn
    host[:] = -1
    if society.idle:
        return
    count(society, r, week)
    s, organisations = society.settings, len(society.ever)
    rate, say, close, skilled = (np.zeros(organisations, np.float32) for _ in range(4))
    alive = society.alive
    luck = streams.draw("organisation activity", week, np.array([one.address for one in alive], np.int64))
    for one, own_luck in zip(alive, luck.tolist(), strict=True):
        society.held[one.index] = _plan(society, one, own_luck)
        say[one.index] = s.say + one.covenant * (s.say_governed - s.say)
        close[one.index] = s.warmth * one.cohesion
        skilled[one.index] = s.training * one.capability
        if not one.forming and not one.dormant:
            led = 1 + s.recruit_led * min(len(one.leaders), MOST_LEADERS_COUNTED)
            rate[one.index] = s.recruit * led * max(1 - society.present(one) / s.capacity(one.kind), 0.0)
    known = 1 - np.exp(-society.belonging.in_estate / np.float32(s.known_by))
    society.spread = (s.publicity * known).astype(np.float32)
    open_doors(society.held, society.spread, society.belonging, say, float(s.venue), offers)
    uphold(society.roster, society.belonging, close, skilled, push.relatedness, push.competence)
    ask_along(society.roster, society.belonging.active, rate, r.able, r.tie_start, r.tie_to, push.tie)
    held = np.where(society.held.any(axis=1), society.held.argmax(axis=1), -1).astype(np.int8)
    whose_turn(society.roster, society.belonging.active, held, host, kind)
    _go_on_rounds(society, streams, week)
    _share_tasks(society)
    society.backbone.reach(r, push.leader, week)


def attend(society: Society, occasions: Occasions, reached: int, offers: Offers, streams: Streams, week: int) -> None:
    """Find whose activities residents came to, once they have decided; guests may go on the list."""
    society.gathering = NOBODY_CAME
    if society.held.any():
        number, estate = society.community.number, society.community.estate
        host, place = np.empty(reached, np.int32), np.empty(reached, np.int32)
        near = organisations_known(society.spread)
        attribute(
            occasions.row, occasions.kind, occasions.came, occasions.host, reached, society.roster, society.belonging,
            society.held, society.spread, estate, number, offers.notice, near,
            streams.key("whose activity", week), week, host, place,
        )  # fmt: skip
        there = np.flatnonzero(host >= 0)
        rows, hosts = occasions.row[there], host[there]
        society.gathering = Gathering(rows, occasions.kind[there], hosts, place[there] >= 0)
        signs = streams.draw("signs up", week, number[rows]) < society.settings.sign_up
        joining = np.flatnonzero(~society.gathering.member & signs)
        society.roster = society.roster.with_more(hosts[joining], rows[joining], week, came=True)
    _look_back(society)


def live_on(society: Society, r: Residents, streams: Streams, week: int, *, month: bool, quarter: bool) -> None:
    """Let members and leaders leave or step in after the week, and organisations sleep, wake, merge, end, begin."""
    was_idle = society.idle
    if not was_idle:
        gone = set(society.backbone.live_on(r, society.community, streams, week).tolist())
        if gone:
            for one in society.alive:
                one.lose(gone)
        _let_leave(society, r, streams, week)
        _succeed(society, r, streams, week)
        _end_some(society, streams, week)
        if quarter:
            _merge(society, streams, week)
    if month:
        _begin_some(society, r, streams, week)
    _end_habits(society, r)
    if not (was_idle and society.idle):
        count(society, r, week)


def _plan(society: Society, one: Organisation, luck: float) -> NDArray[np.float32]:
    """What an organisation holds this week, and what it costs: float32 (kinds,)."""
    s = society.settings
    held = np.zeros(KINDS, np.float32)
    if not one.forming and not one.dormant:
        kept_going = bool(one.leaders) or one.coordinated
        supply = (1.0 if kept_going else s.leaderless) * (1.0 if one.funds >= s.activity_cost else s.unfunded)
        held = one.activities(luck, s.rate, supply)
    for kind in one.planned:
        held[kind] += 1
    one.planned, one.coordinated = [], False
    activities = float(held.sum())
    cost = min(activities * s.activity_cost, one.funds)
    one.funds -= cost
    society.spent += cost
    one.held = (one.held << 1 | (activities > 0)) & HELD_BITS
    return held


def _go_on_rounds(society: Society, streams: Streams, week: int) -> None:
    """Backbone residents whom no organisation calls this week go on their own rounds: a place needs no host."""
    host, kind = society.turn
    rows = society.backbone.rows
    luck = streams.draw("rounds", week, society.community.number[rows])
    free = rows[(luck < society.backbone.settings.rounds) & (host[rows] == NOBODY)]
    host[free], kind[free] = ROUNDS, ACTION


def _share_tasks(society: Society) -> None:
    """Tasks of this week for everybody in the backbone: the role, each lead, a post."""
    backbone = society.backbone
    leads = np.zeros(society.community.people, np.int64)
    np.add.at(leads, [row for one in society.alive for row in one.leaders], 1)
    led = leads[backbone.row]
    tasks = TASKS_AS_BACKBONE + TASKS_AS_LEADER * led + TASKS_IN_POST * (backbone.post > 0)
    backbone.tasks = (backbone.serving * tasks).astype(np.float32)


def _look_back(society: Society) -> None:
    """Move cohesion and dormancy of organisations by how many came this week."""
    s = society.settings
    came = np.bincount(society.gathering.host, minlength=len(society.ever))
    for one in society.alive:
        people = int(came[one.index])
        if people:
            one.cohesion += s.cohesion_rate * (1 - exp(-people / s.nucleus_least) - one.cohesion)
            one.quiet, one.dormant = 0, False
        else:
            one.cohesion *= 1 - s.cohesion_fade
            one.quiet += 1
            one.dormant = not one.forming and one.quiet >= s.dormant_after


def _end_habits(society: Society, r: Residents) -> None:
    """A habit ends with its setting, unless there is another place for the same kind of act."""
    for kind, rows in society.unsettled:
        alike = np.array([MAIN_ACT[one.kind] == kind for one in society.ever], np.bool_)
        elsewhere = society.roster.row[alike[society.roster.organisation] & (society.roster.times > 0)]
        end_habits(rows[~np.isin(rows, elsewhere)], kind, r.habits, r.habit)
    society.unsettled = []


def _let_leave(society: Society, r: Residents, streams: Streams, week: int) -> None:
    roster = society.roster
    roster.came[:] <<= np.uint32(1)
    stays = np.empty(roster.row.size, np.bool_)
    address = np.array([one.address for one in society.ever], np.uint64)
    who_leaves(
        roster, r.motivation, r.habit, r.here, society.community.number, address, np.float32(society.settings.leave),
        streams.key("leaves the list", week), stays,
    )  # fmt: skip
    if not stays.all():
        for of, row in zip(roster.organisation[~stays].tolist(), roster.row[~stays].tolist(), strict=True):
            society.ever[of].lose({row})
        society.roster = roster.only(stays)


def _succeed(society: Society, r: Residents, streams: Streams, week: int) -> None:
    """An able member steps into an empty lead; backbone residents on the list sooner than others."""
    for one in society.alive:
        if one.leaders or one.forming or one.choosing_leaders:
            continue
        if streams.one("succession", week, one.address) >= society.settings.succession:
            continue
        heir = heirs(r, society.of(one), society.backbone)
        if heir.size:
            one.leaders = [int(heir[0])]
            society.backbone.appoint(heir[:1], week)
            one.dormant, one.quiet = False, 0


def _end_some(society: Society, streams: Streams, week: int) -> None:
    """Some dissolve; committees do not: they are voted out."""
    mortal = [one for one in society.alive if not one.forming and one.kind != COMMITTEE]
    chance = chances_to_end(society.settings, mortal, [society.present(one) for one in mortal], week)
    luck = streams.draw("organisation ends", week, np.array([one.address for one in mortal], np.int64))
    asleep = np.array([one.quiet >= society.settings.dormant_end for one in mortal], np.bool_)
    for one, ends in zip(mortal, (luck < chance) | asleep, strict=True):
        if ends:
            society.tell(DISSOLVES, one, weeks=week - one.founded, people=society.members(one).size)
            society.end(one, week, DISSOLVED)


def _merge(society: Society, streams: Streams, week: int) -> None:
    """Weak organisations join a like one near by: its members, its money."""
    for weak, strong in partners(society.settings, society.alive, society.present, society.community):
        if streams.one("merger", week, weak.address) < society.settings.merging:
            rows = society.members(weak)
            society.tell(JOINS, weak, other=strong.name, people=rows.size)
            society.grant(strong, weak.funds)
            society.end(weak, week, Text(f"joined {strong.name.en}", f"并入{strong.name.zh}"))
            society.enlist(strong, rows, week, placed=True)


def _begin_some(society: Society, r: Residents, streams: Streams, week: int) -> None:
    """Motivated residents gather a group by themselves, rarely."""
    s, backbone = society.settings, society.backbone
    leading = {row for one in society.alive for row in one.leaders}
    key = streams.key("initiates", week)
    alone = np.setdiff1d(backbone.rows, np.array(sorted(leading), np.int32))
    found_leaders = alone[
        streams.draw("gathers a team", week, society.community.number[alone]) < s.gathers * WEEKS_PER_MONTH
    ]
    for row in sorted({*initiators(r, s, backbone.settings, WEEKS_PER_MONTH, key).tolist(), *found_leaders.tolist()}):
        rows = nucleus_of(
            row, r, society.community, s, streams.one("nucleus", week, int(society.community.number[row]))
        )
        if row not in leading and rows.size >= s.nucleus_least:
            home = int(society.community.estate[row])
            one = society.found("interest", home, rows, SPONTANEOUS, week)
            one.leaders = [row]
            backbone.appoint(rows[:1], week)
            society.tell(BEGUN, one, estate=home + 1, people=rows.size)
