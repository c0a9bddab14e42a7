"""The calendar: one step is one real week."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from sim.clock import Clock

CASE = Clock(date(2015, 1, 5), 469)


def test_the_case_runs_from_2015_to_2023() -> None:
    """469 weeks from the first Monday of 2015 end with the last day of 2023."""
    assert CASE.dates()[0] == date(2015, 1, 5)
    assert CASE.date(468) + timedelta(days=6) == date(2023, 12, 31)
    assert len(CASE.dates()) == len(CASE.years()) == 469


@examples(derandomize=True, max_examples=200)
@given(week=st.integers(0, 5000), day=st.integers(0, 6))
def test_every_day_of_a_week_falls_in_it(week: int, day: int) -> None:
    """From Monday to Sunday."""
    monday = CASE.date(week)
    assert monday.weekday() == 0
    assert CASE.week(monday + timedelta(days=day)) == week


def test_days_before_the_first_monday_are_in_negative_weeks() -> None:
    """A module may have begun before the run."""
    assert CASE.week(date(2015, 1, 4)) == -1
    assert CASE.week(date(2014, 12, 28)) == -2


def test_days_after_the_end_are_in_weeks_that_do_not_happen() -> None:
    """The first day after the run is in the week that would follow."""
    assert CASE.week(date(2024, 1, 1)) == CASE.weeks


def test_a_year_has_one_start_four_quarters_and_twelve_months() -> None:
    """Each begins with its first Monday; lists and evaluations are yearly, joint meetings quarterly."""
    weeks = range(CASE.weeks)
    for year in range(2015, 2024):
        of_year = [week for week in weeks if CASE.date(week).year == year]
        assert sum(map(CASE.starts_year, of_year)) == 1
        assert sum(map(CASE.starts_quarter, of_year)) == 4
        assert sum(map(CASE.starts_month, of_year)) == 12


def test_the_start_of_a_year_is_a_quarter_and_a_quarter_a_month() -> None:
    """The longer spans begin with the shorter ones."""
    for week in range(CASE.weeks):
        assert CASE.starts_month(week) >= CASE.starts_quarter(week) >= CASE.starts_year(week)


@pytest.mark.parametrize(
    ("week", "month", "quarter"),
    [(0, True, True), (1, False, False), (4, True, False), (13, True, True), (51, False, False), (52, True, True)],
)
def test_starts_in_the_first_year(week: int, month: bool, quarter: bool) -> None:
    """February 2015 begins with the Monday of 2 February, April with 6 April, 2016 with 4 January."""
    assert (CASE.starts_month(week), CASE.starts_quarter(week)) == (month, quarter)


def test_week_zero_starts_everything() -> None:
    """Whatever the date of the first Monday."""
    middle = Clock(date(2019, 5, 20), 10)
    assert middle.starts_year(0)
    assert middle.starts_quarter(0)
    assert middle.starts_month(0)
    assert not middle.starts_month(1)


def test_years_name_the_monday() -> None:
    """A week belongs to the year of its Monday: the Monday of 28 December 2015 is in 2015."""
    years = CASE.years()
    assert years[51] == 2015
    assert years[52] == 2016
    assert sorted(set(years)) == list(range(2015, 2024))
