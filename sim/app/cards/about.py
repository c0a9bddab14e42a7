"""What something on the map is: its figures, its history, and for a resident why they came or did not this week."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

from sim.agents.organisation import COMMITTEE, GROUP, ORGANISATIONS, STAGES_149, Organisation
from sim.agents.organisation.life import SPONTANEOUS
from sim.agents.resident.columns import BYSTANDER, NOT_COUNTED, STAGES
from sim.app.cards.parts import curve, estate_name, fact, grid_name, link, links_to
from sim.app.cards.resident import resident, resident_name
from sim.app.wire import both
from sim.app.world.live_world import LiveWorld
from sim.ledger import Event
from sim.policies import policies
from sim.report.text.labels import module_label
from sim.text import GongtongError, Text

MOST_EVENTS = 40
NO_SUCH = Text("{kind}: there is no number {key}.", "{kind}：没有编号 {key}。")
SHARE = Text("{percent}% ({people})", "{percent}%（{people} 人）")
COUNTED = Text("residents aged 12+", "12 岁以上居民")
PEOPLE = Text("residents now", "现有居民")
HOMES = Text("homes", "户数")
OPEN = Text("open matters", "未决事项")
ACTIVE = Text("active in four weeks", "四周内活跃")
FACILITIES = Text("condition of facilities", "设施状况")
OF_FULL = Text("{percent} of 100", "{percent} 分（满分 100）")
PROPERTY = Text("property company", "物业公司")
YES, NO = Text("yes", "有"), Text("no (a three-lacks estate)", "没有（三无小区）")
ORGANISATIONS_HERE = Text("organisations at home here", "以此为家的组织")
KIND, STAGE = Text("kind", "类型"), Text("stage of the 149 pathway", "149 路径阶段")
HOME = Text("at home in", "所在小区")
FOUNDED, FOUNDER = Text("began", "开始"), Text("brought about by", "由谁促成")
UNAIDED = Text("residents themselves", "居民自发")
MEMBERS = Text("members on the list", "名册人数")
TAKING_PART = Text("members taking part", "活跃成员")
LEADERS, BOARD = Text("leaders", "带头人"), Text("board", "理事")
FUNDS, YUAN = Text("money", "经费"), Text("{yuan} yuan", "{yuan} 元")
COHESION, COVENANT = Text("how close members are", "成员凝聚力"), Text("covenant's legitimacy", "公约认可度")
SUPPORTED = Text("somebody outside stands by it", "有外部陪伴支持")
SAID_YES, SAID_NO = Text("yes", "是"), Text("no", "否")
BEGAN, REGISTERED, STEP_DONE = (
    Text("began", "开始"),
    Text("registered", "登记备案"),
    Text("done: {step}", "完成：{step}"),
)
BEYOND = Text("share beyond looking on", "不再观望者占比")


def about(live: LiveWorld, kind: str, key: int) -> dict[str, Any]:
    """The card of a resident, grid, estate, organisation or committee, as the wire carries it.

    Raises
    ------
    GongtongError
        If there is nothing of that number.
    """
    community = live.simulation.world.community
    counts = {
        "resident": community.people,
        "grid": community.settings.grids,
        "estate": community.settings.estates,
    }
    if not 0 <= key < counts.get(kind, len(live.simulation.world.society.ever)):
        raise GongtongError(NO_SUCH.filled(kind=kind, key=str(key)))
    return {"kind": kind, "key": key, "week": live.week, **ASKED[kind](live, key)}


def _grid(live: LiveWorld, key: int) -> dict[str, Any]:
    world, community = live.simulation.world, live.simulation.world.community
    rows = slice(*community.grid_start[key : key + 2])
    estates = np.flatnonzero(community.places.estate_grid == key)
    measured = live.simulation.measured_by_grid()
    here = [one for one in world.society.alive if one.home in estates and not one.forming]
    return {
        "title": both(grid_name(key)),
        "facts": [
            *_people(live, rows),
            fact(OPEN, int(np.isin(_open_estates(live), estates).sum())),
            fact(ORGANISATIONS_HERE, len(here)),
        ],
        "stages": _stages(live, rows),
        "links": [
            *(link("estate", int(one), estate_name(int(one))) for one in estates),
            *links_to(here),
        ],
        "history": curve(ACTIVE, np.arange(live.week), measured["active_4w"][:, key]),
        "events": _events(event for event in live.events if event.grid == key),
    }


def _estate(live: LiveWorld, key: int) -> dict[str, Any]:
    world, community = live.simulation.world, live.simulation.world.community
    rows = slice(*community.estate_start[key : key + 2])
    places = community.places
    here = [one for one in world.society.alive if one.home == key and not one.forming]
    own = (event for event in live.events if getattr(event.text, "values", {}).get("estate") == key + 1)
    return {
        "title": both(estate_name(key)),
        "grid": int(places.estate_grid[key]),
        "facts": [
            fact(HOMES, int(np.count_nonzero(places.household_estate == key))),
            *_people(live, rows),
            fact(FACILITIES, OF_FULL.filled(percent=f"{100 * world.facilities[key]:.0f}")),
            fact(PROPERTY, YES if places.property_company[key] else NO),
            fact(OPEN, int(np.count_nonzero(_open_estates(live) == key))),
            *(fact(*said) for policy in live.simulation.policies for said in policy.about_estate(key)),
        ],
        "stages": _stages(live, rows),
        "links": [link("grid", int(places.estate_grid[key]), grid_name(int(places.estate_grid[key]))), *links_to(here)],
        "history": _taking_part(live, rows),
        "events": _events(own),
    }


def _organisation(live: LiveWorld, key: int) -> dict[str, Any]:
    world = live.simulation.world
    society, one = world.society, world.society.ever[key]
    facts = [
        fact(KIND, ORGANISATIONS[one.kind]),
        fact(HOME, estate_name(one.home)),
        fact(FOUNDED, str(live.scenario.clock.date(one.founded))),
        fact(FOUNDER, UNAIDED if one.founder == SPONTANEOUS else module_label(one.founder)),
    ]
    if one.kind != COMMITTEE and one.stage != GROUP:
        facts.append(fact(STAGE, STAGES_149[one.stage]))
    if one.alive:
        facts += [
            fact(MEMBERS, int(society.members(one).size)),
            fact(TAKING_PART, society.present(one)),
            fact(LEADERS, len(one.leaders)),
            *([fact(BOARD, len(one.board))] if one.board else []),
            fact(FUNDS, YUAN.filled(yuan=f"{one.funds:,.0f}")),
            fact(COHESION, OF_FULL.filled(percent=f"{100 * one.cohesion:.0f}")),
            *([fact(COVENANT, OF_FULL.filled(percent=f"{100 * one.covenant:.0f}"))] if one.covenant else []),
            fact(SUPPORTED, SAID_YES if one.supported else SAID_NO),
        ]
        facts += [fact(*said) for policy in live.simulation.policies for said in policy.about_organisation(one)]
    return {
        "title": both(one.name),
        "alive": one.alive,
        "estate": one.home,
        "facts": facts,
        "links": [
            link("estate", one.home, estate_name(one.home)),
            *(link("resident", int(row), resident_name(live, int(row))) for row in one.leaders),
        ],
        "members": society.members(one).tolist() if one.alive else [],
        "events": _life(one),
    }


def _life(one: Organisation) -> list[dict[str, Any]]:
    """The dates of an organisation."""
    dated = [(one.founded, BEGAN)]
    labels = {step.name: step.label for policy in policies().values() for step in policy.steps}
    dated += [(week, STEP_DONE.filled(step=labels.get(name, Text(name, name)))) for name, week in one.steps.items()]
    if one.registered >= 0 and one.kind != COMMITTEE:
        dated.append((one.registered, REGISTERED))
    if one.ended is not None:
        dated.append((one.ended.week, one.ended.reason))
    return [{"week": week, "label": both(said)} for week, said in sorted(dated, key=lambda two: two[0])]


def _people(live: LiveWorld, rows: slice) -> list[list[Any]]:
    residents = live.simulation.world.residents
    able = residents.able[rows]
    active = int(np.count_nonzero(residents.active[rows] & able))
    counted = int(np.count_nonzero(able))
    return [
        fact(PEOPLE, int(np.count_nonzero(residents.here[rows]))),
        fact(COUNTED, counted),
        fact(ACTIVE, SHARE.filled(percent=f"{100 * active / max(counted, 1):.1f}", people=f"{active:,}")),
    ]


def _stages(live: LiveWorld, rows: slice) -> list[float]:
    """Share of residents at each stage."""
    stage = live.simulation.world.residents.stage[rows]
    number = np.bincount(stage[stage != NOT_COUNTED], minlength=len(STAGES))
    return [round(float(share), 4) for share in number / max(number.sum(), 1)]


def _open_estates(live: LiveWorld) -> Any:
    matters = live.simulation.world.matters
    return matters.book.estate[matters.open]


def _taking_part(live: LiveWorld, rows: slice) -> dict[str, Any]:
    """Share of an estate's residents beyond looking on, every few weeks."""
    weeks, stages = live.stages_of(rows)
    counted = (stages != NOT_COUNTED).sum(axis=1)
    beyond = ((stages != NOT_COUNTED) & (stages != BYSTANDER)).sum(axis=1)
    return curve(BEYOND, weeks, beyond / np.maximum(counted, 1))


def _events(events: Iterable[Event]) -> list[dict[str, Any]]:
    """The last events, oldest first."""
    return [{"week": event.week, "label": both(event.text)} for event in list(events)[-MOST_EVENTS:]]


ASKED: dict[str, Callable[[LiveWorld, int], dict[str, Any]]] = {
    "resident": resident,
    "grid": _grid,
    "estate": _estate,
    "organisation": _organisation,
    "committee": _organisation,
}
