"""The declared numbers of the big party committee."""

from __future__ import annotations

from sim.agents.party_member import Readiness
from sim.param import UNIT_INTERVAL, param
from sim.policies.base import PolicySettings

COUNT = (0, 1_000_000)


class PartySettings(PolicySettings):
    """1+1+N, four levels, whistle and orders, joint meetings, four lists, agreements, appraisal."""

    # Four levels: committee, grid branch, building group, center household
    center_homes: float = param(50.0, 40.0, 60.0, "households", "households to each center household", "每个党员中心户联系的户数", source="liuhe-R12 assumption", bounds=(1, 10_000))
    center_sees: float = param(0.25, 0.15, 0.35, "per week", "chance that a center household hears of a matter near by", "党员中心户发现问题的概率", source="liuhe-R12 assumption", bounds=UNIT_INTERVAL)
    building_sees: float = param(0.05, 0.0, 0.15, "per week", "what building groups hear besides", "楼栋党小组另外发现问题的概率", source="assumption", bounds=UNIT_INTERVAL)
    grid_sees: float = param(0.03, 0.0, 0.10, "per week", "what grid branches hear besides", "网格党支部另外发现问题的概率", source="assumption", bounds=UNIT_INTERVAL)
    passes_on: float = param(0.85, 0.7, 0.95, "share per level", "what each level passes on", "各级上报率", source="assumption", bounds=UNIT_INTERVAL)
    center_asks: float = param(0.02, 0.005, 0.05, "hazard per contact and week", "center households ask their neighbours along", "党员中心户邀请邻里的风险率", source="S24 assumption", bounds=(0, 5))
    # Duty
    duty: float = param(0.30, 0.1, 0.6, "0–1 scale", "obligation felt by party members", "党员感到的义务", source="S24 assumption", bounds=UNIT_INTERVAL)
    mobilised: float = param(0.05, 0.02, 0.1, "hazard per week", "party members get notice through their branch", "党支部通知党员的风险率", source="assumption", bounds=(0, 5))
    in_service: int = param(150, 0, 600, "people", "in-service members of units who should report for duty", "应报到的在职党员人数", source="S42 assumption", bounds=COUNT)
    reporting: float = param(0.55, 0.3, 0.8, "share", "those who do report", "实际报到比例", source="S42", bounds=UNIT_INTERVAL)
    in_service_hours: float = param(0.8, 0.2, 1.5, "hours a week", "time each of them gives", "在职党员每周服务时间", source="assumption", bounds=(0, 40))
    # Whistle, report, order, grab
    orders: float = param(10.0, 4.0, 20.0, "orders a week", "work orders the office writes", "社区每周制单数", source="assumption", bounds=COUNT)
    order_hours: float = param(0.3, 0.1, 1.0, "cadre hours", "writing and checking an order", "每张工单的制单核单工时", source="assumption")
    grab_base: float = param(-1.5, -3.0, 0.0, "logit", "readiness to grab an order, without skill, nearness or duty", "抢单意愿基数", source="assumption", bounds=(-20, 20))
    grab_skill: float = param(2.0, 1.0, 3.0, "logit", "weight of skill in grabbing", "技能对抢单的权重", source="assumption", bounds=(-20, 20))
    grab_near: float = param(1.0, 0.3, 2.0, "logit", "weight of an order in one's own estate", "本小区工单对抢单的权重", source="assumption", bounds=(-20, 20))
    grab_duty: float = param(0.8, 0.2, 1.5, "logit", "weight of motivation in grabbing", "动机对抢单的权重", source="assumption", bounds=(-20, 20))
    grab_load: float = param(1.0, 0.5, 2.0, "logit per order", "each order one has already", "手头每单对抢单意愿的削弱", source="assumption", bounds=(0, 20))
    grab_sees: float = param(0.10, 0.03, 0.3, "share", "members who see an order in time", "及时看到工单的党员比例", status="calibrated", source="assumption", bounds=UNIT_INTERVAL)
    grab_weeks: int = param(1, 1, 2, "weeks", "weeks an order can be grabbed before it is assigned", "抢单期（之后派单）", source="liuhe-R13 assumption", bounds=(1, 52))
    most_orders: int = param(2, 1, 4, "orders", "orders a member works on at once", "每名党员同时办理的工单上限", source="assumption", bounds=(1, 100))
    worked_hours: float = param(3.0, 1.0, 6.0, "hours a week", "most hours a member gives to an order", "每单每周最多投入工时", source="assumption", bounds=(0.1, 168))
    dropped: float = param(0.15, 0.05, 0.25, "share", "assigned orders that are left lying", "派单未办的比例", source="assumption", bounds=UNIT_INTERVAL)
    on_paper: float = param(0.15, 0.05, 0.35, "share", "assigned orders that are closed on paper only", "派单中只在纸面办结的比例", source="S43 assumption", bounds=UNIT_INTERVAL)
    # Joint meetings
    agenda: int = param(30, 15, 50, "matters", "matters a joint meeting takes up", "联席会议议题数", source="assumption", bounds=(1, 1000))
    old: int = param(6, 3, 12, "weeks", "age from which a matter goes to the meeting whatever its kind", "事项提交联席会议的积压周数", source="assumption", bounds=(0, 520))
    alarm: float = param(9.0, 5.0, 20.0, "open matters per 1,000 residents", "known open matters that call for an extraordinary meeting", "触发临时联席会议的积压", source="liuhe-R15 assumption", bounds=(0.1, 10_000))
    meeting_hours: float = param(30.0, 15.0, 60.0, "cadre hours", "preparing and following up a meeting", "一次联席会议的筹备与跟进工时", source="assumption")
    pledges: int = param(2, 1, 5, "pledges a meeting", "most pledges of one unit", "每单位每次最多领办数", source="assumption", bounds=(1, 100))
    weight_type: float = param(0.4, 0.2, 0.6, "weight", "match of kinds in assigning matters to units", "匹配中专业对口的权重", source="liuhe-R16 assumption", bounds=UNIT_INTERVAL)
    weight_means: float = param(0.3, 0.1, 0.5, "weight", "means in assigning matters to units", "匹配中资源能力的权重", source="liuhe-R16 assumption", bounds=UNIT_INTERVAL)
    weight_near: float = param(0.1, 0.0, 0.3, "weight", "nearness in assigning matters to units", "匹配中距离的权重", source="liuhe-R16 assumption", bounds=UNIT_INTERVAL)
    weight_credit: float = param(0.2, 0.0, 0.4, "weight", "earlier give and take in assigning matters to units", "匹配中互惠记录的权重", source="liuhe-R16 assumption", bounds=UNIT_INTERVAL)
    accept_base: float = param(-1.0, -2.0, 0.0, "logit", "readiness of a unit to take a matter on", "单位领办意愿基数", status="calibrated", source="assumption", bounds=(-20, 20))
    accept_goodwill: float = param(1.5, 0.5, 3.0, "logit", "weight of goodwill", "单位意愿的权重", source="assumption", bounds=(-20, 20))
    accept_pressure: float = param(1.2, 0.4, 2.5, "logit", "weight of appraisals", "考核压力的权重", source="liuhe-R18 assumption", bounds=(-20, 20))
    accept_credit: float = param(1.0, 0.3, 2.0, "logit", "weight of earlier give and take", "互惠记录的权重", source="liuhe-R8 assumption", bounds=(-20, 20))
    accept_public: float = param(0.8, 0.2, 1.5, "logit", "weight of projects being published", "项目公示的权重", source="liuhe-R16 assumption", bounds=(-20, 20))
    project_yuan: float = param(6000.0, 2000.0, 15_000.0, "yuan", "median cost of a matter that takes means", "需资源事项的费用中位数", source="assumption", bounds=(1, 10_000_000))
    project_spread: float = param(0.6, 0.3, 1.0, "SD of the logarithm", "how much matters differ in cost", "事项费用的差异", source="assumption", bounds=(0, 3))
    project_other: float = param(0.2, 0.05, 0.5, "multiple", "cost of a matter that takes no means", "不需资源事项的费用倍数", source="assumption")
    deadline: int = param(12, 4, 26, "weeks", "time a unit has", "领办期限", source="liuhe-R18 assumption", bounds=(1, 520))
    delivers: float = param(0.85, 0.7, 0.95, "share", "pledges that are kept", "领办兑现率", source="assumption", bounds=UNIT_INTERVAL)
    credit: float = param(0.05, 0.01, 0.15, "0–1 scale", "credit of give and take that a pledge kept or broken moves", "兑现或落空对互惠记录的影响", source="liuhe-R8 assumption", bounds=UNIT_INTERVAL)
    felt: float = param(0.15, 0.05, 0.4, "promises", "what a pledge kept or broken means to residents of the estate", "领办兑现或落空对小区居民的意义", source="assumption", bounds=UNIT_INTERVAL)
    short_of_money: float = param(1000.0, 200.0, 5000.0, "yuan", "funds below which an organisation is in need", "社会组织缺乏经费的界线", source="assumption")
    to_organisations: float = param(3000.0, 1000.0, 8000.0, "yuan", "money a unit gives an organisation in need", "单位资助社会组织的金额", source="liuhe-R5 liuhe-R17 assumption")
    # Agreements and what is built
    signing: float = param(-0.5, -1.5, 0.5, "logit", "readiness to sign an agreement", "签约意愿基数", source="liuhe-R17 assumption", bounds=(-20, 20))
    signing_goodwill: float = param(2.0, 1.0, 4.0, "logit", "weight of goodwill in signing", "意愿对签约的权重", source="assumption", bounds=(-20, 20))
    renewal: float = param(0.85, 0.7, 0.95, "per year", "chance that an agreement is renewed", "协议续签率", source="liuhe-R17 assumption", bounds=UNIT_INTERVAL)
    space_share: float = param(0.35, 0.1, 0.6, "share", "idle space a unit opens with an agreement", "签约时开放的闲置面积比例", source="assumption", bounds=UNIT_INTERVAL)
    funds_share: float = param(0.50, 0.2, 0.8, "share", "yearly funds it pledges", "签约承诺的年度资金比例", source="assumption", bounds=UNIT_INTERVAL)
    build_space: float = param(400.0, 150.0, 1000.0, "m²", "space a facility takes", "一处设施所需面积", source="assumption", bounds=(1, 1_000_000))
    build_yuan: float = param(150_000.0, 50_000.0, 400_000.0, "yuan", "cost of fitting it out", "一处设施的建设费用", source="assumption", bounds=(1, 1_000_000_000))
    build_gain: float = param(0.20, 0.05, 0.4, "share of what is missing", "betterment of facilities in its grid", "设施对网格条件的改善", source="assumption", bounds=UNIT_INTERVAL)
    facility_notice: float = param(0.3, 0.1, 0.6, "notices a week", "interest activities in such a facility", "设施内兴趣活动的宣传力度", source="assumption", bounds=(0, 100))
    # Door-knocking
    door_weeks: int = param(8, 4, 16, "weeks a year", "length of the yearly door-knocking campaign", "每年敲门行动周数", source="liuhe-R16 assumption", bounds=(0, 52))
    doors: int = param(300, 100, 700, "households a week", "households visited", "敲门行动每周走访户数", source="liuhe-R16 assumption", bounds=COUNT)
    door_sees: float = param(0.5, 0.2, 0.8, "probability", "chance that matters of a household visited become known", "走访发现问题的概率", source="S53 assumption", bounds=UNIT_INTERVAL)
    door_hours: float = param(0.10, 0.05, 0.3, "cadre hours", "a visit", "每次走访的干部工时", source="assumption")
    door_heard: float = param(0.10, 0.0, 0.3, "promises", "what it means to be heard at one's door", "上门倾听对居民的意义", source="assumption", bounds=UNIT_INTERVAL)
    # Appraisal and dependence
    quota: int = param(2, 1, 6, "pledges a year", "pledges a unit is to keep in a year", "单位年度领办指标", source="liuhe-R18 assumption", bounds=(0, 1000))
    appraised: float = param(0.10, 0.0, 0.2, "0–1 scale", "pressure added where the quota is missed", "未完成指标增加的压力", source="liuhe-R18 assumption", bounds=UNIT_INTERVAL)
    appraised_goodwill: float = param(0.03, 0.0, 0.08, "0–1 scale", "goodwill gained with the quota kept, lost with it missed", "年底测评完成指标增加、未完成减少的意愿", source="liuhe-R18 assumption", bounds=UNIT_INTERVAL)
    goodwill_kept: float = param(0.02, 0.0, 0.05, "per pledge", "goodwill gained by a pledge kept and thanked for", "兑现并获感谢带来的意愿", source="assumption", bounds=UNIT_INTERVAL)
    goodwill_tired: float = param(0.03, 0.0, 0.08, "per pledge", "goodwill lost with a pledge that failed", "落空损失的意愿", source="assumption", bounds=UNIT_INTERVAL)
    dependence_from: float = param(0.7, 0.5, 0.9, "share of matters solved", "part solved by outsiders from which residents lean back", "外部办结占比多高时居民产生依赖", source="assumption", bounds=UNIT_INTERVAL)
    memory: float = param(0.02, 0.005, 0.06, "per week", "how fast residents' idea of who solves matters follows events", "居民对谁在办事的印象更新速度", source="assumption", bounds=UNIT_INTERVAL)
    dependence: float = param(0.05, 0.0, 0.15, "0–1 scale", "autonomy lost where outsiders solve everything", "外部包办损失的自主感", source="assumption", bounds=UNIT_INTERVAL)
    staff_hours: float = param(12.0, 6.0, 25.0, "cadre hours a week", "running the committee's affairs", "大党委日常工作的干部工时", source="assumption")

    @property
    def readiness(self) -> Readiness:
        """What makes members ready to grab an order; with the dose, more of them see it in time."""
        return Readiness(
            self.grab_base, self.grab_skill, self.grab_near, self.grab_duty, self.grab_load,
            self.grab_sees * self.dose, self.worked_hours,
        )  # fmt: skip
