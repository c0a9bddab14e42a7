"""Units 辖区单位: agencies, schools, banks, hospitals, firms and shops, with what they have left to give."""

from __future__ import annotations

from dataclasses import dataclass

from sim.community import Community
from sim.community.units import UNIT_KINDS

WITH_PARTY_ORGANISATION = ("agency", "school", "bank", "hospital", "firm", "property")


@dataclass(eq=False)
class Unit:
    """A unit inside the community.

    Attributes
    ----------
    number : int
        Permanent number; the address of its draws.
    kind : str
        Key of `UNIT_KINDS`.
    grid : int
    space, funds, hours : float
        Idle m² in all, yuan a year, volunteer hours a week it could give.
    goodwill : float, 0–1
        Moves with what becomes of its pledges, and with appraisals.
    credit : float, 0–1
        What it got back for what it gave: reciprocity.
    pressure : float, 0–1
        From appraisals by those above.
    space_left, funds_left : float
        Not given away yet; funds are those of this year.
    agreed_until : int
        Week in which its agreement runs out, −1 without one.
    delivered, broken : int
        Pledges of this year.
    """

    number: int
    kind: str
    grid: int
    space: float
    funds: float
    hours: float
    goodwill: float
    credit: float = 0.0
    pressure: float = 0.0
    space_left: float = 0.0
    funds_left: float = 0.0
    agreed_until: int = -1
    delivered: int = 0
    broken: int = 0

    @property
    def has_party_organisation(self) -> bool:
        """Whether its party organisation can sit on a joint committee."""
        return self.kind in WITH_PARTY_ORGANISATION

    def new_year(self) -> None:
        """Fill up the funds for a new year."""
        self.funds_left = self.funds

    def give(self, space: float = 0.0, yuan: float = 0.0) -> tuple[float, float]:
        """Give away space and money as far as there is any; returns what was given."""
        given = min(space, self.space_left), min(yuan, self.funds_left)
        self.space_left -= given[0]
        self.funds_left -= given[1]
        return given


def units_of(community: Community) -> list[Unit]:
    """The units of a community at the start of a run, each with all it has."""
    table, kinds = community.units, list(UNIT_KINDS)
    units = [
        Unit(n, kinds[kind], int(grid), float(space), float(funds), float(hours), float(goodwill))
        for n, (kind, grid, space, funds, hours, goodwill) in enumerate(
            zip(table.kind, table.grid, table.idle_space, table.funds, table.hours, table.goodwill, strict=True)
        )
    ]
    for unit in units:
        unit.space_left, unit.funds_left = unit.space, unit.funds
    return units
