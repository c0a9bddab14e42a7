"""A small community with an incubation platform in a week of one's choice, and the groups it accompanies."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from sim.agents.acts import MEETING
from sim.agents.backbone import BackboneSettings
from sim.agents.organisation import Gathering, OrganisationSettings
from sim.agents.organisation.life import count
from sim.agents.organisation.society import NOBODY_CAME
from sim.ledger import PAYERS
from sim.policies.incubation import STEPS, Incubation, IncubationSettings
from sim.policies.incubation.project import Project
from sim.simulation import Simulation
from sim.text import Filled, Text
from sim.week import Week
from tests.support import small

RULES, LIFE, JUDGING = IncubationSettings(), OrganisationSettings(), BackboneSettings()
NAMES = [step.name for step in STEPS]
GOVERNMENT, MERCHANTS, RESIDENTS = (list(PAYERS).index(payer) for payer in ("government", "merchants", "residents"))
every_step = pytest.mark.parametrize("step", NAMES)
# Nothing happens by chance: a group goes on as soon as it may, none falls apart, opens or finds a merchant or money
SURE: dict[str, Any] = {
    "advance": 1.0,
    "abort": 0.0,
    "opening": 0.0,
    "merchants": 0.0,
    "grant_chance": 0.0,
    "crowdfunding_chance": 0.0,
    "gift_chance": 0.0,
    "sponsor_chance": 0.0,
}
# Groups find people at once and get on easily: many go all the way in two years of a small community
EASY: dict[str, Any] = {
    "incubation__opening": 1.0,
    "incubation__advance": 1.0,
    "incubation__targets": 12,
    "incubation__willing_base": 1.0,
    "incubation__regulars": 5,
    "incubation__ties": 0.01,
    "incubation__stable": 3,
    "incubation__action_people": 2,
    "incubation__board": 3,
    "incubation__board_quorum": 0.05,
    "incubation__merchants": 1.0,
    "incubation__events": 1.0,
    "incubation__reserve_weeks": 2,
    "incubation__grant_chance": 1.0,
    "backbone__willing": 0.05,
    "backbone__devoted": 0,
    "backbone__capable": 0.1,
    "weeks": 120,
}


class Platform:
    """The small community and its incubation platform, in a week of one's choice; nothing has happened there yet.

    Settings of the module need no prefix and are `SURE` unless given.
    """

    def __init__(self, week: int = 1, **changes: Any) -> None:
        own = {
            **SURE,
            "dose": 1.0,
            **{name: value for name, value in changes.items() if name in IncubationSettings.model_fields},
        }
        other = {name: value for name, value in changes.items() if name not in own}
        scenario = small(**{"run_in": 0, **{f"incubation__{name}": value for name, value in own.items()}, **other})
        self.world = Simulation(scenario, 1).world
        self.society = self.world.society
        self.policy = Incubation(scenario.policies["incubation"], self.world.community, self.world.clock)  # type: ignore[arg-type]
        self.s = self.policy.settings
        self.r = self.world.residents
        self.r.age[:], self.r.motivation[:] = 40.0, 0.0
        self.adults = np.flatnonzero(self.r.able)
        self.at(week)

    def at(self, week: int) -> Week:
        """A week begins: levers are neutral, nobody has come to anything."""
        self.world.week = week
        self.world.clear_levers()
        self.society.gathering = NOBODY_CAME
        self.week = Week(self.world, "incubation")
        return self.week

    def strangers(self, number: int) -> NDArray[np.int64]:
        """So many grown residents of whom no two know each other."""
        chosen: list[int] = []
        barred: set[int] = set()
        for row in self.adults.tolist():
            if row not in barred:
                chosen.append(row)
                barred.update(self.r.tie_to[self.r.tie_start[row] : self.r.tie_start[row + 1]].tolist())
            if len(chosen) == number:
                return np.array(chosen)
        raise AssertionError("there are not so many strangers")

    def group(
        self, step: str, rows: NDArray[np.integer] | int = 40, kind: str = "mutual_aid", slot: int = 0, **known: Any
    ) -> Project:
        """A group at one of the steps, in its first week there, in one of the slots; `known` are its attributes."""
        members = self.strangers(rows) if isinstance(rows, int) else rows
        at = NAMES.index(step)
        home = int(self.world.community.estate[members[0]])
        one = self.society.found(kind, home, members, "incubation", self.world.week, STEPS[at].stage)
        one.supported = True
        for name, value in known.items():
            assert hasattr(one, name), name
            setattr(one, name, value)
        self.count()
        p = Project(self.world.week * 65_536 + slot, kind, home, self.policy.rows, self.world.week, one, at)
        self.policy.projects[slot] = p
        return p

    def count(self) -> None:
        """Count who belongs where."""
        count(self.society, self.r, self.world.week)

    def records(self, p: Project, *, times: Any = None, came: Any = None) -> None:
        """How often, and in which of the last weeks, the members of a group came; in order of the list."""
        roster = self.society.roster
        own = np.flatnonzero(roster.organisation == p.group().index)
        for column, values in ((roster.times, times), (roster.came, came)):
            if values is not None:
                column[own] = 0
                column[own[: len(values)]] = values

    def meet(self, p: Project, members: Any, kind: int = MEETING, guests: Any = ()) -> None:
        """These members and guests come to something of a kind."""
        rows = np.array([*members, *guests], np.int32)
        self.society.gathering = Gathering(
            rows, np.full(rows.size, kind, np.int8), np.full(rows.size, p.group().index, np.int32),
            np.arange(rows.size) < len(members),
        )  # fmt: skip

    def follow(self, weeks_on: int = 0) -> str:
        """What the platform makes of the week so many weeks on; the step the first slot is then at, or what became of it."""
        if weeks_on:
            there = self.society.gathering
            self.at(self.world.week + weeks_on)
            self.society.gathering = there
        self.policy.follow(self.week)
        if 0 in self.policy.projects:
            return self.policy.projects[0].at.name
        return "graduated" if self.policy.graduates else "given up"

    def booked(self) -> NDArray[np.float64]:
        """Yuan of this week by payer."""
        return self.world.ledger.yuan[self.world.week, self.world.ledger.modules.index("incubation")]

    def told(self) -> list[Text]:
        """What the platform told."""
        return [event.text for event in self.world.chronicle.events]

    def told_of(self, template: Text) -> list[Filled]:
        """What it told in these words."""
        return [text for text in self.told() if isinstance(text, Filled) and text.template == template]


def rows_of(place: Platform, p: Project) -> NDArray[np.int32]:
    """Members, in order of the list."""
    return place.society.members(p.group())
