"""Reads back what a comparison wrote, so that a page can be made of the files alone."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from sim.files import reading
from sim.lab.analysis.study_paths import LEAST_WEEKS
from sim.measures import Measure
from sim.report.text.table import from_cell
from sim.text import GongtongError, Lang, Text

EFFECTS, RUNS, MANIFEST, VALIDATION = "effects.csv", "runs.parquet", "study.json", "validation.json"
TABLES = (
    "costs",
    "carried",
    "per_gain",
    "equity",
    "worst_grid",
    "moves",
    "depends",
    "parameters",
    "choice",
    "retention",
    "paths",
)

WRITE_AGAIN = Text(
    "the report is not whole: write it again with `gongtong compare --report`",
    "报告不完整：请用 `gongtong compare --report` 重新生成",
)


class MeasuredEffect(NamedTuple):
    """One measure in one arm beside the first arm; `low` and `high` are not numbers with a single seed."""

    arm: str
    mean: float
    baseline: float
    difference: float
    low: float
    high: float


@dataclass(frozen=True)
class ComparisonFiles:
    """The files of a comparison.

    Attributes
    ----------
    place : Path
    study : dict
        The manifest.
    validation : dict
    effects, runs : DataFrame
    tables : dict of DataFrame
        Those of `TABLES` that are there, numbers as numbers and everything else as text.
    """

    place: Path
    study: dict[str, Any]
    validation: dict[str, Any]
    effects: pd.DataFrame
    runs: pd.DataFrame
    tables: dict[str, pd.DataFrame]

    @property
    def baseline(self) -> str:
        """The arm that the others are compared with."""
        return str(self.study["compared_with"])

    @property
    def others(self) -> list[str]:
        """All other arms, in their order."""
        return [arm for arm in self.study["arms"] if arm != self.baseline]

    @property
    def several(self) -> bool:
        """Whether there is more than one seed, so that there are intervals."""
        return len(self.study["seeds"]) > 1

    @property
    def measures(self) -> dict[str, Measure]:
        """Every measure of the study."""
        return {
            name: Measure(name, Text(**one["label"]), Text(**one["unit"]), one["adds"], percent=one["percent"])
            for name, one in self.study["measures"].items()
        }

    def label(self, arm: str) -> Text:
        """What an arm is called for people."""
        return Text(**self.study["arms"][arm]["label"])

    def values(self, measure: str, arm: str) -> pd.Series[float]:
        """A measure in an arm, seed by seed."""
        return self.runs[self.runs["arm"] == arm][measure].reset_index(drop=True)

    def effects_of(self, measure: str) -> list[MeasuredEffect]:
        """The paired differences of all other arms."""
        own = self.effects[self.effects["measure"] == measure].set_index("arm")
        numbers = own[list(MeasuredEffect._fields[1:])].loc[self.others].to_numpy(float).tolist()
        return [MeasuredEffect(arm, *row) for arm, row in zip(self.others, numbers, strict=True)]

    def rows(self, table: str, **chosen: str) -> Iterator[Any]:
        """The rows of a table whose columns have the values named; none if there is no such table."""
        frame = self.tables.get(table)
        if frame is None:
            return
        for column, value in chosen.items():
            frame = frame[frame[column] == value]
        yield from frame.itertuples()

    def figure(self, name: str, lang: Lang) -> Path | None:
        """The file of a figure, in a language if it was drawn in it; none if it was not drawn."""
        own = self.place if lang == self.study["lang"] else self.place / lang
        return next((path for folder in (own, self.place) if (path := folder / f"{name}.png").is_file()), None)


def read_files(folder: str | Path) -> ComparisonFiles:
    """The files of a comparison.

    Raises
    ------
    GongtongError
        If there are none in this folder, or something is missing or broken.
    """
    place = Path(folder)
    if not (place / MANIFEST).is_file():
        raise GongtongError(
            Text(
                f"{folder}: there is no report here; `gongtong compare ... --report {folder}` writes one.",
                f"{folder}：没有报告；可用 `gongtong compare ... --report {folder}` 生成。",
            )
        )
    with reading(place, WRITE_AGAIN):
        study = json.loads((place / MANIFEST).read_text("utf-8"))
        validation = json.loads((place / VALIDATION).read_text("utf-8"))
        left_over = set() if study["withdraw"] else {"retention"}  # of another comparison in the same folder
        left_over |= set() if study["weeks"] >= LEAST_WEEKS else {"paths"}
        names = [name for name in TABLES if name not in left_over and (place / f"{name}.csv").is_file()]
        return ComparisonFiles(
            place,
            study,
            validation,
            _read(place / EFFECTS) if len(study["arms"]) > 1 else pd.DataFrame(),
            pd.read_parquet(place / RUNS),
            {name: _read(place / f"{name}.csv") for name in names},
        )


def _read(path: Path) -> pd.DataFrame:
    """A table; names such as `none` and `1` stay the words they are."""
    words = {"arm": str, "group": str, "dimension": str, "source": str, "unit": str}
    table = pd.read_csv(path, encoding="utf-8-sig", dtype=words, keep_default_na=False, na_values=["", "NaN"])
    return table.rename(columns=from_cell).map(lambda one: from_cell(one) if isinstance(one, str) else one)
