"""Experiments: ready comparisons and sweeps with a question, found in a folder and carried out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import fmean

from sim.lab.comparison.comparison import Comparison, carry_out
from sim.lab.comparison.file import load_comparison
from sim.lab.comparison.study import Study, Work
from sim.lab.design.outcomes import Outcomes, find_outcomes
from sim.lab.design.reader import experiment_files, is_comparison
from sim.lab.design.seeds import seeds_of
from sim.lab.design.sweep import Sweep, run_sweep
from sim.lab.design.sweep_file import load_sweep
from sim.lab.run.cache import RUNS, RunCache
from sim.lab.run.store import Store
from sim.nearest import nearest
from sim.scenario import Scenario
from sim.text import GongtongError, Text

# Of the case on one core: without modules, and for each module (docs/performance.md)
SECONDS_A_WEEK, SECONDS_A_MODULE = 0.0012, 0.0005
LOOKED_AT = 8  # points of a design, to know how long the others take


@dataclass(frozen=True)
class Experiment:
    """A question, and the comparison or sweep that answers it.

    Attributes
    ----------
    path : Path
        Its file.
    inquiry : Comparison or Sweep
        Arms on the same seeds, or points of a design.
    """

    path: Path
    inquiry: Comparison | Sweep

    @property
    def name(self) -> str:
        """The name of its file, without ending."""
        return self.path.stem

    @property
    def question(self) -> Text | None:
        """The question it is to answer, if its file asks one."""
        return self.inquiry.question

    @property
    def runs(self) -> int:
        """The number of runs; the least number, where seeds are added until intervals are narrow."""
        if isinstance(self.inquiry, Comparison):
            return len(self.inquiry.arms) * len(self.inquiry.seeds)
        return len(self.inquiry)

    @property
    def seconds(self) -> float:
        """The time that its runs take on one core, roughly."""
        return self.runs * fmean(map(seconds_of, self._scenarios()))

    def _scenarios(self) -> Iterable[Scenario]:
        if isinstance(self.inquiry, Comparison):
            return self.inquiry.arms.values()
        points = len(self.inquiry.points)
        return [self.inquiry.scenario(at) for at in range(0, points, max(points // LOOKED_AT, 1))]

    def on_seeds(self, count: int) -> Experiment:
        """The experiment on the first so many seeds, however wide intervals then are."""
        seeds = seeds_of(count, "--seeds")
        if isinstance(self.inquiry, Comparison):
            return replace(self, inquiry=replace(self.inquiry, seeds=seeds, narrow=None))
        return replace(self, inquiry=replace(self.inquiry, seeds=seeds))

    def carry_out(self, folder: Path, work: Work) -> Study | Outcomes:
        """Do its runs, which are kept in a folder: called again, it goes on where it stopped.

        Raises
        ------
        GongtongError
            If runs of a sweep failed.
        """
        if isinstance(self.inquiry, Comparison):
            return carry_out(self.inquiry, work._replace(run=RunCache(folder / RUNS))).study
        store = Store(folder / RUNS)
        run_sweep(self.inquiry, store, work.workers, work.done)
        return find_outcomes(self.inquiry, store)


def seconds_of(scenario: Scenario) -> float:
    """The time that a run of a scenario takes on one core, roughly."""
    return scenario.weeks * (SECONDS_A_WEEK + SECONDS_A_MODULE * len(scenario.policies))


def load_experiment(path: Path) -> Experiment:
    """An experiment from its file: a comparison if it has arms, a sweep otherwise.

    A comparison is run over the posterior, as in every report, unless it says something else.
    """
    compared = is_comparison(path)
    return Experiment(path, load_comparison(path, over_posterior=True) if compared else load_sweep(path))


def find_experiments(names: Iterable[str] = (), folder: Path | None = None) -> list[Experiment]:
    """Those that come with the package and those of one's own `experiments/`, or of a folder; all, or those named.

    Raises
    ------
    GongtongError
        If there is no such experiment, or no folder of experiments.
    """
    files = experiment_files() if folder is None else {path.stem: path for path in sorted(folder.glob("*.yaml"))}
    if not files:
        raise GongtongError(Text(f"{folder}: there are no experiments.", f"{folder}：没有实验文件。"))
    wanted = list(names) or list(files)
    for name in wanted:
        if name not in files:
            hint = nearest(name, files)
            raise GongtongError(Text(f"There is no experiment {name!r}; {hint.en}", f"没有实验 {name!r}；{hint.zh}"))
    return [load_experiment(files[name]) for name in wanted]
