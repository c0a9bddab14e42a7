"""Residents, organisations and units as Mesa agents: views of a row or a record, made when somebody looks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from numbers import Real
from operator import attrgetter
from typing import Any

from mesa import Model
from mesa.agent import Agent, AgentSet
from mesa.discrete_space import Cell, FixedAgent

from sim.agents.acts import ACTS, EVERYDAY, HOSTED
from sim.agents.organisation import STAGES_149, Organisation, Society
from sim.agents.resident.columns import OCCUPATIONS, STAGES, Residents
from sim.agents.unit import Unit
from sim.audit import UNIT_SCALE
from sim.community.units import UNIT_KINDS
from sim.text import GongtongError, Text

IDENTITY = ("tie_start", "household_end", "tie_to", "closeness", "number")
RINGS = ("own_recent", "autonomy_recent")
# columns with a value for each kind of act
BY_KIND = dict.fromkeys(("fit", "eases", "habits"), tuple(ACTS)) | {
    "everyday": tuple(name for kind, name in enumerate(ACTS) if kind in EVERYDAY)
}
STRONGEST, SETTABLE_BY_KIND = "habit", "habits"  # the strongest follows from those of the kinds
# what may be set, from 0 on; hours in a week
MOST = dict.fromkeys((name for name in UNIT_SCALE if name != STRONGEST), 1.0) | {"spare": 168.0, SETTABLE_BY_KIND: 1.0}


KEPT = Text(
    "{name}: is kept by the model and cannot be set; you can set {settable}.",
    "{name}：由模型自行维护，不能设置；可设置 {settable}。",
)
NO_KIND = Text(
    "{name}: {value} is not possible; give numbers by kind of act, of {kinds}.",
    "{name}：不能取 {value}；请按行动类别给出数值，类别有 {kinds}。",
)
OFF_SCALE = Text(
    "{name}: {value} is not possible; give a number from 0 to {most}.",
    "{name}：不能取 {value}；须为 0 至 {most} 的数。",
)


class ColumnProperty:
    """One feature of a resident: reads the row of a column, and writes it where that is a matter of the person."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __get__(self, agent: ResidentAgent | None, kind: type | None = None) -> Any:
        """The value as a Python number or bool."""
        if agent is None:
            return self
        return getattr(agent.columns, self.name)[agent.row].item()

    def __set__(self, agent: ResidentAgent, value: Any) -> None:
        """Write the row.

        Raises
        ------
        GongtongError
            If the value is off the scale, or the model itself keeps the column: who somebody is, what they did.
        """
        check_on_scale(self.name, value)
        getattr(agent.columns, self.name)[agent.row] = value


class ByKindProperty:
    """One feature of a resident kind of act by kind of act: reads and writes the row of a column as a mapping."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __get__(self, agent: ResidentAgent | None, kind: type | None = None) -> Any:
        """A new dict of Python numbers by the kinds' keys in `ACTS`."""
        if agent is None:
            return self
        return dict(zip(BY_KIND[self.name], getattr(agent.columns, self.name)[agent.row].tolist(), strict=True))

    def __set__(self, agent: ResidentAgent, values: Any) -> None:
        """Write the kinds that are named; habit of taking part in anything is the strongest of those held by a host.

        Raises
        ------
        GongtongError
            If a value is off the scale, there is no such kind, or the model itself keeps the column.
        """
        kinds = BY_KIND[self.name]
        check_settable(self.name)
        if not isinstance(values, Mapping) or not set(values) <= set(kinds):
            raise GongtongError(NO_KIND.filled(name=self.name, value=repr(values), kinds=", ".join(kinds)))
        for value in values.values():
            check_on_scale(self.name, value)
        row = getattr(agent.columns, self.name)[agent.row]
        for kind, value in values.items():
            row[kinds.index(kind)] = value
        getattr(agent.columns, STRONGEST)[agent.row] = row[:HOSTED].max()


def check_settable(name: str) -> None:
    """Refuse to set what the model itself keeps."""
    if name not in MOST:
        raise GongtongError(KEPT.filled(name=name, settable=", ".join(MOST)))


def check_on_scale(name: str, value: Any) -> None:
    """Refuse a value that a feature cannot have."""
    check_settable(name)
    if isinstance(value, bool) or not isinstance(value, Real) or not 0.0 <= float(value) <= MOST[name]:
        raise GongtongError(OFF_SCALE.filled(name=name, value=repr(value), most=f"{MOST[name]:g}"))


def from_record(path: str, about: str) -> property:
    """A read-only feature of an agent, read from its record along a dotted path whenever somebody asks."""
    return property(attrgetter(path), doc=about)


class OneOfSeveralKinds:
    """What agents of the model have in common: a feature of another kind of agent is None.

    So agent reporters and agent sets can ask for `trust` and `funds` of everybody at once.
    """

    def __getattr__(self, name: str) -> Any:
        """Called for what an agent does not have."""
        if name not in FEATURES:
            raise AttributeError(f"{type(self).__name__} has no attribute {name!r}")
        return None


class ResidentAgent(OneOfSeveralKinds, FixedAgent):  # type: ignore[misc]  # Mesa's own annotations are partial
    """A resident, living in a cell of the grid network.

    Every column of `Residents` is an attribute: `motivation`, `trust`, `weary`, `spare` … Those with a value for each
    kind of act (`habits`, `eases`, `fit`, and `everyday`, this week's acts) are dicts by the kinds' keys in `ACTS`.
    Reading and writing go to the model's columns, so the agent is always up to date. Its `step` does nothing: residents
    decide all at once, in `CommunityModel.step`.

    Attributes
    ----------
    row : int
        Row of the columns.
    number : int
        Permanent number, the same in every run on one community.
    """

    def __init__(self, model: Model, columns: Residents, row: int, cell: Cell) -> None:
        super().__init__(model)
        self.columns = columns
        self.row = row
        self.number = int(columns.number[row])
        self.cell = cell

    @property
    def grid(self) -> int:
        """The grid they live in, counted from 0: the cell's coordinate."""
        return int(self.cell.coordinate)

    @property
    def stage_name(self) -> str:
        """Their stage in words, or `not counted` below the age of 12."""
        names = list(STAGES)
        return names[self.stage] if self.able else "not counted"

    @property
    def occupation_name(self) -> str:
        """Their occupation in words."""
        return list(OCCUPATIONS)[self.occupation]

    @property
    def contacts(self) -> list[int]:
        """Rows of their contacts who live there now."""
        start, end = self.columns.tie_start[self.row], self.columns.tie_start[self.row + 1]
        return [int(other) for other in self.columns.tie_to[start:end] if self.columns.here[other]]


for _name in Residents._fields:
    if _name not in (*IDENTITY, *RINGS):
        setattr(ResidentAgent, _name, (ByKindProperty if _name in BY_KIND else ColumnProperty)(_name))


class OrganisationAgent(OneOfSeveralKinds, Agent):  # type: ignore[misc]  # Mesa's own annotations are partial
    """An organisation that exists, as a view of its record; read-only, and up to date whenever it is read.

    Its `step` does nothing: organisations live on all at once, in `CommunityModel.step`.

    Attributes
    ----------
    organisation : Organisation
        The record itself.
    """

    name = from_record("organisation.name.en", "Its name in English.")
    name_zh = from_record("organisation.name.zh", "Its name in Chinese.")
    kind = from_record(
        "organisation.kind", "`interest`, `governance`, `mutual_aid`, `volunteer`, or `committee` of an estate."
    )
    estate = from_record("organisation.home", "The estate it is at home in, counted from 0.")
    funds = from_record("organisation.funds", "Its money, yuan.")
    cohesion = from_record("organisation.cohesion", "How close members are, 0–1.")
    registered = from_record("organisation.formal", "Whether it is registered.")
    dormant = from_record("organisation.dormant", "Whether nobody has come for a while.")

    def __init__(
        self, model: Model, organisation: Organisation, society: Society, resident: Callable[[int], ResidentAgent]
    ) -> None:
        super().__init__(model)
        self.organisation = organisation
        self._society = society
        self._resident = resident

    @property
    def stage_name(self) -> str:
        """Its stage of the 149 pathway in words."""
        return STAGES_149[self.organisation.stage].en

    @property
    def grid(self) -> int:
        """The grid it is at home in, counted from 0."""
        return int(self._society.community.places.estate_grid[self.organisation.home])

    @property
    def members(self) -> AgentSet:
        """Everybody on its list, as agents."""
        return self._agents(self._society.members(self.organisation).tolist())

    @property
    def leaders(self) -> AgentSet:
        """Those who lead it."""
        return self._agents(self.organisation.leaders)

    @property
    def listed(self) -> int:
        """How many are on its list."""
        return int(self._society.members(self.organisation).size)

    @property
    def active(self) -> int:
        """How many of them take part, as last counted."""
        return self._society.present(self.organisation)

    def _agents(self, rows: list[int]) -> AgentSet:
        return AgentSet([self._resident(row) for row in rows], random=self.model.random)


class UnitAgent(OneOfSeveralKinds, Agent):  # type: ignore[misc]  # Mesa's own annotations are partial
    """A unit inside the community, as a view of its record; read-only, and up to date whenever it is read.

    Its `step` does nothing: units act at the table of a module, in `CommunityModel.step`.

    Attributes
    ----------
    unit : Unit
        The record itself.
    """

    number = from_record("unit.number", "Permanent number, the same in every run on one community.")
    kind = from_record("unit.kind", "`agency`, `school`, `bank`, `hospital`, `firm`, `shop` or `property`.")
    grid = from_record("unit.grid", "The grid it lies in, counted from 0.")
    has_party_organisation = from_record(
        "unit.has_party_organisation", "Whether its party organisation can sit on a joint committee."
    )
    space = from_record("unit.space_left", "Idle space not given away yet, m².")
    funds = from_record("unit.funds_left", "Money of the year not given away yet, yuan.")
    hours = from_record("unit.hours", "Volunteer hours a week it could give.")
    goodwill = from_record("unit.goodwill", "How willing it is, 0–1.")
    credit = from_record("unit.credit", "What it got back for what it gave, 0–1.")
    pressure = from_record("unit.pressure", "From appraisals by those above, 0–1.")
    delivered = from_record("unit.delivered", "Pledges kept this year.")
    broken = from_record("unit.broken", "Pledges broken this year.")
    agreed_until = from_record("unit.agreed_until", "Week in which its agreement runs out, −1 without one.")

    def __init__(self, model: Model, unit: Unit) -> None:
        super().__init__(model)
        self.unit = unit

    @property
    def name(self) -> str:
        """What it is, in English."""
        return UNIT_KINDS[self.unit.kind].en

    @property
    def name_zh(self) -> str:
        """What it is, in Chinese."""
        return UNIT_KINDS[self.unit.kind].zh


KINDS = (ResidentAgent, OrganisationAgent, UnitAgent)
FEATURES = frozenset(name for kind in KINDS for name in vars(kind) if not name.startswith("_"))
