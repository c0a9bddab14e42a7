"""Patterns of governance, measured on replicates of the case: modules together and alone, offices, elections, party.

The numbers P6, P11, P15 … are those of the project's evidence, and so are the thresholds; `docs/patterns.md` has what
was found. Modules start with the second year (week 52). Every figure is paired: its two arms share their seed.
Where the evidence leaves a definition open, the docstring of the function that measures it states the one chosen.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from math import inf

import numpy as np
from numpy.typing import NDArray

from sim.lab.comparison.study import Replicates, Study, compare
from sim.lab.patterns.elections import WATCHED, elections_of
from sim.lab.patterns.observation import GovernanceObservation, watch_governance
from sim.lab.patterns.residents import HALF_YEAR, QUARTER, START, Finding
from sim.policies.party.words import BUILDS
from sim.results import YEAR, Results
from sim.scenario import EVERY, Scenario
from sim.text import Text

MODULES = ("points", "leaders", "incubation", "party", "services", "selfmanage")
SCAFFOLD_STOP, SCAFFOLD_DAY = 261, date(2020, 1, 6)  # the first week without points: the fifth year of the scheme
PARTY_STOP, PARTY_DAY = 156, date(2018, 1, 1)  # the first week without the party committee: the third year of it
AFTER_STOP = SCAFFOLD_STOP + YEAR + QUARTER
SCAFFOLDED, STOPPED = "all, points stopped", "points stopped"
ELECTION_WEEKS = START + WATCHED
OUTSIDER_WEEKS = START + 2 * YEAR + HALF_YEAR
SELF_MANAGING = 0.6  # share of estates with a committee (P16)
CONFIDENT = 0.6  # collective efficacy (P18)
FEW_POINTS = 0.03  # the "few points" of P28: three percentage points
OUTSIDERS: dict[str, object] = {
    "points.rules": "office", "points.reward": "goods", "points.tied_to": "attendance", "points.budget": 1000.0,
    "party.on_paper": 0.35, "party.delivers": 0.70, "party.dependence": 0.15, "party.dependence_from": 0.5,
    "party.center_asks": 0.005, "party.door_heard": 0.0,
    "services.gratitude": 0.05, "services.company": 0.0, "services.volunteers": 0.1,
}  # fmt: skip

SCAFFOLD = Text("all modules: activity a year after points end, of that before", "全部模块：停办积分一年后与停办前之比")
BARE = Text("points only: activity a year after they end, of that before", "仅积分：停办一年后与停办前之比")
ELDER_COLD = Text("cold: activity of 60–79 over 18–59", "冷基线：60–79岁与18–59岁活跃度之比")
ELDER_LATER = Text("all modules, ninth year: the same", "全部模块第九年：同上")
ELDER_CHANGE = Text("all modules, ninth year: the same, less the cold one", "全部模块第九年：同上，与冷基线之差")
VERY_OLD = Text("cold: activity of 80+ over 18–59", "冷基线：80岁以上与18–59岁活跃度之比")
SINGLE = Text("largest gain of one module, of the gain of all six", "单个模块最大增益占全部六个模块增益之比")
WHOLE = Text("gain of all six that the six alone do not add up to", "全部增益中超出六个模块单独增益之和的部分")
PAIR = Text(
    "leaders with incubation, less both alone, of the gain of all", "达人加孵化超出两者单独之和，占全部增益之比"
)
LOAD_EARLY = Text("workload in the first two years of all modules", "全部模块启动后两年的干部负荷变化")
LOAD_LATE = Text("workload once 60% of estates manage themselves", "六成小区自管之后的干部负荷变化")
FIRST_FAILS = Text("first elections that fail", "首次选举失败的比例")
TO_COMMITTEE = Text("months until the median estate has a committee", "中位小区成立委员会所需月数")
DOORS = Text("wait for a committee: 90% of homes visited over none", "等待成立委员会的时间：走访九成与不走访之比")
LEADERS = Text("wait for a committee: with leader discovery over without", "等待成立委员会的时间：有无达人发现之比")
SEEN_EARLY = Text("matters that become known, first year of the party committee", "大党委第一年被发现的事项变化")
SEEN_LATE = Text("all modules, once confident: matters that become known, over the year before",
                 "全部模块集体效能高时与启动前一年被发现的事项之比")  # fmt: skip
OBEYED = Text("gain in members' acts: first half-year over second year", "党员参与增幅：前半年与第二年之比")
OWN_WILL = Text("gain in members' motivation: first half-year over two years", "党员动机增幅：前半年与两年之比")
FADES = Text("share of the gain in members' acts left 26 weeks after the end", "停止26周后党员参与增幅的剩余")
WORKS = Text("outsiders: works and services opened in two years", "外来包办：两年内建成开办的设施与服务")
LISTED = Text("outsiders: registered residents, over none", "外来包办：登记在册占比的增量")
STILL_COLD = Text("outsiders: active after two years, over none", "外来包办：两年后活跃占比的增量")


def arms(base: Scenario) -> dict[str, Scenario]:
    """The arms of P6, P15 and P16, and that of P28; elections have their own (`election_arms`)."""
    full, short = base.adding(EVERY), {"weeks": AFTER_STOP}
    return {
        "none": base.without(EVERY),
        **{name: base.adding(name) for name in MODULES},
        "all": full,
        "leaders+incubation": base.adding("leaders", "incubation"),
        SCAFFOLDED: full.but({"points.stop": SCAFFOLD_DAY, **short}),
        STOPPED: base.but({"points.stop": SCAFFOLD_DAY, **short}),
        "outsiders": base.but({**OUTSIDERS, "weeks": OUTSIDER_WEEKS}),
    }


def election_arms(base: Scenario) -> dict[str, Scenario]:
    """The arms of P17: self-management for five years by itself, without and with visits, and with leader discovery."""
    alone = base.adding("selfmanage").but({"weeks": ELECTION_WEEKS})
    return {
        "alone": alone,
        "no visits": alone.but({"selfmanage.visits": 0.0}),
        "visits": alone.but({"selfmanage.visits": 0.9}),
        "leaders": alone.adding("leaders"),
    }


def from_scaffold(study: Replicates) -> list[Finding]:
    """P6: activity in the last quarter of the first year without points, over that of the last quarter with them.

    Points end with the fifth year of the scheme, which is in the years four to six that the evidence names. Only the
    arms that a study has are measured.
    """
    found = []
    for name, text, low, high, arm in (("P6a", SCAFFOLD, 0.70, inf, SCAFFOLDED), ("P6b", BARE, -inf, 0.35, STOPPED)):
        if arm in study.arms:
            active = study.weekly("active_4w", arm)
            before = active[:, SCAFFOLD_STOP - QUARTER : SCAFFOLD_STOP].mean(axis=1)
            after = active[:, SCAFFOLD_STOP + YEAR - QUARTER : SCAFFOLD_STOP + YEAR].mean(axis=1)
            found.append(Finding(name, text, low, high, after / before))
    return found


def from_complements(study: Study) -> list[Finding]:
    """P15: gains in the activity of the last year, over the arm without modules.

    The largest single module is the one with the largest mean gain over seeds.
    """
    last = {arm: study.weekly("active_4w", arm)[:, -YEAR:].mean(axis=1) for arm in
            ("none", *MODULES, "leaders+incubation", "all")}  # fmt: skip
    gain = {arm: active - last["none"] for arm, active in last.items()}
    alone = np.array([gain[name] for name in MODULES])
    best = alone[int(alone.mean(axis=1).argmax())]
    pair = gain["leaders+incubation"] - gain["leaders"] - gain["incubation"]
    return [
        Finding("P15a", SINGLE, -inf, 0.40, best / gain["all"]),
        Finding("P15b", WHOLE, 0.0, inf, 1 - alone.sum(axis=0) / gain["all"]),
        Finding("P15c", PAIR, 0.0, inf, pair / gain["all"]),
    ]


def from_workload(study: Replicates) -> list[Finding]:
    """P16: workload with all modules over that of the same weeks without any.

    "Later" are the weeks in which at least 60% of estates have a committee; the last year where there are none.
    """
    load = study.weekly("cadre_overload", "all") / study.weekly("cadre_overload", "none") - 1
    count = study.arms["all"].community.estates
    governs = study.weekly("selfmanage_committees", "all") >= SELF_MANAGING * count
    late = [run[own].mean() if own.any() else run[-YEAR:].mean() for run, own in zip(load, governs, strict=True)]
    return [
        Finding("P16a", LOAD_EARLY, 0.03, 0.20, load[:, START : START + 2 * YEAR].mean(axis=1)),
        Finding("P16b", LOAD_LATE, -inf, -0.15, np.array(late)),
    ]


def from_outsiders(study: Study) -> list[Finding]:
    """P28: the office, units and operators do everything; nobody has a say, little that was promised is kept.

    The arm has party committee, services and points, without leader discovery, incubation and self-management, and
    `OUTSIDERS` for settings, whose numbers are all ends of declared ranges. Works are places units built and services
    that opened; the "few points" of the threshold are three percentage points; registrations are up from ten points.
    """
    two_years = slice(START + 2 * YEAR - QUARTER, START + 2 * YEAR + QUARTER)
    more = {
        name: (study.weekly(name, "outsiders")[:, two_years] - study.weekly(name, "none")[:, two_years]).mean(axis=1)
        for name in ("registered", "active_4w")
    }
    runs = study.results["outsiders"]
    return [
        Finding("P28a", WORKS, 1.0, inf, np.array([_works(run) for run in runs])),
        Finding("P28b", LISTED, 0.10, inf, more["registered"]),
        Finding("P28c", STILL_COLD, -FEW_POINTS, FEW_POINTS, more["active_4w"]),
    ]


def _works(run: Results) -> float:
    """Places that units built, and services that ever served somebody, two years after the start."""
    end = START + 2 * YEAR
    opened = sum(values[end - 1] > 0 for name, values in run.series.items()
                 if name.startswith("services_") and name.endswith("_ever"))  # fmt: skip
    built = sum(event.week < end and getattr(event.text, "template", None) == BUILDS for event in run.events)
    return float(opened + built)


def from_elections(study: Study) -> list[Finding]:
    """P17: elections of estates under self-management alone, and how visits and leaders shorten the wait.

    What counts as a failure and as waiting is said in `sim.lab.patterns.elections`.
    """
    held = {arm: [elections_of(run) for run in study.results[arm]] for arm in study.arms}
    alone = held["alone"]
    wait = {arm: np.array([one.waited.mean() for one in own]) for arm, own in held.items()}
    return [
        *first_elections(np.array([one.failed for one in alone]), np.array([one.months for one in alone])),
        Finding("P17c", DOORS, 0.0, 1.0, wait["visits"] / wait["no visits"]),
        Finding("P17d", LEADERS, 0.0, 1.0, wait["leaders"] / wait["alone"]),
    ]


def first_elections(failed: NDArray[np.float64], months: NDArray[np.float64]) -> list[Finding]:
    """P17 as it stands: shares of first elections that failed, and months until the median estate's committee."""
    return [Finding("P17a", FIRST_FAILS, 0.30, 0.70, failed), Finding("P17b", TO_COMMITTEE, 6.0, 36.0, months)]


def from_watching(base: Scenario, seeds: Sequence[int]) -> list[Finding]:
    """P11, P18 and P23, from runs that are looked at every week.

    P11: active in four weeks by age, in the arm without modules (from half a year on) and in the ninth year of all
    modules. P18: matters that become known to somebody in charge: in the first year of the party committee alone over
    the same year without it; then, with all modules, in the weeks in which collective efficacy is above .6 (the last
    year where there are none) over the year before modules. P23: party committee alone, for two years; acts are party
    members who take part in a week, and gains are over the arm without modules. Fast is at least half of the gain of
    the second year within the first half-year, slow at most half of the gain at two years after a half-year; the
    effect counts as faded if at most half of it is left 26 weeks after the end (a half-life of 26 weeks or less).
    """
    party = base.but({"party.stop": PARTY_DAY, "weeks": PARTY_STOP + YEAR})
    none = [watch_governance(base.without(EVERY), seed) for seed in seeds]
    full = [watch_governance(base.adding(EVERY), seed) for seed in seeds]
    led = [watch_governance(party, seed) for seed in seeds]
    cold = np.array([one.active[HALF_YEAR:].mean(axis=0) for one in none])
    later = np.array([one.active[-YEAR:].mean(axis=0) for one in full])
    first = slice(START, START + YEAR)
    seen = [one.known[first].sum() / other.known[first].sum() - 1 for one, other in zip(led, none, strict=True)]
    return [
        *by_age_cold(cold),
        *by_age_later(cold, later),
        Finding("P18a", SEEN_EARLY, 0.10, 1.0, np.array(seen)),
        Finding("P18b", SEEN_LATE, 0.0, 1.0, np.array([_known_later(one) for one in full])),
        *_mobilised(led, none),
    ]


def by_age_cold(cold: NDArray[np.float64]) -> list[Finding]:
    """P11 without modules, from activity of those aged 18–59, 60–79 and 80 or more: float64 (replicates, 3)."""
    return [
        Finding("P11a", ELDER_COLD, 1.5, 3.0, cold[:, 1] / cold[:, 0]),
        Finding("P11d", VERY_OLD, 0.0, 0.8, cold[:, 2] / cold[:, 0]),
    ]


def by_age_later(cold: NDArray[np.float64], later: NDArray[np.float64]) -> list[Finding]:
    """P11 with all modules, from the same two ways."""
    elders = later[:, 1] / later[:, 0]
    return [
        Finding("P11b", ELDER_LATER, 1.2, inf, elders),
        Finding("P11c", ELDER_CHANGE, -inf, 0.0, elders - cold[:, 1] / cold[:, 0]),
    ]


def _known_later(one: GovernanceObservation) -> float:
    confident = one.efficacy > CONFIDENT
    later = one.known[confident] if confident.any() else one.known[-YEAR:]
    return float(later.mean() / one.known[:START].mean())


def _mobilised(led: Sequence[GovernanceObservation], none: Sequence[GovernanceObservation]) -> list[Finding]:
    acts = np.array([one.member_acts - other.member_acts[: one.member_acts.size]
                     for one, other in zip(led, none, strict=True)])  # fmt: skip
    will = np.array([one.member_motivation - other.member_motivation[: one.member_motivation.size]
                     for one, other in zip(led, none, strict=True)])  # fmt: skip
    second = acts[:, START + YEAR : PARTY_STOP].mean(axis=1)
    left = acts[:, PARTY_STOP + HALF_YEAR - 6 : PARTY_STOP + HALF_YEAR + 7].mean(axis=1)
    return [
        Finding("P23a", OBEYED, 0.5, inf, acts[:, START : START + HALF_YEAR].mean(axis=1) / second),
        Finding("P23b", OWN_WILL, -inf, 0.5, will[:, START + HALF_YEAR] / will[:, PARTY_STOP - 1]),
        Finding("P23c", FADES, -inf, 0.5, left / second),
    ]


def find_governance(
    base: Scenario, seeds: Sequence[int], workers: int | None = None, done: Callable[[int], None] | None = None
) -> list[Finding]:
    """Measure every pattern of governance; what has to be watched week by week on half of the seeds."""
    chosen, elections = arms(base), election_arms(base)
    study = compare(chosen["none"], chosen, seeds, workers, done)
    voted = compare(elections["alone"], elections, seeds, workers, done)
    few = list(seeds)[: max(len(seeds) // 2, 3)]
    found = [
        *from_scaffold(study), *from_complements(study), *from_workload(study), *from_outsiders(study),
        *from_elections(voted), *from_watching(base, few),
    ]  # fmt: skip
    return sorted(found, key=lambda one: (int(one.name[1:-1]), one.name))
