"""The rules by which residents decide: the full one, and its rivals.

A rival is another account of why people take part. It shares everything else with the full rule (who lives there, how
people are reached, what modules do), so that a pattern which a rival fails is evidence for what that rival lacks. Three
means, in this order: a sense is taken from people (`sim.world`), a number is zero (`ZERO_UNDER`), or, where a term has
another form, the kernel has a branch (`sim.agents.resident.decision`).
"""

from __future__ import annotations

from typing import Literal, TypeVar, get_args

from sim.param import Settings
from sim.text import Text

Rule = Literal["full", "no_social", "thresholds", "indirect_crowding", "no_own_occasions"]
FULL, NO_SOCIAL, THRESHOLDS, INDIRECT_CROWDING, NO_OWN_OCCASIONS = range(len(get_args(Rule)))

RULES: dict[Rule, Text] = {
    "full": Text("full model", "完整模型"),
    "no_social": Text("without social influence", "无社会影响"),
    "thresholds": Text("thresholds only", "仅有阈值"),
    "indirect_crowding": Text("indirect crowding", "间接挤出"),
    "no_own_occasions": Text("no occasions of one's own", "没有自己的机会"),
}

# Numbers that are zero under a rule. Without social influence members bring nobody along (the rest is that nobody sees
# what contacts do). Under thresholds no motive is built up, nothing adds to it or takes from it, no habit forms, and
# nothing of a person's own but the threshold counts. Without occasions of one's own every act needs somebody or
# something that reaches: no place in a team counts as one, no habit finds one, nothing brings one to mind.
ZERO_UNDER: dict[Rule, dict[str, tuple[str, ...]]] = {
    "no_social": {"organisations": ("recruit",)},
    "no_own_occasions": {"resident": ("everyday_noticed", "everyday_home")},
    "thresholds": {
        "resident": (
            "internalise",
            "crowd_out",
            "habit_gain",
            "habit_event",
            "everyday_gain",
            "base",
            "ease",
            "eases",
            "weight_motivation",
            "weight_habit",
            "weight_norm",
            "weight_efficacy",
            "weight_collective",
            "weight_belonging",
            "weight_trust",
            "weight_fit",
            "weight_skill",
            "weight_burnout",
            "weight_member",
            "weight_knowledge",
        )
    },
}

Numbers = TypeVar("Numbers", bound=Settings)


def in_force(rule: Rule, part: str, numbers: Numbers) -> Numbers:
    """The declared numbers of a part of the scenario, such as `resident`, as a rule leaves them."""
    return numbers.model_copy(update=dict.fromkeys(ZERO_UNDER.get(rule, {}).get(part, ()), 0.0))
