"""Patterns any credible version must show, measured on replicates: about residents and about points.

Thresholds are expectations to be tested, not targets to fit. A pattern that is missed is reported with its figure.
The numbers P1 … are those of the project's evidence; `docs/patterns.md` has their wording and what was found.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from math import inf

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from sim.agents.acts import ACTION
from sim.agents.resident.learning import fade
from sim.lab.comparison.study import Replicates, Study, compare
from sim.results import YEAR
from sim.scenario import EVERY, Scenario
from sim.simulation import Simulation
from sim.text import Text

Values = NDArray[np.float64]
WEEKS, NINE_YEARS = 364, 469
START, STOP = 52, 209  # the first week with points, and the first without, in the arms that end them
STOP_DAY = date(2019, 1, 7)
HALF_YEAR, QUARTER = 26, 13
CONFIDENCE = 0.99
PASS, WEAK, FAIL = Text("pass", "符合"), Text("weak", "弱符合"), Text("miss", "未达到")

COLD = Text("cold baseline: active in four weeks", "冷基线：四周活跃占比")
COLD_SLOPE = Text("cold baseline: slope a year", "冷基线：年斜率")
COLD_LOAD = Text("cold baseline: share of weeks with a workload above one", "冷基线：负荷大于1的周数占比")
COLD_ORGANISATIONS = Text("cold baseline: organisations alive at the end", "冷基线：期末存续组织数")
LIFT = Text("points multiply activity in their second year", "积分使第二年活跃度成倍提高")
UNUSED = Text("enrolled who never redeemed, after six years", "六年后从未兑换的加入者占比")
LEFT = Text("share of the lift left 26 weeks after points end", "停办26周后剩余的提升")
BACK = Text("activity a year after the end, over never having had points", "停办一年后与从未办之比")
UNDERSHOOT = Text(
    "motivation of the most motivated 26 weeks after the end, in SD", "停办26周后原动机最高者的动机变化（标准差）"
)
RECOVERED = Text("share of that recovered at 65 weeks", "其中65周时恢复的比例")
WHO = Text("that, less the change of the least motivated, in SD", "与原动机最低者之差（标准差）")
WHO_LEAST = Text("change of the least motivated, in SD", "原动机最低者的动机变化（标准差）")
DESIGN = Text("want to: residents' rules over ranking with deductions", "“我要干”：居民议定与排名扣分之比")
DISPLACED = Text("joint actions that earn no points, change by displacement", "无积分的联合行动因挤占的变化")
ASYMMETRY = Text("trust lost to bad news over trust gained by good", "坏消息与好消息对信任影响之比")
TELLING = Text("publicity doubled: gain in activity", "宣传加倍：活跃度增幅")
CLUSTERED = Text("joint actions, clustered over random ties", "联合行动：聚集网络与随机网络之比")
LEVELS_OFF = Text("growth after the first year and a half of points", "积分制一年半之后的增长")
BROKEN = Text("weeks a broken promise is felt over those of a kept one", "失信与守信影响持续周数之比")


@dataclass(frozen=True)
class Finding:
    """One pattern, measured.

    Attributes
    ----------
    name : str
        Such as `P1`; a letter behind tells parts of a pattern apart.
    statement : Text
    low, high : float
        Where the figure should lie.
    values : float64 (seeds,)
        The figure, replicate by replicate.
    """

    name: str
    statement: Text
    low: float
    high: float
    values: NDArray[np.float64]

    @property
    def holds(self) -> NDArray[np.bool_]:
        """In which replicates the figure lies where it should; where there is none, it does not: bool (seeds,)."""
        return np.asarray((self.values >= self.low) & (self.values <= self.high))

    @property
    def mean(self) -> float:
        """The figure, over replicates."""
        return float(self.values.mean())

    @property
    def interval(self) -> tuple[float, float]:
        """Its 99% t interval."""
        if self.values.size < 2 or np.ptp(self.values) == 0:  # noqa: PLR2004  # one value has no interval
            return self.mean, self.mean
        found = stats.ttest_1samp(self.values, 0).confidence_interval(CONFIDENCE)
        return float(found.low), float(found.high)

    @property
    def verdict(self) -> Text:
        """Pass if the whole interval lies inside, miss if all of it lies outside, weak between."""
        low, high = self.interval
        if low >= self.low and high <= self.high:
            return PASS
        return FAIL if high < self.low or low > self.high else WEAK


def base_of(history: Scenario) -> Scenario:
    """The community in which patterns are measured: nine years, no module at work, and any from the second year on."""
    alone = history.without(EVERY).but({"weeks": NINE_YEARS})
    return alone.but({"modules_start": alone.clock.date(START)})


def arms(base: Scenario) -> dict[str, Scenario]:
    """The arms from which patterns are read."""
    base = base.but({"weeks": WEEKS})
    return {
        "none": base,
        "points": base.adding("points"),
        "withdrawn": base.but({"points.stop": STOP_DAY}),
        "recognition": base.but({"points.reward": "recognition", "points.display": "deeds"}),
        "residents' rules": base.but(
            {"points.rules": "residents", "points.display": "deeds", "points.pooled": "household"}),
        "ranking": base.but({"points.display": "ranking", "points.deductions": True}),
        "publicity": base.but({"office.publicity": 2.0}),
    }  # fmt: skip


def cold(study: Replicates) -> list[Finding]:
    """P1: the arm without modules, from half a year on."""
    active = study.weekly("active_4w", "none")[:, HALF_YEAR:]
    weeks = np.arange(active.shape[1]) / YEAR
    workload = (study.weekly("cadre_overload", "none") > 1).mean(axis=1)
    return [
        Finding("P1a", COLD, 0.01, 0.06, active.mean(axis=1)),
        Finding("P1b", COLD_SLOPE, -0.003, 0.003, np.polyfit(weeks, active.T, 1)[0]),
        Finding("P1c", COLD_LOAD, 0.5, 1.0, workload),
        Finding("P1d", COLD_ORGANISATIONS, 0.0, 2.0, study.weekly("organisations", "none")[:, -1]),
    ]


def lift_by_points(points: Values, none: Values) -> Finding:
    """P2: activity with points in their second year over that without, float64 (replicates, weeks) each."""
    second = slice(START + YEAR, START + 2 * YEAR)
    return Finding("P2", LIFT, 2.0, 4.0, points[:, second].mean(axis=1) / none[:, second].mean(axis=1))


def never_redeemed(redeemers: Values) -> Finding:
    """P2b: from the share of the enrolled who ever redeemed."""
    return Finding("P2b", UNUSED, 0.35, 0.65, 1 - redeemers)


def after_points(withdrawn: Values, none: Values, stop: int) -> list[Finding]:
    """P3: what is left of the lift where points end before a week, over the same without points."""
    lift = withdrawn - none
    before = lift[:, stop - QUARTER : stop].mean(axis=1)
    after = lift[:, stop + HALF_YEAR - 2 : stop + HALF_YEAR + 2].mean(axis=1)
    year_on = slice(stop + YEAR - 4, stop + YEAR + 4)
    back = withdrawn[:, year_on].mean(axis=1) / none[:, year_on].mean(axis=1)
    return [Finding("P3a", LEFT, -inf, 0.30, after / before), Finding("P3c", BACK, 0.85, 1.15, back)]


def from_study(study: Study) -> list[Finding]:
    """Patterns that can be read off weekly series."""
    active = {arm: study.weekly("active_4w", arm) for arm in study.arms}
    none, points = active["none"], active["points"]
    grown = points[:, START + 65 : START + 78].mean(axis=1)
    willing = {arm: study.weekly("want_to", arm)[:, -YEAR:].mean(axis=1) for arm in ("residents' rules", "ranking")}
    told = active["publicity"][:, START:].mean(axis=1) / none[:, START:].mean(axis=1) - 1
    further = points[:, -YEAR:].mean(axis=1) / grown - 1
    return [
        *cold(study),
        lift_by_points(points, none),
        never_redeemed(study.weekly("points_redeemers", "points")[:, -1]),
        *after_points(active["withdrawn"], none, STOP),
        Finding("P5", DESIGN, 1.2, inf, willing["residents' rules"] / willing["ranking"]),
        Finding("P24", TELLING, -0.05, 0.20, told),
        Finding("P29", LEVELS_OFF, -0.15, 0.15, further),
    ]


def from_twins(base: Scenario, seeds: Sequence[int]) -> list[Finding]:
    """Patterns about the same resident in two worlds: motivation with and without points that end (P3b, P4)."""
    weeks = (STOP + HALF_YEAR, STOP + 65)
    twins = {arm: arms(base)[arm] for arm in ("none", "withdrawn")}
    kept = {arm: [_motivation_at(scenario, seed, weeks) for seed in seeds] for arm, scenario in twins.items()}
    community = Simulation(base.but({"weeks": WEEKS})).world.community
    settled = community.here(0) & community.here(STOP + 65)
    own = community.traits.motivation
    spread = float(own[settled].std())
    top = settled & (own >= np.quantile(own[settled], 0.75))
    bottom = settled & (own <= np.quantile(own[settled], 0.25))
    twins_differ = [(one - other) / spread for one, other in zip(kept["withdrawn"], kept["none"], strict=True)]
    change = np.array(twins_differ, np.float64)
    high, low = change[:, 0][:, top].mean(axis=1), change[:, 0][:, bottom].mean(axis=1)
    later = change[:, 1][:, top].mean(axis=1)
    return [
        Finding("P3b", UNDERSHOOT, -inf, -0.1, high),
        Finding("P3d", RECOVERED, 1 / 3, inf, 1 - later / high),
        Finding("P4a", WHO, -inf, -0.1, high - low),
        Finding("P4b", WHO_LEAST, 0.0, inf, low),
    ]


def _motivation_at(scenario: Scenario, seed: int, weeks: tuple[int, ...]) -> NDArray[np.float32]:
    simulation = Simulation(scenario, seed)
    found = []
    while simulation.week <= max(weeks):
        simulation.step()
        if simulation.week - 1 in weeks:
            found.append(simulation.world.residents.motivation.copy())
    return np.array(found)


def from_displacement(base: Scenario, seeds: Sequence[int]) -> list[Finding]:
    """P21: how many acts of a kind are done that earns no points, over the same scheme without displacement."""
    base = base.but({"weeks": START + 3 * YEAR})
    unrewarded = base.but({"points.earns.action": 0})
    neutral = unrewarded.but({"points.displacement": 0.0})
    ratio = [_acts(unrewarded, seed) / _acts(neutral, seed) - 1 for seed in seeds]
    return [Finding("P21", DISPLACED, -0.30, -0.05, np.array(ratio))]


def _acts(scenario: Scenario, seed: int) -> float:
    """Joint actions by members of the points scheme, over a run."""
    simulation = Simulation(scenario, seed)
    registered = simulation.world.residents.registrations
    total = 0
    while not simulation.done:
        simulation.step()
        found, reached = simulation.world.occasions, simulation.world.reached
        took = found.came[:reached] & (found.kind[:reached] == ACTION)
        total += int((registered[found.row[:reached][took]] > 0).sum())
    return float(total)


def from_networks(base: Scenario, seeds: Sequence[int]) -> list[Finding]:
    """P26: of two communities with the same density, clustered ties spread costly acts further."""
    base = base.but({"weeks": 2 * YEAR, "points.start": "2015-01-05"})
    found = {}
    for name, clustering in (("clustered", 0.30), ("random", 0.12)):
        found[name] = np.array([_acts(base.but({"community.ties.clustering": clustering}), seed) for seed in seeds])
    return [Finding("P26", CLUSTERED, 1.0, inf, found["clustered"] / found["random"])]


def from_trust(base: Scenario) -> list[Finding]:
    """P22 and P30: how trust answers good and bad news, on the engine's own rule."""
    trial = Simulation(base.but({"weeks": 2}))
    gain, loss = (abs(_trust_after(trial, shift, 0.0)[-1]) for shift in (0.2, -0.2))
    kept, broken = (np.abs(_trust_after(trial, 0.0, word)) for word in (1.0, -1.0))
    level = kept.max() / 2
    return [
        Finding("P22", ASYMMETRY, 1.3, 3.0, np.array([loss / gain])),
        Finding("P30", BROKEN, 1.0, inf, np.array([(broken > level).sum() / (kept > level).sum()])),
    ]


def _trust_after(trial: Simulation, shift: float, word: float) -> NDArray[np.float64]:
    """Mean change of trust, week by week for two years, if news is better by a shift or one promise was given."""
    world = trial.world
    residents, rules = world.residents, world.rates
    estates = world.community.settings.estates
    start = world.community.estate_start
    residents.trust[:] = 0.5
    residents.own_trust.flags.writeable = True
    original = residents.own_trust.copy()
    residents.own_trust[:] = 0.5
    news = np.full(estates, 0.5 + shift, np.float32)
    path = []
    world.push.promise[:] = word
    for week in range(2 * YEAR):
        fade(residents, world.push, rules, world.asking, start, news, week)
        world.push.promise[:] = 0.0
        path.append(float(residents.trust.mean()) - 0.5)
    residents.own_trust[:] = original
    residents.own_trust.flags.writeable = False
    return np.array(path)


def find_patterns(
    base: Scenario, seeds: Sequence[int], workers: int | None = None, done: Callable[[int], None] | None = None
) -> list[Finding]:
    """Measure every pattern of this part of the model."""
    chosen = arms(base)
    study = compare(chosen["none"], chosen, seeds, workers, done)
    few = list(seeds)[: max(len(seeds) // 2, 2)]
    return [
        *from_study(study), *from_twins(base, few), *from_displacement(base, few), *from_networks(base, few),
        *from_trust(base),
    ]  # fmt: skip
