"""Rivals against patterns: what is measured, how it is judged and kept; `docs/rivals.md` has the case's own figures."""

from __future__ import annotations

import json
from collections import Counter
from math import inf, nan
from pathlib import Path

import numpy as np
import pytest

from sim.agents.resident.rules import RULES, Rule
from sim.lab.patterns import residents as patterns
from sim.lab.patterns.residents import FAIL, PASS, WEAK, Finding
from sim.lab.validation.replications import load_replication, replicate, shipped
from sim.lab.validation.rivals import (
    AGAINST,
    FOR,
    GROUPS,
    MISSED_BY_ALL,
    NOTHING,
    PARTS,
    UNDECIDED,
    UNMEASURED,
    RivalResult,
    find_rivals,
    load_rivals,
    rival,
    save_rivals,
)
from sim.report.analyses.rivals import rivals, rivals_summary, rivals_table
from sim.text import LANGUAGES, Text
from tests.support import ROOT, small

DOCS = ROOT / "docs"
STATEMENT = Text("a figure", "一个数")
INSIDE, ACROSS, OUTSIDE, NO_FIGURE = [0.5, 0.51, 0.5], [0.9, 1.2, 0.9], [2.0, 2.1, 2.0], [0.5, nan, 0.5]


def outcome(full: list[float], **others: list[float]) -> RivalResult:
    """A pattern with these values under the full rule and some rivals; the others pass."""
    values = {rule: others.get(rule, INSIDE) for rule in RULES} | {"full": full}
    return RivalResult(
        "points", {rule: Finding("P1a", STATEMENT, 0.0, 1.0, np.array(values[rule])) for rule in RULES}
    )  # fmt: skip


def test_every_rival_is_the_scenario_under_its_rule() -> None:
    """The full model is the scenario itself; the others differ in the rule and in what they may fit."""
    base = small()
    assert rival(base, "full") == base
    for rule in RULES:
        one = rival(base, rule)
        assert one.resident == base.resident.model_copy(update={"rule": rule})
        assert one.policies == base.policies
    assert rival(base, "thresholds").community.traits.threshold == 0.15


def test_a_figure_that_is_not_to_be_had_has_no_verdict() -> None:
    """Not a number in some seed, or no seed at all."""
    found = outcome(INSIDE, no_social=NO_FIGURE, thresholds=OUTSIDE, indirect_crowding=ACROSS, no_own_occasions=[])
    assert [found.verdict(rule) for rule in RULES] == [PASS, UNMEASURED, FAIL, WEAK, UNMEASURED]
    assert outcome([]).verdict("full") == UNMEASURED


@pytest.mark.parametrize(
    ("full", "rival_has", "said"),
    [
        (INSIDE, OUTSIDE, FOR),
        (INSIDE, ACROSS, NOTHING),
        (INSIDE, NO_FIGURE, NOTHING),
        (OUTSIDE, INSIDE, AGAINST),
        (OUTSIDE, ACROSS, AGAINST),
        (ACROSS, OUTSIDE, UNDECIDED),
        (ACROSS, INSIDE, NOTHING),
    ],
)
def test_what_a_pattern_says(full: list[float], rival_has: list[float], said: Text) -> None:
    """Informative only where some rule misses it and others do not; three of the four rivals pass here."""
    found = outcome(full, no_social=rival_has)
    assert found.says == said
    assert found.informative == (said != NOTHING)


def test_what_all_miss_says_nothing_of_any() -> None:
    """Nor does it where a rival has no figure; where one is across the threshold it is undecided."""
    rivals_outside = dict.fromkeys((rule for rule in RULES if rule != "full"), OUTSIDE)
    for one in (OUTSIDE, NO_FIGURE):
        found = outcome(OUTSIDE, **rivals_outside | {"no_social": one})
        assert found.says == MISSED_BY_ALL
        assert not found.informative
    assert outcome(OUTSIDE, **rivals_outside | {"no_social": ACROSS}).says == UNDECIDED


def test_a_rule_that_was_not_measured_has_no_verdict(tmp_path: Path) -> None:
    """What was kept before there was a rival can still be read."""
    path = tmp_path / "rivals.json"
    save_rivals([outcome(INSIDE)], (0, 1, 2), path)
    kept = json.loads(path.read_text(encoding="utf-8"))
    del kept["patterns"][0]["values"]["no_own_occasions"]
    path.write_text(json.dumps(kept), encoding="utf-8")
    (again,) = load_rivals(path)
    assert [again.verdict(rule) for rule in RULES] == [PASS, PASS, PASS, PASS, UNMEASURED]


@pytest.mark.slow
def test_without_occasions_of_one_s_own_nothing_is_left_when_neighbours_stop_asking() -> None:
    """54 weeks after their work the full rule keeps what the field study kept; the rival does not, whatever the peak."""
    study = load_replication(shipped()["shown_by_neighbours"])
    kept = study.model_copy(update={"effects": tuple(one for one in study.effects if "54 weeks" in one.title.en)})
    full, without = (
        replicate([kept], [0, 1, 2], workers=1, besides={"resident.rule": rule})[0].finding
        for rule in ("full", "no_own_occasions")
    )
    assert full.holds.all()
    assert (without.values < without.low).all()


@pytest.mark.slow
def test_a_part_is_measured_under_every_rule_and_kept(tmp_path: Path) -> None:
    """With any number of workers the same; stored and read again the same to nine digits; both languages can be made."""
    parts = (("points", patterns.from_displacement), ("points", PARTS[-1][1]))
    told: list[int] = []
    found = find_rivals(small(), (0, 1), 1, told.append, parts)
    assert told == list(range(1, len(parts) * len(RULES) + 1))
    assert [one.name for one in found] == ["P21", "P22", "P30"]
    displaced = {rule: finding.mean for rule, finding in found[0].findings.items()}
    assert displaced["no_own_occasions"] == displaced["full"]  # nobody has a team there, and tidying earns nothing
    assert len(set(displaced.values())) == len(RULES) - 1
    path = tmp_path / "rivals.json"
    save_rivals(found, (0, 1), path)
    again = load_rivals(path)
    for one, other in zip(found, again, strict=True):
        for rule in RULES:
            assert other.findings[rule].values == pytest.approx(one.findings[rule].values, rel=1e-8)
            assert (other.findings[rule].low, other.findings[rule].high) == (
                one.findings[rule].low,
                one.findings[rule].high,
            )
    for lang in LANGUAGES:
        assert rivals_table(again, "points", lang).count("\n") == 2 + len(found)
        rivals(again, lang).canvas.draw()


def test_infinite_bounds_survive_being_stored(tmp_path: Path) -> None:
    """As do figures that are not to be had."""
    open_ended = Finding("P2", STATEMENT, -inf, inf, np.array(NO_FIGURE))
    rule: Rule
    path = tmp_path / "rivals.json"
    save_rivals([RivalResult("points", dict.fromkeys(RULES, open_ended))], (0, 1, 2), path)
    (again,) = load_rivals(path)
    for rule in RULES:
        assert (again.findings[rule].low, again.findings[rule].high) == (-inf, inf)
        assert again.verdict(rule) == UNMEASURED


def test_the_page_shows_what_is_stored() -> None:
    """Every pattern of every group, with the figures that were measured."""
    page = (DOCS / "rivals.md").read_text(encoding="utf-8")
    kept = load_rivals(DOCS / "rivals.json")
    assert len(json.loads((DOCS / "rivals.json").read_text(encoding="utf-8"))["seeds"]) >= 2
    assert rivals_summary(kept, "en") in page
    for group in GROUPS:
        assert rivals_table(kept, group, "en") in page
        assert Counter(one.group for one in kept)[group] > 10
    assert {f"figures/rivals{ending}.png" for ending in ("", ".zh")} <= {
        part.split(")")[0] for part in page.split("(")[1:]
    }
