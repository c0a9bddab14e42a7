"""The calendar: one step is one week that starts on a Monday, on real dates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

Day = date  # the clock has a method of that name
WEEKS_PER_YEAR = 365.25 / 7
QUARTER_MONTHS = 3


@dataclass(frozen=True)
class Clock:
    """Weeks counted from a first Monday.

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
        return week == 0 or self.date(week).year != self.date(week - 1).year

    def starts_quarter(self, week: int) -> bool:
        """Whether this is the first Monday of a calendar quarter, or week 0."""
        return week == 0 or self._quarter(week) != self._quarter(week - 1)

    def starts_month(self, week: int) -> bool:
        """Whether this is the first Monday of a calendar month, or week 0."""
        return week == 0 or self.date(week).month != self.date(week - 1).month

    def _quarter(self, week: int) -> int:
        return (self.date(week).month - 1) // QUARTER_MONTHS

    def dates(self) -> list[Day]:
        """The Mondays of all weeks."""
        return [self.date(week) for week in range(self.weeks)]

    def years(self) -> list[int]:
        """The calendar year of every week."""
        return [day.year for day in self.dates()]
