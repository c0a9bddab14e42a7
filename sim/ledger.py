"""What it costs and what happened: the ledger of yuan and cadre hours, and the chronicle of dated events."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import isfinite

import numpy as np

from sim.text import Filled, Text

PAYERS: dict[str, Text] = {
    "government": Text("government", "政府"),
    "units": Text("units", "辖区单位"),
    "merchants": Text("merchants", "商家"),
    "residents": Text("residents", "居民"),
}
PAYER_AT = {payer: at for at, payer in enumerate(PAYERS)}
OFFICE, SOCIETY, TRIAL = "office", "organisations", "trial"


class Ledger:
    """Ledger of yuan and cadre hours, booked as they are spent.

    Attributes
    ----------
    modules : tuple of str
        Who books: the office and every policy module of the run.
    yuan : float64 (weeks, modules, payers)
    cadre_hours : float64 (weeks, modules)
    """

    def __init__(self, modules: tuple[str, ...], weeks: int) -> None:
        self.modules = modules
        self.yuan = np.zeros((weeks, len(modules), len(PAYERS)))
        self.cadre_hours = np.zeros((weeks, len(modules)))

    def admit(self, modules: tuple[str, ...]) -> None:
        """Make room for more modules, whose weeks so far cost nothing."""
        old, self.modules = self.modules, modules
        at = [modules.index(name) for name in old]
        weeks = self.yuan.shape[0]
        yuan, hours = np.zeros((weeks, len(modules), len(PAYERS))), np.zeros((weeks, len(modules)))
        yuan[:, at], hours[:, at] = self.yuan, self.cadre_hours
        self.yuan, self.cadre_hours = yuan, hours

    def book(self, week: int, module: str, yuan: float, payer: str, cadre_hours: float) -> None:
        """Add a cost.

        Raises
        ------
        ValueError
            If a cost is negative or not a number, or the payer unknown: a fault of the module.
        """
        if payer not in PAYER_AT:
            raise ValueError(f"{module}: {payer!r} is not one of the payers {', '.join(PAYERS)}")
        if not (yuan >= 0 and cadre_hours >= 0 and isfinite(yuan + cadre_hours)):
            raise ValueError(
                f"{module}: costs are never negative, but {yuan} yuan, {cadre_hours} cadre hours were booked"
            )
        at = self.modules.index(module)
        self.yuan[week, at, PAYER_AT[payer]] += yuan
        self.cadre_hours[week, at] += cadre_hours

    def hours_of_office(self, week: int) -> float:
        """Cadre hours the office's own activities took in a week."""
        return float(self.cadre_hours[week, self.modules.index(OFFICE)])

    def hours_of_modules(self, week: int) -> float:
        """Cadre hours that policy modules took in a week; none before the first."""
        if week < 0:
            return 0.0
        return float(sum(self.cadre_hours[week, n] for n, name in enumerate(self.modules) if name != OFFICE))


@dataclass(frozen=True)
class Event:
    """Event of a run, dated, in words.

    Attributes
    ----------
    week : int
    module : str
    text : Text
    grid : int or None
        Counted from 0; None if it concerns the whole community.
    """

    week: int
    module: str
    text: Text
    grid: int | None = None

    @property
    def template(self) -> Text:
        """Text of the event before its fields were filled."""
        return self.text.template if isinstance(self.text, Filled) else self.text


@dataclass
class Chronicle:
    """Events in the order in which they happened."""

    events: list[Event] = field(default_factory=list)

    def tell(self, event: Event) -> None:
        """Write down an event."""
        self.events.append(event)
