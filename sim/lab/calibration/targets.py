"""Calibration targets: the figures of the case that may be fitted, and the patterns that constrain the fit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import inf

from sim.text import Text


@dataclass(frozen=True)
class Target:
    """A published figure that the model is to meet.

    Attributes
    ----------
    name : str
        Of the figure of a run that it is compared with (`figures.figures`).
    label : Text
    reading : Text
        What exactly is counted: published figures leave it open.
    low, high : float
        Where the truth is taken to lie, every value equally likely.
    source : str
        Of the figure and of its tolerance: keys of the bibliography.
    percent : bool
        Whether people read it in per cent.
    """

    name: str
    label: Text
    reading: Text
    low: float
    high: float
    source: str
    percent: bool = False

    @property
    def middle(self) -> float:
        """Half way between the limits."""
        return (self.low + self.high) / 2

    @property
    def tolerance(self) -> float:
        """Half the distance between the limits."""
        return (self.high - self.low) / 2


@dataclass(frozen=True)
class Constraint:
    """A required pattern: parameter sets that miss it are no candidates.

    Attributes
    ----------
    name : str
        Of the pattern in the project's evidence; a letter behind tells parts apart.
    figure : str
        Of the runs of a parameter set.
    label : Text
    low, high : float
    """

    name: str
    figure: str
    label: Text
    low: float
    high: float


TARGETS: tuple[Target, ...] = (
    Target(
        "organisations_registered",
        Text("organisations incubated", "孵化的社会组织"),
        Text(
            "organisations of the three kinds ever registered by the end of 2023, committees not counted",
            "截至2023年底累计登记的三类社会组织，不含自管委员会",
        ),
        18,
        24,
        "liuhe assumption",
    ),
    Target(
        "backbone_found",
        Text("backbone residents found and developed", "发掘培养的骨干"),
        Text(
            "residents whom leader discovery found and who took the role, by the end of 2023; not those who began by "
            "themselves or were elected, for the case speaks of 118 found, trained and led on to posts",
            "截至2023年底由选“达人”发掘并担任骨干的居民；自发或经选举产生者不计，因案例所述118名为发掘培养后走上岗位者",
        ),
        103,
        133,
        "liuhe assumption",
    ),
    Target(
        "membership",
        Text("nominal membership", "名义加入率"),
        Text(
            "residents aged 12 and over on the list of an organisation or committee, active or not; mean of 2023",
            "12岁以上、在组织或自管委员会名册上的居民（无论是否活跃）占比，2023年均值",
        ),
        0.70,
        0.80,
        "liuhe assumption",
        percent=True,
    ),
    Target(
        "solved_per_meeting",
        Text("matters solved per quarterly joint meeting", "每次季度联席会议解决的事项"),
        Text(
            "matters solved by units and party members in 2020 to 2022, over twelve meetings",
            "2020至2022年由辖区单位和党员解决的事项，按12次会议平均",
        ),
        15.3,
        21.3,
        "liuhe assumption",
    ),
    Target(
        "cold",
        Text("cold baseline: active in four weeks", "冷基线：四周活跃占比"),
        Text(
            "residents aged 12 and over who took part in four weeks where no module is at work",
            "没有任何模块时，12岁以上居民四周内参与过的占比",
        ),
        0.01,
        0.06,
        "liuhe assumption",
        percent=True,
    ),
)

CONSTRAINTS: tuple[Constraint, ...] = (
    Constraint("P1b", "cold_slope", Text("cold baseline: slope a year", "冷基线：年斜率"), -0.003, 0.003),
    Constraint(
        "P1c", "cold_loaded", Text("cold: weeks with a workload above one", "冷基线：负荷大于1的周占比"), 0.5, 1
    ),
    Constraint("P1d", "cold_organisations", Text("cold: organisations alive", "冷基线：存续组织数"), 0, 2),
    Constraint("P2", "points_lift", Text("points multiply activity", "积分提升活跃度的倍数"), 2, 4),
    Constraint("P2b", "never_redeemed", Text("enrolled who never redeemed", "从未兑换的加入者占比"), 0.35, 0.65),
    Constraint("P3a", "lift_left", Text("lift left 26 weeks after points end", "停办26周后剩余的提升"), -inf, 0.30),
    Constraint("P3c", "points_after", Text("a year after points, over never", "停办一年后与从未办之比"), 0.85, 1.15),
    Constraint("P13", "inflation", Text("registered over active in four weeks", "登记人数与四周活跃人数之比"), 1.3, 3),
    Constraint("P17a", "first_fails", Text("first elections that fail", "首次选举失败的比例"), 0.30, 0.70),
    Constraint(
        "P17b", "committee_months", Text("months until the median committee", "中位小区成立委员会所需月数"), 6, 36
    ),
)


def combined(rows: Mapping[str, Mapping[str, float]]) -> dict[str, float]:
    """Figures of a parameter set from those of its runs, by world: what needs one run, and what needs two."""
    history, cold, points = rows["history"], rows["cold"], rows["points"]
    never = cold["second_year"]
    lift = points["before_stop"] - cold["before_stop"]
    return {
        "organisations_registered": history["organisations_registered"],
        "backbone_found": history["backbone_found"],
        "membership": history["membership"],
        "solved_per_meeting": history["solved_per_meeting"],
        "cold": cold["active"],
        "cold_slope": cold["slope"],
        "cold_loaded": cold["loaded"],
        "cold_organisations": cold["organisations"],
        "points_lift": points["second_year"] / never if never else inf,
        "never_redeemed": 1 - history["redeemers"],
        "lift_left": (points["half_year_on"] - cold["half_year_on"]) / lift if lift else inf,
        "points_after": points["year_on"] / cold["year_on"] if cold["year_on"] else inf,
        "inflation": history["registered"] / history["active_last"] if history["active_last"] else inf,
        "first_fails": history["first_fails"],
        "committee_months": history["committee_months"],
    }
