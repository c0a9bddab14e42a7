"""`gongtong paths`, as a user types it."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from tests.commands.test_cli import SMALL
from tests.support.command import gongtong, refused

UNSEEDED = ["--weeks", "56", "--workers", "1", "--quiet", *SMALL]
SHORT = ["--seeds", "1", *UNSEEDED]


def test_paths_with_twins_leave_figures_and_tables(tmp_path: Path) -> None:
    """Tables and sentences in words; a folder with every figure, the runs and those of the twins."""
    done = gongtong("paths", "liuhe", "--arms", "points", "--twins", "--out", str(tmp_path), *SHORT)
    assert done.returncode == 0, done.stderr
    assert "(relative autonomy)" in done.stdout
    assert "By the other definition of stages (counterfactual definition): points scheme" in done.stdout
    for words in ("told to → want to", "by what way those together", "points scheme: who would not have got there"):
        assert words in done.stdout
    assert "not a forecast" in done.stdout
    assert {path.name for path in tmp_path.iterdir()} == {
        *("alluvial.png", "passages.png", "paths.csv", "carried-points.png", "carried.csv", "runs")
    }
    assert len(list((tmp_path / "runs").iterdir())) == 2
    table = pl.read_csv(tmp_path / "paths.csv")
    assert set(table["what"]) >= {"rate", "way", "reached", "median", "back", "flow"}
    assert list(table["definition"].unique(maintain_order=True)) == ["autonomy", "counterfactual"]


def test_paths_alone_in_chinese() -> None:
    """Without twins nothing is said of what carried whom; by the other definition, which is named."""
    done = gongtong("paths", "liuhe", "--definition", "counterfactual", "--lang", "zh", *SHORT)
    assert done.returncode == 0, done.stderr
    assert "（反事实定义）" in done.stdout
    assert "按另一种阶段定义（相对自主）：" in done.stdout
    assert "观望 → 我要干" in done.stdout
    assert "走不到" not in done.stdout
    assert "told to" not in done.stdout


def test_over_the_posterior_every_seed_has_a_parameter_set() -> None:
    """As many seeds as sets unless seeds are named; intervals are those of parameter sets."""
    done = gongtong("paths", "liuhe", "--posterior", "2", *UNSEEDED)
    assert done.returncode == 0, done.stderr
    assert "two seeds" in done.stdout
    assert "in brackets: middle 90% of parameter sets and seeds" in done.stdout


def test_what_cannot_be_is_refused_before_anything_runs() -> None:
    """A definition there is not, and too few weeks."""
    assert "no definition 'autonomous'" in refused("paths", "--definition", "autonomous")
    assert "two half-years, 52" in refused("paths", "liuhe", "--weeks", "40", "--seeds", "1")
