"""The declared numbers of matters: how often they arise, what they take, what becomes of those left lying."""

from __future__ import annotations

from typing import ClassVar

from sim.param import BELOW_ONE, UNIT_INTERVAL, Settings, param


class MatterSettings(Settings):
    """How often matters arise, what they take, and what happens to those left lying."""

    whole_run: ClassVar[tuple[str, ...]] = ("collective_start",)

    environment: float = param(10.0, 3.0, 40.0, "per 1,000 residents and year", "clutter and sanitation problems", "环境卫生类问题", source="S53 S54 S55 S56 liuhe-Q34")
    parking: float = param(7.0, 2.0, 30.0, "per 1,000 residents and year", "parking problems", "停车类问题", source="S53 S54 S55 S56 liuhe-Q33")
    facilities: float = param(5.5, 2.0, 25.0, "per 1,000 residents and year", "problems of lifts, gas pipes, safety", "设施安全类问题", source="S53 S54 S55 S56 liuhe-Q33")
    property: float = param(6.0, 2.0, 25.0, "per 1,000 residents and year", "problems of property services and noise", "物业与噪音类问题", source="S53 S54 S55 S56")
    disputes: float = param(9.65, 5.8, 10.6, "per 1,000 residents and year", "neighbour disputes", "邻里纠纷", status="calibrated", source="S12")
    disputes_calmed: float = param(0.25, 0.0, 0.4, "share", "disputes avoided at full collective efficacy", "集体效能充分时减少的纠纷", source="assumption", bounds=UNIT_INTERVAL)
    meals: float = param(10.0, 3.0, 40.0, "per 1,000 aged 60+ and year", "elders who cannot manage meals", "老年人吃饭难", source="liuhe-Q32 assumption")
    elder_care: float = param(150.0, 50.0, 400.0, "per 1,000 frail elders and year", "frail elders without care", "失能老人照料难", source="liuhe-Q32 assumption")
    childcare: float = param(120.0, 40.0, 400.0, "per 1,000 aged 0–3 and year", "infants without care", "幼儿托育难", source="liuhe-Q32 assumption")
    after_school: float = param(25.0, 10.0, 100.0, "per 1,000 aged 6–12 and year", "pupils without after-school care", "学生课后托管难", source="liuhe-Q32 assumption")
    facilities_wear: float = param(0.5, 0.0, 1.0, "share", "problems avoided by facilities in perfect condition", "设施完好时减少的问题", source="assumption", bounds=UNIT_INTERVAL)
    easy_hours: float = param(4.0, 2.0, 8.0, "hours", "work on the easiest problem", "最易问题所需工时", source="assumption")
    hard_hours: float = param(20.0, 10.0, 40.0, "hours", "work on the hardest problem", "最难问题所需工时", source="assumption")
    dispute_hours: float = param(24.0, 8.0, 40.0, "hours", "work on a dispute, on average", "一起纠纷平均所需工时", source="assumption")
    need_hours: float = param(8.0, 3.0, 16.0, "hours", "work on a need, on average", "一项需求平均所需工时", source="assumption")
    noticed: float = param(0.30, 0.1, 0.6, "per week", "chance that a matter comes to be known without further effort", "问题自然被知晓的概率", source="S53 assumption", bounds=UNIT_INTERVAL)
    success: float = param(0.90, 0.7, 0.97, "share", "problems and needs solved once worked through", "办理后解决率", source="S57 assumption", bounds=UNIT_INTERVAL)
    success_alone: float = param(0.35, 0.1, 0.6, "share", "parking and facility problems that cadres, residents or party members solve without the means of others", "停车与设施问题在无外部资源时的解决率", source="liuhe-Q33 assumption", bounds=UNIT_INTERVAL)
    mediated: float = param(0.85, 0.6, 0.97, "share", "disputes resolved once worked through", "调解成功率", source="S57 S58", bounds=UNIT_INTERVAL)
    usefulness: float = param(0.4, 0.2, 0.7, "share of hours", "residents' hours that move a matter forward", "居民工时中推动问题解决的比例", source="assumption", bounds=UNIT_INTERVAL)
    deadline: int = param(8, 4, 16, "weeks", "weeks after which a matter is overdue", "逾期周数", source="assumption", bounds=(1, 500))
    patience: int = param(52, 26, 104, "weeks", "weeks after which people give up on a matter", "居民放弃等待的周数", source="assumption", bounds=(1, 1000))
    memory: float = param(0.04, 0.02, 0.08, "per week", "how fast people's view of what gets solved follows events", "居民对办结情况印象的更新速度", source="assumption", bounds=UNIT_INTERVAL)
    collective_start: float = param(0.30, 0.2, 0.4, "0–1 scale", "collective efficacy of grids at the start", "网格初始集体效能", source="assumption", bounds=BELOW_ONE)
    collective_rate: float = param(0.012, 0.005, 0.03, "per week", "how fast collective efficacy follows events", "集体效能变化速度", source="S64 assumption", bounds=UNIT_INTERVAL)
    collective_base: float = param(0.15, 0.05, 0.25, "0–1 scale", "collective efficacy where nothing happens", "无事发生时的集体效能", source="assumption", bounds=UNIT_INTERVAL)
    collective_solved: float = param(0.25, 0.1, 0.4, "0–1 scale", "collective efficacy from matters solved", "办结带来的集体效能", source="S64 assumption", bounds=UNIT_INTERVAL)
    collective_active: float = param(0.30, 0.1, 0.5, "0–1 scale", "collective efficacy where four in ten take part", "四成参与时的集体效能", source="S64 S65 assumption", bounds=UNIT_INTERVAL)
    collective_governed: float = param(0.25, 0.1, 0.4, "0–1 scale", "collective efficacy from a good committee", "良好自管委员会带来的集体效能", source="S68 assumption", bounds=UNIT_INTERVAL)
    collective_failure: float = param(1.5, 1.3, 3.0, "ratio", "how much faster collective efficacy falls than it rises", "集体效能下降相对上升的速度", source="S64 assumption", bounds=(1, 10))
