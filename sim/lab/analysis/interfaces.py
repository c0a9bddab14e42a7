"""The laboratory for other tools: a scenario as a plain function, a problem for SALib, a dataset for xarray."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.extras import needing
from sim.lab.design.factors import Range, declared_factor, find_number, with_levels
from sim.lab.design.sweep import Sweep
from sim.lab.run.identity import Level
from sim.lab.run.outputs import MeasureOutputs, all_measures, known_measures
from sim.lab.run.store import Store
from sim.scenario import Scenario
from sim.simulation import run

if TYPE_CHECKING:
    import xarray as xr


@dataclass(frozen=True)
class Function:
    """A scenario as a function: levels of factors in, measures out. It can be pickled, so any executor may call it.

    Every call runs the same seeds, so the function has no noise, and two calls differ by their levels alone; a better
    optimum on few seeds may still be their luck, so check what was found on others.

    Attributes
    ----------
    base : Scenario
    measures : tuple of str
    seeds : tuple of int
        Measures are means over runs on these.

    Raises
    ------
    GongtongError
        If there is no such measure; when called, if a factor does not exist or its level is not allowed.
    """

    base: Scenario
    measures: tuple[str, ...]
    seeds: tuple[int, ...] = (0,)

    def __post_init__(self) -> None:
        known_measures(self.measures)

    def __call__(self, levels: Mapping[str, Any]) -> dict[str, float]:
        """The measures where factors, named as in a sweep, have these levels; numbers declared whole are rounded."""
        scenario = with_levels(self.base, {name: _plain(name, level) for name, level in levels.items()})
        kept = [MeasureOutputs(self.measures)(run(scenario, seed)) for seed in self.seeds]
        return {name: float(np.mean([values[name] for values in kept])) for name in self.measures}


def _plain(name: str, level: Any) -> Level:
    """A level as scenarios take it: no number of numpy's, and whole where the model declares it so."""
    value = level.item() if isinstance(level, np.generic) else level
    number = find_number(name)
    return round(value) if number is not None and isinstance(number.default, int) else value


def salib_problem(names: Iterable[str]) -> dict[str, Any]:
    """The ranges that the model declares for some of its numbers, as SALib wants to be told of them.

    Ranges whose upper end is many times the lower are sampled by multiples, as in a sweep.

    Raises
    ------
    GongtongError
        If the model declares no range of a name.
    """
    ranges: dict[str, Range] = {name: declared_factor(name) for name in names}
    return {
        "num_vars": len(ranges),
        "names": list(ranges),
        "bounds": [[own.low, own.high] for own in ranges.values()],
        "dists": ["logunif" if own.scale == "log" else "unif" for own in ranges.values()],
    }


def to_xarray(study: Sweep, store: Store) -> xr.Dataset:
    """The runs of a sweep as a dataset of dimensions `point`, `seed` and, for weekly series, `week`.

    Every measure that the store keeps is a variable (point, seed), every weekly series one (point, seed, week) named
    `NAME_weekly`; factors are coordinates of `point`, the first day of each week those of `week`. Runs that are not
    there yet, or failed, are not a number.
    """
    with needing("xarray", "lab"):
        import xarray as xr

    rows = store.rows(study)
    shape = (len(study.points), len(study.seeds))
    known = all_measures()
    data = xr.Dataset(
        coords={
            "point": np.arange(shape[0]),
            "seed": list(study.seeds),
            **{
                name: ("point", _coordinate([point[at] for point in study.points]))
                for at, name in enumerate(study.factors)
            },
        },
        attrs={"study": study.name, "scenario": study.base.name, "version": str(store.plan["version"])},
    )
    for name in study.measures or known:
        data[name] = (("point", "seed"), rows[name].to_numpy(np.float64).reshape(shape), _said(name))
    for name in study.weekly:
        weekly = store.weekly(name).reindex(rows.index)
        data[f"{name}_weekly"] = (("point", "seed", "week"), weekly.to_numpy().reshape(*shape, -1), _said(name))
    if study.weekly:
        clock = study.base.clock
        data["week"] = np.array([clock.date(week) for week in range(data.sizes["week"])], "datetime64[ns]")
    return data


def _coordinate(levels: list[Level]) -> Any:
    """Levels of a factor along the points; days in the type that files can hold."""
    return np.array(levels, "datetime64[ns]") if any(isinstance(level, date) for level in levels) else levels


def _said(measure: str) -> dict[str, str]:
    """Label and unit of a measure, as tools that label axes by attributes take them."""
    known = all_measures()[measure]
    return {"long_name": known.label.en, "units": known.unit.en}
