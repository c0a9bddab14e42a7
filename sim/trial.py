"""A randomised trial inside a run: some residents, drawn by lot, are treated in a way that the others are not.

It is the experimenter's hand, not a policy. Whoever is drawn depends on the seed only, so that arms which differ in what
is done draw the same people, and an arm in which nothing is done is a placebo. What is done costs what it costs: hours
of cadres and the wage of strangers are booked to the trial.
"""

from __future__ import annotations

from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, field_validator

from sim.agents.acts import KINDS
from sim.agents.resident.columns import DECIDING_AGE, WINDOW_BITS
from sim.clock import WEEKS_PER_YEAR
from sim.community import Community
from sim.ledger import TRIAL
from sim.param import UNIT_INTERVAL, FrozenDict, Settings, Whole, param
from sim.rng import Streams
from sim.text import Text
from sim.week import Week

GROUPS: dict[str, Text] = {
    "others": Text("everybody else", "其他居民"),
    "chosen": Text("those drawn", "抽中者"),
    "housemates": Text("who live with one drawn", "抽中者的同住家人"),
}
OTHERS, CHOSEN, HOUSEMATES = range(len(GROUPS))
HAZARD, HOURS = (0.0, 20.0), (0.0, 168.0)
MAIN = ""
PUSHED = ("pressure", "reward", "controlling", "autonomy", "competence", "relatedness", "relief", "done_for", "promise")


class Treatment(Settings):
    """Who is drawn, when, and what is done to them; nothing, unless somebody is drawn.

    Attributes
    ----------
    by
        What the lot draws: single residents, one resident of a household, whole households, or whole estates.
        Residents who are not yet 12 when it begins are never drawn.
    estates
        Where people are drawn, counted from 1; everywhere if none is named.
    only
        Whom of those drawn it reaches in a week: all of them, or those who took no part in half a year, or who did.
    source
        Who asks, or `notice` for a leaflet, a poster, a message.
    about
        What they are asked to come to or do: events, or everyday acts.
    """

    by: Literal["resident", "one_of_household", "household", "estate"] = "resident"
    estates: tuple[Whole, ...] = ()
    only: Literal["all", "bystanders", "active"] = "all"
    source: Literal["tie", "leader", "party", "cadre", "stranger", "notice"] = "tie"
    about: Literal["events", "everyday"] = "events"
    share: float = param(0.0, 0.0, 1.0, "share of what is drawn", "share drawn into the trial", "抽入试验的占比", source="assumption", bounds=UNIT_INTERVAL)
    start: int = param(26, 0, 104, "weeks from the beginning of the run", "first week of the trial", "试验开始周", source="assumption", bounds=(0, 5200))
    weeks: int = param(13, 1, 104, "weeks", "length of the trial", "试验持续周数", source="assumption", bounds=(1, 5200))
    every: int = param(1, 1, 13, "weeks", "weeks from one pulse to the next", "每隔几周一次", source="assumption", bounds=(1, 5200))
    asks: float = param(0.0, 0.0, 3.0, "times per week and person", "how often those drawn are asked", "抽中者每周被邀请的次数", source="assumption", bounds=HAZARD)
    hours: float = param(0.0, 0.0, 40.0, "hours a week per hundred people drawn", "hours spent asking them", "每百名抽中者每周的邀请工时", source="assumption", bounds=(0.0, 1000.0))
    coordinator: float = param(0.0, 0.0, 40.0, "hours a week per hundred people drawn", "paid hours of who coordinates those who ask", "协调邀请者的受薪工时", source="assumption", bounds=(0.0, 1000.0))
    notice: float = param(0.0, 0.0, 3.0, "hazard per week", "extra hazard of getting notice, of those drawn", "抽中者额外的获知机会", source="assumption", bounds=HAZARD)
    pressure: float = param(0.0, 0.0, 1.0, "0–1 scale", "pressure felt by those drawn", "抽中者感到的压力", source="assumption", bounds=UNIT_INTERVAL)
    reward: float = param(0.0, 0.0, 1.0, "0–1 scale", "reward expected for any act by those drawn", "抽中者对任何参与的预期奖励", source="assumption", bounds=UNIT_INTERVAL)
    first_act: float = param(0.0, 0.0, 1.0, "0–1 scale", "reward expected for a first act only", "仅对首次参与的预期奖励", source="assumption", bounds=UNIT_INTERVAL)
    controlling: float = param(0.0, 0.0, 1.0, "0–1 scale", "share of that reward felt as controlling", "该奖励中被感到受控的部分", source="assumption", bounds=UNIT_INTERVAL)
    autonomy: float = param(0.0, 0.0, 0.5, "0–1 scale", "support of autonomy on acts of those drawn", "对抽中者自主感的支持", source="assumption", bounds=UNIT_INTERVAL)
    competence: float = param(0.0, 0.0, 0.5, "0–1 scale", "support of competence on acts of those drawn", "对抽中者胜任感的支持", source="assumption", bounds=UNIT_INTERVAL)
    relatedness: float = param(0.0, 0.0, 0.5, "0–1 scale", "support of relatedness on acts of those drawn", "对抽中者联结感的支持", source="assumption", bounds=UNIT_INTERVAL)
    relief: float = param(0.0, 0.0, 40.0, "hours a week", "hours freed for those drawn", "为抽中者腾出的时间", source="assumption", bounds=HOURS)
    done_for: float = param(0.0, 0.0, 1.0, "share", "share of undone everyday acts that staff do in their stead", "由工作人员代做的日常小事占比", source="assumption", bounds=UNIT_INTERVAL)
    promise: float = param(0.0, 0.0, 1.0, "promises a week", "promises kept to those drawn", "每周对抽中者兑现的承诺", source="assumption", bounds=(-5.0, 5.0))

    @property
    def on(self) -> bool:
        """Whether anybody is drawn."""
        return self.share > 0

    def at_work(self, week: int) -> bool:
        """Whether anything is done in a week."""
        return self.start <= week < self.start + self.weeks and (week - self.start) % self.every == 0


class Club(Settings):
    """A club that somebody founds from outside, with some of the people of an estate.

    Attributes
    ----------
    kind
        Of organisation.
    members
        Who is put on its list: those who are most willing, or whoever the order falls on.
    """

    kind: Literal["interest", "governance", "mutual_aid", "volunteer"] = "volunteer"
    members: Literal["willing", "by_order"] = "willing"
    week: int = param(0, 0, 104, "weeks from the beginning of the run", "week in which it is founded", "成立周", source="assumption", bounds=(0, 5200))
    estate: int = param(1, 1, 25, "estate, counted from 1", "estate in which it is founded", "所在小区", source="assumption", bounds=(1, 10_000))
    people: int = param(20, 5, 60, "people", "people it begins with", "起始人数", source="assumption", bounds=(1, 100_000))
    coordinator_hours: float = param(0.0, 0.0, 40.0, "hours a week", "paid hours of a coordinator who stands by it", "受薪协调员每周工时", source="assumption", bounds=HOURS)


class TrialSettings(Treatment):
    """The trial: a treatment, further ones among those whom the ones before leave, and clubs founded from outside."""

    also: dict[str, Treatment] = Field(default_factory=dict)
    clubs: dict[str, Club] = Field(default_factory=dict)

    @field_validator("also", "clubs", mode="after")
    @classmethod
    def _unchangeable(cls, value: dict[str, Any]) -> dict[str, Any]:
        return FrozenDict(value)

    @property
    def treatments(self) -> dict[str, Treatment]:
        """Every treatment by name, the main one under the empty name."""
        return {MAIN: self, **self.also}

    @property
    def any(self) -> bool:
        """Whether there is anything to do."""
        return bool(self.clubs) or any(one.on for one in self.treatments.values())


class Trial:
    """Trial of a run: who is drawn, and what is done to them.

    Attributes
    ----------
    groups : dict of uint8 (people,)
        For every treatment, index into `GROUPS`.
    """

    def __init__(self, settings: TrialSettings, community: Community, streams: Streams) -> None:
        self.settings = settings
        self.groups: dict[str, NDArray[np.uint8]] = {}
        free = np.ones(community.people, np.bool_)
        for name, one in settings.treatments.items():
            self.groups[name] = _draw(name, one, community, streams, free)
            free = free & (self.groups[name] != CHOSEN)
        self._rows = {name: np.flatnonzero(group == CHOSEN) for name, group in self.groups.items()}
        self._clubs: dict[str, int] = {}

    @property
    def group(self) -> NDArray[np.uint8]:
        """Part of every resident in the main treatment: uint8 (people,), index into `GROUPS`."""
        return self.groups[MAIN]

    @property
    def chosen(self) -> NDArray[np.bool_]:
        """Who is drawn into any treatment: bool (people,)."""
        return np.logical_or.reduce([group == CHOSEN for group in self.groups.values()])

    def running(self, week: int) -> bool:
        """Whether anything is done in a week."""
        treated = any(rows.size and self.settings.treatments[name].at_work(week) for name, rows in self._rows.items())
        return treated or any(week >= club.week for club in self.settings.clubs.values())

    def act(self, week: Week) -> None:
        """Ask, remind, reward and support those drawn; found clubs and stand by them."""
        for name, one in self.settings.treatments.items():
            if one.at_work(week.index) and self._rows[name].size:
                _treat(week, one, self._rows[name])
        for name, club in self.settings.clubs.items():
            if week.index == club.week and (index := _found(week, club)) is not None:
                self._clubs[name] = index
            if name in self._clubs and club.coordinator_hours:
                _stand_by(week, self._clubs[name], club.coordinator_hours)


def _treat(week: Week, one: Treatment, rows: NDArray[np.int64]) -> None:
    """Do a treatment's work of a week."""
    r = week.residents
    took = (r.took & WINDOW_BITS) != 0
    among = {"all": r.able, "bystanders": r.able & ~took, "active": r.able & took}[one.only]
    rows = rows[among[rows]]
    if not rows.size:
        return
    each = one.asks + one.hours * week.contacts_per_hour / 100
    if each:
        _ask(week, one, rows, each)
    if one.coordinator:
        week.book(yuan=one.coordinator * rows.size / 100 * week.wage)
    if one.notice:
        week.push("notice", rows, one.notice)
    for lever in PUSHED:
        if getattr(one, lever):
            week.push(lever, rows, getattr(one, lever))
    if one.first_act:
        week.push("reward", rows[r.acts_total[rows] == 0], one.first_act)
    if one.reward or one.first_act:
        week.reward_kinds([1.0] * KINDS)


def _ask(week: Week, one: Treatment, rows: NDArray[np.int64], each: float) -> None:
    """Ask those drawn so many times each, in person or by notices, to come to events or to do everyday acts."""
    if one.about == "everyday":
        week.prompt(one.source, rows, each)
    elif one.source == "notice":
        week.push("notice", rows, each)
    else:
        week.ask(one.source, rows, each)


def _found(week: Week, club: Club) -> int | None:
    """Found a club; returns its index, none where nobody lives. Its members have a place in it, wanted or not."""
    r, community = week.residents, week.community
    free = r.able & ~np.isin(np.arange(r.able.size), week.society.roster.row)  # nobody is put into two
    rows = np.flatnonzero(free & (community.estate == club.estate - 1))
    first = -r.motivation[rows] if club.members == "willing" else week.draw("by order", r.number[rows])
    rows = rows[np.lexsort((r.number[rows], first))][: club.people]
    return week.society.found(club.kind, club.estate - 1, rows, TRIAL, week.index).index if rows.size else None


def _stand_by(week: Week, index: int, hours: float) -> None:
    """Pay a coordinator, who does what a leader does while nobody leads."""
    one = week.society.ever[index]
    if one.alive:
        one.supported = one.coordinated = True
        week.book(yuan=hours * week.wage)


def _draw(
    name: str, one: Treatment, community: Community, streams: Streams, free: NDArray[np.bool_]
) -> NDArray[np.uint8]:
    """Draw from those who live there, and are old enough to decide, when the treatment begins, and are still free."""
    group = np.full(community.people, OTHERS, np.uint8)
    if not one.on:
        return group
    own = "" if name == MAIN else f" {name}"
    old_enough = one.start - community.register.born >= DECIDING_AGE * WEEKS_PER_YEAR
    open_to = community.here(one.start) & old_enough & free
    if one.estates:
        open_to &= np.isin(community.estate, np.array(one.estates) - 1)
    unit = {"estate": community.estate, "resident": community.number}.get(one.by, community.household)
    drawn = open_to & (streams.draw(f"{TRIAL}/lot{own}", 0, unit) < one.share)
    if one.by == "one_of_household":
        drawn = _one_of_each(community.household, drawn, streams.draw(f"{TRIAL}/lot{own} of each", 0, community.number))
    with_one = np.zeros(community.settings.households, np.bool_)
    with_one[community.household[drawn]] = True
    group[open_to & with_one[community.household]] = HOUSEMATES
    group[drawn] = CHOSEN
    return group


def _one_of_each(
    household: NDArray[np.int32], among: NDArray[np.bool_], luck: NDArray[np.float32]
) -> NDArray[np.bool_]:
    """Of each household, the one with the lowest lot."""
    rows = np.flatnonzero(among)
    rows = rows[np.lexsort((luck[rows], household[rows]))]
    _, first = np.unique(household[rows], return_index=True)
    one = np.zeros(among.size, np.bool_)
    one[rows[first]] = True
    return one
