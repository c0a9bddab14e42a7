"""Rivals against patterns: every pattern measured under every rule by which residents may decide.

A pattern that every rule shows says nothing for any of them; it is informative where a rival misses it. Rivals run on
the scenario of the full model but for what `rival` says, with the same seeds, and are judged by the same thresholds.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from math import inf
from pathlib import Path
from typing import Any

import numpy as np

from sim.agents.resident.rules import RULES, Rule
from sim.files import write_whole
from sim.lab.comparison.study import Study, compare
from sim.lab.patterns import governance, individuals, organisations, residents
from sim.lab.patterns.kept import as_json
from sim.lab.patterns.residents import FAIL, PASS, Finding
from sim.lab.run.in_memory import apply_many
from sim.scenario import Scenario
from sim.text import Text

UNMEASURED = Text("not to be had", "无法测得")
FOR, AGAINST = Text("for the full model", "支持完整模型"), Text("against the full model", "不利于完整模型")
UNDECIDED = Text("undecided", "尚无定论")
MISSED_BY_ALL, NOTHING = Text("missed by all", "均未达到"), Text("nothing", "无信息")
# What a rival may fit, as the full model may: the calibration target of a cold baseline (P1a). At its default the mean
# threshold keeps those who have no other motive below it; at the low end of its range they reach it.
CALIBRATED: dict[Rule, dict[str, object]] = {"thresholds": {"community.traits.threshold": 0.15}}

Part = Callable[[Scenario, Sequence[int]], list[Finding]]


@dataclass(frozen=True)
class RivalResult:
    """A pattern under each rule.

    Attributes
    ----------
    group : str
        Key of `GROUPS`; names of patterns are unique within one.
    findings : dict of Finding
        By rule, in the order of `RULES`.
    """

    group: str
    findings: dict[Rule, Finding]

    @property
    def name(self) -> str:
        """Such as `P3a`."""
        return self.findings["full"].name

    def verdict(self, rule: Rule) -> Text:
        """Pass, weak, miss, or that there is no figure: in some seed nothing was there to be measured."""
        finding = self.findings[rule]
        return finding.verdict if finding.values.size and np.isfinite(finding.values).all() else UNMEASURED

    def _some(self, verdict: Text) -> bool:
        """Whether some rival has this verdict."""
        return any(self.verdict(rule) == verdict for rule in RULES if rule != "full")

    @property
    def says(self) -> Text:
        """The verdict of the pattern on the full model against its rivals."""
        verdicts = {self.verdict(rule) for rule in RULES}
        if FAIL not in verdicts:
            return NOTHING
        if verdicts <= {FAIL, UNMEASURED}:
            return MISSED_BY_ALL
        if self.verdict("full") == PASS:
            return FOR
        return AGAINST if self.verdict("full") == FAIL and self._some(PASS) else UNDECIDED

    @property
    def informative(self) -> bool:
        """Whether it tells rules apart: some miss it, and others do not."""
        return self.says in (FOR, AGAINST, UNDECIDED)


def rival(base: Scenario, rule: Rule) -> Scenario:
    """The scenario under a rule."""
    return base.but({"resident.rule": rule, **CALIBRATED.get(rule, {})})


def _points(base: Scenario, seeds: Sequence[int]) -> list[Finding]:
    return residents.from_study(_study(residents.arms(base), seeds))


def _trust(base: Scenario, seeds: Sequence[int]) -> list[Finding]:
    del seeds  # there is no luck in it
    return residents.from_trust(base)


def _package(base: Scenario, seeds: Sequence[int]) -> list[Finding]:
    study = _study(organisations.arms(base), seeds)
    return [*organisations.from_study(study), *individuals.from_watching(study, seeds, 1)]


def _asking(base: Scenario, seeds: Sequence[int]) -> list[Finding]:
    return individuals.from_asking(base, seeds, 1)


def _ties(base: Scenario, seeds: Sequence[int]) -> list[Finding]:
    return organisations.from_ties(base, seeds, 1)


def _governance(base: Scenario, seeds: Sequence[int]) -> list[Finding]:
    study = _study(governance.arms(base), seeds)
    parts = governance.from_scaffold, governance.from_complements, governance.from_workload, governance.from_outsiders
    return [finding for part in parts for finding in part(study)]


def _elections(base: Scenario, seeds: Sequence[int]) -> list[Finding]:
    return governance.from_elections(_study(governance.election_arms(base), seeds))


def _study(arms: dict[str, Scenario], seeds: Sequence[int]) -> Study:
    return compare(next(iter(arms.values())), arms, seeds, workers=1)


GROUPS: dict[str, Text] = {
    "points": Text("Residents and points", "居民与积分"),
    "organisations": Text("Leaders, organisations, the package", "达人、组织与整体"),
    "governance": Text("Governance", "治理"),
}
PARTS: tuple[tuple[str, Part], ...] = (  # the longest first, so that no worker is left with one at the end
    ("organisations", _package),
    ("governance", _governance),
    ("organisations", _ties),
    ("governance", governance.from_watching),
    ("governance", _elections),
    ("points", _points),
    ("organisations", _asking),
    ("points", residents.from_twins),
    ("points", residents.from_networks),
    ("points", residents.from_displacement),
    ("points", _trust),
)


def find_rivals(
    base: Scenario,
    seeds: Sequence[int],
    workers: int | None = None,
    done: Callable[[int], None] | None = None,
    parts: Sequence[tuple[str, Part]] = PARTS,
) -> list[RivalResult]:
    """Measure patterns under every rule; `done` is told how many pieces of work, rules times parts, are finished."""
    pieces = [(rival(base, rule), part) for part in range(len(parts)) for rule in RULES]
    measured = apply_many(partial(_measure, seeds=tuple(seeds), parts=tuple(parts)), pieces, workers, done)
    outcomes: list[RivalResult] = []
    for at, (group, _) in enumerate(parts):
        by_rule = dict(zip(RULES, measured[at * len(RULES) : (at + 1) * len(RULES)], strict=True))
        outcomes += [
            RivalResult(group, {rule: found[nth] for rule, found in by_rule.items()})
            for nth in range(len(by_rule["full"]))
        ]
    return sorted(outcomes, key=lambda one: (list(GROUPS).index(one.group), int(one.name[1:].rstrip("abcd")), one.name))


def _measure(
    scenario: Scenario, part: int, seeds: tuple[int, ...], parts: tuple[tuple[str, Part], ...]
) -> list[Finding]:
    """One part of the patterns under one rule."""
    with np.errstate(divide="ignore", invalid="ignore"):  # what is not there to be measured is not a number
        return parts[part][1](scenario, seeds)


def save_rivals(outcomes: Sequence[RivalResult], seeds: Sequence[int], path: Path) -> None:
    """Write every figure, seed by seed, as JSON."""
    data = [
        {
            "group": one.group,
            "pattern": one.name,
            "statement": one.findings["full"].statement._asdict(),
            "low": as_json(one.findings["full"].low),
            "high": as_json(one.findings["full"].high),
            "values": {rule: [as_json(value) for value in finding.values] for rule, finding in one.findings.items()},
        }
        for one in outcomes
    ]
    write_whole(path, json.dumps({"seeds": list(seeds), "patterns": data}, ensure_ascii=False, indent=1) + "\n")


def load_rivals(path: Path) -> list[RivalResult]:
    """The outcomes that `save_rivals` wrote; a rule that was not measured then has no figures."""
    return [_outcome(record) for record in json.loads(path.read_text(encoding="utf-8"))["patterns"]]


def _outcome(record: dict[str, Any]) -> RivalResult:
    low = -inf if record["low"] is None else record["low"]
    high = inf if record["high"] is None else record["high"]
    return RivalResult(
        record["group"],
        {
            rule: Finding(
                record["pattern"],
                Text(**record["statement"]),
                low,
                high,
                np.array(record["values"].get(rule, ()), np.float64),
            )
            for rule in RULES
        },
    )
