"""What a figure of a study says of itself; the gallery and the page find it in the figure's own file."""

from __future__ import annotations

import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Literal

from matplotlib.figure import Figure

from sim.lab.comparison.study import Study
from sim.report import figures
from sim.text import GongtongError, Lang, Text

Section = Literal["effects", "paths", "costs", "equity"]
ALONE = Text(
    "Effects need a second arm to compare with; this study has one, {arm}.",
    "计算效果需要至少两个方案；本研究只有一个：{arm}。",
)


@dataclass(frozen=True)
class StudyFigure:
    """A figure drawn of every study.

    Attributes
    ----------
    draw : callable
        Draws it, of a study in a language; its name is that of the file.
    order : int
        Its place among all figures, from the lowest up.
    caption : Text
        What to see in it.
    section : str, optional
        Where on the page it stands; without one it is only a file beside the page.
    compares : bool
        Whether it needs a second arm.
    weeks : int
        How long a run has to be for it.
    """

    draw: Callable[[Study, Lang], Figure]
    order: int
    caption: Text
    section: Section | None = None
    compares: bool = False
    weeks: int = 0

    @property
    def name(self) -> str:
        """The name of its file, without the ending."""
        return self.draw.__name__


def study_figures(*, compared: bool = True, weeks: int | None = None) -> list[StudyFigure]:
    """Every `StudyFigure` that a file of this folder lists as `FIGURES`, in order.

    Parameters
    ----------
    compared : bool
        Whether the study has a second arm; without one, figures that compare are left out.
    weeks : int, optional
        How long its runs are; figures that need longer ones are left out.
    """
    files = [import_module(f"{figures.__name__}.{found.name}") for found in pkgutil.iter_modules(figures.__path__)]
    declared: list[StudyFigure] = [one for file in files for one in getattr(file, "FIGURES", ())]
    possible = (one for one in declared if (compared or not one.compares) and (weeks is None or weeks >= one.weeks))
    return sorted(possible, key=lambda one: one.order)


def check_compared(study: Study) -> None:
    """Refuse a study that has nothing to compare.

    Raises
    ------
    GongtongError
        If the study has one arm only.
    """
    if len(study.arms) == 1:
        raise GongtongError(ALONE.filled(arm=study.baseline))
