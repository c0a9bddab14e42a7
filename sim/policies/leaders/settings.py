"""The declared numbers of leader discovery."""

from __future__ import annotations

from typing import Literal

from sim.param import UNIT_INTERVAL, choice, param
from sim.policies.base import PolicySettings
from sim.text import Text

PEOPLE = (0, 10_000)


class LeadersSettings(PolicySettings):
    """Four kinds of people are led into activities, watched, put on file, asked; those who accept are supported.

    Attributes
    ----------
    choose
        How those to be asked are picked. `observed`: by the four observations of what they did. For comparison:
        `random` among those who take part, the most `connected`, `party` members only, the `self_nominated`.
    """

    choose: Literal["observed", "random", "connected", "party", "self_nominated"] = choice(
        "observed", "how those to be asked are picked", "按什么挑选达人",
        observed=Text("by what they were seen to do", "看行动表现（四看）"),
        random=Text("at random among those who take part", "在参与者中随机"),
        connected=Text("who knows most people", "认识人最多的"),
        party=Text("party members only", "只选党员"),
        self_nominated=Text("who put themselves forward", "自我推荐"))
    # 四引: whom to lead into activities
    weight_retired: float = param(3.0, 1.0, 5.0, "weight", "retired people among those led into activities", "引导退休职工的权重", source="liuhe-R21 assumption")
    weight_former: float = param(2.0, 1.0, 5.0, "weight", "people who left employment", "引导退职工人的权重", source="liuhe-R21 assumption")
    weight_backbone: float = param(3.0, 1.0, 5.0, "weight", "residents who take part already", "引导居民骨干的权重", source="liuhe-R21 assumption")
    weight_talent: float = param(2.0, 1.0, 5.0, "weight", "skilled people", "引导优秀人才的权重", source="liuhe-R21 assumption")
    talent: float = param(0.60, 0.5, 0.75, "0–1 scale", "skill from which one counts as a talent", "视为优秀人才的技能门槛", source="liuhe-R21 assumption", bounds=UNIT_INTERVAL)
    led_in: int = param(15, 5, 40, "people per grid and quarter", "people led into activities", "每网格每季度引导人数", source="assumption", bounds=PEOPLE)
    invite: float = param(0.3, 0.1, 1.0, "hazard per week", "being asked in person to come along", "被当面引导参加的风险率", source="assumption", bounds=(0, 20))
    actions: float = param(0.25, 0.1, 0.5, "per grid and week", "participatory actions on parking, clutter, sanitation", "每网格每周参与式行动数", source="liuhe-R22 assumption", bounds=(0, 20))
    say: float = param(0.3, 0.1, 0.6, "0–1 scale", "say residents have in these actions", "居民在参与式行动中的发言权", source="assumption", bounds=UNIT_INTERVAL)
    # 四看: watching
    sharpness: float = param(1.0, 0.5, 4.0, "multiple", "occasions on which each one is watched, over those that happen by themselves", "观察机会的倍数", source="assumption", bounds=(0.1, 100))
    occasions: int = param(3, 2, 6, "acts in half a year", "acts without which nobody is judged", "被评价所需的最少参与次数", source="liuhe-R22 assumption", bounds=(1, 26))
    least_score: float = param(0.45, 0.3, 0.6, "0–1 scale", "score from which one goes on file as capable", "列入达人档案的最低分", source="liuhe-R22 assumption", bounds=UNIT_INTERVAL)
    asked: float = param(8.0, 4.0, 20.0, "people a quarter", "people on file who are asked to become backbone", "每季度邀请成为骨干的达人数", status="calibrated", source="assumption", bounds=PEOPLE)
    ask_again: int = param(52, 26, 156, "weeks", "weeks before somebody who declined is asked again", "谢绝后再次邀请的间隔", source="assumption", bounds=(0, 5200))
    # Training, support, posts
    trained: float = param(8.0, 2.0, 20.0, "people a quarter", "backbone residents trained", "每季度培训骨干人数", source="assumption", bounds=PEOPLE)
    training_yuan: float = param(600.0, 200.0, 1500.0, "yuan a person", "cost of training", "每人培训费用", source="assumption")
    competence: float = param(0.15, 0.05, 0.3, "0–1 scale", "competence the trained feel", "受训骨干的胜任感", source="assumption", bounds=UNIT_INTERVAL)
    support: float = param(0.35, 0.1, 0.7, "share of tasks", "load that the office takes off backbone residents", "社区为骨干分担的负荷", source="assumption", bounds=UNIT_INTERVAL)
    support_hours: float = param(0.25, 0.1, 0.6, "cadre hours a week and person", "cadres' support for each", "支持每名骨干的每周干部工时", source="assumption")
    post_after: int = param(26, 13, 104, "weeks", "weeks in the role before a post", "任职上岗所需周数", source="assumption", bounds=(0, 1000))
    post_chance: float = param(0.15, 0.05, 0.4, "per quarter", "chance that a free post is offered and taken", "每季度上岗概率", source="assumption", bounds=UNIT_INTERVAL)
    posts: float = param(4.0, 2.0, 8.0, "posts per grid", "posts there are", "每网格岗位数", source="liuhe-R36 assumption", bounds=PEOPLE)
    post_yuan: float = param(200.0, 0.0, 600.0, "yuan a month", "allowance for a post", "岗位月补贴", source="assumption")
    post_detection: float = param(0.05, 0.02, 0.15, "per week", "extra chance that a matter is noticed where building heads and micro-grid workers are", "楼栋长与微网格员提高的发现率", source="S53 assumption", bounds=UNIT_INTERVAL)
    post_order: float = param(0.05, 0.0, 0.15, "share", "matters avoided where one of them manages property", "小区物业管理岗减少的问题", source="assumption", bounds=UNIT_INTERVAL)
    post_hours: float = param(1.0, 0.5, 3.0, "hours a week", "work on matters that a post brings", "岗位每周用于办理事项的工时", source="assumption")
    # Costs
    action_yuan: float = param(150.0, 50.0, 400.0, "yuan", "material for an action", "一次参与式行动的物料费", source="assumption")
    action_hours: float = param(2.0, 1.0, 4.0, "cadre hours", "cadres' work on an action", "一次参与式行动的干部工时", source="assumption")
    interview_hours: float = param(1.5, 0.5, 3.0, "cadre hours", "an interview with a capable resident and the family", "与达人及家人面谈的工时", source="assumption")
    staff_hours: float = param(6.0, 3.0, 15.0, "cadre hours a week", "keeping the files", "维护达人档案的干部工时", source="assumption")
