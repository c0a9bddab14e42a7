"""Patterns of single residents, estates and organisations, on runs watched from inside."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import inf, nan

import numpy as np
from numpy.typing import NDArray
from scipy import optimize

from sim.lab.comparison.study import Replicates, Study
from sim.lab.patterns.observation import Observation, asked_and_others, watch
from sim.lab.patterns.residents import QUARTER, Finding
from sim.lab.run.in_memory import apply_many
from sim.results import YEAR
from sim.scenario import Scenario
from sim.text import Text

Values = NDArray[np.float64]
YEARS_ON = 3  # from the end of all support to the end of the run, in the arms that withdraw it
TAKEN_OFF = 0.5  # of its activity, kept until then

TIPPING = Text(
    "active share from which an estate more likely than not keeps half of it", "小区多半能保持一半活跃度的临界活跃占比"
)
TOP_TENTH = Text("share of hours given by the most active tenth of participants", "参与者中前10%的工时占比")
UNEQUAL = Text("Gini coefficient of participants' hours", "参与者工时的基尼系数")
INFLATED = Text("in an organisation, scheme or list, over active in four weeks", "登记在册与四周活跃之比")
LISTED = Text("members on lists, over those of them active in four weeks", "名册成员与其中四周活跃者之比")
INFANT = Text("organisations that end within their first year", "成立一年内消亡的组织占比")
AGEING = Text("later mortality over that of the first year", "一年后与第一年死亡率之比")
LEADERLESS = Text("mortality without a leader over that with one", "无带头人与有带头人组织死亡率之比")
SKEWED = Text("largest organisation over the median", "最大组织与中位数之比")
SHALLOW_FIRST = Text("first deep act had a shallow one before", "首次深度参与之前有浅层参与的占比")
ODDS = Text("odds of deepening with a shallow act before, over those without", "有无浅层参与经历者转为深度参与的优势比")
SECOND_ORDER = Text(
    "acts added among contacts not asked, over those of the asked", "未被邀请的联系人与被邀请者新增参与之比"
)
SECOND_ORDER_ALL = Text("the same where all modules are at work", "全模块条件下：同上")


def from_watching(study: Study, seeds: Sequence[int], workers: int | None = None) -> list[Finding]:
    """Patterns of single residents and organisations, in the arms with all modules kept or withdrawn."""
    kept = apply_many(watch, [(study.arms["all"], seed) for seed in seeds], workers)
    withdrawn = apply_many(watch, [(study.arms["withdrawn"], seed) for seed in seeds], workers)
    return [
        *tipping(withdrawn),
        *concentration(kept),
        membership_inflation(study, "all"),
        members_listed(np.array([one.listed for one in kept]), np.array([one.listed_active for one in kept])),
        *demography(kept),
        *deepening(kept),
    ]


def membership_inflation(study: Replicates, arm: str) -> Finding:
    """P13a: everybody registered over the active, in the last year."""
    registered, active = (study.weekly(name, arm)[:, -YEAR:].mean(axis=1) for name in ("registered", "active_4w"))
    return Finding("P13a", INFLATED, 1.3, 3.0, registered / active)


def members_listed(listed: Values, active: Values) -> Finding:
    """P13b: members on lists over those of them who are active, in the last year."""
    return Finding("P13b", LISTED, 1.3, 3.0, np.divide(listed, active))


def pooled(figure: Callable[[Sequence[Observation]], float], runs: Sequence[Observation]) -> Values:
    """A figure of all runs pooled, as jackknife pseudo-values over runs: for counts too rare for one run."""
    count, whole = len(runs), figure(runs)
    if count == 1:
        return np.array([whole])
    without = [figure([run for n, run in enumerate(runs) if n != left]) for left in range(count)]
    return count * whole - (count - 1) * np.array(without)


def tipping(withdrawn: Sequence[Observation]) -> list[Finding]:
    """P9: an estate has taken off if, three years after all support ended, it keeps at least half of its activity.

    Logistic regression on the estate's active share in the quarter before the end, all seeds pooled; the midpoint is
    the share with a chance of one half, at most 1.
    """
    return [Finding("P9", TIPPING, 0.1, 0.4, pooled(_midpoint, withdrawn))]


def _midpoint(runs: Sequence[Observation]) -> float:
    quarters = YEARS_ON * YEAR // QUARTER
    before = np.concatenate([run.estates[-1 - quarters] for run in runs])
    after = np.concatenate([run.estates[-1] for run in runs])
    off = after >= TAKEN_OFF * before

    def loss(beta: Values) -> float:
        z = beta[0] + beta[1] * before * 10
        return float(np.logaddexp(0, np.where(off, -z, z)).sum())

    constant, slope = optimize.minimize(loss, np.zeros(2)).x
    if slope <= 0:
        return 1.0
    return float(np.clip(-constant / slope / 10, 0.0, 1.0))


def concentration(kept: Sequence[Observation]) -> list[Finding]:
    """P12: hours given in the last year by those who gave any."""
    return [
        Finding("P12a", TOP_TENTH, 0.35, 0.65, np.array([_top(run.hours) for run in kept])),
        Finding("P12b", UNEQUAL, 0.55, inf, np.array([gini(run.hours) for run in kept])),
    ]


def _top(hours: Values) -> float:
    ordered = np.sort(hours)
    return float(ordered[-max(hours.size // 10, 1) :].sum() / ordered.sum())


def gini(hours: Values) -> float:
    """Gini coefficient of what people gave."""
    ordered = np.sort(hours)
    rank = np.arange(1, ordered.size + 1)
    return float((2 * rank - ordered.size - 1) @ ordered / (ordered.size * ordered.sum()))


def demography(kept: Sequence[Observation]) -> list[Finding]:
    """P19: deaths over weeks lived, seeds pooled, and sizes at the end of each run; committees do not count.

    Leaderless weeks are those that began without a leader. Age counts from when its first people came together.
    """
    return [
        Finding("P19a", INFANT, 0.08, 0.25, pooled(lambda runs: 1 - np.exp(-YEAR * _hazard(runs, (0,), (0, 1))), kept)),
        Finding("P19b", AGEING, -inf, 1.0, pooled(lambda runs: _ratio(runs, ((1,), (0, 1)), ((0,), (0, 1))), kept)),
        Finding("P19c", LEADERLESS, 2.0, inf, pooled(lambda runs: _ratio(runs, ((0, 1), (0,)), ((0, 1), (1,))), kept)),
        Finding("P19d", SKEWED, 5.0, inf, np.array([_skew(run.sizes) for run in kept])),
    ]  # fmt: skip


Part = tuple[tuple[int, ...], tuple[int, ...]]


def _hazard(runs: Sequence[Observation], ages: tuple[int, ...], led: tuple[int, ...]) -> float:
    chosen = np.ix_(ages, led)
    return float(np.divide(sum(run.ended[chosen].sum() for run in runs), sum(run.lived[chosen].sum() for run in runs)))


def _ratio(runs: Sequence[Observation], one: Part, other: Part) -> float:
    return float(np.divide(_hazard(runs, *one), _hazard(runs, *other)))


def _skew(sizes: NDArray[np.int64]) -> float:
    return float(sizes.max() / np.median(sizes)) if sizes.size else nan


def deepening(kept: Sequence[Observation]) -> list[Finding]:
    """P20: meetings, mediation and organising are deep acts, the others shallow.

    The odds are of a first deep act in the last two years among residents without one before, with a shallow act by
    then or without.
    """
    share = [run.first_deep[1] / run.first_deep.sum() for run in kept]
    odds = [run.deepened[1, 1] * run.deepened[0, 0] / (run.deepened[1, 0] * run.deepened[0, 1]) for run in kept]
    return [
        Finding("P20a", SHALLOW_FIRST, 0.6, 1.0, np.array(share)),
        Finding("P20b", ODDS, 1.5, inf, np.array(odds)),
    ]


def from_asking(base: Scenario, seeds: Sequence[int], workers: int | None = None) -> list[Finding]:
    """P25: a random twentieth are asked in person for a year; acts added in two years, against the same luck without.

    Indirect: among everybody who has a tie to one of them and is not asked. Once in a cold community, and once in one
    that has had all modules from the first week.
    """
    cold = base.without("*").but({"weeks": 2 * YEAR, "modules_start": None})
    found = []
    for name, statement, scenario in (("P25a", SECOND_ORDER, cold), ("P25b", SECOND_ORDER_ALL, cold.adding("*"))):
        added = np.array(apply_many(asked_and_others, [(scenario, seed) for seed in seeds], workers))
        found.append(Finding(name, statement, 0.2, 0.8, added[:, 1] / added[:, 0]))
    return found
