"""What the points scheme measures, and what it tells the chronicle."""

from __future__ import annotations

from functools import partial

from sim.measures import Measure, own_measure
from sim.text import Text

SHARE, POINTS = Text("share", "占比"), Text("points", "分")
_of = partial(own_measure, "points")
MEASURES: tuple[Measure, ...] = (
    _of("enrolled", "enrolled in the points scheme", "加入积分制的人数", Text("people", "人"), "last", group="modules"),
    _of("redeemers", "enrolled who ever redeemed", "曾兑换者占加入者", SHARE, "last", percent=True),
    _of("issued", "points issued", "发放积分", POINTS, "sum"),
    _of("redeemed", "points redeemed", "兑换积分", POINTS, "sum"),
    _of("expired", "points expired", "过期积分", POINTS, "sum"),
    _of("gamed", "points claimed without an act", "虚报的积分", POINTS, "sum"),
    _of("held", "points held", "持有积分", POINTS, "last"),
    _of("confidence", "confidence that points can be redeemed", "对兑换的信心", Text("0–1 scale", "0–1分"), "mean", group="modules"),
)

REWARDS = {
    "goods": Text("goods at caring merchants", "到爱心商家兑换实物"),
    "recognition": Text("recognition only", "只给荣誉"),
    "time_bank": Text("hours for hours", "时间银行"),
    "lottery": Text("a lottery", "抽奖"),
}
RULES = {"office": Text("the office", "社区"), "residents": Text("residents", "居民")}

STARTS = Text("The points scheme starts: {reward}, rules by {rules}.", "积分制启动：{reward}，规则由{rules}制定。")
ENDS = Text("The points scheme ends; {points} points are still held.", "积分制停办，居民手中还有{points}分。")
RUNS_OUT = Text("The redemption budget has run out: {missed} of {all} who came to redeem went home with nothing.", "兑换预算用完：{all}人来兑换，{missed}人空手而归。")
BUYS = Text("Estate {estate} buys a facility with its points.", "{estate}号小区用积分兑换公共设施。")
VOIDS = Text("{lost} points become void.", "{lost}积分作废。")
MAJOR = (STARTS, ENDS, RUNS_OUT, BUYS, VOIDS)
