"""The calendar: one step is one week that starts on a Monday, on real dates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

Day = date  # the clock has a method of that name
WEEKS_PER_YEAR = 365.25 / 7
QUARTER_MONTHS, YEAR_MONTHS = 3, 12


@dataclass(frozen=True)
class Clock:
    """Calendar of a run: weeks counted from a first Monday.

    Attributes
    ----------
    first : date
        The Monday of week 0.
    weeks : int
        How many weeks the run has.
    """

    first: Day
    weeks: int

    def date(self, week: int) -> Day:
        """The Monday of a week."""
        return self.first + timedelta(weeks=week)

    def week(self, day: Day) -> int:
        """The week a day falls in; negative before the first, at least `weeks` after the last."""
        return (day - self.first).days // 7

    def starts_year(self, week: int) -> bool:
        """Whether this is the first Monday of a calendar year, or week 0."""
        return week == 0 or self._months[week] // YEAR_MONTHS != self._months[week - 1] // YEAR_MONTHS

    def starts_quarter(self, week: int) -> bool:
        """Whether this is the first Monday of a calendar quarter, or week 0."""
        return week == 0 or self._months[week] // QUARTER_MONTHS != self._months[week - 1] // QUARTER_MONTHS

    def starts_month(self, week: int) -> bool:
        """Whether this is the first Monday of a calendar month, or week 0."""
        return week == 0 or self._months[week] != self._months[week - 1]

    @cached_property
    def _months(self) -> list[int]:
        """Calendar months since the year 0, of every week and of the one after the last."""
        days = (self.date(week) for week in range(self.weeks + 1))
        return [YEAR_MONTHS * day.year + day.month - 1 for day in days]

    def dates(self) -> list[Day]:
        """The Mondays of all weeks."""
        return [self.date(week) for week in range(self.weeks)]

    def years(self) -> list[int]:
        """The calendar year of every week."""
        return [day.year for day in self.dates()]
