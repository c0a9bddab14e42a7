"""The declared numbers of the resident: who asks, being reached, deciding, experiencing, and what fades."""

from __future__ import annotations

from typing import ClassVar, Self

from pydantic import Field, model_validator

from sim.agents.resident.rules import Rule
from sim.param import UNIT_INTERVAL, Settings, param, refusal

LOGIT = (-20.0, 20.0)


class AskingSettings(Settings):
    """Who asks, what it weighs, how it is felt, what it costs, and how it wears out."""

    # What the word of each source weighs in the decision; one's own accord weighs nothing
    weight_household: float = param(2.3, 1.2, 3.0, "logit", "weight of being asked by somebody at home", "家人邀请的权重", source="S35 assumption", bounds=LOGIT)
    weight_tie: float = param(0.85, 0.5, 1.5, "logit", "weight of being asked by a neighbour or friend", "邻居熟人邀请的权重", source="S30 burn1991", bounds=LOGIT)
    weight_leader: float = param(1.1, 0.6, 1.8, "logit", "weight of being asked by a recognised leader", "带头人邀请的权重", source="S10 burn1991 assumption", bounds=LOGIT)
    weight_party: float = param(0.8, 0.4, 1.4, "logit", "weight of being asked by a party member of one's branch or building", "本支部、本楼党员邀请的权重", source="S24 assumption", bounds=LOGIT)
    weight_cadre: float = param(0.6, 0.2, 1.2, "logit", "weight of being asked by a cadre", "社区干部邀请的权重", source="S24 assumption", bounds=LOGIT)
    weight_stranger: float = param(0.28, 0.05, 0.6, "logit", "weight of being asked by a paid stranger", "外聘人员邀请的权重", source="gerber2000 burn1991", bounds=LOGIT)
    weight_notice: float = param(-0.30, -0.8, 0.0, "logit", "weight of having only read a notice", "仅看到通知的权重", source="burn1991 assumption", bounds=LOGIT)
    # How far each is felt as control; the others press nobody
    control_party: float = param(0.35, 0.1, 0.6, "0–1 scale", "pressure felt in a party member's asking", "党员邀请带来的压力", source="S24 assumption", bounds=UNIT_INTERVAL)
    control_cadre: float = param(0.60, 0.4, 0.9, "0–1 scale", "pressure felt in a cadre's asking", "干部动员带来的压力", source="S24 assumption", bounds=UNIT_INTERVAL)
    control_stranger: float = param(0.25, 0.05, 0.5, "0–1 scale", "pressure felt in a stranger's asking", "外聘人员邀请带来的压力", source="assumption", bounds=UNIT_INTERVAL)
    # What asking takes
    contacts: float = param(8.0, 6.0, 12.0, "people per hour", "people whom an hour of asking reaches", "一小时可当面邀请的人数", source="gerber2000 assumption", bounds=(0.1, 1000))
    wage: float = param(25.0, 15.0, 40.0, "yuan per hour", "pay of strangers who are hired to ask", "外聘人员时薪", source="assumption")
    # How it wears out
    refused: float = param(0.35, 0.15, 0.6, "per refusal", "weariness of being asked, from a refusal", "每次拒绝后的厌烦增量", source="assumption", bounds=UNIT_INTERVAL)
    refused_weight: float = param(1.5, 0.5, 2.5, "logit", "weight of full weariness of being asked", "完全厌烦的权重", source="assumption", bounds=LOGIT)
    refused_fade: float = param(0.06, 0.03, 0.12, "per week", "recovery from that weariness", "厌烦的消退", source="assumption", bounds=UNIT_INTERVAL)
    unheeded: float = param(0.25, 0.1, 0.5, "per notice read in vain", "attention that notices lose by one that moved nobody", "每则无效通知消耗的注意", source="assumption", bounds=UNIT_INTERVAL)
    unheeded_fade: float = param(0.01, 0.003, 0.03, "per week", "return of attention to notices", "对通知注意的恢复", source="assumption", bounds=UNIT_INTERVAL)
    # At home
    along: float = param(0.9, 0.6, 1.0, "share", "chance that who comes to an event asks those at home along", "参加者叫上家人的概率", source="S35 assumption", bounds=UNIT_INTERVAL)


class ResidentSettings(Settings):
    """How residents are reached, decide, learn and forget. Flat, because kernels read it as one record."""

    whole_run: ClassVar[tuple[str, ...]] = ("rule",)

    # Being reached: nobody takes part who was not asked
    notice: float = param(0.10, 0.05, 0.40, "hazard per activity and week", "reach of a notice among those who read notices", "一则活动通知在关注者中的触达率", status="calibrated", source="assumption", bounds=(0, 5))
    ask_tie: float = param(0.005, 0.002, 0.010, "hazard per week and closeness point", "being asked by an active contact", "被活跃的联系人邀请的风险率", status="calibrated", source="S14 S30 assumption", bounds=(0, 5))
    # Deciding
    base: float = param(-3.6, -4.5, -2.5, "logit", "willingness without any motive", "无任何动机时的意愿", status="calibrated", source="assumption", bounds=LOGIT)
    weight_motivation: float = param(3.4, 2.0, 5.0, "logit", "weight of autonomous motivation", "自主动机的权重", source="assumption", bounds=LOGIT)
    weight_habit: float = param(3.0, 1.5, 5.0, "logit", "weight of habit", "习惯的权重", source="S32 assumption", bounds=LOGIT)
    weight_norm: float = param(2.0, 0.8, 3.0, "logit", "weight of what one's contacts do", "周围人行为的权重", source="S26 assumption", bounds=LOGIT)
    weight_external: float = param(1.9, 0.8, 3.0, "logit", "weight of reward and pressure", "外部激励与压力的权重", status="calibrated", source="assumption", bounds=LOGIT)
    weight_efficacy: float = param(0.8, 0.3, 1.5, "logit", "weight of civic efficacy", "公民效能感的权重", source="S15 assumption", bounds=LOGIT)
    weight_collective: float = param(0.8, 0.3, 1.5, "logit", "weight of collective efficacy of the grid", "网格集体效能的权重", source="S65 assumption", bounds=LOGIT)
    weight_belonging: float = param(0.6, 0.2, 1.2, "logit", "weight of belonging", "归属感的权重", source="S13 assumption", bounds=LOGIT)
    weight_trust: float = param(0.4, -0.2, 1.0, "logit", "weight of trust", "信任的权重", source="S24 assumption", bounds=LOGIT)
    weight_fit: float = param(1.0, 0.5, 2.0, "logit", "weight of fit with interests and needs", "与兴趣和需要契合的权重", source="S14 assumption", bounds=LOGIT)
    weight_member: float = param(1.5, 0.5, 2.5, "logit", "weight of having a place in a team", "在团队中有固定位置的权重", source="assumption", bounds=LOGIT)
    ease: float = param(1.2, 0.6, 2.0, "logit, SD", "how unequal residents are in what they find easy, whatever it is", "居民在参与难易上的总体差异", source="assumption", bounds=(0, 10))
    eases: float = param(0.8, 0.3, 1.5, "logit, SD", "how unequal they are by kind of act", "各类行动上的难易差异", source="assumption", bounds=(0, 10))
    weight_knowledge: float = param(0.8, 0.3, 1.5, "logit", "weight of knowing the community, for deep acts", "对社区了解程度的权重（深度参与）", source="S21", bounds=LOGIT)
    weight_skill: float = param(2.0, 1.0, 3.0, "logit", "cost of lacking the skill an act asks for", "技能不足的代价", source="S14 assumption", bounds=LOGIT)
    weight_burnout: float = param(1.0, 0.4, 2.0, "logit", "weight of burn-out", "倦怠的权重", source="assumption", bounds=LOGIT)
    norm_width: float = param(0.06, 0.03, 0.12, "share of ties", "how sharp a personal threshold is", "个人阈值的陡峭程度", source="assumption", bounds=(0.005, 1))
    norm_crowding: float = param(0.4, 0.1, 0.7, "share", "conformity lost to a controlling reward", "控制性奖励削弱从众的程度", source="S6", bounds=UNIT_INTERVAL)
    costly_contacts: int = param(2, 1, 4, "contacts outside the family", "active contacts before a costly act is imitated", "跟随高成本行动所需的活跃联系人数", source="S17", bounds=(0, 50))
    spare_scale: float = param(2.0, 1.0, 4.0, "multiples of an act's hours", "spare hours at which an act becomes affordable", "负担一次行动所需的闲暇倍数", source="assumption", bounds=(0.05, 50))
    extra_hours: float = param(0.5, 0.1, 0.9, "share of further spare hours", "how far habit and motivation turn further spare hours into service", "习惯与动机把其余闲暇转为服务的程度", source="assumption", bounds=UNIT_INTERVAL)
    # Everyday acts
    everyday_base: float = param(-3.2, -3.9, -2.5, "logit", "willingness to do an everyday act without any motive", "无任何动机时做日常小事的意愿", source="fon2013 assumption", bounds=LOGIT)
    everyday_motivation: float = param(2.8, 1.5, 4.0, "logit", "weight of autonomous motivation in everyday acts", "自主动机对日常小事的权重", source="assumption", bounds=LOGIT)
    everyday_habit: float = param(4.5, 3.0, 6.0, "logit", "weight of habit in everyday acts", "习惯对日常小事的权重", source="S32 assumption", bounds=LOGIT)
    everyday_ease: float = param(0.6, 0.3, 1.0, "logit, SD", "how unequal residents are in everyday acts", "居民在日常小事上的差异", source="assumption", bounds=(0, 10))
    everyday_asked: float = param(4.0, 3.0, 6.0, "multiple", "how much more being asked weighs where the act costs nothing", "对几乎无成本的小事，被邀请的权重倍数", source="burn1991 assumption", bounds=(0, 50))
    everyday_noticed: float = param(0.015, 0.005, 0.04, "per occasion", "chance to think of an everyday act unprompted", "无提醒时想到的概率", source="assumption", bounds=UNIT_INTERVAL)
    everyday_frail: float = param(0.5, 0.3, 0.8, "share of occasions", "everyday acts within reach of the frail", "体弱者力所能及的日常小事占比", source="assumption", bounds=UNIT_INTERVAL)
    everyday_home: float = param(0.30, 0.1, 0.6, "share", "chance that what is done at home brings it to mind", "家人在做而想到的概率", source="S35 assumption", bounds=UNIT_INTERVAL)
    everyday_done_for: float = param(-1.3, -2.0, 0.0, "logit", "weight of seeing staff do what is left undone", "有人代做时意愿的变化", source="fon2013 assumption", bounds=LOGIT)
    everyday_gain: float = param(0.018, 0.01, 0.03, "per act", "habit gained with an everyday act", "每次日常小事增加的习惯", source="S32 S33", bounds=UNIT_INTERVAL)
    everyday_loss: float = param(0.0085, 0.004, 0.015, "per missed occasion", "habit lost with a missed occasion", "每错过一次失去的习惯", source="S34 assumption", bounds=UNIT_INTERVAL)
    everyday_unlearnt: float = param(0.9, 0.6, 1.0, "share", "habit not formed while staff do what is left undone", "有人代做时未形成的习惯占比", source="fon2013 assumption", bounds=UNIT_INTERVAL)
    # What an activity is worth
    turnout: float = param(8.0, 4.0, 20.0, "people", "people at which an activity goes reasonably well", "活动像样所需人数", source="S102 assumption", bounds=(0.5, 1000))
    # Experience of an act
    competence_base: float = param(0.35, 0.2, 0.5, "0–1 scale", "feeling of competence to begin with", "胜任感基数", source="S22 assumption", bounds=UNIT_INTERVAL)
    competence_skill: float = param(0.35, 0.2, 0.5, "0–1 scale", "competence from skill", "技能带来的胜任感", source="S22 assumption", bounds=UNIT_INTERVAL)
    competence_success: float = param(0.20, 0.1, 0.4, "0–1 scale", "competence from an activity that goes well", "活动成功带来的胜任感", source="S64 assumption", bounds=UNIT_INTERVAL)
    competence_collective: float = param(0.20, 0.1, 0.3, "0–1 scale", "competence from collective efficacy", "集体效能带来的胜任感", source="S65 assumption", bounds=UNIT_INTERVAL)
    related_base: float = param(0.15, 0.05, 0.3, "0–1 scale", "feeling of relatedness to begin with", "联结感基数", source="S22 assumption", bounds=UNIT_INTERVAL)
    related_contacts: float = param(1.0, 0.5, 1.5, "per share of ties", "relatedness from contacts who take part", "参与的联系人带来的联结感", source="S22 assumption", bounds=(0, 10))
    related_member: float = param(0.35, 0.2, 0.5, "0–1 scale", "relatedness from membership", "成员身份带来的联结感", source="S22 assumption", bounds=UNIT_INTERVAL)
    related_asked: float = param(0.10, 0.0, 0.2, "0–1 scale", "relatedness from having been asked by somebody", "受人邀请带来的联结感", source="assumption", bounds=UNIT_INTERVAL)
    autonomy_pressed: float = param(0.25, 0.1, 0.4, "0–1 scale", "autonomy lost to full pressure", "完全受压时损失的自主感", source="S24 assumption", bounds=UNIT_INTERVAL)
    autonomy_outsider: float = param(0.15, 0.05, 0.25, "0–1 scale", "autonomy lost by not belonging to the group", "非成员损失的自主感", source="assumption", bounds=UNIT_INTERVAL)
    autonomy_say: float = param(0.15, 0.05, 0.3, "0–1 scale", "autonomy from having a say", "有发言权带来的自主感", source="S68 assumption", bounds=UNIT_INTERVAL)
    share_competence: float = param(0.45, 0.3, 0.6, "exponent", "weight of competence in need satisfaction", "胜任在需要满足中的权重", source="S22", bounds=UNIT_INTERVAL)
    share_relatedness: float = param(0.30, 0.2, 0.4, "exponent", "weight of relatedness in need satisfaction", "联结在需要满足中的权重", source="S22", bounds=UNIT_INTERVAL)
    share_autonomy: float = param(0.25, 0.1, 0.4, "exponent", "weight of autonomy in need satisfaction", "自主在需要满足中的权重", source="S22", bounds=UNIT_INTERVAL)
    need_threshold: float = param(0.42, 0.35, 0.5, "0–1 scale", "need satisfaction that neither builds nor harms motivation", "既不增也不损动机的需要满足水平", source="assumption", bounds=UNIT_INTERVAL)
    internalise: float = param(0.022, 0.008, 0.04, "per act", "motivation gained from an act that satisfies all needs", "满足需要的一次行动所内化的动机", status="calibrated", source="S22 assumption", bounds=UNIT_INTERVAL)
    crowd_out: float = param(0.019, 0.005, 0.08, "per rewarded act", "motivation lost to a fully controlling reward", "完全控制性奖励挤出的动机", source="S31", bounds=UNIT_INTERVAL)
    crowd_fatigue: float = param(60.0, 30.0, 200.0, "acts", "rewarded acts after which crowding out weakens", "挤出效应减弱所需的次数", source="S4", bounds=(1, 10_000))
    crowd_learning: float = param(0.6, 0.2, 0.9, "share", "internalisation lost to a controlling reward", "控制性奖励削弱内化的程度", source="S31 assumption", bounds=UNIT_INTERVAL)
    habit_gain: float = param(0.044, 0.0117, 0.153, "per act", "habit gained with a repetition in a team's rhythm", "在团队节奏中每次重复增加的习惯", source="S32 S33", bounds=UNIT_INTERVAL)
    habit_event: float = param(0.9, 0.5, 1.0, "per act", "familiarity gained with an event", "每参加一次活动增加的熟悉程度", source="gerber2000 assumption", bounds=UNIT_INTERVAL)
    habit_event_most: float = param(0.45, 0.3, 0.6, "0–1 scale", "familiarity that events alone can make, which have no rhythm", "仅靠零散活动所能达到的熟悉程度", source="S32 assumption", bounds=UNIT_INTERVAL)
    knowledge_gain: float = param(0.05, 0.03, 0.08, "per shallow act", "knowledge of the community gained", "每次浅层参与增加的社区了解", source="S21 assumption", bounds=UNIT_INTERVAL)
    efficacy_gain: float = param(0.02, 0.005, 0.04, "per act", "efficacy gained or lost with success or failure", "成败对效能感的影响", source="S64 assumption", bounds=UNIT_INTERVAL)
    belonging_gain: float = param(0.015, 0.005, 0.03, "per act", "belonging gained from a related experience", "联结体验增加的归属感", source="assumption", bounds=UNIT_INTERVAL)
    trust_gain: float = param(0.004, 0.001, 0.01, "per act", "trust gained when an activity goes well", "活动成功增加的信任", source="assumption", bounds=UNIT_INTERVAL)
    failure_weight: float = param(1.8, 1.3, 3.0, "ratio", "how much more bad news weighs than good", "坏消息相对好消息的权重", source="S64 assumption", bounds=(1, 10))
    burnout_gain: float = param(0.25, 0.1, 0.4, "per act", "burn-out from an act that uses up all spare hours", "耗尽闲暇的一次行动带来的倦怠", source="assumption", bounds=UNIT_INTERVAL)
    burnout_spare: float = param(4.0, 2.0, 8.0, "hours a week", "spare hours that protect from burn-out", "缓解倦怠的闲暇", source="assumption", bounds=(0.1, 168))
    # What fades, every week
    motivation_fade: float = param(0.006, 0.002, 0.02, "per week", "return of motivation to its own level", "动机回落到基线的速度", status="calibrated", source="assumption", bounds=UNIT_INTERVAL)
    habit_shield: float = param(0.5, 0.2, 0.8, "share", "how far habit slows the fading of motivation", "习惯减缓动机回落的程度", source="assumption", bounds=UNIT_INTERVAL)
    habit_fade: float = param(0.005, 0.002, 0.010, "per week", "habit lost where its setting lives on", "设施、团队仍在时每周失去的习惯", source="S34 assumption", bounds=UNIT_INTERVAL)
    knowledge_fade: float = param(0.01, 0.005, 0.02, "per week", "knowledge of the community forgotten", "社区了解的遗忘速度", source="assumption", bounds=UNIT_INTERVAL)
    burnout_fade: float = param(0.12, 0.05, 0.2, "per week", "recovery from burn-out", "倦怠恢复速度", source="assumption", bounds=UNIT_INTERVAL)
    external_fade: float = param(0.30, 0.15, 0.6, "per week", "fading of pressure once it stops", "压力停止后的消退速度", source="S24 assumption", bounds=UNIT_INTERVAL)
    attitude_fade: float = param(0.006, 0.002, 0.02, "per week", "return of efficacy and belonging to their own level", "效能感与归属感回落速度", source="assumption", bounds=UNIT_INTERVAL)
    trust_pull: float = param(0.006, 0.002, 0.02, "per week", "how fast trust follows the share of matters solved", "信任随办结率变化的速度", source="S66 assumption", bounds=UNIT_INTERVAL)
    trust_fade: float = param(0.004, 0.001, 0.01, "per week", "return of trust to its own level", "信任回落速度", source="assumption", bounds=UNIT_INTERVAL)
    promise_kept: float = param(0.01, 0.002, 0.02, "per kept promise", "trust gained by a promise that is kept", "兑现承诺增加的信任", source="assumption", bounds=UNIT_INTERVAL)
    # What counts as doing it together
    together_times: int = param(2, 2, 6, "times in half a year", "voice or joint work that make somebody together", "“共同干”所需的议事或共同行动次数", source="liuhe assumption", bounds=(1, 26))
    # Shapes
    satiety: float = param(0.5, 0.4, 0.7, "share of ties", "active contacts from which the satiable begin to fall back", "满足型居民开始退出时的邻里参与占比", source="S29 assumption", bounds=(0, 0.99))
    least_attention: float = param(0.25, 0.1, 0.5, "weight", "attention that an activity draws from those it does not fit at all", "与兴趣完全不合的活动仍受到的关注", source="assumption", bounds=(0, 10))
    cost_steepness: float = param(2.0, 1.0, 4.0, "exponent", "how fast the marginal cost of effort rises with it, under indirect crowding (1: incentives simply add)", "间接挤出规则下努力的边际成本上升的快慢（1 为激励简单相加）", source="S93 assumption", bounds=(0.2, 20))
    # The account of why people take part that is at work; each is described in docs/model.md
    rule: Rule = Field(default="full", description="the rule by which residents decide: the full model, or one of its rivals")

    @model_validator(mode="after")
    def _possible(self) -> Self:
        """Efforts are not negative: where they combine, neither may be the motive that makes them."""
        if self.rule == "indirect_crowding":
            for name in ("weight_motivation", "weight_external"):
                if getattr(self, name) < 0:
                    raise refusal(f"{name}: {getattr(self, name)} is not allowed under rule indirect_crowding; it must be at least 0",
                                  f"{name}：规则 indirect_crowding 下不能取 {getattr(self, name)}；须不小于 0")
        return self
