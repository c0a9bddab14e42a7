"""Calibration targets: the figures of the case that may be fitted."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.lab.comparison.study import Replicates
from sim.lab.patterns.residents import HALF_YEAR
from sim.results import YEAR
from sim.text import Text


@dataclass(frozen=True)
class PublishedFigure:
    """A figure of the case with its limits: a target that may be fitted, or one that is held out.

    Attributes
    ----------
    name : str
        Of the simulated figure that it is compared with (`case_figures`, `predictions`).
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


TARGETS: tuple[PublishedFigure, ...] = (
    PublishedFigure(
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
    PublishedFigure(
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
    PublishedFigure(
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
    PublishedFigure(
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
    PublishedFigure(
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

MEETINGS, MEETING_YEARS = 12, (2020, 2021, 2022)


def case_figures(study: Replicates) -> dict[str, NDArray[np.float64]]:
    """The simulated figure of each target, float64 (replicates,), from the arms `history` and `none`."""
    years = np.array(study.arms["history"].clock.years())

    def history(name: str) -> NDArray[np.float64]:
        return study.weekly(name, "history")

    solved = history("matters_solved_by_units") + history("matters_solved_by_party")
    return {
        "organisations_registered": history("organisations_registered")[:, -1],
        "backbone_found": history("leaders_accepted").sum(axis=1),
        "membership": history("membership")[:, -YEAR:].mean(axis=1),
        "solved_per_meeting": solved[:, np.isin(years, MEETING_YEARS)].sum(axis=1) / MEETINGS,
        "cold": study.weekly("active_4w", "none")[:, HALF_YEAR:].mean(axis=1),
    }
