"""Sweep files: YAML in, with the line of whatever is wrong."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import Field, ValidationError, field_validator

from sim.lab.design.designs import Design, Points, read_list
from sim.lab.design.factors import Factor, Levels, Range, Scale, declared_factor, find_number, with_levels
from sim.lab.design.reader import FileReader, RunsFile, experiment_files, is_comparison
from sim.lab.design.seeds import refuse_too_many
from sim.lab.design.sweep import Sweep
from sim.lab.run.outputs import known_measures
from sim.param import Real, Settings
from sim.scenario import Scenario
from sim.scenario.file import parse_value
from sim.scenario.messages import first_complaint
from sim.scenario.paths import by_name, named_once
from sim.text import GongtongError, Text

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

    low: Real
    high: Real
    scale: Scale = "linear"


class SweepFile(RunsFile):
    """The fields of a sweep file besides those of every file about runs; every point is run on each seed.

    Attributes
    ----------
    factors : dict
        By name a list of levels, a range `{low: …, high: …}`, or `declared` for the range the model declares. Names
        are those of `--set`; besides there are each module's own name (true, false), `modules` (none, all, or some
        joined by +), `size` (of the community, times the scenario's), and `seed`.
    design : Design
        `grid` unless given; just the kind where nothing else is needed.
    measures, weekly : tuple of str
        Measures of which one number is kept (all unless given), and of which the weekly series is.
    """

    factors: dict[str, Any] = Field(default_factory=dict)
    design: Design = Design()
    measures: tuple[str, ...] = ()
    weekly: tuple[str, ...] = ()

    @field_validator("factors", mode="after")
    @classmethod
    def _vary_once(cls, value: dict[str, Any]) -> dict[str, Any]:
        return named_once(value)

    @field_validator("design", mode="before")
    @classmethod
    def _kind_alone(cls, value: object) -> object:
        return {"kind": value} if isinstance(value, str) else value


def load_sweep(path: str | Path) -> Sweep:
    """A sweep from its file, or a ready one by its name.

    Raises
    ------
    GongtongError
        With one sentence that names file, line, field, value and what is allowed.
    """
    path = experiment_files().get(str(path), Path(path))
    if is_comparison(path):
        raise GongtongError(
            Text(
                f"{path.name}: compares arms; `gongtong compare {path}` runs it.",
                f"{path.name}：是对比文件；请用 `gongtong compare {path}` 运行。",
            )
        )
    return _SweepReader(SweepFile, path).sweep(path.stem)


class _SweepReader(FileReader[SweepFile]):
    """Makes a sweep of a file."""

    def sweep(self, name: str) -> Sweep:
        """The sweep, under the name of its file."""
        base = self.base()
        given = self.given
        measures = self.checked(("measures",), known_measures, given.measures)
        weekly = self.checked(("weekly",), known_measures, given.weekly)
        seeds = self._seeds()
        factors, points = self._design(base)
        return Sweep(name, base, factors, given.design, points, seeds, measures, weekly, self.question)

    def _seeds(self) -> tuple[int, ...]:
        """From `seeds`, or from the factor `seed`."""
        if SEED not in self.given.factors:
            return self.given.seeds or (0,)
        if self.given.seeds is not None:
            self.wrong(("factors", SEED), Text("seeds are given already", "已经给出 seeds"))
        listed = self.given.factors[SEED]
        if not isinstance(listed, tuple):
            self.wrong(("factors", SEED), Text("give a list such as [0, 1, 2]", "请给出列表，如 [0, 1, 2]"))
        try:
            return SweepFile(seeds=listed).seeds or ()
        except ValidationError:
            self.wrong(
                ("factors", SEED),
                Text("give different whole numbers, such as [0, 1, 2]", "请给出互不相同的整数，如 [0, 1, 2]"),
            )

    def _design(self, base: Scenario) -> tuple[dict[str, Factor], Points]:
        design = self.given.design
        varied = {name: value for name, value in self.given.factors.items() if name != SEED}
        if design.kind == "list":
            if varied:
                self.wrong(("factors",), Text("a list design takes them from its file", "list 设计的因素取自其文件"))
            return self._listed(base)
        if not varied and design.kind != "grid":
            self.wrong(("design",), Text(f"a {design.kind} design needs factors", f"{design.kind} 设计需要因素"))
        factors = {name: self._factor(base, name, value) for name, value in varied.items()}
        self.checked(("design",), refuse_too_many, design.count(factors), len(self._seeds()), "design")
        return factors, self.checked(("design",), design.points, factors)

    def _factor(self, base: Scenario, name: str, given: object) -> Factor:
        """A factor whose levels, or ends, the scenario allows one at a time."""
        where = ("factors", name)
        factor: Factor
        if given == DECLARED:
            factor = self.checked(where, declared_factor, name)
        elif isinstance(given, dict):
            factor = self._range(name, given)
        elif isinstance(given, tuple) and given and len(set(map(repr, given))) == len(given):
            factor = Levels(given)
        else:
            self.wrong(
                where,
                Text(
                    f"{given!r} is not a list of different levels, a range such as {{low: 1, high: 2}}, or declared",
                    f"{given!r} 不是互不相同的取值列表、{{low: 1, high: 2}} 这样的范围或 declared",
                ),
            )
        for level in factor.spread(2):
            self.checked(where, with_levels, base, {name: level})
        return factor

    def _range(self, name: str, given: Mapping[str, object]) -> Range:
        try:
            ends = RangeGiven.model_validate(given)
        except ValidationError as error:
            complaint = first_complaint(error.errors(), RangeGiven)
            self.wrong(("factors", name), complaint.text)
        number = find_number(name)
        if ends.low >= ends.high:
            self.wrong(
                ("factors", name),
                Text(
                    f"low {ends.low:g} is not below high {ends.high:g}", f"low {ends.low:g} 不小于 high {ends.high:g}"
                ),
            )
        if ends.scale == "log" and ends.low <= 0:
            self.wrong(("factors", name), Text("a log scale needs low above 0", "对数尺度要求 low 大于 0"))
        return Range(ends.low, ends.high, number is not None and isinstance(number.default, int), ends.scale)

    def _listed(self, base: Scenario) -> tuple[dict[str, Factor], Points]:
        """Factors and points from a CSV file; every point is tried, so that the row that is wrong is named."""
        file = self.folder / str(self.given.design.file)
        header, rows = self.checked(("design", "file"), read_list, file)
        header = tuple(self.checked(("design", "file"), by_name, [(name, name) for name in header]))
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
