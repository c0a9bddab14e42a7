"""The week, in order, as data: `PHASES` is what runs and what `gongtong phases` prints.

Updating has two phases throughout: everybody decides on last week's state, then everybody changes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.agents.acts import ACTS, EVERYDAY, KINDS
from sim.agents.office import PROGRAMME, call_up, programme, task_hours
from sim.agents.organisation import attend, gather, live_on
from sim.agents.resident.attendance import give_hours, give_seats
from sim.agents.resident.contacts import tell_contacts
from sim.agents.resident.decision import Luck, decide
from sim.agents.resident.everyday import DailyLuck, do_everyday
from sim.agents.resident.learning import classify, experience, fade, rate_success
from sim.agents.resident.lives import arrive, leave, renew_lives
from sim.ledger import OFFICE, SOCIETY, TRIAL, Event
from sim.policies.base import AnyPolicy
from sim.recorder import Recorder
from sim.tally import count_active
from sim.text import Text
from sim.trial import Trial
from sim.week import Week
from sim.world import World

NOBODY = np.empty(0, np.int64)


@dataclass
class Running:
    """A world, the policies at work in it, the trial on it, and the recorder that looks at it."""

    world: World
    policies: tuple[AnyPolicy, ...]
    trial: Trial
    recorder: Recorder
    success: NDArray[np.float32] = field(init=False)  # (grids, kinds), this week
    arrived: NDArray[np.int64] = field(init=False)  # matters per estate, this week

    def __post_init__(self) -> None:
        self.success = np.zeros((self.world.community.settings.grids, KINDS), np.float32)


def lives_change(run: Running) -> None:
    """People are born, die, come and go; once a year everybody's circumstances are renewed."""
    world, week = run.world, run.world.week
    residents = world.residents
    world.clear_levers()
    goes = world.goes.get(week, NOBODY)
    comes = world.comes.get(week, NOBODY)
    if goes.size:
        leave(residents, goes)
        for policy in run.policies:
            policy.depart(goes)
    if comes.size:
        arrive(residents, comes)
    if world.clock.starts_year(week):
        for unit in world.units:
            unit.new_year()
    rows = np.flatnonzero(residents.here) if world.clock.starts_year(week) else comes
    if rows.size:
        renew_lives(residents, world.community, week, rows)


def matters_arise(run: Running) -> None:
    """Problems, disputes and needs arise, more of them where facilities are worn and many live."""
    world = run.world
    expected = world.matters.rates(world.residents, world.places.order, world.places.met, world.facilities)
    run.arrived = world.matters.arise(expected, world.streams, world.week)


def policies_act(run: Running) -> None:
    """Modules begin, push their levers and hold their activities; those that ended settle what is left.

    A trial pushes its levers beside them.
    """
    week = run.world.week
    if run.trial.running(week):
        run.trial.act(Week(run.world, TRIAL))
    for policy in run.policies:
        view = Week(run.world, policy.name)
        if policy.running(week):
            if not policy.begun:
                policy.begin(view)
                policy.begun = True
            policy.act(view)
        elif policy.settings.dose > 0 and week >= policy.last_week > policy.first_week:
            if week == policy.last_week:
                policy.finish(view)
            policy.wind_down(view)


def office_holds_activities(run: Running) -> None:
    """Cadres hold their own programme, grid by grid, and call people up for it."""
    world = run.world
    publicity = world.rules.office.publicity
    held = programme(world.rules.office, world.streams, world.week, world.community.settings.grids)
    by_estate = held[world.community.places.estate_grid]
    world.offers.notice[:, PROGRAMME] += (publicity * by_estate.astype(np.float64)).astype(np.float32)
    world.offers.seats[:, PROGRAMME] += np.where(by_estate > 0, np.float32(np.inf), np.float32(0))
    office = world.rules.office
    rows = call_up(office, world.streams, world.week, held.sum(axis=1), world.residents, world.community)
    Week(world, OFFICE).ask("cadre", rows, office.call_hazard)
    hours = float(held.sum()) * office.activity_hours
    world.ledger.book(world.week, OFFICE, 0.0, "government", hours)


def organisations_gather(run: Running) -> None:
    """Organisations hold their activities; members and backbone residents ask people along."""
    world = run.world
    gather(world.society, world.residents, world.push, world.offers, world.streams, world.week)


def residents_decide(run: Running) -> None:
    """Residents are reached, and those who are decide, all at once on last week's state."""
    world = run.world
    key = partial(world.streams.key, week=world.week)
    world.reached = decide(
        world.perceived,
        world.felt,
        world.offers,
        world.rates,
        world.asking,
        world.acts,
        world.community.estate_start,
        world.community.household,
        world.collective,
        world.society.turn,
        Luck(key("reach"), key("kind"), key("come"), key("along")),
        world.occasions,
    )
    give_seats(
        world.offers, world.occasions, world.reached, world.community.estate, world.community.number, key("seats")
    )
    give_hours(
        world.residents.spare,
        world.push.relief,
        world.residents.habit,
        world.residents.motivation,
        world.rates.extra_hours,
        world.acts,
        world.occasions,
        world.reached,
        world.community.estate,
        world.hours,
        world.hours_by_place,
    )
    attend(world.society, world.occasions, world.reached, world.offers, world.streams, world.week)


def everyday_acts(run: Running) -> None:
    """Residents do what is always open, by habit, as those at home do, or because somebody stands by and asks."""
    world = run.world
    kinds = list(ACTS)
    do_everyday(
        world.perceived,
        world.felt,
        world.rates,
        world.asking,
        world.acts,
        world.community.household,
        DailyLuck(
            world.streams.key("prompted", world.week),
            np.array([world.streams.key(f"everyday {kinds[kind]}", world.week) for kind in EVERYDAY], np.uint64),
        ),
        world.everyday_homes,
    )


def organisations_live_on(run: Running) -> None:
    """Members leave, leaders stop and are followed; organisations sleep, merge, end, and rarely begin unaided."""
    world = run.world
    month = world.week >= 0 and world.clock.starts_month(world.week)  # in the run-in nobody begins anything
    quarter = world.week >= 0 and world.clock.starts_quarter(world.week)
    live_on(world.society, world.residents, world.streams, world.week, month=month, quarter=quarter)
    grid = world.community.places.estate_grid
    for news in world.society.read_news():
        world.chronicle.tell(Event(world.week, SOCIETY, news.text, int(grid[news.home])))


def people_change(run: Running) -> None:
    """What is not renewed fades; those who took part learn from how it went."""
    world, residents, community = run.world, run.world.residents, run.world.community
    fade(
        residents, world.push, world.rates, world.asking, community.estate_start, world.matters.solved_share, world.week
    )
    enough = np.float32(world.rules.resident.turnout)
    rate_success(world.occasions, world.reached, community.grid, world.acts.joint, enough, run.success)
    experience(
        world.perceived,
        world.felt,
        world.offers,
        world.rates,
        world.asking,
        world.acts,
        world.occasions,
        world.reached,
        community.estate,
        community.grid,
        world.collective,
        run.success,
        world.hours,
        world.week,
    )
    classify(residents, world.rules.resident.together_times)
    tell_contacts(residents)


def work_is_done(run: Running) -> None:
    """Residents' hours and others' go into matters; what is left falls to cadres, oldest first."""
    world, office = run.world, run.world.rules.office
    world.done = world.matters.work(
        run.arrived,
        world.hours_by_place,
        world.places.hands,
        world.places.detection,
        world.places.reserved,
        world.streams,
        world.week,
    )
    from_above = task_hours(office, world.streams, world.week)
    # what modules took last week, so that a module's first week touches only the places where it acts
    booked = world.ledger.hours_of_office(world.week) + world.ledger.hours_of_modules(world.week - 1)
    capacity = office.staff * office.week_hours
    most = capacity * (1 + office.overtime)
    left = max(most - from_above - booked, office.least_for_matters * capacity)
    spent = world.matters.cadres_work(left, world.done, world.streams, world.week)
    world.cadre_hours = min(from_above + booked, most) + spent
    world.workload = (from_above + booked + float(world.done.newly_noticed_hours.sum())) / max(capacity, 1.0)


def policies_follow(run: Running) -> None:
    """Modules see who took part: they award, pay, display, elect."""
    for policy in run.policies:
        if policy.running(run.world.week):
            policy.follow(Week(run.world, policy.name))


def views_form(run: Running) -> None:
    """What people think of what gets solved, and what they trust each other to manage, follow events."""
    world, community = run.world, run.world.community
    able, active = np.zeros(run.success.shape[0]), np.zeros(run.success.shape[0])
    count_active(world.residents.able, world.residents.active, community.grid_start, (able, active))
    size = np.bincount(community.places.estate_grid, minlength=run.success.shape[0])
    governed = np.bincount(community.places.estate_grid, world.places.governed, run.success.shape[0]) / size
    world.matters.form_views(world.done, active / np.maximum(able, 1), governed.astype(np.float32))


def week_is_recorded(run: Running) -> None:
    """The recorder looks and changes nothing."""
    own: dict[str, float] = {}
    for policy in run.policies:
        own |= policy.measured()
    run.recorder.look(run.world, own)


class Phase(NamedTuple):
    """Phase of the week."""

    name: str
    label: Text
    happens: Callable[[Running], None]


PHASES: tuple[Phase, ...] = (
    Phase("lives", Text("births, deaths, moving, birthdays", "生老病死与迁入迁出"), lives_change),
    Phase("policies", Text("policy modules act", "政策模块发力"), policies_act),
    Phase("office", Text("the office holds its activities", "社区办活动"), office_holds_activities),
    Phase("gather", Text("organisations gather people", "组织开展活动"), organisations_gather),
    Phase("matters", Text("matters arise", "事项产生"), matters_arise),
    Phase("decide", Text("residents are reached and decide", "居民获知并决定"), residents_decide),
    Phase("everyday", Text("everyday acts", "日常小事"), everyday_acts),
    Phase("work", Text("work on matters", "办理事项"), work_is_done),
    Phase("follow", Text("policy modules follow up", "政策模块跟进"), policies_follow),
    Phase("change", Text("people learn, and forget", "居民在参与中改变"), people_change),
    Phase("society", Text("organisations live on", "组织兴衰"), organisations_live_on),
    Phase("views", Text("views form", "形成看法"), views_form),
    Phase("record", Text("the week is recorded", "记录本周"), week_is_recorded),
)
