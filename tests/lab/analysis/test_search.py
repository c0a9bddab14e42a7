"""The optimiser on a problem with a known front, plans from genes, and the command, killed and called again."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from numpy.typing import NDArray
from pymoo.util.nds.non_dominated_sorting import NonDominatedSorting

from sim.lab.analysis.objectives import objectives_named
from sim.lab.analysis.search.evolution import Evolution, Genes, Judged, evolve
from sim.lab.analysis.search.plans import Space, plan_space
from sim.lab.analysis.search.search import Candidate, Effort, SearchResult, budget_from
from sim.lab.analysis.search.selection import choose
from sim.scenario.file import dump, load
from sim.simulation import run
from sim.text import GongtongError
from tests.support import small
from tests.support.command import gongtong, refused

# The optimiser

FINE = 40
VARIABLES = {**{f"x{at}": (0, FINE) for at in range(4)}, "on": (0, 1)}


def zdt1(tried: dict[tuple[int, ...], tuple[float, float]]) -> object:
    """The field's first test problem on a lattice, and a switch that must be on; its front is f2 = 1 − √f1."""

    def judge(candidates: list[Genes]) -> Judged:
        x = np.array([[genes[f"x{at}"] / FINE for at in range(4)] for genes in candidates])
        away = 1 + 9 * x[:, 1:].mean(axis=1)
        aims = np.column_stack([x[:, 0], away * (1 - np.sqrt(x[:, 0] / away))])
        on = np.array([genes["on"] for genes in candidates])
        tried.update(
            {tuple(genes.values()): tuple(row) for genes, row in zip(candidates, aims, strict=True) if genes["on"]}
        )
        return aims, 0.5 - on[:, None]

    return judge


def front_of(tried: dict[tuple[int, ...], tuple[float, float]]) -> NDArray[np.float64]:
    """What no other surpasses."""
    aims = np.array(list(tried.values()))
    return aims[NonDominatedSorting().do(aims, only_non_dominated_front=True)]


def test_the_optimiser_finds_the_front_of_a_known_problem() -> None:
    """From end to end, to within a hundredth."""
    tried: dict[tuple[int, ...], tuple[float, float]] = {}
    evolve(VARIABLES, zdt1(tried), Evolution(32, 40, 0))  # type: ignore[arg-type]
    front = front_of(tried)
    assert np.abs(front[:, 1] - (1 - np.sqrt(front[:, 0]))).max() < 0.01
    assert front[:, 0].min() < 0.05
    assert front[:, 0].max() > 0.95
    assert len(front) > 20


def test_the_same_seed_tries_the_same_candidates_in_the_same_order() -> None:
    """Whatever numpy's own stream does; another seed tries others."""
    orders = []
    for seed in (0, 0, 1):
        tried: dict[tuple[int, ...], tuple[float, float]] = {}
        np.random.seed(len(orders))  # noqa: NPY002 - the stream that must not matter
        evolve(VARIABLES, zdt1(tried), Evolution(12, 5, seed))  # type: ignore[arg-type]
        orders.append(list(tried))
    assert orders[0] == orders[1] != orders[2]


def test_the_search_begins_with_what_it_is_given() -> None:
    """Then chance fills the first generation."""
    seen: list[list[Genes]] = []

    def judge(candidates: list[Genes]) -> Judged:
        seen.append(candidates)
        return np.array([[float(genes["x0"])] for genes in candidates]), np.zeros((len(candidates), 1))

    begin = [dict.fromkeys(VARIABLES, 1), dict.fromkeys(VARIABLES, 0)]
    evolve(VARIABLES, judge, Evolution(8, 2, 0), begin)
    assert seen[0][:2] == begin
    assert len(seen[0]) == 8


# Plans


def space(**changes: object) -> Space:
    """Plans of two modules over three years."""
    return plan_space(small(weeks=156, **changes), ["points", "leaders"])


def genes(own: Space, **values: int) -> dict[str, int]:
    """Genes of which those not named are zero."""
    return {**dict.fromkeys(own.variables, 0), **{name.replace("__", "."): value for name, value in values.items()}}


def test_genes_say_what_a_plan_does() -> None:
    """Bundle, dose, start, stop and grids."""
    own = space()
    plan = own.scenario(
        genes(own, points__on=1, points__dose=6, points__start=2, points__ends=1, points__years=1, points__targeted=1,
              grid__3=1, grid__7=1, leaders__dose=3)
    )  # fmt: skip
    assert set(plan.policies) == {"points"}
    points = plan.policies["points"]
    assert (points.dose, points.grids) == (1.5, (3, 7))
    assert (points.start, points.stop) == (own.starts[2], date.fromordinal(own.starts[2].toordinal() + 364))


def test_plans_that_do_the_same_are_the_same() -> None:
    """All grids is everywhere, no grid too; an end after the run's is none; genes of modules that are off are silent."""
    own = space()
    everywhere = genes(own, points__on=1, points__dose=4)
    every_grid = everywhere | {f"grid.{grid}": 1 for grid in range(1, 13)} | {"points.targeted": 1}
    late = everywhere | {"points.ends": 1, "points.years": 3, "leaders.dose": 5}
    plans = {own.scenario(one).content_hash() for one in (everywhere, every_grid, late)}
    assert len(plans) == 1


def test_modules_that_are_not_searched_over_stay() -> None:
    """Whatever the genes."""
    own = plan_space(small(weeks=156).adding("services"), ["points"])
    assert set(own.scenario(dict.fromkeys(own.variables, 0)).policies) == {"services"}


# Aims, cost, choice


def test_aims_go_the_way_their_measures_declare() -> None:
    """Nothing is guessed from a name."""
    aims = objectives_named(["together", "cadre_hours", "worst_grid"], "x")
    assert [aim.direction for aim in aims] == ["more", "less", "more"]
    assert [aim.sign for aim in aims] == [-1, 1, -1]


def test_the_cost_is_that_of_the_dearest_year_of_those_who_pay() -> None:
    """From the ledger, as the costs table has it."""
    results = run(small(weeks=120, office__activities=3.0).adding("points"), 1)
    years = results.costs().groupby("year")[["government", "merchants"]].sum()
    for payers in (["government"], ["government", "merchants"]):
        kept = budget_from(1.0, payers)(results)
        assert kept["worst_year_yuan"] == pytest.approx(years[payers].sum(axis=1).max())
        assert kept["worst_year_yuan"] > 0
    assert kept["worst_grid"] == pytest.approx(results.by_grid["participation"][-52:].mean(axis=0).min())


def found_from(rows: list[tuple[float, float, float]], budget: float = 100.0) -> SearchResult:
    """A search that tried doing nothing and plans of these (trust, cadre hours, yuan) on two seeds."""
    own = space()
    plans = [small(office__staff=at + 1) for at in range(len(rows) + 1)]
    candidates = [
        Candidate(plan, ("points",) if at else (), {"trust": np.array([a, a + 0.1]), "cadre_hours": np.full(2, b)}, np.full(2, c))
        for at, (plan, (a, b, c)) in enumerate(zip(plans, [(0.0, 0.0, 0.0), *rows], strict=True))
    ]  # fmt: skip
    aims = objectives_named(["trust", "cadre_hours"], "x")
    effort = Effort(Evolution(4, 1, 0), (0, 1))
    return SearchResult(own, aims, budget_from(budget, ["government"]), effort, tuple(candidates))


def test_the_front_is_affordable_and_unsurpassed() -> None:
    """The cheapest first; dearer plans and surpassed ones are not on it."""
    found = found_from([(0.5, 10, 90), (0.4, 5, 40), (0.4, 12, 20), (0.9, 1, 101)])
    assert [one.cost for one in found.front] == [40, 90]
    assert found.regret(found.front[0], found.aims[0]) == pytest.approx([0.1, 0.1])
    assert found.regret(found.front[1], found.aims[1]) == pytest.approx([5, 5])


def test_chosen_plans_hold_the_cheapest_the_best_and_the_balanced() -> None:
    """With their reasons, lettered by cost."""
    chosen = choose(found_from([(0.9, 20, 80), (0.6, 11, 70), (0.2, 5, 60), (0.1, 4, 95)]))
    said = {one.letter: (one.plan.cost, [reason.en for reason in one.reasons]) for one in chosen}
    assert said["A"] == (60, ["cheapest"])
    assert said["B"] == (70, ["balanced"])
    assert said["C"] == (80, ["best: trust"])
    assert said["D"][1] == ["best: hours cadres worked"]


def test_a_budget_that_nothing_keeps_to_is_said_with_the_cheapest() -> None:
    """Doing nothing is no plan."""
    with pytest.raises(GongtongError, match=r"none of 2 plans tried keeps to it; the cheapest costs 40 yuan"):
        _ = found_from([(0.5, 10, 90), (0.4, 5, 40)], budget=30).front


# The command

ASKED = (
    *("--budget", "30000", "--objectives", "active_4w,cadre_hours", "--modules", "points,leaders"),
    *("--population", "5", "--generations", "2", "--posterior", "2", "--workers", "1"),
)


def command(case: Path, out: Path) -> tuple[str, ...]:
    """A small search."""
    return ("search", str(case), *ASKED, "--out", str(out))


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tiny community."""
    file = tmp_path_factory.mktemp("case") / "tiny.yaml"
    file.write_text(dump(small(weeks=40, office__activities=3.0)), encoding="utf-8")
    return file


@pytest.mark.slow
def test_search_killed_and_called_again_ends_as_if_nothing_had_been(case: Path, tmp_path: Path) -> None:
    """The same front to the last digit; what was kept is not run again; plans run as they are."""
    done = gongtong(*command(case, tmp_path / "whole"))
    assert done.returncode == 0, done.stderr
    assert "At most 20 runs" in done.stdout
    killed = subprocess.Popen(
        [sys.executable, "-m", "sim", *command(case, tmp_path / "killed")], stdout=subprocess.DEVNULL
    )
    until = time.monotonic() + 120
    while not list((tmp_path / "killed").glob("runs-*.parquet")) and time.monotonic() < until:
        time.sleep(0.02)
    os.kill(killed.pid, signal.SIGKILL)
    killed.wait()
    assert not (tmp_path / "killed" / "front.csv").exists()
    again = gongtong(*command(case, tmp_path / "killed"), "--lang", "zh")
    assert again.returncode == 0, again.stderr
    assert "前沿上" in again.stdout
    whole, resumed = (tmp_path / name / "front.csv" for name in ("whole", "killed"))
    assert whole.read_bytes() == resumed.read_bytes()
    assert (tmp_path / "whole" / "front.png").stat().st_size > 20_000
    plans = sorted((tmp_path / "whole").glob("plan-*.yaml"))
    table = pd.read_csv(whole).set_index("plan")
    assert {path.stem[-1] for path in plans} == set(table.index.dropna())
    assert (table["dearest_year_yuan"] <= 30000).all()
    assert load(plans[0]).policies
    ran = gongtong("run", str(plans[0]), "--quiet")
    assert ran.returncode == 0, ran.stderr


def test_search_says_that_a_budget_is_impossible(case: Path, tmp_path: Path) -> None:
    """After trying, in one sentence with the cheapest."""
    done = gongtong(*command(case, tmp_path), "--budget", "0.5", "--generations", "1", "--modules", "leaders")
    assert done.returncode == 2
    (said,) = done.stderr.splitlines()
    assert "keeps to it; the cheapest costs" in said


def test_search_refuses_on_the_command_line(tmp_path: Path) -> None:
    """One sentence, status 2, no traceback."""
    assert "--budget: -5 is not possible" in refused("search", "--budget", "-5", "--out", str(tmp_path))


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--budget", "-5"), "--budget: -5 is not possible"),
        (("--budget", "nan"), "--budget: nan is not possible"),
        (("--objectives", "togethr"), "did you mean together?"),
        (("--objectives", "told_to"), "neither more nor less of told_to is declared to be good"),
        (("--objectives", ","), "--objectives: name at least one"),
        (("--objectives", "trust,trust"), "trust is named twice"),
        (("--modules", ","), "no module is named"),
        (("--modules", "pionts"), "did you mean points?"),
        (("--payers", "mayor"), "--payers: 'mayor' is not possible"),
        (("--population", "1"), "--population: 1 is not possible; give 4 or more"),
        (("--posterior", "100000"), "--posterior: 100000 is not possible"),
        (("--weeks", "10"), "leave no time for a plan"),
    ],
)
def test_search_refuses_in_one_sentence(options: tuple[str, ...], said: str, tmp_path: Path) -> None:
    """Before anything is run."""
    plain = ("--set", "modules_start=null") if options[0] == "--weeks" else ()
    assert said in refused("search", "liuhe", *plain, *options, "--out", str(tmp_path / "out"))


def test_a_missing_library_is_a_sentence_with_the_command_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Before any run."""
    monkeypatch.setitem(sys.modules, "pymoo.core.mixed", None)
    with pytest.raises(GongtongError, match=r'pymoo, not installed here; install with: pip install "gongtong'):
        evolve(VARIABLES, zdt1({}), Evolution(4, 1, 0))  # type: ignore[arg-type]
