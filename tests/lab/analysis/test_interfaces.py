"""Other people's tools: the examples of the page run as they stand, and what they rest on is right."""

from __future__ import annotations

import math
import pickle
import re
import shlex
import warnings
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from typer.testing import CliRunner

from sim import run
from sim.cli import app
from sim.lab import Store
from sim.lab.analysis.interfaces import Function, salib_problem, to_xarray
from sim.lab.design.factors import find_number
from sim.lab.design.sweep_file import load_sweep
from sim.lab.run.batch import run_into
from sim.scenario.file import dump
from sim.text import GongtongError
from tests.support import ROOT, small

PAGE = (ROOT / "docs" / "interfaces.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^## (.*?)$|^```(\w+)\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
MOST_LINES = 20


def test_every_example_of_the_page_is_short() -> None:
    """Four sections, each with a Python program under twenty lines."""
    programs = [block for _, language, block in EXAMPLES if language == "python"]
    assert len(programs) == sum(bool(heading) for heading, _, _ in EXAMPLES) == 4
    assert all(len(program.splitlines()) < MOST_LINES for program in programs)


@pytest.mark.slow
def test_the_page_runs_from_top_to_bottom(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Programs share their names, the study is written where the page says, the command is run."""
    monkeypatch.chdir(tmp_path)
    names: dict[str, Any] = {}
    for _, language, block in EXAMPLES:
        if language == "python":
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                exec(compile(block, "docs/interfaces.md", "exec"), names)  # noqa: S102 - our own page
        elif language == "yaml":
            Path("sweep.yaml").write_text(block, encoding="utf-8")
        elif language == "sh":
            assert CliRunner().invoke(app, shlex.split(block)[1:]).exit_code == 0
    assert names["miss"](names["found"].x) < names["miss"](0.25)
    assert len(names["problem"].analysis["S1"]) == 3
    assert names["experiments"]["dose"].nunique() == 2
    assert (names["outcomes"]["active_4w"] > 0).sum() == 6
    assert names["grid"]["active_4w"].sizes == {"seed": 2, "points.dose": 3, "points.reward": 2}


# What they rest on


def test_a_function_gives_the_means_of_its_runs() -> None:
    """Those that `run` gives for the same scenario and seeds, whatever process calls it."""
    base = small(weeks=10)
    simulate = pickle.loads(pickle.dumps(Function(base, ("participation", "trust"), seeds=(3, 4))))  # noqa: S301
    found = simulate({"points.dose": np.float64(0.5), "office.staff": np.int64(3)})
    runs = [run(base.but({"points.dose": 0.5, "office.staff": 3}), seed) for seed in (3, 4)]
    assert found == {
        name: pytest.approx(np.mean([own.value(name) for own in runs]), abs=0) for name in ("participation", "trust")
    }


def test_optimisers_may_give_fractions_for_whole_numbers() -> None:
    """What the model declares whole is rounded; what it does not is not."""
    simulate = Function(small(weeks=4), ("participation", "cadre_overload"))
    assert simulate({"office.staff": 2.6}) == simulate({"office.staff": 3})
    assert simulate({"office.tasks": 2.6}) != simulate({"office.tasks": 3.0})


def test_a_function_refuses_what_does_not_exist() -> None:
    """Measures at once, factors when called."""
    with pytest.raises(GongtongError, match="participaton"):
        Function(small(), ("participaton",))
    with pytest.raises(GongtongError, match=r"points\.does"):
        Function(small(), ("participation",))({"points.does": 1.0})


def test_a_problem_has_the_ranges_that_the_model_declares() -> None:
    """Wide ones by multiples, as in a study; unknown ones refused."""
    names = ["resident.base", "points.dose"]
    problem = salib_problem(names)
    declared = [find_number(name) for name in names]
    assert problem["bounds"] == [[own.low, own.high] for own in declared if own is not None]
    assert problem["dists"] == ["unif", "logunif"]
    assert (problem["names"], problem["num_vars"]) == (names, 2)
    with pytest.raises(GongtongError, match="the model declares no range"):
        salib_problem(["resident.bass"])


def test_a_dataset_holds_every_run_where_it_belongs(tmp_path: Path) -> None:
    """Values and series of a point and seed are those of its own run; a run that is missing is not a number."""
    (tmp_path / "small.yaml").write_text(dump(small(weeks=12)), encoding="utf-8")
    file = tmp_path / "study.yaml"
    file.write_text(
        "{scenario: small.yaml, factors: {points.start: [2015-01-05, 2015-02-02], seed: [5, 2]}, "
        "measures: [participation], weekly: [trust]}",
        encoding="utf-8",
    )
    study, store = load_sweep(file), Store(tmp_path / "store")
    run_into(store, [study[at] for at in (0, 1, 2)], 1, None, study.measuring, study.weekly)
    data = to_xarray(study, store)
    assert data.sizes == {"point": 2, "seed": 2, "week": 12}
    for point, seed in ((0, 5), (0, 2), (1, 5)):
        own = run(study.scenario(point), seed)
        there = data.sel(point=point, seed=seed)
        assert float(there["participation"]) == own.value("participation")
        np.testing.assert_allclose(there["trust_weekly"], own.series["trust"].astype(np.float32))
    assert math.isnan(data["participation"].sel(point=1, seed=2))
    assert np.isnan(data["trust_weekly"].sel(point=1, seed=2)).all()
    assert data["points.start"].values.tolist() == np.array(["2015-01-05", "2015-02-02"], "datetime64[ns]").tolist()
    assert str(data["week"].values[-1])[:10] == str(small().clock.date(11)) != date(2015, 1, 5).isoformat()
    assert data["participation"].attrs["units"] == "share of residents aged 12+"
