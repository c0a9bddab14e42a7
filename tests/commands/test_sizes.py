"""Sizes are counted before anything is built: whatever is asked for, the answer is one sentence at once."""

from __future__ import annotations

import resource
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from sim.lab.comparison.file import comparison_of
from sim.lab.design.factors import with_size
from sim.lab.design.seeds import MOST_RUNS, refuse_too_many
from sim.scenario import Scenario, checked
from sim.scenario.file import DEEPEST, MOST_VALUES, parse, read_text, read_yaml
from sim.scenario.scenario import MOST_CHANGES
from sim.text import GongtongError
from tests.support.command import gongtong, one_sentence, refused

SOON, LITTLE = 3.0, 100_000  # seconds on a machine that does other things too; kilobytes
HUGE = 10**9
LAUGHS = "a0: &a0 [x, x]\n" + "".join(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]\n" for n in range(1, 40))
CHANGE = "- {day: 2016-01-04, name: points.dose, value: 1}\n"


@contextmanager
def at_once() -> Iterator[None]:
    """Neither long nor large."""
    began, memory = time.perf_counter(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    yield
    assert time.perf_counter() - began < SOON
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - memory < LITTLE


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("changes:\n" + CHANGE * 10**6, "more than 50,000 values"),
        ("name: [" + "x, " * 60_000 + "x]", "more than 50,000 values"),
        (LAUGHS, "more than 50,000 values"),
        ("title: " + "[" * 3000 + "]" * 3000, "nested more than 50 deep"),
        ("title: " + "{a: " * 3000 + "}" * 3000, "nested more than 50 deep"),
        ("".join(" " * n + "a:\n" for n in range(3000)), "nested more than 50 deep"),
        ("- " * 3000 + "a", "nested more than 50 deep"),
        ("".join(f"a{n}: &a{n} [{f'*a{n - 1}' if n else 1}]\n" for n in range(200)), "nested more than 50 deep"),
        ("weeks: !!bool maybe", "tags such as !!bool"),
        ("weeks: !!int many", "not valid YAML"),
        ("weeks: !!omap x", "tags such as !!bool"),
        ("name: !!python/object:os.system x", "tags such as !!bool"),
        ("name: !mine {a: 1}", "name"),
        ("weeks: " + "9" * 5000, "not valid YAML"),
        ("weeks: 0x" + "f" * 5000, "no number"),
        ("modules_start: 2016-01-01T00:00:00+99:99", "not valid YAML"),
    ],
    ids=lambda text: text[:24].split("\n")[0],
)
def test_a_file_that_nobody_can_mean_is_refused_at_once(text: str, said: str) -> None:
    """In one sentence of ordinary length, in both languages, with the file."""
    with at_once(), pytest.raises(GongtongError) as caught:
        parse(text, "case.yaml")
    assert said in caught.value.text.en
    for words in caught.value.text:
        assert words.startswith("case.yaml")
        assert len(words) < 300
        assert "\n" not in words


def test_a_large_file_is_read_like_any_other() -> None:
    """Deep, with aliases, and with many values: below the limits nothing is refused."""
    deep = "a: " + "[" * (DEEPEST - 3) + "]" * (DEEPEST - 3)
    shared = "one: &one {dose: 0.5}\ntwo: *one\nthree: {<<: *one, budget: 3.0}\n"
    many = "seeds: [" + ", ".join(map(str, range(2000))) + "]\n"
    assert set(read_yaml(shared + many + deep, "a.yaml")) == {"one", "two", "three", "seeds", "a"}
    assert read_yaml(shared, "a.yaml")["three"]["dose"] == 0.5
    assert MOST_VALUES > 20 * 2000


def test_a_scenario_has_not_more_changes_than_can_be_meant() -> None:
    """They are counted before the first is made."""
    change = {"day": "2016-01-04", "name": "office.calls", "value": 1.0}
    with at_once(), pytest.raises(GongtongError) as caught:
        checked({"changes": [change] * (MOST_CHANGES + 1)})
    assert caught.value.text.en == "changes: 1,001 are too many; at most 1,000 are possible."


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "factors: {points.dose: {low: 0.5, high: 1}, office.calls: {low: 1, high: 2}, resident.notice: declared, "
            "office.activities: declared}\ndesign: {kind: grid, levels: 1000}",
            "1,000,000,000,000 scenarios on one seed are 1,000,000,000,000 runs; at most 10,000,000 are possible.",
        ),
        ("factors: {points.dose: declared}\ndesign: {kind: lhs, size: 10000000}\nseeds: 100", "1,000,000,000 runs"),
        ("factors: {points.dose: declared}\ndesign: {kind: lhs, size: 10000001}", "at most 10000000"),
        ("factors: {points.dose: declared}\ndesign: {kind: lhs, size: .inf}", "inf is not a whole number"),
        ("factors: {size: [.nan]}", "size: nan is not a number above 0"),
        ("factors: {size: [.inf]}", "size: inf is not a number above 0"),
        ("factors: {size: [true]}", "size: True is not a number above 0"),
        ("factors: {size: {low: 0.5, high: .nan}}", "nan is not a finite number"),
        ("design: {kind: list, file: /dev/zero}", "/dev/zero: is not a file"),
        ("design: {kind: list, file: .}", "is not a file"),
        (f"scenario: {'x' * 5000}\nfactors: {{points.dose: [1.0]}}", "There is no scenario 'xxx"),
        (f"scenario: {'x' * 5000}.yaml\nfactors: {{points.dose: [1.0]}}", "cannot be read"),
    ],
)
def test_a_sweep_that_nobody_can_mean_is_refused_at_once(tmp_path: Path, text: str, said: str) -> None:
    """With file and line."""
    file = tmp_path / "asked.yaml"
    file.write_text(f"{text}\n", encoding="utf-8")
    with at_once():
        done = gongtong("sweep", str(file))
    assert said in one_sentence(done)
    assert done.stderr.startswith("asked.yaml:")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("run", "--seeds", str(HUGE)), "--seeds: 1000000000 is not possible"),
        (("run", "--set", "community.residents=1e9"), "community.residents: 1000000000 is not allowed"),
        (("run", "/dev/zero"), "There is no scenario '/dev/zero'"),
        (("run", "x" * 5000), "There is no scenario 'xxx"),
        (("sweep", "/dev/zero"), "/dev/zero: is not a file."),
        (("sweep", "."), ".: is not a file."),
        (("compare", "--posterior", str(HUGE)), "posterior: 1000000000 is not allowed; it must be at most 1000000."),
        (("compare", "--most", str(HUGE), "--until-half-width", "0.1"), "most: 1000000000 is not allowed"),
        (("compare", "--until-half-width", "nan"), "until_half_width: nan is not a finite number."),
        (("attribute", "--posterior", str(HUGE)), "--posterior: 1000000000 is not possible; give 1,000,000 or less."),
        (("search", "--posterior", str(HUGE)), "--posterior: 1000000000 is not possible"),
        (("search", "--generations", str(HUGE)), "--generations: 1000000000 is not possible"),
        (("search", "--seed", str(10**20)), "--seed: 100000000000000000000 is not possible"),
        (("search", "--budget", "nan"), "--budget: nan"),
        (("discover", "liuhe", "--futures", str(HUGE)), "--futures: 1000000000 is not possible"),
        (("discover", "liuhe", "--gain-below", "nan"), "--gain-below: nan is not a finite number."),
        (("discover", "liuhe", "--cost-above", "inf"), "--cost-above: inf is not a finite number."),
        (("calibrate", "--runs", str(HUGE)), "--runs: 1000000000 is not possible"),
        (("validate", "--posterior", str(HUGE)), "--posterior: 1000000000 is not possible"),
        (("replicate", "--seeds", str(HUGE)), "--seeds: 1000000000 is not possible"),
        (("replicate", "--posterior", str(HUGE)), "--posterior: 1000000000 is not possible; give 1,000,000 or less."),
        (("story", "--seed", str(10**20)), "--seed: 100000000000000000000 is not possible"),
        (("app", "--seed", str(10**20), "--no-browser"), "--seed: 100000000000000000000 is not possible"),
    ],
    ids=lambda words: " ".join(words)[:40] if isinstance(words, tuple) else "",
)
def test_an_option_that_nobody_can_mean_is_refused_at_once(words: tuple[str, ...], said: str) -> None:
    """Before lists are made of it."""
    with at_once():
        assert said in refused(*words)


def test_arms_are_counted_with_their_seeds() -> None:
    """Eleven arms on a million seeds are more runs than can be meant; a million runs are not."""
    with pytest.raises(GongtongError) as caught:
        refuse_too_many(11, 1_000_000, "seeds")
    assert caught.value.text.en.startswith("seeds: 11 scenarios on 1,000,000 seeds are 11,000,000 runs")
    assert "11,000,000" in caught.value.text.zh
    refuse_too_many(MOST_RUNS, 1, "seeds")
    assert len(comparison_of({"arms": ["none"], "seeds": 1000}).seeds) == 1000


def test_a_file_is_looked_at_before_it_is_read(tmp_path: Path) -> None:
    """Too large, no file, no UTF-8, not there: one sentence each."""
    file = tmp_path / "a.yaml"
    file.write_bytes(b"x" * 11)
    for path, most, said in (
        (file, 10, "is larger than 10 bytes"),
        (Path("/dev/zero"), 10, "is not a file"),
        (tmp_path, 10, "is not a file"),
        (tmp_path / "none", 10, "cannot be read"),
        (tmp_path / ("x" * 5000), 10, "cannot be read"),
    ):
        with pytest.raises(GongtongError, match=said):
            read_text(path, most)
    assert read_text(file, 11) == "x" * 11


def test_a_community_is_never_of_no_size() -> None:
    """Nor of any size that is no number."""
    for wrong in (float("nan"), float("inf"), 0, -1.0, True, "2", None):
        with pytest.raises(GongtongError, match="size: "):
            with_size(Scenario(), wrong)
