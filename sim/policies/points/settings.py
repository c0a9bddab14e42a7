"""The declared numbers and choices of the points scheme."""

from __future__ import annotations

from typing import ClassVar, Literal, Self

from pydantic import model_validator

from sim.agents.acts import ACTS
from sim.param import UNIT_INTERVAL, Settings, Switch, choice, param, refusal
from sim.policies.base import PolicySettings
from sim.policies.points.words import REWARDS, RULES
from sim.text import Text

POINTS = (0, 10_000)


class EarningRules(Settings):
    """Points for each kind of act; none means that the scheme does not reward it."""

    interest: int = param(5, 0, 20, "points an act", "points for an interest activity", "参加兴趣活动积分", source="assumption", bounds=POINTS)
    action: int = param(10, 0, 20, "points an act", "points for a joint action", "参加联合行动积分", source="assumption", bounds=POINTS)
    care: int = param(15, 0, 20, "points an act", "points for a mutual-aid visit", "互助探访积分", source="assumption", bounds=POINTS)
    meeting: int = param(10, 0, 20, "points an act", "points for a meeting or vote", "议事投票积分", source="assumption", bounds=POINTS)
    mediation: int = param(20, 0, 20, "points an act", "points for a mediation", "调解纠纷积分", source="assumption", bounds=POINTS)
    organising: int = param(15, 0, 20, "points an act", "points for organising", "组织工作积分", source="assumption", bounds=POINTS)


class FeltControl(Settings):
    """What makes a scheme feel controlling; the order of the effects is that of Deci, Koestner & Ryan (1999)."""

    tangible: float = param(0.50, 0.3, 0.7, "0–1 scale", "control felt in expected goods for mere attendance", "到场即得实物带来的受控感", source="S31 assumption", bounds=UNIT_INTERVAL)
    completion: float = param(0.9, 0.8, 1.0, "multiple", "the same if goods are tied to completing a task", "奖励与完成任务挂钩时的倍数", source="S31", bounds=UNIT_INTERVAL)
    quality: float = param(0.7, 0.6, 0.9, "multiple", "the same if goods are tied to quality", "奖励与质量挂钩时的倍数", source="S31", bounds=UNIT_INTERVAL)
    unexpected: float = param(0.3, 0.0, 0.5, "multiple", "the same if the prize cannot be counted on", "奖励不可预期时的倍数", source="S31 assumption", bounds=UNIT_INTERVAL)
    ranking: float = param(0.25, 0.1, 0.4, "added", "a public ranking of people", "公开排名", source="S36 assumption", bounds=UNIT_INTERVAL)
    deductions: float = param(0.35, 0.2, 0.5, "added", "deductions for misconduct", "扣分", source="S36 assumption", bounds=UNIT_INTERVAL)
    office_rules: float = param(0.15, 0.0, 0.25, "added", "rules and tasks set by the office", "由社区单方定规则派任务", source="S36 assumption", bounds=UNIT_INTERVAL)
    resident_rules: float = param(0.25, 0.1, 0.4, "taken off", "rules decided by residents", "居民议定规则", source="S36 S68 assumption", bounds=UNIT_INTERVAL)
    shared: float = param(0.20, 0.1, 0.3, "taken off", "rewards shared by household or estate", "奖励归家庭或小区共有", source="S31 assumption", bounds=UNIT_INTERVAL)
    feedback: float = param(0.20, 0.1, 0.3, "taken off", "good deeds made known", "公示好人好事", source="S31", bounds=UNIT_INTERVAL)


class PointsSettings(PolicySettings):
    """Points for taking part: earned per act, held, redeemed under a budget, expired.

    Attributes
    ----------
    reward
        `goods`: goods at caring merchants. `recognition`: honour only. `time_bank`: hours of care for hours of
        care, 低龄 for 高龄. `lottery`: points are tickets for prizes.
    pooled
        Whose account points go to: the person's, the household's, or the estate's (which buys a facility).
    tied_to
        What earns points: mere attendance, completing the task, or doing it well.
    rules
        Who decides the rules.
    display
        Nothing made public, good deeds, or a ranking of people.
    deductions
        Whether misconduct costs points; a design known to harm, offered for teaching.
    honour_at_stop
        Whether points still held can be redeemed for a while after the scheme ends.
    """

    whole_run: ClassVar[tuple[str, ...]] = (*PolicySettings.whole_run, "pooled", "expiry_quarters")

    reward: Literal["goods", "recognition", "time_bank", "lottery"] = choice("goods", "what points are good for", "积分换什么", **REWARDS)
    pooled: Literal["person", "household", "estate"] = "person"
    tied_to: Literal["attendance", "completion", "quality"] = choice(
        "attendance", "what earns points", "凭什么得分", attendance=Text("mere attendance", "到场即得"),
        completion=Text("completing the task", "完成任务"), quality=Text("doing it well", "做得好"))
    rules: Literal["office", "residents"] = choice("office", "who decides the rules", "规则由谁定", **RULES)
    display: Literal["none", "deeds", "ranking"] = choice(
        "none", "what is made public", "公示什么", none=Text("nothing", "不公示"), deeds=Text("good deeds", "好人好事"),
        ranking=Text("a ranking of people (known to harm)", "个人排名（已知有害）"))
    deductions: Switch = choice(False, "points are deducted for misconduct (known to harm)", "违规扣分（已知有害）")
    honour_at_stop: Switch = choice(True, "points still held can be redeemed for a while after the end", "停办后仍可兑换一段时间")
    earns: EarningRules = EarningRules()
    control: FeltControl = FeltControl()
    budget: float = param(10_000.0, 1_000.0, 50_000.0, "yuan a month", "what the government pays for redemption", "政府每月兑换预算", source="assumption")
    yuan_per_point: float = param(0.5, 0.1, 1.0, "yuan", "worth of a point", "每分价值", source="assumption")
    merchants_share: float = param(0.15, 0.0, 0.4, "share", "part of the price that caring merchants bear", "爱心商家让利比例", source="liuhe-R4 assumption", bounds=UNIT_INTERVAL)
    least_redeemed: int = param(20, 10, 100, "points", "least points that can be redeemed", "最低兑换积分", source="assumption", bounds=(1, 100_000))
    month_cap: int = param(80, 30, 200, "points a month", "most points a person can earn in a month", "每人每月积分上限", source="assumption", bounds=POINTS)
    expiry_quarters: int = param(4, 2, 8, "quarters", "quarters after which points expire", "积分有效季度数", source="assumption", bounds=(1, 40))
    enrollable: float = param(0.6, 0.5, 0.7, "share of residents", "residents who would ever sign up", "可能加入积分制的居民占比", source="S8", bounds=UNIT_INTERVAL)
    signing_up: float = param(0.010, 0.004, 0.03, "per week", "chance to sign up at average interest in points and average ease, where no contact takes part", "兴趣与参与难易一般、无人带动时每周报名概率", source="assumption", bounds=UNIT_INTERVAL)
    signing_up_contacts: float = param(3.0, 1.0, 6.0, "multiple at all contacts active", "how contacts speed up signing up", "联系人参与对报名的带动", source="assumption")
    signing_up_ease: float = param(0.5, 0.2, 1.0, "log of the hazard, per SD", "how much sooner those sign up who find taking part easy", "易于参与者报名更早的程度", source="leenheer2007 assumption", bounds=(0, 3))
    welcome: int = param(0, 0, 100, "points", "points given for signing up", "报名即送积分", source="assumption", bounds=(0, 10_000))
    welcome_pull: float = param(0.02, 0.0, 0.06, "per point", "how much such points speed up signing up", "报名积分对报名的带动", source="assumption", bounds=(0, 10))
    salience_a: float = param(1.3, 0.8, 2.5, "Beta parameter", "how much points matter to people: first shape", "积分吸引力分布参数一", source="S8", bounds=(0.1, 50))
    salience_b: float = param(2.6, 1.5, 4.0, "Beta parameter", "how much points matter to people: second shape", "积分吸引力分布参数二", source="S8", bounds=(0.1, 50))
    reminder: float = param(0.12, 0.05, 0.30, "hazard per week", "being reminded of occasions by the scheme", "积分平台提醒参与的风险率", source="assumption")
    worth_scale: float = param(2.5, 1.0, 8.0, "yuan an act", "worth of an act's points at which goods pull noticeably", "一次行动积分价值的参照值", source="assumption", bounds=(0.01, 10_000))
    pull_recognition: float = param(0.25, 0.1, 0.4, "0–1 scale", "pull of recognition alone", "仅有荣誉时的吸引力", source="S31 assumption", bounds=UNIT_INTERVAL)
    pull_time_bank: float = param(0.35, 0.2, 0.5, "0–1 scale", "pull of hours for hours", "时间银行的吸引力", source="assumption", bounds=UNIT_INTERVAL)
    pull_carers: float = param(1.5, 1.0, 2.5, "multiple", "pull of a time bank on those aged 50–75", "时间银行对50–75岁居民的吸引力倍数", source="liuhe-R30 assumption")
    pull_others: float = param(0.5, 0.0, 1.0, "multiple", "pull of a time bank on everybody else", "时间银行对其他居民的吸引力倍数", source="assumption")
    points_per_hour: float = param(10.0, 5.0, 20.0, "points", "points that buy an hour of care in a time bank", "时间银行中兑换一小时照护的积分", source="assumption", bounds=(0.1, 10_000))
    pull_lottery: float = param(0.40, 0.2, 0.6, "0–1 scale", "pull of a lottery", "抽奖的吸引力", source="assumption", bounds=UNIT_INTERVAL)
    pull_household: float = param(0.8, 0.6, 1.0, "multiple", "pull of points that go to the household", "积分归家庭时的吸引力倍数", source="assumption", bounds=UNIT_INTERVAL)
    pull_estate: float = param(0.5, 0.3, 0.8, "multiple", "pull of points that go to the estate", "积分归小区时的吸引力倍数", source="assumption", bounds=UNIT_INTERVAL)
    recognised: float = param(0.10, 0.05, 0.2, "0–1 scale", "competence felt where deeds are made known", "好人好事公示带来的胜任感", source="S31", bounds=UNIT_INTERVAL)
    having_a_say: float = param(0.10, 0.0, 0.2, "0–1 scale", "autonomy felt where residents made the rules", "居民议定规则带来的自主感", source="S68 assumption", bounds=UNIT_INTERVAL)
    redeeming: float = param(0.5, 0.2, 0.8, "per month at full salience", "chance to redeem when one could", "可兑换时每月兑换概率", source="S8 assumption", bounds=UNIT_INTERVAL)
    doubt: float = param(0.25, 0.1, 0.5, "per month", "how fast confidence in redemption follows experience", "兑换信心随经历变化的速度", source="assumption", bounds=UNIT_INTERVAL)
    gaming: float = param(0.05, 0.02, 0.10, "share of acts", "acts claimed that were not done", "虚报积分的比例", source="assumption", bounds=UNIT_INTERVAL)
    displacement: float = param(0.2, 0.1, 0.3, "share", "attention that acts without points lose among those who value points", "无积分行动被挤占的程度", source="S37", bounds=UNIT_INTERVAL)
    facility_price: int = param(3000, 1000, 10_000, "points", "points with which an estate buys a facility", "小区兑换公共设施所需积分", source="assumption", bounds=(1, 10_000_000))
    facility_promise: float = param(0.3, 0.1, 1.0, "promises kept", "what a facility bought with points means to each resident of the estate", "积分购置设施对每位居民意味着的承诺兑现", source="assumption", bounds=UNIT_INTERVAL)
    facility_gain: float = param(0.05, 0.01, 0.1, "share of what is missing", "betterment of facilities by such a purchase", "一次兑换对设施的改善", source="assumption", bounds=UNIT_INTERVAL)
    prize: float = param(100.0, 20.0, 500.0, "yuan", "worth of a lottery prize", "奖品价值", source="assumption", bounds=(1, 1_000_000))
    staff_hours: float = param(20.0, 10.0, 40.0, "cadre hours a week", "work of running the scheme", "运营积分制的干部工时", source="assumption")
    honour_weeks: int = param(8, 0, 26, "weeks", "how long points can be redeemed after the end", "停办后的兑付期", source="assumption", bounds=(0, 520))

    @model_validator(mode="after")
    def _possible(self) -> Self:
        """Refuse combinations that no scheme can have."""
        if self.reward in ("recognition", "time_bank", "lottery") and self.pooled == "estate":
            raise refusal(f"pooled: points of an estate buy a facility, so reward must be goods, not {self.reward}",
                          f"pooled：小区积分用于购置公共设施，reward 只能是 goods，不能是 {self.reward}")
        if self.reward == "time_bank" and self.earns.care == 0:
            raise refusal("earns.care: a time bank lives on care, so it must earn more than 0 points",
                          "earns.care：时间银行以互助为本，互助积分须大于 0")
        return self

    def felt_control(self) -> float:
        """How controlling the scheme feels, 0–1, from its design."""
        control = self.control
        timing = {"attendance": 1.0, "completion": control.completion, "quality": control.quality}[self.tied_to]
        tangible = {"goods": 1.0, "lottery": control.unexpected, "recognition": 0.0, "time_bank": 0.0}[self.reward]
        score = control.tangible * tangible * timing
        score += control.ranking * (self.display == "ranking") + control.deductions * self.deductions
        score += control.office_rules if self.rules == "office" else -control.resident_rules
        score -= control.shared * (self.pooled != "person") + control.feedback * (self.display == "deeds")
        return min(max(score, 0.0), 1.0)

    def points_per_act(self) -> list[int]:
        """Points for each kind of act, in the order of `ACTS`; a time bank pays for care only.

        Everyday acts earn none: nobody sees them.
        """
        if self.reward == "time_bank":
            return [self.earns.care if kind == "care" else 0 for kind in ACTS]
        return [getattr(self.earns, kind, 0) for kind in ACTS]
