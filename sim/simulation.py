"""`Simulation`: one run of a scenario, week by week."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from time import perf_counter

import numpy as np
from numpy.typing import NDArray

from sim.agents.organisation.history import histories
from sim.audit import Audit
from sim.checkpoint import Checkpoint
from sim.community import build_community
from sim.ledger import TRIAL
from sim.measures import Measure
from sim.policies import AnyPolicy, PolicySettings, policies
from sim.recorder import Recorder
from sim.results import Results, residents_at_end
from sim.rng import as_seed
from sim.run_in import settled_world
from sim.scenario import Scenario
from sim.scenario.file import ScenarioName, as_scenario
from sim.schedule import PHASES, Running
from sim.text import GongtongError, Text
from sim.trial import Trial
from sim.world import Rules


class Simulation:
    """One run of a scenario, week by week.

    Attributes
    ----------
    scenario : Scenario
    seed : int
    world : World
        The state; look, do not touch.
    trial : Trial
        Who is drawn into the trial, if there is one.
    seconds : dict of float
        Time spent in each phase of the week so far.

    Parameters
    ----------
    scenario
        A `Scenario`, a shipped one's name, or a file.
    audit
        Check after every week that everything adds up (`sim.audit`); slower.

    Raises
    ------
    GongtongError
        If there is no such scenario, or the seed is not possible.
    """

    def __init__(self, scenario: Scenario | ScenarioName, seed: int = 0, *, audit: bool = False) -> None:
        self.scenario = scenario = as_scenario(scenario)
        self.seed = seed = as_seed(seed)
        now = scenario.in_force(0).settled()
        community = build_community(now.community, now.weeks)
        names = tuple(sorted(now.policies))
        booking = (*names, TRIAL) if now.trial.any else names
        self.world = settled_world(community, now.clock, seed, _rules(now), booking, now.run_in)
        policies = tuple(self._policy(now, name) for name in names)
        self.trial = Trial(now.trial, community, self.world.streams)
        recorder = Recorder(now.weeks, community, _own_measures(policies))
        self.running = Running(self.world, policies, self.trial, recorder)
        self._audit = Audit(self.world) if audit else None
        self.seconds = dict.fromkeys((phase.name for phase in PHASES), 0.0)

    def __repr__(self) -> str:
        return f"<Simulation of {self.scenario!r}, seed {self.seed}: {self.week} weeks done>"

    @property
    def policies(self) -> tuple[AnyPolicy, ...]:
        """The modules at work, in alphabetical order, whatever order they were declared in."""
        return self.running.policies

    @property
    def week(self) -> int:
        """Weeks done."""
        return self.world.week

    @property
    def done(self) -> bool:
        """Whether the last week is over."""
        return self.week >= self.scenario.weeks

    @property
    def measures(self) -> dict[str, Measure]:
        """Measures of the run, by name."""
        return {measure.name: measure for measure in self.running.recorder.measures}

    def latest(self, measure: str) -> float:
        """A measure of the community in the last week done; zero before the first."""
        return self.running.recorder.latest(measure, self.week - 1) if self.week else 0.0

    def measured(self, first: int, last: int) -> dict[str, NDArray[np.float64]]:
        """Every measure of the community in some weeks done, the one after the last named: float64 (weeks,)."""
        return self.running.recorder.between(first, last)

    def measured_by_grid(self) -> dict[str, NDArray[np.float64]]:
        """Every measure that is kept grid by grid in the weeks done: float64 (weeks, grids)."""
        return {name: values[: self.week] for name, values in self.running.recorder.by_grid().items()}

    def step(self, after_phase: Callable[[str], None] | None = None) -> None:
        """Run one week, at whose start the changes due are made; `after_phase` may look in between.

        Raises
        ------
        GongtongError
            If the last week is over.
        """
        if self.done:
            weeks = self.scenario.weeks
            raise GongtongError(
                Text(
                    f"weeks: the run is over after its {weeks} weeks; give the scenario more to go on.",
                    f"weeks：{weeks} 周已全部运行完；如需继续，请增加方案的周数。",
                )
            )
        self._make_changes()
        for phase in PHASES:
            began = perf_counter()
            phase.happens(self.running)
            self.seconds[phase.name] += perf_counter() - began
            if after_phase is not None:
                after_phase(phase.name)
        if self._audit is not None:
            self._audit.check(self.running)
        self.world.week += 1

    def run(self, after_week: Callable[[int], None] | None = None) -> Results:
        """Run all weeks that are left; `after_week` is told how many are done."""
        while not self.done:
            self.step()
            if after_week is not None:
                after_week(self.week)
        return self.results()

    def checkpoint(self) -> Checkpoint:
        """Checkpoint of the run as it stands."""
        return Checkpoint.of(self.running)

    def return_to(self, checkpoint: Checkpoint) -> None:
        """Return to a checkpoint; the weeks after it are drawn again from the same luck, by the changes now declared.

        The scenario must be that of the checkpoint up to its week.
        """
        self.running = checkpoint.restored(self.running.recorder)
        self.world = self.running.world
        self.running.recorder.admit(_own_measures(self.policies))

    def take_over(self, other: Simulation) -> None:
        """Become an exact copy of another run of the same scenario and seed, sharing nothing that changes."""
        self.running.recorder = deepcopy(other.running.recorder)
        self.return_to(other.checkpoint())

    def results(self) -> Results:
        """Results of the weeks done."""
        world, recorder = self.world, self.running.recorder
        return Results(
            scenario=self.scenario,
            seed=self.seed,
            measures=self.measures,
            series=recorder.series(),
            by_grid=recorder.by_grid(),
            events=tuple(world.chronicle.events),
            organisations=histories(world.society),
            modules=world.ledger.modules,
            yuan=world.ledger.yuan,
            booked_hours=world.ledger.cadre_hours,
            stages=recorder.stages(),
            residents=residents_at_end(world.residents, world.community, self.trial.chosen),
        )

    def _make_changes(self) -> None:
        """Let the scenario's changes of this week take effect; those of the first week were there from the start."""
        week, clock = self.week, self.scenario.clock
        if week == 0 or all(clock.week(change.day) != week for change in self.scenario.changes):
            return
        now = self.scenario.in_force(week).settled()
        at_work = {policy.name: policy for policy in self.policies if policy.name in now.policies or policy.begun}
        for name in now.policies:
            if name in at_work:
                at_work[name].amend(_dated(now, name))
            else:
                at_work[name] = self._policy(now, name)
        policies = tuple(policy for _, policy in sorted(at_work.items()))
        booking = {*self.world.modules, *at_work}
        self.world.amend(_rules(now), tuple(sorted(booking)))
        self.running.recorder.admit(_own_measures(policies))
        self.running.policies = policies

    def _policy(self, scenario: Scenario, name: str) -> AnyPolicy:
        return policies()[name](_dated(scenario, name), self.world.community, self.world.clock)


def _dated(scenario: Scenario, name: str) -> PolicySettings:
    """The settings of a module with the start that goes for all that name none."""
    settings = scenario.policies[name]
    return settings if settings.start else settings.model_copy(update={"start": scenario.modules_start})


def _rules(scenario: Scenario) -> Rules:
    return Rules(
        scenario.acts,
        scenario.resident,
        scenario.asking,
        scenario.matters,
        scenario.office,
        scenario.organisations,
        scenario.backbone,
    )


def _own_measures(policies: tuple[AnyPolicy, ...]) -> tuple[Measure, ...]:
    return tuple(measure for policy in policies for measure in policy.measures)


def run(scenario: Scenario | ScenarioName, seed: int = 0) -> Results:
    """Run a scenario, a shipped one by its name, or a file, once.

    Raises
    ------
    GongtongError
        If there is no such scenario, or the seed is not possible.
    """
    return Simulation(scenario, seed).run()
