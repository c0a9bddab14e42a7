"""What became of every organisation of a run: one frozen record each."""

from __future__ import annotations

from dataclasses import dataclass

from sim.agents.organisation import Organisation, Society
from sim.text import Text


@dataclass(frozen=True)
class OrganisationHistory:
    """The life of one organisation that took shape.

    Attributes
    ----------
    number : int
        Counted from 1, in the order in which they were founded.
    kind : str
        Key of `sim.agents.organisation.ORGANISATIONS`.
    name : Text
    home, grid : int
        Estate and grid, counted from 1.
    founded : int
        Week in which its first people came together.
    founder : str
        `spontaneous`, or the module that founded it.
    steps : dict of int
        Week in which each step of the 149 pathway was done, in their order; empty outside the pathway.
    registered, ended : int or None
        Week; None if it never was, or is still alive.
    reason : Text or None
        Why it ended.
    listed, active, leaders : int
        Members on its list, active ones among them, and leaders: at the end of the run, or of its life.
    funds : float, yuan
    cohesion : float, 0–1
    """

    number: int
    kind: str
    name: Text
    home: int
    grid: int
    founded: int
    founder: str
    steps: dict[str, int]
    registered: int | None
    ended: int | None
    reason: Text | None
    listed: int
    active: int
    leaders: int
    funds: float
    cohesion: float

    @property
    def alive(self) -> bool:
        """Whether the organisation exists at the end of the run."""
        return self.ended is None


def histories(society: Society) -> tuple[OrganisationHistory, ...]:
    """The organisations that ever took shape, committees of estates among them.

    Circles that are only forming, or were given up so, are left out.
    """
    shaped = [one for one in society.ever if not one.forming]
    return tuple(_history(number, one, society) for number, one in enumerate(shaped, 1))


def _history(number: int, one: Organisation, society: Society) -> OrganisationHistory:
    end = one.ended
    return OrganisationHistory(
        number=number,
        kind=one.kind,
        name=one.name,
        home=one.home + 1,
        grid=int(society.community.places.estate_grid[one.home]) + 1,
        founded=one.founded,
        founder=one.founder,
        steps=dict(one.steps),
        registered=one.registered if one.formal else None,
        ended=None if end is None else end.week,
        reason=None if end is None else end.reason,
        listed=society.members(one).size if end is None else end.listed,
        active=society.present(one) if end is None else end.active,
        leaders=len(one.leaders) if end is None else end.leaders,
        funds=one.funds if end is None else end.funds,
        cohesion=one.cohesion,
    )
