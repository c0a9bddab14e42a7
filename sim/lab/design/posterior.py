"""The posterior sample: parameter sets that calibration left, and how a run takes one."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path

from sim.brief import brief
from sim.files import reading, write_whole
from sim.lab.run.identity import Run
from sim.scenario import Scenario, declared_numbers
from sim.text import GongtongError, Text

SHIPPED = "data/posterior"
CALIBRATE_AGAIN = Text("make it again with `gongtong calibrate`", "请用 `gongtong calibrate` 重新生成")
SETS, ORIGIN = "posterior.csv", "posterior.json"
PATTERNS = ("patterns_of_the_design", "patterns_of_the_draws", "patterns_of_draws_kept")  # in the origin

ParameterSet = Mapping[str, float | int]


@dataclass(frozen=True)
class Posterior:
    """Parameter sets, any of which is as good as another.

    Attributes
    ----------
    draws : tuple of dict
        ParameterSet by dotted path.
    origin : dict
        How they were obtained: version of the model, runs, method, coverage, what the targets constrain.
    """

    draws: tuple[ParameterSet, ...]
    origin: Mapping[str, object]

    __repr__ = brief

    def __len__(self) -> int:
        return len(self.draws)

    @property
    def contraction(self) -> dict[str, float]:
        """The contraction of each number, by dotted path: 1 − posterior over prior variance."""
        known = self.origin.get("contraction", {})
        return {str(name): float(value) for name, value in known.items()} if isinstance(known, dict) else {}

    @property
    def patterns_asked(self) -> tuple[str, ...]:
        """Patterns that calibration asked for, so that to show them is no test of the sample."""
        ways = [self.origin.get(name, {}) for name in PATTERNS]
        asked = (
            name
            for own in ways
            if isinstance(own, dict)
            for name, how in own.items()
            if how["asked"] in {"rejected", "fitted"}
        )
        return tuple(dict.fromkeys(asked))

    def first(self, count: int) -> tuple[ParameterSet, ...]:
        """The first so many draws; they stand in random order.

        Raises
        ------
        GongtongError
            If there are not so many.
        """
        if not 1 <= count <= len(self):
            raise GongtongError(
                Text(
                    f"--posterior: {count} is not possible; the sample has {len(self)} parameter sets, give 1 to "
                    f"{len(self)}, or 0 for the defaults.",
                    f"--posterior：不能取 {count}；样本有 {len(self)} 组参数，可取 1 到 {len(self)}，0 表示用默认值。",
                )
            )
        return self.draws[:count]


def replicates(scenario: Scenario, seeds: Sequence[int], draws: Sequence[ParameterSet] = ()) -> list[Run]:
    """A scenario on every seed; with draws of a posterior, the k-th seed takes the k-th parameter set."""
    if not draws:
        return [Run(scenario, seed) for seed in seeds]
    return [Run(with_parameters(scenario, draws[nth % len(draws)]), seed) for nth, seed in enumerate(seeds)]


def with_parameters(scenario: Scenario, draw: ParameterSet) -> Scenario:
    """A scenario with a parameter set of the posterior; what it says itself stays as it is, whatever the value.

    Raises
    ------
    GongtongError
        If it says every number of the set itself, so that the set would change nothing.
    """
    laid = scenario.but({"calibrated": dict(draw)})
    if draw and not laid.taken and any(scenario.value(path) is not None for path in draw):
        raise GongtongError(
            Text(
                f"posterior: {scenario.name} says every number of the parameter set itself, so that the set changes "
                "nothing; leave out those that are to come from the posterior.",
                f"posterior：{scenario.name} 自行给出了参数组中的全部数值，参数组不起作用；请删去应取自后验的数值。",
            )
        )
    return laid


def read_posterior(folder: str | Path) -> Posterior:
    """A posterior sample that `gongtong calibrate` wrote.

    Raises
    ------
    GongtongError
        If the folder holds none, or a damaged one.
    """
    place = Path(folder)
    if not (place / SETS).is_file():
        raise GongtongError(
            Text(
                f"{folder}: there is no posterior sample here; `gongtong calibrate` writes one.",
                f"{folder}：没有后验样本；可用 `gongtong calibrate` 生成。",
            )
        )
    with reading(place, CALIBRATE_AGAIN):
        return _parsed((place / SETS).read_text("utf-8"), (place / ORIGIN).read_text("utf-8"))


@cache
def shipped_posterior() -> Posterior:
    """The sample that comes with the package, fitted to the case."""
    place = resources.files("sim") / SHIPPED
    return _parsed((place / SETS).read_text("utf-8"), (place / ORIGIN).read_text("utf-8"))


def write_posterior(folder: Path, draws: Sequence[ParameterSet], origin: Mapping[str, object]) -> None:
    """Write a sample so that `read_posterior` finds it."""
    names = list(draws[0])
    lines = [",".join(names), *(",".join(_shown(one[name]) for name in names) for one in draws)]
    write_whole(folder / SETS, "\n".join(lines) + "\n")
    write_whole(folder / ORIGIN, json.dumps(origin, ensure_ascii=False, indent=1) + "\n")


def _shown(value: float) -> str:
    return str(value) if isinstance(value, int) else f"{value:.6g}"


def _parsed(table: str, origin: str) -> Posterior:
    whole = {number.path for number in declared_numbers() if isinstance(number.default, int)}
    names, *rows = (line.split(",") for line in table.strip().splitlines())
    draws = tuple(
        {name: int(value) if name in whole else float(value) for name, value in zip(names, row, strict=True)}
        for row in rows
    )
    return Posterior(draws, json.loads(origin))
