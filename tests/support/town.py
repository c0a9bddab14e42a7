"""A hand-built town for tests of organisations: few people, one estate a grid, grids in a row, no organisation yet."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import networkx as nx
import numpy as np
from numpy.typing import NDArray

from sim.agents.acts import INTEREST, KINDS
from sim.agents.backbone import Backbone, BackboneSettings
from sim.agents.organisation import GROUP, Organisation, OrganisationSettings, Society, attend, gather, live_on
from sim.agents.organisation.life import count
from sim.agents.organisation.names import NAMES
from sim.agents.organisation.roster import NOBODY
from sim.agents.resident.columns import Residents
from sim.agents.resident.occasions import Offers, Push, room_for
from sim.rng import Streams
from sim.text import Text
from tests.support import residents

# What a run cannot change is read-only there; the same here, so that kernels are compiled once for both
UNCHANGING = ("number", "tie_start", "household_end", "tie_to", "closeness", "fit", "ease", "eases")


class Town:
    """Adults who live alone, as many in each estate; estate n is all of grid n, and grids stand in a row.

    Attributes
    ----------
    r : Residents
    community : namespace with what organisations ask of a community
    society : Society
    push, offers
        This week's levers, neutral before `gather`.
    week : int

    Parameters
    ----------
    ties
        Pairs of rows who know each other.
    organisations, backbone
        Declared numbers that differ from their defaults.
    columns
        Columns of residents.
    """

    def __init__(
        self,
        people: int = 40,
        estates: int = 4,
        *,
        ties: list[tuple[int, int]] | None = None,
        organisations: dict[str, Any] | None = None,
        backbone: dict[str, Any] | None = None,
        seed: int = 0,
        **columns: NDArray[Any],
    ) -> None:
        both = sorted({*(ties or []), *((b, a) for a, b in ties or [])})
        start = np.searchsorted([a for a, _ in both], np.arange(people + 1))
        everybody = np.ones(people)
        own = {
            "number": 100 + np.arange(people),
            "here": everybody,
            "able": everybody,
            "age": 40 * everybody,
            "spare": 8 * everybody,
            "motivation": 0.5 * everybody,
            "skill": 0.5 * everybody,
            "tie_start": start,
            "household_end": start[:-1],
            "tie_to": np.array([b for _, b in both]),
            "closeness": np.ones(len(both)),
        }
        self.r: Residents = residents(people, **{**own, **columns})
        for name in UNCHANGING:
            getattr(self.r, name).flags.writeable = False
        estate = np.repeat(np.arange(estates, dtype=np.int32), -(-people // estates))[:people]
        begins = np.searchsorted(estate, np.arange(estates + 1))
        estate.flags.writeable = False
        self.community = SimpleNamespace(
            people=people,
            number=self.r.number,
            household=np.arange(people, dtype=np.int32),
            estate=estate,
            grid=estate,
            estate_start=begins,
            grid_start=begins,
            settings=SimpleNamespace(estates=estates, grids=estates, households=people),
            places=SimpleNamespace(estate_grid=np.arange(estates, dtype=np.int32), grid_graph=nx.path_graph(estates)),
        )
        self.society = Society(
            OrganisationSettings(**(organisations or {})),
            Backbone(BackboneSettings(**(backbone or {}))),
            self.community,
        )
        self.streams = Streams(seed)
        self.push = Push(*(np.zeros(people, np.float32) for _ in Push._fields))
        self.offers = Offers(
            *(np.zeros((estates, KINDS), np.float32) for _ in range(3)),
            np.zeros(KINDS, np.float32),
            np.zeros(estates, np.float32),
        )
        self.week = 0

    def founded(self, rows: Any, kind: str = "interest", home: int = 0, **known: Any) -> Organisation:
        """A new organisation; `known` are attributes of it. Kinds without a pool of names are called by their estate."""
        name = None if kind in NAMES else Text(f"{kind} of estate {home + 1}", f"{home + 1}号小区{kind}")
        stage = known.get("stage", GROUP)
        one = self.society.found(kind, home, np.asarray(rows), "a test", self.week, stage, name=name)
        for name, value in known.items():
            assert hasattr(one, name), name
            setattr(one, name, value)
        self.society.backbone.appoint(np.array(one.leaders, np.int64), self.week)
        self.count()
        return one

    def count(self) -> None:
        """Count who belongs where."""
        count(self.society, self.r, self.week)

    def in_name_only(self, which: Any) -> None:
        """Some memberships are of people who have not come for long."""
        self.society.roster.joined[which] = self.society.roster.last[which] = -100

    def gather(self) -> None:
        """Organisations hold activities and ask people along, from neutral levers."""
        for lever in (*self.push, *self.offers):
            lever[:] = 0
        gather(self.society, self.r, self.push, self.offers, self.streams, self.week)

    def come(self, rows: Any, kind: int = INTEREST, absent: Any = ()) -> None:
        """These people come to something of a kind, and those stay away from it.

        They do so where they have a place, if that is for this kind, or else as at an event.
        """
        came, absent = np.asarray(rows, np.int32), np.asarray(absent, np.int32)
        everybody = np.sort(np.concatenate([came, absent]))
        occasions, count = room_for(self.r.here.size), everybody.size
        host, held = (column[everybody] for column in self.society.turn)
        occasions.row[:count], occasions.kind[:count] = everybody, kind
        occasions.came[:count] = np.isin(everybody, came)
        occasions.host[:count] = np.where((host != NOBODY) & (held == kind), host, NOBODY)
        attend(self.society, occasions, count, self.offers, self.streams, self.week)

    def live_on(self, *, month: bool = False, quarter: bool = False) -> None:
        """The week ends."""
        live_on(self.society, self.r, self.streams, self.week, month=month, quarter=quarter)

    def pass_week(self, rows: Any = (), kind: int = INTEREST, *, month: bool = False, quarter: bool = False) -> None:
        """A whole week, in which these people come."""
        self.gather()
        self.come(rows, kind)
        self.live_on(month=month, quarter=quarter)
        self.week += 1


def still(**changes: Any) -> dict[str, Any]:
    """Numbers of organisations among which nothing happens by chance: nobody leaves, nothing ends or begins."""
    never = {
        "leave": 0.0,
        "mortality": 0.0,
        "mortality_new": 0.0,
        "succession": 0.0,
        "spontaneous": 0.0,
        "merging": 0.0,
    }
    return {**never, **changes}


def steady(**changes: Any) -> dict[str, Any]:
    """Numbers of backbone residents who never stop by chance."""
    return {"stop": 0.0, **changes}
