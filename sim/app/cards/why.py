"""Why one resident did or did not take part in the last week done: the terms of the decision, one by one.

The rule is that of `sim.agents.resident.decision`, told for one person; a test compares the sum and the chance with
the kernel's.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from sim.agents.acts import ACTS
from sim.agents.resident.columns import DECIDING_AGE
from sim.agents.resident.rules import INDIRECT_CROWDING, THRESHOLDS
from sim.agents.resident.terms import added_effort, available, drive, norm_felt, past_threshold, share_active
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
    "contacts": Text("asked by people one knows", "认识的人邀请"),
    "in_person": Text("asked by organisations, leaders or the office", "组织、骨干或社区当面邀请"),
    "notices": Text("read a notice", "看到通知"),
    "told": Text("reminded or mobilised", "被提醒或动员"),
    "habit": Text("looked for it out of habit", "出于习惯自己找"),
    "member": Text("called by one's own organisation", "所在组织召集"),
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
        Hazards of being reached, per week.
    reach : float
        Chance of being reached.
    kind : int
        Act heard of; −1 for none. What follows is zero or empty then.
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
    terms: tuple[Term, ...] = ()
    total: float = 0.0
    willing: float = 0.0
    able: float = 0.0
    chance: float = 0.0
    hours: tuple[float, float] = (0.0, 0.0)


def decision(live: LiveWorld, row: int) -> Decision:
    """How a resident decided in the last week done."""
    world = live.simulation.world
    if not live.before or not world.residents.able[row]:
        young = bool(world.residents.here[row]) and world.residents.age[row] < DECIDING_AGE
        return Decision("child" if young else "away", {})
    reached_by = _reached_by(live, row)
    hazard = sum(reached_by.values())
    reach = 1 - float(np.exp(-hazard)) if _offered(live, row) > 0 else 0.0
    count = world.reached
    n = int(np.searchsorted(world.occasions.row[:count], row))
    if n >= count or world.occasions.row[n] != row:
        return Decision("unasked", reached_by, reach)
    kind = int(world.occasions.kind[n])
    terms = _terms(live, row, kind, asked=bool(world.occasions.asked[n]))
    total = sum(term.value for term in terms)
    willing = 1 / (1 + float(np.exp(-total)))
    spare = float(world.residents.spare[row] + world.felt.relief[row])
    hours = float(world.acts.hours[kind])
    able = float(available(np.float32(spare), np.float32(hours), world.rates.spare_scale))
    chance = able * willing
    verdict = _verdict(live, row, n, more_unable=able < willing)
    return Decision(verdict, reached_by, reach, kind, terms, total, willing, able, chance, (spare, hours))


def why(live: LiveWorld, row: int) -> dict[str, Any]:
    """The same as the wire has it, in words."""
    one = decision(live, row)
    kind = list(ACTS.values())[one.kind] if one.kind >= 0 else None
    said: dict[str, Any] = {
        "week": live.week - 1,
        "verdict": one.verdict,
        "text": both(_sentence(live, one, kind, row)),
        "act": None if kind is None else both(kind),
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
                "label": both(_label(term.key)),
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


def _label(key: str) -> Text:
    return {"displaced": DISPLACED, "threshold": THRESHOLD}.get(key) or WORDS[f"term_{key}"]


def _sentence(live: LiveWorld, one: Decision, kind: Text | None, row: int) -> Text:
    if live.week == 0:
        return BEFORE
    if one.verdict == "unasked" and _offered(live, row) <= 0:
        return NOTHING_ON
    if one.verdict == "no_seat":
        return NO_SEAT.filled(kind=kind)
    said = WORDS["why_took_part" if one.verdict == "came" else f"why_{one.verdict}"]
    return said.filled(kind=kind) if kind is not None else said


def _offered(live: LiveWorld, row: int) -> float:
    """How much was on in the resident's estate."""
    world = live.simulation.world
    return float(world.offers.notice[world.community.estate[row]].sum())


def _reached_by(live: LiveWorld, row: int) -> dict[str, float]:
    world, before = live.simulation.world, live.before
    rates, push = world.rates, world.felt
    reads = float(rates.notice) * _offered(live, row) if world.residents.attentive[row] else 0.0
    return {
        "contacts": float(rates.ask_tie) * float(before["near"][row]),
        "in_person": float(push.asked[row]),
        "notices": reads,
        "told": float(push.notice[row]),
        "habit": float(rates.ask_habit) * float(before["habit"][row]),
        "member": float(rates.ask_member) if before["memberships"][row] > 0 else 0.0,
    }


def _terms(live: LiveWorld, row: int, kind: int, *, asked: bool) -> tuple[Term, ...]:
    """In the order of the kernel."""
    world = live.simulation.world
    r, rates, acts, push, offers = live.decided(), world.rates, world.acts, world.felt, world.offers
    estate = int(world.community.estate[row])
    crowded = 1 - float(rates.norm_crowding) * float(push.controlling[row])
    lifted = (1 + float(offers.norm[estate])) * crowded
    shape = (r.threshold[row], r.satiable[row], r.outside[row], acts.costly[kind])
    rates_of_norm = rates.costly_contacts, rates.norm_width, rates.satiety
    seen = share_active(r.near[row], r.near_total[row])
    motive = float(r.motivation[row])
    if rates.rule == THRESHOLDS:
        passed = past_threshold(seen, np.float32(lifted), *shape, *rates_of_norm)
        motive, terms = 0.0, [Term("threshold", float(passed))]
    else:
        norm = float(norm_felt(seen, *shape, *rates_of_norm))
        felt = norm * (0.5 + float(acts.visibility[kind]) * float(r.concern[row])) * lifted
        member = float(rates.weight_member) if r.memberships[row] > 0 else 0.0
        lacking = max(float(acts.skill[kind]) - float(r.skill[row]), 0.0)
        collective = float(live.collective[estate])
        terms = [
            Term("base", float(rates["base"])),  # as an attribute it would be numpy's own
            _weighed("motivation", rates.weight_motivation, motive),
            _weighed("habit", rates.weight_habit, float(r.habit[row])),
            Term("norm", float(rates.weight_norm) * felt, norm),
            _around("efficacy", rates.weight_efficacy, float(r.efficacy[row])),
            Term("collective", float(rates.weight_collective) * collective, collective),
            _around("belonging", rates.weight_belonging, float(r.belonging[row])),
            _around("trust", rates.weight_trust, float(r.trust[row])),
            _around("fit", rates.weight_fit, float(r.fit[row, kind])),
            Term("skill", -float(rates.weight_skill) * lacking),
            Term("burnout", -float(rates.weight_burnout) * float(r.burnout[row]), float(r.burnout[row])),
            Term("member", member),
        ]
    terms.append(Term("asked", float(rates.weight_asked) if asked else 0.0))
    reward, rewarded = float(push.reward[row]), float(offers.rewarded[kind])
    terms.append(Term("displaced", float(rates.weight_external) * reward * min(rewarded, 0.0)))
    if rates.rule != THRESHOLDS:
        knows = float(rates.weight_knowledge) * float(r.knowledge[row]) if acts.deep[kind] else 0.0
        terms.append(Term("knowledge", knows, float(r.knowledge[row])))
    pressure = max(float(r.pressure[row]), float(push.pressure[row]))
    external = float(drive(np.float32(pressure), np.float32(reward * max(rewarded, 0.0))))
    moved = float(rates.weight_external) * external
    if rates.rule == INDIRECT_CROWDING:
        own = np.float32(float(rates.weight_motivation) * motive)
        moved = float(added_effort(own, np.float32(moved), rates.cost_steepness))
    terms.append(Term("external", moved, external))
    return tuple(terms)


def _weighed(key: str, weight: Any, level: float) -> Term:
    return Term(key, float(weight) * level, level)


def _around(key: str, weight: Any, level: float) -> Term:
    """What counts from the middle of its scale."""
    return Term(key, float(weight) * (level - 0.5), level)


def _verdict(live: LiveWorld, row: int, n: int, *, more_unable: bool) -> str:
    world = live.simulation.world
    if world.occasions.came[n]:
        return "came"
    luck = world.streams.draw("come", live.week - 1, world.community.number[row : row + 1])[0]
    if luck < world.occasions.chance[n]:
        return "no_seat"
    return "unable" if more_unable else "unwilling"
