"""Why one resident did or did not take part in the last week done: the terms of the decision, one by one.

The rule is that of `sim.agents.resident.decision`, asked about one person as they were when they decided, on the
occasion that they had: whoever brought it, and the place in a team that it came with.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from sim.agents.acts import ACTS
from sim.agents.resident.columns import DECIDING_AGE
from sim.agents.resident.decision import NO_PLACE, UNDER_THRESHOLDS, Terms, hazards, in_all, weigh
from sim.agents.resident.occasions import Occasions
from sim.agents.resident.rules import THRESHOLDS
from sim.agents.resident.sources import ASKERS, NOTICE, SOURCES
from sim.app.cards.occasions import asked_by, how_it_came, worn_notices
from sim.app.content.words import WORDS
from sim.app.wire import both
from sim.app.world.live_world import LiveWorld
from sim.text import Text

DISPLACED = Text("rewards are for other things", "奖励给了别的事")
THRESHOLD = Text("how many of one's contacts act, against one's own threshold", "身边参与的人是否够多（个人阈值）")
NO_SEAT = Text("Wanted to come to {kind}, but there was no place left.", "想参加{kind}，但名额已满。")
NOTHING_ON = Text("Nobody asked: nothing was held in this estate this week.", "没人邀请：这个小区本周没有任何活动。")
BEFORE = Text("The first week has not happened yet.", "第一周还没有开始。")
OF_ONE = Text("{share}% of full", "满分的 {share}%")
HOURS = Text("{spare} spare hours a week, {hours} needed", "每周空闲 {spare} 小时，需要 {hours} 小时")
REACHED_BY: dict[str, Text] = {
    **{name: asked_by(list(SOURCES).index(name)) for name in ASKERS},
    "notices": Text("read a notice", "看到通知"),
    "told": Text("reminded", "被提醒"),
}


class Term(NamedTuple):
    """Something that speaks for coming (positive) or against it, in logits.

    Attributes
    ----------
    key : str
    value : float
    level : float or None
        How strong it is in this person, 0–1, where it is such a thing.
    """

    key: str
    value: float
    level: float | None = None


class Decision(NamedTuple):
    """One resident's week.

    Attributes
    ----------
    verdict : str
        `away`, `child`, `unasked`, `came`, `no_seat`, `unable` or `unwilling`.
    reached_by : dict of float
        Hazards of being reached, per week; empty for whoever has a place in a team that met, which needs no reaching.
    reach : float
        Chance of being reached.
    kind : int
        Act heard of; −1 for none. What follows is zero or empty then.
    source : int
        Who brought the occasion: index into `SOURCES`.
    host : int
        The organisation in which they have a place, −2 for the backbone's own rounds, −1 for none.
    terms : tuple of Term
    total, willing, able, chance : float
        Sum of the terms; what it makes of willingness; availability; the chance of coming.
    hours : tuple of float
        Spare hours, hours of the act.
    """

    verdict: str
    reached_by: dict[str, float]
    reach: float = 0.0
    kind: int = -1
    source: int = NOTICE
    host: int = int(NO_PLACE)
    terms: tuple[Term, ...] = ()
    total: float = 0.0
    willing: float = 0.0
    able: float = 0.0
    chance: float = 0.0
    hours: tuple[float, float] = (0.0, 0.0)

    @property
    def placed(self) -> bool:
        """Whether a place in a team was the occasion."""
        return self.host != NO_PLACE


def decision(live: LiveWorld, row: int) -> Decision:
    """How a resident decided in the last week done."""
    world = live.simulation.world
    if not live.before or not world.residents.able[row]:
        young = bool(world.residents.here[row]) and world.residents.age[row] < DECIDING_AGE
        return Decision("child" if young else "away", {})
    community, occasions, r = world.community, world.occasions, live.decided()
    offered = np.float32(_offered(live, row))
    ways = hazards(r, world.felt, world.rates, offered, row)
    reached_by, reach = ways._asdict(), 1 - float(np.exp(-in_all(ways))) if offered > 0 else 0.0
    n = int(np.searchsorted(occasions.row[: world.reached], row))
    if n >= world.reached or occasions.row[n] != row:
        return Decision("unasked", reached_by, reach)
    kind, source, host = int(occasions.kind[n]), int(occasions.source[n]), int(occasions.host[n])
    estate, placed = int(community.estate[row]), host != NO_PLACE
    felt = weigh(
        r, world.felt, world.offers, world.rates, world.asking, world.acts, live.collective[estate], estate, row, kind,
        source, placed,
    )  # fmt: skip
    counted = UNDER_THRESHOLDS if world.rates.rule == THRESHOLDS else Terms._fields[1:]
    terms = tuple(Term(key, getattr(felt.terms, key), getattr(felt.levels, key, None)) for key in counted)
    hours = float(world.residents.spare[row] + world.felt.relief[row]), float(world.acts.hours[kind])
    return Decision(
        _verdict(occasions, n),
        {} if placed else reached_by,
        1.0 if placed else reach,
        kind,
        source,
        host,
        terms,
        float(felt.own + felt.terms.external),
        float(felt.willing),
        float(felt.able),
        float(felt.able * felt.willing),
        hours,
    )


def _verdict(occasions: Occasions, n: int) -> str:
    if occasions.came[n]:
        return "came"
    if occasions.no_seat[n]:
        return "no_seat"
    return "unable" if occasions.unable[n] else "unwilling"


def why(live: LiveWorld, row: int) -> dict[str, Any]:
    """A resident's last decision in words, as the wire carries it."""
    one = decision(live, row)
    kind = list(ACTS.values())[one.kind].label if one.kind >= 0 else None
    said: dict[str, Any] = {
        "week": live.week - 1,
        "verdict": one.verdict,
        "text": both(_sentence(live, one, kind, row)),
        "act": None if kind is None else both(kind),
        "occasion": [both(said) for said in _occasion(live, row, one)],
        "reached_by": [
            {"key": key, "label": both(REACHED_BY[key]), "value": round(value, 5)}
            for key, value in one.reached_by.items()
        ],
        "reach": round(one.reach, 4),
    }
    if kind is None:
        return said
    spare, hours = (f"{value:.1f}" for value in one.hours)
    return said | {
        "terms": [
            {
                "name": term.key,
                "label": both(_label(term.key, one.source)),
                "value": round(term.value, 4),
                "explain": None if term.level is None else both(OF_ONE.filled(share=f"{100 * term.level:.0f}")),
            }
            for term in one.terms
        ],
        "sum": round(one.total, 4),
        "willing": round(one.willing, 4),
        "able": round(one.able, 4),
        "able_explain": both(HOURS.filled(spare=spare, hours=hours)),
        "chance": round(one.chance, 4),
    }


def _label(key: str, source: int) -> Text:
    if key == "asked":
        return asked_by(source)
    return {"displaced": DISPLACED, "threshold": THRESHOLD}.get(key) or WORDS[f"term_{key}"]


def _sentence(live: LiveWorld, one: Decision, kind: Text | None, row: int) -> Text:
    if live.week == 0:
        return BEFORE
    if one.verdict == "unasked" and _offered(live, row) <= 0:
        return NOTHING_ON
    if one.verdict == "no_seat":
        return NO_SEAT.filled(kind=kind)
    at_home = one.placed and one.verdict in ("unable", "unwilling")
    said = WORDS["why_took_part" if one.verdict == "came" else f"why_{one.verdict}{'_placed' if at_home else ''}"]
    return said.filled(kind=kind) if kind is not None else said


def _occasion(live: LiveWorld, row: int, one: Decision) -> list[Text]:
    if one.verdict == "unasked":
        return worn_notices(live, row)
    return how_it_came(live, row, one.source, one.host) if one.kind >= 0 else []


def _offered(live: LiveWorld, row: int) -> float:
    """How much was on in the resident's estate."""
    world = live.simulation.world
    return float(world.offers.notice[world.community.estate[row]].sum())
