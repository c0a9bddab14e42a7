"""Designs: which combinations of levels a sweep runs."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from itertools import product
from math import prod
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Self

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, model_validator

from sim.extras import needing
from sim.lab.design.factors import Factor
from sim.lab.run.identity import Level
from sim.param import Settings, Whole, refusal
from sim.rng import Streams
from sim.scenario.file import read_text
from sim.text import GongtongError, Text

if TYPE_CHECKING:
    from scipy.stats import qmc

Kind = Literal["grid", "lhs", "sobol", "random", "morris", "sobol-indices", "list"]
Points = list[tuple[Level, ...]]
# What each kind needs and what it may be given besides; (field, default)
NEEDS: dict[Kind, str | None] = {
    "grid": None, "lhs": "size", "sobol": "size", "random": "size", "morris": "size", "sobol-indices": "size",
    "list": "file",
}  # fmt: skip
TAKES: dict[Kind, tuple[str, ...]] = {
    "grid": ("levels",), "lhs": ("size", "seed"), "sobol": ("size", "seed"), "random": ("size", "seed"),
    "morris": ("size", "levels", "seed"), "sobol-indices": ("size", "seed"), "list": ("file",),
}  # fmt: skip
MOST_BYTES = 20_000_000  # of a list
POWERS = ("sobol", "sobol-indices")
GRID_LEVELS, MORRIS_LEVELS = 5, 4


class Design(Settings):
    """How points are chosen.

    Attributes
    ----------
    kind : str
        `grid` all combinations; `lhs` Latin hypercube; `sobol` Sobol' sequence, scrambled; `random` independent;
        `morris` trajectories for Morris screening; `sobol-indices` Saltelli's scheme for Sobol' indices of first and
        total order; `list` the rows of a CSV file.
    size : int or None
        Points of a sample; trajectories of `morris`, with one point more than factors each; base sample of
        `sobol-indices`, with two points more than factors each. A power of two for the two kinds of Sobol'.
    levels : int or None
        Of each range: in a `grid` (5), in `morris` (4).
    seed : int
        Of the sample.
    file : str or None
        Of a `list`: a column for each factor; next to the sweep's file unless it says where.
    """

    kind: Kind = "grid"
    size: Whole | None = Field(default=None, ge=1, le=10_000_000)
    levels: Whole | None = Field(default=None, ge=2, le=1000)
    seed: Whole | None = Field(default=None, ge=0)
    file: str | None = None

    @model_validator(mode="after")
    def _fits_its_kind(self) -> Self:
        needed = NEEDS[self.kind]
        if needed is not None and getattr(self, needed) is None:
            raise refusal(f"{needed}: a {self.kind} design needs it", f"{needed}：{self.kind} 设计需要该项")
        for name in ("size", "levels", "seed", "file"):
            if getattr(self, name) is not None and name not in TAKES[self.kind]:
                raise refusal(
                    f"{name}: a {self.kind} design has none; it takes {', '.join(TAKES[self.kind])}",
                    f"{name}：{self.kind} 设计没有该项；可用 {'、'.join(TAKES[self.kind])}",
                )
        if self.kind in POWERS and self.size is not None and self.size & (self.size - 1):
            raise refusal(
                f"size: {self.size} is not a power of two, which a {self.kind} design needs",
                f"size：{self.size} 不是 2 的幂；{self.kind} 设计需要 2 的幂",
            )
        if self.kind == "morris" and self.levels is not None and self.levels % 2:
            raise refusal(
                f"levels: {self.levels} is odd; Morris trajectories need an even number",
                f"levels：{self.levels} 是奇数；Morris 轨迹需要偶数",
            )
        return self

    def count(self, factors: Mapping[str, Factor]) -> int:
        """How many points it has, without making them."""
        if self.kind == "grid":
            return prod(len(factor.spread(self.levels or GRID_LEVELS)) for factor in factors.values())
        more = {"morris": len(factors) + 1, "sobol-indices": len(factors) + 2}.get(self.kind, 1)
        return (self.size or 0) * more

    def points(self, factors: Mapping[str, Factor]) -> Points:
        """The combinations, in the order of the factors."""
        if self.kind == "grid":
            return list(product(*(factor.spread(self.levels or GRID_LEVELS) for factor in factors.values())))
        unit = self.unit(len(factors))
        columns = [
            [factor.at(place) for place in column] for factor, column in zip(factors.values(), unit.T, strict=True)
        ]
        return list(zip(*columns, strict=True))

    def unit(self, dimensions: int) -> NDArray[np.float64]:
        """The points of a sample in the unit cube: float64 (points, dimensions)."""
        size = self.size or 0
        if self.kind in ("morris", "sobol-indices"):
            return self._of_salib(dimensions, size)
        from scipy.stats import qmc

        rng = Streams(self.seed or 0).generator("design")
        if self.kind == "random":
            return rng.random((size, dimensions))
        engine: qmc.QMCEngine = (
            qmc.Sobol(dimensions, rng=rng) if self.kind == "sobol" else qmc.LatinHypercube(dimensions, rng=rng)
        )
        return engine.random(size)

    def _of_salib(self, dimensions: int, size: int) -> NDArray[np.float64]:
        with needing("SALib", "lab"):
            from SALib.sample import morris, sobol
        if self.kind == "morris":
            levels = self.levels or MORRIS_LEVELS
            return morris.sample(problem(dimensions), size, num_levels=levels, seed=self.seed or 0)
        return sobol.sample(problem(dimensions), size, calc_second_order=False, seed=self.seed or 0)


def problem(dimensions: int) -> dict[str, object]:
    """The unit cube as SALib wants to be told of it."""
    names = [f"x{at}" for at in range(dimensions)]
    return {"num_vars": dimensions, "names": names, "bounds": [[0.0, 1.0]] * dimensions}


def read_list(path: Path) -> tuple[tuple[str, ...], list[list[str]]]:
    """Header and rows of a CSV file.

    Raises
    ------
    GongtongError
        If it cannot be read, has no rows, or a row has more or fewer cells than the header.
    """
    text = read_text(path, MOST_BYTES).removeprefix("\ufeff")
    try:
        rows = [row for row in csv.reader(io.StringIO(text, newline="")) if row]
    except csv.Error as error:
        raise GongtongError(Text(f"{path}: cannot be read ({error}).", f"{path}：无法读取（{error}）。")) from None
    if len(rows) < 2:  # noqa: PLR2004 - a header and something below it
        raise GongtongError(Text(f"{path}: has no rows below its header.", f"{path}：表头之下没有数据行。"))
    header = tuple(name.strip() for name in rows[0])
    for number, row in enumerate(rows[1:], 2):
        if len(row) != len(header):
            raise GongtongError(
                Text(
                    f"{path.name}:{number}: has {len(row)} cells; the header has {len(header)}.",
                    f"{path.name}:{number}：有 {len(row)} 格；表头有 {len(header)} 格。",
                )
            )
    return header, rows[1:]
