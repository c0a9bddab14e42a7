"""Costs and equity of a comparison, on runs whose answer is known."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import stats

from sim.agents.resident.columns import BYSTANDER, NOT_COUNTED, TOGETHER, TOLD_TO, WANT_TO
from sim.lab.comparison import costs, equity
from sim.lab.comparison.study import Study
from sim.ledger import PAYERS
from sim.results import Results
from sim.simulation import run
from tests.support import small

WEEKS = 104
GOVERNMENT, UNITS = list(PAYERS).index("government"), list(PAYERS).index("units")


@cache
def blank() -> Results:
    """A run of two years in which nobody does anything and nothing costs anything."""
    done = run(small(weeks=WEEKS, modules_start="2015-03-02").adding("points"), 0)
    residents = {name: column.copy() for name, column in done.residents.items()}
    residents["stage"] = np.where(residents["counted"], BYSTANDER, NOT_COUNTED).astype(np.uint8)
    residents["hours_total"] = np.zeros_like(residents["hours_total"])
    series = {name: np.zeros(WEEKS) for name in done.series}
    return replace(
        done,
        series=series,
        residents=residents,
        yuan=np.zeros_like(done.yuan),
        booked_hours=np.zeros_like(done.booked_hours),
    )


def made(active: float = 0.0, yuan: float = 0.0, units: float = 0.0, hours: float = 0.0, given: float = 0.0) -> Results:
    """The same with a share of residents active all the time, and costs booked by the first module in the first week."""
    one = blank()
    paid, booked = one.yuan.copy(), one.booked_hours.copy()
    paid[0, 0, GOVERNMENT], paid[0, 0, UNITS], booked[0, 0] = yuan, units, hours
    series = {**one.series, "active_4w": np.full(WEEKS, active)}
    series["volunteer_hours"] = np.full(WEEKS, given / WEEKS)
    return replace(one, series=series, yuan=paid, booked_hours=booked)


def study_of(base: list[Results], arm: list[Results], draws: tuple[dict[str, float], ...] = ()) -> Study:
    """Two arms on as many seeds as there are runs."""
    scenario = blank().scenario
    return Study(
        {"none": scenario, "arm": scenario}, tuple(range(len(base))), {"none": tuple(base), "arm": tuple(arm)}, draws
    )


def people() -> int:
    """Residents aged 12 and over at the end."""
    return int(blank().residents["counted"].sum())


def moved_to(stages: dict[int, int]) -> Results:
    """The blank run with so many residents, the first ones, at other stages."""
    residents = {name: column.copy() for name, column in blank().residents.items()}
    rows = np.flatnonzero(residents["counted"])
    begin = 0
    for stage, count in stages.items():
        residents["stage"][rows[begin : begin + count]] = stage
        begin += count
    return replace(blank(), residents=residents)


# Costs


def test_what_a_participant_costs_is_extra_yuan_over_extra_people_and_years() -> None:
    """A tenth more of the residents are active over two years for 30,000 and 50,000 yuan: two tenths of them times years."""
    study = study_of([made(), made()], [made(0.1, yuan=30_000), made(0.1, yuan=50_000)])
    row = costs.per_gain(study).set_index(["gain", "cost"]).loc[("participant", "yuan")]
    assert row["added"] == pytest.approx(0.2 * people())
    assert row["each"] == pytest.approx(40_000 / (0.2 * people()))
    assert row["verdict"] == "known"


def test_only_what_exceeds_the_first_arm_counts() -> None:
    base = [made(0.05, yuan=10_000), made(0.05, yuan=10_000)]
    study = study_of(base, [made(0.15, yuan=30_000), made(0.15, yuan=30_001)])
    row = costs.per_gain(study).set_index(["gain", "cost"]).loc[("participant", "yuan")]
    assert row["spent"] == pytest.approx(20_000.5)
    assert row["each"] == pytest.approx(20_000.5 / (0.2 * people()))


def test_an_hour_costs_what_is_spent_for_it() -> None:
    study = study_of([made()] * 3, [made(yuan=900, hours=30, given=given) for given in (290, 300, 310)])
    table = costs.per_gain(study).set_index(["gain", "cost"])
    assert table.loc[("hour", "yuan"), "each"] == pytest.approx(3.0)
    assert table.loc[("hour", "cadre_hours"), "each"] == pytest.approx(0.1)


@pytest.mark.parametrize(
    ("gained", "verdict"),
    [([0.1, -0.1, 0.05], "no gain"), ([0.0, 0.0, 0.0], "no gain"), ([-0.1, -0.11, -0.09], "loss"), ([0.1], "one seed")],
)
def test_without_a_sure_gain_its_price_is_undefined(gained: list[float], verdict: str) -> None:
    study = study_of([made(0.2)] * len(gained), [made(0.2 + more, yuan=1000) for more in gained])
    row = costs.per_gain(study).set_index(["gain", "cost"]).loc[("participant", "yuan")]
    assert row["verdict"] == verdict
    assert np.isnan([row["each"], row["low"], row["high"]]).all()
    assert costs.VERDICTS[row["verdict"]].en.startswith("undefined")


def test_the_interval_of_a_price_covers_as_often_as_it_says() -> None:
    """Of 1,000 studies with a true price of 50 yuan an hour, 95% hold it; the test errs once in 10,000 times."""
    rng, inside, kept = np.random.default_rng(3), 0, 0
    for _ in range(1000):
        given = rng.normal(100, 20, 8)
        spent = 50 * given + rng.normal(0, 400, 8)
        each, low, high = costs.ratio(spent, given)
        kept += bool(np.isfinite(each))
        inside += bool(low <= 50 <= high)
    least, most = stats.binom.interval(1 - 1e-4, kept, 0.95)
    assert kept > 990
    assert least <= inside <= most


def test_over_draws_the_interval_is_that_of_the_draws_own_prices() -> None:
    """Prices of 1 to 20 yuan an hour: the middle 90% of them, not the interval of their mean."""
    arm = [made(yuan=100.0 * price, given=100) for price in range(1, 21)]
    draws = tuple({"resident.base": -2.0 - price / 100} for price in range(20))
    row = costs.per_gain(study_of([made()] * 20, arm, draws)).set_index(["gain", "cost"]).loc[("hour", "yuan")]
    assert (row["each"], row["low"], row["high"]) == (pytest.approx(10.5), pytest.approx(2), pytest.approx(19))


def test_who_pays_adds_up_to_what_was_spent() -> None:
    study = study_of([made(), made()], [made(yuan=700, units=300, hours=12, given=50)] * 2)
    table = costs.costs_by_carrier(study).set_index(["arm", "carrier"])["difference"]
    assert table["arm", "government"] == 700
    assert table["arm", "units"] == 300
    assert table["arm", "merchants"] == table["arm", "residents"] == 0
    assert table["arm", "cadre_hours"] == 12
    assert table["arm", "volunteer_hours"] == pytest.approx(50)
    assert (table["none"] == 0).all()


def test_years_and_modules_add_up_to_the_ledger() -> None:
    """A real run: every yuan and every booked hour of the ledger is in the table, once."""
    done = run(small(weeks=WEEKS, modules_start="2015-03-02").adding("points", "leaders"), 1)
    study = Study({"both": done.scenario}, (1,), {"both": (done,)})
    table = costs.by_year(study)
    assert table[list(PAYERS)].to_numpy().sum() == pytest.approx(done.yuan.sum())
    assert table["cadre_hours"].sum() == pytest.approx(done.booked_hours.sum())
    assert set(table["module"]) == {"office", "points", "leaders"}
    assert sorted(set(table["year"])) == [2015, 2016]


# Equity


def test_everybody_is_in_one_group_of_each_dimension() -> None:
    study = study_of([blank()], [blank()])
    lives = equity.paired_residents(study, "arm")
    for name, dimension in equity.DIMENSIONS.items():
        count = len(dimension.groups) or getattr(blank().scenario.community, f"{name}s")
        _, _, sizes = equity.by_group(lives, name, equity.OUTCOMES["taking_part"], count)
        assert sizes.shape == (1, count)
        assert sizes.sum() == people()


def test_an_arm_that_changes_nobody_moves_nobody() -> None:
    """Also not by luck: the same residents have the same luck."""
    same = run(small(weeks=60), 2)
    table = equity.gains(Study({"none": same.scenario, "arm": same.scenario}, (2,), {"none": (same,), "arm": (same,)}))
    assert (table["difference"] == 0).all()
    assert set(table[table["outcome"] == "moved_up"]["mean"]) == {0.0}


def test_gains_fall_where_they_were_made() -> None:
    """Only women of grid 3 take part: they gain wholly, men and other grids not at all."""
    residents = {name: column.copy() for name, column in blank().residents.items()}
    chosen = residents["counted"] & residents["female"] & (residents["grid"] == 3)
    residents["stage"][chosen] = WANT_TO
    residents["hours_total"][chosen] = 10
    study = study_of([blank()] * 2, [replace(blank(), residents=residents)] * 2)
    gain = equity.gains(study).set_index(["outcome", "dimension", "group"])["difference"].sort_index()
    women = chosen.sum() / (residents["counted"] & residents["female"]).sum()
    inside = chosen.sum() / (residents["counted"] & (residents["grid"] == 3)).sum()
    assert gain["taking_part", "sex", "men"] == 0
    assert gain["taking_part", "sex", "women"] == pytest.approx(women)
    assert gain["hours", "sex", "women"] == pytest.approx(10 * women)
    assert gain["taking_part", "grid", "3"] == pytest.approx(inside)
    assert gain["taking_part", "grid"].drop("3").eq(0).all()
    assert gain["together", "all", "all"] == 0


def test_the_worst_grid_is_looked_for_in_each_world() -> None:
    """All grids but one reach everybody, another one in each seed: the worst is still at nothing."""

    def but(left_out: int) -> Results:
        residents = {name: column.copy() for name, column in blank().residents.items()}
        residents["stage"][residents["counted"] & (residents["grid"] != left_out)] = TOLD_TO
        return replace(blank(), residents=residents)

    everybody = but(0)
    study = study_of([everybody, everybody], [but(1), but(2)])
    row = equity.worst_grid(study).iloc[0]
    assert (row["baseline"], row["mean"], row["difference"]) == (1, 0, -1)


def test_stages_before_and_after_are_those_of_the_same_person() -> None:
    """Fifty go from bystander to told to; 40 from want to (before) back to bystander, and 30 on to together."""
    before = moved_to({BYSTANDER: 50, WANT_TO: 70})
    after = moved_to({TOLD_TO: 50, BYSTANDER: 40, TOGETHER: 30})
    study = study_of([before] * 2, [after] * 2)
    cells = equity.moves(study).set_index(["before", "after"])
    assert cells.loc[("bystander", "told_to"), "people"] == 50
    assert cells.loc[("want_to", "bystander"), "people"] == 40
    assert cells.loc[("want_to", "together"), "share"] == pytest.approx(30 / people())
    assert cells["people"].sum() == people()
    moved = equity.gains(study, ["moved_up", "moved_down"], ["all"]).set_index("outcome")["difference"]
    assert moved["moved_up"] == pytest.approx(80 / people())
    assert moved["moved_down"] == pytest.approx(40 / people())


def test_nothing_is_told_of_fewer_than_ten_people() -> None:
    """A cell of nine has no number, one of ten has; a group of nine is not in the table."""
    study = study_of([blank()] * 2, [moved_to({TOLD_TO: 9, TOGETHER: 10})] * 2)
    cells = equity.moves(study).set_index(["before", "after"])
    assert np.isnan(cells.loc[("bystander", "told_to"), ["people", "share", "low", "high"]].to_numpy(float)).all()
    assert cells.loc[("bystander", "together"), "people"] == 10
    few = {name: column.copy() for name, column in blank().residents.items()}
    few["renter"] = np.zeros_like(few["renter"])
    few["renter"][np.flatnonzero(few["counted"])[:9]] = True
    hidden = replace(blank(), residents=few)
    table = equity.gains(study_of([hidden], [hidden]), dimensions=["tenancy"])
    assert set(table["group"]) == {"owners"}


def test_intervals_are_those_of_paired_differences() -> None:
    shares: NDArray[np.float64] = np.array([100, 140, 180]) / people()
    study = study_of([blank()] * 3, [moved_to({TOLD_TO: count}) for count in (100, 140, 180)])
    row = equity.gains(study, ["taking_part"], ["all"]).iloc[0]
    low, high = stats.ttest_1samp(shares, 0).confidence_interval(0.95)
    assert (row["difference"], row["low"], row["high"]) == (
        pytest.approx(shares.mean()),
        pytest.approx(low),
        pytest.approx(high),
    )
