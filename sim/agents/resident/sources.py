"""Who brings an occasion to a resident: the sources of asking, what each one's word weighs, and what it presses.

The same words from a neighbour and from a stranger are not the same (Burn 1991); being asked by somebody who may tell
one what to do is felt as control (Ryan & Deci 2000).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.param import UNIT_INTERVAL, Settings, param
from sim.text import Text

LOGIT = (-20.0, 20.0)
SOURCES: dict[str, Text] = {
    "own": Text("of one's own accord", "自己来"),
    "household": Text("somebody at home", "家人"),
    "tie": Text("a neighbour or friend", "邻居、熟人"),
    "leader": Text("a recognised leader", "达人、带头人"),
    "party": Text("a party member of one's branch or building", "本支部、本楼党员"),
    "cadre": Text("a cadre", "社区干部"),
    "stranger": Text("a paid stranger", "外聘人员"),
    "notice": Text("a notice", "通知"),
}
OWN, HOUSEHOLD, TIE, LEADER, PARTY, CADRE, STRANGER, NOTICE = range(len(SOURCES))
ASKERS = ("tie", "leader", "party", "cadre", "stranger")  # who may be sent to ask
PEERS = (OWN, HOUSEHOLD, TIE, LEADER)


class AskingSettings(Settings):
    """Who asks, what it weighs, how it is felt, what it costs, and how it wears out."""

    # What the word of each source weighs in the decision; one's own accord weighs nothing
    weight_household: float = param(2.3, 1.2, 3.0, "logit", "weight of being asked by somebody at home", "家人邀请的权重", source="S35 assumption", bounds=LOGIT)
    weight_tie: float = param(0.85, 0.5, 1.5, "logit", "weight of being asked by a neighbour or friend", "邻居熟人邀请的权重", source="S30 burn1991", bounds=LOGIT)
    weight_leader: float = param(1.1, 0.6, 1.8, "logit", "weight of being asked by a recognised leader", "带头人邀请的权重", source="S10 burn1991 assumption", bounds=LOGIT)
    weight_party: float = param(0.8, 0.4, 1.4, "logit", "weight of being asked by a party member of one's branch or building", "本支部、本楼党员邀请的权重", source="S24 assumption", bounds=LOGIT)
    weight_cadre: float = param(0.6, 0.2, 1.2, "logit", "weight of being asked by a cadre", "社区干部邀请的权重", source="S24 assumption", bounds=LOGIT)
    weight_stranger: float = param(0.28, 0.05, 0.6, "logit", "weight of being asked by a paid stranger", "外聘人员邀请的权重", source="gerber2000 burn1991", bounds=LOGIT)
    weight_notice: float = param(-0.30, -0.8, 0.0, "logit", "weight of having only read a notice", "仅看到通知的权重", source="burn1991 assumption", bounds=LOGIT)
    # How far each is felt as control; the others press nobody
    control_party: float = param(0.35, 0.1, 0.6, "0–1 scale", "pressure felt in a party member's asking", "党员邀请带来的压力", source="S24 assumption", bounds=UNIT_INTERVAL)
    control_cadre: float = param(0.60, 0.4, 0.9, "0–1 scale", "pressure felt in a cadre's asking", "干部动员带来的压力", source="S24 assumption", bounds=UNIT_INTERVAL)
    control_stranger: float = param(0.25, 0.05, 0.5, "0–1 scale", "pressure felt in a stranger's asking", "外聘人员邀请带来的压力", source="assumption", bounds=UNIT_INTERVAL)
    # What asking takes
    contacts: float = param(8.0, 6.0, 12.0, "people per hour", "people whom an hour of asking reaches", "一小时可当面邀请的人数", source="gerber2000 assumption", bounds=(0.1, 1000))
    wage: float = param(25.0, 15.0, 40.0, "yuan per hour", "pay of strangers who are hired to ask", "外聘人员时薪", source="assumption")
    # How it wears out
    refused: float = param(0.35, 0.15, 0.6, "per refusal", "weariness of being asked, from a refusal", "每次拒绝后的厌烦增量", source="assumption", bounds=UNIT_INTERVAL)
    refused_weight: float = param(1.5, 0.5, 2.5, "logit", "weight of full weariness of being asked", "完全厌烦的权重", source="assumption", bounds=LOGIT)
    refused_fade: float = param(0.06, 0.03, 0.12, "per week", "recovery from that weariness", "厌烦的消退", source="assumption", bounds=UNIT_INTERVAL)
    unheeded: float = param(0.25, 0.1, 0.5, "per notice read in vain", "attention that notices lose by one that moved nobody", "每则无效通知消耗的注意", source="assumption", bounds=UNIT_INTERVAL)
    unheeded_fade: float = param(0.01, 0.003, 0.03, "per week", "return of attention to notices", "对通知注意的恢复", source="assumption", bounds=UNIT_INTERVAL)
    # At home
    along: float = param(0.9, 0.6, 1.0, "share", "chance that who comes to an event asks those at home along", "参加者叫上家人的概率", source="S35 assumption", bounds=UNIT_INTERVAL)


class Asking(NamedTuple):
    """The declared numbers of asking as kernels read them.

    Attributes
    ----------
    weight, control : float32 (sources,)
        In the order of `SOURCES`.
    refused, refused_weight, refused_fade, unheeded, unheeded_fade, along : float32
        See `AskingSettings`.
    """

    weight: NDArray[np.float32]
    control: NDArray[np.float32]
    refused: np.float32
    refused_weight: np.float32
    refused_fade: np.float32
    unheeded: np.float32
    unheeded_fade: np.float32
    along: np.float32


def asking_of(settings: AskingSettings) -> Asking:
    """The declared numbers of asking for kernels."""
    weight, control = (
        np.array([getattr(settings, f"{what}_{name}", 0.0) for name in SOURCES], np.float32)
        for what in ("weight", "control")
    )
    return Asking(weight, control, *(np.float32(getattr(settings, name)) for name in Asking._fields[2:]))
