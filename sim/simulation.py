"""`Simulation`: one run of a scenario, week by week."""

from __future__ import annotations

from collections.abc import Callable
from time import perf_counter

from sim.audit import Audit
from sim.community import build_community
from sim.histories import histories
from sim.measures import Measure
from sim.policies import AnyPolicy, policies
from sim.recorder import Recorder
from sim.results import Results, residents_at_end
from sim.rng import Streams
from sim.scenario import Scenario
from sim.schedule import PHASES, Running
from sim.trial import CHOSEN, Trial
from sim.world import Rules, World


class Simulation:
    """One run.

    Attributes
    ----------
    scenario : Scenario
    seed : int
    world : World
        The state; look, do not touch.
    policies : tuple of Policy
        The modules at work, in alphabetical order, whatever order they were declared in.
    trial : Trial
        Who is drawn into the trial, if there is one.
    seconds : dict of float
        Time spent in each phase of the week so far.

    Parameters
    ----------
    audit
        Check after every week that everything adds up (`sim.audit`); slower.
    """

    def __init__(self, scenario: Scenario, seed: int = 0, *, audit: bool = False) -> None:
        self.scenario = scenario
        scenario = scenario.settled()
        self.seed = seed
        community = build_community(scenario.community, scenario.weeks)
        rules = Rules(
            scenario.acts,
            scenario.resident,
            scenario.matters,
            scenario.office,
            scenario.organisations,
            scenario.backbone,
        )
        names = tuple(sorted(scenario.policies))
        self.world = World(community, scenario.clock, Streams(seed), rules, names)
        self.policies: tuple[AnyPolicy, ...] = tuple(self._policy(scenario, name) for name in names)
        self.trial = Trial(scenario.trial, community, self.world.streams)
        own = tuple(measure for policy in self.policies for measure in policy.measures)
        recorder = Recorder(scenario.weeks, community.places, own)
        self._running = Running(self.world, self.policies, self.trial, recorder)
        self._audit = Audit(self.world) if audit else None
        self.seconds = dict.fromkeys((phase.name for phase in PHASES), 0.0)

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
        """What is measured, by name."""
        return {measure.name: measure for measure in self._running.recorder.measures}

    def latest(self, measure: str) -> float:
        """A measure of the community in the last week done; zero before the first."""
        return self._running.recorder.latest(measure, self.week - 1) if self.week else 0.0

    def step(self) -> None:
        """One week."""
        for phase in PHASES:
            began = perf_counter()
            phase.happens(self._running)
            self.seconds[phase.name] += perf_counter() - began
        if self._audit is not None:
            self._audit.check(self._running)
        self.world.week += 1

    def run(self, after_week: Callable[[int], None] | None = None) -> Results:
        """All weeks that are left; `after_week` is told how many are done."""
        while not self.done:
            self.step()
            if after_week is not None:
                after_week(self.week)
        return self.results()

    def results(self) -> Results:
        """What was measured so far."""
        world, recorder = self.world, self._running.recorder
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
            residents=residents_at_end(world.residents, world.community, self.trial.group == CHOSEN),
        )

    def _policy(self, scenario: Scenario, name: str) -> AnyPolicy:
        settings = scenario.policies[name]
        if settings.start is None:
            settings = settings.model_copy(update={"start": scenario.modules_start})
        return policies()[name](settings, self.world.community, self.world.clock)


def run(scenario: Scenario, seed: int = 0) -> Results:
    """Run a scenario once."""
    return Simulation(scenario, seed).run()
