"""Leader discovery 选“达人”: four kinds led in, four observations, four gates; then backbone.

Source: step one of self-management in the case (liuhe-R20 to R22) and the posts backbone residents went on to
(liuhe-R36). Observation sees only what people did; whether somebody accepts hangs on what they want and can.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from sim.agents.backbone import LEADING_AGE, NO_POST, POSTS, PROPERTY, SERVICE, gates, observe
from sim.agents.resident.columns import RETIRED, UNEMPLOYED, WINDOW_BITS
from sim.clock import Clock
from sim.community import Community
from sim.measures import Measure
from sim.policies.base import Policy
from sim.policies.leaders.settings import LeadersSettings
from sim.policies.leaders.words import AGREE, ENDS, MAJOR, MEASURES, POSTED, STARTS, YEARLY
from sim.text import Text
from sim.week import Week

OFFERED_POSTS = 4
RESIDENT_HANDS = "residents"


class Leaders(Policy[LeadersSettings]):
    """Finds capable residents by what they do, asks the best of them, and stands by those who accept."""

    name: ClassVar[str] = "leaders"
    label: ClassVar[Text] = Text("leader discovery", "选“达人”")
    about: ClassVar[Text] = Text(
        "Four kinds of residents are led into activities and watched; the best are asked to lead, trained, supported.",
        "四引四看：引导四类人员参加活动，从表现中发现达人，邀请、培训并支持其成为骨干。",
    )
    source: ClassVar[str] = "liuhe-R20 liuhe-R21 liuhe-R22 liuhe-R36"
    settings_type = LeadersSettings
    measures: ClassVar[tuple[Measure, ...]] = MEASURES
    colour: ClassVar[str] = "#0072B2"
    major: ClassVar[tuple[Text, ...]] = MAJOR
    yearly: ClassVar[Mapping[Text, Text]] = YEARLY

    def __init__(self, settings: LeadersSettings, community: Community, clock: Clock) -> None:
        super().__init__(settings, community, clock)
        self.on_file = np.zeros(community.people, np.bool_)
        self._led_in = np.empty(0, np.int64)
        self._not_before = np.zeros(community.people, np.int32)  # week from which one may be asked
        self._asked = self._accepted = 0
        self._trained = self._posts = 0

    def begin(self, week: Week) -> None:
        """The search starts."""
        week.tell(STARTS)

    def act(self, week: Week) -> None:
        """Lead people in, hold participatory actions, support the backbone, let posts do their part."""
        s = self.settings
        if week.starts_quarter or week.index == self.first_week:
            self._led_in = self.whom_to_lead_in(week)
        rows = self._led_in[week.residents.able[self._led_in]]
        week.ask("cadre", rows, s.invite * s.dose)
        self._hold_actions(week)
        self._support(week)
        self._work_of_posts(week)
        week.book(cadre_hours=s.staff_hours * s.dose)

    def follow(self, week: Week) -> None:
        """At a quarter's start: watch, put on file, ask, train, fill posts."""
        self._asked = self._accepted = 0
        if week.starts_quarter and week.index > self.first_week:
            chosen = self.whom_to_ask(week)
            self.ask(week, chosen)
            self._train(week)
            self._fill_posts(week)
        backbone = week.society.backbone
        self._trained = int(np.count_nonzero(backbone.serving & (backbone.trained > 0)))
        self._posts = int(np.count_nonzero(backbone.serving & (backbone.post != NO_POST)))

    def finish(self, week: Week) -> None:
        """The search ends; files are closed, posts lapse, nobody supports the backbone any more."""
        week.tell(ENDS.filled(n=int(self.on_file.sum())))
        self._close_files(week, self.on_file.copy())
        week.society.backbone.post[:] = NO_POST
        self._trained = self._posts = self._asked = self._accepted = 0

    def depart(self, rows: NDArray[np.int64]) -> None:
        """Who leaves is off the file."""
        self.on_file[rows] = False

    def measured(self) -> dict[str, float]:
        """Files, invitations, training, posts."""
        return {
            "leaders_on_file": float(np.count_nonzero(self.on_file)),
            "leaders_asked": float(self._asked),
            "leaders_accepted": float(self._accepted),
            "leaders_trained": float(self._trained),
            "leaders_in_posts": float(self._posts),
        }

    # 四引

    def tags(self, week: Week) -> dict[str, NDArray[np.bool_]]:
        """The four kinds of people, overlapping: retired, left employment, taking part already, talents."""
        r = week.residents
        grown = r.able & self.rows & (r.age >= LEADING_AGE)
        return {
            "retired": grown & (r.occupation == RETIRED),
            "former": grown & (r.occupation == UNEMPLOYED),
            "backbone": grown & ((r.took & WINDOW_BITS) != 0),
            "talent": grown & (r.skill >= self.settings.talent),
        }

    def whom_to_lead_in(self, week: Week) -> NDArray[np.int64]:
        """Residents to lead into activities: so many of each grid, those of the four kinds sooner, by lot; rows."""
        s, community = self.settings, self.community
        weight = np.zeros(community.people)
        for name, tagged in self.tags(week).items():
            weight += getattr(s, f"weight_{name}") * tagged
        rows = np.flatnonzero((weight > 0) & ~week.residents.backbone)
        race = -np.log(week.draw("led in", community.number[rows]).astype(np.float64)) / weight[rows]
        by_grid = np.searchsorted(rows, community.grid_start[1:-1])
        first = [_lowest(own, round(s.led_in * s.dose)) for own in np.split(race, by_grid)]
        return np.concatenate([own[at] for own, at in zip(np.split(rows, by_grid), first, strict=True)])

    def _hold_actions(self, week: Week) -> None:
        """Participatory actions on what bothers an estate."""
        s = self.settings
        held = week.draw("actions", np.arange(self.community.settings.grids)) < s.actions * s.dose
        held &= np.bincount(self.community.places.estate_grid[self.estates], minlength=held.size) > 0
        week.host("action", np.flatnonzero(self.estates & held[self.community.places.estate_grid]), say=s.say)
        count = float(np.count_nonzero(held))
        week.book(yuan=count * s.action_yuan, cadre_hours=count * s.action_hours)

    # 四看

    def whom_to_ask(self, week: Week) -> NDArray[np.int64]:
        """Residents to ask, best first: rows; those seen to be capable go on file."""
        s, r, number = self.settings, week.residents, self.community.number
        times = np.bitwise_count(r.took & WINDOW_BITS)
        seen = self.rows & r.able & (r.age >= LEADING_AGE) & (times >= s.occasions) & ~r.backbone
        self._close_files(week, self.on_file & (times == 0))
        rows = np.flatnonzero(seen)
        luck = week.normal("four observations", number[rows])
        score = observe(r, rows, week.society.backbone.settings, luck, s.sharpness)
        noted = rows[score >= s.least_score]
        new = noted[~self.on_file[noted]]
        self.on_file[new] = True
        week.register(new)
        rank = {
            "observed": score,
            "random": week.draw("random choice", number[rows]).astype(np.float64),
            "connected": r.near_total[rows].astype(np.float64),
            "party": score + 10.0 * (self.community.traits.party_branch[rows] >= 0),
            "self_nominated": r.concern[rows] + week.draw("self-nomination", number[rows]),
        }[s.choose]
        allowed = self.on_file[rows] if s.choose == "observed" else np.ones(rows.size, np.bool_)
        if s.choose == "party":
            allowed &= self.community.traits.party_branch[rows] >= 0
        allowed &= self._not_before[rows] <= week.index
        return self.balanced(rows[allowed], rank[allowed])

    def _close_files(self, week: Week, unseen: NDArray[np.bool_]) -> None:
        """Take off the file who took no part for half a year."""
        week.strike(np.flatnonzero(unseen))
        self.on_file[unseen] = False

    def balanced(self, rows: NDArray[np.int64], rank: NDArray[np.float64]) -> NDArray[np.int64]:
        """Residents in turn, the best of every grid first, then the second best: no grid is left out; rows."""
        grid = self.community.grid[rows]
        order = np.lexsort((self.community.number[rows], -rank, grid))
        turn = np.lexsort((-rank[order], _turn(grid[order])))
        return rows[order[turn]][: round(self.settings.asked * self.settings.dose)]

    # Four gates

    def ask(self, week: Week, rows: NDArray[np.int64]) -> None:
        """Ask residents to lead: they accept if willing, devoted and able, and if the family agrees."""
        backbone, number = week.society.backbone, self.community.number
        passed = gates(week.residents, self.community, rows, backbone.settings, week.draw("family", number[rows])).all
        self._not_before[rows[~passed]] = week.index + self.settings.ask_again
        new = backbone.appoint(rows[passed], week.index)
        self._asked, self._accepted = rows.size, new.size
        week.book(cadre_hours=rows.size * self.settings.interview_hours)
        if rows.size:
            week.tell(AGREE.filled(new=new.size, n=rows.size))

    # What becomes of them

    def _own(self, week: Week) -> NDArray[np.bool_]:
        """Serving backbone residents in the places of the module."""
        backbone = week.society.backbone
        return backbone.serving & self.rows[backbone.row]

    def _train(self, week: Week) -> None:
        """Train backbone residents who were not yet, the longest-serving first."""
        s, backbone = self.settings, week.society.backbone
        untrained = np.flatnonzero(self._own(week) & (backbone.trained == 0))[: round(s.trained * s.dose)]
        backbone.trained[untrained] = 1.0
        week.book(yuan=untrained.size * s.training_yuan)

    def _support(self, week: Week) -> None:
        """Carry part of the load of the backbone; the trained feel able."""
        s, backbone = self.settings, week.society.backbone
        own = self._own(week)
        backbone.support[own] = min(s.support * s.dose, 1.0)
        week.push("competence", backbone.row[own & (backbone.trained > 0)], s.competence)
        week.book(cadre_hours=float(own.sum()) * s.support_hours * s.dose)

    def _fill_posts(self, week: Week) -> None:
        """Those who have served a while may take a post, while there are free ones in their grid."""
        s, backbone = self.settings, week.society.backbone
        own = self._own(week)
        grid = self.community.grid[backbone.row]
        filled = np.bincount(grid[own & (backbone.post != NO_POST)], minlength=self.community.settings.grids)
        ready = np.flatnonzero(own & (backbone.post == NO_POST) & (week.index - backbone.since >= s.post_after))
        number = self.community.number[backbone.row[ready]]
        offered = ready[week.draw("offered a post", number) < s.post_chance * min(s.dose, 1.0)]
        offered = offered[filled[grid[offered]] + _turn(grid[offered]) < int(s.posts)]
        if not offered.size:
            return
        luck = week.draw("which post", self.community.number[backbone.row[offered]])
        kind = 1 + (luck * OFFERED_POSTS).astype(np.int8)
        backbone.post[offered] = kind
        named = [list(POSTS.values())[int(n)] for n in np.unique(kind)]
        posts = Text(", ".join(one.en for one in named), "、".join(one.zh for one in named))
        week.tell(POSTED.filled(n=offered.size, posts=posts))

    def _work_of_posts(self, week: Week) -> None:
        """Building heads and micro-grid workers see matters sooner, property managers prevent some, all lend a hand."""
        s, backbone = self.settings, week.society.backbone
        held = self._own(week) & (backbone.post != NO_POST)
        if not held.any():
            return
        estate = self.community.estate[backbone.row]
        estates = self.estates.size
        sees = np.bincount(estate[held & (backbone.post < SERVICE)], minlength=estates)
        manages = np.bincount(estate[held & (backbone.post == PROPERTY)], minlength=estates)
        week.push_place("detection", slice(None), np.minimum(s.post_detection * sees, 1.0))
        week.push_place("order", slice(None), np.minimum(s.post_order * manages, 1.0))
        week.lend_hands(RESIDENT_HANDS, slice(None), s.post_hours * np.bincount(estate[held], minlength=estates))
        if week.starts_month:
            week.book(yuan=float(held.sum()) * s.post_yuan)


def _lowest(values: NDArray[np.float64], count: int) -> NDArray[np.int64]:
    """Where the so many lowest values stand, in no order."""
    return np.argpartition(values, count)[:count] if count < values.size else np.arange(values.size)


def _turn(grid: NDArray[np.integer]) -> NDArray[np.int64]:
    """How many of the same grid stand before each, in the order given."""
    order = np.argsort(grid, kind="stable")
    turn = np.empty(grid.size, np.int64)
    turn[order] = np.arange(grid.size) - np.searchsorted(grid[order], grid[order])
    return turn
