"""The marks on the map: organisations, committees, and the residents who lead."""

from __future__ import annotations

from typing import Any

from sim.agents.organisation import COMMITTEE, ORGANISATIONS, Organisation
from sim.app.wire import both
from sim.app.world.layout import FULL, Layout, MapBox
from sim.simulation import Simulation

BELOW, ABOVE = 0.92, 0.1  # of an estate's box: where organisations and its committee stand
MOST_IN_A_ROW = 8


def marks_of(simulation: Simulation, layout: Layout) -> list[dict[str, Any]]:
    """Every mark, as the wire has it; x and y in parts of the map."""
    world = simulation.world
    found: list[dict[str, Any]] = []
    there: dict[int, int] = {}
    for one in world.society.alive:
        if one.kind == COMMITTEE:
            found.append(_mark("committee", one, layout.estates[one.home].inside(0.5, ABOVE)))
        elif not one.forming:
            nth = there[one.home] = there.get(one.home, -1) + 1
            found.append(_mark("organisation", one, _standing(layout.estates[one.home], nth)))
    for row in sorted(world.society.backbone.rows.tolist()):
        x, y = float(layout.x[row]) / FULL, float(layout.y[row]) / FULL
        found.append({"kind": "leader", "key": row, "x": round(x, 4), "y": round(y, 4)})
    return found


def _mark(kind: str, one: Organisation, at: tuple[float, float]) -> dict[str, Any]:
    return {
        "kind": kind,
        "key": one.index,
        "x": round(at[0], 4),
        "y": round(at[1], 4),
        "label": both(one.name),
        "of": one.kind,
        "of_label": both(ORGANISATIONS[one.kind]),
        "step": one.stage,
    }


def _standing(box: MapBox, nth: int) -> tuple[float, float]:
    """Side by side along the lower edge of the home estate, further rows above."""
    return box.inside((nth % MOST_IN_A_ROW + 0.5) / MOST_IN_A_ROW, max(BELOW - 0.12 * (nth // MOST_IN_A_ROW), 0.2))
