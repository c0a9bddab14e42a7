"""A policy of one's own in one file: tea mornings. Adapt it; `2_a_policy.ipynb` puts it through the contract suite."""

from typing import ClassVar

from sim import Policy, PolicySettings
from sim.param import param
from sim.text import Text
from sim.week import Week


class TeaSettings(PolicySettings):
    """How welcoming the mornings are, and what they cost."""

    welcome: float = param(
        0.3, 0.1, 0.6, "0–1 scale", "relatedness felt over tea", "茶叙带来的归属感支持", source="assumption"
    )
    tea: float = param(60.0, 20.0, 200.0, "yuan a week and estate", "tea and cakes", "茶点费用", source="assumption")


class TeaMornings(Policy[TeaSettings]):
    """Once a week the office puts on tea in every estate: one more easy occasion, and whoever comes is among people."""

    name: ClassVar[str] = "tea"
    label: ClassVar[Text] = Text("tea mornings", "邻里茶叙")
    about: ClassVar[Text] = Text("Neighbours meet over tea once a week.", "邻里每周茶叙一次。")
    source: ClassVar[str] = "assumption"
    settings_type = TeaSettings

    def act(self, week: Week) -> None:
        """Invite everybody of the estates it is for, and pay for the tea."""
        week.host("interest", self.estates, notice=self.settings.dose)
        week.push("relatedness", self.rows, self.settings.welcome)
        week.book(yuan=self.settings.tea * self.estates.sum(), cadre_hours=4.0)
