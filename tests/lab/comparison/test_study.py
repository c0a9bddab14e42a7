"""Paired comparison: arms, seeds, intervals."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from sim import Study, compare
from sim.lab.comparison.study import paired
from sim.lab.design.posterior import shipped_posterior
from sim.report.text.findings import findings, rows
from sim.text import GongtongError
from tests.support import small


@pytest.fixture(scope="module")
def study() -> Study:
    """No module and the points scheme on three seeds."""
    base = small()
    return compare(base, {"points": base.but({"points.start": "2015-03-02"})}, range(3), workers=1)


def test_the_base_comes_first(study: Study) -> None:
    """What the others are compared with is the scenario given."""
    assert list(study.arms) == ["base", "points"]
    assert study.baseline == "base"


def test_an_arm_equal_to_the_base_is_not_run_twice() -> None:
    """`none` of a scenario without modules is that scenario."""
    base = small().but({"weeks": 3})
    found = compare(base, {"none": base.without("*")}, [0], workers=1)
    assert list(found.arms) == ["none"]


def test_effects_are_paired_t_intervals(study: Study) -> None:
    """Each difference is within a seed; the interval is that of the paired t test."""
    values = study.values("active_4w")
    row = study.effects("active_4w").iloc[0]
    difference = values["points"] - values["base"]
    low, high = stats.ttest_1samp(difference, 0).confidence_interval(0.95)
    assert row["difference"] == pytest.approx(difference.mean())
    assert (row["low"], row["high"]) == pytest.approx((low, high))
    assert row["seeds"] == 3


def test_intervals_cover_as_often_as_they_say() -> None:
    """Of 2,000 intervals on known differences, 95% hold the truth; the test errs once in 10,000 times."""
    rng = np.random.default_rng(0)
    luck = rng.normal(0, 3, (2000, 8))
    own, base = 1.5 + luck + rng.normal(0, 1, luck.shape), luck + rng.normal(0, 1, luck.shape)
    inside = sum(found["low"] <= 1.5 <= found["high"] for found in map(paired, own, base))
    least, most = stats.binom.interval(1 - 1e-4, 2000, 0.95)
    assert least <= inside <= most


def test_shared_luck_narrows_the_interval(study: Study) -> None:
    """Pairing counts: the difference of two arms varies less than that of two independent runs."""
    assert study.effects("matters_arrived").iloc[0]["narrowed"] > 2


def test_one_seed_has_no_interval() -> None:
    """A single run says nothing about luck, and the table says so instead of inventing an interval."""
    base = small().but({"weeks": 5})
    single = compare(base, {"points": base.adding("points").but({"points.start": "2015-01-12"})}, [4], workers=1)
    assert np.isnan(single.effects("trust").iloc[0]["low"])
    assert all(effect[1] == "one seed" for row in rows(single, "en") for effect in row.effects)
    assert any("One seed" in sentence for sentence in findings(single, "en"))


def test_a_measure_of_one_arm_is_zero_in_the_others(study: Study) -> None:
    """Points are issued in one arm only."""
    assert np.all(study.values("points_issued")["base"] == 0)
    assert np.all(study.values("points_issued")["points"] > 0)


def test_findings_speak_both_languages(study: Study) -> None:
    """What happened and why, from the runs' own numbers."""
    english, chinese = findings(study, "en"), findings(study, "zh")
    assert len(english) == len(chinese) == 4
    assert "nobody asked" in english[0]
    assert "没人邀请" in chinese[0]
    assert not any("{" in sentence for sentence in english + chinese)


def test_no_seeds_are_refused() -> None:
    """A comparison of nothing is no comparison."""
    with pytest.raises(GongtongError, match="at least one seed"):
        compare(small(), {}, [])


def test_unknown_measure_and_arm_are_refused(study: Study) -> None:
    """Names are checked, not guessed."""
    with pytest.raises(GongtongError, match="did you mean trust"):
        study.effects("trsut")
    with pytest.raises(GongtongError, match="no arm"):
        study.effects("trust", against="nobody")


def test_over_the_posterior_intervals_hold_parameters_too() -> None:
    """The middle 90% of differences, however many draws; and every arm takes the same sets in the same order."""
    base = small(weeks=70, run_in=0, modules_start="2015-02-02")
    draws = shipped_posterior().first(3)
    study = compare(base, {"points": base.adding("points")}, range(3), workers=1, draws=draws)
    own, none = study.values("active_4w")["points"], study.values("active_4w")["base"]
    row = study.effects("active_4w").iloc[0]
    assert [row["low"], row["high"]] == pytest.approx(np.quantile(own - none, [0.05, 0.95]))
    assert row["better"] == np.mean(own > none)
    for arm in study.results.values():
        assert [run.scenario.calibrated for run in arm] == [dict(draw) for draw in draws]
