"""The audit: every week people, hours, points and yuan add up, and no number leaves its scale or is undefined."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

import numpy as np

from sim.agents.resident.columns import DECIDING_AGE, Residents
from sim.matters.kinds import NOT_YET, OPEN
from sim.policies.base import AnyPolicy
from sim.schedule import Running
from sim.text import GongtongError, Text
from sim.world import World

UNIT_SCALE = (
    "motivation", "habit", "pressure", "efficacy", "belonging", "trust", "burnout", "knowledge", "weary", "unheeding",
    "skill",
)  # fmt: skip
NOT_NEGATIVE = ("spare", "near_total", "near", "outside", "hours_total", "acts_total", "own_sum")
CLOSE_ENOUGH = 1e-6  # relative; sums of float32


class Audit:
    """Checks a run week by week; call `check` after each.

    Raises
    ------
    GongtongError
        At the first thing that does not add up, naming week, quantity and numbers.
    """

    def __init__(self, world: World) -> None:
        self._people = int(world.residents.here.sum())

    def check(self, run: Running) -> None:
        """Check the week that has just ended."""
        world, residents = run.world, run.world.residents
        found = chain(
            self._lives(world),
            scales(residents),
            windows(residents),
            contacts(residents),
            places(world),
            work(world),
            money(world),
            organisations(world),
            modules(run.policies),
            rates(world),
            measures(run),
        )
        complaint = next(found, None)
        if complaint is not None:
            said = Text("Audit, week {week}: {what}.", "审计，第{week}周：{what}。")
            raise GongtongError(said.filled(week=world.week, what=complaint))

    def _lives(self, world: World) -> Iterator[Text]:
        week, here = world.week, world.residents.here
        came, went = (events.get(week, np.empty(0)).size for events in (world.comes, world.goes))
        expected = self._people + came - went
        self._people = int(here.sum())
        if self._people != expected:
            yield Text(
                f"{self._people} people live there, but {expected} should", f"应有{expected}人，实有{self._people}人"
            )
        wrong = np.flatnonzero(world.residents.able & (~here | (world.residents.age < DECIDING_AGE)))
        if wrong.size:
            yield Text(
                f"resident {wrong[0]} decides without living there or being of age", f"居民{wrong[0]}不应参与决定"
            )
        if not np.array_equal(here, world.community.here(week)):
            yield Text("those who live there are not those of the register", "在册人口与实际人口不符")


def scales(residents: Residents) -> Iterator[Text]:
    """Complaints about columns off their scales, or undefined."""
    for name in (*UNIT_SCALE, *NOT_NEGATIVE):
        column = getattr(residents, name)
        most = 1.0 if name in UNIT_SCALE else np.inf
        wrong = np.flatnonzero(~((column >= 0) & (column <= most) & np.isfinite(column)))
        if wrong.size:
            value = column[wrong[0]]
            yield Text(f"{name} of resident {wrong[0]} is {value}", f"居民{wrong[0]}的{name}为{value}")


def places(world: World) -> Iterator[Text]:
    """Complaints about facilities and views of places off their scales."""
    matters = world.matters
    for name, column in (
        ("facilities", world.facilities), ("collective", matters.collective), ("solved_share", matters.solved_share)
    ):  # fmt: skip
        if not np.all((column >= 0) & (column <= 1)):
            yield Text(f"{name} leaves its scale", f"{name}超出范围")


def windows(residents: Residents) -> Iterator[Text]:
    """Complaints about running sums of the last weeks that a fresh sum contradicts."""
    for name, recent in (("own_sum", residents.own_recent), ("autonomy_sum", residents.autonomy_recent)):
        wrong = np.flatnonzero(recent.sum(axis=0, dtype=np.int64) != getattr(residents, name))
        if wrong.size:
            yield Text(
                f"{name} of resident {wrong[0]} is not that of the last weeks", f"居民{wrong[0]}的{name}与近期记录不符"
            )


def contacts(residents: Residents) -> Iterator[Text]:
    """Complaints about running counts of contacts that a recount contradicts."""
    source = np.repeat(np.arange(residents.here.size), np.diff(residents.tie_start))
    at_home = np.arange(residents.tie_to.size) < residents.household_end[source]
    here, active = residents.here[residents.tie_to], residents.active[residents.tie_to]
    recounted = {
        "near_total": np.where(here, residents.closeness, 0),
        "near": np.where(active, residents.closeness, 0),
        "outside": active & ~at_home,
    }
    for name, weights in recounted.items():
        fresh = np.bincount(source, weights, residents.here.size)
        wrong = np.flatnonzero(residents.here & (fresh != getattr(residents, name)))
        if wrong.size:
            kept = getattr(residents, name)[wrong[0]]
            yield Text(f"{name} of resident {wrong[0]} is {kept}, a recount gives {fresh[wrong[0]]:.0f}",
                       f"居民{wrong[0]}的{name}为{kept}，重新计数得{fresh[wrong[0]]:.0f}")  # fmt: skip


def work(world: World) -> Iterator[Text]:
    """Complaints about hours given but not received, matters open and closed at once, cadres over their limit."""
    by_person = float(world.hours[: world.reached].sum(dtype=np.float64))
    by_place = float(world.hours_by_place.sum())
    if not abs(by_person - by_place) <= CLOSE_ENOUGH * max(by_person, 1.0):
        yield Text(f"residents gave {by_person} hours, places received {by_place}",
                   f"居民投入{by_person}小时，各处收到{by_place}小时")  # fmt: skip
    book, count = world.matters.book, world.matters.count
    open_rows = np.flatnonzero(book.closed[:count] == NOT_YET)
    if not np.array_equal(np.sort(world.matters.open), open_rows):
        yield Text("the list of open matters is not that of the book", "未决事项清单与台账不符")
    still_open = book.fate[:count] == OPEN
    if not np.array_equal(still_open, book.closed[:count] == NOT_YET) or not np.all(book.hours_left[:count] >= 0):
        yield Text("a matter is open and closed at once, or has negative hours", "有事项既未决又办结，或剩余工时为负")
    office = world.rules.office
    most = office.staff * office.week_hours * (1 + office.overtime + office.least_for_matters)
    if not 0 <= world.cadre_hours <= most * (1 + CLOSE_ENOUGH):
        yield Text(f"cadres worked {world.cadre_hours} hours", f"干部工时为{world.cadre_hours}")


def money(world: World) -> Iterator[Text]:
    """Complaints about costs that are negative, undefined or booked ahead."""
    yuan, hours = world.ledger.yuan, world.ledger.cadre_hours
    if not (np.all(yuan >= 0) and np.all(np.isfinite(yuan)) and np.all(hours >= 0) and np.all(np.isfinite(hours))):
        yield Text("a cost is negative or undefined", "出现负的或无意义的成本")
    if yuan[world.week + 1 :].any() or hours[world.week + 1 :].any():
        yield Text("a cost is booked in a week to come", "成本记在了未来的周次")


def organisations(world: World) -> Iterator[Text]:
    """Complaints about lists of members, the columns counted from them, leaders, and money of organisations."""
    society, residents = world.society, world.residents
    roster = society.roster
    pair = roster.organisation.astype(np.int64) * residents.here.size + roster.row
    if np.unique(pair).size != pair.size or np.any(np.diff(roster.organisation) < 0):
        yield Text("somebody is on a list of members twice, or lists are out of order", "成员名册重复或次序错乱")
    if not residents.here[roster.row].all():
        yield Text("somebody on a list of members does not live there", "名册上有人已不在本社区")
    counted = np.array([one.alive and not one.forming for one in society.ever], np.bool_)
    fresh = np.bincount(roster.row[counted[roster.organisation]], minlength=residents.here.size)
    if not np.array_equal(np.minimum(fresh, 255), residents.listed):
        yield Text("memberships are not those of the lists", "成员数与名册不符")
    if not (np.all(residents.memberships <= residents.listed) and np.all(residents.formal <= residents.memberships)):
        yield Text("somebody takes part in more organisations than list them", "有人参加的组织多于在册的组织")
    serving = np.bincount(society.backbone.rows, minlength=residents.here.size)
    if not np.array_equal(serving, residents.backbone) or not residents.able[society.backbone.rows].all():
        yield Text("backbone residents are not those who serve", "骨干与在任名单不符")
    funds = sum(one.funds for one in society.ever)
    if not abs(society.granted - society.spent - funds) <= CLOSE_ENOUGH * max(society.granted, 1.0):
        yield Text(f"organisations were given {society.granted} yuan, but {society.spent} spent and {funds} held",
                   f"组织共获资金{society.granted}元，但支出{society.spent}元、结余{funds}元")  # fmt: skip
    for one in society.alive:
        on_list = set(society.members(one).tolist())
        if not {*one.leaders, *one.board} <= on_list or not 0 <= one.cohesion <= 1 or one.funds < 0:
            yield Text(
                f"{one.name.en}: leaders off its list, or a number off its scale",
                f"{one.name.zh}：带头人不在册或数值越界",
            )


def rates(world: World) -> Iterator[Text]:
    """Complaints about expected numbers of matters that are negative or undefined."""
    expected = world.matters.rates(world.residents, world.places.order, world.places.met, world.facilities)
    wrong = np.argwhere(~((expected >= 0) & np.isfinite(expected)))
    if wrong.size:
        estate, kind = wrong[0]
        value = expected[estate, kind]
        yield Text(
            f"{value} matters of kind {kind} are expected in estate {estate}",
            f"小区{estate}第{kind}类事项的预期数为{value}",
        )


def measures(run: Running) -> Iterator[Text]:
    """Complaints about measures of the week that are undefined; one of a grid makes that of the community so."""
    week = run.world.week
    for name, values in run.recorder.between(week, week + 1).items():
        if not np.isfinite(values).all():
            yield Text(f"{name} is {values[0]}", f"{name}为{values[0]}")


def modules(policies: tuple[AnyPolicy, ...]) -> Iterator[Text]:
    """Complaints of each module about what it keeps."""
    for policy in policies:
        for complaint in policy.audit():
            yield Text(f"{policy.name}: {complaint.en}", f"{policy.name}：{complaint.zh}")
