"""What a session looks like from outside: the community, the state, and pictures, as the wire has them."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import Any

import numpy as np

from sim.app.cards.parts import estate_name, grid_name
from sim.app.content.model_catalogue import change_label, curves
from sim.app.content.presets import BASE, presets, with_preset
from sim.app.content.words import WORDS
from sim.app.wire import base64_of, both, dots, event_data, picture, rounded, shares
from sim.app.world import bands, story
from sim.app.world.layout import Layout, MapBox, layout_of
from sim.app.world.live_world import LiveWorld
from sim.app.world.marks import marks_of
from sim.app.world.session import Session
from sim.report.text.provenance import numbers_of
from sim.scenario import Scenario
from sim.scenario.changes import Change
from sim.scenario.file import load
from sim.scenario.remarks import remarks
from sim.text import Text

MOST_EVENTS = 4000  # of one message; a story has some hundreds


@dataclass
class FrameCursor:
    """What one page has seen: where its next picture goes on from.

    Attributes
    ----------
    epoch : int
        Of the session, when it was last told the state.
    week : int
        First week whose figures it lacks.
    events : list of int
        How many events of each world it knows.
    marks : list
        The marks it shows, of each world.
    """

    epoch: int = -1
    week: int = 0
    events: list[int] = field(default_factory=list)
    marks: list[Any] = field(default_factory=list)


def community_of(session: Session) -> dict[str, Any]:
    """The map and who lives where; it does not change."""
    community, layout = session.community, layout_of(session.community)
    places, here = community.places, community.here(0)
    people = np.bincount(community.grid[here], minlength=community.settings.grids)
    homes = np.bincount(places.household_estate, minlength=community.settings.estates)
    return {
        "residents": community.people,
        "aspect": layout.aspect,
        "x": base64_of(layout.x, np.uint16),
        "y": base64_of(layout.y, np.uint16),
        "grid": base64_of(community.grid, np.uint16),
        "estate": base64_of(community.estate, np.uint16),
        "grids": [
            {
                "name": both(grid_name(grid)),
                "box": _box(box),
                "people": int(people[grid]),
                "estates": np.flatnonzero(places.estate_grid == grid).tolist(),
            }
            for grid, box in enumerate(layout.grids)
        ],
        "estates": [
            {
                "name": both(estate_name(estate)),
                "grid": int(places.estate_grid[estate]),
                "box": _box(box),
                "homes": int(homes[estate]),
            }
            for estate, box in enumerate(layout.estates)
        ],
        "links": [list(link) for link in layout.links],
    }


def state_of(session: Session) -> dict[str, Any]:
    """The story, and all figures so far."""
    scenario = session.worlds[0].scenario
    return {
        "epoch": session.epoch,
        "week": session.week,
        "weeks": session.weeks,
        "first": scenario.clock.first.isoformat(),
        "seed": session.seed,
        "compare": len(session.worlds) > 1,
        "branch": session.here,
        "branches": [
            {
                "id": number,
                "name": both(branch.name),
                "named": branch.named,
                "week": branch.week,
                "reached": branch.reached,
                "worlds": len(branch.stories),
            }
            for number, branch in session.branches.items()
        ],
        "worlds": [
            {"name": world.scenario.title.model_dump(), "preset": _preset(world), "modules": _modules(world)}
            for world in session.worlds
        ],
        "changes": [[_change(world, change) for change in world.scenario.changes] for world in session.worlds],
        "events": [[event_data(event) for event in world.events[-MOST_EVENTS:]] for world in session.worlds],
        "series": [_figures(world, 0, session.week) for world in session.worlds],
        "band": bands.band_of(scenario),
        "band_note": both(bands.note(scenario)),
        "calibration": {"label": both(calibration_of(scenario)), "done": bool(scenario.calibrated)},
        "remarks": [
            both(said) for said in dict.fromkeys(s for world in session.worlds for s in remarks(world.scenario))
        ],
        "hash": [world.scenario.content_hash() for world in session.worlds],
        "notes": session.notes,
    }


def _remarks(session: Session) -> list[Text]:
    """What is remarked on the scenario of any world, once."""
    return list(dict.fromkeys(said for world in session.worlds for said in remarks(world.scenario)))


def calibration_of(scenario: Scenario) -> Text:
    """Whether the numbers come from calibration."""
    return WORDS["calibration"].filled(status=numbers_of(scenario))


def picture_of(session: Session, seen: FrameCursor) -> bytes:
    """What a page shows now; brings what it has seen up to date."""
    layout, differs = layout_of(session.community), session.differs()
    first = min(seen.week, session.week)
    seen.events += [0] * (len(session.worlds) - len(seen.events))
    seen.marks += [None] * (len(session.worlds) - len(seen.marks))
    worlds = [_world(session, at, layout, first, seen) for at in range(len(session.worlds))]
    seen.week = session.week
    header = {"week": session.week, "from": first, "epoch": session.epoch, "worlds": worlds}
    header["differ"] = int(np.count_nonzero(differs))
    residents = [world.simulation.world.residents for world in session.worlds]
    return picture(header, [dots(one.stage, one.able, one.here, differs) for one in residents])


def caught_up(session: Session) -> FrameCursor:
    """The cursor of a page that was just sent the whole state."""
    return FrameCursor(session.epoch, session.week, [len(world.events) for world in session.worlds], [])


def _world(session: Session, at: int, layout: Layout, first: int, seen: FrameCursor) -> dict[str, Any]:
    live, community = session.worlds[at], session.community
    marks = marks_of(live.simulation, layout)
    changed = marks != seen.marks[at]
    seen.marks[at] = marks
    events = live.events[seen.events[at] :]
    seen.events[at] = len(live.events)
    stage = live.simulation.world.residents.stage
    said: dict[str, Any] = {
        "figures": _figures(live, first, session.week),
        "events": [event_data(event) for event in events],
        "grids": shares(stage, community.grid, community.settings.grids),
        "marks_changed": changed,
    }
    return said | ({"marks": marks} if changed else {})


def _preset(live: LiveWorld) -> str | None:
    """The preset whose story this still is."""
    return _stories().get(live.scenario.content_hash())


@cache
def _stories() -> dict[str, str]:
    """Presets by the hash of their stories."""
    base = load(BASE)
    return {story.unrolled(with_preset(base, name)).content_hash(): name for name in presets()}


def _figures(live: LiveWorld, first: int, last: int) -> dict[str, Any]:
    measured = live.simulation.measured(first, last) if last > first else {}
    nothing = np.zeros(last - first)
    return {name: rounded(measured.get(name, nothing)) for name in curves()}


def _modules(live: LiveWorld) -> dict[str, Any]:
    """What is on next week, and with which numbers."""
    scenario = live.scenario
    now = scenario.in_force(min(live.week, scenario.weeks - 1))
    monday = scenario.clock.date(live.week)
    found: dict[str, Any] = {}
    for name, settings in now.policies.items():
        on = settings.stop is None or settings.stop > monday
        found[name] = {"on": on, "numbers": settings.model_dump(mode="json", exclude={"start", "stop"})}
    return found


def _change(live: LiveWorld, change: Change) -> dict[str, Any]:
    scenario = live.scenario
    data = change.model_dump(mode="json")
    return {
        "id": story.key_of(scenario, change),
        "week": scenario.clock.week(change.day),
        "path": change.name,
        "value": data["value"],
        "label": both(change_label(change)),
    }


def _box(box: MapBox) -> list[float]:
    return [round(part, 5) for part in box]
