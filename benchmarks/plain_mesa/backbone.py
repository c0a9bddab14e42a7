"""Backbone residents as plain Mesa agents, by the rules of docs/odd.md: the role, which stands beside the resident."""

from __future__ import annotations

from typing import Any

import mesa

from benchmarks.plain_mesa.resident import Resident, clip
from sim.agents.acts import ACTION
from sim.agents.organisation.life import TASKS_AS_BACKBONE, TASKS_AS_LEADER, TASKS_IN_POST

ROUNDS = "rounds"  # in place of an organisation


class BackboneRole(mesa.Agent):
    """The backbone role of a resident: training, strain, support, a post."""

    def __init__(self, model: mesa.Model, resident: Resident) -> None:
        super().__init__(model)
        self.resident = resident
        self.trained = self.strain = self.support = self.tasks = 0.0
        self.post = 0
        resident.role = self

    def become(self, values: dict[str, Any]) -> None:
        """Take on recorded features."""
        for name, value in values.items():
            setattr(self, name, value)

    def carry(self) -> None:
        """Tasks of this week: the role, each lead, a post."""
        led = sum(one.leaders.count(self.resident) for one in self.model.organisations)
        self.tasks = TASKS_AS_BACKBONE + TASKS_AS_LEADER * led + TASKS_IN_POST * (self.post > 0)

    def reach_out(self) -> None:
        """Ask as many contacts as the span allows, in turn from week to week."""
        s = self.model.backbone_rules
        vigour = s.ask * (1 + s.trained * self.trained) * (1 - self.strain)
        there = [other for other, _, _ in self.resident.contacts if other.able]
        for nth in range(min(s.span, len(there))):
            self.model.pushed[there[(self.model.week * s.span + nth) % len(there)].number].leader += vigour

    def go_on_rounds(self) -> None:
        """Where no organisation calls this week, perhaps rounds of one's own."""
        free = self.resident.place is None
        if free and self.model.luck("rounds", self.resident) < self.model.backbone_rules.rounds:
            self.model.give_place(self.resident, (ROUNDS, ACTION))

    def live_on(self) -> None:
        """Strain, and perhaps giving up."""
        s = self.model.backbone_rules
        borne = s.tasks_borne * min(self.resident.spare / s.tasks_hours, 2)
        over = max(self.tasks * (1 - self.support) - borne, 0)
        self.strain = clip(self.strain + s.strain * over - s.strain_fade * self.strain)
        self.support = 0.0
        chance = s.stop * (1 + s.stop_strained * self.strain)
        if self.model.luck("backbone stops", self.resident) < chance or not self.resident.able:
            for one in self.model.organisations:
                one.leaders = [leader for leader in one.leaders if leader is not self.resident]
            self.resident.role = None
            self.remove()
