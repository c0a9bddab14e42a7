"""A replication as a file declares it: the study, how it is repeated, what was found, and what would be near enough.

One file a replication, with settings of scenarios only; `docs/replications.md` describes the format.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib import resources
from pathlib import Path
from typing import Any, Literal, Self

from pydantic import Field, ValidationError, model_validator

from sim.lab.design.reader import read_group
from sim.lab.validation.replications.contrasts import MEASURES
from sim.lab.validation.replications.outcomes import YES_OR_NO
from sim.lab.validation.replications.samples import Sample
from sim.nearest import nearest
from sim.param import Real, Settings, Switch, refusal
from sim.scenario import Scenario, Title
from sim.scenario.file import SUFFIXES, load, plain, with_line
from sim.scenario.messages import first_complaint
from sim.text import GongtongError, Text

SAMPLES = ("of", "against", "source_of", "source_against")
ONLY_MAIN = Text("leave it out for the main one.", "主要处理不必写出。")
MeasureName = Literal[
    "level", "difference", "ratio", "odds_ratio", "standardised_difference", "share_passed_on", "share_left",
    "difference_of_ratios", "quantile",
]  # fmt: skip


class PublishedEffect(Settings):
    """One published number, and how it is measured in the simulation.

    Attributes
    ----------
    title
        In a few words.
    measure
        Key of `MEASURES`, which says what samples it takes.
    of, against, source_of, source_against
        Samples.
    at
        Which quantile; only with `quantile`.
    published
        The number.
    tolerance
        From where to where the simulated number counts as the same, decided before running.
    read
        Whether the number was read on a `stored` page or is quoted from `memory`.
    before
        What version 0.1 of the model gave, if it was asked.
    """

    title: Title
    measure: MeasureName
    of: Sample
    against: Sample | None = None
    source_of: Sample | None = None
    source_against: Sample | None = None
    at: Real | None = None
    published: Real
    tolerance: tuple[Real, Real]
    read: Literal["stored", "memory"]
    before: Real | None = None

    @property
    def samples(self) -> list[Sample]:
        """The samples, in the order in which the measure takes them."""
        return [getattr(self, name) for name in MEASURES[self.measure].samples]

    @property
    def arms(self) -> set[str]:
        """The arms that are looked at."""
        return {sample.arm for sample in self.samples}

    @model_validator(mode="after")
    def _measurable(self) -> Self:
        """Refuse what the measure cannot be computed from, and a tolerance that misses the published number."""
        takes = MEASURES[self.measure].samples
        for name in SAMPLES:
            if (getattr(self, name) is None) == (name in takes):
                raise refusal(
                    f"{name}: {self.measure} takes {' and '.join(takes)}",
                    f"{name}：{self.measure} 需要的样本是 {'、'.join(takes)}",
                )
        if (self.at is None) == (self.measure == "quantile") or not 0 <= (self.at or 0) <= 1:
            raise refusal(
                "at: a share between 0 and 1 for quantile, and nothing for any other measure",
                "at：仅 quantile 需要，取 0 与 1 之间的比例",
            )
        if self.measure == "odds_ratio" and any(one.outcome not in YES_OR_NO for one in self.samples):
            raise refusal(
                f"measure: odds_ratio needs a yes or no, which {', '.join(YES_OR_NO)} is",
                f"measure：odds_ratio 需要是非型结果：{'、'.join(YES_OR_NO)}",
            )
        if not self.tolerance[0] <= self.published <= self.tolerance[1]:
            low, high = self.tolerance
            raise refusal(
                f"tolerance: {low:g} to {high:g} does not contain the published {self.published:g}",
                f"tolerance：{low:g} 至 {high:g} 不包含已发表的 {self.published:g}",
            )
        return self


class Replication(Settings):
    """A study and its repetition in the simulation.

    Attributes
    ----------
    name
        The file's name without its ending.
    source
        Keys of the bibliography, separated by spaces.
    operationalisation
        In plain words: who, what is done, what is compared, and where it differs from the study.
    base, settings
        Scenario, and what is changed in it in every arm, by dotted paths.
    arms
        What each arm changes besides.
    changed
        What was changed in the operationalisation after a first run, and why; empty if nothing.
    seen
        Whether the model was changed after a look at it, so that it tests nothing any more.
    """

    name: str
    title: Title
    source: str
    operationalisation: Title
    base: str = "liuhe"
    settings: dict[str, Any] = Field(default_factory=dict)
    arms: dict[str, dict[str, Any]]
    effects: tuple[PublishedEffect, ...]
    changed: Title | None = None
    seen: Switch = False

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        """Refuse samples of arms that do not exist and weeks in the wrong order."""
        for name, given in (("arms", self.arms), ("effects", self.effects)):
            if not given:
                raise refusal(f"{name}: name at least one", f"{name}：至少给出一个")
        for at, effect in enumerate(self.effects):
            for sample in effect.samples:
                if sample.arm not in self.arms:
                    raise refusal(
                        f"effects.{at}: there is no arm {sample.arm!r}; known are {', '.join(self.arms)}",
                        f"effects.{at}：没有方案 {sample.arm!r}；现有 {'、'.join(self.arms)}",
                    )
                for one in sample.all_wanted:
                    if not 0 <= one.first < one.last:
                        raise refusal(
                            f"effects.{at}: weeks [{one.first}, {one.last}] are not a first week and a later one",
                            f"effects.{at}：周数 [{one.first}, {one.last}] 须先小后大且不为负",
                        )
        return self

    def scenarios(self, besides: Mapping[str, object]) -> dict[str, Scenario]:
        """The arms; `besides` changes every one of them, such as to a smaller community.

        Raises
        ------
        GongtongError
            If a setting is not possible, or a window is longer than the run.
        """
        base = load(self.base)
        made = {name: base.but({**self.settings, **own, **besides}) for name, own in self.arms.items()}
        for sample in (sample for effect in self.effects for sample in effect.samples):
            known = made[sample.arm].trial.treatments
            if sample.treatment not in known:
                hint = nearest(sample.treatment, filter(None, known), ONLY_MAIN)
                raise GongtongError(
                    Text(
                        f"{self.name}: {sample.arm} has no treatment {sample.treatment!r}; {hint.en}",
                        f"{self.name}：{sample.arm} 没有处理 {sample.treatment!r}；{hint.zh}",
                    )
                )
            last = max(one.last for one in sample.all_wanted)
            if last > made[sample.arm].weeks:
                weeks = made[sample.arm].weeks
                raise GongtongError(
                    Text(
                        f"{self.name}: weeks up to {last} are looked at, but {sample.arm} runs for {weeks}.",
                        f"{self.name}：需观察至第 {last} 周，但 {sample.arm} 只运行 {weeks} 周。",
                    )
                )
        return made


def shipped() -> dict[str, Path]:
    """The replications that come with the package, by name."""
    folder = Path(str(resources.files("sim") / "data" / "replications"))
    return {path.stem: path for path in sorted(folder.glob("*.yaml"))}


def chosen_replications(names: Sequence[str]) -> list[Replication]:
    """Replications by name or file; every shipped one if none is named.

    Raises
    ------
    GongtongError
        If there is none of a name, or its file holds something that is not allowed.
    """
    known = shipped()
    paths = []
    for name in names or known:
        path = known.get(name, Path(name))
        if path.suffix not in SUFFIXES:
            hint = nearest(name, known)
            raise GongtongError(
                Text(f"There is no replication {name!r}; {hint.en}", f"没有名为 {name!r} 的重复研究；{hint.zh}")
            )
        paths.append(path)
    return [load_replication(path) for path in dict.fromkeys(paths)]


def load_replication(path: Path) -> Replication:
    """A replication from its file.

    Raises
    ------
    GongtongError
        One sentence with file, line, field, value and what is allowed.
    """
    data = read_group(path, Text("a replication", "文件"))
    try:
        replication = Replication.model_validate({"name": path.stem, **plain(data)})
        replication.scenarios({})
    except ValidationError as error:
        # a misspelt key explains the one that is missing
        errors = sorted(error.errors(), key=lambda one: one["type"] != "extra_forbidden")
        raise GongtongError(with_line(first_complaint(errors, Replication), data, path.name)) from None
    except GongtongError as error:
        raise GongtongError(Text(*(f"{path.name}: {said}" for said in error.text))) from None
    return replication
