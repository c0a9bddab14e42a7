"""The run-in: weeks before the first, in which the cold community comes to its own steady state.

Without it every figure would begin with a ramp from nothing: nobody would have any habit, be tired of notices or of
being asked, and no matter would wait. No module is at work, nobody is born, dies or moves, nobody gathers a group, and
nothing is recorded or booked. It depends on the community, the declared numbers and the seed only, so that every arm
and every worker begins from the same state, and is kept for as long as a process lives.
"""

from __future__ import annotations

from collections import OrderedDict
from hashlib import blake2b
from typing import Any

from sim.checkpoint import frozen, thawed
from sim.clock import Clock
from sim.community import Community
from sim.ledger import OFFICE, Chronicle, Ledger
from sim.recorder import Recorder
from sim.rng import Streams
from sim.schedule import PHASES, Running
from sim.trial import Trial, TrialSettings
from sim.world import Rules, World

LEFT_OUT = ("lives", "policies", "follow", "record")
MOST_KEPT = 4
_kept: OrderedDict[bytes, tuple[Community, bytes, tuple[Any, ...]]] = OrderedDict()


def settled_world(
    community: Community, clock: Clock, seed: int, rules: Rules, modules: tuple[str, ...], weeks: int
) -> World:
    """A world at the start of a run, after so many weeks of run-in; `modules` are those that will book costs."""
    if weeks == 0:
        return World(community, clock, Streams(seed), rules, modules)
    key = _address(community, clock, seed, rules, weeks)
    if key not in _kept or _kept[key][0] is not community:  # one that was made by hand has the same settings
        _kept[key] = community, *frozen(_run_in(community, clock, seed, rules, weeks))
        while len(_kept) > MOST_KEPT:
            _kept.popitem(last=False)
    _kept.move_to_end(key)
    world: World = thawed(*_kept[key][1:])
    world.modules = modules
    world.ledger = Ledger((OFFICE, *modules), clock.weeks)
    return world


def _address(community: Community, clock: Clock, seed: int, rules: Rules, weeks: int) -> bytes:
    """What a run-in depends on, as a hash."""
    said = [community.settings.model_dump_json(), *(part.model_dump_json() for part in vars(rules).values())]
    text = "\n".join([*said, repr((clock, seed, weeks))])
    return blake2b(text.encode(), digest_size=16).digest()


def _run_in(community: Community, clock: Clock, seed: int, rules: Rules, weeks: int) -> World:
    world = World(community, clock, Streams(seed), rules, ())
    world.ledger = Ledger((OFFICE,), weeks)  # weeks are negative: they count from its end
    trial = Trial(TrialSettings(), community, world.streams)
    running = Running(world, (), trial, Recorder(0, community, ()))
    for week in range(-weeks, 0):
        world.week = week
        world.clear_levers()
        for phase in PHASES:
            if phase.name not in LEFT_OUT:
                phase.happens(running)
    world.week = 0
    world.clear_levers()
    world.chronicle = Chronicle()
    world.residents.acts_total[:] = 0
    world.residents.hours_total[:] = 0
    return world
