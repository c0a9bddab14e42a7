"""The words of what is chosen rather than measured: choices and switches of modules, by dotted path."""

from __future__ import annotations

from sim.text import Text

PLACES = Text("Grids in which the module runs; none named means everywhere.", "在哪些网格推行；不选表示全部。")

CHOICES: dict[str, tuple[Text, dict[str, Text]]] = {
    "points.reward": (
        Text("what points are good for", "积分换什么"),
        {
            "goods": Text("goods at caring merchants", "到爱心商家兑换实物"),
            "recognition": Text("recognition only", "只给荣誉"),
            "time_bank": Text("hours for hours", "时间银行"),
            "lottery": Text("a lottery", "抽奖"),
        },
    ),
    "points.tied_to": (
        Text("what earns points", "凭什么得分"),
        {
            "attendance": Text("mere attendance", "到场即得"),
            "completion": Text("completing the task", "完成任务"),
            "quality": Text("doing it well", "做得好"),
        },
    ),
    "points.rules": (
        Text("who decides the rules", "规则由谁定"),
        {"office": Text("the office", "社区"), "residents": Text("residents", "居民")},
    ),
    "points.display": (
        Text("what is made public", "公示什么"),
        {
            "none": Text("nothing", "不公示"),
            "deeds": Text("good deeds", "好人好事"),
            "ranking": Text("a ranking of people (known to harm)", "个人排名（已知有害）"),
        },
    ),
    "points.deductions": (
        Text("points are deducted for misconduct (known to harm)", "违规扣分（已知有害）"),
        {},
    ),
    "points.honour_at_stop": (
        Text("points still held can be redeemed for a while after the end", "停办后仍可兑换一段时间"),
        {},
    ),
    "leaders.choose": (
        Text("how those to be asked are picked", "按什么挑选达人"),
        {
            "observed": Text("by what they were seen to do", "看行动表现（四看）"),
            "random": Text("at random among those who take part", "在参与者中随机"),
            "connected": Text("who knows most people", "认识人最多的"),
            "party": Text("party members only", "只选党员"),
            "self_nominated": Text("who put themselves forward", "自我推荐"),
        },
    ),
    "incubation.leaders_by": (
        Text("how a group finds its leaders", "团队负责人怎么产生"),
        {
            "observation": Text("by what they were seen to do", "看行动表现"),
            "vote": Text("by a vote of the members", "成员推选"),
        },
    ),
    "selfmanage.majority_of": (
        Text("half of what elects a candidate", "当选须过半数的基数"),
        {
            "ballots": Text("the ballots cast", "实际投票数"),
            "households": Text("all households", "全体户数"),
        },
    ),
}
