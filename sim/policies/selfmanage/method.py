"""The six-step method 六步工作法, estate by estate.

Source: liuhe-R20 to R33. Leaders; two meetings, three nominations, four questions, one election; covenant; one boost
and three supports; solving problems; four disclosures and three reviews.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from sim.agents.acts import MEETING
from sim.agents.backbone import gates, observe
from sim.agents.committee import next_quality
from sim.agents.organisation import ORGANISED, Organisation
from sim.clock import Clock
from sim.community import Community
from sim.measures import Measure
from sim.policies.base import Fact, Policy
from sim.policies.selfmanage.election import SHARPNESS, adults, ballot, examine, nominate
from sim.policies.selfmanage.estate import PHASES, Process
from sim.policies.selfmanage.governing import govern, hard_matters, hear, keep_covenants, review
from sim.policies.selfmanage.settings import SelfManagementSettings
from sim.policies.selfmanage.words import (
    COVENANT,
    ELECTED,
    ENDS,
    FADES,
    FEW_CANDIDATES,
    MAJOR,
    MEASURES,
    NAMED,
    NO_MAJORITY,
    NO_QUORUM,
    OF_FULL,
    OVER,
    QUALITY,
    RECALLED,
    REJECTED,
    STARTS,
    UNDER_WAY,
    YEARLY,
)
from sim.text import Text
from sim.week import Week

EVERY_OTHER = 2


class SelfManagement(Policy[SelfManagementSettings]):
    """Leads estates through the six steps until they manage themselves."""

    name: ClassVar[str] = "selfmanage"
    label: ClassVar[Text] = Text("self-management", "小区自管")
    about: ClassVar[Text] = Text(
        "Estates elect committees with a quorum of two thirds, give themselves covenants and solve their own matters.",
        "六步工作法：选达人、建组织、定公约、抓赋能、解难题、评成效，小区自己管自己。",
    )
    source: ClassVar[str] = (
        "liuhe-R23 liuhe-R24 liuhe-R25 liuhe-R26 liuhe-R27 liuhe-R28 liuhe-R29 liuhe-R30 liuhe-R31 liuhe-R32 liuhe-R33"
    )
    settings_type = SelfManagementSettings
    measures: ClassVar[tuple[Measure, ...]] = MEASURES
    colour: ClassVar[str] = "#E6A100"
    major: ClassVar[tuple[Text, ...]] = MAJOR
    yearly: ClassVar[Mapping[Text, Text]] = YEARLY
    outlives: ClassVar[tuple[str, ...]] = ("governed", "order", "norm")

    def __init__(self, settings: SelfManagementSettings, community: Community, clock: Clock) -> None:
        super().__init__(settings, community, clock)
        self.processes = [Process(int(estate)) for estate in np.flatnonzero(self.estates)]
        self._week: dict[str, float] = {}

    def amend(self, settings: SelfManagementSettings) -> None:
        """Other numbers or estates: new ones join, those left out end their way unless they have a committee."""
        super().amend(settings)
        known = {p.estate: p for p in self.processes if p.governs or self.estates[p.estate]}
        new = {int(n): Process(int(n)) for n in np.flatnonzero(self.estates) if n not in known}
        self.processes = [p for _, p in sorted((new | known).items())]

    def begin(self, week: Week) -> None:
        """The method is introduced, or taken up again."""
        week.tell(STARTS.filled(n=len(self.processes)))
        for p in self.processes:
            if p.committee is not None:
                p.committee.supported = True

    def act(self, week: Week) -> None:
        """The week's work in every estate that has its turn."""
        s = self.settings
        self._week = {}
        hard = hard_matters(week, s)
        for p in self.processes:
            if p.committee is not None and not (p.committee.alive and p.committee.board):
                self._say(p, week, FADES)
                self._lose(p, week)
        under_way = sum(p.phase not in ("leaders", "governing") for p in self.processes)
        governed = [p for p in self.processes if p.phase == "governing"]
        govern(governed, hard, week, s)
        week.book(cadre_hours=s.staff_after * len(governed))
        for p in self.processes:
            if p.phase == "governing":
                continue
            if p.phase == "leaders" and under_way < s.at_once * s.dose:
                under_way += self.find_leaders(p, week)
            elif p.phase == "meetings":
                self._meet(p, week)
            elif p.phase == "covenant" and week.index - p.since >= s.draft_weeks and (week.index - p.since) % 2 == 0:
                self._meet(p, week)
                p.assemblies += 1
            week.book(cadre_hours=s.staff_before * (p.phase not in ("leaders", "pause")))

    def follow(self, week: Week) -> None:
        """Close meetings, elections and assemblies that are due."""
        s, taken = self.settings, week.taken
        met = taken.row[taken.kind == MEETING]
        estate = self.community.estate[met]
        for p in self.processes:
            there = met[estate == p.estate]
            if p.phase in ("meetings", "covenant"):
                p.met = np.union1d(p.met, there).astype(np.int32)
            weeks = week.index - p.since
            if p.phase == "meetings" and weeks >= s.meeting_weeks:
                self.put_up(p, week)
            elif p.phase == "published" and weeks >= s.published:
                self.elect(p, week)
            elif p.phase == "pause" and weeks >= s.pause:
                p.enter("meetings", week.index)
            elif p.phase == "covenant" and p.assemblies >= s.rounds:
                self.adopt(p, week)
            elif p.phase == "governing":
                self.look_after(p, week, there)

    def finish(self, week: Week) -> None:
        """The office no longer accompanies anybody; committees go on alone."""
        week.tell(ENDS.filled(n=sum(p.governs for p in self.processes)))
        for p in self.processes:
            if p.committee is not None:
                p.committee.supported = False

    def wind_down(self, week: Week) -> None:
        """Committees that were elected stay, but nobody renews what they lack: at best they hold their quality."""
        self._week = {}
        keep_covenants([p for p in self.processes if p.committee is not None], week, self.settings)
        for p in self.processes:
            if p.committee is None:
                continue
            p.quality = min(p.quality, self._drifted(p))
            if p.quality <= self.settings.quality_end or not (p.committee.alive and p.committee.board):
                self._lose(p, week)

    def depart(self, rows: NDArray[np.int64]) -> None:
        """Candidates who leave stand no more."""
        for p in self.processes:
            if p.candidates.size:
                stays = ~np.isin(p.candidates, rows)
                p.candidates, p.standing = p.candidates[stays], p.standing[stays]

    def measured(self) -> dict[str, float]:
        """Committees, covenants, elections, what they solved."""
        found = {measure.name: 0.0 for measure in MEASURES} | {f"selfmanage_{k}": v for k, v in self._week.items()}
        return found | {
            "selfmanage_committees": float(sum(p.governs for p in self.processes)),
            "selfmanage_covenants": float(sum(p.governs and p.phase == "governing" for p in self.processes)),
            "selfmanage_quality": sum(p.quality for p in self.processes) / self.estates.size,
        }

    def about_estate(self, estate: int) -> Iterator[Fact]:
        """How far it has come with the six steps."""
        yield from ((UNDER_WAY, PHASES[p.phase]) for p in self.processes if self.begun and p.estate == estate)

    def about_organisation(self, organisation: Organisation) -> Iterator[Fact]:
        """How well a committee governs."""
        for p in self.processes:
            if p.committee is organisation:
                yield QUALITY, OF_FULL.filled(percent=f"{100 * p.quality:.0f}")

    def _count(self, what: str) -> None:
        self._week[what] = self._week.get(what, 0.0) + 1

    # Step one

    def find_leaders(self, p: Process, week: Week) -> bool:
        """Give an estate its turn once a backbone resident lives there; the office looks for one each quarter."""
        r, s = week.residents, self.settings
        rows = adults(week, p.estate)
        if not r.backbone[rows].any() and week.starts_quarter:
            seen = rows[r.took[rows] != 0]
            rules, number = week.society.backbone.settings, self.community.number[seen]
            score = observe(r, seen, rules, week.normal("four observations", number), SHARPNESS)
            best = seen[np.lexsort((number, -score))][: s.seats]
            willing = gates(r, self.community, best, rules, week.draw("family", self.community.number[best])).all
            week.society.backbone.appoint(best[willing][:1], week.index)
            week.book(cadre_hours=s.search_hours)
        serving = week.society.backbone.rows
        serving = serving[self.community.estate[serving] == p.estate]
        if not (serving.size and np.isin(serving, rows).any()):
            return False
        p.enter("meetings", week.index)
        return True

    # Step two

    def _meet(self, p: Process, week: Week) -> None:
        """A residents' meeting, or building heads', or an assembly of all."""
        s = self.settings
        week.host("meeting", np.array([p.estate]), notice=s.meeting_notice, say=s.meeting_say)

    def put_up(self, p: Process, week: Week) -> None:
        """Put up candidates: nominees are examined, and more must pass than there are seats."""
        nominees = nominate(p, week, self.settings)
        passed = nominees[examine(nominees, week, self.settings)]
        if passed.size <= self.settings.seats:
            self._say(p, week, FEW_CANDIDATES, nominated=nominees.size, passed=passed.size)
            self._fail(p, week)
            return
        rules, number = week.society.backbone.settings, self.community.number[passed]
        p.candidates = passed
        p.standing = observe(week.residents, passed, rules, week.normal("record", number), SHARPNESS)
        p.enter("published", week.index)

    def _fail(self, p: Process, week: Week) -> None:
        p.attempts += 1
        p.candidates, p.standing = np.empty(0, np.int32), np.empty(0)
        p.enter("pause", week.index)

    def elect(self, p: Process, week: Week) -> None:
        """Elect a committee: two thirds of household representatives must vote; more than half of the votes elect."""
        s = self.settings
        if p.candidates.size <= s.seats:
            self._say(p, week, FEW_CANDIDATES, nominated=p.candidates.size, passed=p.candidates.size)
            self._fail(p, week)
            return
        vote = ballot(p, week, s)
        self._count("elections")
        turnout = f"{100 * vote.turnout:.1f}"
        if not vote.reaches(s.quorum):
            self._count("no_quorum")
            self._say(p, week, NO_QUORUM, turnout=turnout, needed=round(100 * s.quorum))
            self._fail(p, week)
            return
        board = vote.elected(p.candidates, self.community.number, s.seats, s.majority_of)
        if board.size < s.least_board:
            self._count("no_majority")
            self._say(p, week, NO_MAJORITY, elected=board.size)
            self._fail(p, week)
            return
        self._say(p, week, ELECTED, attempt=p.attempts + 1, turnout=turnout, elected=board.size,
                  candidates=p.candidates.size)  # fmt: skip
        self.install(p, board, week)

    def install(self, p: Process, board: NDArray[np.int32], week: Week) -> None:
        """Install the elected committee."""
        name = NAMED.filled(estate=p.estate + 1)
        p.committee = week.society.found("committee", p.estate, board, self.name, week.index, ORGANISED, name)
        p.committee.registered = week.index
        p.committee.board = [int(row) for row in board]
        p.committee.leaders = p.committee.board[:EVERY_OTHER]
        p.committee.supported = True
        week.society.backbone.appoint(board, week.index)
        p.quality = self.settings.quality_start
        p.attempts, p.tried = 0, set()
        p.candidates, p.standing = np.empty(0, np.int32), np.empty(0)
        p.enter("covenant", week.index)

    # Step three

    def adopt(self, p: Process, week: Week) -> None:
        """Vote on the covenant: more than half must agree; the more households took part, the more it counts."""
        s = self.settings
        trust = week.residents.trust[p.met]
        agrees = week.draw("agrees to the covenant", self.community.number[p.met]) < s.agrees + s.agrees_trust * trust
        if 2 * int(agrees.sum()) <= p.met.size or p.committee is None:
            self._say(p, week, REJECTED)
            p.enter("covenant", week.index)
            return
        homes = np.unique(self.community.household[adults(week, p.estate)]).size
        share = np.unique(self.community.household[p.met]).size / max(homes, 1)
        p.committee.covenant = s.legitimacy + (1 - s.legitimacy) * min(share, 1.0) * min(p.assemblies / 3, 1.0)
        p.committee.awards = s.awards
        self._say(p, week, COVENANT, rounds=p.assemblies, people=p.met.size)
        p.enter("governing", week.index)

    # Steps four to six

    def look_after(self, p: Process, week: Week, there: NDArray[np.int32]) -> None:
        """Count the outcome of this week's open-space meeting, and review the committee once a year."""
        s = self.settings
        outcome = hear(p, week, s, there.size)
        if outcome:
            self._count(outcome)
        p.quality = self._drifted(p)
        if p.quality <= s.quality_end:
            self._say(p, week, FADES)
            self._lose(p, week)
        elif week.starts_year and week.index - p.since >= 26:  # noqa: PLR2004  # half a year in office
            score = review(p, week)
            if score < s.recall:
                self._count("recalled")
                self._say(p, week, RECALLED, score=round(100 * score))
                self._lose(p, week)

    def _drifted(self, p: Process) -> float:
        s, led = self.settings, p.committee is not None and bool(p.committee.leaders)
        return next_quality(p.quality, s.quality_gain, s.quality_loss, led=led)

    def _lose(self, p: Process, week: Week) -> None:
        """End the committee of an estate, which may try again."""
        if p.committee is not None and p.committee.alive:
            week.society.end(p.committee, week.index, OVER)
        p.committee, p.quality, p.question = None, 0.0, -1
        p.enter("pause", week.index)

    def _say(self, p: Process, week: Week, text: Text, **values: object) -> None:
        grid = int(self.community.places.estate_grid[p.estate])
        week.tell(text.filled(estate=p.estate + 1, **values), grid)
