"""What something on the map is."""

from __future__ import annotations

from typing import Any

from sim.app.worlds import LiveWorld

ASKED = ("resident", "grid", "estate", "organisation", "committee")


def about(world: LiveWorld, kind: str, key: int) -> dict[str, Any]:
    """What it is."""
    return {"kind": kind, "key": key}


def ties(world: LiveWorld, resident: int) -> dict[str, Any]:
    """Whom a resident knows."""
    residents = world.simulation.world.residents
    start, end = residents.tie_start[resident], residents.tie_start[resident + 1]
    return {"resident": resident, "rows": [int(one) for one in residents.tie_to[start:end] if residents.here[one]]}
