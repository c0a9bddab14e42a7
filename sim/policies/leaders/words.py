"""What leader discovery measures, and what it tells the chronicle."""

from __future__ import annotations

from functools import partial

from sim.measures import Measure, own_measure
from sim.text import Text

PEOPLE = Text("people", "人")
_of = partial(own_measure, "leaders")
MEASURES: tuple[Measure, ...] = (
    _of("on_file", "residents on file as capable", "达人档案在册人数", PEOPLE, "last"),
    _of("asked", "asked to become backbone", "邀请成为骨干的人次", PEOPLE, "sum"),
    _of("accepted", "agreed to become backbone", "同意成为骨干的人数", PEOPLE, "sum"),
    _of("trained", "backbone residents trained", "在任骨干中已受训人数", PEOPLE, "last"),
    _of("in_posts", "backbone residents in posts", "骨干在岗人数", PEOPLE, "last", group="modules"),
)

STARTS = Text("The search for capable residents starts: they are led into activities, watched, and asked to lead.", "启动“四引四看”：引导居民参加活动，从中发现小区达人，邀请他们当骨干。")
ENDS = Text("The search for capable residents ends; {n:person is|people are} still on file.", "达人发现工作结束，在册达人{n}人。")
AGREE = Text("Of {n:resident} asked to lead, {new:agrees|agree|none agrees}.", "邀请{n:名}达人，{new:人|无人}同意成为骨干。")
POSTED = Text("New in posts: {n:backbone resident} ({posts}).", "{n:名}骨干上岗：{posts}。")
MAJOR = (STARTS, ENDS)
YEARLY = {AGREE: AGREE, POSTED: POSTED}
