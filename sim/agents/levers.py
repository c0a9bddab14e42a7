"""What policies push: the levers on residents and on places, and how pushes of several modules combine."""

from __future__ import annotations

from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.agents.resident.sources import ASKERS, SOURCES
from sim.kernel import kernel
from sim.text import Text

Stack = Literal["add", "union", "strongest"]
Rows = NDArray[Any] | slice
ADD, UNION, STRONGEST = range(3)
WAYS: dict[Stack, int] = {"add": ADD, "union": UNION, "strongest": STRONGEST}


class Lever(NamedTuple):
    """How a lever reads and how pushes of several modules combine.

    `add`: they add up. `union`: 1 − (1 − a)(1 − b), for shares. `strongest`: the larger one counts.
    """

    label: Text
    unit: str
    stack: Stack


LEVERS: dict[str, Lever] = {
    "notice": Lever(Text("extra hazard of getting notice", "额外的获知机会"), "hazard per week", "add"),
    **{name: Lever(Text(f"hazard of being asked by {SOURCES[name].en}", f"被{SOURCES[name].zh}当面邀请的机会"), "hazard per week", "add") for name in ASKERS},
    "prompt": Lever(Text("hazard of being asked to do everyday acts", "被提醒做日常小事的机会"), "hazard per week", "add"),
    "done_for": Lever(Text("share of undone everyday acts that staff do instead", "由工作人员代做的未做之事占比"), "share", "union"),
    "pressure": Lever(Text("pressure and obligation felt", "感到的压力与义务"), "0–1", "union"),
    "reward": Lever(Text("reward expected", "预期奖励"), "0–1", "union"),
    "controlling": Lever(Text("share of the reward felt as controlling", "奖励中被感到受控的部分"), "0–1", "strongest"),
    "autonomy": Lever(Text("support of autonomy on occasions taken", "对自主感的支持"), "0–1", "add"),
    "competence": Lever(Text("support of competence on occasions taken", "对胜任感的支持"), "0–1", "add"),
    "relatedness": Lever(Text("support of relatedness on occasions taken", "对联结感的支持"), "0–1", "add"),
    "relief": Lever(Text("hours freed", "腾出的时间"), "hours per week", "add"),
    "promise": Lever(Text("promises kept (+) or broken (−)", "承诺兑现（+）或落空（−）"), "promises", "add"),
}
PLACE_LEVERS: dict[str, Lever] = {
    "order": Lever(Text("matters avoided by a covenant", "公约减少的问题"), "share", "union"),
    "detection": Lever(Text("extra chance that a matter is noticed", "额外的问题发现率"), "per week", "add"),
    "governed": Lever(Text("quality of self-management", "自管质量"), "0–1", "strongest"),
    "norm": Lever(Text("weight a covenant adds to what contacts do", "公约加强的从众权重"), "share", "strongest"),
}


def stack(target: NDArray[np.float32], how: Stack, rows: Rows, amount: float | NDArray[np.floating]) -> None:
    """Push a lever, float32 (people or places,): for row numbers without repetition, a mask or a slice."""
    value = np.asarray(amount, np.float32)
    if isinstance(rows, np.ndarray) and rows.dtype != np.bool_ and target.flags.c_contiguous:
        _stack_rows(target, WAYS[how], rows.astype(np.int64, copy=False), value.reshape(-1))
    elif how == "add":
        target[rows] += value
    elif how == "union":
        target[rows] = 1 - (1 - target[rows]) * (1 - value)
    else:
        target[rows] = np.maximum(target[rows], value)


@kernel
def _stack_rows(target: NDArray[np.float32], how: int, rows: NDArray[np.int64], value: NDArray[np.float32]) -> None:
    """`value` is one for all rows, or one for each."""
    one = np.float32(1.0)
    for n in range(rows.size):
        row = rows[n]
        own = value[n] if value.size > 1 else value[0]
        if how == ADD:
            target[row] += own
        elif how == UNION:
            target[row] = one - (one - target[row]) * (one - own)
        else:
            target[row] = max(target[row], own)
