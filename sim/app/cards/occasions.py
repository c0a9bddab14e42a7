"""How an occasion to take part came about, and what somebody did of every day's small things, in plain words."""

from __future__ import annotations

import numpy as np

from sim.agents.acts import ACTS, EVERYDAY, TIMES
from sim.agents.organisation.roster import ROUNDS, Roster
from sim.agents.resident.decision import NO_PLACE
from sim.agents.resident.sources import HOUSEHOLD, NOTICE, OWN, SOURCES
from sim.app.world.live_world import LiveWorld
from sim.report.text.prose import joined
from sim.text import Text

ASKED_BY = Text("asked by {source}", "{source}邀请")
UNASKED = {OWN: Text("of one's own accord", "不用人请"), NOTICE: Text("asked by nobody in person", "没有人当面邀请")}
PLACE = Text("Has a place in {name}, and it met this week.", "在{name}有固定位置，本周正好有活动。")
MISSED = Text(
    "Activities missed in a row by now: {n}; at {most} the place is lost.",
    "至今连续缺席 {n} 次，满 {most} 次就会失去这个位置。",
)
LOST = Text("It was missed {n} times in a row: the place is lost.", "已连续缺席 {n} 次，失去了这个位置。")
ON_ROUNDS = Text("Goes on rounds as a backbone resident, uncalled.", "身为骨干，不用人叫，照例走访巡查。")
ALONG = Text("Somebody at home went and asked along.", "家人去参加，叫上一起去。")
ASKED = Text("Asked by {source}.", "{source}邀请的。")
READ = Text("Read a notice, or was reminded.", "看到通知，或被提醒。")
WORN = Text(
    "Notices hardly draw this person any more: {left}% of the attention they had is left.",
    "通知已很难打动此人：对通知的注意只剩 {left}%。",
)
HARDLY = 0.5  # of the attention to notices is used up
DID = {
    "tidying": Text("kept things tidy {often}", "保持整洁、分类投放：{often}"),
    "looking_in": Text("looked in on a neighbour {often}", "顺道照看邻里：{often}"),
}
ON_DAYS, ON_ALL = (
    Text("on {n} of {times} occasions", "{times} 次机会中做了 {n} 次"),
    Text("on all {times} occasions", "{times} 次机会都做了"),
)
ONCE, TWICE = Text("once", "1 次"), Text("twice", "2 次")
NONE = Text("none", "没有")
FEW = 2  # occasions a week, of which one need not say out of how many


def asked_by(source: int) -> Text:
    """Whose word it was that brought an occasion; a notice and one's own accord are nobody's."""
    return UNASKED.get(source) or ASKED_BY.filled(source=list(SOURCES.values())[source])


def how_it_came(live: LiveWorld, row: int, source: int, host: int) -> list[Text]:
    """How the occasion of the last week done came about: who asked, or which place it was, and how worn that is."""
    if host == ROUNDS:
        return [ON_ROUNDS]
    if host != NO_PLACE:
        return [PLACE.filled(name=live.simulation.world.society.ever[host].name), *_missed(live, row, host)]
    if source == NOTICE:
        return [READ, *worn_notices(live, row)]
    return [ALONG if source == HOUSEHOLD else ASKED.filled(source=list(SOURCES.values())[source])]


def worn_notices(live: LiveWorld, row: int) -> list[Text]:
    """That notices no longer draw somebody who reads them, where it is so."""
    r = live.decided()
    if not r.attentive[row] or r.unheeding[row] < HARDLY:
        return []
    return [WORN.filled(left=f"{100 * (1 - r.unheeding[row]):.0f}")]


def everyday_week(live: LiveWorld, row: int) -> Text:
    """The everyday acts of the last week done."""
    counts = live.simulation.world.residents.everyday[row].tolist()
    did = [
        DID[list(ACTS)[kind]].filled(often=_often(n, int(TIMES[kind])))
        for kind, n in zip(EVERYDAY, counts, strict=True)
        if n
    ]
    return joined(did, Text("; ", "；")) if did else NONE


def _often(n: int, times: int) -> Text:
    if times <= FEW:
        return ONCE if n == 1 else TWICE
    return (ON_ALL if n == times else ON_DAYS).filled(n=str(n), times=str(times))


def _missed(live: LiveWorld, row: int, host: int) -> list[Text]:
    """How often in a row the place was missed by now, which loses it in the end."""
    society = live.simulation.world.society
    roster: Roster = society.roster
    at = np.flatnonzero((roster.organisation == host) & (roster.row == row))
    missed = int(roster.missed[at[0]]) if at.size else 0
    most = society.settings.patience
    said = MISSED if missed < most else LOST
    return [said.filled(n=str(missed), most=str(most))] if missed else []
