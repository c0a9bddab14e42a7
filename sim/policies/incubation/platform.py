"""The incubation platform 孵化平台: surveys, accompanies, registers, evaluates.

Source: the case's 149 pathway (liuhe-R1 to R5): one platform; four stages; nine steps that every organisation goes
through. A step is left only when its condition holds in the simulation; the case gives no duration, cost or odds.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

import numpy as np

from sim.agents.acts import KINDS
from sim.agents.organisation import ACTING, FORMING, GROUP, ORGANISATIONS, Organisation
from sim.clock import Clock
from sim.community import Community
from sim.measures import Measure
from sim.policies.base import Policy, Step
from sim.policies.incubation.evaluation import evaluate
from sim.policies.incubation.pathway import STEPS
from sim.policies.incubation.project import Project
from sim.policies.incubation.settings import IncubationSettings
from sim.policies.incubation.steps import DONE, LOOK_BACK, PREPARE, correct, four_channels
from sim.policies.incubation.words import (
    CLOSES,
    COVENANT,
    GIVEN_UP,
    GIVES_UP,
    GRADUATES,
    LED,
    MAJOR,
    MEASURES,
    OPENS,
    REGISTERS,
    SCATTERS,
    TAKEN_UP,
    TAKES_SHAPE,
    YEARLY,
)
from sim.text import Text
from sim.week import Week

MOST_SLOTS = 1 << 16
KINDS_INCUBATED = ("governance", "mutual_aid", "volunteer")


class Incubation(Policy[IncubationSettings]):
    """Leads groups of residents through the nine steps, a few at a time."""

    name: ClassVar[str] = "incubation"
    label: ClassVar[Text] = Text("incubation (149)", "孵化培育（149）")
    about: ClassVar[Text] = Text(
        "A platform with few slots leads groups through four stages and nine steps to registered organisations.",
        "一个平台，按四个阶段九步流程把居民团队培育成登记备案的社区社会组织。",
    )
    source: ClassVar[str] = "liuhe-R1 liuhe-R2 liuhe-R3 liuhe-R4 liuhe-R5"
    settings_type = IncubationSettings
    measures: ClassVar[tuple[Measure, ...]] = MEASURES
    colour: ClassVar[str] = "#009E73"
    major: ClassVar[tuple[Text, ...]] = MAJOR
    yearly: ClassVar[Mapping[Text, Text]] = YEARLY
    steps: ClassVar[tuple[Step, ...]] = STEPS

    def __init__(self, settings: IncubationSettings, community: Community, clock: Clock) -> None:
        super().__init__(settings, community, clock)
        self.projects: dict[int, Project] = {}
        self.graduates: list[Project] = []
        self.given_up = 0

    @property
    def _slots(self) -> int:
        return max(int(self.settings.slots * self.settings.dose + 0.5), 1)

    def begin(self, week: Week) -> None:
        """The platform opens, or opens again: to those who went through it before, too."""
        week.tell(OPENS.filled(slots=self._slots))
        for project in self.graduates:
            project.group().supported = project.group().alive

    def act(self, week: Week) -> None:
        """Begin with new groups where there is room; do the week's work with each; run exchanges."""
        s = self.settings
        for slot in range(self._slots):
            if slot not in self.projects:
                self.take_up(week, slot)
        for project in self.projects.values():
            PREPARE[project.at.name](project, week, s)
            week.book(yuan=project.costs(s), cadre_hours=s.cadre_hours)
        self._exchange(week)

    def follow(self, week: Week) -> None:
        """See how each step went, go on where its condition holds, give up where nothing comes of it."""
        for slot, project in list(self.projects.items()):
            if project.organisation is not None and not project.organisation.alive:
                del self.projects[slot]
                self.given_up += 1
                continue
            LOOK_BACK[project.at.name](project, week, self.settings)
            if self._may_go_on(project, week):
                self._go_on(project, slot, week)
            elif self._fails(project, week):
                self._give_up(project, slot, week)
        self._count_exchange(week)
        if week.starts_year:
            self._evaluate_all(week)

    def finish(self, week: Week) -> None:
        """The platform closes; groups go on by themselves, circles that are only forming scatter."""
        week.tell(CLOSES.filled(n=len(self.projects)))
        for slot, project in list(self.projects.items()):
            self._let_go(project, week)
            del self.projects[slot]
        for project in self.graduates:
            project.group().supported = False

    def measured(self) -> dict[str, float]:
        """Groups by step, graduates, groups given up."""
        at = [project.step for project in self.projects.values()]
        return {
            **{f"incubation_step_{n + 1}": float(at.count(n)) for n in range(len(STEPS))},
            "incubation_graduated": float(len(self.graduates)),
            "incubation_given_up": float(self.given_up),
        }

    def take_up(self, week: Week, slot: int) -> None:
        """Begin work with a new group: its kind by lot, its home where matters lie and nobody is organised."""
        s = self.settings
        address = week.index * MOST_SLOTS + slot
        luck = week.draw("opens", np.array([3 * address, 3 * address + 1, 3 * address + 2]))
        if luck[0] >= s.opening:
            return
        weight = np.array([s.share_governance, s.share_mutual_aid, s.share_volunteer])
        if weight.sum() <= 0:
            return
        kind = KINDS_INCUBATED[min(int(np.searchsorted(np.cumsum(weight) / weight.sum(), luck[1])), 2)]
        own_group = self._group_near(week)
        if own_group is not None:
            self.projects[slot] = Project(address, kind, own_group.home, self.rows, week.index, own_group)
            own_group.supported = True
            return
        homes = np.array([one.home for one in week.society.alive], np.int64)
        there = np.bincount(homes, minlength=self.estates.size)
        need = np.where(self.estates, (1.0 + week.open_matters) / (1.0 + there) ** 2, 0.0)
        home = min(int(np.searchsorted(np.cumsum(need) / need.sum(), luck[2])), self.estates.size - 1)
        self.projects[slot] = Project(address, kind, home, self.rows, week.index)

    def _group_near(self, week: Week) -> Organisation | None:
        """A group that residents gathered by themselves, if there is one to lead on."""
        taken = {id(project.organisation) for project in self.projects.values()}
        free = (one for one in week.society.alive if one.stage == GROUP and not one.supported and id(one) not in taken)
        return next((one for one in free if self.estates[one.home]), None)

    def _may_go_on(self, project: Project, week: Week) -> bool:
        s = self.settings
        return (
            project.worked(week) >= project.least_weeks(s)
            and project.luck(week, "advances") < s.advance
            and DONE[project.at.name](project, week, s)
        )

    def _fails(self, project: Project, week: Week) -> bool:
        """Whether a step takes too long or the group falls apart."""
        tired = project.worked(week) >= self.settings.patience
        return tired or project.luck(week, "falls apart") < self.settings.abort

    def _go_on(self, project: Project, slot: int, week: Week) -> None:
        """Note a step as done, and go on to the next or let the organisation graduate."""
        group, society = project.group(), week.society
        group.steps[project.at.name] = week.index
        done = project.at
        if done.name == "interest" and group.stage != ACTING:
            list_ = society.of(group)
            never = (list_.times == 0) & ~np.isin(list_.row, group.leaders)
            society.strike(group, list_.row[never])
            group.kind = project.kind
            text, kind = TAKEN_UP if group.stage == GROUP else TAKES_SHAPE, ORGANISATIONS[group.kind]
            self._say(week, group, text, kind=kind, estate=group.home + 1, people=project.regulars(week).size)
        elif done.name == "register":
            group.registered = week.index
            people, leaders, board = society.members(group).size, len(group.leaders), len(group.board)
            self._say(week, group, REGISTERS, people=people, leaders=leaders, board=board)
        elif done.name == "covenant":
            self._say(week, group, COVENANT, n=project.merchants)
        elif done.name == "lead":
            self._say(week, group, LED, n=len(group.leaders))
        if project.step + 1 == len(STEPS):
            del self.projects[slot]
            self.graduates.append(project)
            weeks = week.index - project.address // MOST_SLOTS
            self._say(week, group, GRADUATES, weeks=weeks, people=society.members(group).size)
            return
        project.step += 1
        project.since = week.index + 1
        if group.stage != GROUP or project.at.stage > FORMING:
            group.stage = max(project.at.stage, group.stage)

    def _give_up(self, project: Project, slot: int, week: Week) -> None:
        self.given_up += 1
        group = project.organisation
        if group is not None:
            self._say(week, group, SCATTERS if group.forming else GIVES_UP, n=project.step + 1, step=project.at.label)
        self._let_go(project, week)
        del self.projects[slot]

    def _let_go(self, project: Project, week: Week) -> None:
        """Stop accompanying a group: a circle scatters, anything further goes on alone."""
        group = project.organisation
        if group is None or not group.alive:
            return
        group.supported = False
        if group.forming:
            week.society.end(group, week.index, GIVEN_UP)

    def _exchange(self, week: Week) -> None:
        """Members of organisations with an exchange of their own expect a small reward, under rules of their own."""
        s = self.settings
        exchanging = np.array(
            [one.alive and one.awards > 0 and self.estates[one.home] for one in week.society.ever], np.bool_
        )
        if exchanging.any() and s.exchange_pull > 0:
            roster = week.society.roster
            members = np.zeros(self.community.people, np.bool_)
            members[roster.row[exchanging[roster.organisation]]] = True
            rows = np.flatnonzero(members)
            week.push("reward", rows, s.exchange_pull)
            week.push("controlling", rows, s.exchange_control)
            week.reward_kinds([0.5] * KINDS)

    def _count_exchange(self, week: Week) -> None:
        """Book the merchants' part in the exchange of points for what members did."""
        there = week.society.gathering
        exchanging = np.array([one.awards > 0 for one in week.society.ever], np.bool_)
        acts = int(np.count_nonzero(exchanging[there.host] & there.member)) if there.host.size else 0
        week.book(yuan=acts * self.settings.exchange_yuan, payer="merchants")

    def _evaluate_all(self, week: Week) -> None:
        """Every registered organisation is evaluated once a year; corrective action where it does not pass."""
        s = self.settings
        for project in self.graduates:
            if project.group().alive:
                week.book(yuan=s.evaluation_yuan, cadre_hours=s.cadre_hours)
                project.score, project.evaluated = evaluate(project.group(), week), week.index
                four_channels(project, week, s)
                if project.score < s.passing:
                    correct(project, week, s)

    def _say(self, week: Week, group: Organisation, text: Text, **values: object) -> None:
        week.tell(text.filled(name=group.name, **values), int(self.community.places.estate_grid[group.home]))
