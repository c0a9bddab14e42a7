"""Which way is good: the one place that says of a measure whether a plan should bring more of it or less.

Measures that are not named here are neither: more people who are told to come, or more names on lists, is no aim.
"""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches
from typing import Literal, NamedTuple

from sim.lab.measuring import all_measures
from sim.measures import SHARE, Measure
from sim.results import YEAR, Results
from sim.text import GongtongError, Text

Direction = Literal["more", "less"]

WORST_GRID = Measure(
    "worst_grid",
    Text("took part in the week: worst-off grid", "本周参与：最弱网格"),
    SHARE,
    "mean",
    grids=False,
    percent=True,
)
MORE = (
    *("participation", "active_4w", "active_26w", "want_to", "together", "want_to_strict", "together_strict"),
    *("membership_active", "uptake", "organisations", "backbone", "volunteer_hours", WORST_GRID.name),
    *("motivation", "trust", "belonging", "collective_efficacy", "matters_solved", "disputes_resolved"),
)
LESS = (
    *("cadre_hours", "cadre_overload", "cost_yuan", "bystander", "matters_open", "waiting_per_matter"),
    *("organisations_ended", "backbone_burnt_out"),
)
DIRECTIONS: dict[str, Direction] = {**dict.fromkeys(MORE, "more"), **dict.fromkeys(LESS, "less")}


class Aim(NamedTuple):
    """A measure with the way that is good.

    Attributes
    ----------
    measure : Measure
    direction : str
        `more` or `less`.
    """

    measure: Measure
    direction: Direction

    @property
    def sign(self) -> int:
        """What turns its values into ones of which less is better."""
        return -1 if self.direction == "more" else 1


def aims_from(names: Sequence[str], option: str) -> tuple[Aim, ...]:
    """Aims by the names of their measures.

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


def _aim(name: str, option: str) -> Aim:
    known = {**all_measures(), WORST_GRID.name: WORST_GRID}
    if name in DIRECTIONS:
        return Aim(known[name], DIRECTIONS[name])
    listed = ", ".join(DIRECTIONS)
    if name in known:
        raise GongtongError(
            Text(
                f"{option}: neither more nor less of {name} is declared to be good; choose from {listed}.",
                f"{option}：没有声明 {name} 越多越好还是越少越好；可选 {listed}。",
            )
        )
    near = get_close_matches(name, DIRECTIONS, n=1)
    hint = (
        Text(f"did you mean {near[0]}?", f"是否指 {near[0]}？")
        if near
        else Text(f"choose from {listed}.", f"可选 {listed}。")
    )
    raise GongtongError(
        Text(f"{option}: there is no measure {name!r}; {hint.en}", f"{option}：没有指标 {name!r}；{hint.zh}")
    )


def worst_grid(results: Results) -> float:
    """Weekly participation in the grid that has least of it, mean of the last year."""
    return float(results.by_grid["participation"][-YEAR:].mean(axis=0).min())
