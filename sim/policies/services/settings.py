"""The declared numbers of services for the old and the young."""

from __future__ import annotations

from sim.param import UNIT_INTERVAL, Settings, param
from sim.policies.base import PolicySettings

PEOPLE = (0, 1_000_000)
PRICE = (1.0, 1_000_000.0)


class Canteen(Settings):
    """Meals for the elderly."""

    wanted: float = param(0.45, 0.2, 0.7, "share of those aged 60+", "elders who would eat in a canteen", "愿在社区食堂就餐的老人占比", source="liuhe-Q32 assumption", bounds=UNIT_INTERVAL)
    accepted: float = param(330.0, 200.0, 500.0, "yuan a month", "median price accepted", "可接受价格中位数", source="liuhe-R7 assumption", bounds=PRICE)
    capacity: int = param(600, 200, 1200, "people", "people it can serve", "可服务人数", source="assumption", bounds=PEOPLE)
    per_head: float = param(250.0, 150.0, 350.0, "yuan a month", "food and wages a person", "人均食材与人工", source="assumption")
    fixed: float = param(4_000.0, 1_500.0, 12_000.0, "yuan a month", "cost whoever comes", "固定成本", source="assumption")
    subsidy: float = param(40.0, 0.0, 100.0, "yuan a month and person", "subsidy", "人均补贴", source="liuhe-R9 assumption")
    space: float = param(0.8, 0.4, 1.5, "m² a place", "space", "每位面积", source="assumption", bounds=(0.01, 1000))
    relief: float = param(1.0, 0.3, 3.0, "hours a week", "hours freed for the elder and the family", "为老人及家人腾出的时间", source="assumption", bounds=(0, 168))


class CareBeds(Settings):
    """Day and full care of frail elders."""

    wanted: float = param(0.5, 0.2, 0.8, "share of frail elders", "families that want care", "愿接受照料的失能老人占比", source="liuhe-Q32 assumption", bounds=UNIT_INTERVAL)
    accepted: float = param(2200.0, 1500.0, 3500.0, "yuan a month", "median price accepted", "可接受价格中位数", source="liuhe-R7 assumption", bounds=PRICE)
    capacity: int = param(63, 30, 120, "people", "beds and day places", "床位与日托位", source="assumption", bounds=PEOPLE)
    per_head: float = param(1700.0, 1000.0, 2500.0, "yuan a month", "wages and food a person", "人均人工与食材", source="assumption")
    fixed: float = param(6_000.0, 2_000.0, 20_000.0, "yuan a month", "cost whoever comes", "固定成本", source="assumption")
    subsidy: float = param(300.0, 0.0, 800.0, "yuan a month and person", "subsidy", "人均补贴", source="liuhe-R9 assumption")
    space: float = param(20.0, 12.0, 35.0, "m² a place", "space", "每位面积", source="assumption", bounds=(0.01, 1000))
    relief: float = param(3.0, 1.0, 6.0, "hours a week", "hours freed for carers", "为照料者腾出的时间", source="assumption", bounds=(0, 168))


class Childcare(Settings):
    """Care of infants."""

    wanted: float = param(0.5, 0.2, 0.8, "share of those aged 0–3", "parents who want a place", "愿送托的婴幼儿占比", source="liuhe-Q32 assumption", bounds=UNIT_INTERVAL)
    accepted: float = param(1500.0, 900.0, 2500.0, "yuan a month", "median price accepted", "可接受价格中位数", source="liuhe-R7 assumption", bounds=PRICE)
    capacity: int = param(100, 40, 150, "people", "places", "托位", source="liuhe-R7", bounds=PEOPLE)
    per_head: float = param(1100.0, 600.0, 1600.0, "yuan a month", "wages and food a child", "人均人工与食材", source="assumption")
    fixed: float = param(4_000.0, 1_500.0, 15_000.0, "yuan a month", "cost whoever comes", "固定成本", source="assumption")
    subsidy: float = param(200.0, 0.0, 500.0, "yuan a month and child", "subsidy", "人均补贴", source="liuhe-R9 assumption")
    space: float = param(8.0, 5.0, 12.0, "m² a place", "space", "每位面积", source="assumption", bounds=(0.01, 1000))
    relief: float = param(6.0, 2.0, 10.0, "hours a week", "hours freed for parents", "为父母腾出的时间", source="assumption", bounds=(0, 168))


class AfterSchool(Settings):
    """Pupils after school."""

    wanted: float = param(0.35, 0.15, 0.6, "share of those aged 6–12", "parents who want a place", "愿参加课后托管的学生占比", source="liuhe-Q32 assumption", bounds=UNIT_INTERVAL)
    accepted: float = param(500.0, 250.0, 900.0, "yuan a month", "median price accepted", "可接受价格中位数", source="liuhe-R7 assumption", bounds=PRICE)
    capacity: int = param(80, 40, 200, "people", "places", "托管名额", source="assumption", bounds=PEOPLE)
    per_head: float = param(320.0, 150.0, 500.0, "yuan a month", "wages a child", "人均人工", source="assumption")
    fixed: float = param(2_000.0, 800.0, 6_000.0, "yuan a month", "cost whoever comes", "固定成本", source="assumption")
    subsidy: float = param(60.0, 0.0, 150.0, "yuan a month and child", "subsidy", "人均补贴", source="liuhe-R9 assumption")
    space: float = param(3.0, 2.0, 5.0, "m² a place", "space", "每位面积", source="assumption", bounds=(0.01, 1000))
    relief: float = param(3.0, 1.0, 6.0, "hours a week", "hours freed for parents", "为父母腾出的时间", source="assumption", bounds=(0, 168))


class ServicesSettings(PolicySettings):
    """Survey, cost account, assembly of what lies idle, an operator with a thin margin, six parties."""

    meals: Canteen = Canteen()
    care: CareBeds = CareBeds()
    childcare: Childcare = Childcare()
    after_school: AfterSchool = AfterSchool()
    survey_weeks: int = param(8, 4, 16, "weeks", "length of the survey of needs and prices", "需求与价格摸底周数", source="liuhe-R7 assumption", bounds=(0, 520))
    survey_share: float = param(0.4, 0.1, 0.8, "share of families", "families asked", "摸底覆盖的家庭比例", source="liuhe-R7 assumption", bounds=(0.01, 1))
    survey_hours: float = param(10.0, 4.0, 25.0, "cadre hours a week", "surveying", "摸底每周干部工时", source="assumption")
    price_spread: float = param(0.35, 0.2, 0.6, "SD of the logarithm", "how much families differ in the price they accept", "可接受价格的差异", source="assumption", bounds=(0, 3))
    lowest_price: float = param(0.6, 0.4, 0.9, "multiple of the median accepted", "lowest price considered", "考虑的最低价格倍数", source="assumption", bounds=(0.05, 5))
    highest_price: float = param(1.3, 1.0, 2.0, "multiple of the median accepted", "highest price considered", "考虑的最高价格倍数", source="assumption", bounds=(0.05, 10))
    margin: float = param(0.03, 0.0, 0.10, "share of revenue", "small profit that an operator needs", "微利率", source="liuhe-R9 assumption", bounds=UNIT_INTERVAL)
    rent: float = param(15.0, 5.0, 30.0, "yuan per m² and month", "rent for space that is not idle", "非闲置面积租金", source="assumption")
    again: int = param(52, 26, 104, "weeks", "weeks after a no, or a closure, before it is considered again", "否决或停办后再议的间隔", source="assumption", bounds=(1, 1000))
    building_weeks: int = param(26, 13, 52, "weeks", "fitting out", "建设周期", source="assumption", bounds=(0, 1000))
    capital: float = param(1500.0, 600.0, 3000.0, "yuan per m²", "cost of fitting out", "每平方米建设费用", source="assumption")
    capital_government: float = param(0.6, 0.3, 0.9, "share", "part of it that the government pays", "政府出资比例", source="liuhe-R10 assumption", bounds=UNIT_INTERVAL)
    capital_units: float = param(0.2, 0.0, 0.4, "share", "part of it that units pay", "单位出资比例", source="liuhe-R10 assumption", bounds=UNIT_INTERVAL)
    capital_funds: float = param(0.5, 0.2, 0.8, "share", "most that a unit gives for it of the year's funds", "单位出资占其年度资金的上限", source="assumption", bounds=UNIT_INTERVAL)
    credit: float = param(0.10, 0.02, 0.2, "0–1 scale", "credit of give and take that giving space earns", "提供闲置资产增加的互惠记录", source="liuhe-R8 assumption", bounds=UNIT_INTERVAL)
    gives_space: float = param(0.5, 0.2, 0.9, "0–1 scale", "willingness of units to give idle space, besides goodwill", "单位提供闲置资产的意愿", source="liuhe-R8 assumption", bounds=UNIT_INTERVAL)
    missing_role: float = param(0.85, 0.6, 0.95, "multiple", "demand left for each of the six parties that is missing", "六方每缺一方时的需求倍数", source="liuhe-R10 assumption", bounds=UNIT_INTERVAL)
    volunteer_value: float = param(20.0, 5.0, 40.0, "yuan an hour", "worth of volunteers' care to an operator", "志愿服务对运营方的价值", source="assumption")
    volunteers: float = param(0.3, 0.1, 0.6, "notices a week", "publicity of volunteer roles", "志愿岗位的宣传力度", source="liuhe-R10 assumption", bounds=(0, 100))
    patience: int = param(6, 3, 12, "months", "months of loss after which an operator leaves", "运营方亏损多久后退出", source="assumption", bounds=(1, 240))
    takes_up: float = param(0.25, 0.1, 0.5, "per month", "families on the list or new who come each month", "每月入住（托）的比例", source="assumption", bounds=UNIT_INTERVAL)
    gratitude: float = param(0.15, 0.05, 0.4, "promises a month", "what a service is worth to those it serves and their families", "服务对受益家庭的意义", source="assumption", bounds=UNIT_INTERVAL)
    company: float = param(0.06, 0.0, 0.15, "0–1 scale", "relatedness felt by those it serves", "受益者的联结感", source="assumption", bounds=UNIT_INTERVAL)
    staff_hours: float = param(6.0, 2.0, 15.0, "cadre hours a week", "linking the six parties", "统筹六方的干部工时", source="assumption")
