"""The community as a plain Mesa model: builds the residents of `resident` and lets their weeks pass."""

from __future__ import annotations

from collections import defaultdict
from math import exp
from typing import Any

import mesa
import numpy as np
from mesa.agent import AgentSet

from benchmarks.plain_mesa.resident import TOGETHER, TOLD_TO, WANT_TO, Act, Estate, Kind, Levers, Resident
from benchmarks.recorded.run import BELONGING, Inputs, Pushed, Recording
from sim.agents.acts import ACTS
from sim.agents.resident.columns import WINDOW, Residents
from sim.agents.resident.learning import AUTONOMY_UNIT, OWN_UNIT
from sim.agents.resident.occasions import Offers, Push
from sim.agents.resident.sources import SOURCES

FEATURES = (
    "own_motivation", "own_belonging", "own_efficacy", "own_trust", "threshold", "satiable", "attentive", "by_face",
    "concern", "fit", "ease", "eases", "able", "frail", "spare", "skill", "motivation", "habits", "pressure",
    "efficacy", "belonging", "trust", "burnout", "knowledge", "weary", "unheeding", "everyday", "rewarded_acts",
    "memberships", "formal",
)  # fmt: skip


class PlainModel(mesa.Model):
    """The residents at the start of a recording, one Mesa agent each; a step is a week of it."""

    def __init__(self, recording: Recording, seed: int = 0) -> None:
        super().__init__(seed=seed)
        self.recording = recording
        self.week = recording.first
        world = recording.world
        self.rates, self.asking = world.rules.resident, world.rules.asking
        self.weight, self.control = (
            {name: getattr(self.asking, f"{what}_{name}", 0.0) for name in SOURCES} for what in ("weight", "control")
        )
        self.kinds = [
            Kind(*(getattr(world.acts, name)[kind].item() for name in Kind._fields)) for kind in range(len(ACTS))
        ]
        self.estates = [Estate(int(grid)) for grid in world.community.places.estate_grid]
        self.pushed: defaultdict[int, Levers] = defaultdict(Levers)
        self.belonging: dict[str, list[int]] = {}  # rows of those who take part in organisations
        self.rewarded: list[float] = []
        self.success: dict[tuple[int, int], float] = {}
        self.with_place: list[Resident] = []
        self.by_row = self._settle(recording.start)
        self._introduce(recording.start)
        stages = (TOLD_TO, WANT_TO, TOGETHER)
        self.datacollector = mesa.DataCollector(
            {
                "participation": lambda model: model.share(lambda r: r.acts and r.acts[-1].week == model.week),
                **{stage: lambda model, stage=stage: model.share(lambda r: r.stage == stage) for stage in stages},
                "motivation": lambda model: model.residents.agg("motivation", np.mean),
            }
        )

    @property
    def residents(self) -> AgentSet:
        """Everybody who lives there."""
        return self.agents_by_type[Resident]

    def luck(self, _stream: str, _agent: mesa.Agent, _organisation: mesa.Agent | None = None) -> float:
        """A draw in 0–1; a test replaces it by the engine's."""
        return self.random.random()

    def share(self, condition: Any) -> float:
        """Share of residents of whom something is true."""
        return len(self.residents.select(condition)) / len(self.residents)

    def step(self) -> None:
        """A week: all decide on last week's state, then all change, then contacts see it."""
        inputs = self.recording.weeks[self.week - self.recording.first]
        self.before_deciding(inputs)
        self.residents.do("decide")
        self.residents.do("ask_at_home")
        self.after_deciding(inputs)
        self.residents.do("notice_home")
        self.residents.do("do_everyday")
        self._see_how_it_went()
        self.residents.do("change")
        self.residents.do("show")
        self.after_changing(inputs)
        self.datacollector.collect(self)
        self.week += 1

    def before_deciding(self, inputs: Inputs) -> None:
        """Set the recorded offers, pushes and memberships of this week."""
        self._offer(inputs, inputs.offers)
        self._push(inputs.push)
        self._clear_places()
        for row, *place in zip(*(array.tolist() for array in inputs.places), strict=True):
            if row in self.by_row:
                self.give_place(self.by_row[row], tuple(place))
        for name, found in zip(BELONGING, inputs.belongs, strict=True):
            for row in self.belonging.pop(name, ()):
                setattr(self.by_row[row], name, 0)
            self.belonging[name] = [row for row in found.rows.tolist() if row in self.by_row]
            for row, number in zip(found.rows.tolist(), found.amounts.tolist(), strict=True):
                if row in self.by_row:
                    setattr(self.by_row[row], name, number)

    def after_deciding(self, _inputs: Inputs) -> None:
        """Nothing happens between deciding and learning from it."""

    def after_changing(self, inputs: Inputs) -> None:
        """Habits end whose setting ended."""
        for row, kind in zip(*(array.tolist() for array in inputs.ended), strict=True):
            if row in self.by_row:
                self.by_row[row].habits[kind] = 0.0

    def give_place(self, resident: Resident, place: tuple[Any, int]) -> None:
        """Somebody's own occasion of the week: in which organisation, and the kind of act."""
        if resident.place is None:
            self.with_place.append(resident)
        resident.place = place

    def _clear_places(self) -> None:
        """Nobody has a place that meets, until this week's are known."""
        for resident in self.with_place:
            resident.place = resident.turn = None
        self.with_place = []

    def _offer(self, inputs: Inputs, offers: Offers) -> None:
        """Set the recorded offers of this week on estates, as Python numbers."""
        for n, estate in enumerate(self.estates):
            estate.notice, estate.say = offers.notice[n].tolist(), offers.say[n].tolist()
            estate.norm, estate.solved = float(offers.norm[n]), float(inputs.solved[n])
            estate.collective = float(inputs.collective[n])
        self.rewarded = offers.rewarded.tolist()

    def _push(self, push: tuple[Pushed, ...]) -> None:
        """The levers of those who are pushed."""
        number = self.recording.world.community.number
        pushed: dict[int, dict[str, float]] = {}
        for lever, (rows, amounts) in zip(Push._fields, push, strict=True):
            for who, amount in zip(number[rows].tolist(), amounts.tolist(), strict=True):
                pushed.setdefault(who, {})[lever] = amount
        self.pushed = defaultdict(Levers, {who: Levers(**own) for who, own in pushed.items()})

    def _see_how_it_went(self) -> None:
        """How well each kind of activity went in each grid, from the number who came."""
        came: dict[tuple[int, int], int] = {}
        for resident in self.residents:
            if resident.occasion is not None and resident.occasion.came:
                place = (resident.estate.grid, resident.occasion.kind)
                came[place] = came.get(place, 0) + 1
        self.success = {place: 1 - exp(-number / self.rates.turnout) for place, number in came.items()}

    def _settle(self, columns: Residents) -> dict[int, Resident]:
        """One agent for everybody who lives there, with the features of their row."""
        community = self.recording.world.community
        plain = {name: getattr(columns, name).tolist() for name in FEATURES}
        residents, homes = {}, defaultdict[int, list[Resident]](list)
        for row in np.flatnonzero(columns.here).tolist():
            resident = Resident(self, int(community.number[row]), self.estates[community.estate[row]])
            for name, values in plain.items():
                setattr(resident, name, values[row])
            resident.active = bool(columns.active[row])
            resident.acts.extend(self._remembered(columns, row))
            residents[row] = resident
            homes[community.household[row]].append(resident)
            resident.home = homes[community.household[row]]
        return residents

    def _remembered(self, columns: Residents, row: int) -> list[Act]:
        """The acts of the last half year, the oldest first."""
        acts = []
        for ago in range(WINDOW - 1, -1, -1):
            if int(columns.took[row]) >> ago & 1:
                week = self.week - 1 - ago
                own = float(columns.own_recent[week % WINDOW, row] / OWN_UNIT)
                index = float(columns.autonomy_recent[week % WINDOW, row] / AUTONOMY_UNIT)
                marks = (bool(int(bits[row]) >> ago & 1) for bits in (columns.voiced, columns.by_peers))
                acts.append(Act(week, own, index, *marks))
        return acts

    def _introduce(self, columns: Residents) -> None:
        """Make contacts known to each other."""
        for row, resident in self.by_row.items():
            for at in range(columns.tie_start[row], columns.tie_start[row + 1]):
                other = self.by_row.get(int(columns.tie_to[at]))
                if other is not None:
                    outside = at >= columns.household_end[row]
                    resident.contacts.append((other, int(columns.closeness[at]), bool(outside)))
            resident.closeness = sum(closeness for _, closeness, _ in resident.contacts)
