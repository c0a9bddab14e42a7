"""What is kept of the patterns, the page that shows it, and runs that give it again.

Verdicts are those of the file: no pattern is asked to hold, but what is missed has its reason in the page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from math import inf, nan
from pathlib import Path

import numpy as np
import pytest

from sim import load
from sim.lab.comparison.study import Study, compare
from sim.lab.patterns import governance, organisations, residents
from sim.lab.patterns.individuals import from_asking
from sim.lab.patterns.kept import GROUPS, KeptPatterns, load_patterns, measure_patterns
from sim.lab.patterns.residents import FAIL, Finding
from sim.lab.run.identity import model_version
from sim.report.analyses.patterns import patterns_table
from sim.scenario import Scenario
from sim.text import Text
from tests.support import ROOT, small
from tests.support.pages import made_by, table_of, text_of

REASONS = {
    "points": "## What is missed, and why",
    "organisations": "### What is missed here, and why",
    "governance": "## What governance misses, and why",
}
STATEMENT = Text("a figure", "一个数")
every_group = pytest.mark.parametrize("group", GROUPS)


@pytest.fixture(scope="module")
def kept() -> dict[str, KeptPatterns]:
    """What was measured; `python docs/tools/patterns.py` makes it anew."""
    return load_patterns(ROOT / "docs" / "patterns.json")


# The page and the file


@every_group
def test_the_page_shows_what_is_kept(kept: dict[str, KeptPatterns], group: str) -> None:
    """To the last digit, and of which model it is."""
    shown = made_by("patterns", patterns_table(kept[group].findings, "en"), kept[group].model)
    assert table_of("patterns", group) == shown


@every_group
def test_every_miss_has_its_reason(kept: dict[str, KeptPatterns], group: str) -> None:
    """Under the heading of its group; names are not unique over groups."""
    heading = REASONS[group]
    reasons = text_of("patterns").split(f"\n{heading}\n")[1].split("\n#")[0]
    missed = [one.name for one in kept[group].findings if one.verdict == FAIL]
    assert [name for name in missed if f"**{name}**" not in reasons] == []


# Runs that give it again: the first of the seeds, whose figures stand first


def again(kept: KeptPatterns, found: Iterable[Finding], *, but: Sequence[str] = ()) -> None:
    """One seed gives the first value of every pattern, to the digits that are kept."""
    first = {one.name: one.values for one in kept.findings}
    for one in found:
        if one.name not in but:
            assert one.values == pytest.approx(first[one.name][: one.values.size], rel=1e-8, nan_ok=True), one.name


def on_few(arms: dict[str, Scenario], seed: int, *names: str) -> Study:
    """Some of the arms on one seed."""
    return compare(arms[names[0]], {name: arms[name] for name in names}, [seed], workers=1)


@pytest.mark.slow
def test_patterns_of_points_are_found_again(kept: dict[str, KeptPatterns]) -> None:
    """All of them."""
    group = kept["points"]
    again(group, residents.find_patterns(load("liuhe"), group.seeds[:1], workers=1))


@pytest.mark.slow
def test_patterns_of_organisations_are_found_again(kept: dict[str, KeptPatterns]) -> None:
    """Those that need four of the sixteen arms, asking and ties: P7, P8, P10, P25 and P27.

    P14 and P15 need all arms. P9, P12, P13, P19 and P20 need runs watched week by week, and of these P9 and most of P19
    are pooled over seeds. For these the version of the model must do (`tests/docs/test_measured.py`).
    """
    group, base = kept["organisations"], load("liuhe")
    seeds = group.seeds[:1]
    study = on_few(organisations.arms(base), seeds[0], "none", "all", "withdrawn", "points withdrawn")
    parts = organisations.sustained, organisations.curve, organisations.grids
    again(group, [one for part in parts for one in part(study)])
    again(group, [*from_asking(base, seeds, 1), *organisations.from_ties(base, seeds, 1)])


@pytest.mark.slow
def test_patterns_of_governance_are_found_again(kept: dict[str, KeptPatterns]) -> None:
    """Those that need five of the twelve arms, and elections: P6, P16, P17 and P28.

    P15 needs all arms; P11, P18 and P23 need runs watched week by week. For these the version of the model must do.
    """
    group, base = kept["governance"], load("liuhe")
    names = "none", "all", governance.SCAFFOLDED, governance.STOPPED, "outsiders"
    study = on_few(governance.arms(base), group.seeds[0], *names)
    parts = governance.from_scaffold, governance.from_workload, governance.from_outsiders
    again(group, [one for part in parts for one in part(study)])
    elections = governance.election_arms(base)
    again(group, governance.from_elections(on_few(elections, group.seeds[0], *elections)))


# How it is kept


def found(*values: float) -> Callable[..., list[Finding]]:
    """A group of one pattern."""
    return lambda *_: [Finding("P0", STATEMENT, -inf, 0.5, np.array(values))]


def test_what_is_kept_is_read_again(tmp_path: Path) -> None:
    """To nine digits, with bounds that are infinite and figures that are not to be had."""
    path = tmp_path / "patterns.json"
    first = measure_patterns(small(), (3, 4), path, groups={"one": found(1 / 3, nan), "other": found()})
    assert load_patterns(path).keys() == first.keys() == {"one", "other"}
    (one,) = first["one"].findings
    assert (first["one"].model, first["one"].seeds) == (model_version(), (3, 4))
    assert (one.name, one.statement, one.low, one.high) == ("P0", STATEMENT, -inf, 0.5)
    assert one.values == pytest.approx([1 / 3, nan], rel=1e-8, nan_ok=True)
    assert first["other"].findings[0].values.size == 0


def test_a_group_is_measured_once_for_a_model_and_seeds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was stopped goes on with the next group; another model or other seeds begin anew."""
    path, runs = tmp_path / "patterns.json", []

    def counted(
        base: Scenario, seeds: Sequence[int], workers: int | None, done: Callable[[int], None]
    ) -> list[Finding]:
        runs.append(tuple(seeds))
        done(1)
        return found(0.0)()

    def stopped(*_: object) -> list[Finding]:
        raise KeyboardInterrupt

    told: list[tuple[str, int]] = []

    def measure(seeds: Sequence[int], **groups: Callable[..., list[Finding]]) -> None:
        measure_patterns(small(), seeds, path, done=lambda *said: told.append(said), groups=groups)

    with pytest.raises(KeyboardInterrupt):
        measure((0, 1), one=counted, other=stopped)
    measure((0, 1), one=counted, other=counted)
    assert runs == [(0, 1), (0, 1)]
    assert told == [("one", 1), ("other", 1)]
    measure((0, 2), one=counted, other=counted)
    monkeypatch.setattr("sim.lab.patterns.kept.model_version", lambda: "another")
    measure((0, 2), one=counted, other=counted)
    assert runs == [(0, 1)] * 2 + [(0, 2)] * 4
