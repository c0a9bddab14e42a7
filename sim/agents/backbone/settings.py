"""The declared numbers of backbone residents: what they do, what it does to them, how they are known."""

from __future__ import annotations

from sim.param import UNIT_INTERVAL, Settings, param


class BackboneSettings(Settings):
    """What backbone residents do, and what it does to them."""

    rounds: float = param(0.7, 0.4, 1.0, "per week", "chance that a backbone resident has rounds of their own to go", "骨干每周例行走访巡查的概率", source="liuhe assumption", bounds=UNIT_INTERVAL)
    ask: float = param(0.05, 0.02, 0.12, "hazard per contact and week", "being asked by a backbone resident one knows", "被相识骨干邀请的风险率", source="S10 assumption", bounds=(0, 5))
    span: int = param(15, 6, 30, "people a week", "people one backbone resident can keep in touch with", "一名骨干每周可联系的人数", source="assumption", bounds=(0, 1000))
    trained: float = param(0.5, 0.2, 1.0, "added multiple", "how much more a trained one reaches", "受训骨干的邀请增量", source="assumption")
    tasks_borne: float = param(3.0, 2.0, 5.0, "tasks a week", "tasks that the spare hours of a retired person bear", "退休者闲暇可承担的每周任务数", source="assumption", bounds=(0, 100))
    tasks_hours: float = param(8.0, 4.0, 15.0, "spare hours a week", "spare hours at which that many are borne", "对应的每周闲暇", source="assumption", bounds=(0.1, 168))
    strain: float = param(0.05, 0.02, 0.1, "per task too many and week", "strain from a task above what one bears", "超负荷任务带来的疲惫", source="assumption", bounds=UNIT_INTERVAL)
    strain_fade: float = param(0.06, 0.03, 0.12, "per week", "recovery from strain", "疲惫的恢复", source="assumption", bounds=UNIT_INTERVAL)
    stop: float = param(0.0020, 0.001, 0.004, "per week", "chance to give up the role", "放弃骨干角色的概率", source="assumption", bounds=UNIT_INTERVAL)
    stop_strained: float = param(5.0, 2.0, 10.0, "added multiple at full strain", "how much sooner the strained give up", "疲惫者放弃的倍数增量", source="assumption")
    worn: float = param(0.6, 0.4, 0.8, "0–1 scale", "strain from which one counts as burnt out", "视为倦怠的疲惫程度", source="assumption", bounds=UNIT_INTERVAL)
    # The four observations and the four gates
    observed_acts: float = param(6.0, 3.0, 12.0, "acts in half a year", "acts that count as full participation", "参与度满分所需次数", source="liuhe-R22 assumption", bounds=(1, 26))
    observed_hours: float = param(4.0, 2.5, 6.0, "hours an act", "hours an act that count as full execution of tasks", "执行度满分所需的每次工时", source="liuhe-R22 assumption", bounds=(0.1, 40))
    observed_contacts: float = param(0.25, 0.1, 0.5, "share of ties", "active contacts that count as full recognition", "认可度满分所需的活跃联系人占比", source="liuhe-R22 assumption", bounds=(0.01, 1))
    noise: float = param(0.20, 0.08, 0.35, "SD", "error of a judgement from a single occasion", "仅凭一次观察的判断误差", source="assumption", bounds=(0, 2))
    willing: float = param(0.40, 0.3, 0.5, "0–1 scale", "motivation of the willing", "“有意愿”所需动机", status="calibrated", source="liuhe-R20 assumption", bounds=UNIT_INTERVAL)
    devoted: int = param(3, 1, 6, "acts", "acts without reward that show devotion", "“讲奉献”所需的无偿行动次数", source="liuhe-R20 assumption", bounds=(0, 1000))
    capable: float = param(0.45, 0.3, 0.6, "0–1 scale", "skill of the able", "“能力强”所需技能", source="liuhe-R20 assumption", bounds=UNIT_INTERVAL)
    family: float = param(0.15, 0.05, 0.3, "0–1 scale", "mean motivation of a family that agrees", "“家人赞同”所需的家人平均动机", source="liuhe-R20 assumption", bounds=UNIT_INTERVAL)
    family_anyway: float = param(0.7, 0.4, 0.9, "share", "families that agree even so", "其余家庭中仍赞同的比例", source="assumption", bounds=UNIT_INTERVAL)
