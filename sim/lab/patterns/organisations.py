"""Patterns about leaders, organisations and the whole package, measured on replicates.

Thresholds are those written down before the model existed. Activity is the share of residents aged 12 and over who took
part in four weeks; a *lift* is activity less that of the same seed without modules. Modules start when the case's
scenario says; arms that withdraw end every module three years before the run does, with at least eight organisations
and fifty backbone residents, so that activity is compared in the same season.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from math import inf, nan

import numpy as np
from numpy.typing import NDArray
from scipy import optimize, stats

from sim.lab.comparison.study import Replicates, Study, compare
from sim.lab.patterns.individuals import YEARS_ON, from_asking, from_watching
from sim.lab.patterns.residents import QUARTER, Finding
from sim.policies import policies
from sim.results import YEAR
from sim.scenario import Scenario
from sim.text import Text

Values = NDArray[np.float64]
AFTERWARDS = YEARS_ON * YEAR + 1  # weeks from the end of all support to the end of the run
ENOUGH_ORGANISATIONS, ENOUGH_LEADERS = 8, 50
FEW_TIES, MANY_TIES = 8.0, 16.0
UNWILLING, WILLING = 0.15, 0.35

SUSTAINED = Text("all modules withdrawn: activity three years later over before", "全部撤出三年后与撤出前活跃度之比")
NOT_SUSTAINED = Text("points alone withdrawn: the same", "仅办积分、撤出后：同上")
CURVE = Text("logistic curve of the lift by all modules: R²", "全模块提升的逻辑斯蒂曲线：R²")
BETTER = Text(
    "AIC of the better of line and exponential, less that of the logistic", "直线与指数中较优者与逻辑斯蒂的AIC之差"
)
LAG = Text("years until a tenth of its ceiling", "达到上限十分之一所需年数")
UNEVEN = Text("variation of activity between grids, at its peak", "网格间活跃度变异系数：峰值")
EVENED = Text("variation of activity between grids, in the last year", "网格间活跃度变异系数：最后一年")
EARLY_LEADERS = Text(
    "grids' early backbone density and later activity: rank correlation", "网格早期骨干密度与后来活跃度的等级相关"
)
CONCAVE = Text(
    "lift by a third dose of people asked to lead, less a quarter of that by the first",
    "邀请人数第三份的提升减第一份的四分之一",
)
CONCAVE_ALL = Text(
    "lift by a third dose of leader discovery, less a quarter of that by the first",
    "达人发现第三份的提升减第一份的四分之一",
)
TOGETHER = Text("leaders and incubation together, less what each adds alone", "达人与孵化的互补增量")
SINGLE = Text("best single module: share of the full lift", "最强单模块占全部提升的比例")
LEADERS_ALONE = Text("leader discovery alone: lift", "仅达人发现：提升")
INCUBATION_ALONE = Text("incubation alone: lift", "仅孵化：提升")
WILLING_TIES = Text("more ties where people are willing: change of activity", "意愿高时联系增多：活跃度变化")
UNWILLING_TIES = Text("more ties where people are unwilling: change of activity", "意愿低时联系增多：活跃度变化")
INTERACTION = Text("the first less the second", "前者减后者")


def arms(base: Scenario) -> dict[str, Scenario]:
    """The arms from which patterns are read."""
    none = base.without("*")
    stop = none.clock.date(none.weeks - AFTERWARDS)
    asked = none.adding("leaders").policies["leaders"].model_dump()["asked"]
    both = none.adding("leaders", "incubation")
    return {
        "none": none,
        **{name: none.adding(name) for name in policies()},
        "both": both,
        **{f"asked {times}": both.but({"leaders.asked": times * asked}) for times in (0, 2, 3)},
        **{f"dose {times}": both.but({"leaders.dose": float(times)}) for times in (2, 3)},
        "all": none.adding("*"),
        "withdrawn": none.adding("*").but({f"{name}.stop": stop for name in policies()}),
        "points withdrawn": none.but({"points.stop": stop}),
    }


def from_study(study: Study) -> list[Finding]:
    """Patterns that can be read off weekly series."""
    return [*sustained(study), *curve(study), *grids(study), *doses(study), *complements(study)]


def sustained(study: Study) -> list[Finding]:
    """P7: the package counts only in seeds with eight organisations and fifty backbone residents when it ends."""
    end = study.arms["none"].weeks - AFTERWARDS
    package, enough = package_sustained(study, end), enough_at(study, end)
    return [
        replace(package, values=package.values[enough]),
        points_sustained(study.weekly("active_4w", "points withdrawn"), end),
    ]


def package_sustained(study: Replicates, end: int) -> Finding:
    """P7a, whatever there was when all support ended."""
    return Finding("P7a", SUSTAINED, 0.5, inf, _kept(study.weekly("active_4w", "withdrawn"), end))


def enough_at(study: Replicates, end: int) -> NDArray[np.bool_]:
    """Where there were at least eight organisations and fifty backbone residents when all support ended."""
    organisations, backbone = (study.weekly(name, "withdrawn")[:, end - 1] for name in ("organisations", "backbone"))
    return np.asarray((organisations >= ENOUGH_ORGANISATIONS) & (backbone >= ENOUGH_LEADERS))


def points_sustained(active: Values, end: int) -> Finding:
    """P7b, from activity where points alone end before a week."""
    return Finding("P7b", NOT_SUSTAINED, -inf, 0.3, _kept(active, end))


def _kept(active: Values, end: int) -> Values:
    """Activity in the last quarter of three years after an end, over that in the quarter before it."""
    after = active[:, end + AFTERWARDS - QUARTER : end + AFTERWARDS].mean(axis=1)
    return np.asarray(after / active[:, end - QUARTER : end].mean(axis=1))


def curve(study: Replicates) -> list[Finding]:
    """P8: quarterly means of the lift by all modules since they started, fitted by least squares.

    A logistic (three numbers, ceiling at most 1) against a line and an exponential (two each); AIC as
    n · log(mean squared error) + 2 · numbers.
    """
    start = _start(study)
    lift = _lift(study, "all")[:, start:]
    quarters = lift.shape[1] // QUARTER
    fits = [_logistic(run[: quarters * QUARTER].reshape(quarters, QUARTER).mean(axis=1)) for run in lift]
    fit, better, lag = np.array(fits).T
    return [
        Finding("P8a", CURVE, 0.97, inf, fit),
        Finding("P8b", BETTER, 10.0, inf, better),
        Finding("P8c", LAG, 1.0, inf, lag),
    ]


def _logistic(lift: Values) -> tuple[float, float, float]:
    """R², gain in AIC over the better simple curve, and years until a tenth of the ceiling."""
    time = (np.arange(lift.size) + 0.5) * QUARTER / YEAR

    def logistic(x: Values, top: float, rate: float, middle: float) -> Values:
        return np.asarray(top / (1 + np.exp(-rate * (x - middle))))

    def exponential(x: Values, level: float, rate: float) -> Values:
        return np.asarray(level * np.exp(rate * x))

    high = float(lift.max())
    bounds = ([0.0, 0.0, -20.0], [1.0, 10.0, 40.0])
    try:
        best, _ = optimize.curve_fit(logistic, time, lift, (high, 0.5, time.mean()), bounds=bounds, maxfev=20_000)
        grown, _ = optimize.curve_fit(exponential, time, lift, (high / 4, 0.2), maxfev=20_000)
    except (RuntimeError, ValueError):  # no curve of the kind fits, as where there is no lift
        return nan, nan, nan
    line = np.polyval(np.polyfit(time, lift, 1), time)
    squares = [float(((lift - fit) ** 2).mean()) for fit in (logistic(time, *best), line, exponential(time, *grown))]
    aic = lift.size * np.log(squares) + 2 * np.array([3, 2, 2])
    tenth = float(best[2] - np.log(9) / best[1])
    return 1 - squares[0] / float(lift.var()), float(aic[1:].min() - aic[0]), max(tenth, 0.0)


def grids(study: Study) -> list[Finding]:
    """P10: coefficient of variation of yearly mean activity over grids, in the arm with all modules.

    The rank correlation is between backbone residents per resident in the two years after the start and activity in the
    third to fifth.
    """
    start = _start(study)
    peak, last, related = [], [], []
    for run in study.results["all"]:
        active = run.by_grid["active_4w"]
        years = (len(active) - start) // YEAR
        yearly = active[start : start + years * YEAR].reshape(years, YEAR, -1).mean(axis=1)
        uneven = yearly.std(axis=1) / yearly.mean(axis=1)
        early = (run.by_grid["backbone"] / run.by_grid["residents"])[start : start + 2 * YEAR].mean(axis=0)
        peak.append(uneven.max())
        last.append(uneven[-1])
        related.append(stats.spearmanr(early, yearly[2:5].mean(axis=0)).statistic)
    return [
        Finding("P10a", UNEVEN, 0.4, inf, np.array(peak)),
        Finding("P10b", EVENED, -inf, 0.35, np.array(last)),
        Finding("P10c", EARLY_LEADERS, 0.4, inf, np.array(related)),
    ]


def doses(study: Replicates) -> list[Finding]:
    """P14: gain from the second to the third dose, less a quarter of that from none to the first; with incubation.

    A difference rather than a ratio, whose denominator may be near zero. Once with the people asked to become backbone,
    the rest of leader discovery as it is; once with all of leader discovery. Activity in the last two years.
    """
    return [
        Finding("P14a", CONCAVE, -inf, 0.0, _bend(study, "asked 0", "both", "asked 2", "asked 3")),
        whole_doses(study),
    ]


def whole_doses(study: Replicates) -> Finding:
    """P14b alone."""
    return Finding("P14b", CONCAVE_ALL, -inf, 0.0, _bend(study, "incubation", "both", "dose 2", "dose 3"))


def _bend(study: Replicates, *arms: str) -> Values:
    by_dose = [_late(study, arm) for arm in arms]
    return (by_dose[3] - by_dose[2]) - (by_dose[1] - by_dose[0]) / 4


def complements(study: Replicates) -> list[Finding]:
    """P15: whether leaders and incubation gain from each other, and how far one module gets; in the last two years."""
    together, *alone = complementary(study)
    return [together, best_single(study), *alone]


def complementary(study: Replicates) -> list[Finding]:
    """P15 of leaders and incubation."""
    none = _late(study, "none")
    leaders, incubation, both = (_late(study, arm) - none for arm in ("leaders", "incubation", "both"))
    return [
        Finding("P15a", TOGETHER, 0.0, inf, both - leaders - incubation),
        Finding("P15c", LEADERS_ALONE, 0.0, inf, leaders),
        Finding("P15d", INCUBATION_ALONE, 0.0, inf, incubation),
    ]


def best_single(study: Replicates) -> Finding:
    """P15 of any single module."""
    none = _late(study, "none")
    best = np.array([_late(study, name) - none for name in policies()]).max(axis=0)
    return Finding("P15b", SINGLE, -inf, 0.4, best / (_late(study, "all") - none))


def _start(study: Replicates) -> int:
    clock = study.arms["none"].clock
    first = study.arms["none"].modules_start
    return 0 if first is None else clock.week(first)


def _lift(study: Replicates, arm: str) -> Values:
    return study.weekly("active_4w", arm) - study.weekly("active_4w", "none")


def _late(study: Replicates, arm: str) -> Values:
    return study.weekly("active_4w", arm)[:, -2 * YEAR :].mean(axis=1)


def from_ties(base: Scenario, seeds: Sequence[int], workers: int | None = None) -> list[Finding]:
    """P27: many ties rather than few where residents are willing from the start, and where they are not.

    With leaders and incubation for four years; mean degree and mean motivation at the ends of their ranges; activity in
    the last two years, as the change from few ties to many over that with few.
    """
    start = base.without("*").adding("leaders", "incubation").but({"weeks": 5 * YEAR})
    chosen = {
        (will, ties): start.but({"community.traits.motivation": will, "community.ties.mean_degree": ties})
        for will in (UNWILLING, WILLING)
        for ties in (FEW_TIES, MANY_TIES)
    }
    study = compare(start, {str(key): scenario for key, scenario in chosen.items()}, seeds, workers)
    late = {key: _late(study, str(key)) for key in chosen}
    willing, unwilling = (late[will, MANY_TIES] / late[will, FEW_TIES] - 1 for will in (WILLING, UNWILLING))
    return [
        Finding("P27a", WILLING_TIES, 0.0, inf, willing),
        Finding("P27b", UNWILLING_TIES, -inf, 0.0, unwilling),
        Finding("P27c", INTERACTION, 0.0, inf, willing - unwilling),
    ]


def find_patterns(
    base: Scenario, seeds: Sequence[int], workers: int | None = None, done: Callable[[int], None] | None = None
) -> list[Finding]:
    """Measure every pattern of this part of the model."""
    chosen = arms(base)
    study = compare(chosen["none"], chosen, seeds, workers, done)
    found = [
        *from_study(study), *from_watching(study, seeds, workers), *from_asking(base, seeds, workers),
        *from_ties(base, seeds, workers),
    ]  # fmt: skip
    return sorted(found, key=lambda finding: (int(finding.name[1:].rstrip("abcd")), finding.name))
