"""`CommunityModel`: the whole simulation as a Mesa model, used as Mesa's documentation says."""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import numpy as np
from mesa import DataCollector, Model
from mesa.agent import Agent, AgentSet
from mesa.discrete_space import Cell, Network

from sim.mesa_api.agents import OrganisationAgent, ResidentAgent, UnitAgent
from sim.results import Results, find_measure
from sim.rng import as_seed
from sim.scenario import Scenario
from sim.scenario.file import as_scenario
from sim.scenario.paths import by_name
from sim.scenario.remarks import remarks
from sim.simulation import Simulation
from sim.text import GongtongError, Text

COLLECTED = (
    "participation", "active_4w", "bystander", "told_to", "want_to", "together", "membership", "registered",
    "volunteer_hours", "motivation", "trust", "belonging", "matters_open", "cadre_overload", "cost_yuan",
)  # fmt: skip


NUMPYS = (np.random.SeedSequence, np.random.Generator)
STAY = Text(
    "agent.remove: residents, organisations and units come and go with the model, by its scenario and its luck; "
    "they cannot be removed.",
    "agent.remove：居民、组织和辖区单位的去留由模型、方案与随机性决定，不能移除。",
)
ONE_LUCK = Text("seed and rng: give one of them, not both.", "seed 与 rng：请只给出其中一个。")


def _latest(model: CommunityModel, name: str) -> float:
    return model.simulation.latest(name)


class GridCell(Cell):  # type: ignore[misc]  # Mesa's own annotations are partial
    """One of the grids. Its residents become agents when somebody looks."""

    model: CommunityModel | None = None

    @property
    def _agents(self) -> list[Agent]:
        """Mesa reads and fills this list; a look from outside makes the agents first."""
        if self.model is not None:
            self.model.look()
        return self._held

    @_agents.setter
    def _agents(self, agents: list[Agent]) -> None:
        self._held = agents


class CommunityModel(Model):  # type: ignore[misc]  # Mesa's own annotations are partial
    """A scenario as a Mesa model; one step is one week.

    Parameters
    ----------
    scenario
        A shipped scenario's name, a file, or a `Scenario`.
    modules
        Modules to switch on besides, joined by `+`, such as `points`; `*` for all.
    changes
        Values to change, by dotted name, such as `{"points.dose": 0.5}`.
    weeks
        Length of the run; the scenario's unless given.
    collect
        Measures that `datacollector` collects every week.
    seed, rng
        Luck of the run, under the old and the new name that Mesa has for it: a whole number, or for `rng` whatever
        numpy makes a generator of; drawn anew where both are None, as Mesa does.

    Attributes
    ----------
    grid : mesa.discrete_space.Network
        The grids and which touch; every resident lives in a cell.
    simulation : Simulation
        What runs behind.
    datacollector : DataCollector
        Measures week by week.

    Notes
    -----
    `agents`, `agents_by_type`, `organisations`, `units` and the cells' `agents` make a `ResidentAgent` for everybody,
    an `OrganisationAgent` for every organisation and a `UnitAgent` for every unit when first looked at, and keep up
    with who comes and goes from then on; a run in which nobody looks pays nothing for them. Every measure but one is an
    attribute too: `model.participation` is that of the last week. (The measure `organisations` is the number of
    `model.organisations` without committees.)
    """

    def __init__(
        self,
        scenario: str | Scenario = "liuhe",
        modules: str = "",
        changes: Mapping[str, object] | None = None,
        weeks: int | None = None,
        collect: Sequence[str] = COLLECTED,
        seed: int | None = None,
        rng: int | np.random.SeedSequence | np.random.Generator | None = None,
    ) -> None:
        if seed is not None and rng is not None:
            raise GongtongError(ONE_LUCK)
        given = seed if rng is None else rng
        number = None if given is None or isinstance(given, NUMPYS) else as_seed(given)
        super().__init__(rng=given if number is None else number)
        chosen = as_scenario(scenario)
        length = {} if weeks is None else {"weeks": weeks}
        values = by_name((*length.items(), *(changes or {}).items()))
        if values:  # all at once, and before modules: a short run may need another day for them to begin
            chosen = chosen.but(values)
        if modules:
            chosen = chosen.adding(*modules.split("+"))
        for said in remarks(chosen):
            warnings.warn(said.en, stacklevel=2)
        luck = int(self.rng.integers(2**31)) if number is None else number
        self.simulation = Simulation(chosen, luck)
        self._views: dict[int, ResidentAgent] = {}
        self._groups: dict[int, OrganisationAgent] = {}
        self._units: tuple[UnitAgent, ...] = ()
        self._looked = False
        places = self.simulation.world.community.places
        self.grid = Network(places.grid_graph.copy(), random=self.random, cell_klass=GridCell)
        for cell in self.grid.all_cells:
            cell.model = self
        for name in collect:
            find_measure(name, self.simulation.measures)
        self.datacollector = DataCollector(model_reporters={name: partial(_latest, name=name) for name in collect})

    def step(self) -> None:
        """One week; the model stops running after the last."""
        self.simulation.step()
        if self._looked:
            self._keep_up()
        self.datacollector.collect(self)
        self.running = not self.simulation.done

    def remove_all_agents(self) -> None:
        """What Mesa has for models that are built anew.

        Raises
        ------
        GongtongError
            In any case.
        """
        raise GongtongError(STAY)

    def deregister_agent(self, agent: Agent) -> None:
        """What Mesa calls when an agent is removed.

        Raises
        ------
        GongtongError
            If it is one of the model's own that is there still; agents of yours you may remove.
        """
        if self._is_there(agent):
            raise GongtongError(STAY)
        super().deregister_agent(agent)

    def _is_there(self, agent: Agent) -> bool:
        """Whether an agent stands for somebody or something of the model that is there now."""
        if isinstance(agent, ResidentAgent):
            return self._views.get(agent.row) is agent
        if isinstance(agent, OrganisationAgent):
            return self._groups.get(agent.organisation.index) is agent
        return agent in self._units

    def results(self) -> Results:
        """Everything measured so far."""
        return self.simulation.results()

    @property
    def agents(self) -> AgentSet:
        """All residents who live there now, all organisations that exist, and all units."""
        self.look()
        return super().agents

    @property
    def organisations(self) -> AgentSet:
        """The organisations that exist, circles that are only forming left out."""
        self.look()
        return AgentSet(self._groups.values(), random=self.random)

    @property
    def units(self) -> AgentSet:
        """The agencies, schools, banks, hospitals, firms and shops inside the community."""
        self.look()
        return AgentSet(self._units, random=self.random)

    @property
    def agents_by_type(self) -> dict[type[Agent], AgentSet]:
        """Residents, organisations and units by their type of agent."""
        self.look()
        return dict(super().agents_by_type)

    @property
    def agent_types(self) -> list[type[Agent]]:
        """The types of agent in the model."""
        self.look()
        return list(super().agent_types)

    def look(self) -> None:
        """Make an agent of everybody who lives there, of every organisation and of every unit, once."""
        if self._looked:
            return
        self._looked = True
        self._keep_up()
        self._units = tuple(UnitAgent(self, unit) for unit in self.simulation.world.units)

    def _keep_up(self) -> None:
        """Agents for those who came, none for those who went."""
        self._keep_up_with_residents()
        self._keep_up_with_organisations()

    def _keep_up_with_organisations(self) -> None:
        society = self.simulation.world.society
        for index in [index for index, group in self._groups.items() if not group.organisation.alive]:
            self._groups.pop(index).remove()
        for one in society.alive:
            if not one.forming and one.index not in self._groups:
                self._groups[one.index] = OrganisationAgent(self, one, society, self._views.__getitem__)

    def _keep_up_with_residents(self) -> None:
        world = self.simulation.world
        here = world.residents.here
        for row in [row for row in self._views if not here[row]]:
            self._views.pop(row).remove()
        grid = world.community.grid
        for row in np.flatnonzero(here).tolist():
            if row not in self._views:
                self._views[row] = ResidentAgent(self, world.residents, row, self.grid[int(grid[row])])

    def __getattr__(self, name: str) -> Any:
        """A measure's value in the last week; zero before the first."""
        if name.startswith("_") or name == "simulation":
            raise AttributeError(name)
        simulation = self.simulation
        if name not in simulation.measures:
            raise AttributeError(f"{type(self).__name__} has no attribute and no measure {name!r}")
        return simulation.latest(name)
