"""The declared numbers of who lives there."""

from __future__ import annotations

from datetime import date
from typing import Self

from pydantic import model_validator

from sim.param import BELOW_ONE, UNIT_INTERVAL, Day, Settings, param, refusal, without_effect
from sim.text import Text

COUNT = (1, 20_000_000)
LARGEST_HOUSEHOLD = 5
ROUNDING = 1e-9
AGES = {  # from the age of, and in words
    "infants": (0, Text("0–3", "0–3岁")), "children": (4, Text("4–11", "4–11岁")), "teens": (12, Text("12–17", "12–17岁")),
    "young": (18, Text("18–39", "18–39岁")), "middle": (40, Text("40–59", "40–59岁")),
    "elders": (60, Text("60 and over", "60岁以上")),
}
# From the youngest communities of newcomers to the oldest of those who stayed: what a census may find in a neighbourhood
PLAUSIBLE = {
    "infants": (0.002, 0.10), "children": (0.01, 0.20), "teens": (0.01, 0.16), "young": (0.12, 0.60),
    "middle": (0.12, 0.45), "elders": (0.02, 0.60),
}


class AgeSettings(Settings):
    """How many people of each age there are at the start; ages 40–59 take the rest."""

    infants: int = param(165, 100, 300, "people", "residents aged 0–3", "0–3岁婴幼儿", status="measured", source="liuhe")
    children: int = param(900, 700, 1100, "people", "residents aged 4–11", "4–11岁儿童", source="assumption")
    teens: int = param(900, 700, 1100, "people", "residents aged 12–17", "12–17岁少年", source="assumption")
    young: int = param(4700, 3500, 6000, "people", "residents aged 18–39", "18–39岁居民", source="assumption")
    elders: int = param(2347, 1500, 4500, "people", "residents aged 60 and over", "60岁以上老人", status="measured", source="liuhe")
    elders_in_sixties: float = param(0.575, 0.5, 0.65, "share of those aged 60+", "share of elders aged 60–69", "老人中60–69岁的占比", source="assumption", bounds=UNIT_INTERVAL)
    elders_in_seventies: float = param(0.307, 0.25, 0.35, "share of those aged 60+", "share of elders aged 70–79", "老人中70–79岁的占比", source="assumption", bounds=UNIT_INTERVAL)


class HouseholdSettings(Settings):
    """How people share dwellings."""

    size_1: float = param(0.18, 0.1, 0.3, "share of households", "households of one", "一人户占比", source="assumption", bounds=UNIT_INTERVAL)
    size_2: float = param(0.27, 0.2, 0.35, "share of households", "households of two", "二人户占比", source="assumption", bounds=UNIT_INTERVAL)
    size_3: float = param(0.28, 0.2, 0.35, "share of households", "households of three", "三人户占比", source="assumption", bounds=UNIT_INTERVAL)
    size_4: float = param(0.15, 0.1, 0.2, "share of households", "households of four", "四人户占比", source="assumption", bounds=UNIT_INTERVAL)
    renters: float = param(0.20, 0.10, 0.30, "share of households", "households that rent", "租户占比", source="assumption", bounds=UNIT_INTERVAL)
    renters_spread: float = param(0.4, 0.0, 0.8, "logit, SD between estates", "how much the share of renters differs between estates", "小区之间租户占比的差异", source="assumption", bounds=(0, 3))


class PlaceSettings(Settings):
    """Grids, estates and buildings."""

    estate_spread: float = param(0.5, 0.3, 0.7, "SD of the logarithm", "how unequal estates are in size", "小区规模的差异", source="assumption", bounds=(0, 2))
    building_households: int = param(27, 15, 40, "households", "households in a building", "每栋楼户数", source="assumption", bounds=(2, 400))
    facilities: float = param(0.40, 0.2, 0.6, "0–1 scale", "mean condition of estates' facilities", "小区设施平均状况", source="liuhe assumption", bounds=BELOW_ONE)
    with_property_company: float = without_effect(param(0.2, 0.0, 0.5, "share of estates", "estates with a property company", "有物业公司的小区占比", source="liuhe assumption", bounds=UNIT_INTERVAL))
    neighbouring_low: float = param(0.7, 0.5, 1.0, "multiple of local ties", "local ties in the least neighbourly estate", "最不熟络小区的邻里联系倍数", source="S18", bounds=(0.1, 1))
    neighbouring_high: float = param(1.4, 1.0, 1.6, "multiple of local ties", "local ties in the most neighbourly estate", "最熟络小区的邻里联系倍数", source="S18", bounds=(1, 2))


class TieSettings(Settings):
    """Number, layers, clustering and closeness of ties."""

    mean_degree: float = param(12.0, 8.0, 16.0, "ties per resident", "mean number of ties", "人均联系数", source="assumption", bounds=(4, 60))
    clustering: float = param(0.28, 0.20, 0.30, "mean local clustering", "how often two contacts of a person know each other", "联系人之间互相认识的程度", source="S16 S17 assumption", bounds=(0.05, 0.30))
    cross_grid: float = param(0.08, 0.03, 0.15, "share of ties", "ties to people in other grids", "跨网格联系占比", source="assumption", bounds=UNIT_INTERVAL)
    grid: float = param(0.05, 0.03, 0.15, "share of ties", "ties across the grid, outside the estate", "网格内跨小区联系占比", source="assumption", bounds=UNIT_INTERVAL)
    building: float = param(0.6, 0.4, 0.8, "share of ties inside the estate", "local ties within one building", "小区内联系中同楼的占比", source="assumption", bounds=UNIT_INTERVAL)
    age_mixing: float = param(12.0, 5.0, 25.0, "years, SD", "how much friends differ in age", "交往者年龄差异", source="assumption", bounds=(0, 100))
    rewired: float = param(0.0, 0.0, 1.0, "share of ties outside the household", "ties rewired at random, with everybody's number of ties kept", "保持每人联系数不变而随机重连的联系占比", source="watts1998 assumption", bounds=UNIT_INTERVAL)
    newcomer: float = param(0.95, 0.7, 1.0, "share of the former occupants' ties", "ties a newcomer takes up", "新住户接续的联系占比", source="assumption", bounds=UNIT_INTERVAL)
    close_household: int = param(4, 2, 6, "weight", "closeness of household members", "家人的亲近程度", source="assumption", bounds=(1, 20))
    close_local: int = param(2, 1, 3, "weight", "closeness of neighbours in the building", "同楼邻居的亲近程度", source="assumption", bounds=(1, 20))
    close_other: int = param(1, 1, 2, "weight", "closeness of other contacts", "其他联系人的亲近程度", source="assumption", bounds=(1, 20))


class ChangeSettings(Settings):
    """Births, deaths, moving."""

    owners_move: float = param(0.02, 0.01, 0.04, "per year", "chance that an owner household moves out", "自有住户年迁出概率", source="assumption", bounds=UNIT_INTERVAL)
    renters_move: float = param(0.15, 0.10, 0.30, "per year", "chance that a renting household moves out", "租户年迁出概率", source="assumption", bounds=UNIT_INTERVAL)
    vacancy: int = param(6, 2, 26, "weeks", "longest time a dwelling stands empty", "住房最长空置时间", source="assumption", bounds=(1, 520))
    births: float = param(0.025, 0.015, 0.05, "per woman aged 20–40 and year", "births; the default keeps up the number of infants of the case", "20–40岁妇女年生育率（默认值使婴幼儿数与案例相当）", source="liuhe", bounds=UNIT_INTERVAL)
    deaths_at_60: float = param(0.008, 0.005, 0.012, "per year", "mortality at age 60", "60岁年死亡率", source="assumption", bounds=UNIT_INTERVAL)
    deaths_doubling: float = param(7.5, 6.5, 9.0, "years of age", "years of age over which mortality doubles", "死亡率翻倍的年龄间隔", source="gompertz", bounds=(1, 50))


class TraitSettings(Settings):
    """Traits of people: motivation, skill, thresholds, attitudes, spare hours, frailty."""

    motivation: float = param(0.23, 0.15, 0.35, "0–1 scale", "mean autonomous motivation in a cold community", "冷社区的平均自主动机", status="calibrated", source="assumption", bounds=(0.02, 0.9))
    motivation_concentration: float = param(9.7, 6.0, 15.0, "sum of the two Beta parameters", "how alike residents are in motivation", "居民动机的集中程度", source="assumption", bounds=(2, 100))
    motivation_party: float = param(0.18, 0.10, 0.25, "added to motivation", "party members' higher motivation", "党员的动机增量", source="S24")
    motivation_elder: float = param(0.04, 0.0, 0.08, "added to motivation", "higher motivation from age 60", "60岁以上的动机增量", source="S25")
    motivation_renter: float = param(0.08, 0.05, 0.12, "taken from motivation", "lower motivation of renters", "租户的动机减量", source="S13")
    motivation_grids: float = param(0.045, 0.0, 0.08, "SD", "how much grids differ in motivation", "网格之间的动机差异", source="assumption")
    motivation_estates: float = param(0.03, 0.0, 0.06, "SD", "how much estates differ in motivation", "小区之间的动机差异", source="assumption")
    skill_a: float = param(3.0, 2.0, 5.0, "Beta parameter", "civic skill: first shape", "公民技能分布参数一", source="assumption", bounds=(0.5, 50))
    skill_b: float = param(4.0, 2.0, 6.0, "Beta parameter", "civic skill: second shape", "公民技能分布参数二", source="assumption", bounds=(0.5, 50))
    skill_party: float = param(0.10, 0.05, 0.15, "added to skill", "party members' higher skill", "党员的技能增量", source="S14 assumption")
    threshold: float = param(0.25, 0.15, 0.40, "share of ties", "share of one's ties that must take part before one follows", "带动跟随所需的邻里参与占比", source="S27 S28", bounds=UNIT_INTERVAL)
    threshold_spread: float = param(0.10, 0.05, 0.20, "SD", "how much thresholds differ", "阈值的差异", source="S27 S28")
    reluctant: float = param(0.33, 0.30, 0.35, "share of residents", "free riders, with a higher threshold", "高阈值居民占比", source="S29", bounds=UNIT_INTERVAL)
    reluctance: float = param(0.3, 0.2, 0.4, "share of ties", "how much higher the threshold of free riders is", "高阈值居民的阈值增量", source="S29", bounds=UNIT_INTERVAL)
    interest_focus: float = param(0.5, 0.2, 2.0, "Dirichlet parameter", "how evenly people spread their interests (low: one or two)", "兴趣分散程度", source="assumption", bounds=(0.01, 100))
    satiable: float = param(0.14, 0.10, 0.15, "share of residents", "those who fall back once most others do it", "他人多做则退出者占比", source="S29", bounds=UNIT_INTERVAL)
    unconditional: float = param(0.05, 0.03, 0.08, "share of residents", "those who do not look at others", "不看他人的参与者占比", source="S29", bounds=UNIT_INTERVAL)
    attentive: float = param(0.20, 0.10, 0.40, "share of residents", "those who read the community's notices and group messages", "关注社区通知和群消息的居民占比", source="S13 assumption", bounds=UNIT_INTERVAL)
    by_face: float = param(0.33, 0.25, 0.40, "share of residents", "those whom relatedness moves through face rather than inner motive", "因人情面子而动者占比", source="S23", bounds=UNIT_INTERVAL)
    spare_spread: float = param(0.6, 0.4, 0.8, "SD of the logarithm", "how much spare hours differ", "闲暇时间的差异", source="assumption")
    spare_teens: float = param(1.2, 0.7, 1.7, "hours a week", "spare hours at 12–17", "12–17岁每周闲暇", source="assumption")
    spare_young: float = param(1.6, 1.0, 2.2, "hours a week", "spare hours at 18–39", "18–39岁每周闲暇", source="assumption")
    spare_middle: float = param(2.4, 1.4, 3.4, "hours a week", "spare hours at 40–59", "40–59岁每周闲暇", source="assumption")
    spare_sixties: float = param(8.0, 5.0, 11.0, "hours a week", "spare hours at 60–69", "60–69岁每周闲暇", source="assumption")
    spare_seventies: float = param(6.0, 3.6, 8.4, "hours a week", "spare hours at 70–79", "70–79岁每周闲暇", source="assumption")
    spare_eighties: float = param(1.5, 0.9, 2.1, "hours a week", "spare hours from 80", "80岁以上每周闲暇", source="assumption")
    care_child: float = param(0.6, 0.4, 0.9, "multiple of spare hours", "adults with a child under 6 at home", "家有6岁以下幼儿者的闲暇倍数", source="assumption", bounds=UNIT_INTERVAL)
    care_frail: float = param(0.7, 0.4, 0.9, "multiple of spare hours", "adults with a frail elder at home", "家有失能老人者的闲暇倍数", source="assumption", bounds=UNIT_INTERVAL)
    frail_sixties: float = param(0.04, 0.02, 0.08, "share", "frail at 60–69", "60–69岁失能占比", source="assumption", bounds=UNIT_INTERVAL)
    frail_seventies: float = param(0.10, 0.05, 0.15, "share", "frail at 70–79", "70–79岁失能占比", source="assumption", bounds=UNIT_INTERVAL)
    frail_eighties: float = param(0.35, 0.2, 0.5, "share", "frail from 80", "80岁以上失能占比", source="assumption", bounds=UNIT_INTERVAL)
    unemployed: float = param(0.12, 0.05, 0.20, "share of those of working age", "without paid work", "劳动年龄无业占比", source="assumption", bounds=UNIT_INTERVAL)
    belonging: float = param(0.40, 0.2, 0.6, "0–1 scale", "mean sense of belonging at the start", "初始归属感均值", source="assumption", bounds=(0.02, 0.98))
    efficacy: float = param(0.30, 0.2, 0.5, "0–1 scale", "mean civic efficacy at the start", "初始公民效能感均值", source="assumption", bounds=(0.02, 0.98))
    trust: float = param(0.50, 0.40, 0.60, "0–1 scale", "mean trust in the community's institutions at the start", "初始信任均值", source="S66", bounds=(0.02, 0.98))
    attitude_concentration: float = param(8.0, 4.0, 16.0, "sum of the two Beta parameters", "how alike residents are in belonging, efficacy and trust", "归属、效能与信任的集中程度", source="assumption", bounds=(2, 100))


class UnitSettings(Settings):
    """Agencies, schools, banks, shops and firms inside the community."""

    units: int = param(25, 15, 50, "units", "units in the area", "辖区单位数", source="assumption", bounds=(0, 10_000))
    idle_space: float = param(400.0, 200.0, 800.0, "m²", "median idle space of a unit", "单位闲置面积中位数", source="assumption")
    funds: float = param(40_000.0, 10_000.0, 100_000.0, "yuan a year", "median sum a unit could give", "单位每年可出资中位数", source="assumption")
    hours: float = without_effect(param(6.0, 2.0, 15.0, "hours a week", "median volunteer hours of a unit", "单位每周志愿工时中位数", source="assumption"))
    spread: float = param(0.6, 0.3, 1.0, "SD of the logarithm", "how much units differ in space, funds and hours", "单位之间资源的差异", source="assumption", bounds=(0, 3))
    goodwill: float = param(0.35, 0.2, 0.5, "0–1 scale", "mean goodwill of units at the start", "单位初始意愿均值", source="assumption", bounds=(0.02, 0.98))


class CommunitySettings(Settings):
    """The community: people, households, places, ties, traits; the same settings and seed give the same people, to the last bit."""

    seed: int = param(2015, 0, 1_000_000, "seed", "seed of the synthetic community", "合成社区的种子", source="assumption", bounds=(0, 2**62))
    first_monday: Day = date(2015, 1, 5)
    grids: int = param(12, 6, 24, "grids", "grids", "网格数", status="measured", source="liuhe", bounds=(1, 10_000))
    estates: int = param(25, 12, 60, "estates", "residential estates", "居民小区数", status="measured", source="liuhe", bounds=(1, 10_000))
    households: int = param(5110, 2000, 10_000, "households", "households", "户数", status="measured", source="liuhe", bounds=COUNT)
    residents: int = param(14300, 5000, 30_000, "people", "residents", "居民人数", status="measured", source="liuhe", bounds=COUNT)
    party_members: int = param(238, 100, 1000, "people", "party members of the community's branches", "社区党员人数", status="measured", source="liuhe", bounds=(0, 20_000_000))
    party_branches: int = without_effect(param(6, 1, 12, "branches", "party branches", "党支部数", status="measured", source="liuhe", bounds=(1, 10_000)))
    ages: AgeSettings = AgeSettings()
    homes: HouseholdSettings = HouseholdSettings()
    places: PlaceSettings = PlaceSettings()
    ties: TieSettings = TieSettings()
    change: ChangeSettings = ChangeSettings()
    traits: TraitSettings = TraitSettings()
    units: UnitSettings = UnitSettings()

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        """Refuse numbers that no community can have at once."""
        ages = self.ages
        adults_left = self.residents - ages.infants - ages.children - ages.teens - ages.young - ages.elders
        most_people = LARGEST_HOUSEHOLD * self.households
        adults = ages.young + adults_left + ages.elders
        if adults_left < 0:
            raise refusal(
                f"ages: the age groups add up to {self.residents - adults_left} people, more than the "
                f"{self.residents} residents",
                f"ages：各年龄组合计 {self.residents - adults_left} 人，超过居民总数 {self.residents} 人")
        if not self.households <= self.residents <= most_people:
            raise refusal(
                f"residents: {self.residents} people cannot live in {self.households} households of one to five; "
                f"allowed are {self.households} to {most_people}",
                f"residents：{self.households} 户（每户一至五人）住不下 {self.residents} 人，"
                f"可取 {self.households} 到 {most_people}")
        if not self.grids <= self.estates <= self.households:
            raise refusal(
                f"estates: {self.estates} estates do not fit {self.grids} grids and {self.households} households; "
                f"allowed are {self.grids} to {self.households}",
                f"estates：{self.estates} 个小区与 {self.grids} 个网格、{self.households} 户不相符，"
                f"可取 {self.grids} 到 {self.households}")
        if ages.elders_in_sixties + ages.elders_in_seventies > 1:
            raise refusal("ages.elders_in_sixties: together with elders_in_seventies it must not exceed 1",
                          "ages.elders_in_sixties：与 elders_in_seventies 之和不得超过 1")
        if sum((self.homes.size_1, self.homes.size_2, self.homes.size_3, self.homes.size_4)) > 1 + ROUNDING:
            raise refusal("homes.size_1: the shares of households of one to four must not exceed 1 together",
                          "homes.size_1：一至四人户占比之和不得超过 1")
        if self.party_members > adults:
            raise refusal(f"party_members: {self.party_members} is more than the {adults} adults",
                          f"party_members：{self.party_members} 人超过成年人数 {adults}")
        if self.first_monday.weekday() != 0:
            raise refusal(f"first_monday: {self.first_monday} is not a Monday", f"first_monday：{self.first_monday} 不是星期一")
        return self

    def age_groups(self) -> dict[str, int]:
        """People of each age group at the start, those aged 40–59 (`middle`) among them, from the youngest up."""
        ages = self.ages
        given = {name: getattr(ages, name) for name in ("infants", "children", "teens", "young")}
        middle = self.residents - sum(given.values()) - ages.elders
        return {**given, "middle": middle, "elders": ages.elders}

    def implausible_ages(self) -> dict[str, float]:
        """The age groups whose share of the residents is hardly found anywhere, with that share."""
        shares = {name: people / self.residents for name, people in self.age_groups().items()}
        return {name: share for name, share in shares.items() if not PLAUSIBLE[name][0] <= share <= PLAUSIBLE[name][1]}

    def scaled(self, factor: int) -> CommunitySettings:
        """The same kind of community, so many times larger: people, households, estates, units; grids stay."""
        ages = self.ages
        return self.model_copy(update={
            "residents": self.residents * factor, "households": self.households * factor,
            "estates": self.estates * factor, "party_members": self.party_members * factor,
            "units": self.units.model_copy(update={"units": self.units.units * factor}),
            "ages": ages.model_copy(update={
                name: getattr(ages, name) * factor for name in ("infants", "children", "teens", "young", "elders")}),
        })
