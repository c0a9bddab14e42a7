"""The declared numbers of organisations: how groups gather, recruit, tire, end."""

from __future__ import annotations

from sim.param import UNIT_INTERVAL, Settings, param

SIZE = (1, 100_000)


class OrganisationSettings(Settings):
    """Organisations and the groups before them: birth, life, death."""

    # Birth without any module
    spontaneous: float = param(0.00001, 0.000005, 0.0001, "per week and possible initiator", "chance that a motivated resident gathers a group unaided", "有意愿居民自发组队的概率", source="S10 assumption", bounds=UNIT_INTERVAL)
    spontaneous_keen: float = param(20.0, 5.0, 50.0, "added multiple", "how much likelier the very motivated do so", "动机极强者自发组队的倍数增量", source="assumption")
    gathers: float = param(0.0006, 0.0002, 0.003, "per week and backbone resident who leads nothing", "chance that a backbone resident gathers a team", "无团队的骨干自发组队的概率", source="liuhe S10 assumption", bounds=UNIT_INTERVAL)
    nucleus: int = param(40, 20, 60, "people", "people a new group gathers at most to begin with", "新群体的发起人数上限", source="S75 assumption", bounds=SIZE)
    nucleus_least: int = param(8, 5, 12, "people", "people without whom no group begins", "成立群体所需最少人数", source="assumption", bounds=SIZE)
    # Activities
    rate: float = param(0.6, 0.2, 1.0, "activities a week", "activities of a funded and led organisation", "有经费有带头人的组织每周活动数", source="assumption", bounds=(0, 20))
    leaderless: float = param(0.4, 0.2, 0.7, "multiple", "activities left when nobody leads", "无带头人时的活动倍数", source="S10 assumption", bounds=UNIT_INTERVAL)
    unfunded: float = param(0.7, 0.4, 0.9, "multiple", "activities left when the money is gone", "经费用尽时的活动倍数", source="assumption", bounds=UNIT_INTERVAL)
    activity_cost: float = param(80.0, 20.0, 200.0, "yuan", "money an activity uses where there is some", "一次活动开支", source="assumption")
    publicity: float = param(0.4, 0.1, 1.0, "notices per activity", "publicity of an organisation's activity where its members live", "组织活动在成员所在小区的宣传力度", source="assumption", bounds=(0, 100))
    known_by: float = param(5.0, 2.0, 10.0, "active members", "active members in an estate through whom activities are well known there", "使活动在小区内广为人知的活跃成员数", source="assumption", bounds=(0.1, 1000))
    venue: int = param(40, 20, 80, "seats", "people its usual venue holds", "常用场地可容纳人数", source="assumption", bounds=SIZE)
    # Members
    capacity_governance: int = param(150, 80, 250, "members", "active members a governance organisation can hold together", "治理类组织可凝聚的活跃成员数", source="assumption", bounds=SIZE)
    capacity_mutual_aid: int = param(150, 80, 250, "members", "active members a mutual-aid organisation can hold together", "互助类组织可凝聚的活跃成员数", source="assumption", bounds=SIZE)
    capacity_volunteer: int = param(400, 200, 600, "members", "active members a volunteer organisation can hold together", "志愿类组织可凝聚的活跃成员数", source="assumption", bounds=SIZE)
    capacity_interest: int = param(600, 300, 900, "members", "active members an interest group can hold together", "兴趣类群体可凝聚的活跃成员数", source="assumption", bounds=SIZE)
    capacity_committee: int = param(200, 80, 400, "members", "active helpers a self-management committee can hold together", "自管委员会可凝聚的活跃成员数", source="assumption", bounds=SIZE)
    recruit: float = param(0.006, 0.002, 0.03, "hazard per tie and week", "being asked along by an active member one knows", "被相识的活跃成员邀请的风险率", status="calibrated", source="S30 assumption", bounds=(0, 5))
    recruit_led: float = param(0.4, 0.1, 0.8, "per leader, up to three", "how much more an organisation asks for each leader", "每名带头人带来的邀请增量", source="S10 assumption")
    sign_up: float = param(0.35, 0.1, 0.7, "per visit", "chance that a guest goes on the list of members", "参加活动的来宾登记入会的概率", status="calibrated", source="assumption", bounds=UNIT_INTERVAL)
    leave: float = param(0.0015, 0.0005, 0.006, "per week", "chance to leave the list; 1.6 times as much without motivation and habit", "退出名册的概率（无动机无习惯时为1.6倍）", status="calibrated", source="S44 S45 assumption", bounds=UNIT_INTERVAL)
    patience: int = param(8, 4, 16, "activities", "activities missed in a row that cost the place", "连续缺席多少次后失去固定位置", source="assumption", bounds=(1, 1000))
    warmth: float = param(0.15, 0.05, 0.3, "0–1 scale", "relatedness felt among members of a close organisation", "凝聚力强的组织带给成员的联结感", source="S22 assumption", bounds=UNIT_INTERVAL)
    say: float = param(0.3, 0.1, 0.5, "0–1 scale", "say in what a group does", "群体成员的发言权", source="S68 assumption", bounds=UNIT_INTERVAL)
    training: float = param(0.20, 0.05, 0.4, "0–1 scale", "competence felt in a fully trained organisation", "受过充分培训的组织带给成员的胜任感", source="liuhe-R5 assumption", bounds=UNIT_INTERVAL)
    say_governed: float = param(0.7, 0.4, 0.9, "0–1 scale", "say where a fully legitimate covenant is kept", "公约充分正当时的发言权", source="S68 assumption", bounds=UNIT_INTERVAL)
    # Cohesion
    cohesion_start: float = param(0.3, 0.2, 0.5, "0–1 scale", "cohesion of a new group", "新群体的凝聚力", source="assumption", bounds=UNIT_INTERVAL)
    cohesion_rate: float = param(0.05, 0.02, 0.1, "per activity", "how fast cohesion follows turnout", "凝聚力随到场人数变化的速度", source="S22 assumption", bounds=UNIT_INTERVAL)
    cohesion_fade: float = param(0.01, 0.003, 0.03, "per week without activity", "cohesion lost while nothing happens", "无活动时凝聚力的流失", source="assumption", bounds=UNIT_INTERVAL)
    # End
    dormant_after: int = param(13, 6, 26, "weeks", "weeks without anybody coming after which an organisation sleeps", "无人到场多少周后休眠", source="assumption", bounds=(1, 520))
    small: int = param(12, 5, 20, "active members", "below this an organisation is in danger", "活跃成员低于此数时处境危险", source="S47 assumption", bounds=SIZE)
    mortality: float = param(0.0006, 0.0002, 0.0012, "per week", "mortality of old organisations", "成熟组织的消亡率", source="S47 S48", bounds=UNIT_INTERVAL)
    mortality_new: float = param(0.0040, 0.002, 0.008, "per week", "further mortality of the newest", "新组织的额外消亡率", source="S49 assumption", bounds=UNIT_INTERVAL)
    mortality_age: float = param(104.0, 52.0, 208.0, "weeks", "age over which that wears off", "新生劣势消退所需周数", source="S49 assumption", bounds=(1, 5200))
    mortality_leaderless: float = param(2.5, 2.0, 4.0, "multiple", "mortality of newcomers without a leader", "无带头人时的倍数", source="S10 assumption")
    mortality_led: float = param(0.6, 0.4, 0.9, "multiple", "mortality of newcomers with a leader", "有带头人时的倍数", source="assumption")
    mortality_small: float = param(2.0, 1.5, 3.0, "multiple", "mortality of the small", "小组织的倍数", source="S47 assumption")
    mortality_size: float = param(0.5, 0.0, 1.0, "exponent", "how fast mortality falls with active members above that", "活跃成员增多时消亡率下降的快慢", source="S47 assumption", bounds=(0, 5))
    mortality_dormant: float = param(3.0, 1.5, 6.0, "multiple", "mortality of the dormant", "休眠组织的倍数", source="assumption")
    mortality_supported: float = param(0.6, 0.4, 0.9, "multiple", "mortality of those somebody stands by", "有外部扶持时的倍数", source="S47 assumption")
    dormant_end: int = param(52, 26, 156, "weeks", "weeks without anybody coming after which an organisation is no more", "无人到场多少周后视为消亡", source="assumption", bounds=(1, 5200))
    merging: float = param(0.10, 0.02, 0.3, "per quarter", "chance that a weak organisation joins a like one near by", "弱小组织并入邻近同类组织的概率", source="assumption", bounds=UNIT_INTERVAL)
    succession: float = param(0.10, 0.03, 0.2, "per week", "chance that an able member steps into an empty lead", "有能力的成员接任带头人的概率", source="assumption", bounds=UNIT_INTERVAL)

    def capacity(self, kind: str) -> int:
        """Active members an organisation of a kind can hold together."""
        return int(getattr(self, f"capacity_{kind}"))
