"""Words of the page that name its small parts: short names of tabs, keys of a resident's weeks, what a number stands for."""

from __future__ import annotations

from sim.text import Text

PAGE: dict[str, Text] = {
    "tab_stages": Text("Stages", "阶段"),
    "tab_participation": Text("Active", "参与"),
    "tab_organisations": Text("Organisations", "组织"),
    "tab_matters": Text("Matters", "事项"),
    "tab_cadres": Text("Hours", "工时"),
    "tab_costs": Text("Costs", "成本"),
    "tab_everyday": Text("Everyday", "日常"),
    "tab_reasons": Text("Why not", "为何不来"),
    "groups_by_step": Text("Groups in incubation, by step of 149", "孵化中的团队（149 各步）"),
    "cost_of_week": Text("spent in the week", "本周支出"),
    "legend_young": Text("under 12, in no stage yet", "未满12岁，不计阶段"),
    "why_reached": Text("What might have reached them", "可能通过什么获知"),
    "about_half_year": Text("The last 26 weeks", "最近26周"),
    "about_somebody": Text("Meet somebody who lives here", "随机看一位居民"),
    "week_nothing": Text("heard of nothing", "没有获知活动"),
    "week_heard": Text("knew of something", "获知，未参加"),
    "week_came": Text("took part", "参加了"),
    "week_voiced": Text("organised, voted or spoke up", "组织、投票或议事"),
    "percentage_points": Text("percentage points", "个百分点"),
    "game_outcome": Text("Outcome", "成效"),
    "game_equity": Text("Equity", "公平"),
    "game_cost": Text("Cost", "代价"),
    "game_nothing": Text("no module (for comparison)", "不开模块（对照）"),
    "short_organisation": Text("organisations", "组织"),
    "short_leader": Text("backbone", "骨干"),
    "short_committee": Text("committees", "自管会"),
    "difference_more": Text("further on in B", "乙走得更远"),
    "difference_less": Text("further on in A", "甲走得更远"),
    "lives_differently": Text("lives differently", "活法不同"),
}
