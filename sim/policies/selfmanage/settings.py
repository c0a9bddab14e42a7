"""The declared numbers of six-step self-management."""

from __future__ import annotations

from typing import Literal

from sim.param import UNIT_INTERVAL, choice, param
from sim.policies.base import PolicySettings
from sim.text import Text

LOGIT = (-20.0, 20.0)
WEEKS = (0, 520)


class SelfManagementSettings(PolicySettings):
    """Six steps, estate by estate; elections need a quorum and can fail.

    Attributes
    ----------
    majority_of
        More than half of what elects: of the `ballots` cast, or of all `households` (the case does not say).
    """

    majority_of: Literal["ballots", "households"] = choice(
        "ballots", "half of what elects a candidate", "当选须过半数的基数",
        ballots=Text("the ballots cast", "实际投票数"), households=Text("all households", "全体户数"))
    at_once: int = param(6, 3, 12, "estates", "estates the office accompanies at once before they govern themselves", "社区可同时推进的小区数", source="assumption", bounds=(1, 10_000))
    pause: int = param(13, 8, 26, "weeks", "weeks before a failed election is repeated", "选举失败后再次选举的间隔", source="assumption", bounds=WEEKS)
    # Two meetings, three nominations, four questions
    meeting_weeks: int = param(4, 2, 8, "weeks", "weeks of residents' and building heads' meetings", "座谈会与楼栋长讨论会周数", source="liuhe-R23 assumption", bounds=WEEKS)
    meeting_notice: float = param(1.5, 0.5, 3.0, "notices", "publicity of meetings and assemblies", "会议通知力度", source="assumption", bounds=(0, 100))
    meeting_say: float = param(0.6, 0.3, 0.9, "0–1 scale", "say residents have in them", "居民在会议中的发言权", source="S68 assumption", bounds=UNIT_INTERVAL)
    seats: int = param(5, 3, 9, "people", "seats on a committee", "自管委员会人数", status="calibrated", source="assumption", bounds=(3, 100))
    nominated: float = param(3.0, 1.5, 5.0, "nominees a seat", "nominees by party, residents and themselves", "三荐人数与席位之比", source="liuhe-R24 assumption", bounds=(1, 20))
    stands: float = param(0.10, 0.0, 0.3, "probability", "chance that somebody without any motive agrees to stand", "无动机者同意参选的概率", source="assumption", bounds=UNIT_INTERVAL)
    clean: float = param(0.985, 0.95, 1.0, "share", "nominees with a clean record", "无违法犯罪记录的比例", source="liuhe-R25 assumption", bounds=UNIT_INTERVAL)
    asked_will: float = param(0.20, 0.1, 0.4, "0–1 scale", "motivation of one who says to be willing", "四问：有意愿", source="liuhe-R25 assumption", bounds=UNIT_INTERVAL)
    asked_time: float = param(2.0, 1.0, 6.0, "hours a week", "spare hours of one who has time", "四问：有时间", source="liuhe-R25 assumption", bounds=(0, 168))
    asked_energy: float = param(0.5, 0.3, 0.8, "0–1 scale", "burn-out above which one has no energy", "四问：有精力（倦怠上限）", source="liuhe-R25 assumption", bounds=UNIT_INTERVAL)
    asked_ideas: float = param(0.30, 0.2, 0.5, "0–1 scale", "skill of one who has ideas", "四问：有思路", source="liuhe-R25 assumption", bounds=UNIT_INTERVAL)
    published: int = param(2, 1, 4, "weeks", "weeks the preliminary candidates are published", "候选人公示周数", source="liuhe-R25 assumption", bounds=WEEKS)
    # One election
    quorum: float = param(2 / 3, 0.5, 0.75, "share of households", "household representatives who must vote", "户代表投票率要求", status="measured", source="liuhe-R26", bounds=UNIT_INTERVAL)
    vote_base: float = param(-1.15, -2.0, -0.3, "logit", "turnout of households without any of what follows", "户代表投票意愿基数", source="S9 assumption", bounds=LOGIT)
    vote_motivation: float = param(2.6, 1.5, 4.0, "logit", "weight of the most motivated adult", "户内最高动机的权重", source="assumption", bounds=LOGIT)
    vote_active: float = param(2.0, 1.0, 4.0, "logit", "weight of the estate's active share", "小区活跃占比的权重", source="assumption", bounds=LOGIT)
    vote_trust: float = param(0.8, 0.3, 1.5, "logit", "weight of trust", "信任的权重", source="assumption", bounds=LOGIT)
    vote_again: float = param(0.3, 0.1, 0.6, "logit per attempt", "what earlier attempts add", "此前每次尝试的增量", source="assumption", bounds=LOGIT)
    vote_leaders: float = param(0.25, 0.1, 0.5, "logit per root of leaders", "weight of backbone residents in the estate", "小区骨干的权重", source="assumption", bounds=LOGIT)
    vote_door: float = param(0.6, 0.3, 1.2, "logit", "weight of having been visited before the election", "选前上门走访的权重", source="S26 assumption", bounds=LOGIT)
    vote_renter: float = param(0.4, 0.2, 0.8, "logit", "taken off for renters", "租户的减量", source="S20 assumption", bounds=LOGIT)
    visits: float = param(0.5, 0.2, 0.9, "share of households", "households visited before an election", "选前走访户数比例", source="liuhe-R31 assumption", bounds=UNIT_INTERVAL)
    visit_hours: float = param(0.10, 0.05, 0.3, "cadre hours", "a visit", "每次走访的干部工时", source="assumption")
    back_base: float = param(-0.2, -1.0, 0.5, "logit", "support for a candidate whom a household does not know", "对不相识候选人的支持基数", source="assumption", bounds=LOGIT)
    back_known: float = param(1.5, 0.5, 3.0, "logit", "weight of knowing a candidate", "相识对支持的权重", source="assumption", bounds=LOGIT)
    back_record: float = param(1.5, 0.5, 3.0, "logit", "weight of what a candidate did", "表现对支持的权重", source="assumption", bounds=LOGIT)
    least_board: int = param(3, 2, 5, "people", "elected members without whom no committee is formed", "委员会最少当选人数", source="assumption", bounds=(1, 100))
    # Covenant
    draft_weeks: int = param(4, 2, 8, "weeks", "weeks of drafting the covenant", "起草公约周数", source="liuhe-R27 assumption", bounds=WEEKS)
    rounds: int = param(3, 1, 5, "assemblies", "assemblies that discuss it", "讨论公约的居民大会次数", source="liuhe-R27 assumption", bounds=(1, 50))
    agrees: float = param(0.35, 0.2, 0.5, "probability", "chance that somebody without trust agrees to the covenant", "无信任者同意公约的概率", source="assumption", bounds=UNIT_INTERVAL)
    agrees_trust: float = param(0.60, 0.3, 0.65, "probability", "what full trust adds to it", "充分信任的增量", source="assumption", bounds=UNIT_INTERVAL)
    legitimacy: float = param(0.30, 0.1, 0.5, "0–1 scale", "legitimacy of a covenant nobody discussed", "无人讨论的公约的正当性", source="S68 assumption", bounds=UNIT_INTERVAL)
    order: float = param(0.30, 0.1, 0.5, "share", "matters avoided by a covenant fully legitimate and well kept", "充分正当且执行良好的公约减少的问题", source="liuhe-R27 assumption", bounds=UNIT_INTERVAL)
    norm: float = param(0.30, 0.1, 0.5, "share", "weight such a covenant adds to what contacts do", "公约加强的从众权重", source="S68 assumption", bounds=UNIT_INTERVAL)
    # One boost, three supports
    trips: float = param(1.0, 0.0, 3.0, "a year", "study trips of committee members", "委员外出学习次数", source="liuhe-R28 assumption", bounds=(0, 50))
    trip_gain: float = param(0.15, 0.05, 0.3, "share of what is missing", "capability a trip adds", "一次学习对能力缺口的弥补", source="liuhe-R28 assumption", bounds=UNIT_INTERVAL)
    trip_yuan: float = param(3000.0, 1000.0, 8000.0, "yuan", "cost of a trip", "一次学习的费用", source="assumption")
    awards: int = param(5, 0, 15, "points", "points a committee awards for an act", "自管委员会每次行动授予积分", source="liuhe-R29 assumption", bounds=(0, 1000))
    fund_chance: float = param(0.30, 0.2, 0.5, "per year", "chance to win money for a project", "每年争取小区项目资金的成功率", source="liuhe-R29 assumption", bounds=UNIT_INTERVAL)
    fund_yuan: float = param(60_000.0, 20_000.0, 200_000.0, "yuan", "such money", "小区项目资金", source="liuhe-R29 assumption")
    fund_gain: float = param(0.15, 0.05, 0.3, "share of what is missing", "betterment of facilities by it", "项目资金对设施的改善", source="assumption", bounds=UNIT_INTERVAL)
    # Solving problems
    intake: float = param(0.10, 0.03, 0.2, "per week", "extra chance that a matter is noticed: fixed point, door visits, online", "收、访、报提高的发现率", source="liuhe-R31 assumption", bounds=UNIT_INTERVAL)
    hard: float = param(12.0, 6.0, 18.0, "hours", "work from which a matter takes an open-space meeting", "需召开开放空间会议的事项工时", source="liuhe-R31 assumption")
    open_base: float = param(-0.5, -1.5, 0.5, "logit", "success of an open-space meeting without what follows", "开放空间会议成功基数", source="assumption", bounds=LOGIT)
    open_quality: float = param(2.0, 1.0, 3.0, "logit", "weight of the committee's quality", "委员会质量的权重", source="assumption", bounds=LOGIT)
    open_people: float = param(0.05, 0.02, 0.1, "logit per person", "weight of each who came", "每位到会者的权重", source="assumption", bounds=LOGIT)
    open_collective: float = param(0.8, 0.3, 1.5, "logit", "weight of collective efficacy", "集体效能的权重", source="S65 assumption", bounds=LOGIT)
    member_hours: float = param(1.5, 0.5, 4.0, "hours a week", "hours a committee member gives to matters", "委员每周办理事项工时", source="assumption")
    mutual_aid: float = param(0.30, 0.1, 0.6, "notices a week", "publicity of visits to the very old and to children left behind", "以老助老、关爱留守儿童活动的宣传力度", source="liuhe-R30 assumption", bounds=(0, 100))
    young_old: float = param(0.03, 0.01, 0.1, "hazard per week", "the young-old being asked to look after the old-old", "低龄老人受邀照看高龄老人的风险率", source="liuhe-R30 assumption", bounds=(0, 5))
    # Evaluation
    quality_start: float = param(0.35, 0.2, 0.5, "0–1 scale", "quality of a new committee", "新委员会的质量", source="assumption", bounds=UNIT_INTERVAL)
    quality_gain: float = param(0.004, 0.001, 0.01, "per week", "quality gained under a leader", "有带头人时质量的提升", source="assumption", bounds=UNIT_INTERVAL)
    quality_loss: float = param(0.006, 0.002, 0.015, "per week", "quality lost without one", "无带头人时质量的流失", source="assumption", bounds=UNIT_INTERVAL)
    quality_end: float = param(0.02, 0.0, 0.1, "0–1 scale", "quality at which a committee dissolves", "委员会解散的质量下限", source="assumption", bounds=UNIT_INTERVAL)
    disclosed: float = param(0.10, 0.03, 0.3, "promises a month", "what the four disclosures are worth to residents", "四公示对居民的意义", source="liuhe-R32 S66 assumption", bounds=UNIT_INTERVAL)
    recognised: float = param(0.06, 0.02, 0.15, "0–1 scale", "competence felt where good deeds are disclosed", "好人好事公示带来的胜任感", source="liuhe-R32 S31 assumption", bounds=UNIT_INTERVAL)
    recall: float = param(0.40, 0.3, 0.5, "0–1 scale", "yearly review below which a committee is voted out", "年度评议不合格线", source="liuhe-R33 assumption", bounds=UNIT_INTERVAL)
    # Costs
    staff_before: float = param(2.0, 1.0, 4.0, "cadre hours a week and estate", "work with an estate before it governs itself", "自管前每小区每周干部工时", source="assumption")
    staff_after: float = param(0.5, 0.1, 1.0, "cadre hours a week and estate", "work with it afterwards", "自管后每小区每周干部工时", source="assumption")
    search_hours: float = param(6.0, 2.0, 12.0, "cadre hours", "looking for a capable resident in an estate", "在小区寻找达人的工时", source="assumption")
    election_yuan: float = param(1500.0, 500.0, 4000.0, "yuan", "cost of an election", "一次选举费用", source="assumption")
