"""The space of plans: which modules, how strong, from when to when, and where; as whole numbers for a search."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sim.lab.design.factors import declared_factor
from sim.policies import policies
from sim.results import YEAR
from sim.scenario import EVERY, Scenario
from sim.text import GongtongError, Text

STEP = 0.25  # of a dose: finer ones nobody could carry out
LEAST_WEEKS = 26  # that a module runs at least
Genes = Mapping[str, int]


@dataclass(frozen=True)
class Space:
    """All plans for a community.

    Attributes
    ----------
    base : Scenario
        What plans are made of; modules of it that are not searched over stay as they are.
    modules : tuple of str
        Those that plans may switch on.
    starts : tuple of date
        First Mondays of quarters on which a module may begin.
    """

    base: Scenario
    modules: tuple[str, ...]
    starts: tuple[date, ...]

    @property
    def variables(self) -> dict[str, tuple[int, int]]:
        """Least and most of each gene.

        Of a module: `on`, `dose` in steps, `start` by quarter, whether it `ends` and after how many `years`, and
        whether it is `targeted` at the plan's grids or runs everywhere. Of the plan: its grids.
        """
        years = max(self.base.weeks // YEAR, 1)
        own: dict[str, tuple[int, int]] = {}
        for module in self.modules:
            dose = declared_factor(f"{module}.dose")
            own |= {
                f"{module}.on": (0, 1),
                f"{module}.dose": (max(round(dose.low / STEP), 1), round(dose.high / STEP)),
                f"{module}.start": (0, len(self.starts) - 1),
                f"{module}.ends": (0, 1),
                f"{module}.years": (1, years),
                f"{module}.targeted": (0, 1),
            }
        return own | {f"grid.{grid}": (0, 1) for grid in self._grids}

    def scenario(self, genes: Genes) -> Scenario:
        """The plan that some genes stand for; genes of modules that are off say nothing."""
        changes: dict[str, object] = {}
        chosen = tuple(grid for grid in self._grids if genes[f"grid.{grid}"])
        somewhere = chosen if 0 < len(chosen) < len(self._grids) else None
        on = [module for module in self.modules if genes[f"{module}.on"]]
        for module in on:
            start = self.starts[genes[f"{module}.start"]]
            changes |= {
                f"policies.{module}.dose": genes[f"{module}.dose"] * STEP,
                f"policies.{module}.start": start,
                f"policies.{module}.stop": self._stop(genes, module, start),
                f"policies.{module}.grids": somewhere if genes[f"{module}.targeted"] else None,
                f"policies.{module}.estates": None,
            }
        bare = self.base.without(*(module for module in self.modules if module not in on))
        return bare.but(changes) if changes else bare

    def simple(self) -> list[Genes]:
        """The plans with which a search begins: no module, each one alone, and all, at full strength everywhere."""
        bundles: list[Sequence[str]] = [(), *((module,) for module in self.modules), self.modules]
        return [self._plain(bundle) for bundle in dict.fromkeys(map(tuple, bundles))]

    def _plain(self, on: Sequence[str]) -> Genes:
        genes = dict.fromkeys(self.variables, 0)
        for module in self.modules:
            genes |= {f"{module}.on": int(module in on), f"{module}.dose": round(1 / STEP), f"{module}.years": 1}
        return genes

    def _stop(self, genes: Genes, module: str, start: date) -> date | None:
        """The day on which a module ends; none if that is not before the run's end."""
        if not genes[f"{module}.ends"]:
            return None
        clock = self.base.clock
        last = clock.week(start) + YEAR * genes[f"{module}.years"]
        return clock.date(last) if last < clock.weeks else None

    @property
    def _grids(self) -> range:
        return range(1, self.base.community.grids + 1)


def plan_space(base: Scenario, modules: Sequence[str]) -> Space:
    """All plans of some modules; `*` stands for all.

    Raises
    ------
    GongtongError
        If no module is named, one is unknown or named twice, or the run is too short for any.
    """
    names = tuple(policies()) if EVERY in modules else tuple(modules)
    if not names or len(set(names)) < len(names):
        said = "no module is named" if not names else "a module is named twice"
        said_zh = "没有给出模块" if not names else "有模块重复"
        raise GongtongError(
            Text(
                f"--modules: {said}; give some of {', '.join(policies())}, or * for all.",
                f"--modules：{said_zh}；请从 {'、'.join(policies())} 中选择，* 表示全部。",
            )
        )
    base.adding(*names)  # refuses what is not a module
    clock = base.clock
    first = max(clock.week(base.modules_start or clock.first), 0)
    weeks = [first, *(week for week in range(first + 1, clock.weeks) if clock.starts_quarter(week))]
    starts = tuple(clock.date(week) for week in weeks if week <= clock.weeks - LEAST_WEEKS)
    if not starts:
        raise GongtongError(
            Text(
                f"weeks: {base.weeks} leave no time for a plan; a module runs {LEAST_WEEKS} weeks at least.",
                f"weeks：{base.weeks} 周不够安排方案；模块至少运行 {LEAST_WEEKS} 周。",
            )
        )
    return Space(base, names, starts)
