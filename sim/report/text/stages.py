"""What is said of the two definitions of the stages wherever figures of them are told."""

from __future__ import annotations

from sim.text import Text

DEFINED = Text(
    "Stages go by relative autonomy over half a year: told to where pressure, reward and face weighed more than "
    "motives of one's own. Beside it stands the counterfactual definition: who would mostly not have come without "
    "pressure or reward.",
    "阶段按半年的相对自主划分：压力、奖励与面子的分量大过自己的动机，即为“要我干”。另列反事实定义：若无压力或奖励多半不会来的人。",
)
