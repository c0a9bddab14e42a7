"""The audit passes on lively runs, and finds and names every kind of fault."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

import numpy as np
import pytest

from sim.audit import NOT_NEGATIVE, UNIT_SCALE
from sim.contract import difference, outcome
from sim.param import Open
from sim.policies import AnyPolicy
from sim.policies.points import Points
from sim.results import Results
from sim.scenario import Scenario, declared_numbers
from sim.schedule import PHASES
from sim.simulation import Simulation
from sim.text import GongtongError
from sim.world import World
from tests.support import small
from tests.support.points import DESIGNS, every_design, swing

STOP = date(2015, 11, 2)  # week 43 of 60
LIVED = 6  # weeks before a fault

Fault = Callable[[World, Points], object]


def audited(scenario: Scenario, seed: int = 1) -> Results:
    """A run that is checked every week."""
    return Simulation(scenario, seed, audit=True).run()


def found(fault: Fault, scenario: Scenario | None = None) -> str:
    """What the audit says of a fault made when all else of a week is done; empty if nothing."""
    simulation = Simulation(scenario or swing(weeks=LIVED + 1), 1, audit=True)
    for _ in range(LIVED):
        simulation.step()
    scheme = next(policy for policy in simulation.policies if isinstance(policy, Points))

    def at_the_end(phase: str) -> None:
        if phase == PHASES[-1].name:
            fault(simulation.world, scheme)

    try:
        simulation.step(at_the_end)
    except GongtongError as error:
        said = error.text
    else:
        return ""
    assert said.en.startswith(f"Audit, week {LIVED}: ")
    assert said.zh.startswith(f"审计，第{LIVED}周：")
    assert re.search(r"[\u4e00-\u9fff]", said.zh.split("：", 1)[1])
    return said.en


# Passing


@every_design
def test_every_points_design_adds_up(design: dict[str, object]) -> None:
    """In full swing, while people come and go."""
    scenario = swing(**design)
    simulation = Simulation(scenario, 1, audit=True)
    left = sum(rows.size for week, rows in simulation.world.goes.items() if 0 < week < scenario.weeks)
    came = sum(rows.size for week, rows in simulation.world.comes.items() if 0 < week < scenario.weeks)
    assert min(left, came) > 20
    simulation.run()


@pytest.mark.parametrize(
    ("design", "honour"),
    [  # which end of a design waits for the slow tests changes from design to design
        pytest.param(DESIGNS[name], honour, marks=[] if honour == at % 2 else [pytest.mark.slow], id=f"{name}, {end}")
        for at, name in enumerate(DESIGNS)
        for honour, end in ((True, "honoured"), (False, "voided"))
    ],
)
def test_the_end_of_every_points_design_adds_up(design: dict[str, object], honour: bool) -> None:
    """Points honoured for a while, or void at once."""
    results = audited(swing(**design, stop=STOP, honour_at_stop=honour, budget=200.0))
    assert results.series["points_issued"].sum() > 0
    assert results.series["points_held"][-1] == 0


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"office__activities": 0.0},
        {"office__staff": 0},
        {"office__activities": 15.0, "office__calls": 1.0},
        {"community__change__renters_move": 0.9, "office__activities": 3.0},
        {"matters__environment": 500.0},
    ],
    ids=lambda changes: ", ".join(changes) or "as declared",
)
def test_communities_without_a_module_add_up(changes: dict[str, object]) -> None:
    """Quiet, without cadres, restless, burdened."""
    audited(small(**changes))


def test_years_add_up() -> None:
    """Long enough for all windows to go round: counts of contacts drift only if something is wrong."""
    audited(swing(weeks=130))


def test_the_audit_changes_nothing() -> None:
    """It only looks."""
    one, other = audited(swing()), Simulation(swing(), 1).run()
    assert not difference(outcome(one), outcome(other))


def test_a_world_left_alone_passes() -> None:
    """The way faults are made here makes none itself."""
    assert found(lambda _world, _scheme: None) == ""


# Faults of residents


def somebody(world: World) -> int:
    """The row of a resident with contacts, who decides."""
    residents = world.residents
    return int(np.flatnonzero(residents.able & (residents.near > 0) & (residents.near_total > 0))[0])


OFF_SCALE = (1.5, -0.01, np.nan, np.inf)
SHOWN = ("motivation", "trust")


@pytest.mark.parametrize(
    ("column", "value"),
    [  # each column with one of the values; all of them for those of which the whole message is looked at
        (column, value)
        for at, column in enumerate(UNIT_SCALE)
        for nth, value in enumerate(OFF_SCALE)
        if column in SHOWN or nth == at % len(OFF_SCALE)
    ],
)
def test_a_column_off_its_scale_is_named(column: str, value: float) -> None:
    """With the resident and the value."""

    def fault(world: World, _: Points) -> None:
        getattr(world.residents, column)[7] = value

    if column in SHOWN:
        assert f"{column} of resident 7 is {np.float32(value)}" in found(fault)
    else:
        assert f"{column} of resident 7" in found(fault)


@pytest.mark.parametrize("column", NOT_NEGATIVE)
def test_a_negative_amount_is_named(column: str) -> None:
    """With the resident."""

    def fault(world: World, _: Points) -> None:
        getattr(world.residents, column)[somebody(world)] = -1

    assert f"{column} of resident" in found(fault)


@pytest.mark.parametrize("column", ["spare", "hours_total"])
def test_an_undefined_amount_is_named(column: str) -> None:
    """Not a number."""

    def fault(world: World, _: Points) -> None:
        getattr(world.residents, column)[7] = np.nan

    assert f"{column} of resident 7 is nan" in found(fault)


@pytest.mark.parametrize("column", ["near_total", "near", "outside"])
@pytest.mark.parametrize("by", [1, -1])
def test_a_count_of_contacts_off_by_one_is_named(column: str, by: int) -> None:
    """With what is kept and what a recount gives."""

    def fault(world: World, _: Points) -> None:
        counts = getattr(world.residents, column)
        counts[np.flatnonzero(world.residents.able & (counts > 0))[0]] += by

    said = re.search(rf"{column} of resident \d+ is (\d+), a recount gives (\d+)", found(fault))
    assert said is not None
    assert int(said[1]) - int(said[2]) == by


def test_somebody_active_whose_contacts_were_not_told_is_found() -> None:
    """A forgotten message shows in the counts of contacts."""

    def fault(world: World, _: Points) -> None:
        world.residents.active[somebody(world)] ^= True

    assert "a recount gives" in found(fault)


# Faults of lives


def test_somebody_who_decides_without_living_there_is_named() -> None:
    """By row."""

    def fault(world: World, _: Points) -> None:
        world.residents.able[np.flatnonzero(~world.residents.here)[0]] = True

    assert re.search(r"resident \d+ decides without living there", found(fault))


def test_a_child_who_decides_is_named() -> None:
    """By row."""

    def fault(world: World, _: Points) -> None:
        residents = world.residents
        residents.able[np.flatnonzero(residents.here & (residents.age < 12))[0]] = True

    assert re.search(r"resident \d+ decides without living there or being of age", found(fault))


@pytest.mark.parametrize("by", [1, -1])
def test_people_out_of_nothing_or_lost_are_counted(by: int) -> None:
    """With both numbers."""

    def fault(world: World, _: Points) -> None:
        here = world.residents.here
        here[np.flatnonzero(here if by < 0 else ~here)[0]] ^= True

    said = re.search(r"(\d+) people live there, but (\d+) should", found(fault))
    assert said is not None
    assert int(said[1]) - int(said[2]) == by


def test_one_resident_in_place_of_another_is_found() -> None:
    """The number is right, the people are not."""

    def fault(world: World, _: Points) -> None:
        here, able = world.residents.here, world.residents.able
        gone = np.flatnonzero(here & ~able)[0]
        here[np.flatnonzero(~here)[0]], here[gone] = True, False

    assert "not those of the register" in found(fault)


# Faults of work


def test_hours_that_do_not_add_up_are_named() -> None:
    """What persons gave, and what places received."""

    def by_place(world: World, _: Points) -> None:
        world.hours_by_place[3, 1] += 0.5

    def by_person(world: World, _: Points) -> None:
        world.hours[0] += 0.5

    for fault in (by_place, by_person):
        said = re.search(r"residents gave (\d+\.\d+) hours, places received (\d+\.\d+)", found(fault))
        assert said is not None
        assert abs(float(said[1]) - float(said[2])) == pytest.approx(0.5, abs=1e-3)


def test_a_matter_both_open_and_closed_is_found() -> None:
    """The list says open, the book says closed."""

    def fault(world: World, _: Points) -> None:
        world.matters.book.closed[world.matters.open[0]] = world.week

    assert "open matters is not that of the book" in found(fault)


def test_a_matter_that_nobody_works_on_any_more_is_found() -> None:
    """The book says open, the list has lost it; or has it twice."""

    def lost(world: World, _: Points) -> None:
        world.matters.open = world.matters.open[1:]

    def twice(world: World, _: Points) -> None:
        world.matters.open = np.append(world.matters.open, world.matters.open[0])

    for fault in (lost, twice):
        assert "open matters is not that of the book" in found(fault)


@pytest.mark.parametrize("hours", [-1.0, 1e6, np.nan])
def test_cadres_who_work_impossible_hours_are_found(hours: float) -> None:
    """With the hours."""

    def fault(world: World, _: Points) -> None:
        world.cadre_hours = hours

    assert f"cadres worked {hours} hours" in found(fault)


# Faults of money and of modules


@pytest.mark.parametrize("account", ["yuan", "cadre_hours"])
@pytest.mark.parametrize("cost", [-1.0, np.nan, np.inf])
def test_negative_and_undefined_costs_are_found(account: str, cost: float) -> None:
    """In yuan and in hours."""

    def fault(world: World, _: Points) -> None:
        getattr(world.ledger, account)[world.week, 1] = cost

    assert "a cost is negative or undefined" in found(fault)


@pytest.mark.parametrize("account", ["yuan", "cadre_hours"])
def test_costs_booked_ahead_are_found(account: str) -> None:
    """Nobody pays in a week to come."""

    def fault(world: World, _: Points) -> None:
        getattr(world.ledger, account)[world.week + 1, 0] = 5.0

    assert "booked in a week to come" in found(fault, swing(weeks=LIVED + 2))


def test_points_out_of_nothing_are_named() -> None:
    """Issued on paper only, put into an account by hand, redeemed twice, expired and still held."""

    def issued(_: World, scheme: Points) -> None:
        scheme.accounts.issued += 1

    def held(_: World, scheme: Points) -> None:
        scheme.accounts.held[3, 0] += 1

    def redeemed(_: World, scheme: Points) -> None:
        scheme.accounts.redeemed += 10

    def expired(_: World, scheme: Points) -> None:
        scheme.accounts.expired += int(scheme.accounts.held.sum())

    for fault in (issued, held, redeemed, expired):
        assert re.search(r"points: \d+ points issued, but \d+ held, \d+ redeemed, \d+ expired", found(fault))


def test_an_overdrawn_account_is_found() -> None:
    """Even if the sum is right."""

    def fault(_: World, scheme: Points) -> None:
        first, second = np.flatnonzero(scheme.accounts.balance > 0)[:2]
        debt = int(scheme.accounts.balance[first]) + 5
        scheme.accounts.held[first, 0] -= debt
        scheme.accounts.held[second, 0] += debt

    assert "points: " in found(fault)


# Where and when


def test_undefined_rates_of_matters_are_named() -> None:
    """A rate that is not a number would let no matter arise, and all else would still add up."""

    def undefined(world: World, _: Points) -> None:
        vars(world.matters)["_rate"] *= np.nan

    assert "nan matters of kind 0 are expected in estate 0" in found(undefined)


def test_undefined_measures_are_named() -> None:
    """Of the community, or of one grid of it."""
    for kept in ("_single", "_by_grid"):
        simulation = Simulation(small(weeks=2), 1, audit=True)
        name = next(iter(getattr(simulation.running.recorder, kept)))

        def undefined(phase: str, simulation: Simulation = simulation, kept: str = kept, name: str = name) -> None:
            if phase == PHASES[-1].name:
                getattr(simulation.running.recorder, kept)[name][0, ...].reshape(-1)[-1:] = np.nan

        with pytest.raises(GongtongError, match=f"Audit, week 0: {name} is nan"):
            simulation.step(undefined)


@pytest.mark.parametrize(
    "changes",
    [
        {"matters.facilities_wear": 1.0, "community.places.facilities": 1.0},
        {"matters.collective_start": 1.0},
    ],
)
def test_what_a_formula_would_divide_by_zero_is_refused(changes: dict[str, object]) -> None:
    """Such an end is open: what is right beside it runs, and every number of its weeks is one."""
    with pytest.raises(GongtongError, match=r"1\.0 is not allowed; .+ is at least 0 and below 1\.$"):
        small().but(changes)
    audited(small(weeks=3).but(dict.fromkeys(changes, 1 - 1e-06)))


NUMBERS = [number for number in declared_numbers() if number.path not in ("weeks", "run_in")]
TINY = {
    "run_in": 26,
    "community.residents": 300, "community.households": 120, "community.party_members": 10,
    **{f"community.ages.{name}": people for name, people in
       {"infants": 5, "children": 20, "teens": 20, "young": 100, "elders": 50}.items()},
}  # fmt: skip
LARGE = 100_000  # people, units or grids: too many to run for a test


@pytest.mark.slow
@pytest.mark.filterwarnings("error::RuntimeWarning")
def test_every_number_may_stand_at_its_ends() -> None:
    """Whatever a formula needs of a number is in its bounds: at the least and the most that is possible all adds up."""
    base, run = small(weeks=5).but(TINY).adding("*"), 0
    for number in NUMBERS:
        for end in {number.least, number.most}:
            if abs(end) > LARGE or isinstance(end, Open):
                continue
            value = int(end) if isinstance(number.default, int) else float(end)
            try:
                scenario = base.but({number.path: value})
            except GongtongError:  # not together with the others
                continue
            audited(scenario)
            run += 1
    assert run > 1.5 * len(NUMBERS)


def test_a_run_stops_in_the_week_of_the_fault() -> None:
    """An audited run is refused at once; one that is not audited goes on."""

    def careless(simulation: Simulation) -> Simulation:
        scheme: AnyPolicy = simulation.policies[0]
        follow = scheme.follow

        def followed(week: object) -> None:
            follow(week)  # type: ignore[arg-type]
            if simulation.week == 4:
                scheme.accounts.issued += 7  # type: ignore[attr-defined]

        scheme.follow = followed  # type: ignore[method-assign]
        return simulation

    simulation = careless(Simulation(swing(weeks=8), 1, audit=True))
    with pytest.raises(GongtongError, match=r"Audit, week 4: points: \d+ points issued"):
        simulation.run()
    assert careless(Simulation(swing(weeks=8), 1)).run().series["participation"].size == 8


def test_only_faults_in_what_is_there_count() -> None:
    """Rows of those who do not live there are nobody's contacts."""

    def fault(world: World, _: Points) -> None:
        world.residents.near[np.flatnonzero(~world.residents.here)[0]] = 3

    assert found(fault) == ""


def test_all_designs_are_those_of_the_points_tests() -> None:
    """Every kind of reward and every owner of points is audited."""
    for field, values in (("reward", 4), ("pooled", 3)):
        chosen = {design.get(field) for design in DESIGNS.values()}
        assert len(chosen) == values, field
