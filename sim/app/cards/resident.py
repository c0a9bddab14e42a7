"""What a resident is: an invented person, their circumstances, their last half year, and why they came or did not."""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.agents.backbone import POSTS
from sim.agents.resident.columns import NOT_COUNTED, OCCUPATIONS, STAGES, WINDOW
from sim.app.cards.occasions import everyday_week
from sim.app.cards.parts import estate_name, fact, link, links_to
from sim.app.cards.why import why
from sim.app.wire import both
from sim.app.world.live_world import LiveWorld
from sim.text import GongtongError, Text

NAME = Text("Resident {number}", "居民 {number}")
INVENTED = Text("An invented person, not to be scored.", "虚构人物，不得用于给人打分。")
LIVES = Text("estate {estate}, grid {grid}", "{estate}号小区，网格{grid}")
WHERE, AGE, WORK = Text("lives in", "住在"), Text("age", "年龄"), Text("occupation", "职业")
YEARS = Text("{age}", "{age} 岁")
STAGE = Text("stage of the last half year", "近半年所处阶段")
NOT_HERE, YOUNG = Text("does not live here now", "目前不住在社区"), Text("under 12, not counted", "未满 12 岁，不计入")
SPARE, HOURS = Text("spare time", "空闲时间"), Text("{hours} hours a week", "每周 {hours} 小时")
MOTIVE, HABIT, TRUST, BELONGING, TIRED = (
    Text("own motivation", "自主动机"),
    Text("habit", "习惯"),
    Text("trust", "信任"),
    Text("belonging", "归属感"),
    Text("worn out", "倦怠"),
)
OF_FULL = Text("{percent}%", "{percent}%")
KNOWS = Text("people known here", "认识的人")
OF_THEM = Text("{all}, of whom {active} took part in four weeks", "{all} 人，其中 {active} 人四周内参加过")
ACTS_SO_FAR, GAVE = Text("took part so far", "至今参加"), Text("hours given so far", "至今投入工时")
TIMES = Text("{n} times", "{n} 次")
EVERY_DAY = Text("everyday acts this week", "本周日常小事")
PARTY, HOUSE = Text("party member", "党员"), Text("home", "住房")
YES, OWNS, RENTS = Text("yes", "是"), Text("own", "自有"), Text("rented", "租住")
MOVED_IN, MOVED_AWAY, DIED = Text("moved in", "迁入"), Text("moved away", "迁出"), Text("died", "去世")
BORN = Text("born here", "在此出生")
JOINED = Text("on the list of {name}", "列入 {name} 名册")
BACKBONE, STOPPED = Text("became a backbone resident", "成为骨干"), Text("backbone resident (no longer)", "曾任骨干")
POST = Text("post", "岗位")
NOTHING, HEARD, CAME, VOICED = range(4)


def resident(live: LiveWorld, row: int) -> dict[str, Any]:
    """A resident's card."""
    world = live.simulation.world
    community, r = world.community, world.residents
    stage = int(r.stage[row])
    return {
        "title": both(resident_name(live, row)),
        "text": both(INVENTED),
        "grid": int(community.grid[row]),
        "estate": int(community.estate[row]),
        "stage": None if stage == NOT_COUNTED else list(STAGES)[stage],
        "facts": [fact(label, value) for label, value in _facts(live, row)],
        "half_year": _half_year(live, row),
        "history": _stages_so_far(live, row),
        "events": _events(live, row),
        "links": [
            *links_to(one for one in world.society.alive if not one.forming and row in world.society.members(one)),
            link("estate", int(community.estate[row]), estate_name(int(community.estate[row]))),
        ],
        "why": why(live, row),
    }


def resident_name(live: LiveWorld, row: int) -> Text:
    """A resident's name: their permanent number, counted from 1."""
    return NAME.filled(number=str(live.simulation.world.community.number[row] + 1))


def _stages_so_far(live: LiveWorld, row: int) -> dict[str, Any]:
    """The stage every few weeks: 0 away or too young, 1 to 4 the stages."""
    weeks, stages = live.stages_of(slice(row, row + 1))
    shown = np.where(stages[:, 0] == NOT_COUNTED, 0, stages[:, 0] + 1)
    return {"label": both(STAGE), "weeks": weeks.tolist(), "values": shown.tolist(), "kind": "stage"}


def ties(live: LiveWorld, row: int) -> dict[str, Any]:
    """Whom a resident knows who lives there now, and who of them is active."""
    r = live.simulation.world.residents
    if not 0 <= row < r.here.size:
        raise GongtongError(Text(f"resident: there is no number {row}.", f"resident：没有编号 {row}。"))
    known = _known(live, row)
    return {"resident": row, "rows": known.tolist(), "active": r.active[known].tolist()}


def _known(live: LiveWorld, row: int) -> np.ndarray[Any, np.dtype[np.int32]]:
    r = live.simulation.world.residents
    known = r.tie_to[r.tie_start[row] : r.tie_start[row + 1]]
    return known[r.here[known]]


def _facts(live: LiveWorld, row: int) -> list[tuple[Text, Text]]:
    world = live.simulation.world
    community, r = world.community, world.residents
    stage = int(r.stage[row])
    known = _known(live, row)
    said: list[tuple[Text, Text]] = [
        (STAGE, _stage(live, row, stage)),
        (WHERE, LIVES.filled(estate=str(community.estate[row] + 1), grid=str(community.grid[row] + 1))),
        (AGE, YEARS.filled(age=str(int(r.age[row])))),
        (WORK, list(OCCUPATIONS.values())[int(r.occupation[row])]),
        (HOUSE, RENTS if community.places.renter[community.household[row]] else OWNS),
        (SPARE, HOURS.filled(hours=f"{r.spare[row]:.1f}")),
        *((label, OF_FULL.filled(percent=f"{100 * level[row]:.0f}")) for label, level in (
            (MOTIVE, r.motivation), (HABIT, r.habit), (TRUST, r.trust), (BELONGING, r.belonging), (TIRED, r.burnout),
        )),
        (KNOWS, OF_THEM.filled(all=str(known.size), active=str(int(r.active[known].sum())))),
        (ACTS_SO_FAR, TIMES.filled(n=str(int(r.acts_total[row])))),
        (GAVE, Text(*(2 * (f"{r.hours_total[row]:,.0f}",)))),
    ]  # fmt: skip
    if live.week and r.able[row]:
        said.append((EVERY_DAY, everyday_week(live, row)))
    if community.traits.party_branch[row] >= 0:
        said.append((PARTY, YES))
    backbone = world.society.backbone
    holds = np.flatnonzero((backbone.row == row) & backbone.serving & (backbone.post > 0)).tolist()
    return [*said, *((POST, list(POSTS.values())[int(backbone.post[at])]) for at in holds)]


def _stage(live: LiveWorld, row: int, stage: int) -> Text:
    if stage != NOT_COUNTED:
        return list(STAGES.values())[stage]
    return YOUNG if live.simulation.world.residents.here[row] else NOT_HERE


def _half_year(live: LiveWorld, row: int) -> list[int]:
    """The last 26 weeks, oldest first: 0 nothing, 1 heard of something, 2 took part, 3 organised, voted or spoke."""
    r = live.simulation.world.residents
    took, reached, voiced = (int(column[row]) for column in (r.took, r.reached, r.voiced))
    weeks = range(min(WINDOW, live.week) - 1, -1, -1)
    return [
        VOICED if voiced >> n & 1 else CAME if took >> n & 1 else HEARD if reached >> n & 1 else NOTHING for n in weeks
    ]


def _events(live: LiveWorld, row: int) -> list[dict[str, Any]]:
    """When they came, what they joined, when they led; of lists only those they are still on."""
    world = live.simulation.world
    register, roster, backbone = world.community.register, world.society.roster, world.society.backbone
    arrives, leaves = int(register.arrives[row]), int(register.leaves[row])
    dated: list[tuple[int, Text]] = []
    if arrives > 0:
        dated.append((arrives, BORN if arrives - float(register.born[row]) < 1 else MOVED_IN))
    if leaves < live.week:
        dated.append((leaves, DIED if register.died[row] else MOVED_AWAY))
    for at in np.flatnonzero(roster.row == row).tolist():
        name = world.society.ever[int(roster.organisation[at])].name
        dated.append((int(roster.joined[at]), JOINED.filled(name=name)))
    terms = np.flatnonzero(backbone.row == row).tolist()
    dated += [(int(backbone.since[at]), BACKBONE if backbone.serving[at] else STOPPED) for at in terms]
    return [{"week": week, "label": both(said)} for week, said in sorted(dated, key=lambda one: one[0])]
