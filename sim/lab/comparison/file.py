"""Comparison files: a question and the arms that answer it, as YAML.

`gongtong compare NAME` runs one that comes with the package or is in `experiments/`, and any other by its path:

    question: {en: What is left when points stop?, zh: 积分停了还剩什么？}
    scenario: liuhe            # shipped, or a scenario file next to this one
    weeks: 260                 # the scenario's unless given
    set: {office.staff: 8}     # values changed in every arm
    arms:                      # the first is what the others are compared with
      none:                    # by its name: none, all, base, a module, or several joined by +
      points+leaders:
      later: {modules: points, set: {points.start: 2018-01-01}, title: {en: points later, zh: 晚两年积分}}
      mine: {file: ../plans/my.yaml}          # a scenario file about the same community
    seeds: 10                  # so many, or a list
    posterior: 20              # parameter sets of the calibration, one a seed; 0, the default, for none
    withdraw: 2018-01-01       # all modules of all arms end on that day
    measures: [together, active_4w, trust]    # arms are chosen by the first
    until_half_width: 0.01     # add seeds until the first measure's differences are known that well …
    most: 60                   # … or so many are done

Only `arms` has to be given; `arms: [none, points, plans/my.yaml]` is short for arms by their names. A file with
`factors` instead of `arms` is a sweep (`sweep_file`). Whatever is wrong is one sentence with file, line and column.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar

from pydantic import Field, model_validator

from sim.lab.comparison.comparison import LEAST, Comparison, PrecisionGoal
from sim.lab.design.arms import Arm, arms_as_named, arms_called, refuse_alike, refuse_false_name, withdrawn
from sim.lab.design.posterior import ParameterSet, replicates, shipped_posterior
from sim.lab.design.reader import FileReader, RunsFile, experiment_files, is_comparison, is_sweep
from sim.lab.design.seeds import MOST_SEEDS, refuse_too_many
from sim.lab.run.outputs import known_measures
from sim.param import Day, FrozenDict, Real, Whole, refusal
from sim.scenario import Scenario
from sim.scenario.file import SUFFIXES, is_there, shipped, to_yaml
from sim.text import GongtongError, Text

SEEDS, DRAWS = 5, 20  # replicates unless said: of the defaults, and of a posterior, whose spread takes more to see
MOST = 100
MAIN = "active_4w"  # the measure asked about unless said


class ComparisonFile(RunsFile):
    """The fields of a comparison's file; the module's text explains them by an example."""

    called: ClassVar[Text] = Text("a comparison", "对比文件")

    arms: dict[str, Arm]
    posterior: Whole | None = Field(default=None, ge=0, le=MOST_SEEDS)
    withdraw: Day | None = None
    measures: tuple[str, ...] = (MAIN,)
    until_half_width: Real | None = None
    most: Whole | None = Field(default=None, le=MOST_SEEDS)

    @model_validator(mode="before")
    @classmethod
    def _arms_by_name(cls, data: Any) -> Any:
        """Arms that are just named are what their name says."""
        arms = data.get("arms") if isinstance(data, Mapping) else None
        if not isinstance(arms, tuple | list | Mapping):
            return data
        try:
            own = arms_as_named(arms) if isinstance(arms, Mapping) else arms_called(map(str, arms))
        except GongtongError as error:
            raise refusal(*(said.rstrip(".。") for said in error.text)) from None
        return {**data, "arms": own}

    @model_validator(mode="after")
    def _possible(self) -> ComparisonFile:
        """Refuse numbers that make no sense, alone or together."""
        if not self.measures:
            raise refusal("measures: name at least one, such as together", "measures：至少给出一个指标，如 together")
        if self.until_half_width is None:
            if self.most is not None:
                raise refusal(
                    "most: goes with until_half_width, which is missing", "most：须与 until_half_width 同时给出"
                )
            return self
        if self.until_half_width <= 0:
            raise refusal(
                f"until_half_width: {self.until_half_width:g} is not possible; give more than 0",
                f"until_half_width：不能取 {self.until_half_width:g}；须大于 0",
            )
        begin = len(self.first_seeds(over_draws=bool(self.posterior)))
        if begin < LEAST:
            raise refusal(
                f"seeds: {begin} are too few to begin with; before intervals are looked at, {LEAST} are needed",
                f"seeds：{begin} 个太少；查看区间之前至少需要 {LEAST} 个",
            )
        if (self.most or MOST) < begin:
            raise refusal(
                f"most: {self.most or MOST} is less than the {begin} seeds to begin with",
                f"most：{self.most or MOST} 少于起始的 {begin} 个种子",
            )
        return self

    def first_seeds(self, *, over_draws: bool) -> tuple[int, ...]:
        """The seeds that the file names, or the first so many as are run by default."""
        if self.seeds is not None:
            return self.seeds
        least = 1 if self.until_half_width is None else LEAST
        return tuple(range(max(least, self.posterior or (DRAWS if over_draws else SEEDS))))


def load_comparison(
    path: str | Path, instead: Mapping[str, object] = FrozenDict(), *, over_posterior: bool = False
) -> Comparison:
    """A comparison from its file.

    Parameters
    ----------
    instead
        Values that stand in for those of the file, by the same names.
    over_posterior
        Whether it is run over the posterior if it does not say, with a parameter set for every seed.

    Raises
    ------
    GongtongError
        With one sentence that names file, line, field, value and what is allowed.
    """
    read = _ComparisonReader(ComparisonFile, Path(path), instead)
    return read.comparison(Path(path).stem, over_posterior=over_posterior)


def comparison_of(given: Mapping[str, object], *, over_posterior: bool = False) -> Comparison:
    """A comparison of values named as in a file.

    Raises
    ------
    GongtongError
        With one sentence that names field, value and what is allowed.
    """
    return _ComparisonReader(ComparisonFile, None, given).comparison("", over_posterior=over_posterior)


def find_comparison(name: str) -> Path | None:
    """The comparison file of a name or path; none where a name is that of a scenario.

    Raises
    ------
    GongtongError
        If the file is a sweep, which another command runs.
    """
    path = experiment_files().get(name, Path(name))
    if name in shipped() or path.suffix not in SUFFIXES or not is_there(path):
        return None
    if is_comparison(path):
        return path
    if is_sweep(path):
        raise GongtongError(
            Text(
                f"{path}: is a sweep, without arms; `gongtong sweep {path}` runs it.",
                f"{path}：是批量研究，没有对比方案；请用 `gongtong sweep {path}` 运行。",
            )
        )
    return None


def dump_comparison(comparison: Comparison, seeds: Sequence[int]) -> str:
    """A file that runs a comparison again on some seeds, beside the files `arm-NAME.yaml` of its arms."""
    first = next(iter(comparison.arms))
    narrow = comparison.narrow
    given: dict[str, object] = {} if comparison.question is None else {"question": comparison.question._asdict()}
    given |= {
        "scenario": f"arm-{first}.yaml",
        "arms": {
            arm: {
                "file": f"arm-{arm}.yaml",
                **({"title": comparison.titles[arm]._asdict()} if arm in comparison.titles else {}),
            }
            for arm in comparison.arms
        },
        "seeds": list(seeds),
        "posterior": len(comparison.draws),
        "measures": list(comparison.measures),
    }
    if comparison.withdraw is not None:
        given["withdraw"] = comparison.withdraw
    if narrow is not None:
        given |= {"until_half_width": narrow.half_width, "most": narrow.most}
    return to_yaml(given)


class _ComparisonReader(FileReader[ComparisonFile]):
    """Makes a comparison of a file, or of values given without one."""

    def comparison(self, name: str, *, over_posterior: bool) -> Comparison:
        """The comparison, under the name of its file."""
        given, base = self.given, self.base()
        arms = {arm: self.checked(("arms", arm), self._arm, base, arm, how) for arm, how in given.arms.items()}
        titles = {arm: title for arm, how in given.arms.items() if (title := _title(how, arms[arm], base))}
        if given.withdraw is not None:
            arms = {arm: self.checked(("withdraw",), withdrawn, own, given.withdraw) for arm, own in arms.items()}
        measures = self.checked(("measures",), known_measures, given.measures)
        seeds = given.first_seeds(over_draws=over_posterior and given.posterior is None)
        self.checked(("seeds",), refuse_too_many, len(arms), max(len(seeds), given.most or 0), "seeds")
        draws = self.checked(("posterior",), self._draws, seeds, over_posterior)
        laid = {arm: self.checked(("arms", arm), replicates, own, seeds[:1], draws)[0] for arm, own in arms.items()}
        self.checked(("arms",), refuse_alike, {arm: run.scenario for arm, run in laid.items()})
        width = given.until_half_width
        return Comparison(
            name=name,
            question=self.question,
            arms=arms,
            titles=titles,
            seeds=seeds,
            draws=draws,
            measures=measures,
            withdraw=given.withdraw,
            narrow=None if width is None else PrecisionGoal(measures[0], width, given.most or MOST),
        )

    def _arm(self, base: Scenario, name: str, how: Arm) -> Scenario:
        weeks = {} if self.given.weeks is None else {"weeks": self.given.weeks}
        arm = how.scenario(base, self.folder, {**weeks, **self.given.set})
        refuse_false_name(name, how, arm, base)
        return arm

    def _draws(self, seeds: tuple[int, ...], over_posterior: bool) -> tuple[ParameterSet, ...]:
        """The parameter sets: as many as the file says, else none, or one for each seed there may be."""
        given, sample = self.given, shipped_posterior()
        if given.posterior is not None or not over_posterior:
            return sample.first(given.posterior) if given.posterior else ()
        seeds_at_most = len(seeds) if given.until_half_width is None else given.most or MOST
        return sample.first(min(seeds_at_most, len(sample)))


def _title(how: Arm, arm: Scenario, base: Scenario) -> Text | None:
    """The title of an arm: its own, or that of its file, unless that is the community's."""
    title = how.title or (arm.title if how.file is not None and arm.title != base.title else None)
    return None if title is None else Text(title.en, title.zh)
