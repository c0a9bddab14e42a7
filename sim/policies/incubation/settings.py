"""The declared numbers of incubation."""

from __future__ import annotations

from typing import Literal

from sim.param import UNIT_INTERVAL, choice, param
from sim.policies.base import PolicySettings
from sim.text import Text

WEEKS = (0, 520)
PEOPLE = (1, 10_000)


class IncubationSettings(PolicySettings):
    """One platform with few slots; what each of the nine steps takes, and how groups get on or fail.

    Attributes
    ----------
    leaders_by
        How leaders emerge: by `observation` of what members do, or by a `vote` of members at a meeting.
    """

    leaders_by: Literal["observation", "vote"] = choice(
        "observation", "how a group finds its leaders", "团队负责人怎么产生",
        observation=Text("by what they were seen to do", "看行动表现"), vote=Text("by a vote of the members", "成员推选"))
    slots: int = param(4, 2, 8, "groups", "groups the platform can accompany at once", "平台可同时孵化的团队数", status="calibrated", source="liuhe-R1 assumption", bounds=(1, 1000))
    opening: float = param(0.12, 0.05, 0.3, "per week", "chance that work with a new group begins where a slot is free", "有空位时每周启动新团队的概率", status="calibrated", source="assumption", bounds=UNIT_INTERVAL)
    advance: float = param(0.25, 0.08, 0.5, "per week", "chance to go on once a step's condition holds", "条件具备后每周进入下一步的概率", status="calibrated", source="assumption", bounds=UNIT_INTERVAL)
    abort: float = param(0.004, 0.002, 0.01, "per week", "chance that a group falls apart on the way", "途中解散的概率", source="assumption", bounds=UNIT_INTERVAL)
    patience: int = param(52, 26, 104, "weeks", "weeks on one step after which the platform gives a group up", "一步停滞多久后放弃", source="assumption", bounds=(1, 1000))
    share_governance: float = param(0.33, 0.1, 0.6, "weight", "governance organisations among the new", "新组织中治理类的权重", source="liuhe-R5 assumption", bounds=UNIT_INTERVAL)
    share_mutual_aid: float = param(0.33, 0.1, 0.6, "weight", "mutual-aid organisations among the new", "新组织中互助类的权重", source="liuhe-R5 assumption", bounds=UNIT_INTERVAL)
    share_volunteer: float = param(0.34, 0.1, 0.6, "weight", "volunteer organisations among the new", "新组织中志愿类的权重", source="liuhe-R5 assumption", bounds=UNIT_INTERVAL)
    # Least duration and money of each step
    weeks_survey: int = param(4, 2, 8, "weeks", "least duration of the survey", "摸底至少周数", source="assumption", bounds=WEEKS)
    weeks_interest: int = param(4, 2, 12, "weeks", "least duration of interest activities", "兴趣活动至少周数", source="assumption", bounds=WEEKS)
    weeks_discuss: int = param(4, 2, 12, "weeks", "least duration of discussions", "分组讨论至少周数", source="assumption", bounds=WEEKS)
    weeks_act: int = param(2, 1, 8, "weeks", "least duration of planning and first action", "形成方案与行动至少周数", source="assumption", bounds=WEEKS)
    weeks_lead: int = param(2, 1, 8, "weeks", "least duration of finding leaders", "选出领导者至少周数", source="assumption", bounds=WEEKS)
    weeks_register: int = param(6, 4, 16, "weeks", "paperwork of registration", "登记备案所需周数", source="assumption", bounds=WEEKS)
    weeks_covenant: int = param(4, 2, 12, "weeks", "least duration of collecting opinions on the covenant", "公约征求意见至少周数", source="assumption", bounds=WEEKS)
    weeks_fund: int = param(8, 4, 26, "weeks", "least duration of raising funds and training", "链接经费与培训至少周数", source="assumption", bounds=WEEKS)
    weeks_evaluate: int = param(8, 4, 26, "weeks", "weeks before an evaluation, and between two", "评估间隔周数", source="assumption", bounds=WEEKS)
    yuan_survey: float = param(150.0, 50.0, 400.0, "yuan a week", "cost of surveying", "摸底每周费用", source="assumption")
    yuan_interest: float = param(250.0, 100.0, 600.0, "yuan a week", "cost of interest activities", "兴趣活动每周费用", source="assumption")
    yuan_discuss: float = param(100.0, 30.0, 300.0, "yuan a week", "cost of discussions", "分组讨论每周费用", source="assumption")
    yuan_act: float = param(200.0, 50.0, 500.0, "yuan a week", "cost of first actions", "联合行动每周费用", source="assumption")
    yuan_lead: float = param(100.0, 30.0, 300.0, "yuan a week", "cost of finding leaders", "选带头人每周费用", source="assumption")
    yuan_register: float = param(300.0, 100.0, 800.0, "yuan a week", "cost of founding: logo, uniforms, filing", "标识、团服与备案每周费用", source="liuhe-R4 assumption")
    yuan_covenant: float = param(100.0, 30.0, 300.0, "yuan a week", "cost of drafting the covenant", "制定公约每周费用", source="assumption")
    yuan_fund: float = param(200.0, 50.0, 500.0, "yuan a week", "cost of fund raising and training", "链接经费与培训每周费用", source="assumption")
    yuan_evaluate: float = param(200.0, 50.0, 500.0, "yuan a week", "cost of evaluation", "评估每周费用", source="assumption")
    cadre_hours: float = param(6.0, 3.0, 10.0, "cadre hours a week and group", "cadres' work with each group", "每个团队每周耗费干部工时", source="assumption")
    mentor_yuan: float = param(150.0, 50.0, 400.0, "yuan a week and group", "social workers who accompany a group", "社工陪伴每个团队的每周费用", source="liuhe-R1 assumption")
    # Conditions and work of the steps
    interviews: int = param(25, 10, 60, "people a week", "residents interviewed in a survey", "摸底每周访谈人数", source="liuhe-R2 assumption", bounds=PEOPLE)
    fit_least: float = param(0.30, 0.15, 0.5, "0–1 scale", "fit of interests that counts as a match", "兴趣契合的门槛", source="assumption", bounds=UNIT_INTERVAL)
    willing_base: float = param(0.10, 0.0, 0.3, "probability", "chance that somebody whose interests fit says yes, without any motive", "契合者在无动机时表示愿意的概率", source="assumption", bounds=UNIT_INTERVAL)
    targets: int = param(30, 20, 60, "people", "people found before activities begin", "锁定的目标人数", source="assumption", bounds=PEOPLE)
    invite: float = param(2.0, 1.0, 3.0, "hazard per week", "being asked in person by social workers when something is on", "社工当面邀请的风险率", source="assumption", bounds=(0, 20))
    events: float = param(0.7, 0.3, 1.0, "per week", "chance that the platform holds something with a group", "平台每周为团队办活动的概率", source="assumption", bounds=UNIT_INTERVAL)
    regulars: int = param(12, 8, 20, "people", "people who came again, before a group forms", "成组所需再次参加的人数", source="assumption", bounds=PEOPLE)
    ties: float = param(0.20, 0.15, 0.30, "share of pairs", "pairs of regulars who know each other", "骨干成员之间相识的比例", source="assumption", bounds=UNIT_INTERVAL)
    meetings_to_know: int = param(3, 2, 8, "occasions", "occasions together after which two know each other", "共同参加几次后相识", source="assumption", bounds=(1, 32))
    action_people: int = param(8, 5, 15, "people", "people with whom a joint action counts as a success", "联合行动成功所需人数", source="S102 assumption", bounds=PEOPLE)
    stable: int = param(10, 8, 15, "people", "stable members a group needs", "稳定成员人数", source="assumption", bounds=PEOPLE)
    board: int = param(5, 3, 9, "people", "seats on the board", "理事人数", source="liuhe-R4 assumption", bounds=(3, 100))
    board_quorum: float = param(0.3, 0.2, 0.6, "share of active members", "active members who must vote in an election", "理事选举最低投票率", source="assumption", bounds=UNIT_INTERVAL)
    merchants: float = param(0.3, 0.1, 0.6, "per week", "chance that a caring merchant joins the exchange", "每周新增爱心商家的概率", source="liuhe-R4 assumption", bounds=UNIT_INTERVAL)
    awards: int = param(5, 2, 15, "points", "points an organisation awards for an act", "组织每次行动授予的积分", source="liuhe-R4 assumption", bounds=(0, 1000))
    exchange_pull: float = param(0.15, 0.05, 0.3, "0–1 scale", "pull of an organisation's own exchange on its members", "社团积分兑换对成员的吸引力", source="S31 assumption", bounds=UNIT_INTERVAL)
    exchange_control: float = param(0.10, 0.0, 0.25, "0–1 scale", "how controlling small rewards under members' own rules feel", "成员自定规则的小额奖励的受控感", source="S31 S36 assumption", bounds=UNIT_INTERVAL)
    exchange_yuan: float = param(2.0, 0.5, 5.0, "yuan an act", "what merchants give for an act", "商家为每次行动让利", source="assumption")
    # Sustaining
    grant: float = param(6000.0, 2000.0, 15_000.0, "yuan", "a grant from above", "向上争取的项目资金", source="liuhe-R5 assumption")
    grant_chance: float = param(0.25, 0.1, 0.5, "per quarter", "chance to win one", "每季度争取成功的概率", source="liuhe-R5 assumption", bounds=UNIT_INTERVAL)
    crowdfunding: float = param(20.0, 5.0, 60.0, "yuan per active member", "what a charity collection brings", "公益众筹人均金额", source="liuhe-R5 assumption")
    crowdfunding_chance: float = param(0.30, 0.1, 0.5, "per quarter", "chance that one is held", "每季度开展众筹的概率", source="liuhe-R5 assumption", bounds=UNIT_INTERVAL)
    gift: float = param(1000.0, 300.0, 3000.0, "yuan", "a gift of a caring person", "爱心人士捐助", source="liuhe-R5 assumption")
    gift_chance: float = param(0.20, 0.05, 0.4, "per quarter", "chance of such a gift", "每季度获得个人捐助的概率", source="liuhe-R5 assumption", bounds=UNIT_INTERVAL)
    sponsor: float = param(3000.0, 1000.0, 8000.0, "yuan", "sponsoring by a caring firm", "爱心企业赞助", source="liuhe-R5 assumption")
    sponsor_chance: float = param(0.20, 0.05, 0.4, "per quarter", "chance of sponsoring", "每季度获得企业赞助的概率", source="liuhe-R5 assumption", bounds=UNIT_INTERVAL)
    reserve_weeks: int = param(26, 13, 52, "weeks", "weeks of activity that the money must last for", "经费需支撑的周数", source="assumption", bounds=(1, 520))
    training: float = param(0.30, 0.1, 0.5, "share of what is missing", "what a training adds to a group's capability", "一次培训对能力缺口的弥补", source="liuhe-R5 assumption", bounds=UNIT_INTERVAL)
    training_yuan: float = param(1500.0, 500.0, 4000.0, "yuan", "cost of a training by an outside mentor", "外请导师培训费用", source="liuhe-R5 assumption")
    passing: float = param(0.50, 0.4, 0.7, "0–1 scale", "score with which an evaluation is passed", "评估达标分", source="assumption", bounds=UNIT_INTERVAL)
    evaluation_yuan: float = param(800.0, 200.0, 3000.0, "yuan", "cost of a yearly evaluation", "年度评估费用", source="liuhe-R5 assumption")
    corrected: float = param(0.15, 0.05, 0.3, "share of what is missing", "cohesion and capability that corrective action restores", "纠正措施恢复的凝聚力与能力", source="liuhe-R5 assumption", bounds=UNIT_INTERVAL)
