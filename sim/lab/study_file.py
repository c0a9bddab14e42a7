"""Study files: YAML in, with the line of whatever is wrong."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NoReturn, Self, TypeVar

from pydantic import Field, ValidationError, field_validator, model_validator

from sim.complaints import Complaint, first_complaint
from sim.lab.designs import Design, Points, read_list
from sim.lab.factors import Factor, Levels, Range, Scale, declared_factor, find_number, with_levels
from sim.lab.measuring import known_measures
from sim.lab.study import SweepStudy
from sim.param import Settings, refusal
from sim.scenario import Scenario
from sim.scenario_file import load, parse_value, plain, read_yaml, with_line
from sim.text import GongtongError, Text

T = TypeVar("T")
SEED = "seed"
DECLARED = "declared"


class RangeGiven(Settings):
    """A factor between two ends.

    Attributes
    ----------
    low, high : float
    scale : str
        `linear`, or `log` for a factor whose size matters by multiples.
    """

    low: float
    high: float
    scale: Scale = "linear"


class StudyFile(Settings):
    """What a study's file holds.

    Attributes
    ----------
    scenario : str
        A shipped scenario, or a scenario file next to the study's.
    weeks : int or None
        Length of every run; the scenario's unless given.
    set : dict
        Values that are changed for all runs, by dotted names.
    factors : dict
        By name a list of levels, a range `{low: …, high: …}`, or `declared` for the range the model declares. Names
        are those of `--set`; besides there are each module's own name (true, false), `modules` (none, all, or some
        joined by +), `size` (of the community, times the scenario's), and `seed`.
    design : Design
        `grid` unless given; just the kind where nothing else is needed.
    seeds : tuple of int
        Every point is run on each; a number means so many.
    measures, weekly : tuple of str
        Measures of which one number is kept (all unless given), and of which the weekly series is.
    """

    scenario: str = "liuhe"
    weeks: int | None = None
    set: dict[str, Any] = Field(default_factory=dict)
    factors: dict[str, Any] = Field(default_factory=dict)
    design: Design = Design()
    seeds: tuple[int, ...] | None = None
    measures: tuple[str, ...] = ()
    weekly: tuple[str, ...] = ()

    @field_validator("design", mode="before")
    @classmethod
    def _kind_alone(cls, value: object) -> object:
        return {"kind": value} if isinstance(value, str) else value

    @field_validator("seeds", mode="before")
    @classmethod
    def _so_many(cls, value: object) -> object:
        return tuple(range(value)) if isinstance(value, int) and not isinstance(value, bool) else value

    @model_validator(mode="after")
    def _seeds_differ(self) -> Self:
        seeds = self.seeds
        if seeds is not None and (not seeds or min(seeds) < 0 or len(set(seeds)) < len(seeds)):
            raise refusal(
                "seeds: give how many (1 or more), or a list of different whole numbers such as [0, 1, 2]",
                "seeds：请给出个数（1 以上）或互不相同的整数列表，如 [0, 1, 2]",
            )
        return self


def load_study(path: str | Path) -> SweepStudy:
    """A study from its file.

    Raises
    ------
    GongtongError
        With one sentence that names file, line, field, value and what is allowed.
    """
    path = Path(path)
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise GongtongError(Text(f"{path}: cannot be read ({reason}).", f"{path}：无法读取（{reason}）。")) from None
    return _Reading(path, read_yaml(text, path.name)).study()


class _Reading:
    """Reads one file; knows the line of whatever is wrong."""

    def __init__(self, path: Path, data: Any) -> None:
        self.path, self.data = path, data
        if not isinstance(data, Mapping):
            said = Text("a study is a group of named values.", "研究文件应为一组带名称的值。")
            raise GongtongError(Text(f"{path.name}: {said.en}", f"{path.name}：{said.zh}"))
        try:
            self.given = StudyFile.model_validate(plain(data))
        except ValidationError as error:
            self._refuse(first_complaint(error.errors(), StudyFile))

    def study(self) -> SweepStudy:
        given = self.given
        base = self._checked(("scenario",), self._scenario)
        if given.weeks is not None:
            base = self._checked(("weeks",), base.but, {"weeks": given.weeks})
        for name, value in given.set.items():
            base = self._checked(("set", name), base.but, {name: value})
        measures = self._checked(("measures",), known_measures, given.measures)
        weekly = self._checked(("weekly",), known_measures, given.weekly)
        seeds = self._seeds()
        factors, points = self._design(base)
        return SweepStudy(self.path.stem, base, factors, given.design, points, seeds, measures, weekly)

    def _scenario(self) -> Scenario:
        beside = self.path.parent / self.given.scenario
        return load(beside if beside.is_file() else self.given.scenario)

    def _seeds(self) -> tuple[int, ...]:
        """From `seeds`, or from the factor `seed`."""
        if SEED not in self.given.factors:
            return self.given.seeds or (0,)
        if self.given.seeds is not None:
            self._wrong(("factors", SEED), Text("seeds are given already", "已经给出 seeds"))
        listed = self.given.factors[SEED]
        if not isinstance(listed, tuple):
            self._wrong(("factors", SEED), Text("give a list such as [0, 1, 2]", "请给出列表，如 [0, 1, 2]"))
        try:
            return StudyFile(seeds=listed).seeds or ()
        except ValidationError:
            self._wrong(
                ("factors", SEED),
                Text("give different whole numbers, such as [0, 1, 2]", "请给出互不相同的整数，如 [0, 1, 2]"),
            )

    def _design(self, base: Scenario) -> tuple[dict[str, Factor], Points]:
        design = self.given.design
        varied = {name: value for name, value in self.given.factors.items() if name != SEED}
        if design.kind == "list":
            if varied:
                self._wrong(("factors",), Text("a list design takes them from its file", "list 设计的因素取自其文件"))
            return self._listed(base)
        if not varied and design.kind != "grid":
            self._wrong(("design",), Text(f"a {design.kind} design needs factors", f"{design.kind} 设计需要因素"))
        factors = {name: self._factor(base, name, value) for name, value in varied.items()}
        return factors, self._checked(("design",), design.points, factors)

    def _factor(self, base: Scenario, name: str, given: object) -> Factor:
        """A factor whose levels, or ends, the scenario allows one at a time."""
        where = ("factors", name)
        factor: Factor
        if given == DECLARED:
            factor = self._checked(where, declared_factor, name)
        elif isinstance(given, dict):
            factor = self._range(name, given)
        elif isinstance(given, tuple) and given and len(set(map(repr, given))) == len(given):
            factor = Levels(given)
        else:
            self._wrong(
                where,
                Text(
                    f"{given!r} is not a list of different levels, a range such as {{low: 1, high: 2}}, or declared",
                    f"{given!r} 不是互不相同的取值列表、{{low: 1, high: 2}} 这样的范围或 declared",
                ),
            )
        for level in factor.spread(2):
            self._checked(where, with_levels, base, {name: level})
        return factor

    def _range(self, name: str, given: Mapping[str, object]) -> Range:
        try:
            ends = RangeGiven.model_validate(given)
        except ValidationError as error:
            complaint = first_complaint(error.errors(), RangeGiven)
            self._wrong(("factors", name), complaint.text)
        number = find_number(name)
        if ends.low >= ends.high:
            self._wrong(
                ("factors", name),
                Text(
                    f"low {ends.low:g} is not below high {ends.high:g}", f"low {ends.low:g} 不小于 high {ends.high:g}"
                ),
            )
        if ends.scale == "log" and ends.low <= 0:
            self._wrong(("factors", name), Text("a log scale needs low above 0", "对数尺度要求 low 大于 0"))
        return Range(ends.low, ends.high, number is not None and isinstance(number.default, int), ends.scale)

    def _listed(self, base: Scenario) -> tuple[dict[str, Factor], Points]:
        """Factors and points from a CSV file; every point is tried, so that the row that is wrong is named."""
        file = self.path.parent / str(self.given.design.file)
        header, rows = self._checked(("design", "file"), read_list, file)
        points: Points = []
        for number, row in enumerate(rows, 2):
            levels: dict[str, Any] = {name: parse_value(cell, name) for name, cell in zip(header, row, strict=True)}
            try:
                with_levels(base, levels)
            except GongtongError as error:
                raise GongtongError(
                    Text(f"{file.name}:{number}: {error.text.en}", f"{file.name}:{number}：{error.text.zh}")
                ) from None
            points.append(tuple(levels.values()))
        columns = (tuple(dict.fromkeys(column)) for column in zip(*points, strict=True))
        return {name: Levels(column) for name, column in zip(header, columns, strict=True)}, points

    def _checked(self, where: tuple[str, ...], make: Callable[..., T], *what: Any) -> T:
        """What is made, or the same complaint with the line of a field."""
        try:
            return make(*what)
        except GongtongError as error:
            self._refuse(Complaint(where, error.text))

    def _wrong(self, where: tuple[str, ...], said: Text) -> NoReturn:
        field = ".".join(where)
        self._refuse(Complaint(where, Text(f"{field}: {said.en.rstrip('.')}.", f"{field}：{said.zh.rstrip('。')}。")))

    def _refuse(self, complaint: Complaint) -> NoReturn:
        raise GongtongError(with_line(complaint, self.data, self.path.name)) from None
