"""Failures in a planted box are found, chance is called chance, and the command on a tiny community."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from numpy.typing import NDArray

from sim.lab.analysis.discovery import Futures, Threshold, discover, draw_futures
from sim.lab.analysis.objectives import objectives_named
from sim.lab.design.posterior import shipped_posterior
from sim.report.analyses.discovery import discovery_findings
from sim.scenario.file import dump
from sim.text import GongtongError
from tests.support import small
from tests.support.command import gongtong, refused

NAMES = ("resident.notice", "resident.base", "office.activities", "organisations.leave")


def numbers(count: int = 300) -> dict[str, NDArray[np.float64]]:
    """Uncertain numbers, all between 0 and 1."""
    table = np.random.Generator(np.random.PCG64(3)).random((count, len(NAMES)))
    return dict(zip(NAMES, table.T, strict=True))


def test_a_planted_box_is_found() -> None:
    """Its two numbers with their limits; dense, and holding nearly all failures."""
    known = numbers()
    failed = (known["resident.notice"] < 0.4) & (known["office.activities"] > 0.5)
    found = discover(known, failed)
    box = found.boxes[0]
    assert set(box.limits) == {"resident.notice", "office.activities"}
    assert box.limits["resident.notice"][1] == pytest.approx(0.4, abs=0.02)
    assert box.limits["office.activities"][0] == pytest.approx(0.5, abs=0.02)
    assert box.density > 0.95
    assert box.coverage > 0.95
    assert found.foreseen > 0.9


def test_a_box_in_noise_is_still_found_and_told_as_what_it_is() -> None:
    """One failure in ten elsewhere, one holding in ten inside."""
    known = numbers()
    turned = np.random.Generator(np.random.PCG64(4)).random(300) < 0.1
    box = discover(known, (known["resident.base"] < 0.3) ^ turned).boxes[0]
    assert box.limits["resident.base"][1] == pytest.approx(0.3, abs=0.05)
    assert 0.8 < box.density < 1


def test_failures_by_chance_are_not_foreseen() -> None:
    """New futures tell: half of the time, as a coin would."""
    by_chance = np.random.Generator(np.random.PCG64(5)).random(300) < 0.3
    assert discover(numbers(), by_chance).foreseen == pytest.approx(0.5, abs=0.1)


@pytest.mark.parametrize("everywhere", [True, False])
def test_failing_everywhere_or_nowhere_needs_no_box(everywhere: bool) -> None:
    """Nothing to tell apart."""
    found = discover(numbers(), np.full(300, everywhere))
    assert found.boxes == ()
    assert np.isnan(found.foreseen)


def futures(gain: NDArray[np.float64], cost: NDArray[np.float64]) -> Futures:
    """Futures in which a plan gained and cost this."""
    (aim,) = objectives_named(["trust"], "x")
    return Futures(small().adding("points"), small(), aim, "prior", (0,), numbers(gain.size), gain, cost)


def test_a_plan_fails_where_it_gains_too_little_or_costs_too_much() -> None:
    """Where either is said; nobody more who is active costs without end."""
    tried = futures(np.array([0.1, 0.3, 0.3]), np.array([5.0, 50.0, np.inf]))
    assert tried.failed(Threshold(0.2, None)).tolist() == [True, False, False]
    assert tried.failed(Threshold(None, 60.0)).tolist() == [False, False, True]
    assert tried.failed(Threshold(0.2, 10.0)).tolist() == [True, True, True]


def test_sentences_name_numbers_density_and_coverage() -> None:
    """In both languages."""
    known = numbers()
    gain = np.where(known["resident.notice"] < 0.4, 0.0, 1.0)
    tried = futures(gain, np.ones(300))
    said = discovery_findings(tried, Threshold(0.5, None), discover(known, gain < 0.5))
    assert f"fails in {int((gain < 0.5).sum())} of 300 futures" in said[0].en
    assert "< 0.4" in said[1].en
    assert "100% of futures, which are 100% of all failures" in said[1].en
    assert "失效多在" in said[1].zh


def test_futures_are_spread_over_declared_ranges_of_modules_in_use() -> None:
    """A Latin hypercube has one value in each part of a range; calibrated ones are those of the sample."""
    plan = small().adding("leaders")
    prior = draw_futures(plan, 20, "prior", shipped_posterior())
    assert {"leaders.asked", "resident.notice"} <= set(prior[0])
    assert not any(name.startswith(("party.", "incubation.", "selfmanage.")) for name in prior[0])
    place = sorted(future["community.traits.motivation"] for future in prior)
    assert np.ptp(np.diff(place)) < 2 * (place[-1] - place[0]) / 19
    posterior = draw_futures(plan, 20, "posterior", shipped_posterior())
    assert posterior[3]["resident.notice"] == shipped_posterior().draws[3]["resident.notice"]


# The command


@pytest.mark.slow
def test_discover_on_a_tiny_community_and_again(tmp_path: Path) -> None:
    """Sentences, table and figure in both languages; the second time nothing is run."""
    case, out = tmp_path / "tiny.yaml", tmp_path / "out"
    case.write_text(dump(small(weeks=26, office__activities=3.0).adding("points")), encoding="utf-8")
    asked = ("discover", str(case), "--measure", "active_4w", "--futures", "20", "--out", str(out), "--workers", "1")
    done = gongtong(*asked)
    assert done.returncode == 0, done.stderr
    assert "In the model the plan fails in" in done.stdout
    table = pd.read_csv(out / "futures.csv")
    assert len(table) == 20
    assert table["failed"].equals(table["gain"] < 0.5 * table["gain"].median())
    assert (out / "discovery.png").stat().st_size > 20_000
    parts = sorted(path.name for path in out.glob("runs-*.parquet"))
    again = gongtong(*asked, "--gain-below", "5", "--lang", "zh")
    assert "20种情形里方案有20种失效" in again.stdout
    assert sorted(path.name for path in out.glob("runs-*.parquet")) == parts


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--baseline", "none"), "the plan and its baseline are the same"),
        (("--with", "points", "--futures", "3"), "--futures: 3 is not possible; give 20 or more"),
        (("--with", "points", "--measure", "told_to"), "neither more nor less of told_to"),
        (("--with", "points", "--baseline", "nobody"), "there is no such module"),
        (("--with", "points", "--from", "posterior", "--futures", "9999"), "9999 is not possible"),
    ],
)
def test_discover_refuses_in_one_sentence(options: tuple[str, ...], said: str, tmp_path: Path) -> None:
    """Before anything is run."""
    assert said in refused("discover", "liuhe", *options, "--out", str(tmp_path / "out"))


def test_a_missing_library_is_a_sentence_with_the_command_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of the tree."""
    monkeypatch.setitem(sys.modules, "sklearn.tree", None)
    with pytest.raises(GongtongError, match=r"scikit-learn, not installed here; install with: pip install"):
        discover(numbers(), numbers()["resident.base"] < 0.5)
