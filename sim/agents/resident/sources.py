"""Who brings an occasion to a resident: the sources of asking, what each one's word weighs, and what it presses.

The same words from a neighbour and from a stranger are not the same (Burn 1991); being asked by somebody who may tell
one what to do is felt as control (Ryan & Deci 2000).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.agents.resident.settings import AskingSettings
from sim.text import Text

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
PEERS = ("own", "household", "tie", "leader")  # the first ones; what they bring counts as begun by oneself or peers
ASKERS = ("tie", "leader", "party", "cadre", "stranger")  # who may be sent to ask


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
