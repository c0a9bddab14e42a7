"""What leader discovery measures, and what it tells the chronicle."""

from __future__ import annotations

from sim.measures import Measure
from sim.text import Text

PEOPLE = Text("people", "人")
MEASURES: tuple[Measure, ...] = (
    Measure(
        "leaders_on_file", Text("residents on file as capable", "达人档案在册人数"), PEOPLE, "last", grids=False
    ),
    Measure("leaders_asked", Text("asked to become backbone", "邀请成为骨干的人次"), PEOPLE, "sum", grids=False),
    Measure("leaders_accepted", Text("agreed to become backbone", "同意成为骨干的人数"), PEOPLE, "sum", grids=False),
    Measure("leaders_trained", Text("backbone residents trained", "在任骨干中已受训人数"), PEOPLE, "last", grids=False),
    Measure("leaders_in_posts", Text("backbone residents in posts", "骨干在岗人数"), PEOPLE, "last", grids=False),
)

STARTS = Text("The search for capable residents starts.", "启动“四引四看”，发现小区达人。")
ENDS = Text("The search for capable residents ends; on file: {n}.", "达人发现工作结束，在册{n}人。")
AGREE = Text("Of {n} residents asked to lead, {new} agree.", "邀请{n}名达人，{new}人同意成为骨干。")
POSTED = Text("Backbone residents take up posts ({n}): {posts}.", "{n}名骨干上岗：{posts}。")
