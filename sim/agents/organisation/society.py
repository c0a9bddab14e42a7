"""`Society`: all organisations of a run, their lists of members, and the backbone who lead them; see `life`."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.agents.acts import KINDS
from sim.agents.backbone import Backbone
from sim.agents.organisation.names import name_for
from sim.agents.organisation.organisation import FORMING, GROUP, MAIN_ACT, Ending, Organisation
from sim.agents.organisation.roster import Belonging, Roster, empty_roster, nobody_belongs
from sim.agents.organisation.settings import OrganisationSettings
from sim.community import Community
from sim.text import Text

ADDRESS_WEEKS = 1 << 32


class News(NamedTuple):
    """Something that happened to an organisation, in words; `home` is its estate."""

    text: Text
    home: int


class Gathering(NamedTuple):
    """Who came to the activities of organisations this week.

    Attributes
    ----------
    row : int32 · kind : int8 · host : int32, index of the organisation · member : bool, guests are not
    """

    row: NDArray[np.int32]
    kind: NDArray[np.int8]
    host: NDArray[np.int32]
    member: NDArray[np.bool_]

    def at(self, organisation: Organisation) -> Gathering:
        """People at one organisation's activities."""
        chosen = self.host == organisation.index
        return Gathering(*(column[chosen] for column in self))


NOBODY_CAME = Gathering(np.empty(0, np.int32), np.empty(0, np.int8), np.empty(0, np.int32), np.empty(0, np.bool_))


class Society:
    """All organisations of a run.

    Attributes
    ----------
    ever : list of Organisation
        In the order in which they began; those that ended too.
    roster : Roster
    belonging : Belonging
        Who belongs where, as last counted.
    backbone : Backbone
    held : float32 (organisations, kinds)
        Activities of this week; `spread` float32 (organisations, estates) is the notice each gives of its own.
    turn : int32 (people,), int8 (people,)
        Organisation in which each has a place that meets this week, −1 for none; the kind of act it does.
    gathering : Gathering
        Who came this week.
    awards : list of (rows, points)
        Points that others than organisations award this week, such as committees.
    granted, spent : float
        Yuan given to organisations, and used up by them or lost with them, so far.
    news : list of News
        What happened since it was last read.
    unsettled : list of (kind, rows)
        Who lost a place for a kind of act because its organisation ended, since habits were last looked at.
    """

    def __init__(self, settings: OrganisationSettings, backbone: Backbone, community: Community) -> None:
        self.settings = settings
        self.backbone = backbone
        self.community = community
        estates = community.settings.estates
        self.ever: list[Organisation] = []
        self.roster: Roster = empty_roster()
        self.belonging: Belonging = nobody_belongs(community.people, 0, 0, estates)
        self.held = np.zeros((0, KINDS), np.float32)
        self.spread = np.zeros((0, estates), np.float32)
        self.turn = np.full(community.people, -1, np.int32), np.zeros(community.people, np.int8)
        self.gathering: Gathering = NOBODY_CAME
        self.awards: list[tuple[NDArray[np.integer], int]] = []
        self.granted = self.spent = 0.0
        self.news: list[News] = []
        self.unsettled: list[tuple[int, NDArray[np.int32]]] = []

    @property
    def alive(self) -> list[Organisation]:
        """Organisations that exist now."""
        return [one for one in self.ever if one.alive]

    @property
    def idle(self) -> bool:
        """Whether there is no organisation and nobody in the backbone."""
        return not self.backbone.serving.any() and not self.alive

    def found(
        self,
        kind: str,
        home: int,
        rows: NDArray[np.integer],
        founder: str,
        week: int,
        stage: int = GROUP,
        name: Text | None = None,
    ) -> Organisation:
        """Found an organisation with some people on its list; its leaders are chosen later.

        Parameters
        ----------
        rows
            Rows of residents, without repetition, at least one; the first one's number addresses its draws.
        name
            One of its own kind's names that nobody bears, unless given.
        """
        address = week * ADDRESS_WEEKS + int(self.community.number[rows[0]])
        while any(one.address == address for one in self.ever):
            address += ADDRESS_WEEKS // 2
        called = name or name_for(kind, address, (one.name for one in self.ever))
        new = Organisation(len(self.ever), address, kind, called, home, week, founder, stage=stage)
        new.cohesion = self.settings.cohesion_start
        self.ever.append(new)
        self.enlist(new, rows, week, placed=stage != FORMING)
        return new

    def enlist(self, organisation: Organisation, rows: NDArray[np.integer], week: int, *, placed: bool = False) -> None:
        """Put people on an organisation's list who are not on it yet; `placed` with a place in its rhythm at once."""
        new = np.array(sorted(set(rows.tolist()) - set(self.members(organisation).tolist())), np.int32)
        self.roster = self.roster.with_more(np.full(new.size, organisation.index, np.int32), new, week, came=placed)

    def strike(self, organisation: Organisation, rows: NDArray[np.integer]) -> None:
        """Take people off an organisation's list."""
        off = (self.roster.organisation == organisation.index) & np.isin(self.roster.row, rows)
        self.roster = self.roster.only(~off)
        organisation.lose(set(np.asarray(rows).tolist()))

    def of(self, organisation: Organisation) -> Roster:
        """An organisation's own part of the roster."""
        return self.roster.only(self._span(organisation))

    def members(self, organisation: Organisation) -> NDArray[np.int32]:
        """Rows of everybody on an organisation's list."""
        return self.roster.row[self._span(organisation)]

    def _span(self, organisation: Organisation) -> slice:
        index = organisation.index
        first, last = self.roster.organisation.searchsorted(np.array([index, index + 1], np.int32))
        return slice(int(first), int(last))

    def present(self, organisation: Organisation) -> int:
        """Number of an organisation's active members, as last counted."""
        counted = self.belonging.present
        return int(counted[organisation.index]) if organisation.index < counted.size else 0

    def points_awarded(self) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
        """Points awarded this week, by organisations to members who came or by others: rows, points of each."""
        if not self.awards and not any(one.awards for one in self.ever):
            return NOBODY_CAME.row, np.empty(0, np.int64)
        awards = np.array([one.awards for one in self.ever], np.int64)
        earned = np.flatnonzero(self.gathering.member)
        earned = earned[awards[self.gathering.host[earned]] > 0]
        rows = [self.gathering.row[earned], *(given for given, _ in self.awards)]
        points = [awards[self.gathering.host[earned]], *(np.full(given.size, each) for given, each in self.awards)]
        return np.concatenate(rows), np.concatenate(points)

    def grant(self, organisation: Organisation, yuan: float) -> None:
        """Give money to an organisation; whoever gives it books it."""
        organisation.funds += yuan
        self.granted += yuan

    def end(self, organisation: Organisation, week: int, reason: Text) -> None:
        """End an organisation; its list, its leads and its money are gone."""
        own = self.of(organisation)
        listed = own.row.size
        self.unsettled.append((MAIN_ACT[organisation.kind], own.row[own.times > 0]))
        active = min(self.present(organisation), listed)  # as last counted; some may have left since
        organisation.ended = Ending(week, reason, listed, active, len(organisation.leaders), organisation.funds)
        organisation.leaders, organisation.board, organisation.planned = [], [], []
        self.spent += organisation.funds
        organisation.funds = 0.0
        self.roster = self.roster.only(self.roster.organisation != organisation.index)

    def tell(self, text: Text, one: Organisation, **values: object) -> None:
        """Enter something into the news, under the organisation's name."""
        self.news.append(News(text.filled(name=one.name, **values), one.home))

    def read_news(self) -> list[News]:
        """News since they were last read; they are read once."""
        news, self.news = self.news, []
        return news
