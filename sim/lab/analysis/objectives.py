"""Objectives of a plan: measures that declare whether more or less of them is good, and the worst-off grid."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from sim.lab.run.outputs import all_measures
from sim.measures import SHARE, Good, Measure
from sim.nearest import nearest
from sim.results import YEAR, Results
from sim.text import GongtongError, Text

WORST_GRID = Measure(
    "worst_grid",
    Text("took part in the week: worst-off grid", "本周参与：最弱网格"),
    SHARE,
    "mean",
    grids=False,
    percent=True,
    good="more",
)


class Objective(NamedTuple):
    """A measure with the way that is good.

    Attributes
    ----------
    measure : Measure
    direction : str
        `more` or `less`.
    """

    measure: Measure
    direction: Good

    @property
    def sign(self) -> int:
        """The factor that turns its values into ones of which less is better: −1 or 1."""
        return -1 if self.direction == "more" else 1


def objectives_named(names: Sequence[str], option: str) -> tuple[Objective, ...]:
    """Objectives by the names of their measures.

    Parameters
    ----------
    option
        What the user gave them with, for messages.

    Raises
    ------
    GongtongError
        If there is none, one is named twice or unknown, or nothing says which way is good.
    """
    if not names:
        raise GongtongError(
            Text(f"{option}: name at least one, such as together.", f"{option}：至少给出一个，如 together。")
        )
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise GongtongError(Text(f"{option}: {twice} is named twice.", f"{option}：{twice} 出现了两次。"))
    return tuple(_aim(name, option) for name in names)


def possible_objectives() -> dict[str, Objective]:
    """Every measure that declares which way is good, by name."""
    known = (*all_measures().values(), WORST_GRID)
    return {one.name: Objective(one, one.good) for one in known if one.good is not None}


def _aim(name: str, option: str) -> Objective:
    possible = possible_objectives()
    if name in possible:
        return possible[name]
    listed = ", ".join(possible)
    if name in all_measures():
        raise GongtongError(
            Text(
                f"{option}: neither more nor less of {name} is declared to be good; choose from {listed}.",
                f"{option}：没有声明 {name} 越多越好还是越少越好；可选 {listed}。",
            )
        )
    hint = nearest(name, possible, Text(f"choose from {listed}.", f"可选 {listed}。"))
    raise GongtongError(
        Text(f"{option}: there is no measure {name!r}; {hint.en}", f"{option}：没有指标 {name!r}；{hint.zh}")
    )


def worst_grid(results: Results) -> float:
    """Weekly participation in the grid that has least of it, mean of the last year."""
    return float(results.by_grid["participation"][-YEAR:].mean(axis=0).min())
