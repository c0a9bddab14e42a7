"""`Results`: what one run measured."""

from __future__ import annotations

import json
import platform
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sim.agents.organisation.history import OrganisationHistory
from sim.agents.resident.columns import STAGES, Residents, in_order_of_number
from sim.brief import brief
from sim.clock import Clock
from sim.community import Community
from sim.files import make_folder, write_table, write_whole
from sim.ledger import PAYERS, Event
from sim.measures import Measure
from sim.nearest import nearest
from sim.results.saved import load_run, save_run
from sim.scenario import Scenario
from sim.text import GongtongError, Text

if TYPE_CHECKING:
    import pandas as pd

YEAR = 52
RUN_FILE = ".npz"  # ending of a file that holds a whole run
PACKAGES = ("gongtong", "numpy", "numba", "scipy", "pydantic")


@dataclass(frozen=True)
class Results:
    """Results of one run: measures, events, organisations, costs, residents.

    Attributes
    ----------
    scenario : Scenario
    seed : int
    measures : dict of Measure
        By name.
    series : dict of float64 (weeks,)
        The community, week by week.
    by_grid : dict of float64 (weeks, grids)
    events : tuple of Event
    organisations : tuple of OrganisationHistory
        The life of every organisation that ever took shape.
    modules : tuple of str
        Who booked costs.
    yuan : float64 (weeks, modules, payers)
    booked_hours : float64 (weeks, modules)
        Cadre hours booked for activities and modules; the measure `cadre_hours` is all that cadres worked.
    stages : dict of uint8 (half-years, people)
        Everybody's stage at the end of every half-year of 26 weeks from the run's start, in order of `number`:
        `stage` by relative autonomy, `stage_unless` by the counterfactual definition. `NOT_COUNTED` for those who do
        not live there then or are too young; a last half-year that is not whole is left out.
    residents : dict of arrays (people,)
        Everyone who ever lived there, at the end of the run, in order of `number`: the same person has the same
        number in every arm and seed.
    """

    scenario: Scenario
    seed: int
    measures: dict[str, Measure]
    series: dict[str, NDArray[np.float64]]
    by_grid: dict[str, NDArray[np.float64]]
    events: tuple[Event, ...]
    organisations: tuple[OrganisationHistory, ...]
    modules: tuple[str, ...]
    yuan: NDArray[np.float64]
    booked_hours: NDArray[np.float64]
    stages: dict[str, NDArray[np.uint8]]
    residents: dict[str, NDArray[Any]]

    __repr__ = brief

    @property
    def clock(self) -> Clock:
        """The calendar of the run."""
        return self.scenario.clock

    def dates(self) -> list[date]:
        """The Monday of every week."""
        return self.clock.dates()

    def measure(self, name: str) -> Measure:
        """A measure by name.

        Raises
        ------
        GongtongError
            If nothing of that name was measured.
        """
        return find_measure(name, self.measures)

    def value(self, name: str, first: int | None = None, last: int | None = None) -> float:
        """One number for a measure over some weeks (the first and the one after the last), added up as it declares.

        By default sums and their ratios run over the whole run, means over its last 52 weeks, and the last value is
        the run's last.
        """
        if first is None:
            first = 0 if self.measure(name).adds in ("sum", "ratio") else max(self.clock.weeks - YEAR, 0)
        return self.over(name, slice(first, last))

    def over(self, name: str, weeks: slice | NDArray[np.bool_]) -> float:
        """One number for a measure over chosen weeks, added up as it declares; a ratio is one of sums."""
        return value_over(self.measure(name), self.series, weeks)

    def yearly(self, name: str) -> dict[int, float]:
        """A measure by calendar year, added up as it declares."""
        years = np.array(self.clock.years())
        return {int(year): self.over(name, years == year) for year in np.unique(years)}

    def frame(self) -> pd.DataFrame:
        """Tidy: one row per week, place and measure.

        Columns: `week`, `date`, `place` (`community`, `grid 1` …), `measure`, `value`.
        """
        import pandas as pd

        days = pd.to_datetime(np.array(self.dates(), dtype="datetime64[D]"))
        parts = [self._rows(pd, days, "community", name, values) for name, values in self.series.items()]
        parts += [
            self._rows(pd, days, f"grid {grid + 1}", name, values[:, grid])
            for name, values in self.by_grid.items()
            for grid in range(values.shape[1])
        ]
        return pd.concat(parts, ignore_index=True)

    @staticmethod
    def _rows(pd: Any, days: Any, place: str, name: str, values: NDArray[np.float64]) -> Any:
        return pd.DataFrame(
            {"week": np.arange(len(values)), "date": days, "place": place, "measure": name, "value": values}
        )

    def costs(self) -> pd.DataFrame:
        """One row per module and calendar year: yuan by payer, and cadre hours."""
        import pandas as pd

        years = np.array(self.clock.years())
        rows = []
        for year in np.unique(years):
            weeks = years == year
            for at, module in enumerate(self.modules):
                row: dict[str, object] = {"year": int(year), "module": module}
                row |= {payer: float(self.yuan[weeks, at, n].sum()) for n, payer in enumerate(PAYERS)}
                rows.append(row | {"cadre_hours": float(self.booked_hours[weeks, at].sum())})
        return pd.DataFrame(rows)

    def save(self, path: str | Path) -> Path:
        """Write the run to a folder of tables, or whole to one file if `path` ends in `.npz`.

        A folder holds Parquet files and a manifest (scenario, its hash, seed, versions, rows of each table). The
        manifest is written last and complete, so a folder with a manifest is a whole result. Only the file has all
        that `load` needs.
        """
        path = Path(path)
        if path.suffix == RUN_FILE:
            return save_run(path, vars(self))
        import polars as pl

        from sim.results.tables import event_table, grid_table, organisation_table, step_table, weekly_table

        tables = {
            "weekly": weekly_table(self.series, self.clock),
            "grids": grid_table(self.by_grid, self.scenario.community.grids, self.clock),
            "events": event_table(self.events, self.clock),
            "organisations": organisation_table(self.organisations, self.clock),
            "steps": step_table(self.organisations, self.clock),
            "costs": pl.from_pandas(self.costs()),
            "residents": pl.DataFrame(self.residents),
        }
        make_folder(path)
        for name, table in tables.items():
            write_table(path / f"{name}.parquet", table)
        manifest = self.manifest() | {"tables": {name: table.height for name, table in tables.items()}}
        write_whole(path / "manifest.json", json.dumps(manifest, ensure_ascii=False, indent=1))
        return path

    @classmethod
    def load(cls, path: str | Path) -> Results:
        """The run that was saved in a file `*.npz`, equal to the bit.

        Raises
        ------
        GongtongError
            If there is no such file, or it is no run or a damaged one.
        """
        return cls(**load_run(Path(path)))

    def manifest(self) -> dict[str, object]:
        """Scenario, seed and versions: what it takes to run this again and get the same bits."""
        return {
            "scenario": self.scenario.model_dump(mode="json"),
            "hash": self.scenario.content_hash(),
            "seed": self.seed,
            "versions": versions(),
            "python": platform.python_version(),
            "machine": platform.machine(),
            "stages": list(STAGES),
        }


def value_over(measure: Measure, series: Mapping[str, ArrayLike], weeks: slice | NDArray[np.bool_]) -> float:
    """A measure over chosen weeks of some weekly series, added up as it declares; a ratio is one of sums."""
    if measure.of is not None:
        above, below = (float(np.asarray(series[part])[weeks].sum()) for part in measure.of)
        return above / below if below else 0.0
    values = np.asarray(series[measure.name], np.float64)[weeks]
    if values.size == 0:
        return 0.0
    return float({"sum": values.sum(), "mean": values.mean(), "last": values[-1]}[measure.adds])


def find_measure(name: str, measures: dict[str, Measure]) -> Measure:
    """A measure by name, or one sentence that names the nearest."""
    if name not in measures:
        hint = nearest(name, measures)
        raise GongtongError(Text(f"There is no measure {name!r}; {hint.en}", f"没有指标 {name!r}；{hint.zh}"))
    return measures[name]


def versions() -> dict[str, str]:
    """Versions of the packages that decide the numbers."""
    return {name: metadata.version(name) for name in PACKAGES}


KEPT_COLUMNS = (
    "stage",
    "motivation",
    "habit",
    "trust",
    "belonging",
    "efficacy",
    "burnout",
    "acts_total",
    "hours_total",
)


def residents_at_end(residents: Residents, community: Community, chosen: NDArray[np.bool_]) -> dict[str, NDArray[Any]]:
    """Per-resident outcomes in order of permanent number; `chosen`, by row, are those drawn into a trial."""
    order = in_order_of_number(community)
    table: dict[str, NDArray[Any]] = {"number": community.number[order]}
    table |= {name: getattr(community, name)[order] + 1 for name in ("grid", "estate")}
    table |= {
        "here": residents.here[order],
        "age": residents.age[order],
        "counted": residents.able[order],
        "female": community.register.female[order],
        "occupation": residents.occupation[order],
        "renter": community.places.renter[community.household][order],
        "party": (community.traits.party_branch >= 0)[order],
        "chosen": chosen[order],
    }
    return table | {name: getattr(residents, name)[order].copy() for name in KEPT_COLUMNS}
