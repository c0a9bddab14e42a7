"""The budget game: teams plan for the same community with the same luck and the same budget.

What a plan costs is what its run books, so a plan is checked by living it. The board shows communities, never persons,
and ranks every column by itself: there is no total that would hide what was traded for what.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple, get_origin

import numpy as np
from pydantic import Field

from sim.agents.resident.columns import BYSTANDER
from sim.clock import WEEKS_PER_YEAR
from sim.ledger import OFFICE, PAYERS
from sim.param import Real, Settings, Whole
from sim.policies import policies
from sim.policies.base import PolicySettings
from sim.results import YEAR, Results
from sim.scenario import EVERY, Scenario
from sim.simulation import Simulation
from sim.text import GongtongError, Text

MOST_TEAMS, LONGEST_NAME = 8, 40
AGES = (18, 40, 60, 80)  # the age groups that are compared: 18–39, 40–59, 60–79
GOVERNMENT = list(PAYERS).index("government")
WHEN_WHERE_HOW_MUCH = tuple(PolicySettings.model_fields)
NOT_TO_CHOOSE = Text(
    "{path} is not a team's to choose; a plan says which modules, when, where, how strongly "
    "({fields}), and in which design",
    "{path} 不由小组选择；方案只定用哪些模块、何时、何处、多大力度（{fields}）和何种设计",
)


class GameBudget(Settings):
    """The budget that every team has.

    Attributes
    ----------
    yuan : float
        Of the government, a year, on average over the game.
    hours : float
        Of cadres, a week, for the modules, on average over the game.
    weeks : int
        How long the game is; the first year is without modules.
    """

    yuan: Real = Field(default=500_000.0, ge=0)
    hours: Real = Field(default=60.0, ge=0)
    weeks: Whole = Field(default=313, ge=2 * YEAR, le=1040)


class TeamPlan(Settings):
    """What a team does: when, where, how much of which modules, and in which of their designs.

    Attributes
    ----------
    name : str
        Of the team.
    changes : dict
        By dotted path, as in `Scenario.but`.
    """

    name: str = Field(min_length=1, max_length=LONGEST_NAME)
    changes: dict[str, Any] = Field(default_factory=dict)


class BoardColumn(NamedTuple):
    """A column of the board.

    Attributes
    ----------
    key : str
    about : str
        `outcome`, `equity` or `cost`.
    label, unit : Text
    percent : bool
    more_is_better : bool
    of : callable
        The figure of a run.
    """

    key: str
    about: Literal["outcome", "equity", "cost"]
    label: Text
    unit: Text
    percent: bool
    more_is_better: bool
    of: Callable[[Results], float]


@dataclass(frozen=True)
class TeamResult:
    """A team's community on the board.

    Attributes
    ----------
    team : str
    values : dict of float
        By column.
    ranks : dict of int
        By column, 1 for the best; equal figures share a rank.
    """

    team: str
    values: dict[str, float]
    ranks: dict[str, int]


@dataclass(frozen=True)
class Board:
    """The board of a game: each team's figures and ranks.

    Attributes
    ----------
    rows : tuple of TeamResult
        In the order in which the teams were given.
    refused : dict of Text
        Why a team's plan is not on the board.
    nothing : dict of float
        The figures without any module.
    """

    rows: tuple[TeamResult, ...]
    refused: dict[str, Text]
    nothing: dict[str, float]


def _last_year(measure: str) -> Callable[[Results], float]:
    return lambda run: run.value(measure)


def _worst_grid(run: Results) -> float:
    """Active share of the grid where it is smallest, mean of the last year."""
    return float(run.by_grid["active_4w"][-YEAR:].mean(axis=0).min())


def _age_gap(run: Results) -> float:
    """Between the age group with the largest and the one with the smallest share of those who took part."""
    people = run.residents
    counted = people["here"] & people["counted"]
    group = np.digitize(people["age"], AGES)
    shares = [
        float((people["stage"][counted & (group == one)] != BYSTANDER).mean())
        for one in range(1, len(AGES))
        if (counted & (group == one)).any()
    ]
    return max(shares) - min(shares)


def _module_columns(run: Results) -> list[int]:
    return [at for at, module in enumerate(run.modules) if module != OFFICE]


def yuan_a_year(run: Results) -> float:
    """What the government paid for modules, yuan a year."""
    return float(run.yuan[:, _module_columns(run), GOVERNMENT].sum()) / (run.clock.weeks / WEEKS_PER_YEAR)


def all_yuan_a_year(run: Results) -> float:
    """What everybody paid for modules, yuan a year."""
    return float(run.yuan[:, _module_columns(run)].sum()) / (run.clock.weeks / WEEKS_PER_YEAR)


def hours_a_week(run: Results) -> float:
    """Cadre hours that modules took, a week."""
    return float(run.booked_hours[:, _module_columns(run)].sum()) / run.clock.weeks


SHARE, POINTS = Text("share of residents aged 12+", "12岁以上居民占比"), Text("percentage points", "个百分点")
WORST_GRID = Text("active in the worst-off grid", "最弱网格的活跃占比")
YUAN, HOURS = Text("yuan a year", "元/年"), Text("hours a week", "小时/周")
COLUMNS: tuple[BoardColumn, ...] = (
    BoardColumn("together", "outcome", Text("together", "共同干"), SHARE, True, True, _last_year("together")),
    BoardColumn(
        "active", "outcome", Text("active within four weeks", "四周内活跃"), SHARE, True, True, _last_year("active_4w")
    ),
    BoardColumn("worst_grid", "equity", WORST_GRID, SHARE, True, True, _worst_grid),
    BoardColumn("age_gap", "equity", Text("gap between age groups", "年龄组之间的差距"), POINTS, True, False, _age_gap),
    BoardColumn("yuan", "cost", Text("government money", "政府资金"), YUAN, False, False, yuan_a_year),
    BoardColumn("all_yuan", "cost", Text("everybody's money", "各方资金合计"), YUAN, False, False, all_yuan_a_year),
    BoardColumn("hours", "cost", Text("booked cadre hours", "占用的干部工时"), HOURS, False, False, hours_a_week),
)


def choices(module: str) -> tuple[str, ...]:
    """What a plan may say of a module: when, where, how much, and its designs; not its prices or its powers."""
    fields = policies()[module].settings_type.model_fields
    designs = (name for name, field in fields.items() if get_origin(field.annotation) is Literal)
    return (*WHEN_WHERE_HOW_MUCH, *designs)


def planned(base: Scenario, plan: TeamPlan) -> Scenario:
    """The community of the game under a plan.

    Raises
    ------
    GongtongError
        If the plan changes what is not a team's to choose, or a value is not allowed.
    """
    for path in plan.changes:
        module, _, field = path.partition(".")
        if module not in policies() or field not in choices(module):
            raise _refused(plan.name, NOT_TO_CHOOSE.filled(path=path, fields=", ".join(WHEN_WHERE_HOW_MUCH)))
    try:
        return base.without(EVERY).but(plan.changes)
    except GongtongError as error:
        raise _refused(plan.name, Text(*(words.rstrip(".。") for words in error.text))) from None


def within(budget: GameBudget, team: str, run: Results) -> Text | None:
    """Why a plan that was lived is over the budget; none if it is not."""
    yuan, hours = yuan_a_year(run), hours_a_week(run)
    if yuan > budget.yuan:
        return Text(
            f"{team}: the plan takes {yuan:,.0f} yuan of government money a year; the budget is {budget.yuan:,.0f}.",
            f"{team}：方案每年需政府资金 {yuan:,.0f} 元，预算为 {budget.yuan:,.0f} 元。",
        )
    if hours > budget.hours:
        return Text(
            f"{team}: the plan takes {hours:.1f} booked cadre hours a week; the budget is {budget.hours:g}.",
            f"{team}：方案每周占用的干部工时为 {hours:.1f} 小时，预算为 {budget.hours:g} 小时。",
        )
    return None


def play(
    base: Scenario,
    plans: Sequence[TeamPlan],
    seed: int,
    budget: GameBudget | None = None,
    done: Callable[[int], None] | None = None,
) -> Board:
    """Live every plan in the same community with the same luck, and set up the board.

    Parameters
    ----------
    base
        The community; its modules are switched off.
    done
        Told how many communities have lived to the end, the one without modules first.

    Raises
    ------
    GongtongError
        If there are no teams, too many, two of one name, or a plan is not possible. A plan over the budget is no
        error: it is told on the board.
    """
    budget = budget or GameBudget()
    _refuse_teams(plans)
    base = base.but({"weeks": budget.weeks, "changes": ()})
    scenarios = [base.without(EVERY), *(planned(base, plan) for plan in plans)]
    runs = []
    for scenario in scenarios:
        runs.append(Simulation(scenario, seed).run())
        if done is not None:
            done(len(runs))
    refused = {plan.name: why for plan, run in zip(plans, runs[1:], strict=True)
               if (why := within(budget, plan.name, run))}  # fmt: skip
    lived = {plan.name: _figures(run) for plan, run in zip(plans, runs[1:], strict=True) if plan.name not in refused}
    ranks = _ranks(lived)
    return Board(
        tuple(TeamResult(team, values, ranks[team]) for team, values in lived.items()), refused, _figures(runs[0])
    )


def _figures(run: Results) -> dict[str, float]:
    return {column.key: column.of(run) for column in COLUMNS}


def _ranks(lived: Mapping[str, Mapping[str, float]]) -> dict[str, dict[str, int]]:
    """One more than how many are better, column by column."""
    ranks: dict[str, dict[str, int]] = {team: {} for team in lived}
    for column in COLUMNS:
        sign = 1 if column.more_is_better else -1
        for team, values in lived.items():
            better = sum(sign * other[column.key] > sign * values[column.key] for other in lived.values())
            ranks[team][column.key] = 1 + better
    return ranks


def _refuse_teams(plans: Sequence[TeamPlan]) -> None:
    if not 1 <= len(plans) <= MOST_TEAMS:
        raise GongtongError(
            Text(f"teams: {len(plans)} were given; 1 to {MOST_TEAMS} can play.",
                 f"teams：给出了 {len(plans)} 个小组；可有 1 到 {MOST_TEAMS} 个。")
        )  # fmt: skip
    names = [plan.name for plan in plans]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise GongtongError(Text(f"teams: two are called {twice!r}; give each its own name.",
                                 f"teams：有两个小组都叫 {twice!r}；请各起一名。"))  # fmt: skip


def _refused(team: str, why: Text) -> GongtongError:
    return GongtongError(Text(f"{team}: {why.en}.", f"{team}：{why.zh}。"))
