"""The work of each of the nine steps, and the condition under which a group may leave it.

`PREPARE` runs before residents decide, `LOOK_BACK` after; `DONE` is asked last. A step has no other way out.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from sim.agents.acts import INTEREST, MEETING
from sim.agents.backbone import LEADING_AGE, gates, observe
from sim.agents.organisation import FORMING, MAIN_ACT
from sim.agents.organisation.acquaintance import acquaintance, known_by
from sim.policies.incubation.evaluation import evaluate
from sim.policies.incubation.project import Project
from sim.policies.incubation.settings import IncubationSettings
from sim.policies.incubation.words import CORRECTS
from sim.week import Week

Work = Callable[[Project, Week, IncubationSettings], None]
Condition = Callable[[Project, Week, IncubationSettings], bool]
MOST_COMPARED = 40
PAIR = np.int64(1 << 31)  # room for any permanent number
TWO_MONTHS = 8
HALF_YEAR = 26
EVERY_OTHER_WEEK = 4  # of eight
MOST_LEADERS = 2
ELECTION_EVERY, CANDIDATES_OVER_SEATS = 4, 2


def survey(p: Project, week: Week, s: IncubationSettings) -> None:
    """Interview residents of the home estate, then of its grid; those with a fitting interest who say yes are found."""
    community, r = week.community, week.residents
    grid = community.places.estate_grid[p.home]
    there = slice(*community.grid_start[grid : grid + 2])
    new = np.ones(community.people, np.bool_)
    new[p.interviewed] = False
    near = there.start + np.flatnonzero(r.able[there] & p.within[there] & new[there])
    order = np.lexsort(
        (week.draw("whom to interview", p.address * PAIR + community.number[near]), community.estate[near] != p.home)
    )
    asked = near[order][: s.interviews].astype(np.int32)
    p.interviewed = np.concatenate([p.interviewed, asked])
    fits = np.maximum(r.fit[asked, MAIN_ACT[p.kind]], r.fit[asked, INTEREST]) >= s.fit_least
    willing = week.draw("says yes", community.number[asked]) < s.willing_base + r.motivation[asked]
    found = asked[fits & willing]
    if p.organisation is None and found.size:
        p.organisation = week.society.found(p.kind, p.home, found, week.module, week.index, FORMING)
        p.organisation.supported = True
    elif found.size:
        week.society.enlist(p.group(), found, week.index)


def enough_targets(p: Project, week: Week, s: IncubationSettings) -> bool:
    """Whether enough willing people whose interests fit are found."""
    return p.organisation is not None and week.society.members(p.group()).size >= s.targets


def _hold(p: Project, week: Week, s: IncubationSettings, act: int) -> None:
    """The platform holds something for the group, and social workers ask everybody on its list in person."""
    if p.luck(week, "holds something") < s.events:
        p.group().planned.append(act)
        week.ask("leader", week.society.members(p.group()), s.invite)


def interest_activity(p: Project, week: Week, s: IncubationSettings) -> None:
    """Hold an interest activity."""
    _hold(p, week, s, INTEREST)


def enough_regulars(p: Project, week: Week, s: IncubationSettings) -> bool:
    """Whether enough people came again."""
    return p.regulars(week).size >= s.regulars


def discussion(p: Project, week: Week, s: IncubationSettings) -> None:
    """Hold a discussion, every other week an interest activity: people get to know each other by meeting."""
    _hold(p, week, s, MEETING if p.weeks(week) % 2 == 0 else INTEREST)


def enough_ties(p: Project, week: Week, s: IncubationSettings) -> bool:
    """Whether enough pairs among the regulars know each other."""
    list_ = week.society.of(p.group())
    most = np.argsort(-list_.times, kind="stable")[: min(p.regulars(week).size, MOST_COMPARED)]
    r = week.residents
    known = acquaintance(list_.row[most], list_.came[most], r.tie_start, r.tie_to, s.meetings_to_know)
    return most.size >= s.regulars and known >= s.ties


def joint_action(p: Project, week: Week, s: IncubationSettings) -> None:
    """Hold the kind of act the group is for."""
    _hold(p, week, s, MAIN_ACT[p.kind])


def note_success(p: Project, week: Week, s: IncubationSettings) -> None:
    """Note whether enough people came to a joint action."""
    there = week.society.gathering.at(p.group())
    p.acted |= int(np.count_nonzero(there.kind == MAIN_ACT[p.kind])) >= s.action_people


def action_succeeded(p: Project, _week: Week, _s: IncubationSettings) -> bool:
    """Whether a joint action succeeded."""
    return p.acted


def choose_leaders(p: Project, week: Week, s: IncubationSettings) -> None:
    """Choose one or two leaders, by observation or by vote of members who met; they may decline."""
    group, r, rules = p.group(), week.residents, week.society.backbone.settings
    if len(group.leaders) >= MOST_LEADERS:
        return
    rows = p.regulars(week)
    rows = rows[(r.age[rows] >= LEADING_AGE) & r.able[rows] & ~np.isin(rows, group.leaders)]
    if s.leaders_by == "vote":
        voters = _voters(p, week)
        if not voters.size:
            return
        standing = _backers(p, week, rows, voters, s).astype(np.float64)
    else:
        number = week.community.number[rows]
        standing = observe(r, rows, rules, week.normal("four observations", number), sharpness=1.0)
    known = np.isin(rows, week.society.backbone.rows)
    best = rows[np.lexsort((week.community.number[rows], -standing, ~known))][: 2 * MOST_LEADERS]
    passed = gates(r, week.community, best, rules, week.draw("family", week.community.number[best])).all
    passed |= np.isin(best, week.society.backbone.rows)
    chosen = best[passed][: MOST_LEADERS - len(group.leaders)]
    group.leaders += [int(row) for row in chosen]
    week.society.backbone.appoint(chosen, week.index)


def led_and_stable(p: Project, week: Week, s: IncubationSettings) -> bool:
    """Whether there are one or two leaders, and enough stable members."""
    return 1 <= len(p.group().leaders) <= MOST_LEADERS and p.stable(week) >= s.stable


def gathering_for(act: int) -> Work:
    """Work of a step that holds one kind of act, and every fourth week a meeting."""

    def hold(p: Project, week: Week, s: IncubationSettings) -> None:
        _hold(p, week, s, MEETING if p.weeks(week) % ELECTION_EVERY == 0 else act)

    return hold


def elect_board(p: Project, week: Week, s: IncubationSettings) -> None:
    """Elect a board by those who came to the meeting: a quorum, more candidates than seats, over half of the votes."""
    voters = _voters(p, week)
    quorum = s.board_quorum * week.society.present(p.group())
    if p.elected or voters.size == 0 or voters.size < quorum:
        return
    candidates = p.regulars(week)[: s.board + CANDIDATES_OVER_SEATS]
    if candidates.size <= s.board:
        return
    votes = _backers(p, week, candidates, voters, s)
    order = np.lexsort((week.community.number[candidates], -votes))
    elected = [int(candidates[n]) for n in order if votes[n] > voters.size / 2][: s.board]
    if 2 * len(elected) > s.board:
        p.group().board, p.elected = elected, True


def _voters(p: Project, week: Week) -> NDArray[np.int32]:
    """Members who came to this week's meeting; guests have no vote."""
    there = week.society.gathering.at(p.group())
    return np.unique(there.row[(there.kind == MEETING) & there.member])


def _backers(
    p: Project, week: Week, candidates: NDArray[np.int32], voters: NDArray[np.int32], s: IncubationSettings
) -> NDArray[np.int64]:
    """How many voters back each candidate: those who know them from meeting often enough, or as contacts."""
    list_, r = week.society.of(p.group()), week.residents
    votes = np.empty(candidates.size, np.int64)
    known_by(candidates, voters, list_.row, list_.came, r.tie_start, r.tie_to, s.meetings_to_know, votes)
    return votes


def registered(p: Project, week: Week, _s: IncubationSettings) -> bool:
    """Whether the board is elected (the paperwork is the step's least duration)."""
    return p.elected and week.index > p.since


def vote_on_covenant(p: Project, week: Week, s: IncubationSettings) -> None:
    """Vote on the draft covenant: more than half of the members who came must agree. Merchants may join."""
    group = p.group()
    voters = _voters(p, week)
    if not p.adopted and voters.size:
        trust = week.residents.trust[voters]
        agrees = week.draw("agrees to the covenant", week.community.number[voters]) < (trust + group.cohesion + 0.5) / 2
        p.adopted = 2 * int(agrees.sum()) > voters.size
        if p.adopted:
            turnout = min(voters.size / max(week.society.present(group), 1), 1.0)
            group.covenant = float(agrees.mean()) * (0.5 + 0.5 * turnout)
    p.merchants += p.luck(week, "a merchant joins") < s.merchants
    if p.adopted and p.merchants:
        group.awards = s.awards


def covenant_kept(p: Project, _week: Week, _s: IncubationSettings) -> bool:
    """Whether the covenant is adopted and a merchant takes part."""
    return p.adopted and p.merchants > 0


def raise_funds(p: Project, week: Week, s: IncubationSettings) -> None:
    """Money by the four channels, once a quarter each; training at the start and every half year."""
    if week.starts_quarter or p.weeks(week) == 0:
        four_channels(p, week, s)
    if p.weeks(week) % HALF_YEAR == 0:
        train(p, week, s)
    interest_activity(p, week, s)


def four_channels(p: Project, week: Week, s: IncubationSettings) -> None:
    """Raise money by four channels: a grant, crowdfunding, gifts of people, sponsors."""
    group = p.group()
    for channel, chance, yuan, payer in (
        ("grant", s.grant_chance, s.grant, "government"),
        ("crowdfunding", s.crowdfunding_chance, s.crowdfunding * week.society.present(group), "residents"),
        ("gift", s.gift_chance, s.gift, "residents"),
        ("sponsor", s.sponsor_chance, s.sponsor, "merchants"),
    ):
        if p.luck(week, channel) < chance:
            week.grant(group, yuan, payer)


def train(p: Project, week: Week, s: IncubationSettings) -> None:
    """Train the group and its leaders: able members teach, and a mentor from outside."""
    group = p.group()
    group.capability += s.training * (1 - group.capability)
    backbone = week.society.backbone
    backbone.trained[np.isin(backbone.row, group.leaders)] = 1.0
    p.trained = True
    week.book(yuan=s.training_yuan)


def funded_and_regular(p: Project, week: Week, s: IncubationSettings) -> bool:
    """Whether there is money for half a year, an activity at least every other week, and a training was held."""
    rules, group = week.society.settings, p.group()
    cost = rules.activity_cost * rules.rate * s.reserve_weeks
    regular = group.weeks_active(TWO_MONTHS) >= EVERY_OTHER_WEEK
    return group.funds >= cost and regular and p.trained


def assess(p: Project, week: Week, s: IncubationSettings) -> None:
    """Evaluate when it is due; who does not pass gets corrective action and is evaluated again."""
    due = p.since if p.evaluated < 0 else p.evaluated
    if week.index - due >= s.weeks_evaluate:
        p.evaluated, p.score = week.index, evaluate(p.group(), week)
        week.book(yuan=s.evaluation_yuan)
        if p.score < s.passing:
            correct(p, week, s)
    if week.starts_quarter:
        four_channels(p, week, s)


def correct(p: Project, week: Week, s: IncubationSettings) -> None:
    """Corrective action: the mentor works on cohesion and ability."""
    group = p.group()
    group.cohesion += s.corrected * (1 - group.cohesion)
    group.capability += s.corrected * (1 - group.capability)
    said = CORRECTS.filled(name=group.name, score=round(100 * p.score))
    week.tell(said, int(week.community.places.estate_grid[group.home]))


def passed(p: Project, _week: Week, s: IncubationSettings) -> bool:
    """Whether the evaluation is passed."""
    return p.evaluated >= 0 and p.score >= s.passing


def nothing(_p: Project, _week: Week, _s: IncubationSettings) -> None:
    """No work in this part of the week."""


PREPARE: dict[str, Work] = {
    "survey": survey,
    "interest": interest_activity,
    "discuss": discussion,
    "act": joint_action,
    "lead": discussion,
    "register": gathering_for(INTEREST),
    "covenant": gathering_for(INTEREST),
    "fund": raise_funds,
    "evaluate": nothing,
}
LOOK_BACK: dict[str, Work] = {
    "survey": nothing,
    "interest": nothing,
    "discuss": nothing,
    "act": note_success,
    "lead": choose_leaders,
    "register": elect_board,
    "covenant": vote_on_covenant,
    "fund": nothing,
    "evaluate": assess,
}
DONE: dict[str, Condition] = {
    "survey": enough_targets,
    "interest": enough_regulars,
    "discuss": enough_ties,
    "act": action_succeeded,
    "lead": led_and_stable,
    "register": registered,
    "covenant": covenant_kept,
    "fund": funded_and_regular,
    "evaluate": passed,
}
