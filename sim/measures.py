"""What is measured: every measure declares its unit, its labels and how weeks add up; nothing is guessed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from sim.agents.organisation import ORGANISATIONS
from sim.agents.resident.columns import HINDRANCES, STAGES
from sim.matters import SOLVERS
from sim.text import Text

Adds = Literal["mean", "sum", "last", "ratio"]
Good = Literal["more", "less"]

SHARE = Text("share of residents aged 12+", "12岁以上居民占比")
SCALE = Text("0–1 scale", "0–1分")


@dataclass(frozen=True)
class Measure:
    """One weekly series.

    Attributes
    ----------
    name : str
    label, unit : Text
    adds : str
        How weeks make a longer span: their mean, their sum, the last one, or the ratio of two sums.
    grids : bool
        Whether it is also recorded grid by grid.
    percent : bool
        Whether people read it in per cent.
    of : tuple of str
        The two measures whose sums make a ratio; zero where the second is.
    good : str or None
        Whether more of it or less is what arms are chosen for; none where neither is, such as for a middle stage, from
        which people move on upward as well as down.
    """

    name: str
    label: Text
    unit: Text
    adds: Adds
    grids: bool = True
    percent: bool = False
    of: tuple[str, str] | None = None
    good: Good | None = None


def _share(name: str, en: str, zh: str, good: Good | None = None) -> Measure:
    return Measure(name, Text(en, zh), SHARE, "mean", percent=True, good=good)


STAGES_GOOD: dict[str, Good] = {"bystander": "less", "together": "more"}


PEOPLE, HOURS, MATTERS, YUAN = Text("people", "人"), Text("hours", "小时"), Text("matters", "件"), Text("yuan", "元")
WEEKS = Text("weeks", "周")

SOLVED_BY = tuple(f"matters_solved_by_{name}" for name in SOLVERS)

MEASURES: tuple[Measure, ...] = (
    _share("participation", "took part in the week", "本周参与", "more"),
    _share("active_4w", "active in four weeks", "四周内活跃", "more"),
    _share("active_26w", "active in half a year", "半年内活跃", "more"),
    *(_share(name, f"stage: {label.en}", f"阶段：{label.zh}", STAGES_GOOD.get(name)) for name, label in STAGES.items()),
    *(
        _share(
            f"{name}_strict",
            f"stage by relative autonomy, 12 weeks: {label.en}",
            f"阶段（相对自主、12周）：{label.zh}",
            STAGES_GOOD.get(name),
        )
        for name, label in STAGES.items()
    ),
    *(_share(name, f"not taking part: {label.en}", f"未参与的原因：{label.zh}") for name, label in HINDRANCES.items()),
    _share("membership", "member of an organisation (nominal)", "加入社区社会组织（名义）"),
    _share("membership_active", "active member of an organisation", "组织的活跃成员", "more"),
    _share("registered", "registered in an organisation, scheme or list", "登记在册"),
    Measure(
        "uptake",
        Text("came when reached", "获知后参与率"),
        Text("share of occasions", "占机会数"),
        "mean",
        grids=False,
        percent=True,
        good="more",
    ),
    Measure("residents", Text("residents", "居民"), PEOPLE, "last"),
    Measure("volunteer_hours", Text("hours given by residents", "居民投入工时"), HOURS, "sum", good="more"),
    Measure(
        "organisations",
        Text("organisations alive", "存续的社会组织"),
        Text("organisations", "个"),
        "last",
        grids=False,
        good="more",
    ),
    *(
        Measure(
            f"organisations_{kind}",
            Text(f"organisations alive: {label.en}", f"存续组织：{label.zh}"),
            Text("organisations", "个"),
            "last",
            grids=False,
        )
        for kind, label in ORGANISATIONS.items()
    ),
    Measure(
        "organisations_registered",
        Text("organisations ever registered", "累计登记备案的组织"),
        Text("organisations", "个"),
        "last",
        grids=False,
    ),
    Measure(
        "organisations_ended",
        Text("organisations that ended", "累计消亡的组织"),
        Text("organisations", "个"),
        "last",
        grids=False,
    ),
    Measure(
        "backbone_ever",
        Text("backbone residents ever developed", "累计培育的骨干"),
        PEOPLE,
        "last",
        grids=False,
        good="more",
    ),
    Measure(
        "backbone_burnt_out",
        Text("backbone residents who gave up worn out", "累计因倦怠退出的骨干"),
        PEOPLE,
        "last",
        grids=False,
        good="less",
    ),
    Measure("backbone", Text("backbone residents", "骨干"), PEOPLE, "last", good="more"),
    Measure("motivation", Text("autonomous motivation", "自主动机"), SCALE, "mean", good="more"),
    Measure("trust", Text("trust", "信任"), SCALE, "mean", good="more"),
    Measure("belonging", Text("belonging", "归属感"), SCALE, "mean", good="more"),
    Measure("collective_efficacy", Text("collective efficacy", "集体效能"), SCALE, "mean", good="more"),
    Measure("matters_arrived", Text("matters that arose", "新增事项"), MATTERS, "sum"),
    Measure("matters_solved", Text("matters solved", "办结事项"), MATTERS, "sum", good="more"),
    *(
        Measure(name, Text(f"matters solved by {label.en}", f"{label.zh}办结事项"), MATTERS, "sum", grids=False)
        for name, label in zip(SOLVED_BY, SOLVERS.values(), strict=True)
    ),
    Measure("disputes_resolved", Text("disputes resolved", "化解矛盾纠纷"), MATTERS, "sum", good="more"),
    Measure("matters_open", Text("open matters", "未决事项"), MATTERS, "last", good="less"),
    Measure("waiting_weeks", Text("weeks waited, summed over matters solved", "办结事项等待周数合计"), WEEKS, "sum"),
    Measure(
        "waiting_per_matter",
        Text("weeks waited per matter solved", "每件办结事项的等待周数"),
        WEEKS,
        "ratio",
        grids=False,
        of=("waiting_weeks", "matters_solved"),
        good="less",
    ),
    Measure("cadre_hours", Text("hours cadres worked", "干部工时"), HOURS, "sum", grids=False, good="less"),
    Measure(
        "cadre_overload",
        Text("workload: demand over working hours", "负荷：需求与工时之比"),
        Text("ratio", "倍"),
        "mean",
        grids=False,
        good="less",
    ),
    Measure("cost_yuan", Text("cost", "成本"), YUAN, "sum", grids=False, good="less"),
)
