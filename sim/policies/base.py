"""The policy interface: what a module declares, and the few hooks it may fill."""

from __future__ import annotations

from abc import ABC
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from sim.agents.organisation import Organisation
from sim.clock import Clock
from sim.community import Community
from sim.measures import Measure
from sim.param import Day, Settings, Whole, param
from sim.text import Text
from sim.week import Week


class PolicySettings(Settings):
    """Settings that every module has: when, where, how much.

    Attributes
    ----------
    start : date or None
        First day; None for the first day of the run.
    stop : date or None
        First day on which it no longer runs; None for never.
    grids, estates : tuple of int or None
        Where it runs, counted from 1; None for everywhere. Both together: where either says.
    """

    whole_run: ClassVar[tuple[str, ...]] = ("start", "stop")  # a dated change switches a module on and off by its name

    start: Day | None = None
    stop: Day | None = None
    grids: tuple[Whole, ...] | None = None
    estates: tuple[Whole, ...] | None = None
    dose: float = param(
        1.0, 0.25, 2.0, "multiple", "dose: strength of the module", "力度（倍数）", source="assumption", bounds=(0, 10)
    )


S = TypeVar("S", bound=PolicySettings)
Fact = tuple[Text, Text]  # what is said of something on its card: a heading and a value


@dataclass(frozen=True)
class Step:
    """One of the steps through which a module leads organisations.

    Attributes
    ----------
    name : str
        In the steps of an `Organisation`.
    label : Text
    short : Text
        In at most eight columns, for tables.
    """

    name: str
    label: Text
    short: Text


class Policy(ABC, Generic[S]):
    """A policy module. A new one subclasses this, declares itself and fills in hooks; nothing else is needed.

    It reads what a `Week` shows, pushes levers, hosts activities, books costs and tells events. Residents'
    columns are read-only to it; what it must remember it keeps in columns of its own.

    Class attributes
    ----------------
    name : str
        In scenarios, arms and figures.
    label, about : Text
    source : str
        Keys of the bibliography.
    settings_type : type of PolicySettings
        Its declared numbers.
    measures : tuple of Measure
        What it measures besides; `measured` gives the weekly values.
    colour : str
        In figures and on the page; empty for one that is left over.
    major : tuple of Text
        Texts of the events that matter most on a timeline: what begins and ends, is founded, elected, opened.
    yearly : mapping of Text to Text
        How the chronicle tells a year of routine events made from a text. Whole numbers are sums over the year,
        except `estate` and `grid`: these, like texts, are listed. `times` is how often it happened.
    steps : tuple of Step
        Through which it leads organisations, in their order.
    outlives : tuple of str
        Levers that what it founded goes on pushing after its end, in `wind_down`: committees, services.
    """

    name: ClassVar[str]
    label: ClassVar[Text]
    about: ClassVar[Text]
    source: ClassVar[str]
    settings_type: ClassVar[type[PolicySettings]]
    measures: ClassVar[tuple[Measure, ...]] = ()
    colour: ClassVar[str] = ""
    major: ClassVar[tuple[Text, ...]] = ()
    yearly: ClassVar[Mapping[Text, Text]] = {}
    steps: ClassVar[tuple[Step, ...]] = ()
    outlives: ClassVar[tuple[str, ...]] = ()

    def __init__(self, settings: S, community: Community, clock: Clock) -> None:
        self.community = community
        self.clock = clock
        self.begun = False
        self._take(settings)

    def amend(self, settings: S) -> None:
        """Take other settings at the start of a week: numbers, places, when to run. What was done stays done.

        A module that keeps something made of its settings makes it anew here. One that ended may begin once more.
        """
        if settings.start != self.settings.start:
            self.begun = False
        self._take(settings)

    def _take(self, settings: S) -> None:
        self.settings = settings
        self.first_week = 0 if settings.start is None else max(self.clock.week(settings.start), 0)
        self.last_week = self.clock.weeks if settings.stop is None else self.clock.week(settings.stop)
        self.estates: NDArray[np.bool_] = _target_estates(settings, self.community)
        self.rows: NDArray[np.bool_] = self.estates[self.community.estate]

    def running(self, week: int) -> bool:
        """Whether the module is on in a week."""
        return self.first_week <= week < self.last_week and self.settings.dose > 0

    def begin(self, week: Week) -> None:
        """Begin, in the first week before `act`; again if the module ended and is switched on anew."""

    def act(self, week: Week) -> None:
        """Push levers and host activities, every week before residents are asked."""

    def follow(self, week: Week) -> None:
        """Follow up, every week after residents took part: `week.taken` says who."""

    def finish(self, week: Week) -> None:
        """End, in the first week in which the module no longer runs."""

    def wind_down(self, week: Week) -> None:
        """Settle what is left, every week from the end on."""

    def depart(self, rows: NDArray[np.int64]) -> None:
        """Forget residents who moved away or died: rows."""

    def audit(self) -> Iterator[Text]:
        """Complaints about what does not add up in the module; none if all is well."""
        yield from ()

    def measured(self) -> dict[str, float]:
        """Value of each of its own measures, this week; asked once a week."""
        return {}

    def about_estate(self, estate: int) -> Iterator[Fact]:
        """Facts about an estate (counted from 0), for its card."""
        yield from ()

    def about_organisation(self, organisation: Organisation) -> Iterator[Fact]:
        """Facts about an organisation, for its card."""
        yield from ()


def _target_estates(settings: PolicySettings, community: Community) -> NDArray[np.bool_]:
    """Where a module runs: bool (estates,)."""
    count = community.settings.estates
    if settings.grids is None and settings.estates is None:
        return np.ones(count, np.bool_)
    chosen = np.zeros(count, np.bool_)
    if settings.estates is not None:
        chosen[np.array(settings.estates, np.int64) - 1] = True
    if settings.grids is not None:
        chosen |= np.isin(community.places.estate_grid, np.array(settings.grids) - 1)
    return chosen


AnyPolicy = Policy[Any]
